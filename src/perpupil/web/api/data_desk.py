"""The data desk for programs: what was found in files and what is decided of it, the data sets that are kept, and decisions about both.

Files come, are named column by column, are put in force and withdrawn in the browser, which alone holds the key that opens them. A rule that
is decided by a program is recorded like any other; the look that works out what it changes follows in the browser.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import Field

from perpupil.intake.queue import LEAVE
from perpupil.web import desk
from perpupil.web.access.rights import Right
from perpupil.web.actions.data import VALUES_MOST
from perpupil.web.api import answers
from perpupil.web.api.entry import require
from perpupil.web.api.operations import About, Name, Number, Operation, Sent, Text, texts
from perpupil.web.store import data as reads
from perpupil.web.store.models import Decision, Upload
from perpupil.web.uploads.in_force import place

router = Router()
LOOKS_LATER = "It is kept. The browser that sent the files looks into them again."
Meanings = Annotated[dict[Name, Text], Field(max_length=VALUES_MOST)]


@router.get("/data/uploads", response={200: answers.Uploads, **answers.ELSE}, summary="Which files came?")
def uploads(request: HttpRequest, part: Query[answers.Part]) -> dict[str, Any]:
    """List the uploads, the newest first."""
    require(request, Right.SEE_DATA)
    found = Upload.objects.select_related("by").order_by("-number")
    chosen = list(found[part.offset : part.offset + part.limit])
    versions = _versions(reads.UPLOAD, [str(one.number) for one in chosen])
    return {"count": found.count(), "items": [_upload(one, versions.get(str(one.number), 0)) for one in chosen]}


@router.get("/data/uploads/{number}", response={200: answers.Queue, **answers.ELSE}, summary="What was found in files?")
def upload(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Give an upload with what was found in its files, in the order of the queue."""
    require(request, Right.SEE_DATA)
    seen = _desk(number)
    version = seen.decision.version if seen.decision is not None else 0
    told = {"can_be_used": seen.can_be_used, "is_up_to_date": seen.is_up_to_date, "is_pending": seen.is_pending}
    return {**_upload(seen.upload, version), **told, "findings": [_finding(one) for one in seen.items]}


@router.get("/data/sets", response={200: answers.DataSets, **answers.ELSE}, summary="Which data sets are kept?")
def sets(request: HttpRequest, part: Query[answers.Part]) -> dict[str, Any]:
    """List the data sets that are kept, the newest year first, what is in force before what was."""
    require(request, Right.SEE_DATA)
    found = desk.kept_sets()
    chosen = found[part.offset : part.offset + part.limit]
    versions = _versions(reads.IN_FORCE, sorted({f"FY{one.kept.year}" for one in chosen}))
    return {"count": len(found), "items": [_set(one, versions.get(f"FY{one.kept.year}", 0)) for one in chosen]}


def _versions(kind: str, subjects: list[str]) -> dict[str, int]:
    found = Decision.objects.filter(kind=kind, subject__in=subjects)
    return dict(found.values_list("subject", "version"))


def _desk(number: int) -> desk.Desk:
    found = reads.upload(number)
    if found is None:
        raise Http404
    return desk.desk(found)


def _upload(one: Upload, version: int) -> dict[str, Any]:
    about = {"number": one.number, "title": one.title, "state": one.state, "year": one.year}
    return {**about, "by": one.by.name, "at": one.at, "version": version}


def _finding(one: desk.Item) -> dict[str, Any]:
    question = one.question
    ways = question.ways if question is not None and one.is_open else ()
    return {
        "name": one.name,
        "title": one.title,
        "state": one.content["state"],
        "must_decide": one.urgency is desk.Urgency.MUST_DECIDE,
        "depends_cents": one.depends_cents,
        "rows": one.rows,
        "students": one.students,
        "schools": one.schools,
        "owner": one.content["owner"],
        "owner_name": one.content["owner_name"],
        "version": one.version,
        "ways": [
            {
                "way": way.name,
                "words": way.words,
                "needs_reason": way.needs_reason,
                "meanings_of": [value.text for value in question.values] if question and way.takes_meanings else [],
                "choices": list(way.choices),
            }
            for way in ways
        ],
    }


def _set(one: desk.KeptSet, version: int) -> dict[str, Any]:
    about = {"seal": one.kept.seal, "title": one.kept.title, "year": one.kept.year, "count_date": one.count_date}
    return {**about, "is_in_force": one.is_in_force, "is_pending": one.is_pending, "version": version}


def _found(sent: Sent) -> About:
    number, name = sent.place["number"], sent.place["name"]
    if _desk(number).item(name) is None:
        raise Http404
    meanings = {f"means-{value}": text for value, text in sent.said.get("meanings", {}).items()}
    return About(reads.finding_subject(number, name), meanings)


def _left(sent: Sent) -> About:
    return About(_found(sent).subject, {"way": LEAVE})


def _kept_set(sent: Sent) -> About:
    one = desk.kept_set(sent.place["seal"])
    if one is None:
        raise Http404
    return About(f"FY{one.kept.year}", {"seal": one.kept.seal})


def _looks_later(_: Decision) -> str:
    return LOOKS_LATER


def _placed(one: Decision) -> str:
    return place(one.event).sentence


_FINDING = "/data/uploads/{number}/findings/{name}"
OPERATIONS = (
    Operation("data.repair", f"{_FINDING}/repair", _found, {**texts("way", "reason"), "meanings": (Meanings, {})}, _looks_later),
    Operation("data.leave", f"{_FINDING}/leave", _left, texts("reason"), _looks_later),
    Operation("data.assign", f"{_FINDING}/assign", _found, texts("owner")),
    Operation("data.reopen", f"{_FINDING}/reopen", _found, {}, _looks_later),
    Operation("data.use_again", "/data/sets/{seal}/use-again", _kept_set, texts("reason"), _placed),
)  # fmt: skip
