"""Why a unit gets what it gets: every amount traced to the facts and parameters it rests on.

A line's amount is the sum of its *parts* (what the rule gives, what rounding, the pool and the last cent did to it), exactly. Each value in the tree
is its expression over the values of its children, so that anyone can work it out again by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from perpupil.allocation.evaluate import Evaluator, Value
from perpupil.allocation.world import Trouble
from perpupil.exact.columns import Column
from perpupil.exact.numerals import group_thousands, write_number
from perpupil.formula.figures import capital, counted, inside, readable
from perpupil.formula.keys import Denomination
from perpupil.formula.records import ByText
from perpupil.formula.syntax import (
    Both,
    Call,
    Comparison,
    Either,
    HighestOf,
    Name,
    Node,
    Number,
    Table,
    children,
    written,
)
from perpupil.formula.wording import Wording, rounding_in_words
from perpupil.money import amount_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.allocation.allocation import Allocation, PoolResult
    from perpupil.exact.rounding import Rounding

Known = Fraction | bool | str


@dataclass(frozen=True, slots=True)
class Reason:
    """One value and what it rests on."""

    name: str
    title: str
    kind: str
    """`line`, `step`, `working`, `fact`, `count`, `parameter`, `total`, `earlier` or `share of a pool`."""
    value: Known
    source: str
    """For a leaf: the column, the rule of the count, or who decided the parameter."""
    expression: str = ""
    """As written in the formula; empty for a leaf."""
    exact: Known = Fraction(0)
    """The value before rounding."""
    rounding: Rounding | None = None
    children: tuple[Reason, ...] = ()
    denomination: Denomination = Denomination.NUMBER
    applies: bool = True
    """Whether the condition under which it is worked out holds here."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line's amount; the parts add up to it."""

    words: str
    amount: Fraction


@dataclass(frozen=True, slots=True)
class LineExplanation:
    """Why a unit gets the amount of one line."""

    unit: str
    name: str
    line: str
    title: str
    sentence: str
    amount_cents: int
    parts: tuple[Part, ...]
    root: Reason


def explain(allocation: Allocation, unit: str, lines: tuple[str, ...] = ()) -> tuple[LineExplanation, ...]:
    """Explain some or all lines of a unit.

    Raises:
        KeyError: There is no such unit or line.

    """
    return Explainer(allocation).explain(unit, lines)


class Explainer:
    """Explains units of one allocation; what is said of a line at every unit is worded once."""

    def __init__(self, allocation: Allocation) -> None:
        """Prepare the words of an allocation's formula."""
        self._allocation = allocation
        names = dict(zip(allocation.units, allocation.world.facts.names, strict=True))
        self._wording = Wording.of(allocation.formula, names)
        self._sentences: dict[str, str] = {}

    def explain(self, unit: str, lines: tuple[str, ...] = ()) -> tuple[LineExplanation, ...]:
        """Explain some or all lines of a unit.

        Raises:
            KeyError: There is no such unit or line.

        """
        if unit not in self._allocation.units:
            raise KeyError(unit)
        tracer = _Tracer(self._allocation, self._allocation.units.index(unit), self._wording)
        return tuple(tracer.line(line, self.sentence(line)) for line in lines or tuple(self._allocation.formula.lines))

    def title(self, line: str) -> str:
        """Give what people call a line."""
        return self._wording.title(line)

    def sentence(self, line: str) -> str:
        """Say how a line comes about, at every unit.

        Raises:
            KeyError: There is no such line.

        """
        if line not in self._sentences:
            self._sentences[line] = self._wording.rule(self._allocation.formula.lines[line])
        return self._sentences[line]


