"""Earlier years on a school's page, and the figures that stand on every page. Figures are worked out by hand over the small district.

Adams was allocated $184,100 in FY2026 by the formula that was kept; the file of past years tells of the years before, and of a reading program.
"""

import contextlib
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.cli.main import main
from perpupil.documents.pdf import pages_of
from perpupil.web import figures, school_budgets
from perpupil.web.access.rights import Role
from perpupil.web.school.facts import school
from tests.web.district import OWN, person_of
from tests.web.steps import TODAY, _in_steps, maple_in_steps, maple_of_two_years

__all__ = ["_in_steps", "maple_in_steps", "maple_of_two_years"]

SCHOOLS = """School Code,School Name,Level,Student System Code,Opened,Closed,Successor
0010,Adams Elementary,elementary,10,1950-09-01,,
0020,Baker Elementary,elementary,20,1961-09-01,,
0030,Carver High,high,30,2023-07-01,,
0040,Adams Annex,elementary,40,1961-09-01,2024-06-30,10
"""
PAST = """fiscal_year,school_code,item,source,students,allocated,spent
2024,0010,,,12,170000.00,168000.25
2024,0010,Reading program,supplies,,,650.00
2024,0010,Federal relief,federal relief,,,9000.00
2025,0010,,,10,175000.00,176000.00
2025,0010,Reading program,supplies,,,650.00
2025,0010,Federal relief,federal relief,,,4000.00
2026,0010,,,9,1.00,183000.50
2026,0010,Reading program,supplies,,,650.00
"""
ACCOUNTS = """segment,code,title,nces_code,nces_program,group
fund,101,General fund,1,,state and local
function,1000,Instruction,1000,100,
object,51110,Salaries,111,,personnel
location,0010,Adams,0010,,school
location,0020,Baker,0020,,school
location,0030,Carver,0030,,school
"""
LEDGER = """fiscal_year,date,account,kind,amount
2027,2026-07-01,101.1000.51110.0010,budget,190000.00
2027,2026-07-01,101.1000.51110.0020,budget,180000.00
2027,2026-12-31,101.1000.51110.0010,actual,80000.10
2027,2026-11-30,101.1000.51110.0020,actual,70000.00
"""
QUESTION = """steady_state = 1
title = "Maple"
source = "made up"
need = "grade_k"

[needs.grade_k]
title = "none"
need = "none"

[ledger]
school_budgets = { fund = "101" }
"""
ACCOUNTED = """
[accounts]
picture = "{fund}.{function}.{object}.{location}"
sign = "signed"
rows = "transactions"
"""


