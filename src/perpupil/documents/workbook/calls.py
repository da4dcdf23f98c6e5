"""What each function of the language is in cells; what the engine does is in `allocation.functions`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from perpupil.documents.workbook.handing_out import apportioned
from perpupil.documents.workbook.numbers import (
    Atom,
    Condition,
    NotLive,
    Number,
    Term,
    added,
    leveled,
    multiplied,
    of_cell,
    one_number,
    scaled,
    size_of,
    text_of,
    values_of,
)
from perpupil.exact.rounding import Mode, Rounding
from perpupil.formula.shapes import whole_number
from perpupil.formula.syntax import Call, Name, Node, Table, Text, is_true, written
from perpupil.limits import ROUNDING_DIGITS, YEARS_BACK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from perpupil.documents.workbook.compiling import Compiler, Value

Rows = list[tuple[Number, Number]]


def call(to: Compiler, node: Call) -> Value:
    """Write a call."""
    return _FUNCTIONS[node.function](to, node)


def _if(to: Compiler, node: Call) -> Value:
    condition = to.condition(node.arguments[0])
    with to.workings.where(condition):
        then = _settled(to, to.value(node.arguments[1]))
    denied = Condition(f"NOT({condition.text})", ~condition.values, condition.is_district)
    with to.workings.where(denied):
        otherwise = _settled(to, to.value(node.arguments[2]))
    return to.chosen(condition, then, otherwise)


def _settled(to: Compiler, value: Value) -> Value:
    return to.workings.settled(value) if isinstance(value, Number) else value


def _extreme(to: Compiler, node: Call) -> Number:
    numbers = [to.number(argument) for argument in node.arguments]
    is_least = node.function == "min"
    if any(number.over for number in numbers):
        best = numbers[0]
        for other in numbers[1:]:
            holds = to.workings.compared(best, other, "<=" if is_least else ">=")
            best = cast("Number", to.chosen(holds, best, other))
        return best
    level = leveled(numbers)
    if not all(number.is_narrow for number in level):
        raise NotLive("it takes the least or greatest of numbers with more than 15 digits")
    values = values_of(level[0])
    for number in level[1:]:
        values = (np.minimum if is_least else np.maximum)(values, values_of(number))
    text = f"{'MIN' if is_least else 'MAX'}({','.join(text_of(number) for number in level)})"
    size = f"MAX({','.join(size_of(number) for number in level)})"
    is_district = all(number.is_district for number in level)
    atom = Atom(text, values.astype(object), is_district, size, is_cell=False)
    return Number((Term(1, (atom,)),), level[0].below)


def _abs(to: Compiler, node: Call) -> Number:
    number = to.number(node.arguments[0])
    top = to.workings.formula(number)
    atom = Atom(f"ABS({top.text})", abs(top.values), top.is_district, top.size, is_cell=False)
    return Number((Term(1, (atom,)),), number.below, number.over)


def _round(to: Compiler, node: Call) -> Number:
    digits, mode = node.option("digits", 1), node.option("mode", 2)
    rounding = Rounding(
        0 if digits is None else _whole(digits, *ROUNDING_DIGITS),
        Mode(mode.value) if isinstance(mode, Text) else Mode.HALF_UP,
    )
    return to.workings.rounded(to.number(node.arguments[0]), rounding)


def _floor(to: Compiler, node: Call) -> Number:
    mode = Mode.FLOOR if node.function == "floor" else Mode.CEILING
    return to.workings.rounded(to.number(node.arguments[0]), Rounding(0, mode))


def _total(to: Compiler, node: Call) -> Number:
    by = node.option("by", 1)
    return _group_total(to, node.arguments[0], by) if isinstance(by, Name) else _district_total(to, node.arguments[0])


def _share(to: Compiler, node: Call) -> Number:
    by = node.option("by", 1)
    part = to.workings.tidy(to.number(node.arguments[0]))
    whole = _group_total(to, node.arguments[0], by) if isinstance(by, Name) else _district_total(to, node.arguments[0])
    return to.quotient(part, whole)


def _for_all(to: Compiler, argument: Node) -> tuple[Number, Atom]:
    """Write a number for all units, also inside a branch; give it and the column of its numerator."""
    outer, to.workings.path = to.workings.path, None
    number = to.number(argument)
    if any(not atom.is_district for atom in number.over):
        raise NotLive(f"it adds up `{written(argument)}`, which is a quotient")
    top = to.workings.numerator(number, "added up")
    to.workings.path = outer
    return number, top


def _district_total(to: Compiler, argument: Node) -> Number:
    number, top = _for_all(to, argument)
    count = to.workings.count
    if top.is_district:
        return Number((Term(count, (top,)),), number.below, number.over)
    values = np.array([sum(top.values.tolist())], object)
    total = Atom(f"SUM({top.cells})", values, is_district=True, size=f"{count}*{top.size}", is_cell=False)
    outer, to.workings.path = to.workings.path, None
    cell = to.workings.cell(total, f"total of {written(argument)[:60]}", below=number.below)
    to.workings.path = outer
    return Number((Term(1, (cell,)),), number.below, number.over)


def _group_total(to: Compiler, argument: Node, by: Name) -> Number:
    number, top = _for_all(to, argument)
    groups = to.leaves.group_numbers(by.name)
    if top.is_district:
        raise NotLive("it adds one value of the district up by groups")
    sums: dict[int, int] = {}
    for group, value in zip(groups.values.tolist(), top.values.tolist(), strict=True):
        sums[group] = sums.get(group, 0) + value
    values = np.empty(to.workings.count, object)
    values[:] = [sums[group] for group in groups.values.tolist()]
    text = f"SUMIF({groups.cells},{groups.text},{top.cells})"
    size = f"{to.workings.count}*{top.size}"
    atom = Atom(text, values, is_district=False, size=size, is_cell=False)
    outer, to.workings.path = to.workings.path, None
    cell = to.workings.cell(atom, f"total of {written(argument)[:60]} by {by.name}", below=number.below)
    to.workings.path = outer
    return Number((Term(1, (cell,)),), number.below, number.over)


def _rows(to: Compiler, node: Node) -> Rows:
    if isinstance(node, Table):
        return [(one_number(x), one_number(y)) for x, y in node.rows]
    return to.leaves.table(cast("Name", node).name)


def _tier(to: Compiler, node: Call) -> Number:
    number = to.workings.tidy(to.number(node.arguments[0]))
    rows = _rows(to, node.arguments[1])
    marginal, above = (is_true(node.option(name, place)) for place, name in ((2, "marginal"), (3, "above")))
    if marginal:
        return _marginal(to, number, rows)
    reached = [to.workings.compared(number, start, ">" if above else ">=") for start, _ in rows]
    level = leveled([value for _, value in rows])
    values, text = np.array([0], object), "0"
    for holds, value in zip(reached, level, strict=True):
        values = np.where(holds.values, values_of(value), values)
        text = f"IF({holds.text},{text_of(value)},{text})"
    size = f"MAX({','.join(size_of(value) for value in level)})"
    atom = Atom(text, values, number.is_district, size, is_cell=False)
    return of_cell(to.workings.cell(atom, "tier", below=level[0].below), level[0].below)


def _marginal(to: Compiler, number: Number, rows: Rows) -> Number:
    """Add up each tier's rate on the part of the number above its threshold, less the rate before."""
    parts, before = [], one_number(Fraction(0))
    zero = one_number(Fraction(0))
    for start, rate in rows:
        beyond = added([number, scaled(start, Fraction(-1))])
        if not beyond.is_narrow:
            raise NotLive("its tiers have more than 15 digits")
        top = to.workings.formula(Number(beyond.terms, beyond.below))
        least = Atom(
            f"MAX(0,{top.text})", np.maximum(top.values, 0).astype(object), top.is_district, top.size, is_cell=False
        )
        step = added([rate, scaled(before, Fraction(-1))])
        parts.append(multiplied(Number((Term(1, (least,)),), beyond.below, beyond.over), to.workings.tidy(step)))
        before = rate
    return added(parts) if parts else zero


