"""A school's page: its five numbers, why it gets its amount, and the letter. Figures are worked out by hand.

Adams has eleven students: 11 × $5,000 = $55,000; a principal, $100,000; 11 ÷ 24 = 0.458, which goes up to half a counselor, $40,000. In all $195,000.
The year before it had nine: 9 × $4,900 = $44,100; 9 ÷ 24 = 0.375, half a counselor too. In all $184,100.
"""

import io
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from perpupil.budget.autonomy.records import Pot
from perpupil.documents.pdf import pages_of
from perpupil.services.settlement import if_all_declined
from perpupil.web import cycle, figures
from perpupil.web.access.rights import Role
from perpupil.web.school.beside import beside
from perpupil.web.school.facts import difference, school
from perpupil.web.school.writing import Dated, letter_as_pdf
from tests.web.district import OTHER, OWN, person_of
from tests.web.offered import _offered, maple_with_services
from tests.web.steps import TODAY, _in_steps, _of_two_years, maple_in_steps, maple_of_two_years

__all__ = ["_in_steps", "_of_two_years", "_offered", "maple_in_steps", "maple_of_two_years", "maple_with_services"]

IN_ALL = 195_000_00


def words(client: Client, address: str, role: Role = Role.BUDGET_DIRECTOR) -> str:
    """What a page says to somebody, without its markup."""
    client.force_login(person_of(role, OWN if role.is_of_a_school else ""))
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_what_is_not_set_up_is_said_and_is_no_zero(client: Client) -> None:
    text = words(client, "/schools/0010/", Role.PRINCIPAL)
    assert text.count("not set up yet") == 2
    assert "The sum of what is known." in text
    assert "FY2026 cannot be compared: its data or its formula are not in the district" in text
    assert "The calendar says nothing of schools." in text
    assert "How much money do you control?" in text
    assert "Baker" not in text


@pytest.mark.usefixtures("_in_steps")
def test_the_lines_add_up_and_what_is_fixed_is_taken_off() -> None:
    found = school(OWN)
    assert found is not None
    assert [(one.line, one.amount_cents) for one in found.lines] == [
        ("base_amount", 55_000_00), ("principal", 100_000_00), ("counselor", 40_000_00),
    ]  # fmt: skip
    assert [one.line for one in found.nothing] == ["sports"]
    assert found.total_cents == sum(one.amount_cents for one in found.lines) == IN_ALL
    assert found.control.total_cents == IN_ALL - 100_000_00
    assert [(one.title, one.why, one.amount_cents) for one in found.control.excluded] == [
        ("Principal", "state code, section 14", 100_000_00), ("Nurse", "state health code", None),
    ]  # fmt: skip
    assert found.a_student_cents == 17_727_00  # 195,000 / 11 = 17,727.27


@pytest.mark.usefixtures("_in_steps")
def test_a_line_opens_to_words_and_arithmetic(client: Client) -> None:
    text = words(client, "/schools/0010/", Role.PRINCIPAL)
    assert "11 divided by 24 is 0.458333…, and that goes up to 0.5 (nearest half)." in text
    assert "= before rounding 0.458333… = nearest half 0.5 × for one $80,000 = the amount $40,000" in text
    assert "1 line that gives nothing here" in text


@pytest.mark.usefixtures("_in_steps")
def test_how_many_students_more_reach_the_next_step() -> None:
    found = school(OWN)
    assert found is not None
    assert found.one_more is not None
    more = found.one_more
    # 18 ÷ 24 = 0.75 goes up to one; seven more, at $5,000 each.
    assert (more.line, more.students, more.change_cents, more.rest_cents) == ("counselor", 7, 40_000_00, 35_000_00)
    assert (more.quantity, more.quantity_then) == (Fraction(1, 2), Fraction(1))


@pytest.mark.usefixtures("_of_two_years")
def test_the_change_from_last_year_is_split_by_cause_and_adds_up(client: Client) -> None:
    found = school(OWN)
    assert found is not None
    assert found.change is not None, found.why_no_change
    assert (found.change.before_cents, found.change.change_cents) == (184_100_00, 10_900_00)
    # Two students at the mean of both amounts, 2 × $4,950; and $100 for each of ten, the mean of nine and eleven.
    assert dict(found.change.causes) == {"Students": 9_900_00, "Prices and rates": 1_000_00}
    assert [(one.year, one.students, one.allocated_cents) for one in found.past.years[-2:]] == [
        (2026, 9, 184_100_00), (2027, 11, IN_ALL),
    ]  # fmt: skip
    assert "+$10,900" in words(client, "/schools/0010/")


