"""The vote by which the demo's formula came into force."""

import shutil
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from perpupil.web import figures
from perpupil.web.access.rights import Role
from perpupil.web.demonstrated_vote import record_vote
from perpupil.web.store.chain import check
from perpupil.web.store.models import Event
from tests.web.district import person_of


@pytest.fixture
def folder(maple: Path, tmp_path: Path, settings: Settings) -> Path:
    settings.DISTRICT = shutil.copytree(maple, tmp_path / "maple")
    figures.forget()
    return Path(settings.DISTRICT)


def test_it_is_recorded_once_and_every_page_says_so(folder: Path, client: Client) -> None:
    roles = (Role.BUDGET_DIRECTOR, Role.SUPERINTENDENT, Role.BOARD_MEMBER)
    director, *_ = [person_of(role, is_made_up=True) for role in roles]
    before = (folder / "formula.toml").read_bytes()
    assert record_vote(folder, timezone.now())
    assert not record_vote(folder, timezone.now())
    assert [one.action for one in Event.objects.order_by("sequence")] == [
        "formula.save_draft",
        "formula.sign_draft",
        "formula.sign_draft",
        "formula.adopt",
    ]
    assert check().broken is None
    assert (folder / "formula.toml").read_bytes() == before, "the formula stays as it is"
    client.force_login(director)
    assert "Adopted by the board on June 9, 2026, resolution 26-41" in client.get("/formula/").content.decode()


def test_nothing_is_recorded_where_somebody_of_them_is_missing(folder: Path) -> None:
    person_of(Role.BUDGET_DIRECTOR, is_made_up=True)
    person_of(Role.BOARD_MEMBER)
    assert not record_vote(folder, timezone.now())
    assert not Event.objects.exists()
