"""A reply that does not hold together is refused whole, whoever wrote it."""

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil import limits
from perpupil.facts.table import TextTable
from perpupil.findings import Place, finding
from perpupil.intake.reading import Reading, SetAside
from perpupil.workspace.reply import Garbled, read_reply, write_reply

CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
HEADERS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=5)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    tables = []
    for number in range(draw(st.integers(0, 2))):
        rows = draw(st.lists(st.integers(1, 10**9), max_size=4))
        headers = draw(st.lists(HEADERS, unique=True, max_size=3))
        columns = {header: draw(st.lists(CELLS, min_size=len(rows), max_size=len(rows))) for header in headers}
        tables.append(TextTable(f"file {number}", columns, rows))
    found = [
        finding("row-set-aside", Place("a.csv", line, path="column b"), "What.", "Fix.")
        for line in draw(st.lists(st.integers(1, 99), max_size=3))
    ]
    aside = [
        SetAside("a.csv", row, tuple(draw(st.lists(CELLS, max_size=3))))
        for row in draw(st.lists(st.integers(1, 99), max_size=3))
    ]
    return Reading(tuple(tables), tuple(found), tuple(aside))


def written(reading: Reading) -> bytes:
    stream = io.BytesIO()
    write_reply(reading, stream)
    return stream.getvalue()


@given(readings())
def test_a_reading_comes_back_as_it_was_sent(reading: Reading) -> None:
    back = read_reply(io.BytesIO(written(reading)))
    assert (back.findings, back.aside) == (reading.findings, reading.aside)
    assert [(one.source, one.columns, list(one.rows)) for one in back.tables] == [
        (one.source, one.columns, list(one.rows)) for one in reading.tables
    ]


@given(readings(), st.data())
def test_a_reply_that_is_cut_is_refused(reading: Reading, data: st.DataObject) -> None:
    content = written(reading)
    cut = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(Garbled):
        read_reply(io.BytesIO(content[:cut]))


@given(readings(), st.data())
def test_a_reply_that_is_changed_is_refused_or_still_only_texts_and_numbers(
    reading: Reading, data: st.DataObject
) -> None:
    content = bytearray(written(reading))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        back = read_reply(io.BytesIO(bytes(content)))
    except Garbled:
        return
    assert all(isinstance(cell, str) for table in back.tables for cells in table.columns.values() for cell in cells)
    assert all(len(cells) == len(table) for table in back.tables for cells in table.columns.values())


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(Garbled):
        read_reply(io.BytesIO(noise))


def framed(*frames: bytes) -> bytes:
    return b"".join(struct.pack(">Q", len(frame)) + frame for frame in frames)


def head(**more: object) -> bytes:
    return json.dumps({"tables": [], "findings": [], "aside": []} | more).encode()


@pytest.mark.parametrize(
    "content",
    [
        framed(b"[" * 100_000),
        framed(b'"x"', b""),
        framed(head(), b"x"),
        framed(head(), b"", b""),
        framed(head(findings=[["no-such-code", "a", 1, None, "", "x", "y"]]), b""),
        framed(head(findings=[["too-large", "a", "1", None, "", "x", "y"]]), b""),
        framed(head(findings=[["too-large", "a", 1, None, "", {"x": 1}, "y"]]), b""),
        framed(head(tables=[{"source": "a", "headers": ["x"], "rows": 2}]), bytes(16), b"1", b""),
        framed(head(tables=[{"source": "a", "headers": ["x"], "rows": 2}]), bytes(8), b"1\0002", b""),
        framed(head(tables=[{"source": "a", "headers": ["x", "x"], "rows": 1}]), bytes(8), b"1", b"1", b""),
        framed(head(tables=[{"source": "a", "headers": ["x"], "rows": True}]), bytes(8), b"1", b""),
        framed(head(tables=[{"source": "a", "headers": ["x"], "rows": 1}]), bytes(8), b"\xff", b""),
        framed(head(tables=[{"source": "a", "headers": "x", "rows": 1}]), bytes(8), b"1", b""),
        framed(head(aside=[["a", 1, 2]]), b"only one"),
        framed(head(aside=[["a", -1, 1]]), b"x"),
    ],
)
def test_a_reply_that_lies_is_refused(content: bytes) -> None:
    with pytest.raises(Garbled):
        read_reply(io.BytesIO(content))


@pytest.mark.parametrize("beyond", [0, 1])
def test_a_reply_is_as_long_as_it_may_be_and_no_longer(beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading((TextTable("a", {"x": ["1", "2"]}, [1, 2]),))
    frames = len(written(reading)) - 4 * 8
    monkeypatch.setattr(limits, "READER_ANSWER_BYTES", frames - beyond)
    if beyond:
        with pytest.raises(Garbled):
            read_reply(io.BytesIO(written(reading)))
    else:
        assert read_reply(io.BytesIO(written(reading))).tables[0].columns == {"x": ["1", "2"]}


def test_what_a_terminal_obeys_is_marked_in_findings() -> None:
    content = framed(head(findings=[["too-large", "a\x1b[2J", 1, None, "", "x\x07", "y"]]), b"")
    (only,) = read_reply(io.BytesIO(content)).findings
    assert "\x1b" not in str(only)
    assert "\x07" not in only.what
