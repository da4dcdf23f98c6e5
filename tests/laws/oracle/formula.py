"""A formula file as declarations; each component becomes the expression it stands for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from .parser import Node, Refused, Table, parse

LIMITS = ("hold_harmless", "cap")
NOT_BASE = (*LIMITS, "phase_in", "percent_of_formula", "proration", "multiplier", "fall_adjustment")
RESERVED = ("and", "or", "not", "if", "true", "false", "students", "days", "fte", "allocation")
FUNCTIONS = ("min", "max", "abs", "round", "floor", "ceil", "total", "share", "tier",
             "interpolate", "prior", "average", "apportion", "known")  # fmt: skip
MODES = ("half_up", "half_even", "half_down", "up", "down")


@dataclass(frozen=True)
class Rounding:
    """So many digits after the point, in one of the five modes."""

    digits: int
    mode: str = "half_up"


@dataclass(frozen=True)
class Count:
    """One table of [counts]."""

    name: str
    conditions: dict[str, list[str]]
    measure: str


@dataclass
class Parameter:
    """A number, a table, or a list by text."""

    number: Fraction | None = None
    table: Table | None = None
    by: str = ""
    values: dict[str, Fraction] = field(default_factory=dict)
    otherwise: Fraction | None = None


@dataclass
class Step:
    """One [step.NAME]."""

    value: Node
    rounding: Rounding | None


@dataclass
class Line:
    """One [line.NAME], its component already spelled out."""

    name: str
    kind: str
    rounding: Rounding
    when: Node | None = None
    amount: Node | None = None
    quantity: Node | None = None
    amounts: dict[str, Fraction] | None = None
    limit: Node | None = None
    of: list[str] = field(default_factory=list)
    requested: Node | None = None
    reason: str = ""


@dataclass
class Pool:
    """One [pool.NAME]."""

    name: str
    amount: Node
    lines: list[str]
    protect: list[str]
    method: str
    reserve: Node | None
    reserve_share: Node | None


@dataclass
class Member:
    """A line of kind weight in a group: its count, its weight and its place in the file."""

    count: str
    weight: Node
    place: int
    group: str


@dataclass
class Formula:
    """Everything a formula file declares that decides an amount."""

    year: int | None
    new_unit: str | None
    unit: str
    where: dict[str, list[str]]
    columns: dict[str, str]
    blank: dict[str, str | Fraction]
    unknown: list[str]
    prior: dict[str, list[str]]
    counts: dict[str, Count]
    parameters: dict[str, Parameter]
    steps: dict[str, Step]
    lines: dict[str, Line] = field(default_factory=dict)
    pools: list[Pool] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)


def number_of(value: object) -> Fraction:
    """The exact number of a TOML integer or float."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Refused(f"{value!r} is not a number")
    if isinstance(value, Decimal) and not value.is_finite():
        raise Refused("nan and inf are refused")
    return Fraction(value)


