"""What a matter is, and what the rules that find one may look at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    key: str = ""
    """By what people mark it as discussed: its name, and its schools where several have one name."""
    is_private: bool = False
    """Whether it is about single people: nobody but the finance office sees more than the sum."""


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

    def students_at(self, units: Collection[str]) -> Fraction:
        """Add up the students of some schools; one whose students are not known adds none."""
        schools = self.sample.schools
        return sum((schools.students.at(at) for at, unit in enumerate(schools.units) if unit in units), Fraction())

    def need_where(self, amounts: Mapping[str, int]) -> float | None:
        """Give the share of need where an average cent of some amounts is; None where there is none."""
        here = [
            (float(need), amounts[unit])
            for unit, need in zip(self.units, self.sample.need, strict=True)
            if unit in amounts
        ]
        whole = sum(weight for _, weight in here)
        return sum(need * weight for need, weight in here) / whole if whole else None

    @property
    def units(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(self.sample.schools.units[place] for place in self.sample.index.tolist())
