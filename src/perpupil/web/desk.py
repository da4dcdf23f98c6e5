"""The data desk as pages show it: uploads with what was found in them and how far each finding is, and the data sets that are kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from perpupil.exact.numerals import group_thousands
from perpupil.intake.effects import Effect, Row
from perpupil.intake.queue import Question
from perpupil.intake.schemas import SCHEMAS
from perpupil.web import figures
from perpupil.web.access.guard import who_may
from perpupil.web.access.rights import Right
from perpupil.web.store import data as reads
from perpupil.web.store.models import Decision, Event, Upload, UploadFile
from perpupil.web.store.uploads import UploadState
from perpupil.web.uploads import findings, jobs
from perpupil.web.uploads.findings import KeptLook
from perpupil.web.uploads.jobs import ProgressShown
from perpupil.workspace.fact_sets import Kept, kept_facts, read_kept
from perpupil.workspace.in_force import in_force
from perpupil.workspace.looked import FileSeen, Looked

DECIDABLE = frozenset({UploadState.WAITING, UploadState.LOOKING, UploadState.LOOKED})
"""While an upload is so, its findings can be decided."""
ROWS_SHOWN = 10
_MAY_BE_UNKNOWN = ("positions_now_hundredths", "positions_then_hundredths", "money_now_cents", "money_then_cents")
_UNDECIDED = {"state": "open", "owner": 0, "owner_name": ""}


class Urgency(StrEnum):
    """What a finding wants of people."""

    MUST_DECIDE = "must_decide"
    CHECK = "check"
    REPAIRED = "repaired"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Item:
    """A finding in the queue: what was found, and how far it is."""

    name: str
    content: Mapping[str, Any]
    """As decided; of what is not decided yet, the same keys."""
    version: int
    question: Question | None
    """As the last look found it; None where a rule has mended it since."""
    effect: Effect | None
    decision: Decision | None

    @property
    def title(self) -> str:
        """Name it in a few words."""
        return self.question.title if self.question is not None else str(self.content["title"])

    @property
    def effect_rows(self) -> tuple[Row, ...]:
        """Give the rows of its effect: the schools that change most, those that change less in one, then all others in one."""
        if self.effect is None:
            return ()
        first, rest = self.effect.schools[:ROWS_SHOWN], self.effect.schools[ROWS_SHOWN:]
        further = (_together(rest),) if rest else ()
        others = (_others(self.effect.others, self.effect.others_count),) if self.effect.others is not None else ()
        return (*first, *further, *others)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it."""
        return bool(self.content["state"] == "open")

    @property
    def urgency(self) -> Urgency:
        """Say what it wants of people."""
        if not self.is_open:
            return Urgency(self.content["state"])
        return Urgency.MUST_DECIDE if self.question is not None and self.question.must_decide else Urgency.CHECK

    @property
    def students(self) -> int:
        """About how many students it is."""
        return self.question.students if self.question is not None else int(self.content["students"])

    @property
    def rows(self) -> int:
        """In how many rows it stands."""
        return self.question.rows if self.question is not None else int(self.content["rows"])

    @property
    def schools(self) -> int:
        """At how many schools."""
        return len(self.question.schools) if self.question is not None else int(self.content["schools"])

    @property
    def depends_cents(self) -> int | None:
        """How many dollars depend on it; None where that is not known."""
        if self.is_open:
            return self.effect.depends_cents if self.effect is not None else None
        found = self.content.get("depends_cents")
        return int(found) if found is not None else None


def _others(row: Row, count: int) -> Row:
    """Name the schools that do not change, in the reader's language."""
    name = ngettext("%(count)s other school", "%(count)s other schools", count)
    return replace(row, name=name % {"count": group_thousands(str(count))})


def _together(rows: Sequence[Row]) -> Row:
    """Sum schools up in one row; what is not known of one is not known of all."""

    def total(name: str) -> int | None:
        found = [getattr(one, name) for one in rows]
        return None if None in found else sum(found)

    name = ngettext("%(count)s school that changes less", "%(count)s schools that change less", len(rows)) % {
        "count": group_thousands(str(len(rows)))
    }
    counts = (sum(one.count_now for one in rows), sum(one.count_then for one in rows))
    return Row("", name, *counts, *(total(one) for one in _MAY_BE_UNKNOWN))


