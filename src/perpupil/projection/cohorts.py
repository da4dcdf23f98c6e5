"""Cohort survival: next year's grade is this year's grade below, times how many of it came in past years.

The district's total of a grade is worked out first and rounded to whole students. The schools that have the grade share it by largest remainder in
proportion to what each would have by itself, so that they add up to the district, whatever schools do.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.exact.rounding import Rounding
from perpupil.projection.grades import Ladder
from perpupil.projection.students import shared, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from perpupil.projection.students import Grades

_WHOLE = Rounding(0)
YEARS, FEW = 3, 30


@dataclass(frozen=True, slots=True)
class Method:
    """How a projection is made."""

    ladder: Ladder = field(default_factory=Ladder)
    years: int = YEARS
    """Over how many past changes from one year to the next a ratio is taken."""
    few: int = FEW
    """With fewer students than these in the grade below, over all these years, a school's own ratio is not used."""

    def __post_init__(self) -> None:
        """Refuse what is no method."""
        if self.years < 1 or self.few < 1:
            message = "a ratio rests on one change at least, and on one student"
            raise ValueError(message)


class Basis(StrEnum):
    """On what the students of a school and grade rest."""

    OWN = "own"
    """The school's own ratio of the grade to the grade below."""
    DISTRICT = "district"
    """The district's ratio, for a school with few students or a new grade."""
    SHARE = "share"
    """The school's students in the grade for each of the district's in the grade below: its students come from other schools."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The students of one school and grade in the next year."""

    unit: str
    grade: str
    basis: Basis
    ratio: Fraction
    source: int
    """How many students the ratio is taken of."""
    students: int

    @property
    def alone(self) -> Fraction:
        """What the ratio gives, before the schools share the district's total."""
        return self.ratio * self.source


@dataclass(frozen=True, slots=True)
class Year:
    """One year on: every school and grade, and students of grades that no school has any more."""

    cells: tuple[Cell, ...]
    unplaced: Mapping[str, int]

    @property
    def grades(self) -> dict[str, dict[str, int]]:
        """The students by school and grade."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for cell in self.cells:
            found[cell.unit][cell.grade] = cell.students
        return dict(found)


def next_year(past: Sequence[Grades], base: Grades, spans: Mapping[str, Sequence[str]], method: Method) -> Year:
    """Follow every grade by one year.

    Args:
        past: What was counted, year by year, the last one last, all under the schools of the year that is projected.
        base: The year before it: the last count, or a projection already made.
        spans: The grades of each school in the year that is projected.
        method: How.

    """
    survival = _Survival(past, base, method)
    holding: dict[str, list[str]] = defaultdict(list)
    for unit in sorted(spans):
        for grade in spans[unit]:
            holding[grade].append(unit)
    cells: list[Cell] = []
    unplaced: dict[str, int] = {}
    for grade in sorted({*holding, *survival.wholes[-1]}, key=method.ladder.rank):
        total = survival.total(grade)
        alone = [survival.alone(unit, grade) for unit in holding[grade]]
        if any(one.alone for one in alone):
            below = math.lcm(*(one.alone.denominator for one in alone))
            numbers = shared(total, [int(one.alone * below) for one in alone])
        else:
            numbers = [0] * len(alone)
            unplaced |= {grade: total} if total else {}
        cells += [
            Cell(one.unit, grade, one.basis, one.ratio, one.source, number)
            for one, number in zip(alone, numbers, strict=True)
        ]
    return Year(tuple(sorted(cells, key=lambda one: (one.unit, method.ladder.rank(one.grade)))), unplaced)


class _Survival:
    """Ratios of one district, looked up once."""

    def __init__(self, past: Sequence[Grades], base: Grades, method: Method) -> None:
        self.past, self.base, self.method = past, base, method
        self.wholes = [whole(grades) for grades in past]
        self.base_whole = whole(base)
        self._ratios: dict[str, Fraction] = {}

    def below(self, grade: str) -> str:
        """Give the grade in which its students were; itself where more than half of them cannot have been in the district."""
        below, last = self.method.ladder.below(grade), self.wholes[-1]
        return grade if last.get(grade, 0) > 2 * last.get(below, 0) else below

    def total(self, grade: str) -> int:
        """Give the district's students in a grade, rounded with a half up."""
        return int(_WHOLE.of(self.ratio(grade) * self.base_whole.get(self.below(grade), 0)))

    def ratio(self, grade: str) -> Fraction:
        """Give the district's ratio; a grade without a past keeps its number."""
        if grade not in self._ratios:
            below = self.below(grade)
            here, there = ([one.get(name, 0) for one in self.wholes] for name in (grade, below))
            came, was = survived(there, here, self.method.years)
            self._ratios[grade] = Fraction(came, was) if was else Fraction(1)
        return self._ratios[grade]

    def alone(self, unit: str, grade: str) -> Cell:
        """Give what one school would have by itself."""
        below = self.below(grade)
        here, there = ([one.get(unit, {}).get(name, 0) for one in self.past] for name in (grade, below))
        if grade != below and here[-1] > 2 * there[-1]:
            came, was = survived([one.get(below, 0) for one in self.wholes], here, self.method.years)
            ratio = Fraction(came, was) if was else Fraction(0)
            return Cell(unit, grade, Basis.SHARE, ratio, self.base_whole.get(below, 0), 0)
        source = self.base.get(unit, {}).get(below, 0)
        came, was = survived(there, here, self.method.years)
        if was >= self.method.few:
            return Cell(unit, grade, Basis.OWN, Fraction(came, was), source, 0)
        return Cell(unit, grade, Basis.DISTRICT, self.ratio(grade), source, 0)


def survived(below: Sequence[int], here: Sequence[int], years: int) -> tuple[int, int]:
    """Add up, over the last changes from year to year, who came into a grade and who was in the grade below the year before.

    Years before both grades had students do not count: a grade that was not there yet lost nobody.

    >>> survived([100, 110, 90], [0, 95, 104], 3)
    (199, 210)
    """
    first = next((year for year, count in enumerate(here) if count), len(here))
    first_below = next((year for year, count in enumerate(below) if count), len(below))
    start = max(first_below, first - 1, len(here) - 1 - years)
    return (sum(here[start + 1 :]), sum(below[start:-1])) if start < len(here) - 1 else (0, 0)
