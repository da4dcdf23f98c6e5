"""Who is told of what: never twice, never after the day, never without the right, and everything once that was due while somebody looked."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from perpupil.web.access.rights import RIGHTS, Access, Held, Reach, Right, Role
from perpupil.web.mail.due import STEPS, Day, Recipient, Told, due, step_of

BEGIN = dt.date(2027, 1, 1)
UNITS = ("0010", "0020")
HELD = st.builds(
    lambda role, unit: Held(role, unit if role.is_of_a_school else ""), st.sampled_from(Role), st.sampled_from(UNITS)
)
ACCESS = st.lists(HELD, max_size=3).map(lambda held: Access(tuple(held)))


@st.composite
def some_days(draw: st.DrawFn) -> tuple[Day, ...]:
    count = draw(st.integers(1, 4))
    return tuple(
        Day(
            subject=f"day:{number}",
            on=BEGIN + dt.timedelta(days=draw(st.integers(0, 40))),
            right=draw(st.sampled_from(Right)),
            what="what",
            why="why",
            otherwise="otherwise",
            path="/",
            unit=draw(st.sampled_from(("", *UNITS))),
            roles=draw(st.frozensets(st.sampled_from(Role), min_size=1)),
            only=draw(st.sampled_from((0, 0, 1))),
            but=draw(st.frozensets(st.sampled_from((1, 2)))),
        )
        for number in range(count)
    )


def may_be_told(day: Day, number: int, access: Access) -> bool:
    """The same question, asked of the table of rights itself."""
    if number in day.but or (day.only and day.only != number):
        return False
    for held in access.holdings:
        reach = RIGHTS[day.right].get(held.role)
        here = reach is Reach.EVERYWHERE or (reach is Reach.OWN_SCHOOL and day.unit == held.unit and day.unit)
        if held.role in day.roles and here:
            return True
    return False


@given(
    days=some_days(),
    access=ACCESS,
    looks=st.lists(st.integers(0, 45), max_size=60).map(sorted),
    number=st.sampled_from((1, 2)),
)
def test_each_step_is_told_once_in_its_time_to_whom_it_concerns(
    days: tuple[Day, ...], access: Access, looks: list[int], number: int
) -> None:
    told: list[tuple[Told, int]] = []
    for look in looks:
        today = BEGIN + dt.timedelta(days=look)
        person = Recipient(number, access, told=frozenset(one for one, _ in told))
        told += [(one.told, look) for one in due([person], days, today).get(number, ())]
    assert len({one for one, _ in told}) == len(told), "nothing is told twice"
    for day in days:
        day_at = (day.on - BEGIN).days
        mine = [(step, look) for (subject, _, step), look in told if subject == day.subject]
        if not may_be_told(day, number, access):
            assert mine == []
            continue
        for step, below in zip(STEPS, (*STEPS[1:], -1), strict=True):
            in_time = [look for look in looks if below < day_at - look <= step]
            assert [look for each, look in mine if each == step] == in_time[:1], (
                "at the first look in its time, and never past its day"
            )


@given(days=some_days(), access=ACCESS)
def test_who_wants_no_reminders_gets_none(days: tuple[Day, ...], access: Access) -> None:
    assert due([Recipient(1, access, wants=False)], days, BEGIN) == {}


@given(st.integers(-400, 400))
def test_the_step_of_a_day(ahead: int) -> None:
    step = step_of(ahead)
    assert (step is not None) == (0 <= ahead <= max(STEPS))
    assert step is None or not any(ahead <= one < step for one in STEPS)


def test_of_two_roles_the_one_that_answers_for_it_is_told() -> None:
    director = Access((Held(Role.BUDGET_DIRECTOR), Held(Role.SUPERINTENDENT)))
    first, second = (
        Day("a", BEGIN, Right.SEE_HOME, "what", why, "otherwise", "/", roles=frozenset({role}))
        for why, role in (("owner", Role.SUPERINTENDENT), ("concerned", Role.BUDGET_DIRECTOR))
    )
    (told,) = due([Recipient(1, director)], [first, second], BEGIN)[1]
    assert told.day.why == "owner"


def test_a_day_that_is_moved_is_told_anew() -> None:
    access = Access((Held(Role.SUPERINTENDENT),))
    day = Day("a", BEGIN + dt.timedelta(days=3), Right.SEE_HOME, "what", "why", "otherwise", "/")
    (first,) = due([Recipient(1, access)], [day], BEGIN)[1]
    moved = Day("a", BEGIN + dt.timedelta(days=14), Right.SEE_HOME, "what", "why", "otherwise", "/")
    again = Recipient(1, access, told=frozenset({first.told}))
    assert due([again], [day], BEGIN) == {}
    assert due([again], [moved], BEGIN)[1][0].step == 14
