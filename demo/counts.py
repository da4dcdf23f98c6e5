"""What the formulas read: the headcount of the count date, and facts about schools."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from demo.adjustments import adjustments
from demo.district import COUNT_DATE, GRADES, school_of, schools
from demo.staffing import allocation, lines
from demo.students import Program, Roster

WITH_LEVEL = ("english_learner", "iep")

_FACTS = ("school", "name", "level", "region", "board_district", "innovation")

_COUNTED = ("students", "grades_k_12", "grades_k_3", "grades_4_5", "grades_6_8", "grades_9_12", "english_learners")

Row = tuple[object, ...]


def headcount(roster: Roster) -> Iterable[Row]:
    """Count students by school, grade and needs, as `perpupil` reads it."""
    needs = defaultdict[str, list[str]](list)
    for program in roster.programs:
        if program.start <= COUNT_DATE and (program.end is None or program.end > COUNT_DATE):
            needs[program.student] += _need(program)
    cells = Counter(
        (school_of(one.school).ledger, GRADES.index(one.grade), ";".join(sorted(needs[one.student])))
        for one in roster.counted()
    )
    yield ("unit", "grade", "needs", "students")
    for (unit, grade, profile), students in sorted(cells.items()):
        yield (unit, GRADES[grade], profile, students)


def _need(program: Program) -> list[str]:
    """Say what need a program stands for: a meal status of free or reduced is low income."""
    if program.program == "meal_status":
        return ["low_income"] if program.level in {"F", "R"} else []
    return [f"{program.program}={program.level}" if program.program in WITH_LEVEL else program.program]


def facts() -> Iterable[Row]:
    """Give what is so about each school, and what it has in FY2027 by the formula and outside it; a special school has neither."""
    yield (*_FACTS, "formula_fy2027", "adjustments_fy2027")
    for one in schools():
        innovation = "yes" if one.innovation else "no"
        given = allocation(one) if one.is_formula else 0
        yield (one.ledger, one.name, one.level, one.region, one.board, innovation, given, adjustments(one.code))


def allocation_table() -> Iterable[Row]:
    """Give last year's table: what was counted, positions and dollars of every line of every formula school."""
    here = [one for one in schools() if one.is_formula]
    names = [line.name for line in lines(here[0])]
    staff = names[:-2]
    yield ("school", "name", "level", *_COUNTED, *(f"fte_{name}" for name in staff), *names, "total")
    for one in here:
        counted = (one.students, one.k_12, one.k_3, one.g4_5, one.g6_8, one.g9_12, one.english_learners)
        positions = (halves(line.halves) for line in lines(one)[:-2])
        amounts = (line.amount for line in lines(one))
        yield (one.ledger, one.name, one.level, *counted, *positions, *amounts, allocation(one))


def halves(number: int) -> str:
    """Write a number of halves: 3 as 1.5."""
    return f"{number // 2}.{5 * (number % 2)}"
