"""What more notice frees, against a count by hand and a slow oracle."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from perpupil.calendar.notice import Freeing, Timeline, compare_timelines
from perpupil.calendar.records import Calendar, Cycle, Decision

INSTITUTE = Freeing("institute", "Writing institute", ((12, 3_100_000), (17, 6_200_000)))
COACHES = Freeing("coaches", "Coaches", ((5, 1_000),))
CYCLES = (Cycle(2028, dt.date(2027, 2, 9), dt.date(2027, 7, 1)), Cycle(2029, dt.date(2028, 2, 8), dt.date(2028, 7, 1)))


def choice(name: str, on: dt.date, year: int) -> Decision:
    return Decision(name, "Choices close", on, "Budget director", year, is_choice=True)


def made(*choices: Decision) -> Calendar:
    return Calendar("Maple", "made up", CYCLES, tuple(sorted(choices, key=lambda one: one.on)))


def test_one_day_is_compared_with_the_same_day_a_year_before() -> None:
    (found,) = compare_timelines(made(choice("c", dt.date(2027, 1, 29), 2028)), (COACHES, INSTITUTE))
    assert (found.later.months, found.earlier.months) == (5, 17)
    assert [(one.service.name, one.later_cents, one.earlier_cents) for one in found.gains] == [
        ("institute", 0, 6_200_000),
        ("coaches", 1_000, 1_000),
    ]
    assert (found.later_cents, found.earlier_cents, found.more_cents) == (1_000, 6_201_000, 6_200_000)


def test_two_days_of_one_year_are_compared_with_each_other() -> None:
    later, earlier = choice("later", dt.date(2028, 1, 28), 2029), choice("earlier", dt.date(2026, 8, 31), 2029)
    (found,) = compare_timelines(made(later, earlier), (INSTITUTE,))
    assert (found.later.decided, found.earlier.decided) == (later.on, earlier.on)
    assert (found.later.months, found.earlier.months, found.more_cents) == (5, 22, 6_200_000)


def test_a_year_without_a_choice_is_not_compared() -> None:
    assert compare_timelines(made(), (INSTITUTE,)) == ()


def test_a_leap_day_has_a_day_a_year_before() -> None:
    (found,) = compare_timelines(made(choice("c", dt.date(2028, 2, 29), 2029)), ())
    assert found.earlier.decided == dt.date(2027, 2, 28)


def months_by_stepping(decided: dt.date, starts: dt.date) -> int:
    """Step back from the first day, month by month, as long as the decision is not later."""
    count = 0
    year, month = starts.year, starts.month
    while True:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        if (decided.year, decided.month, decided.day) > (year, month, starts.day):
            return count
        count += 1


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)), st.dates(dt.date(2023, 1, 1), dt.date(2030, 12, 31)))
def test_months_are_whole_months(decided: dt.date, starts: dt.date) -> None:
    assert Timeline("t", decided, starts).months == months_by_stepping(decided, starts)


STEPS = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 10**9)), max_size=5)


@given(STEPS, st.integers(0, 30), st.integers(0, 30))
def test_more_notice_never_frees_less(steps: list[tuple[int, int]], fewer: int, more: int) -> None:
    one = Freeing("s", "S", tuple(steps))
    fewer, more = sorted((fewer, more))
    assert 0 <= one.freed_cents(fewer) <= one.freed_cents(more)
    reached = [cents for months, cents in steps if months <= fewer]
    assert one.freed_cents(fewer) == (max(reached) if reached else 0)
