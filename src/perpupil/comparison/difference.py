"""What one version of a formula says otherwise than another, change by change, and what each change alone does to the money.

Each change is put into the first version by itself and worked on the same facts. What the changes do together can be more or less than the sum of
what they do alone; the difference is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from graphlib import CycleError
from typing import TYPE_CHECKING

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.world import World
from perpupil.comparison.causes import under_names_of
from perpupil.comparison.changes import Revision, revisions
from perpupil.formula.figures import counted
from perpupil.formula.records import Formula
from perpupil.money import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from perpupil.allocation.allocation import Allocation


@dataclass(frozen=True, slots=True)
class Effect:
    """Who gains and who loses by a change, in cents."""

    gained_cents: int
    count_gaining: int
    lost_cents: int
    """Not negative."""
    count_losing: int

    @property
    def total_cents(self) -> int:
        """What the change costs in all."""
        return self.gained_cents - self.lost_cents

    def words(self, noun: str, currency: str) -> str:
        """Say it: `+$1,204,000 to 31 schools`."""
        gain = f"+{spoken(self.gained_cents, currency)} to {counted(self.count_gaining, noun)}"
        loss = f"-{spoken(self.lost_cents, currency)} from {counted(self.count_losing, noun)}"
        parts = [part for part, count in ((gain, self.count_gaining), (loss, self.count_losing)) if count]
        return ", ".join(parts) or f"no {noun}'s amount changes"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the second version says otherwise, and what it does alone."""

    revision: Revision
    effect: Effect | None
    """None where the change cannot be worked by itself, or no money depends on it."""

    def words(self, noun: str, currency: str) -> str:
        """Say it in one sentence."""
        text = self.revision.words().rstrip(".")
        return f"{text}: {self.effect.words(noun, currency)}." if self.effect else f"{text}."


@dataclass(frozen=True, slots=True)
class Difference:
    """What two versions say differently."""

    before: Formula
    after: Formula
    changes: tuple[Change, ...]
    together: Effect | None
    """What all changes do together; None without facts, or when one of the versions cannot be worked on them."""

    @property
    def interplay_cents(self) -> int | None:
        """What the changes do together beyond the sum of what each does alone; None when that is not known for every one of them."""
        alone = [change.effect for change in self.changes if change.revision.change]
        if self.together is None:
            return None
        return self.together.total_cents - sum(effect.total_cents for effect in alone if effect is not None)


def difference(before: Formula, after: Formula, world: World | None = None) -> Difference:
    """Find what the second version says otherwise, and what each change does on the facts of a world, if there is one."""
    effects = _Effects(before, after, world)
    changes = [Change(one, effects.of(one.change) if one.change else None) for one in revisions(before, after)]
    return Difference(before, after, tuple(changes), effects.of(lambda _: after) if changes else None)


def _under_names(world: World, before: Formula, after: Formula) -> World:
    """Give a world whose facts have every name that two formulas read."""
    return World(under_names_of(world.facts, before, after), world.headcount, world.priors, world.absent)


class _Effects:
    """Works the first version with a change in it."""

    def __init__(self, before: Formula, after: Formula, world: World | None) -> None:
        self._memory = Memory(_under_names(world, before, after)) if world else None
        self._before = before
        self._first = self._run(before)

    def of(self, change: Callable[[Formula], Formula]) -> Effect | None:
        """Give what a change does; None when it cannot be worked by itself."""
        if self._first is None:
            return None
        try:
            changed = self._run(change(self._before))
        except (CycleError, KeyError):
            return None
        if changed is None:
            return None
        moved = [
            now - was for now, was in zip(changed.totals_cents.tolist(), self._first.totals_cents.tolist(), strict=True)
        ]
        return Effect(
            gained_cents=sum(cents for cents in moved if cents > 0),
            count_gaining=sum(cents > 0 for cents in moved),
            lost_cents=-sum(cents for cents in moved if cents < 0),
            count_losing=sum(cents < 0 for cents in moved),
        )

    def _run(self, formula: Formula) -> Allocation | None:
        if self._memory is None:
            return None
        bound = replace(formula, binding=self._memory.world.facts.binding, expectations=())
        return run_again(bound, self._memory)[0]
