"""The report of where a district stands today: the verdict first, then what stands out, the schools, the measures, and how it was worked out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perpupil.charts.scatter import Point, Scatter, apart, scatter
from perpupil.documents.district_money import (
    before_the_verdict,
    booked_at_no_school,
    discussed,
    district_as_data,
    enough_and_wise,
    gaps_by_school,
    withheld,
)
from perpupil.documents.page import Block, Chart, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.equity.district.records import Mark
from perpupil.equity.measures import MEASURES, Result
from perpupil.equity.measures.declaration import Kind
from perpupil.equity.sample import LeftOut
from perpupil.equity.situation import Base
from perpupil.equity.steady_state import SteadyState
from perpupil.equity.verdict import Verdict
from perpupil.equity.wording import dollars, students

SCHOOLS_SHOWN, UNITS_SHOWN, NAMED = 40, 8, 6


def steady_state_page(found: SteadyState, *, all_schools: bool = False) -> Page:
    """Write the report."""
    question = found.situation.question
    year = f", FY{question.year}" if question.year else ""
    blocks: list[Block] = [Paragraph(question.equity)] if question.equity else []
    blocks += before_the_verdict(found)
    blocks += [
        Paragraph(found.verdict.sentence, is_lead=True),
        Paragraph(f"Looked at: {found.base}{_period(found)}. Source: {question.source}."),
    ]
    blocks += withheld(found)
    blocks += _verdicts(found)
    blocks += _matters(found)
    blocks += enough_and_wise(found)
    blocks += _chart(found)
    blocks += _schools(found, all_schools=all_schools)
    blocks += gaps_by_school(found) if all_schools else ()
    blocks += booked_at_no_school(found)
    blocks += _measures(found)
    blocks += _notes(found)
    return Page(f"Where we stand today: {question.title}{year}", tuple(blocks))


def _period(found: SteadyState) -> str:
    """Say where the leading money comes from and of which time it is, where that is known."""
    period = found.situation.district.periods.get(found.leading, "")
    return f" ({period})" if period else ""


def _verdicts(found: SteadyState) -> Iterator[Block]:
    """Show every verdict beside the leading one."""
    yield Heading("Does it depend on which money is looked at?")
    rows: list[tuple[str, ...]] = []
    every = [*(one for side in found.stages.values() for one in side.verdicts.values()), *found.by_span.values()]
    wanted = any(one.distance is not None for one in every)
    for side in found.stages.values():
        for base, verdict in side.verdicts.items():
            rows.append(
                (str(base), _pattern(verdict), *_line(verdict), *_distance(verdict, wanted), f"{verdict.schools:,}")
            )
    columns = (
        Column("Money"), Column("Dollars and need"), Column("For ten points of need", is_figure=True),
        Column("Interval (99%)", is_figure=True), *((Column("From the target", is_figure=True),) if wanted else ()),
        Column(f"{found.situation.question.noun.capitalize()}s", is_figure=True),
    )  # fmt: skip
    yield Table("Verdicts by money", columns, tuple(rows))
    side = found.stages[found.leading]
    yield Listing(tuple(side.sentences[1:]))
    unknown = [one for one in found.situation.stages_unknown if one not in found.situation.district.unknown]
    if unknown:
        yield Note(
            f"Not known here: what was {' and what was '.join(unknown)}. It is not put at zero, and nothing is said about it."
        )
    if len(found.by_span) > 1:
        rows = [
            (span or "not said", _pattern(one), *_line(one), *_distance(one, wanted), f"{one.schools:,}")
            for span, one in found.by_span.items()
        ]
        yield Table("By grade span, on the leading money", (Column("Grade span"), *columns[1:]), tuple(rows))


def _pattern(verdict: Verdict) -> str:
    """Name the pattern, and the school on which it hangs."""
    return f"{verdict.pattern}: hangs on {verdict.hinges[0].name}" if verdict.hinges else str(verdict.pattern)


def _distance(verdict: Verdict, wanted: bool) -> tuple[str, ...]:  # noqa: FBT001  whether there is a target at all
    """Write how far the slope is from its target, where there is one."""
    if not wanted:
        return ()
    return ("–" if verdict.distance is None else _signed(verdict.distance, verdict.currency),)


def _line(verdict: Verdict) -> tuple[str, str]:
    """Write a slope and its interval."""
    if verdict.line is None:
        return "–", "–"
    line, currency = verdict.line, verdict.currency
    return dollars(
        line.slope, currency
    ), f"{dollars(line.interval.low, currency)} to {dollars(line.interval.high, currency)}"


def _matters(found: SteadyState) -> Iterator[Block]:
    yield Heading("What stands out")
    if not found.matters:
        yield Paragraph("Nothing that these rules look for.")
    for one in found.matters:
        yield Heading(f"{one.title}: {dollars(one.amount_cents / 100, found.situation.question.currency)}", 3)
        named = ", ".join(one.names[:UNITS_SHOWN]) + (
            f" and {len(one.names) - UNITS_SHOWN} more" if len(one.names) > UNITS_SHOWN else ""
        )
        yield Paragraph(f"{one.what} {one.means}")
        yield Paragraph(f"{students(one.students)} students{f'; {named}' if named else ''}.")
        yield from discussed(one, dict(found.situation.district.marks), found.situation.question.currency)


def _chart(found: SteadyState) -> Iterator[Block]:
    """Draw every school, and name those that lie farthest from the line."""
    placed, question = found.schools, found.situation.question
    if len(placed) < 2:  # noqa: PLR2004  one point is no picture
        return
    farthest = sorted(placed, key=lambda one: -abs(one.dollars - one.expected) if one.expected is not None else 0.0)
    chosen = apart([Point(one.name, one.need, one.dollars) for one in farthest], NAMED)
    named = {one.unit for at, one in enumerate(farthest) if at in chosen}
    points = [Point(one.name, one.need, one.dollars, one.span, one.unit in named) for one in placed]
    ends = [(one.need, one.expected) for one in placed if one.expected is not None]
    need = found.situation.titles[question.need]
    chart = Scatter(
        points,
        f"Share of {need}",
        f"Dollars a student: {found.base}",
        (min(ends), max(ends)) if ends else None,
        found.verdict.mean,
        y_format="$,.0f" if question.currency == "USD" else ",.0f",
    )
    yield Heading(f"Which {question.noun}s stand out?")
    yield Chart(scatter(chart), _seen(found, named), _caption(found, min(len(placed), SCHOOLS_SHOWN)))


def _seen(found: SteadyState, named: set[str]) -> str:
    """Say what there is to see: how far the farthest lie from the line."""
    question = found.situation.question
    far = max(
        (one for one in found.schools if one.unit in named),
        key=lambda one: abs(one.dollars - (one.expected or one.dollars)),
    )
    if far.expected is None:
        return f"Each point is a {question.noun}; there is no line through them."
    way = "above" if far.dollars > far.expected else "below"
    return (
        f"{far.name} lies farthest from the line: {dollars(abs(far.dollars - far.expected), question.currency)} a student {way} it. "
        f"Each point is a {question.noun}; the line is the student-weighted fit, the dotted one the mean."
    )


def _caption(found: SteadyState, shown: int) -> str:
    return f"{shown} of {len(found.schools)} {found.situation.question.noun}s, the highest need first"


def _schools(found: SteadyState, *, all_schools: bool) -> Iterator[Block]:
    question = found.situation.question
    shown = found.schools if all_schools else found.schools[:SCHOOLS_SHOWN]
    if not shown:
        return
    yield Heading(f"{question.noun.capitalize()} by {question.noun}")
    rows: list[tuple[str, ...]] = []
    has_spans = any(one.span for one in found.schools)
    for one in shown:
        off = "–" if one.expected is None else _signed(one.dollars - one.expected, question.currency)
        rows.append(
            (
                one.name,
                *((one.span,) if has_spans else ()),
                f"{one.students:,.0f}",
                f"{one.need:.1%}",
                dollars(one.dollars, question.currency),
                off,
            )
        )
    columns = (
        Column(question.noun.capitalize()), *((Column("Grade span"),) if has_spans else ()), Column("Students", is_figure=True),
        Column(_capital(found.situation.titles[question.need]), is_figure=True), Column("Dollars a student", is_figure=True), Column("From the line", is_figure=True),
    )  # fmt: skip
    yield Table(_caption(found, len(shown)), columns, tuple(rows))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _signed(amount: float, currency: str) -> str:
    return f"{'+' if amount >= 0.5 else ''}{dollars(amount, currency)}"  # noqa: PLR2004  half a dollar rounds to one


def _measures(found: SteadyState) -> Iterator[Block]:
    yield Heading("Measures")
    reasons = {result.reason for result in found.measures.values()}
    if len(reasons) == 1 and "" not in reasons:
        yield Paragraph(f"None can be worked out. {reasons.pop()}")
        return
    rows = []
    for name, result in found.measures.items():
        measure = MEASURES[name]
        benchmark = str(measure.benchmark) if measure.benchmark else ""
        rows.append(
            (measure.title, figure(result), benchmark, measure.meaning if result.value is not None else result.reason)
        )
    columns = (
        Column("Measure"),
        Column("Value", is_figure=True),
        Column("Published benchmark"),
        Column("What it says"),
    )
    yield Table(f"On {found.base}", columns, tuple(rows))


def figure(result: Result) -> str:
    """Write a figure by its kind; a dash where there is none."""
    if result.value is None:
        return "–"
    match result.measure.kind:
        case Kind.DOLLARS:
            return dollars(result.value)
        case Kind.SHARE:
            return f"{result.value:.1%}"
        case _:
            return f"{result.value:.3f}"


def _notes(found: SteadyState) -> Iterator[Block]:
    """Say who is left out, what a base holds, and how the verdict is given."""
    yield Heading("How it was worked out")
    situation, noun = found.situation, found.situation.question.noun
    points = [
        f"Left out: {len(left.units)} {noun}s ({left.rule.reason}): {', '.join(left.names[:UNITS_SHOWN])}."
        for left in situation.left
        if left.units
    ]
    points += [_left_out(one, noun) for one in found.verdict.left_out]
    points += [f"{base}: {_held(found, base)}." for base in situation.bases]
    points += [f"What is {stage} is from {words}." for stage, words in situation.district.periods.items()]
    standard = found.verdict.standard
    points.append(
        f"Positive or inverse: the whole {standard.level:.0%} interval of the student-weighted line, robust to unequal variance (HC3), lies beyond {standard.margin:.0%} of mean "
        f"dollars a student for ten points of need. Flat: it lies within. A verdict that one {noun} could overturn is not given."
    )
    points.append("No cause is told by any of this: a line says what goes together, and not why.")
    yield Listing(tuple(points))


def _left_out(one: LeftOut, noun: str) -> str:
    named = ", ".join(one.units[:UNITS_SHOWN])
    return f"Not compared: {len(one.units)} {noun}s, {one.reason} ({named})."


def _held(found: SteadyState, base: Base) -> str:
    return ", ".join(money.title for money in found.situation.question.money if base.holds(money))


def steady_state_as_data(found: SteadyState, *, all_schools: bool = False) -> dict[str, Any]:
    """Give it for a script; what lies between stages at each school only where every school is shown."""
    question = found.situation.question
    return {
        "title": question.title,
        "year": question.year,
        "source": question.source,
        "base": str(found.base),
        "not_known": list(found.situation.stages_unknown),
        "verdict": _verdict_as_data(found.verdict),
        "verdicts": [
            {"base": str(base), **_verdict_as_data(verdict)}
            for side in found.stages.values()
            for base, verdict in side.verdicts.items()
        ],
        "by_need": {need: _verdict_as_data(one) for need, one in found.stages[found.leading].by_need.items()},
        "by_span": {span: _verdict_as_data(one) for span, one in found.by_span.items()},
        "measures": {
            name: {
                "value": result.value,
                "reason": result.reason or None,
                "schools": result.schools,
                "interval": [result.interval.low, result.interval.high] if result.interval else None,
                "options": {key: value for key, value in result.options.items() if isinstance(value, str | float | int)},
            }
            for name, result in found.measures.items()
        },
        "findings": [
            {
                "name": one.name, "title": one.title, "what": one.what, "means": one.means,
                "amount_cents": one.amount_cents, "students": str(one.students), "units": list(one.units),
                "key": one.key, "private": one.is_private, "discussed": _mark_as_data(found.situation.district.marks.get(one.key)),
            }
            for one in found.matters
        ],
        "left_out": [{"rule": left.rule.name, "reason": left.rule.reason, "units": list(left.units)} for left in found.situation.left],
        **district_as_data(found, all_schools=all_schools),
    }  # fmt: skip


def _mark_as_data(mark: Mark | None) -> dict[str, str] | None:
    return None if mark is None else {"by": mark.by, "on": mark.on, "note": mark.note}


def _verdict_as_data(one: Verdict) -> dict[str, Any]:
    line = one.line
    return {
        "pattern": str(one.pattern),
        "sentence": one.sentence,
        "slope": line.slope if line else None,
        "interval": [line.interval.low, line.interval.high] if line else None,
        "margin": line.margin if line else None,
        "schools": one.schools,
        "distance": one.distance,
    }
