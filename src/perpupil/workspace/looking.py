"""A look at files before anything is kept: what they ask of people, and what each answer would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from perpupil.findings import Finding, Severity, has_errors
from perpupil.intake.arriving import Arrival
from perpupil.intake.asking import questions
from perpupil.intake.cleaning import Cleaned
from perpupil.intake.counting.cleaned import STUDENTS
from perpupil.intake.fact_set import FactSet, facts_of
from perpupil.intake.reading import counted
from perpupil.intake.repairs.replay import Memory
from perpupil.intake.repairs.words import listed, words_of_rule
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.tally import Tally, tallies
from perpupil.workspace.district import settings_of
from perpupil.workspace.effects import Effects, formula_in_force
from perpupil.workspace.importing import Order, receive
from perpupil.workspace.looked import ColumnSeen, FileSeen, FindingSeen, Looked, Repaired
from perpupil.workspace.sittings import Received, clean_received, count, made_facts, together

__all__ = ["Looked", "Step", "Told", "look"]

Step = Callable[[str, int, int], None]
"""Told what comes next, how much is done, and of how much; it may raise to end the look."""
Told = Callable[[Looked], None]
"""Given what is known so far, each time that more is."""

_READ, _CLEANED, _COUNTED, _ALL = 25, 40, 50, 100
"""How much is done when the files are read, cleaned and counted, in percent: on the demo district's files by the clock."""
_HEADER_CHARACTERS, _HEADERS = 40, 60
_NO_DATA = frozenset({"total-row", "heading-row"})


def look(district: Path, order: Order, step: Step, told: Told = lambda _: None) -> Looked:
    """Look at files as they would come into a district's folder; nothing is written.

    Args:
        district: The folder.
        order: The files, the answers, and the rules that are decided; `keeps` is taken as False.
        step: Told what comes next; it may raise to end the look.
        told: Given what is known so far: first the questions, then the effects, one after the other.

    Raises:
        NoSuchFile: A file cannot be read.

    """
    settings, _ = settings_of(district)
    received, findings = receive(district, replace(order, keeps=False), _reading(step, len(order.files)))
    looked = Looked(settings.year if settings is not None else 0)
    if received is None:
        return _ended(replace(looked, findings=_findings(findings)), findings)
    looked = replace(looked, files=_files(received, ()), findings=_findings(received.findings))
    if has_errors(received.findings):
        return _ended(looked, received.findings)
    told(looked)
    step("Looking at every cell", _READ, _ALL)
    memory = Memory()
    cleaned, rules = clean_received(received, received.rules, order.repairs, memory=memory)
    findings = (*received.findings, *(one for done in cleaned for one in done.findings))
    looked = replace(
        looked,
        files=_files(received, cleaned),
        findings=_findings(findings),
        questions=questions(cleaned, rules),
        repaired=_repaired(received, cleaned),
        enrollments=_enrollments(received, cleaned),
    )
    if has_errors(findings):
        return _ended(looked, findings)
    told(looked)
    step("Counting students", _CLEANED, _ALL)
    tables = together(cleaned)
    found = count(received, tables)
    facts = made_facts(received, tables, found)
    findings = (*findings, *(found.findings if found is not None else ()))
    looked = replace(
        looked,
        findings=_findings(findings),
        students=_students(facts),
        schools=len(facts_of(facts)[0]),
    )
    looked = _used(looked, findings)
    told(looked)
    effects = Effects(received, rules, cleaned, formula_in_force(district, received.settings.year), facts, memory)
    return _with_effects(looked, effects, step, told)


def _with_effects(looked: Looked, effects: Effects, step: Step, told: Told) -> Looked:
    """Work out what each answer would change, one question after the other, and at the end all of them."""
    for at, one in enumerate(looked.questions):
        done = _COUNTED + (_ALL - _COUNTED) * at // (len(looked.questions) + 1)
        step(f"Working out what changes: {one.title}", done, _ALL)
        looked = replace(looked, effects={**looked.effects, one.name: effects.of(one)})
        told(looked)
    step("Working out what all suggestions change together", _ALL - 1, _ALL)
    facts, effect = effects.of_all()
    looked = replace(looked, students_if_repaired=_students(facts), effect_of_all=effect, is_done=True)
    told(looked)
    return looked


