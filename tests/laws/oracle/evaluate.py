"""Slow, obvious evaluation of a formula: one unit at a time, on exact fractions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from .formula import Formula, Line, Member, Parameter, check_rising, names_in, read_formula, rounded
from .parser import (
    Both,
    Call,
    Chain,
    Comparison,
    Denial,
    Either,
    Name,
    Negate,
    Node,
    Number,
    Refused,
    Table,
    Text,
    Truth,
    children,
    walk,
)  # fmt: skip
from .pools import fit_pool, largest_remainders

Row = dict[str, str]
Value = Fraction | bool | str
Unit = str | None
NUMERIC = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
HEADCOUNT = ("students", "days", "fte")


class Blank(Refused):
    """A cell that is not known was used."""

    def __init__(self, unit: str, column: str) -> None:
        """Name the unit and the column."""
        super().__init__(f"{column} is blank at unit {unit}")
        self.unit = unit


@dataclass
class Outcome:
    """What a formula gives, or why it is refused."""

    steps: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    raw: dict[str, dict[str, int]] = field(default_factory=dict)
    quantities: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    factors: dict[str, Fraction | None] = field(default_factory=dict)
    refused: str | None = None


def number_in(text: str, place: str) -> Fraction:
    """A numeric cell."""
    if NUMERIC.fullmatch(text) is None:
        raise Refused(f"{text!r} at {place} is not a number")
    return Fraction(Decimal(text))


def profile_of(needs: str) -> list[tuple[str, str | None]]:
    """The needs of a headcount row as (name, level)."""
    found: list[tuple[str, str | None]] = []
    for part in (piece.strip() for piece in needs.split(";")):
        if part:
            name, sign, level = part.partition("=")
            found.append((name.strip(), level.strip() if sign else None))
    return found


def has_need(profile: list[tuple[str, str | None]], wanted: str) -> bool:
    """Whether a profile has `name`, or `name=level`."""
    name, sign, level = wanted.partition("=")
    return any(n == name and (not sign or at == level) for n, at in profile)


def part_of_tier(x: Fraction, table: Table, *, above: bool) -> Fraction:
    """The value of the last row that x reaches; 0 below the first."""
    value = Fraction(0)
    for start, row_value in table.rows:
        if start < x or (start == x and not above):
            value = row_value
    return value


def marginal_tier(x: Fraction, table: Table) -> Fraction:
    """Each row's rate on the part of x between its start and the next row's."""
    paid = Fraction(0)
    for place, (start, rate) in enumerate(table.rows):
        end = table.rows[place + 1][0] if place + 1 < len(table.rows) else x
        paid += max(Fraction(0), min(x, end) - start) * rate
    return paid


def straight_line(x: Fraction, points: Table) -> Fraction:
    """Between two neighbouring points a straight line, level outside."""
    rows = points.rows
    if len(rows) < 2:
        raise Refused("interpolate needs two points")
    if x <= rows[0][0]:
        return rows[0][1]
    for (x0, y0), (x1, y1) in pairwise(rows):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return rows[-1][1]


class World:
    """A formula on the facts of one year; every value is worked out for one unit at a time."""

    def __init__(
        self,
        formula: Formula,
        rows: list[Row],
        headcount: list[Row] | None,
        year: int | None,
        priors: dict[int, list[Row]],
    ) -> None:
        """Read the rows that [facts] asks for."""
        self.formula, self.year, self.priors = formula, year, priors
        self.rows: dict[str, Row] = {}
        for row in rows:
            if all(row[column] in wanted for column, wanted in formula.where.items()):
                unit = row[formula.unit]
                if not unit.strip() or unit in self.rows:
                    raise Refused(f"blank or repeated unit id {unit!r}")
                self.rows[unit] = row
        if not self.rows:
            raise Refused("there is no unit")
        self.header = set(rows[0]) if rows else set()
        self.headcount: dict[str, list[Row]] | None = None if headcount is None else {}
        for row in headcount or []:
            if row["unit"] not in self.rows:
                raise Refused(f"the headcount has unit {row['unit']}, the facts do not")
            assert self.headcount is not None
            self.headcount.setdefault(row["unit"], []).append(row)
        self.known: dict[tuple[str, Unit], Value] = {}
        self.open: set[tuple[str, Unit]] = set()
        self.sums: dict[Node, dict[str, Fraction]] = {}
        self.parts: dict[Node, dict[str, Fraction]] = {}
        self.pasts: dict[int, World] = {}

    # --- facts -------------------------------------------------------------------------------

    def cell(self, column: str, unit: Unit) -> str | Fraction | None:
        """A cell of facts: its text, what its blank means, or None where it is not known."""
        text = self.raw_cell(column, unit)
        if text == "":
            return self.formula.blank.get(column)
        return None if text in self.formula.unknown else text

    def raw_cell(self, column: str, unit: Unit) -> str:
        """A cell of facts as it stands."""
        if unit is None:
            raise Refused(f"{column} is not one value for the district")
        row = self.rows[unit]
        header = self.formula.columns.get(column, column)
        if header not in row:
            raise Refused(f"no column {header}")
        return (row[header] or "").strip()

    def number_cell(self, column: str, unit: Unit) -> Fraction:
        """A cell as a number."""
        found = self.cell(column, unit)
        if found is None:
            raise Blank(str(unit), column)
        return number_in(found, f"{unit}, {column}") if isinstance(found, str) else found

    def text_cell(self, column: str, unit: Unit) -> str:
        """A cell as a text."""
        return self.raw_cell(column, unit)

    def matches(self, row: Row, count_name: str) -> bool:
        """Whether a headcount row meets every condition of a count."""
        profile = profile_of(row["needs"])
        wanted = self.formula.counts[count_name].conditions
        levels = wanted.get("level")
        tests: dict[str, Callable[[list[str]], bool]] = {
            "grades": lambda grades: row["grade"] in grades,
            "need": lambda need: any(
                name == need[0] and (levels is None or level in levels) for name, level in profile
            ),
            "level": lambda _: "need" in wanted,
            "any": lambda needs: any(has_need(profile, need) for need in needs),
            "all": lambda needs: all(has_need(profile, need) for need in needs),
            "none": lambda needs: not any(has_need(profile, need) for need in needs),
        }
        return all(tests[key](value) for key, value in wanted.items())

    def added_up(self, unit: Unit, measure: str, keep: Callable[[Row], bool]) -> Fraction:
        """The sum of a measure over the headcount rows of a unit that are kept."""
        if unit is None:
            raise Refused("a count is not one value for the district")
        found = Fraction(0)
        for row in (self.headcount or {}).get(unit, []):
            if keep(row):
                if measure not in row:
                    raise Refused(f"the headcount has no {measure}")
                found += number_in(row[measure], f"{unit}, headcount")
        return found

    def count(self, name: str, unit: Unit) -> Fraction:
        """A count, `students`, `days` or `fte`: from the headcount, or a column so named."""
        declared = self.formula.counts.get(name)
        measure = name if declared is None else declared.measure
        if self.headcount is None:
            return self.number_cell(name, unit)
        keep = (lambda _: True) if declared is None else (lambda row: self.matches(row, name))
        return self.added_up(unit, measure, keep)

    def once(self, line: str, unit: Unit) -> Fraction:
        """The students of a group's line who are in no count of the group with more weight."""
        mine = self.formula.members[line]
        if self.headcount is None or mine.count not in self.formula.counts:
            raise Refused(f"{line}: a group needs counts of the headcount")

        def rank(member: Member) -> tuple[Fraction, int]:
            """The greater weight first, then the earlier line."""
            return (-self.number(member.weight, None), member.place)

        others = [m for m in self.formula.members.values() if m.group == mine.group]
        stronger = [m.count for m in others if rank(m) < rank(mine)]
        return self.added_up(
            unit,
            self.formula.counts[mine.count].measure,
            lambda row: self.matches(row, mine.count) and not any(self.matches(row, count) for count in stronger),
        )

    # --- names -------------------------------------------------------------------------------

    def is_column(self, name: str) -> bool:
        """Whether a name can be read from the facts."""
        return name in self.formula.columns or name in self.header

    def check_names(self) -> None:
        """Every name of every expression stands for something."""
        formula = self.formula
        known = {*formula.steps, *formula.lines, *formula.parameters, *formula.counts}
        known |= {f"{name}.quantity" for name, line in formula.lines.items() if line.quantity}
        known |= {f"_once_{name}" for name in formula.members}
        for expression, place in names_in(formula):
            for node in walk(expression):
                if isinstance(node, Name) and node.name not in known:
                    read = self.headcount is not None and node.name in HEADCOUNT
                    if self.rows and not read and not self.is_column(node.name):
                        raise Refused(f"{place}: {node.name} is not known")

    def check_counts(self) -> None:
        """With a headcount, no count that is used or declared is a column of the facts too."""
        if self.headcount is None:
            return
        used = {node.name for tree, _ in names_in(self.formula) for node in walk(tree) if isinstance(node, Name)}
        for name in {*self.formula.counts, *(used & set(HEADCOUNT))}:
            if self.is_column(name):
                raise Refused(f"{name} is in the headcount and in the facts")

    def check_circles(self) -> None:
        """No step or line needs itself this year, in whatever branch."""
        needs: dict[str, set[str]] = {}
        for expression, place in names_in(self.formula):
            needs.setdefault(place, set()).update(names_now(expression))
        for start in needs:
            reached, fresh = set[str](), {start}
            while fresh:
                fresh = {name for one in fresh for name in needs.get(one, ())} - reached
                reached |= fresh
            if start in reached:
                raise Refused(f"{start} goes round in a circle")

    def named(self, name: str, unit: Unit) -> Value:
        """What a name stands for at a unit; steps, lines and quantities are worked out once."""
        formula = self.formula
        if name in formula.parameters:
            return self.parameter(name, formula.parameters[name], unit)
        if name.startswith("_once_"):
            return self.once(name.removeprefix("_once_"), unit)
        line_name = name.removesuffix(".quantity")
        if name not in formula.steps and line_name not in formula.lines:
            if name in formula.counts or (name in HEADCOUNT and self.headcount is not None):
                return self.count(name, unit)
            return self.number_cell(name, unit)
        key = (name, unit)
        if key not in self.known:
            if key in self.open:
                raise Refused(f"{name} goes round in a circle")
            self.open.add(key)
            try:
                if name in formula.steps:
                    self.known[key] = self.step(name, unit)
                elif name == line_name:
                    self.known[key] = self.line(formula.lines[name], unit)
                else:
                    self.known[key] = self.quantity(formula.lines[line_name], unit)
            finally:
                self.open.discard(key)
        return self.known[key]

    def parameter(self, name: str, parameter: Parameter, unit: Unit) -> Fraction:
        """A parameter at a unit."""
        if parameter.number is not None:
            return parameter.number
        if parameter.table is not None:
            raise Refused(f"{name} is a table")
        text = self.text_cell(parameter.by, unit)
        value = parameter.values.get(text, parameter.otherwise)
        if value is None:
            raise Refused(f"{name} has no value for {text!r} at unit {unit}")
        return value

    def step(self, name: str, unit: Unit) -> Fraction:
        """A step at a unit, rounded as it says."""
        step = self.formula.steps[name]
        value = self.number(step.value, unit)
        return value if step.rounding is None else rounded(value, step.rounding.digits, step.rounding.mode)

    def line(self, line: Line, unit: Unit) -> Fraction:
        """A line at a unit, rounded, before any pool."""
        if unit is None:
            raise Refused(f"{line.name} is not one value for the district")
        if not self.holds(line, unit):
            return Fraction(0)
        if line.amounts is not None:
            amount = line.amounts.get(unit, Fraction(0))
        else:
            assert line.amount is not None
            amount = self.number(line.amount, unit)
        asks = line.requested is not None and self.number(line.requested, unit) > 0
        if asks and not self.text_cell(line.reason, unit):
            raise Refused(f"{line.name}: unit {unit} asks for money without a reason")
        if line.limit is not None:
            return amount
        return rounded(amount, line.rounding.digits, line.rounding.mode)

    def holds(self, line: Line, unit: str) -> bool:
        """Whether the `when` of a line holds at a unit."""
        return line.when is None or self.truth(line.when, unit)

    def quantity(self, line: Line, unit: Unit) -> Fraction:
        """The quantity of a component line at a unit; 0 where its `when` does not hold."""
        if line.quantity is None or unit is None:
            raise Refused(f"{line.name} has no quantity")
        return self.number(line.quantity, unit) if self.holds(line, unit) else Fraction(0)

    # --- expressions -------------------------------------------------------------------------

    def number(self, node: Node, unit: Unit) -> Fraction:
        """A value that must be a number."""
        found = self.value(node, unit)
        if isinstance(found, bool | str):
            raise Refused(f"{found!r} is not a number")
        return found

    def truth(self, node: Node, unit: Unit) -> bool:
        """A value that must be a truth."""
        found = self.value(node, unit)
        if not isinstance(found, bool):
            raise Refused(f"{found!r} is not a truth")
        return found

    def text(self, node: Node, unit: Unit) -> str:
        """A value that must be a text; a column is read as text here."""
        if isinstance(node, Name):
            return self.text_cell(node.name, unit)
        if isinstance(node, Call) and node.function == "if":
            condition, yes, no = node.arguments
            return self.text(yes if self.truth(condition, unit) else no, unit)
        found = self.value(node, unit)
        if not isinstance(found, str):
            raise Refused(f"{found!r} is not a text")
        return found

    def is_text(self, node: Node) -> bool:
        """Whether a piece is a text by itself."""
        if isinstance(node, Call) and node.function == "if":
            return any(self.is_text(part) for part in node.arguments[1:])
        return isinstance(node, Text)

    def value(self, node: Node, unit: Unit) -> Value:
        """The value of a piece of an expression at a unit (None: for the whole district)."""
        if isinstance(node, Number | Text | Truth):
            return node.value
        if isinstance(node, Name):
            return self.named(node.name, unit)
        if isinstance(node, Negate):
            return -self.number(node.operand, unit)
        if isinstance(node, Denial):
            return not self.truth(node.operand, unit)
        if isinstance(node, Both):
            return all(self.truth(part, unit) for part in node.parts)
        if isinstance(node, Either):
            return any(self.truth(part, unit) for part in node.parts)
        if isinstance(node, Comparison):
            return self.comparison(node, unit)
        if isinstance(node, Chain):
            return self.arithmetic(node, unit)
        if isinstance(node, Call):
            return self.call(node, unit)
        raise Refused("a table is not a value")

    def comparison(self, node: Comparison, unit: Unit) -> bool:
        """Every neighbouring pair holds; stops at the first that fails."""
        left = node.first
        for sign, right in node.rest:
            if not self.compare(left, sign, right, unit):
                return False
            left = right
        return True

    def compare(self, left: Node, sign: str, right: Node, unit: Unit) -> bool:
        """One pair of a chain."""
        a: Value
        b: Value
        if self.is_text(left) or self.is_text(right):
            a, b = self.text(left, unit), self.text(right, unit)
        else:
            a, b = self.value(left, unit), self.value(right, unit)
        if type(a) is not type(b):
            raise Refused(f"{a!r} and {b!r} cannot be compared")
        if sign in ("==", "!="):
            return (a == b) == (sign == "==")
        if not isinstance(a, Fraction) or not isinstance(b, Fraction):
            raise Refused(f"{sign} compares numbers")
        return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[sign]

    def arithmetic(self, node: Chain, unit: Unit) -> Fraction:
        """+ - * / from left to right."""
        result = self.number(node.first, unit)
        for sign, part in node.rest:
            other = self.number(part, unit)
            if sign == "/":
                result = divided(result, other, unit)
            else:
                result = {"+": result + other, "-": result - other, "*": result * other}[sign]
        return result

    def argument(self, node: Call, place: int, option: str) -> Node | None:
        """An argument given by its place or by its name."""
        if len(node.arguments) > place:
            return node.arguments[place]
        return node.options.get(option)

    def whole(self, node: Node | None, default: int) -> int:
        """An argument that is a whole number for the district."""
        found = Fraction(default) if node is None else self.number(node, None)
        if found.denominator != 1:
            raise Refused(f"{found} is not a whole number")
        return int(found)

    def digits(self, node: Node | None, default: int) -> int:
        """An argument that is a number of digits."""
        found = self.whole(node, default)
        if not -12 <= found <= 30:
            raise Refused(f"{found} digits")
        return found

    def table(self, node: Node) -> Table:
        """A table in the expression or a parameter that is one."""
        if isinstance(node, Name) and node.name in self.formula.parameters:
            node = self.formula.parameters[node.name].table or node
        if not isinstance(node, Table):
            raise Refused("a table is wanted")
        check_rising(node.rows)
        return node

    def call(self, node: Call, unit: Unit) -> Value:
        """A function."""
        f, given = node.function, node.arguments
        if f == "if":
            condition, yes, no = self.exactly(node, 3)
            return self.value(yes if self.truth(condition, unit) else no, unit)
        if f in ("min", "max"):
            if len(given) < 2:
                raise Refused(f"{f} needs two or more")
            numbers = [self.number(part, unit) for part in given]
            return min(numbers) if f == "min" else max(numbers)
        if f in ("abs", "floor", "ceil"):
            x = self.number(self.exactly(node, 1)[0], unit)
            return abs(x) if f == "abs" else Fraction(floor(x) if f == "floor" else ceil(x))
        if f == "round":
            mode = self.argument(node, 2, "mode")
            digits = self.digits(self.argument(node, 1, "digits"), 0)
            named = "half_up" if mode is None else self.text(mode, None)
            return rounded(self.number(given[0], unit), digits, named)
        if f in ("total", "share"):
            return self.total_or_share(node, unit)
        if f == "tier":
            return self.tier(node, unit)
        if f == "interpolate":
            x_node, points = self.exactly(node, 2)
            return straight_line(self.number(x_node, unit), self.table(points))
        if f in ("prior", "average"):
            return self.prior_or_average(node, unit)
        if f == "apportion":
            return self.apportion(node, unit)
        if f == "known":
            (column,) = self.exactly(node, 1)
            if not isinstance(column, Name) or not self.is_column(column.name):
                raise Refused("known asks about a column")
            return self.raw_cell(column.name, unit) not in ("", *self.formula.unknown)
        raise Refused(f"{f} is not a function")

    def exactly(self, node: Call, count: int) -> tuple[Node, ...]:
        """The arguments of a function that takes just so many and no options."""
        if len(node.arguments) != count or node.options:
            raise Refused(f"{node.function} takes {count}")
        return node.arguments

    def total_or_share(self, node: Call, unit: Unit) -> Fraction:
        """The sum over all units, or over those with the same text in a column; x by that sum."""
        x, by = node.arguments[0], self.argument(node, 1, "by")
        if by is not None and not isinstance(by, Name):
            raise Refused("by names a column")

        def group_of(one: Unit) -> str:
            """The group that a unit is added to."""
            return "" if by is None else self.text_cell(by.name, one)

        if node not in self.sums:
            sums: dict[str, Fraction] = {}
            for one in self.rows:
                group = group_of(one)
                sums[group] = sums.get(group, Fraction(0)) + self.number(x, one)
            self.sums[node] = sums
        found = self.sums[node].get(group_of(unit), Fraction(0))
        if node.function == "total":
            return found
        return divided(self.number(x, unit), found, unit)

    def tier(self, node: Call, unit: Unit) -> Fraction:
        """The value of a table at x, whole or marginal."""
        x, table = self.number(node.arguments[0], unit), self.table(node.arguments[1])
        marginal, above = self.argument(node, 2, "marginal"), self.argument(node, 3, "above")
        if marginal is not None and self.truth(marginal, None):
            return marginal_tier(x, table)
        return part_of_tier(x, table, above=above is not None and self.truth(above, None))

    def past(self, years: int) -> World:
        """The same formula on the facts of so many years ago."""
        if self.year is None or self.year - years not in self.priors:
            raise Refused(f"no facts of {years} years ago")
        if years not in self.pasts:
            year = self.year - years
            formula = replace(self.formula, where={})
            self.pasts[years] = World(formula, self.priors[year], None, year, self.priors)
        return self.pasts[years]

    def earlier(self, x: Node, years: int, unit: Unit) -> Fraction | None:
        """What x was so many years ago at a unit, or None when there is no such value."""
        if isinstance(x, Name) and x.name in self.formula.prior:
            columns = self.formula.prior[x.name]
            if years > len(columns):
                raise Refused(f"[prior] has no column of {years} years ago")
            found = self.cell(columns[years - 1], unit)
            return None if found is None else self.number_cell(columns[years - 1], unit)
        past = self.past(years)
        if self.is_for_district(x):
            return past.number(x, None)
        if unit is None:
            raise Refused("prior of a unit value is not one value for the district")
        if unit not in past.rows:
            return None
        try:
            return past.number(x, unit)
        except Blank as blank:
            if blank.unit == unit:
                return None
            raise

    def is_for_district(self, node: Node) -> bool:
        """Whether a piece has one value for the whole district."""
        if isinstance(node, Name):
            if node.name in self.formula.steps:
                return self.is_for_district(self.formula.steps[node.name].value)
            return node.name in self.formula.parameters and not self.formula.parameters[node.name].by
        if isinstance(node, Call) and node.function in ("total", "share", "apportion", "known"):
            return node.function == "total" and self.argument(node, 1, "by") is None
        return all(self.is_for_district(part) for part in children(node))

    def prior_or_average(self, node: Call, unit: Unit) -> Fraction:
        """x so many years ago, or the mean of the last years."""
        x = node.arguments[0]
        prior = node.function == "prior"
        years = self.whole(self.argument(node, 1, "years"), 1 if prior else 3)
        if years < 1:
            raise Refused("years are 1 or more")
        asked = [years] if prior else list(range(1, years))
        values = [] if prior else [self.number(x, unit)]
        for ago in asked:
            found = self.earlier(x, ago, unit)
            if found is None:
                rule = self.formula.new_unit
                if rule is None or (rule == "available" and prior):
                    raise Refused(f"unit {unit} has no value of {ago} years ago")
                if rule == "zero":
                    found = Fraction(0)
                elif rule == "current":
                    found = self.number(x, unit)
            if found is not None:
                values.append(found)
        return sum(values, Fraction(0)) / len(values)

    def apportion(self, node: Call, unit: Unit) -> Fraction:
        """A pool divided in proportion to x into parts that add up to it exactly."""
        if unit is None:
            raise Refused("apportion is not one value for the district")
        if node not in self.parts:
            pool = self.number(node.arguments[0], None)
            digits = self.digits(self.argument(node, 2, "digits"), 2)
            smallest = 1 / Fraction(10) ** digits
            weights = {one: self.number(node.arguments[1], one) for one in self.rows}
            if (pool / smallest).denominator != 1:
                raise Refused("the pool of apportion has too many digits")
            if any(weight < 0 for weight in weights.values()):
                raise Refused("apportion by a negative number")
            whole = sum(weights.values(), Fraction(0))
            if whole == 0 and pool != 0:
                raise Refused("apportion by zero everywhere")
            sign = -1 if pool < 0 else 1
            exact = {
                one: abs(pool) / smallest * weight / whole if whole else Fraction(0) for one, weight in weights.items()
            }
            shared = largest_remainders(exact, sorted(exact), int(abs(pool) / smallest))
            self.parts[node] = {one: sign * part * smallest for one, part in shared.items()}
        return self.parts[node][unit]


