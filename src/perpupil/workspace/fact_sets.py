"""Fact sets in a district's folder: kept under their seals, listed, read again and held against their seals."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perpupil.facts.headcount import Headcount
from perpupil.facts.table import TextTable, write_csv
from perpupil.findings import Finding, Place, finding
from perpupil.intake.fact_set import FactSet, Kind, canonical_table, facts_of, manifest
from perpupil.intake.schemas import SCHEMAS
from perpupil.seal import seal
from perpupil.workspace.district import FACTS, keep_folder
from perpupil.workspace.files import NoSuchFile, read
from perpupil.workspace.in_force import HEADCOUNT, TABLE_OF_FACTS, folder_in_force, put_in_force
from perpupil.workspace.rosters import read_headcount_file, write_headcount

MANIFEST = "facts.json"
SEAL_CHARACTERS = 12
"""How much of a seal is enough to name a fact set, and to show it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the list of fact sets says of one, without opening it."""

    folder: Path
    seal: str
    content: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.content["name"]) or f"FY{self.year}, {self.content['kind']} {self.content['count_date']}"

    @property
    def year(self) -> int:
        """The fiscal year that it is about."""
        return int(self.content["year"])


def keep_facts(district: Path, facts: FactSet, record: Mapping[str, Any], *, in_force: bool = True) -> str:
    """Keep a fact set under its seal, and let it count for its year; give its seal.

    The set is whole before anything points to it: a process that is killed leaves the old facts or the new ones.
    """
    text = manifest(facts, record)
    sealed = str(json.loads(text)["seal"])
    table, _ = facts_of(facts)
    texts = {MANIFEST: text.encode(), TABLE_OF_FACTS: write_csv(table).encode()}
    texts |= {f"{name}.csv": write_csv(one).encode() for name, one in facts.tables.items()}

    def fill(folder: Path) -> None:
        if facts.headcount is not None:
            write_headcount(folder / HEADCOUNT, facts.headcount)

    keep_folder(district / FACTS / sealed, texts, fill)
    if in_force:
        put_in_force(district, facts.year, sealed)
    return sealed


def kept_facts(district: Path) -> tuple[Kept, ...]:
    """List the fact sets, by year and title."""
    found = []
    for path in sorted((district / FACTS).glob(f"*/{MANIFEST}")):
        try:
            content = json.loads(read(path))
            if content["seal"] == path.parent.name:  # a set that is still being written has another name
                found.append(Kept(path.parent, str(content["seal"]), content))
        except (ValueError, KeyError, TypeError):
            continue  # damaged; whoever reads it is told
    return tuple(sorted(found, key=lambda one: (one.year, one.title, one.seal)))


def find_facts(district: Path, name: str) -> Kept:
    """Find a fact set by the beginning of its seal, or by its name.

    Raises:
        NoSuchFile: There is none, or more than one.

    """
    found = [one for one in kept_facts(district) if one.seal.startswith(name) or one.title == name]
    if len(found) == 1:
        return found[0]
    problem = "There is no fact set" if not found else "There are several fact sets"
    message = f"{problem} {name!r} in {district / FACTS}. perpupil facts lists them."
    raise NoSuchFile(message)


def read_facts_in_force(district: Path, year: int) -> tuple[FactSet | None, tuple[Finding, ...]]:
    """Read the fact set that counts for a year; None where there is none."""
    folder = folder_in_force(district, year)
    return read_kept(folder) if folder is not None else (None, ())


def read_table_in_force(district: Path, year: int, name: str) -> tuple[TextTable | None, tuple[Finding, ...]]:
    """Read one table of the fact set that counts for a year, and hold it alone against its seal; None where there is none."""
    folder = folder_in_force(district, year)
    if folder is None:
        return None, ()
    try:
        content = json.loads(read(folder / MANIFEST))
        known = content["tables"].get(name)
        table = _table(folder / f"{name}.csv", name) if known is not None else None
        is_same = table is None or seal(canonical_table(table)) == known["seal"]
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error, NoSuchFile):
        return None, (_changed(folder),)
    return (table, ()) if is_same else (None, (_changed(folder),))


def read_kept(folder: Path) -> tuple[FactSet | None, tuple[Finding, ...]]:
    """Read a fact set, and hold it against its seal: a file that was changed by hand is not read."""
    try:
        content = json.loads(read(folder / MANIFEST))
        tables = {name: _table(folder / f"{name}.csv", name) for name in content["tables"] if name in SCHEMAS}
        headcount, findings = _headcount(folder, content)
        table_of_facts = read(folder / TABLE_OF_FACTS)
        facts = FactSet(
            year=int(content["year"]),
            count_date=dt.date.fromisoformat(content["count_date"]),
            tables=tables,
            headcount=headcount,
            name=str(content["name"]),
            kind=Kind(content["kind"]),
            membership_days=content["membership_days"],
            origin=str(content["origin"]),
        )
    except (ValueError, KeyError, TypeError, csv.Error, NoSuchFile):
        return None, (_changed(folder),)
    if findings:
        return None, findings
    is_same = (
        facts.seal() == content["seal"] == folder.name and write_csv(facts_of(facts)[0]).encode() == table_of_facts
    )
    return (facts, ()) if is_same else (None, (_changed(folder),))


def _table(path: Path, name: str) -> TextTable:
    """Read a table as it was written: its rows are numbered anew."""
    reader = csv.reader(io.StringIO(read(path).decode(), newline=""), strict=True)
    headers = next(reader, [])
    rows = list(reader)
    cells = zip(*rows, strict=True) if rows else ([] for _ in headers)
    return TextTable(f"{name}.csv", dict(zip(headers, map(list, cells), strict=True)), range(2, len(rows) + 2))


def _headcount(folder: Path, content: Mapping[str, Any]) -> tuple[Headcount | None, tuple[Finding, ...]]:
    return read_headcount_file(folder / HEADCOUNT) if content["headcount"] is not None else (None, ())


def _changed(folder: Path) -> Finding:
    what = f"The fact set {folder.name[:SEAL_CHARACTERS]} does not say what it said when it was sealed."
    fix = "Bring the files in again, or put another set in force with perpupil facts --use."
    return finding("changed-facts", Place(str(folder / MANIFEST)), what, fix)
