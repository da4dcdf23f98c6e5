"""A grade and all needs of a student as one integer, and back.

Each part has so many digits as it has values: the grade first, then each need. 0 says unknown; of a need 1 says that the student does not have
it, and from 2 on stand its levels. So the codes of a state's twenty grades and fifteen needs fit in 64 bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from perpupil.facts.headcount import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.exact.columns import Integers
    from perpupil.intake.counting.rules import CountRule, Need

UNKNOWN, ABSENT, FIRST_LEVEL = 0, 1, 2
CODES_MAXIMUM = 1 << 62


@dataclass(frozen=True, slots=True)
class NeedCoding:
    """A need with its levels in the order of their codes."""

    need: Need
    levels: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many codes it has."""
        return FIRST_LEVEL + len(self.levels)

    def meanings(self) -> tuple[tuple[str, str] | None, ...]:
        """Give what a profile has for each code of the need."""
        mark = (self.need.unknown, "") if self.need.marks_unknown else None
        return (mark, None, *((self.need.name, level) for level in self.levels))

    def code_of(self, level: str | None) -> int:
        """Give the code of a level; None is the code of a student who does not have the need."""
        return ABSENT if level is None else FIRST_LEVEL + self.levels.index(level)


@dataclass(frozen=True, slots=True)
class Coding:
    """The grades and needs of a count in the order of their codes."""

    grades: tuple[str, ...]
    needs: tuple[NeedCoding, ...]

    @property
    def size(self) -> int:
        """How many codes there are."""
        size = len(self.grades)
        for need in self.needs:
            size *= need.size
        return size

    def places(self) -> Iterator[tuple[NeedCoding, int]]:
        """Give each need with the value of one step of its code."""
        place = len(self.grades)
        for need in self.needs:
            yield need, place
            place *= need.size

    def digits(self, codes: Integers) -> list[Integers]:
        """Take codes apart: the grades' numbers, then each need's."""
        digits = []
        for size in (len(self.grades), *(need.size for need in self.needs)):
            codes, digit = np.divmod(codes, size)
            digits.append(digit)
        return digits

    def profiles(self, codes: Integers) -> list[Profile]:
        """Give the grades and needs that codes stand for."""
        grades, *digits = (digit.tolist() for digit in self.digits(codes))
        meanings = [need.meanings() for need in self.needs]
        had = zip(
            *([meaning[digit] for digit in of_need] for meaning, of_need in zip(meanings, digits, strict=True)),
            strict=True,
        )
        needs = (frozenset(filter(None, row)) for row in had) if digits else repeat(frozenset[tuple[str, str]]())
        return [Profile(self.grades[grade], row) for grade, row in zip(grades, needs, strict=False)]


def coding_of(rule: CountRule) -> Coding:
    """Give the grades and levels of a rule their numbers, in the order of their names, so that the same rule always gives the same codes.

    Raises:
        ValueError: There are more combinations than a 64-bit integer can tell apart.

    """
    grades = ("", *sorted({grade for grade in rule.grades.values() if grade}))
    coding = Coding(grades, tuple(NeedCoding(need, _levels(need)) for need in rule.needs))
    if coding.size >= CODES_MAXIMUM:
        message = "The grades, needs and levels have more combinations than a 64-bit integer can tell apart; count fewer needs at once."
        raise ValueError(message)
    return coding


def _levels(need: Need) -> tuple[str, ...]:
    """Give a need's levels in order; one read from a column of its own can also be had at no level."""
    said = {level for level in need.values.values() if level is not None} | set(need.levels.values())
    return tuple(sorted(said | ({""} if need.level_column else set())))
