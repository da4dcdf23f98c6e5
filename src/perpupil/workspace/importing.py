"""Bringing files in: read, named, mapped, mended, checked, counted and kept; the old facts stand until the new ones are whole."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding, has_errors
from perpupil.intake.accounts import Picture
from perpupil.intake.answers import without_marks
from perpupil.intake.arriving import Arrival, Said, arrive
from perpupil.intake.cases import Case
from perpupil.intake.cleaning import Cleaned
from perpupil.intake.counting.cleaned import LONG, STUDENTS, WIDE
from perpupil.intake.counting.count import Counted
from perpupil.intake.dataset import Dataset
from perpupil.intake.fact_set import SCHOOLS, FactSet
from perpupil.intake.formats.oneroster import tables_by_file
from perpupil.intake.mapping import ColumnMapping
from perpupil.intake.reading import Asked, Reading, SetAside
from perpupil.intake.recording import record_of
from perpupil.intake.repairs import Rule
from perpupil.intake.repairs.accounts import by_segments
from perpupil.intake.roster_datasets import datasets_of, is_roster
from perpupil.intake.schemas import SCHEMAS
from perpupil.workspace.aside import write_aside
from perpupil.workspace.district import alone, settings_of
from perpupil.workspace.fact_sets import keep_facts, read_facts_in_force
from perpupil.workspace.in_force import in_force
from perpupil.workspace.sandbox import read_opened, read_path
from perpupil.workspace.sittings import (
    Answering,
    FileRows,
    Received,
    Step,
    clean_received,
    count,
    made_facts,
    together,
)
from perpupil.workspace.sources import keep_mappings, keep_rules, kept_mappings, kept_rules

Opening = Callable[[], contextlib.AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file, and what somebody says of it."""

    path: Path
    said: Said = field(default_factory=Said)
    asked: Asked = field(default_factory=lambda: Asked(birth_dates=True))
    opening: Opening | None = None
    """Opens the file where it does not lie readable at its path, which then only names it."""

    def read(self) -> Reading:
        """Read the file in a process of its own."""
        if self.opening is None:
            return read_path(self.path, self.asked)
        with self.opening() as file:
            return read_opened(file, self.path.name, self.asked)


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
    in_force: bool = True
    """Whether what is kept counts from now on; otherwise it is kept under its seal, and what counted still counts."""


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
    """One order while its files are read."""

    order: Order
    step: Step
    before: FactSet | None
    """What counts for the year so far."""
    mappings: tuple[ColumnMapping, ...]
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
        received, findings = receive(district, order, step)
        if received is None:
            return BroughtIn(findings=findings)
        return _bring_in(district, order, received, step)


def receive(district: Path, order: Order, step: Step = lambda _: None) -> tuple[Received | None, tuple[Finding, ...]]:
    """Read the files of an order and say what they are; none where the folder does not say enough, and the reasons.

    Whether they can be cleaned, the findings of what was received say.

    Raises:
        NoSuchFile: A file cannot be read.

    """
    settings, findings = settings_of(district)
    mappings, told_mappings = kept_mappings(district)
    rules, told_rules = kept_rules(district)
    findings = (*findings, *told_mappings, *told_rules)
    if settings is None or has_errors(findings):
        return None, findings
    before, told = read_facts_in_force(district, settings.year)
    last_year, told_last_year = read_facts_in_force(district, settings.year - 1)
    findings = (*findings, *told, *told_last_year)
    if has_errors(findings):
        return None, findings
    segments = [part for one in order.rules for part in by_segments(one, Picture(settings.picture))]
    work = _Work(order, step, before, mappings)
    arrivals, answering = _read(work)
    return Received(
        settings,
        arrivals,
        answering,
        before,
        {name: Dataset(SCHEMAS[name], table) for name, table in (last_year.tables if last_year else {}).items()},
        tuple(dict.fromkeys([*rules, *order.rules, *segments])),
        order.name,
        tuple(work.findings),
        tuple(work.aside),
    ), ()


def _bring_in(district: Path, order: Order, received: Received, step: Step) -> BroughtIn:
    seen = BroughtIn(received.arrivals, findings=received.findings, aside=received.aside)
    if has_errors(received.findings):
        return seen
    cleaned, rules = clean_received(received, received.rules, order.repairs, step)
    findings = [*received.findings, *(one for done in cleaned for one in done.findings)]
    seen = replace(seen, cleaned=cleaned, findings=tuple(findings), rules_added=rules[len(received.rules) :])
    if has_errors(findings):
        return seen
    tables = together(cleaned)
    counted = count(received, tables, step)
    facts = made_facts(received, tables, counted)
    findings += counted.findings if counted is not None else ()
    seen = replace(seen, counted=counted, facts=facts, findings=tuple(findings))
    if order.set_aside is not None:
        seen = replace(seen, written=tuple(write_aside(order.set_aside, seen.rows_aside, seen.aside)))
    if not order.keeps:
        return seen
    step("Sealing")
    return _kept(district, order, seen, rules)


def _read(work: _Work) -> tuple[tuple[Arrival, ...], tuple[Answering, ...]]:
    """Read the files, then the answers, which are about what the files or the facts in force have."""
    arrivals = [one for incoming in work.order.files for one, _ in _arrivals(work, incoming)]
    arrivals = _with_one_list_of_schools(work, arrivals)
    known = dict.fromkeys(
        [*(one.dataset for one in arrivals), *(work.before.tables if work.before is not None else ())]
    )
    answering = [one for incoming in work.order.answers for one in _arrivals(work, incoming, tuple(known))]
    work.findings += _wants(work, arrivals, answering)
    return tuple(arrivals), tuple(answering)


def _arrivals(
    work: _Work, incoming: Incoming, answering: Collection[str] | None = None
) -> Iterator[tuple[Arrival, FileRows]]:
    """Read a file in a process of its own, and say what its tables are; of rows that were set aside, which rows of their file they were."""
    work.step(f"Reading {incoming.path.name}")
    reading = incoming.read()
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


def _kept(district: Path, order: Order, seen: BroughtIn, rules: tuple[Rule, ...]) -> BroughtIn:
    """Keep what is remembered of the sources, then the facts, then point to them."""
    if seen.facts is None:
        return seen
    record = _record(seen)
    keep_mappings(district, (one.upload.mapping for one in seen.arrivals))
    if seen.rules_added or order.rules:
        keep_rules(district, rules)
    sealed_before = in_force(district).get(seen.facts.year, "")
    sealed = keep_facts(district, seen.facts, record, in_force=order.in_force)
    return replace(seen, seal=sealed, seal_before=sealed_before)


def _record(seen: BroughtIn) -> Mapping[str, Any]:
    return record_of(
        [one.upload.table.source for one in seen.arrivals],
        [one for done in seen.cleaned for one in done.applied],
        [one for done in seen.cleaned for one in done.answered],
        seen.cases,
    )
