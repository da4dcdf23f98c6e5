"""How far a formula is, in words: on every page and on every paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from perpupil.web.store.models import Decision


def draft_words(content: Mapping[str, Any]) -> str:
    """Say how far a draft is."""
    match content["state"]:
        case "recommended":
            return gettext("Recommended by two of the staff, not adopted by the board")
        case "adopted":
            return adoption_words(content["adoption"])
        case "withdrawn":
            return gettext("Withdrawn, not adopted by the board")
        case _:
            return gettext("Draft, not adopted by the board")


def tag_words(content: Mapping[str, Any]) -> str:
    """Say it in the few words of a tag."""
    if content["state"] == "adopted":
        return gettext("Adopted by the board on %(day)s") % {"day": _day(content["adoption"])}
    return draft_words(content)


def _day(adoption: Mapping[str, Any]) -> str:
    return date_format(dt.date.fromisoformat(adoption["on"]), gettext("F j, Y"))


def adoption_words(adoption: Mapping[str, Any]) -> str:
    """Say when and how the board adopted it."""
    return gettext("Adopted by the board on %(day)s, resolution %(resolution)s, %(votes)s") % {
        "day": _day(adoption),
        "resolution": adoption["resolution"],
        "votes": gettext("%(in_favor)s in favor, %(against)s against, %(abstaining)s abstaining")
        % {name: adoption[name] for name in ("in_favor", "against", "abstaining")},
    }


def in_force_tag(sealed: str, adopted: Sequence[Decision]) -> str:
    """Say it of the text in force, in the few words of a tag."""
    found = next((one for one in adopted if one.content["seal"] == sealed), None)
    return tag_words(found.content) if found is not None else gettext("In force")


def in_force_words(sealed: str, adopted: Sequence[Decision]) -> str:
    """Say what makes a text the one in force."""
    found = next((one for one in adopted if one.content["seal"] == sealed), None)
    if found is None:
        return gettext("In force; the board's vote is not recorded here")
    return gettext("In force. %(adopted)s") % {"adopted": adoption_words(found.content["adoption"])}
