"""What the ledger books at no school: benefits, itinerant staff, substitutes, what is not distributed; spread by a driver that the district names.

Ledgers book much school cost where no school is. A school whose teachers' insurance stands elsewhere looks cheaper than it is, and the cheaper the
more teachers it has; so nothing is said of schools before it is known how much that is, and how it was spread. It reconciles to the cent:

    at schools + spread + central + excluded + nobody says + at other schools = the ledger
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.equity.situation import Funds
from perpupil.exact.apportion import apportion
from perpupil.exact.columns import from_fractions

if TYPE_CHECKING:
    from perpupil.equity.district.records import Cost
    from perpupil.equity.stages import Stage

STUDENTS, POSITIONS, SALARIES = "students", "positions", "salaries"
CENTRAL, EXCLUDED = "central", "excluded"
SEGMENTS = ("fund", "function", "object", "program", "project", "location")
"""What an account is cut into."""
DRIVERS = (STUDENTS, POSITIONS, SALARIES)
"""What cost can be spread by, beside the students with a need."""
KEPT = (CENTRAL, EXCLUDED)
"""What is not spread: cost of the center, and what is no current spending on schools."""
SPECIAL_EDUCATION = "200"
"""The handbook's program."""
SELDOM = Fraction(2, 100)
"""The part of school cost that may be booked at no school without a driver before a verdict is withheld."""


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """Which money: whose, and whether it is for special education."""

    funds: Funds
    special_education: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What is to be done with some of the cost that is booked at no school."""

    name: str
    title: str
    codes: Mapping[str, tuple[str, ...]]
    """By segment, the codes of which an account has one in every segment."""
    by: str
    """The driver; or that it stays central, or is excluded."""
    reason: str = ""

    def holds(self, codes: Mapping[str, str]) -> bool:
        """Whether it is about an account."""
        return all(codes.get(segment) in wanted for segment, wanted in self.codes.items())


@dataclass(frozen=True, slots=True)
class Sorting:
    """How accounts are sorted, as the district says it."""

    rules: tuple[Rule, ...] = ()
    """For what is booked at no school; the first that holds counts."""
    special_education: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes that are special education, beside the handbook's program."""
    federal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes that are federal money, beside what the table of accounts says."""

    def kind(self, cost: Cost) -> Kind:
        """Say which money it is; what nobody says is state and local."""
        is_federal = cost.funds is Funds.FEDERAL or _has(self.federal, cost.codes)
        special = cost.program == SPECIAL_EDUCATION or _has(self.special_education, cost.codes)
        return Kind(Funds.FEDERAL if is_federal else Funds.STATE_AND_LOCAL, special)


def _has(wanted: Mapping[str, tuple[str, ...]], codes: Mapping[str, str]) -> bool:
    return any(codes.get(segment) in each for segment, each in wanted.items())


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Cost that is booked at no school, under one rule or under none."""

    title: str
    kind: Kind
    by: str
    """The driver, central, or excluded; empty where nobody says."""
    cents: int
    why: str = ""
    """Why it stays: the district's reason, or why it could not be spread."""

    @property
    def is_spread(self) -> bool:
        """Whether it is in schools' amounts."""
        return bool(self.by) and self.by not in KEPT

    @property
    def is_unsaid(self) -> bool:
        """Whether nobody says what is to be done with it."""
        return not self.by


@dataclass(frozen=True, slots=True)
class Booked:
    """The ledger of one stage, sorted: what each school has, and what it does not have."""

    stage: Stage
    by_kind_cents: Mapping[Kind, tuple[int, ...]] = field(repr=False)
    """What each school has, with its parts of what was spread, in the order of the schools."""
    at_schools: Mapping[Kind, int]
    """Booked at schools, before anything was spread."""
    nowhere: tuple[Nowhere, ...]
    at_other_schools_cents: int
    """Booked at schools that are not among those of the year."""
    excluded_cents: int
    """Excluded by the table of accounts, wherever it is booked."""
    total_cents: int
    funds_unsaid_cents: int = 0
    """Of which nobody says whose money it is; it is taken for state and local."""
    rules_used: frozenset[str] = frozenset()
    """The names of the rules that some account fits."""

    @property
    def spread_cents(self) -> int:
        """Spread by drivers."""
        return sum(one.cents for one in self.nowhere if one.is_spread)

    @property
    def central_cents(self) -> int:
        """Kept with the center."""
        return sum(one.cents for one in self.nowhere if one.by == CENTRAL)

    @property
    def excluded_in_all_cents(self) -> int:
        """No current spending on schools."""
        return self.excluded_cents + sum(one.cents for one in self.nowhere if one.by == EXCLUDED)

    @property
    def unsaid_cents(self) -> int:
        """Of which nobody says what is to be done with it."""
        return sum(one.cents for one in self.nowhere if one.is_unsaid)

    @property
    def school_cost_at_no_school_cents(self) -> int:
        """School cost that is booked at no school: spread, or not yet."""
        return self.spread_cents + self.unsaid_cents

    @property
    def parts_cents(self) -> Mapping[str, int]:
        """What the ledger falls into; together they are its total."""
        return {
            "booked at schools": sum(self.at_schools.values()),
            "booked at no school, spread over schools": self.spread_cents,
            "kept with the center": self.central_cents,
            "no current spending on schools": self.excluded_in_all_cents,
            "booked at no school, and nobody says how to spread it": self.unsaid_cents,
            "booked at schools that are not open in the year": self.at_other_schools_cents,
        }

    def unsaid_share(self, kinds: Iterable[Kind]) -> Fraction:
        """Give the part of some money's school cost that stands at no school without a driver; credits count like debits."""
        chosen = set(kinds)
        unsaid = sum(abs(one.cents) for one in self.nowhere if one.is_unsaid and one.kind in chosen)
        there = sum(abs(cents) for kind, cents in self.at_schools.items() if kind in chosen)
        spread = sum(abs(one.cents) for one in self.nowhere if one.is_spread and one.kind in chosen)
        return Fraction(unsaid, whole) if (whole := there + spread + unsaid) else Fraction()


