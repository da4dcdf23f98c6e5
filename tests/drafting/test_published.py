"""What is found in published tables, line by line: their weights, rates, thresholds and roundings, from counts and amounts alone.

Every line of the three is tried by `tests/soak`; here stand California whole, and of the other two some lines of every kind.
"""

from perpupil.drafting.draft import Draft
from perpupil.drafting.lastyear import Asked
from tests.drafting.published import (
    CALIFORNIA,
    ENGLAND,
    NEW_JERSEY,
    NEW_JERSEY_UNFOUND,
    drafted_from,
    found_in,
    headers,
    jersey,
    unfound_in,
)

ENGLISH = ("gbp_be_primary", "gbp_fsm6_secondary")
STUDENTS = ("budget_type", "gca", "low_income_pct", "proj_resident_enrollment_fte", "enr_", "atrisk_", "lep_", "combo_")
WEIGHTS = (
    "at_risk_weight",
    "wtd_",
    "security_low_income_per_pupil",
    "sped_enrollment",
    "usd_base_cost",
    "usd_atrisk_cost",
)
AIDS = (
    "usd_equalization_aid",
    "usd_sped_categorical",
    "usd_security_aid",
    "usd_adequacy_budget",
    "crit_",
    "fy20_",
    "trn_",
)
STEPS_TO_FULL_AID = (
    "usd_trn_",
    "usd_prebudget_year_aid",
    "usd_uncapped_aid",
    "usd_differential",
    "usd_adequacy_spending",
    "pct_s",
    "usd_reduction_",
    "usd_below_uncapped_f1",
    "usd_increase_h",
)


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


def new_jersey(facts: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[Draft, list[str]]:
    """Draft the columns that begin so, from the facts that begin so alone."""
    folder = "new_jersey_sfra_fy2021"
    lines = [one for one in NEW_JERSEY if one.startswith(wanted)]
    kept = {*lines, "district_code", *(one for one in headers(folder) if one.startswith(facts))}
    return drafted_from(folder, jersey(lines), [one for one in headers(folder) if one not in kept]), lines


def test_new_jersey_weights() -> None:
    draft, lines = new_jersey(STUDENTS, WEIGHTS)
    assert found_in(draft) == {one: NEW_JERSEY[one] for one in lines}
    assert draft.is_confirmed


def test_new_jersey_aids() -> None:
    draft, lines = new_jersey((*AIDS, "usd_prebudget_spending"), STEPS_TO_FULL_AID)
    assert found_in(draft) == {one: NEW_JERSEY[one] for one in lines}
    assert unfound_in(draft) == {"usd_reduction_e2": NEW_JERSEY_UNFOUND["usd_reduction_e2"]}
    assert draft.is_confirmed
