"""What is a school's to decide and what is not: two lists that follow from the agreement, the funds and the law."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from perpupil.budget.autonomy.records import Area, Fund, Legal, Level, Position, Register


@dataclass(frozen=True, slots=True)
class Scope:
    """What a school decides, and what others do."""

    school: str
    areas: tuple[tuple[Area, Level], ...]
    """Areas in which it decides, alone or with the district."""
    funds: tuple[tuple[Fund, int], ...]
    """Funds of which it controls a part, with its cents a year."""
    positions: tuple[Position, ...]
    """Positions that law and contract leave to schools, some on a condition."""
    other_areas: tuple[tuple[Area, Level], ...]
    """Areas in which the district decides, hearing the school or not."""
    other_funds: tuple[Fund, ...]
    """Funds of which it controls nothing."""
    fixed_positions: tuple[Position, ...]
    """Positions on which no school decides, each with its rule."""


def scope_of(register: Register, school: str, today: dt.date) -> Scope:
    """Say what a school decides on a day; where nothing was agreed the district decides."""
    agreement = register.agreement(school)
    held = {area: agreement.autonomy(area, today) if agreement is not None else None for area in Area}
    levels = {area: one.level if one is not None else Level.DISTRICT for area, one in held.items()}
    controlled = tuple((fund, cents) for fund, cents in register.controlled(school) if cents)
    return Scope(
        school=school,
        areas=tuple((area, level) for area, level in levels.items() if level.is_autonomy),
        funds=controlled,
        positions=tuple(one for one in register.positions if one.legal is not Legal.FIXED),
        other_areas=tuple((area, level) for area, level in levels.items() if not level.is_autonomy),
        other_funds=tuple(fund for fund in register.funds if not fund.amounts_cents.get(school)),
        fixed_positions=tuple(one for one in register.positions if one.legal is Legal.FIXED),
    )
