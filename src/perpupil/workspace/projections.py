"""Projections in a district's folder: what they are made from, and how they are kept as fact sets of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from perpupil.intake.fact_set import SCHOOL_COUNTS, SCHOOLS, FactSet, Kind
from perpupil.projection.records import Projection
from perpupil.projection.writing import projection_as_data
from perpupil.workspace.district import settings_of
from perpupil.workspace.fact_sets import keep_facts, kept_facts, read_kept
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.in_force import HEADCOUNT, folder_in_force, in_force

OF_ONE_YEAR = ("ledger", "positions")
"""Data sets that tell what was in a year that is over; a coming year's fact set does not have them."""


@dataclass(frozen=True, slots=True)
class PastFiles:
    """Files of past counts in a district's folder."""

    schools: Path | None
    counts: Path | None
    """Counts by school, year and grade."""
    needs: Path | None
    """The last headcount."""
    headcounts: Mapping[int, Path]
    """The headcount of each year that has facts in force."""


def past_files(district: Path) -> PastFiles:
    """Find what a projection rests on: the facts in force of the district's year and of the years before.

    Raises:
        NoSuchFile: There are no facts in force for the district's year.

    """
    settings, _ = settings_of(district)
    counted = {
        one.year: one.folder
        for one in kept_facts(district)
        if in_force(district).get(one.year) == one.seal and one.content["kind"] == Kind.COUNTED
    }
    years = sorted(year for year in counted if settings is not None and year <= settings.year)
    if not years:
        message = f"{district} has no facts in force to project from. Bring its files in with perpupil import."
        raise NoSuchFile(message)
    newest_first = [counted[year] for year in reversed(years)]
    headcounts = {year: counted[year] / HEADCOUNT for year in years if (counted[year] / HEADCOUNT).is_file()}
    return PastFiles(
        _newest(newest_first, f"{SCHOOLS}.csv"),
        _newest(newest_first, f"{SCHOOL_COUNTS}.csv"),
        _newest(newest_first, HEADCOUNT),
        headcounts,
    )


def keep_projection(district: Path, made: Projection) -> str:
    """Keep a projection as a fact set that counts for its year; give the seal.

    The sets that were made before stand as they are, and so do results that were worked out on them.

    Raises:
        NoSuchFile: What it was made from is gone.

    """
    settings, _ = settings_of(district)
    origin = in_force(district).get(settings.year, "") if settings is not None else ""
    folder = folder_in_force(district, settings.year) if settings is not None else None
    before = read_kept(folder)[0] if folder is not None else None
    if settings is None or before is None:
        message = f"{district} has no whole facts in force to project from."
        raise NoSuchFile(message)
    day = _years_later(before.count_date, made.year - before.year)
    facts = FactSet(
        year=made.year,
        count_date=day,
        tables={name: table for name, table in before.tables.items() if name not in OF_ONE_YEAR},
        headcount=made.headcount,
        name=made.name,
        kind=Kind.PROJECTED,
        origin=origin,
    )
    return keep_facts(district, facts, {"projection": projection_as_data(made)})


def _newest(folders: Sequence[Path], name: str) -> Path | None:
    """Give the file of the newest fact set that has it: a year that has just begun has no count yet."""
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def _years_later(day: dt.date, years: int) -> dt.date:
    """Give the same day of a later year; the last of February where there is no such day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
