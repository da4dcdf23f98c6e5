"""The services of a folder: its catalogue, the students whom it is priced by, and what schools have chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from perpupil.facts.binding import Binding
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import Headcount
from perpupil.facts.table import read_csv
from perpupil.findings import Finding, has_errors
from perpupil.limits import UNITS
from perpupil.services.catalogue import FILE_NAME, KNOWN_COLUMNS, Approach, Catalogue
from perpupil.services.choices import Choice, read_choices, without
from perpupil.services.price import Price, price_all
from perpupil.services.reading import read_catalogue
from perpupil.services.settlement import Settlement, settle
from perpupil.services.students import Students, students_of
from perpupil.workspace.district import is_district, settings_of
from perpupil.workspace.district import settle as finish_writing
from perpupil.workspace.files import FACTS, HEADCOUNT, NoSuchFile, read
from perpupil.workspace.in_force import HEADCOUNT as SEALED_HEADCOUNT
from perpupil.workspace.in_force import folder_in_force

CHOICES = "choices.csv"


@dataclass(frozen=True, slots=True)
class Services:
    """The services of a folder with their prices."""

    catalogue: Catalogue
    students: Students
    prices: tuple[Price, ...]


def read_services(folder: Path, approach: Approach | None = None) -> tuple[Services | None, tuple[Finding, ...]]:
    """Read a folder's catalogue and price it by its students.

    Args:
        folder: It holds services.toml; and facts.csv, with headcount.csv if there is one, or it is a district's folder.
        approach: Every choice under this approach; as the file says if None.

    Returns:
        The services, None if they cannot be priced, and what was found on the way.

    Raises:
        NoSuchFile: A file is not there or cannot be read.

    """
    catalogue, findings = read_catalogue(read(folder / FILE_NAME), str(folder / FILE_NAME))
    if catalogue is None:
        return None, findings
    catalogue = catalogue.with_approach(approach) if approach is not None else catalogue
    catalogue = replace(catalogue, columns=KNOWN_COLUMNS) if is_district(folder) else catalogue
    facts_file, headcount_file = _student_files(folder, catalogue)
    table, wrong = read_csv(read(facts_file), str(facts_file), UNITS)
    facts, told = (None, ()) if wrong else read_facts(table, Binding(catalogue.columns.unit, catalogue.columns.name))
    headcount, told_headcount = _headcount(headcount_file)
    findings = (*findings, *wrong, *told, *told_headcount)
    if facts is None or (headcount is None and headcount_file is not None):
        return None, findings
    students, told_students = students_of(catalogue, facts, headcount)
    findings = (*findings, *told_students)
    if told_students:
        return None, findings
    prices, told_prices = price_all(catalogue, students)
    findings = (*findings, *told_prices)
    return (Services(catalogue, students, prices) if not told_prices else None), findings


def read_settlement(
    folder: Path, services: Services, decided: tuple[Choice, ...] = ()
) -> tuple[Settlement | None, tuple[Finding, ...]]:
    """Read what schools have chosen, and say what follows; without choices.csv nobody has chosen there yet.

    Args:
        folder: It holds choices.csv, if anybody wrote one.
        services: What there is to choose.
        decided: Choices that were made elsewhere; each stands before a row of the file about the same school and service.

    Raises:
        NoSuchFile: The choices are there and cannot be read.

    """
    choices, findings = read_file_of_choices(folder, services, frozenset((one.school, one.service) for one in decided))
    if has_errors(findings):
        return None, findings
    settled, told = settle(services.catalogue, services.prices, (*choices, *decided))
    return settled, (*findings, *told)


def read_file_of_choices(
    folder: Path, services: Services, decided: Collection[tuple[str, str]] = ()
) -> tuple[tuple[Choice, ...], tuple[Finding, ...]]:
    """Read choices.csv; nothing where nobody wrote one.

    Args:
        folder: It holds choices.csv, if anybody wrote one.
        services: What there is to choose.
        decided: The schools and services about which was decided elsewhere; their rows do not count.

    Raises:
        NoSuchFile: The choices are there and cannot be read.

    """
    path = folder / CHOICES
    if not path.is_file():
        return (), ()
    table, findings = read_csv(read(path), str(path), UNITS)
    if findings:
        return (), findings
    return read_choices(without(table, decided), services.catalogue, services.prices, services.students)


def _student_files(folder: Path, catalogue: Catalogue) -> tuple[Path, Path | None]:
    """Find the facts, and the headcount if there is one."""
    if not is_district(folder):
        headcount = folder / HEADCOUNT
        return folder / FACTS, headcount if headcount.is_file() else None
    finish_writing(folder)
    settings, _ = settings_of(folder)
    year = catalogue.students_of or (settings.year if settings is not None else catalogue.year)
    sealed = folder_in_force(folder, year)
    if sealed is None:
        message = f"{folder} has no student counts in force for FY{year}. Bring them in with perpupil import, or name another year under `students_of`."
        raise NoSuchFile(message)
    headcount = sealed / SEALED_HEADCOUNT
    return sealed / FACTS, headcount if headcount.is_file() else None


def _headcount(path: Path | None) -> tuple[Headcount | None, tuple[Finding, ...]]:
    if path is None:
        return None, ()
    from perpupil.workspace.rosters import read_any_headcount  # noqa: PLC0415  DuckDB, which not every folder needs

    return read_any_headcount(path)
