"""Bringing an upload in: its facts are kept under their seal, and only then somebody's action lets them count.

Rows that are not taken go encrypted beside the files, for one download in the same session.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop

from perpupil.findings import Finding, Severity
from perpupil.web.store.models import Job
from perpupil.web.uploads import jobs
from perpupil.web.uploads.working import NotDone, Work
from perpupil.workspace import importing
from perpupil.workspace.aside import aside_texts
from perpupil.workspace.importing import BroughtIn
from perpupil.workspace.waiting import drop, keep

Follow = Callable[[Job, BroughtIn], None]
"""Lets the facts count that were kept under `BroughtIn.seal`, as an action with its event; it raises `NotDone` where that is refused."""

NOTHING = gettext_noop("The files hold nothing that could be used, and nothing was changed.")
_STEPS_BESIDE_FILES = 4


def no_more(job: Job, done: BroughtIn) -> None:
    """Leave the facts kept and nothing pointing to them."""


def bring_in(work: Work, follow: Follow = no_more) -> dict[str, Any]:
    """Bring the files of an upload in.

    Raises:
        NotDone: They cannot be used; what counts still counts.

    """
    order = work.order
    of, said = len(order.files) + _STEPS_BESIDE_FILES, list[str]()

    def step(sentence: str) -> None:
        said.append(sentence)
        work.step(sentence, min(len(said), of) - 1, of)

    done = importing.bring_in(jobs.district(), replace(order, keeps=True, in_force=False), step)
    if not done.seal:
        raise NotDone(_why(done))
    rows = _keep_aside(work, done)
    try:
        follow(work.job, done)
    except BaseException:
        drop(work.folder, [jobs.ASIDE])
        raise
    jobs.forget_files(work.job.upload, keep_aside=True)
    return {"seal": done.seal, "seal_before": done.seal_before, "rows_set_aside": rows}


def _keep_aside(work: Work, done: BroughtIn) -> int:
    """Write the rows that were not taken, encrypted; give how many there are."""
    texts = aside_texts(done.rows_aside, done.aside)
    drop(work.folder, [jobs.ASIDE])
    if texts:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in texts:
                archive.writestr(f"set-aside-{name}.csv", text)
        keep(work.folder, jobs.ASIDE, work.key, [packed.getvalue()])
    return sum(len(table) for some in done.rows_aside.values() for table in some) + len(done.aside)


def _why(done: BroughtIn) -> str:
    """Say in a sentence why files cannot be used."""
    errors: list[Finding] = [one for one in done.findings if one.severity is Severity.ERROR]
    return f"{errors[0].what} {errors[0].fix}" if errors else NOTHING