def written(value: object) -> str:
    """A TOML value as the text of an expression."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        rows = (f"[{written(row[0])}, {written(row[1])}]" for row in value)
        return f"[{', '.join(rows)}]"
    number_of(value)
    return format(Decimal(str(value)), "f")


def expression(value: object) -> Node:
    """The tree of a key that takes an expression or a bare number."""
    return parse(written(value))


def table_of(rows: object) -> Table:
    """A table of [from, value] with `from` rising."""
    if not isinstance(rows, list) or not rows:
        raise Refused("a table has rows")
    table = tuple((number_of(start), number_of(value)) for start, value in rows)
    check_rising(table)
    return Table(table)


def check_rising(rows: tuple[tuple[Fraction, Fraction], ...]) -> None:
    """Refuse a table whose first column does not rise."""
    for (before, _), (after, _) in pairwise(rows):
        if after <= before:
            raise Refused("a table must rise")


def texts(value: object) -> list[str]:
    """A text, or a list of texts."""
    return [value] if isinstance(value, str) else [str(part) for part in value]  # type: ignore[attr-defined]


def rounding_of(value: object) -> Rounding | None:
    """A `round` key; None is exact."""
    if value == "none":
        return None
    if value == "cent":
        return Rounding(2)
    if value in ("dollar", "whole"):
        return Rounding(0)
    if isinstance(value, int) and not isinstance(value, bool) and -12 <= value <= 30:
        return Rounding(value)
    if isinstance(value, dict):
        inner = rounding_of(value.get("digits"))
        mode = value.get("mode", "half_up")
        if inner is not None and mode in MODES:
            return Rounding(inner.digits, mode)
    raise Refused(f"{value!r} is not a rounding")


def rounded(x: Fraction, digits: int, mode: str) -> Fraction:
    """Section 5: x at so many digits, in this mode."""
    scaled = abs(x) * Fraction(10) ** digits
    whole = floor(scaled)
    rest, half = scaled - whole, Fraction(1, 2)
    away = {
        "half_up": rest >= half,
        "half_even": rest > half or (rest == half and whole % 2 == 1),
        "half_down": rest > half,
        "up": rest > 0,
        "down": False,
    }
    if mode not in away:
        raise Refused(f"{mode!r} is not a mode")
    result = (whole + (1 if away[mode] else 0)) / Fraction(10) ** digits
    return result if x >= 0 else -result


def round_text(text: str, value: object) -> str:
    """The expression that rounds `text` by a rounding key."""
    rounding = rounding_of(value)
    if rounding is None:
        return f"({text})"
    return f"round({text}, {rounding.digits}, '{rounding.mode}')"


def round_fte_text(text: str, mode: str) -> str:
    """The expression that rounds a number of positions as `round_fte` says."""
    if mode == "none":
        return f"({text})"
    if mode == "half":
        return f"(round(({text}) * 2, 0) / 2)"
    named = {"nearest": "half_up", "major": "half_down"}.get(mode, mode)
    if mode in ("tenth", "hundredth"):
        return f"round({text}, {1 if mode == 'tenth' else 2})"
    if named not in MODES:
        raise Refused(f"{mode!r} is not a round_fte")
    return f"round({text}, 0, '{named}')"


class Keys:
    """The keys of one line, read as pieces of expression text."""

    def __init__(self, table: dict[str, Any]) -> None:
        """Keep the table."""
        self.table = table

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self.table

    def text(self, key: str, default: str | None = None) -> str:
        """An expression key in brackets, or its default."""
        if key not in self.table:
            if default is None:
                raise Refused(f"the key {key} is missing")
            return f"({default})"
        return f"({written(self.table[key])})"

    def word(self, key: str, default: str) -> str:
        """A key that is one of some words."""
        return str(self.table.get(key, default))


def component(kind: str, k: Keys, of: str, line: str) -> tuple[str | None, str]:
    """The expressions (quantity, amount) that a component kind stands for."""
    rate = k.text("rate", None if kind in ("use_fund", "fall_adjustment") else "base")
    if kind in ("per_student", "weight"):
        weight = k.text("weight", "1" if kind == "per_student" else None)
        quantity = f"_once_{line}" if k.has("group") else k.text("students")
        return (
            quantity,
            f"{quantity} * {round_text(f'{rate} * {weight}', k.table.get('round_rate', 'none'))}",
        )
    if kind == "multiplier":
        return None, f"{of} * ({k.text('factor')} - 1)"
    if kind == "concentration":
        return concentration(k, rate)
    if kind == "small_school":
        students, below = k.text("students", "students"), k.text("below")
        if k.word("how", "missing") == "slide":
            part = f"({below} - {students}) / ({below} - {k.text('full_at')})"
            return None, f"if({students} > 0, {k.text('amount')} * min(1, max(0, {part})), 0)"
        quantity = f"if({students} > 0, max(0, {below} - {students}), 0)"
        return quantity, f"{quantity} * ({rate} * {k.text('weight', '1')})"
    if kind == "foundation":
        return None, k.text("amount")
    if kind == "staffing":
        return staffing(k)
    if kind == "use_fund":
        quantity = k.text("quantity", "students")
        return quantity, f"{quantity} * {rate} + {k.text('flat', '0')}"
    if kind == "fixed_sum":
        return None, k.text("amount", "0")
    if kind == "roll_forward":
        return roll_forward(k)
    if kind == "zero_based":
        asked = k.text("requested")
        return None, f"min({asked}, {k.text('limit')})" if k.has("limit") else asked
    if kind == "percent_of_formula":
        return None, f"{of} * ({k.text('share')} - 1)"
    if kind == "phase_in":
        return None, f"(1 - {k.text('share')}) * ({k.text('from')} - {of})"
    if kind == "proration":
        return None, f"-{of} * (1 - {k.text('open')} / {k.text('year', '365')})"
    if kind == "fall_adjustment":
        c, b = f"({k.text('actual')} - {k.text('projected')})", k.text("beyond", "0")
        moved = f"if({c} > {b}, {c} - {b}, if({c} < -{b}, {c} + {b}, 0))"
        counts = k.word("counts", "both")
        quantity = {"both": moved, "gains": f"max(0, {moved})", "losses": f"min(0, {moved})"}[counts]
        return quantity, f"{quantity} * {rate}"
    raise Refused(f"{kind!r} is not a kind")


def concentration(k: Keys, rate: str) -> tuple[str, str]:
    """Kind concentration: extra money where a share of the students is high."""
    of, pays = k.text("of", "students"), k.text("pays", k.text("students"))
    plain = f"if({of} > 0, {k.text('students')} / {of}, 0)"
    share = round_text(plain, k.table.get("round_share", "none"))
    how = k.word("how", "slide")
    if how == "slide":
        quantity = f"({pays} * max(0, {share} - {k.text('above')}))"
        return quantity, f"{quantity} * ({rate} * {k.text('weight')})"
    if how == "whole":
        return pays, f"{pays} * ({rate} * tier({share}, {k.text('tiers')}))"
    if how == "marginal":
        quantity = f"({of} * tier({share}, {k.text('tiers')}, marginal=true))"
        return quantity, f"{quantity} * {rate}"
    raise Refused(f"{how!r} is not a how")


def staffing(k: Keys) -> tuple[str, str]:
    """Kind staffing: positions by a ratio, by steps or as given, times a price."""
    mode = k.word("round_fte", "none")
    if k.has("per"):
        ratios = f"max(0, {k.text('students')} - {k.text('over', '0')}) / {k.text('per')}"
        fte = f"{k.text('start', '0')} + {round_fte_text(ratios, mode)} * {k.text('each', '1')}"
    elif k.has("steps"):
        fte = round_fte_text(f"tier({k.text('students')}, {k.text('steps')})", mode)
    else:
        fte = round_fte_text(k.text("fte"), mode)
    if k.has("minimum"):
        fte = f"max({k.text('minimum')}, {fte})"
    if k.has("maximum"):
        fte = f"min({k.text('maximum')}, {fte})"
    price = k.text("price") if k.has("price") else k.text(k.word("priced", "average") + "_price")
    return f"({fte})", f"({fte}) * {price}"


def roll_forward(k: Keys) -> tuple[str, str]:
    """Kind roll_forward: last year's positions carried on by enrolment."""
    fte, now, before = k.text("fte"), k.text("students"), k.text("students_before")
    mode = k.word("round_fte", "none")
    if k.has("per"):
        change = round_fte_text(f"({now} - {before}) / {k.text('per')}", mode)
        quantity = f"max(0, {fte} + {change})"
    else:
        raw = f"if({before} > 0, {fte} * {now} / {before}, 0)"
        quantity = f"max(0, {round_fte_text(raw, mode)})"
    return quantity, f"{quantity} * {k.text('price')}"


