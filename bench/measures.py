"""Measure the measures of equity: each for 100,000 schools, against the same by hand in pandas and statsmodels; and a report from end to end.

    .venv/bin/python bench/measures.py [--schools 100000] [--repeats 5] [--quick]

Both begin with what a district has: students, cents and shares of need. They take turns in one run; read the ratios, not the milliseconds. A figure that
is not the same to nine digits stops the run. No time is asserted.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from timing import Times, timed

from perpupil.equity.measures import MEASURES
from perpupil.equity.schools import Schools
from perpupil.equity.verdict import verdict
from perpupil.exact.columns import Column

NEED = "low_income"
SPANS = ("elementary", "middle", "high")
LARGE = 200
DISTRICT = Path(__file__).resolve().parent.parent / "formulas" / "dc_public_schools_fy2015_16"
"""A published district of 113 schools."""
REFITTED = 50
"""Schools that are left out by fitting again; all of them would take minutes."""


def make_schools(count: int) -> Schools:
    """Make schools whose dollars follow need with some noise."""
    chance = np.random.default_rng(2027)
    students, need = chance.integers(60, 2400, count), chance.integers(0, 101, count) / 100
    cents = (students * chance.normal(900_000 + 200_000 * need, 120_000)).astype(np.int64)
    return Schools(
        units=tuple(map(str, range(count))),
        names=tuple(map(str, range(count))),
        spans=SPANS,
        span=chance.integers(0, len(SPANS), count),
        students=Column(students),
        has_students=np.ones(count, np.bool_),
        dollars_cents=cents,
        has_dollars=np.ones(count, np.bool_),
        needs={NEED: need, "english": chance.integers(0, 61, count) / 100},
        need=NEED,
    )


def as_frame(schools: Schools) -> pd.DataFrame:
    """Give the same schools as pandas has them."""
    columns = {"n": schools.students.numerators, "cents": schools.dollars_cents, "span": np.array(SPANS)[schools.span]}
    return pd.DataFrame(columns | dict(schools.needs))


def with_dollars(frame: pd.DataFrame) -> pd.DataFrame:
    """Add dollars a student."""
    return frame[frame.n > 0].assign(x=lambda known: known.cents / known.n / 100)


def average(values: pd.Series, weights: pd.Series) -> float:
    """Give the weighted mean."""
    return float((values * weights).sum() / weights.sum())


def cov(a: pd.Series, b: pd.Series, weights: pd.Series) -> float:
    """Give the weighted covariance."""
    return average((a - average(a, weights)) * (b - average(b, weights)), weights)


def pearson(frame: pd.DataFrame) -> float:
    """Correlate dollars and need."""
    d = with_dollars(frame)
    return cov(d.x, d.low_income, d.n) / math.sqrt(cov(d.x, d.x, d.n) * cov(d.low_income, d.low_income, d.n))


def spearman(frame: pd.DataFrame) -> float:
    """Correlate ranks."""
    d = with_dollars(frame)
    return float(d.x.rank().corr(d.low_income.rank()))


def regression(frame: pd.DataFrame, columns: list[str]) -> object:
    """Fit dollars to needs, with HC3."""
    d = with_dollars(frame)
    return sm.WLS(d.x, sm.add_constant(d[columns]), weights=d.n).fit(cov_type="HC3", use_t=True)


def slope(frame: pd.DataFrame) -> float:
    """Draw the line, with its interval."""
    fitted = regression(frame, [NEED])
    fitted.conf_int(0.01)
    return float(fitted.params[NEED]) / 10


def elasticity(frame: pd.DataFrame) -> float:
    """Say the slope in percent, with its interval."""
    d = with_dollars(frame)
    return slope(frame) * 10 * average(d.low_income, d.n) / average(d.x, d.n)


def implicit_weights(frame: pd.DataFrame) -> float:
    """Divide the slope by the intercept."""
    fitted = regression(frame, [NEED])
    fitted.cov_params()
    return float(fitted.params[NEED] / fitted.params["const"])


def need_weighted(frame: pd.DataFrame) -> float:
    """Divide dollars by weighted students, and give each school its index."""
    d = with_dollars(frame).assign(w=lambda known: known.n * (1 + 0.4 * known.low_income))
    middle = d.cents.sum() / d.w.sum() / 100
    adjusted = d.cents / d.w / 100
    _ = adjusted / middle
    return float(middle)


def within_band(frame: pd.DataFrame) -> float:
    """Give the share of students whose school is near the mean."""
    d = with_dollars(frame).assign(w=lambda known: known.n * (1 + 0.4 * known.low_income))
    index = d.cents / d.w / (d.cents.sum() / d.w.sum())
    return float(d.n[index.between(0.95, 1.05)].sum() / d.n.sum())


def variation(frame: pd.DataFrame) -> float:
    """Divide the standard deviation by the mean."""
    d = with_dollars(frame)
    return math.sqrt(cov(d.x, d.x, d.n)) / average(d.x, d.n)


def federal_variation(frame: pd.DataFrame) -> float:
    """Do it as federal law does."""
    d = with_dollars(frame[frame.n > LARGE])
    weights = d.n * (1 + 0.4 * d.low_income)
    return math.sqrt(cov(d.x, d.x, weights)) / average(d.x, weights)


def ranked(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Sort by dollars, with the students reached."""
    d = with_dollars(frame).sort_values("x")
    return d, d.n.cumsum()


