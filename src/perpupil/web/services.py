"""The services that schools choose about, and what their choices come to: those made here stand before the rows of choices.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from perpupil.facts.table import TextTable
from perpupil.findings import Finding
from perpupil.services.catalogue import FILE_NAME
from perpupil.services.choices import COLUMNS, Choice, read_choices
from perpupil.services.receipt import Receipt, receipt
from perpupil.services.settlement import Settlement
from perpupil.web import figures
from perpupil.web.store import choices as kept
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.services import CHOICES, Services, read_services, read_settlement


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the services: their prices, and what schools chose."""

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


def now() -> Known:
    """Give what is known, with every choice that was made."""
    district = Path(settings.DISTRICT)
    return _known(district, _mark(district), kept.latest())


def offered() -> Services | None:
    """Give the services with their prices, whatever was chosen; None where there are none."""
    district = Path(settings.DISTRICT)
    return _offered(district, _mark(district))[0]


def _mark(district: Path) -> str:
    beside = [district / name for name in (FILE_NAME, CHOICES)]
    parts = [sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in beside]
    return " ".join([figures.mark(), *parts])


@lru_cache(maxsize=4)
def _offered(district: Path, mark: str) -> tuple[Services | None, tuple[Finding, ...], str]:  # noqa: ARG001  the mark is what is kept by
    if not (district / FILE_NAME).is_file():
        return None, (), ""
    try:
        services, findings = read_services(district)
    except NoSuchFile as error:
        return None, (), str(error).replace(f"{district}/", "")
    return services, findings, "; ".join(one.what for one in findings) if services is None else ""


@lru_cache(maxsize=4)
def _known(district: Path, mark: str, latest: str) -> Known:  # noqa: ARG001  the latest choice is what is kept by
    services, findings, why = _offered(district, mark)
    if services is None:
        return Known(None, None, findings, why)
    decided, told = read_decided(services, _rows(services.catalogue.year))
    settlement, told_settled = read_settlement(district, services, decided)
    return Known(services, settlement, (*findings, *told, *told_settled))


def _rows(year: int) -> list[Mapping[str, str]]:
    return [
        {"school": one.unit, "service": kept.service_of(one.subject), **one.content}
        for one in kept.choices(year)
    ]  # fmt: skip


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
    _known.cache_clear()
