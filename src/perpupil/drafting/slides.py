"""Rules with a threshold: concentration of need above a share, supplements below a size, what is above a size.

The threshold is taken from simple numbers that part the units that get something from those that get nothing; the rate then follows like
any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from perpupil.drafting.fitting import PLAIN, Limit
from perpupil.drafting.intervals import Interval
from perpupil.drafting.quantities import OPERATION_BITS, Batch, Quantity, single
from perpupil.drafting.rates import allowed_misses, limits, rules_of_batch
from perpupil.drafting.rules import Rule, Unknown, literal
from perpupil.drafting.simplest import bits
from perpupil.drafting.table import Estimates, Known, NumberColumn, Target, estimates
from perpupil.exact.rounding import Rounding

_FEWEST = 3
"""Units on either side of a threshold, without which nothing tells where it lies."""
_SHARES = tuple(Fraction(one, 100) for one in range(1, 100))
_TRIED = 24
"""Thresholds tried for one size."""


@dataclass(frozen=True, slots=True)
class Share:
    """Students of a kind as a part of others, as a district works it out."""

    students: Quantity
    of: Quantity
    digits: int | None

    @property
    def values(self) -> tuple[Fraction, ...]:
        """Work the share out exactly."""
        pairs = zip(self.students.values, self.of.values, strict=True)
        exact = tuple(a / b if b else Fraction(0) for a, b in pairs)  # exact: Fraction
        return exact if self.digits is None else tuple(Rounding(self.digits).of(one) for one in exact)

    @property
    def estimate(self) -> Estimates:
        """Work it out about."""
        of = self.of.estimate
        about: Estimates = np.where(of > 0, self.students.estimate, 0) / np.where(of > 0, of, 1)  # estimate: screening
        return about if self.digits is None else np.round(about, self.digits)

    @property
    def expression(self) -> str:
        """Write it for a formula."""
        text = f"if({self.of.expression} > 0, {self.students.expression} / {self.of.factor}, 0)"
        return text if self.digits is None else f"round({text}, {self.digits})"


def shares(known: Known) -> Iterator[Share]:
    """Give each count as a share of each count that contains it, exactly and as published to some digits."""
    counts = [one for one in known.numbers if not one.is_line and (one.estimate >= 0).all()]
    for of in counts:
        for students in counts:
            if students is of or not _is_part(students, of):
                continue
            for digits in (None, 4, 3, 2):
                yield Share(single(known, students), single(known, of), digits)


def _is_part(students: NumberColumn, of: NumberColumn) -> bool:
    return bool((students.estimate <= of.estimate).all() and (students.estimate < of.estimate).any())


def slide_rules(target: Target, known: Known) -> Iterator[Rule]:
    """Give the rules with a threshold that give most of the amounts."""
    paid = target.estimate != 0
    if min(int(paid.sum()), int((~paid).sum())) >= _FEWEST:
        for share in shares(known):
            batch = _concentrations(target, known, share)
            if batch is not None:
                yield from rules_of_batch(target, known, batch, [PLAIN])
    for column in known.numbers:
        if not column.is_line or target.is_line:
            for batch in _by_size(target, known, column):
                yield from rules_of_batch(target, known, batch, _some_limits(target))


def _some_limits(target: Target) -> list[Limit]:
    return list(limits(target))


def _thresholds(target: Target, size: Estimates, tried: tuple[Fraction, ...], *, is_above: bool) -> list[Unknown]:
    """Give the simple numbers that part paid units from unpaid ones with few mistakes."""
    paid = target.estimate != 0
    places = estimates(tried)[:, None]
    beyond = size > places if is_above else (size < places) & (size > 0)
    wrong = (beyond != paid).sum(axis=1)
    allowed = allowed_misses(target)
    fine = [place for place in range(len(tried)) if wrong[place] <= allowed]
    if not fine:
        return []
    best = min(wrong[place] for place in fine)
    stretch = [tried[place] for place in fine if wrong[place] == best]
    found = Interval(min(stretch), max(stretch))
    ranked = sorted(fine, key=lambda place: (int(wrong[place]), bits(tried[place])))[:_TRIED]
    return [Unknown("threshold", tried[place], found, int((beyond[place] & paid).sum())) for place in ranked]


def _concentrations(target: Target, known: Known, share: Share) -> Batch | None:
    thresholds = _thresholds(target, share.estimate, _SHARES, is_above=True)
    made = [(one, pays) for one in thresholds for pays in (share.students, share.of)]
    if not made:
        return None

    def make(place: int) -> Quantity:
        threshold, pays = made[place]
        return _concentration(share, threshold, pays)

    rows = [
        pays.estimate * np.maximum(0, share.estimate - float(one.value))  # estimate: chooses what is tried exactly
        for one, pays in made
    ]
    return Batch(np.array(rows).reshape(len(rows), len(known.units)), make)


def _concentration(share: Share, threshold: Unknown, pays: Quantity) -> Quantity:
    above = literal(threshold.value)
    values = tuple(
        count * max(Fraction(0), part - threshold.value) for count, part in zip(pays.values, share.values, strict=True)
    )
    keys = [("kind", '"concentration"'), ("students", f'"{share.students.expression}"')]
    keys += [("of", f'"{share.of.expression}"'), ("above", above), ("weight", "1"), ("rate", "{}")]
    if pays is not share.students:
        keys.append(("pays", f'"{pays.expression}"'))
    if share.digits is not None:
        keys.append(("round_share", str(share.digits)))
    cost = share.students.bits + share.of.bits + bits(threshold.value) + (3 if share.digits is not None else 0) + 6
    return Quantity(
        f"{pays.factor} * max(0, {share.expression} - {above})",
        values,
        (*share.students.columns, *share.of.columns),
        cost,
        component=tuple(keys),
        shape="concentration above a share",
        thresholds=(threshold,),
    )


def _by_size(target: Target, known: Known, column: NumberColumn) -> Iterator[Batch]:
    """Give what a size lacks to a threshold, and what it has above one."""
    tried = sizes(column.estimate)
    size = single(known, column)
    for is_above in (False, True):
        thresholds = _thresholds(target, column.estimate, tried, is_above=is_above)
        if not thresholds:
            continue

        def make(place: int, found: list[Unknown] = thresholds, above: bool = is_above) -> Quantity:  # noqa: FBT001
            return _beyond(size, found[place], is_above=above)

        places = estimates(tuple(one.value for one in thresholds))[:, None]
        rows = np.maximum(0, column.estimate - places if is_above else places - column.estimate)
        yield Batch(rows if is_above else rows * (column.estimate > 0), make)


def above_thresholds(target: Target, known: Known, column: NumberColumn) -> list[Quantity]:
    """Give what a column has above the simplest number that parts paid units from unpaid ones."""
    thresholds = _thresholds(target, column.estimate, sizes(column.estimate), is_above=True)
    paid = target.estimate != 0
    if min(int(paid.sum()), int((~paid).sum())) < _FEWEST:
        return []
    return [_beyond(single(known, column), one, is_above=True) for one in thresholds[:1]]


def sizes(size: Estimates) -> tuple[Fraction, ...]:
    """Give the round numbers among sizes: in fifties, tens or hundreds, as they come."""
    largest = int(size.max()) if len(size) else 0
    step = 1
    while largest // step > 200:  # noqa: PLR2004  numbers tried
        step *= 10 if str(step)[0] == "5" or step == 1 else 5 if step % 10 == 0 and step != 1 else 2
    return tuple(Fraction(one) for one in range(step, largest + step, step))


def _beyond(size: Quantity, threshold: Unknown, *, is_above: bool) -> Quantity:
    edge, name = literal(threshold.value), size.expression
    cost = size.bits + bits(threshold.value) + OPERATION_BITS + 2
    if is_above:
        values = tuple(max(Fraction(0), one - threshold.value) for one in size.values)
        text = f"max(0, {name} - {edge})"
        return Quantity(text, values, size.columns, cost, shape="rate above a threshold", thresholds=(threshold,))
    values = tuple(max(Fraction(0), threshold.value - one) if one > 0 else Fraction(0) for one in size.values)
    keys = (("kind", '"small_school"'), ("students", f'"{name}"'), ("below", edge), ("rate", "{}"))
    text = f"if({name} > 0, max(0, {edge} - {name}), 0)"
    return Quantity(
        text,
        values,
        size.columns,
        cost,
        component=keys,
        shape="supplement below a size",
        thresholds=(threshold,),
    )