def median(frame: pd.DataFrame) -> float:
    """Give the weighted median."""
    d, reached = ranked(frame)
    return float(d.x[reached * 2 > d.n.sum()].iloc[0])


def mcloone(frame: pd.DataFrame) -> float:
    """Compare the lower half with the median."""
    d, middle = with_dollars(frame), median(frame)
    half = d[d.x <= middle]
    return average(half.x, half.n) / middle


def verstegen(frame: pd.DataFrame) -> float:
    """Compare the upper half with the median."""
    d, middle = with_dollars(frame), median(frame)
    half = d[d.x >= middle]
    return average(half.x, half.n) / middle


def gini(frame: pd.DataFrame) -> float:
    """Work it out over sorted schools."""
    d, reached = ranked(frame)
    return float((d.n * d.x * (2 * reached - d.n - d.n.sum())).sum() / d.n.sum() ** 2 / average(d.x, d.n))


def theil(frame: pd.DataFrame) -> float:
    """Work it out within and between grade spans."""
    d = with_dollars(frame).assign(spent=lambda known: known.n * known.x)
    spans = d.groupby("span")[["n", "spent"]].sum()
    means, middle = spans.spent / spans.n, d.spent.sum() / d.n.sum()
    between = (spans.spent * np.log(means / middle)).sum() / d.spent.sum()
    within = (d.spent * np.log(d.x / d.span.map(means))).sum() / d.spent.sum()
    return float(between + within)


def atkinson(frame: pd.DataFrame) -> float:
    """Work it out with an aversion of one half."""
    d = with_dollars(frame)
    return 1 - average(d.x**0.5, d.n) ** 2 / average(d.x, d.n)


def ends(frame: pd.DataFrame) -> tuple[float, float]:
    """Give the percentiles."""
    d, reached = ranked(frame)
    return tuple(float(d.x[reached >= share * d.n.sum()].iloc[0]) for share in (0.05, 0.95))


def spread(frame: pd.DataFrame) -> float:
    """Take the least from the most."""
    d = with_dollars(frame)
    return float(d.x.max() - d.x.min())


def restricted_range(frame: pd.DataFrame) -> float:
    """Take the 5th percentile from the 95th."""
    low, high = ends(frame)
    return high - low


def federal_range_ratio(frame: pd.DataFrame) -> float:
    """Divide it by the 5th percentile."""
    low, high = ends(frame)
    return (high - low) / low


BY_HAND: Mapping[str, Callable[[pd.DataFrame], float]] = {
    **{one.__name__: one for one in (pearson, spearman, slope, elasticity, implicit_weights, need_weighted)},
    **{one.__name__: one for one in (within_band, variation, federal_variation, mcloone, verstegen, gini, theil)},
    **{one.__name__: one for one in (atkinson, restricted_range, federal_range_ratio)},
    "range": spread,
    "disparity_25": federal_range_ratio,
}


