"""The calendar of two years as `calendar.toml`: the dates of FY2028, the choices of FY2029 both ways, who is told when, and what waits for what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from demo.dates import EVENTS, Event

_HEAD = """\
# What is decided when, by whom, and what must come before. `perpupil calendar` reads it.
calendar = 1
title = "Calder Falls Public Schools"
source = "budget calendar FY2028 and FY2029, adopted by the board on May 12, 2026"

[cycle.2028]
begins = 2027-02-09   # the board votes on the formula
starts = 2027-07-01

[cycle.2029]
begins = 2028-02-08
starts = 2028-07-01
"""


@dataclass(frozen=True, slots=True)
class _More:
    """What the list of dates does not say of one."""

    concerns: tuple[str, ...] = ()
    notice: int = 0
    after: Mapping[str, int] = field(default_factory=dict)
    is_choice: bool = False


_LATER = (
    Event(date(2028, 1, 7), "Price list", "Budget director", 2029),
    Event(
        date(2028, 1, 28),
        "Service choices close",
        "Budget director",
        2029,
        "for schools that did not choose two years ahead",
    ),
    Event(date(2028, 2, 8), "Formula vote", "Board", 2029),
)
"""Dates of the year after, as far as they are set."""

_CHOOSE = ("Principals", "Chief academic officer")
_MORE: Mapping[str, _More] = {
    "two_year_choices_2029": _More(("Principals", "Budget director"), 60, {}, is_choice=True),
    "fall_adjustment_2027": _More(("Principals",), 0, {"student_count_2027": 14}),
    "projections_final_2028": _More(("Budget director",), 0, {"student_count_2027": 60}),
    "price_list_2028": _More(("Principals",), 0, {"projections_final_2028": 14}),
    "board_workshop_2028": _More(("Board", "Budget director"), 7, {"projections_final_2028": 0}),
    "service_choices_close_2028": _More(_CHOOSE, 21, {"price_list_2028": 21}, is_choice=True),
    "formula_vote_2028": _More(("Superintendent",), 14, {"board_workshop_2028": 14, "service_choices_close_2028": 7}),
    "allocations_to_schools_2028": _More(("Principals",), 0, {"formula_vote_2028": 3}),
    "school_plans_due_2028": _More(("Budget director",), 28, {"allocations_to_schools_2028": 28}),
    "reviews_of_plans_end_2028": _More(("Principals",), 0, {"school_plans_due_2028": 21}),
    "proposed_budget_2028": _More(("Board",), 0, {"reviews_of_plans_end_2028": 7}),
    "public_hearing_2028": _More(("Superintendent",), 10, {"proposed_budget_2028": 14}),
    "adoption_2028": _More(("Superintendent",), 10, {"public_hearing_2028": 28}),
    "load_file_to_the_ledger_2028": _More((), 0, {"adoption_2028": 7}),
    "student_recount_2028": _More(("Budget director",), 0, {}),
    "price_list_2029": _More(("Principals",), 0, {}),
    "service_choices_close_2029": _More(_CHOOSE, 21, {"price_list_2029": 21}, is_choice=True),
    "formula_vote_2029": _More(("Superintendent",), 14, {"service_choices_close_2029": 7}),
}


def calendar_text(today: date) -> str:
    """Write the calendar as it is known on a day."""
    return _HEAD + "".join("\n" + "\n".join(_table(one, today)) + "\n" for one in (*EVENTS, *_LATER))


def _table(event: Event, today: date) -> Iterator[str]:
    name = name_of(event)
    more = _MORE.get(name, _More())
    yield f"[date.{name}]"
    yield f'title = "{event.what}"'
    yield f"on = {event.day}"
    yield f'owner = "{event.owner}"'
    yield f"year = {event.year}"
    if more.concerns:
        roles = ", ".join(f'"{role}"' for role in more.concerns)
        yield f"concerns = [{roles}]"
    if more.notice:
        yield f"notice = {more.notice}"
        announced = event.day - timedelta(days=more.notice)
        if announced <= today:
            yield f"announced = {announced}"
    if more.after:
        waits = ", ".join(f"{other} = {days}" for other, days in more.after.items())
        yield f"after = {{ {waits} }}"
    if more.is_choice:
        yield "choice = true"
    if event.day < today:
        yield f"done = {event.day}"
    if event.note:
        yield f'note = "{event.note}"'


def name_of(event: Event) -> str:
    """Give the name by which other dates know one."""
    words = "".join(letter if letter.isalnum() else " " for letter in event.what.lower().replace("%", " percent"))
    return f"{'_'.join(words.split())}_{event.year}"
