"""Requests outside the formula: how many there are from year to year, what they cost, and how many have a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from perpupil.budget.autonomy.records import Answer, Register, Request


@dataclass(frozen=True, slots=True)
class Sum:
    """Several requests, in number and in cents a year."""

    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class YearOfRequests:
    """The requests of one fiscal year."""

    year: int
    asked: Sum
    """Asked for from this year on."""
    refused: Sum
    """Of these, refused."""
    ended: Sum
    """Paid outside the formula the year before, and no more."""
    paid: Sum
    """Paid outside the formula in this year, whenever they were asked for."""
    without_reason: Sum
    """Of these, without a written reason."""


def trend(register: Register) -> tuple[YearOfRequests, ...]:
    """Give every fiscal year from the first request to the later of the last request and the register's year."""
    if not register.requests:
        return ()
    first = min(one.since for one in register.requests)
    last = max(register.year, *(one.since for one in register.requests))
    return tuple(_year(register.requests, year) for year in range(first, last + 1))


def paid_in(register: Register, year: int) -> tuple[Request, ...]:
    """Give what is paid outside the formula in a fiscal year, the largest first."""
    paid = (one for one in register.requests if one.is_paid_in(year))
    return tuple(sorted(paid, key=lambda one: (-one.amount_cents, one.school, one.what)))


def _year(requests: tuple[Request, ...], year: int) -> YearOfRequests:
    asked = [one for one in requests if one.since == year]
    paid = [one for one in requests if one.is_paid_in(year)]
    return YearOfRequests(
        year=year,
        asked=_sum(asked),
        refused=_sum(one for one in asked if one.answer is Answer.REFUSED),
        ended=_sum(one for one in requests if one.is_paid_in(year - 1) and not one.is_paid_in(year)),
        paid=_sum(paid),
        without_reason=_sum(one for one in paid if not one.why.strip()),
    )


def _sum(requests: Iterable[Request]) -> Sum:
    amounts = [one.amount_cents for one in requests]
    return Sum(len(amounts), sum(amounts))
