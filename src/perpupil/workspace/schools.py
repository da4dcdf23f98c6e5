"""The schools of a district's folder: which school is meant by any code under which a system knows it."""

from __future__ import annotations

from pathlib import Path

from perpupil.facts.table import TextTable
from perpupil.intake.dataset import Dataset
from perpupil.intake.schemas import SCHEMAS
from perpupil.workspace.district import settings_of
from perpupil.workspace.fact_sets import read_facts_in_force

SCHOOLS = "schools"
_CODES = ("schoolId", "studentCode", "ledgerCode", "personnelCode", "stateCode", "ncesId")


def ids_by_code(district: Path) -> dict[str, str]:
    """Give the id of each school in force by every code it has; a code of two schools is of none."""
    settings, _ = settings_of(district)
    facts, _ = read_facts_in_force(district, settings.year) if settings is not None else (None, ())
    table = facts.tables.get(SCHOOLS) if facts is not None else None
    return ids_of(table) if table is not None else {}


def ids_of(table: TextTable) -> dict[str, str]:
    """Give the id of each school in a list of schools by every code it has; a code of two schools is of none."""
    dataset = Dataset(SCHEMAS[SCHOOLS], table)
    ids = dataset.words("schoolId")
    found: dict[str, set[str]] = {}
    for column in _CODES:
        for code, school in zip(dataset.words(column), ids, strict=True):
            if code:
                found.setdefault(code, set()).add(school)
    return {code: next(iter(schools)) for code, schools in found.items() if len(schools) == 1}
