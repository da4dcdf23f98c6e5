"""The mail server: named in words that are understood or refused, and spoken to only encrypted, only where it is who it says."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from pytest_django.fixtures import Settings

from perpupil.web.environment import MailServer, address_of, mail_of
from perpupil.web.mail.letters import Letter
from perpupil.web.mail.posting import hand_over, post
from tests.web.mail_server import Server, certificate, listening
from tests.web.test_backup import run

FROM = "PerPupil <budget@example.org>"


def named(url: str, sender: str = FROM) -> dict[str, str]:
    return {"PERPUPIL_MAIL": url, "PERPUPIL_MAIL_FROM": sender}


def test_a_mail_server_as_it_is_named() -> None:
    assert mail_of({}) is None
    assert mail_of(named("smtp://mail.example.org")) == MailServer(
        "mail.example.org", 587, "", "", is_encrypted_at_once=False, sender=FROM
    )
    made = mail_of(named("smtps://a%40b:p%3Aw@mail.example.org"))
    assert made == MailServer("mail.example.org", 465, "a@b", "p:w", is_encrypted_at_once=True, sender=FROM)
    assert "p:w" not in repr(made)
    assert mail_of(named("smtp://mail.example.org:2525", "budget@example.org")) is not None


@pytest.mark.parametrize(
    "url",
    ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a@mail.example.org", "smtp://:b@mail.example.org",
     "smtp://mail.example.org:x", "smtp://mail.example.org:99999", "smtp://mail.example.org/x", "smtp://mail.example.org?tls=no", ""],
)  # fmt: skip
def test_a_mail_server_that_is_not_named_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="PERPUPIL_MAIL is written smtp://"):
        mail_of(named(url))


@pytest.mark.parametrize("sender", ["", "Budget office", "budget@", "a@b\nBcc: c@d"])
def test_a_sender_that_is_none_is_refused_in_words(sender: str) -> None:
    with pytest.raises(ValueError, match="PERPUPIL_MAIL_FROM says whom"):
        mail_of(named("smtp://mail.example.org", sender))


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({}, "http://localhost:8000"),
        ({"PERPUPIL_HOSTS": "a.example.org,b.example.org", "PERPUPIL_HTTPS": "1"}, "https://a.example.org"),
        ({"PERPUPIL_HOSTS": "a.example.org"}, "http://a.example.org"),
        ({"PERPUPIL_ADDRESS": "https://c.example.org:8443/", "PERPUPIL_HOSTS": "*"}, "https://c.example.org:8443"),
        ({"PERPUPIL_ADDRESS": "http://[::1]:8000"}, "http://[::1]:8000"),
    ],
)
def test_where_links_in_mails_lead(said: dict[str, str], address: str) -> None:
    assert address_of(said) == address


@pytest.mark.parametrize(
    "said", ["budget.example.org", "https://budget.example.org/x", "https://", "ftp://a", "https://a b"]
)
def test_an_address_that_is_none_is_refused_in_words(said: str) -> None:
    with pytest.raises(ValueError, match="PERPUPIL_ADDRESS is written"):
        address_of({"PERPUPIL_ADDRESS": said})


def test_a_name_that_is_not_whole_leads_nowhere() -> None:
    with pytest.raises(ValueError, match="say in PERPUPIL_ADDRESS"):
        address_of({"PERPUPIL_HOSTS": ".example.org", "PERPUPIL_MAIL": "smtp://mail.example.org"})


@pytest.fixture
def _spoken_to(settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 5
    settings.DEFAULT_FROM_EMAIL, settings.EMAIL_HOST = FROM, "localhost"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "budget", "secret"


def send(server: Server, settings: Settings, *, at_once: bool = False) -> None:
    settings.EMAIL_PORT = server.port
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = at_once, not at_once
    hand_over(EmailMessage("Your days", "Three days are yours.", None, ["ana@example.org"]))


@pytest.mark.usefixtures("_spoken_to")
@pytest.mark.parametrize("at_once", [False, True])
def test_a_mail_is_handed_over_encrypted(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    tls = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    with listening(tls, at_once=at_once) as server:
        send(server, settings, at_once=at_once)
    assert "Three days are yours." in server.mails[0]
    assert "From: PerPupil <budget@example.org>" in server.mails[0]
    before = [said.split(" ")[0].upper() for is_encrypted, said in server.heard if not is_encrypted]
    assert set(before) <= {"EHLO", "STARTTLS"}


@pytest.mark.usefixtures("_spoken_to")
def test_nothing_is_told_to_a_server_that_does_not_encrypt(settings: Settings) -> None:
    with listening(None) as server, pytest.raises(Exception, match="STARTTLS"):
        send(server, settings)
    assert {said.split(" ")[0].upper() for _, said in server.heard} <= {"EHLO", "QUIT"}
    assert server.mails == []


@pytest.mark.usefixtures("_spoken_to")
def test_nothing_is_told_to_a_server_that_nobody_vouches_for(settings: Settings, tmp_path: Path) -> None:
    with listening(certificate(tmp_path)) as server, pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        send(server, settings)
    assert server.mails == []


@pytest.mark.usefixtures("_spoken_to")
def test_a_mail_of_a_page_that_is_not_taken_is_told_in_the_log_alone(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_PORT = 9  # where nobody listens
    post("ana@example.org", Letter("Your account", "A secret link")).result()
    assert "ConnectionRefusedError" in caplog.text
    assert "ana" not in caplog.text
    assert "secret" not in caplog.text


def test_a_wrong_environment_ends_a_command_in_words(maple: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERPUPIL_MAIL", "mail.example.org")
    assert run("perpupil", "events", str(maple), code=2).startswith("perpupil: PERPUPIL_MAIL is written smtp://")
