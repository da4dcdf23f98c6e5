"""From the tree of an expression to cells: what the engine works out in columns is written as formulas that give the same."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from perpupil.documents.workbook import calls
from perpupil.documents.workbook.numbers import (
    Atom,
    Condition,
    NotLive,
    Number,
    Term,
    Words,
    added,
    divided,
    leveled,
    multiplied,
    of_cell,
    one_number,
    scaled,
)
from perpupil.formula.syntax import (
    Both,
    ByUnit,
    Call,
    Comparison,
    Either,
    HighestOf,
    Name,
    Negative,
    Node,
    Not,
    Product,
    Sum,
    Text,
    Truth,
)
from perpupil.formula.syntax import Number as Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.workbook.leaves import Leaves
    from perpupil.documents.workbook.workings import Workings

Value: TypeAlias = Number | Condition | Words


class Compiler:
    """Writes expressions into cells; definitions that were written before are referred to."""

    def __init__(self, allocation: Allocation, workings: Workings, leaves: Leaves) -> None:
        """Take what is written into."""
        self.allocation, self.workings, self.leaves = allocation, workings, leaves
        self.formula = allocation.formula
        self.defined: dict[str, Number] = {}
        self.missing: dict[str, str] = {}
        """Definitions that no cell can hold, each with why."""

    def number(self, node: Node) -> Number:
        """Write a number."""
        return cast("Number", self.value(node))

    def condition(self, node: Node) -> Condition:
        """Write a truth."""
        return cast("Condition", self.value(node))

    def value(self, node: Node) -> Value:
        """Write any expression."""
        match node:
            case Name(name=name):
                return self.named(name)
            case Written(value=number):
                return one_number(number)
            case Text(value=text):
                return self.leaves.text(text)
            case Truth(value=truth):
                return Condition("TRUE" if truth else "FALSE", np.array([truth]), is_district=True)
            case Negative(operand=operand):
                return scaled(self.number(operand), Fraction(-1))
            case Sum(terms=pairs):
                return added([scaled(self.number(part), Fraction(1 if sign == "+" else -1)) for sign, part in pairs])
            case Product(factors=pairs):
                return self._product(pairs)
            case Comparison(first=first, rest=rest):
                return self._comparison(first, rest)
            case Not(operand=operand):
                denied = self.condition(operand)
                return Condition(f"NOT({denied.text})", ~denied.values, denied.is_district)
            case Both(operands=operands):
                return self._chain(operands, stops_at=False)
            case Either(operands=operands):
                return self._chain(operands, stops_at=True)
            case Call():
                return calls.call(self, node)
            case HighestOf():
                return self._highest(node)
            case ByUnit(amounts=amounts):
                return self._by_unit(dict(amounts))
            case _:
                raise NotLive("it holds a table where a number should be")

    def named(self, name: str) -> Value:
        """Refer to a name."""
        if name in self.missing:
            raise NotLive(f"it rests on `{name}`, which {self.missing[name]}")
        if name in self.defined:
            return self.defined[name]
        if name in self.formula.parameters:
            return self.leaves.parameter(name)
        if name in self.formula.text_columns:
            return self.leaves.words(name)
        return self.leaves.column(name)

    def _product(self, pairs: tuple[tuple[str, Node], ...]) -> Number:
        product = one_number(Fraction(1))
        for sign, part in pairs:
            value = self.number(part)
            product = multiplied(product, self._brief(value)) if sign == "*" else self.quotient(product, value)
        return product

    def _brief(self, number: Number) -> Number:
        """Bring a sum into one factor where it fits, so that products of sums do not multiply out."""
        if len(number.terms) < 2 or not number.is_narrow:  # noqa: PLR2004  one term is a factor already
            return number
        factor = self.workings.formula(number)
        return Number((Term(1, (factor,)),), number.below, number.over)

    def quotient(self, top: Number, below: Number) -> Number:
        """Divide one number by another."""
        constant = below.constant
        if constant is not None:
            if constant == 0:
                raise NotLive("it divides by zero")
            return scaled(top, 1 / constant)
        atom, denominator = self.workings.positive(Number(below.terms, below.below))
        found = divided(top, atom, denominator)
        for over in below.over:
            found = multiplied(found, of_cell(over))
        return found

    def _comparison(self, first: Node, rest: tuple[tuple[str, Node], ...]) -> Condition:
        """Compare neighbors, each only where all before it held."""
        held: list[Condition] = []
        left = self.value(first)
        for sign, part in rest:
            right = self._where_all(held, part)
            held.append(self.compared(left, right, sign))
            left = right
        return _all_of(held)

    def _where_all(self, held: list[Condition], part: Node) -> Value:
        if not held:
            return self.value(part)
        with self.workings.where(_all_of(held)):
            return self.value(part)

    def compared(self, a: Value, b: Value, sign: str) -> Condition:
        """Compare two values of one kind."""
        if isinstance(a, Number) and isinstance(b, Number):
            return self.workings.compared(a, b, sign)
        if isinstance(a, Words) and isinstance(b, Words):
            same = np.asarray(a.values == b.values, np.bool_)
            text = f"EXACT({a.text},{b.text})"
        elif isinstance(a, Condition) and isinstance(b, Condition):
            same, text = a.values == b.values, f"({a.text})=({b.text})"
        else:
            raise NotLive("it compares values of two kinds")
        is_district = a.is_district and b.is_district
        if sign == "==":
            return Condition(text, same, is_district)
        return Condition(f"NOT({text})", ~same, is_district)

    def _chain(self, operands: tuple[Node, ...], *, stops_at: bool) -> Condition:
        found = self.condition(operands[0])
        for operand in operands[1:]:
            undecided = Condition(f"NOT({found.text})", ~found.values, found.is_district) if stops_at else found
            with self.workings.where(undecided):
                then = self.condition(operand)
            is_district = found.is_district and then.is_district
            if stops_at:
                found = Condition(f"IF({found.text},TRUE,{then.text})", found.values | then.values, is_district)
            else:
                found = Condition(f"IF({found.text},{then.text},FALSE)", found.values & then.values, is_district)
        return found

    def chosen(self, condition: Condition, then: Value, otherwise: Value) -> Value:
        """Take one value where a condition holds, else the other."""
        is_district = condition.is_district and then.is_district and otherwise.is_district
        if isinstance(then, Number) and isinstance(otherwise, Number):
            return self._chosen_number(condition, then, otherwise)
        values = np.where(condition.values, then.values, otherwise.values)  # type: ignore[union-attr]
        text = f"IF({condition.text},{then.text},{otherwise.text})"  # type: ignore[union-attr]
        return (Words if isinstance(then, Words) else Condition)(text, values, is_district)

    def _chosen_number(self, condition: Condition, then: Number, otherwise: Number) -> Number:
        over: tuple[Atom, ...] = ()
        if then.over or otherwise.over:
            over = (self._picked(condition, self._divisor(then), self._divisor(otherwise)),)
        a, b = leveled((Number(then.terms, then.below), Number(otherwise.terms, otherwise.below)))
        if a.is_narrow and b.is_narrow:
            top = self._picked(condition, self.workings.formula(a), self.workings.formula(b))
            return Number((Term(1, (top,)),), a.below, over)
        one = self.workings.kept(condition)
        cell = one.mark
        holds = Atom(cell, np.where(one.values, 1, 0).astype(object), one.is_district, size="1")
        holds_not = Atom(
            f"(1-{cell})", np.where(one.values, 0, 1).astype(object), one.is_district, size="1", is_cell=False
        )
        terms = [Term(term.times, (*term.factors, holds)) for term in a.terms]
        terms += [Term(term.times, (*term.factors, holds_not)) for term in b.terms]
        return Number(tuple(terms), a.below, over)

    def _picked(self, condition: Condition, a: Atom, b: Atom) -> Atom:
        values = np.where(condition.values, a.values, b.values)
        is_district = condition.is_district and a.is_district and b.is_district
        text = f"IF({condition.text},{a.text},{b.text})"
        return Atom(text, values, is_district, f"MAX({a.size},{b.size})", is_cell=False)

    def _divisor(self, number: Number) -> Atom:
        if not number.over:
            return Atom("1", np.array([1], object), is_district=True, size="1")
        return self.workings.divisor(number)

    def _highest(self, node: HighestOf) -> Number:
        """Count students for whom a line's weight is the highest of its group: as counted, while the weights keep their order."""
        lines = [line for line, _ in node.group]
        counts = dict(node.group)
        weights = {line: self.number(Name(f"{line}.weight")) for line in lines}
        value = {line: cast("Fraction", self.allocation.values[f"{line}.weight"]) for line in lines}
        ranked = sorted(lines, key=lambda line: (-value[line], lines.index(line)))
        held = [
            self.workings.compared(weights[a], weights[b], ">=" if lines.index(a) < lines.index(b) else ">")
            for a, b in pairwise(ranked)
        ]
        ahead = ranked[: ranked.index(node.line)]
        rules = self.formula.counts
        exact = self.allocation.world.counted(rules[counts[node.line]], tuple(rules[counts[one]] for one in ahead))
        title = f"{self.formula.title_of(counts[node.line])}, whose highest weight it is"
        number = self.leaves.counted(title, f"{node.line}.quantity", exact)
        if not held:
            return number
        atom = self.workings.numerator(number)
        same_order = self.workings.kept(_all_of(held))
        guarded = Atom(
            f"IF({same_order.text},{atom.text},NA())", atom.values, is_district=False, size=atom.size, is_cell=False
        )
        return of_cell(
            self.workings.cell(guarded, "while the weights keep their order", below=number.below), number.below
        )

    def _by_unit(self, amounts: Mapping[str, Fraction]) -> Number:
        from perpupil.exact import columns  # noqa: PLC0415

        exact = columns.from_fractions([amounts.get(unit, Fraction(0)) for unit in self.allocation.units])
        name, title = self.workings.at_work
        return self.leaves.counted(f"{title}: fixed", name, exact)


def _all_of(held: list[Condition]) -> Condition:
    """Give the condition that several hold, each asked only where those before it do."""
    *before, text = (one.text for one in held)
    values, is_district = held[0].values, held[0].is_district
    for one in held[1:]:
        values, is_district = values & one.values, is_district and one.is_district
    for earlier in reversed(before):
        text = f"IF({earlier},{text},FALSE)"
    return Condition(text, values, is_district)
