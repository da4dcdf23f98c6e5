"""How much each level adds to the slope of dollars on need over all schools, or takes from it.

The student-weighted slope is the covariance of dollars a student and the share of need, over the variance of that share. By the law of total
covariance it is the part between districts and the part within them, and nothing else: the analysis of covariance by which Duncan, Cuzzort and Duncan
("Statistical Geography", 1961) set a total slope beside those between and within areas. Covariance is linear in dollars, so the part between districts is
again what the state hands out, what districts raise themselves, and what they keep. Who is credited with which of these is our choice. Everything is an
exact fraction, so the pieces add up to the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.allocation.cascade import depths
from perpupil.equity.sample import Undefined
from perpupil.money import CENTS

if TYPE_CHECKING:
    from perpupil.allocation.cascade import Node
    from perpupil.equity.journey.counting import Pupils

Path = tuple[str, ...]
_TENTHS = 10
"""Ten points of need are a tenth of the whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one level does to the slope, in dollars a student for ten points of need."""

    number: int
    """The level; 0 at the top."""
    name: str
    slope: Fraction


@dataclass(frozen=True, slots=True)
class Slope:
    """The slope over all schools that can be compared, and its pieces."""

    whole: Fraction
    """Dollars a student for ten points of need."""
    pieces: tuple[Piece, ...]
    by_place: Mapping[Path, Fraction]
    """What the way in which each district shares out its money does to the whole."""
    schools: int
    noun: str
    students: Fraction
    left_out: tuple[Path, ...]
    """Units where money ends that are not compared: a district whose schools are not known, a school without students or need data."""

    @property
    def unexplained(self) -> Fraction:
        """Take the pieces from the whole; always nothing."""
        return self.whole - sum((one.slope for one in self.pieces), Fraction(0))


@dataclass(frozen=True, slots=True)
class _Group:
    """Schools, or all schools below a place: students, those with the need, and cents."""

    students: Fraction = Fraction(0)
    with_need: Fraction = Fraction(0)
    cents: int = 0

    def __add__(self, other: _Group) -> _Group:
        return _Group(self.students + other.students, self.with_need + other.with_need, self.cents + other.cents)

    @property
    def share(self) -> Fraction:
        return self.with_need / self.students  # exact: Fraction


def slope(top: Node, pupils: Mapping[Path, Mapping[str, Pupils]]) -> Slope | Undefined:
    """Part the slope over all schools by level.

    Args:
        top: The cascade.
        pupils: The students of each level's units, by the level's path and the unit's id.

    """
    levels = depths(top)
    deepest = max((one.number for one in levels for node in one.nodes if node.allocation is not None), default=0)
    schools, left_out = _schools(top, pupils, deepest)
    noun = levels[deepest].noun
    if len(schools) < 2:  # noqa: PLR2004  one point has no slope
        return Undefined(f"There are fewer than two {noun}s whose students, need and dollars are known.")
    groups = _groups(schools)
    whole = groups[()]
    spread = _sum(one.with_need * one.share for one in schools.values()) - whole.students * whole.share**2
    if not spread:
        return Undefined(f"All {noun}s have the same share of need, so no slope can be drawn.")
    unit = spread * CENTS * _TENTHS
    by_place = {path: co / unit for path, co in _by_place(groups, deepest).items()}  # exact: Fraction
    pieces = [
        Piece(number, name, co / unit)  # exact: Fraction
        for number in range(deepest + 1)
        for name, co in _pieces(top, groups, (number, deepest), (levels[number].noun, noun))
    ]
    together = _sum(one.cents * (one.share - whole.share) for one in schools.values())
    return Slope(
        together / unit, tuple(pieces), by_place, len(schools), noun, whole.students, left_out  # exact: Fraction
    )  # fmt: skip


def _schools(
    top: Node, pupils: Mapping[Path, Mapping[str, Pupils]], deepest: int
) -> tuple[dict[Path, _Group], tuple[Path, ...]]:
    """Take the units of the deepest level whose students and need are known; name every other unit where money ends."""
    found, left_out = {}, []
    for node in top.nodes():
        for unit, cents in node.ends.items():
            path = (*node.path, unit)
            one = pupils.get(node.path, {}).get(unit)
            if len(node.path) == deepest and one is not None and one.share is not None:
                found[path] = _Group(one.students or Fraction(0), one.with_need or Fraction(0), cents)
            else:
                left_out.append(path)
    return found, tuple(left_out)


def _groups(schools: Mapping[Path, _Group]) -> dict[Path, _Group]:
    """Add the schools up below every place, up to the top."""
    found: dict[Path, _Group] = defaultdict(_Group)
    for path, school in schools.items():
        for length in range(len(path) + 1):
            found[path[:length]] += school
    return dict(found)


def _by_place(groups: Mapping[Path, _Group], deepest: int) -> dict[Path, Fraction]:
    """Give, for each place that hands on to schools, how dollars and need go together among its own."""
    parts: dict[Path, list[Fraction]] = defaultdict(list)
    for path, one in groups.items():
        if len(path) == deepest + 1:
            parts[path[:-1]].append(one.cents * (one.share - groups[path[:-1]].share))
    return {path: _sum(several) for path, several in parts.items()}


def _pieces(
    top: Node, groups: Mapping[Path, _Group], depth: tuple[int, int], nouns: tuple[str, str]
) -> Iterable[tuple[str, Fraction]]:
    """Give what one level does, as parts of one covariance: what it hands out, and what the level below adds and keeps."""
    number, deepest = depth
    noun, _ = nouns
    units = {path: one for path, one in groups.items() if len(path) == number + 1}
    away = {path: one.share - groups[path[:-1]].share for path, one in units.items()}
    if number == deepest:
        yield f"Shared out to {noun}s", _sum(one.cents * away[path] for path, one in units.items())
        return
    given, own, rest = [], [], []
    for path, one in units.items():
        node = top.at(path)
        if node is None:
            continue
        added = sum(below.added_cents + below.unpooled_cents for below in node.nodes())
        given.append(node.received_cents * away[path])
        own.append(added * away[path])
        rest.append((one.cents - node.received_cents - added) * away[path])
    yield f"Shared out to {noun}s", _sum(given)
    yield f"Raised by {noun}s themselves", _sum(own)
    yield f"Kept by {noun}s, or not at {nouns[1]}s compared here", _sum(rest)


def _sum(parts: Iterable[Fraction]) -> Fraction:
    """Add fractions up, those of one denominator first, since schools' sizes repeat."""
    numerators: dict[int, int] = defaultdict(int)
    for one in parts:
        numerators[one.denominator] += one.numerator
    return sum((Fraction(above, below) for below, above in numerators.items()), Fraction(0))
