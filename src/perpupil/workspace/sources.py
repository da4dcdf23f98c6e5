"""What is remembered of the sources of files: the meaning of columns, and the repairs; as texts that people read and mend.

sources/students/repairs.toml                    rules, applied to every upload of students
sources/students/students_october.columns.toml   which header of that file means which column
sources/repairs.toml                             rules that are about no dataset in particular
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from perpupil.findings import Finding
from perpupil.intake.mapping import ColumnMapping, read_mapping
from perpupil.intake.repairs import Rule
from perpupil.intake.repairs.text import read_rules, write_rules
from perpupil.workspace.district import SOURCES
from perpupil.workspace.files import NoSuchFile, read, write

REPAIRS = "repairs.toml"
_COLUMNS = ".columns.toml"
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)


def kept_mappings(district: Path) -> tuple[tuple[ColumnMapping, ...], tuple[Finding, ...]]:
    """Read what columns have meant so far."""
    mappings, findings = [], list[Finding]()
    for path in sorted((district / SOURCES).glob(f"*/*{_COLUMNS}")):
        mapping, told = read_mapping(read(path), str(path))
        findings += told
        if mapping is not None:
            mappings.append(mapping)
    return tuple(mappings), tuple(findings)


def kept_rules(district: Path) -> tuple[tuple[Rule, ...], tuple[Finding, ...]]:
    """Read the repairs that were decided."""
    rules, findings = list[Rule](), list[Finding]()
    folder = district / SOURCES
    for path in (*folder.glob(REPAIRS), *sorted(folder.glob(f"*/{REPAIRS}"))):
        read_here, told = read_rules(read(path), str(path))
        rules += read_here
        findings += told
    return tuple(rules), tuple(findings)


def keep_mappings(district: Path, mappings: Iterable[ColumnMapping]) -> None:
    """Remember what columns mean; a file is only written where that is new."""
    for one in mappings:
        name = _NOT_IN_A_NAME.sub("-", Path(one.source).stem).strip("-") or "source"
        _keep(district / SOURCES / one.dataset / f"{name}{_COLUMNS}", one.text())


def keep_rules(district: Path, rules: Iterable[Rule]) -> None:
    """Remember repairs, those of a dataset together."""
    by_dataset: dict[str, list[Rule]] = defaultdict(list)
    for one in rules:
        by_dataset[one.dataset].append(one)
    for dataset, some in by_dataset.items():
        _keep(district / SOURCES / dataset / REPAIRS, write_rules(some))


def _keep(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{path.parent} cannot be made: {error.strerror}."
        raise NoSuchFile(message) from None
    if not path.is_file() or read(path) != text.encode():
        write(path, text.encode())
