"""What an action is: the right that it takes, what it may change, and the rule that says what the decision then is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from perpupil.web.access.rights import Right

Content: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was written cannot be taken: which field, why, and what to write."""

    field: str
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What a rule may look at beside the decision itself."""

    person: str
    """The name of whoever acts."""
    today: dt.date
    facts: Any = None
    """What the action's own `look` gives: prices, deadlines, the schools there are."""
    number: int = 0
    """The number of whoever acts, which stays theirs whatever they are called."""
    unit: str = ""
    """The school that it is about; blank for the district."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that somebody can do to one decision."""

    name: str
    """What events call it: `questions.ask`."""
    kind: str
    """The kind of decision that it makes or changes."""
    right: Right
    means: str
    """One sentence for people: what it does."""
    decide: Callable[[Content | None, Mapping[str, str], Situation], Content | tuple[Wrong, ...]]
    """From the decision as it is (None: there is none) and what was written, the decision as it then is, or what is wrong. Pure."""
    look: Callable[[str], Any] = lambda _: None
    """Give what the rule looks at, for a subject."""
    follow: Callable[[str, Content, Situation], tuple[Wrong, ...]] = lambda *_: ()
    """Write what follows from the decision into tables of its own, in the same transaction; where something is wrong, nothing is kept."""
