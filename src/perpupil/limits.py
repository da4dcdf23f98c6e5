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

WORKBOOK_BYTES = 50_000_000
"""A workbook: unpacked it takes some twenty times as much memory."""

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

SCENARIO_BYTES = 1_000_000
"""A file of scenarios is a page or two of text."""

SCENARIOS = 100
"""Nobody reads more columns side by side."""

LEVELS = 10
"""Levels of a cascade; a federation has four: nation, state, district, school."""

WORKBOOK_WHOLE = 10**15
"""Whole numbers in the cells of a workbook stay below this: a spreadsheet compares and writes fifteen digits."""

WORKBOOK_CELLS = 6_000_000
"""Cells of one workbook; beyond it no spreadsheet opens it in a minute."""

WORKBOOK_COLUMNS = 16_000
"""Columns of one sheet; a spreadsheet has 16,384."""

WORKBOOK_FORMULA = 8_000
"""Characters of one cell's formula; a spreadsheet takes 8,192."""

DRAFT_UNITS = 5_000
"""Units of a table in which rules are looked for; a state has some 1,000 districts, the largest district 1,900 schools."""

DRAFT_COLUMNS = 150
"""Columns of numbers that a drafted rule may use; every two of them are tried together."""

DRAFT_LINES = 150
"""Lines that are drafted at once."""

WORKBOOK_UNPACKED = 600_000_000
"""Bytes of a workbook once it is unpacked; that of a district with 1,600 schools has some 120 million."""

WORKBOOK_EDITS = 1_000
"""Changes of a returned workbook that are listed; beyond them it is another workbook."""

INTAKE_BYTES = 500_000_000
"""A file that is brought in; a student file of a million rows has some 100 MB."""

ARCHIVE_ENTRIES = 1_000
"""Files in one zip; a roster has some 25, a workbook of 200 sheets some 450."""

ARCHIVE_DIRECTORY_BYTES = 1_000_000
"""A zip's list of its files: a thousand of them, with names of hundreds of letters."""

ARCHIVE_BYTES = 1_000_000_000
"""What all files of a zip come to when unpacked; the roster of a state of a million students has some 900 MB."""

ARCHIVE_RATIO = 100
"""How many times larger a zip may become; tables shrink to a tenth or a thirtieth, bombs to a thousandth."""

ARCHIVE_SMALL_BYTES = 10_000_000
"""A zip that stays below this may have any ratio: a sheet of blanks shrinks well, and it can fill no memory."""

WORKBOOK_UNPACKED_BYTES = 300_000_000
"""A workbook unpacked: ten million cells of 25 bytes."""

SHEET_AREA = 10_000_000
"""Rows times columns of a sheet up to its last filled cell: a million students with ten facts each."""

SHEETS = 500
"""Sheets of one workbook; a workbook with one for every school of a large district has 300."""

LINE_BYTES = 4_000_000
"""One line of a text file: 2,000 columns of 2,000 characters."""

RECORD_LINES = 100
"""Lines that one row of a text file may run over, inside quotes; more is a quote that nobody closed."""

ROWS_SET_ASIDE = 1_000
"""Rows set aside before the whole file is: so many cannot be slips of a row, but columns parted in another way."""

INTAKE_ROWS = 10_000_000
"""Rows of a file that is brought in: a state's enrolments."""

FINDINGS_ALIKE = 100
"""Findings of one code in one file; what is beyond is counted in a last one."""

PARQUET_FOOTER_BYTES = 16_000_000
"""What a Parquet file says of itself; with a thousand columns and row groups it has a few MB."""

READER_MEMORY_BYTES = 3_000_000_000
"""Memory of the process that reads one file; the largest table within these bounds takes two thirds of it."""

READER_CPU_SECONDS = 300
"""Time that the reading process may compute."""

READER_SECONDS = 600
"""Time until the reading process is ended, whatever it waits for."""

READER_ANSWER_BYTES = 2_000_000_000
"""What the reading process may hand back."""

RULES = 1_000
"""Repairs kept with one source; a district with more should mend the source."""

RULE_VALUES = 10_000
"""Texts that one repair gives a meaning; a list of codes is some hundred long."""

HEADERS_GUESSED = 200
"""Columns of a file for which a meaning is looked for; an export has some fifty."""

WORK_LIST = 10_000
"""Codes on the list of accounts that somebody must look up."""

HEADCOUNT_ROWS = 20_000_000
"""Rows of a headcount; the United States have some 12 million at a hundred rows a school."""

PROJECTION_YEARS = 10
"""Years beyond the last count that a projection may look; further ahead it says only what its ratios do."""

JOURNEY_NEEDS = 8
"""Needs of a journey: each set of them is worked out once, and eight have 256 sets."""

AUTONOMY_BYTES = 20_000_000
"""A register of autonomies: the largest district has some 1,600 schools, with 4 KB each."""

AUTONOMY_TABLES = 60_000
"""Tables of it: a school has some thirty, one for each autonomy, training, move and signature."""

UPLOAD_FILES = 20
"""Files of one upload in the browser; a district's export for a year has some ten."""

UPLOAD_FILE_BYTES = INTAKE_BYTES
"""One file of an upload: what the readers take."""

UPLOAD_BYTES = 1_000_000_000
"""All files of one upload together: twice the largest file, so that students and programs come together."""

WAITING_BYTES = 5_000_000_000
"""All uploads that wait in one district: five of the largest, so that nobody fills the disk."""

WAITING_HOURS = 24
"""How long an upload waits for repair at most: a day of work, and no row about a student stays longer."""

QUESTION_VALUES = 200
"""Texts of a file that one question of the data desk shows, the most frequent: more than a person says the meaning of in one sitting."""
