"""The demo district's autonomies and calendar: sound, with the figures of its description, and no dollar by status."""

import datetime as dt
from pathlib import Path

import pytest
from demo.autonomy_terms import autonomy_text
from demo.district import TODAY

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.budget.autonomy.overview import Overview, overview
from perpupil.budget.autonomy.reading import read_register
from perpupil.budget.autonomy.records import Area, Level, Step
from perpupil.calendar.dependencies import check_calendar
from perpupil.calendar.notice import compare_timelines
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import read_headcount
from perpupil.facts.table import read_csv
from perpupil.findings import Severity
from perpupil.formula.reading import read_formula
from perpupil.limits import HEADCOUNT_ROWS, UNITS
from perpupil.workspace.autonomy import read_autonomy
from perpupil.workspace.calendars import read_calendar_of, read_freeing
from tests.demo.reading import rows

Lines = dict[str, dict[str, int]]


@pytest.fixture(scope="module")
def seen(district: Path) -> Overview:
    register, findings = read_autonomy(district)
    assert findings == ()
    assert register is not None
    return overview(register, TODAY)


def allocated(district: Path, status: dict[str, str], formula_text: bytes) -> Lines:
    """Run the formula with a status for every school; give cents by line and school."""
    text = (district / "facts.csv").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    at = header.split(",").index("innovation")
    changed = [header]
    for line in lines:
        cells = line.split(",")
        cells[at] = status.get(cells[at], cells[at])
        changed.append(",".join(cells))
    formula, findings = read_formula(formula_text, "formula.toml")
    assert formula is not None, findings
    table, _ = read_csv("\n".join([*changed, ""]).encode(), "facts.csv", UNITS)
    facts, _ = read_facts(table, formula.binding)
    counted, _ = read_csv((district / "headcount.csv").read_bytes(), "headcount.csv", HEADCOUNT_ROWS)
    headcount, _ = read_headcount(counted)
    assert facts is not None
    made, told = run(formula, facts, headcount)
    assert made is not None
    assert {one.code for one in told if one.severity is Severity.ERROR} <= {"expectation-failed"}
    return by_line(made)


def by_line(made: Allocation) -> Lines:
    return {
        name: {unit: int(amount) for unit, amount in zip(made.world.facts.units, cents, strict=True)}
        for name, cents in made.lines_cents.items()
    }


FLIPPED = {"yes": "no", "no": "yes"}


def test_the_formula_in_force_pays_no_dollar_for_the_status_of_an_innovation_school(district: Path) -> None:
    formula = (district / "formula.toml").read_bytes()
    as_it_is = allocated(district, {}, formula)
    assert sum(sum(line.values()) for line in as_it_is.values()) > 0
    for status in (FLIPPED, {"yes": "no"}, {"no": "yes"}):
        assert allocated(district, status, formula) == as_it_is


def test_a_formula_that_pays_for_the_status_would_be_found(district: Path) -> None:
    formula = (
        district / "formula.toml"
    ).read_bytes() + b"\n[line.status]\nvalue = 'if(innovation == \"yes\", 1000, 0)'\n"
    assert allocated(district, FLIPPED, formula) != allocated(district, {}, formula)


def test_the_register_has_eight_innovation_schools_of_which_five_signed_two_years_ahead(
    seen: Overview, district: Path
) -> None:
    innovation = {row["ledger_code"] for row in rows(district / "schools.csv") if row["innovation"] == "yes"}
    signed = {row["ledger_code"] for row in rows(district / "schools.csv") if row["two_year_choice"] == "yes"}
    agreements = seen.register.agreements
    assert {one.school for one in agreements if one.is_innovation} == innovation
    assert {one.school for one in agreements if one.two_year_choice == dt.date(2026, 8, 31)} == signed
    assert (len(innovation), len(signed)) == (8, 5)


def test_granite_stands_on_the_first_step_with_2140_dollars_free(seen: Overview) -> None:
    granite = seen.school("0219")
    assert granite is not None
    assert granite.standing.step is Step.SEE_HISTORY
    assert seen.register.controlled_cents("0219") == 2_140_00


