"""Small made-up districts, as the text that the Python face reads."""

FORMULA = """language = 1
title = "A first formula"
equity = "Every school gets what its students need."
year = 2027

[facts]
unit = { column = "school", noun = "school", name = "name" }

# What the board set.
[parameters]
base = { title = "Base amount", value = 4028.47, owner = "Budget office", source = "board vote" } # a student
weight = { title = "Weight of low income", value = 0.25, owner = "Budget office", source = "board vote" }

# The base stands first.
[line.base_amount]
title = "Every student"
kind = "per_student"
students = "students"

# Then need.
[line.poverty]
title = "Students of low income"
kind = "weight"
students = "low_income"
weight = "weight" # of the base
published = "usd_poverty"

[pool.schools]
title = "School budgets"
amount = 5_000_000
"""

FACTS = """school,name,students,low_income,usd_poverty
0010,Alder Creek,412,203,221181.08
0020,Bridge Street,655,118,128568.32
"""

POOL = """year,part,name,amount,owner,source,status
2027,revenue,Local property tax,6000000,Treasurer,tax levy,adopted
2027,central,Payroll office,500000.50,Finance,budget,adopted
"""

UNPOOLED = """language = 1
title = "Plain"
[facts]
unit = "id"
[parameters]
rate = { value = 1 }
[step.third]
value = "n / 3"
[step.one_third]
value = "1 / 3"
[line.a]
kind = "per_student"
students = "n"
rate = "rate"
[line.b]
value = "m"
fund = "general"
use = "any"
"""


def plain_facts(rows: list[tuple[str, int | str, int | str]]) -> bytes:
    """Write facts for the plain formula."""
    return "".join(f"{','.join(map(str, row))}\n" for row in [("id", "n", "m"), *rows]).encode()
