"""How many students schools will have: past counts followed grade by grade, changed by hand, and held against the count."""
