"""Lines from what was to what would be, one a school: full where it rises, dashed where it falls, a few of them named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perpupil.charts.scatter import FONT, INK, LINE, QUIET, RULE, SCHEMA, Point, apart

RISES, FALLS, SAME = "gains", "loses", "the same"
_WAYS = (RISES, FALLS, SAME)
_COLORS = (LINE, "#b5460f", QUIET)
_DASHES = ((1, 0), (6, 3), (1, 3))
"""Lines are told apart by their dashes, since color is never the only sign."""


@dataclass(frozen=True, slots=True)
class Slope:
    """A line: whose it is, where it begins and ends, and whether it is named."""

    name: str
    before: float
    after: float
    is_named: bool = False

    @property
    def way(self) -> str:
        """Say whether it rises or falls."""
        return RISES if self.after > self.before else FALLS if self.after < self.before else SAME


@dataclass(frozen=True, slots=True)
class Slopes:
    """A chart of lines between two places."""

    slopes: Sequence[Slope]
    before_title: str
    after_title: str
    y_title: str
    y_format: str = "$,.0f"


def named_apart(slopes: Sequence[Slope], wanted: int) -> set[int]:
    """Choose lines to be named, the first ones first, whose names do not run into each other; give their places."""
    return apart([Point(one.name, 0.0, one.after) for one in slopes], wanted)


def slopes(chart: Slopes, width: int = 620, height: int = 520) -> dict[str, Any]:
    """Write a chart as a specification."""
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "background": "white",
        "padding": 6,
        "data": {"values": [row for at, one in enumerate(chart.slopes) for row in _ends(at, one, chart)]},
        "encoding": {
            "x": {
                "field": "side", "type": "nominal", "title": None, "sort": [chart.before_title, chart.after_title],
                "scale": {"type": "point", "padding": 0.25},
                "axis": {"labelAngle": 0, "labelLimit": width // 2, "domain": False, "ticks": False},
            },
            "y": {
                "field": "y", "type": "quantitative", "title": chart.y_title, "axis": {"format": chart.y_format},
                "scale": {"zero": False, "nice": True},
            },
        },
        "layer": [_lines(chart), _NAMES],
        "config": _CONFIG,
    }  # fmt: skip


def _ends(at: int, one: Slope, chart: Slopes) -> list[Mapping[str, Any]]:
    """Give both ends of a line; its name stands at the second."""
    known = {"line": at, "name": one.name, "way": one.way, "named": one.is_named}
    return [
        {**known, "side": chart.before_title, "y": one.before, "last": False},
        {**known, "side": chart.after_title, "y": one.after, "last": True},
    ]


def _lines(chart: Slopes) -> Mapping[str, Any]:
    """Draw the lines; those that are named stronger."""
    there = [at for at, way in enumerate(_WAYS) if any(one.way == way for one in chart.slopes)]
    domain = [_WAYS[at] for at in there]
    return {
        "mark": {"type": "line", "strokeWidth": 1.4, "point": {"size": 18, "filled": True}},
        "encoding": {
            "detail": [{"field": "line"}],
            "color": {
                "field": "way", "type": "nominal", "title": None,
                "scale": {"domain": domain, "range": [_COLORS[at] for at in there]},
            },
            "strokeDash": {
                "field": "way", "type": "nominal", "title": None,
                "scale": {"domain": domain, "range": [list(_DASHES[at]) for at in there]},
            },
            "strokeWidth": {"condition": {"test": "datum.named", "value": 2.6}, "value": 1.1},
            "opacity": {"condition": {"test": "datum.named", "value": 1}, "value": 0.55},
        },
    }  # fmt: skip


_NAMES: Mapping[str, Any] = {
    "transform": [{"filter": "datum.named && datum.last"}],
    "mark": {"type": "text", "align": "left", "dx": 8, "dy": 1, "fontSize": 12, "fontWeight": 600, "color": INK},
    "encoding": {"text": {"field": "name"}},
}
_AXIS = {
    "gridColor": RULE, "domainColor": "#71767a", "tickColor": "#71767a", "labelColor": QUIET, "titleColor": INK,
    "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
}  # fmt: skip
_CONFIG = {
    "font": FONT,
    "view": {"stroke": None},
    "axisX": {**_AXIS, "grid": True, "labelColor": INK, "labelFontWeight": 600, "labelPadding": 8},
    "axisY": {
        **_AXIS, "titleAnchor": "end", "titleAngle": 0, "titleAlign": "left", "titleY": -14, "titleX": 0, "ticks": False, "domain": False,
    },
    "legend": {"orient": "top", "labelFontSize": 12, "symbolType": "stroke", "symbolSize": 400, "offset": 30},
}  # fmt: skip
