"""What was published comes out: how many figures of each system, and figures worked by hand from the documents."""

from fractions import Fraction
from itertools import chain

import pytest

from tests.allocation.catalogue import FOLDERS, made, worked

NEW_JERSEY, CALIFORNIA, ENGLAND = (
    "new_jersey_sfra_fy2021",
    "california_lcff_2024_25",
    "england_school_budget_share_2017_18",
)
NEW_YORK, BOSTON = "nyc_fair_student_funding_fy2015", "boston_weighted_student_funding_fy2016"
ALBEMARLE, ARLINGTON, ALLOVUE = "albemarle_staffing_2002_03", "arlington_staffing_fy2011", "allovue_staffing_rounding"
WEIGHTED, STAFFED = "ed_example_weighted", "ed_example_staffing"

Matched = tuple[int, int]


def each(matched: int, total: int, names: str) -> dict[str, Matched]:
    return dict.fromkeys(names.split(), (matched, total))


PUBLISHED: dict[str, dict[str, Matched]] = {
    NEW_JERSEY: each(
        296,
        296,
        """
        weighted_half_day_kindergarten weighted_elementary weighted_middle weighted_high weighted_grades
        at_risk at_risk_half_day_kindergarten at_risk_elementary at_risk_middle at_risk_high
        english_learner_half_day_kindergarten english_learner_elementary english_learner_middle english_learner_high
        combination_half_day_kindergarten combination_elementary combination_middle combination_high weighted_students
        base_cost at_risk_cost english_learner_cost combination_cost special_education_students speech_students
        special_education_two_thirds speech adequacy_budget
        share_of_property share_of_income local_fair_share local_share
        equalization_aid special_education_aid security_base security_rate_low_income security_low_income security_aid
        uncapped_aid last_year_aid difference_from_last_year adequate_spending gap gap_share increase change
        change_adjustment change_equalization change_special_education change_security change_transport
        """,
    )
    | each(280, 280, "transport_regular transport_special transport_aid")
    | {"spending_share": (295, 296), "cut": (101, 101), "cut_above_adequacy": (1, 1)},
    CALIFORNIA: {"base_grant": (37, 44), "supplemental": (44, 44), "concentration": (44, 44)},
    ENGLAND: each(
        1_500,
        1_500,
        """
        basic_entitlement_primary basic_entitlement_ks3 basic_entitlement_ks4 free_meals_primary free_meals_secondary
        free_meals_ever_6_primary free_meals_ever_6_secondary looked_after mobility_primary mobility_secondary
        english_additional_1_primary english_additional_1_secondary english_additional_2_primary
        english_additional_2_secondary english_additional_3_primary english_additional_3_secondary
        """,
    ),
    NEW_YORK: each(
        5,
        5,
        """
        students_gained grades_k5 grades_k5_change full_formula formula_share_shown initial_allocation final_share
        register_change_allocation
        """,
    ),
    BOSTON: each(
        1,
        1,
        """
        k0_k1 k2 grades_1_2 grades_3_5 grades_6_8 grades_9_12 low_severity moderate_severity autism developmental_delay
        early_childhood_3_4 early_childhood_5_6 emotional_elementary emotional_secondary full_inclusion intellectual
        multiple physical
        """,
    )
    | {"lines_of_first_page": (0, 1)},
    ALBEMARLE: each(1, 1, "undifferentiated_teachers regular_teachers.quantity differentiated_teachers.quantity"),
    ALLOVUE: each(3, 3, "rounded_up.quantity rounded_down.quantity rounded_nearest.quantity")
    | {"banded.quantity": (6, 6)},
    ARLINGTON: each(
        5,
        5,
        """
        principal.quantity assistant_principal.quantity counselors.quantity librarian.quantity
        library_assistants.quantity clerical.quantity teachers_4.quantity teachers_5.quantity
        """,
    )
    | each(6, 6, "teachers_1.quantity teachers_2.quantity teachers_3.quantity"),
    WEIGHTED: each(
        1,
        1,
        """
        school_total all_students low_income_students english_learner_students disability_students preschool_students
        """,
    ),
    STAFFED: each(1, 1, "school_total teachers.quantity teachers principal librarian counselors materials"),
    "small_district_staffing": {},
    "small_district_student_based": {},
}

WITHIN = {"initial_allocation": Fraction("0.02"), "register_change_allocation": Fraction("0.02")}


def test_every_system_of_the_catalogue_is_expected() -> None:
    assert sorted(PUBLISHED) == FOLDERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_as_many_figures_match_as_its_readme_says(folder: str) -> None:
    compared = worked(folder).reproduction.compared
    assert {one.name: (one.matched, one.total) for one in compared} == PUBLISHED[folder]


def test_nothing_matches_by_tolerance_but_two_cents_of_new_york() -> None:
    compared = chain.from_iterable(worked(folder).reproduction.compared for folder in FOLDERS)
    assert {one.name: one.within for one in compared if one.within} == WITHIN


