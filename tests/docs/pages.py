"""Plays a page: writes the files that it shows, runs its commands and compares what they print.

A fenced block says in its first line what it is. ``toml formula.toml`` writes that file, with
``append`` behind it adds to the file, and ``diff formula.toml`` changes lines of it. A
``console`` block holds commands, each behind ``$ ``, with their output. ``python -m
tests.docs.pages`` writes what the commands print now into every page.
"""

import contextlib
import io
import re
import shlex
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from perpupil.cli.main import main
from tests import project

PLAYED = ("tutorial", "how-to", "explanation")
PAGES = [page for room in PLAYED for page in project.files("*.md", project.ROOT / "docs" / room)]

_BLOCK = re.compile(r"^```(?P<words>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_SEAL = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Command:
    """A command of a page and what the page says that it prints."""

    words: str
    said: str


@dataclass
class Stage:
    """A folder in which a page is played."""

    folder: Path
    printed: list[tuple[Command, str]] = field(default_factory=list)

    def play(self, block: re.Match[str]) -> None:
        """Do what one block says."""
        kind, name, how = (*block["words"].split(), "", "")[:3]
        if kind == "console":
            self.printed += [(one, self.run(one.words)) for one in commands(block["body"])]
        elif name:
            self.write(name, block["body"], {"append": _append}.get(how, _whole), kind)

    def write(self, name: str, body: str, how: Callable[[str, str], str], kind: str) -> None:
        """Write, lengthen or change a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = project.text(path) if path.exists() else ""
        after = changed(before, body) if kind == "diff" else how(before, body)
        path.write_text(after, encoding="utf-8")

    def run(self, words: str) -> str:
        """Run a command of PerPupil in the folder and give all that it prints."""
        program, *arguments = shlex.split(words)
        if program != "perpupil":
            message = f"a page can run perpupil only, not {program}"
            raise ValueError(message)
        printed = io.StringIO()
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            main(arguments)
        return tidy(printed.getvalue())


def blocks(text: str) -> Iterator[re.Match[str]]:
    """Give every fenced block of a page."""
    return _BLOCK.finditer(text)


def commands(body: str) -> list[Command]:
    """Cut a console block into its commands."""
    parts = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]
    cut = [part.partition("\n") for part in parts]
    return [Command(words, tidy(said)) for words, _, said in cut]


def changed(text: str, difference: str) -> str:
    """Replace the lines marked ``-`` by the lines marked ``+``."""
    marked = difference.splitlines(keepends=True)
    before = "".join(line[1:].removeprefix(" ") for line in marked if line[0] in "- ")
    after = "".join(line[1:].removeprefix(" ") for line in marked if line[0] in "+ ")
    if text.count(before) != 1:
        message = f"these lines do not stand once in the file:\n{before}"
        raise ValueError(message)
    return text.replace(before, after)


def played(text: str, folder: Path) -> list[tuple[Command, str]]:
    """Play a page in an empty folder; give each command with what it printed."""
    stage = Stage(folder)
    for block in blocks(text):
        stage.play(block)
    return stage.printed


def rewritten(text: str, folder: Path) -> str:
    """Give a page with what its commands print now."""
    printed = iter(played(text, folder))

    def with_output(block: re.Match[str]) -> str:
        if not block["words"].startswith("console"):
            return block[0]
        told = [next(printed) for _ in commands(block["body"])]
        return "```console\n" + "\n".join(f"$ {one.words}\n{out}" for one, out in told) + "```"

    return _BLOCK.sub(with_output, text)


def numbered_seals(texts: list[str]) -> list[str]:
    """Write the first seal as seal 1, and so on: a seal changes with the version of the engine."""
    seen: dict[str, str] = {}
    return [_SEAL.sub(lambda found: seen.setdefault(found[0], f"seal {len(seen) + 1}"), text) for text in texts]


def tidy(text: str) -> str:
    """Take away the spaces at the ends of lines and empty lines at both ends."""
    lines = [line.rstrip() for line in text.splitlines()]
    joined = "\n".join(lines).strip("\n")
    return f"{joined}\n" if joined else ""


def _append(before: str, body: str) -> str:
    return f"{before}\n{body}"


def _whole(_: str, body: str) -> str:
    return body


if __name__ == "__main__":
    for page in PAGES:
        with tempfile.TemporaryDirectory() as empty:
            page.write_text(rewritten(project.text(page), Path(empty)), encoding="utf-8")
