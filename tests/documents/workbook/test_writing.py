"""What is in the file: sheets, texts as texts, values beside formulas, and the same bytes each time."""

import io
import re
from fractions import Fraction
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from perpupil import limits
from perpupil.documents.workbook import writing
from perpupil.documents.workbook.book import book_of
from perpupil.documents.workbook.sheets import FIRST_ROW
from perpupil.documents.workbook.writing import SHEETS, write_workbook
from tests.allocation.catalogue import FOLDERS, worked
from tests.documents.workbook.files import FACTS, FORMULA, made, parts, path_of, small

FORMULA_TEXT = re.compile(r"<f>(.*?)</f>")


def rows(content: bytes, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_the_sheets_stand_in_their_order_and_empty_ones_are_left_out() -> None:
    _, content = made(small())
    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert names == [name for name in SHEETS if name != "Steps"]


def test_the_same_allocation_gives_the_same_bytes() -> None:
    assert made(small())[1] == made(small())[1]


def test_every_text_of_a_person_is_a_text_and_never_in_a_formula() -> None:
    _, content = made(small())
    held = parts(content)
    hostile = ("=1+1", "HYPERLINK", "cmd|", "=SUM(A1)", "+Cedar", "-Budget", "@Every", "+board")
    formulas = [text for name, part in held.items() if "worksheets" in name for text in FORMULA_TEXT.findall(part)]
    assert formulas
    assert [text for text in formulas if any(word in text for word in hostile)] == []
    assert not any("externalLink" in name for name in held)
    assert all("http://x" not in part for name, part in held.items() if name.endswith(".rels"))
    for word in ("=1+1", "@Every school gets what its students need."):
        assert f">{word}</t>" in held["xl/sharedStrings.xml"]


def test_ids_keep_their_zeros_and_stand_in_the_same_row_everywhere() -> None:
    allocation = small()
    _, content = made(allocation)
    for sheet in ("Allocation", "Lines", "Counts", "Pool", "Check", "Workings"):
        found = [row[0] for row in rows(content, sheet)[FIRST_ROW - 1 : FIRST_ROW + 2]]
        assert found == ["0010", "0020", "=1+1"] == list(allocation.units)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_values_beside_the_formulas_are_the_engine_s(folder: str) -> None:
    allocation = worked(folder).allocation
    content, told = write_workbook(allocation)
    assert content is not None, told
    shown = rows(content, "Allocation")
    for place, line in enumerate(allocation.formula.lines, 3):
        cents = [
            Fraction(repr(row[place])) * 100 for row in shown[FIRST_ROW - 1 : FIRST_ROW - 1 + len(allocation.units)]
        ]
        assert [round(one, 6) for one in cents] == allocation.lines_cents[line].tolist()
    assert all(row[1] == "yes" for row in rows(content, "Read me") if str(row[0]).startswith("Every line"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_whole_catalogue_is_live(folder: str) -> None:
    assert book_of(worked(folder).allocation).as_values == ()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_line_is_a_formula_that_reaches_a_parameter_or_a_count(folder: str) -> None:
    allocation = worked(folder).allocation
    book = book_of(allocation)
    lines = book.grids["Lines"].columns
    live = {column.name for column in lines if column.formula}
    assert {line for line in allocation.formula.lines if not allocation.formula.lines[line].limit} <= live


def test_no_formula_is_longer_than_a_cell_holds_or_uses_what_a_spreadsheet_lacks() -> None:
    allowed = {
        *("ABS", "AND", "COUNTIF", "EXACT", "IF", "INDEX", "INT", "ISERROR", "ISNUMBER", "LARGE", "MAX", "MIN", "MOD"),
        *("NA", "NOT", "ROUND", "ROW", "SIGN", "SUM", "SUMIF", "SUMPRODUCT", "TEXT"),
    }
    for folder in FOLDERS:
        _, content = made(worked(folder).allocation)
        for name, part in parts(content).items():
            for text in FORMULA_TEXT.findall(part) if "worksheets" in name else ():
                assert len(text) < 8_192
                assert set(re.findall(r"([A-Z]+)\(", text)) <= allowed


def test_a_headcount_comes_as_counts_and_never_as_profiles() -> None:
    allocation = worked("small_district_student_based").allocation
    headcount = allocation.world.headcount
    assert headcount is not None
    book = book_of(allocation)
    names = {column.name for column in book.grids["Counts"].columns}
    lines = {f"{line}.quantity" for line in allocation.formula.lines}
    known = {*allocation.formula.counts, *allocation.formula.reads(), *lines, "", "students"}
    assert names <= known
    assert not any("english_learner=" in str(part) for part in parts(made(allocation)[1]).values())


def test_inputs_are_marked_named_and_the_only_ones() -> None:
    book, content = made(small())
    held = parts(content)
    names = dict(re.findall(r'<definedName name="([^"]+)">([^<]+)</definedName>', held["xl/workbook.xml"]))
    assert names["parameter_base"] == "Parameters!$C$6"
    assert {f"Parameters!$C${one.row}" for one in book.inputs} <= set(names.values())
    sheet = held[path_of(held, "Parameters")]
    styles = {re.search(rf'<c r="C{one.row}" s="(\d+)"', sheet)[1] for one in book.inputs}  # type: ignore[index]
    assert len(styles) == 1
    assert f's="{styles.pop()}"' not in held[path_of(held, "Counts")].split("<sheetData>")[0]


def test_the_first_page_says_what_is_not_live_and_why() -> None:
    text = FORMULA.replace(
        "[line.fixed]",
        '[line.odd]\nvalue = "round(students * 123456789.123456789 * last_year * last_year / 10000000000000000000, 2)"\n[line.fixed]',
    )
    book, content = made(small(text))
    assert [one.name for one in book.as_values] == ["odd"]
    told = [str(row[1]) for row in rows(content, "Read me")]
    assert any(one.startswith("One working is written as values") for one in told)
    assert any(one.startswith("odd, on Lines: ") for one in told)


def test_what_follows_from_values_is_still_live() -> None:
    text = FORMULA.replace(
        "[line.fixed]",
        '[step.odd]\nvalue = "round(students * 123456789.123456789 * last_year * last_year / 10000000000000000000, 2)"\n[line.after]\nvalue = "odd * base"\n[line.fixed]',
    )
    book = book_of(small(text))
    assert [one.name for one in book.as_values] == ["odd"]
    after = next(column for column in book.grids["Lines"].columns if column.name == "after")
    assert "Parameters!$H$6" in after.formula


def test_a_workbook_larger_than_a_spreadsheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    allocation = small()
    monkeypatch.setattr(writing, "WORKBOOK_CELLS", 10)
    content, told = write_workbook(allocation)
    assert content is None
    assert [one.code for one in told] == ["too-large"]
    monkeypatch.setattr(writing, "WORKBOOK_CELLS", limits.WORKBOOK_CELLS)
    assert write_workbook(allocation)[0] is not None


def test_one_unit_and_no_parameter_and_no_pool() -> None:
    text = 'language = 1\ntitle = "t"\n[facts]\nunit = { column = "school" }\n[line.a]\nvalue = 7\n[line.b]\nvalue = "students / 3"\n'
    _, content = made(small(text, "school,students\nx,10\n"))
    assert rows(content, "Allocation")[FIRST_ROW - 1] == ["x", "x", 10.33, 7.0, 3.33]
    assert FACTS
