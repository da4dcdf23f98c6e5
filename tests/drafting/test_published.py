"""What is found in published tables, line by line: their weights, rates, thresholds and roundings, from counts and amounts alone.

Every line of the three is tried by `tests/soak`; here stand California whole and the lines of the other two that are quickly found.
"""

from perpupil.drafting.lastyear import Asked
from tests.drafting.published import CALIFORNIA, ENGLAND, NEW_JERSEY, drafted_from, found_in, headers

ENGLISH = ("gbp_be_primary", "gbp_fsm6_secondary")
JERSEY_LINES = ("usd_lfs_property", "usd_lfs_income", "usd_local_fair_share")
JERSEY_STEPS = ("wtd_middle", "wtd_lep_high", "sped_enrollment")


def test_california() -> None:
    without = ("total_entitlement", "nss_residual_derived", "add_ons_residual_derived")
    draft = drafted_from("california_lcff_2024_25", Asked(unit="cds_district", lines=tuple(CALIFORNIA)), without)
    assert found_in(draft) == CALIFORNIA
    assert draft.is_confirmed


def test_england() -> None:
    folder = "england_school_budget_share_2017_18"
    without = [one for one in headers(folder) if one.startswith("gbp_") and one not in ENGLISH]
    draft = drafted_from(folder, Asked(unit="rid", lines=ENGLISH), [*without, "recomputes_to_penny"], every=7)
    assert found_in(draft) == {one: (ENGLAND[one][0], 215, 215) for one in ENGLISH}
    assert draft.is_confirmed


def test_new_jersey() -> None:
    folder = "new_jersey_sfra_fy2021"
    facts = {"district_code", "enr_middle", "enr_high", "lep_elem", "lep_high", "proj_resident_enrollment_fte"}
    facts |= {"equalized_valuation", "district_income", "budget_type", "gca", *JERSEY_LINES, *JERSEY_STEPS}
    without = [one for one in headers(folder) if one not in facts]
    asked = Asked(unit="district_code", lines=JERSEY_LINES, steps=JERSEY_STEPS)
    draft = drafted_from(folder, asked, without)
    assert found_in(draft) == {one: NEW_JERSEY[one] for one in (*JERSEY_STEPS, *JERSEY_LINES)}
    assert draft.is_confirmed
