"""What a few students more would bring a school: where its next steps are, found by working the formula again with them.

Positions go in steps: for a while one student more brings none, and then one brings half a position. The students are put into the school's own
student counts, with no need, and the formula is worked again; nothing is reckoned from a line's rule. Where every school is worked by itself,
the school is worked alone, standing many times side by side, each time with other students; where the formula looks at several schools at once,
the whole district is worked again each time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.world import World
from perpupil.comparison.alone import looks_across
from perpupil.exact.columns import Column
from perpupil.facts.headcount import Profile

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from perpupil.allocation.allocation import Allocation
    from perpupil.facts.headcount import Headcount

MOST = 12
"""How many students more are looked at: about half a class."""
_ONE_EACH = frozenset({"students", "fte"})
"""Measures of which a student is one; days of membership are not known before they are over."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a line: with so many students more the line pays another amount."""

    line: str
    students: int
    """How many more; the fewest with which it is reached."""
    grade: str
    """The grade that they are in; one of several, where it makes no difference."""
    change_cents: int
    """What the line then pays more."""
    total_cents: int
    """What the school then gets more in all."""
    after: Allocation
    """An allocation in which the school has them."""
    unit: str
    """Under which id it stands there."""


def next_steps(allocation: Allocation, unit: str, lines: Collection[str], most: int = MOST) -> tuple[Step, ...]:
    """Find the next step of each line, the nearest first, then the largest.

    Args:
        allocation: What is allocated.
        unit: The school.
        lines: The lines whose amounts go in steps.
        most: How many students more are looked at.

    Returns:
        The steps; none where students are not counted by grade, or a step is farther away.

    """
    headcount = allocation.world.headcount
    is_counted = headcount is not None and unit in headcount.units and headcount.measures.keys() <= _ONE_EACH
    if headcount is None or not is_counted or not lines:
        return ()
    worked = _WithMore(allocation, headcount, unit, most)
    found: dict[str, Step] = {}
    for grade in worked.grades:
        for line in worked.moved(grade, most, lines):
            students = _fewest(worked, grade, most, line)
            if line not in found or students < found[line].students:
                found[line] = worked.step(grade, students, line)
    return tuple(sorted(found.values(), key=lambda one: (one.students, -one.change_cents, one.line)))


def _fewest(worked: _WithMore, grade: str, most: int, line: str) -> int:
    """Halve the way to the fewest students with which a line moves."""
    least = 0
    while most - least > 1:
        middle = (least + most) // 2
        if worked.moved(grade, middle, (line,)):
            most = middle
        else:
            least = middle
    return most


def _grades(headcount: Headcount, unit: str) -> tuple[str, ...]:
    """Give the grades that a school has, in the order of their names."""
    rows = _rows(headcount, unit)
    return tuple(sorted({headcount.profiles[int(kind)].grade for kind in headcount.profile_of_row[rows]}))


def _rows(headcount: Headcount, unit: str) -> slice:
    at = headcount.units.index(unit)
    ends = [*headcount.starts[1:].tolist(), len(headcount.profile_of_row)]
    return slice(int(headcount.starts[at]), ends[at])


