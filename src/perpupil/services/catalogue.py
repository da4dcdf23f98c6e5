"""The catalogue as records: what the district runs for its schools, what it costs, and on what terms a school may decline or buy it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from perpupil.findings import Place

FILE_NAME = "services.toml"
DAYS_IN_WEEK = 5
"""School days: a full-time position is five days a week, and 2.5 days are half a position."""


class Category(StrEnum):
    """What kind of service it is; professional development has three forms."""

    MATERIALS = "materials"
    COURSES = "pd_courses"
    OUTSIDE_PROVIDERS = "pd_outside"
    CENTRAL_EXPERTS = "pd_central"
    CENTRAL_STAFF = "central_staff"
    OTHER = "other"


CATEGORY_TITLES = {
    Category.MATERIALS: "Materials",
    Category.COURSES: "Professional development: courses",
    Category.OUTSIDE_PROVIDERS: "Professional development: outside providers",
    Category.CENTRAL_EXPERTS: "Professional development: the district's own experts",
    Category.CENTRAL_STAFF: "Central staff in schools",
    Category.OTHER: "Other",
}


class Driver(StrEnum):
    """What the cost goes by."""

    STUDENT = "student"
    RELEVANT_STUDENT = "relevant_student"
    PARTICIPANT = "participant"
    FTE = "fte"
    DAYS = "days"
    FLAT = "flat"


COUNTED = frozenset({Driver.STUDENT, Driver.RELEVANT_STUDENT})
"""Drivers that follow from student counts, unless the file says how much each school has."""

STAFF = frozenset({Driver.FTE, Driver.DAYS})

NOUNS = {
    Driver.STUDENT: "student",
    Driver.RELEVANT_STUDENT: "student",
    Driver.PARTICIPANT: "participant",
    Driver.FTE: "position",
    Driver.DAYS: "day a week",
    Driver.FLAT: "school",
}


class Approach(StrEnum):
    """How a school comes to choose."""

    OPT_OUT = "opt_out"
    """The school has the service; what it declines is added to its budget."""
    BUY_BACK = "buy_back"
    """The money is in the school's budget; the school buys at the published rate."""
    NONE = "none"
    """There is no choice, with the reason."""


class Below(StrEnum):
    """What follows where too few want a service for it to run."""

    CREDIT = "credit"
    """It ends, and those who wanted it get the money."""
    OTHER = "other"
    """It ends, those who wanted it get the money, and are offered another service for it."""
    KEEP = "keep"
    """The district goes on with it for every school; what was declined is not."""


@dataclass(frozen=True, slots=True)
class Viability:
    """How many a service needs to run, and what follows below that."""

    units: Fraction
    below: Below
    other: str
    """The service that is offered in its place."""
    settled: dt.date
    """The day by which schools hear."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A contract that the district pays so many units of, whoever declines."""

    units: Fraction
    until: dt.date


@dataclass(frozen=True, slots=True)
class Service:
    """One service as the district describes it. A rate is in dollars for one unit of its driver."""

    name: str
    title: str
    category: Category
    owner: str
    aim: str
    """Which aim of the district it serves."""
    evidence: str
    """Where the split into variable and fixed cost stands."""
    driver: Driver
    approach: Approach
    noun: str = ""
    """What one unit is called, where it is not simply its driver."""
    rate: Fraction | None = None
    position: Fraction | None = None
    """What a full-time position costs, in dollars."""
    variable_cents: int | None = None
    """The whole variable cost, where it is known and the rate follows from it."""
    fixed_cents: int = 0
    units: Fraction | None = None
    """How many units the district pays for, schools' and others."""
    schools: tuple[str, ...] = ()
    """The schools that it serves; every school if empty."""
    grades: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Students with any of them are the relevant ones."""
    each: Fraction | None = None
    placed: Mapping[str, Fraction] = field(default_factory=dict)
    """How much each school has."""
    bought_in: tuple[int, ...] = ()
    """The fiscal years in which the district buys it; every year if empty."""
    reason: str = ""
    """Why there is no choice."""
    is_open_to_all: bool = False
    notice_months: int = 0
    """Months before the year by which a school must decide for anything to be freed."""
    freed: tuple[tuple[Fraction, Fraction], ...] = ()
    """Months of notice → the share of the fixed cost that is freed; rising."""
    commitment: Commitment | None = None
    viability: Viability | None = None
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Where each key stands in the file, for findings."""

    @property
    def unit_noun(self) -> str:
        """What one unit is called."""
        return self.noun or NOUNS[self.driver]

    def place(self, key: str = "") -> Place:
        """Give the place of a key, or of the service."""
        return self.places.get(key) or self.places.get("") or Place(FILE_NAME, path=f"service.{self.name}")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What is never a choice, with the reason."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Columns:
    """How the facts beside the catalogue are read."""

    unit: str
    name: str = ""
    students: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)
    """Need → the column of how many students have it."""


KNOWN_COLUMNS = Columns("schoolId", "name")
"""Those of the facts of a district's folder."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All services of a year, and by when schools choose."""

    title: str
    year: int
    """The fiscal year that choices are for."""
    starts: dt.date
    """The first day of that year."""
    deadline: dt.date
    """The last day on which a school may choose."""
    source: str
    need: str
    """The need by which schools stand in quarters."""
    columns: Columns
    services: tuple[Service, ...]
    exclusions: tuple[Exclusion, ...] = ()
    published: dt.date | None = None
    students_of: int | None = None
    """The fiscal year whose student counts set the prices; of a district's folder."""
    count: str = ""
    """Which student counts those are, in words."""
    least_days: Fraction = Fraction(1)
    """Central staff at a school for less than so many days a week cannot be freed there."""
    currency: str = "USD"
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Where each key at the top stands in the file, for findings."""

    def place(self, key: str) -> Place:
        """Give the place of a key at the top."""
        return self.places.get(key) or Place(FILE_NAME, path=key)

    def with_approach(self, approach: Approach) -> Catalogue:
        """Give the same catalogue with every choice under one approach; what is no choice stays so."""
        services = tuple(
            one if one.approach is Approach.NONE else replace(one, approach=approach) for one in self.services
        )
        return replace(self, services=services)
