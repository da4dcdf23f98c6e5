"""The measures once more, from their definitions, one school after the other, in exact fractions; slow, and sharing nothing with the package.

A measure gives None where it is not defined. Only roots and logarithms are floats.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

TENTH = Fraction(1, 10)
DETERMINED = 1 - Fraction(1, 10**6)
"""The leverage from which on a school is said to decide a coefficient alone."""


@dataclass(frozen=True)
class Row:
    """A school that can be compared: students, dollars a student, share of need, grade span; and how much it counts."""

    students: Fraction
    dollars: Fraction
    need: Fraction
    span: str
    weight: Fraction


Rows = Sequence[Row]


def total(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction())


def mean(rows: Rows, of: Callable[[Row], Fraction] = lambda row: row.dollars) -> Fraction:
    return total([row.weight * of(row) for row in rows]) / total([row.weight for row in rows])


def moment(rows: Rows, a: Callable[[Row], Fraction], b: Callable[[Row], Fraction]) -> Fraction:
    mean_a, mean_b = mean(rows, a), mean(rows, b)
    return mean(rows, lambda row: (a(row) - mean_a) * (b(row) - mean_b))


def correlation(rows: Rows, a: Callable[[Row], Fraction], b: Callable[[Row], Fraction]) -> float | None:
    var_a, var_b = moment(rows, a, a), moment(rows, b, b)
    if not var_a or not var_b:
        return None
    return float(moment(rows, a, b)) / (math.sqrt(var_a) * math.sqrt(var_b))


def pearson(rows: Rows) -> float | None:
    return correlation(rows, lambda row: row.need, lambda row: row.dollars)


def spearman(rows: Rows) -> float | None:
    """Ranks of schools, or of students: those below, and the middle of those alike."""

    def ranks(of: Callable[[Row], Fraction]) -> dict[Fraction, Fraction]:
        found = {}
        for value in {of(row) for row in rows}:
            below = total([row.weight for row in rows if of(row) < value])
            alike = total([row.weight for row in rows if of(row) == value])
            found[value] = below + (alike + 1) / 2
        return found

    need, dollars = ranks(lambda row: row.need), ranks(lambda row: row.dollars)
    return correlation(rows, lambda row: need[row.need], lambda row: dollars[row.dollars])


def line(rows: Rows) -> tuple[Fraction, Fraction] | None:
    """Intercept and slope."""
    spread = moment(rows, lambda row: row.need, lambda row: row.need)
    if not spread:
        return None
    slope = moment(rows, lambda row: row.need, lambda row: row.dollars) / spread
    return mean(rows) - slope * mean(rows, lambda row: row.need), slope


def slope(rows: Rows) -> Fraction | None:
    drawn = line(rows)
    return drawn[1] * TENTH if drawn else None


def elasticity(rows: Rows) -> Fraction | None:
    drawn = line(rows)
    if drawn is None or mean(rows) <= 0:
        return None
    return drawn[1] * mean(rows, lambda row: row.need) / mean(rows)


def implicit_weight(rows: Rows) -> Fraction | None:
    drawn = line(rows)
    return drawn[1] / drawn[0] if drawn and drawn[0] > 0 else None


def slope_variance(rows: Rows) -> Fraction | None:
    """HC3 of the slope for one whole share of need: the squares of the distances from the line, each blown up by its leverage."""
    drawn = line(rows)
    if drawn is None or len(rows) <= 2:
        return None
    columns = [[Fraction(1), row.need] for row in rows]
    return hc3(columns, [row.dollars for row in rows], [row.weight for row in rows])[1][1]


def solve(matrix: Sequence[Sequence[Fraction]], right: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """Solve by elimination, exactly."""
    size = len(matrix)
    rows = [[*left, *other] for left, other in zip(matrix, right, strict=True)]
    for at in range(size):
        pivot = next(one for one in range(at, size) if rows[one][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(size):
            if other != at:
                factor = rows[other][at]
                rows[other] = [value - factor * top for value, top in zip(rows[other], rows[at], strict=True)]
    return [row[size:] for row in rows]


def normal(columns: Sequence[Sequence[Fraction]], weights: Sequence[Fraction]) -> list[list[Fraction]]:
    """The inverse of X'WX."""
    size = range(len(columns[0]))
    crossed = [[total([w * x[i] * x[j] for x, w in zip(columns, weights, strict=True)]) for j in size] for i in size]
    return solve(crossed, [[Fraction(i == j) for j in size] for i in size])


