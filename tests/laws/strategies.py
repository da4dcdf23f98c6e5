"""Hypothesis strategies for whole worlds: a formula, its units, its headcount and earlier years.

`worlds()` gives 0 to 40 units, `large_worlds()` up to 2,000. Most worlds are valid, some are
refused. The generator prints expressions from a tree with as few brackets as it dares, so that
precedence decides what they mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Row = dict[str, str]
Draw = Callable[[st.SearchStrategy[Any]], Any]
Piece = tuple[str, int]  # text of an expression, how tightly its outermost operator binds
OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGNED, ATOM = range(1, 9)

ID = "SCHOOL"
UNTIL = "2099-06-30"  # written as a bare TOML date
IDS = [
    "0010", "010", "10", "0009", "9", "1", "01", "A", "a", "Z", "z", "é", "ß", "😀", "Ω", "~",
    "a b", "O'Neil", 'The "Hill"', "x,y", "P.S. 7", "=1+1", "-3", "#", "1.0", "1e3", "true", "NA-1",
]  # fmt: skip
GENERAL = [
    "0", "1", "-1", "2", "3", "7", "0.5", "-0.5", "2.5", "-2.5", "1.005", "0.005", "-0.005", "1e3",
    "12.345", "-2.6", "100", "+4", "0.333333", "9007199254740993", "-9007199254740993", "1.5E-3",
    "9223372036854775808", "-9223372036854775809", "18446744073709551617", "1000000000000000",
    "999999999999999.99", "-1000000000000000", "17", "0.125", "-7",
]  # fmt: skip
SMALL = ["0", "0", "1", "1", "2", "3", "4", "5", "8", "13", "40", "120", "301", "700"]
MONEY = ["0", "0.01", "1", "33.33", "100", "250.50", "1000", "4028.47", "99999.99", "1000000"]
HUGE_MONEY = ["1000000000000000", "999999999999999.99", "9007199254740.993", "123456789012345.67"]
LITERALS = [
    "0", "1", "2", "3", "4", "7", "10", "0.5", "2.5", "1.5", "0.125", "0.005", "0.65", "1.005",
    "100", "1_000", "1_000_000", "9007199254740993", "9223372036854775807", "9223372036854775808",
    "18446744073709551616", "0.333_3", "12.50",
]  # fmt: skip
NONZERO = ["2", "3", "7", "0.3", "-2", "-4", "10", "100", "365", "0.25", "-0.5"]
LEVELS = ["high", "middle", "elementary", "k-8"]
ZONES = ["N", "S", "00", "n"]
GRADES = ["K0", "K1", "01", "1", "9"]
PROFILES = [
    "", "", "ell=1", "ell=2", "low_income", "autism", "autism;ell=1", "foster;low_income",
    "autism=3;foster;low_income", "ell=10", "ell;foster",
]  # fmt: skip
NEEDS = ["ell", "ell=1", "ell=2", "low_income", "autism", "autism=3", "foster", "nobody"]
MODES = ["half_up", "half_even", "half_down", "up", "down"]
TABLES = [
    "[[0, 2], [500, 1]]", "[[1, 2.5], [300, 3.0], [700, 4]]", "[[-5, -1], [0, 0], [5, 1.5]]",
    "[[0.25, 0.1], [0.5, 0.25], [0.75, 0.3]]", "[[0, 0.005], [3, 0.015]]", "[[2.5, -3], [8, 7]]",
]  # fmt: skip


@dataclass(frozen=True)
class World:
    """A formula with what it is worked out on; `columns` is the header of the facts."""

    toml_text: str
    units: list[Row]
    headcount: list[Row] | None
    priors: dict[int, list[Row]]
    columns: list[str]


@dataclass(frozen=True)
class Bare:
    """A TOML value written as it is."""

    text: str


def toml(value: object) -> str:
    """A value as TOML."""
    if isinstance(value, Bare):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(toml(part) for part in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key_of(k)} = {toml(v)}' for k, v in value.items())} }}"
    raise TypeError(value)


def key_of(name: str) -> str:
    """A TOML key, quoted where it must be."""
    return name if re.fullmatch(r"[A-Za-z0-9_]+", name) else toml(name)


@dataclass
class Scope:
    """What an expression may name so far."""

    numbers: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    district: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    blanks: list[str] = field(default_factory=list)
    risky: bool = False
    has_texts: bool = True


class Writer:
    """Writes random expressions over a scope, well typed, with few brackets."""

    def __init__(self, draw: Draw, scope: Scope) -> None:
        """Keep the source of choices."""
        self.draw, self.scope = draw, scope

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; the first is the simplest."""
        chosen: T = self.draw(st.sampled_from(options))
        return chosen

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred; the ends, which Hypothesis likes, count as unlikely."""
        return bool((self.draw(st.integers(0, 99)) - 30) % 100 < percent)

    def inside(self, piece: Piece, tightness: int) -> str:
        """A piece where only operators at least so tight may stand bare; some odd brackets."""
        text, own = piece
        return f"({text})" if own < tightness or self.chance(4) else text

    def atom(self) -> Piece:
        """A name or a literal."""
        names = [*self.scope.numbers, *self.scope.heads, *self.scope.district]
        if names and self.chance(70):
            return self.pick(names), ATOM
        return self.pick(LITERALS), ATOM

    def number(self, depth: int) -> Piece:
        """A number."""
        if depth <= 0:
            return self.atom()
        makers = [
            self.atom, self.sum, self.product, self.product, self.negated, self.quotient,
            self.choice, self.function, self.over_units,
        ]  # fmt: skip
        maker = self.pick(range(len(makers)))
        if maker == 0:
            return self.atom()
        made: Piece = makers[maker](depth - 1)  # type: ignore[operator]
        return made

    def text(self, depth: int) -> str:
        """A number as text."""
        return self.number(depth)[0]

    def sum(self, depth: int) -> Piece:
        """a + b - c, where the order of work can be seen."""
        text = self.inside(self.number(depth), SUM)
        for _ in range(self.pick([1, 1, 2])):
            text += f" {self.pick('-+')} {self.inside(self.number(depth), PRODUCT)}"
        return text, SUM

    def product(self, depth: int) -> Piece:
        """-a * b / 7 * c."""
        text = self.inside(self.number(depth), PRODUCT)
        for _ in range(self.pick([1, 1, 2])):
            if self.chance(35):
                text += f" / {self.pick(NONZERO)}"
            else:
                text += f" * {self.inside(self.number(depth), SIGNED)}"
        return text, PRODUCT

    def negated(self, depth: int) -> Piece:
        """-a, sometimes --a."""
        return (
            f"{self.pick(['-', '-', '--', '- '])}{self.inside(self.number(depth), SIGNED)}",
            SIGNED,
        )

    def quotient(self, depth: int) -> Piece:
        """A division by a unit value, nearly always guarded."""
        over, under = self.number(depth), self.number(min(depth, 1))
        divided = f"{self.inside(over, PRODUCT)} / {self.inside(under, SIGNED)}"
        if self.scope.risky and self.chance(40):
            return divided, PRODUCT
        guard = self.pick(["if", "if", "else", "abs", "max", "and"])
        if guard == "if":
            return f"if({self.inside(under, SUM)} != 0, {divided}, {self.pick(LITERALS)})", ATOM
        if guard == "else":
            return f"if({self.inside(under, SUM)} == 0, {self.pick(LITERALS)}, {divided})", ATOM
        if guard == "and":
            u = self.inside(under, SUM)
            return f"if({u} != 0 and {divided} > 1 or 0 < {u} <= 5, 1, {self.atom()[0]})", ATOM
        if guard == "abs":
            return f"{self.inside(over, PRODUCT)} / (abs({under[0]}) + 1)", PRODUCT
        return f"{self.inside(over, PRODUCT)} / max(1, {under[0]})", PRODUCT

    def choice(self, depth: int) -> Piece:
        """if(c, a, b), nested as it comes."""
        return f"if({self.truth(depth)[0]}, {self.text(depth)}, {self.text(depth)})", ATOM

    def table(self) -> str:
        """A table, written out or named."""
        return self.pick([*TABLES, *self.scope.tables])

    def rounding_call(self, inner: str) -> str:
        """round(...) in one of its ways of being written."""
        digits, mode = self.pick([0, 2, 4, 1, -1, -3, 6]), self.pick(MODES)
        return self.pick(
            [
                f"round({inner})",
                f"round({inner}, {digits})",
                f"round({inner}, {digits}, '{mode}')",
                f'round({inner}, digits={digits}, mode="{mode}")',
                f"round({inner}, mode='{mode}')",
                f"round({inner}, {digits}, mode='{mode}')",
            ]
        )

    def function(self, depth: int) -> Piece:
        """A function of one unit."""
        a, b = self.text(depth), self.text(min(depth, 1))
        options = self.pick(["", ", marginal=true", ", above=true", ", marginal=true, above=true"])
        calls = [
            f"min({a}, {b})",
            f"max({a}, {b}, {self.atom()[0]})",
            f"abs({a})",
            f"floor({a})",
            f"ceil({a})",
            self.rounding_call(a),
            self.rounding_call(a),
            f"tier({a}, {self.table()}{options})",
            f"interpolate({a}, {self.pick(TABLES)})",
        ]
        if self.scope.blanks:
            column = self.pick(self.scope.blanks)
            calls.append(f"if(known({column}), {column}, {b})")
        if self.scope.earlier:
            x = self.pick(self.scope.earlier)
            calls += [f"prior({x})", f"average({x}, {self.pick([2, 3])})", f"prior({x}, years=2)"]
        return self.pick(calls), ATOM

    def summable(self, depth: int) -> str:
        """A number that may be added up over units: a name, or something rounded."""
        if self.scope.heads and self.chance(50):
            return self.pick(self.scope.heads)
        return f"round({self.text(depth)}, {self.pick([2, 4, 0])})"

    def over_units(self, depth: int) -> Piece:
        """total, share or apportion."""
        x = self.summable(min(depth, 1))
        by = f", by={self.pick(list(self.scope.texts))}" if self.scope.texts else ""
        if not self.chance(40):
            by = ""
        what = self.pick(["total", "share", "apportion", "guarded"])
        if what == "total":
            return f"total({x}{by})", ATOM
        if what == "share":
            return f"share(abs({x}) + 1{by})", ATOM
        if what == "guarded":
            return f"if(total({x}{by}) != 0, share({x}{by}), 0)", ATOM
        digits = self.pick(["", ", 2", ", digits=0", ", 4"])
        pool = self.pick(["100", "-100", "7", "0", "10_000_000_000", *self.scope.district[:1]])
        if pool in self.scope.district:
            pool = f"round({pool}, 0)"
        if pool != "0" and not self.chance(6):
            x = f"abs({x}) + 1"
        return f"apportion({pool}, {x}{digits})", ATOM

    def truth(self, depth: int) -> Piece:
        """A truth."""
        forms = [
            "compare",
            "compare",
            "chain",
            "text",
            "and",
            "or",
            "not",
            "mix",
            "literal",
            "both",
            *(["words"] if self.scope.has_texts else []),
        ]
        form = self.pick(forms if depth > 0 else forms[:4])
        signs = ["==", "!=", "<", "<=", ">", ">="]
        if form == "text" and self.scope.texts:
            column, words = self.pick(list(self.scope.texts.items()))
            quoted = f"{self.pick(['==', '!='])} {toml(self.pick(words))}"
            return f"{column} {quoted}", COMPARE
        if form == "and":
            return f"{self.part(depth, AND)} and {self.part(depth, NOT)}", AND
        if form == "or":
            return f"{self.part(depth, OR)} or {self.part(depth, AND)}", OR
        if form == "mix":
            a, b, c = (self.part(depth, NOT) for _ in range(3))
            return self.pick([f"not {a} and {b} or {c}", f"{a} or {b} and not {c}"]), OR
        if form == "not":
            return f"not {self.part(depth, NOT)}", NOT
        if form == "both":
            a, b = (self.inside(self.truth(depth - 1), SUM) for _ in range(2))
            return f"{a} {self.pick(['==', '!='])} {b}", COMPARE
        if form == "words":
            return f"if({self.truth(depth - 1)[0]}, 'x', \"y\") {self.pick(['==', '!='])} 'x'", COMPARE
        if form == "literal":
            return self.pick(["true", "false"]), ATOM
        text = self.inside(self.number(depth - 1), SUM)
        for _ in range(2 if form == "chain" else 1):
            text += f" {self.pick(signs)} {self.inside(self.number(depth - 1), SUM)}"
        return text, COMPARE

    def part(self, depth: int, tightness: int) -> str:
        """A truth as an operand."""
        return self.inside(self.truth(depth - 1), tightness)

    def any_rounding(self, *, line: bool) -> object:
        """A `round` key."""
        if line and self.chance(1):
            return self.pick([3, "none", {"digits": 4}])
        digits = self.pick([2, 0, -1, -3] if line else [2, 0, -1, -3, 4, 1, 7])
        words = ["cent", "dollar", "whole"]
        return self.pick([*words, digits, {"digits": digits, "mode": self.pick(MODES)}])


@dataclass
class Draft:
    """A formula on its way to a file."""

    head: dict[str, object] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    prior: dict[str, object] = field(default_factory=dict)
    parameters: dict[str, object] = field(default_factory=dict)
    counts: dict[str, object] = field(default_factory=dict)
    steps: dict[str, dict[str, object]] = field(default_factory=dict)
    lines: dict[str, dict[str, object]] = field(default_factory=dict)
    pools: dict[str, dict[str, object]] = field(default_factory=dict)

    def written(self, step_order: list[str]) -> str:
        """The file."""
        out = [f"{key_of(key)} = {toml(value)}" for key, value in self.head.items()]
        for title in ("facts", "prior", "parameters", "counts"):
            table: dict[str, object] = getattr(self, title)
            if table:
                out += ["", f"[{title}]", *(f"{key_of(k)} = {toml(v)}" for k, v in table.items())]
        tables = [("step", name, self.steps[name]) for name in step_order]
        tables += [("line", name, table) for name, table in self.lines.items()]
        tables += [("pool", name, table) for name, table in self.pools.items()]
        for title, name, table in tables:
            out += [
                "",
                f"[{title}.{name}]",
                *(f"{key_of(k)} = {toml(v)}" for k, v in table.items()),
            ]
        return "\n".join(out) + "\n"


class Builder:
    """Builds one world."""

    def __init__(self, draw: Draw, size: int, *, seeded: bool) -> None:
        """Choose what there is; cells of large worlds come from one seed."""
        self.scope, self.draft = Scope(), Draft()
        self.w = Writer(draw, self.scope)
        self.draw, self.pick, self.chance = draw, self.w.pick, self.w.chance
        random = Random(draw(st.integers(0, 2**32 - 1))) if seeded else None  # noqa: S311
        self.cell: Callable[[Sequence[str]], str] = random.choice if random else self.w.pick
        self.ids = self.some_ids(size)
        self.columns: dict[str, list[str]] = {}  # header -> what its cells are picked from
        self.renamed: dict[str, str] = {}
        self.with_headcount = self.chance(60)
        self.with_years = self.chance(25)
        self.with_where = self.chance(20)
        self.scope.risky = self.chance(12)
        self.large = size > 40
        """With so many units something that is refused at one of them refuses nearly every world."""

    def some_ids(self, size: int) -> list[str]:
        """Distinct unit ids, odd ones first."""
        odd = self.draw(st.permutations(IDS)) if size else []
        return [*odd[:size], *(f"{number:04d}" for number in range(2000, 2000 + size - len(odd)))]

    def build(self) -> World:
        """Everything, in order."""
        self.facts()
        self.counts()
        self.parameters()
        self.draft.head = {"language": 1, "title": "A generated formula", "year": 2016}
        if self.chance(30):
            self.draft.head["round"] = self.pick(["dollar", "cent", -1, {"digits": 0, "mode": "down"}])
        priors = self.years() if self.with_years else {}
        units = [self.row(unit) for unit in self.ids]
        self.some_steps()
        self.some_lines()
        self.some_pools()
        headcount = self.headcount() if self.with_headcount else None
        order = self.draw(st.permutations(list(self.draft.steps)))
        if self.with_where:
            units = [*units, *(row | {"YR": "2015"} for row in units[:3])]
        columns = list(self.row("x"))
        return World(self.draft.written(list(order)), units, headcount, priors, columns)

    def facts(self) -> None:
        """[facts] and the columns."""
        self.columns = {"a": GENERAL, "n": SMALL, "last": MONEY}
        if self.chance(60):
            self.columns["b"] = GENERAL
        if self.chance(50):
            self.columns["N of pupils (1)"] = SMALL
            self.renamed["m"] = "N of pupils (1)"
        if self.chance(45):
            self.columns["big"] = [*MONEY, *HUGE_MONEY]
        self.scope.numbers = [name for name in ("a", "b", "big") if name in self.columns]
        self.scope.heads = ["n", *(["m"] if self.renamed else [])]
        self.columns["why"] = ["because", "new wing", "grant"]
        if self.chance(3):
            self.columns["why"] = ["because", ""]
        self.columns["level"], self.scope.texts["level"] = LEVELS, LEVELS
        if self.chance(50):
            self.columns["zone"], self.scope.texts["zone"] = ZONES, ZONES
        if self.chance(10):
            text = self.pick(list(self.scope.texts))
            self.columns[text] = self.scope.texts[text] = ["", *self.columns[text]]
        facts: dict[str, object] = {"unit": self.pick([{"column": ID, "noun": "school"}, ID])}
        if self.renamed:
            facts["columns"] = dict(self.renamed)
        if self.chance(30):
            self.columns["gap"] = ["", "", *GENERAL[:8]]
            if self.chance(50):
                facts["blank"] = {"gap": self.pick([0, 5, Decimal("-2.5")])}
                self.scope.numbers.append("gap")
                self.scope.blanks.append("gap")
                if self.chance(20):
                    facts["unknown"] = "NA"
                    self.columns["gap"] = ["NA", "", "1", "2.5", "0", "3"]
                    self.scope.numbers.remove("gap")
            else:
                self.columns["gap"] = ["", "NA", *GENERAL[:8]]
                facts["unknown"] = ["NA", "n/a"]
                (self.scope.numbers if self.chance(5) else self.scope.blanks).append("gap")
        if self.chance(5):
            self.columns[self.pick(["s0", "L1", "k"])] = GENERAL
        if self.with_where:
            self.columns["YR"] = ["2016"]
            facts["where"] = {"YR": self.pick(["2016", ["2016", "2017"]])}
        self.draft.facts = facts

    def counts(self) -> None:
        """[counts], from the headcount or from columns."""
        self.scope.heads.append("students")
        if not self.with_headcount:
            self.columns["students"] = SMALL
        elif self.chance(30):
            self.scope.numbers += ["days", "fte"]
        if self.with_headcount and self.chance(4):
            self.columns[self.pick(["days", "students", "c0"])] = SMALL
        for number in range(self.draw(st.integers(0, 3))):
            name = f"c{number}"
            table: dict[str, object] = {}
            if self.chance(40):
                table["grades"] = self.subset(GRADES)
            form = self.pick(["need", "any", "all", "none", "level", "nothing"])
            if form in ("any", "all", "none"):
                table[form] = self.subset(NEEDS)
            elif form != "nothing":
                table["need"] = self.pick(["ell", "autism", "low_income"])
            if form == "level":
                table["level"] = self.pick(["1", ["1", "2"], ["10"]])
            if self.with_headcount and self.chance(20):
                table["measure"] = self.pick(["days", "fte", "students"])
            if not table:
                table = {"grades": ["K0", "1"]}
            self.draft.counts[name] = table
            self.scope.heads.append(name)
            if not self.with_headcount:
                self.columns[name] = SMALL

    def subset(self, words: Sequence[T]) -> list[T]:
        """One to three of the words."""
        chosen: list[T] = self.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3, unique_by=str))
        return chosen

    def parameters(self) -> None:
        """The three sorts of parameters."""
        who: dict[str, object] = {"owner": "Budget office", "source": "a vote"}
        base = Decimal(self.pick(["4028.47", "100", "0.005", "1000000000", "33.335", "1"]))
        self.draft.parameters["base"] = {"value": base, **who}
        self.scope.district.append("base")
        if self.chance(50):
            value = self.pick(["0.65", "-2.5", "0", "9007199254740993", "0.1"])
            self.draft.parameters["k"] = {"value": Decimal(value), **who}
            self.scope.district.append("k")
        if self.chance(40):
            self.draft.parameters["rows"] = {"table": Bare(self.pick(TABLES)), **who}
            self.scope.tables.append("rows")
        if self.chance(40):
            values = {level: Decimal(self.pick(MONEY)) for level in LEVELS[: self.pick([4, 4, 2])]}
            table: dict[str, object] = {"by": "level", "values": values}
            if len(values) < 4 and not self.chance(5):
                table["otherwise"] = Decimal(self.pick(MONEY))
            self.draft.parameters["found"] = {**table, **who}
            self.scope.numbers.append("found")

    def row(self, unit: str) -> Row:
        """The facts of one unit."""
        cells = {name: self.cell(texts) for name, texts in self.columns.items()}
        return {ID: unit, **cells}

    def years(self) -> dict[int, list[Row]]:
        """The facts of two earlier years, with units that come and go."""
        names = ["n", "a", "last", "n * 2 - a", "round(n / 3, 2)", "students", "total(n)", *self.draft.counts]
        self.scope.earlier = names
        found: dict[int, list[Row]] = {}
        same = self.chance(40)
        for year in (2015, 2014):
            missing = "" if same or not self.ids else self.cell(self.ids)
            ids = [unit for unit in self.ids if unit != missing]
            rows = [self.row(unit) for unit in ([*ids, "closed"] if self.chance(30) else ids)]
            for row in rows:
                row.update({name: self.cell(SMALL) for name in ("students", "days", "fte", *self.draft.counts)})
                row.update({"YR": str(year)} if self.with_where else {})
            if not same and rows and self.chance(30):
                rows[0]["n"] = ""
            found[year] = rows
        if not same or self.chance(30):
            self.draft.head["new_unit"] = self.pick(["zero", "current", "available"])
        if self.chance(30):
            self.columns |= {"N15": SMALL, "N14": SMALL}
            self.draft.prior["n"] = ["N15", "N14"]
        return found

    def headcount(self) -> list[Row]:
        """Headcount rows; some units have none, some rows one student or none."""
        rows: list[Row] = []
        measures = ["students", "days", "fte"]
        for unit in self.ids:
            for _ in range(int(self.cell(["0", "1", "2", "3"]))):
                row = {"unit": unit, "grade": self.cell(GRADES), "needs": self.cell(PROFILES)}
                row |= {name: self.cell(SMALL) for name in measures}
                row["fte"] = self.cell(["0", "0.5", "1.25", "30"])
                key = (row["unit"], row["grade"], row["needs"])
                if all((r["unit"], r["grade"], r["needs"]) != key for r in rows[-3:]) or self.chance(20):
                    rows.append(row)
        if rows and self.chance(2):
            rows[-1]["unit"] = "nowhere"
        return rows

    def some_steps(self) -> None:
        """Steps, each of which may use those before it."""
        if self.chance(20):
            whole = self.pick(["total(n)", "round(total(n) * base, 2)", "base + total(round(n / 3, 1))"])
            self.draft.steps["whole"] = {"value": whole}
            self.scope.district.append("whole")
        for number in range(self.draw(st.integers(0, 4))):
            name = f"s{number}"
            if self.chance(1):
                self.draft.steps[name] = {"value": self.w.truth(2)[0]}
                continue
            table: dict[str, object] = {"value": self.w.text(3)}
            if self.chance(60):
                table["round"] = self.pick([self.w.any_rounding(line=False), "none"])
            self.draft.steps[name] = table
            self.scope.numbers.append(name)

    # --- lines -------------------------------------------------------------------------------

    def heads(self) -> str:
        """Something that counts students."""
        a, b = self.pick(self.scope.heads), self.pick(self.scope.heads)
        return self.pick([a, a, a, f"{a} + {b}", f"max({a}, {b})"])

    def rate(self) -> object:
        """An amount of money for one student or one position."""
        found = ["found"] if "found" in self.scope.numbers else []
        return self.pick(["base", "base * 0.65", Decimal("1234.565"), 7, "-0.5 * -base", *found])

    def amount(self) -> str:
        """An expression that stays within what a budget can hold."""
        if "big" in self.columns and self.chance(30):
            return self.pick(["big", "big + last", "-big * -1", "big * 0.999"])
        text = self.w.text(3)
        wrap = self.pick(["max(0, min(1_000_000, {}))", "max(0, min(1_000_000_000_000_000, {}))",
                          "abs(min(99_999.995, max(-99_999.995, {})))"])  # fmt: skip
        if not self.large and self.chance(8):
            wrap = "min(1_000_000_000, max(-1_000_000_000, {}))"
        return wrap.format(text)

    def of(self) -> list[str]:
        """Some lines that are no limits."""
        return self.subset(list(self.draft.lines))

    def some_lines(self) -> None:
        """Lines with a value or a component."""
        for number in range(self.draw(st.integers(1, 6))):
            name = f"L{number}"
            if self.chance(40):
                table: dict[str, object] = {"value": self.amount()}
            else:
                makers = [
                    self.per_student, self.weight, self.concentration, self.small_school,
                    self.foundation, self.staffing, self.use_fund, self.fixed_sum,
                    self.roll_forward, self.zero_based, self.multiplier, self.percent_of_formula,
                    self.phase_in, self.proration, self.fall_adjustment,
                ]  # fmt: skip
                of_others = makers[10:14]
                maker = self.pick(range(len(makers)))
                made = makers[maker]
                if made in of_others and not self.draft.lines:
                    made = self.per_student
                table = made()
            if self.chance(15):
                table["when"] = self.w.truth(1)[0]
            if self.chance(25):
                table["round"] = self.w.any_rounding(line=True)
            self.draft.lines[name] = table
            if table.get("kind") in ("staffing", "per_student", "roll_forward") and self.chance(40):
                self.scope.numbers.append(f"{name}.quantity")
            if self.chance(30):
                self.scope.numbers.append(name)

    def per_student(self) -> dict[str, object]:
        """kind per_student."""
        table: dict[str, object] = {"kind": "per_student", "students": self.heads()}
        if self.chance(50):
            table["weight"] = self.pick([Decimal("1.8"), "k + 1" if self.has("k") else 2, 1])
        if self.chance(50):
            table["rate"] = self.rate()
        if self.chance(40):
            table["round_rate"] = self.w.any_rounding(line=False)
        return table

    def has(self, name: str) -> bool:
        """Whether a parameter of the district is there."""
        return name in self.scope.district

    def weight(self) -> dict[str, object]:
        """kind weight, alone or in a group."""
        weights = [Decimal("0.1"), Decimal("0.25"), Decimal("0.25"), "base / 4000", 1]
        table: dict[str, object] = {"kind": "weight", "weight": self.pick(weights)}
        table["students"] = self.heads()
        if self.with_headcount and self.draft.counts and self.chance(70):
            table["students"] = self.pick(list(self.draft.counts))
            measures = {c.get("measure", "students") for c in self.draft.counts.values()}  # type: ignore[attr-defined]
            if measures == {"students"}:
                table["group"] = "needs"
        return table

    def concentration(self) -> dict[str, object]:
        """kind concentration."""
        how = self.pick(["slide", "whole", "marginal"])
        table: dict[str, object] = {"kind": "concentration", "students": self.heads(), "how": how}
        if how == "slide":
            table |= {"weight": Decimal("0.65"), "above": Decimal(self.pick(["0.55", "0", "0.2"]))}
        else:
            table["tiers"] = Bare("[[0.25, 0.1], [0.5, 0.25], [0.75, 0.3]]")
        if self.chance(50):
            table["of"] = self.heads()
        if self.chance(30) and how != "marginal":
            table["pays"] = self.heads()
        if self.chance(40):
            table["round_share"] = self.pick([4, 2, {"digits": 3, "mode": "half_even"}])
        return table

    def small_school(self) -> dict[str, object]:
        """kind small_school."""
        table: dict[str, object] = {"kind": "small_school", "below": self.pick([300, 5, "n + 2"])}
        if self.chance(50):
            return table | {"rate": self.rate(), "weight": Decimal("0.5"), "how": "missing"}
        return table | {"how": "slide", "below": 400, "full_at": 100, "amount": self.rate()}

    def foundation(self) -> dict[str, object]:
        """kind foundation."""
        return {"kind": "foundation", "amount": self.rate()}

    def staffing(self) -> dict[str, object]:
        """kind staffing."""
        table: dict[str, object] = {"kind": "staffing", "students": self.heads()}
        how = self.pick(["per", "per", "steps", "fte"])
        modes = ["none", "up", "down", "nearest", "half", "tenth", "hundredth"]
        if how == "per":
            table["per"] = self.pick([22, Decimal("2.5"), 8, "n + 1"])
            table |= {"over": self.pick([0, 3, 100]), "start": self.pick([0, 1, Decimal("0.5")])}
            if self.chance(30):
                table["each"] = self.pick([Decimal("0.5"), 2])
            modes.append("major")
        elif how == "steps":
            table["steps"] = Bare("[[1, 2.5], [13, 3.25], [300, 4.75]]")
        else:
            table = {"kind": "staffing", "fte": self.pick(["n / 7", Decimal("2.25"), "n * 0.125"])}
        table["round_fte"] = self.pick(modes)
        if self.chance(30):
            table["minimum"] = self.pick([1, Decimal("0.5")])
        if self.chance(30):
            table["maximum"] = self.pick([3, Decimal("12.5")])
        if self.chance(60):
            return table | {"price": self.rate()}
        prices: dict[str, object] = {"average_price": Decimal("81234.565"), "actual_price": "last"}
        return table | prices | {"priced": self.pick(["average", "actual"])}

    def use_fund(self) -> dict[str, object]:
        """kind use_fund."""
        table: dict[str, object] = {"kind": "use_fund", "rate": self.rate(), "use": "library books"}
        if self.chance(50):
            table["quantity"] = self.heads()
        if self.chance(50):
            table["flat"] = self.pick([500, "last"])
        return table

    def fixed_sum(self) -> dict[str, object]:
        """kind fixed_sum."""
        why: dict[str, object] = {"who": "the board", "why": "a settlement", "until": Bare(UNTIL)}
        if not self.ids or self.chance(30):
            return {"kind": "fixed_sum", "amount": "last", **why}
        amounts = {unit: Decimal(self.pick(MONEY)) for unit in self.subset(self.ids)}
        if self.chance(3):
            amounts["nowhere"] = Decimal(1)
        return {"kind": "fixed_sum", "amounts": amounts, **why}

    def roll_forward(self) -> dict[str, object]:
        """kind roll_forward."""
        table: dict[str, object] = {"kind": "roll_forward", "fte": self.pick(["n / 8", "3.5", "n"])}
        table |= {"students": self.heads(), "students_before": self.heads(), "price": self.rate()}
        if self.chance(50):
            table["per"] = self.pick([22, 4])
        return table | {"round_fte": self.pick(["none", "nearest", "tenth", "hundredth"])}

    def zero_based(self) -> dict[str, object]:
        """kind zero_based."""
        table: dict[str, object] = {"kind": "zero_based", "requested": "last", "reason": "why"}
        return table | ({"limit": self.pick([500, "base"])} if self.chance(50) else {})

    def multiplier(self) -> dict[str, object]:
        """kind multiplier."""
        factor = self.pick([Decimal("1.05"), Decimal("0.9"), "1 + n / 1_000", 1])
        return {"kind": "multiplier", "of": self.of(), "factor": factor}

    def some_of(self) -> dict[str, object]:
        """`of`, or its default."""
        return {"of": self.of()} if self.chance(70) else {}

    def percent_of_formula(self) -> dict[str, object]:
        """kind percent_of_formula."""
        why: dict[str, object] = {"until": Bare(UNTIL), "why": "transition"}
        share = Decimal(self.pick(["0.98", "1", "1.02"]))
        return {"kind": "percent_of_formula", "share": share, **self.some_of(), **why}

    def phase_in(self) -> dict[str, object]:
        """kind phase_in."""
        why: dict[str, object] = {"until": Bare(UNTIL), "why": "transition"}
        share = self.pick([Decimal("0.5"), Decimal("0.333"), 1])
        return {"kind": "phase_in", "share": share, "from": "last", **self.some_of(), **why}

    def proration(self) -> dict[str, object]:
        """kind proration."""
        table: dict[str, object] = {"kind": "proration", "open": self.pick([180, "365 - n / 10"])}
        return table | self.some_of() | ({"year": 360} if self.chance(30) else {})

    def fall_adjustment(self) -> dict[str, object]:
        """kind fall_adjustment."""
        table: dict[str, object] = {"kind": "fall_adjustment", "projected": self.heads()}
        table |= {"actual": self.heads(), "rate": self.rate(), "beyond": self.pick([0, 2, 10])}
        return table | {"counts": self.pick(["both", "gains", "losses"])}

    def some_pools(self) -> None:
        """No pool, one over all lines, or one or two over lists of lines; limits in the first, or in none."""
        names = list(self.draft.lines)
        how = self.pick(["one", "one", "none", "list", "lists"]) if len(names) > 1 else self.pick(["one", "none"])
        cut = self.draw(st.integers(1, len(names) - 1)) if how in ("list", "lists") else len(names)
        limits = self.some_limits(names[:cut], free=how == "none") if self.chance(45) else []
        if how == "none":
            return
        self.draft.pools["general"] = self.pool(names[:cut], limits)
        if how != "one":
            self.draft.pools["general"]["lines"] = [*names[:cut], *limits]
        if how == "lists":
            self.draft.pools["other"] = self.pool(names[cut:], []) | {"lines": names[cut:]}

    def some_limits(self, among: list[str], *, free: bool) -> list[str]:
        """A hold-harmless line, a cap line or both, over these lines."""
        covered = self.subset(among) if free or self.chance(3) else among
        of: dict[str, object] = {} if covered == among and self.chance(70) else {"of": covered}
        both = " + ".join(covered)
        floor = self.pick(["last", "round(last * 0.985, 2)", f"0.9 * ({both})", f"({both}) / 3", 0])
        wanted = self.pick(["floor", "floor", "cap", "both"])
        why: dict[str, object] = {"until": Bare(UNTIL), "why": "a soft landing"}
        if self.chance(20):
            why["round"] = self.w.any_rounding(line=True)
        if wanted != "cap":
            self.draft.lines["hold"] = {"kind": "hold_harmless", "floor": floor, **of, **why}
        ceiling = f"({floor}) * 1.2 + 100"
        if wanted == "cap" and self.chance(60):
            ceiling = self.pick([f"1.05 * ({both})", "last + 50", "if(last > 0, last, 1_000_000)"])
        if wanted != "floor":
            self.draft.lines["top"] = {"kind": "cap", "ceiling": ceiling, **of, **why}
        limits: list[str] = [name for name in ("hold", "top") if name in self.draft.lines]
        for name in limits:
            if self.chance(20):
                self.draft.lines[name]["when"] = self.w.truth(1)[0]
        return limits

    # --- pools -------------------------------------------------------------------------------

    def pool(self, names: list[str], limits: list[str]) -> dict[str, object]:
        """A pool over these lines."""
        plain = [name for name in names if name not in limits]
        covered = " + ".join(plain)
        near = self.pick(
            ["1", "0.97", "1.03", "0.999", "2"] if self.large else ["1", "0.97", "0.5", "1.03", "2", "0.1"]
        )
        digits = self.pick([2, 2, 0])
        if self.large or self.chance(70):
            amount: object = f"max(0, round(total({covered}) * {near}, {digits}))"
        else:
            text = self.pick(["100.00", "0", "1", "0.01", "297600000", "10000000000", "12345.67", "whole"])
            whole = "abs(round(whole, 2))" if "whole" in self.scope.district else 7
            amount = Decimal(text) if text != "whole" else whole
        if self.chance(2):
            amount = Decimal(self.pick(["-1", "100.005"]))
        table: dict[str, object] = {"amount": amount}
        if self.chance(40):
            table["method"] = self.pick(["scale", "scale_down", "scale_down", "none"])
        if self.chance(25) and len(plain) > 1:
            table["protect"] = plain[:1] if self.chance(60) else self.subset(plain[1:])
        adjusting = ("multiplier", "percent_of_formula", "phase_in", "proration", "fall_adjustment")
        below_zero = [name for name in plain if self.draft.lines[name].get("kind") in adjusting]
        if below_zero and len(plain) > len(below_zero) and (self.large or self.chance(75)):
            table["protect"] = below_zero
        if self.chance(15):
            table["reserve"] = self.pick([0, Decimal("0.5"), 10, f"abs(round(total({plain[0]}) * 0.01, 2))"])
        elif self.chance(15):
            table["reserve_share"] = Decimal(self.pick(["0", "0.05", "0.5", "0.333", "1.5"]))
        if self.chance(1):
            table |= {"reserve": 1, "reserve_share": Decimal("0.1")}
        return table


@st.composite
def worlds(draw: st.DrawFn, most: int = 40) -> World:
    """A world of 0 to 40 units; few units are drawn cell by cell so that they shrink well."""
    size = draw(st.one_of(st.integers(1, 5), st.integers(0, most)))
    return Builder(draw, size, seeded=size > 5).build()


@st.composite
def large_worlds(draw: st.DrawFn) -> World:
    """A world of up to 2,000 units."""
    size = draw(st.sampled_from([1000, 2000, 300, 1999]))
    return Builder(draw, size, seeded=True).build()


@st.composite
def arithmetic(draw: st.DrawFn) -> str:
    """An expression of numbers over a, b and n with no functions, for a check of precedence."""
    writer = Writer(draw, Scope(numbers=["a", "b"], heads=["n"], has_texts=False))

    def number(depth: int) -> Piece:
        """A number of operators only."""
        maker = draw(st.sampled_from(["atom", "sum", "product", "negated"])) if depth > 0 else "atom"
        if maker == "atom":
            return draw(st.sampled_from(["a", "b", "n", "2", "0.5"])), ATOM
        made: Piece = getattr(writer, maker)(depth - 1)
        return made

    writer.number = number  # type: ignore[method-assign]
    return writer.truth(2)[0] if draw(st.booleans()) else number(4)[0]
