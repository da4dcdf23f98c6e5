"""A district's folder becomes a question and its facts: what is known stands there exactly, and what is not known is not there."""

from dataclasses import replace
from fractions import Fraction

import pytest

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.equity.asking import Asked, read_question
from perpupil.equity.district.assembling import Given, assemble
from perpupil.equity.district.booking import SEGMENTS
from perpupil.equity.district.records import Cost, District, Ledger, Position
from perpupil.equity.situation import Funds, Situation, situation
from perpupil.equity.stages import Stage
from perpupil.equity.steady_state import steady_state
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import TextTable, read_csv
from perpupil.findings import Finding
from perpupil.formula.reading import read_formula
from perpupil.intake.schemas.accounts import DIMENSIONS

TEXT = """steady_state = 1
title = "Maple"
source = "made up"
need = "poor"
[needs.poor]
title = "low income"
need = "low_income"
[needs.learners]
title = "English learners"
need = "el"
levels = ["1", "2"]
[leave_out.special]
reason = "special schools"
column = "level"
values = ["special"]
[at_no_school.insurance]
title = "Insurance"
codes = { location = "0900" }
by = "salaries"
[at_no_school.therapists]
title = "Therapists"
codes = { location = "0950" }
by = "learners"
"""
SCHOOLS = """schoolId,name,level,beside
A,Adams,elementary,10.50
B,Baker,elementary,0
C,Carver,special,0
"""
STUDENTS = """unit,grade,needs,students
A,1,low_income,30
A,1,,70
B,2,el=1;low_income,20
B,2,el=3,5
B,2,el=2,10
B,2,,165
"""


def table(text: str) -> TextTable:
    read, findings = read_csv(text.encode(), "facts.csv")
    assert findings == ()
    return read


def students() -> Headcount:
    read, findings = read_headcount(table(STUDENTS))
    assert findings == ()
    assert read is not None
    return read


def asked(text: str = TEXT) -> Asked:
    found, findings = read_question(text.encode(), "steady_state.toml", of_district=True)
    assert findings == ()
    assert found is not None
    return found


def cost(cents: int, school: str = "", location: str = "", funds: Funds | None = Funds.STATE_AND_LOCAL) -> Cost:
    return Cost({"location": location or school}, school, f"{location} office", funds, "100", bool(school), "", cents)


LEDGER = Ledger(
    {
        Stage.SPENT: (
            cost(100_00, "A"),
            cost(300_00, "B"),
            cost(40_00, location="0900"),
            cost(3_00, location="0950"),
            cost(7_00, "B", funds=Funds.FEDERAL),
        )
    },
    {Stage.SPENT: "FY2027 to 2026-12-31"},
)
GIVEN = Given(2027, table(SCHOOLS), students(), None, "There is no formula.", LEDGER)


def put_together(given: Given = GIVEN, text: str = TEXT) -> tuple[Situation | None, District, tuple[Finding, ...]]:
    question, facts, district, findings = assemble(asked(text), given)
    if question is None or facts is None:
        return None, district, findings
    made, told = situation(question, facts, district)
    return made, district, (*findings, *told)


def known(given: Given = GIVEN, text: str = TEXT) -> Situation:
    made, _, findings = put_together(given, text)
    assert findings == ()
    assert made is not None
    return made


def test_needs_are_counted_from_the_student_counts() -> None:
    made = known()
    schools = made.schools(made.bases[0])
    assert schools.units == ("A", "B")
    assert schools.students.fractions() == [100, 200]
    assert schools.needs["low income"].tolist() == [0.3, 0.1]
    assert schools.needs["English learners"].tolist() == [0.0, 0.15]


def test_money_of_the_ledger_stands_at_schools_with_what_was_spread() -> None:
    made = known()
    assert [str(base) for base in made.bases] == [
        "state and local money, spent at actual pay, without special education",
        "all funds, spent at actual pay, without special education",
    ]
    assert made.schools(made.bases[0]).dollars_cents.tolist() == [100_00 + 10_00, 300_00 + 30_00 + 3_00]
    assert made.schools(made.bases[1]).dollars_cents.tolist() == [110_00, 340_00]


def test_a_stage_is_withheld_where_too_much_stands_at_no_school() -> None:
    without = TEXT.replace('location = "0950"', 'location = "0999"')
    made, district, findings = put_together(text=without.replace('location = "0900"', 'location = "0901"'))
    assert made is None
    assert [one.code for one in findings] == ["no-money"]
    assert "$43 of cost that was spent" in district.withheld[Stage.SPENT]
    assert "0900 office $40" in findings[0].what


def test_a_little_may_stand_at_no_school() -> None:
    text = TEXT.replace('by = "learners"', 'by = "positions"')
    made = known(text=text)
    assert made.schools(made.bases[0]).dollars_cents.tolist() == [110_00, 330_00]
    district = made.district
    assert district.booked[0].unsaid_cents == 3_00
    assert "positions" in next(one.why for one in district.booked[0].nowhere if one.is_unsaid)
    strict = replace(asked(text), of_district=replace(asked(text).of_district, seldom=Fraction()))
    assert assemble(strict, GIVEN)[2].withheld


def test_a_part_of_what_is_allocated_does_not_pass_for_the_whole() -> None:
    money = """[money.formula]
title = "Formula"
lines = "all"
stage = "allocated"
[money.beside]
title = "Beside"
column = "beside"
stage = "allocated"
"""
    made = known(text=TEXT + money)
    assert {base.stage for base in made.bases} == {Stage.SPENT}
    assert made.district.unknown[Stage.ALLOCATED] == "There is no formula."
    alone = known(text=TEXT + money[money.index("[money.beside]") :])
    assert alone.schools(alone.bases[0]).dollars_cents.tolist() == [10_50, 0]


