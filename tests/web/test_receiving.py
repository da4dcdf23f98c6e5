"""Files as they arrive: nothing readable on the disk, nothing kept before the form is proven, nothing beyond the bounds."""

import base64
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil import limits
from perpupil.web.access.rights import Role
from perpupil.web.store.models import Person, Upload
from perpupil.web.uploads import jobs, receiving
from perpupil.web.uploads.keys import COOKIE, key_of
from perpupil.workspace.waiting import WAITING, opened
from tests.web.district import person_of
from tests.web.sending import FORM, SEND, form

STUDENTS = b"Student ID,Name\n1,Kanarienvogel Quillfeather\n" * 100
OURS = "http://testserver"


@pytest.fixture(autouse=True)
def _page(settings: Settings, maple: Path) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.web.sending"
    yield
    assert list((maple / WAITING).glob(".*")) == [], "what was not kept is gone"
    for one in Upload.objects.all():
        jobs.forget_files(one)


@pytest.fixture
def director() -> Person:
    return person_of(Role.BUDGET_DIRECTOR)


@pytest.fixture
def client(director: Person) -> Client:
    client = Client(enforce_csrf_checks=True, headers={"Origin": OURS})
    client.force_login(director)
    client.cookies["csrftoken"] = "a" * 32
    return client


def sent(client: Client, body: bytes, origin: str = OURS) -> tuple[int, dict[str, str]]:
    answer = client.generic("POST", SEND, body, content_type=FORM, headers={"Origin": origin})
    return answer.status_code, answer.json() if answer["Content-Type"] == "application/json" else {}


def good(*files: tuple[str, bytes], title: str = "") -> bytes:
    return form(*files, fields={"csrfmiddlewaretoken": "a" * 32, "title": title})


def waiting(maple: Path) -> list[Path]:
    return [one for one in (maple / WAITING).rglob("*") if one.is_file()]


def test_files_wait_encrypted_under_a_key_that_only_the_browser_has(
    client: Client, director: Person, maple: Path
) -> None:
    status, told = sent(client, good(("students.csv", STUDENTS), ("../programs.txt", b""), title="October"))
    assert status == 200
    upload = Upload.objects.get(number=told["number"])
    assert (upload.title, upload.by, upload.state) == ("October", director, "waiting")
    assert [(one.name, one.size_bytes) for one in upload.files.all()] == [
        ("students.csv", len(STUDENTS)),
        ("programs.txt", 0),
    ]
    assert all(b"Quillfeather" not in path.read_bytes() for path in waiting(maple))
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Strict",
        "/data/",
        24 * 3600,
    )
    key = key_in(client, director)
    assert jobs.has_key(upload, key)
    with opened(jobs.folder_of(upload), "1", key) as file:
        assert file.read() == STUDENTS


def key_in(client: Client, person: Person) -> bytes:
    request = HttpRequest()
    request.COOKIES, request.user = {COOKIE: client.cookies[COOKIE].value}, person
    key = key_of(request)
    assert key is not None
    return key


def test_the_cookie_is_of_https_alone_where_pages_are(client: Client, settings: Settings) -> None:
    settings.HTTPS = True
    assert sent(client, good(("a.csv", b"a")))[0] == 200
    assert client.cookies[COOKIE]["secure"] is True


def test_one_session_has_one_key_and_another_person_at_its_browser_another(client: Client, director: Person) -> None:
    first = sent(client, good(("a.csv", b"a")))[1]["number"]
    key = key_in(client, director)
    second = sent(client, good(("b.csv", b"b")))[1]["number"]
    assert key_in(client, director) == key
    uploads = Upload.objects.filter(number__in=[first, second])
    assert [jobs.has_key(one, key) for one in uploads] == [True, True]
    other = person_of(Role.GRANTS_MANAGER)
    assert [jobs.has_key(one, key_in(client, other)) for one in uploads] == [False, False]


@pytest.mark.parametrize("cookie", ["", "x", "ÿ", base64.urlsafe_b64encode(b"a" * 31).decode(), "=" * 4000])
def test_a_cookie_that_is_no_key_is_none(client: Client, director: Person, cookie: str) -> None:
    client.cookies[COOKIE] = cookie
    assert sent(client, good(("a.csv", b"a")))[0] == 200
    assert len(key_in(client, director)) == 32


