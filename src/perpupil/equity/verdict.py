"""Whether dollars follow need, in one sentence with its numbers: positive, inverse, flat, or that it cannot be told.

*Positive* and *inverse*: the whole 99% interval of the student-weighted slope lies beyond the margin. *Flat*: the whole interval lies within it, which
is a test of equivalence (Schuirmann 1987) and not the mere absence of proof. Everything else is *cannot tell*. A verdict must also hold without any one
school; one that hangs on a single school is *cannot tell*, and the school is named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.equity.fit import LEVEL, Interval, fit_line, students_t
from perpupil.equity.leaving_out import LineParts, errors_at_most, means_without, slopes_without, without_each
from perpupil.equity.measures.refusals import no_dollars, too_alike
from perpupil.equity.measures.slope import TEN_POINTS
from perpupil.equity.sample import LeftOut, Sample, Undefined, sample
from perpupil.equity.weighing import mean
from perpupil.equity.wording import dollars, plain_need, students
from perpupil.limits import UNITS_NAMED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.equity.schools import Floats, Schools
    from perpupil.exact.columns import Index, Truths

SCHOOLS_LEAST = 10
"""Fewer schools than this give no verdict: every one of them would carry a tenth of the line."""
COEFFICIENTS = 2
"""A line has a beginning and a slope."""
MOST_INFLUENCE = 100
"""Where no verdict stands, so many schools of the greatest influence are tried: does one of them hide it?"""


class Pattern(StrEnum):
    """How dollars go with need."""

    POSITIVE = "positive"
    INVERSE = "inverse"
    FLAT = "flat"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Standard:
    """By what a verdict is given."""

    margin: float = 0.01
    """The part of mean dollars a student that ten points of need may change them by, and the district still be called flat."""
    level: float = LEVEL
    schools_least: int = SCHOOLS_LEAST

    def __post_init__(self) -> None:
        """Refuse what would give no line without one school, no interval, or no pattern that is flat."""
        if self.schools_least < COEFFICIENTS + 2 or not 0 < self.level < 1 or self.margin <= 0:
            raise ValueError("a verdict wants at least four schools, a level between 0 and 1, and a margin above 0")

    def judge(self, interval: Interval, margin: float) -> Pattern:
        """Name the pattern of an interval.

        >>> [str(Standard().judge(Interval(*ends), 100.0)) for ends in ((101, 300), (-300, -101), (-99, 99), (50, 150))]
        ['positive', 'inverse', 'flat', 'cannot tell']
        """
        if interval.low > margin:
            return Pattern.POSITIVE
        if interval.high < -margin:
            return Pattern.INVERSE
        if -margin < interval.low and interval.high < margin:
            return Pattern.FLAT
        return Pattern.CANNOT_TELL


STANDARD = Standard()


@dataclass(frozen=True, slots=True)
class Line:
    """Dollars a student for ten points of need, and what they are held against."""

    slope: float
    interval: Interval
    margin: float
    """In dollars a student for ten points of need."""
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Hinge:
    """A school on which the matter hangs, and what would be so without it."""

    unit: str
    name: str
    without: Line | None
    """None where all other schools have the same need, or leave no interval."""

    @property
    def pattern(self) -> Pattern:
        """The pattern without it."""
        return self.without.pattern if self.without else Pattern.CANNOT_TELL


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether dollars follow need."""

    pattern: Pattern
    reason: str
    """Why nothing can be told although there may be a line, in a sentence; empty where the pattern is told."""
    need: str
    noun: str
    currency: str
    standard: Standard
    line: Line | None
    """None where none can be drawn, or there are too few schools."""
    mean: float | None
    """Mean dollars a student."""
    schools: int
    students: Fraction
    left_out: tuple[LeftOut, ...]
    hinges: tuple[Hinge, ...] = field(default=(), repr=False)
    """Schools without any one of which it would be another pattern; at most five, the strongest first."""
    hinging: int = 0
    """How many there are."""
    target: float | None = None
    """The slope that the district wants, in dollars a student for ten points of need."""

    @property
    def distance(self) -> float | None:
        """How far the slope is above its target, in dollars a student for ten points of need; below zero where it falls short."""
        return None if self.target is None or self.line is None else self.line.slope - self.target

    @property
    def sentence(self) -> str:
        """Say it, with its numbers."""
        told = {Pattern.POSITIVE: self._sloped, Pattern.INVERSE: self._sloped, Pattern.FLAT: self._flat}
        words = told[self.pattern]() if self.pattern in told else self.reason.removesuffix(".")
        distance = f"; {self._distance()}" if self.distance is not None else ""
        rests = f"; {self.schools:,} {self.noun}{'' if self.schools == 1 else 's'}, {students(self.students)} students"
        return f"{self.pattern.capitalize()}: {words}{rests if self.schools else ''}{distance}."

    def _sloped(self) -> str:
        line = _known(self.line)
        side, margin = ("above", line.margin) if self.pattern is Pattern.POSITIVE else ("below", -line.margin)
        return f"{self._difference(line)} ({self._interval(line)}, wholly {side} the margin of {self._dollars(margin)})"

    def _flat(self) -> str:
        line = _known(self.line)
        within = f"wholly within the margin of {self._dollars(line.margin)} either way"
        return f"{self._difference(line)} ({self._interval(line)}, {within})"

    def _difference(self, line: Line) -> str:
        more = "more" if line.slope >= 0 else "less"
        amount = self._dollars(abs(line.slope))
        difference = "the same dollars" if amount == self._dollars(0.0) else f"{amount} {more}"
        return f"{self.noun}s with ten points more {plain_need(self.need)} have {difference} a student"

    def _distance(self) -> str:
        distance = self.distance or 0.0
        side = "above" if distance >= 0 else "short of"
        return f"{self._dollars(abs(distance))} {side} the target of {self._dollars(self.target or 0.0)}"

    def _interval(self, line: Line) -> str:
        low, high = (self._dollars(end) for end in (line.interval.low, line.interval.high))
        return f"{self.standard.level:.0%} interval {low} to {high}"

    def _dollars(self, amount: float) -> str:
        return dollars(amount, self.currency)


