"""What a school keeps, did and asked for, counted by hand; what wants a decision, each with a case that wants none."""

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from perpupil.budget.autonomy.exercise import beyond, exercised
from perpupil.budget.autonomy.overview import overview
from perpupil.budget.autonomy.records import Answer, Area, Fund, Level, Pot, Register, Request, Step, Used
from perpupil.budget.autonomy.requests import trend
from perpupil.budget.autonomy.review import review
from perpupil.budget.autonomy.scope import scope_of
from tests.budget.maple import GOOD, PROCEDURE, UNEXPLAINED, USED, read

TODAY = dt.date(2026, 12, 1)


def codes(text: str = GOOD, today: dt.date = TODAY) -> list[str]:
    return [one.code for one in review(read(text), today)]


def test_a_register_in_order_has_only_what_is_planted() -> None:
    assert codes() == ["unexplained-request", "request-without-end"]
    assert codes(GOOD.replace(UNEXPLAINED, "")) == []


def test_what_is_overdue_is_told_from_the_day_after() -> None:
    calm = GOOD.replace(UNEXPLAINED, "")
    assert codes(calm, dt.date(2026, 12, 18)) == []
    assert codes(calm, dt.date(2026, 12, 19)) == ["overdue"]
    done = calm.replace(PROCEDURE, f"{PROCEDURE}done = 2027-01-04\n")
    assert codes(done, dt.date(2026, 12, 19)) == []


def test_an_agreement_without_a_signature_is_told() -> None:
    calm = GOOD.replace(UNEXPLAINED, "")
    for line in (
        'by_school = { who = "Principal", on = 2026-06-01 }\n',
        'by_district = { who = "Superintendent", on = 2026-06-10 }\n',
    ):
        assert codes(calm.replace(line, "")) == ["unsigned-agreement"]
    assert codes(calm.replace("on = 2026-06-10", "on = 2026-12-02")) == ["unsigned-agreement"]
    assert codes(calm, dt.date(2026, 6, 9)) == []  # nothing was granted yet beyond being heard


def test_a_new_principal_was_not_there_for_the_training() -> None:
    new = GOOD.replace(UNEXPLAINED, "").replace("principal_since = 2025-07-01", "principal_since = 2026-01-01")
    (found,) = review(read(new), TODAY)
    assert found.code == "training-outdated"
    assert "Reading the ledger" in found.what
    assert "A partner" not in found.what
    again = new.replace("taken = [\n", 'taken = [\n  { training = "ledger", on = 2026-02-01, who = "Principal" },\n')
    assert review(read(again), TODAY) == ()


def test_deciding_alone_without_money_is_told() -> None:
    calm = GOOD.replace(UNEXPLAINED, "").replace(USED, "")
    assert codes(calm.replace(', funds = ["supplies"]', "")) == ["autonomy-without-money"]
    assert codes(calm.replace('"01" = 1200.50, ', "")) == ["autonomy-without-money"]
    assert codes(calm.replace('level = "school"', 'level = "shared"').replace(', funds = ["supplies"]', "")) == []


def used(area: Area, on: dt.date, cents: int = 0, school: str = "01") -> Used:
    return Used(school, area, on, "did", "supplies" if cents else "", cents)


def test_used_is_held_against_granted() -> None:
    more = [
        used(Area.BUDGET, dt.date(2026, 11, 6), 500),
        used(Area.BUDGET, dt.date(2026, 5, 1)),
        used(Area.BUDGET, dt.date(2027, 5, 1)),
    ]
    (one,) = exercised(read(), TODAY, more)
    assert (one.school, one.granted.area, one.granted.level) == ("01", Area.BUDGET, Level.SCHOOL)
    assert (one.controlled_cents, one.used_cents, len(one.used), one.missing) == (120_050, 30_500, 2, ("a clerk",))
    (idle,) = exercised(read(GOOD.replace(USED, "")), TODAY)
    assert not idle.is_used


def test_what_goes_beyond_is_told() -> None:
    register = read(GOOD.replace(UNEXPLAINED, ""))
    assert beyond(register, TODAY) == ()
    elsewhere = (
        used(Area.STAFFING, TODAY),
        used(Area.BUDGET, TODAY, school="02"),
        used(Area.BUDGET, dt.date(2026, 6, 30)),
    )
    assert [one.code for one in beyond(register, TODAY, elsewhere)] == ["beyond-autonomy"] * 3
    assert beyond(register, TODAY, [used(Area.BUDGET, TODAY, 90_050)]) == ()
    (found,) = beyond(register, TODAY, [used(Area.BUDGET, TODAY, 90_051)])
    assert "$1,200.51 of Supplies" in found.what
    assert "controls $1,200.50" in found.what


