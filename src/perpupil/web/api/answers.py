"""What answers hold, field by field; the description for programs is made of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import StringConstraints

LIMIT_MOST, OFFSET_MOST, SEQUENCE_MOST, VERSION_MOST = 500, 1_000_000, 2**63 - 1, 999_999_999
Word = Annotated[str, StringConstraints(max_length=20)]


class Part(Schema):
    """Which part of a long list is asked for."""

    limit: int = Field(100, ge=1, le=LIMIT_MOST)
    offset: int = Field(0, ge=0, le=OFFSET_MOST)


class After(Schema):
    """Which events are asked for: those after one, in their order."""

    after: int = Field(0, ge=0, le=SEQUENCE_MOST)
    limit: int = Field(100, ge=1, le=LIMIT_MOST)


class NotThere(Schema):
    """Why there is no answer."""

    detail: str


class OneWrong(Schema):
    """What cannot be taken, and what to write."""

    field: str
    what: str
    fix: str


class Wrongs(Schema):
    """Everything that cannot be taken; nothing was changed."""

    wrong: list[OneWrong]


ELSE: dict[int, type[Schema]] = {401: NotThere, 404: NotThere, 422: Wrongs, 429: NotThere}
"""What any address may answer beside what was asked for: no good token, not there, not understood, too often."""
ELSE_SENT: dict[int, type[Schema]] = {**ELSE, 400: NotThere, 413: NotThere}
"""The same where something is sent: a body that is no JSON, or too large."""


class Me(Schema):
    """Who asks."""

    name: str
    roles: list[str]
    school: str
    """The school of somebody who is of one; blank for the district's people."""


class School(Schema):
    """A school and what it is allocated."""

    id: str
    name: str
    year: int
    stage: str
    allocated_cents: int


class Schools(Schema):
    """Some of the schools."""

    count: int
    items: list[School]


class Line(Schema):
    """A line of a school's allocation, with its reason."""

    line: str
    title: str
    amount_cents: int
    reason: str


class Lines(Schema):
    """The lines of a school; they add up to its allocation."""

    school: str
    year: int
    total_cents: int
    items: list[Line]


class Verdict(Schema):
    """Whether dollars follow need."""

    pattern: str
    sentence: str
    why: str
    """Why nothing can be told; blank where it can."""
    need: str
    schools: int


class Offer(Schema):
    """What declining a service would come to."""

    money_cents: int
    stays_cents: int


class Choice(Schema):
    """A service choice as it stands."""

    service: str
    choice: str
    """`keep`, `buy` or `decline`."""
    quantity: str
    """Blank for all."""
    who: str
    when: dt.date
    version: int
    """0 for one that the office entered; the next choice names it."""


class Service(Schema):
    """A service of a school: what it costs, what declining it frees, and what was chosen."""

    service: str
    title: str
    units: str
    unit: str
    price_cents: int
    if_declined: Offer
    service_cents: int
    money_cents: int
    stays_cents: int
    standing: str
    runs: bool
    """Whether enough schools want it."""
    choice: Choice | None


class Services(Schema):
    """The services of a school; kept, taken, staying and not chosen add up to the value."""

    school: str
    year: int
    deadline: dt.date
    is_open: bool
    value_cents: int
    service_cents: int
    money_cents: int
    stays_cents: int
    not_chosen_cents: int
    items: list[Service]


class Price(Schema):
    """A service on the price list."""

    service: str
    title: str
    approach: str
    unit: str
    units: str
    cost_cents: int
    no_choice: str
    """Why there is nothing to choose; blank where there is."""
    arithmetic: str


class Prices(Schema):
    """The price list."""

    year: int
    deadline: dt.date
    items: list[Price]


class Choices(Schema):
    """The choices of a school that stand."""

    school: str
    year: int
    items: list[Choice]


class Chosen(Schema):
    """What somebody chooses."""

    choice: Word
    quantity: Word = ""
    version: int = Field(0, ge=0, le=VERSION_MOST)
    """Of the choice that was looked at; 0 where there was none."""


class Kept(Schema):
    """A choice that was kept, now or by the same request before."""

    choice: Choice
    is_repeat: bool


