"""What a formula pays because of a need: its lines as they are, less what they would ask if nobody had the need.

A dollar is generated once. Where dollars are there only because of two needs together, each need has its mean part over every order in which the
needs could have come (the value of Shapley 1953, "A value for n-person games"), so that the parts and what every student generates add up to what the
unit has, to the cent. A line that a pool cut or raised is cut or raised in all its parts alike. The choice of this definition is ours; where weights
only add up, it is the weight times the students times the base, as a state's notice prints it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.world import World
from perpupil.comparison.shapley import attribute, coalitions
from perpupil.equity.sample import Undefined
from perpupil.exact.columns import from_integers
from perpupil.facts.headcount import Headcount, Profile
from perpupil.formula.records import Definition
from perpupil.formula.syntax import Number
from perpupil.money import CENTS

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation, Quantity
    from perpupil.comparison.shapley import Coalition
    from perpupil.equity.journey.asking import Need, Question
    from perpupil.exact.columns import Integers
    from perpupil.formula.records import Formula


@dataclass(frozen=True, slots=True)
class Parts:
    """What each unit has, parted by why a formula pays it; everything in cents and in the order of `units`."""

    units: tuple[str, ...]
    every_student_cents: tuple[int, ...] = field(repr=False)
    """What would be paid if nobody had a need."""
    by_need_cents: Mapping[str, tuple[int, ...]] = field(repr=False)
    """What is paid because of each need."""

    def totals_cents(self) -> tuple[int, ...]:
        """Add the parts of each unit up."""
        columns = (self.every_student_cents, *self.by_need_cents.values())
        return tuple(map(sum, zip(*columns, strict=True)))

    def need_cents(self, need: str) -> int:
        """Add up what is paid because of a need."""
        return sum(self.by_need_cents[need])


def parts(allocation: Allocation, question: Question, amount: str = "") -> Parts | Undefined:
    """Part what every unit has by why the formula pays it.

    Args:
        allocation: The formula as it was worked.
        question: The needs, and the names by which the formula counts them.
        amount: A step in dollars that is looked at in place of the lines.

    Returns:
        The parts; or why they cannot be told.

    """
    formula = allocation.formula
    counting = tuple(one for one in question.needs if _is_counted(one, allocation, amount))
    bare = replace(formula, pools={}, expectations=())
    memory = Memory(allocation.world)
    worked: dict[Coalition, Allocation] = {}
    for present in coalitions(len(counting)):
        gone = [one for number, one in enumerate(counting) if number not in present]
        world = _world_without(formula, allocation.world, gone)
        again, told = run_again(_without(bare, gone, world), memory if world is allocation.world else Memory(world))
        if again is None:
            names = " and ".join(one.title for one in gone)
            why = f" {told[0].what}" if told else ""
            return Undefined(
                f"What “{formula.title}” would pay without {names or 'its pools'} cannot be worked out.{why}"
            )
        worked[present] = again
    tables = _of_step(worked, amount) if amount else _of_lines(worked, allocation)
    return _gathered(allocation.units, question, counting, tables)


def _is_counted(need: Need, allocation: Allocation, amount: str) -> bool:
    """Whether the formula's money rests on the need at all."""
    if _told_apart(need, allocation.formula, allocation.world):
        return True
    roots = (amount,) if amount else tuple(allocation.formula.lines)
    return any(not allocation.formula.rests_on(root).isdisjoint(need.counted) for root in roots)


def _told_apart(need: Need, formula: Formula, world: World) -> set[tuple[str, str | None]]:
    """Give the needs of the headcount that are meant, each at its level or at any; none without a headcount."""
    if world.headcount is None:
        return set()
    rules = [formula.counts[name] for name in need.counted if name in formula.counts]
    asked = {(one.name, one.level) for rule in rules for one in (*rule.needs, *rule.any, *rule.all)}
    return {(name, level) for name, level in {(need.name, None), *asked} if name in world.headcount.needs}


