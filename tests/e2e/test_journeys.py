"""Whole journeys in a browser: from a messy file to a recommended formula; from why to a choice; and who only looks."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.district import SEED
from demo.district import TODAY as CLOCK
from demo.messy import messy
from playwright.sync_api import Browser, Page, expect

from tests.e2e.looking import DESKTOP, look, window_of

MESSY = ("files/schools.xlsx", "files/students_october.csv", "files/student_programs.txt")
TABS = 90
PATIENCE_MS = 120_000
"""A look at forty thousand students and what each answer would change, on a machine that has other work."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The three files of the messy twin with which a director comes."""
    place, made = tmp_path_factory.mktemp("messy"), messy(SEED, CLOCK)
    found = []
    for name in MESSY:
        path = place / Path(name).name
        path.write_bytes(made[name])
        found.append(path)
    return found


@pytest.fixture
def page(browser: Browser, served_apart: str) -> Iterator[Page]:
    with window_of(browser, served_apart, "en", DESKTOP) as window:
        page = window.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{served_apart}/sign-in/")
        yield page


def enter(page: Page, role: str) -> None:
    with page.expect_navigation(url=re.compile(r"\d/(schools/\d+/)?$")):
        page.get_by_role("button", name=role).first.click()


def decide_every_finding(page: Page) -> int:
    """Repair or leave whatever must be decided, one after the other, as the page proposes; give how many there were."""
    decided = 0
    while True:
        page.get_by_role("link", name=re.compile("^Must decide")).click()
        first = page.locator(".queue li a").first
        if not first.is_visible():
            return decided
        first.click()
        repair = page.get_by_role("button", name="Repair with this rule")
        if repair.count():
            repair.click()
        else:
            page.locator("summary", has_text="with a reason").click()
            page.get_by_label("Why", exact=True).fill("The special education office asks for the tiers.")
            page.get_by_role("button", name="Leave it so").click()
        expect(page.get_by_role("button", name="Take this back")).to_be_visible()
        decided += 1


def wait_for_the_look(page: Page, address: str) -> None:
    """Wait until what was decided is worked out, as somebody does who comes back to the page."""
    while page.locator("#progress progress").count():
        page.wait_for_timeout(1_000)
        page.goto(address)


ROSTER = "studentId,schoolId,grade,entryDate,exitDate,firstAttended\n" + "".join(
    f"{700 + n},0217,3,2026-08-31,,{'' if n < 2 else '2026-08-31'}\n" for n in range(24)
)
PROGRAMS = "studentId,program,level\n" + "".join(f"{700 + n},english_learner,2\n" for n in range(9))


