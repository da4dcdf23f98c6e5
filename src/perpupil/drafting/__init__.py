"""A district's first formula: the simplest rules that give last year's amounts, found in its own table."""
