"""The staffing formula in force, worked out by plain integers: what each formula school gets in FY2027, line by line.

It says the same as `formulas/formula.toml`, which PerPupil works out on its own; the tests hold one against the other. Positions are
counted in halves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from demo.district import School
from demo.prices import price

NON_PERSONNEL = 290
"""Dollars a student for supplies and services."""

ACTIVITIES = {"k8": 775, "middle": 877, "high": 612}
"""Dollars a student for electives, sports and activities; chosen so that the formula comes to $286,000,000."""

TEACHING = ("teachers_k_3", "teachers_4_5", "teachers_6_8", "teachers_9_12", "specials")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a school: positions, or students and a rate."""

    name: str
    job_class: str
    """Empty for a line that is not staff."""
    halves: int
    amount: int
    """Whole dollars."""


def nearest_half(students: int, tenths: int) -> int:
    """Give the positions for some students, in halves; students a position are in tenths, a quarter goes up.

    >>> nearest_half(412, 5500), nearest_half(413, 5500)
    (1, 2)
    """
    return (40 * students + tenths) // (2 * tenths)


def positions_in_halves(school: School) -> dict[str, int]:
    """Give the positions of each line, in halves."""
    elementary = school.level in {"elementary", "k8"}
    size = school.students
    return {
        "teachers_k_3": nearest_half(school.k_3, 220),
        "teachers_4_5": nearest_half(school.g4_5, 260),
        "teachers_6_8": nearest_half(school.g6_8, 205),
        "teachers_9_12": nearest_half(school.g9_12, 185),
        "specials": nearest_half(school.k_12, 1900) if elementary else 0,
        "principal": 2,
        "assistant_principal": 2 if size >= 650 else 1 if size >= 500 else 0,
        "counselor": nearest_half(size, 5500 if elementary else 2500),
        "esl_teacher": nearest_half(school.english_learners, 480),
        "librarian": 2 if size >= 400 else 1,
        "social_worker": 0 if elementary else nearest_half(size, 6000),
        "clerk": 2 if elementary else 4 if school.level == "middle" else nearest_half(size, 3500),
    }


def job_class_of(line: str, school: School) -> str:
    """Say which class of position a line pays."""
    if line in TEACHING:
        return "teacher"
    return f"principal_{school.level}" if line == "principal" else line


@cache
def lines(school: School) -> tuple[Line, ...]:
    """Work out the lines of one formula school, in the order of the formula."""
    staff = [
        Line(name, job_class_of(name, school), halves, halves * price(job_class_of(name, school)) // 2)
        for name, halves in positions_in_halves(school).items()
    ]
    supplies = Line("supplies", "", 0, NON_PERSONNEL * school.students)
    activities = Line("activities", "", 0, ACTIVITIES.get(school.level, 0) * school.students)
    return (*staff, supplies, activities)


def allocation(school: School) -> int:
    """Add up what the formula gives a school, in whole dollars."""
    return sum(line.amount for line in lines(school))