@pytest.fixture(scope="session")
def maple_with_past(maple_of_two_years: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("past")
    district = Path(shutil.copytree(maple_of_two_years, folder / "maple"))
    with (district / "perpupil.toml").open("a", encoding="utf-8") as settings:
        settings.write(ACCOUNTED)
    (district / "steady_state.toml").write_text(QUESTION, encoding="utf-8")
    bring_in(district, folder, {"schools": SCHOOLS, "past_years": PAST, "accounts": ACCOUNTS, "ledger": LEDGER})
    return district


def bring_in(district: Path, folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        code = main(["import", "--district", str(district), *(str(folder / f"{name}.csv") for name in files)])
    assert code == 0, out.getvalue()


@pytest.fixture
def _with_past(settings: Settings, maple_with_past: Path) -> None:
    settings.DISTRICT, settings.TODAY = maple_with_past, TODAY
    figures.forget()


def words(client: Client, address: str, role: Role = Role.BUDGET_DIRECTOR) -> str:
    """What a page says to somebody, without its markup."""
    client.force_login(person_of(role, OWN if role.is_of_a_school else ""))
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.usefixtures("_with_past")
def test_each_year_has_what_was_allocated_and_spent_and_a_kept_formula_goes_before_the_file() -> None:
    found = school(OWN)
    assert found is not None
    seen = [
        (one.year, one.students, one.allocated_cents, one.spent_cents, one.unspent_cents) for one in found.past.years
    ]
    assert seen == [
        (2023, None, None, None, None),
        (2024, 12, 170_000_00, 168_000_25, 1_999_75),
        (2025, 10, 175_000_00, 176_000_00, -1_000_00),
        (2026, 9, 184_100_00, 183_000_50, 1_099_50),
        (2027, 11, 195_000_00, 80_000_10, None),
    ]
    assert found.past.fewer_students == 1
    assert [(one.name, one.closed.isoformat()) for one in found.past.took_over] == [("Adams Annex", "2024-06-30")]


@pytest.mark.usefixtures("_with_past")
def test_what_a_school_may_not_know_of_its_past(client: Client) -> None:
    text = words(client, "/schools/0010/", Role.PRINCIPAL)
    assert (
        "Since FY2024 Adams Elementary has 1 students fewer, and 25% more dollars for each." in text
    )  # 14,167 → 17,727
    assert (
        "$650 a year: Reading program Paid every year since FY2024, always the same amount. It comes from supplies."
        in text
    )
    assert "$9,000 in FY2024, nothing now" in text
    assert "came to $4,000 in FY2025, its last year." in text
    assert "$1,999.75 was left in 1 year" in text
    assert "Adams Annex closed into it in June 2024; the years before are without it." in text
    for figure in ("unspent", "recurring", "ended"):
        assert client.get(f"/schools/0010/questions/{figure}/").status_code == 200


@pytest.mark.usefixtures("_with_past")
def test_the_change_opens_line_by_line_and_adds_up_by_line_and_cause(client: Client) -> None:
    found = school(OWN)
    assert found is not None
    assert found.change is not None
    rows = {one.title: one.parts_cents for one in found.change.lines}
    assert rows == {"Base amount": (9_900_00, 1_000_00)}
    assert [cents for _, cents in found.change.here] == [sum(each) for each in zip(*rows.values(), strict=True)]
    assert sum(one.change_cents for one in found.change.lines) == found.change.change_cents
    assert "$184,100 in FY2026, $195,000 now." in words(client, "/schools/0010/")


@pytest.mark.usefixtures("_with_past")
def test_a_school_that_opened_within_the_years_is_shown_from_then_on(client: Client) -> None:
    text = words(client, "/schools/0030/")
    assert "FY2023 not open yet FY2024" in text
    assert "The school opened in July 2023." in text


@pytest.mark.usefixtures("_with_past")
def test_the_strip_says_what_is_planned_and_spent_to_a_day(client: Client) -> None:
    text = words(client, "/")
    assert "Planned $370,000 Spent to Dec. 31 $150,000.10 Unexplained" in text
    text = words(client, "/schools/0010/", Role.PRINCIPAL)
    assert "Allocated $195,000 Planned $190,000 Spent to Dec. 31 $80,000.10 Unexplained $0" in text
    assert "Nothing: every dollar is a line of a school" in words(client, "/unexplained/", Role.GRANTS_MANAGER)


@pytest.mark.usefixtures("_in_steps")
def test_where_no_ledger_is_known_nothing_is_planned_or_spent(client: Client) -> None:
    assert school_budgets.now() == school_budgets.NOT_KNOWN
    assert "Planned – Spent – Unexplained" in words(client, "/")


@pytest.mark.usefixtures("_with_past")
def test_an_unexplained_amount_is_never_hidden_and_leads_to_its_lines(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = replace(school_budgets.now(), unexplained=("object 99999",), unexplained_cents=125_00)
    monkeypatch.setattr(school_budgets, "now", lambda: booked)
    text = words(client, "/")
    assert "Unexplained $125" in text
    assert "See the lines that do not fit" in text
    text = words(client, "/unexplained/", Role.STATE_REVIEWER)
    assert "$125 has no explanation." in text
    assert "object 99999" in text
    assert "See the lines that do not fit" not in words(client, "/schools/0010/", Role.PRINCIPAL)


@pytest.mark.usefixtures("_with_past")
def test_the_letter_has_the_change_on_its_one_page(client: Client) -> None:
    text = words(client, "/schools/0010/letter/", Role.PRINCIPAL)
    assert "From 9 to 11 students." in text
    assert "Amount $184,100 +$9,900 +$1,000 $195,000" in text
    assert pages_of(client.get("/schools/0010/letter.pdf").content) == 1
