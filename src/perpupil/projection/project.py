"""Making a projection: past counts, followed grade by grade to a coming year, and changed by hand.

It is made from what was counted and never changes it. Another method, another change or another reason is another projection, with a seal of its
own; what was worked out from an earlier one stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from perpupil.findings import Finding, Place, finding, has_errors
from perpupil.limits import PROJECTION_YEARS
from perpupil.projection.adjustments import adjusted
from perpupil.projection.changes import Kind
from perpupil.projection.cohorts import Method, Year, next_year
from perpupil.projection.needs import with_needs
from perpupil.projection.past_errors import ERRORS_LEAST, YEARS_LEAST, PastError, intervals
from perpupil.projection.records import Past, Projection
from perpupil.projection.students import as_rows, by_grade, headcount_of, whole
from perpupil.projection.succession import check_changes, named, spans_of, under_schools_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perpupil.projection.adjustments import Adjustment, Applied
    from perpupil.projection.students import Grades

COUNTS_LEAST = 2


def project(
    past: Past, year: int, name: str = "", method: Method | None = None, adjustments: Sequence[Adjustment] = ()
) -> tuple[Projection | None, tuple[Finding, ...]]:
    """Project the students of a coming year.

    Args:
        past: The counts of past years.
        year: The fiscal year that is projected, by the year in which it ends.
        name: What people call the projection.
        method: How it is made.
        adjustments: Changes by hand; those of earlier coming years move on with their students.

    Returns:
        The projection, or None when an error stopped it; and everything that was found.

    """
    method = method or Method()
    findings = list(_check_years(past, year))
    if not findings:
        findings += [*check_changes(past.changes, past.counts), *_check_adjusted_years(adjustments, past, year)]
    if has_errors(findings):
        return None, tuple(findings)
    dated = [replace(one, year=one.year or year) for one in adjustments]
    way = follow(past, year, method, dated)
    findings += [*way.findings, *_unknown_grades(past, method), *_without_students(past, way, year)]
    if has_errors(findings):
        return None, tuple(findings)
    last = under_schools_of(year, past.last, past.years[-1], past.changes)
    errors = past_errors(past, year - past.years[-1], method)
    by_method = {unit: sum(mine.values()) for unit, mine in way.by_method.grades.items()}
    name = name or f"Projection for {year}"
    made = Projection(
        name=name,
        year=year,
        past=past,
        method=method,
        adjustments=tuple(dated),
        applied=way.applied,
        cells=way.by_method.cells,
        headcount=headcount_of(with_needs(way.grades, last), name, method.ladder),
        last={unit: sum(mine.values()) for unit, mine in last.items()},
        errors=errors,
        intervals=intervals(by_method, errors),
    )
    return made, (*findings, *_without_interval(made))


@dataclass(frozen=True, slots=True)
class Way:
    """The last year of a way followed, and what was changed by hand along it."""

    by_method: Year
    grades: Grades
    """What the method gave, as changed by hand; every open school is there."""
    applied: tuple[Applied, ...]
    findings: tuple[Finding, ...]


def follow(past: Past, year: int, method: Method, adjustments: Sequence[Adjustment] = ()) -> Way:
    """Follow the students from the last count to a year, one year at a time; ratios rest on what was counted alone."""
    last = past.years[-1]
    way = Way(Year((), {}), by_grade(past.counts[last]), (), ())
    for step in range(last + 1, year + 1):
        counted = [
            by_grade(under_schools_of(step, rows, one, past.changes)) for one, rows in sorted(past.counts.items())
        ]
        base = by_grade(under_schools_of(step, as_rows(way.grades), step - 1, past.changes))
        spans = spans_of(step, counted[-1], last, past.changes)
        spans = {unit: grades or tuple(base.get(unit, {})) for unit, grades in spans.items()}
        found = next_year(counted, base, spans, method)
        mine = [one for one in adjustments if one.year == step]
        by_method = found.grades
        everywhere = {unit: by_method.get(unit, {}) for unit in spans}
        grades, applied, told = adjusted(everywhere, mine, step, method.ladder)
        way = Way(found, grades, (*way.applied, *applied), (*way.findings, *_unplaced(found, step), *told))
    return way


def past_errors(past: Past, ahead: int, method: Method) -> tuple[PastError, ...]:
    """Project every past year from the years before it, as many years ahead, and hold it against its count, school by school.

    Changes by hand are not tried again, and what happened to schools is taken as known.
    """
    found = []
    for year in past.years:
        known = [one for one in past.years if one <= year - ahead]
        if len(known) < COUNTS_LEAST:
            continue
        way = follow(past.until(known[-1]), year, method)
        counted = by_grade(past.counts[year])
        for unit, mine in way.by_method.grades.items():
            projected = sum(mine.values())
            if projected:
                found.append(PastError(year, unit, projected, sum(counted.get(unit, {}).values())))
    return tuple(found)


def _check_years(past: Past, year: int) -> Iterator[Finding]:
    """Find what keeps students from being followed: a year that is missing, or one that is no coming year."""
    years = past.years
    place = Place("the counts of past years")
    if len(years) < COUNTS_LEAST:
        what = f"There {'is one count' if years else 'are no counts'}; a cohort is followed from one to the next."
        yield finding("too-few-counts", place, what, "Give the counts of two years at least; five or six are better.")
        return
    for before, after in pairwise(years):
        if after != before + 1:
            what = f"Between {before} and {after} there is no count."
            yield finding("gap-in-counts", place, what, "Add the years between, or leave the years before them out.")
    for one in years:
        if not past.counts[one]:
            yield finding("no-units", place, f"The count of {one} has no students.", "Leave it out, or correct it.")
    if not years[-1] < year <= years[-1] + PROJECTION_YEARS:
        what = f"The last count is of {years[-1]}, and {year} is asked for."
        fix = f"Ask for a year from {years[-1] + 1} to {years[-1] + PROJECTION_YEARS}."
        yield finding("wrong-year", place, what, fix)


def _check_adjusted_years(adjustments: Sequence[Adjustment], past: Past, year: int) -> Iterator[Finding]:
    for one in adjustments:
        if one.year is not None and not past.years[-1] < one.year <= year:
            what = f"{one.unit} is changed in {one.year}, and the years that are projected are {past.years[-1] + 1} to {year}."
            yield finding("bad-adjustment", one.place, what, "Correct the year, or leave it blank.")


def _unknown_grades(past: Past, method: Method) -> Iterator[Finding]:
    counted = whole(by_grade(past.last))
    for grade in sorted(set(counted) - set(method.ladder.order)):
        what = f"{counted[grade]:,} students are in grade {grade[:40]!r}, which is not in the order of grades; it is followed by itself."
        fix = f"Give the grades of the district in their order; now it is {', '.join(method.ladder.order)}."
        yield finding("unknown-grade", Place("the last count"), what, fix)


def _unplaced(found: Year, year: int) -> Iterator[Finding]:
    for grade, students in found.unplaced.items():
        what = (
            f"{students:,} students of grade {grade} are expected in {year}, and no school that had the grade is open."
        )
        fix = f"Say which school takes over grade {grade}, or add its students by hand."
        yield finding("no-school-for-grade", Place(f"projection for {year}"), what, fix)


def _without_students(past: Past, way: Way, year: int) -> Iterator[Finding]:
    """Find schools that open and have no past to go by."""
    opened = [one for one in past.changes if one.kind is Kind.OPENED and past.years[-1] < one.year <= year]
    empty = sorted({one.unit for one in opened if not any(way.grades.get(one.unit, {}).values())})
    if empty:
        what = f"{named(empty)} {'opens' if len(empty) == 1 else 'open'} without a past, so no students are projected."
        fix = "Add its students by hand, and take them off where they come from; or say which school is split."
        yield finding("no-history", Place(f"projection for {year}"), what, fix)


def _without_interval(made: Projection) -> Iterator[Finding]:
    """Say which schools have no interval because too few past errors are known."""
    without = [unit for unit, count in made.by_method.items() if count and unit not in made.intervals]
    if without:
        years = len({one.year for one in made.errors})
        known = f"{len(made.errors):,} past errors of {years} {'year' if years == 1 else 'years'} are known"
        what = f"How far off the projection of {named(without)} may be cannot be said: {known}."
        fix = f"Give counts of more years; a range takes {ERRORS_LEAST} errors, of {YEARS_LEAST} years at least."
        yield finding("too-few-errors", Place(made.name), what, fix)
