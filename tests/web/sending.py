"""A page of the tests that receives files, what a form with files looks like, and a worker in the process of a test."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django_tasks_db.management.commands import db_worker
from django_tasks_db.management.commands.db_worker import Worker

from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right
from perpupil.web.store.models import Person
from perpupil.web.uploads import jobs
from perpupil.web.uploads.handing_over import Desk, at_the_desk
from perpupil.web.uploads.receiving import Received, receives
from perpupil.web.uploads.tidying import clear_away, tidy

BOUNDARY = "a-boundary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
SEND = "/data/send/"


@asks(Right.UPLOAD_DATA)
@receives
def send(request: HttpRequest, received: Received) -> HttpResponse:
    assert isinstance(request.user, Person)
    if not received.is_good:
        return JsonResponse({"refusal": received.refusal}, status=422)
    made = jobs.begin_upload(received, request.user, request.POST.get("title", ""), 2027)
    return JsonResponse({"number": str(made.number)})


urlpatterns = [path(SEND.strip("/") + "/", send)]


def form(*files: tuple[str, bytes], fields: Mapping[str, str] | None = None) -> bytes:
    """Write a form as a browser does: its fields, then its files."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in (fields or {}).items()
    ]
    parts += [
        f'Content-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for name, content in files
    ]
    begin = f"--{BOUNDARY}\r\n".encode()
    whole = b"".join(begin + part for part in parts)
    return whole + f"--{BOUNDARY}--\r\n".encode()


@contextmanager
def worker(district: Path) -> Iterator[Desk]:
    """Be the worker, as `perpupil.web.uploads.worker` is: jobs are done when `work_off` says so."""
    with at_the_desk(district) as desk:
        clear_away()
        tidy(desk)
        yield desk


def work_off() -> None:
    """Do what there is to do, on the connection of the test."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(8),
        excluded_queue_names=[],
    )
    with mock.patch.object(db_worker, "close_old_connections"):
        worker.run()
