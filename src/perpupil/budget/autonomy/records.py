"""The register of autonomies as records: what the district offers, what each school has, and how grey areas were settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from perpupil.findings import Place

FILE_NAME = "autonomy.toml"
ALL = "all"
"""A precedent that applies to every school."""


class Area(StrEnum):
    """What a school may decide about."""

    CURRICULUM = "curriculum"
    BUDGET = "budget"
    SCHEDULE = "schedule"
    STAFFING = "staffing"
    PROFESSIONAL_DEVELOPMENT = "professional_development"
    POLICIES = "policies"


AREA_TITLES: Mapping[Area, str] = {
    Area.CURRICULUM: "Curriculum",
    Area.BUDGET: "Budget",
    Area.SCHEDULE: "Schedule and calendar",
    Area.STAFFING: "Staffing",
    Area.PROFESSIONAL_DEVELOPMENT: "Professional development",
    Area.POLICIES: "District policies and procedures",
}


NEEDING_MONEY = frozenset({Area.CURRICULUM, Area.BUDGET, Area.STAFFING, Area.PROFESSIONAL_DEVELOPMENT})
"""Areas in which a decision is carried out by dollars."""


class Level(StrEnum):
    """Who decides, from the district alone to the school alone."""

    DISTRICT = "district"
    CONSULTED = "consulted"
    SHARED = "shared"
    SCHOOL = "school"

    @property
    def is_autonomy(self) -> bool:
        """Whether the school decides, alone or with the district."""
        return self in {Level.SHARED, Level.SCHOOL}


LEVEL_TITLES: Mapping[Level, str] = {
    Level.DISTRICT: "the district decides",
    Level.CONSULTED: "the school is heard",
    Level.SHARED: "decided together",
    Level.SCHOOL: "the school decides",
}


class Step(StrEnum):
    """A step of the ladder, from the lowest."""

    SEE_HISTORY = "see_history"
    PLAN_NON_PERSONNEL = "plan_non_personnel"
    COMMENT_ON_STAFFING = "comment_on_staffing"
    PROPOSE_STAFFING = "propose_staffing"
    FULL = "full"

    @property
    def number(self) -> int:
        """Which step it is, from 1."""
        return list(Step).index(self) + 1


STEP_TITLES: Mapping[Step, str] = {
    Step.SEE_HISTORY: "See the history",
    Step.PLAN_NON_PERSONNEL: "Plan what is not staff",
    Step.COMMENT_ON_STAFFING: "Comment on staffing",
    Step.PROPOSE_STAFFING: "Propose staffing",
    Step.FULL: "Plan the whole budget",
}


class Pot(StrEnum):
    """Where money that a school controls comes from."""

    SCHOOL_BUDGET = "school_budget"
    SERVICES = "services"
    GRANTS = "grants"


class Legal(StrEnum):
    """How far law and contract leave a position to the school."""

    OPEN = "open"
    CONDITIONAL = "conditional"
    FIXED = "fixed"


class Answer(StrEnum):
    """What became of a request."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    BY_RULE = "by_rule"
    """A rule of the formula pays for it now, for every school to which it applies."""


@dataclass(frozen=True, slots=True)
class AreaTerms:
    """What the district says of an area."""

    area: Area
    about: str
    levels: Mapping[Level, str] = field(default_factory=dict)
    """What a level means in practice."""
    examples: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    """What a school must have in place to use it."""


@dataclass(frozen=True, slots=True)
class Fund:
    """Money of which schools control a part."""

    name: str
    title: str
    pot: Pot
    owner: str
    """Who controls what schools do not."""
    use: str
    """What it may be used for."""
    amounts_cents: Mapping[str, int] = field(default_factory=dict)
    """School → what it controls in a year."""
    total_cents: int | None = None
    """The whole fund, where it is known."""
    keeps: Fraction = Fraction(0)
    """The share, from 0 to 1, of unspent money that a school keeps for the next year."""
    keeps_at_most_cents: int | None = None
    rule: str = ""
    """Where it stands what a school keeps."""

    @property
    def controlled_cents(self) -> int:
        """What schools control in all."""
        return sum(self.amounts_cents.values())

    @property
    def central_cents(self) -> int | None:
        """What the owner controls; None where the whole is not known."""
        return None if self.total_cents is None else self.total_cents - self.controlled_cents

    def kept_cents(self, unspent_cents: int) -> int:
        """Give what a school keeps of what it has not spent, rounded down to the cent; nothing where it has overspent.

        >>> half = Fund("supplies", "Supplies", Pot.SCHOOL_BUDGET, "Business office", "", keeps=Fraction(1, 2), keeps_at_most_cents=1000)
        >>> half.kept_cents(101), half.kept_cents(9999), half.kept_cents(-5)
        (50, 1000, 0)
        """
        kept = max(0, unspent_cents) * self.keeps.numerator // self.keeps.denominator
        return kept if self.keeps_at_most_cents is None else min(kept, self.keeps_at_most_cents)


@dataclass(frozen=True, slots=True)
class Position:
    """A kind of position, and how far a school may decide on it."""

    name: str
    title: str
    legal: Legal
    rule: str = ""
    """The law or contract that says so."""
    condition: str = ""
    """Under which condition it is the school's to decide."""


@dataclass(frozen=True, slots=True)
class Training:
    """Something that makes a school ready: training, or support that goes on."""

    name: str
    title: str
    by: str
    """Who gives it."""
    is_support: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """What the district says of a step of the ladder."""

    step: Step
    decides: str
    """What a school decides on it."""
    training: tuple[str, ...]
    """The training and support that must have taken place."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Training that took place."""

    training: str
    on: dt.date
    who: str
    """Who of the school took part."""


