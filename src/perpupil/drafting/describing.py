"""What no rule gives, described: how much of the differences a straight line through some column explains.

This is an estimate, and says so. It is never taken for a rule; it tells the person who asks where to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from perpupil.drafting.nearest import given
from perpupil.drafting.rules import Rule
from perpupil.drafting.table import Estimates, Known, Target, TextColumn
from perpupil.exact.numerals import write_number
from perpupil.exact.rounding import Rounding

_USED_MOST = 2
_ADDS_LEAST = 0.02  # estimate: a second column must explain two percent more
_MISSED_LEAST, _COLUMNS_TOLD, _NAMED = 3, 3, 3


def describe_rest(target: Target, known: Known) -> str:
    """Say how much of the differences between units the best one or two columns explain."""
    is_known = np.array(target.is_known)
    amounts = target.estimate[is_known]
    if len(amounts) < 4 or not amounts.std():  # noqa: PLR2004  a line through fewer explains nothing
        return "too few different amounts to describe"
    columns = [(one.name, one.estimate[is_known]) for one in known.numbers if one.estimate.std()]
    chosen: list[tuple[str, Estimates]] = []
    explained = 0.0  # estimate: described, never paid
    while len(chosen) < min(_USED_MOST, len(amounts) // 4):
        scores = [
            (_explained(amounts, [each for _, each in [*chosen, one]]), one)
            for one in columns
            if one[0] not in {name for name, _ in chosen}
        ]
        if not scores:
            break
        score, one = max(scores, key=lambda pair: pair[0])
        if score < explained + _ADDS_LEAST:
            break
        chosen.append(one)
        explained = score
    if not chosen:
        return "no column explains the differences"
    names = " and ".join(name for name, _ in chosen)
    return (
        f"a straight line by {names} explains about {int(100 * explained)}% of the differences"  # estimate: described
    )


def _explained(amounts: Estimates, columns: list[Estimates]) -> float:  # estimate: described, never paid
    """Give the share of the variance that a straight line through some columns explains."""
    matrix = np.column_stack([np.ones(len(amounts)), *columns])
    scale = np.maximum(np.abs(matrix).max(axis=0), 1)
    matrix = np.divide(matrix, scale)  # estimate: described, never paid
    solution = np.linalg.lstsq(matrix, amounts, rcond=None)[0]
    rest = amounts - matrix @ solution
    return max(0.0, 1 - float(rest.var() / amounts.var()))  # estimate: described, never paid


def describe_failure(target: Target, known: Known, nearest: Rule | None, tried: Sequence[str]) -> tuple[str, ...]:
    """Say why there is no rule: what was tried, what came nearest, what the amounts are like, and which column is missing."""
    paid = target.count_above_zero
    if not tried:
        units = "1 unit has" if paid == 1 else f"{paid} units have"
        return (f"Only {units} an amount here; from so few no rule can be told from chance.",)
    said = [f"Tried: {'; '.join(tried)}."]
    if nearest is None:
        said.append(f"None of them gives more than a few of the {paid:,} units that have an amount.")
    else:
        said.append(
            f"Nearest: {nearest.words}. It gives {given(target, nearest):,} of the {paid:,} units that have an amount, and "
            f"{sum(target.is_known) - len(target.misses(nearest.gives)):,} of {sum(target.is_known):,} units in all; "
            "a rule must give more."
        )
        said += describe_misses(target, known, nearest)
    said += _same_as(target, known)
    said.append(_missing(target, known, nearest))
    return tuple(said)


def describe_misses(target: Target, known: Known, rule: Rule) -> tuple[str, ...]:
    """Say whether the units outside a rule are of one sort, or get a multiple of what it gives by a text that is the same for each sort."""
    missed = {place for place in target.misses(rule.gives) if target.values[place]}
    best: tuple[int, str] | None = None
    for column in known.texts if len(missed) >= _MISSED_LEAST else ():
        sorts = list(_sorts(target, column, missed))
        factors = [
            (text, len(places), factor) for text, places in sorts if (factor := _factor(target, rule, sorted(places)))
        ]
        count = sum(each for _, each, _ in factors)
        if 2 * count >= len(missed) and (best is None or count > best[0]):
            named = ", ".join(
                f"{factor} times it where {column.name} is {text}" for text, _, factor in factors[:_NAMED]
            )
            more = f", and {len(factors) - _NAMED} sorts more" if len(factors) > _NAMED else ""
            best = (
                count,
                f"{count:,} of the {len(missed):,} units outside it get about {named}{more}: it looks like a factor by {column.name}.",
            )
        elif len(sorts) == 1 and len(sorts[0][1]) == len(missed) and best is None:
            best = 0, f"All {len(missed):,} units outside it have {column.name} {sorts[0][0]}."
    if best is not None:
        return (best[1],)
    factor = _factor(target, rule, sorted(missed)) if len(missed) >= _MISSED_LEAST else ""
    if not factor:
        return ()
    sort = "it looks like a factor for a sort of units that no column here tells"
    return (f"All {len(missed):,} units outside it get about {factor} times what it gives: {sort}.",)


def _sorts(target: Target, column: TextColumn, missed: set[int]) -> Iterator[tuple[str, set[int]]]:
    """Give the texts of which nearly all units lie outside a rule, and these units."""
    for kind, text in enumerate(column.kinds):
        there = {place for place, group in enumerate(column.groups) if group == kind and target.values[place]}
        outside = there & missed
        if len(outside) >= _MISSED_LEAST and 4 * len(outside) >= 3 * len(there) and 2 * len(there) < len(target.values):
            yield text, outside


def _factor(target: Target, rule: Rule, places: Sequence[int]) -> str:
    """Give the one number by which these amounts are a multiple of what a rule gives, to three digits; nothing where it differs."""
    shares = [target.values[place] / rule.gives[place] for place in places if rule.gives[place]]  # exact: Fraction
    if len(shares) < len(places):
        return ""
    middle = sorted(shares)[len(shares) // 2]
    is_one = all(abs(one - middle) * 200 <= abs(middle) for one in shares)
    return write_number(Rounding(3).of(middle)) if is_one and middle != 1 else ""


def _same_as(target: Target, known: Known) -> list[str]:
    """Name the columns that are the amount itself at some units, or its opposite: signs of the lesser of several amounts."""
    left = np.array(target.is_known) & (target.estimate != 0)
    said: list[str] = []
    columns = [one for one in known.numbers if one.estimate.any()]
    for _ in range(_COLUMNS_TOLD):
        counts = [
            (int((left & (one.estimate * sign == target.estimate)).sum()), -sign, one.name, one)
            for one in columns
            for sign in (1, -1)
        ]
        if not counts:
            break
        count, sign, name, one = max(counts, key=lambda each: (each[0], each[1]))
        if count < _MISSED_LEAST or count * 20 < target.count_above_zero:
            break
        said.append(f"{'-' if sign > 0 else ''}{name} at {count:,} units")
        left &= one.estimate * -sign != target.estimate
    return [f"The amount is {', '.join(said)}; {int(left.sum()):,} more follow something else."] if said else []


def _missing(target: Target, known: Known, nearest: Rule | None) -> str:
    if nearest is None:
        return (
            "A rule needs a column that is not in this table: the count that is paid for, or the working that the amount comes from. "
            "Ask for it, and draft again."
        )
    places = target.misses(nearest.gives)
    ids = ", ".join(known.units[place] for place in places[:_NAMED])
    return (
        f"{len(places):,} units lie outside the nearest, such as {ids}. A column that tells them from the others (a flag, a sort, an "
        "earlier amount), or a working that stands between, would be needed."
    )
