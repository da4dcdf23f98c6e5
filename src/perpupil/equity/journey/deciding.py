"""Decision points: where on a dollar's way the district decides and not the state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from perpupil.equity.journey.generated import Parts
from perpupil.equity.journey.stops import Why
from perpupil.facts.revenue import Part

if TYPE_CHECKING:
    from perpupil.equity.journey.asking import Question
    from perpupil.equity.journey.stops import Stop
    from perpupil.equity.sample import Undefined


class Choice(StrEnum):
    """What a district decides."""

    RAISE = "raises"
    KEEP = "keeps"
    SHARE = "shares out"
    WEIGH = "weighs"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision point, with what hangs on it."""

    choice: Choice
    what: str
    amount_cents: int


def decisions(stop: Stop, parts: Parts | Undefined | None, question: Question, formula: str) -> tuple[Decision, ...]:
    """List what one district decides, in the order of a dollar's way.

    Args:
        stop: The district.
        parts: Why its formula pays its schools; None where it has no formula here.
        question: The needs.
        formula: What its formula is called.

    """
    return tuple(_decisions(stop, parts, question, formula))


def _decisions(stop: Stop, parts: Parts | Undefined | None, question: Question, formula: str) -> Iterator[Decision]:
    for own in stop.own:
        words = f"Its own money: {own.name}" if own.part is Part.REVENUE else f"An amount its formula sets: {own.name}"
        yield Decision(Choice.RAISE, words, own.amount_cents)
    for stay in stop.stays:
        if stay.why is not Why.NOT_WORKED:
            yield Decision(Choice.KEEP, f"{stay.name} ({stay.why})", stay.amount_cents)
    if not stop.is_worked:
        return
    yield Decision(Choice.SHARE, f"To {stop.noun}s, by “{formula}”", stop.went_cents)
    if not isinstance(parts, Parts):
        return
    for need in question.needs:
        yield Decision(Choice.WEIGH, f"Of it because of {need.title}", parts.need_cents(need.name))
