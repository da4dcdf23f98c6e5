"""Effects: every table adds up, and what is not known is not known."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import TextTable
from perpupil.intake.effects import Effect, Row, Words, Worked, compared, worked
from perpupil.intake.fact_set import FactSet

WORDS = Words("Now: as the file has it.", "Effect under a formula.", "It moves.")
SCHOOLS = st.sampled_from(["0010", "0020", "0030", "0040"])
AMOUNTS = st.dictionaries(SCHOOLS, st.integers(-(10**12), 10**15))
COUNTS = st.dictionaries(
    st.sampled_from(["students", "iep", "iep_unknown", "english_learner"]),
    st.dictionaries(SCHOOLS, st.integers(0, 5_000)),
)
WORKED = st.builds(
    Worked,
    st.just({"0010": "Adams", "0020": "Baker", "0030": "Carver"}),
    st.one_of(st.just({}), COUNTS.map(lambda counts: {"students": {}, **counts})),
    st.none() | AMOUNTS,
    st.none() | AMOUNTS,
    st.just("The formula is for another year."),
)


def whole(effect: Effect) -> list[Row]:
    return [*effect.schools, *([effect.others] if effect.others is not None else [])]


def added(amounts: list[int | None]) -> int | None:
    return None if None in amounts else sum(one for one in amounts if one is not None)


@given(WORKED, WORKED)
def test_every_column_adds_up_and_dollars_are_the_larger_of_gains_and_losses(now: Worked, then: Worked) -> None:
    effect = compared(now, then, WORDS)
    if effect.district is None:
        assert whole(effect) == []
        return
    rows, district = whole(effect), effect.district
    assert district.count_now == sum(one.count_now for one in rows)
    assert district.count_then == sum(one.count_then for one in rows)
    assert district.count_now == sum(now.counts.get(effect.measure, {}).values())
    assert district.count_then == sum(then.counts.get(effect.measure, {}).values())
    assert district.positions_now_hundredths == added([one.positions_now_hundredths for one in rows])
    assert district.money_now_cents == added([one.money_now_cents for one in rows])
    assert district.money_then_cents == added([one.money_then_cents for one in rows])
    assert district.change_cents == added([one.change_cents for one in rows])
    if now.money_cents is not None and then.money_cents is not None:
        assert district.money_now_cents == sum(now.money_cents.values())
        changes = [one.change_cents or 0 for one in effect.schools]
        gains, losses = sum(one for one in changes if one > 0), -sum(one for one in changes if one < 0)
        assert effect.depends_cents == max(gains, losses)
        assert gains - losses == district.change_cents
    else:
        assert effect.depends_cents is None
        assert effect.why_not == "The formula is for another year."
    assert effect.others is None or effect.others.count_now == effect.others.count_then
    assert effect.others is None or not effect.others.change_cents


@given(WORKED)
def test_nothing_changed_is_zero_dollars_and_no_school(one: Worked) -> None:
    effect = compared(one, one, WORDS)
    assert effect.schools == ()
    assert effect.depends_cents == (0 if one.money_cents is not None else None)


@given(WORKED, WORKED)
def test_there_and_back_changes_signs_alone(now: Worked, then: Worked) -> None:
    there, back = compared(now, then, WORDS), compared(then, now, WORDS)
    assert there.depends_cents == back.depends_cents
    assert {(one.school, one.change_cents) for one in there.schools} == {
        (one.school, None if one.change_cents is None else -one.change_cents) for one in back.schools
    }


def one_of_each(measure: str, now: int, then: int) -> Effect:
    def count(number: int) -> Worked:
        return Worked({}, {"students": {"0010": 9}, "iep": {"0010": 2}, measure: {"0010": number}}, None, None)

    return compared(count(now), count(then), WORDS)


def test_the_measure_is_what_changes_and_students_before_needs() -> None:
    assert one_of_each("english_learner", 4, 1).measure == "english_learner"
    assert one_of_each("students", 9, 8).measure == "students"
    assert one_of_each("iep_unknown", 4, 1).measure == "students"
    assert one_of_each("english_learner", 4, 4).measure == "students"


def test_a_school_with_another_code_is_the_same_school() -> None:
    before = Worked({"10": "Adams"}, {"students": {"10": 5}}, None, {"10": 100})
    after = Worked({"0010": "Adams"}, {"students": {"0010": 5}}, None, {"0010": 100})
    effect = compared(before, after, WORDS)
    assert effect.schools == ()
    assert effect.others == replace(effect.others or Row("", "", 0, 0, None, None, None, None), name="1 other school")
    assert effect.depends_cents == 0


def headcount(rows: str) -> Headcount:
    cells = [line.split(",") for line in rows.split()]
    columns = dict(zip(("unit", "grade", "needs", "students"), map(list, zip(*cells, strict=True)), strict=True))
    made, findings = read_headcount(TextTable("headcount.csv", columns, range(2, len(cells) + 2)))
    assert findings == ()
    assert made is not None
    return made


def test_students_are_counted_by_school_and_need_also_at_a_school_that_is_closed() -> None:
    schools = TextTable(
        "schools", {"schoolId": ["0010", "0020"], "name": ["Adams", "Baker"], "closed": ["", "2020-06-30"]}, [2, 3]
    )
    counted = headcount("0010,3,iep=1,2 0010,4,iep=2;ell,3 0010,4,,1 0020,K,,4")
    facts = FactSet(2027, dt.date(2026, 10, 1), {"schools": schools}, counted)
    done = worked(facts, None, "There is none.")
    assert done.counts == {
        "students": {"0010": 6, "0020": 4},
        "iep": {"0010": 5, "0020": 0},
        "ell": {"0010": 3, "0020": 0},
    }
    assert (done.names["0020"], done.money_cents, done.why_not) == ("Baker", None, "There is none.")
