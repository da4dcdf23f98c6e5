"""The oracle against every worked figure of the reference and against sums done by hand."""

# ruff: noqa: ISC004
from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction as F  # noqa: N817
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.laws import strategies

from .evaluate import Outcome, Value, World, allocate, straight_line
from .formula import read_formula, rounded
from .parser import Refused, Table, parse
from .pools import largest_remainders

HEAD = 'language = 1\ntitle = "t"\nyear = 2016\n'
FACTS = '[facts]\nunit = "id"\n'
NOTHING = "[line.nothing]\nvalue = 0\n"


def rows(**columns: str) -> list[dict[str, str]]:
    """Units u1, u2, … with the cells given as "1 2 3"."""
    cells = {name: text.split(",") for name, text in columns.items()}
    count = len(next(iter(cells.values())))
    return [{"id": f"u{i + 1}"} | {n: c[i].strip() for n, c in cells.items()} for i in range(count)]


def work(body: str, units: list[dict[str, str]], **more: Any) -> Outcome:  # noqa: ANN401
    """The outcome of a formula with these tables."""
    return allocate(HEAD + FACTS + body + ("" if "[line." in body else NOTHING), units, **more)


def value(text: str, top: str = "", **columns: str) -> list[Value] | str:
    """What an expression is at u1, u2, …, or why it is refused."""
    units = rows(**(columns or {"a": "7"}))
    try:
        world = World(read_formula(f"{HEAD}{top}{FACTS}{NOTHING}"), units, None, 2016, {})
        tree = parse(text)
        return [world.value(tree, unit["id"]) for unit in units]
    except Refused as refused:
        return str(refused)


def fails(text: str, **columns: str) -> bool:
    """Whether an expression is refused."""
    return isinstance(value(text, **columns), str)


PRECEDENCE: list[tuple[str, Value]] = [
    ("10 - 4 + 3", F(9)),
    ("8 / 4 * 2", F(4)),
    ("8 / 4 / 2", F(1)),
    ("2 * 3 / 4 * 2", F(3)),
    ("-2 * 3", F(-6)),
    ("2 * -3", F(-6)),
    ("-8 / -2 * 2", F(8)),
    ("2 - -3", F(5)),
    ("2 - - - 3", F(-1)),
    ("--2", F(2)),
    ("1 + 2 * 3 - 4 / 2", F(5)),
    ("-(1 + 2) * 2", F(-6)),
    ("-min(1, 2) * 3", F(-3)),
    ("0 < 3 <= 5", True),
    ("0 < 3 <= 2", False),
    ("3 > 2 > 1", True),
    ("1 == 1 == 1", True),
    ("2 == 2 != 3", True),
    ("1 < 3 > 2", True),
    ("5 != 5 == 5", False),
    ("not 1 < 2", False),
    ("not 2 < 1 and 1 < 2", True),
    ("not not true", True),
    ("not false or true", True),
    ("not (false or true)", False),
    ("true or false and false", True),
    ("(true or false) and false", False),
    ("false and true or true", True),
    ("not false and not false", True),
    ("-1 < 0 and 1 - 2 == -1", True),
    ("(1 < 2) == (2 < 3)", True),
    ("true == (1 < 2)", True),
    ('"a" == "a" != "b"', True),
    ("512_000_000 + 0.5", F(1024000001, 2)),
    ("if(1 < 2, if(2 < 1, 1, 2), 3)", F(2)),
    ("round(2.5) * -1", F(-3)),
    ("round(-2.5)", F(-3)),
    ("1 / 3 * 3", F(1)),
]


@pytest.mark.parametrize(("text", "expected"), PRECEDENCE)
def test_precedence(text: str, expected: Value) -> None:
    """Hand-worked precedence."""
    assert value(text) == [expected]


