"""A made-up district of sixty schools with needs, staffing, a concentration, a pool, a floor and a cap; the same for the same seed."""

import random
from dataclasses import replace
from fractions import Fraction

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import read_headcount
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula
from perpupil.formula.records import ByText, Formula, ParameterValue

SCHOOLS = 60
LEVELS = ("elementary", "middle", "high", "k8")
GRADES = {
    "elementary": ("K", "1", "2", "3", "4", "5"),
    "middle": ("6", "7", "8"),
    "high": ("9", "10", "11", "12"),
    "k8": ("K", "1", "2", "3", "4", "5", "6", "7", "8"),
}

FORMULA = """
language = 1
title = "Sixty schools"
equity = "Every school gets what its students need."
year = 2027
new_unit = "current"
prior = { students = ["students_before"] }

[facts]
unit = { column = "school", noun = "school", name = "name" }
blank = { supplies = 0 }

[parameters]
pool_amount = { title = "School budgets", value = POOL }
kept = { title = "Kept back", value = 0.005 }
base = { title = "Base amount", value = 4028.47 }
weight_low_income = { title = "Weight, low income", value = 0.25 }
weight_language = { title = "Weight, English learners", value = 0.375 }
weight_early = { value = 0.1 }
foundation = { by = "level", values = { elementary = 395_000, middle = 520_000.5, high = 760_000 }, otherwise = 300_000 }
tiers = { table = [[0.4, 0.02], [0.6, 0.05], [0.75, 0.08]] }
size_rates = { table = [[0, 210.55], [300, 95.5], [600, 40]] }
class_size = { value = 24.5 }
teacher = { value = 98_613.37 }
floor_share = { value = 0.98 }
cap_share = { value = 1.06 }
rate_per_mile = { value = 1.017 }

[counts]
early = { grades = ["K", "1", "2"] }
low_income = { need = "low_income" }
language = { need = "language" }
beginning = { need = "language", level = "1" }

[step.need_share]
value = "if(students > 0, low_income / students, 0)"
round = 4

[step.part_of_low_income]
value = "round(share(low_income), 6)"

[step.change]
value = "if(students_before_known > 0 and known(students_before), students / average(students, years=2), 1)"
round = { digits = 5, mode = "half_even" }

[step.students_before_known]
value = "if(known(students_before), students_before, 0)"

[step.building]
value = "if(known(area), area * 0.014483784, 0)"
round = { digits = 0, mode = "down" }

[line.foundation_amount]
kind = "foundation"
amount = "foundation"
round = "dollar"

[line.base_amount]
kind = "per_student"
students = "students"

[line.early_grades]
kind = "weight"
students = "early"
weight = "weight_early"

[line.poverty]
kind = "weight"
students = "low_income"
weight = "weight_low_income"
round_rate = "cent"

[line.english]
kind = "weight"
students = "language"
weight = "weight_language"

[line.concentration]
kind = "concentration"
students = "low_income"
how = "whole"
tiers = "tiers"
round_share = 4

[line.slide]
kind = "concentration"
students = "low_income"
above = 0.55
weight = 0.65

[line.by_size]
value = "tier(students, size_rates, marginal=true) * need_share + interpolate(need_share, [[0.2, 0], [0.7, 12345.67], [0.9, 20000]])"

[line.teachers]
kind = "staffing"
students = "early"
per = "class_size"
round_fte = "up"
price = "teacher"

[line.regional]
value = "apportion(1_000_000.01, low_income) + total(beginning, by=region) / 7 + share(students, by=region) * 12_345.67"

[line.travel]
value = "supplies * rate_per_mile * change + building / 1000"
round = { digits = 2, mode = "half_even" }

[line.elementary_only]
when = 'level == "elementary" or level == "k8" and not need_share < 0.3'
value = "students * base * part_of_low_income * 0.125"
round = { digits = 2, mode = "up" }

[line.request]
value = "min(supplies, 25_000.5) - max(0, supplies - 30_000)"

[line.no_worse]
kind = "hold_harmless"
floor = "floor_share * last_year"
until = 2030-06-30
why = "Losses are limited."

[line.limited]
kind = "cap"
ceiling = "cap_share * last_year"
when = 'level != "high"'
until = 2030-06-30
why = "Gains are limited."

[pool.schools]
amount = "pool_amount"
reserve_share = "kept"
protect = ["request"]
METHOD
"""


