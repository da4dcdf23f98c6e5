"""Where we stand today in the browser: figures, filters, marks, files, and the diagnosis."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.cli.main import main
from perpupil.documents.spreadsheet import Sheet
from perpupil.equity.matters import Matter
from perpupil.equity.steady_state import SteadyState, steady_state
from perpupil.intake.schemas import SCHEMAS
from perpupil.web import figures, standings
from perpupil.web.access.rights import Role
from perpupil.web.actions.declaration import Situation
from perpupil.web.actions.diagnosis import keep_to, months_after, override, runs, set_diagnosis, withholds
from perpupil.web.store.models import Decision, Event, Person
from perpupil.web.store.standing import discussions
from perpupil.web.store.templatetags.words import LEVELS
from perpupil.workspace.steady_states import read_situation
from tests.cli.test_steady_state_district import ACCOUNTS, LEDGER, SPREAD
from tests.web.addresses import READ, SENT, STANDING
from tests.web.district import OWN, person_of
from tests.workspace.small import district_with_facts

PAGE = "/where-we-stand/"
QUERIES_MOST = 12
PRIVATE = Matter("alone", "Pay of one person", "Two are alone.", "Nothing for students.", 123_400, Fraction(9), key="alone", is_private=True)  # fmt: skip
TODAY = dt.date(2027, 1, 19)


@pytest.fixture(scope="module")
def spent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district of three schools with a ledger of a whole year, of which $500.03 is booked at no school."""
    place = tmp_path_factory.mktemp("spent")
    made = district_with_facts(place)
    settings = made / "perpupil.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + '[accounts]\npicture = "{object}.{location}"\nrows = "snapshot"\n', encoding="utf-8")
    for name, content in (("ledger", LEDGER), ("accounts", ACCOUNTS)):
        (place / f"{name}.csv").write_text(content, encoding="utf-8")
    assert main(["import", "--district", str(made), *(f"{place / name}.csv" for name in ("ledger", "accounts"))]) == 0
    assert main(["steady-state", str(made), "--begin"]) == 0
    with (made / "steady_state.toml").open("a", encoding="utf-8") as file:
        file.write(SPREAD)
    return made


@pytest.fixture(scope="module")
def found(spent: Path) -> SteadyState:
    """Where it stands, with one private finding beside its own, and a finding that everybody sees."""
    made, _ = read_situation(spent)
    assert made is not None
    found = steady_state(made)
    units, names = made.facts.units[:2], made.facts.names[:2]
    public = replace(
        PRIVATE, name="open", key="open", title="Two schools <b>", is_private=False, units=units, names=names
    )
    return replace(found, matters=(*found.matters, public, PRIVATE))