def test_all_systems_together_match_40_605_of_40_614() -> None:
    matched = sum(worked(folder).reproduction.matched for folder in FOLDERS)
    assert (matched, sum(worked(folder).reproduction.total for folder in FOLDERS)) == (40_605, 40_614)


def mismatches(folder: str, name: str) -> list[tuple[str, Fraction, Fraction]]:
    (found,) = [one for one in worked(folder).reproduction.compared if one.name == name]
    return [(one.unit, one.published, one.computed) for one in found.mismatches]


def test_the_one_cell_that_new_jersey_lost_is_shown() -> None:
    assert mismatches(NEW_JERSEY, "spending_share") == [("5645", Fraction("167.225"), Fraction("4167.225"))]


def test_california_differs_by_the_allowance_for_small_schools_alone() -> None:
    names = dict(zip(worked(CALIFORNIA).allocation.units, worked(CALIFORNIA).allocation.world.facts.names, strict=True))
    found = {
        names[unit].split()[0]: published - computed
        for unit, published, computed in mismatches(CALIFORNIA, "base_grant")
    }
    assert found == {
        "Alpine": 204_888, "Bangor": 209_129, "Biggs": 234_430, "Palermo": 97_481, "Pioneer": 141_845, "Maxwell": 479_301, "Pierce": 53_445,
    }  # fmt: skip


def test_boston_lacks_ten_students_of_a_page_that_is_missing() -> None:
    assert mismatches(BOSTON, "lines_of_first_page") == [("one school", Fraction(2_814_289), Fraction(2_774_005))]


# Figures worked by hand from the documents


def values(folder: str, unit: str, names: str) -> list[Fraction]:
    """Give lines as they are allocated, and steps and quantities as they are worked out."""
    allocation = worked(folder).allocation
    position = allocation.units.index(unit)
    return [
        Fraction(int(allocation.lines_cents[name][position]), 100)
        if name in allocation.lines_cents
        else allocation.value_at(name, position)
        for name in names.split()
    ]


def unit_called(folder: str, name: str) -> str:
    facts = worked(folder).allocation.world.facts
    (unit,) = [unit for unit, called in zip(facts.units, facts.names, strict=True) if called == name]
    return unit


def exactly(*texts: str) -> list[Fraction]:
    return [Fraction(text.replace(",", "")) for text in texts]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("weighted_elementary weighted_middle weighted_high weighted_grades", ["569", "303", "71", "943"]),
        ("at_risk at_risk_elementary at_risk_middle at_risk_high at_risk_students", ["0.54446", "125", "75", "25", "225"]),
        ("english_learner_elementary english_learner_middle english_learner_high english_learner_students", ["4", "2", "2", "8"]),
        ("combination_elementary combination_middle combination_high combination_students", ["32", "6", "0", "38"]),
        ("base_cost at_risk_cost english_learner_cost combination_cost", ["10,945,748", "2,611,658", "92,859", "441,080"]),
        ("special_education_students special_education_two_thirds speech_students speech", ["142", "1,736,841", "14", "16,841"]),
        ("adequacy_budget share_of_property share_of_income local_share", ["15,845,027", "5,387,197", "6,299,823", "11,687,020"]),
        ("equalization_aid special_education_aid", ["4,158,007", "868,420"]),
        ("security_base security_low_income security_aid", ["77,448", "230,877", "298,859"]),
        ("transport_regular transport_special transport_aid", ["242,971", "56,050", "299,021"]),
        ("uncapped_aid last_year_aid gap gap_share increase", ["5,624,307", "3,353,912", "2,270,395", "0.106131", "165,945"]),
    ],
)  # fmt: skip
def test_absecon_of_new_jersey(names: str, expected: list[str]) -> None:
    assert values(NEW_JERSEY, "0010", names) == exactly(*expected)


def test_newark_of_new_jersey() -> None:
    assert values(NEW_JERSEY, "3570", "adequacy_budget change") == exactly("1,154,547,544", "16,938,361")


def test_the_vocational_factor_comes_after_the_grades_are_rounded() -> None:
    """Atlantic County Vocational has 2,011 weighted students of grades and is counted with 2,453."""
    for budget, expected in (("COUNTY", 2_453), ("K-12", 2_011)):
        allocation = made(NEW_JERSEY, enr_elem="2011", gca="1", budget_type=budget, proj_resident_enrollment_fte="2011")
        assert allocation.value_at("weighted_grades", 0) == expected


