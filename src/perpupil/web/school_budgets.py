"""What schools plan and have spent of what the formula gives them, read from the ledger when its facts are new, and kept until they are."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from perpupil.equity.asking import read_question
from perpupil.equity.district.school_budgets import SchoolBudgets
from perpupil.web import figures
from perpupil.web.once import once
from perpupil.workspace.district_money import school_budgets_of
from perpupil.workspace.files import NoSuchFile, read
from perpupil.workspace.steady_states import QUESTION

NOT_KNOWN = SchoolBudgets()


def now() -> SchoolBudgets:
    """Give what is planned and spent; nothing where the folder does not say which accounts are meant."""
    return _now(Path(settings.DISTRICT), figures.mark())


@once(most=2)
def _now(district: Path, mark: str) -> SchoolBudgets:  # noqa: ARG001  the mark is what is kept by
    in_force = figures.now()
    if in_force.allocation is None:
        return NOT_KNOWN
    try:
        asked, _ = read_question(read(district / QUESTION), QUESTION, None, of_district=True)
        if asked is None:
            return NOT_KNOWN
        return school_budgets_of(district, in_force.settings, asked.of_district, in_force.allocation)
    except NoSuchFile:
        return NOT_KNOWN
