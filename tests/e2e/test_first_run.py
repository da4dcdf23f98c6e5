"""From an empty folder to a district with two people, in the browser: every page of the way is looked at."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.looking import PHONE, look, window_of
from tests.e2e.serving import serving

PASSWORD = "a long pass phrase 7"  # noqa: S105  of nobody


def choose_password(page: Page) -> None:
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)


def sign_in(page: Page, served: str, email: str) -> None:
    page.goto(f"{served}/sign-in/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button.usa-button").click()


def begin(window: BrowserContext, link: str, axe: str) -> Page:
    page = window.new_page()
    page.goto(link)
    assert look(page, axe) == []
    return page


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_first_person_and_the_second(browser: Browser, tmp_path: Path, axe: str, language: str) -> None:
    with serving(tmp_path, tmp_path / "maple") as served, window_of(browser, served, language, PHONE) as window:
        told = re.search(r"http://\S+/first/\S+", (tmp_path / "served.txt").read_text(encoding="utf-8"))
        assert told is not None
        page = begin(window, told[0], axe)
        for field, value in (
            ("district", "Maple"),
            ("year", "2027"),
            ("name", "Ana Ruiz"),
            ("email", "ana@example.org"),
        ):
            page.locator(f"#{field}").fill(value)
        choose_password(page)
        page.locator("main button.usa-button").click()
        sign_in(page, served, "ana@example.org")
        for path in ("/", "/people/", "/people/invite/", "/account/", "/events/"):
            assert page.goto(served + path).status == 200, path  # type: ignore[union-attr]  # it answers
            assert look(page, axe) == [], path
        page.goto(f"{served}/people/invite/")
        for field, value in (("name", "Li Wei"), ("email", "li@example.org"), ("why", "hired in July")):
            page.locator(f"#{field}").fill(value)
        page.locator("#role").select_option("budget_director")
        page.locator("main button.usa-button").click()
        assert look(page, axe) == []
        link = re.search(r"http://\S+/begin/\d+/[\w-]+/", page.locator("[role=status]").inner_text())
        assert link is not None
        for path in ("/account/password/change/", "/account/2fa/", "/account/2fa/totp/activate/"):
            page.goto(served + path)
            assert look(page, axe) == [], path
        page.locator("[name=password]").fill(PASSWORD)  # asked for again before the second step is changed
        page.locator("main button.usa-button").click()
        assert page.url.endswith("/account/2fa/totp/activate/")
        assert look(page, axe) == []
        with window_of(browser, served, language, PHONE) as another:
            second = begin(another, link[0], axe)
            choose_password(second)
            second.locator("main button.usa-button").click()
            sign_in(second, served, "li@example.org")
            assert second.goto(f"{served}/account/").status == 200  # type: ignore[union-attr]  # it answers
            assert begin(another, link[0], axe).locator("#password").count() == 0, "it worked once"
