"""What holds of every address, whoever asks: headers, sessions, tries, forms from elsewhere, what is too large, and where links may lead."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from django.conf import settings as of_django
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.fixtures import Settings

from perpupil.limits import FORMULA_BYTES
from perpupil.web import entrance
from perpupil.web.access.rights import Role
from perpupil.web.small_files import MOST_BYTES
from perpupil.web.store.models import Event, Person
from tests.web.district import OWN, person_of
from tests.web.test_backup import run
from tests.web.whole import make_whole_district

PASS_PHRASE, WRONG = "a long pass phrase 7", "not the pass phrase"
KINDS = MappingProxyType({"int": "7", "str": OWN, "slug": "x", "path": "x", "uuid": "12345678-1234-5678-1234-567812345678"})  # fmt: skip


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Give every address there is, something put in where it names something."""
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        else:
            yield _filled(route), one


def _filled(route: str) -> str:
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda found: KINDS[found[1] or "str"], route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "x", route)
    return "/" + re.sub(r"[\^$\\]", "", route).replace("//", "/")


ADDRESSES = sorted(dict(addresses(get_resolver().url_patterns)))


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    """Hash passwords at once: how slowly that is done is Django's."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def director() -> Person:
    person = person_of(Role.BUDGET_DIRECTOR)
    person.set_password(PASS_PHRASE)
    person.save()
    return person


def signed_in(person: Person, **more: Any) -> Client:  # noqa: ANN401  what Django's own takes
    client = Client(**more)
    client.force_login(person)
    return client


def headers_are_ours(answer: Any) -> None:  # noqa: ANN401  Django's own
    headers = answer.headers
    assert headers["Content-Security-Policy"] == of_django.CONTENT_SECURITY_POLICY
    assert "unsafe" not in headers["Content-Security-Policy"]
    wanted = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}
    assert {name: headers.get(name) for name in wanted} == wanted
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


def test_every_answer_says_what_a_browser_may_do_with_it_and_is_not_kept(director: Person) -> None:
    for client in (Client(raise_request_exception=False), signed_in(director, raise_request_exception=False)):
        for address in (*ADDRESSES, "/nowhere/", "/static/nowhere.css", "/static/"):
            for method in ("get", "post", "options"):
                answer = getattr(client, method)(address)
                headers_are_ours(answer)
                assert "no-store" in answer.headers["Cache-Control"], (method, address)
                assert answer.status_code != 500, (method, address)


def test_a_page_that_fails_tells_nothing_and_says_the_same(monkeypatch: pytest.MonkeyPatch, director: Person) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret of the machine")

    monkeypatch.setattr("perpupil.web.figures.now", fail)
    client = signed_in(director, raise_request_exception=False)
    page, program = client.get("/schools/"), entrance.failed(client.get("/api/v1/nowhere").wsgi_request)
    headers_are_ours(page)
    assert page.status_code == program.status_code == 500
    assert "Something failed here" in page.content.decode()
    assert "secret" not in page.content.decode()
    assert json.loads(program.content)["detail"].startswith("It failed")


def test_no_form_is_taken_without_its_proof(director: Person) -> None:
    """Of every address that takes one; those of programs take a token instead, and no session opens them."""
    client = signed_in(director, enforce_csrf_checks=True)
    for address in ADDRESSES:
        answer = client.post(address, {"key": "a-key-of-this-form"})
        if address.startswith("/api/"):
            assert answer.status_code in {401, 403, 404, 405}, address
        else:
            assert answer.status_code == 403, address
            assert "This form was not taken" in answer.content.decode()
            assert "<style" not in answer.content.decode()
    assert not Event.objects.exists()


def test_a_session_is_another_one_after_signing_in_ends_with_signing_out_and_after_eight_hours(
    director: Person,
) -> None:
    client = Client()
    client.get("/language/")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies[of_django.SESSION_COOKIE_NAME] = str(before)
    assert client.post("/sign-in/", {"login": director.email, "password": PASS_PHRASE}).status_code == 302
    key = client.cookies[of_django.SESSION_COOKIE_NAME].value
    assert key != before
    assert not Session.objects.filter(pk=before).exists()
    expires = Session.objects.get(pk=key).expire_date
    hours = (expires - dt.datetime.now(tz=dt.UTC)) / dt.timedelta(hours=1)
    assert 7.9 < hours <= 8
    client.post("/sign-out/")
    assert not Session.objects.filter(pk=key).exists()
    stolen = Client()
    stolen.cookies[of_django.SESSION_COOKIE_NAME] = key
    assert stolen.get("/schools/").status_code == 302


def test_a_session_that_has_ended_opens_nothing(director: Person) -> None:
    client = signed_in(director)
    Session.objects.update(expire_date=dt.datetime.now(tz=dt.UTC) - dt.timedelta(seconds=1))
    assert client.get("/schools/").status_code == 302


def test_a_new_password_ends_every_session(director: Person) -> None:
    client = signed_in(director)
    director.set_password("another long phrase 8")
    director.save()
    assert client.get("/schools/").status_code == 302


def test_after_five_wrong_tries_not_even_the_right_password_opens(director: Person) -> None:
    client = Client()
    for _ in range(5):
        assert client.post("/sign-in/", {"login": director.email, "password": WRONG}).status_code == 200
    for password in (WRONG, PASS_PHRASE):
        answer = client.post("/sign-in/", {"login": director.email, "password": password})
        assert (answer.status_code, client.get("/schools/").status_code) in {(200, 302), (429, 302)}
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    elsewhere.post("/sign-in/", {"login": director.email, "password": PASS_PHRASE})
    assert elsewhere.get("/schools/").status_code == 302, "it is counted by the account, wherever somebody tries"


def test_of_one_address_so_many_wrong_tries_are_answered_whatever_the_account(director: Person) -> None:
    client = Client(REMOTE_ADDR="10.0.0.7")
    for number in range(10):
        client.post("/sign-in/", {"login": f"somebody{number}@example.org", "password": WRONG})
    client.post("/sign-in/", {"login": director.email, "password": PASS_PHRASE})
    assert client.get("/schools/").status_code == 302
    other = Client(REMOTE_ADDR="10.0.0.8")
    assert other.post("/sign-in/", {"login": director.email, "password": PASS_PHRASE}).status_code == 302
    assert other.get("/schools/").status_code == 200


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "https:elsewhere"])  # fmt: skip
def test_no_link_leads_elsewhere(director: Person, onward: str) -> None:
    client = Client()
    given = {"login": director.email, "password": PASS_PHRASE, "next": onward}
    assert client.post(f"/sign-in/?next={onward}", given).headers["Location"] == "/"
    assert client.post("/language/setlang/", {"language": "es", "next": onward}).headers["Location"] == "/"
    assert onward not in client.post(f"/sign-out/?next={onward}", {"next": onward}).headers["Location"]


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "localhost.elsewhere.example", "testserver@elsewhere.example", "a b"]
)
def test_under_another_name_nothing_is_answered(host: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = Client(headers={"host": host}).get("/sign-in/")
    assert answer.status_code == 400
    headers_are_ours(answer)
    assert host not in answer.content.decode()


def test_what_is_too_large_is_not_taken(director: Person, settings: Settings, tmp_path: Path) -> None:
    settings.DISTRICT = make_whole_district(tmp_path)
    client = signed_in(director)
    form = {"key": "a-key-of-this-form", "version": "0"}

    def sent(size: int) -> int:
        file = SimpleUploadedFile("formula.toml", b"#" * size)
        return client.post("/formula/drafts/save/", {**form, "file": file}).status_code

    assert [sent(FORMULA_BYTES + 1), sent(MOST_BYTES + 1), sent(8 * MOST_BYTES)] == [422, 400, 400]
    assert client.post("/formula/drafts/save/", {**form, "text": "#" * (2 << 20)}).status_code == 400
    assert client.post("/formula/drafts/save/", {**form, **{f"f{n}": "" for n in range(2_001)}}).status_code == 400
    anybody = SimpleUploadedFile("x", b"#" * (MOST_BYTES + 1))
    assert Client().post("/sign-in/", {"login": "a@example.org", "password": "x", "file": anybody}).status_code == 400
    assert not Event.objects.exists()
    assert not (settings.DISTRICT / "formulas").exists()


@pytest.mark.parametrize("key", ["", "short", "k" * 81, "with\x00a-null"])
def test_a_form_without_a_key_of_ours_is_not_understood(director: Person, key: str) -> None:
    client = signed_in(director)
    for address in ("/account/", "/formula/drafts/save/", "/where-we-stand/diagnosis/"):
        answer = client.post(address, {"key": key, "version": "0", "language": "es", "text": "x"})
        assert answer.status_code in {400, 422}, address
    assert not Event.objects.exists()


def test_characters_that_no_database_keeps_are_refused_in_words(director: Person) -> None:
    given = {"key": "a-key-of-this-form", "version": "0", "do": "ask", "question": "Why\x00?"}
    answer = signed_in(director).post(f"/schools/{OWN}/questions/allocation/", given)
    assert (answer.status_code, "cannot be kept" in answer.content.decode()) == (422, True)
    assert not Event.objects.exists()


def test_that_it_is_up_says_nothing_else() -> None:
    answer = Client().get("/up/")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, b"up\n", "text/plain")
    assert not answer.cookies


def test_served_for_real_everything_is_of_https_alone_and_tries_are_counted_behind_the_proxy(tmp_path: Path) -> None:
    told = json.loads(run("tests.web.for_real", str(make_whole_district(tmp_path))))
    assert told["deployed"] == ""
    assert told["signed in"] == 200
    assert told["hsts"] == f"max-age={365 * 24 * 3600}; includeSubDomains; preload"
    assert {"csrftoken", "sessionid"} <= told["cookies"].keys()
    assert all(one == [True, True, "Lax"] for one in told["cookies"].values())
    assert told["plain"] == [301, "https://budget.example.org/sign-in/"]
    assert told["plain policy"]
    assert (told["another host"], told["form from elsewhere"]) == (400, 403)
    assert told["tries"][-1] == 429 or told["tries"] == [200] * 11
    assert told["from another address"] == 200
    static = told["static"]
    assert static["Content-Type"] == 'text/css; charset="utf-8"'
    assert (static["X-Content-Type-Options"], static["X-Frame-Options"]) == ("nosniff", "DENY")
    assert "default-src 'none'" in static["Content-Security-Policy"]
