"""What follows from closed years: what was left, what comes back every year, what has ended."""

from hypothesis import given
from hypothesis import strategies as st

from perpupil.pots.past_budgets import RECURS, ClosedYear, Ended, Item, Recurring, Unspent, ended, recurring, unspent

LAST = 2026
YEARS = st.dictionaries(st.integers(2015, LAST), st.integers(-2, 3).map(lambda one: one * 100), max_size=12)


def items(title: str, cents: dict[int, int], paid_from: str = "supplies") -> list[Item]:
    return [Item(year, title, paid_from, each) for year, each in cents.items()]


def test_an_amount_of_every_year_recurs_and_one_that_changed_begins_anew() -> None:
    paid = items("Reading", {2021: 5_00, 2022: 6_00, 2023: 6_00, 2024: 6_00, 2025: 6_00, 2026: 6_00})
    assert recurring(paid, LAST) == (Recurring("Reading", "supplies", 6_00, 2022),)
    assert recurring(paid, 2024) == (Recurring("Reading", "supplies", 6_00, 2022),)
    assert recurring(paid, 2027) == ()
    assert recurring(items("Rent", {2025: 6_00, 2026: 6_00}), LAST) == ()
    gap = items("Rent", {2022: 6_00, 2023: 6_00, 2025: 6_00, 2026: 6_00})
    assert recurring(gap, LAST) == ()


def test_the_largest_comes_first_and_two_rows_of_a_year_are_one() -> None:
    halves = [
        *items("Rent", dict.fromkeys((2024, 2025, 2026), 4_00)),
        *items("Rent", dict.fromkeys((2024, 2025, 2026), 4_00)),
    ]
    paid = [*items("Books", dict.fromkeys((2024, 2025, 2026), 7_00)), *halves]
    assert [(one.title, one.a_year_cents) for one in recurring(paid, LAST)] == [("Rent", 8_00), ("Books", 7_00)]


def test_what_was_paid_for_years_and_is_paid_no_more_has_ended() -> None:
    relief = items("Relief", {2022: 5_00, 2023: 9_00, 2024: 9_00, 2025: 2_00})
    assert ended(relief, LAST) == (Ended("Relief", 2025, 2_00, 2024, 9_00),)
    assert ended(relief, 2025) == ()
    assert ended(items("Once", {2024: 5_00}), LAST) == ()


def test_only_years_in_which_something_was_left_count_as_unspent() -> None:
    years = [
        ClosedYear(2023, 9, 10_00, 8_00), ClosedYear(2024, 9, 10_00, 11_00), ClosedYear(2025, 9, None, 1_00),
        ClosedYear(2026, None, 10_00, 9_50),
    ]  # fmt: skip
    assert [one.unspent_cents for one in years] == [2_00, -1_00, None, 50]
    assert unspent(years) == Unspent(2_50, 2)
    assert unspent(years[1:3]) is None


@given(YEARS)
def test_nothing_recurs_and_has_ended_at_once(cents: dict[int, int]) -> None:
    paid = items("It", cents)
    found, gone = recurring(paid, LAST), ended(paid, LAST)
    assert not (found and gone)
    for one in found:
        assert LAST - one.since + 1 >= RECURS
        assert {cents[year] for year in range(one.since, LAST + 1)} == {one.a_year_cents}
        assert cents.get(one.since - 1) != one.a_year_cents
    for past in gone:
        assert cents.get(LAST, 0) <= 0
        assert past.most_cents == max(cents.values())
