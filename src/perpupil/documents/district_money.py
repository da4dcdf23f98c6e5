"""What the report of a district's own folder says beside the verdict: cost at no school, gaps between stages, enough and wise, what was discussed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from perpupil.documents.page import Block, Column, Heading, Listing, Note, Paragraph, Table
from perpupil.equity.district.booking import CENTRAL, EXCLUDED, Booked, Nowhere
from perpupil.equity.district.records import Answer, Mark
from perpupil.equity.matters import Matter
from perpupil.equity.situation import Base
from perpupil.equity.stages import Stage
from perpupil.equity.steady_state import SteadyState
from perpupil.equity.wording import whole_dollars
from perpupil.money import plain, signed, spoken

CODES_SHOWN = 8
_STAYS = {CENTRAL: "stays central", EXCLUDED: "no current spending on schools", "": "nobody says"}


def before_the_verdict(found: SteadyState) -> Iterator[Block]:
    """Say first how much school cost the ledger books at no school, where the verdict rests on the ledger."""
    district = found.situation.district
    for one in district.booked:
        if one.stage is found.leading:
            yield Paragraph(_stands_nowhere(one, found.situation.titles, found.situation.question.currency))


def _stands_nowhere(booked: Booked, titles: dict[str, str], currency: str) -> str:
    """Say how much, and by what it was spread."""
    cents = booked.school_cost_at_no_school_cents
    schools = sum(booked.at_schools.values()) + cents
    if cents == 0 or schools <= 0:
        return f"Of what was {booked.stage} for schools, nothing is booked at no school."
    by: dict[str, int] = defaultdict(int)
    for one in booked.nowhere:
        if one.is_spread:
            by[one.by] += one.cents
    ways = ", ".join(
        f"{whole_dollars(amount, currency)} by {titles.get(name, name)}"
        for name, amount in sorted(by.items(), key=lambda way: -way[1])
    )
    unsaid = f" {whole_dollars(booked.unsaid_cents, currency)} is in no school's amount." if booked.unsaid_cents else ""
    return (
        f"Of {whole_dollars(schools, currency)} that was {booked.stage} for schools, {whole_dollars(cents, currency)} ({cents / schools:.0%}) is booked at no school"
        f"{f'; it is spread over them, {ways}' if ways else ''}.{unsaid}"
    )


def withheld(found: SteadyState) -> Iterator[Block]:
    """Say why a stage has no verdict, and of which time each stage is."""
    district = found.situation.district
    for stage, why in district.withheld.items():
        yield Note(f"No verdict on what was {stage}: {why}")
    for stage, why in district.unknown.items():
        yield Note(f"What is {stage} is not known: {why}")
    if found.leading in district.partial:
        target = found.situation.question.target_slope
        held = " It is not held against the target, which is for a year." if target is not None else ""
        yield Note(
            f"Not of a whole year: dollars a student of what was {found.leading}, and the margin, are of {district.periods[found.leading]}.{held}"
        )


def booked_at_no_school(found: SteadyState) -> Iterator[Block]:
    """Show all cost that stands at no school with what was done with it, and how the ledger adds up."""
    booked, currency = found.situation.district.booked, found.situation.question.currency
    if not booked:
        return
    yield Heading("What is booked at no school?")
    amounts: dict[tuple[str, str, str], dict[Stage, int]] = defaultdict(dict)
    for one in booked:
        for each in one.nowhere:
            stages = amounts[each.title, _done_with(each, found.situation.titles), each.why]
            stages[one.stage] = stages.get(one.stage, 0) + each.cents
    columns = [Column(str(one.stage).capitalize(), is_figure=True) for one in booked]
    rows = [
        (title, *(spoken(stages.get(one.stage, 0), currency) for one in booked), done, why)
        for (title, done, why), stages in amounts.items()
    ]
    yield Table(
        "Cost booked at no school", (Column("What"), *columns, Column("What was done"), Column("Why")), tuple(rows)
    )
    parts = [one.parts_cents for one in booked]
    told = [
        (name, *(spoken(each[name], currency) for each in parts))
        for name in parts[0]
        if any(each[name] for each in parts)
    ]
    total = ("the ledger, without revenue", *(spoken(one.total_cents, currency) for one in booked))
    yield Table(
        "How the ledger adds up",
        (Column("Part"), *columns),
        (*((name.capitalize(), *cells) for name, *cells in told), total),
    )
    yield from _not_explained(found)


def _done_with(one: Nowhere, titles: dict[str, str]) -> str:
    return f"spread by {titles.get(one.by, one.by)}" if one.is_spread else _STAYS[one.by]


def _not_explained(found: SteadyState) -> Iterator[Block]:
    """Say what is not in any of these amounts, or only by assumption."""
    district, currency = found.situation.district, found.situation.question.currency
    codes = district.unexplained
    if codes:
        more = f" and {len(codes) - CODES_SHOWN} more" if len(codes) > CODES_SHOWN else ""
        yield Note(
            f"Not in these amounts: rows under codes that nobody has explained yet ({', '.join(codes[:CODES_SHOWN])}{more})."
        )
    if district.unused:
        yield Note(
            f"No account fits what is said of: {', '.join(district.unused)}. Look at the codes in [at_no_school]."
        )
    for one in district.booked:
        if one.funds_unsaid_cents:
            amount = whole_dollars(one.funds_unsaid_cents, currency)
            yield Note(
                f"Of {amount} that was {one.stage} nobody says whose money it is; it is taken for state and local."
            )


def gaps_by_school(found: SteadyState) -> Iterator[Block]:
    """Show what lies between the stages, school by school, the largest at the end of the way first."""
    if not found.gaps:
        return
    situation, currency = found.situation, found.situation.question.currency
    names = dict(zip(situation.facts.units, situation.facts.names, strict=True))
    sizes = {one.unit: one.students for one in found.schools}
    yield Heading("What lies between what was allocated, budgeted and spent?")
    on = {f"{_funds(one.earlier)}: {one.earlier.stage} to {one.later.stage}" for one in found.gaps}
    words = {_funds(one.earlier) for one in found.gaps}
    yield Paragraph(f"On {words.pop()}.") if len(words) == 1 else Listing(tuple(sorted(on)))
    if any(one.is_part_of_year for one in found.gaps):
        yield Note("What was spent is not of a whole year: in the gaps to it stands what is still to be paid.")
    last = found.gaps[-1].gaps
    rows = []
    for unit in sorted(last.by_unit_cents, key=lambda one: (last.by_unit_cents[one], one)):
        size = sizes.get(unit)
        each = _whole(last.by_unit_cents[unit] / size, currency) if size else "–"
        gaps = (one.gaps.by_unit_cents.get(unit) for one in found.gaps)
        rows.append((names[unit], *("–" if cents is None else _whole(cents, currency) for cents in gaps), each))
    rows.append(("All schools compared", *(_whole(one.gaps.total_cents, currency) for one in found.gaps), ""))
    columns = [Column(f"{one.earlier.stage} to {one.later.stage}".capitalize(), is_figure=True) for one in found.gaps]
    noun = situation.question.noun.capitalize()
    yield Table(
        "Later less earlier", (Column(noun), *columns, Column("The last, a student", is_figure=True)), tuple(rows)
    )


def _funds(base: Base) -> str:
    """Say which money a base is, whatever its stage."""
    funds = "all funds" if base.all_funds else "state and local money"
    return f"{funds}, {'with' if base.special_education else 'without'} special education"


def _whole(cents: float, currency: str) -> str:  # estimate: a part of a student's cents is rounded to dollars
    return signed(round(cents / 100) * 100, currency)


def enough_and_wise(found: SteadyState) -> Iterator[Block]:
    """Show the few figures of the two questions that the verdict does not answer."""
    district = found.situation.district
    columns = (Column("Figure"), Column("Value", is_figure=True), Column("About"))
    for word, answers in (("Enough", district.enough), ("Wise", found.wise)):
        if answers:
            yield Heading(f"Is it {word.lower()}?")
            yield Table(
                word,
                columns,
                tuple((one.title, one.value or "not known", one.about) for one in answers),
            )


def discussed(one: Matter, marks: dict[str, Mark], currency: str) -> Iterator[Block]:
    """Say who talked about something that stands out, and whether it has changed since."""
    mark = marks.get(one.key)
    if mark is None:
        return
    note = f" {mark.note}" if mark.note else ""
    changed = ""
    if mark.amount_cents is not None and mark.amount_cents != one.amount_cents:
        changed = f" It was {whole_dollars(mark.amount_cents, currency)} then."
    yield Note(f"Discussed on {mark.on}, by {mark.by}.{note}{changed}")


def district_as_data(found: SteadyState, *, all_schools: bool) -> dict[str, Any]:
    """Give it for a script; gaps by school only where every school is shown."""
    district = found.situation.district
    content: dict[str, Any] = {
        "withheld": {str(stage): why for stage, why in district.withheld.items()},
        "unknown": {str(stage): why for stage, why in district.unknown.items()},
        "periods": {str(stage): words for stage, words in district.periods.items()},
        "part_of_year": sorted(map(str, district.partial)),
        "booked": {str(one.stage): _booked_as_data(one) for one in district.booked},
        "codes_not_explained": list(district.unexplained),
        "enough": [_answer(one) for one in district.enough],
        "wise": [_answer(one) for one in found.wise],
    }
    if all_schools:
        content["gaps"] = [
            {
                "earlier": str(one.earlier),
                "later": str(one.later),
                "part_of_year": one.is_part_of_year,
                "by_unit": {unit: plain(cents) for unit, cents in one.gaps.by_unit_cents.items()},
            }
            for one in found.gaps
        ]
    return content


def _booked_as_data(one: Booked) -> dict[str, Any]:
    return {
        "total": plain(one.total_cents),
        "parts": {name: plain(cents) for name, cents in one.parts_cents.items()},
        "at_no_school": [
            {
                "title": each.title, "amount": plain(each.cents), "by": each.by or None, "why": each.why,
                "funds": str(each.kind.funds), "special_education": each.kind.special_education,
            }
            for each in one.nowhere
        ],
    }  # fmt: skip


def _answer(one: Answer) -> dict[str, str | None]:
    return {"title": one.title, "value": one.value or None, "about": one.about}
