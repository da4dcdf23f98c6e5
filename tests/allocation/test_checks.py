"""What a careful reader would ask of a formula is asked where there is reason to, and nowhere else."""

from collections.abc import Sequence
from datetime import date

import pytest

from perpupil.allocation.checks import check_allocation, check_formula
from perpupil.findings import Finding
from tests.docs.engine import allocate

HEAD = 'language = 1\ntitle = "Maple Unified"\n\n[facts]\nunit = "unit"\n\n'
FACTS = {"n": ["400", "500", "600"], "poor": ["100", "150", "150"], "level": ["elementary", "middle", "high"]}
TODAY = date(2026, 11, 22)
STUDENTS = ("1,K,,300", "1,K,ell,100", "2,6,,350", "2,6,ell,150", "3,9,,450", "3,9,ell,150")
BASE = '[line.base]\nkind = "per_student"\nstudents = "n"\nrate = 4_000\n'
WEIGHT = '[line.poverty]\nkind = "weight"\nstudents = "poor"\nweight = 0.25\nrate = 4_000\n'
COUNTED = '[line.base]\nkind = "per_student"\nstudents = "students"\nrate = 4_000\n'


def told(body: str, headcount: Sequence[str] = (), **facts: list[str]) -> tuple[Finding, ...]:
    beside = FACTS if not headcount else {"level": FACTS["level"]}
    allocation, found = allocate(HEAD + body, beside | facts, headcount)
    assert allocation is not None, found
    return (*found, *check_formula(allocation.formula, TODAY), *check_allocation(allocation))


def codes(body: str, headcount: Sequence[str] = (), **facts: list[str]) -> list[str]:
    return [one.code for one in told(body, headcount, **facts)]


def line(value: str, name: str = "extra") -> str:
    return f"[line.{name}]\nvalue = '{value}'\n"


@pytest.mark.parametrize(
    "body",
    [
        BASE,
        BASE + WEIGHT,
        BASE + line("tier(n, [[0, 50], [450, 40]], marginal=true)"),
        BASE + line("interpolate(n, [[300, 90_000], [700, 10_000]])"),
        BASE + line("max(0, n - 450) * 500"),
        BASE + line("round(n / 3, 2) * 100"),
        BASE + line("ceil(n / 25) * 60"),
        BASE + '[line.doors]\nkind = "foundation"\namount = 225_000\n',
        BASE + "[line.doors]\nvalue = 'if(level == \"high\", 760_000, 395_000)'\n",
        BASE + WEIGHT + "[pool.schools]\namount = 5_000_000\n",
        BASE
        + '[line.soft_landing]\nkind = "hold_harmless"\nfloor = "n * 3_900"\nuntil = 2030-06-30\nwhy = "A soft landing."\n',
        BASE + "[step.all]\nvalue = 'base * 2'\n" + line("all * 0.01"),
    ],
)
def test_a_formula_without_risk_has_no_finding(body: str) -> None:
    assert told(body) == ()


def test_a_formula_over_a_headcount_without_risk_has_no_finding() -> None:
    counts = '[counts]\nell = { need = "ell" }\nearly = { grades = ["K"] }\nlate = { grades = ["6", "9"] }\n'
    lines = (
        '[line.early_grades]\nkind = "per_student"\nstudents = "early"\nrate = 5_000\n'
        '[line.late_grades]\nkind = "per_student"\nstudents = "late"\nrate = 4_000\n'
        '[line.english]\nkind = "weight"\nstudents = "ell"\nweight = 0.4\nrate = 4_000\n'
    )
    assert told(counts + lines, STUDENTS) == ()
    assert told(counts + COUNTED + lines.partition("[line.english]")[2].join(["[line.english]", ""]), STUDENTS) == ()


# Cliffs


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("if(n <= 400, 90_000, 0)", "1 at 400"),
        ("tier(n, [[0, 90_000], [500, 120_000]])", "2 at 500"),
        ("round(n, -2) * 500", ""),
        ("floor(n / 300) * 90_000", "3 at 600"),
        ("ceil(n / 300) * 90_000", "3 at 600"),
    ],
)
def test_a_cliff_is_found_at_the_unit_that_stands_on_it(value: str, place: str) -> None:
    found = [
        one
        for one in told(BASE + line(value), n=["400", "500", "600"] if place else ["449", "550", "649"])
        if one.code == "cliff"
    ]
    assert len(found) == 1
    assert place in found[0].what
    assert "`extra`" in found[0].what


def test_a_cliff_below_a_step_is_found_in_the_line_that_pays_by_it() -> None:
    body = BASE + "[step.small]\nvalue = 'if(n <= 400, 1, 0)'\n" + line("small * 90_000")
    assert codes(body) == ["cliff"]


def test_a_condition_of_a_line_is_a_cliff() -> None:
    assert codes(BASE + '[line.small]\nkind = "foundation"\namount = 90_000\nwhen = "n <= 400"\n') == ["cliff"]


def test_a_cliff_that_no_unit_stands_on_is_not_told() -> None:
    assert codes(BASE + line("if(n <= 450, 90_000, 0)")) == []


