"""A file made to do harm is refused with a sentence, before anything parses it."""

import io

import pytest

from perpupil import limits
from perpupil.findings import Severity
from perpupil.intake.bounds import check_lines, check_size, open_archive
from perpupil.intake.reading import Asked
from tests.intake import hostile
from tests.intake.reading import codes, read, table, told


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, bound in {
        "ARCHIVE_BYTES": 4_000_000,
        "ARCHIVE_SMALL_BYTES": 400_000,
        "ARCHIVE_ENTRIES": 40,
        "LINE_BYTES": 2_100_000,
        "ROWS_SET_ASIDE": 50,
    }.items():
        monkeypatch.setattr(limits, name, bound)


@pytest.mark.parametrize("name", hostile.HOSTILE)
def test_a_hostile_file_is_refused_for_what_it_is(name: str) -> None:
    make, code = hostile.HOSTILE[name]
    reading = read(make(), name)
    assert reading.tables == ()
    errors = [one for one in reading.findings if one.severity is Severity.ERROR]
    assert [one.code for one in errors] == [code]
    assert all(one.what.endswith(".") and one.fix for one in errors)


def test_cells_that_a_spreadsheet_would_run_are_told_and_kept_as_text() -> None:
    reading = read("school,note\n0010,=1+1\n0020,@SUM(A1)\n0030,\"+cmd|' /C calc'!A0\"\n0040,-12.50\n0050,-\n")
    assert told(reading, "cell-like-formula") == ["Column 2: 3 cells of text that begins as a formula does."]
    assert reading.tables[0].columns["note"] == ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-12.50", "-"]


def test_a_sheet_that_only_claims_to_be_vast_is_read() -> None:
    assert table(hostile.claimed_sheet(), "claimed.xlsx").columns == {"school": ["10"], "students": ["400"]}


def test_a_million_columns_are_not_taken_apart() -> None:
    assert told(read(hostile.many_columns()), "too-large") == ["The file has more than 2,000 columns."]


def test_an_open_quote_gives_up_its_own_line_only() -> None:
    reading = read('school,students\n"0010,400\n0020,500\n0030,600\n')
    assert reading.tables[0].columns == {"school": ["0020", "0030"], "students": ["500", "600"]}
    assert [(one.row, one.cells) for one in reading.aside] == [(2, ('"0010,400',))]


