"""Which fact set counts for each year: one small file that is put in place whole."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from perpupil.formula.source import SourceError, read_source
from perpupil.workspace.district import FACTS, is_district, settings_of, settle
from perpupil.workspace.files import POOL, FormulaFiles, NoSuchFile, read, write

IN_FORCE, TABLE_OF_FACTS, HEADCOUNT = "in-force.json", "facts.csv", "headcount.parquet"


def put_in_force(district: Path, year: int, sealed: str) -> None:
    """Let a fact set count for a year."""
    pointers = {**in_force(district), year: sealed}
    text = json.dumps({str(one): pointers[one] for one in sorted(pointers)}, indent=1) + "\n"
    write(district / FACTS / IN_FORCE, text.encode())


def in_force(district: Path) -> dict[int, str]:
    """Give the seal of the fact set that counts for each year."""
    path = district / FACTS / IN_FORCE
    if not path.is_file():
        return {}
    try:
        content = json.loads(read(path))
        return {int(year): str(sealed) for year, sealed in content.items()}
    except (ValueError, AttributeError):
        message = f"{path} is damaged. Put it right, or name the set again with perpupil facts --use."
        raise NoSuchFile(message) from None


def folder_in_force(district: Path, year: int) -> Path | None:
    """Give the folder of the fact set that counts for a year."""
    sealed = in_force(district).get(year)
    return district / FACTS / sealed if sealed is not None else None


def year_of(formula: Path) -> int | None:
    """Give the year that a formula says it is for."""
    try:
        year = read_source(read(formula), str(formula)).values.get("year")
    except SourceError:
        return None  # whoever reads the formula is told what is wrong with it
    return year if isinstance(year, int) else None


def with_facts_in_force(files: FormulaFiles) -> FormulaFiles:
    """Give a formula in a district's folder the facts that count for the district's year; another formula stays as it is."""
    district = files.formula.parent
    if not is_district(district):
        return files
    settle(district)
    if files.facts is not None:
        return files
    settings, _ = settings_of(district)
    year = year_of(files.formula) or (settings.year if settings is not None else None)
    if year is None:
        return files
    folder = folder_in_force(district, year)
    if folder is None:
        message = f"{district} has no facts for FY{year} yet. Bring its files in with perpupil import, or project them from past counts with perpupil project."
        raise NoSuchFile(message)
    headcount, pool = folder / HEADCOUNT, folder / POOL
    return replace(
        files,
        facts=folder / TABLE_OF_FACTS,
        headcount=headcount if headcount.is_file() else None,
        pool=files.pool or (pool if pool.is_file() else None),
    )
