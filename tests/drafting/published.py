"""Published districts of the catalogue as last year's tables: their counts and amounts, without their formulas."""

from collections.abc import Sequence

from perpupil.drafting.draft import Draft
from perpupil.drafting.lastyear import Asked
from perpupil.facts.table import read_csv
from tests import project
from tests.drafting.recovery import drafted


def drafted_from(folder: str, asked: Asked, without: Sequence[str] = (), every: int = 1) -> Draft:
    """Draft a formula from a published file; `every` keeps each so manieth unit."""
    path = project.ROOT / "formulas" / folder / "facts.csv"
    table, told = read_csv(path.read_bytes(), "last_year.csv")
    assert told == ()
    kept = {header: cells[::every] for header, cells in table.columns.items() if header not in without}
    rows = [",".join(kept), *(",".join(f'"{cell}"' for cell in row) for row in zip(*kept.values(), strict=True))]
    return drafted("\n".join(rows) + "\n", asked)


def found_in(draft: Draft) -> dict[str, tuple[str, int, int]]:
    """Give for each column the rule in words, the units that it gives exactly, and of how many."""
    return {one.figures.header: (one.words, one.exact, one.count) for one in draft.lines}


def headers(folder: str) -> list[str]:
    path = project.ROOT / "formulas" / folder / "facts.csv"
    return path.read_text(encoding="utf-8").partition("\n")[0].strip().split(",")


Found = dict[str, tuple[str, int, int]]

CALIFORNIA: Found = {
    "base_grant_incl_nss": (
        "funded_ada_tk_k3 × 11,068 + funded_ada_4_6 × 10,177 + funded_ada_7_8 × 10,478 + funded_ada_9_12 × 12,460, rounded to the dollar, each part by itself",
        37,
        44,
    ),
    "supplemental_grant": (
        "(funded_ada_tk_k3 × 22.136 + funded_ada_4_6 × 20.354 + funded_ada_7_8 × 20.956 + funded_ada_9_12 × 24.92) × upp_percent, rounded to the dollar, each part by itself",
        44,
        44,
    ),
    "concentration_grant": (
        "(funded_ada_tk_k3 × 71.942 + funded_ada_4_6 × 66.1505 + funded_ada_7_8 × 68.107 + funded_ada_9_12 × 80.99) × max(0, upp_percent - 55), rounded to the dollar, each part by itself",
        44,
        44,
    ),
}
"""Its base rates with the additions for small classes and career education; 20 percent and 65 percent of them, a percent; and 55 percent."""

ENGLAND: Found = {
    "gbp_be_primary": ("nor_primary * rate_be_primary", 1500, 1500),
    "gbp_be_ks3": ("nor_ks3 * rate_be_ks3", 1500, 1500),
    "gbp_be_ks4": ("nor_ks4 * rate_be_ks4", 1500, 1500),
    "gbp_fsm_primary": ("nor_primary * pct_fsm_primary * rate_fsm_primary", 1500, 1500),
    "gbp_fsm6_primary": ("nor_primary * pct_fsm6_primary * rate_fsm6_primary", 1500, 1500),
    "gbp_fsm_secondary": ("(nor_ks3 + nor_ks4) * pct_fsm_secondary * rate_fsm_secondary", 1500, 1500),
    "gbp_fsm6_secondary": ("(nor_ks3 + nor_ks4) * pct_fsm6_secondary * rate_fsm6_secondary", 1500, 1500),
    "gbp_lac_all": ("(nor_primary + nor_ks3 + nor_ks4) * pct_lac_all * rate_lac_all", 1500, 1500),
    "gbp_mobility_primary": ("nor_primary * pct_mobility_primary * rate_mobility_primary", 1500, 1500),
    "gbp_mobility_secondary": ("(nor_ks3 + nor_ks4) * pct_mobility_secondary * rate_mobility_secondary", 1500, 1500),
    "gbp_eal1_primary": ("nor_primary * pct_eal1_primary * rate_eal1_primary", 1500, 1500),
    "gbp_eal2_primary": ("nor_primary * pct_eal2_primary * rate_eal2_primary", 1500, 1500),
    "gbp_eal3_primary": ("nor_primary * pct_eal3_primary * rate_eal3_primary", 1500, 1500),
    "gbp_eal1_secondary": ("(nor_ks3 + nor_ks4) * pct_eal1_secondary * rate_eal1_secondary", 1500, 1500),
    "gbp_eal2_secondary": ("(nor_ks3 + nor_ks4) * pct_eal2_secondary * rate_eal2_secondary", 1500, 1500),
    "gbp_eal3_secondary": ("(nor_ks3 + nor_ks4) * pct_eal3_secondary * rate_eal3_secondary", 1500, 1500),
}

NEW_JERSEY: Found = {
    "wtd_middle": ("enr_middle × 1.04, rounded to whole numbers", 296, 296),
    "wtd_high": ("enr_high × 1.16, rounded to whole numbers", 296, 296),
    "wtd_lep_elem": ("lep_elem × 0.5, rounded to whole numbers", 296, 296),
    "wtd_lep_high": ("lep_high × 0.58, rounded to whole numbers", 296, 296),
    "sped_enrollment": ("proj_resident_enrollment_fte × 0.154, rounded to whole numbers", 296, 296),
    "usd_lfs_property": ("equalized_valuation × 0.007241892, rounded to the dollar", 296, 296),
    "usd_lfs_income": ("district_income × 0.0263869435, rounded to the dollar", 296, 296),
    "usd_local_fair_share": ("usd_lfs_property + usd_lfs_income", 296, 296),
    "usd_security_base": ("proj_resident_enrollment_fte × 84", 296, 296),
}
