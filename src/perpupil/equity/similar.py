"""Similar schools: the nearest to one by need, size and grade span, by a distance that is written out and that anybody can weigh otherwise.

Two schools are as far apart as the root of the weighed sum of squares of how many steps lie between them: ten points of the share of each need
are a step, and so is a size one and a half times as large. Nothing in it is drawn from the district's own spread, so that a school that closes
moves no other. Schools of the same grade span come first, whatever their distance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction

STEP_OF_NEED = Fraction(1, 10)
"""Of a share: ten points."""
STEP_OF_SIZE = Fraction(3, 2)
"""As a factor."""
SIZE = "size"
"""The name by which size is weighed."""
_SLACK = 1e-6
"""By how much an estimate may be off, and far more; whoever lies within it is measured exactly."""
_STEPS_OF_ONE = float(1 / STEP_OF_NEED)  # estimate: ten
_LOGARITHM_OF_STEP = math.log(STEP_OF_SIZE)
_DIGITS = 9
"""Distances that agree in so many digits are one, so that the last bits of a logarithm decide no order."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a school is known by, when others like it are looked for."""

    unit: str
    name: str
    students: Fraction | None
    needs: Mapping[str, Fraction | None]
    """The share of its students who have each need, by the need's name."""
    span: str = ""
    _steps: Mapping[str, float] = field(init=False, repr=False, compare=False)
    """Estimates of the measures that are known, in steps: to find out which schools are worth measuring exactly."""

    def __post_init__(self) -> None:
        """Estimate the measures, once for all comparisons."""
        steps = {
            name: float(share) * _STEPS_OF_ONE for name, share in self.needs.items() if share is not None
        }  # estimate: steps
        if self.students is not None and self.students > 0:
            steps[SIZE] = math.log(self.students) / _LOGARITHM_OF_STEP  # estimate: a logarithm
        object.__setattr__(self, "_steps", steps)

    def is_known(self, measures: AbstractSet[str]) -> bool:
        """Whether all of some measures are known."""
        return self._steps.keys() >= measures

    def roughly_from(self, other: Profile, weights: Mapping[str, float]) -> float:
        """Estimate the square of the distance from another school, of which all measures are known too."""
        mine, theirs = self._steps, other._steps
        return sum(weight * (mine[name] - theirs[name]) ** 2 for name, weight in weights.items())


@dataclass(frozen=True, slots=True)
class Near:
    """A school and how far it is."""

    profile: Profile
    distance: float
    """In steps."""
    is_same_span: bool


@dataclass(frozen=True, slots=True)
class Nearest:
    """The schools nearest to one, and by what."""

    school: Profile
    near: tuple[Near, ...]
    """The same grade span first, then by distance, then by id."""
    measures: Mapping[str, Fraction]
    """What was compared, needs by their names and size, and how much each weighs."""
    not_compared: tuple[str, ...] = field(repr=False)
    """The names of schools of which something of this is not known."""
    not_measured: tuple[str, ...] = ()
    """Needs that were asked for and are not known of the school itself."""


class CannotCompare(ValueError):
    """There is nothing to compare by, or no such measure; the sentence says so."""


def nearest(
    school: Profile, others: Sequence[Profile], count: int, weights: Mapping[str, Fraction] | None = None
) -> Nearest:
    """Find the schools nearest to one.

    Args:
        school: The one; it is never among the others' answer.
        others: Those among which is looked.
        count: How many to give at most.
        weights: How much each need, by its name, and `size` weigh; 1 where nothing is said.

    Raises:
        CannotCompare: The school has no students, a weight is below zero or of no measure, or nothing is left to compare by.

    >>> small, large = (Profile(unit, unit, Fraction(size), {}) for unit, size in (("b", 220), ("c", 900)))
    >>> [one.profile.unit for one in nearest(Profile("a", "a", Fraction(200), {}), [large, small], 1).near]
    ['b']
    """
    _require(school, weights or {})
    measures = {name: (weights or {}).get(name, Fraction(1)) for name in (*school.needs, SIZE)}
    unknown = tuple(name for name, share in school.needs.items() if share is None)
    measures = {name: weight for name, weight in measures.items() if weight and name not in unknown}
    if not measures:
        message = (
            f"Nothing is left to compare {school.name} by: every need and its size weigh nothing or are not known."
        )
        raise CannotCompare(message)
    candidates = [one for one in others if one.unit != school.unit]
    known: list[Profile] = []
    left: list[Profile] = []
    for one in candidates:
        (known if one.is_known(measures.keys()) else left).append(one)
    weighed = {name: float(weight) for name, weight in measures.items()}  # estimate: which ones are worth measuring
    near = [
        Near(one, distance(school, one, measures), one.span == school.span)
        for one in _roughly(school, known, weighed, count)
    ]
    near.sort(key=lambda one: (not one.is_same_span, one.distance, one.profile.unit))
    return Nearest(school, tuple(near[:count]), measures, tuple(one.name for one in left), unknown)


def _roughly(school: Profile, others: Sequence[Profile], weights: Mapping[str, float], count: int) -> list[Profile]:
    """Give those that may be among the nearest, of the same grade span first: exact numbers are slow, and a district has thousands of schools."""
    rough = [one.roughly_from(school, weights) for one in others]
    ordered = sorted(range(len(others)), key=lambda place: (others[place].span != school.span, rough[place]))
    if len(ordered) <= count or not count:
        return [others[place] for place in ordered[:count]]
    last = ordered[count - 1]
    is_other, edge = others[last].span != school.span, rough[last] * (1 + _SLACK) + _SLACK
    return [
        others[place] for place in ordered if (others[place].span != school.span) < is_other
        or ((others[place].span != school.span) == is_other and rough[place] <= edge)
    ]  # fmt: skip


def distance(one: Profile, other: Profile, measures: Mapping[str, Fraction]) -> float:  # estimate: roots and logarithms
    """Give how many steps lie between two schools, of which all measures are known; as far in one direction as in the other."""
    total = sum(weight * _steps(one, other, name) ** 2 for name, weight in measures.items())
    return round(math.sqrt(total), _DIGITS)  # estimate: a root


def _steps(one: Profile, other: Profile, name: str) -> Fraction:
    """Give how many steps lie between two schools in one measure."""
    if name != SIZE:
        a, b = one.needs[name], other.needs[name]
        return abs((a or Fraction(0)) - (b or Fraction(0))) / STEP_OF_NEED  # exact: Fraction
    sizes = sorted((one.students or Fraction(1), other.students or Fraction(1)))
    return Fraction(math.log(sizes[1] / sizes[0]) / math.log(STEP_OF_SIZE))  # estimate: a logarithm


def _require(school: Profile, weights: Mapping[str, Fraction]) -> None:
    """Refuse a school that nobody can be like, and weights of what is no measure."""
    if (school.students or 0) <= 0:
        message = f"{school.name} has no students in these facts, so no {SIZE} can be compared."
        raise CannotCompare(message)
    there = (*school.needs, SIZE)
    strange = [name for name in weights if name not in there]
    if strange:
        message = f"There is nothing called {strange[0]!r} to weigh; there is: {', '.join(there)}."
        raise CannotCompare(message)
    if any(weight < 0 for weight in weights.values()):
        message = "A weight is not below zero."
        raise CannotCompare(message)
