"""Past counts under the schools of a later year: a merged school's past is the sum, a split school's is divided."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from perpupil.findings import Finding, finding
from perpupil.limits import UNITS_NAMED
from perpupil.projection.changes import Kind, ordered
from perpupil.projection.students import by_grade, in_order, shared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from perpupil.facts.headcount import Profile
    from perpupil.projection.changes import Part, SchoolChange
    from perpupil.projection.students import Grades, Rows


def under_schools_of(year: int, rows: Rows, counted: int, changes: Sequence[SchoolChange]) -> Rows:
    """Give the students counted in one year as if the schools had been those of a later one.

    Args:
        year: The later year.
        rows: The students.
        counted: The year in which they were counted; its schools already show what changed until then.
        changes: All changes.

    A school that closed without a successor keeps its past: its students went to many.
    """
    found = {unit: dict(mine) for unit, mine in rows.items()}
    for change in ordered(one for one in changes if counted < one.year <= year and one.parts):
        mine = found.pop(change.unit, {})
        for successor, moved in _divided(mine, change.parts):
            into = found.setdefault(successor, {})
            for profile, count in moved.items():
                into[profile] = into.get(profile, 0) + count
    return found


def _divided(mine: Mapping[Profile, int], parts: Sequence[Part]) -> Iterator[tuple[str, dict[Profile, int]]]:
    """Divide a school's students among its successors, grade by grade in whole students; nobody is lost or made up.

    In each grade the successors share the total by largest remainder; then each takes its number evenly over the profiles that are left.
    """
    grades: dict[str, dict[Profile, int]] = defaultdict(dict)
    for profile in in_order(mine):
        grades[profile.grade][profile] = mine[profile]
    for grade, left in grades.items():
        taking = [part for part in parts if not part.grades or grade in part.grades]
        below = _common(taking)
        numbers = shared(sum(left.values()), [int(part.share * below) for part in taking])
        for part, number in zip(taking, numbers, strict=True):
            taken = dict(zip(left, shared(number, list(left.values())), strict=True)) if number else {}
            yield part.successor, {profile: count for profile, count in taken.items() if count}
            for profile, count in taken.items():
                left[profile] -= count


def _common(parts: Sequence[Part]) -> int:
    below = 1
    for part in parts:
        below *= part.share.denominator
    return below


def spans_of(
    year: int, counted: Grades, counted_in: int, changes: Sequence[SchoolChange]
) -> dict[str, tuple[str, ...]]:
    """Give the grades of every school that is open in a year: those it was said to have, else those in which it has students.

    Args:
        year: The year.
        counted: The last count, under the schools of the year.
        counted_in: The year of that count.
        changes: All changes.

    """
    spans = {unit: tuple(grade for grade, count in mine.items() if count) for unit, mine in counted.items()}
    for change in ordered(one for one in changes if one.year <= year):
        if change.ends:
            if change.year > counted_in or change.unit not in counted:
                spans.pop(change.unit, None)
        elif change.kind is Kind.REGRADED:
            spans[change.unit] = change.grades
        elif change.kind is Kind.OPENED:
            spans.setdefault(change.unit, change.grades)
    return {unit: spans[unit] for unit in sorted(spans)}


def check_changes(changes: Sequence[SchoolChange], counts: Mapping[int, Rows]) -> tuple[Finding, ...]:
    """Find changes that contradict the counts: schools nobody knows, grades that go nowhere, students where nobody teaches."""
    counted = {unit for rows in counts.values() for unit in rows}
    known = counted | {one.unit for one in changes if one.kind is Kind.OPENED}
    return (
        *_unknown(changes, known),
        *_uncovered(changes, counts),
        *_closed_with_students(changes, counts),
        *_outside_span(changes, counts),
    )


def _unknown(changes: Sequence[SchoolChange], known: Collection[str]) -> Iterator[Finding]:
    for one in changes:
        if one.unit not in known:
            what = f"{one.unit} is {one.kind} in {one.year}, and no count has it."
            yield finding("unknown-unit", one.place, what, "Correct its id, or take the change out.")
        for part in one.parts:
            if part.successor not in known:
                what = f"{part.successor}, which takes over from {one.unit}, is in no count and was never opened."
                fix = f"Correct its id, or write that {part.successor} is opened in {one.year}."
                yield finding("bad-change", one.place, what, fix)


def _uncovered(changes: Sequence[SchoolChange], counts: Mapping[int, Rows]) -> Iterator[Finding]:
    """Find grades that a split leaves behind."""
    for one in changes:
        named = {grade for part in one.parts for grade in part.grades}
        if not named or not all(part.grades for part in one.parts):
            continue
        past = [by_grade(rows).get(one.unit, {}) for year, rows in counts.items() if year < one.year]
        left = sorted({grade for mine in past for grade in mine} - named)
        if left:
            what = f"{one.unit} is split, and nobody takes over its grade {', '.join(left)}."
            yield finding("bad-change", one.place, what, f"Add a row for it; {one.unit} itself may keep it.")


def _closed_with_students(changes: Sequence[SchoolChange], counts: Mapping[int, Rows]) -> Iterator[Finding]:
    """Find students at a school that is closed and was not opened again."""
    for one in changes:
        if not one.ends:
            continue
        again = [other.year for other in changes if other.year > one.year and _opens(other, one.unit)]
        until = min(again, default=max(counts) + 1)
        students = {year: sum(counts[year].get(one.unit, {}).values()) for year in counts if one.year <= year < until}
        there = [f"{count:,} in {year}" for year, count in students.items() if count]
        if there:
            what = f"{one.unit} is {one.kind} in {one.year}, and students are counted there: {', '.join(there)}."
            yield finding("closed-school", one.place, what, "Correct the year, or the school of the students.")


def _outside_span(changes: Sequence[SchoolChange], counts: Mapping[int, Rows]) -> Iterator[Finding]:
    """Find students in grades that a regraded school is said not to have."""
    for one in changes:
        if one.kind is not Kind.REGRADED:
            continue
        again = [other.year for other in changes if other.year > one.year and other.unit == one.unit]
        for year in (year for year in counts if one.year <= year < min(again, default=max(counts) + 1)):
            grades = by_grade({one.unit: counts[year].get(one.unit, {})})[one.unit]
            beyond = {grade: count for grade, count in grades.items() if grade not in one.grades}
            if beyond:
                students = sum(beyond.values())
                what = f"{one.words} from {one.year} on, and {students:,} students of grade {', '.join(sorted(beyond))} are counted there in {year}."
                fix = f"Say which grades it has in {year}, or correct the students."
                yield finding("outside-span", one.place, what, fix)


def _opens(change: SchoolChange, unit: str) -> bool:
    is_opened = change.kind is Kind.OPENED and change.unit == unit
    return is_opened or any(part.successor == unit for part in change.parts if change.unit != unit)


def merged_units(
    changes: Sequence[SchoolChange], before: int, after: int, units: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Give, for two allocations that are compared, which units of the first became one of the second.

    Args:
        changes: All changes.
        before: The year of the first allocation.
        after: The year of the second.
        units: The units of the first.

    Returns:
        What `comparison.compare` takes as `merged`. A school that was split became several, which a comparison shows as closed and opened.

    """
    whole = [one for one in changes if before < one.year <= after]
    divided = {one.unit for one in whole if len(one.parts) > 1}
    heir = {unit: unit for unit in units}
    for change in ordered(one for one in whole if len(one.parts) == 1 and one.unit not in divided):
        successor = change.parts[0].successor
        heir = {unit: successor if now == change.unit else now for unit, now in heir.items()}
    found: dict[str, list[str]] = defaultdict(list)
    for unit, now in sorted(heir.items()):
        found[now].append(unit)
    return {now: tuple(many) for now, many in sorted(found.items()) if many != [now] and now not in divided}


def named(units: Sequence[str]) -> str:
    """Name some units in a sentence: `0010, 0020 and 3 more`."""
    more = f" and {len(units) - UNITS_NAMED:,} more" if len(units) > UNITS_NAMED else ""
    return ", ".join(units[:UNITS_NAMED]) + more
