"""What a formula expects, reads and rounds, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perpupil.documents.page import Column, Heading, Listing, Paragraph, Table
from perpupil.exact.rounding import Mode, Rounding
from perpupil.formula.components.declaration import listed
from perpupil.formula.figures import capital, figure, readable
from perpupil.formula.keys import MEASURES, Denomination
from perpupil.formula.syntax import names, written
from perpupil.formula.wording import rounding_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.documents.description.subject import Subject
    from perpupil.documents.page import Block
    from perpupil.formula.records import Expectation

_EVERYONE = {"students": "all students", "days": "days of membership", "fte": "students by full-time share"}


def about_expectations(subject: Subject) -> Iterator[Block]:
    """Say what the district wrote down that must hold."""
    expectations = subject.formula.expectations
    if not expectations:
        return
    yield Heading("What must always be true of the result?")
    yield Paragraph("Each time the formula is worked out, this is checked:")
    yield Listing(tuple(_expected(subject, one) for one in expectations))


def _expected(subject: Subject, expectation: Expectation) -> str:
    """Say one expectation: its title, or the condition; for a made-up unit with what it has."""
    wording, noun = subject.wording, subject.formula.noun
    condition = written(expectation.that) if subject.is_for_analysts else wording.phrase(expectation.that)
    said = (
        f"{expectation.title}: {condition}"
        if expectation.title and subject.is_for_analysts
        else expectation.title or capital(condition)
    )
    if expectation.given:
        given = [
            f"{wording.name(name)}: {value if isinstance(value, str) else figure(value, Denomination.NUMBER)}"
            for name, value in expectation.given.items()
        ]
        said = f"{said} (for a made-up {noun} with {'; '.join(given)})"
    elif expectation.unit:
        said = f"{said} (at {wording.units.get(expectation.unit, f'{noun} {expectation.unit}')})"
    return f"{said.rstrip('.')}."


def about_data(subject: Subject) -> Iterator[Block]:
    """Say what the formula reads: student counts with their rules, and columns."""
    formula, wording = subject.formula, subject.wording
    yield Heading("Which data does it use?")
    measures = [name for name in MEASURES if any(name in names(one.expression) for one in formula.definitions.values())]
    rows = [(capital(_EVERYONE[name]), f"{capital(_EVERYONE[name])} of the {formula.noun}", name) for name in measures]
    rows += [(wording.title(one.name), wording.count(one), one.name) for one in formula.counts.values()]
    extra = ("Name",) if subject.is_for_analysts else ()
    width = 2 + len(extra)
    if rows:
        columns = tuple(map(Column, ("Students", "Who is counted", *extra)))
        yield Table(f"From the {subject.student_counts}", columns, tuple(row[:width] for row in rows))
    if formula.columns:
        listed_columns = [
            (
                capital(readable(name)),
                "words" if name in formula.text_columns else "numbers",
                formula.binding.columns.get(name, name),
            )
            for name in formula.columns
        ]
        columns = tuple(map(Column, ("Column", "Holds", *(("Header in the file",) if extra else ()))))
        yield Table(
            f"From the {subject.data_set}: one row for each {formula.noun}",
            columns,
            tuple(row[:width] for row in listed_columns),
        )
    if formula.prior_columns:
        yield Paragraph(f"Of earlier years: {listed([wording.name(name) for name in formula.prior_columns])}.")
    if not (rows or formula.columns):
        yield Paragraph(f"It reads nothing about a {formula.noun} but that it is there.")


def about_rounding(subject: Subject) -> Iterator[Block]:
    """Say how lines and workings round; what nearly all of them do is said once."""
    formula, wording = subject.formula, subject.wording
    yield Heading("How are amounts rounded?")
    by_rule: dict[Rounding, list[str]] = {}
    for name in formula.lines:
        rounding = formula.definitions[name].rounding
        if rounding is not None:
            by_rule.setdefault(rounding, []).append(wording.title(name))
    usual = max(by_rule, key=lambda one: len(by_rule[one]))
    most = "Every line is" if len(by_rule) == 1 else "If nothing else is said, a line is"
    half = " A half is rounded up (away from zero)." if usual.mode is Mode.HALF_UP else ""
    said = [f"{most} rounded {rounding_in_words(usual)}.{half}"]
    said += [
        f"Rounded {rounding_in_words(rule)}: {listed(titles)}." for rule, titles in by_rule.items() if rule != usual
    ]
    if any(pool.method != "none" for pool in formula.pools.values()):
        said.append(
            "Where lines are fitted to the money there is, what they come to in the end is in whole cents, and no cent is lost or made."
        )
    yield Paragraph(" ".join(said))
