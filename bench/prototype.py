"""A fixed formula written by hand in NumPy: the reference that PerPupil's speed is measured against.

It is the prototype of the allocation engine, without its reading of a roster and its oracle, otherwise as it was. It knows this one formula only: its
lines stand in the code, nothing is checked or explained, and it refuses what does not fit in 64 bits. What it costs is about what the job itself costs.

It fits lines to the pool by another rule than PerPupil's: inside a school it divides the school's total in proportion to the lines, so that what a floor
adds is spread over them, where PerPupil multiplies every line by one factor and shows what the floor adds as a line of its own. The total of every
school is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Key: TypeAlias = tuple[str, int, int]

_FIELDS = (
    ("frl", 1),
    ("ell", 2),
    ("swd", 3),
    ("gifted", 1),
    ("homeless", 1),
    ("foster", 1),
    ("migrant", 1),
    ("military", 1),
    ("grade", 4),
)
"""The packed cell: each field with its bits, low bits first. Grade 0 is PK, 1 is K, 2 to 13 are 1 to 12."""

_MOST_LINES_OF_A_CELL = 9
_MICRO = 1_000_000
_EXACT_IN_A_FLOAT = 1 << 53
_QUOTIENT_MAXIMUM = 1 << 51


def _shifts() -> tuple[dict[str, int], int]:
    found, bits = {}, 0
    for name, width in _FIELDS:
        found[name], bits = bits, bits + width
    return found, bits


SHIFT, BITS = _shifts()
MASK = {name: (1 << width) - 1 for name, width in _FIELDS}


def unpacked(cell: Any, name: str) -> Any:  # noqa: ANN401  one cell or an array of them
    """Give a field of a cell, or of an array of cells."""
    return cell >> SHIFT[name] & MASK[name]


def weighted(base_cents: int, weight: int) -> int:
    """Give a rate: the base times a weight in millionths, rounded half up to the cent."""
    return (2 * base_cents * weight + _MICRO) // (2 * _MICRO)


@dataclass(frozen=True)
class Formula:
    """The fixed formula: integers only, weights in millionths."""

    bands: tuple[tuple[str, int, int], ...] = (("pk", 0, 0), ("k_5", 1, 6), ("6_8", 7, 9), ("9_12", 10, 13))
    base_cents: tuple[int, ...] = (510_000, 419_719, 453_300, 432_310)
    flags: Mapping[str, int] = field(default_factory=lambda: {"frl": 120_000, "gifted": 100_000, "military": 30_000})
    levels: Mapping[str, tuple[int, ...]] = field(
        default_factory=lambda: {
            "ell": (0, 500_000, 400_000, 250_000),
            "swd": (0, 560_000, 1_250_000, 1_740_000, 2_500_000),
        }
    )
    highest: Mapping[str, Mapping[str, int]] = field(
        default_factory=lambda: {"mobility": {"migrant": 80_000, "homeless": 100_000, "foster": 150_000}}
    )
    early: tuple[int, int, int] = (1, 3, 50_000)
    dual: int = 50_000
    concentration: tuple[tuple[int, int], ...] = ((50, 50_000), (75, 150_000))
    foundation: int = 22_500_000
    small: tuple[int, int] = (300, 150_000)
    staffing: tuple[int, int] = (25, 8_500_000)
    hold_harmless: int = 980_000


class Plan:
    """A compiled formula: what the quantities depend on, and the rates that a what-if changes."""

    def __init__(self, formula: Formula) -> None:
        """Compile a formula."""
        self.formula = formula
        rates = dict(self._rates())
        self.names: list[Key] = list(rates)
        self.ids = {key: position for position, key in enumerate(self.names)}
        self.rates: Array = np.array(list(rates.values()), np.int64)
        self.slots: Array = np.full((_MOST_LINES_OF_A_CELL, 1 << BITS), -1, np.int16)
        self.seen: Array = np.zeros(1 << BITS, bool)

    def _rates(self) -> Iterator[tuple[Key, int]]:
        f = self.formula
        for band, base in enumerate(f.base_cents):
            yield ("base", band, 0), base
            for name, weight in f.flags.items():
                yield (name, band, 0), weighted(base, weight)
            for name, weights in f.levels.items():
                for level, weight in enumerate(weights):
                    if level:
                        yield (name, band, level), weighted(base, weight)
            for name, needs in f.highest.items():
                for level, weight in enumerate(needs.values()):
                    yield (name, band, level), weighted(base, weight)
            yield ("early", band, 0), weighted(base, f.early[2])
            yield ("dual", band, 0), weighted(base, f.dual)
            for level, (_, weight) in enumerate(f.concentration):
                yield ("concentration", band, level), weighted(base, weight)
            yield ("staffing", band, 0), f.staffing[1]
        yield ("foundation", 0, 0), f.foundation
        yield ("small", 0, 0), f.small[1]

    def structure(self) -> int:
        """Give what the quantities depend on; plans with the same structure share them."""
        f = self.formula
        orders = tuple((name, tuple(sorted(needs, key=needs.__getitem__))) for name, needs in f.highest.items())
        levels = tuple((name, len(weights)) for name, weights in f.levels.items())
        tiers = tuple(threshold for threshold, _ in f.concentration)
        return hash((f.bands, tuple(f.flags), levels, f.early[:2], f.small[0], orders, tiers, f.staffing[0]))

    def lines_of(self, cell: int) -> list[int]:
        """Give the lines that a student of this cell counts in."""
        f, grade = self.formula, unpacked(cell, "grade")
        band = next(position for position, (_, first, last) in enumerate(f.bands) if first <= grade <= last)
        out: list[Key] = [("base", band, 0)]
        out += [(name, band, 0) for name in f.flags if unpacked(cell, name)]
        out += [(name, band, unpacked(cell, name)) for name in f.levels if unpacked(cell, name)]
        for name, needs in f.highest.items():
            have = [(weight, level) for level, (need, weight) in enumerate(needs.items()) if unpacked(cell, need)]
            if have:
                out.append((name, band, max(have)[1]))
        if f.early[0] <= grade <= f.early[1]:
            out.append(("early", band, 0))
        if unpacked(cell, "ell") and unpacked(cell, "swd"):
            out.append(("dual", band, 0))
        return [self.ids[key] for key in out]


def prepare(plan: Plan, school: Array, cell: Array, students: Array, schools: int) -> Array:
    """Count: the quantity of each line at each school."""
    width = len(plan.names)
    used = np.flatnonzero(np.bincount(cell, minlength=1 << BITS))
    for one in used[~plan.seen[used]].tolist():
        lines = plan.lines_of(one)
        plan.slots[: len(lines), one] = lines
        plan.seen[one] = True
    counted = np.zeros(schools * width)
    start, weights, cells = school.astype(np.int64) * width, students.astype(np.float64), cell
    for slot in plan.slots:
        line = slot[cells]
        has = np.flatnonzero(line >= 0)
        if not len(has):
            break
        start, weights, cells = start[has], weights[has], cells[has]
        counted += np.bincount(
            start + line[has], weights=weights, minlength=schools * width
        )  # counts under 2**53: exact in a float
    quantities = counted.astype(np.int64).reshape(schools, width)
    _derive(plan, quantities)
    return quantities


def _derive(plan: Plan, quantities: Array) -> None:
    """Fill in the quantities that follow from others: concentration, staffing, foundation and small schools."""
    f, ids, bands = plan.formula, plan.ids, range(len(plan.formula.bands))
    students = quantities[:, [ids["base", band, 0] for band in bands]]
    frl = quantities[:, [ids["frl", band, 0] for band in bands]]
    everyone, poor = students.sum(1), frl.sum(1)
    tier = sum((poor * 100 >= threshold * everyone).astype(int) for threshold, _ in f.concentration) - 1
    for band in bands:
        for level in range(len(f.concentration)):
            quantities[:, ids["concentration", band, level]] = np.where(tier == level, frl[:, band], 0)
        quantities[:, ids["staffing", band, 0]] = -(-students[:, band] // f.staffing[0])
    quantities[:, ids["foundation", 0, 0]] = 1
    quantities[:, ids["small", 0, 0]] = np.maximum(f.small[0] - everyone, 0)


def _multiply_divide(amounts: Array, multiplier: Any, divisor: Any) -> tuple[Array, Array]:  # noqa: ANN401  integers or arrays of them
    """Give floor and remainder of `amounts * multiplier / divisor`: float estimate, remainder that wraps around, one correction."""
    with np.errstate(over="ignore"):
        quotients = (amounts.astype(np.float64) * multiplier / divisor).astype(np.int64)
        remainders = amounts * multiplier - quotients * divisor
        correction = remainders // divisor
    quotients, remainders = quotients + correction, remainders - correction * divisor
    if not (np.all((remainders >= 0) & (remainders < divisor)) and np.all(np.abs(quotients) < _QUOTIENT_MAXIMUM)):
        raise ArithmeticError("too large for 64 bits")
    return quotients, remainders


def allocate(plan: Plan, quantities: Array, last: Array, pool: int) -> tuple[Array, Array]:
    """Give the final cents by school and line, and each school's total."""
    raw = quantities * plan.rates
    totals = raw.sum(1)
    floor = -(-last * plan.formula.hold_harmless // _MICRO)
    if int(floor.sum()) > pool:
        raise ValueError("the floors exceed the pool")
    if pool >= _EXACT_IN_A_FLOAT or raw.max() * float(len(plan.names)) >= _EXACT_IN_A_FLOAT:
        raise ValueError("too large for 64 bits")
    final = _fill(totals, floor, pool)
    amounts, remainders = _multiply_divide(raw, final[:, None], totals[:, None])
    width = len(plan.names)
    keys = np.where(raw > 0, remainders * 128 + np.arange(width)[::-1], -1)
    ranked, left = np.sort(keys, 1), final - amounts.sum(1)
    amounts += (keys >= ranked[np.arange(len(left)), width - np.maximum(left, 1)][:, None]) & (left > 0)[:, None]
    return amounts, final


def _fill(totals: Array, floor: Array, pool: int) -> Array:
    """Give each school its share of the pool, none below its floor."""
    order = np.argsort(-(floor / totals), kind="stable")
    above = pool - np.concatenate(([0], np.cumsum(floor[order])))
    below = totals.sum() - np.concatenate(([0], np.cumsum(totals[order])))
    enough = above[:-1] / below[:-1] >= (floor / totals)[order]
    pinned = np.zeros(len(totals), bool)
    pinned[order[: int(np.argmax(enough)) if enough.any() else len(totals)]] = True
    while True:
        final, free = floor.copy(), np.flatnonzero(~pinned)
        if not len(free):
            return final
        money, asked = np.int64(pool - floor[pinned].sum()), np.int64(totals[free].sum())
        quotients, remainders = _multiply_divide(totals[free], money, asked)
        low = quotients < floor[free]
        if not low.any():
            quotients[np.argsort(-remainders, kind="stable")[: int(money) - int(quotients.sum())]] += 1
            final[free] = quotients
            return final
        pinned[free[low]] = True