def test_foundrys_new_principal_lacks_training_and_nobody_else_does(seen: Overview) -> None:
    outdated = {one.standing.school: [each.name for each in one.outdated] for one in seen.schools if one.outdated}
    assert outdated == {"0217": ["staffing_rules", "staffing_plan"]}


def test_eastgate_moved_up_the_ladder(seen: Overview, district: Path) -> None:
    after = seen.school("0214")
    assert after is not None
    assert [move.to for move in after.standing.history] == [Step.SEE_HISTORY, Step.PLAN_NON_PERSONNEL]
    agreement = seen.register.agreement("0214")
    assert agreement is not None
    levels = [agreement.autonomy(Area.BUDGET, day) for day in (dt.date(2027, 1, 10), dt.date(2027, 1, 11))]
    assert [one.level for one in levels if one] == [Level.CONSULTED, Level.SHARED]
    text = (district / "autonomy.toml").read_text(encoding="utf-8")
    too_early = text.replace(
        '{ training = "planning", on = 2026-11-19, who = "Principal, clerk and two teachers" },', ""
    )
    assert too_early != text
    refused, findings = read_register(too_early.encode(), "autonomy.toml")
    assert refused is None
    assert [one.code for one in findings] == ["training-missing"]


def test_before_its_move_eastgate_stood_a_step_lower() -> None:
    register, findings = read_register(autonomy_text(dt.date(2027, 1, 10)).encode(), "autonomy.toml")
    assert findings == ()
    assert register is not None
    before = overview(register, dt.date(2027, 1, 10)).school("0214")
    assert before is not None
    assert before.standing.step is Step.SEE_HISTORY
    assert [one.name for one in before.wanted_for_next] == ["planning", "finance_partner"]


def test_requests_are_the_adjustments_outside_any_rule(seen: Overview) -> None:
    (year,) = (one for one in seen.years if one.year == 2027)
    assert (year.paid.count, year.paid.cents, year.without_reason.count) == (43, 10_400_000_00, 18)


def test_funds_add_up_to_what_the_district_has(seen: Overview, district: Path) -> None:
    table = rows(district / "allocation_fy2027.csv")
    supplies, staff, title_i = (seen.register.fund(name) for name in ("supplies", "staff", "title_i"))
    assert supplies.total_cents == 100 * sum(int(row["supplies"]) for row in table)
    assert (supplies.total_cents or 0) + (staff.total_cents or 0) == 100 * sum(int(row["total"]) for row in table)
    assert title_i.total_cents == 11_813_900_00


def test_what_wants_a_decision_is_what_is_planted(seen: Overview) -> None:
    found = ["training-outdated", "autonomy-without-money", "unexplained-request", "request-without-end", "overdue"]
    assert [one.code for one in seen.findings] == found


def test_the_calendar_is_that_of_the_list_and_fits_together(district: Path) -> None:
    calendar, findings = read_calendar_of(district)
    assert calendar is not None
    assert (findings, check_calendar(calendar, TODAY)) == ((), ())
    listed = {(row["date"], row["event"], row["owner"], row["fiscal_year"]) for row in rows(district / "calendar.csv")}
    dated = {(one.on.isoformat(), one.title, one.owner, str(one.year)) for one in calendar.decisions}
    assert listed <= dated
    assert {one for one in dated - listed if one[0] < "2028"} == set()


def test_a_years_more_notice_frees_the_institute_and_the_print_shop(district: Path) -> None:
    calendar, _ = read_calendar_of(district)
    services, _ = read_freeing(district)
    assert calendar is not None
    assert services is not None
    compared = compare_timelines(calendar, services)
    assert [(one.year, one.later.months, one.earlier.months) for one in compared] == [(2028, 5, 17), (2029, 5, 22)]
    assert {one.prices_of for one in compared} == {(2028,)}
    for one in compared:
        more = {gain.service.name: gain.more_cents for gain in one.gains if gain.more_cents}
        assert more == {"writing_institute": 62_000_00, "print_shop": 212_000_00}
        assert one.more_cents == 274_000_00
