"""Grades from the youngest to the oldest, and from which grade the students of each come."""

from __future__ import annotations

from dataclasses import dataclass

from perpupil.facts.grades import GRADES

ENTRIES = ("PK", "K")
_SEPARATOR, _RANGE = ";", "-"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The grades of a district in order, and those in which students enter it.

    >>> ladder = Ladder()
    >>> [ladder.below(grade) for grade in ("PK", "K", "1", "12", "UG")]
    ['PK', 'K', 'K', '11', 'UG']
    """

    order: tuple[str, ...] = GRADES
    entries: tuple[str, ...] = ENTRIES
    """Grades whose students were not in the district the year before; the lowest is one in any case."""

    def below(self, grade: str) -> str:
        """Give the grade in which its students were the year before; for a grade where they enter, and one in no order, itself."""
        if grade not in self.order or grade in self.entries or grade == self.order[0]:
            return grade
        return self.order[self.order.index(grade) - 1]

    def rank(self, grade: str) -> tuple[int, str]:
        """Give what puts grades in order; those in no order come last."""
        return (self.order.index(grade), "") if grade in self.order else (len(self.order), grade)

    def span(self, text: str) -> tuple[str, ...] | None:
        """Read grades as people write them; None when one is not known.

        >>> Ladder().span("PK; K-3"), Ladder().span("5-3"), Ladder().span("")
        (('PK', 'K', '1', '2', '3'), None, ())
        """
        found: list[str] = []
        for part in (one.strip() for one in text.split(_SEPARATOR) if one.strip()):
            first, _, last = (one.strip() for one in part.partition(_RANGE))
            low, high = (first, last or first) if part not in self.order else (part, part)
            if low not in self.order or high not in self.order or self.rank(low) > self.rank(high):
                return None
            found += self.order[self.order.index(low) : self.order.index(high) + 1]
        return tuple(sorted(set(found), key=self.rank))
