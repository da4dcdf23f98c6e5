"""Mails in words: plain text, in the language of whoever reads them. They work no amount in, and nothing of a student."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from perpupil.formula.typed import plain_text
from perpupil.web.mail.due import Due
from perpupil.web.store.models import Person
from perpupil.web.store.templatetags.words import day, days_left


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is sent."""

    subject: str
    body: str


def letter(name: str, district: str, mine: Sequence[Due], today: dt.date, language: str) -> Letter:
    """Write to somebody about her days.

    Args:
        name: Of the person.
        district: Its name.
        mine: What she is told of, the earliest first; at least one.
        today: The day from which the days are counted.
        language: The one in which the days are worded.

    """
    with translation.override(language):
        first, more = mine[0].day, len(mine) - 1
        told = {"what": _line(first.what), "when": when(first.on, today), "more": more}
        subject = gettext("%(when)s: %(what)s") % told
        if more:
            subject = (
                ngettext("%(when)s: %(what)s, and %(more)s more", "%(when)s: %(what)s, and %(more)s more", more) % told
            )
        parts = (_part(one, today) for one in mine)
        return _letter(subject, [_hello(name), _begin(district, len(mine)), *parts, _end()])


def of_invitation(person: Person, district: str, path: str, until: dt.date) -> Letter:
    """Write to somebody who was invited, or who was given a new link."""
    with translation.override(person.language):
        text = gettext("This link lets you choose your password for PerPupil at %(district)s:") % {
            "district": _line(district)
        }
        parts = [_hello(person.name), text, link(path), _until(until)]
        return _letter(gettext("Your account at %(district)s") % {"district": _line(district)}, parts)


def of_forgotten(person: Person, path: str, until: dt.date) -> Letter:
    """Write to somebody who forgot her password."""
    with translation.override(person.language):
        text = gettext(
            "Somebody, probably you, forgot your password for PerPupil. This link lets you choose another one:"
        )
        ignore = gettext("If it was not you, do nothing: your password stays as it is.")
        return _letter(
            gettext("Choose another password"), [_hello(person.name), text, link(path), f"{_until(until)} {ignore}"]
        )


def _until(day_: dt.date) -> str:
    return gettext("It works once, until %(day)s.") % {"day": day(day_)}


def _hello(name: str) -> str:
    return gettext("Hello %(name)s,") % {"name": _line(name)}


def _letter(subject: str, parts: Sequence[str]) -> Letter:
    return Letter(subject[:200], "\n\n".join(parts) + "\n")


def when(on: dt.date, today: dt.date) -> str:
    """Say a day with what is left of it: `Friday, January 29 (in 3 days)`."""
    return f"{day(on)} ({days_left(on, today)})"


def _begin(district: str, count: int) -> str:
    told = {"count": count, "district": _line(district)}
    return (
        ngettext("this day is yours at %(district)s:", "these %(count)s days are yours at %(district)s:", count) % told
    )


def _part(one: Due, today: dt.date) -> str:
    lines = (
        f"{when(one.day.on, today)}\n{_line(one.day.what)}.",
        gettext("Why it matters: %(why)s") % {"why": _line(one.day.why)},
        gettext("If nothing is done: %(otherwise)s") % {"otherwise": _line(one.day.otherwise)},
        link(one.day.path),
    )
    return "\n".join(lines)


def _end() -> str:
    text = gettext(
        "You are reminded 14 and 3 days before a day of yours, and on it. Turn that off under your account: %(link)s"
    )
    return text % {"link": link(reverse("account"))}


def link(path: str) -> str:
    """Give the whole address of a page."""
    return f"{settings.ADDRESS}{path}"


def _line(text: str) -> str:
    """Give a text as one line, without characters of control."""
    return plain_text(" ".join(text.split()))