def names_now(node: Node) -> set[str]:
    """The steps and lines that a piece needs this year: all names outside `prior`."""
    if isinstance(node, Call) and node.function == "prior":
        return set()
    if isinstance(node, Name):
        return {node.name.removesuffix(".quantity")}
    return {name for part in children(node) for name in names_now(part)}


def divided(a: Fraction, b: Fraction, unit: Unit) -> Fraction:
    """a / b, or Refused where b is zero."""
    if b == 0:
        raise Refused(f"division by zero at {unit}")
    return a / b


def work_out(world: World, outcome: Outcome) -> None:
    """Section 8: steps and lines, then each pool."""
    formula, units = world.formula, list(world.rows)
    world.check_names()
    world.check_circles()
    world.check_counts()
    for line in formula.lines.values():
        for unit in line.amounts or {}:
            if unit not in world.rows:
                raise Refused(f"{line.name} names unit {unit}, the facts do not")
    for name in formula.steps:
        outcome.steps[name] = {unit: world.number(Name(name), unit) for unit in units}
    raw = {name: {unit: 100 * world.line(line, unit) for unit in units} for name, line in formula.lines.items()}
    for name, line in formula.lines.items():
        outcome.raw[name] = {unit: int(amount) for unit, amount in raw[name].items()}
        outcome.lines[name] = dict(outcome.raw[name])
        if line.quantity is not None:
            outcome.quantities[name] = {unit: world.quantity(line, unit) for unit in units}
    for pool in formula.pools:
        handed = 100 * world.number(pool.amount, None)
        kept = Fraction(0) if pool.reserve is None else 100 * world.number(pool.reserve, None)
        if pool.reserve_share is not None:
            kept = Fraction(floor(handed * world.number(pool.reserve_share, None)))
        if handed.denominator != 1 or kept.denominator != 1:
            raise Refused(f"pool {pool.name} is finer than a cent")
        if not 0 <= kept <= handed:
            raise Refused(f"pool {pool.name} is negative, or keeps back more than all or less than nothing")
        limits = {
            name: {
                unit: 100 * world.number(formula.lines[name].limit, unit)  # type: ignore[arg-type]
                for unit in units
                if world.holds(formula.lines[name], unit)
            }
            for name in pool.lines
            if formula.lines[name].limit is not None
        }
        fitted, factor = fit_pool(pool, formula.lines, units, raw, limits, handed - kept)
        outcome.factors[pool.name] = factor
        outcome.lines.update(fitted)


def allocate(
    toml_text: str,
    units: list[Row],
    headcount: list[Row] | None = None,
    priors: dict[int, list[Row]] | None = None,
) -> Outcome:
    """What the formula gives to these units, or why it is refused."""
    outcome = Outcome()
    try:
        formula = read_formula(toml_text)
        world = World(formula, units, headcount, formula.year, priors or {})
        for year, facts in (priors or {}).items():
            World(replace(formula, where={}), facts, None, year, {})
        work_out(world, outcome)
    except Refused as refused:
        return Outcome(refused=str(refused) or "refused")
    return outcome
