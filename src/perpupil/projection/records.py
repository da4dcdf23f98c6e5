"""What a projection rests on and what it says, as records; and the seal by which it is known again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perpupil.facts.headcount import Headcount, headcount_seal
from perpupil.projection.changes import SchoolChange
from perpupil.projection.students import by_grade, headcount_of, rows_of, without_needs
from perpupil.seal import seal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.projection.adjustments import Adjustment, Applied
    from perpupil.projection.cohorts import Cell, Method
    from perpupil.projection.past_errors import Interval, PastError
    from perpupil.projection.students import Grades, Rows


@dataclass(frozen=True, slots=True)
class Past:
    """The counts of past years, and what happened to schools."""

    counts: Mapping[int, Rows] = field(repr=False)
    """By fiscal year, without needs."""
    last: Rows = field(repr=False)
    """The last count, with its needs where they are known."""
    changes: tuple[SchoolChange, ...] = ()

    @classmethod
    def of(cls, headcounts: Mapping[int, Headcount], changes: Sequence[SchoolChange] = ()) -> Past:
        """Take the headcounts of past years, by fiscal year."""
        counts = {year: rows_of(headcounts[year]) for year in sorted(headcounts)}
        return cls.of_rows(counts, changes)

    @classmethod
    def of_rows(cls, counts: Mapping[int, Rows], changes: Sequence[SchoolChange] = ()) -> Past:
        """Take students by unit and profile, by fiscal year."""
        bare = {year: without_needs(counts[year]) for year in sorted(counts)}
        return cls(bare, counts[max(counts)] if counts else {}, tuple(changes))

    @property
    def years(self) -> tuple[int, ...]:
        """The years that were counted, the oldest first."""
        return tuple(sorted(self.counts))

    def until(self, year: int) -> Past:
        """Give what was counted until a year."""
        known = {one: rows for one, rows in self.counts.items() if one <= year}
        return Past(known, known[max(known)], self.changes)


@dataclass(frozen=True, slots=True)
class Projection:
    """How many students each school will have in a coming year, by grade and needs."""

    name: str
    """What people call it; no part of its seal."""
    year: int
    """The fiscal year, by the year in which it ends."""
    past: Past
    method: Method
    adjustments: tuple[Adjustment, ...]
    applied: tuple[Applied, ...]
    """What the changes by hand did."""
    cells: tuple[Cell, ...] = field(repr=False)
    """What the method gave for the year, before it was changed by hand."""
    headcount: Headcount = field(repr=False)
    last: Mapping[str, int] = field(repr=False)
    """The last count by unit, under the schools of the year."""
    errors: tuple[PastError, ...] = field(repr=False)
    """The method's own errors in past years, looking as many years ahead."""
    intervals: Mapping[str, Interval] = field(repr=False)
    """By unit, around what the method gave; units with too few past errors have none."""

    @property
    def by_method(self) -> dict[str, int]:
        """What the method gave, by unit."""
        found: dict[str, int] = {}
        for cell in self.cells:
            found[cell.unit] = found.get(cell.unit, 0) + cell.students
        return found

    @property
    def grades(self) -> Grades:
        """The students by unit and grade, as changed by hand."""
        return by_grade(rows_of(self.headcount))

    @property
    def seal(self) -> str:
        """The hash of what went in, how it was made and what came out; another reason for a change is another projection."""
        ladder = self.method.ladder
        return seal(
            {
                "year": self.year,
                "counts": {str(year): by_grade(rows) for year, rows in self.past.counts.items()},
                "last": headcount_seal(headcount_of(self.past.last, "", ladder)),
                "changes": sorted(map(_change, self.past.changes), key=str),
                "method": [ladder.order, ladder.entries, self.method.years, self.method.few],
                "adjustments": sorted(map(_adjustment, self.adjustments), key=str),
                "headcount": headcount_seal(self.headcount),
            }
        )


def _change(one: SchoolChange) -> list[object]:
    parts = [[part.successor, part.share, part.grades] for part in one.parts]
    return [one.kind.value, one.unit, one.year, parts, one.grades, one.reason]


def _adjustment(one: Adjustment) -> list[object]:
    return [one.unit, one.grade, one.change, one.count, one.reason, one.who, one.year]