def _reading(step: Step, files: int) -> Callable[[str], None]:
    """Give what tells of each file that is read, as a part of the whole."""
    read = 0

    def next_one(sentence: str) -> None:
        nonlocal read
        step(sentence, min(_READ - 1, _READ * read // max(1, files)), _ALL)
        read += 1

    return next_one


def _ended(looked: Looked, findings: Iterable[Finding]) -> Looked:
    """End a look that can come to nothing, and say why."""
    return replace(_used(looked, findings), is_done=True)


def _used(looked: Looked, findings: Iterable[Finding]) -> Looked:
    """Say whether the files can be used, and why not."""
    wrong = next((one for one in findings if one.severity is Severity.ERROR), None)
    if wrong is not None:
        why = f"{wrong.where.source}: {wrong.what} {wrong.fix}"
        return replace(looked, cannot=why, can_be_used=False, why_not=why)
    waiting = looked.must_decide
    why = f"Wait for {counted(len(waiting), 'decision')}: {listed([one.title for one in waiting])}."
    return replace(looked, cannot="", can_be_used=not waiting, why_not=why if waiting else "")


def _students(facts: FactSet) -> int | None:
    return int(facts.students) if facts.students is not None else None


def _findings(findings: Iterable[Finding]) -> tuple[FindingSeen, ...]:
    return tuple(
        FindingSeen(one.code, str(one.severity), one.where.source, str(one.where), one.what, one.why, one.fix)
        for one in findings
    )


def _files(received: Received, cleaned: Sequence[Cleaned]) -> tuple[FileSeen, ...]:
    """Say of each table what it was taken for; and once it is clean, what became of its rows."""
    uploads = [one.upload for one in received.arrivals]
    known = {(one.source, one.dataset): one for one in tallies(uploads, cleaned)}
    return tuple(_file(one, known.get((one.upload.table.source, one.dataset))) for one in received.arrivals)


def _file(one: Arrival, tally: Tally | None) -> FileSeen:
    schema, mapping, rows = SCHEMAS[one.dataset], one.upload.mapping, len(one.upload.table)
    found = {guess.column for guess in one.guesses}
    missing = tuple(name for name in schema.required if name not in found)
    # Where a file about people may have no headers, its first row is a person and is not repeated.
    told = () if schema.is_about_people and missing else mapping.ignored[:_HEADERS]
    columns = tuple(
        ColumnSeen(
            guess.column,
            guess.header[:_HEADER_CHARACTERS],
            guess.confidence,
            guess.reason,
            guess.column in schema.required,
        )
        for guess in one.guesses
    )
    return FileSeen(
        source=one.upload.table.source,
        dataset=one.dataset,
        rows=rows,
        taken=tally.taken if tally else 0,
        set_aside=tally.aside if tally else rows,
        dropped=tally.dropped if tally else 0,
        mended=tally.mended if tally else 0,
        columns=columns,
        unclaimed=tuple(header[:_HEADER_CHARACTERS] for header in told),
        unclaimed_count=len(mapping.ignored),
        missing=missing,
    )


def _repaired(received: Received, cleaned: Sequence[Cleaned]) -> tuple[Repaired, ...]:
    """Say what each rule did to the files that came in."""
    arrived = {(one.dataset, one.upload.table.source) for one in received.arrivals}
    return tuple(
        Repaired(one.dataset, one.source, one.rule.kind, words_of_rule(one.rule), len(one.cells), len(one.rows_dropped))
        for done in cleaned
        for one in done.applied
        if (one.dataset, one.source) in arrived and one.count
    )


def _enrollments(received: Received, cleaned: Sequence[Cleaned]) -> int | None:
    """Count the rows of students, without those that are totals or headings."""
    if all(one.dataset != STUDENTS for one in received.arrivals):
        return None
    rows = sum(len(one.upload.table) for one in received.arrivals if one.dataset == STUDENTS)
    cases = (one for done in cleaned for one in done.cases if one.dataset == STUDENTS)
    return rows - sum(len(one.rows) for one in cases if one.finding.code in _NO_DATA)
