"""Where a district stands today, in an analyst's hand: the verdict, the measures, what stands out, every school, the chart and the report."""

from __future__ import annotations

from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

from perpupil.documents.page import Chart, Heading, Listing, Note, Page, Paragraph
from perpupil.documents.steady_state import steady_state_as_data, steady_state_page
from perpupil.documents.steady_state_sheets import steady_state_sheets
from perpupil.equity.asking import read_question
from perpupil.equity.measures import MEASURES
from perpupil.equity.situation import situation
from perpupil.equity.steady_state import steady_state as worked
from perpupil.equity.verdict import Standard
from perpupil.equity.wording import dollars
from perpupil.exact.columns import from_fractions
from perpupil.facts.facts import read_facts
from perpupil.findings import has_errors
from perpupil.notebook.columns import Counts, Estimates, Texts, exact_decimals, integers, money
from perpupil.notebook.plots import Plot
from perpupil.notebook.refusal import Refused, files_refused, refuse
from perpupil.notebook.reports import Report
from perpupil.notebook.shown import Shown
from perpupil.notebook.sources import Given, table_of
from perpupil.notebook.tables import Table
from perpupil.workspace.files import read
from perpupil.workspace.steady_states import NoSuchNeed, read_situation, with_need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.equity.situation import Situation
    from perpupil.equity.steady_state import SteadyState as Found
    from perpupil.equity.verdict import Verdict
    from perpupil.findings import Finding
    from perpupil.notebook.columns import Cells

QuestionGiven: TypeAlias = Union[str, "PathLike[str]", bytes]
"""A question by its path, its bytes, or its text (a string of several lines)."""

_PERCENT = 100


class SteadyState(Shown):
    """Where a district stands today."""

    def __init__(self, record: Found, problems: Sequence[Finding] = ()) -> None:
        """Take what was found, and what was wrong with the facts on the way."""
        self.record = record
        self.problems = tuple(problems)

    @property
    def verdict(self) -> Verdict:
        """Whether dollars follow need, on the leading money: `pattern`, `sentence`, `line`, `schools`."""
        return self.record.verdict

    @cached_property
    def verdicts(self) -> Table:
        """The verdict on every money, by every need, and in every grade span."""
        return Table(self._titled("Verdicts"), self._verdicts)

    @cached_property
    def measures(self) -> Table:
        """Every measure on the leading money, with the reason where there is no value."""
        return Table(self._titled("Measures"), self._measures)

    @cached_property
    def findings(self) -> Table:
        """What stands out, the most money first."""
        return Table(self._titled("What stands out"), self._findings)

    @cached_property
    def schools(self) -> Table:
        """Every school that is compared, the highest need first; dollars are dollars a student."""
        return Table(self._titled(f"{self.record.situation.question.noun.capitalize()}s"), self._schools)

    def plot(self) -> Plot:
        """Draw dollars a student over need.

        Raises:
            Refused: Fewer than two schools can be compared.

        """
        chart = next((one for one in self.report().page.blocks if isinstance(one, Chart)), None)
        if chart is None:
            raise Refused("There is nothing to draw: fewer than two schools can be compared.")
        return Plot(chart)

    def report(self, *, all_schools: bool = False) -> Report:
        """Give the whole report.

        Args:
            all_schools: Whether every school stands in it, or those of the highest need.

        """
        page = steady_state_page(self.record, all_schools=all_schools)
        found = self.record
        return Report(
            page, lambda: steady_state_as_data(found, all_schools=all_schools), lambda: steady_state_sheets(found, page)
        )

    def save(self, path: str | PathLike[str], *, all_schools: bool = False) -> Path:
        """Write the report to a file: .pdf, .html, .xlsx, .md, .txt or .json, as its name ends.

        Raises:
            Refused: The name does not end in one of these, or the file cannot be written.

        """
        return self.report(all_schools=all_schools).save(path)

    def _page(self) -> Page:
        found = self.record
        currency = found.situation.question.currency
        points = tuple(f"{one.title}: {dollars(one.amount_cents / 100, currency)}. {one.what}" for one in found.matters)
        return Page(
            self.report().page.title,
            (
                Paragraph(found.verdict.sentence, is_lead=True),
                Paragraph(f"Looked at: {found.base}."),
                *((Heading("What stands out"), Listing(points)) if points else ()),
                Note("Tables: .verdicts, .measures, .findings, .schools; the chart: .plot(); the whole: .report()."),
            ),
        )

    def _titled(self, what: str) -> str:
        question = self.record.situation.question
        return f"{what}, {question.title}{f', FY{question.year}' if question.year else ''}"

    def _verdicts(self) -> Sequence[Cells]:
        found = self.record
        need, leading = found.situation.titles[found.situation.question.need], found.stages[found.leading]
        told = [(str(base), need, "", one) for side in found.stages.values() for base, one in side.verdicts.items()]
        told += [(str(found.base), other, "", one) for other, one in leading.by_need.items() if other != need]
        told += [(str(found.base), need, span, one) for span, one in found.by_span.items()]
        every = [one for *_, one in told]
        lines = [one.line for one in every]
        return (
            Texts("base", [base for base, *_ in told]),
            Texts("need", [need for _, need, *_ in told]),
            Texts("span", [span for _, _, span, _ in told]),
            Texts("pattern", [str(one.pattern) for one in every]),
            Estimates("slope", [line.slope if line else None for line in lines]),
            Estimates("low", [line.interval.low if line else None for line in lines]),
            Estimates("high", [line.interval.high if line else None for line in lines]),
            Estimates("margin", [line.margin if line else None for line in lines]),
            Estimates("mean", [one.mean for one in every]),
            Counts("schools", [one.schools for one in every]),
            Texts("sentence", [one.sentence for one in every]),
        )

    def _measures(self) -> Sequence[Cells]:
        results = self.record.measures
        every = list(results.values())
        return (
            Texts("measure", list(results)),
            Texts("title", [MEASURES[name].title for name in results]),
            Estimates("value", [one.value for one in every]),
            Estimates("low", [one.interval.low if one.interval else None for one in every]),
            Estimates("high", [one.interval.high if one.interval else None for one in every]),
            Counts("schools", [one.schools for one in every]),
            Texts("benchmark", [str(MEASURES[name].benchmark or "") for name in results]),
            Texts("reason", [one.reason for one in every]),
            Texts("meaning", [MEASURES[name].meaning for name in results]),
        )

    def _findings(self) -> Sequence[Cells]:
        every = self.record.matters
        students = [one.students for one in every]
        return (
            Texts("finding", [one.name for one in every]),
            Texts("title", [one.title for one in every]),
            money("amount", integers([one.amount_cents for one in every])),
            exact_decimals("students", from_fractions(students), len(students)),
            Counts("schools", [len(one.units) for one in every]),
            Texts("what", [one.what for one in every]),
            Texts("means", [one.means for one in every]),
            Texts("units", [" ".join(one.units) for one in every]),
        )

    def _schools(self) -> Sequence[Cells]:
        every = self.record.schools
        return (
            Texts("unit", [one.unit for one in every]),
            Texts("name", [one.name for one in every]),
            Texts("span", [one.span for one in every]),
            Estimates("students", [one.students for one in every]),
            Estimates("need", [one.need for one in every]),
            Estimates("dollars", [one.dollars for one in every]),
            Estimates("expected", [one.expected for one in every]),
            Estimates("off", [None if one.expected is None else one.dollars - one.expected for one in every]),
        )


