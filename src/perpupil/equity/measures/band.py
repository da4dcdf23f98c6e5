"""How many students are near the district's mean: the share within five or ten percent of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.measures.declaration import Figure, Kind, Measure, Option, Part, Settings
from perpupil.equity.measures.need_weighted import WEIGHTS, counts
from perpupil.equity.measures.refusals import no_dollars
from perpupil.equity.sample import Sample, Undefined
from perpupil.equity.weighing import mean

if TYPE_CHECKING:
    from perpupil.exact.columns import Truths

_ROUNDING = 1e-12
"""A school at the very edge is inside, however its quotient was rounded."""


def within_band(found: Sample, settings: Settings) -> Figure | Undefined:
    """Add up the students of schools whose index is in the band."""
    refused = no_dollars(found)
    if refused:
        return refused
    counted = counts(found, settings.by_need("weights"))
    adjusted = found.dollars / counted
    index = adjusted / mean(adjusted, found.weights * counted)
    band = settings.number("band")
    below, above = (_share(found, side) for side in (index < 1 - band - _ROUNDING, index > 1 + band + _ROUNDING))
    parts = (Part("below", below, Kind.SHARE), Part("above", above, Kind.SHARE))
    return Figure(_share(found, np.abs(index - 1) <= band + _ROUNDING), parts=parts, each={"index": index})


def _share(found: Sample, inside: Truths) -> float:
    """Give the share of students in some schools."""
    return float(found.weights[inside].sum() / found.weights.sum())


WITHIN_BAND = Measure(
    name="within_band",
    title="Students near the district's mean",
    meaning="The share of students in schools whose dollars for each need-weighted student are near those of the district.",
    formula="The students of schools whose index of need-weighted dollars is from 1 - band to 1 + band, over all students.",
    source="The bands of 5% and 10% are in common use; no law or author sets them",
    kind=Kind.SHARE,
    perfect="100% with weights that are right",
    rule=within_band,
    uses_need=True,
    options=(Option("band", "How far from 1 is near.", 0.05, most=1), WEIGHTS),
)