@pytest.mark.parametrize(
    "text",
    ["1 = 1", "1 +", "(1", "f(1)", "min(1)", "1 < true", "true + 1", '"a" < "b"', "[[1, 2]]",
     "a b", "2a", "1..2", "not", "min(1,, 2)", "min(1, 2,)", "if(1, 2, 3)", "1 == true", "nowhere",
     "tier(1, [[2, 1], [1, 1]])", "interpolate(1, [[1, 1]])", "a.quantity", "1 / 0", "+1",
     "round(1.5, 0.5)", "round(1, 31)", "round(1, 0, 'sideways')", "known(1)"],
)  # fmt: skip
def test_errors(text: str) -> None:
    """What the grammar and the types refuse."""
    assert fails(text)


@given(strategies.arithmetic())
def test_python_agrees_on_precedence(text: str) -> None:
    """Python has the same precedence for these operators: a check that shares nothing with ours."""
    here = {"a": F(-7, 2), "b": F(3), "n": F(2), "F": F, "true": True, "false": False}
    spelled = re.sub(r"(?<![\w.])\d[\d_]*(?:\.[\d_]+)?", lambda m: f"F('{m[0].replace('_', '')}')", text)
    assert value(text, a="-3.5", b="3", n="2") == [eval(spelled, {}, here)]  # noqa: S307


def test_lazy() -> None:
    """`if`, `and`, `or` and chains work out only what they need, unit by unit."""
    assert value("if(a > 0, 6 / a, 0)", a="0, 3") == [0, 2]
    assert value("a > 0 and 6 / a > 1", a="0, 3") == [False, True]
    assert value("a == 0 or 6 / a > 1", a="0, 3") == [True, True]
    assert value("1 < a < 6 / (a - 1)", a="1, 2") == [False, True]
    assert "u1" in str(value("6 / a", a="0, 3"))
    assert value("if(a > 0, total(a), 0)", a="0, 3, 4") == [0, 7, 7]
    assert fails("if(a > 0, total(round(6 / a, 0)), 0)", a="0, 3")
    assert value("if(a > 9, total(round(6 / a, 0)), 0)", a="0, 3") == [0, 0]


def test_an_error_in_a_step_stays_an_error() -> None:
    """Even if only a branch not taken refers to it."""
    body = '[step.s]\nvalue = "1 / a"\n[step.t]\nvalue = "if(a > 0, s, 0)"\n'
    assert work(body, rows(a="0, 1")).refused


def test_rounding_table() -> None:
    """The table of section 5."""
    figures = [F("2.5"), F("-2.5"), F("2.4"), F("-2.6"), F("3.5")]
    table = {
        "half_up": [3, -3, 2, -3, 4],
        "half_even": [2, -2, 2, -3, 4],
        "half_down": [2, -2, 2, -3, 3],
        "up": [3, -3, 3, -3, 4],
        "down": [2, -2, 2, -2, 3],
    }
    for mode, expected in table.items():
        assert [rounded(x, 0, mode) for x in figures] == expected
    assert rounded(F(1500), -3, "half_up") == 2000
    assert rounded(F("1.005"), 2, "half_up") == F("1.01")
    assert value("floor(-2.5) + ceil(-2.5) * 10 + floor(2.5) * 100 + ceil(2.5) * 1000") == [3177]


def test_tier_and_interpolate() -> None:
    """The figures of section 6."""
    assert value("tier(700, [[0, 2], [500, 1]], marginal=true)") == [1200]
    assert value("tier(a, [[1, 2.5], [300, 3.0]])", a="0, 1, 299, 300, 999") == [
        0, F("2.5"), F("2.5"), 3, 3,
    ]  # fmt: skip
    assert value("tier(a, [[1, 2.5], [300, 3.0]], above=true)", a="1, 300, 301") == [0, F("2.5"), 3]
    assert value("tier(a, [[10, 2], [20, 1]], marginal=true)", a="5, 10, 15, 30") == [0, 0, 10, 30]
    assert value("interpolate(a, [[0, 10], [10, 0], [20, 5]])", a="-1, 4, 10, 15, 99") == [
        10, 6, 0, F("2.5"), 5,
    ]  # fmt: skip
    assert straight_line(F(1), Table(((F(0), F(0)), (F(3), F(1))))) == F(1, 3)


