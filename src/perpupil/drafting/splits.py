"""Splits: kinds of units that each have a number of their own, told apart by a text or by a size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from perpupil.drafting.intervals import EVERYTHING, Interval
from perpupil.drafting.quantities import Quantity
from perpupil.drafting.rules import ByText, Unknown, literal, spoken
from perpupil.drafting.simplest import bits, simplest
from perpupil.drafting.table import Known, TextColumn

_KINDS_MOST, _UNITS_A_KIND = 12, 10
"""Texts of a column that can still be kinds of units, such as levels; in a state more, such as counties."""
NUMBERS_MOST = 5
"""Tiers of a table by size."""
_APART_LEAST = 2
"""Units of one sort that a rule must miss before that sort is asked for a number of its own."""
MISSED_BITS, SEGMENT_BITS = 26, 24


@dataclass(frozen=True, slots=True)
class Split:
    """Which units share a number, and how a formula says so."""

    groups: tuple[int, ...]
    """For each unit the place of its number."""
    names: tuple[str, ...]
    """What each group is, in words."""
    bits: int
    column: str = ""
    """The text column, or the expression of the size."""
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """For one sort of units and all others: the texts of that sort, which is the first."""
    thresholds: tuple[Unknown, ...] = ()
    """For a split by size: from where on each number after the first holds."""

    def written(self, unknowns: Sequence[Unknown], name: str) -> tuple[str, tuple[ByText, ...]]:
        """Write the number for a formula: itself, a table by size, or a parameter listed by text."""
        if not self.column:
            return literal(unknowns[0].value), ()
        if self.thresholds:
            starts = [Fraction(0), *(one.value for one in self.thresholds)]
            rows = zip(starts, (one.value for one in unknowns), strict=True)
            table = ", ".join(f"[{_plain(start)}, {_plain(value)}]" for start, value in rows)
            return f"tier({self.column}, [{table}])", ()
        if self.kinds:
            test = " or ".join(f'{self.column} == "{text}"' for text in self.kinds)
            return f"if({test}, {literal(unknowns[0].value)}, {literal(unknowns[1].value)})", ()
        values = tuple((text, one.value) for text, one in zip(self.names, unknowns, strict=True))
        return name, (ByText(name, self.column, values),)

    def words(self, unknowns: Sequence[Unknown], sign: str = "") -> str:
        """Say the number, or the numbers and whose they are."""
        if not self.column:
            return f"{sign}{spoken(unknowns[0].value)}"
        parts = [f"{sign}{spoken(one.value)} {name}" for one, name in zip(unknowns, self.names, strict=True)]
        return ", ".join(parts)


def _plain(value: Fraction) -> str:
    return literal(value)


def whole(count: int) -> Split:
    """Give the split in which all units share one number."""
    return Split((0,) * count, ("",), 0)


def by_text(known: Known, column: TextColumn) -> Split:
    """Split by the texts of a column."""
    return Split(column.groups, column.kinds, known.bits_a_column + 4, column.name, (column.name,))


def texts_that_split(known: Known) -> Iterator[Split]:
    """Give the split of every text column that has few texts, most of them at several units."""
    for column in known.texts:
        if 1 < len(column.kinds) <= kinds_most(len(known.units)):
            yield by_text(known, column)


def kinds_most(units: int) -> int:
    """Say how many texts of a column can still be kinds of so many units.

    >>> kinds_most(10), kinds_most(60), kinds_most(300)
    (5, 12, 30)
    """
    return max(min(_KINDS_MOST, units // 2), units // _UNITS_A_KIND)


def by_misses(known: Known, misses: Sequence[int]) -> Iterator[Split]:
    """Split one sort of units from all others, where a text tells nearly all units that a rule misses from those that it serves."""
    missed = set(misses)
    for column in known.texts:
        if not 1 < len(column.kinds) <= kinds_most(len(known.units)):
            continue
        groups = column.groups
        outside = [0] * len(column.kinds)
        for place in missed:
            outside[groups[place]] += 1
        apart = {
            kind for kind, count in enumerate(outside) if count >= _APART_LEAST and 2 * count > groups.count(kind)
        }  # fmt: skip
        texts = tuple(column.kinds[kind] for kind in sorted(apart))
        if 0 < len(texts) < len(column.kinds) and not any('"' in text or "\\" in text for text in texts):
            sort = " or ".join(texts)
            cost = known.bits_a_column + 4 * len(texts) + 4
            places = tuple(0 if each in apart else 1 for each in groups)
            names = (f"where {column.name} is {sort}", "elsewhere")
            yield Split(places, names, cost, column.name, (column.name,), texts)


def by_size(size: Quantity, says: Sequence[Sequence[bool]], words: str) -> Split | None:
    """Split by a size into stretches, each with one of some numbers, so that few units are missed (Viterbi).

    Args:
        size: What is large or small.
        says: For each number whether it serves each unit.
        words: What the size is, for people.

    """
    order = sorted(range(len(size.values)), key=lambda place: size.values[place])
    ties = _ties(order, size.values)
    path = _cheapest(ties, says)
    stretches: list[tuple[int, list[int]]] = []
    for number, tie in zip(path, ties, strict=True):
        if stretches and stretches[-1][0] == number:
            stretches[-1][1].extend(tie)
        else:
            stretches.append((number, list(tie)))
    if not 1 < len(stretches) <= NUMBERS_MOST or any(size.values[place] < 0 for place in order[:1]):
        return None
    return _between(size, says, stretches, words)


def _ties(order: Sequence[int], values: Sequence[Fraction]) -> list[list[int]]:
    ties: list[list[int]] = []
    for place in order:
        if ties and values[ties[-1][0]] == values[place]:
            ties[-1].append(place)
        else:
            ties.append([place])
    return ties


def _cheapest(ties: Sequence[Sequence[int]], says: Sequence[Sequence[bool]]) -> list[int]:
    """Choose a number for each size so that misses and changes of number cost least."""
    numbers = range(len(says))
    costs, back = [0] * len(says), []
    for tie in ties:
        best = min(numbers, key=lambda one: costs[one])
        came, after = [], []
        for one in numbers:
            stays = costs[one] <= costs[best] + SEGMENT_BITS
            came.append(one if stays else best)
            missed = sum(not says[one][place] for place in tie)
            after.append(min(costs[one], costs[best] + SEGMENT_BITS) + missed * MISSED_BITS)
        costs = after
        back.append(came)
    last = min(numbers, key=lambda one: costs[one])
    path = [last]
    for came in reversed(back[1:]):
        path.append(came[path[-1]])
    return path[::-1]


def _between(
    size: Quantity, says: Sequence[Sequence[bool]], stretches: Sequence[tuple[int, list[int]]], words: str
) -> Split | None:
    """Put a simple threshold between each two stretches; units that are missed do not say where it lies."""
    thresholds, names, groups = [], [], [0] * len(size.values)
    served = [[place for place in places if says[number][place]] for number, places in stretches]
    if any(len(one) < 2 for one in served):  # noqa: PLR2004  one unit is no kind of units
        return None
    for before, after in pairwise(served):
        low, high = max(size.values[place] for place in before), min(size.values[place] for place in after)
        stretch = Interval(low, high, low_in=False)
        value = simplest(stretch)
        if value is None:
            return None
        thresholds.append(Unknown(f"{words} from which it holds", value, stretch, len(before) + len(after)))
    starts = [Fraction(0), *(one.value for one in thresholds)]
    for place, value in enumerate(size.values):
        groups[place] = max(0, sum(start <= value for start in starts) - 1)
    for place in range(len(starts)):
        lower = f"from {spoken(starts[place])}" if place else f"below {spoken(starts[1])}"
        names.append(f"{lower} {words}")
    cost = size.bits + 4 + sum(bits(one.value) for one in thresholds)
    return Split(tuple(groups), tuple(names), cost, size.expression, size.columns, thresholds=tuple(thresholds))


def peeled(says: Sequence[Interval | None], numbers: Sequence[Fraction]) -> list[list[bool]]:
    """Say for each number which units it serves."""
    return [[one is not None and (one == EVERYTHING or one.has(number)) for one in says] for number in numbers]
