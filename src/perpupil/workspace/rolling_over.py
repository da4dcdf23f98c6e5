"""The next year begins in a district's folder: the formula, the settings and the facts that hold go over; the year before stands as it is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from perpupil.allocation.allocation import Allocation
from perpupil.documents.change_report import DataSet, NewYear, Paid, change_report
from perpupil.documents.markdown import as_markdown
from perpupil.findings import Finding, has_errors
from perpupil.formula.next_year import NextFormula, next_formula
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from perpupil.intake.fact_set import FactSet
from perpupil.intake.next_year import CARRY, filled_pools, missing, next_facts, next_settings
from perpupil.intake.recording import record_of
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.settings import Settings, year_words
from perpupil.seal import seal
from perpupil.workspace.district import FORMULAS, SETTINGS, alone, settings_of, settle
from perpupil.workspace.fact_sets import keep_facts, read_facts_in_force
from perpupil.workspace.files import FORMULA, NoSuchFile, read, write
from perpupil.workspace.in_force import in_force
from perpupil.workspace.sources import kept_mappings, kept_rules
from perpupil.workspace.together import replace_together

LastYear = Callable[[], Allocation | None]


class WrongYear(NoSuchFile):
    """Another year than the next one was asked for; the sentence says which comes next."""


@dataclass(frozen=True, slots=True)
class RolledOver:
    """What became of a year that was to begin."""

    new: NewYear | None = None
    """None where the year had begun before, or something is wrong."""
    findings: tuple[Finding, ...] = ()
    report: str = ""
    """The name of the file of the report, once it is written."""


@dataclass(frozen=True, slots=True)
class _Year:
    """The year that ends, as it was read."""

    settings: Settings
    formula: Formula
    facts: FactSet | None
    facts_begun: FactSet | None
    """The facts with which the new year begins."""
    facts_after: FactSet | None
    """Other facts of the new year that are in force already, such as a projection."""

    @property
    def next(self) -> int:
        return self.settings.year + 1


def roll_over(district: Path, year: int, last_year: LastYear, *, keeps: bool = True) -> RolledOver:
    """Begin the next year.

    What is new is written beside what was; then report, formula and settings are put in place together.

    Args:
        district: The folder.
        year: The year that begins, by the year in which it ends.
        last_year: Works the formula of the year before on its facts, so that what was dropped can be told in dollars; gives None where that
            cannot be done.
        keeps: Whether anything is written; otherwise it is only looked at.

    Raises:
        WrongYear: It is not the next year.
        NoSuchFile: The folder cannot be read or written.
        Busy: Another process is at work in the folder.

    """
    settle(district)
    with alone(district) if keeps else contextlib.nullcontext():
        settings, findings = settings_of(district)
        if settings is None or settings.year == year:
            return RolledOver(findings=findings)
        _require_next(settings, year)
        before, findings = _read(district, settings)
        if before is None:
            return RolledOver(findings=findings)
        facts = before.facts_after or before.facts_begun
        after = _formula_after(before, facts)
        new = _new_year(district, before, after, facts, last_year)
        report = _keep(district, before, after, facts, new) if keeps else ""
        return RolledOver(new, report=report)


def _require_next(settings: Settings, year: int) -> None:
    if year != settings.year + 1:
        here, following = year_words(settings.year), year_words(settings.year + 1)
        message = f"The district is in {here}, so the year that begins is {following}, not {year_words(year)}."
        raise WrongYear(message)


def _read(district: Path, settings: Settings) -> tuple[_Year | None, tuple[Finding, ...]]:
    """Read what the year that ends leaves: its formula and its facts, and facts of the next year if there are any yet."""
    formula, findings = read_formula(read(district / FORMULA), FORMULA)
    facts, told = read_facts_in_force(district, settings.year)
    after, told_after = read_facts_in_force(district, settings.year + 1)
    findings = (*findings, *told, *told_after)
    if formula is None or has_errors(findings):
        return None, findings
    begun = next_facts(facts) if facts is not None else None
    if after is not None and begun is not None and after.seal() == begun.seal():
        after = None  # from this same roll-over, killed before its end
    return _Year(settings, formula, facts, begun, after), findings


def _formula_after(before: _Year, facts: FactSet | None) -> NextFormula | None:
    """Carry the formula over; one that was drafted for the new year already is left as it is."""
    if before.formula.year is not None and before.formula.year >= before.next:
        return None
    filled = filled_pools(facts, before.formula) if facts is not None else frozenset()
    return next_formula(before.formula, before.next, before.settings.first_day(before.next), filled)


def _new_year(
    district: Path, before: _Year, after: NextFormula | None, facts: FactSet | None, last_year: LastYear
) -> NewYear:
    """Put together what a person should know."""
    (mappings, _), (rules, _) = kept_mappings(district), kept_rules(district)
    formula = after.formula if after is not None else before.formula
    lacking = tuple(missing(facts, before.facts, formula)) if facts is not None and before.facts is not None else ()
    if before.facts is None:
        lacking = (
            ("Facts", f"There are none of {year_words(before.settings.year)}; bring in the files of the new year."),
        )
    return NewYear(
        district=before.settings.district,
        year=before.next,
        begins=before.settings.first_day(before.next),
        formula=after,
        paid=_paid(after, last_year),
        data_sets=_data_sets(before, facts),
        missing=lacking,
        mappings=len(mappings),
        repairs=len(rules),
        kept_formula=_name_of_kept(before.formula) if after is not None else "",
        facts_standing=before.facts_after.title if before.facts_after is not None else "",
        facts_before=in_force(district).get(before.settings.year, ""),
    )


def _paid(after: NextFormula | None, last_year: LastYear) -> Mapping[str, Paid] | None:
    """Work the year before again, where anything was dropped."""
    if after is None or not after.dropped:
        return None
    allocation = last_year()
    if allocation is None:
        return None
    return {
        line.name: Paid(allocation.line_total_cents(line.name), int((allocation.lines_cents[line.name] != 0).sum()))
        for line in after.dropped
    }


def _data_sets(before: _Year, facts: FactSet | None) -> tuple[DataSet, ...]:
    """Give the data sets of the year before, and whether the facts of the new year have them."""
    there = before.facts.tables if before.facts is not None else {}
    after = facts.tables if facts is not None else {}
    return tuple(
        DataSet(name, SCHEMAS[name].title, len(there[name]), name in after, CARRY[name].why)
        for name in SCHEMAS
        if name in there
    )


def _keep(district: Path, before: _Year, after: NextFormula | None, facts: FactSet | None, new: NewYear) -> str:
    """Write what is new beside what was, and then put it in place."""
    if after is not None:
        _keep_formula(district, before.formula)
    if facts is not None and before.facts_after is None:
        keep_facts(district, facts, {**record_of([], [], [], []), "carried over": sorted(facts.tables)})
    report = f"roll-over-{year_words(before.next)}.md"
    content = read(district / SETTINGS)
    texts = {
        report: as_markdown(change_report(new)).encode(),
        SETTINGS: _with_ends_of(content, next_settings(content, before.settings, SETTINGS)),
    }
    if after is not None:
        texts[FORMULA] = _with_ends_of(read(district / FORMULA), after.text)
    replace_together(district, texts)
    return report


def _keep_formula(district: Path, formula: Formula) -> None:
    """Keep a formula as it is written, under the seal of its text."""
    place = district / _name_of_kept(formula)
    try:
        place.parent.mkdir(exist_ok=True)
    except OSError as error:
        message = f"{place.parent} cannot be made: {error.strerror}."
        raise NoSuchFile(message) from None
    if not place.exists():
        write(place, formula.origin.text.encode())


def _name_of_kept(formula: Formula) -> str:
    return f"{FORMULAS}/{seal(formula.origin.text)}.toml"


def _with_ends_of(before: bytes, text: str) -> bytes:
    """Write a text with the line ends that it had."""
    return text.replace("\n", "\r\n").encode() if b"\r\n" in before else text.encode()
