"""Every upper bound of the product, with its reason.

A bound stands here and nowhere else, so that a reader sees at once how large an input may be, and a test
can try each bound at n and at n + 1.
"""

FORMULA_BYTES = 1_000_000
"""A formula of a megabyte is a mistake or an attack: the longest published one is under 50 KB."""

FORMULA_TABLES = 2_000
"""Lines and steps together; a state's formula has some 150."""

NESTING = 32
"""Depth of values and of dotted keys in a formula file; beyond it a reader would run out of stack."""

NUMBER_DIGITS = 40
"""Digits of one number; a national budget in cents has 16."""

NUMBER_EXPONENT = 30
"""Exponents between -30 and 30: a number such as 1e9999999 would fill the memory."""

EXPRESSION_CHARACTERS = 10_000
"""Length of one expression."""

EXPRESSION_BRACKETS = 50
"""Depth of brackets in one expression; the parser takes a dozen stack frames a level."""

EXPRESSION_DEPTH = 100
"""Depth of one expression's tree; every reading of it descends once a level."""

VALUE_BITS = 2_048
"""Length of a value's numerator and denominator, some 600 digits; a chain of products would else fill the memory."""

ROUNDING_DIGITS = (-12, 30)
"""Digits after the point to which a number may be rounded."""

FACTS_BYTES = 500_000_000
"""A file of facts: a nation's headcount has some ten million rows of 40 bytes."""

FACTS_COLUMNS = 2_000
"""Columns of a file of facts."""

UNITS = 1_000_000
"""Units of one file of facts; the United States have 100,000 schools."""

CELL_CHARACTERS = 32_767
"""Characters of one cell, as in Excel."""

FINDINGS_SHOWN = 50
"""Findings printed at once; what is beyond is counted."""

UNITS_NAMED = 5
"""Units named in one finding; what is beyond is counted."""

YEARS_BACK = 20
"""How far `prior` and `average` may look back."""