class _Tracer:
    """Traces the values of one unit, each once."""

    def __init__(self, allocation: Allocation, position: int, wording: Wording) -> None:
        self.allocation, self.formula, self.position, self.wording = allocation, allocation.formula, position, wording
        self.index = np.array([position])
        self.evaluator = Evaluator(allocation.formula, allocation.world)
        self.evaluator.values = dict(allocation.values)
        self.reasons: dict[str, Reason] = {}

    def line(self, name: str, sentence: str) -> LineExplanation:
        """Explain one line."""
        # In the order of work, so that no reason is first met deep in a chain.
        needed = (self.formula.rests_on(name) & self.formula.definitions.keys()) - self.reasons.keys()
        for definition in self.formula.definitions if needed else ():
            if definition in needed:
                self.reason(definition)
        root = self.reason(name)
        parts = tuple(self._parts(name, root))
        amount = int(self.allocation.lines_cents[name][self.position])
        return LineExplanation(
            unit=self.allocation.units[self.position],
            name=self.allocation.world.facts.names[self.position],
            line=name,
            title=self._title(name),
            sentence=sentence,
            amount_cents=amount,
            parts=parts,
            root=root,
        )

    def reason(self, name: str) -> Reason:
        """Explain a name."""
        if name not in self.reasons:
            self.reasons[name] = self._definition(name) if name in self.formula.definitions else self._leaf(name)
        return self.reasons[name]

    def _definition(self, name: str) -> Reason:
        definition = self.formula.definitions[name]
        kind = "line" if name in self.formula.lines else "step" if name in self.formula.steps else "working"
        parts: dict[str, Reason] = {}
        applies = definition.when is None or bool(self._value(definition.when))
        if definition.when is not None:
            self._collect(definition.when, parts)
        if applies:
            self._collect(definition.expression, parts)
        exact = self._value(definition.expression) if applies else Fraction(0)
        condition = "" if definition.when is None else f" when {written(definition.when)}"
        return Reason(
            name=name,
            title=self._title(name),
            kind=kind,
            value=self._value(Name(name)),
            source="",
            expression=written(definition.expression) + condition,
            exact=exact,
            rounding=definition.rounding,
            children=tuple(parts.values()),
            denomination=self._denomination(name),
            applies=applies,
        )

    def _denomination(self, name: str) -> Denomination:
        return self.wording.denominations.get(name, Denomination.NUMBER)

    def _collect(self, node: Node, parts: dict[str, Reason]) -> None:
        """Collect what an expression really used at this unit; a branch not taken used nothing."""
        match node:
            case Name(name=name):
                parts.setdefault(name, self.reason(name))
            case HighestOf(group=group):
                parts[written(node)] = self._highest(node)
                for line, _ in group:
                    parts.setdefault(f"{line}.weight", self.reason(f"{line}.weight"))
            case Both(operands=operands) | Either(operands=operands):
                for operand in operands:
                    self._collect(operand, parts)
                    if bool(self._value(operand)) is isinstance(node, Either):
                        return
            case Comparison(first=first, rest=rest):
                self._collect_comparison(first, rest, parts)
            case Call():
                self._collect_call(node, parts)
            case _:
                for part in children(node):
                    self._collect(part, parts)

    def _collect_comparison(self, first: Node, rest: tuple[tuple[str, Node], ...], parts: dict[str, Reason]) -> None:
        self._collect(first, parts)
        left = first
        for sign, part in rest:
            self._collect(part, parts)
            if not self._value(Comparison(left, ((sign, part),))):
                return
            left = part

    def _collect_call(self, node: Call, parts: dict[str, Reason]) -> None:
        match node.function:
            case "if":
                condition, then, otherwise = node.arguments
                self._collect(condition, parts)
                self._collect(then if self._value(condition) else otherwise, parts)
            case "total":
                parts[written(node)] = self._total(node)
            case "share":
                self._collect(node.arguments[0], parts)
                total = Call("total", node.arguments, node.options, node.at)
                parts[written(total)] = self._total(total)
            case "prior" | "average":
                parts[written(node)] = self._earlier(node)
            case "apportion":
                parts[written(node)] = self._handed_out(node)
            case "known":
                parts[written(node)] = self._known(node)
            case _:
                for argument in node.arguments:
                    self._collect(argument, parts)

    def _total(self, node: Call) -> Reason:
        count = len(self.allocation.units)
        what = f"the sum of {self.wording.phrase(node.arguments[0])} over {counted(count, self.formula.noun)}"
        by = node.option("by", 1)
        if by is not None:
            what = f"{what} with the same {self.wording.phrase(by)}"
        return self._leaf_of(node, "total", what)

    def _earlier(self, node: Call) -> Reason:
        """Explain a look at earlier years: for each the value, and the cell or the stand-in it came from."""
        parts: dict[str, Reason] = {}
        years = node.option("years", 1)
        asked = int(years.value) if isinstance(years, Number) else {"prior": 1, "average": 3}[node.function]
        if node.function == "prior":
            return self._leaf_of(node, "earlier", self._year_before(node.arguments[0], asked))
        self._collect(node.arguments[0], parts)
        told = [f"{back} before: {self._year_before(node.arguments[0], back)}" for back in range(1, asked)]
        now = write_number(cast("Fraction", self._value(node.arguments[0])))
        source = f"the mean of this year's {now} and of the years before; " + "; ".join(told)
        reason = self._leaf_of(node, "earlier", source)
        return Reason(
            reason.name, reason.title, reason.kind, reason.value, reason.source, children=tuple(parts.values())
        )

    def _year_before(self, argument: Node, back: int) -> str:
        """Say what a value was so many years ago and where that stands."""
        world = self.allocation.world
        listed = self.formula.prior_columns.get(argument.name, ()) if isinstance(argument, Name) else ()
        if listed:
            there = bool(world.facts.numbers(listed[back - 1]).known[self.position])
            place = f"{world.facts.place(self.position).source}, row {world.facts.place(self.position).line}, column {listed[back - 1]}"
        else:
            year = (self.formula.year or 0) - back
            facts = world.priors[year]
            unit = self.allocation.units[self.position]
            there = unit in facts.units
            place = (
                f"{facts.table.source}, row {facts.place(facts.units.index(unit)).line}"
                if there
                else f"{facts.table.source}"
            )
        try:
            value = self._value(Call("prior", (argument, Number(Fraction(back)))))
        except Trouble:
            return f"left out, for there is no earlier value in {place}"
        if not there:
            stands_in = "this year's value stands in" if self.formula.new_unit == "current" else "counted as 0"
            return f"no earlier value in {place}: {stands_in}"
        return f"{write_number(cast('Fraction', value))} from {place}"

    def _handed_out(self, node: Call) -> Reason:
        """Explain a part of a pool: the exact share, rounded down, and the last part if this unit got one."""
        pool, weight = node.arguments[0], node.arguments[1]
        parts: dict[str, Reason] = {}
        self._collect(pool, parts)
        self._collect(weight, parts)
        total = Call("total", (weight,))
        parts[written(total)] = self._total(total)
        whole = cast("Fraction", self._value(total))
        value = cast("Fraction", self._value(node))
        part = cast("Fraction", self._value(pool)) * cast("Fraction", self._value(weight))
        exact = part / whole if whole else Fraction(0)  # exact: Fraction
        up = (
            "the part left over came here, by largest remainder"
            if value > exact
            else "rounded down; the parts left over went to larger remainders"
        )
        if value == exact:
            up = "exact"
        text = f"{written(pool)} * {written(weight)} / {written(total)}"
        return Reason(
            written(node),
            capital(self.wording.phrase(node)),
            "share of a pool",
            value,
            up,
            text,
            exact,
            None,
            tuple(parts.values()),
        )

    def _known(self, node: Call) -> Reason:
        return self._leaf_of(node, "fact", f"whether {self.wording.phrase(node.arguments[0])} is filled")

    def _highest(self, node: HighestOf) -> Reason:
        count = dict(node.group)[node.line]
        others = ", ".join(self._title(line) for line, _ in node.group if line != node.line)
        what = f"{inside(self._title(count))} who have no higher weight in the group ({others})"
        return self._leaf_of(node, "count", what)

    def _leaf_of(self, node: Node, kind: str, source: str) -> Reason:
        return Reason(written(node), capital(self.wording.phrase(node)), kind, self._value(node), source)

    def _leaf(self, name: str) -> Reason:
        """Explain a fact, a count or a parameter."""
        if name in self.formula.parameters:
            parameter = self.formula.parameters[name]
            decided = "; ".join(text for text in (parameter.owner, parameter.source) if text) or "owner not stated"
            if isinstance(parameter.value, tuple):
                rows, denomination = written(Table(parameter.value)), self._denomination(name)
                return Reason(name, self._title(name), "parameter", rows, decided, denomination=denomination)
            if isinstance(parameter.value, ByText):
                decided = f"for {parameter.value.column} {self.allocation.world.facts.texts(parameter.value.column)[self.position]!r}; {decided}"
            return self._named_leaf(name, "parameter", decided)
        facts, headcount = self.allocation.world.facts, self.allocation.world.headcount
        if headcount is not None and (name in self.formula.counts or not facts.has(name)):
            return self._named_leaf(name, "count", f"counted in {headcount.source}")
        place = facts.place(self.position, name)
        return self._named_leaf(name, "fact", f"{place.source}, row {place.line}, column {facts.header(name)}")

    def _named_leaf(self, name: str, kind: str, source: str) -> Reason:
        return Reason(
            name, self._title(name), kind, self._value(Name(name)), source, denomination=self._denomination(name)
        )

    def _title(self, name: str) -> str:
        return self.wording.title(name)

    def _value(self, node: Node) -> Known:
        """Work an expression out at this unit."""
        value: Value = self.evaluator.value(node, self.index)
        if isinstance(value, Column):
            return value.at(0)
        if isinstance(value, Fraction | bool | str):
            return value
        one = value[0]
        return one if isinstance(one, str) else bool(one)

    def _parts(self, name: str, root: Reason) -> Iterator[Part]:
        """Give the parts that add up to a line's amount."""
        exact, before = cast("Fraction", root.exact), cast("Fraction", root.value)
        yield Part("What the rule gives", exact)
        if before != exact and root.rounding is not None:
            yield Part(f"Rounded {rounding_in_words(root.rounding)}", before - exact)
        amount = amount_of(int(self.allocation.lines_cents[name][self.position]))
        pool = next((one for one in self.formula.pools.values() if name in one.lines), None)
        if pool is None or (result := self.allocation.pools[pool.name]).fit is None:
            return
        fitted = self._fitted(name, pool.protect, result, before)
        if fitted != before:
            yield Part(self._fitted_words(name, pool.name, result), fitted - before)
        if amount != fitted:
            yield Part("To a whole cent, so that no cent of the pool is lost", amount - fitted)

    def _fitted(self, name: str, protect: tuple[str, ...], result: PoolResult, before: Fraction) -> Fraction:
        """Give a line's exact amount after the pool's factor and limits."""
        limit = self.formula.lines[name].limit
        if limit is None:
            return before if name in protect else before * result.factor
        fit = result.fit
        pinned = fit is not None and bool((fit.at_floor if limit.is_floor else fit.at_ceiling)[self.position])
        if not pinned:
            return Fraction(0)
        others = [line for line in self.formula.pools[result.name].lines if self.formula.lines[line].limit is None]
        cents = {line: amount_of(int(self.allocation.before_cents[line][self.position])) for line in others}
        paid = sum(
            (self._fitted(line, self.formula.pools[result.name].protect, result, cents[line]) for line in others),
            Fraction(0),
        )
        return self.allocation.value_at(limit.bound, self.position) - paid

    def _fitted_words(self, name: str, pool: str, result: PoolResult) -> str:
        title = self.formula.pools[pool].title or readable(pool)
        if self.formula.lines[name].limit is not None:
            return f"The other lines of this {self.formula.noun} were fitted to “{title}”, so what is missing to the limit changes too"
        return f"Multiplied by {factor_in_words(result.factor)}, so that all lines together fit “{title}”"


