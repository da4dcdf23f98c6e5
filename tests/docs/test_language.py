"""What language.md says in worked words is what the engine does."""

import re
from fractions import Fraction

import pytest

from perpupil.exact.rounding import WRITTEN_MODES
from perpupil.formula.parsing import ExpressionError, parse
from perpupil.formula.reading import read_formula
from perpupil.limits import (
    EXPRESSION_BRACKETS,
    EXPRESSION_CHARACTERS,
    EXPRESSION_DEPTH,
    FORMULA_BYTES,
    FORMULA_TABLES,
    NESTING,
    NUMBER_DIGITS,
    NUMBER_EXPONENT,
    ROUNDING_DIGITS,
)
from tests import project
from tests.docs import engine

LANGUAGE = project.text(project.ROOT / "docs" / "reference" / "language.md")
WORDS = " ".join(LANGUAGE.split())
MODES = re.findall(r"^\| `([a-z_]+)`[^|]*\|((?: -?\d \|)+)$", LANGUAGE, flags=re.MULTILINE)
ROUNDED = ("2.5", "-2.5", "2.4", "-2.6", "3.5")
NUMBERS = {
    "a": ["3", "-7", "0", "2.5", "12"],
    "b": ["5", "2", "-1", "2.5", "4"],
    "c": ["2", "-3", "4", "2.5", "0.5"],
    "n": ["0", "5", "6", "-1", "1"],
}


def test_the_first_example_reads_without_a_finding() -> None:
    formula, findings = read_formula(_first_example().encode())
    assert formula is not None
    assert findings == ()


def test_the_first_example_hands_its_pool_out() -> None:
    facts = {
        "YEAR": ["2015", "2015", "2014"],
        "SCHOOLNAME": ["A", "B", "C"],
        "Bilingual Education (ENROLLMENT)": ["3", "4", "5"],
    }
    binding = 'unit = { column = "SCHOOLCODE"'
    formula = _first_example().replace(binding, 'unit = { column = "unit"')
    headcount = ["1,K0,low_income,30", "1,K1,autism;foster,10", "2,K0,,50", "2,5,foster,7"]
    allocation, findings = engine.allocate(formula, facts, headcount)
    assert findings == ()
    assert allocation is not None
    assert allocation.total_cents == 297_600_000_00


def test_every_mode_is_in_the_table() -> None:
    assert tuple(mode for mode, _ in MODES) == WRITTEN_MODES
    assert f"| mode | {' | '.join(ROUNDED)} |" in LANGUAGE


@pytest.mark.parametrize(("mode", "cells"), MODES)
def test_a_mode_rounds_as_its_row_says(mode: str, cells: str) -> None:
    expected = [Fraction(cell) for cell in cells.split("|")[:-1]]
    assert engine.values(f"round(x, 0, '{mode}')", {"x": ROUNDED}) == expected


@pytest.mark.parametrize(
    ("said", "written", "meant"),
    [
        ("`a - b + c` is `(a - b) + c`", "a - b + c", "(a - b) + c"),
        ("`a / b * c` is `(a / b) * c`", "a / b * c", "(a / b) * c"),
        ("`-a * b` is `(-a) * b`", "-a * b", "(-a) * b"),
    ],
)
def test_a_number_is_worked_from_left_to_right(said: str, written: str, meant: str) -> None:
    assert said in WORDS
    assert engine.values(written, NUMBERS) == engine.values(meant, NUMBERS)


@pytest.mark.parametrize(
    ("said", "written", "meant"),
    [
        ("`not a < b` is `not (a < b)`", "not a < b", "not (a < b)"),
        ("`0 < n <= 5` is `0 < n and n <= 5`", "0 < n <= 5", "0 < n and n <= 5"),
        ("`a == b == c` is `a == b and b == c`", "a == b == c", "a == b and b == c"),
    ],
)
def test_a_condition_is_read_as_said(said: str, written: str, meant: str) -> None:
    assert said in WORDS
    assert engine.truths(written, NUMBERS) == engine.truths(meant, NUMBERS)


def test_the_words_are_tied_to_their_grammar() -> None:
    for expression, meant in [
        ("a > 0 or b > 0 and c > 0", "a > 0 or (b > 0 and c > 0)"),
        ("not a > 0 and b > 0", "(not (a > 0)) and b > 0"),
    ]:
        assert engine.truths(expression, NUMBERS) == engine.truths(meant, NUMBERS)


def test_a_single_equals_sign_is_an_error() -> None:
    assert "A single `=` is an error (write `==`)." in WORDS
    assert engine.codes("if(a = b, 1, 0)", NUMBERS) == {"wrong-arguments"}
    assert engine.codes("if((a = b), 1, 0)", NUMBERS) == {"bad-expression"}


def test_a_branch_is_worked_out_only_where_it_is_taken() -> None:
    assert "So `if(n > 0, a / n, 0)` divides by no zero." in WORDS
    facts = {"n": ["2", "0"], "a": ["3", "5"]}
    assert engine.values("if(n > 0, a / n, 0)", facts) == [Fraction(3, 2), 0]
    assert engine.truths("n > 0 and a / n > 1", facts) == [True, False]
    assert engine.truths("n == 0 or a / n > 2", facts) == [False, True]
    assert engine.truths("0 < n <= a / n * 10", facts) == [True, False]


def test_a_division_by_zero_names_the_unit() -> None:
    formula = engine.formula_of("a / n")
    findings = engine.allocate(formula, {"n": ["2", "0"], "a": ["3", "5"]})[1]
    assert [(one.code, " 2" in one.what) for one in findings] == [("division-by-zero", True)]


