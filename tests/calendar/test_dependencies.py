"""What does not fit together is found exactly where an oracle of day numbers finds it, and both days are named."""

import datetime as dt
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from perpupil.calendar.coming import coming
from perpupil.calendar.dependencies import broken_dependencies, check_calendar
from perpupil.calendar.records import Calendar, Cycle, Decision
from perpupil.formula.figures import day

START = dt.date(2026, 1, 1)
TODAY = dt.date(2027, 1, 19)


def decision(name: str, on: dt.date, **more: object) -> Decision:
    return Decision(name, name.capitalize(), on, "Owner", 2028, **more)  # type: ignore[arg-type]


def calendar(*decisions: Decision, cycles: tuple[Cycle, ...] = ()) -> Calendar:
    return Calendar("Maple", "made up", cycles, tuple(sorted(decisions, key=lambda one: (one.on, one.name))))


Drawn = tuple[list[int], Mapping[tuple[int, int], int]]


@st.composite
def drawn_calendars(draw: st.DrawFn) -> Drawn:
    """Draw days, and which waits for which with how many days between."""
    days = draw(st.lists(st.integers(0, 60), min_size=1, max_size=7))
    pairs = st.tuples(st.integers(0, len(days) - 1), st.integers(0, len(days) - 1)).filter(lambda one: one[0] > one[1])
    waits = draw(st.dictionaries(pairs, st.integers(0, 30), max_size=10)) if len(days) > 1 else {}
    return days, waits


@given(drawn_calendars())
def test_a_dependency_is_broken_exactly_when_its_days_say_so(drawn: Drawn) -> None:
    days, waits = drawn
    made = calendar(
        *(
            decision(
                f"d{at}",
                START + dt.timedelta(days=number),
                after={f"d{before}": gap for (late, before), gap in waits.items() if late == at},
            )
            for at, number in enumerate(days)
        )
    )
    broken = {(late, before) for (late, before), gap in waits.items() if days[late] - days[before] < gap}
    found = broken_dependencies(made)
    assert len(found) == len(broken)
    said = {one.what for one in found}
    for late, before in broken:
        both = [START + dt.timedelta(days=days[at]) for at in (late, before)]
        assert any(
            f"D{late} falls" in one and f"D{before}, which" in one and all(day(each) in one for each in both)
            for one in said
        )


def test_a_broken_dependency_names_both_days_and_what_would_mend_it() -> None:
    made = calendar(
        decision("prices", dt.date(2027, 1, 15)), decision("choices", dt.date(2027, 1, 29), after={"prices": 21})
    )
    (found,) = broken_dependencies(made)
    assert found.code == "out-of-order"
    assert (
        found.what
        == "Choices falls on January 29, 2027 and must come at least 21 days after Prices, which falls on January 15, 2027."
    )
    assert found.fix == "Move Choices to February 5, 2027 or later, or Prices to January 8, 2027 or earlier."
    for day_of_prices, day_of_choices in ((8, 29), (15, 36)):
        mended = calendar(
            decision("prices", dt.date(2027, 1, day_of_prices)),
            decision("choices", dt.date(2027, 1, 1) + dt.timedelta(days=day_of_choices - 1), after={"prices": 21}),
        )
        assert broken_dependencies(mended) == ()


def test_the_same_day_will_do_where_nothing_must_lie_between() -> None:
    one, other = decision("a", TODAY), decision("b", TODAY, after={"a": 0})
    assert broken_dependencies(calendar(one, other)) == ()


def cycle(begins: dt.date) -> Cycle:
    return Cycle(2028, begins, dt.date(2027, 7, 1))


@given(st.integers(-5, 5))
def test_a_choice_falls_before_the_cycle_in_which_it_counts(days: int) -> None:
    begins = dt.date(2027, 2, 9)
    choice = decision("choices", begins + dt.timedelta(days=days), is_choice=True)
    found = [one.code for one in check_calendar(calendar(choice, cycles=(cycle(begins),)), TODAY)]
    assert found == (["choice-after-cycle"] if days >= 0 else [])


def test_a_late_choice_is_told_with_both_days() -> None:
    made = calendar(decision("choices", dt.date(2027, 3, 1), is_choice=True), cycles=(cycle(dt.date(2027, 2, 9)),))
    (found,) = check_calendar(made, TODAY)
    assert "March 1, 2027" in found.what
    assert "February 9, 2027" in found.what


def test_what_is_no_choice_may_fall_into_the_cycle() -> None:
    made = calendar(decision("vote", dt.date(2027, 3, 1)), cycles=(cycle(dt.date(2027, 2, 9)),))
    assert check_calendar(made, TODAY) == ()


@given(st.integers(0, 40), st.integers(0, 40))
def test_notice_is_short_when_fewer_days_are_left(notice: int, ahead: int) -> None:
    on = TODAY + dt.timedelta(days=ahead)
    not_told = check_calendar(calendar(decision("vote", on, notice_days=notice)), TODAY)
    told = check_calendar(calendar(decision("vote", on, notice_days=notice, announced=TODAY)), TODAY)
    is_short = notice > ahead
    assert [one.code for one in not_told] == [one.code for one in told] == (["short-notice"] if is_short else [])


def test_what_is_done_wants_no_notice_and_is_not_overdue() -> None:
    past = TODAY - dt.timedelta(days=1)
    assert check_calendar(calendar(decision("vote", past, notice_days=10, done=past)), TODAY) == ()
    assert [one.code for one in check_calendar(calendar(decision("vote", past)), TODAY)] == ["overdue"]
    assert check_calendar(calendar(decision("vote", TODAY)), TODAY) == ()


def test_what_comes_next_names_what_is_not_done_before() -> None:
    first = decision("first", TODAY - dt.timedelta(days=3), done=TODAY)
    second = decision("second", TODAY + dt.timedelta(days=2), concerns=("Board",))
    third = decision("third", TODAY + dt.timedelta(days=9), after={"first": 0, "second": 7}, concerns=("Board",))
    whole = calendar(first, second, third)
    ahead = coming(whole.only(role="BOARD"), whole, TODAY)
    assert [(one.decision.name, one.days) for one in ahead] == [("second", 2), ("third", 9)]
    assert [one.name for one in ahead[1].waits_for] == ["second"]
    late = whole.only(first=TODAY + dt.timedelta(days=3))
    assert [one.name for one in coming(late, whole, TODAY)[0].waits_for] == ["second"]