@pytest.mark.parametrize(
    ("percent", "weight"), [("6.667", "0.47"), ("49.7820", "0.54446"), ("60", "0.57"), ("75", "0.57")]
)
def test_the_at_risk_weight_of_new_jersey(percent: str, weight: str) -> None:
    """Alexandria lies below the slide, Absecon on it."""
    allocation = made(NEW_JERSEY, low_income_pct=percent, enr_elem="100", gca="1", proj_resident_enrollment_fte="100")
    assert [allocation.value_at("at_risk", 0)] == exactly(weight)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Oakland Unified", ["342,281,911", "55,730,341", "58,757,824"]),
        ("Hayward Unified", ["182,498,250", "29,750,865", "31,447,187"]),
        ("Mountain House Elementary", ["180,200", "19,937", "375"]),
        ("Newark Unified", ["52,922,667", "5,572,756", "0"]),
        ("Oroville Union High", ["26,098,342", "4,175,213", "4,239,284"]),
    ],
)
def test_districts_of_california(name: str, expected: list[str]) -> None:
    unit = unit_called(CALIFORNIA, name)
    assert values(CALIFORNIA, unit, "base_grant supplemental concentration") == exactly(*expected)


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        (
            "Wordsworth Primary School",
            "basic_entitlement_primary free_meals_primary looked_after mobility_primary english_additional_3_primary",
            ["1,557,982.74", "48,937.22", "1,609.85", "7,195.85", "84,883.94"],
        ),
    ],
)
def test_schools_of_england(name: str, lines: str, expected: list[str]) -> None:
    assert values(ENGLAND, unit_called(ENGLAND, name), lines) == exactly(*expected)


def test_the_needs_of_woolwich_in_england() -> None:
    """711 pupils of key stage 3 and 469 of key stage 4, Greenwich's rates."""
    allocation = made(
        ENGLAND,
        school="Woolwich Polytechnic School",
        days_open_2017_18="365",
        nor_ks3="711",
        nor_ks4="469",
        pct_fsm6_secondary="0.485604",
        rate_fsm6_secondary="2616.482831",
        pct_lac_all="0.009450",
        rate_lac_all="2382.41",
        pct_eal3_secondary="0.059345",
        rate_eal3_secondary="1520.162184",
    )
    expected = {
        "free_meals_ever_6_secondary": 149_927_794,
        "looked_after": 2_656_625,
        "english_additional_3_secondary": 10_645_255,
    }
    assert {line: int(allocation.lines_cents[line][0]) for line in expected} == expected


def test_a_school_of_new_york_that_shrinks_and_one_that_grows() -> None:
    """What the city publishes lies within two cents, since it shows last year in whole dollars."""
    names = "formula_share_shown register_change_allocation initial_allocation final_share"
    shown = {
        "K001": exactly("0.8216", "-99,126.82", "5,858,476.18", "0.8216"),
        "K008": exactly("0.8466", "435,935.53", "4,014,764.53"),
    }
    for unit, expected in shown.items():
        found = values(NEW_YORK, unit, names)[: len(expected)]
        assert found[0] == expected[0]
        assert all(abs(one - other) <= Fraction("0.02") for one, other in zip(found, expected, strict=True))


def test_a_grade_weight_of_new_york() -> None:
    assert values(NEW_YORK, "Q184", "grades_k5") == exactly("1,904,616.09")
    none = dict.fromkeys(("formula_P", "prior_base_a"), "")
    larger = made(NEW_YORK, projected_register="1004", fy14_register="1004", weight="1", **none)
    assert [larger.value_at("grades_k5", 0)] == exactly("4,139,035.83")


def test_the_school_of_boston() -> None:
    (unit,) = worked(BOSTON).allocation.units
    lines = {
        "k0_k1": 580_100, "k2": 122_465, "grades_1_2": 95_878, "grades_3_5": 125_688, "grades_6_8": 67_678, "grades_9_12": 20_948,
        "autism": 762_187, "early_childhood_3_4": 402_847, "emotional_elementary": 451_189, "emotional_secondary": 145_025,
    }  # fmt: skip
    assert {line: worked(BOSTON).cents(unit, line) for line in lines} == {
        line: 100 * dollars for line, dollars in lines.items()
    }


def test_the_school_of_albemarle() -> None:
    names = "undifferentiated_teachers regular_teachers.quantity differentiated_teachers.quantity"
    assert values(ALBEMARLE, "Murray Elementary", names) == exactly("12.89", "12.35", "0.95")


@pytest.mark.parametrize(("students", "positions"), [("495", "1"), ("496", "1.2")])
def test_the_major_portion_of_arlington(students: str, positions: str) -> None:
    allocation = worked(ARLINGTON).allocation
    texts = allocation.world.facts.texts("enrollment")
    unit = allocation.units[texts.index(students)]
    assert values(ARLINGTON, unit, "counselors.quantity") == exactly(positions)


@pytest.mark.parametrize(("folder", "dollars"), [(WEIGHTED, 3_495_000), (STAFFED, 2_051_250)])
def test_the_examples_of_the_department_of_education(folder: str, dollars: int) -> None:
    allocation = worked(folder).allocation
    assert allocation.total_cents == dollars * 100
    assert values(folder, "example school", "school_total") == [dollars]


# Constructed systems


def test_the_constructed_district_hands_out_its_pools_to_the_cent() -> None:
    pools = worked("small_district_student_based").allocation.pools
    assert (pools["school_budgets"].amount_cents, pools["school_budgets"].left_cents) == (2_715_000_000, 0)
    assert pools["requests"].allocated_cents <= 9_000_000
