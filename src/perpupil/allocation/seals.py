"""The three seals of a run: what went in, what came out, and both together with the engine's version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import perpupil
from perpupil.exact.numerals import write_number
from perpupil.formula.records import LANGUAGE, ByText
from perpupil.seal import seal

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.facts.facts import Facts
    from perpupil.facts.headcount import Headcount


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
    inputs = seal(
        {
            "language": LANGUAGE,
            "formula": _plain(formula.origin.values),
            "parameters": {name: _plain(one.value) for name, one in formula.parameters.items()},
            "facts": _facts(allocation, world.facts),
            "headcount": _headcount(world.headcount),
            "earlier": {str(year): _facts(allocation, facts) for year, facts in world.priors.items()},
        }
    )
    # Cents as text: what is hashed of a line is short, and the same on every machine.
    result = seal(
        {
            line: dict(zip(allocation.units, map(str, cents.tolist()), strict=True))
            for line, cents in allocation.lines_cents.items()
        }
    )
    return Seals(inputs, result, seal({"inputs": inputs, "result": result, "engine": perpupil.__version__}))


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
    asked = [*formula.columns, *formula.counts, "students", "days", "fte"]
    asked += [column for listed in formula.prior_columns.values() for column in listed]
    read: dict[str, object] = {}
    for name in asked:
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


def _headcount(headcount: Headcount | None) -> object:
    """Give the headcount as rows in one order, equal rows added up."""
    if headcount is None:
        return None
    measures = sorted(headcount.measures)
    numbers = [list(map(write_number, headcount.measures[name].fractions())) for name in measures]
    profiles = [[profile.grade, sorted("=".join(need) for need in profile.needs)] for profile in headcount.profiles]
    texts = [json.dumps(profile, ensure_ascii=False) for profile in profiles]
    starts = [*headcount.starts.tolist(), len(headcount.profile_of_row)]
    kinds = headcount.profile_of_row.tolist()
    rows = {}
    for place, unit in enumerate(headcount.units):
        mine = [
            [texts[kinds[row]], *(column[row] for column in numbers)] for row in range(starts[place], starts[place + 1])
        ]
        rows[unit] = _equal_rows_added(mine)
    return {"measures": measures, "rows": rows}


def _equal_rows_added(rows: list[list[str]]) -> list[list[str]]:
    """Put the rows of a unit in one order; rows of the same profile become one."""
    if len({row[0] for row in rows}) == len(rows):
        return sorted(rows)
    added: dict[str, list[Fraction]] = {}
    for profile, *numbers in rows:
        known = added.get(profile, [Fraction(0)] * len(numbers))
        added[profile] = [total + Fraction(number) for total, number in zip(known, numbers, strict=True)]
    return sorted([profile, *map(write_number, numbers)] for profile, numbers in added.items())
