"""What each school spends for each student, as the Elementary and Secondary Education Act asks a report card to say it.

Section 1111(h)(1)(C)(x) asks for the district and each school, for the year before, for the per-pupil expenditures of federal, state and local funds,
including actual personnel expenditures and actual nonpersonnel expenditures, disaggregated by source of funds. It does not say how central costs come to
schools: the state does. Here they come by a driver that is named for each cost, in whole cents by largest remainder. A federal grant that is managed
centrally goes to the schools that it serves and to no other.

Nothing is lost: for each source, what schools have + what is not allocated + what is excluded = what the ledger has, or the difference is told.

>>> ash = Enrolled("01", "Ash", Fraction(400))
>>> paid = SiteCost("01", Source.LOCAL, Kind.PERSONNEL, 2_400_000_00)
>>> found = per_pupil_spending([ash], [paid], [], [])
>>> found.schools[0].a_student(found.schools[0].cents())
Fraction(6000, 1)
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import chain

from perpupil.exact.apportion import apportion
from perpupil.exact.columns import from_integers
from perpupil.money import CENTS

ENROLLMENT = "enrollment"
"""The driver of a central cost that names no other."""


class Source(StrEnum):
    """Whose money was spent."""

    FEDERAL = "federal"
    STATE = "state"
    LOCAL = "local"
    STATE_AND_LOCAL = "state and local"
    """Where the ledger does not tell the two apart."""


class Kind(StrEnum):
    """What it was spent on."""

    PERSONNEL = "personnel"
    NON_PERSONNEL = "non-personnel"


class Where(StrEnum):
    """How it came to the school."""

    SITE = "at the school"
    CENTRAL = "share of central"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A school with its students, and what else central costs may be shared by."""

    unit: str
    name: str
    students: Fraction
    drivers: Mapping[str, Fraction | None] = field(default_factory=dict)
    """By name, such as riders or square feet; None where it is not known."""

    def driver(self, name: str) -> Fraction | None:
        """Give what a cost is shared by."""
        return self.students if name == ENROLLMENT else self.drivers.get(name)


@dataclass(frozen=True, slots=True)
class SiteCost:
    """An amount that the ledger charges to a school."""

    unit: str
    source: Source
    kind: Kind
    amount_cents: int


@dataclass(frozen=True, slots=True)
class CentralCost:
    """An amount that the ledger charges to no school, and by what it comes to schools."""

    name: str
    source: Source
    kind: Kind
    amount_cents: int
    driver: str = ENROLLMENT
    served: frozenset[str] | None = None
    """The schools that it serves; None where they are not named."""
    is_all: bool = False
    """Whether it is said to serve every school; a federal grant may not leave that unsaid."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """An amount that is no school's spending on its students, and why: capital outlay, debt, adult education."""

    name: str
    reason: str
    source: Source
    amount_cents: int


@dataclass(frozen=True, slots=True)
class NotAllocated:
    """An amount that reaches no school, and why."""

    name: str
    reason: str
    source: Source
    amount_cents: int


Cell = tuple[Where, Source, Kind]


