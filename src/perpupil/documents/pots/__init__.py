"""A school's three pots on one page, and those of all schools added up."""