def limit_text(kind: str, k: Keys, digits: int) -> str:
    """The floor rounded up, or the ceiling rounded down, to the line's own rounding."""
    towards, text = ("ceil", k.text("floor")) if kind == "hold_harmless" else ("floor", k.text("ceiling"))
    unit = 10 ** abs(digits)
    if digits >= 0:
        return f"({towards}({text} * {unit}) / {unit})"
    return f"({towards}({text} / {unit}) * {unit})"


def covered_by_default(name: str, kind: str, tables: dict[str, Any], pools: dict[str, Any]) -> list[str]:
    """What a line covers that does not say `of`."""
    if kind not in LIMITS:
        return [other for other, table in tables.items() if table.get("kind") not in NOT_BASE]
    listed = [pool["lines"] for pool in pools.values() if name in pool.get("lines", ())]
    among = listed[0] if listed else list(tables)
    return [other for other in among if tables[other].get("kind") not in LIMITS]


def read_line(name: str, table: dict[str, Any], default: Rounding, covered: list[str]) -> Line:
    """One line, its component spelled out; `covered` is what `of` means when it is not there."""
    rounding = rounding_of(table["round"]) if "round" in table else default
    if rounding is None or rounding.digits > 2:
        raise Refused(f"{name}: a line rounds to cents or coarser")
    if ("value" in table) == ("kind" in table):
        raise Refused(f"{name}: a line has a value or a kind")
    kind = table.get("kind", "value")
    line = Line(name, kind, rounding)
    keys = Keys(table)
    if "when" in table:
        line.when = parse(table["when"])
    if kind == "value":
        line.amount = expression(table["value"])
        return line
    if kind == "concentration":
        line.of = []
    elif kind == "multiplier" and "of" not in table:
        raise Refused(f"{name}: a multiplier says of what")
    else:
        line.of = table.get("of", covered)
    of = f"({' + '.join(line.of) or '0'})"
    if kind in LIMITS:
        limit = limit_text(kind, keys, rounding.digits)
        line.limit = parse(limit)
        above = f"max(0, {limit} - {of})" if kind == "hold_harmless" else f"-max(0, {of} - {limit})"
        line.amount = parse(above)
        return line
    quantity, amount = component(kind, keys, of, name)
    line.quantity = None if quantity is None else parse(quantity)
    line.amount = parse(amount)
    if kind == "fixed_sum" and "amounts" in table:
        line.amounts = {unit: number_of(value) for unit, value in table["amounts"].items()}
    if kind == "zero_based":
        line.requested, line.reason = expression(table["requested"]), table["reason"]
    return line


