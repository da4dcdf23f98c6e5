"""A flow keeps every amount, leaves room for every name, and is drawn without anything from outside."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from perpupil.charts.flow import NAME, PALE, STAYS, STRONG, Band, Block, Flow, flow, placed
from perpupil.charts.scatter import INK
from perpupil.documents.drawing import as_svg

CHART = Flow(
    ["From", "To"],
    [Block("s", 0, "State & <b>", "$3"), Block("a", 1, "Alder", "$2"), Block("k", 1, "Kept", "$1", stays=True)],
    [Band("s", "a", 2.0, is_strong=True), Band("s", "k", 1.0)],
)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Three columns, every block fed from each of the column before."""
    columns = [draw(st.integers(1, 7)) for _ in range(3)]
    blocks = [Block(f"{at}-{k}", at, f"Name {k}", "$1") for at, count in enumerate(columns) for k in range(count)]
    amounts = st.floats(1e-3, 1e12)
    bands = [
        Band(one.key, other.key, draw(amounts)) for one in blocks for other in blocks if other.column == one.column + 1
    ]
    return Flow(["A", "B", "C"], blocks, bands)


@given(flows())
def test_names_of_a_column_never_run_into_each_other_and_nothing_lies_outside(chart: Flow) -> None:
    places = placed(chart, 900)
    drawn = flow(chart)
    for column in range(3):
        several = [one for one in places.values() if one.block.column == column]
        for above, below in pairwise(several):
            assert below.middle - above.middle >= NAME - 1e-6
            assert below.top >= above.top + above.high
    assert all(one.top >= 0 and one.top + one.high <= drawn["height"] for one in places.values())


@given(flows())
def test_blocks_of_one_chart_are_as_high_as_their_amounts(chart: Flow) -> None:
    places = placed(chart, 900)
    coming = {one.key: sum(band.amount for band in chart.bands if band.end == one.key) for one in chart.blocks}
    going = {one.key: sum(band.amount for band in chart.bands if band.start == one.key) for one in chart.blocks}
    seen = [(one.high, max(coming[key], going[key])) for key, one in places.items() if one.high > 1]
    assert all(abs(high * seen[0][1] / amount / seen[0][0] - 1) < 1e-6 for high, amount in seen)


def test_bands_keep_their_width_and_strong_ones_lie_above() -> None:
    rows = flow(CHART)["layer"][0]["data"]["values"]
    widths = {
        row["band"]: {round(row["y2"] - row["y"], 1) for row in rows if row["band"] == row["band"]} for row in rows
    }
    assert set(widths) == {0, 1}
    assert [color for color, _ in pairwise(dict.fromkeys(row["color"] for row in rows))] == [PALE]
    assert rows[-1]["color"] == STRONG


def test_the_three_tones_differ_in_gray() -> None:
    def lightness(color: str) -> float:
        red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    tones = sorted(map(lightness, (INK, STRONG, PALE)))
    assert all(high - low > 40 for low, high in pairwise(tones))
    assert lightness(STAYS) - lightness(INK) > 80


def test_a_drawing_names_every_block_escapes_it_and_asks_for_nothing_from_outside() -> None:
    svg = as_svg(flow(CHART))
    for words in ("State &amp; &lt;b&gt;", "Alder", "$2", "From"):
        assert words in svg
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:", svg)
    assert "NaN" not in svg


def test_no_bands_make_an_empty_chart_and_no_fault() -> None:
    assert "<svg" in as_svg(flow(Flow([], [], [])))
