"""Pages asked for as people of each role, over a small district."""

from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from perpupil.web import figures
from tests.web.district import make_district

collect_ignore = [
    "for_real.py",
    "killing.py",
    "killing_data.py",
    "losing.py",
    "reminding.py",
    "signing_on.py",
    "signing_on_saml.py",
    "two_folders.py",
    "waiting_uploads.py",
]
"""Programs that tests start; each opens the folder that it is given."""


@pytest.fixture(scope="session")
def maple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_district(tmp_path_factory.mktemp("web"))


@pytest.fixture(autouse=True)
def _served(settings: Settings, maple: Path, db: None) -> None:  # noqa: ARG001  every page asks the database
    settings.DISTRICT, settings.STATIC_ROOT = maple, maple / "web" / "static"
    settings.DEMO = ""
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    cache.clear()
    figures.forget()
