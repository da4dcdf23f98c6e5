"""Grades that do not go with an age."""

import datetime as dt
from collections.abc import Iterator

from perpupil.facts.grades import GRADES
from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.grades import usual_age

YEARS_YOUNGER, YEARS_OLDER = 2, 3
"""How far an age may lie from the usual one: a grade skipped, two repeated."""

_SEPTEMBER = 9


def find(material: Material) -> Iterator[Case]:
    """Find each student who is far younger or older than the grade."""
    students = material.get("students", "grade")
    if students is None or not (students.has("birthDate") or students.has("age")):
        return
    grades = students.values("grade")
    for at, age in enumerate(_ages(students, dt.date(material.year - 1, _SEPTEMBER, 1))):
        grade = grades[at]
        if age is None or not isinstance(grade, str) or grade not in GRADES:
            continue
        if not usual_age(grade) - YEARS_YOUNGER <= age <= usual_age(grade) + YEARS_OLDER:
            far = "younger" if age < usual_age(grade) else "older"
            said = Said(
                "age-and-grade",
                f"A student in grade {grade} is far {far} than the others.",
                "Check the grade and the birth date.",
            )
            yield case(students, [at], said, column="grade", effect=Effect(students=1))


def _ages(students: Dataset, day: dt.date) -> list[int | None]:
    """Give the age of each student on a day."""
    births, given = students.values("birthDate"), students.values("age")
    return [
        day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
        if isinstance(birth, dt.date)
        else age
        if isinstance(age, int)
        else None
        for birth, age in zip(births, given, strict=True)
    ]


CHECK = Check("ages", "A grade does not go with the age.", ("age-and-grade",), find)
