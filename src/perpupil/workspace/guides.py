"""The settings that a guide is made from, and the editions that are kept: `guides/`, each under its seal."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from perpupil.allocation.seals import seals
from perpupil.budget.autonomy.overview import overview
from perpupil.budget.autonomy.records import FILE_NAME as REGISTER
from perpupil.budget.questions import FILE_NAME as QUESTIONS
from perpupil.budget.questions import Questions, read_questions
from perpupil.calendar.records import FILE_NAME as CALENDAR
from perpupil.calendar.records import Calendar
from perpupil.documents.guide.editions import Edition
from perpupil.documents.guide.given import Given
from perpupil.documents.page import Page
from perpupil.documents.plain_text import as_plain_text
from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.formula.source import read_source
from perpupil.limits import AUTONOMY_BYTES, AUTONOMY_TABLES, UNITS
from perpupil.pots.three_pots import Known
from perpupil.seal import seal
from perpupil.services.catalogue import FILE_NAME as SERVICES
from perpupil.workspace.autonomy import read_autonomy
from perpupil.workspace.calendars import read_calendar_of
from perpupil.workspace.district import keep_folder
from perpupil.workspace.files import NoSuchFile, read
from perpupil.workspace.grants import GRANTS
from perpupil.workspace.pots import read_known
from perpupil.workspace.services import CHOICES

GUIDES = "guides"
_SEAL = re.compile(r"[0-9a-f]{64}")
_EDITION, _TEXT = "edition.json", "guide.txt"
_SETTINGS = (REGISTER, SERVICES, GRANTS, CALENDAR, QUESTIONS)


def read_given(folder: Path, school: str, today: dt.date) -> tuple[Given | None, tuple[Finding, ...]]:
    """Read what a guide is made from; None where something that is there cannot be read.

    Raises:
        NoSuchFile: A file that is needed is not there.

    """
    register, findings = read_autonomy(folder)
    if register is None:
        return None, findings
    known, findings = read_known(folder)
    calendar, told_calendar = _calendar(folder)
    questions, told = _questions(folder, register.schools)
    findings = (*findings, *told_calendar, *told)
    is_broken = calendar is None and (folder / CALENDAR).is_file()
    if known is None or questions is None or is_broken:
        return None, findings
    return Given(overview(register, today), known, calendar, questions, school), findings


def _calendar(folder: Path) -> tuple[Calendar | None, tuple[Finding, ...]]:
    return read_calendar_of(folder) if (folder / CALENDAR).is_file() else (None, ())


def _questions(folder: Path, schools: Mapping[str, str]) -> tuple[Questions | None, tuple[Finding, ...]]:
    path = folder / QUESTIONS
    return read_questions(read(path), str(path), schools) if path.is_file() else (Questions(), ())


def settings_seal(folder: Path, known: Known) -> str:
    """Give the seal of everything that a guide is made from: what the settings say, not how their files are written."""
    content: dict[str, object] = {
        name: _canonical(
            read_source(read(folder / name), name, bytes_maximum=AUTONOMY_BYTES, tables_maximum=AUTONOMY_TABLES).values
        )
        for name in _SETTINGS
        if (folder / name).is_file()
    }
    if (folder / CHOICES).is_file():
        table, _ = read_csv(read(folder / CHOICES), CHOICES, UNITS)
        content[CHOICES] = {column: list(cells) for column, cells in table.columns.items()}
    if known.allocation is not None:
        content["allocation"] = seals(known.allocation).record
    return seal(content)


def _canonical(value: object) -> object:
    """Bring what TOML holds to what a seal can be made of."""
    match value:
        case dict():
            return {str(key): _canonical(one) for key, one in value.items()}
        case list():
            return [_canonical(one) for one in value]
        case dt.date() | dt.time() | Decimal():
            return str(value)
        case _:
            return value


def last_edition(folder: Path, school: str) -> Edition | None:
    """Give the last edition that was kept of a school's guide, or of the district's.

    Raises:
        NoSuchFile: One was changed after it was kept.

    """
    paths = sorted((folder / GUIDES).glob(f"*/{_EDITION}"))
    # A folder of another name is one that was being written when its process was killed.
    found = [_edition(path) for path in paths if _SEAL.fullmatch(path.parent.name)]
    mine = [one for one in found if one.school == school]
    return max(mine, key=lambda one: one.number, default=None)


def _edition(path: Path) -> Edition:
    try:
        edition = Edition.of(json.loads(read(path)))
        if edition.seal == path.parent.name:
            return edition
    except (ValueError, KeyError, TypeError):
        pass  # it is told below, as what was changed is
    message = f"{path} was changed after it was kept. It is left as it is; take the folder away to go on without it."
    raise NoSuchFile(message)


def keep_edition(folder: Path, edition: Edition, page: Page) -> Path:
    """Keep an edition under its seal, as data and as plain text; give its folder.

    Raises:
        NoSuchFile: It cannot be written.

    """
    place = folder / GUIDES / edition.seal
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        message = f"{place.parent} cannot be made: {error.strerror}."
        raise NoSuchFile(message) from None
    data = json.dumps(edition.as_data(), ensure_ascii=False, indent=1) + "\n"
    keep_folder(place, {_EDITION: data.encode(), _TEXT: as_plain_text(page).encode()})
    return place
