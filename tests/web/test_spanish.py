"""Spanish: every text of every page has its translation, and what is compiled is what is written."""

import re

import polib
import pytest
from django.test import Client
from django.utils import translation
from tools.messages import CATALOG, WEB, gathered, of_module, of_template

from perpupil.web.access.rights import Role
from perpupil.web.store.templatetags.words import money, signed
from tests import project
from tests.web.district import OWN, person_of

WRITTEN = polib.pofile(str(CATALOG))
TEMPLATES = sorted(path for path in WEB.rglob("*.html") if "vendor" not in path.parts)
_BLOCKS = re.compile(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}|{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_SPOKEN = re.compile(r"""\b(?:aria-label|alt|title|placeholder)=["']([^"']*)["']""")
_NAMES = re.compile(r"PerPupil|English|Español|API|CSV|PDF|OpenAPI|ICS|FY")
"""What is called the same in every language."""


def untranslated(template: str) -> list[str]:
    """Give the words that a template says by itself."""
    text = _BLOCKS.sub(" ", template)
    said = [*_SPOKEN.findall(text), re.sub(r"<[^>]*>", " ", text)]
    return re.findall(r"[^\W\d_]{2,}", _NAMES.sub("", re.sub(r"&\w+;", " ", " ".join(said))))


def marks(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%%", text))


def test_every_text_of_the_pages_is_in_the_catalog_and_nothing_else() -> None:
    anew = gathered(WRITTEN)
    assert [(one.msgid, one.msgid_plural) for one in anew] == [(one.msgid, one.msgid_plural) for one in WRITTEN]


def test_every_text_is_translated() -> None:
    assert [one.msgid for one in WRITTEN if not one.translated() or one.fuzzy] == []


def test_a_translation_holds_the_same_marks() -> None:
    wrong = []
    for one in WRITTEN:
        said = one.msgstr_plural.values() if one.msgid_plural else [one.msgstr]
        wrong += [each for each in said if marks(each) not in (marks(one.msgid), marks(one.msgid_plural))]
    assert wrong == []


def test_what_is_compiled_is_what_is_written() -> None:
    assert CATALOG.with_suffix(".mo").read_bytes() == WRITTEN.to_binary()


@pytest.mark.parametrize("path", TEMPLATES, ids=project.name)
def test_a_template_says_nothing_by_itself(path: object) -> None:
    assert untranslated(project.text(path)) == []  # type: ignore[arg-type]  # a path


def test_what_is_planted_is_found() -> None:
    assert list(of_template('{% load i18n %}{% translate "One" %} <p title="{% translate \'Two\' %}">')) == [
        ("One", ""),
        ("Two", ""),
    ]
    counted = (
        "{% load i18n %}{% blocktranslate count n=x %}{{ n }} line{% plural %}{{ n }} lines{% endblocktranslate %}"
    )
    assert list(of_template(counted)) == [("%(n)s line", "%(n)s lines")]
    assert list(of_module('gettext("a"); ngettext("b", "c", n); Wrong("field", "d", "e")')) == [
        ("a", ""),
        ("b", "c"),
        ("d", ""),
        ("e", ""),
    ]
    assert untranslated('<p title="Two">{% translate "x" %} {{ y }}<b>Three</b></p>') == ["Two", "Three"]


def test_amounts_do_not_change_shape() -> None:
    for amount_cents in (0, 5, 123_456_789, -1_234_500, 5_500_000):
        with translation.override("en"):
            told = (money(amount_cents), signed(amount_cents))
        with translation.override("es"):
            assert (money(amount_cents), signed(amount_cents)) == told


def test_a_page_in_spanish(client: Client) -> None:
    client.force_login(person_of(Role.PRINCIPAL, OWN))
    assert client.post("/language/setlang/", {"language": "es"}).status_code == 302
    text = client.get("/account/").content.decode()
    assert '<html lang="es">' in text
    assert "¿En qué idioma lee?" in text
    assert "Dirección de escuela, Adams Elementary" in text
