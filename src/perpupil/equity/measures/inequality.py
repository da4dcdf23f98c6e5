"""How unequally dollars are spread: the indices of Gini, Theil and Atkinson."""

from __future__ import annotations

import numpy as np

from perpupil.equity.measures.declaration import Benchmark, Figure, Kind, Measure, Option, Part, Settings
from perpupil.equity.measures.refusals import negative_dollars, no_dollars
from perpupil.equity.sample import Sample, Undefined
from perpupil.equity.schools import Floats
from perpupil.equity.weighing import added, mean


def gini(found: Sample, _: Settings) -> Figure | Undefined:
    """Add up all differences between two students, in one pass over the sorted schools."""
    refused = negative_dollars(found) or no_dollars(found)
    if refused:
        return refused
    order = np.argsort(found.dollars)
    weights, dollars = found.weights[order], found.dollars[order]
    whole, reached = weights.sum(), np.cumsum(weights)
    differences = added(dollars - dollars[0], weights * (2 * reached - weights - whole))
    return Figure(float(max(0.0, differences / whole / whole / mean(found.dollars, found.weights))))


def theil(found: Sample, _: Settings) -> Figure | Undefined:
    """Weigh each share of the dollars by how far it is from the share of the students, and part it by grade span."""
    refused = negative_dollars(found) or no_dollars(found)
    if refused:
        return refused
    spans, number = found.spans
    amounts = found.weights * found.dollars
    students = np.bincount(number, found.weights).astype(np.float64)
    dollars = np.bincount(number, amounts).astype(np.float64)
    within_span = dollars / students
    between = _theil(within_span, students, mean(found.dollars, found.weights))
    own = np.where(dollars > 0, within_span, 1.0)[number]
    logs = _x_log_x(found.dollars / own)
    within = added(logs, found.weights * own * (dollars > 0)[number]) / float(dollars.sum())
    whole = _theil(found.dollars, found.weights, mean(found.dollars, found.weights))
    parts = (Part("within grade spans", within), Part("between grade spans", between)) if len(spans) > 1 else ()
    return Figure(whole, parts=parts)


def atkinson(found: Sample, settings: Settings) -> Figure | Undefined:
    """Say what part of the dollars could be spared if the rest were spread evenly."""
    refused = negative_dollars(found) or no_dollars(found)
    if refused:
        return refused
    aversion = settings.number("aversion")
    shares = found.weights / found.weights.sum()
    relative = found.dollars / mean(found.dollars, found.weights)
    if aversion >= 1 and not relative.all():
        return Figure(1.0)
    some = relative > 0
    logs, weights = np.log(relative[some]), shares[some]
    if aversion == 1:
        even = float(np.exp(added(logs, weights)))
    else:
        power = 1 - aversion
        even = float(np.exp(np.logaddexp.reduce(np.log(weights) + power * logs) / power))
    return Figure(max(0.0, 1 - even))


def _theil(dollars: Floats, weights: Floats, middle: float) -> float:
    return max(0.0, added(_x_log_x(dollars / middle), weights) / float(weights.sum()))


def _x_log_x(values: Floats) -> Floats:
    """Multiply by the logarithm; zero gives zero, as it does in the limit."""
    logs: Floats = values * np.log(np.where(values > 0, values, 1.0))
    return logs


GINI = Measure(
    name="gini",
    title="Gini index",
    meaning="Half the mean difference between any two students, as a part of the mean: 0 is the same for all.",
    formula="The sum of n_i n_j |x_i - x_j| over all pairs of schools, divided by 2 N² mean x.",
    source="C. Gini (1912); R. Berne and L. Stiefel (1984)",
    kind=Kind.RATIO,
    perfect="0 where all students have the same need",
    rule=gini,
    benchmark=Benchmark(0.05, "usually ascribed to A. Odden and L. Picus"),
)

THEIL = Measure(
    name="theil",
    title="Theil index",
    meaning="How unequal dollars are, parted exactly into what lies within grade spans and what lies between them.",
    formula="The sum of n (x / mean x) ln(x / mean x), divided by N. Between: the same of the spans' means. Within: each span's own index, weighted by its share of the dollars.",
    source="H. Theil, Economics and Information Theory (1967); W. Hussar and W. Sonnenberg, NCES 2000-020",
    kind=Kind.RATIO,
    perfect="0 where all students have the same need",
    rule=theil,
)

ATKINSON = Measure(
    name="atkinson",
    title="Atkinson index",
    meaning="What part of the dollars could be spared, for one who minds inequality this much, if the rest were spread evenly.",
    formula="1 - (the sum of n (x / mean x)^(1 - e) / N)^(1 / (1 - e)); with e = 1, 1 less the geometric mean over the mean.",
    source="A. B. Atkinson, On the measurement of inequality, Journal of Economic Theory 2 (1970)",
    kind=Kind.RATIO,
    perfect="0 where all students have the same need",
    rule=atkinson,
    options=(Option("aversion", "e: how much inequality is minded. No value is right for all.", 0.5, least=0.01),),
)
