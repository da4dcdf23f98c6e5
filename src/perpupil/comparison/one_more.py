"""What a few students more would bring a school: where its next steps are, found by working the formula again with them.

Positions go in steps: for a while one student more brings none, and then one brings half a position. The students are put into the school's own
student counts, with no need, and the whole district is worked again; nothing is reckoned from a line's rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.world import World
from perpupil.exact.columns import Column
from perpupil.facts.headcount import Profile

if TYPE_CHECKING:
    from collections.abc import Collection

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
    """The allocation with them."""


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
    if headcount is None or unit not in headcount.units or not headcount.measures.keys() <= _ONE_EACH:
        return ()
    worked = _WithMore(allocation, headcount, unit)
    found: dict[str, Step] = {}
    for grade in _grades(headcount, unit):
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
    """Works the district with more students at one school, each case once."""

    def __init__(self, allocation: Allocation, headcount: Headcount, unit: str) -> None:
        self.allocation, self.headcount, self.unit = allocation, headcount, unit
        self.at = allocation.units.index(unit)
        self.formula = replace(allocation.formula, expectations=())
        self._known: dict[tuple[str, int], Allocation | None] = {}

    def moved(self, grade: str, students: int, lines: Collection[str]) -> tuple[str, ...]:
        """Give the lines that pay another amount."""
        after = self._worked(grade, students)
        return () if after is None else tuple(line for line in lines if self._change(after, line))

    def step(self, grade: str, students: int, line: str) -> Step:
        """Say what a step comes to."""
        after = self._worked(grade, students)
        if after is None:
            message = "a step is only looked at where the formula could be worked"
            raise ValueError(message)
        total = int(after.totals_cents[self.at]) - int(self.allocation.totals_cents[self.at])
        return Step(line, students, grade, self._change(after, line), total, after)

    def _change(self, after: Allocation, line: str) -> int:
        return int(after.lines_cents[line][self.at]) - int(self.allocation.lines_cents[line][self.at])

    def _worked(self, grade: str, students: int) -> Allocation | None:
        if (grade, students) not in self._known:
            world = self.allocation.world
            more = World(world.facts, _with_more(self.headcount, self.unit, grade, students), world.priors)
            self._known[grade, students] = run_again(self.formula, Memory(more))[0]
        return self._known[grade, students]


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