def _without(formula: Formula, gone: list[Need], world: World) -> Formula:
    """Put nothing in the place of what the formula counts some needs by; counts of the headcount follow their students."""
    counted = set() if world.headcount is None else set(formula.counts)
    names = dict.fromkeys(name for one in gone for name in one.counted if name not in counted)
    if not names:
        return formula
    nothing = {
        name: Definition(name, Number(Fraction(0)), None, (), None, (), "0", f"nothing in the place of {name}")
        for name in names
    }
    kept = {name: one for name, one in formula.definitions.items() if name not in nothing}
    return replace(formula, definitions={**nothing, **kept})


def _world_without(formula: Formula, world: World, gone: list[Need]) -> World:
    """Let every student be without some needs; students stay."""
    meant = {each for one in gone for each in _told_apart(one, formula, world)}
    if world.headcount is None or not meant:
        return world
    old = world.headcount
    profiles = tuple(
        Profile(one.grade, frozenset(each for each in one.needs if meant.isdisjoint({each, (each[0], None)})))
        for one in old.profiles
    )
    headcount = Headcount(
        old.source, old.units, old.starts, profiles, old.profile_of_row, old.measures, old.needs, old.grades
    )
    return World(world.facts, headcount, world.priors, world.absent)


def _of_step(worked: Mapping[Coalition, Allocation], amount: str) -> Iterator[list[list[int]]]:
    """Give the parts of a step, each unit's to the nearest cent."""
    cents = {present: _in_cents(one.values[amount], len(one.units)) for present, one in worked.items()}
    yield _parted(cents)


def _of_lines(worked: Mapping[Coalition, Allocation], allocation: Allocation) -> Iterator[list[list[int]]]:
    """Give the parts of each line, as its pool left it."""
    for line in allocation.formula.lines:
        made = _parted({present: one.before_cents[line] for present, one in worked.items()})
        after = allocation.lines_cents[line].tolist()
        yield [list(one) for one in zip(*_fitted(made, after), strict=True)]


def _fitted(made: list[list[int]], after: list[int]) -> Iterator[list[int]]:
    """Bring the parts of a line at each unit to what the unit has of it in the end."""
    for amount, *several in zip(after, *made, strict=True):
        yield brought_to(amount, several)


def _parted(cents: Mapping[Coalition, Integers]) -> list[list[int]]:
    """Part amounts: what is there without any need, then each need's."""
    needs = max(map(len, cents))
    found = attribute(needs, cents)
    return [cents[frozenset()].tolist(), *(one.tolist() for one in found)]


def brought_to(amount: int, several: list[int]) -> list[int]:
    """Bring parts to another sum in proportion, by largest remainder; where they add up to nothing, the first takes it.

    >>> brought_to(100, [30, 30, 30]), brought_to(50, [120, -20]), brought_to(7, [5, -5])
    ([34, 33, 33], [60, -10], [7, 0])
    """
    whole = sum(several)
    if amount == whole:
        return several
    if not whole:
        return [amount, *(0 for _ in several[1:])]
    sign = 1 if whole > 0 else -1
    shares = [divmod(part * amount * sign, abs(whole)) for part in several]
    found = [share for share, _ in shares]
    most = sorted(range(len(several)), key=lambda at: (-shares[at][1], at))
    for at in most[: amount - sum(found)]:
        found[at] += 1
    return found


def _in_cents(value: Quantity, count: int) -> Integers:
    """Give dollars in whole cents, each to the nearest."""
    exact = [value] * count if isinstance(value, Fraction) else value.fractions()
    return from_integers([math.floor(one * CENTS + Fraction(1, 2)) for one in exact]).numerators


def _gathered(
    units: tuple[str, ...], question: Question, counting: tuple[Need, ...], tables: Iterator[list[list[int]]]
) -> Parts:
    """Add the parts of all lines up; a need that is not counted has nothing."""
    width = len(counting) + 1
    sums = [np.zeros(len(units), object) for _ in range(width)]
    for table in tables:
        for number, column in enumerate(table):
            sums[number] += np.array(column, object)
    every, *by_need = (tuple(map(int, one.tolist())) for one in sums)
    found = dict(zip((one.name for one in counting), by_need, strict=True))
    nothing = (0,) * len(units)
    return Parts(units, every, {one.name: found.get(one.name, nothing) for one in question.needs})
