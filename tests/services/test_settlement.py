"""What follows from choices, worked out by hand."""

import pytest

from perpupil.services.demand import demand
from perpupil.services.settlement import Settled, Settlement, Standing, if_all_declined, settle
from perpupil.services.wording import below_sentence
from tests.services.maple import TEXT, changed, chosen, prices

SEATS = "10,seats,decline,,head,2027-01-19\n"
PRINT = "10,print,decline,,head,2027-01-19\n20,print,decline,,head,2027-01-19\n"


def settled(rows: str, text: str = TEXT) -> tuple[Settlement, dict[str, Settled]]:
    read, made = prices(text)
    choices, findings = chosen(rows, text)
    assert findings == ()
    found, _ = settle(read, made.values(), choices)
    return found, {one.price.service.name: one for one in found.services}


@pytest.mark.parametrize(
    ("until", "held"), [("2027-06-30", 0), ("2027-07-01", 0), ("2027-07-02", 1), ("2028-06-30", 1)]
)
def test_a_contract_holds_back_only_while_it_runs(until: str, held: int) -> None:
    _, found = settled(SEATS, changed(("minimum_until = 2028-06-30", f"minimum_until = {until}")))
    # Four of ten seats are declined, two more are at no school: eight are left of nine.
    assert found["seats"].held_back_cents == held * 425_00
    assert found["seats"].money_cents == (4 - held) * 425_00


def test_what_a_contract_holds_back_is_shared_by_those_who_decline() -> None:
    rows = "10,seats,decline,,head,2027-01-19\n30,seats,keep,3,head,2027-01-19\n"
    _, found = settled(rows)
    # Seven of ten declined, five left of nine: four seats of $425 are charged, $1,700 shared over $1,700 and $1,275.
    one, other = (found["seats"].outcome(school) for school in ("10", "30"))
    assert one is not None
    assert other is not None
    assert found["seats"].held_back_cents == 4 * 425_00
    assert (one.money_cents, other.money_cents) == (1_700_00 - 971_43, 1_275_00 - 728_57)
    assert (one.stays_cents, other.stays_cents) == (971_43, 728_57)
    assert other.service_cents == 3 * 425_00


def test_exactly_enough_is_enough() -> None:
    _, found = settled(PRINT)
    assert found["print"].runs
    assert int(found["print"].wanted) == 300


def test_below_viability_those_who_wanted_it_get_what_it_frees() -> None:
    _, found = settled(PRINT, changed(("viable_from = 300", "viable_from = 301")))
    shop = found["print"]
    assert not shop.runs
    standings = {one.school: one.standing for one in shop.outcomes}
    assert standings == {"10": Standing.DECLINED, "20": Standing.DECLINED, "30": Standing.ENDED}
    assert (shop.money_cents, shop.stays_cents, shop.service_cents) == (5_400_00, 1_000_01, 0)


def test_who_declined_early_keeps_what_that_freed_when_the_service_ends() -> None:
    text = changed(("viable_from = 300", "viable_from = 301"))
    early = PRINT.replace("10,print,decline,,head,2027-01-19", "10,print,decline,,head,2026-07-01")
    _, found = settled(early, text)
    one = found["print"].outcome("10")
    assert one is not None
    assert one.money_cents == 900_00 + 8_333


def test_below_viability_the_district_keeps_it_for_all() -> None:
    text = changed(("viable_from = 300", "viable_from = 301"), ('below = "credit"', 'below = "keep"'))
    _, found = settled(PRINT, text)
    shop = found["print"]
    assert {one.school: one.standing for one in shop.outcomes} == {
        "10": Standing.HELD,
        "20": Standing.HELD,
        "30": Standing.NOT_CHOSEN,
    }
    assert (shop.money_cents, shop.stays_cents, shop.service_cents) == (0, 0, 6_400_01)


def test_another_service_is_offered_by_its_title() -> None:
    text = changed(("viable_from = 300", "viable_from = 301"), ('below = "credit"', 'below = "other"\nother = "seats"'))
    _, found = settled(PRINT, text)
    assert found["print"].money_cents == 5_400_00
    said = below_sentence(found["print"].price, {"seats": "Seats"})
    assert said.endswith(
        "by February 12, 2027 those who wanted it get the money that it frees and are offered Seats for it."
    )


def test_a_choice_made_early_frees_more() -> None:
    _, late = settled("10,print,decline,,head,2027-01-19\n")
    _, early = settled("10,print,decline,,head,2026-07-01\n")
    assert early["print"].money_cents - late["print"].money_cents == 8_333
    assert early["print"].stays_cents == 16_667 - 8_333


def test_a_school_that_buys_more_pays_for_it() -> None:
    text = changed(('notice = 5\napproach = "opt_out"', 'notice = 5\napproach = "buy_back"'))
    found, by_name = settled("30,coach,buy,1.5,head,2027-01-19\n", text)
    bought = by_name["coach"].outcome("30")
    assert bought is not None
    assert (bought.money_cents, bought.paid_cents, bought.service_cents) == (-35_580_00, 35_580_00, 35_580_00)
    assert bought.standing is Standing.BUYS_OTHERWISE
    assert found.left_over_cents == 0
    (coach, *_) = demand(found)
    assert (str(coach.positions_today), str(coach.positions_wanted)) == ("1", "13/10")
    assert (coach.schools_today, coach.schools_wanting) == (2, 3)


def test_positions_are_counted_whole_where_the_driver_is_positions() -> None:
    text = changed(('driver = "days"', 'driver = "fte"'), ("each = 2.5", "each = 0.5"))
    found, _ = settled("10,coach,decline,,head,2027-01-19\n", text)
    (coach, *_) = demand(found)
    assert (str(coach.positions_today), str(coach.positions_wanted)) == ("1", "1/2")


def test_if_every_school_declined_a_contract_and_a_lease_still_stay() -> None:
    read, made = prices()
    found = {one.price.service.name: one for one in if_all_declined(read, made.values()).services}
    # Nine of twelve seats are charged; two of those are at no school.
    assert found["seats"].money_cents == 3 * 425_00
    assert found["print"].stays_cents == 1_000_01
    assert found["training"].retained_cents == 100_00


def test_a_school_without_the_service_has_no_outcome() -> None:
    found, by_name = settled("")
    assert by_name["coach"].outcome("30") is None
    assert [one.service for one in found.of("30")] == ["print", "seats"]
