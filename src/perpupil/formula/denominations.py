"""What the numbers of a formula are in, dollars or shares, as far as the keys that use them say; nothing is guessed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.formula.keys import MEASURES, Denomination
from perpupil.formula.syntax import Call, Name, Negative, Number, Product, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from perpupil.formula.records import Formula, Line
    from perpupil.formula.syntax import Node

_PART_BELOW = 2
_SAME = {"min", "max", "abs", "round", "floor", "ceil"}
_FIRST = {"total", "prior", "average", "apportion"}


def denominations(formula: Formula) -> Mapping[str, Denomination]:
    """Give the names that are known to be in dollars or shares, and those that count students.

    A line is dollars, and so are the terms it adds up. Of a product in dollars one factor is dollars: it is known which where all the
    others are numbers, counts or shares.
    """
    found: dict[str, Denomination] = dict.fromkeys((*formula.counts, *MEASURES), Denomination.NUMBER)
    found |= dict.fromkeys(formula.lines, Denomination.DOLLARS)
    for line in formula.lines.values():
        found |= _workings(formula, line)
    seeds = tuple(_seeds(formula))
    for line in formula.lines.values():
        if line.limit is not None:
            _take_apart(formula, found, formula.definitions[line.limit.bound].expression)
    known = -1
    while known < len(found):
        known = len(found)
        for denomination, node in seeds:
            _spread(formula, found, denomination, node)
    return found


def _take_apart(formula: Formula, found: dict[str, Denomination], bound: Node) -> None:
    """Take the bound of a floor or ceiling apart: `0.98 * budget_last_year` is a share of dollars."""
    part = part_of(formula, bound.factors) if isinstance(bound, Product) else None
    if part is not None:
        _spread(formula, found, Denomination.SHARE, part[0])
        _spread(formula, found, Denomination.DOLLARS, part[1])


def _workings(formula: Formula, line: Line) -> dict[str, Denomination]:
    """Give what the workings of a line are in: of quantity and rate one is dollars, the rate where a key is."""
    has_price = any(denomination is Denomination.DOLLARS for denomination, _ in line.said)
    of_suffix = {
        "quantity": Denomination.NUMBER if has_price else Denomination.DOLLARS,
        "rate": Denomination.DOLLARS if has_price else Denomination.NUMBER,
        "weight": Denomination.SHARE,
        "share": Denomination.SHARE,
        "floor": Denomination.DOLLARS,
        "ceiling": Denomination.DOLLARS,
    }
    names = ((f"{line.name}.{suffix}", denomination) for suffix, denomination in of_suffix.items())
    return {name: denomination for name, denomination in names if name in formula.definitions}


def _seeds(formula: Formula) -> Iterator[tuple[Denomination, Node]]:
    """Give the expressions whose denomination is declared: those of keys, of lines and of pools."""
    for line in formula.lines.values():
        yield from line.said
        if not line.kind:
            yield Denomination.DOLLARS, formula.definitions[line.name].expression
        if line.limit is not None:
            yield Denomination.DOLLARS, formula.definitions[line.limit.bound].expression
    for pool in formula.pools.values():
        yield Denomination.DOLLARS, formula.definitions[pool.amount].expression
        yield Denomination.DOLLARS, formula.definitions[pool.reserve].expression
        share = f"{pool.reserve}.share"
        if share in formula.definitions:
            yield Denomination.SHARE, formula.definitions[share].expression


def _spread(formula: Formula, found: dict[str, Denomination], denomination: Denomination, node: Node) -> None:
    """Carry a denomination down an expression, and on into the steps that it names."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        match part:
            case Name(name=name) if name not in found:
                found[name] = denomination
                if name in formula.steps:
                    waiting.append(formula.definitions[name].expression)
            case Negative(operand=operand):
                waiting.append(operand)
            case Sum(terms=terms):
                waiting.extend(term for _, term in terms)
            case Product(factors=factors) if denomination is Denomination.DOLLARS:
                waiting.extend(dollar_factor(found, factors))
            case Call(function="if", arguments=(_, then, otherwise)):
                waiting.extend((then, otherwise))
            case Call(function=function, arguments=arguments) if function in _SAME:
                waiting.extend(arguments[:1] if function == "round" else arguments)
            case Call(function=function, arguments=arguments) if function in _FIRST:
                waiting.append(arguments[0])
            case _:
                pass


def dollar_factor(found: Mapping[str, Denomination], factors: tuple[tuple[str, Node], ...]) -> list[Node]:
    """Give the one factor of a product in dollars that must be dollars; none where several could be."""
    others = [factor for sign, factor in factors if sign == "*" and not _is_no_money(found, factor)]
    return others if len(others) == 1 else []


def part_of(formula: Formula, factors: tuple[tuple[str, Node], ...]) -> tuple[Node, Node] | None:
    """Take the product of a number below 2 and one other thing apart: `0.98 * budget_last_year` is a part of a budget."""
    if [sign for sign, _ in factors] != ["*", "*"]:
        return None
    (_, one), (_, other) = factors
    value = number_of(formula, one)
    return (one, other) if value is not None and 0 < value < _PART_BELOW and number_of(formula, other) is None else None


def number_of(formula: Formula, node: Node) -> Fraction | None:
    """Give a number that is written out, or a parameter that is one."""
    match node:
        case Number(value=number):
            return number
        case Name(name=name) if name in formula.parameters:
            value = formula.parameters[name].value
            return value if isinstance(value, Fraction) else None
        case _:
            return None


def _is_no_money(found: Mapping[str, Denomination], factor: Node) -> bool:
    return isinstance(factor, Name) and found.get(factor.name, Denomination.DOLLARS) is not Denomination.DOLLARS