def test_total_share_and_by() -> None:
    """Sums over all units and over those with the same text."""
    columns = {"a": "1, 2, 5", "z": "00, 0, 00"}
    assert value("total(a)", **columns) == [8, 8, 8]
    assert value("total(a, by=z)", **columns) == [6, 2, 6]
    assert value("share(a, by=z)", **columns) == [F(1, 6), 1, F(5, 6)]
    assert fails("share(a)", a="0, 0")
    assert value("if(total(a) > 0, share(a), 0)", a="0, 0") == [0, 0]


def test_apportion() -> None:
    """Largest remainders, ties in the order of ids, negative pools, zero."""
    assert value("apportion(100, a)", a="1, 1, 1") == [F("33.34"), F("33.33"), F("33.33")]
    assert value("apportion(-100, a)", a="1, 1, 1") == [F("-33.34"), F("-33.33"), F("-33.33")]
    assert value("apportion(10, a, 0)", a="1, 2, 3") == [2, 3, 5]
    assert value("apportion(0, a)", a="0, 0") == [0, 0]
    assert fails("apportion(1, a)", a="0, 0")
    assert fails("apportion(1.001, a)", a="1, 2")
    assert fails("apportion(1, a)", a="-1, 2")
    assert largest_remainders({"b": F(1, 2), "a": F(1, 2)}, ["a", "b"], 1) == {"b": 0, "a": 1}


def test_facts() -> None:
    """where, columns, blank, unknown and what a numeric cell is."""
    body = (
        '[facts]\nunit = { column = "id" }\nwhere = { Y = ["15"] }\nunknown = ["NA"]\n'
        'columns = { ell = "E L" }\nblank = { t = 0 }\n[step.s]\n'
        'value = "if(known(ell), ell, -1) + t"\n'
    )
    units = [
        {"id": "1", "Y": "15", "E L": "1e2", "t": ""},
        {"id": "01", "Y": "15", "E L": "NA", "t": "5"},
        {"id": "1", "Y": "14", "E L": "x", "t": "x"},
    ]
    assert allocate(HEAD + body + NOTHING, units).steps["s"] == {"1": 100, "01": 4}
    assert work('[step.s]\nvalue = "a"\n', rows(a=", 1")).refused == "a is blank at unit u1"
    for cell in ("1,234", "12%", "$5"):
        assert work('[step.s]\nvalue = "a"\n', [{"id": "1", "a": cell}]).refused
    assert work("", [{"id": "1"}, {"id": "1"}]).refused
    assert work("", [{"id": " "}]).refused


HEADS = [
    {"unit": "u1", "grade": "K", "needs": "", "students": "10", "days": "1"},
    {"unit": "u1", "grade": "K", "needs": "low;foster", "students": "3", "days": "2"},
    {"unit": "u1", "grade": "1", "needs": "ell=2; low", "students": "4", "days": "4"},
    {"unit": "u1", "grade": "1", "needs": "ell=1", "students": "5", "days": "8"},
]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ('{ grades = ["K"] }', 13),
        ('{ need = "ell" }', 9),
        ('{ need = "ell", level = "2" }', 4),
        ('{ need = "ell", level = ["1", "3"] }', 5),
        ('{ any = ["low", "foster"] }', 7),
        ('{ all = ["low", "foster"] }', 3),
        ('{ none = ["low", "ell=1"] }', 10),
        ('{ any = ["ell=2"], grades = ["K"] }', 0),
        ('{ any = ["low", "foster"], measure = "days" }', 6),
    ],
)
def test_counts(count: str, expected: int) -> None:
    """The headcount of u1; u2 has no row and so nobody."""
    body = f'[counts]\nc = {count}\n[step.s]\nvalue = "c"\n[step.t]\nvalue = "students"\n'
    outcome = work(body, rows(a="1, 1"), headcount=HEADS)
    assert outcome.steps == {"s": {"u1": expected, "u2": 0}, "t": {"u1": 22, "u2": 0}}