@dataclass(frozen=True, slots=True)
class SchoolSpending:
    """One school."""

    unit: str
    name: str
    students: Fraction
    cells_cents: Mapping[Cell, int]

    def cents(self, where: Where | None = None, kind: Kind | None = None, *, is_federal: bool | None = None) -> int:
        """Add up what is asked for; everything where nothing is said."""
        return sum(
            amount
            for (place, source, spent), amount in self.cells_cents.items()
            if where in {None, place} and kind in {None, spent} and is_federal in {None, source is Source.FEDERAL}
        )

    def a_student(self, cents: int) -> Fraction | None:
        """Give dollars a student; None where there are no students."""
        return Fraction(cents) / CENTS / self.students if self.students else None  # exact: Fraction


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One source: what became of it, beside what the ledger has; in cents."""

    source: Source
    schools_cents: int
    not_allocated_cents: int
    excluded_cents: int
    ledger_cents: int

    @property
    def unexplained_cents(self) -> int:
        """What the ledger has beyond what is told here; below zero where more is told than it has."""
        return self.ledger_cents - self.schools_cents - self.not_allocated_cents - self.excluded_cents


@dataclass(frozen=True, slots=True)
class PerPupilSpending:
    """A district."""

    schools: tuple[SchoolSpending, ...]
    central: tuple[CentralCost, ...]
    not_allocated: tuple[NotAllocated, ...]
    excluded: tuple[Excluded, ...]
    reconciled: tuple[Reconciled, ...]
    """By source, those of which there is any money."""

    @property
    def whole(self) -> SchoolSpending:
        """All schools together."""
        cells: dict[Cell, int] = defaultdict(int)
        for cell, amount in chain.from_iterable(one.cells_cents.items() for one in self.schools):
            cells[cell] += amount
        students = sum((one.students for one in self.schools), Fraction(0))
        return SchoolSpending("", "All schools", students, dict(cells))

    @property
    def unexplained_cents(self) -> int:
        """What is unexplained, sources together whichever way they differ."""
        return sum(abs(one.unexplained_cents) for one in self.reconciled)


def per_pupil_spending(
    schools: Sequence[Enrolled],
    site: Iterable[SiteCost],
    central: Sequence[CentralCost],
    excluded: Sequence[Excluded],
    ledger_cents: Mapping[Source, int] | None = None,
) -> PerPupilSpending:
    """Work out what each school spends.

    Args:
        schools: Every school, each once, with the students of the rule that the state counts by.
        site: What the ledger charges to schools.
        central: What it charges to no school, each with its driver.
        excluded: What is left out, with the reason.
        ledger_cents: What the ledger has by source; the sum of what is told here if None.

    Raises:
        ValueError: A school is there twice, or a number of students or a driver is below zero.

    """
    _check(schools)
    cells: dict[str, dict[Cell, int]] = {one.unit: defaultdict(int) for one in schools}
    missing: list[NotAllocated] = []
    for cost in site:
        if cost.unit in cells:
            cells[cost.unit][Where.SITE, cost.source, cost.kind] += cost.amount_cents
        else:
            missing.append(
                NotAllocated(f"Charged to {cost.unit}", "there is no such school", cost.source, cost.amount_cents)
            )
    for central_cost in central:
        shares = _shares(central_cost, schools)
        if isinstance(shares, str):
            missing.append(NotAllocated(central_cost.name, shares, central_cost.source, central_cost.amount_cents))
            continue
        for unit, amount in shares.items():
            cells[unit][Where.CENTRAL, central_cost.source, central_cost.kind] += amount
    found = tuple(SchoolSpending(one.unit, one.name, one.students, dict(cells[one.unit])) for one in schools)
    reconciled = _reconciled(found, missing, excluded, ledger_cents)
    return PerPupilSpending(found, tuple(central), tuple(missing), tuple(excluded), reconciled)


def _check(schools: Sequence[Enrolled]) -> None:
    """Refuse what no district has."""
    if len({one.unit for one in schools}) < len(schools):
        raise ValueError("a school is there twice")
    numbers = chain.from_iterable((one.students, *one.drivers.values()) for one in schools)
    if any(number is not None and number < 0 for number in numbers):
        raise ValueError("a number of students or a driver is below zero")


def _shares(cost: CentralCost, schools: Sequence[Enrolled]) -> Mapping[str, int] | str:
    """Share a central cost out over the schools that it serves; or say why it cannot be."""
    if cost.source is Source.FEDERAL and cost.served is None and not cost.is_all:
        return "a federal grant names the schools that it serves"
    served = [one for one in schools if cost.served is None or one.unit in cost.served]
    if cost.served is not None and len(served) < len(cost.served):
        return f"it serves a school that is not there: {min(cost.served - {one.unit for one in served})}"
    weights = [one.driver(cost.driver) for one in served]
    known = [one for one in weights if one is not None]
    if len(known) < len(weights):
        return f"{cost.driver} is not known at every school that it serves"
    if not sum(known):
        return f"no school that it serves has any {cost.driver}"
    below = math.lcm(*(one.denominator for one in known))
    parts = apportion(cost.amount_cents, from_integers([int(one * below) for one in known]).numerators)
    return {one.unit: int(part) for one, part in zip(served, parts.tolist(), strict=True)}


def _reconciled(
    schools: Sequence[SchoolSpending],
    missing: Sequence[NotAllocated],
    excluded: Sequence[Excluded],
    ledger_cents: Mapping[Source, int] | None,
) -> tuple[Reconciled, ...]:
    """Set beside the ledger what became of each source."""
    at_schools: dict[Source, int] = defaultdict(int)
    for (_, source, _), amount in chain.from_iterable(one.cells_cents.items() for one in schools):
        at_schools[source] += amount
    lost, out = _by_source(missing), _by_source(excluded)
    there = {*at_schools, *lost, *out, *(ledger_cents or {})}
    told = {source: at_schools[source] + lost[source] + out[source] for source in there}
    ledger = told if ledger_cents is None else ledger_cents
    return tuple(
        Reconciled(source, at_schools[source], lost[source], out[source], ledger.get(source, 0))
        for source in Source
        if source in there
    )


def _by_source(amounts: Iterable[NotAllocated | Excluded]) -> defaultdict[Source, int]:
    sums: defaultdict[Source, int] = defaultdict(int)
    for one in amounts:
        sums[one.source] += one.amount_cents
    return sums