def test_what_another_site_sends_is_refused_before_it_is_read(
    client: Client, maple: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> None:
        pytest.fail("the body was read")

    monkeypatch.setattr(receiving.Encrypting, "new_file", read)
    for origin in ("https://elsewhere.example", "null"):
        assert sent(client, good(("a.csv", STUDENTS)), origin)[0] == 403
    assert waiting(maple) == []


@pytest.mark.parametrize("fields", [{}, {"csrfmiddlewaretoken": "b" * 32}, {"csrfmiddlewaretoken": ""}])
def test_a_form_without_proof_leaves_nothing(client: Client, maple: Path, fields: dict[str, str]) -> None:
    assert sent(client, form(("a.csv", STUDENTS), fields=fields))[0] == 403
    assert (waiting(maple), Upload.objects.count(), COOKIE in client.cookies) == ([], 0, False)


def test_whoever_may_not_send_sends_nothing(maple: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving.Encrypting, "__init__", lambda *_: pytest.fail("the body was read"))
    assert sent(Client(), good(("a.csv", STUDENTS)))[0] == 302
    principal = Client()
    principal.force_login(person_of(Role.GRANTS_MANAGER))
    principal.raise_request_exception = False
    assert sent(principal, good(("a.csv", STUDENTS)))[0] == 404
    assert waiting(maple) == []


@pytest.mark.parametrize("cut", [1, 20, 60, 2000])
def test_a_form_that_breaks_off_leaves_nothing(client: Client, maple: Path, cut: int) -> None:
    status, told = sent(client, good(("a.csv", STUDENTS), ("b.csv", STUDENTS))[:-cut])
    if cut == 1:
        assert status == 200, "a line end is no part of a file"
        return
    assert (status, told["refusal"]) == (422, "The files did not arrive whole. Send them again.")
    assert waiting(maple) == []


class BreaksOff(io.BytesIO):
    """A connection that ends in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        content = super().read(size)
        if not content:
            raise ConnectionResetError
        return content


def test_a_connection_that_ends_leaves_nothing(client: Client, maple: Path) -> None:
    body = good(("a.csv", STUDENTS * 100))
    answer = client.request(
        **{
            "PATH_INFO": SEND,
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": FORM,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BreaksOff(body[:-1000]),
        }
    )
    assert answer.status_code == 403
    assert (waiting(maple), Upload.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "bounded",
    [
        ("UPLOAD_FILES", 2, [b"a"] * 2, "Send at most 2 files at once."),
        ("UPLOAD_FILE_BYTES", 1_000_000, [b"a" * 1_000_000], "A file is larger than 1 MB."),
        ("UPLOAD_BYTES", 1_000_000, [b"a" * 600_000, b"a" * 400_000], "The files together are larger than 1 MB."),
        ("WAITING_BYTES", 1_000_000, [b"a" * 600_000, b"a" * 400_000], "Too many files wait already."),
    ],
)
def test_bounds_hold_at_n_and_at_one_more(
    client: Client, maple: Path, monkeypatch: pytest.MonkeyPatch, bounded: tuple[str, int, list[bytes], str]
) -> None:
    bound, most, files, told = bounded
    monkeypatch.setattr(limits, bound, most)
    if bound == "WAITING_BYTES":
        monkeypatch.setattr(limits, "UPLOAD_BYTES", most)
    named = [(f"{at}.csv", content) for at, content in enumerate(files)]
    more = [*named, ("more.csv", b"a")] if len(files) > 1 else [("0.csv", files[0] + b"a")]
    status, answer = sent(client, good(*more))
    assert status == 422
    if bound != "WAITING_BYTES":
        assert answer["refusal"].startswith(told)
    assert waiting(maple) == []
    status, answer = sent(client, good(*named))
    assert status == 200, answer
    if bound == "WAITING_BYTES":
        status, answer = sent(client, good(("more.csv", b"a")))
        assert (status, answer["refusal"].startswith(told)) == (422, True)


def test_a_form_without_files_is_told_apart(client: Client, maple: Path) -> None:
    assert sent(client, good(title="October")) == (422, {"refusal": ""})
    assert waiting(maple) == []


def test_a_disk_that_cannot_be_written_is_told(client: Client, maple: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_it_is = os.open

    def full(path: str, flags: int, *more: int, **named: int) -> int:
        if flags & os.O_CREAT:
            raise OSError(28, "No space left on device")
        return as_it_is(path, flags, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", full)
        status, told = sent(client, good(("a.csv", STUDENTS)))
    assert (status, told["refusal"]) == (422, "The files cannot be kept: No space left on device.")
    assert waiting(maple) == []
