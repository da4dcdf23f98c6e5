"""The services of the demo district: twelve, at the costs of services.csv, with every dollar accounted for, and Foundry's receipt."""

import csv
from pathlib import Path

import pytest
from demo.service_choices import PRINTED, choice_rows
from demo.services import EXCLUSIONS, SERVICES

from perpupil.services.demand import demand
from perpupil.services.gains import gains
from perpupil.services.receipt import receipt
from perpupil.services.settlement import Settlement, Standing
from perpupil.workspace.services import Services, read_services, read_settlement

Read = tuple[Services, Settlement]


@pytest.fixture(scope="module")
def read(district: Path) -> Read:
    services, findings = read_services(district)
    assert findings == ()
    assert services is not None
    settlement, told = read_settlement(district, services)
    assert settlement is not None
    assert sorted(one.code for one in told) == ["contract-minimum", "service-may-close"]
    return services, settlement


def test_the_twelve_services_cost_what_services_csv_says(read: Read, district: Path) -> None:
    with (district / "services.csv").open(encoding="utf-8") as file:
        costs = [int(row["total_cost"]) * 100 for row in csv.DictReader(file) if row["category"] != "excluded"]
    assert len(costs) == len(SERVICES) == 12
    assert sorted(price.cost_cents for price in read[0].prices) == sorted(costs)
    assert {one.title for one in read[0].catalogue.exclusions} == set(EXCLUSIONS)


def test_every_dollar_is_devolved_bought_back_retained_with_a_reason_or_staying(read: Read) -> None:
    _, settlement = read
    assert settlement.left_over_cents == 0
    for one in settlement.services:
        parts = (one.money_cents, one.service_cents, one.retained_cents, one.stays_cents, one.spare_cents)
        assert sum(parts) == one.price.cost_cents
        assert min(parts) >= 0
        assert bool(one.price.no_choice) == (one.retained_cents > 0 or one.price.cost_cents == 0)
    assert settlement.cost_cents == 28_058_240_00


def test_all_sixty_schools_have_chosen_under_both_approaches(read: Read) -> None:
    services, settlement = read
    assert {str(row[0]) for row in choice_rows()} - {"school"} == set(services.students.schools)
    used = {str(one.price.service.approach) for one in settlement.services if one.price.is_offered}
    assert used == {"opt_out", "buy_back"}


def test_the_print_shop_is_wanted_by_too_few(read: Read) -> None:
    (shop,) = [one for one in demand(read[1]) if one.settled.price.service.name == "print_shop"]
    assert (int(shop.today), int(shop.wanted)) == (40_000, PRINTED)
    assert not shop.settled.runs
    assert {one.standing for one in shop.settled.outcomes} == {Standing.ENDED, Standing.DECLINED}
    assert shop.settled.money_cents == 9 * 40_000_00
    assert shop.settled.stays_cents == 212_000_00


def test_the_assessment_platform_is_held_to_its_minimum(read: Read) -> None:
    (seats,) = [one for one in read[1].services if one.price.service.name == "assessment_platform"]
    assert int(seats.price.quantity) == 38_600
    assert seats.held_back_cents == (35_000 - int(seats.has)) * 11_40
    assert seats.money_cents == 3_600 * 11_40


def test_staff_follow_from_what_schools_want(read: Read) -> None:
    found = {one.settled.price.service.name: one for one in demand(read[1])}
    positions = {name: one.positions_today for name, one in found.items() if one.positions_today is not None}
    assert positions == {"literacy_coaches": 24, "math_coaches": 11, "itinerant_arts": 38}


def test_foundry_s_receipt(read: Read) -> None:
    services, settlement = read
    made = receipt(services.catalogue, settlement, "0217", services.students.name("0217"))
    lines = {line.outcome.service: line for line in made.lines}
    figures = {
        name: (line.outcome.price_cents, line.if_declined.money_cents, line.if_declined.stays_cents)
        for name, line in lines.items()
    }
    assert figures == {
        "literacy_coaches": (59_300_00, 59_300_00, 0),
        "math_coaches": (59_300_00, 59_300_00, 0),
        "itinerant_arts": (65_880_00, 65_880_00, 0),
        "writing_institute": (5_270_00, 3_720_00, 1_550_00),
        "print_shop": (5_891_60, 3_708_00, 2_183_60),
        "assessment_platform": (4_286_40, 4_286_40, 0),
    }
    assert lines["itinerant_arts"].outcome.money_cents == 21_960_00
    assert made.value_cents == 199_928_00
    assert (made.service_cents, made.money_cents, made.stays_cents) == (108_490_00, 84_968_00, 2_183_60)
    assert made.not_chosen_cents == 4_286_40


def test_coaches_as_a_credit_for_each_student_would_leave_the_neediest_schools(read: Read) -> None:
    services, _ = read
    found = {one.price.service.name: one for one in gains(services.catalogue, services.prices, services.students)}
    for name in ("literacy_coaches", "math_coaches"):
        one = found[name]
        assert one.does_harm
        assert one.relevant_is_better
        for total in ("today_cents", "by_student_cents", "by_relevant_cents"):
            assert sum(getattr(quarter, total) for quarter in one.quarters) == one.money_cents
        assert [len(quarter.schools) for quarter in one.quarters] == [15, 15, 15, 15]
    assert "print_shop" not in found
