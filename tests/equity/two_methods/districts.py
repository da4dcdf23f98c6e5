"""A small district under two methods, worked by hand."""

from perpupil.allocation.allocation import Allocation
from tests.laws.engine import allocate

FACTS = """id,name,level,region,students,poor,last,price
a,Alder,elementary,north,100,20,120000,50000
b,Birch,elementary,south,100,80,80000,40000
"""
OLD = """language = 1
title = "By staff"
year = 2027
[facts]
unit = { column = "id", name = "name" }
[parameters]
teacher_price = { title = "Price of a teacher", value = 10_000 }
[line.staff]
value = "last"
"""
NEW = """language = 1
title = "By students"
year = 2028
[facts]
unit = { column = "id", name = "name" }
[parameters]
loss = { title = "Most that is lost", value = 0.02 }
[line.each]
kind = "per_student"
students = "students"
rate = 1000
[line.limit]
title = "Limit on losses"
kind = "hold_harmless"
floor = "(1 - loss) * last"
until = 2030-06-30
why = "slowly"
[pool.schools]
amount = 200_000
"""


def pair(old: str = OLD, new: str = NEW, facts: str = FACTS) -> tuple[Allocation, Allocation]:
    """Work both methods on the same facts."""
    return allocate(old, facts.encode()).paid, allocate(new, facts.encode()).paid
