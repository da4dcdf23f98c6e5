"""The weights that a district's dollars imply, whatever its formula says.

With one need: what a student with the need brings, as a part of what one without it brings. With several needs they are told apart in one fit, which
holds grade span and size alike: a column for each grade span but the largest, and one over the number of students. The part is then of what a student
without any need brings in a very large school of the largest span.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.fit import Fit, fit, fit_line
from perpupil.equity.measures.declaration import Figure, Kind, Measure, Option, Part, Settings
from perpupil.equity.measures.refusals import too_alike
from perpupil.equity.sample import Reason, Sample, Undefined
from perpupil.equity.weighing import alike

if TYPE_CHECKING:
    from perpupil.equity.schools import Floats

SCHOOLS_PER_COEFFICIENT = 10
"""Fewer schools than this for each coefficient fit anything."""
INFLATION_MOST = 100.0
"""A need of which the other columns tell 99 of 100 parts of its variance cannot be told apart from them."""
_TINY = 1e-12
_ROUNDING = 1e-9
"""What is below this part of the dollars is nothing, however it was rounded."""


def implicit_weights(found: Sample, settings: Settings) -> Figure | Undefined:
    """Work out the weight of one need or of several."""
    needs = settings.needs("needs")
    if len(needs) > 1 or settings.text("controls") == "span_and_size":
        return _several(found, needs or (found.schools.need,), settings.text("controls") == "span_and_size")
    refused = too_alike(found)
    if refused:
        return refused
    need = needs[0] if needs else found.schools.need
    return _weights(found, fit_line(found.share(need), found.dollars, found.weights), (need,), ())


def _several(found: Sample, needs: tuple[str, ...], controlled: bool) -> Figure | Undefined:  # noqa: FBT001  read from a choice
    """Fit all needs at once, with grade span and size where they are held alike."""
    if controlled:
        _, number = found.spans
        found = found.without(Reason.ALONE, np.bincount(number)[number] == 1)
    names, columns = _design(found, needs, controlled)
    wanted = SCHOOLS_PER_COEFFICIENT * (1 + len(columns))
    noun = found.schools.noun
    if len(found) < wanted:
        return Undefined(f"Too few {noun}s: {1 + len(columns)} coefficients want {wanted}, and there are {len(found)}.")
    for name, column in zip(names, columns, strict=True):
        if alike(column):
            return Undefined(f"All {noun}s have the same {name}.")
    tied = _tied(names, columns, found.weights)
    if tied:
        return Undefined(f"{' and '.join(tied)} rise and fall together, so that their weights cannot be told apart.")
    fitted = fit(columns, found.dollars, found.weights)
    return _weights(found, fitted, needs, names[len(needs) :])


def _design(found: Sample, needs: tuple[str, ...], controlled: bool) -> tuple[tuple[str, ...], list[Floats]]:  # noqa: FBT001  as above
    """Give the columns of a fit, beside that of ones, with what they are."""
    columns = {need: found.share(need) for need in needs}
    if controlled and len(found):
        spans, number = found.spans
        largest = int(np.argmax(np.bincount(number, found.students)))
        columns |= {f"span {span}": (number == one) * 1.0 for one, span in enumerate(spans) if one != largest}
        columns["1 / students"] = 1 / found.students
    return tuple(columns), list(columns.values())


def _tied(names: tuple[str, ...], columns: list[Floats], weights: Floats) -> tuple[str, ...]:
    """Name the columns that cannot be told apart; none where all can."""
    if len(columns) == 1:
        return ()
    scaled = np.column_stack([_scaled(column, weights) for column in columns])
    strengths, directions = np.linalg.eigh(scaled.T @ scaled)
    inflation = (directions**2 / np.maximum(strengths, _TINY)).sum(axis=1)
    return tuple(name for name, one in zip(names, inflation, strict=True) if one > INFLATION_MOST)


def _scaled(column: Floats, weights: Floats) -> Floats:
    """Bring a column to mean 0 and length 1."""
    away = (column - weights @ column / weights.sum()) * np.sqrt(weights)
    scaled: Floats = away / np.linalg.norm(away)
    return scaled


def _weights(found: Sample, fitted: Fit, needs: tuple[str, ...], others: tuple[str, ...]) -> Figure | Undefined:
    """Divide what each need brings by what a student without any brings."""
    plain = float(fitted.coefficients[0])
    if plain <= _ROUNDING * float(np.abs(found.dollars).max()):
        return Undefined(
            "By the fit a student without any need brings no dollars, so that nothing can be a part of them."
        )
    weights = [
        Part(need, float(fitted.coefficients[1 + one]) / plain, error=_error(fitted, 1 + one))
        for one, need in enumerate(needs)
    ]
    start = 1 + len(needs)
    held = [
        Part(name, float(fitted.coefficients[start + one]), Kind.DOLLARS, fitted.error(start + one))
        for one, name in enumerate(others)
    ]
    base = Part("a student without any need", plain, Kind.DOLLARS, fitted.error(0))
    return Figure(weights[0].value, parts=(*weights, base, *held), sample=found)


def _error(fitted: Fit, number: int) -> float | None:
    """Give the standard error of a coefficient over the first, to first order (the delta method)."""
    if fitted.covariance is None:
        return None
    plain, value = fitted.coefficients[0], fitted.coefficients[number]
    pull = np.zeros(len(fitted.coefficients))
    pull[0], pull[number] = -value / plain**2, 1 / plain
    spread = float(pull @ fitted.covariance @ pull)
    return float(np.sqrt(max(0.0, spread)))


IMPLICIT_WEIGHTS = Measure(
    name="implicit_weights",
    title="Implicit weights",
    meaning="How much more a student with a need brings than one without, as a part of the latter: the weight that the dollars imply.",
    formula="One need: slope over intercept of weighted least squares of x on p. Several: x on all shares at once; each coefficient over the intercept. Standard errors from HC3 by the delta method.",
    source="R. Berne and L. Stiefel (1984); the least number of schools for each coefficient, ten, is PerPupil's own rule",
    kind=Kind.RATIO,
    perfect="the district's own weights, where it has set some",
    rule=implicit_weights,
    uses_need=True,
    options=(
        Option(
            "needs", "Which needs are told apart; the value is the weight of the first. None: the measured one.", ()
        ),
        Option(
            "controls",
            "Whether grade span and size are held alike.",
            "none",
            choices=("none", "span_and_size"),
        ),
    ),
)
