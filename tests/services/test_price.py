"""Prices worked out by hand."""

import datetime as dt
from fractions import Fraction

import pytest

from perpupil.services.price import freed_later
from perpupil.services.wording import offer_sentence
from tests.services.maple import changed, prices

NONE = Fraction(0)


def test_a_coach_of_two_and_a_half_days_is_half_a_position() -> None:
    _, made = prices()
    coach = made["coach"]
    assert [(one.school, one.price_cents) for one in coach.shares] == [("10", 59_300_00), ("20", 59_300_00)]
    assert coach.offer(coach.shares[0], NONE, 5).money_cents == 59_300_00
    assert coach.cost_cents == 118_600_00


def test_without_the_notice_it_needs_nothing_is_freed() -> None:
    _, made = prices()
    offer = made["coach"].offer(made["coach"].shares[0], NONE, 4)
    assert (offer.service_cents, offer.money_cents, offer.stays_cents) == (0, 0, 59_300_00)


def test_a_fixed_cost_is_shared_by_largest_remainder() -> None:
    _, made = prices()
    # $1,000.01 over 100, 200 and 300 students: 16666.83, 33333.67 and 50000.50 cents; the one cent left goes to the first.
    assert [one.fixed_cents for one in made["print"].shares] == [16_667, 33_334, 50_000]
    assert [one.variable_cents for one in made["print"].shares] == [900_00, 1_800_00, 2_700_00]


@pytest.mark.parametrize(("months", "freed"), [(0, 0), (11, 0), (12, 8_333), (16, 8_333), (17, 16_667), (24, 16_667)])
def test_the_offer_grows_with_notice(months: int, freed: int) -> None:
    _, made = prices()
    offer = made["print"].offer(made["print"].shares[0], NONE, months)
    assert offer.money_cents == 900_00 + freed
    assert offer.stays_cents == 16_667 - freed


def test_from_which_year_the_same_decision_frees_the_fixed_cost() -> None:
    read, made = prices()
    assert freed_later(read, made["print"].service) == ((dt.date(2028, 7, 1), Fraction(1)),)


def test_two_thirds_are_kept_and_a_third_is_money() -> None:
    _, made = prices()
    seats = made["seats"]
    offer = seats.offer(seats.share("30"), Fraction(4), 5)
    assert (offer.service_cents, offer.money_cents, offer.stays_cents) == (1_700_00, 850_00, 0)


def test_units_that_no_school_has_stay() -> None:
    _, made = prices()
    assert (made["seats"].spare, made["seats"].spare_cents) == (Fraction(2), 850_00)


def test_who_buys_more_pays_the_variable_cost_alone() -> None:
    _, made = prices()
    offer = made["print"].offer(made["print"].share("10"), Fraction(150), 5)
    assert offer.money_cents == -450_00
    assert offer.service_cents == made["print"].share("10").price_cents + 450_00


def test_books_are_money_only_in_the_year_of_purchase() -> None:
    _, made = prices(changed(("rate = 9\n", 'rate = 9\nbought_in = ["2026", "2032"]\n')))
    assert (made["print"].cost_cents, made["print"].shares) == (0, ())
    assert made["print"].no_choice == "Not bought in FY2028. The next purchase is in FY2032."
    _, made = prices(changed(("rate = 9\n", 'rate = 9\nbought_in = ["2028", "2032"]\n')))
    assert made["print"].is_offered


def test_books_that_are_never_bought_again() -> None:
    _, made = prices(changed(("rate = 9\n", 'rate = 9\nbought_in = ["2026"]\n')))
    assert made["print"].no_choice.endswith("No later purchase is planned.")


def test_an_event_open_to_all_costs_the_same_and_frees_nothing() -> None:
    _, made = prices()
    training = made["training"]
    assert training.cost_cents == 100_00
    assert {training.offer(one, NONE, 24).money_cents for one in training.shares} == {0}


def test_a_whole_cost_gives_the_rate() -> None:
    _, made = prices(changed(("rate = 425\n", "variable = 100\n")))
    assert made["seats"].rate == Fraction(100, 12)
    # $100 over 4, 6 and 2 spare seats: 33.33, 50 and 16.67.
    assert [one.variable_cents for one in made["seats"].shares] == [33_33, 50_00]
    assert made["seats"].spare_cents == 16_67


def test_relevant_students_set_the_price() -> None:
    _, made = prices(changed(('driver = "student"\n', 'driver = "relevant_student"\nneeds = ["poor"]\n')))
    assert [one.quantity for one in made["print"].shares] == [90, 40, 30]


def test_what_a_principal_is_told_grows_with_notice() -> None:
    read, made = prices()
    told = offer_sentence(read, made["print"])
    assert told.startswith("If you decline it you free $9 a student; decide by January 29, 2027.")
    assert told.endswith("the same decision frees 100% of it from July 1, 2028.")
    read, made = prices(changed(("notice = 5", "notice = 6")))
    assert offer_sentence(read, made["coach"]) == (
        "Declining it frees nothing this year; decide by January 29, 2027. It takes 6 months of notice, and the last day gives 5."
    )
    read, made = prices(changed(("deadline = 2027-01-29", "deadline = 2026-06-30")))
    assert offer_sentence(read, made["print"]).startswith(
        "If you decline it you free $9 a student and about $0.8333 of fixed cost;"
    )


def test_a_service_at_no_school_stays_whole() -> None:
    text = changed(
        ('placed = { "10" = 4, "30" = 6 }', 'placed = { "10" = 0 }'),
        ("minimum = 9\n", ""),
        ("minimum_until = 2028-06-30\n", ""),
    )
    _, made = prices(text)
    assert (made["seats"].shares, made["seats"].spare_cents) == ((), 12 * 425_00)