def coefficients(
    columns: Sequence[Sequence[Fraction]], values: Sequence[Fraction], weights: Sequence[Fraction]
) -> list[Fraction]:
    inverse, size = normal(columns, weights), range(len(columns[0]))
    right = [total([w * x[i] * y for x, y, w in zip(columns, values, weights, strict=True)]) for i in size]
    return [total([inverse[i][j] * right[j] for j in size]) for i in size]


def hc3(
    columns: Sequence[Sequence[Fraction]], values: Sequence[Fraction], weights: Sequence[Fraction]
) -> list[list[Fraction | None]]:
    """(X'WX)^-1 (sum of w² e² / (1 - h)² x x') (X'WX)^-1."""
    inverse, size = normal(columns, weights), range(len(columns[0]))
    fitted = coefficients(columns, values, weights)
    middle = [[Fraction() for _ in size] for _ in size]
    for x, y, w in zip(columns, values, weights, strict=True):
        leverage = w * total([x[i] * inverse[i][j] * x[j] for i in size for j in size])
        if leverage >= DETERMINED:
            return [[None for _ in size] for _ in size]
        off = (y - total([x[i] * fitted[i] for i in size])) * w / (1 - leverage)
        middle = [[middle[i][j] + off * off * x[i] * x[j] for j in size] for i in size]
    half = [[total([inverse[i][k] * middle[k][j] for k in size]) for j in size] for i in size]
    return [[total([half[i][k] * inverse[k][j] for k in size]) for j in size] for i in size]


def median(rows: Rows) -> Fraction:
    """The value at which the half of the weight is passed; where it is just reached, halfway to the next."""
    whole, reached = total([row.weight for row in rows]), Fraction()
    ordered = sorted(rows, key=lambda row: row.dollars)
    for place, row in enumerate(ordered):
        reached += row.weight
        if reached * 2 == whole:
            return (row.dollars + ordered[place + 1].dollars) / 2
        if reached * 2 > whole:
            return row.dollars
    raise AssertionError


def percentile(rows: Rows, share: Fraction) -> Fraction:
    wanted, reached = share * total([row.weight for row in rows]), Fraction()
    for row in sorted(rows, key=lambda row: row.dollars):
        reached += row.weight
        if reached >= wanted:
            return row.dollars
    raise AssertionError


def half(rows: Rows, how: str, side: int) -> Fraction | None:
    """McLoone (side 1, the lower half) and Verstegen (side -1)."""
    middle = median(rows)
    if middle <= 0:
        return None
    if how == "split":
        left = total([row.weight for row in rows]) / 2
        spent = Fraction()
        for row in sorted(rows, key=lambda row: side * row.dollars):
            taken = min(left, row.weight)
            spent, left = spent + taken * row.dollars, left - taken
        return spent / (middle * total([row.weight for row in rows]) / 2)
    inside = [row for row in rows if side * (middle - row.dollars) > 0 or (how == "whole" and row.dollars == middle)]
    if not inside:
        return None
    return total([row.weight * row.dollars for row in inside]) / (middle * total([row.weight for row in inside]))


def variation(rows: Rows, how: str = "population") -> float | None:
    if mean(rows) <= 0 or (how == "sample" and len(rows) == 1):
        return None
    count = total([row.weight for row in rows])
    factor = count / (count - 1) if how == "sample" and count > 1 else Fraction(1)
    return math.sqrt(moment(rows, lambda row: row.dollars, lambda row: row.dollars) * factor) / float(mean(rows))


