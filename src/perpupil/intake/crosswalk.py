"""Which school a code means: the list of schools knows the code of each in every system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from perpupil.intake.dataset import Dataset
from perpupil.intake.names import words_of
from perpupil.intake.schemas.schools import SYSTEMS


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Codes of schools, and the schools that each means."""

    ids: frozenset[str]
    schools: Mapping[str, tuple[str, ...]]
    """By code of any system: the schools, by their own code."""
    systems: Mapping[str, str]
    """By code: the column of the list in which it stands."""

    def meant(self, code: str) -> tuple[str, ...]:
        """Give the schools that a code of any system means."""
        return self.schools.get(code, ())

    def padded(self, code: str) -> str | None:
        """Give the one code that this is without its zeros; None where there is none, or more than one school."""
        if not code.isdecimal():
            return None
        longer = {
            one
            for one in self.schools
            if one.isdecimal() and len(one) > len(code) and one.lstrip("0") == code.lstrip("0")
        }
        return min(longer) if len(longer) == 1 else None

    def system(self, code: str) -> str:
        """Say of which system a code is."""
        return words_of(self.systems[code])


def crosswalk(schools: Dataset) -> Crosswalk:
    """Put together every code of every school."""
    ids = schools.words("schoolId")
    meant: dict[str, list[str]] = defaultdict(list)
    systems: dict[str, str] = {}
    for column in SYSTEMS:
        if schools.has(column):
            for code, school in zip(schools.words(column), ids, strict=True):
                if code and school not in meant[code]:
                    meant[code].append(school)
                    systems.setdefault(code, column)
    return Crosswalk(frozenset(ids) - {""}, {code: tuple(several) for code, several in meant.items()}, systems)
