"""What a guide is made from: the settings of a district as they are read, seen from a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from perpupil.budget.autonomy.overview import Overview
from perpupil.budget.autonomy.records import Area, Granted, Level, Register
from perpupil.budget.questions import Questions
from perpupil.calendar.records import Calendar
from perpupil.money import spoken
from perpupil.pots.three_pots import DistrictPots, Known, SchoolPots, pots_of, pots_of_all
from perpupil.services.amounts import day


@dataclass(frozen=True)
class Given:
    """The settings of a district; `school` is empty for the guide of the district itself."""

    seen: Overview
    known: Known
    calendar: Calendar | None
    questions: Questions
    school: str = ""

    @property
    def register(self) -> Register:
        """The register of autonomies."""
        return self.seen.register

    @property
    def currency(self) -> str:
        """The currency of the district."""
        return self.register.currency

    @property
    def sample(self) -> str:
        """The school whose budget is told: its own, the one that the district named, or the first one with an agreement."""
        first = next((one.school for one in self.register.agreements), min(self.register.schools))
        return self.school or self.questions.sample or first

    @cached_property
    def pots(self) -> SchoolPots:
        """The three pots of the school whose budget is told."""
        return pots_of(self.known, self.sample)

    @cached_property
    def all_pots(self) -> DistrictPots:
        """The three pots of all schools."""
        return pots_of_all(self.known)

    def name(self, school: str) -> str:
        """Give what a school is called."""
        return self.register.schools[school]

    def held(self, area: Area) -> Granted | None:
        """Give what the school's agreement says of an area on the day."""
        return self.seen.holding(self.school, area)

    def level(self, area: Area) -> Level:
        """Give who decides in an area at the school; where nothing was agreed it is the district."""
        held = self.held(area)
        return held.level if held is not None else Level.DISTRICT

    def amount(self, cents: int) -> str:
        """Write an amount."""
        return spoken(cents, self.currency)

    @property
    def figures(self) -> Mapping[str, str]:
        """What an answer may name in braces."""
        own, catalogue = self.pots.own, self.known.catalogue
        figures = {
            "district": self.register.title,
            "school": self.name(self.sample),
            "year": f"FY{self.register.year}",
        }
        if own is not None:
            figures["controls"] = self.amount(own.controlled_cents)
        if catalogue is not None:
            figures["deadline"] = day(catalogue.deadline)
        return figures
