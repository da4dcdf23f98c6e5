"""Files that were read: cleaned with one set of rules or another, counted, and made to facts. No file is opened here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from perpupil.facts.table import TextTable
from perpupil.findings import Finding
from perpupil.intake.arriving import Arrival
from perpupil.intake.cleaning import Answers, Cleaned, Upload, clean
from perpupil.intake.counting.cleaned import OF_STUDENTS, STUDENTS, count_cleaned
from perpupil.intake.counting.count import Counted
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.fact_set import FactSet
from perpupil.intake.mapping import ColumnMapping
from perpupil.intake.reading import SetAside
from perpupil.intake.repairs import Rule
from perpupil.intake.repairs.replay import Memory
from perpupil.intake.settings import Settings
from perpupil.workspace.rosters import counting_connection

ROUNDS = 4
"""A repair may let a check see what it could not see before; so suggestions are asked for again, but not for ever."""

Step = Callable[[str], None]
FileRows = tuple[int, ...] | None
Answering = tuple[Arrival, FileRows]
"""A file of answers; for rows that were set aside, the row of its file that each was."""


@dataclass(frozen=True, slots=True)
class Received:
    """The files of an order as they were read, and what is known beside them."""

    settings: Settings
    arrivals: tuple[Arrival, ...]
    answering: tuple[Answering, ...]
    before: FactSet | None
    """What counts for the year so far."""
    earlier: Mapping[str, Dataset]
    """What counts for the year before."""
    rules: tuple[Rule, ...]
    """The repairs that are kept with the sources, and those that came with the order."""
    name: str
    findings: tuple[Finding, ...]
    """What is to be said of the files before any cell is looked at."""
    aside: tuple[SetAside, ...] = field(repr=False)
    """Rows that could not even be read as rows."""
    _kept: list[Upload] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def kept(self) -> Sequence[Upload]:
        """What counts so far, standing among the files; what is read of it is kept for the next cleaning."""
        if not self._kept and self.before is not None:
            self._kept.extend(_as_upload(name, one) for name, one in self.before.tables.items())
        return self._kept

    def stand_beside(self, kept: Iterable[Upload]) -> None:
        """Let tables that were read before stand for what counts so far."""
        self._kept.extend(kept)


@dataclass(slots=True)
class _Work:
    """One cleaning while it goes on."""

    received: Received
    rules: tuple[Rule, ...]
    codes: Collection[str] | None
    step: Step
    memory: Memory | None


def clean_received(
    received: Received,
    rules: Sequence[Rule],
    codes: Collection[str] | None = (),
    step: Step = lambda _: None,
    memory: Memory | None = None,
) -> tuple[tuple[Cleaned, ...], tuple[Rule, ...]]:
    """Clean the files; those of one dataset one after the other, beside what is clean already.

    Args:
        received: The files.
        rules: The repairs that are decided.
        codes: The findings whose suggested repairs are accepted too, by code; all of them if None.
        step: Told what comes next.
        memory: What rules have made of these files before, where they are cleaned many times.

    Returns:
        One for each sitting; and the rules with those that were accepted.

    """
    work = _Work(received, tuple(rules), codes, step, memory)
    sittings, kept = _sittings(received.arrivals), list(received.kept)
    answering = received.answering
    done: list[Cleaned] = []
    for at, sitting in enumerate(sittings):
        step("Looking at every cell")
        named = {one.dataset for one in sitting}
        beside = kept if at == 0 else [_as_upload(name, one) for name, one in done[0].taken.items()]
        uploads = [one.upload for one in sitting] + [one for one in beside if one.mapping.dataset not in named]
        answers = _answers(answering, uploads, named) if at == 0 else ()
        cleaned = _mended(work, uploads, answers)
        done.append(cleaned if at == 0 else _only(cleaned, named))
    if not sittings and answering:
        done.append(_mended(work, kept, _answers(answering, kept, set())))
    return tuple(done), work.rules


def _sittings(arrivals: Sequence[Arrival]) -> list[list[Arrival]]:
    """Part the files so that no sitting has two of one dataset."""
    sittings: list[list[Arrival]] = []
    for one in arrivals:
        free = next((some for some in sittings if one.dataset not in {two.dataset for two in some}), None)
        if free is None:
            sittings.append([one])
        else:
            free.append(one)
    return sittings


def _as_upload(name: str, table: TextTable) -> Upload:
    """Let a table that is clean stand among the files."""
    return Upload(table, ColumnMapping(name, table.source, tuple((column, column) for column in table.columns)))


def _answers(answering: Sequence[Answering], uploads: Sequence[Upload], fresh: set[str]) -> tuple[Answers, ...]:
    """Make answers of their files; what is kept may gain rows, and what comes in now has all of its own."""
    known = {one.mapping.dataset for one in uploads}
    return tuple(
        Answers(one.upload, file_rows, adds=one.dataset not in {*fresh, *OF_STUDENTS})
        for one, file_rows in answering
        if one.dataset in known
    )


def _mended(work: _Work, uploads: Sequence[Upload], answers: Sequence[Answers]) -> Cleaned:
    """Clean files, and again with the suggested repairs that are accepted, until none is left."""
    settings = work.received.settings
    material = Material({}, settings.year, settings.count_date, work.received.earlier, settings.picture)
    cleaned = clean(uploads, material, work.rules, answers, work.memory)
    for _ in range(ROUNDS):
        added = _accepted(work, cleaned)
        if not added:
            break
        work.rules = (*work.rules, *added)
        work.step("Repairing")
        cleaned = clean(uploads, material, work.rules, answers, work.memory)
    return cleaned


def _accepted(work: _Work, cleaned: Cleaned) -> tuple[Rule, ...]:
    """Give the suggested repairs that somebody wants and that are not among the rules."""
    codes = work.codes
    if codes is not None and not codes:
        return ()
    wanted = [one for one in cleaned.cases if codes is None or one.finding.code in codes]
    suggested = replace(cleaned, cases=tuple(wanted)).suggestions
    return tuple(one for one in suggested if one not in work.rules)


def _only(cleaned: Cleaned, names: set[str]) -> Cleaned:
    """Keep what is about some datasets: the others were told of before."""
    return Cleaned(
        {name: one for name, one in cleaned.taken.items() if name in names},
        {name: one for name, one in cleaned.aside.items() if name in names},
        tuple(one for one in cleaned.applied if one.dataset in names),
        tuple(one for one in cleaned.cases if one.dataset in names),
        cleaned.findings,
        cleaned.answered,
        {name: one for name, one in cleaned.datasets.items() if name in names},
        {name: one for name, one in cleaned.reasons.items() if name in names},
    )


def together(cleaned: Sequence[Cleaned]) -> dict[str, TextTable]:
    """Put tables of one dataset under each other."""
    tables: dict[str, TextTable] = {}
    for done in cleaned:
        for name, table in done.taken.items():
            tables[name] = _under(tables[name], table) if name in tables else table
    return tables


def _under(one: TextTable, other: TextTable) -> TextTable:
    names = dict.fromkeys([*one.columns, *other.columns])
    columns = {
        name: [*(one.columns.get(name) or [""] * len(one)), *(other.columns.get(name) or [""] * len(other))]
        for name in names
    }
    return TextTable(f"{one.source}, {other.source}", columns, [*one.rows, *other.rows])


def count(received: Received, tables: Mapping[str, TextTable], step: Step = lambda _: None) -> Counted | None:
    """Count the students, in memory and a private place; then they are forgotten."""
    if STUDENTS not in tables:
        return None
    step("Counting students")
    of_students = {name: tables[name] for name in OF_STUDENTS if name in tables}
    with counting_connection() as (connection, _):
        return count_cleaned(connection, received.settings, of_students, tables[STUDENTS].source)


def made_facts(received: Received, tables: Mapping[str, TextTable], counted: Counted | None) -> FactSet:
    """Make the fact set; what did not come in stays as it was."""
    before, settings = received.before, received.settings
    kept = {name: table for name, table in tables.items() if name not in OF_STUDENTS}
    if counted is None and before is not None:
        return replace(before, tables=kept, name=received.name or before.name, count_date=settings.count_date)
    return FactSet(
        year=settings.year,
        count_date=settings.count_date,
        tables=kept,
        headcount=counted.headcount if counted is not None else None,
        name=received.name,
        membership_days=counted.membership_days if counted is not None else None,
    )
