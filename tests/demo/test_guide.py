"""The guides of the demo district: one for each of sixty schools, none of which says that a school decides what it does not."""

from dataclasses import replace
from pathlib import Path

import pytest
from demo.district import TODAY

from perpupil.budget.autonomy.records import Area
from perpupil.documents.guide.given import Given
from perpupil.documents.guide.page import guide_page
from perpupil.documents.page import Page, Table
from perpupil.documents.plain_text import as_plain_text
from perpupil.workspace.guides import read_given


@pytest.fixture(scope="module")
def given(district: Path) -> Given:
    made, findings = read_given(district, "", TODAY)
    assert made is not None, findings
    return made


def _rows(page: Page, caption: str) -> dict[str, str]:
    (table,) = [one for one in page.blocks if isinstance(one, Table) and one.caption == caption]
    return {row[0]: row[1] for row in table.rows}


def test_no_guide_says_that_a_school_decides_and_does_not(given: Given) -> None:
    for school, name in given.register.schools.items():
        of_school = replace(given, school=school)
        page = guide_page(of_school)
        there, not_there = _rows(page, f"What {name} decides on"), _rows(page, f"What {name} does not decide on")
        assert not there.keys() & not_there.keys(), school
        assert ("Clerk" in there) == of_school.level(Area.STAFFING).is_autonomy
        assert ("Clerk" in not_there) != ("Clerk" in there)


def test_a_new_principal_reads_what_she_decides(given: Given) -> None:
    told = " ".join(as_plain_text(guide_page(replace(given, school="0217"))).split())
    for sentence in (
        "Foundry has 412 students. For FY2027 the formula gives Foundry $2,800,430.",
        "Supplies and services. $119,480 a year.",
        "Of Title I, Part A it directs $225,533.67 of money in FY2027.",
        "Print shop, $5,891.60: takes the money. $3,708 is added to its budget. The district still pays $2,183.60.",
        "It stands on step 4 of 5, propose staffing, since July 1, 2026.",
    ):
        assert sentence in told


def test_granite_on_its_first_step_is_promised_its_free_sum_and_no_position(given: Given) -> None:
    told = " ".join(as_plain_text(guide_page(replace(given, school="0219"))).split())
    assert "Free sum of the principal. $2,140 a year." in told
    assert "Title I, Part A. Not agreed with the school; the district decides. Its share is $223,121.30." in told
    assert "Clerk. In staffing the district decides at this school." in told
