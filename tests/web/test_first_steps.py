"""A district without data: every page says what will be here and what comes first, to each role what it can do about it."""

import re
import shutil
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.cli.main import main
from perpupil.web import figures
from perpupil.web.access.links import first_link
from perpupil.web.access.rights import Role
from tests.web.district import FORMULA, OWN, person_of
from tests.web.test_first_person import GIVEN, PASSWORD

FIRST, OTHERS = "Import your data first.", "The district&#x27;s data come first."
OFFICE = ("/", "/schools/", "/formula/", "/services/", "/grants/", "/autonomy/", "/calendar/", "/questions/")
SCHOOL = ("/schools/{unit}/", "/schools/{unit}/services/", "/schools/{unit}/grants/", "/schools/{unit}/autonomy/")


@pytest.fixture
def fresh(tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder that was just made."""
    folder = tmp_path / "fresh"
    assert main(["new", str(folder), "--district", "Maple", "--year", "2027"]) == 0
    capsys.readouterr()
    (folder / "web").mkdir()
    settings.DISTRICT = folder
    figures.forget()
    return folder


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(person_of(role, OWN if role.is_of_a_school else ""))
    return client


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("role", Role)
def test_every_page_says_what_comes_first(role: Role) -> None:
    client = signed_in(role)
    menu = set(re.findall(r'<li><a href="(/[^"]*)"', shown(client, f"/schools/{OWN}/" if role.is_of_a_school else "/")))
    own = [path.format(unit=OWN) for path in SCHOOL] if role.is_of_a_school else []
    assert not role.is_of_a_school or set(own) <= menu
    for path in sorted(menu | set(own)):
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        if path in OFFICE or path in own:
            text = answer.content.decode()
            assert (FIRST in text) != ("data come first." in text), path


@pytest.mark.usefixtures("fresh")
def test_whoever_can_do_something_about_it_is_led_there() -> None:
    director = signed_in(Role.BUDGET_DIRECTOR)
    text = shown(director, "/")
    assert FIRST in text
    assert 'href="/data/"' in text
    assert "Three files are enough" in text
    assert director.get("/data/").status_code == 200
    assert "at the data desk" in shown(signed_in(Role.SUPERINTENDENT), "/")


@pytest.mark.usefixtures("fresh")
def test_an_administrator_invites_the_budget_director_once() -> None:
    administrator = signed_in(Role.ADMINISTRATOR)
    link = re.search(r'href="(/people/invite/\?role=budget_director)"', shown(administrator, "/"))
    assert link is not None
    assert '<option value="budget_director" selected>' in shown(administrator, link[1])
    person_of(Role.BUDGET_DIRECTOR)
    assert "role=budget_director" not in shown(administrator, "/")


def test_the_example_formula_is_nobodys(fresh: Path) -> None:
    director = signed_in(Role.BUDGET_DIRECTOR)
    text = shown(director, "/formula/")
    assert "There is no formula yet." in text
    assert "In force" not in text.partition("<main")[2]
    (fresh / "formula.toml").write_text(FORMULA, encoding="utf-8")
    assert "Base amount" in shown(director, "/formula/")


def test_with_data_and_without_a_formula_the_formula_comes_next(
    maple: Path, tmp_path: Path, settings: Settings
) -> None:
    district = Path(shutil.copytree(maple, tmp_path / "maple"))
    (district / "formula.toml").unlink()
    settings.DISTRICT = district
    figures.forget()
    director = signed_in(Role.BUDGET_DIRECTOR)
    for path in ("/", "/schools/", "/formula/"):
        text = shown(director, path)
        assert "the formula comes next" in text
        assert 'href="/formula/drafts/"' in text
        assert FIRST not in text


@pytest.mark.parametrize("is_director", [True, False])
def test_the_first_person_goes_on_to_import(client: Client, fresh: Path, *, is_director: bool) -> None:
    path = f"/first/{first_link(fresh)}/"
    assert (
        client.post(path, {**GIVEN, "year": "2027", **({"director": "yes"} if is_director else {})}).status_code == 302
    )
    assert client.post("/sign-in/", {"login": "ana@example.org", "password": PASSWORD}).status_code == 302
    text = shown(client, "/")
    assert FIRST in text
    assert ('href="/data/"' in text) == is_director
    assert client.get("/data/").status_code == (200 if is_director else 404)
    assert ("Invite the budget director" in text) != is_director