class _WithMore:
    """Works a school with more students, each case once."""

    def __init__(self, allocation: Allocation, headcount: Headcount, unit: str, most: int) -> None:
        self.allocation, self.headcount, self.unit, self.most = allocation, headcount, unit, most
        self.at, self.grades = allocation.units.index(unit), _grades(headcount, unit)
        self.formula = replace(allocation.formula, expectations=())
        self._known: dict[tuple[str, int], Allocation | None] = {}

    def moved(self, grade: str, students: int, lines: Collection[str]) -> tuple[str, ...]:
        """Give the lines that pay another amount."""
        after, at = self._worked(grade, students)
        return () if after is None else tuple(line for line in lines if self._change(after, at, line))

    def step(self, grade: str, students: int, line: str) -> Step:
        """Say what a step comes to."""
        after, at = self._worked(grade, students)
        if after is None:
            message = "a step is only looked at where the formula could be worked"
            raise ValueError(message)
        total = int(after.totals_cents[at]) - int(self.allocation.totals_cents[self.at])
        return Step(line, students, grade, self._change(after, at, line), total, after, after.units[at])

    def _change(self, after: Allocation, at: int, line: str) -> int:
        return int(after.lines_cents[line][at]) - int(self.allocation.lines_cents[line][self.at])

    def _worked(self, grade: str, students: int) -> tuple[Allocation | None, int]:
        """Give an allocation with the students, and where the school stands in it."""
        if self._alone is not None:
            return self._alone, 1 + self.grades.index(grade) * self.most + students - 1
        if (grade, students) not in self._known:
            world = self.allocation.world
            more = World(world.facts, _with_more(self.headcount, self.unit, grade, students), world.priors)
            self._known[grade, students] = run_again(self.formula, Memory(more))[0]
        return self._known[grade, students], self.at

    @cached_property
    def _alone(self) -> Allocation | None:
        """Work the school alone: first as it is, then for each grade with one student more to the most; None where it is not worked by itself."""
        if looks_across(self.formula):
            return None
        added = [(grade, more) for grade in self.grades for more in range(1, self.most + 1)]
        units = tuple(f"{self.unit} {number:04d}" for number in range(len(added) + 1))
        facts = self.allocation.world.facts.again(self.unit, units)
        headcount = _side_by_side(self.headcount, self.unit, units, added)
        absent = frozenset({*self.allocation.world.absent, *self.allocation.units})
        alone, _ = run_again(replace(self.formula, pools={}), Memory(World(facts, headcount, absent=absent)))
        if alone is None or any(
            int(cents[0]) != int(self.allocation.lines_cents[line][self.at])
            for line, cents in alone.lines_cents.items()
        ):
            return None
        return alone


def _side_by_side(
    headcount: Headcount, unit: str, units: tuple[str, ...], added: Sequence[tuple[str, int]]
) -> Headcount:
    """Let a school stand several times: the first as it is, each other with students without a need in a grade."""
    rows = _rows(headcount, unit)
    profiles = list(headcount.profiles)
    without_need = dict.fromkeys(Profile(grade, frozenset()) for grade, _ in added)
    profiles += [one for one in without_need if one not in headcount.profiles]
    place = {one: number for number, one in enumerate(profiles)}
    more = np.array([place[Profile(grade, frozenset())] for grade, _ in added], np.int64)
    own = headcount.profile_of_row[rows]
    each = len(own) + 1
    kinds = np.concatenate([own, np.column_stack([np.tile(own, (len(added), 1)), more]).ravel()])
    known = headcount if len(profiles) == len(headcount.profiles) else replace(headcount, _having={})
    return replace(
        known,
        units=units,
        starts=np.array([0, *(len(own) + each * number for number in range(len(added)))], np.intp),
        profiles=tuple(profiles),
        profile_of_row=kinds,
        measures={
            name: _repeated(column, rows, [more for _, more in added]) for name, column in headcount.measures.items()
        },
    )


def _repeated(column: Column, rows: slice, added: Sequence[int]) -> Column:
    """Repeat the rows of a school: once alone, then before each number."""
    below = column.denominator if isinstance(column.denominator, int) else 1
    own = column.numerators[rows]
    more = np.array([number * below for number in added], own.dtype)
    return Column(np.concatenate([own, np.column_stack([np.tile(own, (len(added), 1)), more]).ravel()]), below)


def _with_more(headcount: Headcount, unit: str, grade: str, students: int) -> Headcount:
    """Put students without a need into a grade of a school."""
    profile = Profile(grade, frozenset())
    is_known = profile in headcount.profiles
    profiles = headcount.profiles if is_known else (*headcount.profiles, profile)
    end = _rows(headcount, unit).stop
    at = headcount.units.index(unit)
    starts = headcount.starts.copy()
    starts[at + 1 :] += 1
    return replace(
        headcount,
        starts=starts,
        profiles=profiles,
        profile_of_row=np.insert(headcount.profile_of_row, end, profiles.index(profile)),
        measures={name: _inserted(column, end, students) for name, column in headcount.measures.items()},
        _having={},
    )


def _inserted(column: Column, place: int, students: int) -> Column:
    """Put a number into a column of one denominator."""
    below = column.denominator if isinstance(column.denominator, int) else 1
    return Column(np.insert(column.numerators, place, students * below), below)