def press_until(page: Page, words: str) -> None:
    """Move by the tab key until what has the keyboard says some words, press it, and wait for the page that follows."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate(
            "words => document.activeElement.matches('a, button') && document.activeElement.textContent.includes(words)",
            words,
        ):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(words)


def test_the_data_desk_by_keyboard(page: Page, tmp_path: Path) -> None:
    files = [tmp_path / "students.csv", tmp_path / "student_programs.csv"]
    for path, text in zip(files, (ROSTER, PROGRAMS), strict=True):
        path.write_text(text, encoding="utf-8")
    enter(page, "Budget director")
    press_until(page, "Data desk")
    press_until(page, "Bring in files")
    page.get_by_label("Files").set_input_files(files)  # the window that asks for files is the browser's own
    press_until(page, "Look into these files")
    expect(page.get_by_role("heading", name="What did we find?")).to_be_visible(timeout=PATIENCE_MS)
    wait_for_the_look(page, page.url)
    press_until(page, "Listed, but never seen")
    press_until(page, "Repair with this rule")
    press_until(page, "Take this back")
    press_until(page, "Withdraw these files")
    expect(page.get_by_text("The files are gone", exact=False)).to_be_visible()


def faults_of_the_desk(page: Page, address: str, axe: str) -> list[str]:
    """Look at the pages about an upload, wide and narrow, in both languages; give what is wrong."""
    page.goto(address)
    finding = page.locator(".queue li a").first.get_attribute("href") or ""
    wrong = []
    for language in ("Español", "English"):
        page.get_by_role("button", name=language).click()
        for path in (address, f"{page.url.split('/data/')[0]}{finding}", f"{address}columns/"):
            page.goto(path)
            wrong += [f"{path} {language}: {one}" for one in look(page, axe)]
    return wrong


def test_the_director_brings_a_messy_file_repairs_it_and_recommends_a_formula(
    page: Page, files: list[Path], axe: str
) -> None:
    page.set_default_timeout(PATIENCE_MS)
    enter(page, "Budget director")
    page.get_by_role("link", name="Data desk").click()
    page.get_by_role("link", name="Bring in files").click()
    page.get_by_label("Files").set_input_files(files)
    page.get_by_label("What to call them").fill("October 2026 students, corrected file")
    page.get_by_role("button", name="Look into these files").click()
    address = page.url
    expect(page.get_by_role("heading", name="What did we find?")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("Not yet.", exact=False).first).to_be_visible()
    wait_for_the_look(page, address)

    page.locator(".queue li a", has_text="Former English learners").click()
    table = page.locator(".opened table")
    expect(table).to_contain_text("District")
    expect(table).to_contain_text("→")
    assert faults_of_the_desk(page, address, axe) == []
    page.goto(address)
    assert decide_every_finding(page) >= 3
    page.goto(address)
    wait_for_the_look(page, address)
    page.goto(address)
    if page.get_by_role("button", name="Look again").count():
        page.get_by_role("button", name="Look again").click()
        wait_for_the_look(page, address)
    page.get_by_role("button", name="Put these data in force").click()
    wait_for_the_look(page, address)
    page.goto(address)
    expect(page.get_by_text("They are in force", exact=False)).to_be_visible()

    page.get_by_role("link", name="Where we stand").click()
    expect(page.locator("main")).to_contain_text(re.compile("flat|follow|inverse|cannot tell", re.IGNORECASE))

    page.get_by_role("link", name="Formula", exact=True).click()
    text = page.request.get(page.url.rstrip("/") + "/formula.toml").text()
    page.goto(page.url.rstrip("/") + "/drafts/")
    page.get_by_label("Or its text").fill(text.replace("title = ", "title = ", 1) + "\n# A draft for next year.\n")
    page.get_by_role("button", name="Check and keep as a draft").click()
    page.locator("main").get_by_role("button", name=re.compile("Sign|Recommend")).click()
    draft = page.url
    expect(page.locator("main")).to_contain_text("Signed by")
    page.get_by_role("button", name="Sign out").click()
    enter(page, "Superintendent")
    page.goto(draft)
    page.locator("main").get_by_role("button", name=re.compile("Sign|Recommend")).click()
    expect(page.locator("main")).to_contain_text("Recommended by two of the staff")


def test_a_principal_reads_why_and_chooses_services(page: Page) -> None:
    enter(page, "Principal, Foundry")
    line = page.locator(".lines details").first
    line.locator("summary").first.click()
    expect(line.locator(".inside").first).to_be_visible()
    page.get_by_role("link", name="Service choices").first.click()
    before = page.locator(".balance").first.inner_text()
    page.locator("fieldset", has=page.locator("legend", has_text="Print shop")).locator(
        "input:not(:checked)"
    ).first.check()
    page.get_by_role("button", name="Save my choices").click()
    expect(page.locator("#receipt")).to_contain_text("Saved")
    expect(page.locator(".balance").first).not_to_have_text(before)


def test_the_state_reviewer_sees_and_cannot_edit(page: Page) -> None:
    enter(page, "State reviewer")
    for name in ("Home", "Where we stand", "Schools", "Formula", "Services", "Grants", "Calendar"):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
        forms = page.locator("main form[method=post]:not(.languages)")
        assert forms.count() == 0, name
    page.goto(page.url.split("/calendar")[0] + "/data/")
    expect(page.locator("main")).to_contain_text("There is no such page")


def test_a_service_choice_by_keyboard(page: Page) -> None:
    enter(page, "Principal, Foundry")
    press_until(page, "Service choices")
    page.locator("fieldset input:checked").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.checked"), "the arrows move the choice"
    press_until(page, "Save my choices")
    expect(page.locator("#receipt")).to_contain_text("Saved")