def test_group_pays_each_student_once() -> None:
    """Only the highest weight of a group; equal weights: the earlier line."""
    body = '[counts]\nlow = { need = "low" }\nfoster = { need = "foster" }\nell = { need = "ell" }\n'
    for name, weight in (("low", 1), ("foster", 2), ("ell", 1)):
        body += f'[line.l_{name}]\nkind = "weight"\nstudents = "{name}"\nweight = {weight}\n'
        body += 'group = "g"\nrate = 100\n'
    outcome = work(body, rows(a="1"), headcount=HEADS)
    assert outcome.quantities == {"l_low": {"u1": 4}, "l_foster": {"u1": 3}, "l_ell": {"u1": 5}}
    assert outcome.lines["l_foster"] == {"u1": 60000}


def test_prior_and_average() -> None:
    """Earlier years, new units, [prior] columns."""
    past = {2015: rows(a="10, 20"), 2014: rows(a="30")}
    now = rows(a="1, 2, 3")
    for rule, expected in (("zero", [10, 20, 0]), ("current", [10, 20, 3])):
        text = f'{HEAD}new_unit = "{rule}"\n{FACTS}[step.s]\nvalue = "prior(a)"\n{NOTHING}'
        assert list(allocate(text, now, priors=past).steps["s"].values()) == expected
    text = f'{HEAD}new_unit = "available"\n{FACTS}[step.s]\nvalue = "average(a)"\n{NOTHING}'
    assert list(allocate(text, now, priors=past).steps["s"].values()) == [F(41, 3), 11, 3]
    assert work('[step.s]\nvalue = "prior(a)"\n', now, priors=past).refused
    text = f'{HEAD}{FACTS}[prior]\na = ["b", "c"]\n[step.s]\nvalue = "average(a)"\n{NOTHING}'
    assert allocate(text, rows(a="1", b="4", c="7")).steps["s"] == {"u1": 4}


def test_parameters() -> None:
    """A list by text, with and without otherwise; a table by name."""
    by = '[parameters]\nf = { by = "lev", values = { high = 7 }%s, owner = "o", source = "s" }\n'
    step = '[step.s]\nvalue = "f * 2"\n'
    units = rows(lev="high, low")
    assert work(by % ", otherwise = 1" + step, units).steps["s"] == {"u1": 14, "u2": 2}
    assert work(by % "" + step, units).refused
    table = '[parameters]\nt = { table = [[1, 2.5], [300, 3.0]] }\n[step.s]\nvalue = "tier(9, t)"\n'
    assert work(table, rows(a="1")).steps["s"] == {"u1": F("2.5")}


