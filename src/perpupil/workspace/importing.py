"""Bringing files in: read, named, mapped, mended, checked, counted and kept; the old facts stand until the new ones are whole."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding, has_errors
from perpupil.intake.accounts import Picture
from perpupil.intake.answers import without_marks
from perpupil.intake.arriving import Arrival, Said, arrive
from perpupil.intake.cases import Case
from perpupil.intake.cleaning import Answers, Cleaned, Upload, clean
from perpupil.intake.counting.cleaned import LONG, OF_STUDENTS, STUDENTS, WIDE, count_cleaned
from perpupil.intake.counting.count import Counted
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.fact_set import SCHOOLS, FactSet
from perpupil.intake.formats.oneroster import tables_by_file
from perpupil.intake.mapping import ColumnMapping
from perpupil.intake.reading import Asked, Reading, SetAside
from perpupil.intake.recording import record_of
from perpupil.intake.repairs import Rule
from perpupil.intake.repairs.accounts import by_segments
from perpupil.intake.roster_datasets import datasets_of, is_roster
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.settings import Settings
from perpupil.workspace.aside import write_aside
from perpupil.workspace.district import alone, settings_of
from perpupil.workspace.fact_sets import keep_facts, read_facts_in_force
from perpupil.workspace.in_force import in_force
from perpupil.workspace.rosters import counting_connection
from perpupil.workspace.sandbox import read_path
from perpupil.workspace.sources import keep_mappings, keep_rules, kept_mappings, kept_rules

ROUNDS = 4
"""A repair may let a check see what it could not see before; so suggestions are asked for again, but not for ever."""

Step = Callable[[str], None]
FileRows = tuple[int, ...] | None
Answering = tuple[Arrival, FileRows]
"""A file of answers; for rows that were set aside, the row of its file that each was."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file, and what somebody says of it."""

    path: Path
    said: Said = field(default_factory=Said)
    asked: Asked = field(default_factory=lambda: Asked(birth_dates=True))


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be brought in, and what is decided about it."""

    files: tuple[Incoming, ...]
    answers: tuple[Incoming, ...] = ()
    repairs: Collection[str] | None = ()
    """The findings whose suggested repairs are accepted, by code; all of them if None."""
    rules: tuple[Rule, ...] = ()
    """Repairs that somebody adds."""
    name: str = ""
    set_aside: Path | None = None
    """Where rows that are not taken are written, before anything is kept."""
    keeps: bool = True
    """Whether anything is written; otherwise it is only looked at."""


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What became of the files."""

    arrivals: tuple[Arrival, ...] = ()
    cleaned: tuple[Cleaned, ...] = ()
    """One for each sitting: files of the same dataset are looked at one after the other."""
    findings: tuple[Finding, ...] = ()
    aside: tuple[SetAside, ...] = field(default=(), repr=False)
    """Rows that could not even be read as rows."""
    counted: Counted | None = None
    facts: FactSet | None = None
    seal: str = ""
    seal_before: str = ""
    rules_added: tuple[Rule, ...] = ()
    written: tuple[Path, ...] = ()
    """The files of rows that were set aside."""

    @property
    def cases(self) -> tuple[Case, ...]:
        """What the checks found."""
        return tuple(one for done in self.cleaned for one in done.cases)

    @property
    def rows_aside(self) -> Mapping[str, tuple[TextTable, ...]]:
        """By dataset the rows that were set aside, as they stood in their files, with the reasons."""
        found: dict[str, tuple[TextTable, ...]] = {}
        for done in self.cleaned:
            for name, table in done.aside.items():
                if len(table):
                    found[name] = (*found.get(name, ()), table)
        return found


@dataclass(slots=True)
class _Work:
    """One import while it goes on."""

    district: Path
    settings: Settings
    order: Order
    step: Step
    before: FactSet | None
    """What counts for the year so far."""
    earlier: Mapping[str, Dataset]
    """What counts for the year before."""
    mappings: tuple[ColumnMapping, ...]
    rules: tuple[Rule, ...]
    findings: list[Finding] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)


