"""The data desk: what data the district has, files that are being brought in, and earlier data sets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perpupil import limits
from perpupil.intake.schemas import SCHEMAS, template
from perpupil.web import desk
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import Conflict, Refused
from perpupil.web.actions.sent import sent
from perpupil.web.refusals import told
from perpupil.web.store import data as reads
from perpupil.web.store.events import hold_chain
from perpupil.web.store.models import Decision, Event, Person, Upload
from perpupil.web.store.templatetags.words import worded
from perpupil.web.store.uploads import OPEN, JobKind, UploadState
from perpupil.web.uploads import in_force, jobs
from perpupil.web.uploads.keys import begin_key, key_of
from perpupil.web.uploads.receiving import Received, receives
from perpupil.workspace.files import NoSuchFile

TITLE_CHARACTERS, UPLOADS_SHOWN = 120, 12
_TO_BEGIN = ("schools", "students", "programs")
"""The data sets with which a district begins."""


@require_safe
@asks(Right.SEE_DATA)
def listing(request: HttpRequest) -> HttpResponse:
    """Show what data is in force, which files wait, and what was in force before."""
    return _list(request)


def _list(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  what a template takes
    kept = desk.kept_sets()
    about = {
        "year": desk.year(),
        "now": next((one for one in kept if one.is_in_force and one.kept.year == desk.year()), None),
        "kept": kept,
        "uploads": Upload.objects.select_related("by").order_by("-number")[:UPLOADS_SHOWN],
        "may_upload": access_of(request).may(Right.UPLOAD_DATA),
        "to_begin": [SCHEMAS[name] for name in _TO_BEGIN],
        "datasets": SCHEMAS.values(),
        **more,
    }
    return render(request, "office/data.html", about, status=status)


@require_safe
@asks(Right.SEE_DATA)
def a_template(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001  the shape of a page
    """Hand out an empty file of a data set: its headers, and a line to show how it is written."""
    if name not in SCHEMAS:
        raise Http404
    named = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(template(SCHEMAS[name]), content_type="text/csv; charset=utf-8", headers=named)


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.UPLOAD_DATA)
@receives
def upload(request: HttpRequest, received: Received) -> HttpResponse:
    """Receive files, and begin to look into them."""
    if request.method != "POST":
        begin_key(request)  # so that the browser has it before the files come, whatever becomes of the answer to them
        return _form(request)
    if not received.is_good:
        return _form(request, 422, refusal=received.refusal or gettext("No file came. Choose at least one."))
    try:
        made = _kept(request, received)
    except NoSuchFile as error:
        return _form(request, 503, refusal=worded(told(error)))
    if made.state == UploadState.WAITING:
        begin(request, made, JobKind.LOOK)
    return HttpResponseRedirect(reverse("data_file", kwargs={"number": made.number}))


def _kept(request: HttpRequest, received: Received) -> Upload:
    """Keep files and the record that they came, both or neither; of a form that is sent again, give what it brought the first time."""
    person, title = person_of(request), request.POST.get("title", "")[:TITLE_CHARACTERS]
    with transaction.atomic():
        hold_chain()
        before = reads.received_with(request.POST.get("key", ""), person.pk)
        if before is not None:
            return before
        made = jobs.begin_upload(received, person, title, desk.year())
        try:
            sent(request, "data.receive", str(made.number), {})
        except BaseException:
            jobs.forget_files(made)
            raise
    return made


def _form(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  what a template takes
    bounds = {
        "files_most": limits.UPLOAD_FILES,
        "file_megabytes": limits.UPLOAD_FILE_BYTES // 1_000_000,
        "hours": limits.WAITING_HOURS,
        "datasets": SCHEMAS.values(),
    }
    return render(request, "office/data_upload.html", {**bounds, **more}, status=status)


def person_of(request: HttpRequest) -> Person:
    """Give who asks."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def begin(request: HttpRequest, upload: Upload, kind: JobKind) -> None:
    """Let the worker begin, where this browser holds the key of the files; say it where it does not."""
    key = key_of(request)
    if key is None:
        messages.info(request, gettext(jobs.OTHER_SESSION))
        return
    job = jobs.start(upload, kind, key, person_of(request))
    if job.state not in OPEN:
        messages.warning(request, gettext(job.message))


@require_safe
@asks(Right.SEE_DATA)
def a_set(request: HttpRequest, seal: str) -> HttpResponse:
    """Show a data set that is kept: its parts, its files, what was repaired, what was still open."""
    return _set(request, seal)


def _set(request: HttpRequest, seal: str, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  what a template takes
    one = desk.kept_set(seal)
    if one is None:
        raise Http404
    decision = Decision.objects.filter(kind=reads.IN_FORCE, subject=f"FY{one.kept.year}").first()
    may_upload = access_of(request).may(Right.UPLOAD_DATA)
    about = {
        "one": one,
        "record": one.kept.content["record"],
        "version": decision.version if decision is not None else 0,
        "may_use": may_upload and not one.is_in_force and not one.is_pending,
        "may_upload": may_upload,
        **more,
    }
    return render(request, "office/data_set.html", about, status=status)


@require_POST
@asks(Right.UPLOAD_DATA)
def use_again(request: HttpRequest, seal: str) -> HttpResponse:
    """Let an earlier data set be in force again."""
    one = desk.kept_set(seal)
    if one is None:
        raise Http404
    given = {"seal": seal, "reason": request.POST.get("reason", "")}
    outcome = sent(request, "data.use_again", f"FY{one.kept.year}", given)
    if isinstance(outcome, Refused):
        return _set(request, seal, 422, wrong=outcome.wrong, given=given)
    if isinstance(outcome, Conflict):
        return _set(request, seal, 409, theirs=outcome.theirs, given=given)
    place(request, outcome.decision.event)
    return HttpResponseRedirect(reverse("data"))


@require_POST
@asks(Right.UPLOAD_DATA)
def put_set_in_force(request: HttpRequest, seal: str) -> HttpResponse:
    """Move the pointer to a data set of which it is recorded that it is in force, where that was left undone."""
    one = desk.kept_set(seal)
    if one is None:
        raise Http404
    if one.is_pending and one.event is not None:
        place(request, one.event)
    return HttpResponseRedirect(reverse("data_set", kwargs={"seal": seal}))


def place(request: HttpRequest, recorded: Event) -> None:
    """Move the pointer to the data in force, and say how that went."""
    placed = in_force.place(recorded)
    messages.add_message(request, placed.level, placed.sentence)