@dataclass(frozen=True)
class Desk:
    """An upload on its page."""

    upload: Upload
    look: KeptLook | None
    """The last look at it; None where nobody has looked, or another version of this program did."""
    work: ProgressShown | None
    """How far the latest job is."""
    items: tuple[Item, ...]
    decision: Decision | None

    @property
    def looked(self) -> Looked | None:
        """What the last look found."""
        return self.look.looked if self.look is not None else None

    @property
    def is_at_work(self) -> bool:
        """Whether a job goes on."""
        return self.work is not None and self.work.is_open

    @property
    def is_decidable(self) -> bool:
        """Whether its findings can still be decided."""
        return self.upload.state in DECIDABLE

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Count the findings by what they want."""
        return Counter(str(one.urgency) for one in self.items)

    @property
    def open(self) -> tuple[Item, ...]:
        """Give the findings that nobody has decided."""
        return tuple(one for one in self.items if one.is_open)

    @property
    def to_decide(self) -> tuple[Item, ...]:
        """Give the findings that keep the files from being used."""
        return tuple(one for one in self.open if one.urgency is Urgency.MUST_DECIDE)

    @property
    def depends_cents(self) -> int:
        """Give the dollars that depend on what is open, as far as they are known."""
        return sum(one.depends_cents or 0 for one in self.open)

    @property
    def not_known(self) -> int:
        """Count the open findings whose dollars are not known."""
        return sum(one.depends_cents is None for one in self.open)

    @property
    def rows(self) -> int:
        """Count the rows of all files."""
        return sum(one.rows for one in self.looked.files) if self.looked is not None else 0

    @property
    def taken(self) -> int:
        """Count the rows that would be taken now."""
        return sum(one.taken for one in self.looked.files) if self.looked is not None else 0

    @cached_property
    def is_up_to_date(self) -> bool:
        """Whether the last look knew everything that is decided."""
        return self.look is not None and self.look.rules_mark == jobs.rules_mark(self.upload)

    @property
    def has_set_aside(self) -> bool:
        """Whether rows that were set aside wait to be downloaded."""
        return jobs.has_set_aside(self.upload)

    @cached_property
    def is_pending(self) -> bool:
        """Whether it is recorded that it is in force while the folder still points to what was before."""
        if self.decision is None or self.decision.content["state"] != "in_force":
            return False
        last = reads.last_in_force(self.upload.year)
        return last is not None and last.pk == self.decision.event_id and is_pending(last, in_force(jobs.district()))

    @property
    def can_be_used(self) -> bool:
        """Whether it can be put in force."""
        return bool(
            self.is_decidable
            and self.looked is not None
            and self.looked.is_done
            and not self.looked.cannot
            and not self.to_decide
            and not self.is_at_work
        )

    def item(self, name: str) -> Item | None:
        """Give a finding by its name."""
        return next((one for one in self.items if one.name == name), None)


def desk(upload: Upload) -> Desk:
    """Gather what a page about an upload shows."""
    look = findings.kept(upload)
    looked = look.looked if look is not None else None
    decided = reads.decided(upload.number)
    found = [_item(one.name, one, looked, decided.get(one.name)) for one in (looked.questions if looked else ())]
    known = {one.name for one in found}
    gone = [_item(name, None, looked, one) for name, one in decided.items() if name not in known]
    items = sorted([*found, *(one for one in gone if not one.is_open)], key=_order)
    return Desk(upload, look, jobs.progress(upload), tuple(items), reads.upload_decision(upload.number))


def _item(name: str, question: Question | None, looked: Looked | None, decision: Decision | None) -> Item:
    content = decision.content if decision is not None else _UNDECIDED
    effect = looked.effects.get(name) if looked is not None else None
    return Item(name, content, decision.version if decision is not None else 0, question, effect, decision)


def _order(one: Item) -> tuple[int, int, int, str]:
    return (list(Urgency).index(one.urgency), -(one.depends_cents or 0), -one.rows, one.name)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the rules about it look at it."""

    question: Question | None
    is_open: bool
    depends_cents: int | None


def finding_of(subject: str) -> Found:
    """Give a finding of an upload by what a decision about it is called."""
    number, name = reads.parts_of(subject)
    upload = reads.upload(number)
    looked = findings.found(upload) if upload is not None else None
    if upload is None or looked is None:
        return Found(None, is_open=False, depends_cents=None)
    effect = looked.effects.get(name)
    depends_cents = effect.depends_cents if effect is not None else None
    return Found(looked.question(name), upload.state in DECIDABLE, depends_cents)


def mapped(subject: str) -> tuple[Upload | None, list[MappedFile]]:
    """Give an upload with what its columns were taken for."""
    upload = upload_of(subject)
    return upload, mappings(upload, findings.found(upload)) if upload is not None else []


def upload_of(subject: str) -> Upload | None:
    """Give an upload by what a decision about it is called."""
    return reads.upload(int(subject))