def verdict(schools: Schools, standard: Standard = STANDARD, target: float | None = None) -> Verdict:
    """Say whether dollars follow need.

    Args:
        schools: The schools, with the need that is measured and the dollars of one money base and one stage.
        standard: Margin, level and least number of schools.
        target: The slope that the district wants, in dollars a student for ten points of need.
    """
    found = sample(schools, needs=(schools.need,))
    if isinstance(found, Undefined):
        return _cannot_tell(schools, standard, target, found.reason)
    refused = too_alike(found) or no_dollars(found) or _too_few(found, standard)
    if refused:
        return _cannot_tell(schools, standard, target, refused.reason, found)
    interval = fit_line(found.need, found.dollars, found.weights).interval(1, standard.level)
    if interval is None:
        reason = f"One {schools.noun} alone decides the line, so that its error is not known."
        return _cannot_tell(schools, standard, target, reason, found)
    line = _line(interval, mean(found.dollars, found.weights), standard)
    return _with_hinges(found, standard, target, line)


def verdicts_by_span(
    schools: Schools, standard: Standard = STANDARD, target: float | None = None
) -> Mapping[str, Verdict]:
    """Say it for each grade span apart, since spans differ in dollars and in need."""
    return {span: verdict(schools.of_span(span), standard, target) for span in schools.spans}


def _with_hinges(found: Sample, standard: Standard, target: float | None, line: Line) -> Verdict:
    """Try the verdict without each school, and take it back where it hangs on one."""
    hinges, count = _hinges(found, standard, line)
    reason = _reason(found, standard, line, hinges, count)
    return Verdict(
        pattern=Pattern.CANNOT_TELL if reason else line.pattern,
        reason=reason,
        need=found.schools.need,
        noun=found.schools.noun,
        currency=found.schools.currency,
        standard=standard,
        line=line,
        mean=mean(found.dollars, found.weights),
        schools=len(found),
        students=found.students_exact,
        left_out=found.left_out,
        hinges=hinges,
        hinging=count,
        target=target,
    )


def _hinges(found: Sample, standard: Standard, line: Line) -> tuple[tuple[Hinge, ...], int]:
    """Find the schools without any one of which the pattern would be another, the strongest first, and how many they are."""
    parts = LineParts.of(found.need, found.dollars, found.weights)
    reach = students_t(len(found) - 1 - COEFFICIENTS, standard.level)
    tried = _worth_trying(parts, standard, line.pattern, reach)
    without = without_each(parts, tried)
    half = without.errors * reach
    lines = [
        _line(Interval(low, high), middle, standard) if np.isfinite(low + high) else None
        for low, high, middle in zip(
            (without.slopes - half).tolist(), (without.slopes + half).tolist(), without.means.tolist(), strict=True
        )
    ]
    places = found.index[tried].tolist()
    hinges = [
        Hinge(found.schools.units[place], found.schools.names[place], one)
        for place, one in zip(places, lines, strict=True)
        if (one.pattern if one else Pattern.CANNOT_TELL) is not line.pattern
    ]
    return tuple(hinges[:UNITS_NAMED]), len(hinges)