def bring_in(district: Path, order: Order, step: Step = lambda _: None) -> BroughtIn:
    """Bring files into a district's folder.

    Args:
        district: The folder.
        order: The files, and what is decided about them.
        step: Told what comes next.

    Raises:
        NoSuchFile: A file cannot be read, or the folder not written.
        Busy: Another process is at work in the folder.

    """
    with alone(district) if order.keeps else contextlib.nullcontext():
        settings, findings = settings_of(district)
        mappings, told_mappings = kept_mappings(district)
        rules, told_rules = kept_rules(district)
        findings = (*findings, *told_mappings, *told_rules)
        if settings is None or has_errors(findings):
            return BroughtIn(findings=findings)
        before, told = read_facts_in_force(district, settings.year)
        last_year, told_last_year = read_facts_in_force(district, settings.year - 1)
        findings = (*findings, *told, *told_last_year)
        if has_errors(findings):
            return BroughtIn(findings=findings)
        known = last_year.tables if last_year is not None else {}
        earlier = {name: Dataset(SCHEMAS[name], table) for name, table in known.items()}
        segments = [part for one in order.rules for part in by_segments(one, Picture(settings.picture))]
        rules = tuple(dict.fromkeys([*rules, *order.rules, *segments]))
        return _bring_in(_Work(district, settings, order, step, before, earlier, mappings, rules))


def _bring_in(work: _Work) -> BroughtIn:
    arrivals = [one for incoming in work.order.files for one, _ in _arrivals(work, incoming)]
    arrivals = _with_one_list_of_schools(work, arrivals)
    known = dict.fromkeys(
        [*(one.dataset for one in arrivals), *(work.before.tables if work.before is not None else ())]
    )
    answering = [one for incoming in work.order.answers for one in _arrivals(work, incoming, tuple(known))]
    work.findings += _wants(work, arrivals, answering)
    seen = BroughtIn(tuple(arrivals), findings=tuple(work.findings), aside=tuple(work.aside))
    if has_errors(work.findings):
        return seen
    kept_rule_count = len(work.rules)
    cleaned = _cleaned(work, arrivals, answering)
    findings = [*work.findings, *(one for done in cleaned for one in done.findings)]
    seen = replace(seen, cleaned=cleaned, findings=tuple(findings), rules_added=work.rules[kept_rule_count:])
    if has_errors(findings):
        return seen
    tables = _together(cleaned)
    counted = _counted(work, tables)
    facts = _facts(work, tables, counted)
    findings += counted.findings if counted is not None else ()
    seen = replace(seen, counted=counted, facts=facts, findings=tuple(findings))
    if work.order.set_aside is not None:
        seen = replace(seen, written=tuple(write_aside(work.order.set_aside, seen.rows_aside, seen.aside)))
    return _kept(work, seen, arrivals) if work.order.keeps else seen


def _arrivals(
    work: _Work, incoming: Incoming, answering: Collection[str] | None = None
) -> Iterator[tuple[Arrival, FileRows]]:
    """Read a file in a process of its own, and say what its tables are; of rows that were set aside, which rows of their file they were."""
    work.step(f"Reading {incoming.path.name}")
    reading = read_path(incoming.path, incoming.asked)
    work.findings += reading.findings
    work.aside += reading.aside
    for table, said in _tables(work, reading, incoming):
        bare, file_rows = without_marks(table)
        arrival, told = arrive(bare, said, work.mappings, answering)
        work.findings += told
        if arrival is not None:
            work.findings += [one for one in arrival.findings if answering is None or one.code != "missing-column"]
            yield arrival, file_rows


def _tables(work: _Work, reading: Reading, incoming: Incoming) -> Iterator[tuple[TextTable, Said]]:
    """Give the tables of a file; those of a roster are put together to data sets first."""
    files = tables_by_file(reading)
    if not is_roster(files):
        yield from ((table, incoming.said) for table in reading.tables)
        return
    made, told = datasets_of(files, incoming.path.name)
    work.findings += told
    for name, table in made.items():
        yield table, replace(incoming.said, dataset=name)


def _with_one_list_of_schools(work: _Work, arrivals: list[Arrival]) -> list[Arrival]:
    """Let a roster's own list of schools count only where the district has brought no other."""
    others = [one for one in arrivals if one.dataset == SCHOOLS and not _is_of_roster(one)]
    if others or (work.before is not None and SCHOOLS in work.before.tables):
        return [one for one in arrivals if one.dataset != SCHOOLS or not _is_of_roster(one)]
    return arrivals


def _is_of_roster(one: Arrival) -> bool:
    return one.upload.table.source.endswith(f", {SCHOOLS}")


