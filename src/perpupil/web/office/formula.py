"""The formula in force: in words, line by line, as text; what was in force before; and what the board adopted, where that is another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from perpupil.documents.pdf import as_pdf
from perpupil.web import figures, formulas
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.formulas import Kept
from perpupil.web.office.status import in_force_tag, in_force_words
from perpupil.web.refusals import told
from perpupil.web.store.drafts import adoptions, drafts
from perpupil.web.store.models import Decision
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.formulas import seal_of

KINDS = {"toml": "text/plain; charset=utf-8", "pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class Version:
    """A formula that was in force before, or that is kept in the folder."""

    kept: Kept
    adopted: Decision | None


@require_safe
@asks(Right.SEE_FORMULA)
def show(request: HttpRequest) -> HttpResponse:
    """Show the formula in force."""
    try:
        text = formulas.text_in_place()
    except NoSuchFile:
        return render(request, "office/formula.html", {"worked": None})
    worked = formulas.worked(text)
    if worked.is_example:
        return render(request, "office/formula.html", {"worked": None, "is_example": True})
    sealed, adopted = seal_of(text), adoptions()
    latest = adopted[0] if adopted else None
    about = {
        "worked": worked,
        "status": in_force_words(sealed, adopted),
        "tag": in_force_tag(sealed, adopted),
        "other": _other(text, sealed, latest),
        "versions": _versions(request, sealed, adopted),
        "official": drafts({"recommended"}),
        "sees_drafts": access_of(request).may(Right.SEE_FORMULA_DRAFTS),
        "may_put": access_of(request).may(Right.UPLOAD_FORMULA),
    }
    return render(request, "office/formula.html", about)


def _other(text: bytes, sealed: str, latest: Decision | None) -> dict[str, Any] | None:
    """Say what the board adopted last, where another text stands in the folder; neither is overwritten."""
    if latest is None or latest.content["seal"] == sealed:
        return None
    try:
        adopted = formulas.text_of(latest.content["seal"])
    except NoSuchFile as missing:
        return {"decision": latest, "missing": told(missing)}
    year = latest.content["year"]
    return {
        "decision": latest,
        "changed": formulas.changed(text, adopted),
        "is_for_another_year": year not in {None, figures.now().year},
        "sealed": sealed,
    }


def _versions(request: HttpRequest, sealed: str, adopted: list[Decision]) -> list[Version]:
    """Give what was in force before: of what was adopted to everybody; what else the folder keeps to those who see drafts."""
    by_seal = {one.content["seal"]: one for one in reversed(adopted)}
    latest = adopted[0].content["seal"] if adopted else ""
    public = {*by_seal, *(one.content["adoption"]["instead_of"] for one in adopted)} - {sealed, latest, ""}
    found = [kept for kept in map(formulas.kept_as, sorted(public)) if kept is not None]
    if access_of(request).may(Right.SEE_FORMULA_DRAFTS):
        of_drafts = {text["seal"] for one in drafts() for text in one.content["texts"]}
        found += [one for one in formulas.all_kept() if one.sealed not in public | of_drafts | {sealed}]
    return [
        Version(one, by_seal.get(one.sealed)) for one in sorted(found, key=lambda one: (-(one.year or 0), one.title))
    ]


@require_safe
@asks(Right.SEE_FORMULA)
def as_file(request: HttpRequest, ending: str) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Hand out the formula in force: its text, or in words on paper."""
    try:
        text = formulas.text_in_place()
    except NoSuchFile:
        raise Http404 from None
    return handed_out(text, ending, in_force_words(seal_of(text), adoptions()), "formula")


def handed_out(text: bytes, ending: str, status: str, name: str) -> HttpResponse:
    """Hand out a formula, with its status in words on every paper."""
    if ending not in KINDS:
        raise Http404
    content = text
    if ending == "pdf":
        page = formulas.worked(text).page
        if page is None:
            raise Http404
        content = as_pdf(formulas.on_paper(page, status))
    where = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=KINDS[ending], headers=where)


@require_safe
@asks(Right.SEE_FORMULA)
def version(request: HttpRequest, sealed: str) -> HttpResponse:
    """Show what an earlier version says otherwise than the formula in force."""
    try:
        now = formulas.text_in_place()
        chosen = next((one for one in _versions(request, seal_of(now), adoptions()) if one.kept.sealed == sealed), None)
        if chosen is None:
            raise Http404
        before = formulas.text_of(sealed)
    except NoSuchFile:
        raise Http404 from None
    about = {
        "version": chosen,
        "worked": formulas.worked(before),
        "changed": formulas.changed(before, now),
        "status": gettext("An earlier version, not in force"),
    }
    return render(request, "office/formula_version.html", about)
