"""Points with a line through them, those that lie far off named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
INK, QUIET, LINE, RULE = "#1b1b1b", "#565c65", "#005ea2", "#dfe1e2"
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
"""A shape for each group, since color is never the only sign; further groups share the last."""
FONT = "'Source Sans 3', 'Source Sans Pro', Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Point:
    """A point: where it is, what it is, and whether it is named on the chart."""

    name: str
    x: float
    y: float
    group: str = ""
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Scatter:
    """A chart of points."""

    points: Sequence[Point]
    x_title: str
    y_title: str
    line: tuple[tuple[float, float], tuple[float, float]] | None = None
    """The ends of the line through them."""
    mean: float | None = None
    x_format: str = ".0%"
    y_format: str = "$,.0f"


def apart(points: Sequence[Point], wanted: int, wide: float = 0.2, high: float = 0.045) -> set[int]:
    """Choose points to be named, the first ones first, whose names do not run into each other.

    Args:
        points: In the order of how much they are worth a name.
        wanted: How many at most.
        wide: The part of the chart's width that a name takes.
        high: The part of its height.

    Returns:
        Their positions.

    """
    if not points:
        return set()
    width = max(one.x for one in points) - min(one.x for one in points) or 1
    height = max(one.y for one in points) - min(one.y for one in points) or 1
    chosen: list[int] = []
    for at, one in enumerate(points):
        near = any(
            abs(one.x - points[other].x) < wide * width and abs(one.y - points[other].y) < high * height
            for other in chosen
        )
        if not near and len(chosen) < wanted:
            chosen.append(at)
    return set(chosen)


def scatter(chart: Scatter, width: int = 860, height: int = 380) -> dict[str, Any]:
    """Write a chart as a specification."""
    layers: list[Mapping[str, Any]] = []
    if chart.mean is not None:
        layers.append(_rule(chart.mean))
    if chart.line is not None:
        layers.append(_line(chart.line))
    layers += [_points(chart), _NAMES]
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "background": "white",
        "padding": 6,
        "data": {"values": [_row(one) for one in chart.points]},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": chart.x_title, "axis": {"format": chart.x_format}},
            "y": {
                "field": "y", "type": "quantitative", "title": chart.y_title, "axis": {"format": chart.y_format},
                "scale": {"zero": False, "nice": True},
            },
        },
        "layer": layers,
        "config": _CONFIG,
    }  # fmt: skip


def _row(one: Point) -> Mapping[str, Any]:
    return {"name": one.name, "x": one.x, "y": one.y, "group": one.group, "named": one.is_named}


def _points(chart: Scatter) -> Mapping[str, Any]:
    """Draw open points, and filled ones where they are named."""
    groups = sorted({one.group for one in chart.points})
    shape: Mapping[str, Any] = {}
    if len(groups) > 1:
        shapes = [SHAPES[min(at, len(SHAPES) - 1)] for at in range(len(groups))]
        shape = {
            "shape": {"field": "group", "type": "nominal", "title": None, "scale": {"domain": groups, "range": shapes}}
        }
    return {
        "mark": {"type": "point", "size": 55, "strokeWidth": 1.2, "color": QUIET},
        "encoding": {
            **shape,
            "fill": {"condition": {"test": "datum.named", "value": INK}, "value": "white"},
            "stroke": {"condition": {"test": "datum.named", "value": INK}, "value": QUIET},
        },
    }


_NAMES: Mapping[str, Any] = {
    "transform": [{"filter": "datum.named"}],
    "mark": {"type": "text", "align": "left", "dx": 8, "dy": 1, "fontSize": 12, "fontWeight": 600, "color": INK},
    "encoding": {"text": {"field": "name"}},
}


def _line(ends: tuple[tuple[float, float], tuple[float, float]]) -> Mapping[str, Any]:
    values = [{"x": x, "y": y} for x, y in ends]
    return {"data": {"values": values}, "mark": {"type": "line", "color": LINE, "strokeWidth": 2.5}}


def _rule(mean: float) -> Mapping[str, Any]:
    return {
        "data": {"values": [{"y": mean}]},
        "mark": {"type": "rule", "color": QUIET, "strokeDash": [2, 4]},
        "encoding": {"x": None},
    }


_AXIS = {
    "gridColor": RULE, "domainColor": "#71767a", "tickColor": "#71767a", "labelColor": QUIET, "titleColor": INK,
    "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
}  # fmt: skip
_CONFIG = {
    "font": FONT,
    "view": {"stroke": None},
    "axisX": {**_AXIS, "grid": False, "titleAnchor": "end"},
    "axisY": {
        **_AXIS,
        "titleAnchor": "end",
        "titleAngle": 0,
        "titleAlign": "left",
        "titleY": -14,
        "titleX": 0,
        "ticks": False,
        "domain": False,
    },
    "legend": {
        "orient": "top",
        "labelFontSize": 12,
        "symbolBaseStrokeColor": QUIET,
        "symbolBaseFillColor": "white",
        "symbolStrokeWidth": 1.2,
        "symbolSize": 60,
        "offset": 30,
    },
}
