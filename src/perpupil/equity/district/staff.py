"""What staff costs at actual and at average pay, and what a sum of money is in teachers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.equity.situation import Funds
from perpupil.equity.wording import tenths
from perpupil.money import spoken

if TYPE_CHECKING:
    from perpupil.equity.district.records import Position

TEACHER = "teacher"
PEOPLE_LEAST = 10
"""What fewer people are paid together could be taken apart by whoever knows some of them."""
_HUNDRED_DOLLARS = 100_00


@dataclass(frozen=True, slots=True)
class PaidAt:
    """What the staff of a school is paid, and what it would be charged at the average pay of each class, in cents."""

    actual: Fraction
    average: Fraction

    @property
    def charged_more(self) -> Fraction:
        """By how much a school that is charged averages is charged more than its staff is paid; less than nothing where it is less."""
        return self.average - self.actual


def paid_at(positions: Iterable[Position], schools: Iterable[str]) -> Mapping[str, PaidAt]:
    """Hold what each school's staff is paid against the average of its class; over all schools together they are the same.

    Staff that grants pay is left out, since grants are charged what people are paid; so is a position that nobody holds.
    """
    wanted = set(schools)
    held = [
        one
        for one in positions
        if one.cents is not None
        and one.fte
        and not one.is_vacant
        and one.school in wanted
        and one.funds is not Funds.FEDERAL
    ]
    cents, fte = defaultdict[str, Fraction](Fraction), defaultdict[str, Fraction](Fraction)
    for one in held:
        cents[one.job_class] += one.cents or 0
        fte[one.job_class] += one.fte
    actual, average = defaultdict[str, Fraction](Fraction), defaultdict[str, Fraction](Fraction)
    for one in held:
        actual[one.school] += one.cents or 0
        average[one.school] += one.fte * cents[one.job_class] / fte[one.job_class]  # exact: Fraction
    return {school: PaidAt(actual[school], average[school]) for school in sorted(actual)}


def of_many(positions: Iterable[Position]) -> tuple[Position, ...]:
    """Keep the positions of schools at which so many people work that a sum of their pay tells nobody's."""
    every = tuple(positions)
    holders = defaultdict[str, set[str]](set)
    for one in every:
        if one.cents is not None and not one.is_vacant:
            holders[one.school].add(one.holder)
    return tuple(one for one in every if len(holders[one.school]) >= PEOPLE_LEAST)


def teachers(positions: Iterable[Position]) -> tuple[Position, ...]:
    """Give the positions of classroom teachers: the class of that name, else every class that has it in its name."""
    every = tuple(positions)
    plain = tuple(one for one in every if one.job_class.lower() == TEACHER)
    return plain or tuple(one for one in every if TEACHER in one.job_class.lower())


def teacher_price(positions: Iterable[Position]) -> Fraction | None:
    """Give what a full-time teacher costs on average: by the price list, else by what teachers are paid; in cents."""
    there = teachers(positions)
    for known in (
        [(one.price_cents, one.fte) for one in there if one.price_cents is not None],
        [(one.cents, one.fte) for one in there if one.cents is not None and not one.is_vacant],
    ):
        whole = sum((fte for _, fte in known), Fraction())
        if whole > 0:
            return sum(cents for cents, _ in known) / whole  # exact: Fraction
    return None


def in_teachers(cents: int, positions: Iterable[Position]) -> str:
    """Say how many teachers a sum is, in a sentence to be put behind another; empty where no price is known."""
    price = teacher_price(positions)
    if not price or price < 0:
        return ""
    count = tenths(cents / price)  # exact: Fraction
    rounded = spoken(round(price / _HUNDRED_DOLLARS) * _HUNDRED_DOLLARS)  # exact: Fraction
    return f" It is as much as {count} teachers at the average price of {rounded}."
