"""The page of a calendar: what comes next, every day in order, and what more notice would free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from perpupil.calendar.coming import Coming, coming
from perpupil.calendar.notice import Compared, Timeline
from perpupil.calendar.records import Calendar, Decision
from perpupil.documents.page import Block, Column, Heading, Note, Page, Paragraph, Table
from perpupil.formula.figures import counted, day
from perpupil.money import plain, spoken

NONE = "–"
_NEXT = 5


def calendar_page(shown: Calendar, whole: Calendar, today: dt.date, compared: Sequence[Compared] | None = None) -> Page:
    """Write the page.

    Args:
        shown: What is looked at, such as the days of one role.
        whole: The whole calendar.
        today: The day from which it is seen.
        compared: Two timelines for each year in which schools choose; None where they were not asked for.

    """
    blocks: list[Block] = [Paragraph(_lead(shown, whole, today), is_lead=True), *_next(shown, whole, today)]
    if compared is not None and not compared:
        blocks.append(Note("Schools choose on no day of the calendar (choice = true), so there is nothing to compare."))
    for one in compared or ():
        blocks += _timelines(one)
    blocks += [*_days(shown, whole, today), Paragraph(f"Source: {whole.source}.")]
    return Page(f"The calendar of decisions: {whole.title}", tuple(blocks))


def _lead(shown: Calendar, whole: Calendar, today: dt.date) -> str:
    ahead = [one for one in coming(shown, whole, today) if one.days >= 0]
    if not ahead:
        return f"Nothing is to come after {day(today)}."
    first = ahead[0]
    return f"Next: {first.decision.title} on {day(first.decision.on)}, {_in_days(first.days)}. {counted(len(ahead), 'day')} of decision {'is' if len(ahead) == 1 else 'are'} to come."


def _in_days(days: int) -> str:
    if days < 0:
        return f"{counted(-days, 'day')} overdue"
    return "today" if days == 0 else f"in {counted(days, 'day')}"


def _next(shown: Calendar, whole: Calendar, today: dt.date) -> Iterator[Block]:
    ahead = coming(shown, whole, today)[:_NEXT]
    if not ahead:
        return
    yield Heading("What comes next")
    columns = (
        Column("Day"),
        Column("What"),
        Column("Who"),
        Column("When"),
        Column("Waits for"),
        Column("To be announced"),
    )
    yield Table("The next days of decision", columns, tuple(_next_row(one) for one in ahead))


def _next_row(one: Coming) -> tuple[str, ...]:
    decision = one.decision
    return (
        day(decision.on),
        decision.title,
        ", ".join((decision.owner, *decision.concerns)),
        _in_days(one.days),
        "; ".join(f"{each.title} ({day(each.on)})" for each in one.waits_for) or NONE,
        f"by {day(decision.announce_by)}" if one.must_be_announced else NONE,
    )


def _timelines(one: Compared) -> Iterator[Block]:
    yield Heading(f"What more notice would free in FY{one.year}")
    more = spoken(one.more_cents, one.currency)
    years = " and ".join(f"FY{year}" for year in one.prices_of)
    prices = f", at the prices of {years}" if years else ""
    yield Paragraph(
        f"Schools choose {_told(one.later)}. If they chose {_told(one.earlier)}, {more} more could be handed to them: "
        f"cost that the district could end in time. It is what would be freed if every school declined the service{prices}."
    )
    columns = (
        Column("Service"),
        Column(_heading(one.later), is_figure=True),
        Column(_heading(one.earlier), is_figure=True),
        Column("More", is_figure=True),
    )
    rows = [
        (
            gain.service.title,
            spoken(gain.later_cents, one.currency),
            spoken(gain.earlier_cents, one.currency),
            spoken(gain.more_cents, one.currency),
        )
        for gain in one.gains
    ]
    rows.append(("Total", spoken(one.later_cents, one.currency), spoken(one.earlier_cents, one.currency), more))
    yield Table(f"Cost that notice frees, FY{one.year}", columns, tuple(rows), has_total=True)


def _told(timeline: Timeline) -> str:
    return f"by {day(timeline.decided)}, {counted(timeline.months, 'month')} before the year"


def _heading(timeline: Timeline) -> str:
    return f"By {day(timeline.decided)}"


def _days(shown: Calendar, whole: Calendar, today: dt.date) -> Iterator[Block]:
    yield Heading("Every day")
    if not shown.decisions:
        yield Note("No day is left with what was asked for.")
        return
    columns = (Column("Day"), Column("What"), Column("For"), Column("Owner"), Column("After"), Column("Done"))
    rows = tuple(
        (
            day(one.on),
            f"{one.title}: {one.note}" if one.note else one.title,
            f"FY{one.year}",
            one.owner,
            "; ".join(_after(whole, name, days) for name, days in sorted(one.after.items())) or NONE,
            day(one.done) if one.done else "overdue" if one.is_overdue(today) else NONE,
        )
        for one in shown.decisions
    )
    yield Table("The days of decision, in order", columns, rows)
    if shown.cycles:
        cycles = tuple((f"FY{one.year}", day(one.begins), day(one.starts)) for one in whole.cycles)
        yield Table("The budget cycles", (Column("Year"), Column("Cycle begins"), Column("Year begins")), cycles)


def _after(whole: Calendar, name: str, days: int) -> str:
    title = whole.decision(name).title
    return f"{title}, {counted(days, 'day')}" if days else title


def calendar_as_data(
    shown: Calendar, whole: Calendar, today: dt.date, compared: Sequence[Compared] | None = None
) -> dict[str, Any]:
    """Give it for a script; amounts are decimals in text."""
    return {
        "title": whole.title,
        "source": whole.source,
        "today": today.isoformat(),
        "cycles": {
            one.year: {"begins": one.begins.isoformat(), "starts": one.starts.isoformat()} for one in whole.cycles
        },
        "decisions": [_decision(one) for one in shown.decisions],
        "next": [
            {"name": one.decision.name, "days": one.days, "waits_for": [each.name for each in one.waits_for]}
            for one in coming(shown, whole, today)
        ],
        "compared": [_compared(one) for one in compared or ()],
    }


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "on": one.on.isoformat(),
        "owner": one.owner,
        "concerns": list(one.concerns),
        "year": one.year,
        "after": dict(one.after),
        "notice_days": one.notice_days,
        "announce_by": one.announce_by.isoformat(),
        "announced": one.announced.isoformat() if one.announced else None,
        "choice": one.is_choice,
        "done": one.done.isoformat() if one.done else None,
        "note": one.note or None,
    }


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "year": one.year,
        "later": {
            "decided": one.later.decided.isoformat(),
            "months": one.later.months,
            "freed": plain(one.later_cents),
        },
        "earlier": {
            "decided": one.earlier.decided.isoformat(),
            "months": one.earlier.months,
            "freed": plain(one.earlier_cents),
        },
        "more": plain(one.more_cents),
        "services": {
            gain.service.name: {
                "later": plain(gain.later_cents),
                "earlier": plain(gain.earlier_cents),
                "more": plain(gain.more_cents),
            }
            for gain in one.gains
        },
    }