def _interpolate(to: Compiler, node: Call) -> Number:
    """Write a straight line between the neighboring points: which piece, then its ends."""
    number = to.workings.tidy(to.number(node.arguments[0]))
    points = _rows(to, node.arguments[1])
    first, last = points[0], points[-1]
    held = [to.workings.compared(number, x, ">=") for x, _ in points]
    result: Number = first[1]
    for place, (x0, y0) in enumerate(points[:-1]):
        x1, y1 = points[place + 1]
        inside = Condition(
            f"IF({held[place].text},NOT({held[place + 1].text}),FALSE)",
            held[place].values & ~held[place + 1].values,
            held[place].is_district,
        )
        rise, run = (added([b, scaled(a, Fraction(-1))]) for a, b in ((y0, y1), (x0, x1)))
        beyond = added([number, scaled(x0, Fraction(-1))])
        with to.workings.where(inside):
            line = added([y0, to.quotient(multiplied(to.workings.tidy(rise), beyond), to.workings.tidy(run))])
            piece = to.workings.settled(line)
        result = cast("Number", to.chosen(inside, piece, result))
    return cast("Number", to.chosen(held[-1], last[1], result))


def _prior(to: Compiler, node: Call) -> Number:
    back = node.option("years", 1)
    return _earlier(to, node, 1 if back is None else _whole(back, 1, YEARS_BACK))


