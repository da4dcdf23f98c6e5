"""Reading and writing files: a formula's folder, and a write that is whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FORMULA, FACTS, HEADCOUNT, PUBLISHED = "formula.toml", "facts.csv", "headcount.csv", "published.csv"
POOL = "pool.csv"
UNITS = "units"
"""The folder beside a formula whose folders, one a unit, are the levels below it."""


class NoSuchFile(Exception):
    """A file that was asked for cannot be read; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class FormulaFiles:
    """The files that belong to a formula; those beside it have fixed names."""

    formula: Path
    facts: Path | None
    headcount: Path | None
    published: Path | None
    pool: Path | None = None


def find_files(path: Path) -> FormulaFiles:
    """Find a formula's files, given its folder or its file."""
    try:
        formula = path / FORMULA if path.is_dir() else path
        is_there = formula.is_file()
    except (OSError, ValueError):
        formula, is_there = path, False
    if not is_there:
        message = f"There is no formula at {formula}."
        raise NoSuchFile(message)
    beside = {name: formula.parent / name for name in (FACTS, HEADCOUNT, PUBLISHED, POOL)}
    there = {name: one if one.is_file() else None for name, one in beside.items()}
    return FormulaFiles(formula, there[FACTS], there[HEADCOUNT], there[PUBLISHED], there[POOL])


def folders_of_units(path: Path) -> tuple[Path, ...]:
    """Find the folders of the units below a formula's folder, in the order of their names."""
    try:
        return tuple(sorted(one for one in (path / UNITS).iterdir() if one.is_dir()))
    except FileNotFoundError:
        return ()
    except OSError as error:
        message = f"{path / UNITS} cannot be read: {error.strerror}."
        raise NoSuchFile(message) from None


def folders_with_formulas(path: Path) -> tuple[Path, ...]:
    """Find the folders below a path that hold a formula."""
    return tuple(sorted(one.parent for one in path.glob(f"*/{FORMULA}")))


def read(path: Path) -> bytes:
    """Read a file.

    Raises:
        NoSuchFile: It is not there or cannot be read.

    """
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise NoSuchFile(message) from None


def write_folder(path: Path, files: Mapping[str, str], *, is_private: bool = False) -> None:
    """Make a folder that is not there yet, and write files into it; a private one only its owner opens.

    Raises:
        NoSuchFile: It is there already, or cannot be written.

    """
    try:
        path.mkdir(mode=0o700 if is_private else 0o777, parents=True)
    except OSError as error:
        message = f"{path} cannot be made: {error.strerror}."
        raise NoSuchFile(message) from None
    for name, text in files.items():
        write(path / name, text.encode())


def write(path: Path, content: bytes) -> None:
    """Write a file whole: beside it first, then in its place, so that a fault leaves the old one.

    Raises:
        NoSuchFile: It cannot be written.

    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise NoSuchFile(message) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise NoSuchFile(message) from None
    finally:
        temporary.unlink(missing_ok=True)
