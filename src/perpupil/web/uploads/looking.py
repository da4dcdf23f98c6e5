"""Looking into an upload: what was found is kept as it comes, so that the page fills.

Somebody may decide while it goes on: then what was begun is out of date, and it begins again with what is decided now.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone

from perpupil.web.store.models import Looked, Upload
from perpupil.web.uploads import jobs
from perpupil.web.uploads.working import Work
from perpupil.workspace import looking
from perpupil.workspace.looked import Looked as Seen
from perpupil.workspace.looked import OtherVersion


class _OutOfDate(Exception):
    """Something was decided since the look began."""


def look(work: Work) -> dict[str, Any]:
    """Look into the files of an upload, with everything that is decided about it when the look ends."""
    while True:
        try:
            return _look(work)
        except _OutOfDate:
            continue


def _look(work: Work) -> dict[str, Any]:
    upload = work.job.upload
    mark, order, before = jobs.rules_mark(upload), work.order, _kept(upload)

    def step(sentence: str, done: int, of: int) -> None:
        work.step(sentence, done, of)
        if jobs.rules_mark(upload) != mark:
            raise _OutOfDate

    def told(seen: Seen) -> None:
        _keep(upload, _with_earlier_effects(seen, before), mark, is_whole=False)

    seen = looking.look(jobs.district(), order, step, told)
    if jobs.rules_mark(upload) != mark:
        raise _OutOfDate
    _keep(upload, seen, mark, is_whole=True)
    return {"questions": len(seen.questions)}


def _keep(upload: Upload, seen: Seen, mark: str, *, is_whole: bool) -> None:
    fields = {"content": seen.as_data(), "at": timezone.now(), "rules_mark": mark, "is_whole": is_whole}
    Looked.objects.update_or_create(upload=upload, defaults=fields)


def _kept(upload: Upload) -> Seen | None:
    """Give what an earlier look found."""
    row = Looked.objects.filter(upload=upload).first()
    try:
        return Seen.from_data(row.content) if row is not None else None
    except OtherVersion:
        return None


def _with_earlier_effects(seen: Seen, before: Seen | None) -> Seen:
    """Let an old effect stand until the new one is known."""
    if before is None:
        return seen
    names = {one.name for one in seen.questions}
    earlier = {name: one for name, one in before.effects.items() if name in names}
    return replace(seen, effects={**earlier, **seen.effects})
