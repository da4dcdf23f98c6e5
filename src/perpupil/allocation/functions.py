"""What each function of the language does, on columns; the declarations are in `formula.functions`."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np

from perpupil.allocation.world import Trouble
from perpupil.exact import columns
from perpupil.exact.apportion import apportion as hand_out
from perpupil.exact.columns import Column, Index, Truths
from perpupil.exact.rounding import Mode, Rounding
from perpupil.formula.keys import MEASURES
from perpupil.formula.shapes import whole_number
from perpupil.formula.syntax import Call, Name, Node, Table, Text, is_true, names, written
from perpupil.limits import ROUNDING_DIGITS, YEARS_BACK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from perpupil.allocation.allocation import Quantity
    from perpupil.allocation.evaluate import Evaluator, Value

_TEN = Fraction(10)


def call(at_work: Evaluator, node: Call, index: Index | None) -> Value:
    """Work out a call for some units."""
    return _FUNCTIONS[node.function](at_work, node, index)


def _if(at_work: Evaluator, node: Call, index: Index | None) -> Value:
    condition, then, otherwise = node.arguments
    holds = cast("bool | Truths", at_work.value(condition, index))
    if isinstance(holds, bool):
        return at_work.value(then if holds else otherwise, index)
    if holds.all() or not holds.any():
        return at_work.value(then if len(holds) and holds[0] else otherwise, index)
    units = np.arange(len(holds)) if index is None else index
    a, b = at_work.value(then, units[holds]), at_work.value(otherwise, units[~holds])
    if isinstance(a, Fraction | Column) and isinstance(b, Fraction | Column):
        return columns.merged(holds, at_work.column(a, units[holds]), at_work.column(b, units[~holds]))
    result = np.empty(len(holds), np.bool_ if isinstance(a, bool) or getattr(a, "dtype", None) == np.bool_ else object)
    result[holds], result[~holds] = a, b
    return result


def _extreme(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    """Give the least or the greatest of several numbers."""
    values = [at_work.quantity(argument, index) for argument in node.arguments]
    numbers = [value for value in values if isinstance(value, Fraction)]
    found = [value for value in values if isinstance(value, Column)]
    is_least = node.function == "min"
    if numbers:
        number = min(numbers) if is_least else max(numbers)
        if not found:
            return number
        found.append(at_work.column(number, index))
    best = found[0]
    for other in found[1:]:
        best = columns.where(columns.compare(best, other, np.less_equal if is_least else np.greater_equal), best, other)
    return best


def _abs(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    value = at_work.quantity(node.arguments[0], index)
    return abs(value) if isinstance(value, Fraction) else columns.absolute(value)


def _round(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    value = at_work.quantity(node.arguments[0], index)
    digits, mode = node.option("digits", 1), node.option("mode", 2)
    rounding = Rounding(
        0 if digits is None else _whole(digits, *ROUNDING_DIGITS),
        Mode(mode.value) if isinstance(mode, Text) else Mode.HALF_UP,
    )
    return rounded(value, rounding)


def _floor(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    mode = Mode.FLOOR if node.function == "floor" else Mode.CEILING
    return rounded(at_work.quantity(node.arguments[0], index), Rounding(0, mode))


def rounded(value: Quantity, rounding: Rounding) -> Quantity:
    """Round one number or a column."""
    return rounding.of(value) if isinstance(value, Fraction) else columns.round_to(value, rounding)


def _total(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    by = node.option("by", 1)
    if not isinstance(by, Name):
        return district_total(at_work, node.arguments[0])
    return _taken(_group_total(at_work, node.arguments[0], by), index)


def _share(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    argument, by = node.arguments[0], node.option("by", 1)
    # In the district itself the argument is worked out once, for the part and for the whole.
    full = at_work.quantity(argument) if at_work.whole is at_work else None
    value = at_work.quantity(argument, index) if full is None else _taken(full, index)
    if not isinstance(by, Name):
        whole = district_total(at_work, argument) if full is None else _added_up(full, len(at_work.world))
        if whole == 0:
            what = f"The total of `{written(argument)}` is zero, so nobody has a share."
            raise at_work.trouble("division-by-zero", node.at, what, "Check the facts, or guard it with if().")
        return value / whole if isinstance(value, Fraction) else columns.scale(value, 1 / whole)  # exact: Fraction
    whole_of_group = cast("Column", _taken(_group_total(at_work, argument, by, full), index))
    zero = np.asarray(whole_of_group.numerators == 0, np.bool_)
    if zero.any():
        what = f"The total of the group is zero at {at_work.world.named(at_work.positions(zero, index))}."
        raise at_work.trouble("division-by-zero", node.at, what, "Check the facts, or guard it with if().")
    return columns.divide(at_work.column(value, index), whole_of_group)


def district_total(at_work: Evaluator, argument: Node) -> Fraction:
    """Add up over all units of the district, also when a made-up unit asks."""
    return _added_up(at_work.whole.quantity(argument), len(at_work.whole.world))


def _added_up(value: Quantity, count: int) -> Fraction:
    """Add a value up over so many units."""
    return value * count if isinstance(value, Fraction) else columns.total(value)


def _group_total(at_work: Evaluator, argument: Node, by: Name, full: Quantity | None = None) -> Column:
    if not at_work.world.facts.has(by.name):
        raise at_work.trouble(
            "missing-column", by.at, f"There is no column `{by.name}` to group by.", "Check its spelling.", by.name
        )
    whole = at_work.whole
    groups, count = whole.world.groups(by.name)
    value = whole.quantity(argument) if full is None else full
    sums = columns.grouped_total(whole.column(value, None), groups, count)
    if whole.world is at_work.world:
        return sums
    by_text = dict(zip(whole.world.facts.texts(by.name), sums.fractions(), strict=True))
    return columns.from_fractions([by_text.get(text, Fraction(0)) for text in at_work.world.facts.texts(by.name)])


def _tier(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    value, rows = at_work.quantity(node.arguments[0], index), rows_of(at_work, node.arguments[1])
    marginal, above = (is_true(node.option(name, place)) for place, name in ((2, "marginal"), (3, "above")))
    if not marginal:
        return _piecewise(
            value, rows, [Fraction(0), *(y for _, y in rows)], [Fraction(0)] * (len(rows) + 1), above=above
        )
    return _piecewise(value, rows, *marginal_pieces(rows), above=False)


def marginal_pieces(rows: tuple[tuple[Fraction, Fraction], ...]) -> tuple[list[Fraction], list[Fraction]]:
    """Give start and slope of every piece of a table of marginal rates, the one below the first row included."""
    starts, slopes = [Fraction(0)], [Fraction(0)]
    for x, rate in rows:
        starts.append(starts[-1] + (slopes[-1] - rate) * x)
        slopes.append(rate)
    return starts, slopes


def _interpolate(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    value, points = at_work.quantity(node.arguments[0], index), rows_of(at_work, node.arguments[1])
    starts, slopes = [points[0][1]], [Fraction(0)]
    for (x0, y0), (x1, y1) in pairwise(points):
        slope = (y1 - y0) / (x1 - x0)  # exact: Fraction
        slopes.append(slope)
        starts.append(y0 - slope * x0)
    slopes.append(Fraction(0))
    starts.append(points[-1][1])
    return _piecewise(value, points, starts, slopes, above=False)


def _piecewise(
    value: Quantity,
    rows: tuple[tuple[Fraction, Fraction], ...],
    starts: list[Fraction],
    slopes: list[Fraction],
    *,
    above: bool,
) -> Quantity:
    """Work out start + slope × x, with the start and the slope of the piece that x lies in."""
    test = np.greater if above else np.greater_equal
    if isinstance(value, Fraction):
        piece = sum(1 for x, _ in rows if (value > x if above else value >= x))
        return starts[piece] + slopes[piece] * value
    pieces = np.zeros(len(value), np.intp)
    for x, _ in rows:
        pieces += columns.compare(value, columns.constant(x, len(value)), test)
    start = columns.choose(starts, pieces)
    return columns.add(start, columns.multiply(columns.choose(slopes, pieces), value)) if any(slopes) else start


def rows_of(at_work: Evaluator, node: Node) -> tuple[tuple[Fraction, Fraction], ...]:
    """Give the rows of a table, written out or named."""
    if isinstance(node, Table):
        return node.rows
    value = at_work.formula.parameters[cast("Name", node).name].value
    return cast("tuple[tuple[Fraction, Fraction], ...]", value)


def _prior(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    years = node.option("years", 1)
    back = 1 if years is None else _whole(years, 1, YEARS_BACK)
    value, missing = _earlier(at_work, node, back, index)
    if not missing.any():
        return value
    if at_work.formula.new_unit not in {"zero", "current"}:
        raise _new_unit(at_work, node, missing, index)
    return _filled(at_work, node, value, missing, index)


def _average(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    years = node.option("years", 1)
    count = 3 if years is None else _whole(years, 1, YEARS_BACK)
    now = at_work.column(at_work.quantity(node.arguments[0], index), index)
    total, present = now, np.ones(len(now), np.int64)
    for back in range(1, count):
        value, missing = _earlier(at_work, node, back, index)
        if missing.any() and at_work.formula.new_unit == "":
            raise _new_unit(at_work, node, missing, index)
        if at_work.formula.new_unit == "available":
            present += ~missing
        else:
            present += 1
            value = _filled(at_work, node, value, missing, index)
        total = columns.add(total, at_work.column(value, index))
    if (present == count).all():
        return columns.scale(total, Fraction(1, count))
    by_count = [Fraction(1, number) for number in range(1, count + 1)]
    return columns.multiply(total, columns.choose(by_count, present - 1))


def _earlier(at_work: Evaluator, node: Call, back: int, index: Index | None) -> tuple[Quantity, Truths]:
    """Give what the argument was so many years ago, with 0 where it is missing, and where that is."""
    argument = node.arguments[0]
    listed = at_work.formula.prior_columns.get(argument.name, ()) if isinstance(argument, Name) else ()
    if listed:
        if back > len(listed):
            raise at_work.trouble(
                "no-prior-facts",
                node.at,
                f"`prior` lists {len(listed)} earlier years, and {back} are asked for.",
                "List more columns, the latest year first.",
            )
        return _from_column(at_work, node, listed[back - 1], index)
    before = at_work.earlier(back, node.at)
    known = np.flatnonzero(_known_before(before, argument))
    value = before.quantity(argument, known)
    count = at_work.count(index)
    if isinstance(value, Fraction):
        return value, np.zeros(count, np.bool_)
    position = {before.world.facts.units[unit]: place for place, unit in enumerate(known.tolist())}
    units = at_work.world.facts.units
    asked = range(len(units)) if index is None else index.tolist()
    places = np.array([position.get(units[unit], -1) for unit in asked], np.intp)
    if not len(known):
        return Fraction(0), np.ones(count, np.bool_)
    found = value.take(np.maximum(places, 0))
    missing = places < 0
    return columns.where(missing, columns.constant(Fraction(0), count), found), missing


def _known_before(before: Evaluator, argument: Node) -> Truths:
    """Say at which units of an earlier year every column that the argument names is filled."""
    known = np.ones(len(before.world), np.bool_)
    for name in names(argument):
        if name not in before.formula.definitions and before.world.facts.has(name):
            facts = before.world.facts
            known &= facts.filled(name) if name in before.formula.text_columns else facts.numbers(name).known
    return known


def _from_column(at_work: Evaluator, node: Call, name: str, index: Index | None) -> tuple[Quantity, Truths]:
    facts = at_work.world.facts
    if not facts.has(name):
        raise at_work.trouble(
            "missing-column",
            node.at,
            f"The facts have no column `{facts.header(name)}`.",
            "Check the names in `prior`.",
            name,
        )
    numbers = facts.numbers(name)
    if numbers.findings:
        raise Trouble(*numbers.findings)
    missing = ~numbers.known if index is None else ~numbers.known[index]
    return _taken(numbers.values, index), missing


def _filled(at_work: Evaluator, node: Call, value: Quantity, missing: Truths, index: Index | None) -> Quantity:
    """Put this year's value, or nothing, where an earlier one is missing."""
    if at_work.formula.new_unit != "current" or not missing.any():
        return value
    units = np.arange(len(missing)) if index is None else index
    now = at_work.column(at_work.quantity(node.arguments[0], units[missing]), units[missing])
    before = at_work.column(value, index).take(np.flatnonzero(~missing))
    return columns.merged(missing, now, before)