def _earlier(to: Compiler, node: Call, back: int) -> Number:
    """Write what the argument was so many years ago, from the columns that the formula lists."""
    argument = node.arguments[0]
    listed = to.formula.prior_columns.get(argument.name, ()) if isinstance(argument, Name) else ()
    if not listed:
        raise NotLive("it is worked out on the facts of earlier years, which are not in the workbook")
    name = listed[back - 1]
    number = to.leaves.column(name)
    known = to.allocation.world.facts.numbers(name).known
    if known.all():
        return number
    filled = to.leaves.marked(f"known: {to.allocation.world.facts.header(name)}", known)
    missing = Condition(f"NOT({filled.text})", ~filled.values, is_district=False)
    with to.workings.where(missing):
        instead = to.number(argument) if to.formula.new_unit == "current" else one_number(Fraction(0))
        instead = to.workings.settled(instead)
    return cast("Number", to.chosen(filled, number, instead))


def _average(to: Compiler, node: Call) -> Number:
    option = node.option("years", 1)
    years = 3 if option is None else _whole(option, 1, YEARS_BACK)
    argument = node.arguments[0]
    listed = to.formula.prior_columns.get(argument.name, ()) if isinstance(argument, Name) else ()
    if to.formula.new_unit == "available" and listed:
        knowns = [to.allocation.world.facts.numbers(name).known for name in listed[: years - 1]]
        if not all(known.all() for known in knowns):
            raise NotLive("it is a mean over the years that each unit has")
    parts = [to.number(argument), *(_earlier(to, node, back) for back in range(1, years))]
    return scaled(added(parts), Fraction(1, years))


def _apportion(to: Compiler, node: Call) -> Number:
    option = node.option("digits", 2)
    digits = 2 if option is None else _whole(option, *ROUNDING_DIGITS)
    unit = Fraction(10) ** digits
    outer, to.workings.path = to.workings.path, None
    pool = to.number(node.arguments[0])
    parts = to.workings.rounded(scaled(pool, unit), Rounding(0))
    weights = to.workings.numerator(to.number(node.arguments[1]), "weights")
    if weights.is_district:
        raise NotLive("it divides by one value of the district")
    whole = to.workings.cell(to.workings.formula(parts), "parts to hand out")
    handed = apportioned(to.workings, whole, weights)
    to.workings.path = outer
    return scaled(of_cell(handed), 1 / unit)


def _known(to: Compiler, node: Call) -> Condition:
    return to.leaves.known(cast("Name", node.arguments[0]).name)


def _whole(node: Node, least: int, greatest: int) -> int:
    value = whole_number(node, least, greatest)
    if value is None:
        message = f"{written(node)} was not checked"
        raise ValueError(message)
    return value


_FUNCTIONS: Mapping[str, Callable[[Compiler, Call], Value]] = {
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
