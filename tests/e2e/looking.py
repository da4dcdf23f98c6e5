"""Looking at a page as a careful person would: at its errors, at what axe finds, and whether it fits a narrow window."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE, NARROWEST = 1280, 390, 320
HEIGHT = 900
NO_PAGES = (".pdf", ".xlsx", ".csv", ".ics", ".json", ".toml", ".txt", ".svg", ".zip")
"""What a link may lead to beside pages: it is fetched, and not looked at."""


@dataclass(frozen=True, slots=True)
class Eye:
    """What it takes to look: a browser, where the pages are, and axe."""

    browser: Browser
    served: str
    axe: str


@dataclass
class Looked:
    """What was found wrong, and the pages that were seen, each by the name of its address."""

    wrong: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)


def window_of(browser: Browser, served: str, language: str, width: int, *, script: bool = True) -> BrowserContext:
    """Open a window of a width in a language."""
    window = browser.new_context(viewport={"width": width, "height": HEIGHT}, java_script_enabled=script)
    window.add_cookies([{"name": "django_language", "value": language, "url": served}])
    return window


def enter_as(page: Page, served: str, number: int) -> str:
    """Go in as one of the demo's people, by place on the sign-in page; give what she is."""
    page.goto(f"{served}/sign-in/")
    button = page.locator("ul.people button").nth(number)
    what = button.inner_text()
    button.click()
    return what.replace("\n", ", ")


def faults_of(page: Page, axe: str) -> list[str]:
    """Give what axe finds on a page with everything on it opened, and whether it is too wide for the window."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    faults = [
        f"axe {one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})"
        for one in found["violations"]
    ]
    return [*faults, *too_wide(page)]


def too_wide(page: Page) -> list[str]:
    """Say whether the page must be moved sideways to be read, and what makes it so wide."""
    wide = page.evaluate(
        """() => { const page = document.documentElement;
        if (page.scrollWidth <= page.clientWidth) return null;
        const over = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > page.clientWidth + 1);
        return over.slice(0, 3).map(one => one.outerHTML.slice(0, 120)) }"""
    )
    return [] if wide is None else [f"wider than {page.evaluate('innerWidth')} pixels: {wide}"]


def walk(page: Page, served: str, axe: str) -> Looked:
    """Follow every link from the first page on, one page for each address there is, and look at each."""
    looked = Looked()
    page.on("console", lambda told: looked.wrong.append(f"{page.url}: {told.text}") if told.type == "error" else None)
    page.on("pageerror", lambda error: looked.wrong.append(f"{page.url}: {error}"))
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if name is None or name in looked.seen:
            continue
        looked.seen[name] = path
        if is_no_page(path):
            answer = page.request.get(served + path)
            if answer.status != 200:
                looked.wrong.append(f"{path}: {answer.status}")
            continue
        answered = page.goto(served + path)
        if answered is None or answered.status != 200:
            looked.wrong.append(f"{path}: {answered.status if answered else 'no answer'}")
            continue
        looked.wrong += [f"{path}: {one}" for one in look(page, axe)]
        waiting += links_of(page, served)
    return looked


def look(page: Page, axe: str) -> list[str]:
    """Look at a page as wide as its window, and as narrow as it must still be read."""
    size = page.viewport_size or {"width": DESKTOP, "height": HEIGHT}
    faults = faults_of(page, axe)
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    faults += too_wide(page)
    page.set_viewport_size(size)
    return faults


def links_of(page: Page, served: str) -> list[str]:
    """Give where the links of a page lead, within the pages of the district."""
    found: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(one => one.href)")
    parts = [urlsplit(one) for one in found if one.startswith(f"{served}/")]
    return [one.path + (f"?{one.query}" if one.query else "") for one in parts]


def name_of(path: str) -> str | None:
    """Give the name of an address as `urls` has it, with the names of what a question mark adds; None where it leads to no page."""
    where, _, asked = path.partition("?")
    try:
        found = resolve(where)
    except Resolver404:
        return None
    named = found.view_name or where
    return f"{named}?{','.join(sorted(one.partition('=')[0] for one in asked.split('&')))}" if asked else named


def is_no_page(path: str) -> bool:
    """Whether an address gives a file, or data."""
    return path.partition("?")[0].endswith(NO_PAGES) or path.startswith("/api/")