@pytest.mark.parametrize("beyond", [0, 1])
class TestEachLimitAtItsEdge:
    """What is just within a limit is read, and one more is not."""

    def test_bytes(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "INTAKE_BYTES", 20)
        assert (check_size(io.BytesIO(b"x" * (20 + beyond)), "a.csv") is None) == (beyond == 0)

    def test_the_longest_line(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "LINE_BYTES", 1_000)
        line = b"0" * (1_000 + beyond)
        for content in (line, b"a\n" + line + b"\nb", b"a\r" + line + b"\r\n", b"a\n" * 999 + line):
            found = check_lines(io.BytesIO(content), "a.csv")
            assert (found is None) == (beyond == 0)
            if found is not None and b"\r" not in content:
                assert found.where.line == content[: content.index(line)].count(b"\n") + 1
            assert (read(b"a\n" + line).tables != ()) == (beyond == 0)

    def test_entries(self, beyond: int) -> None:
        archive, _ = open_archive(io.BytesIO(hostile.too_many_entries(40 + beyond)), "a.zip")
        assert (archive is not None) == (beyond == 0)

    def test_the_list_of_entries(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        content = hostile.zipped({"users.csv": b"x"})
        monkeypatch.setattr(limits, "ARCHIVE_DIRECTORY_BYTES", 46 + len("users.csv") - beyond)
        assert (open_archive(io.BytesIO(content), "a.zip")[0] is not None) == (beyond == 0)

    def test_unpacked_bytes(self, beyond: int) -> None:
        content = hostile.zipped({"a.csv": b"0123" * 500_000, "b.csv": b"x" * (2_000_000 + beyond)}, method=0)
        assert (open_archive(io.BytesIO(content), "a.zip")[0] is not None) == (beyond == 0)

    def test_ratio(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "ARCHIVE_SMALL_BYTES", 1_000)
        content = hostile.zipped({"a.csv": b"0" * 100_000})
        exact, left = divmod(100_000, len(content))
        monkeypatch.setattr(limits, "ARCHIVE_RATIO", exact + bool(left) - beyond)
        assert (open_archive(io.BytesIO(content), "a.zip")[0] is not None) == (beyond == 0)

    def test_small_bytes(self, beyond: int) -> None:
        content = hostile.zipped({"a.csv": b"0" * (400_000 + beyond)})
        assert (open_archive(io.BytesIO(content), "a.zip")[0] is not None) == (beyond == 0)

    def test_area_of_a_sheet(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        content = hostile.full_sheet(10 + beyond, 10)
        monkeypatch.setattr(limits, "SHEET_AREA", 100)
        assert ("too-large" in codes(read(content, "a.xlsx"))) == (beyond == 1)

    def test_unpacked_workbook(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        import zipfile  # noqa: PLC0415

        content = hostile.workbook()
        size = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
        monkeypatch.setattr(limits, "WORKBOOK_UNPACKED_BYTES", size - beyond)
        assert ("too-large" in codes(read(content, "a.xlsx"))) == (beyond == 1)

    def test_packed_workbook(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        content = hostile.workbook()
        monkeypatch.setattr(limits, "WORKBOOK_BYTES", len(content) - beyond)
        assert ("too-large" in codes(read(content, "a.xlsx"))) == (beyond == 1)

    def test_sheets(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        def three_and_beyond(book: object) -> None:
            for _ in range(3 + beyond):
                book.add_worksheet().write_row("A1", ["school"])  # type: ignore[attr-defined]

        monkeypatch.setattr(limits, "SHEETS", 3)
        assert ("too-large" in codes(read(hostile.workbook(three_and_beyond), "a.xlsx"))) == (beyond == 1)

    def test_columns(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "FACTS_COLUMNS", 5)
        names = [f"name{letter}" for letter in "abcdef"[: 5 + beyond]]
        query = "SELECT " + ", ".join(f"1 AS {name}" for name in names)
        sheet = hostile.workbook(lambda book: book.add_worksheet().write_row("A1", names) and None)
        for content in (",".join(names).encode() + b"\n", sheet, hostile.parquet(query)):
            assert ("too-large" in codes(read(content, "a"))) == (beyond == 1)

    def test_rows(self, beyond: int) -> None:
        asked = Asked(rows_maximum=5)
        rows = 5 + beyond
        sheet = hostile.workbook(
            lambda book: book.add_worksheet().write_column("A1", ["school", *range(rows)]) and None
        )
        query = f"SELECT range AS school FROM range({rows})"  # noqa: S608 - a number
        for content in (b"school\n" + b"1\n" * rows, sheet, hostile.parquet(query)):
            assert ("too-large" in codes(read(content, "a", asked))) == (beyond == 1)

    def test_characters_of_a_cell(self, beyond: int) -> None:
        cell = "x" * (limits.CELL_CHARACTERS + beyond)
        for row in (f"0010,{cell}", f'0010,"{cell}"'):
            assert ("row-set-aside" in codes(read(f"school,note\n{row}\n"))) == (beyond == 1)

    def test_lines_of_a_row(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "RECORD_LINES", 5)
        note = "\n" * (4 + beyond)
        assert ("row-set-aside" in codes(read(f'school,note\n0010,"{note}x"\n0020,y\n'))) == (beyond == 1)

    def test_rows_set_aside(self, beyond: int) -> None:
        assert ("too-large" in codes(read(b"a,b\n1,2\n" * 60 + b"1\n" * (50 + beyond)))) == (beyond == 1)

    def test_findings_of_a_kind(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "FINDINGS_ALIKE", 10)
        said = told(read(b"a,b\n1,2\n" + b"1\n" * (10 + beyond)), "row-set-aside")
        assert len(said) == 10 + beyond
        assert (said[-1] == "There are 1 more like it.") == (beyond == 1)

    def test_the_footer_of_parquet(self, beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
        content = hostile.parquet("SELECT 1 AS a")
        monkeypatch.setattr(limits, "PARQUET_FOOTER_BYTES", int.from_bytes(content[-8:-4], "little") - beyond)
        assert ("too-large" in codes(read(content, "a.parquet"))) == (beyond == 1)