def formula_text(pool: int, method: str = "") -> str:
    """Give the district's formula with a pool of so many dollars."""
    return FORMULA.replace("POOL", str(pool)).replace("METHOD", method)


def files(seed: int) -> tuple[str, str]:
    """Give facts and headcount as the text of files; ids, names and texts are those that a spreadsheet would like to change."""
    chance = random.Random(seed)  # noqa: S311  made-up schools
    facts = ["school,name,level,region,last_year,supplies,area,students_before"]
    rows = ["unit,grade,needs,students"]
    ids = ["0010", "=1+1", "1e5", "00010", "+7", "-3", "@x", "TRUE", *(f"{number:05d}" for number in range(100, 152))]
    for number, unit in enumerate(ids[:SCHOOLS]):
        level = chance.choice(LEVELS) if number else "high"
        students = 0
        for grade in GRADES[level]:
            for needs in ("", "low_income", "language=1", "language=2;low_income"):
                count = chance.choice((0, 3, 7, 12, 20, 31))
                if count:
                    rows.append(f"{unit},{grade},{needs},{count}")
                    students += count
        name = chance.choice(("Alder", '""=HYPERLINK(1)""', "Élan", "<b>&amp;", "  spaced")).strip()
        before = students * chance.choice((0, 90, 100, 115)) // 100
        cells = [
            unit, f'"{name} {number}"', level, chance.choice(("north", "North", "so*th", ">5", "")),
            f"{students * chance.randint(5_500, 9_500) + chance.randint(0, 99) / 100:.2f}",
            chance.choice(("", "0", "1234.5", "40000.25", "25000.5")),
            chance.choice(("", f"{chance.randint(1, 10**9)}", f"{chance.randint(1, 10**8)}.125")),
            chance.choice(("", str(before))),
        ]  # fmt: skip
        facts.append(",".join(cells))
    return "\n".join(facts) + "\n", "\n".join(rows) + "\n"


def worked(text: str, facts: str, headcount: str) -> Allocation:
    """Run the district."""
    formula, told = read_formula(text.encode())
    assert formula is not None, told
    return allocated(formula, facts, headcount)


def allocated(formula: Formula, facts: str, headcount: str) -> Allocation:
    """Run a formula on the text of files."""
    read, told = read_facts(read_csv(facts.encode(), "facts.csv")[0], formula.binding)
    assert read is not None, told
    counted, told = read_headcount(read_csv(headcount.encode(), "headcount.csv")[0])
    assert counted is not None, told
    allocation, told = run(formula, read, counted)
    assert allocation is not None, told
    return allocation


def worked_plain(text: str, facts: str) -> Allocation:
    """Run a formula that counts nobody."""
    formula, told = read_formula(text.encode())
    assert formula is not None, told
    read, told = read_facts(read_csv(facts.encode(), "facts.csv")[0], formula.binding)
    assert read is not None, told
    allocation, told = run(formula, read)
    assert allocation is not None, told
    return allocation


def with_values(formula: Formula, values: dict[str, Fraction]) -> Formula:
    """Change parameters of a formula without the code that is tested: `tiers [2 value]`, `foundation [high]` or `base`."""
    parameters = dict(formula.parameters)
    for name, number in values.items():
        parameter, _, part = name.partition(" [")
        before = parameters[parameter].value
        words = part.removesuffix("]").split()
        if isinstance(before, Fraction):
            value: ParameterValue = number
        elif isinstance(before, ByText) and words[-1] == "otherwise":
            value = replace(before, otherwise=number)
        elif isinstance(before, ByText):
            value = replace(before, values={**before.values, words[0]: number})
        else:
            rows = [list(row) for row in before]
            rows[int(words[0]) - 1][words[1] == "value"] = number
            value = tuple((x, y) for x, y in rows)
        parameters[parameter] = replace(parameters[parameter], value=value)
    return replace(formula, parameters=parameters)


def again(allocation: Allocation, formula: Formula) -> Allocation:
    """Run another formula in the same world."""
    world = allocation.world
    found, told = run(formula, world.facts, world.headcount, world.priors)
    assert found is not None, told
    return found