@given(st.integers(-(10**9), 10**12), st.fractions(0, 1), st.none() | st.integers(0, 10**9))
def test_a_school_keeps_no_more_than_its_share(unspent: int, keeps: Fraction, most: int | None) -> None:
    kept = Fund("f", "F", Pot.SCHOOL_BUDGET, "o", "u", keeps=keeps, keeps_at_most_cents=most).kept_cents(unspent)
    exact = max(Fraction(0), keeps * unspent)
    if most is not None:
        exact = min(exact, Fraction(most))
    assert 0 <= exact - kept < 1


REQUESTS = st.lists(
    st.builds(
        lambda since, lasts, cents, answer, why: Request(
            "01",
            cents,
            "what",
            since,
            answer,
            why=why,
            until=None if lasts is None or answer in {Answer.OPEN, Answer.REFUSED} else since + lasts,
        ),
        st.integers(2018, 2030),
        st.none() | st.integers(0, 5),
        st.integers(0, 10**9),
        st.sampled_from(list(Answer)),
        st.sampled_from(["", "a reason"]),
    ),
    max_size=8,
)


@given(REQUESTS)
def test_the_trend_adds_up_year_by_year(requests: list[Request]) -> None:
    """What is paid is what was paid, and what begins, less what ended: counted apart from the years' own sums."""
    register = Register("Maple", "p", "s", 2027, {"01": "Adams"}, {}, requests=tuple(requests))
    years = trend(register)
    assert [one.year for one in years] == (list(range(years[0].year, years[-1].year + 1)) if requests else [])
    paid: dict[int, list[int]] = {}
    for one in requests:
        last = one.until if one.until is not None else 2040
        if one.answer is Answer.GRANTED or (one.answer is Answer.BY_RULE and one.until is not None):
            for year in range(one.since, last + 1):
                paid.setdefault(year, []).append(one.amount_cents)
    for before, now in zip((None, *years), years, strict=False):
        amounts = paid.get(now.year, [])
        assert (now.paid.count, now.paid.cents) == (len(amounts), sum(amounts))
        begun = now.paid.count - (before.paid.count if before else 0) + now.ended.count
        assert 0 <= begun <= now.asked.count - now.refused.count
        assert now.without_reason.count <= now.paid.count
    assert sum(one.asked.count for one in years) == len(requests)


def test_an_overview_has_each_school_with_its_standing() -> None:
    seen = overview(read(), TODAY)
    (one,) = seen.schools
    assert one.standing.step is Step.PLAN_NON_PERSONNEL
    assert (one.wanted_for_next, one.outdated, one.unused) == ((), (), ())
    assert seen.on_step(Step.PLAN_NON_PERSONNEL) == (one,)
    assert seen.school("02") is None
    assert seen.holding("02", Area.BUDGET) is None
    assert [one.code for one in seen.findings] == codes()
    assert (seen.findings_of("01"), seen.findings_of("02")) == ((), ())


def test_each_school_has_the_findings_of_its_own() -> None:
    unsigned = GOOD.replace('by_school = { who = "Principal", on = 2026-06-01 }\n', "")
    elsewhere = used(Area.BUDGET, TODAY, 90_051)
    seen = overview(read(unsigned), TODAY, [elsewhere, used(Area.BUDGET, TODAY, school="02")])
    assert [one.code for one in seen.findings_of("01")] == ["unsigned-agreement", "beyond-autonomy"]
    assert [one.code for one in seen.findings].count("beyond-autonomy") == 2


def test_what_a_school_decides_and_what_it_does_not_are_two_lists_of_the_same_things() -> None:
    register = read(GOOD + '[position.nurse]\ntitle = "Nurse"\nlegal = "fixed"\nrule = "law"\n')
    for school, day, decides in (
        ("01", TODAY, {Area.BUDGET}),
        ("01", dt.date(2026, 6, 30), set()),
        ("02", TODAY, set()),
    ):
        scope = scope_of(register, school, day)
        assert {area for area, _ in scope.areas} == decides
        assert sorted(area for area, _ in (*scope.areas, *scope.other_areas)) == sorted(Area)
        assert [fund.name for fund, _ in scope.funds] == ["supplies"]
        assert ([one.name for one in scope.positions], [one.name for one in scope.fixed_positions]) == (
            ["counselor"],
            ["nurse"],
        )
    poor = read(GOOD.replace('"02" = 800', '"02" = 0'))
    assert [one.name for one in scope_of(poor, "02", TODAY).other_funds] == ["supplies"]
