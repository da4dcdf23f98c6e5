"""An upload on its pages: can these files be used, what was found, what would change, and the decisions about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perpupil.intake.queue import MEANING, REPAIR, Way
from perpupil.intake.schemas import SCHEMAS
from perpupil.web import desk
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import Conflict, Done, Refused
from perpupil.web.actions.sent import sent, written
from perpupil.web.desk import Desk, Item, Urgency
from perpupil.web.office.data import begin, place
from perpupil.web.store import data as reads
from perpupil.web.store.uploads import JobKind
from perpupil.web.uploads import jobs
from perpupil.web.uploads.keys import key_of
from perpupil.workspace.waiting import NotOpened

DECISIONS = {"repair": "data.repair", "leave": "data.leave", "assign": "data.assign", "reopen": "data.reopen"}
_LOOKS_AGAIN = {"data.repair", "data.leave", "data.reopen"}
SHOWN = ("all", "must_decide", "mine", "repaired")


def _desk(number: int) -> Desk:
    upload = reads.upload(number)
    if upload is None:
        raise Http404
    return desk.desk(upload)


@require_safe
@asks(Right.SEE_DATA)
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show whether the files can be used, and what was found."""
    return _page(request, _desk(number), None)


@require_safe
@asks(Right.SEE_DATA)
def finding(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Show a finding: the question, the rule, what would change, and what can be done."""
    seen = _desk(number)
    item = seen.item(name)
    if item is None:
        raise Http404
    return _page(request, seen, item)


def _page(request: HttpRequest, seen: Desk, item: Item | None, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  what a template takes
    access = access_of(request)
    chosen = request.GET.get("show", "all")
    shown = [one for one in seen.items if _is_shown(one, chosen, request.user.pk or 0)]
    opened = item or next(iter(shown), None)
    about = {
        "desk": seen,
        "upload": seen.upload,
        "shown": shown,
        "show": chosen if chosen in SHOWN else "all",
        "mine": sum(one.content["owner"] == request.user.pk for one in seen.items),
        "opened": opened,
        "place": list(seen.items).index(opened) + 1 if opened is not None else 0,
        "is_chosen": item is not None,
        "may_decide": access.may(Right.DECIDE_FINDING) and seen.is_decidable,
        "may_upload": access.may(Right.UPLOAD_DATA),
        "deciders": desk.deciders(),
        "has_key": jobs.has_key(seen.upload, key_of(request)),
        "repairs": _repairs(opened),
        "pending": seen.is_pending,
        **more,
    }
    return render(request, "office/data_file.html", about, status=status)


def _repairs(opened: Item | None) -> list[Way]:
    """Give the rules by which a finding can be decided."""
    ways = opened.question.ways if opened is not None and opened.question is not None else ()
    return [one for one in ways if one.name in {REPAIR, MEANING}]


def _is_shown(one: Item, chosen: str, person: int) -> bool:
    match chosen:
        case "must_decide":
            return one.urgency is Urgency.MUST_DECIDE
        case "mine":
            return bool(one.content["owner"] == person)
        case "repaired":
            return not one.is_open
        case _:
            return True


@require_POST
@asks(Right.DECIDE_FINDING)
def decide(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Decide a finding, hand it to somebody, or take a decision back; then look again with it."""
    seen = _desk(number)
    item, action = seen.item(name), DECISIONS.get(request.POST.get("do", ""))
    if item is None or action is None:
        raise Http404
    outcome = sent(request, action, reads.finding_subject(number, name), written(request))
    if isinstance(outcome, Refused):
        return _page(request, seen, item, 422, wrong=outcome.wrong, given=outcome.given)
    if isinstance(outcome, Conflict):
        return _page(request, _desk(number), item, 409, theirs=outcome.theirs, given=request.POST)
    if action in _LOOKS_AGAIN and not outcome.is_repeat:
        begin(request, seen.upload, JobKind.LOOK)
    return HttpResponseRedirect(_address(number, name))


def _address(number: int, name: str) -> str:
    return reverse("data_finding", kwargs={"number": number, "name": name})


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.UPLOAD_DATA)
def columns(request: HttpRequest, number: int) -> HttpResponse:
    """Show what each file was taken for and which header means which column; change what was guessed wrong."""
    seen = _desk(number)
    if request.method != "POST":
        return _columns(request, seen)
    outcome = sent(request, "data.columns", str(number), written(request))
    if isinstance(outcome, Refused):
        return _columns(request, seen, 422, wrong=outcome.wrong, given=outcome.given)
    if isinstance(outcome, Conflict):
        return _columns(request, seen, 409, theirs=outcome.theirs)
    begin(request, seen.upload, JobKind.LOOK)
    return HttpResponseRedirect(reverse("data_file", kwargs={"number": number}))


