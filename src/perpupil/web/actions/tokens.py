"""Tokens of a person: made and revoked by that person alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong
from perpupil.web.store.models import Token

KIND = "token"
TITLE_CHARACTERS, TOKENS_MOST, DAYS_GOOD = 80, 20, 365
_HASH = re.compile(r"[0-9a-f]{64}")


def owner_of(subject: str) -> int:
    """Give the number of the person whose token a subject names: `7:2` is the second one of person 7."""
    text = subject.partition(":")[0]
    return int(text) if text.isascii() and text.isdigit() else 0


def make(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Make a token: its hash is kept, and nothing from which it could be had again."""
    if situation.facts != situation.number:
        return (Wrong("", "It is somebody else's.", "Make one of your own."),)
    if now is not None:
        return (Wrong("", "It was made already.", "Make another one."),)
    title = given.get("title", "").strip()
    if not 0 < len(title) <= TITLE_CHARACTERS:
        fix = f"Write it in at most {TITLE_CHARACTERS} letters."
        return (Wrong("title", "It is not said what it is for.", fix),)
    if not _HASH.fullmatch(given.get("hash", "")):
        return (Wrong("", "There is no token.", "Ask for it again."),)
    until = situation.today + dt.timedelta(days=DAYS_GOOD)
    made = {"made": situation.today.isoformat(), "until": until.isoformat()}
    return {"title": title, "hash": given["hash"], "is_revoked": False, **made}


def revoke(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Revoke a token: from then on it opens nothing."""
    if now is None or situation.facts != situation.number:
        return (Wrong("", "There is no such token.", "Look at your tokens again."),)
    if now["is_revoked"]:
        return (Wrong("", "It is revoked already.", "There is nothing more to do."),)
    return {**now, "is_revoked": True}


def keep(subject: str, content: Content, situation: Situation) -> tuple[Wrong, ...]:
    """Write the token into its table, or mark it there as revoked."""
    if content["is_revoked"]:
        Token.objects.filter(subject=subject).update(is_revoked=True)
        return ()
    mine = Token.objects.filter(person_id=situation.number, is_revoked=False, until__gte=situation.today)
    if mine.count() >= TOKENS_MOST:
        return (Wrong("title", f"You have {TOKENS_MOST} tokens.", "Revoke one that you do not use any more."),)
    Token.objects.create(
        person_id=situation.number,
        subject=subject,
        title=content["title"],
        hash=content["hash"],
        made=situation.today,
        until=dt.date.fromisoformat(content["until"]),
    )
    return ()


ACTIONS = (
    Action("tokens.make", KIND, Right.HOLD_TOKENS, "Make a token for a program.", make, owner_of, keep),
    Action("tokens.revoke", KIND, Right.HOLD_TOKENS, "Revoke a token.", revoke, owner_of, keep),
)
