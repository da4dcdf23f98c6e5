"""Proposals for grants: made by a school, decided by the grants manager; from state to state only by the table of the grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from perpupil.findings import Finding
from perpupil.grants.proposals.asking import read_proposals
from perpupil.grants.proposals.states import DECISIONS, State
from perpupil.web import grants
from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong
from perpupil.web.store.proposals import KIND

LINES_MOST = 8
WORD_CHARACTERS, TEXT_CHARACTERS = 200, 2_000
_WORDS = {
    "title": WORD_CHARACTERS,
    "grant": WORD_CHARACTERS,
    "purpose": TEXT_CHARACTERS,
    "evidence": TEXT_CHARACTERS,
    "people": TEXT_CHARACTERS,
}
_SCHOOLS_MOVES = frozenset({State.SUBMITTED, State.WITHDRAWN})
_OPEN = frozenset({State.DRAFT, State.RETURNED})
"""States in which a school may change what it proposes without handing it in."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules about proposals look at."""

    name: str
    filed: Mapping[str, Content]
    """School → the proposal of this name as a file has it."""
    grants: Mapping[str, frozenset[str]]
    """Grant → the schools that have a share of it."""


def look_at(name: str) -> Told:
    """Give what the rules look at for a proposal."""
    year = grants.now().year
    found = year.reviews if year is not None else ()
    filed = {one.proposal.school: grants.as_content(one.proposal) for one in found if one.proposal.name == name}
    made = year.devolutions if year is not None else {}
    return Told(name, filed, {one: frozenset(row.unit for row in each.schools) for one, each in made.items()})


def propose(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Keep a draft, hand it in, or withdraw it."""
    told: Told = situation.facts
    before = now if now is not None else told.filed.get(situation.unit)
    if before is None and told.filed:
        return (Wrong("", "The name is of another school's proposal.", "Begin a new proposal."),)
    state = _state(before)
    move = given.get("move", "")
    if move == State.WITHDRAWN:
        return _checked(told.name, before, State.WITHDRAWN, given, situation) if before else _nothing()
    if move not in {"", State.SUBMITTED}:
        return (Wrong("move", "There is no such step.", "Keep it as a draft, or hand it in."),)
    if not move and state not in _OPEN:
        return (Wrong("", f"The proposal is {state}.", "Withdraw it, or wait for the decision."),)
    written = {name: given.get(name, "").strip() for name in _WORDS}
    wrong = [
        Wrong(name, "It is too long.", f"Write it in at most {most:,} letters.") for name, most in _WORDS.items() if len(written[name]) > most
    ]  # fmt: skip
    if situation.unit not in told.grants.get(written["grant"], ()):
        wrong.append(Wrong("grant", "The school has no share of such a grant.", "Choose one of those that it has."))
    wrong += [Wrong(name, "It is not said.", fix) for name, fix in _ASKED.items() if not written[name]]
    lines = _lines(given)
    if not lines:
        wrong.append(Wrong("line-1-what", "It buys nothing.", "Write at least one line."))
    if wrong:
        return tuple(wrong)
    content = {**written, "lines": lines, "history": list(before["history"]) if before is not None else []}
    return _checked(told.name, content, State(move) if move else None, given, situation)


_ASKED = {
    "title": "Write in a few words what it is called.",
    "purpose": "Write which need it meets.",
    "evidence": "Write what says that it helps.",
    "people": "Write who carries it out.",
}


def decide(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Approve, return or refuse a proposal, with a reason."""
    told: Told = situation.facts
    before = now if now is not None else told.filed.get(situation.unit)
    if before is None or _state(before) is State.DRAFT:
        return _nothing()
    move = given.get("move", "")
    if move not in DECISIONS:
        return (Wrong("move", "There is no decision.", "Approve it, return it or refuse it."),)
    if not given.get("reason", "").strip():
        return (Wrong("reason", "There is no reason.", "Say in a sentence why."),)
    return _checked(told.name, before, State(move), given, situation)


def _nothing() -> tuple[Wrong, ...]:
    return (Wrong("", "There is no such proposal.", "Look at the list again."),)


def _state(content: Content | None) -> State:
    return State(content["history"][-1]["to"]) if content and content["history"] else State.DRAFT


def _lines(given: Mapping[str, str]) -> list[dict[str, str]]:
    names = (*grants.LINE_WORDS, *grants.LINE_NUMBERS)
    rows = [
        {name: given.get(f"line-{number}-{name}", "").strip()[:WORD_CHARACTERS] for name in names}
        for number in range(1, LINES_MOST + 1)
    ]
    return [one for one in rows if one["what"] or one["amount"]]


def _checked(
    name: str, content: Content, move: State | None, given: Mapping[str, str], situation: Situation
) -> Content | tuple[Wrong, ...]:
    """Take the step and let the rules of the file read what then is; the step must be one that their table allows."""
    history: list[Any] = list(content["history"])
    if move is not None:
        reason = given.get("reason", "").strip()[:TEXT_CHARACTERS]
        history.append({"to": str(move), "on": situation.today.isoformat(), "by": situation.person, "reason": reason})
    after = {**content, "history": history}
    _, findings = read_proposals(grants.as_text(name, situation.unit, after).encode(), "")
    return tuple(Wrong(_field(one), one.what, one.fix) for one in findings) or after


def _field(one: Finding) -> str:
    """Name the field of the form that a finding is about: `line-1-amount`."""
    parts = one.where.path.replace('"', "").split(".")
    if "line" not in parts:
        return parts[-1] if parts[-1] in _WORDS else ""
    at = parts.index("line")
    number = int(parts[at + 1]) + 1 if len(parts) > at + 1 and parts[at + 1].isdigit() else 1
    return f"line-{number}-{parts[-1]}"


ACTIONS = (
    Action("grants.propose", KIND, Right.PROPOSE_GRANT_USE, "Propose what a school does with a grant.", propose, look_at),
    Action("grants.review", KIND, Right.REVIEW_GRANT_USE, "Approve, return or refuse a proposal, with a reason.", decide, look_at),
)  # fmt: skip
