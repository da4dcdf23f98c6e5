"""Scenarios: named versions of formula, facts and pool, side by side.

A file of scenarios names, for each, where its formula and facts are, and what is different: parameters, or the amounts of pools.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from perpupil.comparison.mixtures import amounts_of
from perpupil.findings import Finding, Place, finding
from perpupil.formula.functions import closest
from perpupil.limits import SCENARIO_BYTES, SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.allocation.allocation import Allocation
    from perpupil.formula.records import Formula

_PATHS = ("formula", "facts", "headcount", "pool")
_KEYS = ("title", *_PATHS, "parameters")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One version: where its files are, as written, and which parameters it sets."""

    name: str
    title: str
    formula: str
    facts: str
    headcount: str
    pool: str
    parameters: Mapping[str, Fraction] = field(default_factory=dict)
    place: Place = field(default=Place(""))

    def of(self, formula: Formula) -> tuple[Formula | None, tuple[Finding, ...]]:
        """Set the scenario's parameters in its formula."""
        findings = []
        for name, value in self.parameters.items():
            try:
                formula = formula.with_parameter(name, value)
            except KeyError:
                near = closest(name, formula.parameters)
                fix = f"Did you mean `{near}`?" if near else "Name a parameter of the formula that is a number."
                what = f"Scenario `{self.name}` sets `{name}`, which is no number of the formula's parameters."
                findings.append(finding("unknown-name", self.place, what, fix))
        return (None if findings else formula), tuple(findings)


def read_scenarios(content: bytes, source: str) -> tuple[tuple[Scenario, ...], tuple[Finding, ...]]:
    """Read a file of scenarios: a table `[scenario.NAME]` for each."""
    place = Place(source)
    if len(content) > SCENARIO_BYTES:
        what = f"The file has {len(content):,} bytes; at most {SCENARIO_BYTES:,} are read."
        return (), (finding("too-large", place, what, "Split it."),)
    try:
        top = tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        return (), (finding("not-toml", place, f"The file is not TOML: {error}.", "Correct it there."),)
    tables = top.get("scenario")
    if not isinstance(tables, dict) or not tables or len(top) > 1:
        what = "The file holds no tables [scenario.NAME], or something else beside them."
        return (), (finding("missing-key", place, what, "Write [scenario.today] with formula = … below."),)
    if len(tables) > SCENARIOS:
        what = f"The file has {len(tables):,} scenarios; at most {SCENARIOS} are read."
        return (), (finding("too-large", place, what, "Split it."),)
    findings: list[Finding] = []
    read = [_scenario(name, raw, Place(source, path=f"scenario.{name}"), findings) for name, raw in tables.items()]
    return (() if findings else tuple(read)), tuple(findings)


def _scenario(name: str, raw: object, place: Place, findings: list[Finding]) -> Scenario:
    """Read one scenario; what is wrong becomes findings."""
    table: dict[str, Any] = raw if isinstance(raw, dict) else {}
    if not isinstance(raw, dict):
        findings.append(finding("wrong-type", place, f"`{name}` must be a table.", f"Write [scenario.{name}]."))
    for key in table:
        if key not in _KEYS:
            near = closest(key, _KEYS)
            fix = f"Did you mean `{near}`?" if near else f"The keys are {', '.join(_KEYS)}."
            findings.append(finding("unknown-key", place, f"There is no key `{key}` here.", fix))
    texts = {key: table.get(key, "") for key in ("title", *_PATHS)}
    for key, text in texts.items():
        if not isinstance(text, str):
            findings.append(finding("wrong-type", place, f"`{key}` must be a text.", f'Write {key} = "…".'))
    if isinstance(raw, dict) and not table.get("formula"):
        findings.append(finding("missing-key", place, "`formula` is missing.", 'Add it: formula = "formula.toml".'))
    values = table.get("parameters", {})
    if not isinstance(values, dict) or not all(map(_is_number, values.values())):
        findings.append(
            finding(
                "wrong-type", place, "`parameters` must be a table of numbers.", "Write parameters = { weight = 0.4 }."
            )
        )
        values = {}
    numbers = {one: Fraction(value) for one, value in values.items()}
    return Scenario(name, **{key: str(text) for key, text in texts.items()}, parameters=numbers, place=place)


def _is_number(value: object) -> bool:
    """Whether it is a number of reasonable size: an exponent of billions would fill the memory."""
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) <= 30 and len(value.as_tuple().digits) <= 40  # noqa: PLR2004
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**40


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What several scenarios give; amounts in cents, one column a scenario, in their order."""

    names: tuple[str, ...]
    allocations: tuple[Allocation, ...] = field(repr=False)
    units: tuple[str, ...]
    """The units of any of them, by id."""
    unit_names: Mapping[str, str]
    totals_cents: tuple[tuple[int | None, ...], ...]
    """For each unit its total in each scenario; None where the scenario does not have the unit."""
    lines: tuple[str, ...]
    lines_cents: tuple[tuple[int | None, ...], ...]
    """For each line what it costs in each scenario; None where its formula does not have the line."""

    def total_cents(self, scenario: int) -> int:
        """Give what a scenario costs in all."""
        return self.allocations[scenario].total_cents

    def moved(self, scenario: int) -> tuple[int, int]:
        """Count the units that get more, and less, than in the first scenario; of units that both have."""
        pairs = [(row[0], row[scenario]) for row in self.totals_cents]
        changes = [now - was for was, now in pairs if was is not None and now is not None]
        return sum(change > 0 for change in changes), sum(change < 0 for change in changes)


def side_by_side(allocations: Mapping[str, Allocation]) -> SideBySide:
    """Put what scenarios give next to each other; the first is what the others are held against."""
    every = tuple(allocations.values())
    units = tuple(sorted({unit for one in every for unit in one.units}))
    names = {unit: name for one in reversed(every) for unit, name in zip(one.units, one.world.facts.names, strict=True)}
    lines = tuple(dict.fromkeys(line for one in every for line in one.formula.lines))
    paid = [dict(zip(one.units, one.totals_cents.tolist(), strict=True)) for one in every]
    return SideBySide(
        names=tuple(allocations),
        allocations=every,
        units=units,
        unit_names=names,
        totals_cents=tuple(tuple(of.get(unit) for of in paid) for unit in units),
        lines=lines,
        lines_cents=tuple(
            tuple(one.line_total_cents(line) if line in one.lines_cents else None for one in every) for line in lines
        ),
    )


def unit_lines(sheet: SideBySide, unit: str) -> tuple[tuple[int | None, ...], ...]:
    """Give every line of one unit in each scenario, in the order of the sheet's lines."""
    columns: list[Sequence[int | None]] = []
    for one in sheet.allocations:
        cents = amounts_of(one, sheet.lines, (unit,))[:, 0].tolist() if unit in one.units else [None] * len(sheet.lines)
        columns.append(
            [amount if line in one.lines_cents else None for line, amount in zip(sheet.lines, cents, strict=True)]
        )
    return tuple(zip(*columns, strict=True))
