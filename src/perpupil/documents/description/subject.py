"""What a description is about, and for whom: what every section of the page is given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from perpupil.money import spoken

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.past_values import Cost
    from perpupil.formula.records import Formula
    from perpupil.formula.wording import Wording


class Audience(StrEnum):
    """Who reads a page: schools and the public, or those who work with the formula itself."""

    SCHOOLS = "schools"
    ANALYSTS = "analysts"


@dataclass(frozen=True, slots=True)
class Subject:
    """A formula with its words, and what it gives where it was worked on facts."""

    formula: Formula
    wording: Wording
    audience: Audience
    allocation: Allocation | None
    costs: tuple[Cost, ...]

    @property
    def is_for_analysts(self) -> bool:
        """Whether the reader knows the words of the formula's own text."""
        return self.audience is Audience.ANALYSTS

    @property
    def student_counts(self) -> str:
        """What students by school, grade and need are called."""
        return "headcount" if self.is_for_analysts else "student counts"

    @property
    def data_set(self) -> str:
        """What the file of schools is called."""
        return "facts" if self.is_for_analysts else "data set"

    def money(self, amount_cents: int) -> str:
        """Write an amount; below zero with a true minus."""
        return spoken(amount_cents, self.formula.currency).replace("-", "\N{MINUS SIGN}", 1)

    def title(self, name: str) -> str:
        """Give what people call a name; for analysts with the name itself."""
        title = self.wording.title(name)
        return f"{title} ({name})" if self.is_for_analysts else title
