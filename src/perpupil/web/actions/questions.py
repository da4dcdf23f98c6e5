"""Questions on a figure: asked by anybody who sees it, answered by its owner by a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong

QUESTION_MAXIMUM, DAYS_TO_ANSWER = 1_000, 10


def ask(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Ask; a question that is there is asked again only once it is answered."""
    text = given.get("question", "").strip()
    if not 0 < len(text) <= QUESTION_MAXIMUM:
        return (Wrong("question", "There is no question.", f"Write it in at most {QUESTION_MAXIMUM:,} letters."),)
    if now is not None and not now.get("answer"):
        return (
            Wrong("question", "A question on this figure waits for its answer.", "Read it, or wait for the answer."),
        )
    due = situation.today + dt.timedelta(days=DAYS_TO_ANSWER)
    return {
        "figure": given.get("figure", "").strip()[:200],
        "question": text,
        "asked_by": situation.person,
        "asked_on": situation.today.isoformat(),
        "due": due.isoformat(),
        "answer": "",
    }


def answer(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Answer a question."""
    if now is None:
        return (Wrong("answer", "There is no question.", "Go back to the figure."),)
    text = given.get("answer", "").strip()
    if not 0 < len(text) <= QUESTION_MAXIMUM:
        return (Wrong("answer", "There is no answer.", f"Write it in at most {QUESTION_MAXIMUM:,} letters."),)
    return {
        **now,
        "answer": text,
        "answered_by": situation.person,
        "answered_on": situation.today.isoformat(),
    }


ACTIONS = (
    Action("questions.ask", "question", Right.ASK_QUESTION, "Ask about a figure.", ask),
    Action("questions.answer", "question", Right.ANSWER_QUESTION, "Answer a question about a figure.", answer),
)
