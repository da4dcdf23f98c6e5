"""Every command in the tutorial and in the other pages prints what the page says."""

import re
from pathlib import Path

import pytest

from tests import project
from tests.docs import pages

TUTORIAL = project.ROOT / "docs" / "tutorial" / "first-allocation.md"


@pytest.mark.parametrize("page", pages.PAGES, ids=project.name)
def test_a_page_prints_what_it_says(page: Path, tmp_path: Path) -> None:
    printed = pages.played(project.text(page), tmp_path)
    said = pages.numbered_seals([command.said for command, _ in printed])
    found = pages.numbered_seals([out for _, out in printed])
    words = [command.words for command, _ in printed]
    assert dict(zip(words, found, strict=False)) == dict(zip(words, said, strict=False)), (
        "if the page is still right, run python -m tests.docs.pages"
    )
    assert found == said


def test_no_page_shows_an_error_that_it_does_not_mean() -> None:
    """Outputs are written by the commands themselves; an error that crept in would be printed as if it were wanted."""
    meant = {
        *("bad-cell", "blank-cell", "division-by-zero", "expectation-failed"),
        *("missing-key", "pool-short", "unknown-key", "no-headcount", "no-account", "no-money"),
        *("unserved-school", "poorer-school-overtaken"),
        *("out-of-order", "training-missing"),
    }
    shown = {
        code
        for page in pages.PAGES
        for code in re.findall(r"^error .*\[([a-z-]+)\]$", project.text(page), re.MULTILINE)
    }
    assert shown == meant


def test_the_tutorial_uses_every_command_a_beginner_needs() -> None:
    commands = re.findall(r"^\$ perpupil (\w+)", project.text(TUTORIAL), re.MULTILINE)
    assert set(commands) == {"check", "run", "explain", "reproduce"}


def test_a_page_that_shows_another_amount_is_found(tmp_path: Path) -> None:
    text = (
        "```csv facts.csv\nid,n\n1,2\n```\n"
        '```toml formula.toml\nlanguage = 1\ntitle = "T"\n[facts]\nunit = "id"\n```\n'
        '```toml formula.toml append\n[line.all]\nvalue = "n * 3"\n```\n'
        '```diff formula.toml\n-value = "n * 3"\n+value = "n * 4"\n```\n'
        "```console\n$ perpupil run formula.toml\nnothing\n```\n"
    )
    assert "$8" in pages.rewritten(text, tmp_path)
    ((command, printed),) = pages.played(text, tmp_path)
    assert command.said == "nothing\n" != printed


def test_a_change_to_lines_that_are_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="do not stand once"):
        pages.changed("a = 1\n", "-a = 2\n+a = 3\n")


def test_seals_are_compared_by_which_are_the_same() -> None:
    one, two = "a" * 64, "b" * 64
    assert pages.numbered_seals([one, two, one]) == ["seal 1", "seal 2", "seal 1"]
