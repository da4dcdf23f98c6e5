"""What the engine words in English stands on Spanish pages marked as English, so that it is read aloud as such."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from perpupil.web import figures
from perpupil.web.access.rights import Role
from perpupil.web.store.templatetags.words import worded
from tests.web.district import OWN, person_of
from tests.web.offered import TODAY, maple_with_services
from tests.web.spoken import pieces, unmarked
from tests.web.steps import CALENDAR, STEPS
from tests.web.test_autonomy_pages import REGISTER
from tests.web.test_grants_pages import GRANTS, SCHOOLS
from tests.web.test_standing import spent

__all__ = ["maple_with_services", "spent"]
PAGES = (
    "/", "/schools/", "/formula/", "/formula/drafts/", "/services/", "/grants/", "/grants/spending/", "/autonomy/", "/autonomy/?show=ladder",
    "/calendar/", "/account/", f"/schools/{OWN}/", f"/schools/{OWN}/compare/0030/", f"/schools/{OWN}/services/", f"/schools/{OWN}/grants/",
    f"/schools/{OWN}/autonomy/",
)  # fmt: skip
WRITTEN = frozenset({"Run for every school by the district.", "Open to all, and costs the same whoever comes."})
"""What somebody of the district wrote into its files."""


def both(client: Client, path: str) -> tuple[str, str]:
    """Give a page in English and in Spanish."""
    shown = []
    for language in ("en", "es"):
        client.cookies[configured.LANGUAGE_COOKIE_NAME] = language
        answer = client.get(path)
        assert answer.status_code == 200, path
        shown.append(answer.content.decode())
    return shown[0], shown[1]


@pytest.fixture
def director(settings: Settings, maple_with_services: Path, tmp_path: Path) -> Client:
    district = Path(shutil.copytree(maple_with_services, tmp_path / "maple"))
    texts = {"formula": STEPS, "calendar": CALENDAR, "autonomy": REGISTER, "grants": GRANTS}
    for name, text in texts.items():
        (district / f"{name}.toml").write_text(text, encoding="utf-8")
    (district / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    settings.DISTRICT, settings.TODAY = district, TODAY
    figures.forget()
    client = Client()
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    return client


def test_english_on_spanish_pages_is_marked(director: Client) -> None:
    assert {path: found for path in PAGES if (found := unmarked(*both(director, path), WRITTEN))} == {}


def test_english_where_we_stand_is_marked(settings: Settings, spent: Path) -> None:
    settings.DISTRICT, settings.TODAY = spent, TODAY
    figures.forget()
    client = Client()
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    assert unmarked(*both(client, "/where-we-stand/")) == []
    assert unmarked(*both(client, "/")) == []


def test_what_is_marked_is_there(director: Client) -> None:
    _, page = both(director, f"/schools/{OWN}/")
    english = [text for language, text in pieces(page) if language == "en"]
    assert any("divided by 24" in text or "for every" in text for text in english)
    assert not any("¿" in text or "ñ" in text for text in english if text != "Español"), "and no Spanish is"


def test_what_is_planted_is_found() -> None:
    english = '<html lang="en"><p>It is the sum of two lines.</p><p title="This is not said to them">x</p></html>'
    assert unmarked(english, english.replace('"en"', '"es"')) == [
        "It is the sum of two lines.",
        "This is not said to them",
    ]
    assert unmarked(english, english.replace('"en"', '"es"').replace("<p", '<p lang="en"')) == []


def test_what_is_no_text_is_said_as_one() -> None:
    """A citation of a rule is a record that writes itself."""

    class Citation:
        def __str__(self) -> str:
            return "34 CFR 200.<77>"

    with translation.override("es"):
        assert worded(Citation()) == '<span lang="en">34 CFR 200.&lt;77&gt;</span>'
    with translation.override("en"):
        assert worded(Citation()) == "34 CFR 200.<77>"
    assert worded(None) == ""
