"""Rows at a school that was closed before the count."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.crosswalk import crosswalk
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.repairs import Rule

_LOOKED_AT = ("students", "positions")


def find(material: Material) -> Iterator[Case]:
    """Find each row of a student or a position at a closed school."""
    closed = closed_codes(material)
    for name in _LOOKED_AT:
        dataset = material.get(name, "schoolId")
        if dataset is not None and closed:
            yield from _rows(dataset, closed)


def closed_codes(material: Material) -> dict[str, tuple[dt.date, str]]:
    """Give the schools that were closed by the day of the count: since when, and who took over."""
    schools = material.get("schools", "schoolId", "closed")
    if schools is None:
        return {}
    known = crosswalk(schools)
    rows = zip(schools.words("schoolId"), schools.values("closed"), schools.words("successorId"), strict=True)
    return {
        school: (date, next(iter(known.meant(successor)), successor))
        for school, date, successor in rows
        if isinstance(date, dt.date) and date <= material.count_date
    }


def _rows(dataset: Dataset, closed: dict[str, tuple[dt.date, str]]) -> Iterator[Case]:
    rows: dict[str, list[int]] = defaultdict(list)
    ends = dataset.values("exitDate" if dataset.name == "students" else "endDate")
    for at, school in enumerate(dataset.words("schoolId")):
        if school in closed:
            end = ends[at]
            if not isinstance(end, dt.date) or end > closed[school][0]:
                rows[school].append(at)
    effect = Effect(students=1) if dataset.name == "students" else Effect(rows=1)
    for school, positions in rows.items():
        date, successor = closed[school]
        rule, fix = _mend(dataset, positions, school, successor)
        for at in positions:
            said = Said("closed-school", f"{school} was closed on {date}.", fix)
            yield case(dataset, [at], said, column="schoolId", repair=rule, effect=effect)


def _mend(dataset: Dataset, positions: list[int], school: str, successor: str) -> tuple[Rule | None, str]:
    """Suggest the successor; where everybody is there already, the rows at the closed school go."""
    if not successor:
        return None, "Say where they are."
    ids, schools = dataset.texts(dataset.schema.key[0]), dataset.words("schoolId")
    there = {one for one, at in zip(ids, schools, strict=True) if at == successor}
    if {ids[at] for at in positions} <= there:
        rule = Rule("drop_rows", dataset.name, where=(("schoolId", (school,)),))
        return rule, f"Leave the rows out: each of them stands at {successor} too."
    return Rule(
        "one_school", dataset.name, "schoolId", values=((school, successor),)
    ), f"Say whether they are at {successor}."


CHECK = Check("closed_schools", "A student or a position is at a school that was closed.", ("closed-school",), find)