def federal_variation(rows: Rows) -> float | None:
    large = [
        Row(row.students, row.dollars, row.need, row.span, row.students * (1 + Fraction(2, 5) * row.need))
        for row in rows
        if row.students > 200
    ]
    return variation(large) if large else None


def gini(rows: Rows) -> Fraction | None:
    if mean(rows) <= 0 or any(row.dollars < 0 for row in rows):
        return None
    pairs = total([a.weight * b.weight * abs(a.dollars - b.dollars) for a in rows for b in rows])
    return pairs / (2 * total([row.weight for row in rows]) ** 2 * mean(rows))


def theil(rows: Rows) -> float | None:
    if mean(rows) <= 0 or any(row.dollars < 0 for row in rows):
        return None
    whole, middle = total([row.weight for row in rows]), mean(rows)
    return math.fsum(
        float(row.weight / whole * row.dollars / middle) * math.log(row.dollars / middle) for row in rows if row.dollars
    )


def theil_between(rows: Rows) -> float | None:
    if theil(rows) is None:
        return None
    groups = [[row for row in rows if row.span == span] for span in {row.span for row in rows}]
    return theil(
        [
            Row(Fraction(1), mean(group), Fraction(), "", total([row.weight for row in group]))
            for group in groups
        ]
    )  # fmt: skip


def theil_within(rows: Rows) -> float | None:
    if theil(rows) is None:
        return None
    spent = total([row.weight * row.dollars for row in rows])
    parts = []
    for span in {row.span for row in rows}:
        group = [row for row in rows if row.span == span]
        own = total([row.weight * row.dollars for row in group])
        parts.append(float(own / spent) * (theil(group) or 0.0))
    return math.fsum(parts)


def atkinson(rows: Rows, aversion: Fraction) -> float | None:
    if mean(rows) <= 0 or any(row.dollars < 0 for row in rows):
        return None
    whole, middle = total([row.weight for row in rows]), mean(rows)
    if aversion >= 1 and any(not row.dollars for row in rows):
        return 1.0
    if aversion == 1:
        return 1 - math.exp(math.fsum(float(row.weight / whole) * math.log(row.dollars / middle) for row in rows))
    power = float(1 - aversion)
    even = math.fsum(float(row.weight / whole) * float(row.dollars / middle) ** power for row in rows)
    return 1 - float(even ** (1 / power))


def spread(rows: Rows) -> Fraction:
    return max(row.dollars for row in rows) - min(row.dollars for row in rows)


def restricted_range(rows: Rows) -> Fraction:
    return percentile(rows, Fraction(95, 100)) - percentile(rows, Fraction(5, 100))


def federal_ratio(rows: Rows) -> Fraction | None:
    low = percentile(rows, Fraction(5, 100))
    return restricted_range(rows) / low if low > 0 else None


def disparity_by_span(rows: Rows) -> Fraction | None:
    found = Fraction()
    for span in {row.span for row in rows}:
        group = [row for row in rows if row.span == span]
        ratio = federal_ratio(group)
        if ratio is None:
            return None
        found += ratio * total([row.weight for row in group])
    return found / total([row.weight for row in rows])


def need_weighted(rows: Rows, weight: Fraction) -> Fraction | None:
    """All dollars over all weighted students; a school counts by its students or once."""
    counted = total([row.weight * (1 + weight * row.need) for row in rows])
    value = total([row.weight * row.dollars for row in rows]) / counted
    return value if value > 0 else None


def within_band(rows: Rows, weight: Fraction, band: Fraction) -> Fraction | None:
    middle = need_weighted(rows, weight)
    if middle is None:
        return None
    inside = [row for row in rows if abs(row.dollars / (1 + weight * row.need) / middle - 1) <= band]
    return total([row.weight for row in inside]) / total([row.weight for row in rows])
