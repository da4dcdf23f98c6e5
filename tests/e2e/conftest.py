"""One server over the demo district and one browser for all tests; each test has a window of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.folder import FILES, make_folder
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.looking import Eye
from tests.e2e.serving import TODAY, serving


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("demo")
    district = make_folder(place / "made")
    people = place / "made" / FILES / "people.csv"
    with serving(place, district, "--demo", str(people), "--today", TODAY) as address:
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
