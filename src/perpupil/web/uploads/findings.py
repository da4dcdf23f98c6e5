"""What a look at an upload found, as it is kept: written by the look, read by pages and by the next look."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from perpupil.web.once import once
from perpupil.web.store.models import Looked as Row
from perpupil.web.store.models import Upload
from perpupil.workspace.looked import Looked, OtherVersion

_KEPT = 4
"""Looks that a process remembers; they hold counts, and nothing of a student."""


@dataclass(frozen=True, slots=True)
class KeptLook:
    """What a look found, and what it knew."""

    looked: Looked
    rules_mark: str
    """Of the repairs, the settings, the formula and the facts in force as they then were; blank while the look goes on."""


def kept(upload: Upload) -> KeptLook | None:
    """Give the last look at an upload; None where nobody has looked, or another version of this program did."""
    row = Row.objects.filter(upload=upload).defer("content").first()
    looked = _looked(row.pk, row.at, row.rules_mark) if row is not None else None
    return KeptLook(looked, row.rules_mark if row.is_whole else "") if row is not None and looked is not None else None


@once(most=_KEPT)
def _looked(number: int, at: dt.datetime, mark: str) -> Looked | None:  # noqa: ARG001  each look is kept under its moment
    """Read what a look has found: in a large district megabytes, which a page that asks again every second need not read again."""
    row = Row.objects.filter(pk=number).first()
    try:
        return Looked.from_data(row.content) if row is not None else None
    except OtherVersion:
        return None


def found(upload: Upload) -> Looked | None:
    """Give what the last look at an upload found; None where nobody has looked, or another version of this program did."""
    look = kept(upload)
    return look.looked if look is not None else None


def keep(upload: Upload, looked: Looked, mark: str, *, is_whole: bool) -> None:
    """Keep what a look has found so far, with the mark of what it knew."""
    fields = {"content": looked.as_data(), "at": timezone.now(), "rules_mark": mark, "is_whole": is_whole}
    Row.objects.update_or_create(upload=upload, defaults=fields)
