"""The district's money in whole dollars: the general fund of FY2027 by source and use, grants, the pool by year, and five closed years."""

from __future__ import annotations

from dataclasses import dataclass

REVENUE = {"State aid": 342_000_000, "Local tax": 251_000_000, "Other revenue": 11_000_000, "Fund balance": 8_000_000}

SCHOOL_BUDGETS = {
    "Formula schools": 286_000_000,
    "Special education staff": 86_000_000,
    "Pre-kindergarten": 17_800_000,
    "Special schools": 14_900_000,
    "Nurses": 6_500_000,
    "Adjustments outside any rule": 10_400_000,
}

USES = {
    "School budgets": 421_600_000,
    "Central services": 92_400_000,
    "Facilities": 48_600_000,
    "Administration": 23_400_000,
    "Tuition": 14_500_000,
    "Reserve": 6_500_000,
    "Other": 5_000_000,
}

SPECIAL_SCHOOLS = {"601": 7_400_000, "602": 3_200_000, "603": 4_300_000}


@dataclass(frozen=True, slots=True)
class GrantPart:
    """One part of a grant: what is set aside, or what goes to schools."""

    grant: str
    part: str
    amount: int
    note: str = ""


GRANTS = {
    "Title I-A": 14_960_000,
    "Title II-A": 1_912_000,
    "IDEA section 611": 9_880_000,
    "IDEA section 619": 271_000,
}

GRANT_PARTS = (
    GrantPart("Title I-A", "Private school share", 154_700, "182 private low-income children"),
    GrantPart("Title I-A", "Coaches", 1_067_400, "9.0 coaches at $118,600"),
    GrantPart("Title I-A", "Summer program", 640_000),
    GrantPart("Title I-A", "Indirect cost", 360_000),
    GrantPart("Title I-A", "Parent and family engagement", 150_000, "at least 1 percent of the award"),
    GrantPart("Title I-A", "Homeless students", 124_000),
    GrantPart("Title I-A", "Administration", 400_000),
    GrantPart("Title I-A", "Extended day in served schools", 250_000),
    GrantPart("Title I-A", "To schools", 11_813_900, "17,420 children at 33 schools, $678.18 each"),
    GrantPart("Title II-A", "Mentors and class size in served schools", 1_529_600, "by low-income children"),
    GrantPart("Title II-A", "Leadership training", 382_400),
    GrantPart("IDEA section 611", "Special education staff and services", 9_880_000, "by students with an IEP"),
    GrantPart("IDEA section 619", "Preschool special education", 271_000, "by pre-kindergarten students"),
)

POOL = {
    2027: (
        ("revenue", "State aid", 342_000_000, "State", "state budget act FY2027", "adopted"),
        ("revenue", "Local tax", 251_000_000, "Treasurer", "levy of June 9, 2026", "adopted"),
        ("revenue", "Other revenue", 11_000_000, "Budget office", "adopted budget FY2027", "adopted"),
        ("revenue", "Fund balance", 8_000_000, "Board", "adopted budget FY2027", "adopted"),
        ("central", "Central services", 92_400_000, "Chief academic officer", "adopted budget FY2027", "adopted"),
        ("central", "Facilities", 48_600_000, "Operations", "adopted budget FY2027", "adopted"),
        ("central", "Administration", 23_400_000, "Superintendent", "adopted budget FY2027", "adopted"),
        ("locked", "Tuition", 14_500_000, "Special education", "contracts FY2027", "adopted"),
        ("locked", "Other", 5_000_000, "Budget office", "adopted budget FY2027", "adopted"),
        ("locked", "Special education staff", 86_000_000, "Special education", "adopted budget FY2027", "adopted"),
        ("locked", "Pre-kindergarten", 17_800_000, "Early learning", "adopted budget FY2027", "adopted"),
        ("locked", "Special schools", 14_900_000, "Chief academic officer", "adopted budget FY2027", "adopted"),
        ("locked", "Nurses", 6_500_000, "Student services", "adopted budget FY2027", "adopted"),
        ("locked", "Adjustments outside any rule", 10_400_000, "Superintendent", "adopted budget FY2027", "adopted"),
        ("reserve", "Reserve", 6_500_000, "Board", "adopted budget FY2027", "adopted"),
    ),
    2028: (
        ("revenue", "State aid", 347_100_000, "State", "governor's proposal", "proposed"),
        ("revenue", "Local tax", 257_300_000, "Treasurer", "levy estimate", "proposed"),
        ("revenue", "Other revenue", 11_200_000, "Budget office", "estimate of January 8, 2027", "proposed"),
        ("revenue", "Fund balance", 5_000_000, "Board", "estimate of January 8, 2027", "proposed"),
        (
            "central",
            "Central services",
            94_900_000,
            "Chief academic officer",
            "estimate of January 8, 2027",
            "proposed",
        ),
        ("central", "Facilities", 49_800_000, "Operations", "estimate of January 8, 2027", "proposed"),
        ("central", "Administration", 23_700_000, "Superintendent", "estimate of January 8, 2027", "proposed"),
        ("locked", "Tuition", 14_900_000, "Special education", "contracts FY2028", "proposed"),
        ("locked", "Other", 5_100_000, "Budget office", "estimate of January 8, 2027", "proposed"),
        ("locked", "Special education staff", 88_600_000, "Special education", "price list FY2028", "proposed"),
        ("locked", "Pre-kindergarten", 18_200_000, "Early learning", "price list FY2028", "proposed"),
        ("locked", "Special schools", 15_200_000, "Chief academic officer", "price list FY2028", "proposed"),
        ("locked", "Nurses", 6_700_000, "Student services", "price list FY2028", "proposed"),
        ("reserve", "Reserve", 5_900_000, "Board", "reserve policy", "proposed"),
    ),
    2029: (
        ("revenue", "State aid", 351_200_000, "State", "planning estimate", "proposed"),
        ("revenue", "Local tax", 263_100_000, "Treasurer", "planning estimate", "proposed"),
        ("revenue", "Other revenue", 11_300_000, "Budget office", "planning estimate", "proposed"),
        ("revenue", "Fund balance", 5_000_000, "Board", "planning estimate", "proposed"),
        ("central", "Central services", 96_500_000, "Chief academic officer", "planning estimate", "proposed"),
        ("central", "Facilities", 50_600_000, "Operations", "planning estimate", "proposed"),
        ("central", "Administration", 24_000_000, "Superintendent", "planning estimate", "proposed"),
        ("locked", "Tuition", 15_200_000, "Special education", "planning estimate", "proposed"),
        ("locked", "Other", 5_100_000, "Budget office", "planning estimate", "proposed"),
        ("locked", "Special education staff", 90_200_000, "Special education", "planning estimate", "proposed"),
        ("locked", "Pre-kindergarten", 18_300_000, "Early learning", "planning estimate", "proposed"),
        ("locked", "Special schools", 15_400_000, "Chief academic officer", "planning estimate", "proposed"),
        ("locked", "Nurses", 6_800_000, "Student services", "planning estimate", "proposed"),
        ("reserve", "Reserve", 5_600_000, "Board", "planning estimate", "proposed"),
    ),
}
"""By year: part, name, dollars, owner, source and status, as `pool.csv` has them."""

CLOSED_YEARS = {
    2022: 541_300_000,
    2023: 556_900_000,
    2024: 571_800_000,
    2025: 586_200_000,
    2026: 599_100_000,
}
"""What the general fund spent in each closed year."""

RELIEF = {2022: 31_400_000, 2023: 38_700_000, 2024: 29_600_000, 2025: 9_800_000}
"""Federal relief spent; nothing is left in FY2026."""
