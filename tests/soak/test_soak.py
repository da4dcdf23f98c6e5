"""The laws once more with very many cases, by `make soak`; the other profiles only show that they run."""

from collections import Counter
from random import Random

from hypothesis import HealthCheck, given, settings

from tests.laws import strategies
from tests.laws.engine import allocate
from tests.laws.worlds import (
    differences,
    same_answers,
    worked_by_engine,
    worked_by_oracle,
    worked_in_python_integers,
)

EXAMPLES = settings.default.max_examples if settings.default else 50
"""50, 300 or, at night, 20,000."""
WORLDS = max(2, EXAMPLES**2 // 2_000)
LARGE_WORLDS = max(1, EXAMPLES // 20)
HEADCOUNT_ROWS = EXAMPLES * 150

GRADES = ("K", "1", "2", "3", "4", "5")
NEEDS = ("", "ell=1", "ell=2", "low", "low;ell=1", "foster;low", "foster")
FORMULA = f"""language = 1
title = "Counts"
[facts]
unit = "id"
[counts]
{chr(10).join(f'grade_{grade} = {{ grades = "{grade}" }}' for grade in GRADES)}
needy = {{ any = ["ell", "low", "foster"] }}
other = {{ none = ["ell", "low", "foster"] }}
low = {{ need = "low" }}
ell_2 = {{ need = "ell", level = "2" }}
low_ell = {{ all = ["low", "ell=1"] }}
[step.everybody]
value = "students"
[step.by_grade]
value = "{" + ".join(f"grade_{grade}" for grade in GRADES)}"
[step.by_need]
value = "needy + other"
[line.paid]
value = "students + low + ell_2 + low_ell"
"""


@given(strategies.worlds())
@settings(max_examples=WORLDS, suppress_health_check=list(HealthCheck))
def test_worlds(world: strategies.World) -> None:
    answer = worked_by_engine(world)
    assert differences(answer, worked_by_oracle(world)) == []
    assert same_answers(answer, worked_in_python_integers(world))


@given(strategies.large_worlds())
@settings(max_examples=LARGE_WORLDS, suppress_health_check=list(HealthCheck))
def test_large_worlds(world: strategies.World) -> None:
    assert differences(worked_by_engine(world), worked_by_oracle(world)) == []


def test_students_by_grade_add_up_to_all_students() -> None:
    chance = Random(HEADCOUNT_ROWS)  # noqa: S311
    units = [f"u{number:04d}" for number in range(2_000)]
    wanted: dict[str, Counter[str]] = {unit: Counter() for unit in units}
    rows = ["unit,grade,needs,students"]
    for _ in range(HEADCOUNT_ROWS):
        unit, grade, needs = chance.choice(units), chance.choice(GRADES), chance.choice(NEEDS)
        students = chance.randrange(40)
        rows.append(f"{unit},{grade},{needs},{students}")
        found = set(needs.split(";"))
        wanted[unit]["all"] += students
        wanted[unit]["low"] += students * ("low" in found)
        wanted[unit]["ell_2"] += students * ("ell=2" in found)
        wanted[unit]["low_ell"] += students * ({"low", "ell=1"} <= found)
    facts = "\n".join(["id", *units]).encode()
    allocation = allocate(FORMULA, facts, "\n".join(rows).encode()).paid
    for at, unit in enumerate(allocation.units):
        count = wanted[unit]
        assert [allocation.value_at(step, at) for step in ("everybody", "by_grade", "by_need")] == [count["all"]] * 3
        assert allocation.lines_cents["paid"][at] == 100 * count.total()
