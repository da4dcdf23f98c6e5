"""The situation of a folder: its question, `steady_state.toml`, asked of the facts beside it; or of a district's own folder, of all that it holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from perpupil.equity.asking import read_question
from perpupil.equity.district.assembling import assemble
from perpupil.equity.situation import Question, Situation, situation
from perpupil.facts.facts import read_facts
from perpupil.facts.table import read_csv
from perpupil.findings import Finding, has_errors
from perpupil.intake.settings import year_words
from perpupil.limits import UNITS
from perpupil.workspace.district import is_district, settings_of, settle
from perpupil.workspace.district_money import given_by
from perpupil.workspace.fact_sets import read_facts_in_force
from perpupil.workspace.files import FACTS, NoSuchFile, read

QUESTION = "steady_state.toml"


class NoSuchNeed(Exception):
    """The question asks for a need that its file does not name; the sentence says which there are."""


def read_situation(
    folder: Path, year: int | None = None, need: str = ""
) -> tuple[Situation | None, tuple[Finding, ...]]:
    """Read a folder's question and its facts.

    Args:
        folder: It holds steady_state.toml and facts.csv, or it is a district's own.
        year: The fiscal year; the last one of the facts if None, and in a district's own folder the district's.
        need: The need that is measured first; the one that the file names if empty.

    Returns:
        The situation, None if it cannot be put together, and what was found on the way.

    Raises:
        NoSuchFile: A file is not there or cannot be read.
        NoSuchNeed: The file does not name the need.

    """
    if is_district(folder):
        return _of_district(folder, year, need)
    asked, findings = read_question(read(folder / QUESTION), str(folder / QUESTION), year)
    if asked is None:
        return None, findings
    question = with_need(asked.question, need) if need else asked.question
    table, wrong = read_csv(read(folder / FACTS), str(folder / FACTS), UNITS)
    facts, told = (None, ()) if wrong else read_facts(table, asked.binding)
    findings = (*findings, *wrong, *told)
    if facts is None:
        return None, findings
    made, told_made = situation(question, facts)
    return made, (*findings, *told_made)


def _of_district(folder: Path, year: int | None, need: str) -> tuple[Situation | None, tuple[Finding, ...]]:
    """Read what a district's own folder holds for a year."""
    settle(folder)
    settings, findings = settings_of(folder)
    if settings is None:
        return None, findings
    asked, told = read_question(_question_of(folder), str(folder / QUESTION), year, of_district=True)
    if asked is None:
        return None, told
    chosen = year if year is not None else settings.year
    facts, told = read_facts_in_force(folder, chosen)
    if facts is None:
        if not told:
            message = f"{folder} has no facts for {year_words(chosen)} yet. Bring its files in with perpupil import."
            raise NoSuchFile(message)
        return None, told
    asked = replace(asked, question=with_need(asked.question, need)) if need else asked
    given, told = given_by(folder, chosen, facts, settings, asked)
    question, table, district, more = assemble(asked, given)
    findings = (*told, *more)
    if question is None or table is None or has_errors(findings):
        return None, findings
    made, told = situation(question, table, district)
    return made, (*findings, *told)


def _question_of(folder: Path) -> bytes:
    path = folder / QUESTION
    if not path.is_file():
        message = f"There is no {QUESTION} in {folder}: it says which need counts. perpupil steady-state {folder} --begin writes one to mend."
        raise NoSuchFile(message)
    return read(path)


def with_need(question: Question, need: str) -> Question:
    """Measure by another need of the question first.

    Raises:
        NoSuchNeed: The question does not name it.

    """
    if need not in {one.name for one in question.needs}:
        there = ", ".join(one.name for one in question.needs)
        message = f"There is no need {need!r}; the needs are {there}."
        raise NoSuchNeed(message)
    return replace(question, need=need)
