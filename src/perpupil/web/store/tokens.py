"""Tokens: what a person's programs show instead of a password. Only the hash of a token is kept; it is shown once, when it is made."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from typing import ClassVar

from django.db import models

from perpupil.web.store.people import Person


class Token(models.Model):
    """A token of a person: good until a day, or until it is revoked."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    subject = models.CharField(max_length=200, unique=True)
    """The decision that made it."""
    title = models.CharField(max_length=80)
    """What it is for, in the person's words."""
    hash = models.CharField(max_length=64, unique=True)
    made = models.DateField()
    until = models.DateField()
    """The last day on which it is good."""
    is_revoked = models.BooleanField(default=False)

    class Meta:
        db_table = "token"
        ordering: ClassVar[list[str]] = ["-id"]


def hash_of(token: str) -> str:
    """Give what is kept of a token: 256 random bits need no salt and no slow hash."""
    return sha256(token.encode()).hexdigest()


def good(token: str, today: dt.date) -> Token | None:
    """Give the token that somebody shows; None where there is none, or it is good no more."""
    found = Token.objects.filter(hash=hash_of(token), is_revoked=False, until__gte=today, person__is_active=True)
    return found.select_related("person").first()


def tokens(person: Person) -> list[Token]:
    """Give a person's tokens, the latest first."""
    return list(Token.objects.filter(person=person))