def steady_state(
    folder_or_facts: Given,
    question: QuestionGiven | None = None,
    *,
    year: int | None = None,
    need: str | None = None,
    margin: float = 1,
) -> SteadyState:
    """Say where a district stands today: do dollars follow need, and what stands out?

    Args:
        folder_or_facts: A folder with facts.csv and steady_state.toml, or a district's own; with a question, the facts: a path, bytes or a frame.
        question: Which columns are students, needs and money: the path of a steady_state.toml, its bytes, or its text.
        year: The fiscal year; the last one of the facts if None.
        need: The need that is measured first; the one that the question names if None.
        margin: Percent of mean dollars a student for ten points of need that still count as flat.

    Raises:
        Refused: A file is not there, or facts or question cannot be used; everything that is wrong is told at once.

    """
    if not 0 < margin < _PERCENT:
        raise Refused(f"`margin` takes a percentage above 0 and below 100, not {margin!r}.")
    with files_refused():
        try:
            made, problems = (
                _of_folder(folder_or_facts, year, need or "")
                if question is None
                else _of_facts(folder_or_facts, question, year, need or "")
            )
        except NoSuchNeed as mistake:
            raise Refused(str(mistake)) from None
    if made is None or has_errors(problems):
        raise refuse(problems, "Nothing can be said about where the district stands.")
    try:
        return SteadyState(worked(made, Standard(margin=margin / _PERCENT)), problems)
    except ValueError as mistake:
        raise Refused(f"Nothing can be said about where the district stands: {mistake}.") from None


def _of_folder(given: Given, year: int | None, need: str) -> tuple[Situation | None, tuple[Finding, ...]]:
    if not isinstance(given, str | PathLike):
        raise Refused(
            "Facts alone do not say which columns are students, needs and money. Give a `question` with them, or a folder that has both."
        )
    return read_situation(Path(given), year, need)


def _of_facts(
    given: Given, question: QuestionGiven, year: int | None, need: str
) -> tuple[Situation | None, tuple[Finding, ...]]:
    content, label = _content(question)
    asked, findings = read_question(content, label, year)
    if asked is None:
        return None, findings
    table, wrong = table_of(given, "facts")
    facts, told = (None, ()) if has_errors(wrong) else read_facts(table, asked.binding)
    findings = (*findings, *wrong, *told)
    if facts is None:
        return None, findings
    made, told_made = situation(with_need(asked.question, need) if need else asked.question, facts)
    return made, (*findings, *told_made)


def _content(question: QuestionGiven) -> tuple[bytes, str]:
    """Give the text of a question, and what findings call it."""
    if isinstance(question, bytes):
        return question, "the question"
    if isinstance(question, str) and "\n" in question:
        return question.encode(), "the question"
    return read(Path(question)), str(question)
