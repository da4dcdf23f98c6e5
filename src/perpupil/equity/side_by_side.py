"""Verdicts side by side: on state-and-local money and on all funds, each with and without special education, and by other measures of need.

One of them leads, by a rule that looks at which money is known and never at what comes out: state-and-local money without special education. That is the
money whose spread over schools the district decides. Federal money is by law on top of it and goes by need already, so that with it a district
is given credit for what Congress decided. Special education follows each student's own plan, to schools that house its programs, whatever the share of
other needs there. Where special education cannot be told apart, state-and-local money with it leads; then all funds in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from perpupil.equity.verdict import STANDARD, Standard, Verdict, verdict
from perpupil.equity.wording import plain_need

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perpupil.equity.schools import Schools


class MoneyBase(Protocol):
    """Which money is looked at; as text it says so in words."""

    @property
    def all_funds(self) -> bool:
        """Whether federal money is in it, beside state-and-local money."""

    @property
    def special_education(self) -> bool:
        """Whether special education is in it."""

    def __hash__(self) -> int:
        """Stand for itself in a mapping."""


B = TypeVar("B", bound=MoneyBase)


@dataclass(frozen=True, slots=True)
class SideBySide(Generic[B]):
    """The verdicts on each money base that is known, and the leading one by each measure of need."""

    leading: B
    verdicts: Mapping[B, Verdict]
    """In the order in which they would lead."""
    by_need: Mapping[str, Verdict]
    """On the leading money, the measured need first."""

    @property
    def verdict(self) -> Verdict:
        """The leading verdict."""
        return self.verdicts[self.leading]

    @property
    def differing(self) -> tuple[B, ...]:
        """The money bases on which the pattern is another."""
        return tuple(base for base, one in self.verdicts.items() if one.pattern is not self.verdict.pattern)

    @property
    def changing(self) -> tuple[str, ...]:
        """The needs by which the pattern is another."""
        return tuple(need for need, one in self.by_need.items() if one.pattern is not self.verdict.pattern)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say the leading verdict, where other money gives another, and whether another need does."""
        first = f"On {self.leading}: {self.verdict.sentence}"
        return (first, self._on_other_money(), self._by_other_needs())

    def _on_other_money(self) -> str:
        others = [base for base in self.verdicts if base != self.leading]
        if not others:
            return "No other money is known to compare with."
        if not self.differing:
            return f"The same on {_list(others)}."
        told = ", ".join(f"{self.verdicts[base].pattern} on {base}" for base in self.differing)
        return f"Otherwise: {told}."

    def _by_other_needs(self) -> str:
        others = [plain_need(need) for need in self.by_need if need != self.verdict.need]
        if not others:
            return "No other need is known to measure by."
        if not self.changing:
            return f"Measured by {_list(others)} it is the same."
        told = ", ".join(f"{self.by_need[need].pattern} by {plain_need(need)}" for need in self.changing)
        return f"Another need changes it: {told}."


def side_by_side(
    schools: Mapping[B, Schools], standard: Standard = STANDARD, target: float | None = None
) -> SideBySide[B]:
    """Give the verdicts on each money base, and by each need on the leading one.

    Args:
        schools: The same schools with the dollars of each money base that is known, at one stage.
        standard: Margin, level and least number of schools.
        target: The slope that the district wants for the measured need, in dollars a student for ten points.

    Raises:
        ValueError: No money base is known, or they differ in the need that is measured.
    """
    known = sorted(schools, key=lambda base: (base.all_funds, base.special_education))
    if not known:
        raise ValueError("no money is known")
    if len({schools[base].need for base in known}) > 1:
        raise ValueError("verdicts side by side measure one need")
    first = schools[known[0]]
    verdicts = {base: verdict(schools[base], standard, target) for base in known}
    others = {need: verdict(first.with_need(need), standard) for need in first.needs if need != first.need}
    return SideBySide(known[0], verdicts, {first.need: verdicts[known[0]]} | others)


def _list(items: Iterable[object]) -> str:
    """Write a list as a sentence has it."""
    *most, last = map(str, items)
    return f"{', '.join(most)} and {last}" if most else last
