"""Links that work once: for somebody who was invited, and for the first person of a district.

A person's link is signed with the password that she has then: once it is changed, the link is of no use. The first person's link is kept as
a hash in the district's folder until it is used.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from pathlib import Path

from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest
from django.urls import reverse

from perpupil.web.environment import DAYS_OF_A_LINK, FOLDER
from perpupil.web.store.models import Person
from perpupil.workspace.files import read

FIRST = "first-link"


def link_for(request: HttpRequest, person: Person) -> str:
    """Make the link by which a person sets her password, for a page."""
    return request.build_absolute_uri(path_for(person))


def path_for(person: Person) -> str:
    """Make the path of such a link; a mail puts the address of the pages before it, whatever the request called them."""
    token = default_token_generator.make_token(person)
    return reverse("begin", kwargs={"number": person.pk, "token": token})


def person_of(number: int, token: str) -> Person | None:
    """Give whose link it is; None where it was used, is too old, or is nobody's."""
    person = Person.objects.filter(pk=number, is_made_up=False).first()
    return person if person is not None and default_token_generator.check_token(person, token) else None


def last_day(today: dt.date) -> dt.date:
    """Give the last day on which a link of today works."""
    return today + dt.timedelta(days=DAYS_OF_A_LINK)


def first_link(district: Path) -> str:
    """Make the link of the first person anew, and keep its hash; an earlier one is of no use then."""
    token = secrets.token_urlsafe(32)
    path = district / FOLDER / FIRST
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_hash(token))
    return token


def is_first_link(district: Path, token: str) -> bool:
    """Whether it is the link of the first person, not used yet."""
    path = district / FOLDER / FIRST
    return path.is_file() and secrets.compare_digest(read(path).decode(), _hash(token))


def use_first_link(district: Path) -> None:
    """Let it be of no more use."""
    (district / FOLDER / FIRST).unlink(missing_ok=True)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