COMPONENTS: list[tuple[str, int, F | None]] = [
    ('kind = "per_student"\nstudents = "n"\nrate = 10.555\nround_rate = 2', 105600, F(100)),
    ('kind = "per_student"\nstudents = "n"\nweight = 1.8', 18000, F(100)),
    ('kind = "multiplier"\nof = ["x"]\nfactor = 1.05', 500, None),
    ('kind = "concentration"\nstudents = "k"\nof = "n"\nabove = 0.3\nweight = 0.5', 200, F(4)),
    ('kind = "concentration"\nstudents = "k"\nof = "n"\nhow = "whole"\n'
     "tiers = [[0.25, 0.1], [0.5, 0.2]]", 400, F(40)),
    ('kind = "concentration"\nstudents = "k"\nof = "n"\nhow = "marginal"\n'
     "tiers = [[0.25, 0.1], [0.3, 0.2]]", 250, F("2.5")),
    ('kind = "small_school"\nstudents = "n"\nbelow = 300', 20000, F(200)),
    ('kind = "small_school"\nstudents = "n"\nhow = "slide"\nbelow = 300\nfull_at = 200\n'
     "amount = 9", 900, None),
    ('kind = "small_school"\nstudents = "n"\nhow = "slide"\nbelow = 300\nfull_at = 0\n'
     "amount = 9", 600, None),
    ('kind = "foundation"\namount = 7', 700, None),
    ('kind = "staffing"\nstudents = "n"\nper = 40\nround_fte = "major"\nprice = 10', 2000, F(2)),
    ('kind = "staffing"\nstudents = "n + 1"\nper = 40\nround_fte = "major"\nprice = 10', 3000,
     F(3)),
    ('kind = "staffing"\nstudents = "n"\nper = 80\nround_fte = "half"\nprice = 10', 1500,
     F("1.5")),
    ('kind = "staffing"\nstudents = "n"\nover = 60\nper = 40\nstart = 2\neach = 0.5\n'
     "price = 10\nminimum = 1\nmaximum = 2.25", 2250, F("2.25")),
    ('kind = "staffing"\nstudents = "n"\nsteps = [[1, 2.5], [300, 3]]\naverage_price = 10\n'
     'actual_price = 20\npriced = "actual"', 5000, F("2.5")),
    ('kind = "use_fund"\nrate = 2\nquantity = "n"\nflat = 5\nuse = "books"', 20500, F(100)),
    ('kind = "fixed_sum"\namounts = { u1 = 12.5 }', 1250, None),
    ('kind = "roll_forward"\nfte = 10\nstudents = "n"\nstudents_before = 80\nprice = 1', 1250,
     F("12.5")),
    ('kind = "roll_forward"\nfte = 10\nstudents = "n"\nstudents_before = 144\nper = 20\n'
     'round_fte = "nearest"\nprice = 1', 800, F(8)),
    ('kind = "zero_based"\nrequested = "n"\nlimit = 60\nreason = "why"', 6000, None),
    ('kind = "hold_harmless"\nfloor = "100.001"', 1, None),
    ('kind = "hold_harmless"\nfloor = "100.2"\nround = 0', 100, None),
    ('kind = "cap"\nceiling = "90.009"', -1000, None),
    ('kind = "percent_of_formula"\nshare = 0.98', -200, None),
    ('kind = "phase_in"\nshare = 0.25\nfrom = 140', 3000, None),
    ('kind = "proration"\nopen = 73', -8000, None),
    ('kind = "fall_adjustment"\nprojected = 110\nactual = "n"\nrate = 3\nbeyond = 4', -1800,
     F(-6)),
    ('kind = "fall_adjustment"\nprojected = 110\nactual = "n"\nrate = 3\ncounts = "gains"', 0,
     F(0)),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "cents", "quantity"), COMPONENTS)
def test_components(keys: str, cents: int, quantity: F | None) -> None:
    """Each component kind at n = 100 and k = 40, by hand; line x is 100.00 and base is 1."""
    body = f"[parameters]\nbase = {{ value = 1 }}\n[line.x]\nvalue = 100\n[line.y]\n{keys}\n"
    outcome = work(body, rows(n="100", k="40", why="because"))
    assert outcome.refused is None
    assert outcome.lines["y"]["u1"] == cents
    assert outcome.quantities.get("y", {}).get("u1") == quantity


def test_zero_based_wants_a_reason() -> None:
    """A unit that asks for money without a reason is an error."""
    body = '[line.y]\nkind = "zero_based"\nrequested = "n"\nreason = "why"\n'
    assert work(body, rows(n="1", why="")).refused
    assert work(body, rows(n="0", why="")).lines == {"y": {"u1": 0}}


def test_when_works_nothing_out() -> None:
    """A line is 0 where its `when` does not hold."""
    body = '[line.y]\nvalue = "1 / n"\nwhen = "n > 0"\n'
    assert work(body, rows(n="0, 4")).lines["y"] == {"u1": 0, "u2": 25}


def pool(pool_keys: str, extra: str = "", **columns: str) -> Outcome:
    """A formula with one line x = column a, some more tables, and one pool."""
    body = f'[line.x]\nvalue = "a"\n{extra}\n[pool.p]\n{pool_keys}\n'
    return work(body, rows(**columns))