def rounding_of(reason: Reason) -> str:
    """Say how a value was rounded; dollars in the words of money."""
    return "" if reason.rounding is None else rounding_in_words(reason.rounding, reason.denomination)


def factor_in_words(factor: Fraction) -> str:
    """Write a pool's factor, exactly where it ends, else to eight digits.

    >>> factor_in_words(Fraction(97, 100)), factor_in_words(Fraction(1, 3))
    ('0.97', '0.33333333…')
    """
    text = write_number(factor)
    if "/" not in text:
        return group_thousands(text)
    digits = 8
    whole, rest = divmod(factor.numerator * 10**digits // factor.denominator, 10**digits)
    return f"{whole:,}.{str(rest).rjust(digits, '0')}…"


def substituted(reason: Reason, shown: dict[str, str]) -> str:
    """Write a reason's expression with values in place of names, longest names first."""
    text = reason.expression
    if text in shown:
        return shown[text]
    bare = {name: f"({value})" if value.startswith("-") else value for name, value in shown.items()}
    named = "|".join(rf"(?<!\w){re.escape(name)}(?![\w.])" for name in sorted(bare, key=len, reverse=True))
    # A text in quotes is passed over: it may read like a name.
    pattern = rf"""{named}|"[^"]*"|'[^']*'""" if named else r"(?!)"
    return re.sub(pattern, lambda found: bare.get(found.group(), found.group()), text)
