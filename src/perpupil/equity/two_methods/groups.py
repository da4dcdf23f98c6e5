"""Schools put together: by quarter of need, grade span, region, board district or any other text; every grouping holds every school once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from perpupil.equity.two_methods.moved import Moved, School
from perpupil.limits import NUMBER_DIGITS
from perpupil.money import CENTS

K = TypeVar("K")
NOT_SAID = "not said"
QUARTER_NAMES = ("Least need", "Second quarter", "Third quarter", "Most need")
UNPLACED = "Need not known"


@dataclass(frozen=True, slots=True)
class Group:
    """Some schools and what changes at them; amounts in cents."""

    title: str
    schools: tuple[int, ...] = field(repr=False)
    """Their places among the schools."""
    students: Fraction
    """Of those whose students are known."""
    before_cents: int
    after_cents: int
    rule_cents: int
    money_cents: int
    gaining: int
    losing: int
    teachers: Fraction | None
    """The change as so many average teachers; None where no price is known for a school that gains or loses."""

    @property
    def change_cents(self) -> int:
        """Give what changes."""
        return self.after_cents - self.before_cents


@dataclass(frozen=True, slots=True)
class Grouping:
    """All schools, each in one group."""

    name: str
    title: str
    """`by region`."""
    groups: tuple[Group, ...]
    said: str = ""
    """How schools came into their groups."""
    is_by_need: bool = False
    """Whether the groups are the quarters by need."""

    def change_cents(self) -> int:
        """Give what changes in all."""
        return sum(group.change_cents for group in self.groups)


def group_of(title: str, places: Sequence[int], schools: Sequence[School], moved: Sequence[Moved]) -> Group:
    """Put schools together."""
    chosen = [moved[at] for at in places]
    teachers = [_teachers(schools[at], moved[at]) for at in places]
    return Group(
        title=title,
        schools=tuple(places),
        students=sum((schools[at].students or Fraction(0) for at in places), Fraction(0)),
        before_cents=sum(one.before_cents for one in chosen),
        after_cents=sum(one.after_cents for one in chosen),
        rule_cents=sum(one.rule_cents for one in chosen),
        money_cents=sum(one.money_cents for one in chosen),
        gaining=sum(one.change_cents > 0 for one in chosen),
        losing=sum(one.change_cents < 0 for one in chosen),
        teachers=None if None in teachers else sum((one for one in teachers if one is not None), Fraction(0)),
    )


def teachers_of(school: School, change_cents: int) -> Fraction | None:
    """Give a change as so many average teachers; None where the price is not known."""
    if not school.price:
        return None
    return Fraction(change_cents, CENTS) / school.price  # exact: Fraction


def _teachers(school: School, moved: Moved) -> Fraction | None:
    return Fraction(0) if not moved.change_cents else teachers_of(school, moved.change_cents)


def by_text(name: str, schools: Sequence[School], moved: Sequence[Moved]) -> Grouping:
    """Group schools by what stands in a column; numbers in their order, other texts in that of letters."""
    places = _places(schools, lambda school: school.texts[name] or NOT_SAID)
    words = name.replace("_", " ")
    groups = (
        group_of(f"{words} {text}" if _is_number(text) else text, places[text], schools, moved)
        for text in sorted(places, key=_order)
    )
    return Grouping(name, f"by {words}", tuple(groups))


def by_quarter(need: str, schools: Sequence[School], moved: Sequence[Moved]) -> Grouping:
    """Group schools by the quarter of the students that they are in; the least need first, then those that are in none."""
    places = _places(schools, lambda school: school.quarter)
    groups = []
    for quarter in (*range(len(QUARTER_NAMES)), None):
        if quarter in places:
            shares = [share for at in places[quarter] if (share := schools[at].share) is not None]
            title = UNPLACED if quarter is None else f"{QUARTER_NAMES[quarter]} ({_span(shares)})"
            groups.append(group_of(title, places[quarter], schools, moved))
    said = (
        "In the order of need, those of equal need in the order of their ids; each is in the quarter of the students in which its middle student falls, so that "
        "every quarter has about as many students."
    )
    return Grouping("quarter", f"by need: {need}", tuple(groups), said, is_by_need=True)


def _places(schools: Sequence[School], key: Callable[[School], K]) -> dict[K, list[int]]:
    places: dict[K, list[int]] = {}
    for at, school in enumerate(schools):
        places.setdefault(key(school), []).append(at)
    return places


def _order(text: str) -> tuple[bool, bool, int, str]:
    """Order numbers before other texts, and what is not said last."""
    return (text == NOT_SAID, not _is_number(text), int(text) if _is_number(text) else 0, text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS


def _span(shares: Sequence[Fraction]) -> str:
    low, high = (round(share * 100) for share in (min(shares), max(shares)))
    return f"{low}%" if low == high else f"{low}% to {high}%"
