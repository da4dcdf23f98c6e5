"""A shock: each figure by hand, and laws that hold whatever happens."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.comparison.shock import Change, Shock, Shocked, shocked, spent_after
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import read_headcount
from perpupil.facts.revenue import Statement, read_revenue
from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.formula.funding import filled, statements_of
from perpupil.formula.reading import read_formula

TOP = 'language = 1\ntitle = "T"\nyear = 2027\n[facts]\nunit = "id"\n'
PRICES = """
[parameters]
salary_teacher = 100
salary_aide = { by = "level", values = { high = 50 }, otherwise = 40 }
steps = { table = [[0, 10], [5, 20]] }
"""
LINES = """
[line.base]
kind = "per_student"
students = "n"
rate = 10
[line.teachers]
kind = "staffing"
students = "n"
per = 5
round_fte = "up"
price = "salary_teacher"
"""
POOL = "[pool.all]\namount = 4_000\n"
ROWS = "2027,revenue,Tax,3000,A,b,adopted\n2027,revenue,Aid,2000,A,b,adopted\n2027,central,Office,1000,A,b,adopted\n"
FACTS = "id,n,level,desks\na,10,high,3\nb,21,low,\n"
Statements = dict[str, Statement]


def worked(formula: str, facts: str = FACTS, pool: str = "", headcount: str = "") -> tuple[Allocation, Statements]:
    read, told = read_formula(formula.encode())
    assert read is not None, told
    statements: Statements = {}
    if pool:
        header = "year,part,name,amount,owner,source,status\n"
        revenue, told = read_revenue(read_csv((header + pool).encode(), "pool.csv")[0])
        assert revenue is not None, told
        statements = dict(statements_of(read, revenue)[0])
        read = filled(read, statements)
    bound, told = read_facts(read_csv(facts.encode(), "facts.csv")[0], read.binding)
    assert bound is not None, told
    counted = None
    if headcount:
        counted, told = read_headcount(read_csv(f"unit,grade,needs,students\n{headcount}".encode(), "headcount.csv")[0])
        assert counted is not None, told
    allocation, told = run(read, bound, counted)
    assert allocation is not None, told
    return allocation, statements


def done(allocation: Allocation, shock: Shock, statements: Statements | None = None) -> Shocked:
    result, told = shocked(allocation, shock, statements)
    assert result is not None, told
    return result


def codes(told: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in told]


def changes(result: Shocked) -> dict[str, int]:
    return {one.unit: one.change_cents for one in result.effects}


def test_a_percentage_of_the_pool_is_shared_as_the_pool_is() -> None:
    """Base 100 and 210, teachers 2 × 100 and 5 × 100: 300 and 710 of 1,010. 4,000 - 3% = 3,880; 300/1,010 of 120 is 35.64."""
    allocation, _ = worked(TOP + PRICES + LINES + POOL)
    result = done(allocation, Shock(revenue=Change(share=Fraction(-3, 100))))
    assert (result.base, result.base_cents, result.revenue_cents) == ("the pool", 4_000_00, -120_00)
    assert [(one.unit, one.change_cents) for one in result.effects] == [("b", -84_36), ("a", -35_64)]
    assert (result.total.before_cents, result.total.after_cents) == (4_000_00, 3_880_00)


def test_with_a_pool_file_revenue_falls_and_what_is_taken_off_stays() -> None:
    allocation, statements = worked(TOP + PRICES + LINES + POOL, pool=ROWS)
    every = done(allocation, Shock(revenue=Change(share=Fraction(-1, 10))), statements)
    assert (every.base, every.base_cents, every.total.change_cents) == ("all revenue", 5_000_00, -500_00)
    one = done(allocation, Shock(revenue=Change(share=Fraction(-1, 10)), source="Aid"), statements)
    assert (one.base, one.base_cents, one.total.change_cents) == ("Aid", 2_000_00, -200_00)
    dollars = done(allocation, Shock(revenue=Change(amount_cents=-7)), statements)
    assert dollars.total.change_cents == -7


def test_a_half_of_a_cent_goes_away_from_zero() -> None:
    assert [Change(share=Fraction(1, 2)).of(cents) for cents in (1, -1, 3, 0)] == [1, -1, 2, 0]


def test_students_leave_in_whole_numbers_and_positions_follow() -> None:
    """10 - 10% = 9, 21 - 10% = 18.9, so 19: base 90 and 190, teachers 2 and 4."""
    allocation, _ = worked(TOP + PRICES + LINES)
    result = done(allocation, Shock(enrollment=Fraction(-1, 10)))
    assert result.columns == ("n",)
    assert changes(result) == {"a": -10_00, "b": -20_00 - 100_00}
    assert result.line_changes_cents("teachers").tolist() == [0, -100_00]


def test_half_a_student_is_rounded_up() -> None:
    allocation, _ = worked(TOP + '[line.base]\nkind = "per_student"\nstudents = "n"\nrate = 1\n')
    result = done(allocation, Shock(enrollment=Fraction(-5, 100)))
    assert result.after.totals_cents.tolist() == [10_00, 20_00]  # 9.5 and 19.95


def test_a_column_that_is_not_whole_is_multiplied_exactly() -> None:
    allocation, _ = worked(TOP + '[line.base]\nkind = "per_student"\nstudents = "n"\nrate = 1\n', "id,n\na,10.5\n")
    assert done(allocation, Shock(enrollment=Fraction(-2, 100))).after.totals_cents.tolist() == [10_29]


def test_other_columns_stay_unless_they_are_named() -> None:
    formula = TOP + '[line.base]\nvalue = "if(known(desks), desks, 0) + n"\n'
    allocation, _ = worked(formula)
    assert codes(shocked(allocation, Shock(enrollment=Fraction(1)))[1]) == ["nothing-to-change"]
    result = done(allocation, Shock(enrollment=Fraction(1), students=("desks",)))
    assert result.columns == ("desks",)
    assert result.after.totals_cents.tolist() == [16_00, 21_00]
    (one,) = shocked(allocation, Shock(enrollment=Fraction(1), students=("dsks",)))[1]
    assert (one.code, one.fix) == ("missing-column", "Did you mean desks?")


def test_students_of_last_year_have_been_counted_and_stay() -> None:
    """Two positions for 40 students last year: at 40 now two, at 30 one and a half."""
    line = """[step.then]\nvalue = "before"\n[line.kept]\nkind = "roll_forward"\nfte = "2"
