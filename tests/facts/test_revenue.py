"""The pool file: what comes in, what is taken off, who answers, and how firm it is."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.revenue import Part, Revenue, Status, read_revenue
from perpupil.facts.table import read_csv
from perpupil.findings import Finding

HEADER = "year,part,name,amount,owner,source,status\n"
MAPLE = """\
2026,revenue,Local property tax,52000000,Treasurer,certified levy,actual
2026,revenue,State aid,31000000.55,State,aid notice,actual
2026,central,Central services,23500000,Superintendent,adopted budget,revised
2026,locked,Debt service,4200000,Treasurer,bond schedule,actual
2026,reserve,Reserve,800000,Board,policy 3100,adopted
2027,revenue,Local property tax,53500000,Treasurer,levy estimate,recommended
2027,central,Central services,24100000,Superintendent,draft budget,proposed
"""


def read(rows: str, header: str = HEADER, *, is_given: bool = False) -> tuple[Revenue | None, tuple[Finding, ...]]:
    table, told = read_csv((header + rows).encode(), "pool.csv")
    assert told == ()
    return read_revenue(table, is_given=is_given)


def revenue(rows: str, header: str = HEADER, *, is_given: bool = False) -> Revenue:
    found, told = read(rows, header, is_given=is_given)
    assert found is not None, told
    return found


def codes(rows: str, *, is_given: bool = False) -> list[str]:
    return [one.code for one in read(rows, is_given=is_given)[1]]


def test_a_pool_is_revenue_less_central_locked_and_reserve() -> None:
    """52,000,000 + 31,000,000.55 - 23,500,000 - 4,200,000 - 800,000 = 54,500,000.55; 53,500,000 - 24,100,000 = 29,400,000."""
    one, two = revenue(MAPLE).statements
    assert (one.year, one.income_cents, one.deducted_cents, one.pool_cents) == (
        2026,
        83_000_000_55,
        28_500_000_00,
        54_500_000_55,
    )
    assert (two.year, two.pool_cents) == (2027, 29_400_000_00)
    assert [one.total_cents(part) for part in Part] == [0, 83_000_000_55, 23_500_000_00, 4_200_000_00, 800_000_00]


def test_an_amount_knows_who_answers_for_it_and_where_it_stands() -> None:
    debt = revenue(MAPLE).statements[0].of(Part.LOCKED)[0]
    assert (debt.name, debt.owner, debt.source, debt.status) == (
        "Debt service",
        "Treasurer",
        "bond schedule",
        Status.ACTUAL,
    )
    assert str(debt.place) == "pool.csv:5"


def test_the_least_firm_status_comes_first() -> None:
    assert revenue(MAPLE).statements[0].statuses == (Status.ADOPTED, Status.REVISED, Status.ACTUAL)


def test_years_may_stand_in_any_order() -> None:
    rows = "".join(reversed(MAPLE.splitlines(keepends=True)))
    assert [(one.year, one.pool_cents) for one in revenue(rows).statements] == [
        (one.year, one.pool_cents) for one in revenue(MAPLE).statements
    ]


def test_several_pools_have_years_of_their_own() -> None:
    rows = (
        "2027,revenue,Tax,100,A,b,adopted,schools\n"
        "2028,revenue,Tax,110,A,b,adopted,schools\n"
        "2027,revenue,Title I,40,A,b,adopted,grants\n"
    )
    found = revenue(rows, HEADER.replace("\n", ",pool\n"))
    assert [(one.pool, one.year, one.pool_cents) for one in found.statements] == [
        ("grants", 2027, 40_00),
        ("schools", 2027, 100_00),
        ("schools", 2028, 110_00),
    ]
    assert [one.pool for one in found.in_year(2027)] == ["grants", "schools"]
    assert found.years == (2027, 2028)


def test_money_from_above_takes_the_place_of_what_was_planned() -> None:
    rows = "2027,received,State aid,900,State,bill,proposed\n2027,revenue,Tax,100,A,b,adopted\n2027,central,Office,50,A,b,adopted\n"
    one = revenue(rows).statements[0]
    assert one.pool_cents == 950_00
    given_ = one.receiving(700_01, "State")
    assert (given_.pool_cents, given_.total_cents(Part.RECEIVED)) == (750_01, 700_01)
    assert given_.of(Part.REVENUE) == one.of(Part.REVENUE)
    assert (one.on_its_own().total_cents(Part.REVENUE), one.on_its_own().pool_cents) == (1_000_00, 950_00)


def test_a_year_without_revenue_is_right_where_money_comes_from_above() -> None:
    rows = "2027,central,Office,50,A,b,adopted\n"
    assert codes(rows) == ["no-revenue"]
    assert codes(rows, is_given=True) == []


def test_the_same_name_may_come_in_and_be_taken_off() -> None:
    assert codes("2027,revenue,Grant,50,A,b,adopted\n2027,central,Grant,50,A,b,adopted\n") == []


def test_an_amount_of_nothing_is_an_amount() -> None:
    assert codes("2027,revenue,Tax,50,A,b,adopted\n2027,reserve,Reserve,0,A,b,adopted\n") == []


def test_actual_amounts_of_a_year_that_is_over_are_no_mistake() -> None:
    assert (
        codes("2026,revenue,Tax,50,A,b,actual\n2027,revenue,Tax,50,A,b,actual\n2028,revenue,Tax,1,A,b,proposed\n") == []
    )


def test_an_actual_amount_after_a_year_that_is_still_open_is_told() -> None:
    assert codes("2026,revenue,Tax,50,A,b,revised\n2027,revenue,Tax,50,A,b,actual\n") == ["actual-too-early"]


amounts = st.lists(st.tuples(st.sampled_from(list(Part)), st.integers(0, 10**15)), min_size=1, max_size=12)


@given(amounts, st.randoms(use_true_random=False))
def test_whatever_the_rows_a_pool_is_what_comes_in_less_what_is_taken_off(
    drawn: list[tuple[Part, int]], chance: object
) -> None:
    out = io.StringIO()
    rows = [
        [2027, part, f"n{number}", f"{cents // 100}.{cents % 100:02d}", "A", "b", "adopted"]
        for number, (part, cents) in enumerate(drawn)
    ]
    chance.shuffle(rows)  # type: ignore[attr-defined]
    csv.writer(out).writerows(rows)
    expected = sum(cents if part in {"revenue", "received"} else -cents for part, cents in drawn)
    found, told = read(out.getvalue(), is_given=True)
    assert found is not None, told
    assert found.statements[0].pool_cents == expected
    alone = read(out.getvalue())[0]
    assert (alone is None) == (expected < 0 or not any(part in {"revenue", "received"} for part, _ in drawn))
