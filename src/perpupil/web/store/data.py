"""Named reads of what is decided about uploads and about data sets."""

from __future__ import annotations

from perpupil.web.store.models import Decision, Event, Upload
from perpupil.web.store.uploads import HAS_FILES

FINDING, UPLOAD, IN_FORCE = "data_finding", "data_upload", "data_in_force"


def finding_subject(number: int, name: str) -> str:
    """Name what is decided: a finding of an upload."""
    return f"{number}:{name}"


def parts_of(subject: str) -> tuple[int, str]:
    """Give the upload and the finding that a subject names."""
    number, _, name = subject.partition(":")
    return int(number), name


def upload(number: int) -> Upload | None:
    """Give an upload; None where there is none."""
    return Upload.objects.select_related("by").filter(number=number).first()


def received_with(key: str, person: int) -> Upload | None:
    """Give the upload that a form has brought already; None where it has not."""
    found = Event.objects.filter(key=key, person_id=person, action="data.receive").first()
    return upload(int(found.subject)) if found is not None else None


def decided(number: int) -> dict[str, Decision]:
    """Give what is decided about the findings of an upload, by finding."""
    found = Decision.objects.filter(kind=FINDING, subject__startswith=finding_subject(number, "")).select_related("by")
    return {parts_of(one.subject)[1]: one for one in found}


def asked_of(person: int | None = None) -> list[tuple[Upload, Decision]]:
    """Give the findings that somebody, or that anybody, was asked to decide, of files that wait for it."""
    rows = Decision.objects.filter(kind=FINDING, content__owner__gt=0, content__state="open").select_related("by")
    rows = rows if person is None else rows.filter(content__owner=person)
    uploads = {one.number: one for one in Upload.objects.filter(state__in=HAS_FILES)} if rows else {}
    found = [(uploads.get(parts_of(row.subject)[0]), row) for row in rows]
    return [(upload, row) for upload, row in found if upload is not None]


def upload_decision(number: int) -> Decision | None:
    """Give what is decided about an upload as a whole."""
    return Decision.objects.filter(kind=UPLOAD, subject=str(number)).select_related("by").first()


_IN_FORCE = ("data.put_in_force", "data.use_again")


def last_in_force(year: int) -> Event | None:
    """Give the last event that put a data set in force for a year."""
    found = Event.objects.filter(action__in=_IN_FORCE, content__year=year).order_by("-sequence")
    return found.first()


def put_in_force() -> dict[str, Event]:
    """Give by seal of a data set the last event that put it in force."""
    found = Event.objects.filter(action__in=_IN_FORCE).select_related("person")
    return {one.content["seal"]: one for one in found.order_by("sequence")}
