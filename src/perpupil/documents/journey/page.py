"""The page of a journey, for leadership: the sentence first, then each thing with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from perpupil.charts.flow import flow
from perpupil.documents.journey import tables
from perpupil.documents.journey.picture import Picture, as_flow, picture
from perpupil.documents.journey.words import a_student, brief, many
from perpupil.documents.page import Block, Chart, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.equity.journey.slopes import Slope
from perpupil.equity.sample import Undefined

if TYPE_CHECKING:
    from perpupil.equity.journey.journey import District, Journey, NeedSums


def journey_page(found: Journey, district: District | None = None, *, show_all: bool = False) -> Page:
    """Write the page.

    Args:
        found: The journey.
        district: The one district that is looked at; the whole if None.
        show_all: Whether every district and school is listed, and not only the first ones.

    """
    if district is None and found.is_one_district:
        district = found.districts[0]
    year = f", FY{found.year}" if found.year and str(found.year) not in found.title else ""
    place = f": {district.stop.name}" if district is not None and district.stop.path else ""
    blocks = [
        *_lead(found, district),
        *_flow(found, district),
        *tables.levels(found, district),
        *tables.generated(found, district, show_all=show_all),
        *_slope(found, district),
        *tables.cases(found, district),
        *tables.decision_points(found, district),
        *_notes(found),
    ]
    return Page(f"The journey of a dollar: {found.title}{place}{year}", tuple(blocks))


def _lead(found: Journey, district: District | None) -> Iterator[Block]:
    """Say what became of the money, what need generated and what was delivered, and what each level does."""
    yield Paragraph(_reached(found) if district is None else _reached_in(district, found.currency), is_lead=True)
    for sentence in (_need_sentence(found, district), _slope_sentence(found)):
        if sentence:
            yield Paragraph(sentence)


def _reached(found: Journey) -> str:
    """Say what came in, what reached schools, and what stayed."""
    currency = found.currency
    came = sum(one.own_cents for one in found.stops)
    stays = sum(one.stays_cents for one in found.stops)
    schools = found.schools_cents
    ends = sum(one.ends_cents for one in found.levels)
    unexplained = came - stays - ends
    if schools is None:
        to = many(len(found.amounts_cents), found.top.noun)
        told = f"{tables.exact(ends, currency)} goes to {to}; what they give their schools is not known here"
    else:
        beyond = ends - schools
        told = f"{tables.exact(schools, currency)} reaches schools"
        if beyond:
            told += f", {tables.exact(beyond, currency)} goes where schools are not known here"
    stayed = f", and {tables.exact(stays, currency)} stays on the way" if stays else ""
    return f"Of {tables.exact(came, currency)} that comes in, {told}{stayed}. Unexplained: {tables.exact(unexplained, currency)}."


def _reached_in(district: District, currency: str) -> str:
    stop = district.stop
    given = f"{tables.exact(stop.came_cents, currency)} from the level above" if stop.came_cents else ""
    own = f"{tables.exact(stop.own_cents, currency)} of its own" if stop.own_cents else ""
    came = " and ".join(filter(None, (given, own))) or "nothing"
    schools = many(len(district.schools), stop.noun)
    if not stop.is_worked:
        return f"{stop.name} has {came}; what becomes of it could not be worked out."
    stays = f", and {tables.exact(stop.stays_cents, currency)} stays with it" if stop.stays_cents else ""
    return f"{stop.name} has {came}: {tables.exact(stop.went_cents, currency)} goes to {schools}{stays}. Unexplained: {tables.exact(stop.unexplained_cents, currency)}."


def _need_sentence(found: Journey, district: District | None) -> str:
    """Say of the measured need what it generates and what is delivered."""
    need = found.question.measured
    if need is None:
        return ""
    currency = found.currency
    if district is not None:
        given, delivered = district.generated_cents, district.delivered_cents
        first = _generated(given[need.name], need.title, found) if given is not None and need.name in given else ""
        second = (
            f"its own formula delivers {brief(delivered[need.name], currency)} to schools because of them"
            if delivered is not None and need.name in delivered
            else "what its own formula delivers because of them is not known here"
        )
        return (
            f"{first}; {second}."
            if first
            else f"{second[0].upper()}{second[1:]}.".replace("of them", f"of {need.title}")
        )
    sums = next(one for one in found.needs if one.need.name == need.name)
    return _sums_sentence(sums, found)


def _generated(cents: int, title: str, found: Journey) -> str:
    amount = brief(cents, found.currency)
    if found.question.amount:
        return f"Because of its {title} it has {amount} more in “{found.amount_title}”"
    return f"Because of its {title} it is given {amount} by the formula above"


def _sums_sentence(sums: NeedSums, found: Journey) -> str:
    currency, title = found.currency, sums.need.title
    if sums.generated_cents is None:
        return f"What is generated because of {title} cannot be told. {found.parts.reason if isinstance(found.parts, Undefined) else ''}".strip()
    base = f" in “{found.amount_title}”" if found.question.amount else ""
    text = f"Because of {title} “{found.title}” generates {brief(sums.generated_cents, currency)}{base}"
    if sums.delivered_cents is None:
        return f"{text}. What reaches the schools that they attend is not known here."
    reachable = sums.generated_cents - (sums.beyond_cents or 0)
    where = (
        f", {brief(reachable, currency)} of it in {found.top.noun}s whose schools are known"
        if sums.beyond_cents
        else ""
    )
    return (
        f"{text}{where}; the formulas below deliver {brief(sums.delivered_cents, currency)} to schools because of them."
    )


def _slope_sentence(found: Journey) -> str:
    need = found.question.measured
    if need is None or isinstance(found.slope, Undefined):
        return ""
    one = found.slope
    amount = a_student(abs(one.whole), found.currency).removeprefix("+")
    difference = f"{amount} {'more' if one.whole >= 0 else 'less'}" if one.whole else "the same dollars"
    parts = "; ".join(
        f"{piece.name[0].lower()}{piece.name[1:]} {a_student(piece.slope, found.currency)}" for piece in one.pieces
    )
    told = f": {parts}" if len(one.pieces) > 1 else ""
    return f"{one.noun.capitalize()}s with ten points more {need.title} have {difference} a student ({_compared(one)}){told}."


def _compared(one: Slope) -> str:
    """Say how many schools are compared, and of how many districts."""
    places = len(one.by_place)
    return many(one.schools, one.noun) + (f" in {many(places, 'district')}" if len(one.pieces) > 1 else "")


def _flow(found: Journey, district: District | None) -> Iterator[Block]:
    """Draw the flow, with the table of its numbers."""
    made = picture(found, district)
    chart = as_flow(made, found.currency)
    yield Heading("Where a dollar goes")
    caption = "From where to where"
    if chart.bands:
        yield Chart(flow(chart), _seen(made, found), caption)
    ordered = sorted(made.stretches, key=lambda one: one.start[0])
    rows = tuple(
        (one.start[1], one.end[1], one.decided, tables.exact(one.amount_cents, found.currency)) for one in ordered
    )
    yield Table(caption, (Column("From"), Column("To"), Column("Who decides"), Column("Amount", is_figure=True)), rows)


def _seen(made: Picture, found: Journey) -> str:
    """Say what there is to see: the largest amount that stays, or that it goes to the end."""
    last = len(made.headings) - 1
    stays = {
        end: sum(one.amount_cents for one in made.stretches if one.end == end) for end in made.stays if end[0] < last
    }
    legend = "A band is as wide as its amount."
    if any(stays.values()):
        legend += " Lighter blocks are where money stays."
    if any(one.is_need for one in made.stretches):
        legend += " Darker bands are there because of a need."
    if made.deciding:
        legend += " ◆ marks where a district decides."
    if not any(stays.values()):
        return f"Nothing stays on the way. {legend}"
    place = max(stays, key=lambda one: stays[one])
    return f"Of what stays on the way, most is “{place[1]}”: {brief(stays[place], found.currency)}. {legend}"


def _slope(found: Journey, district: District | None) -> Iterator[Block]:
    """Show what each level adds to the slope, or takes from it."""
    need = found.question.measured
    if need is None:
        return
    yield Heading("What each level does: do dollars follow need?")
    if isinstance(found.slope, Undefined):
        yield Paragraph(f"This cannot be told. {found.slope.reason}")
    else:
        yield from _pieces(found, found.slope, district)
    if found.state is not None:
        yield Paragraph(f"What “{found.title}” hands out: {found.state.sentence}")
    case = district.case if district is not None else None
    if case is not None and case.district is not None:
        yield Paragraph(f"What {case.name} hands out: {case.district.sentence}")


def _pieces(found: Journey, one: Slope, district: District | None) -> Iterator[Block]:
    rows = [(f"{piece.number + 1}: {piece.name}", a_student(piece.slope, found.currency)) for piece in one.pieces]
    rows.append((f"All {one.noun}s together", a_student(one.whole, found.currency)))
    columns = (Column("Level"), Column("Dollars a student for ten points of need", is_figure=True))
    yield Table("What each level adds to the slope, or takes from it", columns, tuple(rows), has_total=True)
    if district is not None and district.stop.path in one.by_place and district.stop.path:
        share = a_student(one.by_place[district.stop.path], found.currency)
        yield Paragraph(f"Of the last level, {share} is the work of {district.stop.name}.")


def _notes(found: Journey) -> Iterator[Block]:
    """Say how it was worked out, and what is not known."""
    yield Heading("How this was worked out")
    if not found.question.needs:
        yield Note("Nothing is asked of needs. Write journey.toml beside the formula to see what need generates.")
    points = [
        "Every level is worked by its own formula on what the level above gives it. What came in less what stayed and went on is nothing, to the cent.",
        "A need generates what a formula pays less what its lines would ask if nobody had the need, cut or raised as its pool was. A dollar is generated once: what two needs bring only together is shared evenly between them.",
        "Delivered is the same of the district's formula: what it gives a school because of a need. A district whose formula counts no such students delivers nothing because of them, although its schools may have more for other reasons; whether they do is what the slope shows.",
        "At a school, generated is the district's amount shared out by how many of its students with the need are there.",
        "The slope is student-weighted over all schools that can be compared. Its parts are covariances over one variance, so they add up to it exactly; it says what goes together, and not why.",
        "Money follows need where the verdict is positive: the whole 99% interval lies above 1% of mean dollars a student for ten points of need. Flat and inverse do not follow.",
    ]
    if found.question.amount:
        points.insert(1, f"What need generates is looked at in “{found.amount_title}”, and not in what is handed out.")
    if isinstance(found.slope, Slope) and found.slope.left_out:
        left = ["/".join(path) for path in found.slope.left_out]
        points.append(f"Not compared, since schools, students or need are not known there: {tables.named(left)}.")
    points += tables.miscounted(found)
    yield Listing(tuple(points))
