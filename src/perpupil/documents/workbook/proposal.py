"""A proposal: a formula with some parameters changed, its text, and what that does to each unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from perpupil.exact.numerals import write_number
from perpupil.formula.reading import read_formula
from perpupil.formula.records import ByText, Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.workbook.returned import Change
    from perpupil.formula.records import Formula, ParameterValue
    from perpupil.formula.source import Source

_KEY = re.compile(r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s="'#]|[ \t])*?=[ \t]*""")
_NUMBER = re.compile(r"[+-]?[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9_]+)?")
_IN_TABLE = re.compile(rf"#[^\n]*|{_NUMBER.pattern}")


class CannotWrite(Exception):
    """A value cannot be put in its place in the text of a formula; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a proposal does, in cents."""

    total_cents: int
    gained_cents: int
    """What the units that gain gain together."""
    gain: int
    lose: int


def proposed(formula: Formula, changes: Sequence[Change]) -> Formula:
    """Give a formula with some of its parameters changed, as a what-if."""
    parameters = dict(formula.parameters)
    for change in changes:
        parameter = parameters[change.input.parameter.name]
        parameters[parameter.name] = replace(parameter, value=_with_part(parameter, change))
    return replace(formula, parameters=MappingProxyType(parameters))


def _with_part(parameter: Parameter, change: Change) -> ParameterValue:
    """Give a parameter's value with one number of it changed."""
    value, part = parameter.value, change.input.part
    if isinstance(value, Fraction):
        return change.after
    if isinstance(value, ByText):
        if len(part) == 1:
            return replace(value, values={**value.values, part[0]: change.after})
        return replace(value, otherwise=change.after)
    row, side = int(part[0]) - 1, 0 if part[1] == "from" else 1
    rows = [list(one) for one in value]
    rows[row][side] = change.after
    return tuple((x, y) for x, y in rows)


def formula_text(formula: Formula, changes: Sequence[Change]) -> str:
    """Write a formula's text with only the changed values replaced, so that comments and order stay.

    Raises:
        CannotWrite: A value does not stand in the text as a plain number.

    """
    source = formula.origin
    spans = sorted(((_span(source, change), change) for change in changes), key=lambda one: one[0])
    text = source.text
    for (start, end), change in reversed(spans):
        text = text[:start] + write_number(change.after) + text[end:]
    _require_only(formula, text, changes)
    return text


def _span(source: Source, change: Change) -> tuple[int, int]:
    """Find where a number stands in the text."""
    name, part = change.input.parameter.name, change.input.part
    path: tuple[str, ...] = ("parameters", name)
    number = 0
    value = change.input.parameter.value
    if isinstance(value, ByText):
        path = (*path, "values", part[0]) if len(part) == 1 else (*path, "otherwise")
    elif isinstance(value, Fraction):
        path = (*path, "value") if (*path, "value") in source.keys else path
    else:
        path, number = (*path, "table"), 2 * (int(part[0]) - 1) + (part[1] == "value")
    key = _KEY.match(source.text, source.keys[path]) if path in source.keys else None
    if key is None:
        raise CannotWrite(f"`{change.input.name}` does not stand in the formula as a number.")
    if number or path[-1] == "table":
        found = [one for one in _IN_TABLE.finditer(source.text, key.end()) if not one[0].startswith("#")]
        match = found[number] if number < len(found) else None
    else:
        match = _NUMBER.match(source.text, key.end())
    if match is None:
        raise CannotWrite(f"`{change.input.name}` does not stand in the formula as a number.")
    return match.span()


def _require_only(formula: Formula, text: str, changes: Sequence[Change]) -> None:
    """Read the new text and hold it against what was meant, so that no other value moves unseen."""
    again, _ = read_formula(text.encode(), formula.origin.label)
    as_written, _ = read_formula(formula.origin.text.encode(), formula.origin.label)
    if again is None or as_written is None:
        raise CannotWrite("With these values the formula has errors; run `perpupil check` on it.")
    for change in changes:
        name = change.input.parameter.name
        if as_written.parameters[name].value != formula.parameters[name].value:
            raise CannotWrite(f"`{name}` comes from the file of the pool; change it there.")
    wanted = proposed(as_written, changes).parameters
    if {name: one.value for name, one in again.parameters.items()} != {name: one.value for name, one in wanted.items()}:
        raise CannotWrite("The values cannot be put in their places in the text.")


def effect(before: Allocation, after: Allocation) -> Effect:
    """Say what a proposal does to the units, in cents."""
    changes = [new - old for old, new in zip(before.totals_cents.tolist(), after.totals_cents.tolist(), strict=True)]
    return Effect(
        total_cents=sum(changes),
        gained_cents=sum(change for change in changes if change > 0),
        gain=sum(change > 0 for change in changes),
        lose=sum(change < 0 for change in changes),
    )
