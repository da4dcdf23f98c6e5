"""Fitting lines to a pool in cells: one factor for all, floors and ceilings kept, every cent handed out, as the engine does.

The factor is found among the corners (corners.py); totals follow, then the lines of each unit (dividing.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.documents.workbook.corners import behind_the_last, corner_of
from perpupil.documents.workbook.dividing import Division
from perpupil.documents.workbook.division import sign_in_limbs
from perpupil.documents.workbook.handing_out import Share, award_text, cut_of
from perpupil.documents.workbook.numbers import Atom, Condition, NotLive, Number, multiplied, of_cell, scaled
from perpupil.documents.workbook.pool_sheet import Limit, PoolSheet, Sums, ordered
from perpupil.exact.apportion import serve_largest
from perpupil.exact.rounding import Mode, Rounding
from perpupil.money import CENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.allocation.allocation import Allocation, PoolResult
    from perpupil.documents.workbook.compiling import Compiler
    from perpupil.documents.workbook.workings import Workings
    from perpupil.exact.columns import Integers
    from perpupil.formula.records import Line, Pool


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a pool gives in cells."""

    lines: Mapping[str, Atom]
    amount: Atom
    kept: Atom
    checks: tuple[tuple[str, str], ...]
    """What must be true, as formulas, each with its words."""


