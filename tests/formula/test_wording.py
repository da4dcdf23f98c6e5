"""What a formula says in words, expression by expression."""

from datetime import date
from fractions import Fraction

import pytest

from perpupil.formula.denominations import denominations
from perpupil.formula.figures import counted, day, dollars, inside, percent, readable
from perpupil.formula.keys import Denomination
from perpupil.formula.parsing import parse
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from perpupil.formula.wording import Wording

FORMULA = """
language = 1
title = "Maple Unified"
[facts]
unit = { column = "school", noun = "school" }
[parameters]
base = { title = "Base amount", value = 6200 }
half = 0.5
doors = { by = "level", values = { elementary = 395_000, high = 760_000 }, otherwise = 300_000 }
clerks = { title = "Clerks by size", table = [[1, 2.5], [300, 3]] }
size = 400
[counts]
ell = { title = "English learners", need = "english_learner" }
poor = { title = "Students of low income", any = ["low_income", "foster=1"], none = ["gifted"], grades = ["K"] }
late = { title = "Late days", measure = "days" }
[step.poor_share]
title = "Share of students of low income"
value = "if(students > 0, poor / students, 0)"
round = 4
[line.base_amount]
title = "Base"
kind = "per_student"
students = "students"
[line.shops]
value = "meals * meal_price"
"""


def formula_of(text: str = FORMULA) -> Formula:
    formula, told = read_formula(text.encode())
    assert formula is not None, told
    return formula


WORDING = Wording.of(formula_of())


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("students", "students"),
        ("square_feet", "square feet"),
        ("ell", "English learners"),
        ("poor", "students of low income"),
        ("base * 2", "$6,200 × 2"),
        ("a - (b - c)", "a − (b − c)"),
        ("a * (b + c) / 3", "a × (b + c) ÷ 3"),
        ("-a", "minus a"),
        ("-0.5 * a", "−0.5 × a"),
        ("if(not (students > 5), 1, 0)", "1 where there are at most 5 students, otherwise 0"),
        ('if(not level == "high", 1, 0)', "1 where the level is not “high”, otherwise 0"),
        ("max(0, a - b)", "a − b, but never less than 0"),
        ("min(a, 40)", "a, but never more than 40"),
        ("max(a, b, c)", "the greatest of a, b and c"),
        ("if(students >= size, 1, half)", "1 where there are at least 400 students, otherwise 0.5"),
        ("if(students > 0, a, 0)", "a where there are any students, otherwise 0"),
        ('if(level == "high", 1, 0)', "1 where the level is “high”, otherwise 0"),
        ("if(a < b <= c, 1, 0)", "1 where a is below b and b is at most c, otherwise 0"),
        ("if(known(a) and not known(b), 1, 0)", "1 where a is known and b is not known, otherwise 0"),
        (
            "if(a > 1 and (b > 1 or c > 1), 1, 0)",
            "1 where a is above 1 and (b is above 1 or c is above 1), otherwise 0",
        ),
        ("round(a / b, 2)", "a ÷ b, rounded to 2 digits after the point"),
        ('round(a, 0, "down")', "a, rounded to whole numbers (always towards zero)"),
        ("floor(a)", "a, rounded down to a whole number"),
        ("abs(a)", "a without its sign"),
        ("total(ell)", "the sum of English learners over all schools"),
        ("total(ell, by=level)", "the sum of English learners over all schools with the same level"),
        ("share(ell)", "the school's part in the sum of English learners over all schools"),
        ("prior(a)", "a a year ago"),
        ("prior(a, 2)", "a 2 years ago"),
        ("average(a)", "the average of a over 3 years"),
        ("apportion(1000, ell)", "the school's part of 1,000, in proportion to English learners"),
        ("tier(students, clerks)", "what students has reached of these steps (from 1: 2.5; from 300: 3)"),
        ("interpolate(a, [[0, 1], [20, 0.5]])", "the value at a on a straight line through 1 at 0 and 0.5 at 20"),
        ("base_amount.quantity", "the number counted of “Base”"),
        ("doors", "a number by level (elementary: 395,000; high: 760,000; any other: 300,000)"),
    ],
)
def test_an_expression_in_words(expression: str, said: str) -> None:
    assert WORDING.phrase(parse(expression)) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("ell", "Students with the need “English learner”"),
        (
            "poor",
            "Students in grade K, with at least one of: “low income”, “foster” at the level “1”, with none of: “gifted”",
        ),
        ("late", "The days of membership of students"),
    ],
)
def test_a_count_in_words(count: str, said: str) -> None:
    assert WORDING.count(WORDING.formula.counts[count]) == said


def test_what_is_in_dollars_follows_from_the_keys_and_nothing_is_guessed() -> None:
    known = denominations(formula_of())
    assert known["base"] is known["base_amount"] is known["base_amount.rate"] is Denomination.DOLLARS
    assert known["students"] is known["base_amount.quantity"] is Denomination.NUMBER
    # Either of the two could be the dollars.
    assert "meals" not in known
    assert "meal_price" not in known


@pytest.mark.parametrize(
    ("floor", "said"),
    [
        ("0.98 * last_year", "98% of the last year"),
        ("kept * last_year", "95% of the last year"),
        ("last_year", "the last year"),
    ],
)
def test_a_part_of_last_years_budget_is_a_percentage(floor: str, said: str) -> None:
    line = f'kind = "hold_harmless"\nfloor = "{floor}"\nuntil = 2030-06-30\nwhy = "A soft landing"\n'
    formula = formula_of(FORMULA.replace("half = 0.5", "half = 0.5\nkept = 0.95") + f"[line.soft]\n{line}")
    told = Wording.of(formula).rule(formula.lines["soft"])
    assert told == (
        f"No school gets less than {said}; this line adds what is missing. It ends on June 30, 2030. "
        "The reason given: A soft landing."
    )


def test_a_price_per_meal_is_not_taken_for_a_percentage() -> None:
    formula = formula_of(FORMULA + '[line.lunch]\nkind = "foundation"\namount = "1.5 * meals"\n')
    assert Wording.of(formula).rule(formula.lines["lunch"]) == "Every school gets 1.5 × meals."


def test_a_sum_by_name_is_said_with_the_names_of_the_schools() -> None:
    text = (
        FORMULA
        + '[line.arts]\nkind = "fixed_sum"\namounts = { "2" = 5, "3" = 6 }\nwho = "Board"\nwhy = "Arts"\nuntil = 2030-06-30\n'
    )
    formula = formula_of(text)
    said = Wording.of(formula, {"2": "Oak"}).amount(formula.lines["arts"])
    assert said == "A sum outside the rules, decided by Board: $5 for Oak and $6 for school 3."


def test_a_mark_in_a_text_of_the_formula_is_not_read_as_one() -> None:
    text = FORMULA + '[line.books]\nkind = "use_fund"\nrate = 5\nuse = "\u301adollars|base\u301b books"\n'
    formula = formula_of(text)
    assert "[dollars|base] books" in Wording.of(formula).amount(formula.lines["books"])


def test_figures_dates_and_names() -> None:
    assert dollars(Fraction("-0.5")) == "-$0.50"
    assert dollars(Fraction("4122.545644")) == "$4,122.545644"
    assert dollars(Fraction(5), "GBP") == "£5"
    assert percent(Fraction("1.06")) == "106%"
    assert counted(1, "child", "children") == "1 child"
    assert counted(1000, "child", "children") == "1,000 children"
    assert day(date(2030, 6, 30)) == "June 30, 2030"
    assert readable("students_in_october") == "students in October"
    assert inside("Kindergarten") == "kindergarten"
    assert inside("IDEA students") == "IDEA students"
