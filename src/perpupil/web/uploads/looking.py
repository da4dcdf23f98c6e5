"""Looking into an upload: what was found is kept as it comes, so that the page fills.

Somebody may decide while it goes on: then what was begun is out of date, and it begins again with what is decided now.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from perpupil.web.uploads import findings, jobs
from perpupil.web.uploads.working import Work
from perpupil.workspace import looking
from perpupil.workspace.looked import Looked


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
    mark, order, before = jobs.rules_mark(upload), work.order, findings.found(upload)

    def step(sentence: str, done: int, of: int) -> None:
        work.step(sentence, done, of)
        if jobs.rules_mark(upload) != mark:
            raise _OutOfDate

    def told(seen: Looked) -> None:
        findings.keep(upload, _with_earlier_effects(seen, before), mark, is_whole=False)

    seen = looking.look(jobs.district(), order, step, told)
    if jobs.rules_mark(upload) != mark:
        raise _OutOfDate
    findings.keep(upload, seen, mark, is_whole=True)
    return {"questions": len(seen.questions)}


def _with_earlier_effects(seen: Looked, before: Looked | None) -> Looked:
    """Let an old effect stand until the new one is known."""
    if before is None:
        return seen
    names = {one.name for one in seen.questions}
    earlier = {name: one for name, one in before.effects.items() if name in names}
    return replace(seen, effects={**earlier, **seen.effects})
