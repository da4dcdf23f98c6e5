"""The years in which a method is phased in: what is set for each, and which limits and sums have ended by then.

Years with the same rules are one phase. A later year is the method as it would be carried over to it: what has ended is taken out, what was
set for the year is set, and all else (students, facts, earlier years and pools) stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from perpupil.formula.next_year import Ended, next_formula
from perpupil.formula.records import Formula, Line

JULY = (7, 1)
"""When the fiscal year begins, as month and day, where nobody says otherwise."""

Settings = Mapping[int, Mapping[str, Fraction]]
"""For a fiscal year the parameters that are set from it on."""


class NoSuchYear(ValueError):
    """Something is set for a year that the method does not have; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Phase:
    """Years in which a method has the same rules."""

    first_year: int | None
    """None where the formula does not say its year."""
    last_year: int | None
    """None where it goes on."""
    formula: Formula = field(repr=False)
    settings: Mapping[str, Fraction]
    """The parameters that are set from its first year on."""
    ended: tuple[Line, ...] = ()
    """Limits and sums that have ended by then, and had not in the phase before."""
    stayed: tuple[Ended, ...] = ()
    """Those among them that cannot be taken out."""

    def __str__(self) -> str:
        """Say which years: `FY2028`, `FY2029 and FY2030`, `from FY2031 on`."""
        if self.first_year is None:
            return "as written"
        if self.last_year is None:
            return f"from FY{self.first_year} on"
        if self.last_year == self.first_year:
            return f"FY{self.first_year}"
        word = "and" if self.last_year == self.first_year + 1 else "to"
        return f"FY{self.first_year} {word} FY{self.last_year}"


def phases(formula: Formula, settings: Settings | None = None, begins: tuple[int, int] = JULY) -> tuple[Phase, ...]:
    """Give the phases of a method, the first one as it is written.

    Args:
        formula: The method.
        settings: Parameters that are set from a year on; the first year's too.
        begins: Month and day on which the fiscal year begins.

    Raises:
        NoSuchYear: Something is set for a year before that of the formula, or the formula does not say its year.
        KeyError: It has no parameter of that name that is a number.

    """
    settings = {year: dict(values) for year, values in (settings or {}).items()}
    if formula.year is None:
        if settings:
            message = "The formula does not say its year, so nothing can be set for a later one."
            raise NoSuchYear(message)
        return (Phase(None, None, formula, {}),)
    if settings and min(settings) < formula.year:
        message = f"The formula is for {formula.year}; nothing can be set for {min(settings)}."
        raise NoSuchYear(message)
    ends = {gone_in(line.until, begins) for line in formula.lines.values() if line.until is not None}
    starts = sorted({formula.year, *settings, *(year for year in ends if formula.year < year <= date.max.year)})
    lasts = [*(year - 1 for year in starts[1:]), None]
    made: list[Phase] = []
    told: set[str] = set()
    for first, last in zip(starts, lasts, strict=True):
        worked, ended, stayed = _carried(formula, first, begins)
        ended = tuple(line for line in ended if line.name not in told)
        stayed = tuple(one for one in stayed if one.line.name not in told)
        told |= {line.name for line in ended} | {one.line.name for one in stayed}
        made.append(
            Phase(first, last, _with_settings(worked, formula, settings, first), settings.get(first, {}), ended, stayed)
        )
    return tuple(made)


def gone_in(until: date, begins: tuple[int, int] = JULY) -> int:
    """Give the first fiscal year that begins after a day.

    >>> gone_in(date(2030, 6, 30)), gone_in(date(2030, 7, 1)), gone_in(date(2030, 12, 31), (1, 1))
    (2031, 2032, 2031)
    """
    day = (until.month, until.day)
    if begins == (1, 1):
        return until.year + 1
    return until.year + (1 if day < begins else 2)


def _with_settings(worked: Formula, formula: Formula, settings: Settings, until: int) -> Formula:
    """Set what is set by a year; the last value counts, and a parameter that has gone with what used it is let go."""
    for year in sorted(settings):
        for name, value in settings[year].items():
            if year <= until and (name in worked.parameters or name not in formula.parameters):
                worked = worked.with_parameter(name, value)
    return worked


def _carried(
    formula: Formula, year: int, begins: tuple[int, int]
) -> tuple[Formula, tuple[Line, ...], tuple[Ended, ...]]:
    """Carry a formula over to a year, with the amounts and parameters it has now; earlier years are counted back from its own year, as now."""
    if year == formula.year:
        return formula, (), ()
    first_day = date(year - (begins > (1, 1)), *begins)
    later = next_formula(formula, year, first_day)
    made = later.formula
    amounts = {pool.amount: formula.definitions[pool.amount] for pool in made.pools.values()}
    parameters = {name: replace(one, value=formula.parameters[name].value) for name, one in made.parameters.items()}
    pools = {name: replace(pool, given=formula.pools[name].given) for name, pool in made.pools.items()}
    carried = replace(
        made,
        year=formula.year,
        binding=formula.binding,
        parameters=parameters,
        pools=pools,
        definitions={**made.definitions, **amounts},
        expectations=(),
    )
    return carried, later.dropped, later.stayed