def test_pool_scales() -> None:
    """100.00 over 1, 1, 1 and over 1, 2, 4."""
    assert pool("amount = 100", a="1, 1, 1").lines["x"] == {"u1": 3334, "u2": 3333, "u3": 3333}
    # 10000 / 7 = 1428.57.., 2857.14.., 5714.28..: one cent is left, for u1
    assert pool("amount = 100", a="1, 2, 4").lines["x"] == {"u1": 1429, "u2": 2857, "u3": 5714}
    assert pool("amount = 0", a="1, 2, 4").lines["x"] == {"u1": 0, "u2": 0, "u3": 0}
    assert pool("amount = 1", a="0, 0").refused
    assert pool("amount = 0", a="0, 0").lines["x"] == {"u1": 0, "u2": 0}


def test_pool_methods_and_reserves() -> None:
    """scale_down pays less than the pool as it is; none changes nothing; reserves are kept back."""
    assert pool('amount = 100\nmethod = "scale_down"', a="1, 2").lines["x"] == {
        "u1": 100,
        "u2": 200,
    }
    assert pool('amount = 2\nmethod = "scale_down"', a="1, 2").lines["x"] == {"u1": 67, "u2": 133}
    assert pool('amount = 2\nmethod = "none"', a="1, 2").lines["x"] == {"u1": 100, "u2": 200}
    assert pool("amount = 100\nreserve = 10", a="1, 2").lines["x"] == {"u1": 3000, "u2": 6000}
    assert pool("amount = 0.19\nreserve_share = 0.1", a="1, 2").lines["x"] == {"u1": 6, "u2": 12}
    assert pool("amount = 100\nreserve = 1\nreserve_share = 0.09", a="1, 2").refused
    assert pool("amount = 100.001", a="1, 2").refused


def test_pool_protects() -> None:
    """A protected line keeps its amount; too much protected is refused."""
    extra = '[line.y]\nvalue = "b"\n'
    keys = 'amount = 100\nprotect = ["y"]'
    outcome = pool(keys, extra, a="1, 3", b="10, 50")
    assert outcome.lines == {"x": {"u1": 1000, "u2": 3000}, "y": {"u1": 1000, "u2": 5000}}
    assert pool(keys, extra, a="1, 3", b="10, 100").refused


FLOOR = '[line.h]\nkind = "hold_harmless"\nfloor = "b"\n'
CEILING = '[line.c]\nkind = "cap"\nceiling = "d"\n'


def test_pool_with_floors() -> None:
    """Three units, 100.00, one floor that binds: 50 stays, the others share 50 as 10 : 30."""
    outcome = pool("amount = 100", FLOOR, a="20, 10, 30", b="50, 0, 0")
    assert outcome.raw["h"] == {"u1": 3000, "u2": 0, "u3": 0}
    assert outcome.factors["p"] == F(5, 4)
    assert outcome.lines["x"] == {"u1": 2500, "u2": 1250, "u3": 3750}
    assert outcome.lines["h"] == {"u1": 2500, "u2": 0, "u3": 0}
    assert pool("amount = 100", FLOOR, a="20, 10, 30", b="50, 40, 11").refused
    slack = pool("amount = 120", FLOOR, a="20, 10, 30", b="1, 1, 1")
    assert slack.lines["x"] == {"u1": 4000, "u2": 2000, "u3": 6000}


def test_pool_with_floor_and_ceiling() -> None:
    """f so that min(20 f, 30) + max(10 f, 25) + 40 f = 135: 30 + 25 + 40 f, f = 2."""
    outcome = pool("amount = 135", FLOOR + CEILING, a="20, 10, 40", b="0, 25, 0", d="30, 99, 99")
    assert outcome.factors["p"] == 2
    totals = Counter[str]()
    for line in outcome.lines.values():
        totals.update(line)
    assert totals == {"u1": 3000, "u2": 2500, "u3": 8000}
    assert outcome.lines["c"] == {"u1": -1000, "u2": 0, "u3": 0}
    assert pool("amount = 999", CEILING, a="1, 1", d="5, 5").refused