def _columns(request: HttpRequest, seen: Desk, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  what a template takes
    about = {
        "desk": seen,
        "upload": seen.upload,
        "files": desk.mappings(seen.upload, seen.looked),
        "datasets": SCHEMAS.values(),
        "version": seen.decision.version if seen.decision is not None else 0,
        **more,
    }
    return render(request, "office/data_columns.html", about, status=status)


@require_safe
@asks(Right.SEE_DATA)
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a job is, for the page that shows it; a page that had nothing else to show is shown anew."""
    seen = _desk(number)
    had_nothing, at = request.GET.get("seen") == "0", request.GET.get("at", "")
    about = {"desk": seen, "upload": seen.upload, "opened": seen.item(at), "is_fragment": True}
    answer = render(request, "office/data_progress.html", about)
    if had_nothing and (seen.items or not seen.is_at_work):
        answer.headers["HX-Refresh"] = "true"  # there was nothing on the page that somebody could be writing in
    return answer


@require_POST
@asks(Right.UPLOAD_DATA)
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Look at the files again."""
    begin(request, _desk(number).upload, JobKind.LOOK)
    return HttpResponseRedirect(reverse("data_file", kwargs={"number": number}))


@require_POST
@asks(Right.UPLOAD_DATA)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel what is being done; nothing of it is kept."""
    seen = _desk(number)
    if seen.work is not None:
        jobs.cancel(seen.work.job)
    messages.info(request, gettext("It ends at its next step. Nothing of it is kept."))
    return HttpResponseRedirect(reverse("data_file", kwargs={"number": number}))


@require_POST
@asks(Right.UPLOAD_DATA)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw an upload; its files go at once."""
    seen = _desk(number)
    outcome = sent(request, "data.withdraw", str(number), {})
    if not isinstance(outcome, Done):
        return _page(request, _desk(number), None, 409, wrong=getattr(outcome, "wrong", ()))
    jobs.forget_files(seen.upload)
    messages.info(request, gettext("The files are gone. The data in force is as it was."))
    return HttpResponseRedirect(reverse("data"))


@require_POST
@asks(Right.UPLOAD_DATA)
def put_in_force(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the files in as decided, and let them be in force; or move the pointer, where that was left undone."""
    seen = _desk(number)
    if seen.is_pending and seen.decision is not None:
        place(request, seen.decision.event)
    elif not seen.can_be_used:
        return _page(request, seen, None, 422, not_yet=True)
    else:
        begin(request, seen.upload, JobKind.BRING_IN)
    return HttpResponseRedirect(reverse("data_file", kwargs={"number": number}))


@require_POST
@asks(Right.UPLOAD_DATA)
def set_aside(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the rows that were set aside, once."""
    seen = _desk(number)
    key = key_of(request)
    try:
        found = jobs.take_set_aside(seen.upload, key) if key is not None else None
    except NotOpened:
        found = None
    if found is None:
        messages.info(
            request, gettext("The rows are gone: they are handed out once, in the session of whoever brought them.")
        )
        return HttpResponseRedirect(reverse("data_file", kwargs={"number": number}))
    named = {"Content-Disposition": f'attachment; filename="set-aside-{number}.zip"', "Cache-Control": "no-store"}
    return HttpResponse(found, content_type="application/zip", headers=named)
