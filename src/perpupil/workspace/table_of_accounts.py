"""The district's table of accounts: as it counts for the year, or from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding, has_errors
from perpupil.intake.accounts import Accounts, read_accounts
from perpupil.intake.arriving import Said, arrive
from perpupil.intake.cleaning import clean
from perpupil.intake.crosswalk import crosswalk
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.fact_set import SCHOOLS
from perpupil.intake.reading import Asked
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.settings import Settings, year_words
from perpupil.workspace.fact_sets import read_facts_in_force, read_table_in_force
from perpupil.workspace.sandbox import read_path
from perpupil.workspace.sources import kept_mappings

NAME = "accounts"

Found = tuple[Accounts | None, tuple[Finding, ...]]


def accounts_in_force(district: Path, year: int) -> Found:
    """Give the table of accounts that counts for a year."""
    table, findings = read_table_in_force(district, year, NAME)
    schools, told = read_table_in_force(district, year, SCHOOLS)
    findings = tuple(dict.fromkeys((*findings, *told)))
    if has_errors(findings):
        return None, findings
    if table is None:
        what = f"The facts of {year_words(year)} have no table of accounts."
        fix = "Bring it in with perpupil import accounts.csv, or name it with --accounts."
        return None, (*findings, finding("no-account", Place(str(district)), what, fix))
    return _accounts(table, {SCHOOLS: schools} if schools is not None else {}), findings


def accounts_of_file(path: Path, district: Path | None, settings: Settings | None) -> Found:
    """Read the table of accounts from a file; the schools of its locations are known by the district's list, if there is one."""
    reading = read_path(path, Asked())
    mappings = kept_mappings(district)[0] if district is not None else ()
    facts = read_facts_in_force(district, settings.year)[0] if district is not None and settings is not None else None
    arrival, told = arrive(reading.tables[0], Said(NAME), mappings) if reading.tables else (None, ())
    findings = (*reading.findings, *told)
    if arrival is None or has_errors(findings):
        return None, findings
    year, day = (settings.year, settings.count_date) if settings is not None else (0, dt.date.min)
    cleaned = clean([arrival.upload], Material({}, year, day))
    findings = (*findings, *cleaned.findings, *(one.finding for one in cleaned.cases if one.is_error))
    tables = facts.tables if facts is not None else {}
    return (None if has_errors(findings) else _accounts(cleaned.taken[NAME], tables)), findings


def _accounts(table: TextTable, tables: Mapping[str, TextTable]) -> Accounts:
    schools = tables.get(SCHOOLS)
    known = crosswalk(Dataset(SCHEMAS[SCHOOLS], schools)) if schools is not None else None
    return read_accounts(Dataset(SCHEMAS[NAME], table), known)
