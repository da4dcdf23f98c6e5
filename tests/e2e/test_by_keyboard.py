"""By keyboard alone, and without JavaScript."""

from playwright.sync_api import Browser, Page

from tests.e2e.looking import DESKTOP, enter_as, window_of

TABS = 60
"""More than any of these pages has stops before what is looked for."""


def go_to(page: Page, words: str) -> None:
    """Move by the tab key until what has the keyboard says some words."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(words)


def test_signing_in_and_opening_a_line_by_keyboard(browser: Browser, served: str) -> None:
    with window_of(browser, served, "en", DESKTOP) as window:
        page = window.new_page()
        page.goto(f"{served}/sign-in/")
        go_to(page, "Principal, Foundry")
        page.keyboard.press("Enter")
        page.wait_for_url("**/schools/*/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
        page.keyboard.press("Enter")
        go_to(page, "$")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", "it shows where it is"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.parentElement.open")


def test_pages_work_without_javascript(browser: Browser, served: str) -> None:
    with window_of(browser, served, "en", DESKTOP, script=False) as window:
        page = window.new_page()
        enter_as(page, served, 1)
        assert "/schools/" in page.url
        line = page.locator("main details").first
        line.locator("summary").first.click()
        assert line.get_attribute("open") is not None
        page.get_by_role("button", name="Español").click()
        assert page.locator("html").get_attribute("lang") == "es"
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="Sign out").click()
        assert page.url.endswith("/sign-in/")
