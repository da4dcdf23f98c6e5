"""A school's three pots."""