def _new_unit(at_work: Evaluator, node: Call, missing: Truths, index: Index | None) -> Trouble:
    where = at_work.world.named(at_work.positions(missing, index))
    what = f"`{written(node.arguments[0])}` has no earlier value at {where}."
    return at_work.trouble(
        "new-unit",
        node.at,
        what,
        'Say what a new unit gets: new_unit = "current" or "zero" at the top of the file ("available" serves `average` only).',
    )


def _apportion(at_work: Evaluator, node: Call, index: Index | None) -> Quantity:
    if at_work.whole is not at_work:
        raise at_work.trouble(
            "expectation-failed",
            node.at,
            "A made-up unit takes no part in `apportion`.",
            "Ask for an amount that is not a part of a pool.",
        )
    digits = node.option("digits", 2)
    places = 2 if digits is None else _whole(digits, *ROUNDING_DIGITS)
    pool = cast("Fraction", at_work.quantity(node.arguments[0]))
    parts = pool * _TEN**places
    if parts.denominator != 1:
        raise at_work.trouble(
            "finer-than-a-cent", node.at, f"The pool has more than {places} digits.", "Round it first."
        )
    weights = at_work.column(at_work.quantity(node.arguments[1]), None)
    negative = np.asarray(weights.numerators < 0, np.bool_)
    if negative.any():
        where = at_work.world.named(at_work.positions(negative, None))
        raise at_work.trouble(
            "negative-share", node.at, f"`{written(node.arguments[1])}` is negative at {where}.", "Write max(0, …)."
        )
    if not np.any(weights.numerators):
        if parts:
            raise at_work.trouble(
                "empty-share",
                node.at,
                f"`{written(node.arguments[1])}` is zero everywhere, and the pool is not.",
                "Give the pool another measure.",
            )
        return Fraction(0)
    handed = Column(hand_out(parts.numerator, weights.numerators))
    return _taken(columns.scale(handed, _TEN**-places), index)


