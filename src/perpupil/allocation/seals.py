"""The three seals of a run: what went in, what came out, and both together with the engine's version."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import perpupil
from perpupil.facts.headcount import canonical_headcount
from perpupil.formula.records import LANGUAGE, ByText
from perpupil.seal import seal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.allocation.allocation import Allocation
    from perpupil.facts.facts import Facts


_DECIDES_NOTHING = {"was", "confirm"}


@dataclass(frozen=True, slots=True)
class Seals:
    """Hexadecimal SHA-256 hashes."""

    inputs: str
    """Formula, the facts it reads, and the language version."""
    result: str
    """Every line of every unit."""
    record: str
    """Both, and the version of the engine."""


def seals(allocation: Allocation) -> Seals:
    """Seal an allocation."""
    world, formula = allocation.world, allocation.formula
    given = {name: pool.given for name, pool in formula.pools.items() if pool.given}
    inputs = seal(
        {
            "language": LANGUAGE,
            "formula": _plain(_what_decides(formula.origin.values)),
            "parameters": {name: _plain(one.value) for name, one in formula.parameters.items()},
            "facts": _facts(allocation, world.facts),
            "headcount": None if world.headcount is None else canonical_headcount(world.headcount),
            "earlier": {str(year): _facts(allocation, facts) for year, facts in world.priors.items()},
        }
        | ({"pools": given} if given else {})
    )
    # Cents as text: what is hashed of a line is short, and the same on every machine.
    result = seal(
        {
            line: dict(zip(allocation.units, map(str, cents.tolist()), strict=True))
            for line, cents in allocation.lines_cents.items()
        }
    )
    return Seals(inputs, result, seal({"inputs": inputs, "result": result, "engine": perpupil.__version__}))


def _what_decides(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what parameters were before, and what waits to be confirmed: no result depends on it."""
    left_out = {section: _without(values[section]) for section in ("parameters", "pool") if values.get(section)}
    return {**values, **left_out}


def _without(tables: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {key: part for key, part in one.items() if key not in _DECIDES_NOTHING} if isinstance(one, dict) else one
        for name, one in tables.items()
    }


def _plain(value: object) -> object:
    """Bring a formula's values to what can be sealed; dates are written out."""
    match value:
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case ByText():
            return [value.column, dict(value.values), value.otherwise]
        case str() | bool() | int() | Fraction():
            return value
        case _:
            return str(value)


def _facts(allocation: Allocation, facts: Facts) -> object:
    """Give what the formula reads of the facts: text as it stands, numbers as numbers, blanks as None."""
    formula = allocation.formula
    read: dict[str, object] = {}
    for name in formula.reads():
        if not facts.has(name):
            continue
        if name in formula.text_columns:
            read[name] = list(facts.texts(name))
            continue
        numbers = facts.numbers(name)
        # What a blank means stands in the formula; `known` asks whether it is one.
        known = (numbers.known & facts.filled(name)).tolist()
        read[name] = [
            value if is_known else None for value, is_known in zip(numbers.values.fractions(), known, strict=True)
        ]
    return {"units": list(facts.units), "columns": read}
