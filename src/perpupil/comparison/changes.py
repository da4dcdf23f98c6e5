"""The changes between two versions of a formula, each with its words and with a way to put it into the first version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.formula.figures import capital, plain, readable
from perpupil.formula.keys import Denomination
from perpupil.formula.ordering import reordered
from perpupil.formula.records import ByText, Formula
from perpupil.formula.syntax import written
from perpupil.formula.wording import Wording
from perpupil.money import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from perpupil.formula.records import Definition, Parameter, Pool


@dataclass(frozen=True, slots=True)
class Revision:
    """One thing that the second version says otherwise."""

    kind: str
    """`equity`, `parameter`, `count`, `step`, `line`, `pool` or `reading`."""
    name: str
    title: str
    before: str
    """What the first version says; empty when it is new."""
    after: str
    """What the second says; empty when it is gone."""
    change: Callable[[Formula], Formula] | None
    """Puts the change into the first version; None where no money depends on it."""

    def words(self) -> str:
        """Say it."""
        before, after = self.before.rstrip("."), self.after.rstrip(".")
        if not before:
            return f"New: {self.title}: {after}"
        if not after:
            return f"Gone: {self.title}: {before}"
        return f"{self.title}: {before} \N{RIGHTWARDS ARROW} {after}"


def revisions(before: Formula, after: Formula) -> Iterator[Revision]:
    """Give every change, in the order of the second version, what is gone last."""
    if before.equity != after.equity:
        yield Revision("equity", "equity", "The definition of equity", before.equity, after.equity, None)
    yield from _parameters(before, after)
    yield from _tables(before, after, "count")
    yield from _tables(before, after, "step")
    yield from _tables(before, after, "line")
    yield from _pools(before, after)
    yield from _readings(before, after)


def _parameters(before: Formula, after: Formula) -> Iterator[Revision]:
    """Give parameters whose value changed; a new or lost one comes with the rule that uses it."""
    for name, parameter in after.parameters.items():
        earlier = before.parameters.get(name)
        if earlier is not None and earlier.value != parameter.value:
            yield Revision(
                "parameter",
                name,
                Wording.of(after).title(name),
                *_values(before, after, name),
                _with_value(name, parameter),
            )


def _with_value(name: str, parameter: Parameter) -> Callable[[Formula], Formula]:
    def change(formula: Formula) -> Formula:
        changed = replace(formula.parameters[name], value=parameter.value)
        return replace(formula, parameters={**formula.parameters, name: changed})

    return change


def _values(before: Formula, after: Formula, name: str) -> tuple[str, str]:
    """Write both values of a parameter; of a list by text only what differs."""
    one, other = (formula.parameters[name] for formula in (before, after))
    kept = [one, other]
    if isinstance(one.value, ByText) and isinstance(other.value, ByText):
        kept = [_only_differing(one, one.value, other.value), _only_differing(other, other.value, one.value)]
    texts = [_value(formula, parameter) for formula, parameter in zip((before, after), kept, strict=True)]
    return texts[0], texts[1]


def _value(formula: Formula, parameter: Parameter) -> str:
    """Write a value; a weight as the decimal that people know it by."""
    wording = Wording.of(formula)
    if isinstance(parameter.value, Fraction) and wording.denominations.get(parameter.name) is not Denomination.DOLLARS:
        return plain(parameter.value)
    return wording.value(parameter)


def _only_differing(parameter: Parameter, own: ByText, others: ByText) -> Parameter:
    """Keep of a list by text what another list says otherwise."""
    values = {text: number for text, number in own.values.items() if others.values.get(text) != number}
    otherwise = None if own.otherwise == others.otherwise else own.otherwise
    return replace(parameter, value=replace(own, values=values, otherwise=otherwise))


def _tables(before: Formula, after: Formula, kind: str) -> Iterator[Revision]:
    """Give counts, steps or lines that are new, gone or worked otherwise."""
    tables: tuple[Mapping[str, object], Mapping[str, object]] = {
        "count": (before.counts, after.counts),
        "step": (before.steps, after.steps),
        "line": (before.lines, after.lines),
    }[kind]
    for name in dict.fromkeys((*tables[1], *tables[0])):
        parts = [
            _said(formula, kind, name) if name in table else None
            for formula, table in zip((before, after), tables, strict=True)
        ]
        if parts[0] == parts[1]:
            continue
        formula = after if name in tables[1] else before
        texts = [
            _in_words(one, kind, name) if name in table else ""
            for one, table in zip((before, after), tables, strict=True)
        ]
        if texts[0] == texts[1]:
            texts[1] += " (worked or rounded in another way)"
        yield Revision(kind, name, Wording.of(formula).title(name), texts[0], texts[1], _taking(after, kind, name))


def _said(formula: Formula, kind: str, name: str) -> object:
    """Give what is decided in a table, without what it is called."""
    if kind == "count":
        one = formula.counts[name]
        return (one.grades, one.needs, one.any, one.all, one.none, one.measure)
    own = _own(formula, name)
    limit = formula.lines[name].limit if kind == "line" else None
    return (limit, {part: (one.identity, one.rounding) for part, one in own.items()})


def _own(formula: Formula, name: str) -> dict[str, Definition]:
    """Give the definitions that a step or a line stands for."""
    return {part: one for part, one in formula.definitions.items() if part == name or part.startswith(f"{name}.")}


def _in_words(formula: Formula, kind: str, name: str) -> str:
    wording = Wording.of(formula)
    if kind == "count":
        return wording.count(formula.counts[name])
    if kind == "step":
        return wording.working(formula.steps[name])
    return wording.rule(formula.lines[name])


def _taking(after: Formula, kind: str, name: str) -> Callable[[Formula], Formula]:
    """Put one count, step or line of the second version into the first, with whatever it needs that the first does not have."""

    def change(formula: Formula) -> Formula:
        if kind == "count":
            kept = {one: rule for one, rule in formula.counts.items() if one != name}
            return replace(formula, counts={**kept, **({name: after.counts[name]} if name in after.counts else {})})
        own = _own(after, name)
        needed = {one for part in own for one in after.rests_on(part)}
        others = {part: one for part, one in formula.definitions.items() if part not in _own(formula, name)}
        missing = {part: one for part, one in after.definitions.items() if part in needed and part not in others}
        changed = replace(
            formula,
            definitions=reordered({**others, **missing, **own}),
            parameters={
                **{one: after.parameters[one] for one in after.parameters if one in needed},
                **formula.parameters,
            },
            counts={**{one: after.counts[one] for one in after.counts if one in needed}, **formula.counts},
            columns=tuple(dict.fromkeys((*formula.columns, *(one for one in after.columns if one in needed)))),
            text_columns=formula.text_columns | {one for one in after.text_columns if one in needed},
        )
        return _with_line(changed, after, name) if kind == "line" else changed

    return change


def _with_line(formula: Formula, after: Formula, name: str) -> Formula:
    """Take a line and its place in pools from the second version."""
    lines = {one: line for one, line in formula.lines.items() if one != name}
    if name in after.lines:
        lines = {one: lines.get(one, after.lines[one]) for one in after.lines if one in lines or one == name} | lines
    pools = {}
    for pool in formula.pools.values():
        model = after.pools.get(pool.name, pool)
        pools[pool.name] = replace(
            pool,
            lines=tuple(one for one in lines if one in (model if one == name else pool).lines),
            protect=tuple(one for one in lines if one in (model if one == name else pool).protect),
        )
    return replace(formula, lines=lines, pools=pools)


def _pools(before: Formula, after: Formula) -> Iterator[Revision]:
    """Give pools that are new, gone, of another size or handed out otherwise."""
    for name in dict.fromkeys((*after.pools, *before.pools)):
        texts = [_pool_in_words(formula, name) if name in formula.pools else "" for formula in (before, after)]
        if texts[0] != texts[1]:
            formula = after if name in after.pools else before
            yield Revision(
                "pool",
                name,
                formula.pools[name].title or capital(readable(name)),
                texts[0],
                texts[1],
                _with_pool(after, name),
            )


def _pool_in_words(formula: Formula, name: str) -> str:
    pool = formula.pools[name]
    words = [_sum(formula, pool.amount)]
    reserve = _sum(formula, pool.reserve) if pool.reserve in formula.definitions else "0"
    share = f"{pool.reserve}.share"
    if reserve not in {"0", "$0"}:
        words.append(f"{reserve} kept back")
    if share in formula.definitions:
        words.append(f"{written(formula.definitions[share].expression)} of it kept back")
    words.append(
        {"scale": "handed out whole", "scale_down": "only ever shrinking lines", "none": "changing no line"}[
            pool.method
        ]
    )
    if pool.protect:
        words.append(f"protecting {', '.join(formula.title_of(one) for one in pool.protect)}")
    return ", ".join(words)


def _sum(formula: Formula, name: str) -> str:
    """Write what a pool holds or keeps back: an amount where it is a number, else its expression."""
    text = written(formula.definitions[name].expression)
    try:
        cents = Fraction(text.replace("_", "")) * 100
    except ValueError:
        return text
    return spoken(int(cents), formula.currency)


def _with_pool(after: Formula, name: str) -> Callable[[Formula], Formula]:
    def change(formula: Formula) -> Formula:
        own = f"pool.{name}."
        kept = {part: one for part, one in formula.definitions.items() if not part.startswith(own)}
        taken = {part: one for part, one in after.definitions.items() if part.startswith(own)}
        pools: dict[str, Pool] = {one: pool for one, pool in formula.pools.items() if one != name}
        if name in after.pools:
            model = after.pools[name]
            mine = tuple(one for one in formula.lines if one in model.lines or one not in after.lines)
            pools[name] = replace(model, lines=mine, protect=tuple(one for one in model.protect if one in mine))
        return replace(formula, definitions=reordered({**kept, **taken}), pools=pools)

    return change


def _readings(before: Formula, after: Formula) -> Iterator[Revision]:
    """Give what is read otherwise: earlier years, new units."""
    if before.new_unit != after.new_unit:
        rule = after.new_unit
        yield Revision(
            "reading",
            "new_unit",
            f"A new {after.noun} in an earlier year",
            before.new_unit or "an error",
            rule or "an error",
            lambda formula: replace(formula, new_unit=rule),
        )
    if before.prior_columns != after.prior_columns:
        columns = after.prior_columns
        yield Revision(
            "reading",
            "prior",
            "Columns of earlier years",
            _earlier_in_words(before),
            _earlier_in_words(after),
            lambda formula: replace(formula, prior_columns=columns),
        )


def _earlier_in_words(formula: Formula) -> str:
    listed = formula.prior_columns.items()
    return "; ".join(f"{name}: {', '.join(columns)}" for name, columns in listed) or "none"
