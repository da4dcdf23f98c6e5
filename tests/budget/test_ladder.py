"""A school moves on the ladder only as the table says, and up only with its training on record; what is refused changes nothing."""

import datetime as dt
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from perpupil.budget.autonomy.ladder import MOVES, Standing, Way, missing_training, moved
from perpupil.budget.autonomy.records import Move, Rung, Step, Taken, Training

START = dt.date(2024, 7, 1)
LADDER = {step: Rung(step, "decides", (f"{step}_training", f"{step}_support")) for step in Step}
TRAININGS = {
    name: Training(name, name.upper(), "Business office") for rung in LADDER.values() for name in rung.training
}
ALL = tuple(Taken(name, START, "Principal") for name in TRAININGS)


def move(to: Step, days: int) -> Move:
    return Move(to, START + dt.timedelta(days=days), "Superintendent", "because")


def test_the_table_has_one_step_up_and_every_lower_step_back() -> None:
    numbers = {None: 0} | {step: step.number for step in Step}
    for at, to in product((None, *Step), Step):
        rise = numbers[to] - numbers[at]
        expected = Way.UP if rise == 1 else Way.BACK if rise < 0 else None
        assert MOVES.get((at, to)) is expected


@given(st.lists(st.tuples(st.sampled_from(list(Step)), st.integers(1, 1000)), max_size=12))
def test_moves_go_only_by_the_table(asked: list[tuple[Step, int]]) -> None:
    """The oracle keeps a number: one more is a move up, fewer is a move back, and the days must rise."""
    standing, number, last, kept = Standing("01"), 0, 0, 0
    for to, days in asked:
        may = (to.number == number + 1 or to.number < number) and (kept == 0 or days > last)
        after, refused = moved(standing, move(to, days), LADDER, ALL, TRAININGS)
        if may:
            number, last, kept = to.number, days, kept + 1
            assert refused == ()
            assert after.history == (*standing.history, move(to, days))
        else:
            assert after == standing
            assert [one.code for one in refused] == ["bad-step"]
        standing = after
    assert (standing.step.number if standing.step else 0) == number
    assert len(standing.history) == kept


@given(st.sets(st.sampled_from(sorted(TRAININGS))), st.sampled_from(list(Step)))
def test_a_school_moves_up_exactly_when_all_training_up_to_the_step_is_on_record(there: set[str], to: Step) -> None:
    taken = [Taken(name, START, "Principal") for name in sorted(there)]
    below = list(Step)[to.number - 2] if to.number > 1 else None
    standing = Standing("01", below)
    wanted = [f"{step}_{kind}" for step in Step if step.number <= to.number for kind in ("training", "support")]
    missing = [name for name in wanted if name not in there]
    after, refused = moved(standing, move(to, 1), LADDER, taken, TRAININGS)
    assert list(missing_training(to, LADDER, taken, START)) == missing
    assert (after.step is to) == (not missing)
    assert [one.code for one in refused] == (["training-missing"] if missing else [])
    assert all(name.upper() in one.what for one in refused for name in missing)


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_training_counts_from_its_day_and_only_for_who_was_there(taken_on: int, moved_on: int) -> None:
    taken = [
        Taken(name, START + dt.timedelta(days=taken_on), "Principal") for name in LADDER[Step.SEE_HISTORY].training
    ]
    after, _ = moved(Standing("01"), move(Step.SEE_HISTORY, moved_on), LADDER, taken, TRAININGS)
    assert (after.step is not None) == (taken_on <= moved_on)
    later = START + dt.timedelta(days=10)
    was_there = not missing_training(Step.SEE_HISTORY, LADDER, taken, later, START + dt.timedelta(days=moved_on))
    assert was_there == (taken_on >= moved_on)


def test_back_wants_no_training() -> None:
    after, refused = moved(Standing("01", Step.FULL), move(Step.SEE_HISTORY, 1), LADDER, (), TRAININGS)
    assert (after.step, refused) == (Step.SEE_HISTORY, ())
    assert after.next_step is Step.PLAN_NON_PERSONNEL
    assert Standing("01").next_step is Step.SEE_HISTORY
    assert Standing("01", Step.FULL).next_step is None
