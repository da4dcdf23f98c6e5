"""Marks of what was discussed are kept whole, one process at a time, and a damaged file is said to be so."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.equity.district.records import Mark
from perpupil.workspace.district import Busy, alone
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.marks import MARKS, keep_marks, marks_of

MARK = Mark("leadership team", "2027-01-20", "more in March", 500)


def test_a_mark_is_kept_changed_and_taken_back(tmp_path: Path) -> None:
    assert marks_of(tmp_path) == {}
    keep_marks(tmp_path, {"average_pay": MARK, "same_need:01:02": Mark("board", "2027-02-01")})
    keep_marks(tmp_path, {"average_pay": Mark("board", "2027-02-01", "", None)})
    assert marks_of(tmp_path)["average_pay"].by == "board"
    keep_marks(tmp_path, {"average_pay": None, "never": None})
    assert set(marks_of(tmp_path)) == {"same_need:01:02"}


def test_another_process_at_work_is_waited_for_by_the_person(tmp_path: Path) -> None:
    keep_marks(tmp_path, {"a": MARK})
    with alone(tmp_path), pytest.raises(Busy):
        keep_marks(tmp_path, {"b": MARK})
    assert set(marks_of(tmp_path)) == {"a"}


GOOD = {"version": 1, "discussed": {"a": {"by": "x", "on": "2027-01-20", "note": "", "amount_cents": 1}}}


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "null", "{", "1", '{"version": 2, "discussed": {}}', '{"version": 1}', '{"version": 1, "discussed": []}',
        '{"version": 1, "discussed": {"a": 1}}', '{"version": 1, "discussed": {"a": {}}}', '"\\ud800"', "\xff",
        json.dumps(GOOD).replace('"x"', "7"), json.dumps(GOOD).replace("2027-01-20", "soon"), json.dumps(GOOD).replace(": 1}}", ": true}}"), json.dumps(GOOD).replace(": 1}}", ": 1.5}}"),
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_and_not_written_over(content: str, tmp_path: Path) -> None:
    (tmp_path / MARKS).write_bytes(content.encode("latin-1"))
    with pytest.raises(NoSuchFile, match="damaged"):
        marks_of(tmp_path)
    with pytest.raises(NoSuchFile, match="damaged"):
        keep_marks(tmp_path, {"a": MARK})
    assert (tmp_path / MARKS).read_bytes() == content.encode("latin-1")


TEXT = st.text(st.characters(categories=("L", "N", "P")), max_size=20).map(
    lambda text: unicodedata.normalize("NFC", text)
)
DAY = st.dates().map(lambda day: day.isoformat())


@given(st.dictionaries(TEXT, st.builds(Mark, TEXT, DAY, TEXT, st.integers() | st.none()), max_size=3))
def test_what_is_kept_is_read_again(marks: dict[str, Mark]) -> None:
    import tempfile  # noqa: PLC0415  each example has a folder of its own

    with tempfile.TemporaryDirectory() as folder:
        keep_marks(Path(folder), marks)
        assert marks_of(Path(folder)) == marks