def deciders() -> dict[int, str]:
    """Give everybody who may decide findings, by number."""
    return {one.pk: one.name for one in who_may(Right.DECIDE_FINDING)}


@dataclass(frozen=True, slots=True)
class KeptSet:
    """A data set that is kept, and who put it in force."""

    kept: Kept
    is_in_force: bool
    event: Event | None
    """The last event that put it in force; None where the command line did."""
    is_pending: bool
    """Whether that it is in force is recorded, while the folder still points to what was before."""

    @property
    def tables(self) -> Sequence[tuple[str, int]]:
        """Give its data sets with how many rows each has."""
        return [(name, int(part["rows"])) for name, part in self.kept.content["tables"].items()]

    @property
    def students(self) -> str | None:
        """How many students it counts; None where it counts none."""
        found = self.kept.content.get("students")
        return group_thousands(str(found)) if found else None

    @property
    def count_date(self) -> dt.date:
        """The day of the count."""
        return dt.date.fromisoformat(self.kept.content["count_date"])


def kept_sets() -> list[KeptSet]:
    """List the data sets that are kept, the newest year first, what is in force before what was."""
    district = Path(settings.DISTRICT)
    force, events = in_force(district), reads.put_in_force()
    latest = {one.content["year"]: one for one in sorted(events.values(), key=lambda one: one.sequence)}
    pending = {one.content["seal"] for one in latest.values() if is_pending(one, force)}
    found = [
        KeptSet(one, force.get(one.year) == one.seal, events.get(one.seal), one.seal in pending)
        for one in kept_facts(district)
    ]
    return sorted(found, key=lambda one: (-one.kept.year, not one.is_in_force, one.kept.title))


def is_pending(latest: Event, force: Mapping[int, str]) -> bool:
    """Whether the folder still points to what was before the latest event of a year that put data in force."""
    content = latest.content
    return bool(force.get(content["year"], "") == content["instead_of"] != content["seal"])


def kept_set(seal: str) -> KeptSet | None:
    """Give a data set by its seal; None where there is none."""
    return next((one for one in kept_sets() if one.kept.seal == seal), None)


def sets_of(subject: str) -> tuple[int, str, frozenset[str]]:
    """Give a year, named FY2027, the seal that is in force for it, and those of its sets that are whole."""
    district, year = Path(settings.DISTRICT), int(subject.removeprefix("FY"))
    kept = [one for one in kept_facts(district) if one.year == year]
    whole = frozenset(one.seal for one in kept if read_kept(one.folder)[0] is not None)
    return year, in_force(district).get(year, ""), whole


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A column of a data set on the page where its header is chosen."""

    column: str
    meaning: str
    is_required: bool
    header: str
    sure_percent: int | None
    why: str


@dataclass(frozen=True, slots=True)
class MappedFile:
    """A file of an upload on the page where its columns are named."""

    position: int
    name: str
    said: str
    """The data set that somebody said it is; blank where it is to be found out."""
    found: str
    """The data set that it was taken for."""
    headers: tuple[str, ...]
    rows: tuple[MappedRow, ...]


def mappings(upload: Upload, seen: Looked | None) -> list[MappedFile]:
    """Give the files of an upload with what their columns were taken for."""
    looked = seen.files if seen is not None else ()
    return [_mapped(one, [each for each in looked if _is_of(each, one)]) for one in upload.files.all()]


def _is_of(seen: FileSeen, file: UploadFile) -> bool:
    """Whether a table was read from a file: a table of a workbook is named after it."""
    return seen.source == file.name or seen.source.startswith(f"{file.name}, ")


def _mapped(file: UploadFile, tables: Sequence[FileSeen]) -> MappedFile:
    if len(tables) != 1:
        return MappedFile(file.position, file.name, file.dataset, "", (), ())
    table, schema = tables[0], SCHEMAS[tables[0].dataset]
    told = file.columns.get(table.dataset, {})
    known = {one.column: one for one in table.columns}
    rows = []
    for column in schema.columns:
        one = known.get(column.name)
        sure, why, header = (one.sure_percent, one.why, one.header) if one is not None else (None, "", "")
        header = told.get(column.name, header)
        rows.append(MappedRow(column.name, column.meaning, column.name in schema.required, header, sure, why))
    headers = tuple(dict.fromkeys([*(one.header for one in table.columns), *table.unclaimed]))
    return MappedFile(file.position, file.name, file.dataset, table.dataset, headers, tuple(rows))


def year() -> int:
    """Give the district's fiscal year."""
    return figures.now().year
