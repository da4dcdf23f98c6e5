"""Long lists come a page at a time, and are found by words; what they add up to stays whole."""

import pytest
from django.test import Client, RequestFactory

from perpupil.documents.page import Column, Note, Table
from perpupil.web import listing
from perpupil.web.access.rights import Role
from tests.web.district import person_of


def test_schools_come_a_page_at_a_time_and_by_name(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ROWS", 2)
    client.force_login(person_of(Role.BUDGET_DIRECTOR))
    first = client.get("/schools/").content.decode()
    assert ("Adams" in first, "Carver" in first) == (True, False)
    assert "1 to 2 of 3." in first
    assert "$155,000" in first, "the total is that of all schools"
    second = client.get("/schools/", {"page": "2"}).content.decode()
    assert ("Adams" in second, "Carver" in second) == (False, True)
    found = client.get("/schools/", {"find": "carver"}).content.decode()
    assert ("Adams" in found, "Carver" in found) == (False, True)
    assert 'value="carver"' in found
    by_number = client.get("/schools/", {"find": "0020"}).content.decode()
    assert ("Adams" in by_number, "Baker" in by_number) == (False, True)


@pytest.mark.parametrize(
    "asked", [{"page": "999"}, {"page": "x"}, {"find": "<b>" * 99}, {"find": "\x00", "page": "-1"}]
)
def test_whatever_is_asked_for_gives_a_page(client: Client, asked: dict[str, str]) -> None:
    client.force_login(person_of(Role.ADMINISTRATOR))
    for address in ("/schools/", "/people/"):
        answer = client.get(address, asked)
        assert answer.status_code == 200
        assert b"<b><b>" not in answer.content


def test_a_person_is_found_by_name_address_and_school(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ROWS", 1)
    principal = person_of(Role.PRINCIPAL, "0020")
    client.force_login(person_of(Role.ADMINISTRATOR))
    for words in (principal.name, principal.email, "Baker", "0020"):
        assert f"/people/{principal.pk}/" in client.get("/people/", {"find": words}).content.decode(), words


def test_a_long_table_is_cut_and_keeps_its_total(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ROWS", 2)
    rows = (("Adams", "$1"), ("Baker", "$2"), ("Carver", "$3"), ("All", "$6"))
    table = Table("By school", (Column("School"), Column("Amount", is_figure=True)), rows, has_total=True)
    short = Table("Parts", (Column("Part"),), (("a",), ("b",)))
    found = listing.shortened(rf.get("/"), (Note("first"), table, short))
    assert found.is_long
    assert found.blocks[1].rows == (rows[0], rows[1], rows[3])  # type: ignore[union-attr]  # a table
    assert found.blocks[1].caption == "By school: 2 of 3 rows"  # type: ignore[union-attr]  # a table
    assert (found.blocks[0], found.blocks[2]) == (Note("first"), short)
    carver = listing.shortened(rf.get("/", {"find": "carv"}), (table,))
    assert carver.blocks[0].rows == (rows[2], rows[3])  # type: ignore[union-attr]  # a table
    assert not listing.shortened(rf.get("/"), (short,)).is_long
