"""The calendar of decisions: who decides what on which day, what must come before, and what more notice would free."""
