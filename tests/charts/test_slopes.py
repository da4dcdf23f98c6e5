"""A chart of slopes holds every school twice, tells gains from losses without color, and is drawn without anything from outside."""

from hypothesis import given
from hypothesis import strategies as st

from perpupil.charts.slopes import FALLS, RISES, SAME, Slope, Slopes, named_apart, slopes
from perpupil.documents.drawing import as_svg

LINES = [Slope("Adams & <b>", 1.0, 2.0, is_named=True), Slope("Baker", 2.0, 1.0), Slope("Baker", 3.0, 3.0)]


def chart(lines: list[Slope]) -> dict[str, object]:
    return slopes(Slopes(lines, "First method", "Second method", "Dollars a student"))


def test_every_school_has_two_ends_and_those_of_one_name_stay_apart() -> None:
    rows = slopes(Slopes(LINES, "First", "Second", "y"))["data"]["values"]
    assert [(row["line"], row["side"], row["y"]) for row in rows] == [
        (0, "First", 1.0), (0, "Second", 2.0), (1, "First", 2.0), (1, "Second", 1.0), (2, "First", 3.0), (2, "Second", 3.0),
    ]  # fmt: skip


def test_gains_and_losses_differ_in_dashes_and_not_in_color_alone() -> None:
    encoding = slopes(Slopes(LINES, "First", "Second", "y"))["layer"][0]["encoding"]
    scale = encoding["strokeDash"]["scale"]
    assert scale["domain"] == [RISES, FALLS, SAME]
    assert len({str(dash) for dash in scale["range"]}) == len(set(encoding["color"]["scale"]["range"])) == 3
    only = slopes(Slopes(LINES[:1], "First", "Second", "y"))["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert only == [RISES]


def test_a_drawing_names_what_is_named_and_escapes_it() -> None:
    svg = as_svg(chart(LINES))
    assert "Adams &amp; &lt;b&gt;" in svg
    assert "<b>" not in svg


def test_lines_that_are_far_apart_or_alike_are_drawn() -> None:
    for lines in ([Slope("A", 5, 5)] * 2, [Slope("A", -1e12, 1e12), Slope("B", 0, 0)]):
        assert as_svg(chart(lines)).startswith("<svg")


@given(st.lists(st.floats(0, 20_000), max_size=20), st.integers(0, 6))
def test_no_more_are_named_than_wanted_and_the_first_one_is(ends: list[float], wanted: int) -> None:
    lines = [Slope(str(at), 0.0, end) for at, end in enumerate(ends)]
    chosen = named_apart(lines, wanted)
    assert len(chosen) <= wanted
    assert (0 in chosen) == bool(lines and wanted)
