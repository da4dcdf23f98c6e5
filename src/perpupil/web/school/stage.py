"""How firm the amounts of a school are: what makes the formula the one in force."""

from __future__ import annotations

from perpupil.web import formulas
from perpupil.web.office.status import in_force_words
from perpupil.web.store.drafts import adoptions
from perpupil.workspace.formulas import seal_of


def stage() -> str:
    """Say the stage in words, with the board's vote where it is recorded."""
    return in_force_words(seal_of(formulas.text_in_place()), adoptions())