class Both(Schema):
    """Somebody else chose meanwhile; nothing was changed."""

    detail: str
    theirs: Choice
    yours: dict[str, str]


class Decision(Schema):
    """A decision as it stands."""

    kind: str
    unit: str
    """The school that it is about; blank for the district."""
    subject: str
    version: int
    """The next one who decides about it names it."""
    content: dict[str, Any]
    by: str
    at: dt.datetime


class Decided(Schema):
    """A decision that was kept, now or by the same request before."""

    decision: Decision
    is_repeat: bool
    told: str
    """What followed from it, in a sentence; blank where nothing did."""


class BothDecided(Schema):
    """Somebody else decided meanwhile; nothing was changed."""

    detail: str
    theirs: Decision
    yours: dict[str, Any]


class Upload(Schema):
    """Files that somebody sent together."""

    number: int
    title: str
    state: str
    """`waiting`, `looking`, `looked`, `bringing_in`, `in_force`, `withdrawn` or `expired`."""
    year: int
    by: str
    at: dt.datetime
    version: int


class Uploads(Schema):
    """Some of the uploads, the newest first."""

    count: int
    items: list[Upload]


class Way(Schema):
    """One way to decide a finding."""

    way: str
    """`repair` or `meaning` for a repair; `leave`."""
    words: str
    needs_reason: bool
    meanings_of: list[str]
    """The texts of which `meanings` says what each means; empty where it says nothing."""
    choices: list[str]
    """What such a text may mean."""


class Finding(Schema):
    """What was found in files, and how far it is."""

    name: str
    title: str
    state: str
    """`open`, `repaired` or `left`."""
    must_decide: bool
    depends_cents: int | None
    """The dollars that depend on it, in cents; null where they are not known."""
    rows: int
    students: int
    schools: int
    owner: int
    """The number of whoever was asked to decide it; 0 for nobody."""
    owner_name: str
    version: int
    """The next one who decides about it names it; 0 where nobody did."""
    ways: list[Way]
    """How it can be decided; empty where it is decided."""


class Queue(Upload):
    """An upload with what was found in its files, what must be decided first."""

    can_be_used: bool
    is_up_to_date: bool
    """Whether the last look at the files knew everything that is decided."""
    is_pending: bool
    """Whether it is recorded as in force while the folder still points to what was before."""
    findings: list[Finding]


class DataSet(Schema):
    """A data set that is kept."""

    seal: str
    title: str
    year: int
    count_date: dt.date
    is_in_force: bool
    is_pending: bool
    """Whether it is recorded as in force while the folder still points to what was before."""
    version: int
    """Of what was decided last about earlier data sets of its year; whoever puts one in force again names it."""


class DataSets(Schema):
    """Some of the data sets, the newest year first."""

    count: int
    items: list[DataSet]


class Draft(Schema):
    """A draft of the formula."""

    number: int
    title: str
    state: str
    """`draft`, `recommended`, `adopted` or `withdrawn`."""
    year: int | None
    seal: str
    """Of its text."""
    signed_by: list[str]
    version: int


class Drafts(Schema):
    """Some of the drafts, the newest first."""

    count: int
    items: list[Draft]


class Day(Schema):
    """A day of the calendar."""

    name: str
    title: str
    year: int
    on: dt.date
    owner: str
    done: dt.date | None
    version: int
    """0 where the day stands as the district's file has it."""


class Days(Schema):
    """Some of the days, in their order."""

    count: int
    items: list[Day]


class Proposal(Schema):
    """What a school wants to do with a grant's money."""

    name: str
    title: str
    grant: str
    state: str
    amount_cents: int
    left_cents: int
    """What the school has left of the grant for other proposals; below zero where it asks for more than it has."""
    version: int
    """0 where it stands as the district's files have it."""


class Proposals(Schema):
    """Some of a school's proposals, those that wait for a decision first."""

    count: int
    items: list[Proposal]


class Event(Schema):
    """Something that somebody did. Each event holds the hash of the one before it."""

    sequence: int
    at: dt.datetime
    person: int | None
    name: str
    action: str
    unit: str
    subject: str
    content: dict[str, Any]
    key: str
    before: str
    hash: str


class Events(Schema):
    """Some of the chain."""

    count: int
    items: list[Event]
