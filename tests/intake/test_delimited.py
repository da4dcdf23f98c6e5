"""Delimited text of every make gives the table that its writer meant."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.intake.reading import Asked, Field
from tests import project
from tests.intake.reading import codes, read, table, told

SCHOOLS = {
    "school": ["0010", "0020", "0030"],
    "name": ["Foundry", "Canal", "Mill Pond"],
    "students": ["400", "512", "60"],
}


def written(delimiter: str = ",", end: str = "\n") -> str:
    rows = [list(SCHOOLS), *zip(*SCHOOLS.values(), strict=True)]
    return "".join(delimiter.join(row) + end for row in rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end_is_read(delimiter: str, end: str) -> None:
    assert table(written(delimiter, end)).columns == SCHOOLS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_read(encoding: str) -> None:
    text = written().replace("Canal", "Peña Zürich")
    assert table(text.encode(encoding)).columns["name"] == ["Foundry", "Peña Zürich", "Mill Pond"]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1252", "Peña Zürich–Café"), ("latin-1", "Peña Zürich Café"), ("mac_roman", "Peña Zürich Café Façade Ñandú")],
)
def test_older_encodings_are_guessed_and_the_guess_is_told(encoding: str, name: str) -> None:
    reading = read(written().replace("Canal", name).encode(encoding))
    assert reading.tables[0].columns["name"][1] == name
    (said,) = told(reading, "guessed-encoding")
    assert "sure" in said


def test_an_encoding_that_is_named_is_believed() -> None:
    content = written().replace("Canal", "Žižka").encode("cp1250")
    assert table(content, asked=Asked(encoding="cp1250")).columns["name"][1] == "Žižka"


def test_letters_that_fit_no_encoding_become_marks() -> None:
    content = written().replace("Canal", "Ca?nal").encode().replace(b"?", b"\x81")
    assert "guessed-encoding" in codes(read(content))
    assert len(table(content)) == 3


def test_decomposed_letters_are_composed() -> None:
    assert table("cafe\u0301\nn\u0303\n").columns == {"caf\u00e9": ["\u00f1"]}


def test_the_line_that_spreadsheets_put_first_names_the_delimiter() -> None:
    assert table("sep=;\n" + written(";")).columns == SCHOOLS


def test_decimal_commas_do_not_make_columns() -> None:
    assert table("school;students\n0010;400,5\n0020;500,0\n").columns == {
        "school": ["0010", "0020"],
        "students": ["400,5", "500,0"],
    }


def test_a_single_column_is_a_table() -> None:
    assert table("school\n0010\n0020\n").columns == {"school": ["0010", "0020"]}


@pytest.mark.parametrize(
    "above",
    [
        "Calder Falls Public Schools\nPrinted 2026-10-01\n\n",
        "Calder Falls Public Schools,,\n,,\n",
        "Report:,October count,\n",
    ],
)
def test_rows_above_the_headers_are_passed_over_and_told(above: str) -> None:
    reading = read(above + written())
    assert reading.tables[0].columns == SCHOOLS
    assert reading.tables[0].rows[0] == above.count("\n") + 2
    assert any("above the headers" in one for one in told(reading, "guessed-layout"))


def test_the_row_of_headers_can_be_named() -> None:
    reading = read("a,b,c\nd,e,f\n" + written(), asked=Asked(header_row=3))
    assert reading.tables[0].columns == SCHOOLS


def test_names_over_repeated_headers_are_put_before_them() -> None:
    text = "school,Students,,Dollars,\n,2026,2027,2026,2027\n0010,1,2,3,4\n"
    assert list(table(text).columns) == ["school", "Students 2026", "Students 2027", "Dollars 2026", "Dollars 2027"]


def test_years_may_be_headers() -> None:
    assert list(table("school,2025-26,2027\n0010,1,2\n").columns) == ["school", "2025-26", "2027"]


def test_grades_may_be_headers() -> None:
    assert list(table("school,K,1,2,3,4,5\n0010,40,41,42,43,44,45\n").columns) == ["school", "K", *"12345"]


def test_a_file_without_headers_is_not_read_and_none_of_it_is_shown() -> None:
    reading = read("1001,2015-03-02,Foundry\n1002,2014-07-19,Canal\n")
    assert reading.tables == ()
    assert codes(reading) == ["bad-header"]
    assert "1001" not in str(reading.findings)
    assert "Foundry" not in str(reading.findings)


def test_blank_and_repeated_headers_get_names_of_their_own() -> None:
    reading = read("school,,count,count,\n0010,x,1,2,\n0020,y,3,4,\n")
    assert reading.tables[0].columns == {
        "school": ["0010", "0020"],
        "column 2": ["x", "y"],
        "count": ["1", "3"],
        "count (2)": ["2", "4"],
    }
    assert len(told(reading, "header-mended")) == 2


def test_a_row_that_does_not_fit_is_set_aside_with_its_line() -> None:
    reading = read("school,students\n0010,400\n0020,1,234\n0030\n0040,50,\n")
    assert reading.tables[0].columns == {"school": ["0010", "0040"], "students": ["400", "50"]}
    assert [(one.row, one.cells) for one in reading.aside] == [(3, ("0020", "1", "234")), (4, ("0030",))]
    assert [one.where.line for one in reading.findings] == [3, 4]


def test_totals_are_left_to_whoever_knows_what_they_are() -> None:
    assert table("school,students\n0010,400\nTOTAL,400\n").columns["school"] == ["0010", "TOTAL"]


def test_a_quoted_cell_may_run_over_lines() -> None:
    read_ = table('school,note\n0010,"a, ""b""\nc"\n0020,d\n')
    assert read_.columns["note"] == ['a, "b"\nc', "d"]
    assert list(read_.rows) == [2, 4]


@pytest.mark.parametrize("row", ['0010,5" pipe', '0010,the "big" one'])
def test_a_quote_within_a_cell_is_a_letter(row: str) -> None:
    assert table(f"school,note\n{row}\n0020,x\n").columns["note"][0] == row.partition(",")[2]


@pytest.mark.parametrize("row", ['0010,"a"b', '0010,"a', '"0010,a'])
def test_quotes_that_do_not_fit_set_their_row_aside(row: str) -> None:
    reading = read(f"school,note\n{row}\n0020,x\n")
    assert reading.tables[0].columns == {"school": ["0020"], "note": ["x"]}
    assert [one.row for one in reading.aside] == [2]


def test_zeros_controls_and_mixed_line_ends_are_mended_and_told() -> None:
    reading = read("school,name\r\n0010,Foun\0dry\n0020,Ca\x1bnal\r\n")
    assert reading.tables[0].columns["name"] == ["Foundry", "Ca\N{REPLACEMENT CHARACTER}nal"]
    assert told(reading, "mended-text") == [
        "1 zero bytes were taken out.",
        "1 characters that only a terminal obeys were replaced by a mark.",
        "The lines end in several ways.",
    ]


def test_a_clean_file_has_no_finding() -> None:
    assert read(written()).findings == ()


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(
                    codec="utf-8",
                    exclude_characters="\0\r\x1c\x1d\x1e\x85\u2028\u2029",
                    exclude_categories=["Cc", "Cs"],
                ),
                max_size=8,
            ),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(",;\t|"),
)
def test_what_a_writer_of_csv_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["school", "name", "note"], *rows])
    from unicodedata import normalize  # noqa: PLC0415

    wanted = [[normalize("NFC", cell).strip() for cell in row] for row in rows]
    columns = table(content.getvalue(), asked=Asked(delimiter=delimiter, header_row=1)).columns
    assert [list(row) for row in zip(*columns.values(), strict=True)] == [row for row in wanted if any(row)]


LAYOUT = (Field("school", 1, 4), Field("name", 5, 10), Field("students", 15, 4))


def test_fixed_width_is_cut_as_the_layout_says() -> None:
    text = "0010Foundry    400\n0020Mill Pond   60\n0030Canal\n\n0040Wren Str. 12\n"
    reading = read(text, "a.txt", Asked(layout=LAYOUT))
    assert reading.tables[0].columns == {
        "school": ["0010", "0020", "0040"],
        "name": ["Foundry", "Mill Pond", "Wren Str."],
        "students": ["400", "60", "12"],
    }
    assert [(one.row, one.cells) for one in reading.aside] == [(3, ("0030Canal",))]


CATALOGUE = sorted(
    [*project.ROOT.glob("formulas/*/*.csv"), *(project.ROOT / "tests" / "intake" / "files").glob("*.csv")]
)


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.parent.name + "/" + path.name)
def test_published_files_are_read_whole_and_nothing_is_made_up_about_them(path: Path) -> None:
    content = path.read_bytes()
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    reading = read(content, path.name)
    assert reading.findings == ()
    assert list(reading.tables[0].columns) == rows[0]
    assert [list(row) for row in zip(*reading.tables[0].columns.values(), strict=True)] == [
        row for row in rows[1:] if any(row)
    ]
