"""The page of the schools like one: how alike they are, what each gets, and why that differs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from perpupil.documents.differences import NONE, OWN_USE, dollars_a_student, listed, several, share, whole_number
from perpupil.documents.page import Block, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.equity.similar import SIZE, Near, Profile
from perpupil.equity.similar_dollars import Beside, Similar
from perpupil.exact.numerals import write_decimal_text, write_number
from perpupil.money import plain, signed, spoken


def similar_page(found: Similar) -> Page:
    """Write the page."""
    school = found.nearest.school
    blocks: list[Block] = [Paragraph(found.equity)] if found.equity else []
    blocks += [Paragraph(similar_sentence(found), is_lead=True), Paragraph(f"Looked at: {found.money}.")]
    if found.beside:
        blocks += [*_alike(found), *_dollars(found), Heading("Why they differ"), Paragraph(_how_split(found))]
        for one in found.beside:
            blocks += _difference(found, one)
    blocks += [Heading("How they were found"), Listing(tuple(_notes(found)))]
    return Page(f"{found.noun.capitalize()}s like {school.name}", tuple(blocks))


def similar_sentence(found: Similar) -> str:
    """Say in one sentence what those like it get."""
    school, own = found.nearest.school, found.a_student()
    if not found.beside:
        return f"There is no other {found.noun} to compare {school.name} with."
    if own is None:
        return f"What {school.name} gets is not known, so no difference can be told."
    each = [one.a_student() for one in found.beside]
    if len(each) == 1:
        nearest = found.beside[0].near.profile.name
        return (
            f"{school.name} has {dollars_a_student(own, found.currency)} a student; {nearest}, the {found.noun} most like it, "
            f"has {'an amount that is not known' if each[0] is None else dollars_a_student(each[0], found.currency)}."
        )
    more = sum(one is not None and one > own for one in each)
    less = sum(one is not None and one < own for one in each)
    return (
        f"{school.name} has {dollars_a_student(own, found.currency)} a student. Of the {several(len(found.beside), found.noun)} most like it "
        f"{_many(more)} {'has' if more == 1 else 'have'} more a student, and {_many(less)} less."
    )


def _many(count: int) -> str:
    return f"{count:,}" if count else "none"


def _alike(found: Similar) -> Iterator[Block]:
    """Show what they were compared by."""
    yield Heading("How alike are they?")
    school, measures = found.nearest.school, found.nearest.measures
    needs = [name for name in measures if name != SIZE]
    others = [one for one in found.beside if not one.near.is_same_span]
    if school.span and not others:
        yield Paragraph(f"All of them are of the same grade span: {school.span}.")

    def row(one: Profile, near: Near | None) -> tuple[str, ...]:
        return (
            one.name,
            NONE if near is None else f"{near.distance:.2f}",
            *((one.span,) if others else ()),
            whole_number(one.students),
            *(share(one.needs[name]) for name in needs),
        )

    columns = (
        Column(found.noun.capitalize()), Column("Distance", is_figure=True), *((Column("Grade span"),) if others else ()),
        Column("Students", is_figure=True), *(Column(_words(name), is_figure=True) for name in needs),
    )  # fmt: skip
    rows = (row(school, None), *(row(one.near.profile, one.near) for one in found.beside))
    yield Table(f"{school.name} and the {found.noun}s nearest to it", columns, rows)


def _dollars(found: Similar) -> Iterator[Block]:
    """Show what each gets."""
    yield Heading("What does each get?")
    school, currency = found.nearest.school, found.currency
    own = found.a_student()
    rows = [(_named(school), _spoken(found.dollars_cents, currency), dollars_a_student(own, currency), "", "")]
    for one in found.beside:
        change = one.change_cents()
        rows.append(
            (
                _named(one.near.profile),
                _spoken(one.dollars_cents, currency),
                dollars_a_student(one.a_student(), currency),
                NONE if change is None else signed(change, currency),
                _signed_dollars(found.more_a_student(one), currency),
            )
        )
    columns = (
        Column(found.noun.capitalize()), Column("Dollars", is_figure=True), Column("A student", is_figure=True),
        Column("In all, more or less", is_figure=True), Column("A student, more or less", is_figure=True),
    )  # fmt: skip
    yield Table(f"Dollars, and how much more or less than {school.name}", columns, tuple(rows))


def _difference(found: Similar, one: Beside) -> Iterator[Block]:
    """Split one difference, by line and by cause; it adds up both ways."""
    name, currency, change = one.near.profile.name, found.currency, one.change_cents()
    if change is None:
        yield Heading(f"{name}: not known", 3)
        yield Note("An amount is not known, so the difference cannot be told.")
        return
    way = "the same" if not change else f"{spoken(abs(change), currency)} {'more' if change > 0 else 'less'}"
    each = found.more_a_student(one)
    yield Heading(f"{name}: {way}, {_more_or_less(each, currency)} a student" if each else f"{name}: {way}", 3)
    lines = one.lines_cents()
    causes = [cause for cause, parts in one.parts_cents.items() if any(parts.values())]
    moving = {line for cause in causes for line, cents in one.parts_cents[cause].items() if cents}
    named = [line for line in lines if line in moving or found.more_a_student(one, line)]
    if not named:
        yield Paragraph(f"Every {'line' if found.has_causes else 'category'} is the same.")
        return
    named.sort(key=lambda line: (-abs(lines[line]), -abs(found.more_a_student(one, line) or 0)))
    parted = causes if found.has_causes else []
    rows = [
        (
            line,
            *(signed(one.parts_cents[cause].get(line, 0), currency) for cause in parted),
            signed(lines[line], currency),
            _signed_dollars(found.more_a_student(one, line), currency),
        )
        for line in named
    ]
    totals = (signed(one.part_cents(cause), currency) for cause in parted)
    rows.append(("Total", *totals, signed(change, currency), _signed_dollars(found.more_a_student(one), currency)))
    columns = (
        Column("Line" if found.has_causes else "Category"), *(Column(cause, is_figure=True) for cause in parted),
        Column("Difference", is_figure=True), Column("A student", is_figure=True),
    )  # fmt: skip
    yield Table(f"{name} against {found.nearest.school.name}", columns, tuple(rows), has_total=True)


def _how_split(found: Similar) -> str:
    if found.has_causes:
        return f"What the two {found.noun}s have changes places, cause by cause, while all others stay as they are; the parts add up to the difference, to the cent."
    return "There is no formula here, so nobody can say why amounts differ; the difference is told by category, and adds up to the cent."


def _notes(found: Similar) -> Iterator[str]:
    """Say how distance is worked out, what weighs how much, and what is left out."""
    nearest = found.nearest
    yield OWN_USE
    yield "Dollars a student are rounded to whole dollars; differences in all are exact."
    yield (
        "Distance is in steps: ten points of the share of a need are one, and so is a size one and a half times as large. Steps are squared, weighed and added; "
        "the root is the distance."
    )
    weighed = ", ".join(f"{_words(name)} {write_number(weight)}" for name, weight in nearest.measures.items())
    yield f"Weights: {weighed}."
    if any(one.near.profile.span for one in found.beside):
        yield f"{found.noun.capitalize()}s of the same grade span come first; at equal distance the smaller id."
    else:
        yield "At equal distance the smaller id comes first."
    if nearest.not_measured:
        yield f"Not compared by, since it is not known of {nearest.school.name}: {listed([_words(one) for one in nearest.not_measured])}."
    if nearest.not_compared:
        yield f"Not compared, since something of this is not known of them: {listed(nearest.not_compared)}."
    named = [f"{_words(name)}: {title}" for name, title in found.titles.items() if title != _words(name)]
    if named:
        yield f"Needs: {'; '.join(named)}."


def similar_as_data(found: Similar) -> dict[str, Any]:
    """Give it for a script; amounts are decimals in text, differences how much more the other has."""
    nearest = found.nearest
    return {
        "school": _profile_as_data(nearest.school) | {"dollars": _plain(found.dollars_cents)},
        "money": found.money,
        "weights": {name: write_decimal_text(weight) for name, weight in nearest.measures.items()},
        "split_by": "cause" if found.has_causes else "category",
        "not_compared": list(nearest.not_compared),
        "not_measured": list(nearest.not_measured),
        "similar": [_beside_as_data(found, one) for one in found.beside],
    }


def _beside_as_data(found: Similar, one: Beside) -> dict[str, Any]:
    return {
        **_profile_as_data(one.near.profile),
        "distance": one.near.distance,
        "same_span": one.near.is_same_span,
        "dollars": _plain(one.dollars_cents),
        "difference": _plain(one.change_cents()),
        "causes": {cause: plain(one.part_cents(cause)) for cause in one.parts_cents} if found.has_causes else None,
        "lines": {line: plain(cents) for line, cents in one.lines_cents().items()},
    }


def _profile_as_data(one: Profile) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "name": one.name,
        "span": one.span,
        "students": None if one.students is None else write_decimal_text(one.students),
        "needs": {name: None if value is None else write_decimal_text(value) for name, value in one.needs.items()},
    }


def _named(one: Profile) -> str:
    return one.unit if one.name == one.unit else f"{one.name} ({one.unit})"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _plain(cents: int | None) -> str | None:
    return None if cents is None else plain(cents)


def _spoken(cents: int | None, currency: str) -> str:
    return NONE if cents is None else spoken(cents, currency)


def _more_or_less(amount: Fraction | None, currency: str) -> str:
    """Write `$52 less`."""
    if amount is None:
        return "not known"
    word = "the same" if not amount else "more" if amount > 0 else "less"
    return f"{dollars_a_student(abs(amount), currency)} {word}" if amount else word


def _signed_dollars(amount: Fraction | None, currency: str) -> str:
    """Write a difference in whole dollars a student."""
    text = dollars_a_student(amount, currency)
    return f"+{text}" if amount is not None and amount * 2 >= 1 else text
