"""The project's own files, for the tests that read them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "perpupil"

_MADE = {".git", ".venv", ".venv-spark", "build", "dist", "__pycache__"}
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def files(pattern: str = "*", under: Path = ROOT) -> list[Path]:
    """Every file that a person wrote or keeps, tools' caches left out."""
    return sorted(
        path
        for path in under.rglob(pattern)
        if path.is_file() and not any(_is_made(part) for part in path.relative_to(ROOT).parts)
    )


def room(title: str) -> list[Path]:
    """The modules of one room of the package, be it a file or a folder."""
    module = SOURCE / f"{title}.py"
    return [module] if module.exists() else files("*.py", SOURCE / title)


def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=name(path))


def links(page: Path) -> Iterator[str]:
    """The relative links of a Markdown page, outside code."""
    prose = re.sub(r"^```.*?^```", "", text(page), flags=re.MULTILINE | re.DOTALL)
    for found in _LINK.finditer(re.sub(r"`[^`\n]*`", "", prose)):
        target = found[1] or found[2]
        if not re.match(r"[a-z]+:", target):
            yield target


def _is_made(part: str) -> bool:
    return part in _MADE or part.endswith(("_cache", ".egg-info")) or part == ".hypothesis"
