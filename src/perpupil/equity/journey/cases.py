"""The four cases: the state's money follows need or not, times the district's money follows need or not.

*Fair* is meant here in one sense only: dollars a student rise with need, so that the verdict is *positive*. *Flat* and *inverse* are *not*. Where the
verdict is *cannot tell*, so is the case, with the verdict's reason. The sense is ours; a district's own definition of equity may ask for more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.equity.schools import CENTS_END, School, Schools
from perpupil.equity.verdict import STANDARD, Pattern, Standard, Verdict, verdict

if TYPE_CHECKING:
    from perpupil.equity.journey.counting import Pupils


class Follows(StrEnum):
    """Whether dollars follow need."""

    YES = "follows need"
    NO = "does not follow need"
    UNKNOWN = "cannot tell"


def follows(one: Verdict) -> Follows:
    """Read a verdict for the four cases."""
    if one.pattern is Pattern.CANNOT_TELL:
        return Follows.UNKNOWN
    return Follows.YES if one.pattern is Pattern.POSITIVE else Follows.NO


@dataclass(frozen=True, slots=True)
class Case:
    """Where one district stands among the four."""

    unit: str
    name: str
    state: Verdict
    district: Verdict | None
    """None where its schools are not known here."""

    @property
    def place(self) -> tuple[Follows, Follows]:
        """Give the state's side, then the district's."""
        return follows(self.state), follows(self.district) if self.district is not None else Follows.UNKNOWN

    @property
    def reasons(self) -> tuple[str, ...]:
        """Say why it cannot be placed; nothing where it is."""
        told = []
        if self.place[0] is Follows.UNKNOWN:
            told.append(f"Of the state: {self.state.reason}")
        if self.district is None:
            told.append(f"{self.name}: what its schools get is not known here.")
        elif self.place[1] is Follows.UNKNOWN:
            told.append(f"{self.name}: {self.district.reason}")
        return tuple(told)


def verdict_of(
    units: Iterable[tuple[str, str, int]],
    pupils: Mapping[str, Pupils],
    words: tuple[str, str, str],
    standard: Standard = STANDARD,
) -> Verdict:
    """Say whether what units get follows their students' need.

    Args:
        units: Id, name and cents.
        pupils: The students of each.
        words: What the need is called, what one unit is called, and the currency.
        standard: Margin, level and least number of units.

    """
    need, noun, currency = words
    schools = [
        School(unit, name, _students(pupils.get(unit)), _known(cents), {need: _share(pupils.get(unit))})
        for unit, name, cents in units
    ]
    return verdict(Schools.of(schools, need, noun, currency), standard)


def _students(one: Pupils | None) -> Fraction | None:
    return one.students if one is not None else None


def _share(one: Pupils | None) -> Fraction | None:
    return one.share if one is not None else None


def _known(cents: int) -> int | None:
    """Take an amount that no measure can hold for not known."""
    return cents if abs(cents) < CENTS_END else None
