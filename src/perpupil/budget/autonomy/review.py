"""What somebody has to look at in a register today: signatures, new principals, autonomies without money, requests, what is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from perpupil.budget.autonomy.exercise import beyond
from perpupil.budget.autonomy.ladder import missing_training, standing_of
from perpupil.budget.autonomy.records import (
    AREA_TITLES,
    FILE_NAME,
    NEEDING_MONEY,
    STEP_TITLES,
    Agreement,
    Granted,
    Level,
    Register,
    Request,
    Used,
)
from perpupil.budget.autonomy.requests import paid_in
from perpupil.findings import Finding, Place, finding
from perpupil.formula.figures import counted, day
from perpupil.money import spoken

_NAMED = 3


def review(register: Register, today: dt.date, more: Iterable[Used] = ()) -> tuple[Finding, ...]:
    """Find what wants a decision.

    Args:
        register: The register.
        today: The day.
        more: What schools did beside what the register says.

    """
    each = [one for agreement in register.agreements for one in review_agreement(register, agreement, today)]
    return (*each, *beyond(register, today, more), *_of_requests(register), *_overdue(register, today))


def outdated_training(register: Register, agreement: Agreement, today: dt.date) -> tuple[str, ...]:
    """Give the training that a school's step wants and that its principal was not there for."""
    standing, _ = standing_of(agreement, register)
    if standing.step is None or agreement.principal_since is None:
        return ()
    return missing_training(standing.step, register.ladder, agreement.taken, today, agreement.principal_since)


def review_agreement(register: Register, agreement: Agreement, today: dt.date) -> tuple[Finding, ...]:
    """Find what wants a decision in one agreement: signatures, a new principal, autonomies without money."""
    return tuple(_of_agreement(register, agreement, today))


def _of_agreement(register: Register, agreement: Agreement, today: dt.date) -> Iterator[Finding]:
    name = register.schools[agreement.school]
    where = agreement.place or Place(FILE_NAME, path=f"agreement.{agreement.school}")
    holding = [one for one in agreement.granted if one.level.is_autonomy and one.holds_on(today)]
    signed = agreement.signatures(today)
    unsigned = [
        who for who, one in (("school", agreement.by_school), ("district", agreement.by_district)) if one not in signed
    ]
    if holding and unsigned:
        what = f"{name} has {counted(len(holding), 'autonomy', 'autonomies')}, and the agreement is not signed by the {' and the '.join(unsigned)}."
        yield finding(
            "unsigned-agreement", where, what, 'Write by_school = { who = "Principal", on = its day }, and by_district.'
        )
    outdated = outdated_training(register, agreement, today)
    if outdated and agreement.principal_since is not None:
        standing, _ = standing_of(agreement, register)
        step = STEP_TITLES[standing.step].lower() if standing.step else ""
        titles = "; ".join(register.trainings[one].title for one in outdated)
        what = f"{name} stands on {step!r}; its principal came on {day(agreement.principal_since)} and was not there for: {titles}."
        yield finding(
            "training-outdated", where, what, "Give it again and enter it under `taken`, or let the school step back."
        )
    moneyless = [one for one in holding if _wants_money(one) and not _has_money(register, agreement.school, one)]
    if moneyless:
        areas = " and ".join(AREA_TITLES[one.area].lower() for one in moneyless)
        what = f"{name} decides alone about {areas}, and no fund of which it controls a part goes with it."
        yield finding(
            "autonomy-without-money",
            moneyless[0].place or where,
            what,
            "Name the fund under `funds`, with an amount for the school.",
        )


def _wants_money(granted: Granted) -> bool:
    return granted.level is Level.SCHOOL and granted.area in NEEDING_MONEY


def _has_money(register: Register, school: str, granted: Granted) -> bool:
    return any(register.fund(fund).amounts_cents.get(school, 0) for fund in granted.funds)


def _of_requests(register: Register) -> Iterator[Finding]:
    paid = paid_in(register, register.year)
    unexplained = [one for one in paid if not one.why.strip()]
    endless = [one for one in paid if one.until is None]
    if unexplained:
        what = f"Paid in FY{register.year} without a written reason: {_told(register, unexplained, paid)}."
        fix = "Ask who agreed to it and write why, or say when it ends."
        yield finding("unexplained-request", _place(unexplained), what, fix)
    if endless:
        what = f"Paid in FY{register.year} without an end: {_told(register, endless, paid)}."
        yield finding("request-without-end", _place(endless), what, "Write until = the last fiscal year.")


def _told(register: Register, requests: Sequence[Request], paid: Sequence[Request]) -> str:
    dollars = spoken(sum(one.amount_cents for one in requests), register.currency)
    return f"{len(requests):,} of {counted(len(paid), 'request')}, {dollars} a year ({_named(register, requests)})"


def _named(register: Register, requests: Sequence[Request]) -> str:
    """Name the largest."""
    named = "; ".join(
        f"{register.schools[one.school]}, {one.what}, {spoken(one.amount_cents, register.currency)} since FY{one.since}"
        for one in requests[:_NAMED]
    )
    more = len(requests) - _NAMED
    return f"{named}; and {more:,} more" if more > 0 else named


def _place(requests: Sequence[Request]) -> Place:
    return requests[0].place or Place(FILE_NAME, path="request")


def _overdue(register: Register, today: dt.date) -> Iterator[Finding]:
    for one in register.procedures:
        if one.is_overdue(today):
            what = f"{one.owner} owed schools by {day(one.due)}: {one.title}. It is not marked as done."
            fix = "Write done = the day on which it was done, or agree on a new day."
            yield finding("overdue", one.place or Place(FILE_NAME, path=f"procedure.{one.name}"), what, fix)
