"""Every page that a link leads to, as every role, in both languages, wide and narrow: no error, nothing that axe finds, no moving sideways."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.looking import DESKTOP, PHONE, Eye, enter_as, faults_of, look, walk, window_of

PEOPLE = 9
"""Those of the demo: nobody is left out, because one more than there are is not there."""
WINDOWS = [("en", DESKTOP), ("es", PHONE)]
"""Each width and each language with every person; the two others with those who see the most."""


def faults_of_a_person(eye: Eye, number: int, language: str, width: int) -> list[str]:
    with window_of(eye.browser, eye.served, language, width) as window:
        page = window.new_page()
        what = enter_as(page, eye.served, number)
        looked = walk(page, eye.served, eye.axe)
        assert "home" in looked.seen
        return [f"{what}: {one}" for one in looked.wrong]


def test_the_demo_has_so_many_people(browser: Browser, served: str) -> None:
    with window_of(browser, served, "en", DESKTOP) as window:
        page = window.new_page()
        page.goto(f"{served}/sign-in/")
        assert page.locator("ul.people button").count() == PEOPLE


@pytest.mark.parametrize("number", range(PEOPLE))
@pytest.mark.parametrize(("language", "width"), WINDOWS)
def test_pages_of_a_person(eye: Eye, number: int, language: str, width: int) -> None:
    assert "\n".join(faults_of_a_person(eye, number, language, width)) == ""


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(("language", "width"), [("en", PHONE), ("es", DESKTOP)])
def test_the_other_windows(eye: Eye, number: int, language: str, width: int) -> None:
    assert "\n".join(faults_of_a_person(eye, number, language, width)) == ""


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["/sign-in/", "/nowhere/"])
def test_pages_before_anybody_signs_in(eye: Eye, language: str, path: str) -> None:
    with window_of(eye.browser, eye.served, language, PHONE) as window:
        page = window.new_page()
        page.goto(eye.served + path)
        assert look(page, eye.axe) == []
        assert page.locator("html").get_attribute("lang") == language


def test_what_is_planted_is_found(browser: Browser, axe: str) -> None:
    with browser.new_context(viewport={"width": PHONE, "height": 600}) as window:
        page = window.new_page()
        page.set_content(
            '<html lang="en"><title>x</title><main><div style="width:900px">x</div><img src="data:,"></main>'
        )
        faults = faults_of(page, axe)
        assert any("image-alt" in one for one in faults)
        assert any("wider than" in one for one in faults)
