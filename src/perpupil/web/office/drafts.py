"""Drafts of the formula: kept, signed, withdrawn, adopted. To others than the staff a draft is not there until it is recommended."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from perpupil.limits import FORMULA_BYTES
from perpupil.web import figures, formulas
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import Conflict, Refused
from perpupil.web.actions.sent import sent
from perpupil.web.adopting import place
from perpupil.web.office.formula import handed_out
from perpupil.web.office.status import draft_words, tag_words
from perpupil.web.refusals import told
from perpupil.web.store import drafts as reads
from perpupil.web.store.models import Decision, Person
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.formulas import keep

TRIES = 5
"""How often a new draft asks for another number, where somebody else took the one before."""


@require_safe
@asks(Right.SEE_FORMULA)
def listing(request: HttpRequest) -> HttpResponse:
    """List the drafts that are for whoever asks."""
    return _list(request)


def _list(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  what a template takes
    access = access_of(request)
    found = reads.drafts(None if access.may(Right.SEE_FORMULA_DRAFTS) else reads.OFFICIAL)
    about = {
        "drafts": [
            (one, draft_words(one.content), dt.date.fromisoformat(one.content["texts"][-1]["on"])) for one in found
        ],
        "may_upload": access.may(Right.UPLOAD_FORMULA),
        **more,
    }
    return render(request, "office/drafts.html", about, status=status)


@require_safe
@asks(Right.SEE_FORMULA)
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show a draft: how far it is, in words, line by line, and what it changes."""
    return _page(request, _draft(request, number))


def _draft(request: HttpRequest, number: int) -> Decision:
    """Find a draft that is for whoever asks."""
    found = reads.draft(number, all_states=access_of(request).may(Right.SEE_FORMULA_DRAFTS))
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, one: Decision, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  what a template takes
    content, access = one.content, access_of(request)
    about: dict[str, Any] = {
        "draft": one,
        "number": one.subject,
        "status": draft_words(content),
        "tag": tag_words(content),
    }
    try:
        text = formulas.text_of(content["seal"])
        about |= {"worked": formulas.worked(text), "changed": _changed(text), "since": _since(content, text)}
    except NoSuchFile as missing:
        about["missing"] = told(missing)
    has_signed = isinstance(request.user, Person) and request.user.pk in {
        each["person"] for each in content["signatures"]
    }
    about |= {
        "signatures": [{**each, "on": dt.date.fromisoformat(each["on"])} for each in content["signatures"]],
        "saved": dt.date.fromisoformat(content["texts"][-1]["on"]),
        "has_signed": has_signed,
        "may_sign": content["state"] == "draft" and access.may(Right.RECOMMEND_FORMULA),
        "may_adopt": content["state"] == "recommended" and access.may(Right.RECORD_ADOPTION),
        "may_change": content["state"] in {"draft", "recommended"} and access.may(Right.UPLOAD_FORMULA),
        "in_force_year": figures.now().year,
        **more,
    }
    return render(request, "office/draft.html", about, status=status)


def _changed(text: bytes) -> Any:  # noqa: ANN401  a difference, or none
    """Say what a draft says otherwise than the formula in force."""
    try:
        return formulas.changed(formulas.text_in_place(), text)
    except NoSuchFile:
        return None


def _since(content: dict[str, Any], text: bytes) -> Any:  # noqa: ANN401  a difference, or none
    """Say what a draft says otherwise than its text before."""
    if len(content["texts"]) < 2:  # noqa: PLR2004  the first text has none before
        return None
    try:
        return formulas.changed(formulas.text_of(content["texts"][-2]["seal"]), text)
    except NoSuchFile:
        return None


@require_safe
@asks(Right.SEE_FORMULA)
def as_file(request: HttpRequest, number: int, ending: str) -> HttpResponse:
    """Hand out a draft: its text, or in words on paper."""
    one = _draft(request, number)
    try:
        text = formulas.text_of(one.content["seal"])
    except NoSuchFile:
        raise Http404 from None
    return handed_out(text, ending, draft_words(one.content), f"formula-draft-{number}")


