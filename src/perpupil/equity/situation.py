"""A district's situation: its schools, who they serve, and what money each has, by stage and source; as a text beside its facts says it.

The text is `steady_state.toml`. Every sum of money is stated with its base: which stage, which funds, with or without special education. What a
file does not tell is not known, and never zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from perpupil.equity.district.records import District
from perpupil.equity.schools import School, Schools
from perpupil.equity.stages import Stage
from perpupil.facts.facts import Facts
from perpupil.findings import Finding, Place, finding, has_errors

CENTS = 100
INDEX = "index"
"""The name of a need that is put together from others."""


class Funds(StrEnum):
    """Whose money it is."""

    STATE_AND_LOCAL = "state_and_local"
    FEDERAL = "federal"


class Nature(StrEnum):
    """What an amount is, where a finding asks for it."""

    FORMULA = "formula"
    HOLD_HARMLESS = "hold_harmless"
    OUTSIDE_RULE = "outside_rule"
    CENTRAL = "central"


@dataclass(frozen=True, slots=True)
class NeedSource:
    """A need and where it stands: how many students have it, or the share of them."""

    name: str
    title: str
    count: str = ""
    share: str = ""
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    """For an index: how much each other need counts in it."""


@dataclass(frozen=True, slots=True)
class MoneySource:
    """An amount and where it stands."""

    name: str
    title: str
    column: str
    stage: Stage
    funds: Funds = Funds.STATE_AND_LOCAL
    special_education: bool = False
    nature: Nature = Nature.FORMULA
    pay: str = ""
    """At which pay staff is in it, `average` or `actual`; empty where nobody says."""


@dataclass(frozen=True, slots=True)
class LeavingOut:
    """A rule by which schools are left out, with its reason."""

    name: str
    reason: str
    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a district's facts."""

    title: str
    source: str
    noun: str
    year: int | None
    need: str
    """The need that is measured first."""
    students: str
    span: str
    needs: tuple[NeedSource, ...]
    money: tuple[MoneySource, ...]
    leaving_out: tuple[LeavingOut, ...] = ()
    equity: str = ""
    currency: str = "USD"
    target_slope: Fraction | None = None
    """Dollars a student for each ten points of need that the district wants."""


@dataclass(frozen=True, slots=True, order=True)
class Base:
    """What an amount holds: the stage, the funds, and whether special education is in it."""

    stage: Stage
    all_funds: bool
    special_education: bool
    pay: str = ""
    """At which pay staff is in it; empty where nobody says."""

    def holds(self, money: MoneySource) -> bool:
        """Whether an amount belongs to it."""
        return (
            money.stage is self.stage
            and (self.all_funds or money.funds is Funds.STATE_AND_LOCAL)
            and (self.special_education or not money.special_education)
        )

    def __str__(self) -> str:
        """Say it: `state and local money, budgeted, without special education`."""
        funds = "all funds" if self.all_funds else "state and local money"
        pay = f" at {self.pay} pay" if self.pay else ""
        return f"{funds}, {self.stage}{pay}, {'with' if self.special_education else 'without'} special education"


@dataclass(frozen=True, slots=True)
class Left:
    """Schools that a rule leaves out."""

    rule: LeavingOut
    units: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What is so, ready to be measured."""

    question: Question
    facts: Facts = field(repr=False)
    bases: tuple[Base, ...]
    """The bases that the money allows, the leading one first."""
    kept: tuple[int, ...] = field(repr=False)
    """The positions of the schools that no rule leaves out."""
    left: tuple[Left, ...]
    _students: tuple[Fraction | None, ...] = field(repr=False)
    _needs: Mapping[str, tuple[Fraction | None, ...]] = field(repr=False)
    """The share of students by need."""
    _cents: Mapping[str, tuple[Fraction | None, ...]] = field(repr=False)
    """By amount, in cents and parts of one."""
    district: District = field(default_factory=District, repr=False)
    """What the district's own folder tells beside; nothing where there is none."""

    @property
    def stages_unknown(self) -> tuple[Stage, ...]:
        """The stages of which the facts say nothing."""
        known = {one.stage for one in self.question.money} | set(self.district.withheld)
        return tuple(stage for stage in (Stage.ALLOCATED, Stage.BUDGETED, Stage.SPENT) if stage not in known)

    @property
    def titles(self) -> dict[str, str]:
        """What people call each need."""
        return {one.name: one.title for one in self.question.needs}

    def schools(self, base: Base, need: str = "") -> Schools:
        """Give the schools with their money on one base, needs under their titles; of one whose amounts are not all known the sum is not known."""
        parts = [money.name for money in self.question.money if base.holds(money)]
        spans = self.facts.texts(self.question.span) if self.question.span else ("",) * len(self.facts.units)
        return Schools.of(
            (self._school(at, parts, spans[at]) for at in self.kept),
            self.titles[need or self.question.need],
            self.question.noun,
            self.question.currency,
        )

    def cents(self, at: int, names: list[str]) -> int | None:
        """Add up amounts of one school, to the nearest cent; None where one is not known."""
        amounts = [self._cents[name][at] for name in names]
        if not names or any(amount is None for amount in amounts):
            return None
        return math.floor(sum((amount for amount in amounts if amount is not None), Fraction(0)) + Fraction(1, 2))

    def _school(self, at: int, parts: list[str], span: str) -> School:
        shares = {self.titles[name]: shares[at] for name, shares in self._needs.items()}
        return School(
            self.facts.units[at], self.facts.names[at], self._students[at], self.cents(at, parts), shares, span
        )


