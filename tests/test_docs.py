"""The pages hold together: links lead somewhere, and no page or command is lost."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests import project

DOCS = project.ROOT / "docs"
PAGES = [page for page in project.files("*.md") if "vendor" not in page.parts]
"""Every page of ours; what others wrote stays as it is."""


def anchors(page: Path) -> set[str]:
    """The names that a heading can be linked by, as the usual hosts make them."""
    titles = re.findall(r"^#+ (.+)$", project.text(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def broken(page: Path, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return True
    return bool(anchor) and anchor not in anchors(target)


@pytest.mark.parametrize("page", PAGES, ids=project.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in project.links(page) if broken(page, link)] == []


def test_the_index_lists_every_page() -> None:
    index = DOCS / "README.md"
    listed = {(DOCS / link.partition("#")[0]).resolve() for link in project.links(index)}
    pages = set(project.files("*.md", DOCS)) - {index}
    assert sorted(map(project.name, pages - listed)) == []


def test_every_picture_is_shown() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in project.links(page)}
    pictures = {path for path in project.files(under=DOCS) if path.suffix != ".md"}
    assert sorted(map(project.name, pictures - shown)) == []


def test_every_command_of_make_exists() -> None:
    targets = set(re.findall(r"^## ([a-z-]+):", project.text(project.ROOT / "Makefile"), re.MULTILINE))
    named = {
        (project.name(page), target)
        for page in PAGES
        for target in re.findall(r"(?:`|^)make ([a-z-]+)(?:`| +#)", project.text(page), re.MULTILINE)
    }
    assert sorted((page, target) for page, target in named if target not in targets) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A title, *set*\n[a](#a-title-set) [b](#elsewhere) [c](gone.md) [d](https://x.org)\n"
        '`[e](gone.md)`\n```\n[f](gone.md)\n```\n<img src="gone.svg">\n'
    )
    links = list(project.links(page))
    assert [link for link in links if broken(page, link)] == ["#elsewhere", "gone.md", "gone.svg"]
