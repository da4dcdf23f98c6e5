"""Reading what a parameter was before: former values, oldest first, each until a year or a day."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.formula import keys
from perpupil.formula.records import FormerValue

if TYPE_CHECKING:
    from perpupil.formula.records import ParameterValue
    from perpupil.formula.source import Path
    from perpupil.formula.typed import Reader

_YEAR_OR_DAY = re.compile(r"[1-9][0-9]{3}(-[0-9]{2}-[0-9]{2})?", re.ASCII)
_YEAR_DIGITS = 4


def read_history(
    reader: Reader, parameter: Path, raw: object, value: ParameterValue, year: int | None
) -> tuple[FormerValue, ...]:
    """Read the former values of a parameter.

    Args:
        reader: What findings go to.
        parameter: The path of the parameter.
        raw: What its key `was` holds.
        value: What the parameter is now.
        year: The year of the formula, which no change may come after.

    """
    path = (*parameter, "was")
    if not isinstance(raw, list):
        reader.say(
            "wrong-type", path, "`was` must be a list of tables.", 'Write was = [{ value = 1, until = "2026" }].'
        )
        return ()
    if not isinstance(value, Fraction):
        reader.say("wrong-value", path, "`was` goes with `value`.", "Take it out; a table keeps no former values.")
        return ()
    former: list[FormerValue] = []
    for number, table in enumerate(raw):
        place = (*path, str(number))
        read = reader.table(place, table, keys.FORMER)
        if "value" in read and "until" in read and _is_year_or_day(reader, (*place, "until"), read["until"], year):
            former.append(FormerValue(read["value"], read["until"], read.get("source", "")))
    if len(former) == len(raw):
        _require_order(reader, path, former, value)
    return tuple(former)


def _is_year_or_day(reader: Reader, path: Path, until: str, year: int | None) -> bool:
    if not (_YEAR_OR_DAY.fullmatch(until) and _exists(until)):
        reader.say(
            "wrong-value", path, f"`until` cannot be {until[:40]!r}.", 'Write a year or a day: "2026" or "2026-07-01".'
        )
        return False
    if year is not None and int(until[:_YEAR_DIGITS]) > year:
        reader.say(
            "wrong-value",
            path,
            f"A value that is in force until {until} is not a former one: the formula is for {year}.",
            "Correct the year, or take the value out.",
        )
        return False
    return True


def _exists(until: str) -> bool:
    try:
        date.fromisoformat(until if len(until) > _YEAR_DIGITS else f"{until}-01-01")
    except ValueError:
        return False
    return True


def _require_order(reader: Reader, path: Path, former: list[FormerValue], value: Fraction) -> None:
    """Require that former values stand in the order of time, and that each change changed something."""
    untils = [one.until for one in former]
    if any(_is_later(untils[at], untils[at + 1]) for at in range(len(untils) - 1)):
        reader.say("wrong-value", path, "The former values are not in the order of time.", "Write the oldest first.")
    values = [*(one.value for one in former), value]
    if any(values[at] == values[at + 1] for at in range(len(former))):
        reader.say(
            "wrong-value",
            path,
            "A former value is the same as the one that took its place.",
            "Take it out, or correct one of the two.",
        )


def _is_later(one: str, other: str) -> bool:
    """Whether a year or day does not lie before another; a year and a day in it cannot be told apart."""
    shorter = min(len(one), len(other))
    return one[:shorter] >= other[:shorter]
