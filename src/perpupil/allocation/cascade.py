"""Money down the levels: a state gives to districts, and what a district gets is what it gives to its schools.

At every level the same sum holds to the cent: received + added + paid by lines in no pool = kept + handed out + not handed out. So every dollar that
enters at any level ends at a unit without a level below it, or is named where it stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.facts.revenue import Part, Statement
from perpupil.findings import Finding, Place, finding
from perpupil.formula.functions import closest
from perpupil.formula.funding import filled, pool_of
from perpupil.money import spoken

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.world import World
    from perpupil.formula.records import Formula

Found = list[Finding]


@dataclass(frozen=True, slots=True)
class Level:
    """One level before it is worked: a formula, its world, and what stands below each of its units."""

    formula: Formula
    """As it is written; its pools are filled here."""
    world: World
    statements: Mapping[str, Statement] = field(default_factory=dict)
    """For each pool that a file fills, how it comes about."""
    below: Mapping[str, Level | Unread] = field(default_factory=dict)
    """By the id of a unit."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A level that is there and could not be read; why is told by whoever read it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount with its name."""

    name: str
    amount_cents: int
    part: Part | None = None
    """Which part of a pool it is; None for a pool whose sum the formula sets itself."""


@dataclass(frozen=True, slots=True)
class Node:
    """One level as it was worked; amounts in cents."""

    path: tuple[str, ...]
    """The ids of the units above it, from the top; empty at the top."""
    name: str
    received_cents: int
    """What the level above gives."""
    added: tuple[Sum, ...]
    """What it has of its own: local revenue, or the sums of pools that the formula sets itself."""
    unpooled_cents: int
    """What lines in no pool pay, whatever the pools hold."""
    kept: tuple[Sum, ...]
    """What stays here: central, locked, reserves."""
    handed_out_cents: int
    left_cents: int
    """What is neither kept nor handed out; below zero where pools hand out more than they hold."""
    allocation: Allocation | None = None
    """None when it could not be worked: then nothing is handed out."""
    below: Mapping[str, Node] = field(default_factory=dict)

    @property
    def added_cents(self) -> int:
        """What it has of its own in all."""
        return sum(one.amount_cents for one in self.added)

    @property
    def kept_cents(self) -> int:
        """What stays here in all."""
        return sum(one.amount_cents for one in self.kept)

    @property
    def income_cents(self) -> int:
        """What comes in, from wherever."""
        return self.received_cents + self.added_cents + self.unpooled_cents

    @property
    def unexplained_cents(self) -> int:
        """What comes in less what becomes of it; always nothing."""
        return self.income_cents - self.kept_cents - self.handed_out_cents - self.left_cents

    @property
    def ends(self) -> Mapping[str, int]:
        """What each unit gets that has no level below it, in cents."""
        if self.allocation is None:
            return {}
        totals = zip(self.allocation.units, self.allocation.totals_cents.tolist(), strict=True)
        return {unit: amount_cents for unit, amount_cents in totals if unit not in self.below}

    def nodes(self) -> Iterator[Node]:
        """Give this level and every one below it, from the top."""
        yield self
        for one in self.below.values():
            yield from one.nodes()

    def at(self, path: tuple[str, ...]) -> Node | None:
        """Find a level by the ids that lead to it; None when there is none."""
        if not path:
            return self
        below = self.below.get(path[0])
        return below.at(path[1:]) if below is not None else None


@dataclass(frozen=True, slots=True)
class Depth:
    """All levels that lie equally deep, added up in cents."""

    number: int
    """0 at the top."""
    nodes: tuple[Node, ...]

    @property
    def noun(self) -> str:
        """What it hands out to: `district` or `school`."""
        return next((one.allocation.formula.noun for one in self.nodes if one.allocation is not None), "unit")

    def sum_cents(self, name: str) -> int:
        """Add up one of the amounts of a node by its name, such as `kept_cents`."""
        return sum(getattr(one, name) for one in self.nodes)

    @property
    def ends_cents(self) -> int:
        """What units get that have no level below them."""
        return sum(sum(one.ends.values()) for one in self.nodes)

    @property
    def passed_cents(self) -> int:
        """What units get that hand it on."""
        return sum(below.received_cents for one in self.nodes for below in one.below.values())


@dataclass(frozen=True, slots=True)
class Leaf:
    """A unit with no level below it, and what it gets."""

    path: tuple[str, ...]
    name: str
    amount_cents: int


def leaves(top: Node) -> Iterator[Leaf]:
    """Give every unit where money ends, level by level, in the order of ids."""
    for node in top.nodes():
        if node.allocation is not None:
            names = dict(zip(node.allocation.units, node.allocation.world.facts.names, strict=True))
            for unit, amount_cents in node.ends.items():
                yield Leaf((*node.path, unit), names[unit], amount_cents)


def depths(top: Node) -> tuple[Depth, ...]:
    """Add the levels up, from the top down."""
    found: list[Depth] = []
    here: tuple[Node, ...] = (top,)
    while here:
        found.append(Depth(len(found), here))
        here = tuple(below for one in here for below in one.below.values())
    return tuple(found)


def cascade(top: Level) -> tuple[Node | None, tuple[Finding, ...]]:
    """Work a level, then each level below it on what it got; one that fails does not hide the others.

    Args:
        top: The uppermost level; it receives nothing.

    Returns:
        The uppermost level worked, or None when it has an error; and everything that was found, each finding of a lower level under its name.

    """
    findings: Found = []
    statements = {pool: one.on_its_own() for pool, one in top.statements.items()}
    node = _worked(top, statements, ((), top.formula.title), 0, findings)
    return (None if node.allocation is None else node), tuple(findings)