def _worth_trying(parts: LineParts, standard: Standard, pattern: Pattern, reach: float) -> Index:
    """Name the schools whose leaving out may change the pattern, the strongest influence first.

    Where a pattern stands, that is every school but those for which a bound already shows that it would stand without them. Where none stands, it is
    the schools of the greatest influence.
    """
    slopes = slopes_without(parts)
    moved = np.abs(np.where(np.isnan(slopes), np.inf, slopes - parts.slope))
    order = np.argsort(-moved, kind="stable")
    if pattern is Pattern.CANNOT_TELL:
        return order[:MOST_INFLUENCE]
    half = reach * errors_at_most(parts)
    margin = standard.margin * means_without(parts) / TEN_POINTS
    stands = _stands(pattern, slopes, half, margin)
    return order[~stands[order]]


def _stands(pattern: Pattern, slopes: Floats, half: Floats, margin: Floats) -> Truths:
    """Say for which schools the pattern surely stands without them."""
    if pattern is Pattern.FLAT:
        stands: Truths = np.abs(slopes) + half < margin
    else:
        stands = (slopes if pattern is Pattern.POSITIVE else -slopes) - half > margin
    return stands


def _line(interval: Interval, middle: float, standard: Standard) -> Line:
    """Put a slope for a whole share of need as one for ten points, and judge it."""
    tenth, margin = interval.times(TEN_POINTS), standard.margin * middle
    return Line((tenth.low + tenth.high) / 2, tenth, margin, standard.judge(tenth, margin))


def _reason(found: Sample, standard: Standard, line: Line, hinges: tuple[Hinge, ...], count: int) -> str:
    """Say why nothing can be told; empty where the pattern stands."""
    currency = found.schools.currency
    ends = " to ".join(dollars(end, currency) for end in (line.interval.low, line.interval.high))
    margin = dollars(line.margin, currency)
    if line.pattern is Pattern.CANNOT_TELL:
        hidden = f"; without {hinges[0].name} it would be {hinges[0].pattern}" if hinges else ""
        ten = f"{found.schools.noun}s with ten points more {plain_need(found.schools.need)}"
        return f"{ten} may have anything from {ends} more a student ({standard.level:.0%} interval), neither wholly beyond nor wholly within the margin of {margin}{hidden}."
    if not hinges:
        return ""
    others = f"; the same goes for {count - 1} more" if count > 1 else ""
    first = hinges[0]
    return f"it would be {line.pattern} ({standard.level:.0%} interval {ends}, margin {margin}), but without {first.name} it {_apart(first, currency)}{others}."


def _apart(hinge: Hinge, currency: str) -> str:
    """Say what would be so without a school."""
    if hinge.without is None:
        return "cannot be told"
    ends = (hinge.without.interval.low, hinge.without.interval.high)
    pattern = "cannot be told" if hinge.pattern is Pattern.CANNOT_TELL else f"would be {hinge.pattern}"
    return f"{pattern} ({' to '.join(dollars(end, currency) for end in ends)})"


def _too_few(found: Sample, standard: Standard) -> Undefined | None:
    """Refuse where a line would rest on hardly any schools."""
    if len(found) >= standard.schools_least:
        return None
    return Undefined(f"{len(found)} {found.schools.noun}s are too few: a verdict wants {standard.schools_least}.")


def _cannot_tell(
    schools: Schools, standard: Standard, target: float | None, reason: str, found: Sample | None = None
) -> Verdict:
    """Say that there is nothing to draw a line through."""
    return Verdict(
        pattern=Pattern.CANNOT_TELL,
        reason=reason[:1].lower() + reason[1:],
        need=schools.need,
        noun=schools.noun,
        currency=schools.currency,
        standard=standard,
        line=None,
        mean=None,
        schools=len(found) if found else 0,
        students=found.students_exact if found else Fraction(),
        left_out=found.left_out if found else (),
        target=target,
    )


def _known(line: Line | None) -> Line:
    if line is None:
        raise ValueError("a verdict with a pattern has a line")
    return line