@dataclass(frozen=True, slots=True)
class Move:
    """A move on the ladder."""

    to: Step
    on: dt.date
    who: str
    """Who decided it."""
    reason: str
    place: Place | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Granted:
    """One autonomy of a school."""

    area: Area
    level: Level
    since: dt.date
    until: dt.date | None = None
    """Its last day, where it ends."""
    use: str = ""
    """What the school intends to do with it."""
    funds: tuple[str, ...] = ()
    """The funds that make it real."""
    ready: tuple[str, ...] = ()
    """What of the area's checklist the school has in place."""
    place: Place | None = field(default=None, repr=False, compare=False)

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, and when."""

    who: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one school and the district have agreed on."""

    school: str
    is_innovation: bool = False
    """Whether it has the status of an innovation school, or whatever the state calls it; no formula asks for it."""
    principal_since: dt.date | None = None
    granted: tuple[Granted, ...] = ()
    """By area; within one, by day."""
    taken: tuple[Taken, ...] = ()
    """In the order of the days."""
    moves: tuple[Move, ...] = ()
    """In the order of the days."""
    by_school: Signature | None = None
    by_district: Signature | None = None
    two_year_choice: dt.date | None = None
    """The day on which the school signed its choices two years ahead."""
    place: Place | None = field(default=None, repr=False, compare=False)

    def signatures(self, day: dt.date) -> tuple[Signature, ...]:
        """Give who has signed by a day."""
        return tuple(one for one in (self.by_school, self.by_district) if one is not None and one.on <= day)

    def signed_on(self, day: dt.date) -> dt.date | None:
        """Give the day from which both signatures stand, seen from a day; None where one is missing."""
        signatures = self.signatures(day)
        both = self.by_school in signatures and self.by_district in signatures
        return max(one.on for one in signatures) if both else None

    def autonomy(self, area: Area, day: dt.date) -> Granted | None:
        """Give what holds in an area on a day; None where nothing was agreed, and the district decides."""
        return next((one for one in self.granted if one.area is area and one.holds_on(day)), None)


@dataclass(frozen=True, slots=True)
class Precedent:
    """A question that was settled, so that the next one is settled alike."""

    name: str
    question: str
    decision: str
    reason: str
    decided: dt.date
    by: str
    applies_to: tuple[str, ...]
    """Schools, areas, funds or positions by their names; or all."""


@dataclass(frozen=True, slots=True)
class Request:
    """Money that a school asked for outside the formula."""

    school: str
    amount_cents: int
    """A year."""
    what: str
    since: int
    """The first fiscal year for which it was asked."""
    answer: Answer
    who: str = ""
    """Who asked."""
    why: str = ""
    until: int | None = None
    """The last fiscal year in which it is paid; None where nobody has said."""
    note: str = ""
    """What became of it, in words."""
    place: Place | None = field(default=None, repr=False, compare=False)

    def is_paid_in(self, year: int) -> bool:
        """Whether it is paid outside the formula in a fiscal year."""
        is_granted = self.answer is Answer.GRANTED or (self.answer is Answer.BY_RULE and self.until is not None)
        return is_granted and self.since <= year and (self.until is None or year <= self.until)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A change of its own procedures that central office owes schools."""

    name: str
    title: str
    owner: str
    due: dt.date
    why: str
    areas: tuple[Area, ...] = ()
    done: dt.date | None = None
    place: Place | None = field(default=None, repr=False, compare=False)

    def is_overdue(self, today: dt.date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done is None and self.due < today


@dataclass(frozen=True, slots=True)
class Used:
    """Something that a school did with an autonomy: a plan, a choice, a decision."""

    school: str
    area: Area
    on: dt.date
    what: str
    fund: str = ""
    amount_cents: int = 0
    place: Place | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Register:
    """All that a district and its schools have agreed on."""

    title: str
    purpose: str
    """Why the district hands decisions to schools; it heads the reference document."""
    source: str
    year: int
    """The fiscal year in which it is read."""
    schools: Mapping[str, str]
    """Every school of the district: id → name."""
    areas: Mapping[Area, AreaTerms]
    funds: tuple[Fund, ...] = ()
    positions: tuple[Position, ...] = ()
    trainings: Mapping[str, Training] = field(default_factory=dict)
    ladder: Mapping[Step, Rung] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()
    """In the order of the schools' ids."""
    precedents: tuple[Precedent, ...] = ()
    """The latest first."""
    requests: tuple[Request, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    """In the order of the days by which they are due."""
    used: tuple[Used, ...] = ()
    definition: str = ""
    """What the district understands by budget autonomy."""
    currency: str = "USD"

    def fund(self, name: str) -> Fund:
        """Give a fund by its name."""
        return next(one for one in self.funds if one.name == name)

    def agreement(self, school: str) -> Agreement | None:
        """Give a school's agreement; None where there is none."""
        return next((one for one in self.agreements if one.school == school), None)

    def controlled(self, school: str) -> tuple[tuple[Fund, int], ...]:
        """Give what a school controls: each fund with its cents a year."""
        return tuple((fund, fund.amounts_cents[school]) for fund in self.funds if school in fund.amounts_cents)

    def controlled_cents(self, school: str) -> int:
        """Give what a school controls in all, in cents a year."""
        return sum(cents for _, cents in self.controlled(school))

    def precedents_for(self, school: str) -> tuple[Precedent, ...]:
        """Give the precedents that a school can call upon: those for all, for it, for its areas and its funds, and for positions."""
        agreement = self.agreement(school)
        areas = {str(one.area) for one in agreement.granted} if agreement is not None else set[str]()
        names = {
            ALL,
            school,
            *areas,
            *(fund.name for fund, _ in self.controlled(school)),
            *(one.name for one in self.positions),
        }
        return tuple(one for one in self.precedents if not names.isdisjoint(one.applies_to))
