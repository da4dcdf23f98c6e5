"""Money as bands from left to right, as wide as the amounts; blocks where it stops, each with its name.

After the diagrams of Sankey (1898). Every position is worked out here, so that names of one column never run into each other and the same amounts always
give the same picture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perpupil.charts.scatter import FONT, INK, QUIET, SCHEMA

BLOCK, GAP, NAME = 12.0, 8.0, 36.0
"""Pixels: how wide a block is, what lies between two blocks, and how high a name and its amount are, one below the other."""
TOP = 26.0
"""Pixels above the blocks, for the headings of the columns."""
TALL = 380.0
"""Pixels that the tallest column has for its amounts."""
STEPS = 24
"""Points by which a bent edge is drawn."""
_LAST = 0.25
"""By how much the last column is wider than the others."""
PALE, STRONG, STAYS = "#d3dbe3", "#7c9cbf", "#8d9297"
"""Bands, bands that are to be seen first, and blocks where money stays: three that differ in lightness."""


@dataclass(frozen=True, slots=True)
class Block:
    """Where money stops: in which column, and what it is called."""

    key: str
    column: int
    name: str
    amount: str
    """As it is written."""
    stays: bool = False
    """Whether it goes no further from here; such a block is lighter."""


@dataclass(frozen=True, slots=True)
class Band:
    """An amount on its way from one block to another; above zero."""

    start: str
    end: str
    amount: float
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A chart of bands."""

    headings: Sequence[str]
    """One a column."""
    blocks: Sequence[Block]
    """From the top of each column down."""
    bands: Sequence[Band]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block where it is drawn, in pixels from the top left."""

    block: Block
    x: float
    top: float
    high: float

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.top + self.high / 2


def placed(chart: Flow, width: float) -> dict[str, Placed]:
    """Say where each block is drawn; names of one column are at least a line of text apart."""
    amounts = _amounts(chart.bands)
    whole = [sum(amounts[one.key] for one in chart.blocks if one.column == at) for at in range(len(chart.headings))]
    scale = TALL / max([*whole, 1e-9])
    step = _step(chart, width)
    found: dict[str, Placed] = {}
    below: dict[int, Placed] = {}
    for one in chart.blocks:
        high = max(amounts[one.key] * scale, 1.0)
        last = below.get(one.column)
        top = TOP if last is None else max(last.top + last.high + GAP, last.middle + NAME - high / 2)
        below[one.column] = found[one.key] = Placed(one, one.column * step, max(top, TOP + (NAME - high) / 2), high)
    return found


def _step(chart: Flow, width: float) -> float:
    """Say how far a column is from the next; the last has more room for its names, since no column comes after it."""
    return width / (max(len(chart.headings), 1) + _LAST)


def flow(chart: Flow, width: int = 900) -> dict[str, Any]:
    """Write a chart as a specification."""
    places = placed(chart, width)
    height = max([one.top + max(one.high, NAME) for one in places.values()], default=TOP) + GAP
    step = _step(chart, width)
    headings = [{"x": at * step, "y": 10.0, "text": text} for at, text in enumerate(chart.headings)]
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": round(height),
        "background": "white",
        "padding": 6,
        "encoding": {"x": _scale("x", width), "y": _scale("y", height)},
        "layer": [
            {
                "data": {"values": [row for at, band in enumerate(_drawn(chart, places)) for row in _edge(band, at)]},
                "mark": {"type": "area", "opacity": 1, "orient": "vertical", "stroke": "white", "strokeWidth": 1},
                "encoding": {
                    "y": {**_scale("y", height), "stack": None},
                    "y2": {"field": "y2"},
                    "detail": {"field": "band", "type": "ordinal"},
                    "color": {"field": "color", "type": "nominal", "scale": None, "legend": None},
                },
            },
            {
                "data": {"values": [_block(one) for one in places.values()]},
                "mark": {"type": "rect"},
                "encoding": {
                    "x2": {"field": "x2"},
                    "y2": {"field": "y2"},
                    "color": {"field": "color", "type": "nominal", "scale": None, "legend": None},
                },
            },
            *_names(places, step, len(chart.headings) - 1),
            {
                "data": {"values": headings},
                "mark": {"type": "text", "align": "left", "fontSize": 12, "color": QUIET, "limit": step - 8},
                "encoding": {"text": {"field": "text"}},
            },
        ],
        "config": {"font": FONT, "view": {"stroke": None}},
    }


def _amounts(bands: Sequence[Band]) -> Mapping[str, float]:
    """Give how much a block holds: what comes in, or what goes out where that is more."""
    coming: dict[str, float] = defaultdict(float)
    going: dict[str, float] = defaultdict(float)
    for one in bands:
        coming[one.end] += one.amount
        going[one.start] += one.amount
    return defaultdict(float, {key: max(coming[key], going[key]) for key in {*coming, *going}})


def _scale(name: str, end: float) -> dict[str, Any]:
    return {
        "field": name,
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, end], "nice": False, "zero": False, **({"reverse": True} if name == "y" else {})},
    }


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A band where it is drawn: its left and right ends, each from a top down by a height."""

    left: tuple[float, float]
    right: tuple[float, float]
    high: float
    color: str