@require_POST
@asks(Right.UPLOAD_FORMULA)
def save(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Check a text, keep it under its seal, then let a draft point to it; of a broken text nothing is kept."""
    earlier = _draft(request, number) if number is not None else None
    text = _text(request)
    found = formulas.worked(text) if text is not None else None
    if text is None or found is None or found.formula is None:
        about = {"text": _shown(text), "problems": found.wrong if found is not None else (), "no_text": text is None}
        return _list(request, 422, **about) if earlier is None else _page(request, earlier, 422, **about)
    try:
        sealed = keep(Path(settings.DISTRICT), text)
    except NoSuchFile as error:
        about = {"text": _shown(text), "not_kept": told(error)}
        return _list(request, 503, **about) if earlier is None else _page(request, earlier, 503, **about)
    if earlier is not None:
        return _answer(request, earlier, "formula.save_draft", {"text_seal": sealed}, text=_shown(text))
    return _save_new(request, sealed)


def _text(request: HttpRequest) -> bytes | None:
    """Give the text of a form: its file, else what was written; None where there is none, or it is too long."""
    file = request.FILES.get("file")
    if file is not None:
        return file.read(FORMULA_BYTES + 1) if (file.size or 0) <= FORMULA_BYTES else None
    written = request.POST.get("text", "").replace("\r\n", "\n").encode()
    return written if written.strip() and len(written) <= FORMULA_BYTES else None


def _shown(text: bytes | None) -> str:
    return text.decode(errors="replace") if text is not None else ""


def _save_new(request: HttpRequest, sealed: str) -> HttpResponse:
    """Let a new draft point to a kept text; a form that was sent before leads to what it made then."""
    for _ in range(TRIES):
        before = reads.saved_with(request.POST.get("key", ""), request.user.pk or 0)
        number = before if before is not None else reads.next_number()
        outcome = sent(request, "formula.save_draft", str(number), {"text_seal": sealed})
        if isinstance(outcome, Refused):
            return _list(request, 422, wrong=outcome.wrong)
        if not isinstance(outcome, Conflict):
            return HttpResponseRedirect(reverse("draft", kwargs={"number": number}))
    return _list(request, 409, not_kept=gettext("Others save drafts at this moment. Try again."))


@require_POST
@asks(Right.RECOMMEND_FORMULA)
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Sign the version that was shown."""
    return _answer(request, _draft(request, number), "formula.sign_draft", {})


@require_POST
@asks(Right.UPLOAD_FORMULA)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw a draft."""
    given = {"reason": request.POST.get("reason", "")}
    return _answer(request, _draft(request, number), "formula.withdraw_draft", given)


@require_POST
@asks(Right.RECORD_ADOPTION)
def adopt(request: HttpRequest, number: int) -> HttpResponse:
    """Record the board's vote, then let the adopted text stand as the district's formula."""
    given = {name: request.POST.get(name, "") for name in ("on", "resolution", "in_favor", "against", "abstaining")}
    return _answer(request, _draft(request, number), "formula.adopt", given, and_then=_place)


@require_POST
@asks(Right.UPLOAD_FORMULA)
def put_in_force(request: HttpRequest, number: int) -> HttpResponse:
    """Let an adopted text stand as the district's formula, where that was left undone."""
    given = {"instead_of": request.POST.get("instead_of", "")}
    return _answer(request, _draft(request, number), "formula.put_in_place", given, and_then=_place)


def _place(request: HttpRequest, one: Decision) -> None:
    """Put the adopted text in its place, and say what became of it."""
    placed = place(one)
    messages.add_message(request, placed.level, placed.sentence)


def _answer(
    request: HttpRequest,
    one: Decision,
    action: str,
    given: dict[str, str],
    and_then: Any = None,  # noqa: ANN401  what follows once it is done
    **more: Any,  # noqa: ANN401  what a template takes
) -> HttpResponse:
    """Do it and go back to the draft; or show the draft with what stands in the way."""
    outcome = sent(request, action, one.subject, given)
    if isinstance(outcome, Refused):
        return _page(request, one, 422, refused=action, wrong=outcome.wrong, given=given, **more)
    if isinstance(outcome, Conflict):
        return _page(
            request, outcome.theirs, 409, conflict=outcome, given=given, between=_between(request, outcome), **more
        )
    if and_then is not None:
        and_then(
            request, outcome.decision
        )  # also where the same form was sent before: what was cut off then is done now
    return HttpResponseRedirect(reverse("draft", kwargs={"number": one.subject}))


def _between(request: HttpRequest, outcome: Conflict) -> Any:  # noqa: ANN401  a difference, or none
    """Say what the draft says otherwise now than in the text that was shown."""
    content, seen = outcome.theirs.content, request.POST.get("seen", "")
    if seen not in {text["seal"] for text in content["texts"]}:
        return None
    try:
        return formulas.changed(formulas.text_of(seen), formulas.text_of(content["seal"]))
    except NoSuchFile:
        return None
