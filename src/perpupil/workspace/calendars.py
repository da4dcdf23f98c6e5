"""The calendar of a folder, and what its services free by months of notice."""

from __future__ import annotations

import math
from pathlib import Path

from perpupil.calendar.notice import Freeing
from perpupil.calendar.reading import read_calendar
from perpupil.calendar.records import FILE_NAME, Calendar
from perpupil.findings import Finding
from perpupil.services.catalogue import FILE_NAME as SERVICES
from perpupil.services.catalogue import Catalogue
from perpupil.services.notice import share_freed
from perpupil.services.price import Price
from perpupil.workspace.files import NoSuchFile, read
from perpupil.workspace.services import read_services


def read_calendar_of(folder: Path) -> tuple[Calendar | None, tuple[Finding, ...]]:
    """Read calendar.toml of a folder.

    Raises:
        NoSuchFile: It is not there or cannot be read.

    """
    path = folder / FILE_NAME
    if not path.is_file():
        message = f"There is no {FILE_NAME} in {folder}: it says what is decided on which day."
        raise NoSuchFile(message)
    return read_calendar(read(path), str(path))


def read_freeing(folder: Path) -> tuple[tuple[Freeing, ...] | None, tuple[Finding, ...]]:
    """Read what the services of a folder free by notice; None where they cannot be priced.

    Raises:
        NoSuchFile: There is no services.toml, or what it needs is not there.

    """
    if not (folder / SERVICES).is_file():
        message = f"There is no {SERVICES} in {folder}: it says what the services cost and what notice frees of them."
        raise NoSuchFile(message)
    services, findings = read_services(folder)
    if services is None:
        return None, findings
    return tuple(one for price in services.prices if (one := _freeing(price, services.catalogue)) is not None), findings


def _freeing(price: Price, catalogue: Catalogue) -> Freeing | None:
    """Say what a service frees where every school declines it, of what depends on notice; None where nothing does."""
    service = price.service
    if not price.is_offered:
        return None
    fixed = sum(share.fixed_cents for share in price.shares)
    variable = sum(share.variable_cents for share in price.shares) if service.notice_months else 0
    months = sorted({service.notice_months, *(int(needed) for needed, _ in service.freed)})
    steps = tuple(
        (needed, variable + math.floor(fixed * share_freed(service.freed, needed)))
        for needed in months
        if needed >= service.notice_months
    )
    return (
        Freeing(service.name, service.title, steps, catalogue.year, catalogue.currency)
        if any(cents for _, cents in steps)
        else None
    )
