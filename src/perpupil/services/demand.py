"""Demand: what all schools together want of a service, which staff that means, and whether it can run."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from perpupil.services.catalogue import DAYS_IN_WEEK, STAFF, Driver
from perpupil.services.settlement import Settled, Settlement, Standing


@dataclass(frozen=True, slots=True)
class Demand:
    """What is wanted of one service."""

    settled: Settled
    schools_today: int
    schools_wanting: int
    not_chosen: int
    """Schools that have not chosen, and go on as today."""
    today: Fraction
    wanted: Fraction
    positions_today: Fraction | None
    """Full-time positions; None where the service is not staff."""
    positions_wanted: Fraction | None

    @property
    def declined(self) -> Fraction:
        """Units that are not wanted any more; below zero where more are wanted."""
        return self.today - self.wanted


def demand(settlement: Settlement) -> tuple[Demand, ...]:
    """Give the demand for every service that is a choice."""
    return tuple(_demand(settled) for settled in settlement.services if settled.price.is_offered)


def _demand(settled: Settled) -> Demand:
    outcomes, driver = settled.outcomes, settled.price.service.driver
    today, wanted = settled.price.quantity, settled.wanted
    by_days = 1 if driver is Driver.FTE else DAYS_IN_WEEK
    is_staff = driver in STAFF
    return Demand(
        settled,
        schools_today=sum(1 for one in outcomes if one.quantity),
        schools_wanting=sum(1 for one in outcomes if one.wanted),
        not_chosen=sum(1 for one in outcomes if one.choice is None),
        today=today,
        wanted=wanted,
        positions_today=today / by_days if is_staff else None,  # exact: Fraction
        positions_wanted=wanted / by_days if is_staff else None,  # exact: Fraction
    )


def is_ended(settled: Settled) -> bool:
    """Whether a service cannot run and ends."""
    return not settled.runs and any(one.standing is Standing.ENDED for one in settled.outcomes)
