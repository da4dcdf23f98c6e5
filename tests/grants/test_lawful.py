"""Title I: money at served schools alone, and no school with more a child than a poorer one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.grants.devolution import Devolution, devolve
from perpupil.grants.lawful.order_of_shares import Standing, overtakings
from perpupil.grants.schools import School
from tests.grants.small import asked, codes, grant, school, worked

SCHOOLS = (
    school("0209", 428, 398),
    school("0219", 467, 355),
    school("0217", 412, 200),
    school("0225", 490, 54, is_served=False),
)
CENTRAL = """
[grant.title_i.set_aside.central]
title = "Central programs"
amount = 300_000
why = "so far spent for schools by the central office"
worth_at = { "0209" = 36_000, "0219" = 30_000, "0217" = 15_000 }
offered = true
[grant.title_i.to_schools]
"""
KEYS = 'private_children = 0\nprivate_why = "none"\nnot_needed = { homeless = "x", neglected = "x", family_engagement = "x" }'


def offer(unit: str, amount: object, answer: str = "open") -> str:
    return (
        f'[[grant.title_i.offer]]\nset_aside = "central"\nschool = "{unit}"\namount = {amount}\nanswer = "{answer}"\n'
    )


def with_offers(*offers: str) -> tuple[Devolution, set[str], list[str]]:
    made, findings = worked(grant(1_000_000, KEYS, CENTRAL + "".join(offers)), SCHOOLS)
    return made, codes(findings), [one.what for one in findings]


def test_what_services_are_worth_may_be_had_as_money() -> None:
    made, told, _ = with_offers()
    assert told == set()
    assert [(one.school, one.amount_cents) for one in made.offers] == [
        ("0209", 36_000_00),
        ("0217", 15_000_00),
        ("0219", 30_000_00),
    ]
    assert not any(one.refused for one in made.offers)


@pytest.mark.parametrize("answer", ["open", "taken"])
def test_36_000_dollars_to_a_school_that_is_not_served_are_refused(answer: str) -> None:
    made, told, what = with_offers(offer("0225", 36_000, answer))
    assert told == {"unserved-school"}
    assert "does not serve School 0225" in what[0]
    assert "20 USC 6313" in what[0]
    (mine,) = [one for one in made.offers if one.school == "0225"]
    assert "not served" in mine.refused
    assert mine.taken_cents == 0
    row = made.school("0225")
    assert row is not None
    assert (row.cash_cents, row.open_cents) == (0, 0)


@pytest.mark.parametrize("answer", ["open", "taken"])
def test_36_000_dollars_that_overtake_a_poorer_school_are_refused(answer: str) -> None:
    # 0209 has $36,000 for 398 children beside the even share, $90.45; with $36,000 for 355 children 0219 would have $101.41.
    made, told, what = with_offers(offer("0219", 36_000, answer))
    assert told == {"poorer-school-overtaken"}
    assert "School 0219, where 76.0% are of low income" in what[0]
    assert "34 CFR 200.78(c)" in what[0]
    (mine,) = [one for one in made.offers if one.school == "0219"]
    assert "poorer school" in mine.refused
    assert mine.taken_cents == 0


def test_the_refusal_says_how_much_would_be_lawful() -> None:
    _, findings = worked(grant(1_000_000, KEYS, CENTRAL + offer("0219", 36_000)), SCHOOLS)
    (finding,) = findings
    # The poorest has $36,000 / 398 a child beside the even share: 355 times that, rounded down.
    assert "$32,110.55 at most" in finding.fix
    assert with_offers(offer("0219", "32_110.55"))[1] == set()
    assert with_offers(offer("0219", "32_111"))[1] == {"poorer-school-overtaken"}


def test_an_offer_that_was_declined_is_no_offence() -> None:
    _, told, _ = with_offers(offer("0219", 36_000, "declined"))
    assert told == set()


def test_a_poorer_school_is_tested_as_if_it_took_what_leaves_it_least() -> None:
    # Offered $20,000 for services worth $36,000, the poorest school might have less a child than the next.
    _, told, _ = with_offers(offer("0209", 20_000))
    assert told == {"poorer-school-overtaken"}


def test_bands_that_turn_the_order_round_are_told() -> None:
    bands = "[grant.title_i.to_schools]\nbands = [[0, 800], [90, 700]]\n"
    _, findings = worked(grant(1_000_000, KEYS, bands), SCHOOLS)
    assert "poorer-school-overtaken" in codes(findings)


def test_more_promised_than_set_aside_is_told() -> None:
    _, told, _ = with_offers(offer("0209", 400_000))
    assert told == {"award-overdrawn"}


def test_more_than_is_set_aside_is_not_handed_out_even_where_it_was_taken() -> None:
    made, _, _ = with_offers(offer("0209", 400_000, "taken"))
    (mine,) = [one for one in made.offers if one.school == "0209"]
    assert "more is promised" in mine.refused
    assert all(one.amount_cents > 0 for one in made.parts)


def test_title_i_does_not_go_to_all_schools() -> None:
    made, findings = devolve(
        asked(grant(1_000_000, KEYS, "[grant.title_i.to_schools]\nschools = 'all'\n")).grants["title_i"], SCHOOLS
    )
    assert made is None
    assert codes(findings) == {"unserved-school"}


def test_what_all_schools_have_is_not_offered_to_those_that_are_not_served() -> None:
    aside = '[grant.title_i.set_aside.a]\ntitle = "A"\namount = 1000\nwhy = "x"\nworth_to = "all"\noffered = true\n'
    made, findings = worked(grant(1_000_000, KEYS, aside + "[grant.title_i.to_schools]\n"), SCHOOLS)
    assert [one.code for one in findings] == ["unserved-school"]
    assert "0225" not in {one.school for one in made.offers}


def test_other_programs_have_no_such_order() -> None:
    text = grant(1_000_000, KEYS, CENTRAL + offer("0219", 36_000) + offer("0225", 100), program="title_ii_a")
    _, findings = worked(text, SCHOOLS)
    assert codes(findings) == set()


def test_an_unknown_school_is_told() -> None:
    made_up = grant(1_000_000, 'served = ["209"]\ntargeted = ["9"]', CENTRAL + offer("77", 1))
    made, findings = devolve(asked(made_up).grants["title_i"], SCHOOLS)
    assert made is None
    assert [one.code for one in findings] == ["unknown-unit"] * 3


standings = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 30), st.integers(0, 3_000), st.integers(0, 300)), max_size=8
).map(
    lambda rows: [
        Standing(f"s{at}", Fraction(share, 4), children, least, least + more)
        for at, (share, children, least, more) in enumerate(rows)
    ]
)


@given(standings, st.integers(0, 3))
def test_overtaking_is_found_as_comparing_every_pair_finds_it(every: list[Standing], roundings: int) -> None:
    expected = {
        one.unit
        for one in every
        for other in every
        if one.children
        and other.children
        and other.share > one.share
        and Fraction(one.most_cents - roundings, one.children) > Fraction(other.least_cents + roundings, other.children)
    }
    found = list(overtakings(every, roundings))
    assert {one.richer.unit for one in found} == expected
    assert all(one.poorer.share > one.richer.share for one in found)


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 500)), min_size=1, max_size=9),
    st.integers(0, 10**9),
)
def test_one_rate_for_all_is_lawful_however_cents_fall(sizes: list[tuple[int, int]], total: int) -> None:
    schools = tuple(
        School(f"s{at}", f"S{at}", at % 3 > 0, {"students": poor + rest, "poor": poor})
        for at, (poor, rest) in enumerate(sizes)
    )
    if not any(one.is_served for one in schools):
        return
    asides = '[grant.title_i.set_aside.a]\ntitle = "A"\npercent = 7\nwhy = "x"\nworth_to = "served"\noffered = true\n[grant.title_i.to_schools]\n'
    _, findings = worked(grant(f"{total // 100}.{total % 100:02d}", KEYS, asides), schools)
    assert codes(findings) <= set()


@st.composite
def offers_of_any_kind(draw: st.DrawFn) -> tuple[str, tuple[School, ...]]:
    """Services that are worth this here and that there, and offers of any amount with any answer."""
    schools = tuple(
        School(f"s{at}", f"S{at}", draw(st.integers(0, 3)) > 0, {"students": 100, "poor": draw(st.integers(0, 100))})
        for at in range(draw(st.integers(2, 5)))
    )
    tables = "[grant.title_i.to_schools]\n"
    for name in ("a", "b")[: draw(st.integers(1, 2))]:
        worth = ", ".join(f"s{at} = {draw(st.integers(0, 400))}" for at in range(len(schools)))
        tables += f'[grant.title_i.set_aside.{name}]\ntitle = "A"\namount = 3_000\nwhy = "x"\nworth_at = {{ {worth} }}\noffered = true\n'
        for at in draw(st.sets(st.integers(0, len(schools) - 1))):
            answer = draw(st.sampled_from(["open", "taken", "declined"]))
            tables += f'[[grant.title_i.offer]]\nset_aside = "{name}"\nschool = "s{at}"\namount = {draw(st.integers(0, 900))}\nanswer = "{answer}"\n'
    return grant(20_000, KEYS, tables), schools


@given(offers_of_any_kind())
def test_what_is_not_refused_is_lawful_whatever_schools_answer(case: tuple[str, tuple[School, ...]]) -> None:
    text, schools = case
    made, findings = devolve(asked(text).grants["title_i"], schools)
    if made is None:
        return
    served = {one.unit for one in made.schools if one.is_served}
    assert all(one.refused or one.school in served or not one.amount_cents for one in made.offers)
    if any(one.code == "poorer-school-overtaken" and one.where == made.grant.to_schools.place for one in findings):
        return  # it was out of order before any offer, which is told
    possible = {
        one.unit: {one.cash_cents + one.central_cents} for one in made.schools if one.is_served and one.students
    }
    for each in made.offers:
        if each.answer == "open" and not each.refused and each.school in possible:
            here = possible[each.school]
            possible[each.school] = here | {total + each.amount_cents - each.worth_cents for total in here}
    rows = [one for one in made.schools if one.unit in possible]
    for one in rows:
        for poorer in rows:
            if poorer.share > one.share:
                most, least = max(possible[one.unit]), min(possible[poorer.unit])
                assert Fraction(most - 1, one.students) <= Fraction(least + 1, poorer.students)
