"""How firm the amounts of a school are: what makes the formula the one in force."""

from __future__ import annotations

from dataclasses import dataclass

from perpupil.web import formulas
from perpupil.web.office.status import in_force_tag, in_force_words
from perpupil.web.store.drafts import adoptions
from perpupil.workspace.formulas import seal_of


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage of what is in force, in words."""

    words: str
    """With the board's vote where it is recorded."""
    tag: str
    """In few words, for beside the year."""


def stage() -> Stage:
    """Say the stage of what is in force."""
    sealed, adopted = seal_of(formulas.text_in_place()), adoptions()
    return Stage(in_force_words(sealed, adopted), in_force_tag(sealed, adopted))
