"""Counts that cannot all be right: a part larger than the whole, sums that disagree, a change that is too large."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.schemas.school_counts import ALL
from perpupil.intake.shape import headings, totals
from perpupil.intake.spells import no_shows

CHANGE_PERCENT, CHANGE_STUDENTS = 20, 25
"""A change is sharp beyond both: a fifth of the students, and a class of them."""

Key = tuple[str, ...]


def find(material: Material) -> Iterator[Case]:
    """Look at counts by school."""
    counts = material.get("school_counts", "schoolId", "year", "grade", "group", "count")
    if counts is not None:
        counts = counts.without({*totals(counts), *headings(counts)})
        yield from _parts(counts)
        yield from _grades(counts)
        yield from _against_roster(material, counts)
        yield from _against_last_year(material, counts)


def _parts(counts: Dataset) -> Iterator[Case]:
    """Find groups that are larger than everybody."""
    keys = _keys(counts)
    whole = {key: at for at, key in enumerate(keys) if key[-1] == ALL}
    for at, key in enumerate(keys):
        everybody = whole.get((*key[:-1], ALL))
        part, all_of_them = (
            counts.values("count")[at],
            counts.values("count")[everybody] if everybody is not None else None,
        )
        if isinstance(part, int) and isinstance(all_of_them, int) and part > all_of_them:
            what = f"{key[-1]} at {key[0]} is {part:,}, and everybody is {all_of_them:,}."
            said = Said("group-too-large", what, "Look which of the two is right.")
            yield case(counts, [at], said, column="count", effect=Effect(students=part - all_of_them))


def _grades(counts: Dataset) -> Iterator[Case]:
    """Find totals over all grades that are not what the grades add up to."""
    sums: dict[Key, int] = defaultdict(int)
    stated: dict[Key, int] = {}
    for at, (*place, grade, group) in enumerate(_keys(counts)):
        count = counts.values("count")[at]
        if grade == ALL:
            stated[(*place, group)] = at
        elif isinstance(count, int):
            sums[(*place, group)] += count
    for key, at in stated.items():
        total = counts.values("count")[at]
        if key in sums and isinstance(total, int) and total != sums[key]:
            what = f"The grades of {key[0]} add up to {sums[key]:,} ({key[-1]}), and the total says {total:,}."
            said = Said("totals-disagree", what, "Look which of the two is right.")
            yield case(counts, [at], said, column="count", effect=Effect(students=abs(total - sums[key])))


def _against_roster(material: Material, counts: Dataset) -> Iterator[Case]:
    """Find schools whose counted total is not what the roster gives on that day."""
    students = material.get("students", "studentId", "schoolId", "entryDate")
    if students is None:
        return
    enrolled = _enrolled(students, material.count_date)
    for at, school, count in _actual(counts, material.year):
        dates = counts.values("countDate")
        here = len(enrolled.get(school, ()))
        if dates[at] in {None, material.count_date} and count != here:
            what = f"The counts give {school} {count:,} students, and the roster {here:,} on {material.count_date}."
            said = Said("totals-disagree", what, "Find the students that one file has and the other has not.")
            yield case(counts, [at], said, column="count", effect=Effect(students=abs(count - here)))


def _against_last_year(material: Material, counts: Dataset) -> Iterator[Case]:
    """Find schools whose count fell or rose sharply."""
    earlier = {school: count for _, school, count in _actual(counts, material.year - 1)}
    if "school_counts" in material.earlier:
        earlier |= {school: count for _, school, count in _actual(material.earlier["school_counts"], material.year - 1)}
    for at, school, count in _actual(counts, material.year):
        before = earlier.get(school)
        if before is None:
            continue
        change = count - before
        if abs(change) >= CHANGE_STUDENTS and abs(change) * 100 > CHANGE_PERCENT * before:
            what = f"{school} {'fell' if change < 0 else 'rose'} from {before:,} to {count:,} students."
            said = Said(
                "count-changed", what, "Look whether the file is whole, and whether a school opened, closed or moved."
            )
            yield case(counts, [at], said, column="count", effect=Effect(students=abs(change)))


def _keys(counts: Dataset) -> list[Key]:
    """Give school, year, date, status, grade and group of each row."""
    columns = [counts.words(name) for name in ("schoolId", "year", "countDate", "status", "grade", "group")]
    return list(zip(*columns, strict=True))


def _actual(counts: Dataset, year: int) -> Iterator[tuple[int, str, int]]:
    """Give the counted totals of the schools in a year: row, school, students."""
    for at, (school, of_year, _, status, grade, group) in enumerate(_keys(counts)):
        count = counts.values("count")[at]
        if of_year == str(year) and status != "projected" and (grade, group) == (ALL, ALL) and isinstance(count, int):
            yield at, school, count


def _enrolled(students: Dataset, day: dt.date) -> Mapping[str, set[object]]:
    """Give the students of each school on a day: those who came, at the school that counts them."""
    absent = set(no_shows(students))
    found: dict[str, set[object]] = defaultdict(set)
    ids, schools, primary = students.values("studentId"), students.words("schoolId"), students.values("primary")
    entered, left = students.values("entryDate"), students.values("exitDate")
    for at in range(len(students)):
        entry, leave = entered[at], left[at]
        is_there = isinstance(entry, dt.date) and entry <= day and not (isinstance(leave, dt.date) and leave <= day)
        if is_there and at not in absent and primary[at] is not False:
            found[schools[at]].add(ids[at])
    return found


CHECK = Check(
    "totals",
    "A group is larger than everybody, totals disagree, or a count fell or rose sharply.",
    ("group-too-large", "totals-disagree", "count-changed"),
    find,
)
