"""What a matter is, and what the rules that find one may look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from perpupil.equity.fit import Fit
from perpupil.equity.sample import Sample
from perpupil.equity.situation import Situation


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look at: what it is, how much money, how many students, where."""

    name: str
    title: str
    what: str
    """What is so, with its numbers."""
    means: str
    """What it means for students."""
    amount_cents: int
    students: Fraction
    units: tuple[str, ...] = field(default=())
    names: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules look at: the situation, and the schools that can be compared on the leading money, with their line where there is one."""

    situation: Situation
    sample: Sample
    line: Fit | None
    mean_dollars: float
    """Dollars a student."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the schools that can be compared."""
        return tuple(self.sample.schools.names[place] for place in self.sample.index.tolist())

    @property
    def units(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(self.sample.schools.units[place] for place in self.sample.index.tolist())
