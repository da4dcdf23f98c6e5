"""The tables of an allocation: every line of every unit, totals, one row a unit, workings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.notebook.columns import Cells, Decimals, Texts, exact_decimals, integers, joined, money

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from perpupil.allocation.allocation import Allocation
    from perpupil.exact.columns import Integers


def line_cells(allocation: Allocation) -> list[Cells]:
    """Give every line of every unit, unit by unit, as `perpupil run --out` writes them."""
    lines = list(allocation.formula.lines.values())
    count = len(allocation.units)
    quantities, rates = (
        joined(
            part,
            [
                exact_decimals(part, allocation.values[f"{one.name}.{part}"], count) if one.has_quantity else count
                for one in lines
            ],
        )
        for part in ("quantity", "rate")
    )
    return [
        Texts("unit", allocation.units, each=len(lines)),
        Texts("name", allocation.world.facts.names, each=len(lines)),
        Texts("line", [one.name for one in lines], times=count),
        Texts("title", [one.title or one.name for one in lines], times=count),
        _by_unit(quantities, len(lines)),
        _by_unit(rates, len(lines)),
        _by_unit(money("amount", stacked(allocation.lines_cents[one.name] for one in lines)), len(lines)),
        Texts("fund", [one.fund for one in lines], times=count),
        Texts("use", [one.use for one in lines], times=count),
    ]


def total_cells(allocation: Allocation) -> list[Cells]:
    """Give each unit's total."""
    return [*_units(allocation), money("amount", allocation.totals_cents)]


def wide_cells(allocation: Allocation) -> list[Cells]:
    """Give one row a unit: every line, and the total."""
    headings = _headings(allocation.lines_cents, {"unit", "name", "total"})
    lines = [money(headings[line], cents) for line, cents in allocation.lines_cents.items()]
    return [*_units(allocation), *lines, money("total", allocation.totals_cents)]


def step_cells(allocation: Allocation) -> list[Cells]:
    """Give one row a unit: the value of every step."""
    count = len(allocation.units)
    headings = _headings(allocation.formula.steps, {"unit", "name"})
    steps = [exact_decimals(heading, allocation.values[step], count) for step, heading in headings.items()]
    return [*_units(allocation), *steps]


def pool_cells(allocation: Allocation) -> list[Cells]:
    """Give one row a pool."""
    pools = list(allocation.pools.values())
    columns = {
        "amount": [one.amount_cents for one in pools],
        "kept_back": [one.reserve_cents for one in pools],
        "allocated": [one.allocated_cents for one in pools],
        "left": [one.left_cents for one in pools],
    }
    factors = [exact_decimals("factor", one.factor, 1) for one in pools]
    return [
        Texts("pool", [one.name for one in pools]),
        *(money(name, integers(cents)) for name, cents in columns.items()),
        joined("factor", factors),
    ]


def stacked(arrays: Iterable[Integers]) -> Integers:
    """Put arrays of cents one behind the other."""
    every = list(arrays)
    return np.concatenate(every) if every else np.zeros(0, np.int64)


def _units(allocation: Allocation) -> list[Cells]:
    return [Texts("unit", allocation.units), Texts("name", allocation.world.facts.names)]


def _by_unit(column: Decimals, lines: int) -> Decimals:
    """Turn a column that goes line by line into one that goes unit by unit."""
    unscaled = column.unscaled.reshape(lines, -1).T.ravel()
    known = None if column.known is None else column.known.reshape(lines, -1).T.ravel()
    return Decimals(column.name, unscaled, column.scale, known, column.is_cut)


def _headings(names: Collection[str], taken: set[str]) -> dict[str, str]:
    """Give each line or step a heading: its name, with a `_` where that is the heading of another column."""
    headings: dict[str, str] = {}
    for name in names:
        heading = name
        while heading in taken or (heading != name and heading in names):
            heading += "_"
        headings[name] = heading
        taken = {*taken, heading}
    return headings
