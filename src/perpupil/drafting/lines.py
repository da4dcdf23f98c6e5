"""What was found about one line: its rule, the units that stand outside it, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from perpupil.drafting.lastyear import Figures
from perpupil.drafting.search import Choice
from perpupil.drafting.table import Target


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line or working of last year's table."""

    figures: Figures
    is_step: bool
    target: Target
    choice: Choice | None
    rest: str = ""
    """Where no rule was found: what describes the amounts."""
    why: tuple[str, ...] = ()
    """Where no rule was found: what was tried, how near it came, and what is missing; else what units outside the rule have in common."""

    @property
    def name(self) -> str:
        """Its name in the formula."""
        return self.figures.name

    @property
    def is_zero(self) -> bool:
        """Whether nobody gets anything by it."""
        return self.target.count_above_zero == 0

    @property
    def misses(self) -> tuple[int, ...]:
        """The units that stand outside the rule, by their place."""
        return self.target.misses(self.choice.rule.gives) if self.choice is not None else ()

    @property
    def adjustments(self) -> tuple[tuple[int, Fraction], ...]:
        """What each unit outside the rule got more or less than it gives."""
        if self.choice is None:
            return ()
        gives = self.choice.rule.gives
        return tuple((place, self.target.values[place] - gives[place]) for place in self.misses)

    @property
    def cost(self) -> int:
        """What it takes to say the line."""
        return self.choice.rule.cost(self.target) if self.choice is not None else self.target.bits

    @property
    def count(self) -> int:
        """How many units have a figure."""
        return sum(self.target.is_known)

    @property
    def exact(self) -> int:
        """How many units the rule gives their amount to the cent."""
        return self.count - len(self.misses) if self.choice is not None else 0

    @property
    def words(self) -> str:
        """Say the rule."""
        if self.is_zero:
            return "nothing at any unit"
        return self.choice.rule.words if self.choice is not None else f"no rule found; {self.rest}"

    @property
    def confidence(self) -> str:
        """Say how sure it is that this is the rule."""
        if self.choice is None:
            return "" if self.is_zero else "amounts by unit"
        count = len(self.choice.others)
        return "the only simple rule" if not count else f"{('two', 'three', 'four')[count - 1]} rules fit"
