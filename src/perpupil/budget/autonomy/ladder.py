"""The ladder: which moves there are, and where a school stands after them.

A move is a function from one standing to the next: the table says which there are, and a move up wants the training and support of every
step up to the new one on record. What is refused changes nothing. The history is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from perpupil.budget.autonomy.records import (
    FILE_NAME,
    STEP_TITLES,
    Agreement,
    Move,
    Register,
    Rung,
    Step,
    Taken,
    Training,
)
from perpupil.findings import Finding, Place, finding
from perpupil.formula.figures import day


class Way(StrEnum):
    """Which way a move goes."""

    UP = "up"
    BACK = "back"


_STEPS = (None, *Step)
MOVES: Mapping[tuple[Step | None, Step], Way] = {
    **dict.fromkeys(zip(_STEPS, Step, strict=False), Way.UP),
    **{(above, below): Way.BACK for above in Step for below in Step if below.number < above.number},
}
"""Every move there is: one step up, the first from the ground; back to any lower step."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a school stands on the ladder, and how it came there."""

    school: str
    step: Step | None = None
    """None below the first step."""
    history: tuple[Move, ...] = ()

    @property
    def since(self) -> dt.date | None:
        """The day of the last move."""
        return self.history[-1].on if self.history else None

    @property
    def next_step(self) -> Step | None:
        """The step above; None on the last."""
        steps = list(Step)
        at = 0 if self.step is None else self.step.number
        return steps[at] if at < len(steps) else None


def moved(
    standing: Standing,
    move: Move,
    ladder: Mapping[Step, Rung],
    taken: Sequence[Taken],
    trainings: Mapping[str, Training],
) -> tuple[Standing, tuple[Finding, ...]]:
    """Move a school on the ladder.

    Args:
        standing: Where it stands.
        move: The move, with who decided it, when and why.
        ladder: What training each step wants.
        taken: The training and support of the school that took place.
        trainings: All training there is, by name.

    Returns:
        Where it stands then: where it stood, if the move was refused; and why it was refused.

    """
    where = move.place or Place(FILE_NAME, path=f"agreement.{standing.school}.moves")
    refused = _refused(standing, move, where)
    if not refused and MOVES[standing.step, move.to] is Way.UP:
        refused = _untrained(standing, move, where, missing_training(move.to, ladder, taken, move.on), trainings)
    return (standing if refused else replace(standing, step=move.to, history=(*standing.history, move))), refused


def missing_training(
    step: Step, ladder: Mapping[Step, Rung], taken: Sequence[Taken], today: dt.date, since: dt.date | None = None
) -> tuple[str, ...]:
    """Give the training that a step and those below it want and that had not taken place by a day, in the order of the steps.

    Args:
        step: The step.
        ladder: What training each step wants.
        taken: The training and support that took place.
        today: The day.
        since: What took place before does not count, such as the day on which a principal came.

    """
    there = {one.training for one in taken if one.on <= today and (since is None or one.on >= since)}
    wanted = (name for each in Step if each.number <= step.number and each in ladder for name in ladder[each].training)
    return tuple(dict.fromkeys(name for name in wanted if name not in there))


def standing_of(agreement: Agreement, register: Register) -> tuple[Standing, tuple[Finding, ...]]:
    """Say where a school stands after all its moves; after one that is refused, no later one is looked at."""
    standing = Standing(agreement.school)
    for move in agreement.moves:
        standing, refused = moved(standing, move, register.ladder, agreement.taken, register.trainings)
        if refused:
            return standing, refused
    return standing, ()


def _refused(standing: Standing, move: Move, where: Place) -> tuple[Finding, ...]:
    if (standing.step, move.to) not in MOVES:
        stands = f"on {_title(standing.step)}" if standing.step else "below the first step"
        ways = [to for (at, to) in MOVES if at is standing.step]
        what = f"The school stands {stands} on {day(move.on)}, and cannot move from there to {_title(move.to)}."
        return (finding("bad-step", where, what, f"From there it can move to {' or '.join(map(str, ways))}."),)
    if standing.since is not None and move.on <= standing.since:
        what = f"The move to {_title(move.to)} is of {day(move.on)}, and the one before it of {day(standing.since)}."
        return (
            finding(
                "bad-step",
                where,
                what,
                "Give each move a day of its own; a school stands on a step before it moves on.",
            ),
        )
    return ()


def _untrained(
    standing: Standing, move: Move, where: Place, missing: Sequence[str], trainings: Mapping[str, Training]
) -> tuple[Finding, ...]:
    if not missing:
        return ()
    titles = "; ".join(trainings[name].title if name in trainings else name for name in missing)
    what = f"{_title(move.to)} wants training that is not on record for school {standing.school} by {day(move.on)}: {titles}."
    return (
        finding(
            "training-missing",
            where,
            what,
            "Enter it under `taken` with its day, or let the school move when it has taken place.",
        ),
    )


def _title(step: Step) -> str:
    return f"`{step}` ({STEP_TITLES[step].lower()})"
