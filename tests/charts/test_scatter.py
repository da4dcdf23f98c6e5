"""A chart holds every point, names those that can be told apart, and is drawn without anything from outside."""

import re

from hypothesis import given
from hypothesis import strategies as st

from perpupil.charts.scatter import SHAPES, Point, Scatter, apart, scatter
from perpupil.documents.drawing import as_svg

POINTS = [
    Point("Adams & <b>", 0.1, 9000.0, "elementary", is_named=True),
    Point("Baker", 0.5, 9500.0, "middle"),
    Point("Carver", 0.9, 8000.0, "high"),
]
CHART = Scatter(POINTS, "Share", "Dollars", ((0.1, 9000.0), (0.9, 8500.0)), 8900.0)


def test_every_point_is_there_as_it_is() -> None:
    rows = scatter(CHART)["data"]["values"]
    assert [(row["name"], row["x"], row["y"], row["named"]) for row in rows] == [
        (one.name, one.x, one.y, one.is_named) for one in POINTS
    ]


def test_groups_have_shapes_of_their_own_and_one_group_needs_none() -> None:
    text = str(scatter(CHART))
    assert all(shape in text for shape in SHAPES[:3])
    alone = Scatter([Point("A", 0, 1), Point("B", 1, 2)], "x", "y")
    assert "shape" not in str(scatter(alone)["layer"])


def test_a_drawing_names_what_is_named_escapes_it_and_asks_for_nothing_from_outside() -> None:
    svg = as_svg(scatter(CHART))
    assert "Adams &amp; &lt;b&gt;" in svg
    assert "Baker" not in re.sub(r'aria-label="[^"]*"', "", svg)
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:", svg)
    assert re.match(r"<svg [^>]*viewBox=", svg)
    assert "width=" not in svg[: svg.index(">")]


def test_numbers_that_are_far_or_alike_are_drawn() -> None:
    for points in ([Point("A", 0, 5), Point("B", 0, 5)], [Point("A", 0, 1e15), Point("B", 1, -1e15)]):
        assert as_svg(scatter(Scatter(points, "x", "y"))).startswith("<svg")


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 20_000)), max_size=30), st.integers(0, 8))
def test_names_do_not_run_into_each_other(places: list[tuple[float, float]], wanted: int) -> None:
    points = [Point(str(at), x, y) for at, (x, y) in enumerate(places)]
    chosen = sorted(apart(points, wanted))
    assert len(chosen) <= wanted
    width = (max(x for x, _ in places) - min(x for x, _ in places) or 1) if places else 1
    height = (max(y for _, y in places) - min(y for _, y in places) or 1) if places else 1
    for at, one in enumerate(chosen):
        for other in chosen[at + 1 :]:
            far = (
                abs(places[one][0] - places[other][0]) >= 0.2 * width
                or abs(places[one][1] - places[other][1]) >= 0.045 * height
            )
            assert far
    if places and wanted:
        assert 0 in chosen