@pytest.mark.usefixtures("_in_steps")
def test_what_a_school_decides_next_and_where_the_year_stands(client: Client) -> None:
    text = words(client, "/schools/0010/", Role.PRINCIPAL)
    assert "Jan. 29 Service choices close, for FY2028. In 10 days" in text
    text = words(client, "/")
    assert "Where are we in the FY2028 budget?" in text
    assert "Step 2 of 2: Service choices close. Friday, January 29, in 10 days" in text
    assert "done Jan. 9" in text
    calendar = beside().calendar
    assert calendar is not None
    there = cycle.cycle(calendar, TODAY)
    assert there is not None
    assert [(one.decision.name, one.is_done, one.is_current) for one in there.steps] == [
        ("price_list_2028", True, False), ("choices_2028", False, True),
    ]  # fmt: skip


@pytest.mark.usefixtures("_in_steps")
def test_why_two_schools_differ_adds_up(client: Client) -> None:
    causes = difference(OWN, OTHER)
    one, other = school(OWN), school(OTHER)
    assert causes is not None
    assert one is not None
    assert other is not None
    assert sum(cents for _, cents in causes) == other.total_cents - one.total_cents == -5_000_00
    assert "Adams Elementary gets $5,000 more than Baker Elementary." in words(
        client, f"/schools/{OWN}/compare/{OTHER}/"
    )


@pytest.mark.usefixtures("_offered")
def test_services_that_may_be_declined_are_what_declining_all_of_them_brings() -> None:
    found = school(OWN)
    services = beside().services
    assert found is not None
    assert services is not None
    settled = if_all_declined(services.catalogue, services.prices)
    # All that may be declined: the coach, four seats, and of the print shop what goes with the students.
    expected = sum(one.money_cents for one in settled.of(OWN))
    pots = {one.pot: one for one in found.control.pots}
    assert pots[Pot.SERVICES].amount_cents == expected == 59_300_00 + 4 * 425_00 + 11 * 9_00
    assert pots[Pot.SERVICES].year == 2028
    assert pots[Pot.GRANTS].amount_cents is None
    assert not found.control.is_whole
    assert [(one.title, one.why) for one in found.control.excluded] == [
        ("Training days", "Open to all, and costs the same whoever comes.")
    ]


def test_nobody_is_compared_with_herself_or_with_nobody(client: Client) -> None:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    for address in ("0010/compare/0010", "0010/compare/9999", "9999/compare/0010"):
        assert client.get(f"/schools/{address}/").status_code == 404


@pytest.mark.usefixtures("_in_steps")
def test_the_letter_is_one_page_with_every_line_and_its_stage(client: Client) -> None:
    text = words(client, "/schools/0010/letter/", Role.PRINCIPAL)
    for part in (
        "Why does Adams Elementary get $195,000 this year?",
        "Principal",
        "Counselors",
        "$40,000",
        "What would change it?",
    ):
        assert part in text
    assert "vote is not recorded here. School year 2026–27 (FY2027). Printed January 19, 2027." in text
    answer = client.get("/schools/0010/letter.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert pages_of(answer.content) == 1


@pytest.mark.usefixtures("_in_steps")
@pytest.mark.parametrize(("lines", "pages", "outlooks"), [(4, 1, 1), (23, 1, 0), (26, 2, 1), (40, 2, 1)])
def test_the_outlook_is_left_out_only_where_that_saves_a_page(lines: int, pages: int, outlooks: int) -> None:
    found, in_force = school(OWN), figures.now()
    assert found is not None
    longer = replace(found, lines=(found.lines * lines)[:lines])
    content = letter_as_pdf(longer, in_force, Dated("Adopted.", TODAY))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert (pages_of(content), text.count("What would change it?")) == (pages, outlooks)


def test_a_principal_whose_district_has_no_budget_yet_is_told_so(
    client: Client, settings: Settings, tmp_path: Path, maple: Path
) -> None:
    settings.DISTRICT = Path(shutil.copytree(maple, tmp_path / "maple"))
    (settings.DISTRICT / "formula.toml").unlink()
    figures.forget()
    text = words(client, "/schools/0010/", Role.PRINCIPAL)
    assert "The budgets of this year are not worked out yet." in text
    assert str(tmp_path) not in text
    assert client.get("/schools/0020/").status_code == 404


WORDS_OF_THE_CODE = re.compile(
    r"\b(headcounts?|units?|facts?|elections?|reservations?|true-ups?|stranded|seals?|sealed|shapley|cascades?|apportion\w*)\b",
    re.IGNORECASE,
)


@pytest.mark.usefixtures("_of_two_years")
@pytest.mark.parametrize(
    "address",
    ["/", "/schools/0010/", "/schools/0010/letter/", "/schools/0010/compare/0020/", "/schools/0010/questions/change/", "/questions/"],
)  # fmt: skip
def test_pages_for_schools_use_their_words(client: Client, address: str) -> None:
    assert WORDS_OF_THE_CODE.findall(words(client, address)) == []


@pytest.mark.usefixtures("_in_steps")
def test_a_schools_page_asks_the_database_few_things(
    client: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    client.force_login(person_of(Role.PRINCIPAL, OWN))
    with django_assert_max_num_queries(12):
        assert client.get("/schools/0010/").status_code == 200
