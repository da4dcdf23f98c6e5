"""What an installation says of itself, read: which database, which mail server, and the key that signs sessions."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from perpupil.workspace.district import is_district

FOLDER, KEY, DATABASE = "web", "secret-key", "perpupil.sqlite3"
DAYS_OF_A_LINK = 7
"""How long a link works by which somebody sets a password."""


def database_of(url: str, district: Path) -> dict[str, Any]:
    """Give Django's settings for a database.

    SQLite begins each transaction as one that writes: a transaction that only later turns out to write fails at once when another did,
    whatever time it is given.

    Raises:
        ValueError: The address is of no database that is known.

    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": district / FOLDER / DATABASE,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        message = "DATABASE_URL is written postgresql://user:password@host/name."
        raise ValueError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
    }


MAIL_PORTS = {"smtp": 587, "smtps": 465}
"""How a mail server is spoken to → its usual port."""
_ADDRESS = re.compile(r"https?://[\w.-]+(:\d{1,5})?|https?://\[[0-9a-fA-F:]+\](:\d{1,5})?", re.ASCII)
_MAILBOX = re.compile(r"[^@\s]{1,64}@[^@\s]{1,120}", re.ASCII)


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes the mails of the pages."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_encrypted_at_once: bool
    """Whether it is spoken to encrypted from the first byte on; otherwise from STARTTLS on, and nothing is sent where it knows no STARTTLS."""
    sender: str
    """Whom the mails are from: `PerPupil <budget@example.org>`."""


def mail_of(environment: Mapping[str, str]) -> MailServer | None:
    """Give the mail server that is named; None where none is.

    Raises:
        ValueError: It is not named wholly, or not as it is written.

    """
    url, sender = environment.get("PERPUPIL_MAIL", "").strip(), environment.get("PERPUPIL_MAIL_FROM", "").strip()
    if not (url or sender):
        return None
    message = (
        "PERPUPIL_MAIL is written smtp://user:password@host:587, or smtps://host:465 where encryption begins at once."
    )
    try:
        parts = urlsplit(url)
        port = parts.port or MAIL_PORTS.get(parts.scheme, 0)
    except ValueError:
        raise ValueError(message) from None
    has_more = parts.path.strip("/") or parts.query or parts.fragment
    if not port or not parts.hostname or has_more or bool(parts.username) != bool(parts.password):
        raise ValueError(message)
    if not _MAILBOX.fullmatch(parseaddr(sender)[1]) or not sender.isprintable():
        message = "PERPUPIL_MAIL_FROM says whom the mails are from, such as PerPupil <budget@example.org>."
        raise ValueError(message)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, parts.scheme == "smtps", sender)


def address_of(environment: Mapping[str, str]) -> str:
    """Give where people find the pages, for links in mails: as it is said, else the first of the names under which they are asked for.

    Raises:
        ValueError: It is not written as an address, or it must be said and is not.

    """
    said = environment.get("PERPUPIL_ADDRESS", "").strip().rstrip("/")
    host = environment.get("PERPUPIL_HOSTS", "").split(",")[0].strip()
    if not said and host.startswith((".", "*")) and environment.get("PERPUPIL_MAIL"):
        message = "PERPUPIL_HOSTS begins with no whole name: say in PERPUPIL_ADDRESS where links in mails lead, such as https://budget.example.org."
        raise ValueError(message)
    if said and not _ADDRESS.fullmatch(said):
        message = "PERPUPIL_ADDRESS is written https://budget.example.org, with nothing behind the name and the port."
        raise ValueError(message)
    scheme = "https" if environment.get("PERPUPIL_HTTPS") == "1" else "http"
    return said or (f"{scheme}://{host}" if host else "http://localhost:8000")


def secret_key_of(environment: Mapping[str, str], district: Path) -> str:
    """Give the key that signs sessions: the one that is set, else one of the district's folder that only its owner reads."""
    if environment.get("PERPUPIL_SECRET_KEY"):
        return environment["PERPUPIL_SECRET_KEY"]
    if not is_district(district):
        return secrets.token_urlsafe(48)  # nothing is served: a tool reads the settings
    path = district / FOLDER / KEY
    if not path.is_file():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")