class PoolWriter:
    """Writes one pool."""

    def __init__(self, to: Compiler, pool: Pool, before: Mapping[str, Atom]) -> None:
        """Take the cells of every line before the pool."""
        self.to, self.pool, self.before = to, pool, before
        self.workings: Workings = to.workings
        self.allocation: Allocation = to.allocation
        self.result: PoolResult = self.allocation.pools[pool.name]
        self.title = pool.title or pool.name
        self.workings.at_work = (pool.name, self.title)
        self.sheet = PoolSheet(self.workings, pool.name, self.title)
        self.pins: dict[str, Atom] = {}
        self.checks: list[tuple[str, str]] = []

    def written(self) -> Fitted:
        """Write the pool's amount, and its lines fitted to it."""
        amount, kept = self._money()
        members = [self.allocation.formula.lines[name] for name in self.pool.lines]
        if self.pool.method == "none":
            return Fitted({}, amount, kept, ())
        limits = [self._limit(line) for line in members if line.limit is not None]
        shares = [line.name for line in members if line.limit is None and line.name not in self.pool.protect]
        sums = Sums(self._sum("to be scaled", shares), self._sum("protected", list(self.pool.protect)))
        self.checks.append(("no unit's scaled lines are below zero", f"MIN({sums.scaled.cells})>=0"))
        available = self.sheet.district(
            "to hand out", f"{amount.text}-{kept.text}", self.result.amount_cents - self.result.reserve_cents
        )
        above, below = self._factor(sums, limits, available)
        self._check_crossing(limits)
        share = Share(self.workings, above, below, [sums.scaled, *(self.before[name] for name in shares)], self.title)
        fixed, free = self._pinned(sums, limits, above, below)
        totals = self._totals(share, fixed, free, available)
        division = Division(self.sheet, sums, share)
        parts = {}
        by_line = {limit.line: limit for limit in limits}
        # The limits' own columns come first, so that the remainders of a unit stand side by side.
        of_limits = {name: division.of_limit(limit, self.pins[name]) for name, limit in by_line.items()}
        for line in members:
            if line.name in of_limits:
                parts[line.name] = of_limits[line.name]
            elif line.name in shares:
                parts[line.name] = division.of_line(self.before[line.name])
        titles = {line.name: line.title or line.name for line in members}
        lines = division.divided(parts, totals, [*by_line], titles) if parts else {}
        for name, atom in lines.items():
            self._require_equal(name, atom.values, self.allocation.lines_cents[name])
        return Fitted(lines, amount, kept, tuple(self.checks))

    def _require_equal(self, what: str, values: Integers, engine: Integers) -> None:
        """Hold what was written against the engine."""
        if values.tolist() != engine.tolist():
            message = f"the workbook and the engine differ at {what} of pool {self.pool.name}"
            raise ArithmeticError(message)

    # Money

    def _money(self) -> tuple[Atom, Atom]:
        defined = self.to.defined
        amount = self._cents(self._need(self.pool.amount), "amount")
        share = f"{self.pool.reserve}.share"
        if share in defined or share in self.to.missing:
            part = multiplied(self._need(share), of_cell(amount))
            kept = self.workings.rounded(part, Rounding(0, Mode.FLOOR))
            return amount, self.workings.cell(self.workings.formula(kept), "kept back")
        return amount, self._cents(self._need(self.pool.reserve), "kept back")

    def _need(self, name: str) -> Number:
        if name in self.to.missing:
            raise NotLive(f"it rests on `{name}`, which {self.to.missing[name]}")
        return self.to.defined[name]

    def _cents(self, number: Number, title: str) -> Atom:
        cents = scaled(number, Fraction(CENTS))
        whole = self.workings.rounded(cents, Rounding(0))
        atom = self.workings.formula(whole)
        cell = self.sheet.district(title, atom.text, int(atom.values[0]))
        if cents.below != 1 and not cents.over:
            exact = self.workings.formula(cents)
            self.checks.append((f"{title} is in whole cents", f"{exact.text}={cents.below}*{cell.text}"))
        return cell

    def _sum(self, title: str, lines: list[str]) -> Atom:
        values = np.zeros(self.workings.count, object)
        for name in lines:
            values = values + self.before[name].values
        text = "+".join(self.before[name].text for name in lines) or "0"
        return self.sheet.column(title, text, values)

    def _limit(self, line: Line) -> Limit:
        limit = line.limit
        if limit is None:
            raise TypeError(line)
        number = scaled(self._need(limit.bound), Fraction(CENTS))
        bound = self.workings.numerator(number, "floor" if limit.is_floor else "ceiling")
        when = self.allocation.formula.definitions[line.name].when
        always = Condition("TRUE", np.array([True]), is_district=True)
        holds = always if when is None else self.workings.kept(self.to.condition(when))
        return Limit(line.name, limit.is_floor, bound, holds)

    def _check_crossing(self, limits: list[Limit]) -> None:
        floors, ceilings = ([one for one in limits if one.is_floor is side] for side in (True, False))
        if floors and ceilings:
            floor, ceiling = floors[0], ceilings[0]
            held = (
                f"IF({floor.holds.text},IF({ceiling.holds.text},IF({floor.bound.text}>{ceiling.bound.text},1,0),0),0)"
            )
            crossed = self.sheet.column("floor above the ceiling", held, [0] * self.workings.count)
            self.checks.append(("no floor is above its ceiling", f"SUM({crossed.cells})=0"))

    # The factor

    def _factor(self, sums: Sums, limits: list[Limit], available: Atom) -> tuple[Atom, Atom]:
        """Write the factor as two whole numbers."""
        start, slope = self._start(sums, limits)
        corners = [corner_of(self.sheet, sums, limit) for limit in limits]
        at_one = self._at_one(sums, limits)
        fit = self.result.fit
        if fit is None:
            raise TypeError(self.pool)
        if corners:
            start, slope = behind_the_last(self.sheet, corners, start, slope, available)
        is_one = f"{at_one.text}={available.text}"
        if self.pool.method == "scale_down":
            is_one = f"{at_one.text}<={available.text}"
        one = int(fit.factor == 1)
        flag = self.sheet.district("1 where the lines are paid as they are", f"IF({is_one},1,0)", one)
        gap = int(available.values[0]) - int(start.values[0])
        above = self.sheet.district(
            "factor, above the line",
            f"IF({flag.text}=1,1,IF({available.text}<{start.text},NA(),{available.text}-{start.text}))",
            1 if one else gap,
        )
        below = self.sheet.district(
            "factor, below the line",
            f"IF({flag.text}=1,1,IF({slope.text}<=0,NA(),{slope.text}))",
            1 if one else int(slope.values[0]),
        )
        return above, below

    def _start(self, sums: Sums, limits: list[Limit]) -> tuple[Atom, Atom]:
        """Write the constant and the slope of the total just above a factor of nothing."""
        scaled_values, protected = sums.scaled.values, sums.protected.values
        text_constant, text_slope = sums.protected.text, sums.scaled.text
        constant, slope = protected, scaled_values
        for limit in sorted(limits, key=lambda one: one.is_floor):
            sign = ">" if limit.is_floor else "<"
            pinned = limit.holds.values & np.asarray(
                limit.bound.values > protected if limit.is_floor else limit.bound.values <= protected, np.bool_
            )
            beyond = f"{limit.bound.text}{sign}{'' if limit.is_floor else '='}{sums.protected.text}"
            held = f"IF({limit.holds.text},{beyond},FALSE)"
            text_constant = f"IF({held},{limit.bound.text},{text_constant})"
            text_slope = f"IF({held},0,{text_slope})"
            constant, slope = np.where(pinned, limit.bound.values, constant), np.where(pinned, 0, slope)
        if not limits:
            constant_cells, slope_cells = sums.protected.cells, sums.scaled.cells
        else:
            constant_cells = self.sheet.column("at a factor of nothing", text_constant, constant).cells
            slope_cells = self.sheet.column("slope there", text_slope, slope).cells
        return (
            self.sheet.district("constant at a factor of nothing", f"SUM({constant_cells})", sum(constant.tolist())),
            self.sheet.district("slope there", f"SUM({slope_cells})", sum(slope.tolist())),
        )

    def _at_one(self, sums: Sums, limits: list[Limit]) -> Atom:
        """Write what the units would get if the lines were paid as they are."""
        text, values = f"{sums.scaled.text}+{sums.protected.text}", sums.scaled.values + sums.protected.values
        for limit in sorted(limits, key=lambda one: one.is_floor):
            function, least = ("MAX", np.maximum) if limit.is_floor else ("MIN", np.minimum)
            text = f"IF({limit.holds.text},{function}({text},{limit.bound.text}),{text})"
            values = np.where(limit.holds.values, least(values, limit.bound.values), values)
        column = self.sheet.column("if paid as they are", text, values)
        return self.sheet.district("if paid as they are", f"SUM({column.cells})", sum(values.tolist()))

    # Totals and lines

    def _pinned(self, sums: Sums, limits: list[Limit], above: Atom, below: Atom) -> tuple[Atom, Atom]:
        """Write what is fixed at each unit and what is multiplied there."""
        fit = self.result.fit
        if fit is None or not limits:
            return sums.protected, sums.scaled
        fixed_text, free_text = sums.protected.text, sums.scaled.text
        fixed, free = sums.protected.values, sums.scaled.values
        for limit in sorted(limits, key=lambda one: one.is_floor):
            gap = self.sheet.column(
                "protected less the limit",
                f"{sums.protected.text}-{limit.bound.text}",
                sums.protected.values - limit.bound.values,
            )
            text, grows = sign_in_limbs([ordered(sums.scaled, above), ordered(gap, below)])
            self.sheet.watch("limbs of the limits", grows)
            pinned = fit.at_floor if limit.is_floor else fit.at_ceiling
            told = f"IF({limit.holds.text},IF({text}{'<' if limit.is_floor else '>'}0,1,0),0)"
            pin = self.sheet.column(f"at the {limit.what}", told, np.where(pinned, 1, 0).astype(object))
            self.pins[limit.line] = pin
            fixed_text = f"IF({pin.text}=1,{limit.bound.text},{fixed_text})"
            free_text = f"IF({pin.text}=1,0,{free_text})"
            fixed, free = np.where(pinned, limit.bound.values, fixed), np.where(pinned, 0, free)
        return self.sheet.column("fixed", fixed_text, fixed), self.sheet.column(
            "multiplied by the factor", free_text, free
        )

    def _totals(self, share: Share, fixed: Atom, free: Atom, available: Atom) -> Atom:
        quotients, rests = share.split(free.values)
        rest = self.sheet.column("remainder", share.remainder_text(free.text), rests)
        whole = self.sheet.column(
            "rounded down", f"{fixed.text}+{share.quotient_text(free.text, rest.text)}", fixed.values + quotients
        )
        fit = self.result.fit
        totals = fit.totals_cents.astype(object) if fit is not None else whole.values
        left = sum(totals.tolist()) - sum(whole.values.tolist())
        # The remainders say how many cents are left over; a sum of doubles that is divided is near enough to be rounded.
        spare = self.sheet.district("cents left over", f"ROUND(SUM({rest.cells})/{share.below.text},0)", left)
        paid_as_they_are = f"AND({share.above.text}=1,{share.below.text}=1)"
        held = f"IF({paid_as_they_are},TRUE,{available.text}-SUM({whole.cells})={spare.text})"
        self.checks.append(("the cents left over are those of the remainders", held))
        award = award_text(rest, cut_of(self.workings, rest, spare))
        self._require_equal("the totals", serve_largest(whole.values, rests, left), totals)
        return self.sheet.column("total of the unit", f"{whole.text}+{award}", totals)
