"""A formula in plain words, in an analyst's hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from perpupil.allocation.past_values import Cost, changes, costs
from perpupil.documents.description import describe as describe_record
from perpupil.documents.description.subject import Audience
from perpupil.notebook.refusal import refuse, require_known
from perpupil.notebook.reports import Report
from perpupil.notebook.results import FormulaGiven, PoolGiven, run, taken
from perpupil.notebook.sources import Given

if TYPE_CHECKING:
    from perpupil.notebook.facts import Facts, Headcount


class Description(Report):
    """A whole formula in plain words, headed by the district's own definition of equity."""


def describe(  # noqa: PLR0913  as run
    formula: FormulaGiven,
    facts: Facts | Given | None = None,
    *,
    audience: Literal["schools", "analysts"] = "schools",
    headcount: Headcount | Given | None = None,
    priors: Mapping[int, Facts | Given] | None = None,
    pool: PoolGiven | None = None,
) -> Description:
    """Say a whole formula in plain words.

    Args:
        formula: The formula, or its path, its folder or its text.
        facts: The facts of units, for amounts and a worked example; without them those beside the formula, if there are any.
        audience: Who is to read it: `schools` (and the public) or `analysts`.
        headcount: Students by unit, grade and needs.
        priors: Facts of earlier years, by year.
        pool: As for `run`.

    Raises:
        Refused: The formula cannot be read or worked, or it has no definition of equity.

    """
    require_known("audience", audience, tuple(map(str, Audience)))
    read = taken(formula)
    if facts is None and (read.files is None or read.files.facts is None):
        page, told = describe_record(read.record, Audience(audience), None, tuple(map(Cost, changes(read.record))))
    else:
        allocation = run(read, facts, headcount=headcount, priors=priors, pool=pool).allocation
        page, told = describe_record(allocation.formula, Audience(audience), allocation, costs(allocation))
    if page is None:
        raise refuse(told, "The formula cannot be described.")
    return Description(page)
