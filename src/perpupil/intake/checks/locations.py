"""Schools that are open and have no student on the day of the count."""

import datetime as dt
from collections.abc import Iterator

from perpupil.intake.cases import Case, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.crosswalk import crosswalk
from perpupil.intake.dataset import Dataset, Material


def find(material: Material) -> Iterator[Case]:
    """Find each such school in the list of schools, and each location of the accounts that names one."""
    schools = material.get("schools", "schoolId")
    learning = _learning(material)
    if schools is None or learning is None:
        return
    known = crosswalk(schools)
    served = {school for code in learning for school in known.meant(code)}
    closed, opened = schools.values("closed"), schools.values("opened")
    for at, school in enumerate(schools.words("schoolId")):
        is_closed = isinstance(end := closed[at], dt.date) and end <= material.count_date
        is_to_come = isinstance(start := opened[at], dt.date) and start > material.count_date
        if school and school not in served and not is_closed and not is_to_come:
            said = Said(
                "location-without-students",
                f"{school} is open and has no student on {material.count_date}.",
                "Say whether it is closed, an office, or counted under another code.",
            )
            yield case(schools, [at], said, column="schoolId")


def _learning(material: Material) -> set[str] | None:
    """Give the codes of schools that have students; None where nobody says."""
    students = material.get("students", "schoolId")
    if students is not None:
        return set(students.words("schoolId"))
    counts = material.get("school_counts", "schoolId", "count")
    return _counted(counts) if counts is not None else None


def _counted(counts: Dataset) -> set[str]:
    return {school for school, count in zip(counts.words("schoolId"), counts.values("count"), strict=True) if count}


CHECK = Check("locations", "A school is open and has no student.", ("location-without-students",), find)