def _worked(
    level: Level,
    statements: Mapping[str, Statement],
    named: tuple[tuple[str, ...], str],
    received: int,
    findings: Found,
) -> Node:
    """Work one level on filled pools, then those below it."""
    path, name = named
    formula = filled(level.formula, statements)
    overdrawn = tuple(_overdrawn(pool, one, formula) for pool, one in statements.items() if one.pool_cents < 0)
    allocation, told = (None, overdrawn) if overdrawn else run_again(formula, Memory(level.world))
    findings += told
    if allocation is None:
        revenue = _revenue(statements)
        return Node(path, name, received, revenue, 0, (), 0, received + sum(one.amount_cents for one in revenue))
    left = sum(one.left_cents for one in allocation.pools.values())
    unpooled = _unpooled_cents(allocation)
    added, kept = (*_revenue(statements), *_set_by(allocation, statements)), _kept(statements, allocation)
    node = Node(path, name, received, added, unpooled, kept, allocation.total_cents, left, allocation)
    return replace(node, below=_below(level, node, allocation, findings))


def _below(level: Level, node: Node, allocation: Allocation, findings: Found) -> Mapping[str, Node]:
    """Work the levels below a level, in the order of their ids."""
    position = {unit: number for number, unit in enumerate(allocation.units)}
    found = {}
    for unit in sorted(level.below):
        if unit not in position:
            findings.append(_unknown(unit, allocation))
            continue
        named = allocation.world.unit(position[unit])
        told: Found = []
        amount_cents = int(allocation.totals_cents[position[unit]])
        path = (*node.path, unit)
        found[unit] = _received(level.below[unit], (path, named), amount_cents, node.name, told)
        findings += [replace(one, what=f"{named}: {one.what}") for one in told]
    return found


def _received(
    level: Level | Unread, named: tuple[tuple[str, ...], str], amount_cents: int, giver: str, findings: Found
) -> Node:
    """Work a level on what it receives."""
    stopped = Node(*named, amount_cents, (), 0, (), 0, amount_cents)
    if isinstance(level, Unread):
        return stopped
    pool = _receiving_pool(level)
    if pool is None:
        what = f"The formula has {_pools_of(level.formula)}, so nothing says which one takes what comes from above."
        fix = "Add a pool, or a pool.csv whose row with part `received` names one in a column `pool`."
        findings.append(finding("no-pool", level.formula.origin.place(("pool",)), what, fix))
        return stopped
    planned = level.statements.get(pool, Statement(level.formula.year or 0, pool, ()))
    statements = {**level.statements, pool: planned.receiving(amount_cents, giver)}
    return _worked(level, statements, named, amount_cents, findings)


def _receiving_pool(level: Level) -> str | None:
    """Find the pool that takes what comes from above: the one that a file says receives, else the only one."""
    planned = [pool for pool, one in level.statements.items() if one.of(Part.RECEIVED)]
    return planned[0] if len(planned) == 1 else pool_of(level.formula, "")


def _pools_of(formula: Formula) -> str:
    return f"the pools {', '.join(formula.pools)}" if formula.pools else "no pool"


def _revenue(statements: Mapping[str, Statement]) -> tuple[Sum, ...]:
    """Name what a level has of its own, by source."""
    return tuple(
        Sum(each.name, each.amount_cents, each.part) for one in statements.values() for each in one.of(Part.REVENUE)
    )


def _set_by(allocation: Allocation, statements: Mapping[str, Statement]) -> tuple[Sum, ...]:
    """Name the pools whose sum the formula sets, because no file does."""
    pools = allocation.formula.pools
    return tuple(
        Sum(pools[name].title or name, one.amount_cents)
        for name, one in allocation.pools.items()
        if name not in statements
    )


def _kept(statements: Mapping[str, Statement], allocation: Allocation) -> tuple[Sum, ...]:
    """Name what stays at a level: what the file takes off, and what a pool of the formula keeps back."""
    pools = allocation.formula.pools
    taken = [each for one in statements.values() for each in one.amounts if not each.part.is_income]
    back = [
        Sum(f"Kept back by {pools[name].title or name}", one.reserve_cents, Part.RESERVE)
        for name, one in allocation.pools.items()
        if one.reserve_cents
    ]
    return (*(Sum(each.name, each.amount_cents, each.part) for each in taken), *back)


def _unpooled_cents(allocation: Allocation) -> int:
    """Add up the lines that are in no pool."""
    pooled = {line for pool in allocation.formula.pools.values() for line in pool.lines}
    return sum(allocation.line_total_cents(line) for line in allocation.formula.lines if line not in pooled)


def _overdrawn(pool: str, statement: Statement, formula: Formula) -> Finding:
    """Say that more is taken off a pool than comes into it."""
    income, deducted = (spoken(one, formula.currency) for one in (statement.income_cents, statement.deducted_cents))
    what = f"For pool `{pool}` {deducted} is taken off, and {income} comes in."
    place = next((one.place for one in statement.amounts if not one.part.is_income), statement.amounts[0].place)
    fix = f"Find {spoken(-statement.pool_cents, formula.currency)} more, or keep less back."
    return finding("pool-overdrawn", place, what, fix)


def _unknown(unit: str, allocation: Allocation) -> Finding:
    """Say that a level stands below a unit that the level above does not have."""
    near = closest(unit, allocation.units)
    what = f"There is a level below {unit[:60]!r}, and “{allocation.formula.title}” gives nothing to such a {allocation.formula.noun}."
    fix = f"Did you mean {near}?" if near else "Name it by the id that the facts above have, with its zeros."
    return finding("not-given-to", Place(allocation.world.facts.table.source), what, fix)