students = "n"\nstudents_before = "then"\nprice = 100\n"""
    allocation, _ = worked(TOP + line, "id,n,before\na,40,40\n")
    result = done(allocation, Shock(enrollment=Fraction(-1, 4)))
    assert (result.columns, result.after.totals_cents.tolist()) == (("n",), [150_00])


def test_a_headcount_shrinks_by_whole_students_who_are_shared_out() -> None:
    """7 + 2 + 1 = 10, less 25% is 7.5, so 8: of 5.6, 1.6 and 0.8 the last gets one more, then the first."""
    formula = (
        TOP + '[counts]\nneedy = { need = "poor" }\n[line.all]\nkind = "per_student"\nstudents = "students"\nrate = 1\n'
    )
    formula += '[line.poor]\nkind = "per_student"\nstudents = "needy"\nrate = 1\n'
    rows = ["a,K,,7\n", "a,K,poor,2\n", "a,1,poor,1\n"]
    for order in (rows, rows[::-1]):
        allocation, _ = worked(formula, "id\na\nb\n", headcount="".join(order))
        result = done(allocation, Shock(enrollment=Fraction(-1, 4)))
        assert result.columns == ("students of the headcount",)
        lines = {line: array.tolist() for line, array in result.after.lines_cents.items()}
        assert lines == {"all": [8_00, 0], "poor": [2_00, 0]}


def test_prices_rise_by_name_or_by_how_their_names_begin() -> None:
    formula = TOP + PRICES + LINES + '[line.aides]\nvalue = "salary_aide + tier(n, steps)"\n'
    allocation, _ = worked(formula)
    one = done(allocation, Shock(raises={"salary_teacher": Fraction(4, 100)}))
    assert (one.raised, changes(one)) == (("salary_teacher",), {"a": 8_00, "b": 20_00})
    both = done(allocation, Shock(raises={"salary*": Fraction(1, 10)}))
    assert both.raised == ("salary_teacher", "salary_aide")
    assert changes(both) == {"a": 20_00 + 5_00, "b": 50_00 + 4_00}
    table = done(allocation, Shock(raises={"*s": Fraction(1, 10)}))
    assert (table.raised, changes(table)) == (("steps",), {"a": 2_00, "b": 2_00})


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("salary_*", ("salary_teacher", "salary_aide")),
        ("*teacher", ("salary_teacher",)),
        ("*a*a*", ("salary_teacher", "salary_aide")),
        ("s*s", ("steps",)),
        ("*", ("salary_teacher", "salary_aide", "steps")),
        ("steps*", ("steps",)),
    ],
)
def test_a_star_stands_for_any_letters(pattern: str, names: tuple[str, ...]) -> None:
    allocation, _ = worked(TOP + PRICES + LINES)
    assert done(allocation, Shock(raises={pattern: Fraction(1)})).raised == names


def test_every_mistake_is_told_at_once() -> None:
    allocation, statements = worked(TOP + PRICES + LINES + POOL, pool=ROWS)
    shock = Shock(
        revenue=Change(share=Fraction(-1, 10)),
        source="Tx",
        enrollment=Fraction(1),
        students=("m",),
        raises={"salary_techer": Fraction(1)},
    )
    result, told = shocked(allocation, shock, statements)
    assert result is None
    assert codes(told) == ["unknown-name", "missing-column", "unknown-name"]
    assert (told[0].fix, told[2].fix) == ("Did you mean salary_teacher?", "Did you mean Tax?")


def test_revenue_needs_a_pool_to_flow_into() -> None:
    allocation, _ = worked(TOP + PRICES + LINES)
    assert codes(shocked(allocation, Shock(revenue=Change(amount_cents=-1)))[1]) == ["no-pool"]
    two = LINES + '[pool.one]\namount = 900\nlines = ["base"]\n[pool.two]\namount = 700\nlines = ["teachers"]\n'
    allocation, _ = worked(TOP + PRICES + two)
    assert codes(shocked(allocation, Shock(revenue=Change(amount_cents=-1)))[1]) == ["no-pool"]
    named = done(allocation, Shock(revenue=Change(share=Fraction(-1, 10)), pool="two"))
    assert (named.base_cents, named.total.change_cents) == (700_00, -70_00)


def test_a_pool_that_follows_students_falls_with_them_and_with_revenue() -> None:
    """12 + 24 students at 100 are 3,600; at 10 percent fewer, 11 and 22, 3,300; and 36 dollars off."""
    formula = (
        TOP + '[line.base]\nkind = "per_student"\nstudents = "n"\nrate = 1\n[pool.all]\namount = "total(n) * 100"\n'
    )
    allocation, _ = worked(formula, "id,n\na,12\nb,24\n")
    result = done(allocation, Shock(revenue=Change(share=Fraction(-1, 100)), enrollment=Fraction(-1, 10)))
    assert result.total.after_cents == 3_300_00 - 36_00


def test_in_the_middle_of_a_year_the_whole_loss_falls_on_the_rest() -> None:
    """Half is spent: a loss of 3 percent is 6 percent of what is left."""
    allocation, _ = worked(TOP + PRICES + LINES + POOL)
    result = done(allocation, Shock(revenue=Change(share=Fraction(-3, 100)), spent=Fraction(1, 2)))
    total = result.total
    assert (total.change_cents, total.unspent_cents, total.change_of_unspent) == (
        -120_00,
        2_000_00,
        Fraction(-6, 100),
    )
    at_b = result.effects[0]
    assert (at_b.unit, at_b.spent_cents, at_b.unspent_cents) == ("b", 1_405_94, 1_405_94)
    assert done(allocation, Shock(revenue=Change(amount_cents=-1))).total.change_of_unspent == Fraction(-1, 4_000_00)


def test_money_that_is_spent_cannot_be_taken_back() -> None:
    allocation, _ = worked(TOP + PRICES + LINES + POOL)
    half = Shock(revenue=Change(share=Fraction(-1, 2)), spent=Fraction(6, 10))
    assert codes(shocked(allocation, half)[1]) == ["spent-beyond"]
    assert shocked(allocation, Shock(revenue=Change(share=Fraction(-1, 2)), spent=Fraction(4, 10)))[1] == ()


def test_a_pool_cannot_lose_more_than_it_holds() -> None:
    allocation, _ = worked(TOP + PRICES + LINES + POOL)
    result, told = shocked(allocation, Shock(revenue=Change(amount_cents=-4_000_01)))
    assert (result, codes(told)) == (None, ["wrong-value"])


@pytest.mark.parametrize(
    ("day", "begins", "share"),
    [
        (date(2026, 7, 1), (7, 1), Fraction(1, 365)),
        (date(2027, 6, 30), (7, 1), Fraction(1)),
        (date(2027, 1, 15), (7, 1), Fraction(31 + 31 + 30 + 31 + 30 + 31 + 15, 365)),
        (date(2028, 2, 29), (7, 1), Fraction(184 + 31 + 29, 366)),
        (date(2027, 3, 31), (4, 1), Fraction(1)),
        (date(2027, 1, 1), (1, 1), Fraction(1, 365)),
    ],
)
def test_the_share_of_a_year_that_is_over(day: date, begins: tuple[int, int], share: Fraction) -> None:
    assert spent_after(day, begins) == share


@pytest.mark.parametrize("wrong", [{"enrollment": Fraction(-2)}, {"spent": Fraction(2)}, {"spent": Fraction(-1)}])
def test_what_cannot_happen_is_refused(wrong: dict[str, Fraction]) -> None:
    with pytest.raises(ValueError, match="no more than"):
        Shock(**wrong)  # type: ignore[arg-type]


percents = st.integers(-900, 900).map(lambda tenths: Fraction(tenths, 1_000))


@settings(max_examples=60)
@given(
    counts=st.lists(st.integers(1, 3_000), min_size=1, max_size=8),
    change=percents,
    enrollment=percents,
    rise=percents,
    spent=st.integers(0, 100).map(lambda part: Fraction(part, 100)),
)
def test_whatever_happens_lines_units_and_the_pool_agree(
    counts: list[int], change: Fraction, enrollment: Fraction, rise: Fraction, spent: Fraction
) -> None:
    facts = "id,n,level\n" + "".join(f"{number},{count},low\n" for number, count in enumerate(counts))
    allocation, statements = worked(TOP + PRICES + LINES + POOL, facts, ROWS)
    shock = Shock(
        revenue=Change(share=change), enrollment=enrollment, raises={"salary*": rise}, source="Aid", spent=spent
    )
    result, told = shocked(allocation, shock, statements)
    if result is None:
        # Every school may have lost all its students: then no line can take the pool.
        assert codes(told) == ["pool-left-over"]
        return
    assert result.total.before_cents == 4_000_00
    assert result.total.change_cents == result.revenue_cents == shock.revenue.of(2_000_00)
    lines = sum(sum(result.line_changes_cents(line).tolist()) for line in result.after.formula.lines)
    assert lines == result.total.change_cents == sum(one.change_cents for one in result.effects)
    assert [one.change_cents for one in result.effects] == sorted(one.change_cents for one in result.effects)
    assert all(one.spent_cents + one.unspent_cents == one.before_cents for one in result.effects)


def test_no_change_changes_nothing() -> None:
    allocation, _ = worked(TOP + PRICES + LINES + POOL)
    result = done(allocation, Shock(raises={"salary*": Fraction(0)}))
    assert result.after.totals_cents.tolist() == allocation.totals_cents.tolist()