@pytest.fixture
def standing(spent: Path, found: SteadyState, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> SteadyState:
    """It served."""
    settings.DISTRICT, settings.TODAY = spent, TODAY
    monkeypatch.setattr(figures, "standing", lambda: found)
    return found


@pytest.fixture
def director(client: Client) -> Client:
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    return client


def text_of(client: Client, address: str = PAGE, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def form(**fields: str) -> dict[str, str]:
    return {"key": "a-key-of-this-form", "version": "0", **fields}


def test_the_verdict_comes_first_and_says_why_it_cannot_be_told(standing: SteadyState, director: Client) -> None:
    text = text_of(director)
    assert text.index("Do dollars follow need?") < text.index("<b>Cannot tell.</b>") < text.index("Which schools")
    assert "$500 of what was spent for schools is booked at no school." in text
    assert text.count("<table") >= 2 + len(standing.stages)
    assert "style=" not in text
    assert "Two schools &lt;b&gt;" in text


def test_each_school_of_a_finding_and_of_the_table_leads_to_its_page(standing: SteadyState, director: Client) -> None:
    text = text_of(director)
    for school in standing.schools:
        assert f'<a href="/schools/{school.unit}/">{school.name}</a>' in text


@pytest.mark.usefixtures("standing")
def test_filters_are_links_that_lead_somewhere_and_others_lead_nowhere(director: Client) -> None:
    text = text_of(director)
    for need in standings.needs():
        assert f"?need={need}" in text
        assert "<b>Cannot tell.</b>" in text_of(director, f"{PAGE}?need={need}")
    for span in standings.spans():
        assert text_of(director, f"{PAGE}?schools={span}")
    for wrong in ("?need=x", "?schools=x", "?need=" + "x" * 5000, "?schools=%00"):
        text_of(director, PAGE + wrong, 404)


def test_a_filter_shows_the_schools_of_its_span_alone(standing: SteadyState) -> None:
    for span in standings.spans():
        found = standings.standing(standings.Filters(span))
        assert found is not None
        wanted = {one.unit for one in standing.schools if one.span == span}
        assert {one.unit for one in found.schools} <= wanted


@pytest.mark.usefixtures("standing")
def test_what_is_about_single_people_is_for_the_finance_office_alone() -> None:
    for role in STANDING:
        client = Client()
        client.force_login(person_of(role))
        seen = [text_of(client), text_of(client, PAGE + "tables/findings.csv")]
        assert [PRIVATE.title in text for text in seen] == [role is Role.BUDGET_DIRECTOR] * 2
        answer = client.post(PAGE + "discussed/", form(finding="alone", group="team", key=f"key-of-{role}"))
        assert answer.status_code == (302 if role is Role.BUDGET_DIRECTOR else 404)


def test_a_report_holds_no_private_finding_for_others() -> None:
    """Asked without a standing there is no report at all."""
    assert standings.report_as("pdf", private=False, marks={}) is None


def test_files(standing: SteadyState, director: Client) -> None:
    pdf = director.get(PAGE + "report.pdf")
    book = director.get(PAGE + "report.xlsx")
    assert (pdf.content[:5], book.content[:2]) == (b"%PDF-", b"PK")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="where-we-stand.pdf"'
    rows = list(csv.DictReader(io.StringIO(director.get(PAGE + "tables/schools.csv").content.decode("utf-8-sig"))))
    assert {row["Id"] for row in rows} == {one.unit for one in standing.schools}
    for wrong in ("report.exe", "tables/nothing.csv", "tables/method-notes.csv"):
        assert director.get(PAGE + wrong).status_code == 404


@pytest.mark.usefixtures("standing")
def test_each_table_of_the_page_can_be_had_as_a_file(director: Client) -> None:
    found = standings.standing(standings.Filters())
    assert found is not None
    names = {name for _, name in found.tables} | {"verdict", "findings", "schools"}
    for name in names:
        assert director.get(f"{PAGE}tables/{name}.csv").status_code == 200, name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_text_that_a_spreadsheet_would_run_stays_a_text(text: str) -> None:
    sheet = Sheet("S", ("Name",), ((text,),))
    assert list(csv.reader(io.StringIO(standings.as_csv(sheet).decode("utf-8-sig"))))[1] == [f"'{text}"]


@pytest.mark.usefixtures("standing")
def test_a_finding_is_marked_by_a_group_and_taken_back(director: Client) -> None:
    assert (
        director.post(PAGE + "discussed/", form(finding="open", group="budget team", note="Wait.")).status_code == 302
    )
    second = form(finding="open", group="cabinet", key="a-second-form", version="1")
    director.post(PAGE + "discussed/", second)
    text = text_of(director)
    assert "Discussed Jan 19, 2027, budget team" in text
    assert "cabinet" in text, "both who marked it stay named"
    assert discussions()["open"].content["marks"][0]["amount_cents"] == PRIVATE.amount_cents
    assert (
        director.post(PAGE + "discussed/undo/", form(finding="open", key="a-third-form", version="2")).status_code
        == 302
    )
    assert [mark["group"] for mark in discussions()["open"].content["marks"]] == ["budget team"]
    assert "budget team" in director.get(PAGE + "tables/findings.csv").content.decode()


@pytest.mark.usefixtures("standing")
def test_a_mark_without_a_group_is_shown_again_and_one_of_two_is_told_of_the_other(director: Client) -> None:
    refused = director.post(PAGE + "discussed/", form(finding="open", group=" ", note="My note"))
    assert (refused.status_code, Decision.objects.count()) == (422, 0)
    assert "My note" in refused.content.decode()
    director.post(PAGE + "discussed/", form(finding="open", group="first team"))
    late = director.post(PAGE + "discussed/", form(finding="open", group="second team", key="a-second-form"))
    assert late.status_code == 409
    assert "first team" in late.content.decode()
    assert "second team" in late.content.decode()
    assert [mark["group"] for mark in discussions()["open"].content["marks"]] == ["first team"]


@pytest.mark.usefixtures("standing")
def test_the_same_form_sent_twice_marks_once(director: Client) -> None:
    for _ in range(2):
        assert director.post(PAGE + "discussed/", form(finding="open", group="team")).status_code == 302
    assert Event.objects.count() == 1


@pytest.mark.usefixtures("standing")
def test_a_finding_that_is_not_there_cannot_be_marked(director: Client) -> None:
    assert director.post(PAGE + "discussed/", form(finding="x", group="team")).status_code == 404
    assert director.post(PAGE + "discussed/", form(finding="open", group="team", key="short")).status_code == 400
    assert director.post(PAGE + "discussed/", form(finding="open", group="team", version="-1")).status_code == 400
    assert not Event.objects.exists()


def test_without_its_question_the_page_says_so(client: Client) -> None:
    client.force_login(person_of(Role.SUPERINTENDENT))
    assert "It cannot be told yet" in text_of(client)
    assert client.get(PAGE + "report.pdf").status_code == 404


@pytest.mark.usefixtures("standing")
def test_while_a_diagnosis_runs_nothing_is_recommended_until_somebody_says_why(director: Client) -> None:
    person = Person.objects.get()
    _recommend(person)
    assert "Draft of spring" in text_of(director)
    wrong = director.post(PAGE + "diagnosis/", form(begins="2027-01-04", ends="2027-03-01", members="Ada\nBo"))
    assert wrong.status_code == 422
    assert "from 2027-07-04 to 2028-01-04" in wrong.content.decode()
    director.post(PAGE + "diagnosis/", form(begins="2027-01-04", ends="2027-09-01", members="Ada\n\nBo"))
    hidden = text_of(director)
    assert "Draft of spring" not in hidden
    assert "A diagnosis group of 2 works" in hidden
    no_reason = director.post(PAGE + "diagnosis/override/", form(version="1", key="the-second-form"))
    assert no_reason.status_code == 422
    director.post(PAGE + "diagnosis/override/", form(version="1", key="a-third-form", reason="The board asks."))
    assert "Draft of spring" in text_of(director)
    assert "The board asks." in text_of(director)
    director.post(PAGE + "diagnosis/keep-to/", form(version="2", key="a-fourth-form"))
    assert "Draft of spring" not in text_of(director)


def _recommend(person: Person) -> None:
    event = Event.objects.create(
        sequence=10_000, at=dt.datetime(2027, 1, 4, tzinfo=dt.UTC), action="x", subject="1", content={}, key="k" * 8, before="", hash="h"
    )  # fmt: skip
    content = {"state": "recommended", "title": "Draft of spring"}
    Decision.objects.create(kind="formula_draft", subject="1", content=content, by=person, at=event.at, event=event)


def test_of_more_schools_than_a_page_can_hold_the_others_are_in_the_file(
    standing: SteadyState, director: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standings, "ROWS_SHOWN", 2)
    standings._standing.cache_clear()  # noqa: SLF001  what was made with more rows
    text = text_of(director)
    standings._standing.cache_clear()  # noqa: SLF001  and with fewer
    last = standing.schools[2]
    assert "One more school is in the file." in text
    assert f"{last.name}</a></th>" not in text
    assert last.name in director.get(PAGE + "tables/schools.csv").content.decode()


@pytest.mark.usefixtures("standing")
def test_the_page_asks_the_database_few_times(
    director: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with django_assert_max_num_queries(QUERIES_MOST):
        director.get(PAGE)


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize("role", Role)
def test_who_sees_it_and_whose_forms_are_taken(client: Client, role: Role) -> None:
    client.force_login(person_of(role, OWN if role.is_of_a_school else ""))
    for address, roles in (row for name, row in READ.items() if name.startswith("standing")):
        assert client.get(address).status_code == (200 if role in roles else 404)
    for address, roles in SENT.values():
        answer = client.post(address, {"finding": "open"})
        without_its_key = {400, 404, 422}
        assert answer.status_code in (without_its_key if role in roles else {404})
        assert client.get(address).status_code == 405
    assert not Event.objects.exists()


def test_a_form_of_whoever_is_not_signed_in_asks_them_to(client: Client) -> None:
    for address, _ in SENT.values():
        assert client.post(address).headers["Location"].startswith("/sign-in/")


SITUATION = Situation("Ada", TODAY)


@pytest.mark.parametrize(
    ("ends", "is_taken"),
    [
        ("2027-07-03", False),
        ("2027-07-04", True),
        ("2028-01-04", True),
        ("2028-01-05", False),
        ("", False),
        ("x", False),
    ],
)
def test_a_diagnosis_takes_six_to_twelve_months(ends: str, *, is_taken: bool) -> None:
    given = {"begins": "2027-01-04", "ends": ends, "members": "Ada"}
    assert isinstance(set_diagnosis(None, given, SITUATION), dict) == is_taken


def test_months_end_on_days_that_there_are() -> None:
    assert months_after(dt.date(2027, 8, 31), 6) == dt.date(2028, 2, 29)
    assert months_after(dt.date(2026, 12, 31), 12) == dt.date(2027, 12, 31)


def test_a_diagnosis_that_is_over_withholds_nothing_and_cannot_be_overridden() -> None:
    content = set_diagnosis(None, {"begins": "2026-01-01", "ends": "2026-09-01", "members": "Ada"}, SITUATION)
    assert isinstance(content, dict)
    assert (runs(content, TODAY), withholds(content, TODAY)) == (False, False)
    assert withholds(content, dt.date(2026, 9, 1))
    assert isinstance(override(content, {"reason": "x"}, SITUATION), tuple)
    assert isinstance(keep_to(content, {}, SITUATION), tuple)


def test_every_level_that_a_list_of_schools_can_name_has_its_word() -> None:
    (level,) = (one for one in SCHEMAS["schools"].columns if one.name == "level")
    assert set(LEVELS) == set(level.allowed)