Weights = Sequence[Fraction]
"""How much of a driver each school has."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """What cost can be spread by; what is not known is not there."""

    counts: Mapping[str, Weights] = field(default_factory=dict)
    """Students, and students with a need."""
    positions: Mapping[Funds, Weights] = field(default_factory=dict)
    """Full-time positions, by whose money pays them."""


def book(stage: Stage, costs: Iterable[Cost], schools: Sequence[str], sorting: Sorting, drivers: Drivers) -> Booked:
    """Sort a ledger's costs, and spread what is booked at no school.

    Salaries and positions drive by what each school has of the same money: insurance of staff that grants pay goes by their salaries.

    Args:
        stage: What the amounts are.
        costs: Accounts, without revenue.
        schools: The schools of the year; amounts are in their order.
        sorting: How accounts are sorted.
        drivers: Every driver that is known, other than salaries, which the costs themselves tell.

    """
    place = {school: at for at, school in enumerate(schools)}
    direct: dict[Kind, list[int]] = defaultdict(lambda: [0] * len(schools))
    salaries: dict[Kind, list[int]] = defaultdict(lambda: [0] * len(schools))
    nowhere: dict[tuple[str, str, str, Kind], int] = defaultdict(int)
    used: set[str] = set()
    elsewhere = excluded = total = unsaid = 0
    for cost in costs:
        kind = sorting.kind(cost)
        total += cost.cents
        if cost.excluded:
            excluded += cost.cents
            continue
        unsaid += cost.cents if cost.funds is None and kind.funds is not Funds.FEDERAL else 0
        if cost.school in place:
            direct[kind][place[cost.school]] += cost.cents
            salaries[kind][place[cost.school]] += cost.cents if cost.is_salary else 0
        elif cost.school:
            elsewhere += cost.cents
        else:
            rule = next((one for one in sorting.rules if one.holds(cost.codes)), None)
            said = (rule.title, rule.by, rule.reason) if rule else (cost.place, "", "")
            nowhere[*said, kind] += cost.cents
            used |= {rule.name} if rule else set()
    at_schools = {kind: sum(amounts) for kind, amounts in sorted(direct.items())}
    kept = []
    for (title, by, reason, kind), cents in sorted(nowhere.items(), key=lambda one: (one[0][3], -abs(one[1]), one[0])):
        weights = _weights(by, kind, salaries, drivers)
        found, why = _spread(by, cents, weights)
        for at, part in enumerate(found):
            direct[kind][at] += part
        kept.append(Nowhere(title, kind, "" if why else by, cents, why or reason))
    return Booked(
        stage,
        {kind: tuple(amounts) for kind, amounts in sorted(direct.items())},
        at_schools,
        tuple(kept),
        elsewhere,
        excluded,
        total,
        unsaid,
        frozenset(used),
    )


def _weights(by: str, kind: Kind, salaries: Mapping[Kind, Sequence[int]], drivers: Drivers) -> Weights | None:
    """Give how much of a driver each school has; None where it is not known."""
    if by == SALARIES:
        return [Fraction(max(0, cents)) for cents in salaries[kind]] if kind in salaries else None
    return drivers.positions.get(kind.funds) if by == POSITIONS else drivers.counts.get(by)


def _spread(by: str, cents: int, weights: Weights | None) -> tuple[Sequence[int], str]:
    """Share an amount out in whole cents; where it cannot be, say why."""
    if not by or by in KEPT:
        return (), ""
    if weights is None or not any(weights):
        return (), f"no school has any {by} of this money to spread it by"
    parts: list[int] = apportion(cents, from_fractions(list(weights)).numerators).tolist()
    return parts, ""