def test_a_step_of_less_than_a_hundred_dollars_is_no_cliff() -> None:
    assert codes(BASE + line("if(n <= 400, 99, 0)")) == []


def test_a_cliff_on_a_count_of_the_headcount_is_found() -> None:
    body = '[counts]\nell = { need = "ell" }\n' + COUNTED + line("if(ell >= 150, 90_000, 0)")
    assert [one.what.count("`ell`") for one in told(body, STUDENTS) if one.code == "cliff"] == [1]


# Paying twice


def test_a_line_that_adds_a_line_in_pays_twice() -> None:
    assert codes(BASE + line("base + n * 5")) == ["double-count"]
    assert codes(BASE + line("base")) == ["double-count"]


def test_a_line_that_takes_a_line_off_or_a_part_of_it_does_not_pay_twice() -> None:
    assert codes(BASE + line("n * 5_000 - base")) == []
    assert codes(BASE + line("base * 0.1")) == []


def test_two_weights_for_the_same_students_pay_twice() -> None:
    assert codes(BASE + WEIGHT + WEIGHT.replace("line.poverty", "line.again").replace("0.25", "0.30")) == [
        "double-count"
    ]


def test_two_weights_under_conditions_of_their_own_do_not_pay_twice() -> None:
    first = WEIGHT + "when = 'level == \"high\"'\n"
    second = WEIGHT.replace("line.poverty", "line.again") + "when = 'level != \"high\"'\n"
    assert codes(BASE + first + second) == []


def test_a_base_and_a_weight_for_the_same_students_do_not_pay_twice() -> None:
    assert codes(BASE + WEIGHT.replace('"poor"', '"n"')) == []


def test_grades_in_two_counts_pay_twice() -> None:
    counts = '[counts]\nearly = { grades = ["K", "6"] }\nlate = { grades = ["6", "9"] }\n'
    pays = '[line.one]\nkind = "per_student"\nstudents = "early"\nrate = 5\n[line.two]\nkind = "per_student"\nstudents = "late"\nrate = 4\n'
    (one,) = told(counts + pays, STUDENTS)
    assert (one.code, "grade 6." in one.what) == ("double-count", True)


# Money that is not seen


def test_a_line_that_pays_nobody_is_never_reached() -> None:
    assert codes(BASE + line("max(0, 300 - n) * 5")) == ["never-reached"]
    assert codes(BASE + line("max(0, 401 - n) * 5")) == []


def test_a_limit_that_touches_nobody_is_kept_in_silence() -> None:
    assert (
        codes(
            BASE
            + '[line.soft_landing]\nkind = "hold_harmless"\nfloor = 5\nuntil = 2030-06-30\nwhy = "A soft landing."\n'
        )
        == []
    )


def test_a_need_or_grade_that_nobody_has_is_never_reached() -> None:
    for count in ('{ need = "elll" }', '{ grades = ["k"] }', '{ need = "ell", none = ["autsim"] }'):
        found = told(f"[counts]\nell = {count}\n" + COUNTED + line("ell * 0 + 5"), STUDENTS)
        assert "never-reached" in [one.code for one in found], count


def test_students_that_no_line_pays_for_are_told_with_their_number() -> None:
    body = '[counts]\nearly = { grades = ["K", "6"] }\n' + line("early * 5") + line("5", "doors")
    (one,) = told(body, STUDENTS)
    assert (one.code, "600 students, in grade 9" in one.what) == ("money-reaches-no-school", True)


def test_a_pool_that_is_not_handed_out_is_told_with_what_is_left() -> None:
    (one,) = told(BASE + '[pool.schools]\namount = 6_000_001\nmethod = "scale_down"\n')
    assert (one.code, "$1 is not allocated" in one.what) == ("money-reaches-no-school", True)
    (one,) = told(BASE + '[pool.schools]\namount = 5_999_999\nmethod = "none"\n')
    assert (one.code, "$1 is allocated beyond" in one.what) == ("money-reaches-no-school", True)


def test_a_unit_without_money_is_told() -> None:
    (one,) = told(BASE, n=["0", "500", "600"])
    assert (one.code, "Nothing is allocated to 1." in one.what) == ("money-reaches-no-school", True)


# Promises with an end


@pytest.mark.parametrize(("until", "expected"), [("2026-11-21", ["expired"]), ("2026-11-22", []), ("2030-06-30", [])])
def test_a_promise_whose_end_has_passed_is_told(until: str, expected: list[str]) -> None:
    body = f'[line.arts]\nkind = "fixed_sum"\namount = 5\nwho = "Dee"\nwhy = "Arts."\nuntil = {until}\n'
    assert codes(BASE + body) == expected


def test_a_promise_is_not_dated_when_nobody_says_what_day_it_is() -> None:
    body = '[line.arts]\nkind = "fixed_sum"\namount = 5\nwho = "Dee"\nwhy = "Arts."\nuntil = 2020-01-01\n'
    allocation, _ = allocate(HEAD + BASE + body, FACTS)
    assert allocation is not None
    assert check_formula(allocation.formula) == ()
