"""Drafts of a formula: kept, signed by two of the staff, adopted by the board.

A draft's text is a file under its seal; the decision points to it, and is refused where the file is not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong
from perpupil.web.formulas import Told, look_at

SIGNATURES = 2
RESOLUTION_CHARACTERS, VOTES_MOST = 80, 999
KIND = "formula_draft"


class State(StrEnum):
    """How far a draft is."""

    DRAFT = "draft"
    RECOMMENDED = "recommended"
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.DRAFT, State.RECOMMENDED})


def save(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Keep a new draft, or another text of it; whoever signed the earlier text signs anew."""
    if now is not None and now["state"] not in OPEN:
        return (Wrong("", f"The draft is {now['state']}.", "Upload the text as a new draft."),)
    told: Told = situation.facts
    text = told.kept(given.get("text_seal", ""))
    if text is None:
        return (Wrong("text", "The text is not kept.", "Upload it again."),)
    earlier = list(now["texts"]) if now is not None else []
    here = {"seal": text.sealed, "by": situation.person, "on": situation.today.isoformat()}
    return {
        "state": State.DRAFT,
        "title": text.title,
        "year": text.year,
        "seal": text.sealed,
        "texts": [*earlier, here],
        "signatures": [],
        "adoption": {},
    }


def sign(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Sign; with the second signature, of somebody else, it is recommended to the board."""
    if now is None or now["state"] != State.DRAFT:
        return (Wrong("", "There is no draft that waits for a signature.", "Read how far it is."),)
    told: Told = situation.facts
    if told.kept(now["seal"]) is None:
        return (
            Wrong(
                "", "The text of the draft is not what was kept.", "Upload it again, so that you sign what is there."
            ),
        )
    if any(one["person"] == situation.number for one in now["signatures"]):
        return (Wrong("", "You have signed already.", "Somebody else of the staff signs second."),)
    here = {"person": situation.number, "by": situation.person, "on": situation.today.isoformat()}
    signatures = [*now["signatures"], here]
    state = State.RECOMMENDED if len(signatures) >= SIGNATURES else State.DRAFT
    return {**now, "signatures": signatures, "state": state}


def withdraw(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Withdraw a draft that is not adopted, with a reason."""
    if now is None or now["state"] not in OPEN:
        return (Wrong("", "There is no draft that could be withdrawn.", "Read how far it is."),)
    reason = given.get("reason", "").strip()
    if not reason:
        return (Wrong("reason", "There is no reason.", "Say in a sentence why it is withdrawn."),)
    told = {"by": situation.person, "on": situation.today.isoformat(), "reason": reason[:1_000]}
    return {**now, "state": State.WITHDRAWN, "withdrawn": told}


@dataclass(frozen=True, slots=True)
class _Vote:
    """What the board decided, as it was written."""

    on: dt.date | None
    resolution: str
    votes: tuple[int | None, int | None, int | None]
    """In favor, against, abstaining."""

    def wrong(self, today: dt.date, recommended: dt.date) -> tuple[Wrong, ...]:
        """Say what of it cannot be."""
        found = []
        if self.on is None or not recommended <= self.on <= today:
            fix = f"Write a day from {recommended} to {today}."
            found.append(Wrong("on", "The day of the vote is not one between the recommendation and today.", fix))
        if not 0 < len(self.resolution) <= RESOLUTION_CHARACTERS:
            found.append(Wrong("resolution", "There is no resolution number.", "Write it as the minutes have it."))
        favor, against, abstaining = self.votes
        if favor is None or against is None or abstaining is None:
            found.append(Wrong("in_favor", "The votes are not whole numbers.", "Write how many were cast each way."))
        elif favor <= against:
            found.append(
                Wrong("in_favor", "That is no majority in favor.", "A draft that was not adopted stays a draft.")
            )
        return tuple(found)


def adopt(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Record that the board adopted a recommended draft: the day, the resolution and the vote."""
    if now is None or now["state"] != State.RECOMMENDED:
        return (Wrong("", "Only a recommended draft can be adopted.", "Two of the staff recommend it first."),)
    told: Told = situation.facts
    if told.kept(now["seal"]) is None:
        return (Wrong("", "The text of the draft is not what was kept.", "Nothing is adopted that cannot be read."),)
    votes = [_count(given.get(name, "")) for name in ("in_favor", "against", "abstaining")]
    vote = _Vote(_day(given.get("on", "")), given.get("resolution", "").strip(), (votes[0], votes[1], votes[2]))
    wrong = vote.wrong(situation.today, dt.date.fromisoformat(now["signatures"][-1]["on"]))
    if wrong or vote.on is None:
        return wrong
    adoption = {
        "on": vote.on.isoformat(), "resolution": vote.resolution,
        "in_favor": votes[0], "against": votes[1], "abstaining": votes[2],
        "by": situation.person, "instead_of": told.in_place,
    }  # fmt: skip
    return {**now, "state": State.ADOPTED, "adoption": adoption}


def put_in_place(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Let the adopted text stand as the district's formula, instead of the one that was shown."""
    if now is None or now["state"] != State.ADOPTED:
        return (Wrong("", "It is not adopted.", "The board adopts it first."),)
    told: Told = situation.facts
    if told.kept(now["seal"]) is None:
        return (Wrong("", "The adopted text is not what was kept.", "Ask for the text that the board adopted."),)
    if now["year"] not in {None, told.year}:
        return (Wrong("", "It is for another year.", "It is put in force when that year has begun."),)
    if not told.works(now["seal"]):
        return (Wrong("", "It cannot be worked on this year's data.", "Its page says what to mend first."),)
    if given.get("instead_of", "") != told.in_place:
        return (Wrong("", "The formula in the folder changed since you looked.", "Read it, then decide again."),)
    return {**now, "adoption": {**now["adoption"], "instead_of": told.in_place}}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def _count(text: str) -> int | None:
    text = text.strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(VOTES_MOST))
    return int(text) if is_number else None


ACTIONS = (
    Action("formula.save_draft", KIND, Right.UPLOAD_FORMULA, "Keep a draft of the formula.", save, look_at),
    Action("formula.sign_draft", KIND, Right.RECOMMEND_FORMULA, "Sign a draft; two signatures recommend it to the board.", sign, look_at),
    Action("formula.withdraw_draft", KIND, Right.UPLOAD_FORMULA, "Withdraw a draft.", withdraw),
    Action("formula.adopt", KIND, Right.RECORD_ADOPTION, "Record that the board adopted a draft.", adopt, look_at),
    Action("formula.put_in_place", KIND, Right.UPLOAD_FORMULA, "Put an adopted formula in force.", put_in_place, look_at),
)  # fmt: skip