def compare(schools: Schools, frame: pd.DataFrame, repeats: int) -> None:
    """Time every measure, the two taking turns, and print the ratio."""
    print("\nmeasure                   PerPupil    by hand   by hand / PerPupil, by minimum and by median")
    ours_together, theirs_together = Times(), Times()
    sums: dict[str, tuple[Times, Times]] = {name: (Times(), Times()) for name in MEASURES}
    for _ in range(repeats):
        totals = [0.0, 0.0]
        for name, measure in MEASURES.items():
            ours, result = timed(lambda measure=measure: measure.of(schools))
            theirs, value = timed(lambda name=name: BY_HAND[name](frame))
            if result.value is None or not math.isclose(result.value, value, rel_tol=1e-9):
                raise SystemExit(f"{name}: {result.value} here, {value} by hand")
            for side, elapsed in enumerate((ours, theirs)):
                sums[name][side].all.append(elapsed)
                totals[side] += elapsed
        ours_together.all.append(totals[0])
        theirs_together.all.append(totals[1])
    for name, (ours_times, theirs_times) in {**sums, "all of them": (ours_together, theirs_together)}.items():
        print(f"{name:24}{ours_times.least:9.1f}  {theirs_times.least:9.1f}   {theirs_times.over(ours_times)}")


def leave_out(schools: Schools, frame: pd.DataFrame, repeats: int) -> None:
    """Time a verdict with every school left out once, against fitting again."""
    verdicts, refits = Times(), Times()
    for _ in range(repeats):
        elapsed, told = timed(lambda: verdict(schools))
        verdicts.all.append(elapsed)
        elapsed, _ = timed(lambda: [regression(frame.drop(index=one), [NEED]) for one in range(REFITTED)])
        refits.all.append(elapsed * len(schools) / REFITTED)
    print(f"\n{told.sentence}")
    print(
        f"Verdict with each of {len(schools):,} schools left out: {verdicts} ms; by fitting again, reckoned from {REFITTED} fits: "
        f"{refits.least / 1000:,.0f} s, {refits.over(verdicts)}"
    )


def report(repeats: int) -> None:
    """Time the whole report of a published district, each in a process of its own with all that it has to load."""
    forms = {"printed": (), **{name: ("--out", f"report{name}") for name in (".html", ".pdf", ".xlsx")}}
    forms["all three"] = tuple(word for name in (".html", ".pdf", ".xlsx") for word in ("--out", f"report{name}"))
    times = {name: Times() for name in forms}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(repeats):
            for name, arguments in forms.items():
                command = [sys.executable, "-m", "perpupil", "steady-state", str(DISTRICT), *arguments]
                elapsed, _ = timed(
                    lambda command=command: subprocess.run(command, check=True, capture_output=True, cwd=folder)  # noqa: S603  our own program
                )
                times[name].all.append(elapsed)
        sizes = {one.name: one.stat().st_size for one in Path(folder).iterdir()}
    print(f"\nThe report of {DISTRICT.name}, from the command to the file, milliseconds: minimum (median) of {repeats}")
    for name, one in times.items():
        size = sizes.get(f"report{name}")
        print(f"{name:10} {one}{f', {size:,} bytes' if size else ''}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the measures of equity.")
    parser.add_argument("--schools", type=int, default=100_000, help="how many schools")
    parser.add_argument("--repeats", type=int, default=5, help="how often each is timed")
    parser.add_argument("--quick", action="store_true", help="2,000 schools, timed twice")
    given = parser.parse_args()
    schools = make_schools(2_000 if given.quick else given.schools)
    frame, repeats = as_frame(schools), 2 if given.quick else given.repeats
    for measure in MEASURES.values():
        measure.of(make_schools(50))
    print(f"Measures of equity, {len(schools):,} schools, milliseconds: minimum of {repeats}")
    compare(schools, frame, repeats)
    leave_out(schools, frame, min(repeats, 2))
    report(repeats)


if __name__ == "__main__":
    main()