def test_positions_at_their_prices_are_the_budget_where_there_is_no_ledger() -> None:
    staff = (
        Position("A", "teacher", Fraction(1), 90_00, 100_00, Funds.STATE_AND_LOCAL, is_vacant=False, holder="1"),
        Position("A", "teacher", Fraction(1, 2), None, 50_00, None, is_vacant=True, holder="2"),
        Position("B", "coach", Fraction(1), 70_00, 80_00, Funds.FEDERAL, is_vacant=False, holder="3"),
    )
    made = known(replace(GIVEN, ledger=Ledger(), positions=staff))
    (base,) = made.bases
    assert str(base) == "state and local money, budgeted at average pay, without special education"
    assert made.schools(base).dollars_cents.tolist() == [150_00, 0]
    unpriced = replace(staff[0], price_cents=None)
    assert put_together(replace(GIVEN, ledger=Ledger(), positions=(unpriced,)))[0] is None


def test_what_the_text_names_goes_before_the_ledger() -> None:
    text = TEXT + '[money.own]\ntitle = "Own"\ncolumn = "beside"\nstage = "spent"\n'
    made = known(text=text)
    assert [one.name for one in made.question.money] == ["own"]
    assert made.district.partial == frozenset()


def test_a_part_of_a_year_is_not_held_against_the_target_of_a_year() -> None:
    text = TEXT.replace("[needs.poor]", "[needs.poor]", 1).replace(
        'need = "poor"\n', 'need = "poor"\ntarget = 150\n', 1
    )
    assert steady_state(known(text=text)).verdict.target is None
    closed = replace(GIVEN, ledger=replace(LEDGER, is_closed=True))
    assert steady_state(known(closed, text)).verdict.target == 150


@pytest.mark.parametrize(
    ("before", "after", "code", "said"),
    [
        ('need = "low_income"', 'need = "rich"', "unknown-name", "a need called 'rich'"),
        ('column = "level"', 'column = "kind"', "missing-column", "'kind'"),
    ],
)
def test_what_the_facts_do_not_have_is_told(before: str, after: str, code: str, said: str) -> None:
    made, _, findings = put_together(text=TEXT.replace(before, after, 1))
    assert made is None
    assert [one.code for one in findings] == [code]
    assert said in findings[0].what


def test_without_student_counts_needs_stand_in_columns_and_drive() -> None:
    assert put_together(replace(GIVEN, headcount=None))[2][0].code == "no-headcount"
    text = TEXT.replace('need = "low_income"', 'count = "poor"').replace(
        'need = "el"\nlevels = ["1", "2"]', 'count = "el"'
    )
    wide = table(
        "schoolId,name,level,students,poor,el\nA,Adams,x,100,30,0\nB,Baker,x,200,20,30\nC,Carver,special,1,0,0\n"
    )
    made = known(replace(GIVEN, table=wide, headcount=None), text)
    assert made.schools(made.bases[0]).dollars_cents.tolist() == [110_00, 333_00]
    assert made.schools(made.bases[0]).students.fractions() == [100, 200]


def test_gaps_say_what_lies_between_two_stages() -> None:
    text = TEXT + '[money.beside]\ntitle = "Beside"\ncolumn = "beside"\nstage = "allocated"\n'
    (gap,) = steady_state(known(text=text)).gaps
    assert gap.gaps.by_unit_cents == {"A": 110_00 - 10_50, "B": 333_00}
    assert gap.is_part_of_year


FORMULA = """language = 1
title = "Per student"
year = 2027
[facts]
unit = { column = "schoolId", noun = "school", name = "name" }
[parameters]
base = { title = "Base", value = 10, owner = "Budget office", source = "board" }
[line.everybody]
title = "Base amount"
kind = "per_student"
rate = "base"
students = "students"
[line.promise]
title = "Promise"
kind = "hold_harmless"
floor = 1500
of = "everybody"
until = 2030-06-30
why = "the board promised it"
"""


def allocation() -> Allocation:
    formula, findings = read_formula(FORMULA.encode(), "formula.toml")
    assert formula is not None, findings
    facts, _ = read_facts(table(SCHOOLS), formula.binding)
    assert facts is not None
    found, told = run(formula, facts, students())
    assert found is not None, told
    return found


def test_what_the_formula_allocates_with_what_keeps_schools_from_losing_apart() -> None:
    made = known(replace(GIVEN, allocation=allocation(), ledger=Ledger()))
    assert [(one.name, str(one.nature)) for one in made.question.money] == [
        ("formula", "formula"),
        ("hold_harmless", "hold_harmless"),
    ]
    assert made.schools(made.bases[0]).dollars_cents.tolist() == [1_500_00, 2_000_00]
    (promise,) = [one for one in steady_state(made).matters if one.name == "hold_harmless"]
    assert (promise.amount_cents, promise.units) == (500_00, ("A",))


def test_codes_that_nobody_has_explained_withhold_a_verdict() -> None:
    ledger = replace(LEDGER, unexplained=("object 9",), unexplained_cents=20_00)
    _, district, _ = put_together(replace(GIVEN, ledger=ledger))
    assert "object 9" in district.withheld[Stage.SPENT]
    assert known(replace(GIVEN, ledger=replace(ledger, unexplained_cents=1_00))).district.withheld == {}


def test_a_rule_that_fits_no_account_is_told() -> None:
    text = TEXT + '[at_no_school.typo]\ntitle = "Typo"\ncodes = { location = "900" }\nby = "students"\n'
    assert known(text=text).district.unused == ("Typo",)


def test_segments_are_those_of_the_table_of_accounts() -> None:
    assert SEGMENTS == DIMENSIONS