def test_where_several_factors_fit() -> None:
    """1 if it is one of them, else the smallest: the floors make up the pool, then the ceilings do."""
    assert pool("amount = 50", FLOOR, a="1, 1", b="25, 25").factors["p"] == 1
    assert pool("amount = 50", CEILING, a="5, 10", d="25, 25").factors["p"] == 5
    assert pool("amount = 50", CEILING, a="50, 100", d="25, 25").factors["p"] == 1
    assert pool("amount = 0", a="0, 0").factors["p"] == 1


def test_limits_of_a_pool() -> None:
    """One of each kind, not protected, over every other line; a floor not above its ceiling; nothing below zero."""
    other = '[line.y]\nvalue = "a"\n'
    columns = {"a": "20, 10", "b": "1, 1", "d": "99, 99"}
    assert pool("amount = 60", other + FLOOR + CEILING, **columns).refused is None
    assert pool("amount = 60", other + FLOOR + 'of = ["x"]\n', **columns).refused
    assert pool("amount = 60", FLOOR + FLOOR.replace("line.h", "line.g"), **columns).refused
    assert pool('amount = 60\nprotect = ["h"]', FLOOR, **columns).refused
    assert pool("amount = 60", FLOOR + CEILING, **columns | {"b": "99.001, 1"}).refused
    assert pool("amount = 60", FLOOR + 'when = "a > 10"\n', **columns | {"b": "45, 45"}).lines["h"]["u2"] == 0
    assert pool("amount = 60", a="20, -10").refused
    assert pool('amount = 60\nprotect = ["y"]', '[line.y]\nvalue = "-a"\n', a="2, 1").lines["x"]["u1"] == 4200


def test_cents_over_units_then_lines() -> None:
    """Equal remainders: units by id, lines by the file. 3 cents over 2 units of 2 equal lines."""
    outcome = pool("amount = 0.03", '[line.y]\nvalue = "a"\n', a="1, 1")
    assert outcome.lines == {"x": {"u1": 1, "u2": 1}, "y": {"u1": 1, "u2": 0}}


def test_names_and_circles() -> None:
    """One space of names; no circles, even in a branch not taken."""
    units = rows(a="1")
    assert work("[parameters]\nx = { value = 1 }\n[step.x]\nvalue = 1\n", units).refused
    assert work('[step.x]\nvalue = "if(false, y, 1)"\n[step.y]\nvalue = "x"\n', units).refused
    assert work("[step.students]\nvalue = 1\n", units).refused
    assert work('[step.x]\nvalue = "y"\n[step.y]\nvalue = "a"\n', units).steps["x"] == {"u1": 1}
    assert work('[step.a]\nvalue = "3"\n[step.y]\nvalue = "a"\n', units).steps["y"] == {"u1": 3}


def test_example_of_the_reference() -> None:
    """The formula at the head of the page, on two schools."""
    page = Path(__file__).parents[3] / "docs" / "reference" / "language.md"
    text = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    name = "Bilingual Education (ENROLLMENT)"
    units = [{"SCHOOLCODE": code, "YEAR": "2015", name: "0"} for code in ("0010", "0020")]
    head = [
        {"unit": "0010", "grade": "K0", "needs": "low_income", "students": "60"},
        {"unit": "0010", "grade": "1", "needs": "", "students": "40"},
        {"unit": "0020", "grade": "K1", "needs": "", "students": "100"},
    ]
    outcome = allocate(text, units, head)
    assert outcome.steps["need_share"] == {"0010": F("0.6"), "0020": 0}
    assert outcome.raw["grades_k0_k1"]["0010"] == 435075_00  # 60 * 4028.47 * 1.8
    assert outcome.raw["concentration"]["0010"] == 13093_00  # 100 * 4028.47 * 0.65 * 0.05
    assert sum(sum(line.values()) for line in outcome.lines.values()) == 297_600_000_00
    assert outcome.lines["concentration"] == outcome.raw["concentration"]


def test_refused_is_an_exception() -> None:
    """The parts raise Refused; only `allocate` turns it into an outcome."""
    with pytest.raises(Refused):
        parse("1 +")
    formula = read_formula(HEAD + FACTS + NOTHING)
    assert World(formula, rows(a="1"), None, None, {}).named("a", "u1") == 1
