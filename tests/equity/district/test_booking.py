"""What a ledger books at no school is spread by what the district names, and the ledger adds up to the cent, whatever stands in it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.equity.district.booking import Booked, Drivers, Kind, Rule, Sorting, book
from perpupil.equity.district.records import Cost
from perpupil.equity.situation import Funds
from perpupil.equity.stages import Stage

LOCAL, FEDERAL = Kind(Funds.STATE_AND_LOCAL, special_education=False), Kind(Funds.FEDERAL, special_education=False)
SPECIAL = Kind(Funds.STATE_AND_LOCAL, special_education=True)
SCHOOLS = ("A", "B", "C")
STUDENTS = tuple(map(Fraction, (100, 200, 300)))


def cost(cents: int, school: str = "", *, salary: bool = False, **codes: str) -> Cost:
    """A cost of state and local money; the location is its school's, or 0900."""
    return Cost(
        {"location": school or "0900", **codes},
        school,
        "0900 Benefits",
        Funds.STATE_AND_LOCAL,
        "100",
        salary,
        "",
        cents,
    )


def rule(by: str, location: str = "0900", title: str = "Insurance") -> Rule:
    return Rule(by, title, {"location": (location,)}, by, "so decided")


def booked(costs: list[Cost], *rules: Rule, drivers: Drivers | None = None) -> Booked:
    return book(Stage.SPENT, costs, SCHOOLS, Sorting(rules), drivers or Drivers({"students": STUDENTS}))


def test_insurance_goes_by_salaries_of_the_same_money_to_the_cent() -> None:
    found = booked(
        [cost(60_00, "A", salary=True), cost(30_00, "B", salary=True), cost(500_00, "B"), cost(1_00)], rule("salaries")
    )
    assert found.by_kind_cents[LOCAL] == (60_00 + 67, 30_00 + 500_00 + 33, 0)
    assert (found.spread_cents, found.unsaid_cents, found.at_schools[LOCAL]) == (1_00, 0, 590_00)


def test_the_left_over_cent_goes_to_the_largest_remainder() -> None:
    found = booked([cost(100)], rule("students"))
    assert found.by_kind_cents[LOCAL] == (17, 33, 50)
    assert booked([cost(-100)], rule("students")).by_kind_cents[LOCAL] == (-17, -33, -50)


def test_positions_drive_by_whose_money_pays_them() -> None:
    there = Drivers(
        positions={Funds.STATE_AND_LOCAL: (Fraction(1, 2), Fraction(1), Fraction()), Funds.FEDERAL: STUDENTS}
    )
    assert booked([cost(300)], rule("positions"), drivers=there).by_kind_cents[LOCAL] == (100, 200, 0)


def test_the_first_rule_that_holds_counts_and_all_its_segments_must_hold() -> None:
    narrow = Rule("narrow", "Art", {"location": ("0900",), "object": ("1", "2")}, "central", "shared")
    found = booked([cost(10, object="2"), cost(20, object="3")], narrow, rule("students"))
    assert (found.central_cents, found.spread_cents) == (10, 20)


def test_cost_that_nobody_speaks_of_is_in_no_schools_amount() -> None:
    found = booked([cost(98_00, "A"), cost(2_00)])
    assert (found.unsaid_cents, found.by_kind_cents[LOCAL]) == (2_00, (98_00, 0, 0))
    assert found.unsaid_share([LOCAL]) == Fraction(2, 100)
    assert found.unsaid_share([FEDERAL]) == 0


@pytest.mark.parametrize("by", ["salaries", "positions", "low_income"])
def test_a_driver_that_no_school_has_spreads_nothing_and_says_so(by: str) -> None:
    found = booked([cost(98_00, "A"), cost(2_00)], rule(by))
    assert (found.unsaid_cents, found.spread_cents) == (2_00, 0)
    assert by in found.nowhere[0].why


def test_credits_do_not_hide_what_stands_nowhere() -> None:
    found = booked([cost(100_00, "A"), cost(50_00), cost(-50_00, location="0950")])
    assert found.unsaid_cents == 0
    assert found.unsaid_share([LOCAL]) == 0  # one place, one sum
    other = Cost(
        {"location": "0950"},
        "",
        "0950 Itinerants",
        Funds.STATE_AND_LOCAL,
        "100",
        is_salary=False,
        excluded="",
        cents=-50_00,
    )
    assert booked([cost(100_00, "A"), cost(50_00), other]).unsaid_share([LOCAL]) == Fraction(1, 2)


def test_special_education_is_told_by_program_or_by_the_districts_codes() -> None:
    sorting = Sorting((), {"project": ("431",)}, {"fund": ("201",)})
    by_program = Cost({}, "A", "", Funds.STATE_AND_LOCAL, "200", is_salary=False, excluded="", cents=1)
    assert sorting.kind(by_program) == SPECIAL
    assert sorting.kind(cost(1, "A", project="431")) == SPECIAL
    assert sorting.kind(cost(1, "A", fund="201")) == FEDERAL
    nobody = Cost({}, "A", "", None, "", is_salary=False, excluded="", cents=7)
    found = book(Stage.SPENT, [nobody], SCHOOLS, sorting, Drivers())
    assert (found.by_kind_cents[LOCAL], found.funds_unsaid_cents) == ((7, 0, 0), 7)


PLACES = ("A", "B", "C", "closed", "", "")
COSTS = st.builds(
    lambda cents, school, location, funds, program, salary, excluded: Cost(
        {"location": school or location}, school, location, funds, program, salary, excluded, cents
    ),
    st.integers(-(10**15), 10**15),
    st.sampled_from(PLACES),
    st.sampled_from(("0900", "0950", "0999")),
    st.sampled_from((Funds.STATE_AND_LOCAL, Funds.FEDERAL, None)),
    st.sampled_from(("100", "200")),
    st.booleans(),
    st.sampled_from(("", "", "", "capital")),
)
RULES = st.lists(
    st.builds(rule, st.sampled_from(("students", "salaries", "positions", "poor", "central", "excluded")), st.sampled_from(("0900", "0950", "0999"))),
    max_size=4,
)  # fmt: skip
WEIGHTS = st.tuples(*[st.fractions(0, 1000, max_denominator=12)] * 3)


@given(st.lists(COSTS, max_size=30), RULES, WEIGHTS, WEIGHTS)
def test_every_ledger_adds_up_to_the_cent(
    costs: list[Cost], rules: list[Rule], students: tuple[Fraction, ...], fte: tuple[Fraction, ...]
) -> None:
    drivers = Drivers({"students": students}, {Funds.STATE_AND_LOCAL: fte})
    found = book(Stage.SPENT, costs, SCHOOLS, Sorting(tuple(rules)), drivers)
    whole = sum(one.cents for one in costs)
    assert found.total_cents == whole == sum(found.parts_cents.values())
    schools = sum(sum(amounts) for amounts in found.by_kind_cents.values())
    assert schools == sum(found.at_schools.values()) + found.spread_cents
    kept = sum(one.cents for one in costs if one.school not in SCHOOLS or one.excluded)
    assert kept == whole - sum(found.at_schools.values())
    assert 0 <= found.unsaid_share([LOCAL, FEDERAL]) <= 1


@given(st.lists(COSTS, max_size=20), RULES, WEIGHTS)
def test_the_order_of_the_ledger_changes_nothing(
    costs: list[Cost], rules: list[Rule], students: tuple[Fraction, ...]
) -> None:
    drivers = Drivers({"students": students})
    one, other = (book(Stage.SPENT, each, SCHOOLS, Sorting(tuple(rules)), drivers) for each in (costs, costs[::-1]))
    assert one == other
