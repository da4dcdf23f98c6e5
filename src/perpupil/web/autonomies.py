"""Who decides what: the register of autonomies with the signatures and precedents that were made here."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from perpupil.budget.autonomy.overview import Overview, overview
from perpupil.budget.autonomy.records import FILE_NAME, Agreement, Precedent, Register, Signature
from perpupil.web.once import once
from perpupil.web.store import autonomy as kept
from perpupil.web.store.models import Decision
from perpupil.workspace.autonomy import read_autonomy
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.fingerprints import fingerprint


def register() -> tuple[Register | None, str]:
    """Give the register; None and the reason where there is none."""
    district = Path(settings.DISTRICT)
    path = district / FILE_NAME
    found, why = _read(district, fingerprint(path))
    if found is None:
        return None, why
    return with_decided(found, kept.signatures(), kept.precedents()), ""


def seen(today: dt.date) -> tuple[Overview | None, str]:
    """Give the register as it stands on a day."""
    path = Path(settings.DISTRICT) / FILE_NAME
    decided = (*kept.signatures(), *kept.precedents())
    return _seen(path.parent, fingerprint(path), tuple((one.pk, one.event_id) for one in decided), today)


@once(most=2)
def _seen(
    _district: Path, _mark: str, _decided: tuple[tuple[int, int], ...], today: dt.date
) -> tuple[Overview | None, str]:
    found, why = register()
    return (overview(found, today) if found is not None else None), why


@once(most=2)
def _read(district: Path, mark: str) -> tuple[Register | None, str]:  # noqa: ARG001  the mark is what is kept by
    try:
        found, findings = read_autonomy(district)
    except NoSuchFile:
        return None, ""
    return found, "; ".join(one.what for one in findings) if found is None else ""


def with_decided(found: Register, signatures: list[Decision], precedents: list[Decision]) -> Register:
    """Put signatures under the agreements, and the precedents before those of the file."""
    by_unit = {(one.unit, one.subject): one for one in signatures}
    agreements = tuple(
        _signed(one, by_unit.get((one.school, kept.BY_SCHOOL)), by_unit.get((one.school, kept.BY_DISTRICT)))
        for one in found.agreements
    )
    here = {one.subject: _precedent(one) for one in precedents}
    others = (one for one in found.precedents if one.name not in here)
    listed = sorted((*here.values(), *others), key=lambda one: one.decided, reverse=True)
    return replace(found, agreements=agreements, precedents=tuple(listed))


def _signed(one: Agreement, school: Decision | None, district: Decision | None) -> Agreement:
    return replace(
        one,
        by_school=one.by_school if school is None else _signature(school),
        by_district=one.by_district if district is None else _signature(district),
    )


def _signature(one: Decision) -> Signature:
    return Signature(one.content["who"], dt.date.fromisoformat(one.content["on"]))


def _precedent(one: Decision) -> Precedent:
    told = one.content
    decided = dt.date.fromisoformat(told["decided"])
    return Precedent(
        one.subject, told["question"], told["decision"], told["reason"], decided, told["by"], tuple(told["applies_to"])
    )
