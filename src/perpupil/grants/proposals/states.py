"""The states of a proposal, and the only ways from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a proposal is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.APPROVED, State.RETURNED, State.REFUSED, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.SUBMITTED, State.CLOSED}),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.CLOSED: frozenset(),
}
"""From each state to those that may follow; an approved proposal that changes is submitted again."""

DECISIONS = frozenset({State.APPROVED, State.RETURNED, State.REFUSED})
"""Moves of the district, which say who decided and why."""

HOLDS_MONEY = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.CLOSED})
"""States in which a proposal counts against the school's share."""


def may_follow(now: State, then: State) -> bool:
    """Whether a state may follow another.

    >>> may_follow(State.SUBMITTED, State.APPROVED), may_follow(State.DRAFT, State.APPROVED)
    (True, False)
    """
    return then in MOVES[now]