def test_totals_are_over_all_units_inside_an_if() -> None:
    facts = {"n": ["2", "0"], "a": ["3", "5"]}
    assert engine.values("if(n > 0, total(a), 0)", facts) == [8, 0]
    assert engine.values("if(n > 0, share(a), 0)", facts) == [Fraction(3, 8), 0]
    assert engine.values("if(n > 0, apportion(16, a), 0)", facts) == [6, 0]


def test_a_step_is_worked_out_for_every_unit_whoever_asks() -> None:
    facts = {"n": ["2", "0"], "a": ["3", "5"]}
    step = '[step.quotient]\nvalue = "a / n"\n'
    formula = engine.formula_of("if(n > 0, quotient, 0)").replace("[line", f"{step}[line")
    assert {one.code for one in engine.allocate(formula, facts)[1]} == {"division-by-zero"}


def test_a_blank_is_asked_only_of_the_units_that_need_it() -> None:
    facts = {"a": ["3", ""], "n": ["1", "0"]}
    assert engine.values("if(n > 0, a, 7)", facts) == [3, 7]
    assert engine.values("if(known(a), a, 7)", facts) == [3, 7]
    assert engine.codes("a", facts) == {"blank-cell"}


def test_the_tier_example_is_so() -> None:
    said = "`tier(700, [[0, 2], [500, 1]], marginal=true)` is 500 × 2 + 200 × 1 = 1,200"
    assert said in WORDS
    facts = {"n": ["700"]}
    for x in ("700", "n"):
        expression = f"tier({x}, [[0, 2], [500, 1]], marginal=true)"
        assert engine.values(expression, facts) == [1200]
        assert engine.values(f"{expression[:-1]}, above=true)", facts) == [1200]


def test_a_tier_is_reached_at_its_threshold_or_above_it() -> None:
    facts = {"n": ["299", "300", "301", "0"]}
    assert engine.values("tier(n, [[1, 2.5], [300, 3]])", facts) == [Fraction("2.5"), 3, 3, 0]
    above = engine.values("tier(n, [[1, 2.5], [300, 3]], above=true)", facts)
    assert above == [Fraction("2.5"), Fraction("2.5"), 3, 0]


def test_a_quotient_is_rounded_before_it_is_added_up() -> None:
    assert engine.codes("total(a / b)", NUMBERS) == {"unrounded-quotient"}
    assert engine.codes("share(a / b)", NUMBERS) == {"unrounded-quotient"}
    assert engine.codes("apportion(10, a / b)", NUMBERS) == {"unrounded-quotient"}
    assert engine.codes("total(round(a / b, 4))", NUMBERS) == set()
    assert engine.codes("total(a / 100)", NUMBERS) == set()
    assert engine.codes("total(a / total(a))", NUMBERS) == set()


def test_rounding_written_in_an_expression() -> None:
    facts = {"x": ["2.5", "-2.5", "1234.56785"]}
    assert engine.values("round(x)", facts) == [3, -3, 1235]
    assert engine.values("round(x, 4)", facts)[2] == Fraction("1234.5679")
    assert engine.values('round(x, 4, "down")', facts)[2] == Fraction("1234.5678")
    assert engine.values("floor(x)", facts) == [2, -3, 1234]
    assert engine.values("ceil(x)", facts) == [3, -2, 1235]


def test_equal_remainders_are_served_in_the_order_of_ids_as_text() -> None:
    facts = {"a": ["1"] * 11}
    ids = sorted(str(unit) for unit in range(1, 12))
    parts = dict(zip(ids, engine.values("apportion(0.03, a)", facts), strict=True))
    assert [unit for unit, part in parts.items() if part] == ["1", "10", "11"]


def test_a_negative_pool_is_divided_as_its_opposite() -> None:
    facts = {"a": ["1", "1", "1"]}
    parts = engine.values("apportion(100, a)", facts)
    assert engine.values("apportion(-100, a)", facts) == [-part for part in parts]


def test_the_bounds_are_those_of_the_engine() -> None:
    lowest, highest = ROUNDING_DIGITS
    megabytes = FORMULA_BYTES // 1_000_000
    for said in (
        f"at most {megabytes} MB, {FORMULA_TABLES:,} tables, values nested {NESTING} deep",
        f"numbers of at most {NUMBER_DIGITS} digits",
        f"exponents between -{NUMBER_EXPONENT} and {NUMBER_EXPONENT}",
        f"a whole number between {lowest} and {highest}",
        f"at most {EXPRESSION_CHARACTERS:,} characters and {EXPRESSION_BRACKETS} levels",
        f"its parts nest at most {EXPRESSION_DEPTH} deep",
    ):
        assert said in WORDS


@pytest.mark.parametrize(
    ("fits", "beyond"),
    [
        ("1" + " + 1" * 2499 + "  ", "1" + " + 1" * 2500),
        ("(" * 50 + "1" + ")" * 50, "(" * 51 + "1" + ")" * 51),
        ("1_000.000_1", "1e3"),
        ("f.quantity", "f.rate"),
        ("tier(n, [[-1, -2]])", "tier(n, [])"),
        ("max(1, 2, 3)", "max(1)"),
    ],
)
def test_the_grammar_ends_where_it_says(fits: str, beyond: str) -> None:
    parse(fits)
    with pytest.raises(ExpressionError):
        parse(beyond)


def _first_example() -> str:
    found = re.search(r"^```toml\n(.*?)^```", LANGUAGE, flags=re.MULTILINE | re.DOTALL)
    assert found
    return found[1]
