"""What every page rests on is worked out before anybody asks, once for each state of the figures; trouble with it stops nobody."""

import gc
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.web import figures, warming
from perpupil.web.access.rights import Role
from tests.web.district import OWN, person_of


def test_nothing_is_left_to_work_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name, _, _ in warming.warm()]
    assert names[0] == "allocation"
    assert gc.isenabled()
    monkeypatch.setattr(figures, "allocation_in_force", lambda *_: pytest.fail("it was worked out before"))
    client.force_login(person_of(Role.PRINCIPAL, OWN))
    assert client.get(f"/schools/{OWN}/").status_code == 200


def test_it_begins_once_for_each_state_of_the_figures(
    settings: Settings, tmp_path: Path, maple: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(warming, "_begin", lambda: begun.append(figures.mark()))
    monkeypatch.setattr(warming, "_warmed", [])
    warming.warm_when_new()
    warming.warm_when_new()
    assert len(begun) == 1
    settings.DISTRICT = tmp_path
    (tmp_path / "formula.toml").write_bytes((maple / "formula.toml").read_bytes())
    warming.warm_when_new()
    warming.warm_when_new()
    assert len(set(begun)) == len(begun) == 2


@pytest.mark.filterwarnings("error")
def test_a_folder_that_cannot_be_read_stops_nobody(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DISTRICT = tmp_path
    monkeypatch.setattr(connections, "close_all", lambda: None)  # the test's own connection stays open
    warming._warm_quietly()  # noqa: SLF001  what the thread does
    assert "could not be worked out beforehand" in caplog.text
    assert gc.isenabled()
