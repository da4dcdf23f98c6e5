"""Who gains, by quarters of need, when money takes the place of what schools have today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from perpupil.documents.page import Block, Column, Heading, Listing, Page, Paragraph, Table
from perpupil.exact.numerals import write_decimal
from perpupil.exact.rounding import Rounding
from perpupil.money import signed, spoken
from perpupil.services.catalogue import Catalogue
from perpupil.services.gains import Gains, Quarter
from perpupil.services.wording import gains_sentences, need_text, relevant_text

_NAMES = ("least need", "second", "third", "most need")


def quarters_page(catalogue: Catalogue, found: Sequence[Gains]) -> Page:
    """Write who gains and who loses, a service."""
    blocks: list[Block] = [Paragraph(_lead(found), is_lead=True)]
    for one in found:
        blocks += _service(catalogue, one)
    blocks += [
        Heading("How was it worked out?"),
        Listing(
            (
                f"Schools stand in four quarters by the share of students with {need_text(catalogue.need)}, by id where shares are equal.",
                "The money is what declining everywhere by the deadline would free; it is the same sum each way, shared by largest remainder.",
                f"Relevant students are those whom a service names by grade or need; where it names none, those with {need_text(catalogue.need)}.",
            )
        ),
    ]
    title = f"Who gains if money takes the place of services? {catalogue.title}, FY{catalogue.year}"
    return Page(title, tuple(blocks))


def _lead(found: Sequence[Gains]) -> str:
    """Name the services whose money would leave the schools with the most need."""
    if not found:
        return "No money can be freed from a service that the district has placed."
    harmed = [one.price.service.title for one in found if one.does_harm]
    if not harmed:
        return "No service would leave the schools with the most need with less as a credit for each student."
    return f"As a credit for each student, schools with the most need would have less for: {', '.join(harmed)}."


def _service(catalogue: Catalogue, gains: Gains) -> Iterator[Block]:
    yield Heading(gains.price.service.title)
    yield Paragraph(" ".join(gains_sentences(gains, catalogue)))
    columns = (
        Column("Quarter of schools"), Column("With the need", is_figure=True), Column("Today", is_figure=True),
        Column("By student", is_figure=True), Column("Change", is_figure=True),
        Column("By relevant student", is_figure=True), Column("Change", is_figure=True),
    )  # fmt: skip
    rows = [_row(name, one, catalogue.currency) for name, one in zip(_NAMES, gains.quarters, strict=True)]
    money = spoken(gains.money_cents, catalogue.currency)
    rows.append(("All schools", "", money, money, signed(0, catalogue.currency), money, signed(0, catalogue.currency)))
    caption = f"{gains.price.service.title}: the same money, three ways; relevant is a {relevant_text(gains)}"
    yield Table(caption, columns, tuple(rows), has_total=True)


def _row(name: str, one: Quarter, currency: str) -> tuple[str, ...]:
    return (
        f"{name} ({len(one.schools)})",
        _range(one),
        spoken(one.today_cents, currency),
        spoken(one.by_student_cents, currency),
        signed(one.change_cents, currency),
        spoken(one.by_relevant_cents, currency),
        signed(one.relevant_change_cents, currency),
    )


def _range(one: Quarter) -> str:
    least, most = _percent(one.least), _percent(one.most)
    return least if least == most else f"{least} to {most}"


def _percent(share: Fraction) -> str:
    return f"{write_decimal(Rounding(0).of(share * 100), 0)}%"
