"""The forty-three adjustments of FY2027 that follow no rule: $10,400,000 in all, eighteen without a written reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One sum that a school has outside the formula."""

    school: str
    amount: int
    what: str
    since: int
    """The fiscal year in which it began."""
    why: str
    """The written reason; empty where there is none."""
    positions: int = 0
    """Teachers that it pays; the rest is hours and supplies."""


ADJUSTMENTS = (
    Adjustment("204", 155_800, "Reading tutors", 2012, "Agreed when attendance lines were drawn"),
    Adjustment("205", 390_000, "Orchestra and band", 2019, ""),
    Adjustment("206", 385_100, "Extra grade 5 teachers", 2022, ""),
    Adjustment("207", 126_300, "Bilingual aide", 2022, "Board amendment to the budget"),
    Adjustment("208", 322_300, "World languages", 2012, ""),
    Adjustment("209", 107_400, "After-school program", 2009, "Parents' petition, granted by the superintendent"),
    Adjustment("210", 218_500, "Gifted program", 2023, "Pilot, extended each year"),
    Adjustment("211", 157_000, "Extra kindergarten aides", 2012, "Replaces a grant that ended"),
    Adjustment("213", 348_500, "Robotics and makerspace", 2016, "Settlement of a scheduling dispute"),
    Adjustment("215", 158_900, "Breakfast supervision", 2013, ""),
    Adjustment("216", 382_300, "World languages", 2004, "Superintendent's letter to families"),
    Adjustment("218", 398_000, "Field studies and camp", 2015, ""),
    Adjustment("219", 322_100, "Math specialists", 2016, "Agreed when attendance lines were drawn"),
    Adjustment("221", 118_000, "Second clerk", 2009, "Promised at the school merger"),
    Adjustment("222", 380_600, "Gifted program", 2009, ""),
    Adjustment("224", 175_500, "Library hours", 2013, "Board amendment to the budget"),
    Adjustment("225", 106_600, "One teacher", 2011, "", 1),
    Adjustment("225", 305_400, "Chess, choir and strings", 2007, "Parents' petition, granted by the superintendent"),
    Adjustment("226", 111_700, "Reading tutors", 2015, "Pilot, extended each year"),
    Adjustment("228", 401_300, "World languages", 2013, "Replaces a grant that ended"),
    Adjustment("229", 232_400, "Extra kindergarten aides", 2021, ""),
    Adjustment("230", 128_200, "Annex transition", 2025, "Annex closed into this school in June 2024"),
    Adjustment("231", 395_500, "Small classes, grades 1 and 2", 2021, "Settlement of a scheduling dispute"),
    Adjustment("232", 363_000, "Extra grade 5 teachers", 2004, "Superintendent's letter to families"),
    Adjustment("233", 161_400, "Strings program", 2021, ""),
    Adjustment("238", 412_000, "Arts program", 1998, ""),
    Adjustment("239", 224_300, "Gifted program", 2022, ""),
    Adjustment("301", 107_100, "Dual campus supervision", 2023, "Agreed when attendance lines were drawn"),
    Adjustment("304", 171_500, "Regrading to K–8", 2025, "Grades 6 to 8 were added from 2024 on"),
    Adjustment("305", 106_000, "Second clerk", 2015, "Board amendment to the budget"),
    Adjustment("401", 281_200, "Team planning time", 2007, "Parents' petition, granted by the superintendent"),
    Adjustment("403", 342_700, "Debate and music", 2013, ""),
    Adjustment("405", 136_900, "Seventh-period classes", 2015, ""),
    Adjustment("406", 79_600, "Hall supervision", 2013, "Pilot, extended each year"),
    Adjustment("408", 162_000, "Seventh-period classes", 2018, ""),
    Adjustment("409", 175_800, "World languages", 2023, "Replaces a grant that ended"),
    Adjustment("501", 328_800, "Honors sections", 2015, ""),
    Adjustment("501", 219_200, "Athletic trainer and pool", 2009, "Settlement of a scheduling dispute"),
    Adjustment("503", 238_200, "Career pathways", 2018, ""),
    Adjustment("505", 321_000, "International diploma", 2018, "Superintendent's letter to families"),
    Adjustment("505", 214_000, "Rowing and sailing", 2023, ""),
    Adjustment("506", 394_200, "Honors sections", 2009, ""),
    Adjustment("507", 133_700, "Late bus supervision", 2004, "Agreed when attendance lines were drawn"),
)


def adjustments(school: str) -> int:
    """Add up the adjustments of one school, in dollars."""
    return sum(one.amount for one in ADJUSTMENTS if one.school == school)
