"""Naming a district and its fiscal year, in a folder that was made before either was known."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from perpupil.findings import Finding
from perpupil.intake.settings import read_settings
from perpupil.intake.writing import quoted
from perpupil.workspace.district import SETTINGS, alone, starter_formula
from perpupil.workspace.files import FORMULA, read
from perpupil.workspace.together import replace_together


def name_district(folder: Path, district: str, year: int) -> tuple[Finding, ...]:
    """Write the name and the fiscal year into what the district says of itself; all else in it stays as it is.

    The day of the count moves with the year where it is the usual one, and so does a draft formula that nobody has touched.

    Raises:
        NoSuchFile: Another process is at work in the folder, or it cannot be written.

    """
    with alone(folder):
        path = folder / SETTINGS
        before = read(path)
        settings, told = read_settings(before, str(path))
        if settings is None:
            return told
        text = _replaced(before.decode(), "district", quoted(district))
        text = _replaced(text, "year", str(year))
        if settings.count_date == _usual_count(settings.year):
            text = _replaced(text, "count_date", _usual_count(year).isoformat())
        named, told = read_settings(text.encode(), str(path))
        if named is None:
            return told
        is_untouched = (folder / FORMULA).is_file() and read(folder / FORMULA) == starter_formula(
            settings.district, settings.year
        )
        draft = {FORMULA: starter_formula(district, year)} if is_untouched else {}
        replace_together(folder, {**draft, SETTINGS: text.encode()})
        return ()


def fiscal_year_of(day: dt.date) -> int:
    """Give the fiscal year of most districts on a day: it begins in July."""
    return day.year + (day.month >= 7)  # noqa: PLR2004  July


def _usual_count(year: int) -> dt.date:
    return dt.date(year - 1, 10, 1)


def _replaced(text: str, key: str, value: str) -> str:
    """Put a value in the place of the one that stands at the top of a file, its comment kept."""
    return re.sub(
        rf'^{key} = (?:"(?:[^"\\]|\\.)*"|\S+)', lambda _: f"{key} = {value}", text, count=1, flags=re.MULTILINE
    )
