"""One server over the demo district and one browser for all tests; each test has a window of its own."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.folder import DISTRICT, FILES, make_folder
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.looking import Eye
from tests.e2e.serving import TODAY, serving


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo district as it is made, with the files that it was made of; whoever serves it serves a copy."""
    place = tmp_path_factory.mktemp("made") / "demo"
    make_folder(place)
    return place


@contextlib.contextmanager
def _serving_a_copy(made: Path, place: Path) -> Iterator[str]:
    copy = Path(shutil.copytree(made, place / "demo"))
    people = copy / FILES / "people.csv"
    with serving(place, copy / DISTRICT, "--demo", str(people), "--today", TODAY) as address:
        yield address


@pytest.fixture(scope="session")
def served(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with _serving_a_copy(made, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="module")
def served_apart(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A district of its own for those who bring data in: nobody else sees what they put in force."""
    with _serving_a_copy(made, tmp_path_factory.mktemp("apart")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or "chromium"
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield window
        window.close()


@pytest.fixture(scope="session")
def axe() -> str:
    return (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def eye(browser: Browser, served: str, axe: str) -> Eye:
    return Eye(browser, served, axe)