def read_count(name: str, table: dict[str, Any]) -> Count:
    """One table of [counts]."""
    conditions = {key: texts(value) for key, value in table.items() if key not in ("measure", "title", "note")}
    return Count(name, conditions, table.get("measure", "students"))


def read_parameter(value: dict[str, Any]) -> Parameter:
    """One table of [parameters]."""
    if "table" in value:
        return Parameter(table=table_of(value["table"]))
    if "by" in value:
        otherwise = number_of(value["otherwise"]) if "otherwise" in value else None
        values = {text: number_of(number) for text, number in value["values"].items()}
        return Parameter(by=value["by"], values=values, otherwise=otherwise)
    return Parameter(number=number_of(value["value"]))


def read_pool(name: str, table: dict[str, Any], lines: list[str], *, only: bool) -> Pool:
    """One [pool.NAME]."""
    if "reserve" in table and "reserve_share" in table:
        raise Refused(f"pool {name} keeps back a sum or a share, not both")
    if "lines" not in table and not only:
        raise Refused(f"pool {name} must say which lines")
    method = table.get("method", "scale")
    if method not in ("scale", "scale_down", "none"):
        raise Refused(f"{method!r} is not a method")
    pool = Pool(
        name,
        expression(table["amount"]),
        table.get("lines", lines),
        table.get("protect", []),
        method,
        expression(table["reserve"]) if "reserve" in table else None,
        expression(table["reserve_share"]) if "reserve_share" in table else None,
    )
    if not set(pool.lines) <= set(lines) or not set(pool.protect) <= set(pool.lines):
        raise Refused(f"pool {name} names a line that is not its own")
    return pool


