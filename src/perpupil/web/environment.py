"""What an installation says of itself, read: which database, and the key that signs sessions."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class SignOn:
    """The district's own identity provider, by OpenID Connect."""

    issuer: str
    name: str
    client: str
    secret: str

    @property
    def origin(self) -> str:
        """Where it asks for the password; forms may lead there and nowhere else."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


def sign_on_of(environment: Mapping[str, str]) -> SignOn | None:
    """Give the identity provider that is named; None where none is.

    Raises:
        ValueError: Not all of it is named.

    """
    issuer, client, secret = (environment.get(f"PERPUPIL_OIDC_{one}", "") for one in ("ISSUER", "CLIENT", "SECRET"))
    if not (issuer or client or secret):
        return None
    if not (issuer.startswith(("https://", "http://127.0.0.1:")) and client and secret):
        message = "Single sign-on takes PERPUPIL_OIDC_ISSUER, beginning with https://, _CLIENT and _SECRET."
        raise ValueError(message)
    return SignOn(issuer, environment.get("PERPUPIL_OIDC_NAME", urlsplit(issuer).hostname or ""), client, secret)


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