def _wants(work: _Work, arrivals: Sequence[Arrival], answering: Sequence[Answering]) -> list[Finding]:
    """Say what must come together and does not: nothing about a student is kept, so students and their needs come in one go."""
    there = {one.dataset for one in arrivals}
    findings = []
    for name in (LONG, WIDE):
        if name in there and STUDENTS not in there:
            what = "The needs of students came without the students."
            fix = "Bring in the roster and the programs with one command."
            findings.append(finding("students-apart", Place(_source(arrivals, name)), what, fix))
    if STUDENTS in there and not there & {LONG, WIDE}:
        what = "The students came without their needs, so everybody counts and no need does."
        fix = "Bring in the roster and the programs with one command."
        findings.append(finding("students-without-needs", Place(_source(arrivals, STUDENTS)), what, fix))
    known = there | set(work.before.tables if work.before is not None else ())
    for one, _ in answering:
        if one.dataset not in known:
            what = f"There are no {one.dataset} that these answers could be about."
            fix = "Bring in the file that they answer in the same command."
            findings.append(finding("answer-without-row", Place(one.upload.table.source), what, fix))
    return findings


def _source(arrivals: Sequence[Arrival], dataset: str) -> str:
    return next(one.upload.table.source for one in arrivals if one.dataset == dataset)


def _cleaned(work: _Work, arrivals: Sequence[Arrival], answering: Sequence[Answering]) -> tuple[Cleaned, ...]:
    """Clean the files; those of one dataset one after the other, beside what is clean already."""
    sittings = _sittings(arrivals)
    kept = [_as_upload(name, one) for name, one in (work.before.tables.items() if work.before is not None else ())]
    done: list[Cleaned] = []
    for at, sitting in enumerate(sittings):
        work.step("Looking at every cell")
        named = {one.dataset for one in sitting}
        beside = kept if at == 0 else [_as_upload(name, one) for name, one in done[0].taken.items()]
        uploads = [one.upload for one in sitting] + [one for one in beside if one.mapping.dataset not in named]
        answers = _answers(answering, uploads, named) if at == 0 else ()
        cleaned = _mended(work, uploads, answers)
        done.append(cleaned if at == 0 else _only(cleaned, named))
    if not sittings and answering:
        uploads = list(kept)
        done.append(_mended(work, uploads, _answers(answering, uploads, set())))
    return tuple(done)


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
    settings = work.settings
    material = Material({}, settings.year, settings.count_date, work.earlier, settings.picture)
    cleaned = clean(uploads, material, work.rules, answers)
    for _ in range(ROUNDS):
        added = _accepted(work, cleaned)
        if not added:
            break
        work.rules = (*work.rules, *added)
        work.step("Repairing")
        cleaned = clean(uploads, material, work.rules, answers)
    return cleaned


def _accepted(work: _Work, cleaned: Cleaned) -> tuple[Rule, ...]:
    """Give the suggested repairs that somebody wants and that are not among the rules."""
    codes = work.order.repairs
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
    )


def _together(cleaned: Sequence[Cleaned]) -> dict[str, TextTable]:
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


def _counted(work: _Work, tables: Mapping[str, TextTable]) -> Counted | None:
    """Count the students, in memory and a private place; then they are forgotten."""
    if STUDENTS not in tables:
        return None
    work.step("Counting students")
    of_students = {name: tables[name] for name in OF_STUDENTS if name in tables}
    with counting_connection() as (connection, _):
        return count_cleaned(connection, work.settings, of_students, tables[STUDENTS].source)


def _facts(work: _Work, tables: Mapping[str, TextTable], counted: Counted | None) -> FactSet:
    """Make the fact set; what did not come in stays as it was."""
    before = work.before
    kept = {name: table for name, table in tables.items() if name not in OF_STUDENTS}
    if counted is None and before is not None:
        return replace(before, tables=kept, name=work.order.name or before.name, count_date=work.settings.count_date)
    return FactSet(
        year=work.settings.year,
        count_date=work.settings.count_date,
        tables=kept,
        headcount=counted.headcount if counted is not None else None,
        name=work.order.name,
        membership_days=counted.membership_days if counted is not None else None,
    )


def _kept(work: _Work, seen: BroughtIn, arrivals: Sequence[Arrival]) -> BroughtIn:
    """Keep what is remembered of the sources, then the facts, then point to them."""
    if seen.facts is None:
        return seen
    work.step("Sealing")
    record = _record(seen)
    keep_mappings(work.district, (one.upload.mapping for one in arrivals))
    if seen.rules_added or work.order.rules:
        keep_rules(work.district, work.rules)
    sealed_before = in_force(work.district).get(seen.facts.year, "")
    sealed = keep_facts(work.district, seen.facts, record)
    return replace(seen, seal=sealed, seal_before=sealed_before)


def _record(seen: BroughtIn) -> Mapping[str, Any]:
    return record_of(
        [one.upload.table.source for one in seen.arrivals],
        [one for done in seen.cleaned for one in done.applied],
        [one for done in seen.cleaned for one in done.answered],
        seen.cases,
    )
