"""Section 8, parts 2 to 4: fitting the lines of a pool to its amount, in cents, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from .formula import Line, Pool
from .parser import Refused

ZERO = Fraction(0)
Amounts = dict[str, dict[str, Fraction]]


def largest_remainders(exact: dict[str, Fraction], order: list[str], whole: int) -> dict[str, int]:
    """Each exact part rounded down; what is left goes to the largest remainders, then by order."""
    parts = {key: floor(value) for key, value in exact.items()}
    left = whole - sum(parts.values())
    ranked = sorted(order, key=lambda key: parts[key] - exact[key])
    if not 0 <= left <= len(ranked):
        raise AssertionError("the parts do not add up to the whole")
    for key in ranked[:left]:
        parts[key] += 1
    return parts


@dataclass(frozen=True)
class Straight:
    """at + slope × f."""

    at: Fraction
    slope: Fraction

    def __call__(self, f: Fraction) -> Fraction:
        """The height at f."""
        return self.at + self.slope * f


@dataclass
class Problem:
    """A pool in cents: what every line of it is at a factor f."""

    pool: Pool
    lines: dict[str, Line]
    units: list[str]
    raw: Amounts
    limits: Amounts

    def is_limit(self, line: str) -> bool:
        """Whether a line follows from its floor or ceiling."""
        return line in self.limits

    def plain_lines(self) -> list[str]:
        """The lines that are no limits."""
        return [line for line in self.pool.lines if not self.is_limit(line)]

    def plain(self, line: str, unit: str) -> Straight:
        """A line that is no limit: multiplied by f, or kept."""
        amount = self.raw[line][unit]
        scaled = line in self.pool.lines and line not in self.pool.protect
        return Straight(ZERO, amount) if scaled else Straight(amount, ZERO)

    def covered(self, limit: str, unit: str) -> Straight:
        """The sum of the lines that a limit covers."""
        parts = [self.plain(line, unit) for line in self.lines[limit].of]
        return Straight(sum((p.at for p in parts), ZERO), sum((p.slope for p in parts), ZERO))

    def gap(self, limit: str, unit: str) -> Straight:
        """What is missing to the floor, or above the ceiling, as long as it is positive."""
        covered, bound = self.covered(limit, unit), self.limits[limit][unit]
        if self.lines[limit].kind == "hold_harmless":
            return Straight(bound - covered.at, -covered.slope)
        return Straight(covered.at - bound, covered.slope)

    def sign(self, limit: str) -> int:
        """A hold-harmless line adds, a cap line takes away."""
        return 1 if self.lines[limit].kind == "hold_harmless" else -1

    def amount(self, line: str, unit: str, f: Fraction) -> Fraction:
        """A line at a unit at the factor f."""
        if not self.is_limit(line):
            return self.plain(line, unit)(f)
        if unit not in self.limits[line]:
            return ZERO
        return self.sign(line) * max(ZERO, self.gap(line, unit)(f))

    def total(self, f: Fraction) -> Fraction:
        """Everything in the pool at the factor f."""
        return sum((self.amount(n, u, f) for n in self.pool.lines for u in self.units), ZERO)

    def bends(self) -> list[tuple[Fraction, Fraction]]:
        """Each f > 0 where a limit begins or stops to bind, with the change of slope there."""
        found: list[tuple[Fraction, Fraction]] = []
        for line in filter(self.is_limit, self.pool.lines):
            for unit in self.limits[line]:
                gap = self.gap(line, unit)
                if gap.slope and -gap.at / gap.slope > 0:
                    found.append((-gap.at / gap.slope, self.sign(line) * abs(gap.slope)))
        return sorted(found)

    def first_slope(self) -> Fraction:
        """How fast the total moves just after f = 0."""
        slope = ZERO
        for line in self.pool.lines:
            for unit in self.units:
                if not self.is_limit(line):
                    slope += self.plain(line, unit).slope
                elif unit in self.limits[line]:
                    gap = self.gap(line, unit)
                    if gap.at > 0 or (gap.at == 0 and gap.slope > 0):
                        slope += self.sign(line) * gap.slope
        return slope

    def factors(self, wanted: Fraction) -> list[tuple[Fraction, Fraction | None]]:
        """Every f ≥ 0, as (from, to) with to None for no end, where the total is as wanted."""
        at, height, slope = ZERO, self.total(ZERO), self.first_slope()
        found: list[tuple[Fraction, Fraction | None]] = []
        for end, change in [*self.bends(), (None, ZERO)]:
            if height == wanted and slope == 0:
                found.append((at, end))
            elif slope != 0:
                f = at + (wanted - height) / slope
                if f >= at and (end is None or f <= end):
                    found.append((f, f))
            if end is not None:
                at, height, slope = end, height + slope * (end - at), slope + change
        return found


def check_pool(problem: Problem) -> None:
    """No floor above a ceiling, and nowhere less than nothing to multiply."""
    for unit in problem.units:
        bounds = {problem.lines[name].kind: at[unit] for name, at in problem.limits.items() if unit in at}
        if len(bounds) == 2 and bounds["hold_harmless"] > bounds["cap"]:
            raise Refused(f"the floor is above the ceiling at {unit}")
        if sum((problem.plain(line, unit).slope for line in problem.plain_lines()), ZERO) < 0:
            raise Refused(f"less than nothing is multiplied at {unit}")


def choose_factor(problem: Problem, wanted: Fraction) -> Fraction:
    """The factor for which the limited totals add up to what is handed out; 1 if it fits, else the smallest."""
    found = problem.factors(wanted)
    if not found:
        raise Refused(f"pool {problem.pool.name}: no factor gives {wanted} cents")
    if any(low <= 1 and (high is None or high >= 1) for low, high in found):
        return Fraction(1)
    return found[0][0]


def fit_pool(  # noqa: PLR0913, PLR0917 - plain on purpose
    pool: Pool,
    lines: dict[str, Line],
    units: list[str],
    raw: Amounts,
    limits: Amounts,
    net: Fraction,
) -> tuple[dict[str, dict[str, int]], Fraction | None]:
    """The final cents of a pool's lines and its factor; `raw`, `limits` and `net` are in cents."""
    unchanged = {line: {unit: int(raw[line][unit]) for unit in units} for line in pool.lines}
    if pool.method == "none":
        return unchanged, None
    problem = Problem(pool, lines, units, raw, limits)
    check_pool(problem)
    paid = sum((sum(raw[line].values(), ZERO) for line in pool.lines), ZERO)
    if pool.method == "scale_down" and paid <= net:
        return unchanged, Fraction(1)
    f = choose_factor(problem, net)
    if problem.total(f) != net:
        raise AssertionError("the factor does not fit")
    exact = {unit: {n: problem.amount(n, unit, f) for n in pool.lines} for unit in units}
    totals = {unit: sum(parts.values(), ZERO) for unit, parts in exact.items()}
    cents = largest_remainders(totals, sorted(units), int(net))
    order = [name for name in lines if name in pool.lines]
    final: dict[str, dict[str, int]] = {name: {} for name in pool.lines}
    for unit in units:
        for name, part in largest_remainders(exact[unit], order, cents[unit]).items():
            final[name][unit] = part
    return final, f
