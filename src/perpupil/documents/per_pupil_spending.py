"""The page of per-pupil spending as federal law reports it: the schools, the sources, what is left out, and the ledger beside it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.documents.page import Block, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.equity.per_pupil_spending import Kind, SchoolSpending, Source, Where
from perpupil.equity.wording import students
from perpupil.exact.rounding import Rounding
from perpupil.money import CENTS, spoken

if TYPE_CHECKING:
    from perpupil.equity.per_pupil_spending import CentralCost, PerPupilSpending

_SPLITS = (
    ("State/local: school", Where.SITE, False),
    ("State/local: central", Where.CENTRAL, False),
    ("Federal: school", Where.SITE, True),
    ("Federal: central", Where.CENTRAL, True),
)


def per_pupil_spending_page(
    found: PerPupilSpending, title: str, *, year: int | None = None, enrollment_rule: str = "", currency: str = "USD"
) -> Page:
    """Write the page.

    Args:
        found: The district's spending.
        title: What the district is called.
        year: The fiscal year.
        enrollment_rule: By which rule students were counted, such as "students on October 1".
        currency: As three letters.

    """
    blocks = [
        Paragraph(_lead(found, currency), is_lead=True),
        *_unexplained(found, currency),
        *_schools(found, currency),
        *_kinds(found, currency),
        *_central(found, currency),
        *_left_out(found, currency),
        *_ledger(found, currency),
        *_notes(enrollment_rule),
    ]
    return Page(f"What schools spend a student: {title}{f', FY{year}' if year else ''}", tuple(blocks))


def _lead(found: PerPupilSpending, currency: str) -> str:
    """Say from what to what spending reaches, and how much it is in the middle."""
    whole = found.whole
    mean = whole.a_student(whole.cents())
    known = [(amount, one) for one in found.schools if (amount := one.a_student(one.cents())) is not None]
    if mean is None:
        return "No school has students, so that no spending a student can be told."
    (least, low), (most, high) = (
        min(known, key=lambda pair: pair[0]), max(known, key=lambda pair: pair[0])
    )  # fmt: skip
    text = f"Schools spent {_dollars(mean, currency)} a student, central costs included"
    if len(known) > 1:
        text += f": from {_dollars(least, currency)} at {low.name} to {_dollars(most, currency)} at {high.name}"
    federal = whole.cents(is_federal=True)
    return f"{text}. Of it {_dollars(whole.a_student(federal), currency)} is federal."


def _unexplained(found: PerPupilSpending, currency: str) -> Iterator[Block]:
    for one in found.reconciled:
        if one.unexplained_cents:
            more = "more" if one.unexplained_cents > 0 else "less"
            amount = spoken(abs(one.unexplained_cents), currency)
            yield Note(
                f"The ledger has {amount} {more} of {one.source} money than is told here. Find it before this is published."
            )


def _schools(found: PerPupilSpending, currency: str) -> Iterator[Block]:
    yield Heading("School by school, dollars a student")
    rows = [_row(one, currency) for one in (*found.schools, found.whole)]
    columns = (
        Column("School"), *(Column(words, is_figure=True) for words in ("Students", *(title for title, _, _ in _SPLITS), "Total")),
    )  # fmt: skip
    yield Table(
        "By source: charged to the school, and its share of central costs", columns, tuple(rows), has_total=True
    )


def _row(one: SchoolSpending, currency: str) -> tuple[str, ...]:
    parts = (one.cents(where, is_federal=is_federal) for _, where, is_federal in _SPLITS)
    amounts = (*parts, one.cents())
    return (one.name, students(one.students), *(_dollars(one.a_student(cents), currency) for cents in amounts))


def _kinds(found: PerPupilSpending, currency: str) -> Iterator[Block]:
    yield Heading("Personnel and other spending, dollars a student")
    splits = [(kind, is_federal) for is_federal in (False, True) for kind in Kind]
    columns = (
        Column("School"),
        *(Column(f"{'Federal' if is_federal else 'State/local'}: {kind}", is_figure=True) for kind, is_federal in splits),
    )  # fmt: skip
    rows = tuple(
        (one.name, *(_dollars(one.a_student(one.cents(None, kind, is_federal=is_federal)), currency) for kind, is_federal in splits))
        for one in (*found.schools, found.whole)
    )  # fmt: skip
    yield Table("By what it was spent on", columns, rows, has_total=True)


def _central(found: PerPupilSpending, currency: str) -> Iterator[Block]:
    if not found.central:
        return
    yield Heading("How central costs come to schools")
    rows = tuple(
        (
            one.name,
            str(one.source),
            one.driver,
            _served(one),
            spoken(one.amount_cents, currency),
        )
        for one in found.central
    )
    columns = (
        Column("Cost"), Column("Source"), Column("Shared by"), Column("Schools served"), Column("Amount", is_figure=True),
    )  # fmt: skip
    yield Table("Central costs and their drivers", columns, rows)


def _served(one: CentralCost) -> str:
    """Say how many schools a cost serves."""
    if one.served is not None:
        return f"{len(one.served):,}"
    return "not said" if one.source is Source.FEDERAL and not one.is_all else "all"


def _left_out(found: PerPupilSpending, currency: str) -> Iterator[Block]:
    if not found.excluded and not found.not_allocated:
        return
    yield Heading("What is not in these figures")
    rows = [
        (one.name, how, one.reason, str(one.source), spoken(one.amount_cents, currency))
        for how, amounts in (("excluded", found.excluded), ("not allocated", found.not_allocated))
        for one in amounts
    ]
    columns = (Column("Amount of"), Column("How"), Column("Why"), Column("Source"), Column("Amount", is_figure=True))
    yield Table("Excluded, and not allocated", columns, tuple(rows))


def _ledger(found: PerPupilSpending, currency: str) -> Iterator[Block]:
    yield Heading("Beside the ledger")
    rows = tuple(
        (
            str(one.source),
            *(
                spoken(cents, currency)
                for cents in (
                    one.schools_cents, one.not_allocated_cents, one.excluded_cents, one.ledger_cents, one.unexplained_cents
                )
            ),
        )
        for one in found.reconciled
    )  # fmt: skip
    titles = ("At schools", "Not allocated", "Excluded", "Ledger", "Unexplained")
    yield Table("By source", (Column("Source"), *(Column(title, is_figure=True) for title in titles)), rows)


def _notes(enrollment_rule: str) -> Iterator[Block]:
    yield Heading("How this was worked out")
    rule = (
        f"Students: {enrollment_rule}." if enrollment_rule else "By which rule students were counted is not said here."
    )
    yield Listing(
        (
            "Spending a student is what is charged to the school and its share of central costs, over its students, by source (section 1111(h)(1)(C)(x) of the Elementary and Secondary Education Act).",
            "A central cost comes to schools by the driver that is named for it. How many students or rides a driver counts is not shown, since some counts are small.",
            "A federal grant that is managed centrally goes only to the schools that it serves.",
            rule,
            "How central costs are shared, what is excluded and how students are counted is each state's choice; figures of two states are not alike.",
        )
    )


def _dollars(amount: Fraction | None, currency: str) -> str:
    """Write dollars a student, to the cent; a dash where there are no students."""
    return "–" if amount is None else spoken(int(Rounding(0).of(amount * CENTS)), currency)
