"""The first person of a district: by a link that works once; she names the district and its year."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.cli.main import main
from perpupil.web import figures
from perpupil.web.access.guard import held_by
from perpupil.web.access.links import FIRST, first_link
from perpupil.web.access.rights import Held, Role
from perpupil.web.store.models import Event, Person
from perpupil.workspace.district import settings_of
from tests.web.district import person_of

PASSWORD = "a long pass phrase 7"  # noqa: S105  of nobody
GIVEN = {
    "district": 'The "Maple" schools',
    "year": "2029",
    "name": "Ana Ruiz",
    "email": "Ana@example.org",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture
def fresh(tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder that was just made, with its link."""
    folder = tmp_path / "fresh"
    assert main(["new", str(folder), "--year", "2027"]) == 0
    capsys.readouterr()
    (folder / "web").mkdir()
    settings.DISTRICT = folder
    figures.forget()
    return folder


def test_the_first_person_names_the_district_and_gives_the_roles(client: Client, fresh: Path) -> None:
    token = first_link(fresh)
    assert token not in (fresh / "web" / FIRST).read_text()
    assert 'value="fresh"' in client.get(f"/first/{token}/").content.decode()
    assert client.post(f"/first/{token}/", GIVEN).status_code == 302
    settings, told = settings_of(fresh)
    assert settings is not None
    assert (settings.district, settings.year, str(settings.count_date), told) == (
        'The "Maple" schools',
        2029,
        "2028-10-01",
        (),
    )
    assert "year = 2029" in (fresh / "formula.toml").read_text()
    person = Person.objects.get()
    assert held_by(person) == (Held(Role.ADMINISTRATOR),)
    event = Event.objects.get()
    assert (event.action, event.person is None) == ("account.first", True)
    assert client.get(f"/first/{token}/").status_code == 404
    assert client.post("/sign-in/", {"login": "ana@example.org", "password": PASSWORD}).status_code == 302
    assert client.get("/people/").status_code == 200


def test_an_earlier_link_and_a_guess_are_of_no_use(client: Client, fresh: Path) -> None:
    earlier = first_link(fresh)
    first_link(fresh)
    for token in (earlier, "x", "0" * 43):
        assert client.get(f"/first/{token}/").status_code == 404


def test_where_somebody_is_the_link_makes_nobody(client: Client, fresh: Path) -> None:
    token = first_link(fresh)
    person_of(Role.ADMINISTRATOR)
    assert client.get(f"/first/{token}/").status_code == 404
    token = first_link(fresh)
    assert client.post(f"/first/{token}/", GIVEN).status_code == 404
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("district", " ", "has no name"),
        ("year", "27", "a year such as 2027"),
        ("year", "9" * 5_000, "a year such as 2027"),
        ("name", "", "no name of yours"),
        ("email", "ana", "no e-mail address"),
        ("again", "another", "not the same"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    client: Client, fresh: Path, field: str, value: str, told: str
) -> None:
    token = first_link(fresh)
    answer = client.post(f"/first/{token}/", {**GIVEN, field: value})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "year = 2027" in (fresh / "perpupil.toml").read_text()
    assert client.get(f"/first/{token}/").status_code == 200
