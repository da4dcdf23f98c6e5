"""The rules of a count, as a district states them: who counts, where, on which day, and what a value of a column means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_LEVEL = re.compile(r"[^;=]*")


class TwoSchools(StrEnum):
    """Where a student counts who is enrolled at two schools at once."""

    PRIMARY = "primary"
    """Wholly at one of them: the one marked as primary; else that with the larger share, then the later entry, then the school id that sorts first."""
    SPLIT = "split"
    """Full-time share and membership days at each, in parts; as a whole student at the one that `PRIMARY` would choose."""


@dataclass(frozen=True, slots=True)
class Need:
    """Which values of a column say that a student has a need, and at which level.

    A value that is not listed, a blank among them, is unknown. It is neither yes nor no: it is told in a finding, and the student's profile
    gets the need `<name>_unknown`, which a formula may name, and nothing else does.
    """

    name: str
    column: str
    values: Mapping[str, str | None]
    """The value as exported → the level, `""` for a need without levels, or None where it says that the student does not have it."""
    level_column: str | None = None
    """Where the level stands in a column of its own."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Its value → the level. A student who has the need and a value that is not listed has it at no level, and is told of."""
    marks_unknown: bool = True
    """Whether an unknown value marks the profile. Without it the student counts as one without the need, and only the finding says so."""

    def __post_init__(self) -> None:
        levels = [level for level in (*self.values.values(), *self.levels.values()) if level]
        if not _NAME.fullmatch(self.name) or not all(_LEVEL.fullmatch(level) for level in levels):
            message = f"The need {self.name!r} must be a name, and its levels have no ';' and no '='."
            raise ValueError(message)
        if self.levels and self.level_column is None:
            message = f"The need {self.name!r} has levels and no column to read them from."
            raise ValueError(message)

    @property
    def unknown(self) -> str:
        """The need that marks a profile whose value is unknown."""
        return f"{self.name}_unknown"


def spelled(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """Add the usual spellings of each value: small letters, capitals, and a capital first.

    >>> spelled({"yes": "", "no": None})
    {'yes': '', 'YES': '', 'Yes': '', 'no': None, 'NO': None, 'No': None}
    """
    return {text: level for value, level in values.items() for text in (value, value.upper(), value.capitalize())}


_YES, _NO = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")
YES_OR_NO: Mapping[str, str | None] = MappingProxyType(spelled(dict.fromkeys(_YES, "") | dict.fromkeys(_NO)))
"""How student systems write a flag."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The period over which days of membership are counted: the days on which school is held, of a run of days."""

    begins: date
    ends: date
    """The day after the last."""
    days: tuple[date, ...]
    """The days that count, in order, each once."""

    def __post_init__(self) -> None:
        if list(self.days) != sorted({day for day in self.days if self.begins <= day < self.ends}):
            message = "The days of membership are not in order, or lie outside their period."
            raise ValueError(message)


def every_day(begins: date, ends: date) -> Membership:
    """Count every day of the calendar from one day up to, and not with, another.

    >>> len(every_day(date(2026, 9, 1), date(2026, 10, 1)).days)
    30
    """
    return Membership(begins, ends, tuple(begins + timedelta(number) for number in range((ends - begins).days)))


def school_days(days: Iterable[date]) -> Membership:
    """Count the days on which school is held.

    >>> school_days([date(2026, 9, 2), date(2026, 9, 1)]).ends
    datetime.date(2026, 9, 3)
    """
    held = sorted(set(days))
    return Membership(held[0], held[-1] + timedelta(1), tuple(held)) if held else Membership(date.min, date.min, ())


@dataclass(frozen=True, slots=True)
class CountRule:
    """Everything that a count depends on besides the files."""

    grades: Mapping[str, str]
    """The grade as exported → the district's word for it. A grade that is not listed is told of and counts as the grade `""`."""
    needs: tuple[Need, ...]
    count_date: date | None = None
    """The day on which who is enrolled counts; a roster of one day needs none."""
    two_schools: TwoSchools = TwoSchools.PRIMARY
    membership: Membership | None = None
    """If set, days of membership are counted too."""
    absent_means_no: bool = False
    """Whether a student without a row of programs has no need; otherwise each is unknown."""

    @property
    def day(self) -> date:
        """The day of the count, where spells are counted and one is needed."""
        if self.count_date is None:
            message = "A count of enrollment spells needs the day of the count."
            raise ValueError(message)
        return self.count_date

    def __post_init__(self) -> None:
        names = [name for need in self.needs for name in (need.name, need.unknown)]
        if len(set(names)) < len(names):
            message = "Two needs of a count have the same name."
            raise ValueError(message)
