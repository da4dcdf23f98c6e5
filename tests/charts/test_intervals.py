"""Intervals on one scale: nothing of any of them lies outside it, and nothing stands in the middle."""

import json

from hypothesis import given
from hypothesis import strategies as st

from perpupil.charts.intervals import WIDTH, Interval, common_scale, interval_chart
from perpupil.documents.drawing import as_svg

AMOUNTS = st.floats(-1e7, 1e7, allow_nan=False)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, estimate, high = sorted(draw(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS)))
    return Interval(estimate, low, high, draw(st.floats(0, 1e7)))


@given(st.lists(intervals(), max_size=6))
def test_everything_lies_within_the_scale_and_nothing_in_its_middle(some: list[Interval]) -> None:
    low, high = common_scale(some)
    assert low == -high < 0 < high
    for one in some:
        assert low <= -one.margin <= one.margin <= high
        assert low <= one.low <= one.estimate <= one.high <= high


def test_the_band_the_line_and_the_dot_stand_where_their_numbers_are() -> None:
    chart = interval_chart(Interval(50.0, 25.0, 75.0, 20.0), (-100.0, 100.0), "less", "more", "£0")
    values = [layer["data"]["values"] for layer in chart["layer"]]
    assert values[0] == [{"x": -20.0, "end": 20.0}]
    assert values[3] == [{"x": 25.0, "end": 75.0}]
    assert values[4] == [{"x": 50.0}]
    texts = [layer["mark"]["text"] for layer in chart["layer"] if layer["mark"]["type"] == "text"]
    assert texts == ["less", "£0", "more"]


def test_a_drawing_carries_no_style_that_a_strict_page_refuses_and_escapes_its_words() -> None:
    chart = interval_chart(Interval(50.0, 25.0, 75.0, 20.0), (-100.0, 100.0), "<script>", "more")
    svg = as_svg(chart)
    assert "style=" not in svg
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg
    assert chart["width"] == WIDTH
    assert json.dumps(chart)
