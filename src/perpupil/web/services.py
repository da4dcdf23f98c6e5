"""The services that schools choose about, and what their choices come to: those made here stand before the rows of choices.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from django.conf import settings

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, has_errors
from perpupil.services.catalogue import FILE_NAME
from perpupil.services.choices import COLUMNS, Choice, read_choices
from perpupil.services.receipt import Receipt, receipt
from perpupil.services.settlement import Settlement, settle, settle_again
from perpupil.web import figures
from perpupil.web.once import once
from perpupil.web.refusals import told
from perpupil.web.store import choices as kept
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.fingerprints import fingerprint_all
from perpupil.workspace.services import CHOICES, Services, read_file_of_choices, read_services


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of the services: their prices, and what schools chose; another one with each choice."""

    services: Services | None
    settlement: Settlement | None
    findings: tuple[Finding, ...]
    why: str = ""
    """Where there are no services: the reason."""

    def receipt(self, unit: str) -> Receipt | None:
        """Give a school's receipt; None where nothing can be said of the school."""
        if self.services is None or self.settlement is None or unit not in self.services.students.schools:
            return None
        return receipt(self.services.catalogue, self.settlement, unit, self.services.students.name(unit))


@dataclass(frozen=True, slots=True)
class _Made:
    """What follows from all choices up to one; the next is taken in without working all of them again."""

    last: tuple[int, str]
    """The mark of that choice."""
    known: Known
    findings: tuple[Finding, ...]
    """What was found in the price list."""
    chosen: Mapping[tuple[str, str], Choice]
    """By school and service, of the file and made here."""
    is_plain: bool
    """Whether nothing is wrong with any choice, so that another one changes nothing about the rest."""


_LOCK = Lock()
_made: dict[tuple[Path, str], _Made] = {}


def now() -> Known:
    """Give what is known, with every choice that was made."""
    district = Path(settings.DISTRICT)
    found = _mark(district)
    services, findings, why = _offered(district, found)
    if services is None:
        return Known(None, None, findings, why)
    with _LOCK:
        before = _made.get((district, found))
        made = _brought_up_to_date(before) if before is not None else None
        made = made or _from_the_beginning(district, services, findings)
        _made.clear()
        _made[district, found] = made
    return made.known


def offered() -> Services | None:
    """Give the services with their prices, whatever was chosen; None where there are none."""
    district = Path(settings.DISTRICT)
    return _offered(district, _mark(district))[0]


def _mark(district: Path) -> str:
    return f"{figures.mark()} {fingerprint_all(district / name for name in (FILE_NAME, CHOICES))}"


@once(most=2)
def _offered(district: Path, mark: str) -> tuple[Services | None, tuple[Finding, ...], str]:  # noqa: ARG001  the mark is what is kept by
    if not (district / FILE_NAME).is_file():
        return None, (), ""
    try:
        services, findings = read_services(district)
    except NoSuchFile as error:
        return None, (), told(error)
    return services, findings, "; ".join(one.what for one in findings) if services is None else ""


def _from_the_beginning(district: Path, services: Services, findings: tuple[Finding, ...]) -> _Made:
    """Read all that schools chose, and say what follows."""
    last = kept.latest()  # first: a choice that comes meanwhile is read now and once more, and is the same
    rows = [
        {"school": unit, "service": name, **content} for unit, name, content in kept.contents(services.catalogue.year)
    ]
    decided, told = read_decided(services, rows)
    pairs = frozenset((one.school, one.service) for one in decided)
    choices, told_file = read_file_of_choices(district, services, pairs)
    is_wrong = has_errors(told_file)
    settlement, told_settled = (
        (None, ()) if is_wrong else settle(services.catalogue, services.prices, (*choices, *decided))
    )
    known = Known(services, settlement, (*findings, *told, *told_file, *told_settled))
    chosen = {(one.school, one.service): one for one in (*choices, *decided)}
    return _Made(last, known, findings, chosen, is_plain=not (told or told_file))


def _brought_up_to_date(before: _Made) -> _Made | None:
    """Take in what was saved since; None where all must be read again."""
    saved = kept.since(before.last)
    services, settlement = before.known.services, before.known.settlement
    if saved is None or services is None or settlement is None:
        return None
    if not saved:
        return before
    year = kept.subject_of(services.catalogue.year, "")
    rows = {
        (one.unit, one.subject): {"school": one.unit, "service": kept.service_of(one.subject), **one.content}
        for one in saved
        if one.subject.startswith(year)
    }
    decided, told = read_decided(services, rows.values())
    if told or not before.is_plain:
        return None
    chosen = {**before.chosen, **{(one.school, one.service): one for one in decided}}
    names = {one.service for one in decided}
    again = {name: [one for one in chosen.values() if one.service == name] for name in names}
    settlement, told_settled = settle_again(services.catalogue, settlement, again)
    known = Known(services, settlement, (*before.findings, *told_settled))
    return _Made(saved[-1].mark, known, before.findings, chosen, is_plain=True)


def read_decided(
    services: Services, rows: Iterable[Mapping[str, str]]
) -> tuple[tuple[Choice, ...], tuple[Finding, ...]]:
    """Read choices by the rules of the file: what could not stand there cannot stand here.

    Args:
        services: What there is to choose.
        rows: The columns of choices.csv, a row each.

    """
    listed = list(rows)
    columns = {name: [row[name] for row in listed] for name in COLUMNS}
    table = TextTable("", columns, range(1, len(listed) + 1))
    return read_choices(table, services.catalogue, services.prices, services.students)


def forget() -> None:
    """Forget what was worked out."""
    _offered.cache_clear()
    _made.clear()