def situation(
    question: Question, facts: Facts, district: District | None = None
) -> tuple[Situation | None, tuple[Finding, ...]]:
    """Put together what is known; None where no money is, or a column is missing or holds what cannot be."""
    more = district or District()
    findings = [*_missing(question, facts), *_no_money(question, facts, more)]
    if findings:
        return None, tuple(findings)
    students = _numbers(facts, question.students, findings) if question.students else _unknown(facts)
    needs = {one.name: _shares(one, facts, students, findings) for one in question.needs if not one.weights}
    needs |= {one.name: _index(one, needs, len(facts.units)) for one in question.needs if one.weights}
    cents = {one.name: _in_cents(_numbers(facts, one.column, findings)) for one in question.money}
    kept, left = _left_out(question, facts)
    if has_errors(findings):
        return None, tuple(findings)
    return Situation(question, facts, _bases(question), kept, left, students, needs, cents, more), tuple(findings)


def _missing(question: Question, facts: Facts) -> Iterator[Finding]:
    """Say which columns the text names and the facts do not have."""
    named = [question.students, question.span, *(one.column for one in question.leaving_out)]
    named += [name for one in question.needs for name in (one.count, one.share)]
    named += [one.column for one in question.money]
    for name in dict.fromkeys(filter(None, named)):
        if not facts.has(name):
            headers = ", ".join(list(facts.table.columns)[:8])
            what = f"There is no column {name[:60]!r} in the facts."
            yield finding("missing-column", facts.table.place(0), what, f"The headers begin with {headers}.")


def _no_money(question: Question, facts: Facts, district: District) -> Iterator[Finding]:
    """Say that there is nothing to look at, and why."""
    if not question.money:
        why = " ".join(
            f"{stage.capitalize()}: {told}" for stage, told in (district.unknown | district.withheld).items()
        )
        fix = "Bring in a ledger or a formula, or name columns in [money]; and say in [at_no_school] what is booked at no school."
        yield finding("no-money", Place(facts.table.source), f"No money of any school is known. {why}".strip(), fix)


def _numbers(facts: Facts, column: str, findings: list[Finding]) -> tuple[Fraction | None, ...]:
    """Read a column; what is blank is not known."""
    read = facts.numbers(column)
    findings += read.findings
    return tuple(
        value if known else None for value, known in zip(read.values.fractions(), read.known.tolist(), strict=True)
    )


def _unknown(facts: Facts) -> tuple[Fraction | None, ...]:
    return (None,) * len(facts.units)


def _shares(
    need: NeedSource, facts: Facts, students: tuple[Fraction | None, ...], findings: list[Finding]
) -> tuple[Fraction | None, ...]:
    """Give the share of each school's students who have a need."""
    if need.share:
        shares = _numbers(facts, need.share, findings)
    else:
        counts = _numbers(facts, need.count, findings)
        pairs = zip(counts, students, strict=True)
        shares = tuple(
            count / whole if count is not None and whole else None  # exact: Fraction
            for count, whole in pairs
        )
    return tuple(_possible(need, facts, at, share, findings) for at, share in enumerate(shares))


def _possible(
    need: NeedSource, facts: Facts, at: int, share: Fraction | None, findings: list[Finding]
) -> Fraction | None:
    """Take a share that is more than the whole, or less than nothing, for unknown, and say so."""
    if share is None or 0 <= share <= 1:
        return share
    what = f"{need.title} at {facts.names[at]} would be {round(share * 100)}% of its students; the share is taken as not known."
    place = facts.place(at, need.share or need.count)
    findings.append(finding("impossible-share", place, what, "Look which of the two numbers is right."))
    return None


def _index(
    need: NeedSource, known: Mapping[str, tuple[Fraction | None, ...]], count: int
) -> tuple[Fraction | None, ...]:
    """Give the weighted mean of several needs, from 0 to 1."""
    whole = sum(need.weights.values(), Fraction(0))
    made: list[Fraction | None] = []
    for at in range(count):
        shares = [known[name][at] for name in need.weights]
        if any(share is None for share in shares):
            made.append(None)
        else:
            parts = zip(need.weights.values(), shares, strict=True)
            total = sum((weight * share for weight, share in parts if share is not None), Fraction(0))
            made.append(total / whole)  # exact: Fraction
    return tuple(made)


def _in_cents(amounts: tuple[Fraction | None, ...]) -> tuple[Fraction | None, ...]:
    return tuple(None if amount is None else amount * CENTS for amount in amounts)


def _left_out(question: Question, facts: Facts) -> tuple[tuple[int, ...], tuple[Left, ...]]:
    """Part the schools into those that are kept and those that a rule leaves out; the first rule counts."""
    gone: dict[int, LeavingOut] = {}
    for rule in question.leaving_out:
        for at, cell in enumerate(facts.texts(rule.column)):
            if cell in rule.values:
                gone.setdefault(at, rule)
    left = []
    for rule in question.leaving_out:
        places = [at for at, one in gone.items() if one is rule]
        left.append(Left(rule, tuple(facts.units[at] for at in places), tuple(facts.names[at] for at in places)))
    return tuple(at for at in range(len(facts.units)) if at not in gone), tuple(left)


def _bases(question: Question) -> tuple[Base, ...]:
    """List the bases that differ by what is in them: for each stage, state and local money before all funds, without special education before with."""
    found: dict[tuple[str, ...], Base] = {}
    for stage in (Stage.ALLOCATED, Stage.BUDGETED, Stage.SPENT):
        for all_funds in (False, True):
            for special in (False, True):
                base = Base(stage, all_funds, special)
                held = [one for one in question.money if base.holds(one)]
                if held:
                    pay = {one.pay for one in held}
                    named = replace(base, pay=pay.pop() if len(pay) == 1 else "")
                    found.setdefault(tuple(one.name for one in held), named)
    return tuple(found.values())
