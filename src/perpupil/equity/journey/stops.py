"""The stops of a dollar: at each level what came in, what stayed with the reason, and what went on; to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from perpupil.allocation.cascade import Sum
from perpupil.facts.revenue import Part

if TYPE_CHECKING:
    from perpupil.allocation.cascade import Depth, Node


BESIDE_POOLS = "Paid by lines in no pool"


class Why(StrEnum):
    """Why money stays at a level."""

    CENTRAL = "kept centrally"
    LOCKED = "locked"
    RESERVE = "held in reserve"
    OUTSIDE = "outside this formula"
    NOT_WORKED = "this level could not be worked out"


_WHY: Mapping[Part | None, Why] = {Part.CENTRAL: Why.CENTRAL, Part.LOCKED: Why.LOCKED, Part.RESERVE: Why.RESERVE}


@dataclass(frozen=True, slots=True)
class Stay:
    """An amount that stays, and why."""

    name: str
    why: Why
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Stop:
    """One level at one place: the state, or a district."""

    path: tuple[str, ...]
    """The ids that lead to it; empty at the top."""
    name: str
    noun: str
    """What it hands on to: `district` or `school`."""
    came_cents: int
    """From the level above."""
    own: tuple[Sum, ...]
    """Of its own, by name."""
    stays: tuple[Stay, ...]
    went_cents: int
    is_worked: bool
    """Whether its formula could be worked."""

    @property
    def own_cents(self) -> int:
        """Its own money in all."""
        return sum(one.amount_cents for one in self.own)

    @property
    def stays_cents(self) -> int:
        """What stays in all."""
        return sum(one.amount_cents for one in self.stays)

    @property
    def unexplained_cents(self) -> int:
        """What came less what became of it: nothing, by the way that it is made."""
        return self.came_cents + self.own_cents - self.stays_cents - self.went_cents


def stop(node: Node) -> Stop:
    """Look at one level of a cascade as a stop of a dollar."""
    beside = (Sum(BESIDE_POOLS, node.unpooled_cents),) if node.unpooled_cents else ()
    is_worked = node.allocation is not None
    stays = [Stay(one.name, _WHY.get(one.part, Why.CENTRAL), one.amount_cents) for one in node.kept]
    if node.left_cents:
        words = "Not handed out" if node.left_cents > 0 else "Handed out beyond what is there"
        stays.append(Stay(words, Why.OUTSIDE if is_worked else Why.NOT_WORKED, node.left_cents))
    noun = node.allocation.formula.noun if node.allocation is not None else "unit"
    return Stop(
        node.path, node.name, noun, node.received_cents, (*node.added, *beside), tuple(stays), node.handed_out_cents, is_worked
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LevelSums:
    """All places of one level together, in cents."""

    number: int
    noun: str
    """What it hands on to."""
    places: int
    came_cents: int
    own_cents: int
    stays_cents: int
    went_cents: int
    ends_cents: int
    """Of what went on, what reached units whose own level is not known here."""

    @property
    def unexplained_cents(self) -> int:
        """What came less what became of it."""
        return self.came_cents + self.own_cents - self.stays_cents - self.went_cents


def level_sums(depth: Depth) -> LevelSums:
    """Add one level up."""
    stops = [stop(node) for node in depth.nodes]
    return LevelSums(
        depth.number,
        depth.noun,
        len(stops),
        sum(one.came_cents for one in stops),
        sum(one.own_cents for one in stops),
        sum(one.stays_cents for one in stops),
        sum(one.went_cents for one in stops),
        depth.ends_cents,
    )