def check_names(declared: list[str]) -> None:
    """All declared names share one space and keep clear of the reserved ones."""
    for name in declared:
        if declared.count(name) > 1:
            raise Refused(f"{name} is declared twice")
        if name in RESERVED or name in FUNCTIONS:
            raise Refused(f"{name} is reserved")


def read_formula(toml_text: str) -> Formula:
    """The declarations of a formula file."""
    try:
        file = tomllib.loads(toml_text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"not TOML: {error}") from error
    if file.get("language") != 1 or "title" not in file:
        raise Refused("language = 1 and title must be there")
    facts: dict[str, Any] = file.get("facts", {})
    unit = facts["unit"]
    formula = Formula(
        year=file.get("year"),
        new_unit=file.get("new_unit"),
        unit=unit if isinstance(unit, str) else unit["column"],
        where={column: texts(wanted) for column, wanted in facts.get("where", {}).items()},
        columns=facts.get("columns", {}),
        blank={
            name: value if isinstance(value, str) else number_of(value)
            for name, value in facts.get("blank", {}).items()
        },
        unknown=texts(facts.get("unknown", [])),
        prior={name: texts(columns) for name, columns in file.get("prior", {}).items()},
        counts={name: read_count(name, table) for name, table in file.get("counts", {}).items()},
        parameters={n: read_parameter(table) for n, table in file.get("parameters", {}).items()},
        steps={
            name: Step(expression(table["value"]), rounding_of(table.get("round", "none")))
            for name, table in file.get("step", {}).items()
        },
    )
    tables: dict[str, dict[str, Any]] = file.get("line", {})
    default = rounding_of(file.get("round", "cent"))
    pools: dict[str, dict[str, Any]] = file.get("pool", {})
    if not tables:
        raise Refused("a formula without a line pays nobody")
    check_names([*formula.columns, *formula.counts, *formula.parameters, *formula.steps, *tables])
    if default is None or default.digits > 2:
        raise Refused("a line rounds to cents or coarser")
    for place, (name, table) in enumerate(tables.items()):
        covered = covered_by_default(name, str(table.get("kind")), tables, pools)
        formula.lines[name] = read_line(name, table, default, covered)
        if not set(formula.lines[name].of) <= set(tables):
            raise Refused(f"{name} is of a line that is not there")
        if table.get("kind") == "weight" and "group" in table:
            weight = expression(table["weight"])
            formula.members[name] = Member(table["students"], weight, place, table["group"])
    for name, table in pools.items():
        formula.pools.append(read_pool(name, table, list(tables), only=len(pools) == 1))
    pooled = [line for pool in formula.pools for line in pool.lines]
    if len(set(pooled)) != len(pooled):
        raise Refused("a line is in one pool at most")
    for pool in formula.pools:
        check_limits(pool, formula.lines)
    return formula


def check_limits(pool: Pool, lines: dict[str, Line]) -> None:
    """Section 8: at most one of each kind, not protected, covering every other line of the pool."""
    for kind in LIMITS if pool.method != "none" else ():
        found = [line for line in pool.lines if lines[line].kind == kind]
        if len(found) > 1:
            raise Refused(f"pool {pool.name} has two lines of kind {kind}")
        for line in found:
            others = {other for other in pool.lines if lines[other].kind not in LIMITS}
            if line in pool.protect or set(lines[line].of) != others:
                raise Refused(f"{line} must cover every other line of pool {pool.name} and not be protected")


def names_in(formula: Formula) -> list[tuple[Node, str]]:
    """Every expression of the formula, with where it stands."""
    found = [(step.value, name) for name, step in formula.steps.items()]
    for name, line in formula.lines.items():
        parts = (line.when, line.amount, line.quantity)
        found += [(part, name) for part in parts if part is not None]
    for name, member in formula.members.items():
        found.append((member.weight, f"_once_{name}"))
    for pool in formula.pools:
        parts = (pool.amount, pool.reserve, pool.reserve_share)
        found += [(part, f"pool {pool.name}") for part in parts if part is not None]
    return found