def _known(at_work: Evaluator, node: Call, index: Index | None) -> Truths:
    name = cast("Name", node.arguments[0]).name
    if at_work.world.headcount is not None and name in {*at_work.formula.counts, *MEASURES}:
        return np.ones(at_work.count(index), np.bool_)
    if not at_work.world.facts.has(name):
        raise at_work.trouble(
            "missing-column", node.at, f"The facts have no column `{name}`.", "Check its spelling.", name
        )
    filled = at_work.world.facts.filled(name)
    return filled if index is None else filled[index]


def _whole(node: Node, least: int, greatest: int) -> int:
    """Give a number that the checker found whole and in bounds."""
    value = whole_number(node, least, greatest)
    if value is None:
        message = f"{written(node)} was not checked"
        raise ValueError(message)
    return value


def _taken(value: Quantity, index: Index | None) -> Quantity:
    return value.take(index) if index is not None and isinstance(value, Column) else value


_FUNCTIONS: Mapping[str, Callable[[Evaluator, Call, Index | None], Value]] = {
    "if": _if,
    "min": _extreme,
    "max": _extreme,
    "abs": _abs,
    "round": _round,
    "floor": _floor,
    "ceil": _floor,
    "total": _total,
    "share": _share,
    "tier": _tier,
    "interpolate": _interpolate,
    "prior": _prior,
    "average": _average,
    "apportion": _apportion,
    "known": _known,
}
