"""One slope with its interval, beside the band that is too small to count; several of them on one common scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from perpupil.charts.scatter import FONT, INK, LINE, QUIET, RULE, SCHEMA

WIDTH, HEIGHT = 280, 34
ROOM = 0.08
"""The part of the scale that stays free at either end."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A best estimate between its ends, and how far from nothing still counts as nothing."""

    estimate: float
    low: float
    high: float
    margin: float


def common_scale(intervals: Iterable[Interval]) -> tuple[float, float]:
    """Give the ends of a scale that holds all of some intervals and their bands, with nothing in its middle.

    >>> common_scale([Interval(5.0, 0.0, 10.0, 2.0), Interval(-40.0, -50.0, -30.0, 20.0)])
    (-54.0, 54.0)
    """
    farthest = max((abs(end) for one in intervals for end in (one.low, one.high, one.margin)), default=1.0) or 1.0
    return -farthest * (1 + ROOM), farthest * (1 + ROOM)


def interval_chart(one: Interval, scale: tuple[float, float], less: str, more: str, zero: str = "$0") -> dict[str, Any]:
    """Write an interval as a specification.

    Args:
        one: The interval.
        scale: The ends of the scale, which several charts have in common.
        less: What lies to the left, in words.
        more: What lies to the right.
        zero: How nothing is written.

    """
    x = {"type": "quantitative", "axis": None, "scale": {"domain": list(scale), "nice": False, "zero": False}}
    middle, under = HEIGHT / 2 - 5, HEIGHT - 1  # estimate: places in a drawing
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": HEIGHT,
        "background": None,
        "padding": 2,
        "layer": [
            _rect(one, x, middle),
            _rule(scale, x, {"color": "#71767a", "strokeWidth": 1}, HEIGHT - 12),
            _upright(x),
            _rule((one.low, one.high), x, {"color": LINE, "strokeWidth": 3}, middle),
            {
                "data": {"values": [{"x": one.estimate}]},
                "mark": {"type": "point", "filled": True, "size": 90, "color": LINE, "opacity": 1, "y": middle},
                "encoding": {"x": {"field": "x", **x}},
            },
            _words(scale[0], less, "left", x, under),
            _words(0.0, zero, "center", x, under),
            _words(scale[1], more, "right", x, under),
        ],
        "config": {"font": FONT, "view": {"stroke": None}},
    }


def _rect(one: Interval, x: Mapping[str, Any], middle: float) -> Mapping[str, Any]:
    """Draw the band that is too small to count."""
    return {
        "data": {"values": [{"x": -one.margin, "end": one.margin}]},
        "mark": {"type": "rect", "color": RULE, "y": middle - 8, "y2": middle + 8},
        "encoding": {"x": {"field": "x", **x}, "x2": {"field": "end"}},
    }


def _rule(ends: tuple[float, float], x: Mapping[str, Any], look: Mapping[str, Any], height: float) -> Mapping[str, Any]:
    return {
        "data": {"values": [{"x": ends[0], "end": ends[1]}]},
        "mark": {"type": "rule", "y": height, "y2": height, **look},
        "encoding": {"x": {"field": "x", **x}, "x2": {"field": "end"}},
    }


def _upright(x: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "data": {"values": [{"x": 0}]},
        "mark": {"type": "rule", "y": 0, "y2": HEIGHT - 9, "color": INK, "strokeWidth": 1},
        "encoding": {"x": {"field": "x", **x}},
    }


def _words(place: float, words: str, align: str, x: Mapping[str, Any], under: float) -> Mapping[str, Any]:
    look = {"type": "text", "align": align, "baseline": "bottom", "fontSize": 11, "color": QUIET, "y": under + 3}
    return {
        "data": {"values": [{"x": place}]},
        "mark": {**look, "text": words},
        "encoding": {"x": {"field": "x", **x}},
    }
