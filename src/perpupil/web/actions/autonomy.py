"""Autonomy: an agreement is signed by the school and by the district, each for itself; a grey area is settled for all."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.budget.autonomy.records import ALL, Area, Register
from perpupil.web import autonomies
from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong
from perpupil.web.store.autonomy import BY_DISTRICT, BY_SCHOOL, PRECEDENT, SIGNATURE

TEXT_CHARACTERS = 1_000


def look_at(_subject: str) -> Register | None:
    """Give the register."""
    return autonomies.register()[0]


def sign(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Sign an agreement as one of its two sides; what is signed is not signed again."""
    register: Register | None = situation.facts
    agreement = register.agreement(situation.unit) if register is not None else None
    if agreement is None:
        return (Wrong("", "There is no agreement with the school.", "The district writes one first."),)
    signed = agreement.by_school if given.get("side") == BY_SCHOOL else agreement.by_district
    if now is not None or signed is not None:
        return (Wrong("", "It is signed already.", "There is nothing more to do."),)
    if not given.get("agreed"):
        return (Wrong("agreed", "The box is not ticked.", "Read what is agreed, then say that you agree."),)
    return {"who": situation.person, "on": situation.today.isoformat()}


def sign_for_school(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Sign for the school."""
    return sign(now, {**given, "side": BY_SCHOOL}, situation)


def sign_for_district(
    now: Content | None, given: Mapping[str, str], situation: Situation
) -> Content | tuple[Wrong, ...]:
    """Sign for the district."""
    return sign(now, {**given, "side": BY_DISTRICT}, situation)


def settle(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Settle a question for every school to which it applies; once settled, another one is asked."""
    register: Register | None = situation.facts
    if register is None:
        return (Wrong("", "There is no register of autonomies.", "The district writes one first."),)
    if now is not None:
        return (Wrong("", "The question is settled.", "Settle another question; this one stays on record."),)
    written = {name: given.get(name, "").strip() for name in ("question", "decision", "reason")}
    wrong = [
        Wrong(name, f"There is no {name}.", f"Write it in at most {TEXT_CHARACTERS:,} letters.")
        for name, text in written.items()
        if not 0 < len(text) <= TEXT_CHARACTERS
    ]
    applies = given.get("applies_to", "").strip()
    if applies not in {ALL, *Area, *register.schools}:
        wrong.append(
            Wrong("applies_to", "It is not said to whom it applies.", "Choose every school, an area or a school.")
        )
    if wrong:
        return tuple(wrong)
    return {**written, "decided": situation.today.isoformat(), "by": situation.person, "applies_to": [applies]}


ACTIONS = (
    Action("autonomy.sign_for_school", SIGNATURE, Right.SIGN_AGREEMENT, "Sign an agreement for the school.", sign_for_school, look_at),
    Action("autonomy.sign_for_district", SIGNATURE, Right.SIGN_FOR_DISTRICT, "Sign an agreement for the district.", sign_for_district, look_at),
    Action("autonomy.settle", PRECEDENT, Right.SET_PRECEDENT, "Settle a question about who decides.", settle, look_at),
)  # fmt: skip
