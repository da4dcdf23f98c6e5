"""The world a formula is worked in: facts, headcount and earlier years; every leaf of an expression is asked here."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.allocation.counting import chosen_profiles, count_students
from perpupil.exact.columns import Column, Integers, Texts, constant
from perpupil.findings import Finding, Place, finding
from perpupil.limits import UNITS_NAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from perpupil.facts.facts import Facts
    from perpupil.facts.headcount import Headcount
    from perpupil.formula.records import Count


class Trouble(Exception):
    """A value cannot be worked out; carries what to tell. It never leaves this room."""

    def __init__(self, *findings: Finding) -> None:
        """Take the findings; none when they were told before."""
        super().__init__(*(one.what for one in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class World:
    """What is so in one year."""

    facts: Facts
    headcount: Headcount | None = None
    priors: Mapping[int, Facts] = field(default_factory=dict)
    """Facts of earlier years."""
    absent: frozenset[str] = frozenset()
    """Units that a formula may name although the facts leave them out on purpose."""
    _counted: dict[tuple[object, ...], Column] = field(default_factory=dict, repr=False)
    _groups: dict[str, tuple[Integers, int]] = field(default_factory=dict, repr=False)
    _words: dict[str, Texts] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """How many units."""
        return len(self.facts.units)

    def named(self, positions: Iterable[int]) -> str:
        """Name some units for a finding: `Foundry (0214), Granite (0231) and 3 more`."""
        every = [int(position) for position in positions]
        shown = [self.unit(position) for position in every[:UNITS_NAMED]]
        more = f" and {len(every) - UNITS_NAMED:,} more" if len(every) > UNITS_NAMED else ""
        return ", ".join(shown) + more

    def unit(self, position: int) -> str:
        """Name one unit by name and id."""
        unit, name = self.facts.units[position], self.facts.names[position]
        return unit if name == unit else f"{name} ({unit})"

    def counted(self, rule: Count, instead: tuple[Count, ...] = ()) -> Column:
        """Count students by a rule, without those whom another rule counts instead."""
        key = (rule, *instead)
        if key not in self._counted:
            headcount = self._with_measure(rule.measure, rule.place)
            chosen = chosen_profiles(headcount, rule)
            for other in instead:
                chosen &= ~chosen_profiles(headcount, other)
            self._counted[key] = self._spread(headcount, count_students(headcount, chosen, rule.measure))
        return self._counted[key]

    def everyone(self, measure: str) -> Column:
        """Add a measure up over all students."""
        if (measure,) not in self._counted:
            headcount = self._with_measure(measure, Place(self.headcount.source if self.headcount else ""))
            every = np.ones(len(headcount.profiles), np.bool_)
            self._counted[measure,] = self._spread(headcount, count_students(headcount, every, measure))
        return self._counted[measure,]

    def words(self, name: str) -> Texts:
        """Give the text of each unit in a column, to be compared."""
        if name not in self._words:
            self._words[name] = np.array(self.facts.texts(name), object)
        return self._words[name]

    def groups(self, name: str) -> tuple[Integers, int]:
        """Give the group of each unit by its text in a column, and how many groups there are."""
        if name not in self._groups:
            texts = self.facts.texts(name)
            position = {text: number for number, text in enumerate(dict.fromkeys(texts))}
            self._groups[name] = np.array([position[text] for text in texts], np.intp), len(position)
        return self._groups[name]

    def _with_measure(self, measure: str, place: Place) -> Headcount:
        """Give the headcount if it has a measure."""
        if self.headcount is None:
            raise Trouble(finding("no-headcount", place, "There is no headcount.", "Give one with --headcount."))
        if measure not in self.headcount.measures:
            what = f"The headcount has no column `{measure}`."
            raise Trouble(finding("missing-column", place, what, f"Add a column {measure}, or count students."))
        return self.headcount

    def _spread(self, headcount: Headcount, column: Column) -> Column:
        """Bring a count from the units of the headcount to those of the facts; units without rows have none."""
        if "" not in self._groups:
            position = {unit: number for number, unit in enumerate(self.facts.units)}
            self._groups[""] = np.array([position[unit] for unit in headcount.units], np.intp), len(self)
        places, _ = self._groups[""]
        spread = constant(Fraction(0), len(self)).numerators
        if column.numerators.dtype == object:
            spread = spread.astype(object)
        spread[places] = column.numerators
        return Column(spread, column.denominator)
