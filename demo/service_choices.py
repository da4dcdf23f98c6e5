"""What the principals of all sixty schools have chosen by today, under both approaches, and who has not chosen yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from demo.counts import Row
from demo.district import FOUNDRY, TODAY, School, schools
from demo.service_terms import placed

PRINTED = 17_900
"""Students at schools that want the print shop; it runs from 20,000."""

_FOUNDRY = f"0{FOUNDRY}"
_WITHOUT_SEATS = ("0503", "0507", "0408")
"""Two high schools and a middle school that take another assessment: more seats than the contract lets go."""

_NOT_YET = ("0206", "0239", "0405")
"""Schools that have chosen about the print shop only."""


def choice_rows() -> Iterator[Row]:
    """Give one row a school and service that somebody chose about."""
    yield ("school", "service", "choice", "quantity", "who", "when")
    printing = _wants_print_shop()
    for number, school in enumerate(schools()):
        when = TODAY - timedelta(days=number % 9)
        for service, choice, quantity in _chosen(number, school, wants_print_shop=school.ledger in printing):
            yield (school.ledger, service, choice, quantity, "principal", when)


def _chosen(number: int, school: School, *, wants_print_shop: bool) -> Iterator[tuple[str, str, str]]:
    """Give the choices of one school: service, choice, quantity."""
    code = school.ledger
    yield "print_shop", "buy" if wants_print_shop else "decline", ""
    if code in _NOT_YET:
        return
    if code in placed("literacy_coaches"):
        yield "literacy_coaches", "decline" if number % 8 == 5 and code != _FOUNDRY else "keep", ""
    if code in placed("math_coaches"):
        yield "math_coaches", "decline" if number % 5 == 2 or code == _FOUNDRY else "buy", ""
    days = placed("itinerant_arts").get(code, 0)
    if days:
        fewer = code == _FOUNDRY or (number % 7 == 3 and days > 1)
        yield "itinerant_arts", "keep", str(int(days) - 1) if fewer else ""
    if placed("math_books").get(code):
        yield "math_books", "decline" if school.innovation else "keep", ""
    seats = placed("course_seats").get(code, 0)
    if seats:
        yield "course_seats", "keep", str(int(seats) // 2) if number % 3 == 1 else ""
    if placed("writing_institute").get(code):
        yield "writing_institute", "decline" if number % 6 == 1 and code != _FOUNDRY else "keep", ""
    if code != _FOUNDRY:
        yield "assessment_platform", "decline" if code in _WITHOUT_SEATS else "keep", ""


def _wants_print_shop() -> set[str]:
    """Find schools with exactly so many students between them; Foundry is not one."""
    reached: dict[int, tuple[str, ...]] = {0: ()}
    for school in schools():
        if school.ledger == _FOUNDRY:
            continue
        for total, codes in list(reached.items()):
            longer = total + school.students
            if longer <= PRINTED:
                reached.setdefault(longer, (*codes, school.ledger))
    return set(reached[PRINTED])