def _drawn(chart: Flow, places: Mapping[str, Placed]) -> list[_Drawn]:
    """Stack the bands along each block, in the order of the blocks at their other ends."""
    order = {one.key: at for at, one in enumerate(chart.blocks)}
    amounts = _amounts(chart.bands)
    used_right: dict[str, float] = defaultdict(float)
    used_left: dict[str, float] = defaultdict(float)
    made: list[tuple[bool, _Drawn]] = []
    for one in sorted(chart.bands, key=lambda band: (order[band.start], order[band.end])):
        start, end = places[one.start], places[one.end]
        scale = start.high / amounts[one.start] if amounts[one.start] else 0.0
        high = one.amount * scale
        left = (start.x + BLOCK, start.top + used_right[one.start])
        right = (end.x, end.top + used_left[one.end])
        used_right[one.start] += high
        used_left[one.end] += high
        made.append((one.is_strong, _Drawn(left, right, high, STRONG if one.is_strong else PALE)))
    return [one for _, one in sorted(made, key=lambda pair: pair[0])]


def _edge(band: _Drawn, number: int) -> list[dict[str, Any]]:
    """Draw a band that leaves and arrives level."""
    (x0, y0), (x1, y1) = band.left, band.right
    rows = []
    for at in range(STEPS + 1):
        way = at / STEPS
        bent = way * way * (3 - 2 * way)
        y = y0 + (y1 - y0) * bent
        x = round(x0 + (x1 - x0) * way, 2)
        rows.append({"band": number, "x": x, "y": round(y, 2), "y2": round(y + band.high, 2), "color": band.color})
    return rows


def _block(one: Placed) -> dict[str, Any]:
    color = STAYS if one.block.stays else INK
    return {"x": one.x, "x2": one.x + BLOCK, "y": one.top, "y2": one.top + one.high, "color": color}


def _names(places: Mapping[str, Placed], step: float, last: int) -> list[dict[str, Any]]:
    """Write each block's name and amount to its right, with a rim of white where bands lie below it."""
    layers = []
    for field, dy, weight in (("name", -8, "normal"), ("amount", 8, "bold")):
        for is_last in (False, True):
            several = [one for one in places.values() if (one.block.column == last) is is_last]
            room = step * (1 + _LAST * is_last) - BLOCK - 12
            layers += _texts(several, field, {"dy": dy, "fontWeight": weight, "limit": room})
    return layers


def _texts(several: Sequence[Placed], field: str, how: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Write one line of some names: the rim, then the text."""
    rows = [{"x": one.x + BLOCK + 5, "y": round(one.middle, 2), "text": getattr(one.block, field)} for one in several]
    text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12, **how}
    rim = {**text, "stroke": "white", "strokeWidth": 3.5, "strokeJoin": "round", "color": "white"}
    encoding = {"text": {"field": "text"}}
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding} for mark in (rim, {**text, "color": INK})]
