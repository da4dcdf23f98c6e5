"""A line, or a plane, through dollars a student: weighted least squares whose errors allow unequal variance.

The variance of a coefficient is HC3 (MacKinnon and White 1985, "Some heteroskedasticity-consistent covariance matrix estimators with improved
finite sample properties"; Long and Ervin 2000 recommend it for samples below 250), and intervals are those of Student's t with as many degrees of
freedom as schools less coefficients. Schools differ in size, and small ones vary more: an error that assumed one variance for all would be too small.
`statsmodels` fits, so that anybody can fit the same line again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.weighing import mean, variance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.equity.schools import Floats

LEVEL = 0.99
"""How sure an interval is: in 99 of 100 districts it holds the true slope."""
DETERMINED = 1 - 1e-6
"""A school whose leverage reaches this decides a coefficient alone, and its own error is not known."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which numbers a figure lies."""

    low: float
    high: float

    def times(self, factor: float) -> Interval:
        """Give the interval of a multiple; the factor is positive."""
        return Interval(self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Fit:
    """A fit, with the error of each coefficient."""

    coefficients: Floats
    covariance: Floats | None = field(repr=False)
    """Of the coefficients, HC3; None where one school alone decides one of them, or as many coefficients as schools leave nothing to judge by."""
    expected: Floats = field(repr=False)
    """Dollars a student at each school, by the fit."""
    leverage: Floats = field(repr=False)
    """How much each school pulls the fit to itself, from 0 to 1."""
    freedom: int
    """Schools less coefficients."""

    def error(self, number: int) -> float | None:
        """Give the standard error of a coefficient."""
        if self.covariance is None:
            return None
        spread = float(self.covariance[number, number])
        return float(np.sqrt(max(0.0, spread)))  # rounding may take a variance of nothing below it

    def interval(self, number: int, level: float = LEVEL) -> Interval | None:
        """Give the interval of a coefficient."""
        error = self.error(number)
        if error is None:
            return None
        center, half = float(self.coefficients[number]), students_t(self.freedom, level) * error
        return Interval(center - half, center + half)


def fit(columns: Sequence[Floats], values: Floats, weights: Floats) -> Fit:
    """Fit a constant and one coefficient a column.

    Columns are centered and scaled before and the coefficients brought back after, so that no digit is lost where schools differ a million times in size
    or hardly at all in need.

    Args:
        columns: Without a constant one, and none that follows from the others.
        values: One a school.
        weights: How much each school counts.
    """
    from statsmodels.regression.linear_model import WLS  # noqa: PLC0415  it takes a second to import, and most commands do not need it

    middles = np.array([mean(column, weights) for column in columns])
    widths = np.sqrt(np.array([variance(column, weights) for column in columns]))
    scaled = [(column - middle) / width for column, middle, width in zip(columns, middles, widths, strict=True)]
    model = WLS(values, np.column_stack((np.ones(len(values)), *scaled)), weights=weights)
    fitted = model.fit()
    leverage = np.einsum("ij,ji->i", model.wexog, model.pinv_wexog)
    freedom = len(values) - len(columns) - 1
    known = freedom > 0 and bool(leverage.max() < DETERMINED)
    back = np.diag(np.concatenate(([1.0], 1 / widths)))
    back[0, 1:] = -middles / widths
    return Fit(
        coefficients=back @ fitted.params,
        covariance=back @ fitted.cov_HC3 @ back.T if known else None,
        expected=np.asarray(fitted.fittedvalues),
        leverage=leverage,
        freedom=freedom,
    )


def fit_line(need: Floats, dollars: Floats, weights: Floats) -> Fit:
    """Fit dollars a student at no need, and what a share of need from 0 to 1 adds; needs must differ."""
    return fit([need], dollars, weights)


def students_t(freedom: int, level: float) -> float:
    """Give how many standard errors an interval reaches to either side."""
    from scipy.special import stdtrit  # noqa: PLC0415  as above

    return float(stdtrit(freedom, (1 + level) / 2))
