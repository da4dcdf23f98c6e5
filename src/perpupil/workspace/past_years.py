"""Closed years of a district's folder: the formula that was kept when the year ended, worked again on the facts of that year."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from perpupil.allocation.allocation import Allocation
from perpupil.findings import Finding
from perpupil.intake.settings import year_words
from perpupil.projection.school_counts import read_school_counts
from perpupil.workspace.district import FORMULAS
from perpupil.workspace.district_money import allocation_of
from perpupil.workspace.fact_sets import read_facts_in_force
from perpupil.workspace.files import POOL, FormulaFiles, NoSuchFile
from perpupil.workspace.in_force import HEADCOUNT, TABLE_OF_FACTS, folder_in_force, year_of

COUNTS = "school_counts"


@dataclass(frozen=True, slots=True)
class PastYear:
    """A year before the one in force, as far as the folder holds it."""

    year: int
    allocation: Allocation | None
    why: str = ""
    """Where there is no allocation: what is missing."""


def past_year(district: Path, year: int) -> PastYear:
    """Work a closed year again; or say what the folder lacks for it."""
    folder = folder_in_force(district, year)
    if folder is None:
        return PastYear(year, None, f"The data of {year_words(year)} are not in the district's folder.")
    kept = _kept_formulas(district, year)
    if len(kept) != 1:
        what = "No formula" if not kept else "More than one formula"
        return PastYear(year, None, f"{what} of {year_words(year)} is kept in the district's folder.")
    headcount, pool = folder / HEADCOUNT, folder / POOL
    files = FormulaFiles(
        kept[0],
        folder / TABLE_OF_FACTS,
        headcount if headcount.is_file() else None,
        None,
        pool if pool.is_file() else None,
    )
    allocation, why = allocation_of(files, year)
    return PastYear(year, allocation, why)


def past_students(district: Path, year: int) -> tuple[dict[int, dict[str, int]], tuple[Finding, ...]]:
    """Give how many students each school had, by fiscal year, as the counts that came with a year's facts tell it."""
    facts, findings = read_facts_in_force(district, year)
    table = facts.tables.get(COUNTS) if facts is not None else None
    if table is None:
        return {}, findings
    counts, told = read_school_counts(table)
    totals = {one: {unit: sum(grades.values()) for unit, grades in rows.items()} for one, rows in counts.items()}
    return totals, (*findings, *told)


def _kept_formulas(district: Path, year: int) -> list[Path]:
    """Find the formulas that were kept when a year ended, by the year that each says it is for."""
    return [path for path in sorted((district / FORMULAS).glob("*.toml")) if _is_of(path, year)]


def _is_of(formula: Path, year: int) -> bool:
    try:
        return year_of(formula) == year
    except NoSuchFile:
        return False
