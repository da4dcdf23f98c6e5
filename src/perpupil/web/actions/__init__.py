"""Everything that somebody can do: one declaration an action, one module a subject, one door.

To add one, declare it in a module like its neighbors and name the module's actions here.
"""

from perpupil.web.actions import (
    autonomy,
    calendar_dates,
    data,
    diagnosis,
    discussed,
    formula_drafts,
    grant_proposals,
    people,
    questions,
    service_choices,
    tokens,
)
from perpupil.web.actions.declaration import Action
from perpupil.web.actions.door import Asked, Conflict, Done, NotAllowed, Refused, act

ACTIONS: dict[str, Action] = {
    one.name: one
    for one in (
        *questions.ACTIONS,
        *discussed.ACTIONS,
        *diagnosis.ACTIONS,
        *formula_drafts.ACTIONS,
        *people.ACTIONS,
        *service_choices.ACTIONS,
        *tokens.ACTIONS,
        *calendar_dates.ACTIONS,
        *grant_proposals.ACTIONS,
        *autonomy.ACTIONS,
        *data.ACTIONS,
    )
}
"""By name."""

__all__ = ["ACTIONS", "Action", "Asked", "Conflict", "Done", "NotAllowed", "Refused", "act"]
