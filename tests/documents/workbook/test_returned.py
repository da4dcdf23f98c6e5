"""A workbook that came back: changed parameters are taken, everything else is listed, and a hostile file gives a finding."""

import io
import re
import zipfile
from fractions import Fraction

import pytest

from perpupil import limits
from perpupil.documents.workbook import returned, unpacking
from perpupil.documents.workbook.proposal import CannotWrite, effect, formula_text, proposed
from perpupil.documents.workbook.returned import Returned, figures_that_differ, read_returned
from perpupil.findings import Finding
from perpupil.formula.reading import read_formula
from tests.documents.workbook.files import FACTS, FORMULA, changed, made, packed, parts, path_of, small, typed
from tests.office import district

BOOK, CONTENT = made(small())
ROWS = {one.name: one.row for one in BOOK.inputs}


def read(content: bytes) -> tuple[Returned | None, tuple[Finding, ...]]:
    return read_returned(content, "back.xlsx", BOOK, CONTENT)


def at(told: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.where.path) for one in told]


def test_a_workbook_that_nobody_changed_proposes_nothing() -> None:
    back, told = read(CONTENT)
    assert back is not None
    assert (back.changes, told) == ((), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base", "4100.05"),
        ("weight", "0.4"),
        ("pool_amount", "5999999.99"),
        ("foundation [elementary]", "395000.25"),
        ("foundation [high]", "1"),
        ("foundation [level otherwise]", "2.5"),
        ("tiers [1 from]", "0.2"),
        ("tiers [2 value]", "0.0625"),
    ],
)
def test_a_changed_parameter_is_taken_and_written_in_its_place_only(name: str, value: str) -> None:
    back, told = read(typed(CONTENT, "Parameters", f"C{ROWS[name]}", value))
    assert back is not None
    assert told == ()
    assert [(one.input.name, one.after) for one in back.changes] == [(name, Fraction(value))]
    formula = BOOK.allocation.formula
    text = formula_text(formula, back.changes)
    before, after = FORMULA.splitlines(), text.splitlines()
    different = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(different) == 1
    assert different[0][0].count("#") == different[0][1].count("#")
    again, found = read_formula(text.encode())
    assert again is not None, found
    wanted = proposed(formula, back.changes)
    assert {name: one.value for name, one in again.parameters.items()} == {
        name: one.value for name, one in wanted.parameters.items()
    }
    assert (
        proposed(formula, back.changes).parameters == district.with_values(formula, {name: Fraction(value)}).parameters
    )


def test_several_changes_are_written_at_once_and_comments_survive() -> None:
    content = typed(CONTENT, "Parameters", f"C{ROWS['base']}", "4100")
    content = typed(content, "Parameters", f"C{ROWS['tiers [2 from]']}", "0.5")
    content = typed(content, "Parameters", f"C{ROWS['tiers [1 value]']}", "0.125")
    back, _ = read(content)
    assert back is not None
    text = formula_text(BOOK.allocation.formula, back.changes)
    assert "value = 4100, owner" in text
    assert "# per student" in text
    assert "[0.1, 0.125], # 0.5 would be too much\n  [0.5, 0.05]," in text


def test_the_effect_is_that_of_the_engine() -> None:
    back, _ = read(typed(CONTENT, "Parameters", f"C{ROWS['weight']}", "1"))
    assert back is not None
    after = district.again(BOOK.allocation, proposed(BOOK.allocation.formula, back.changes))
    done = effect(BOOK.allocation, after)
    assert done.total_cents == 0  # the pool is fixed
    assert (done.gain, done.lose) == (2, 1) or done.gain + done.lose <= len(after.units)
    assert done.gained_cents > 0


@pytest.mark.parametrize(
    ("sheet", "address", "value", "words"),
    [
        ("Counts", "C6", "999", "was changed to 999"),
        ("Lines", "C6", "1", "A formula was overwritten with 1."),
        ("Allocation", "D7", "5", "A formula was overwritten with 5."),
        ("Check", "C6", "7", "was changed to 7"),
        ("Parameters", f"G{ROWS['base']}", "7", "was changed to 7"),
        ("Bounds", "C5", "7", "was changed to 7"),
    ],
)
def test_any_other_change_is_listed_with_sheet_and_cell_and_not_taken(
    sheet: str, address: str, value: str, words: str
) -> None:
    back, told = read(typed(CONTENT, sheet, address, value))
    assert back is not None
    assert back.changes == ()
    assert at(told) == [("edit-not-taken", f"{sheet}!{address}")]
    assert words in told[0].what


def test_a_changed_formula_is_seen_in_what_it_gives() -> None:
    content = changed(CONTENT, "Lines", lambda text: re.sub(r"</f><v>\d+</v>", "</f><v>1</v>", text, count=1))
    back, told = read(content)
    assert back is not None
    assert "though no parameter was changed" in told[0].what


def test_a_changed_formula_beside_a_changed_parameter_is_seen_in_the_amounts() -> None:
    content = typed(CONTENT, "Parameters", f"C{ROWS['weight']}", "1")
    back, told = read(content)
    assert back is not None
    assert told == ()
    after = district.again(BOOK.allocation, proposed(BOOK.allocation.formula, back.changes))
    found = figures_that_differ(back, BOOK, after, "back.xlsx")  # this file was saved without working its cells out
    assert {one.code for one in found} == {"edit-not-taken"}
    assert any("of line `poverty`" in one.what or "Allocation!F" in one.where.path for one in found)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('t="str"><v>plenty</v></c>', "bad-cell"),
        ('t="b"><v>1</v></c>', "bad-cell"),
        ("><v>0.25123456</v></c>", "bad-cell"),
        ("><f>1/2</f><v>0.5</v></c>", "edit-not-taken"),
        ("/>", "bad-cell"),
    ],
)
def test_a_parameter_that_is_no_plain_number_keeps_its_value(cell: str, code: str) -> None:
    pattern = re.compile(rf'(<c r="C{ROWS["weight"]}" s="\d+")><v>[^<]*</v></c>')
    back, told = read(changed(CONTENT, "Parameters", lambda text: pattern.sub(rf"\1 {cell}", text)))
    assert back is not None
    assert back.changes == ()
    assert at(told) == [(code, f"Parameters!C{ROWS['weight']}")]


def test_a_parameter_row_that_is_gone_doubled_or_new_is_told() -> None:
    row = re.compile(rf'<row r="{ROWS["weight"]}".*?</row>', re.DOTALL)
    back, told = read(changed(CONTENT, "Parameters", lambda text: row.sub("", text)))
    assert back is not None
    assert "stands 0 times" in told[0].what
    name = re.compile(rf'(<c r="A{ROWS["weight"]}"[^>]*>)<v>\d+</v>')
    first = re.compile(rf'<c r="A{ROWS["base"]}"[^>]*><v>(\d+)</v>')

    def doubled(text: str) -> str:
        match = first.search(text)
        assert match is not None
        return name.sub(rf"\1<v>{match[1]}</v>", text)

    back, told = read(changed(CONTENT, "Parameters", doubled))
    assert back is not None
    assert [one.what.partition(" times")[0][-1] for one in told[:2]] == ["2", "0"]


def test_inputs_that_are_not_the_workbook_s_are_refused() -> None:
    other, content = made(small(facts=FACTS.replace("412", "413")))
    back, told = read_returned(content, "back.xlsx", BOOK, CONTENT)
    assert back is None
    assert [one.code for one in told] == ["other-inputs"]
    assert other.seals.inputs[:12] in told[0].what
    assert BOOK.seals.inputs[:12] in told[0].what


def test_a_workbook_of_another_version_gives_its_parameters_only() -> None:
    record = BOOK.seals.record
    held = parts(typed(typed(CONTENT, "Parameters", f"C{ROWS['weight']}", "0.5"), "Counts", "C6", "1"))
    held["xl/sharedStrings.xml"] = held["xl/sharedStrings.xml"].replace(record, "0" * 64)
    back, told = read(packed(held))
    assert back is not None
    assert [one.after for one in back.changes] == [Fraction(1, 2)]
    assert ["another version" in one.what for one in told] == [True]


def test_a_value_that_comes_from_elsewhere_is_not_written_into_the_formula() -> None:
    allocation = small()
    funded = allocation.formula.with_parameter("pool_amount", Fraction(6_500_000))
    book, content = made(district.again(allocation, funded))
    back, _ = read_returned(
        typed(content, "Parameters", f"C{ROWS['pool_amount']}", "7000000"), "back.xlsx", book, content
    )
    assert back is not None
    with pytest.raises(CannotWrite, match="comes from"):
        formula_text(funded, back.changes)


# Files that nobody should have sent


def code_of(content: bytes) -> str:
    back, told = read(content)
    assert back is None
    assert len(told) == 1
    assert told[0].fix
    return told[0].code


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"not a workbook", b"PK\x03\x04" + b"\0" * 100, CONTENT[:-200], CONTENT[:2_000]]
)
def test_what_is_no_workbook_is_a_finding(content: bytes) -> None:
    assert code_of(content) == "not-a-workbook"


@pytest.mark.parametrize("place", range(0, len(CONTENT), max(len(CONTENT) // 60, 1)))
def test_a_flipped_byte_is_a_finding_or_changes_nothing(place: int) -> None:
    broken = CONTENT[:place] + bytes([CONTENT[place] ^ 0x41]) + CONTENT[place + 1 :]
    back, told = read(broken)
    assert back is not None or told[0].code in {
        "not-a-workbook",
        "missing-sheet",
        "other-inputs",
        "too-large",
    }


def test_a_workbook_without_the_sheet_of_parameters_is_a_finding() -> None:
    held = parts(CONTENT)
    assert (
        code_of(packed({**held, "xl/workbook.xml": held["xl/workbook.xml"].replace('"Parameters"', '"Params"')}))
        == "missing-sheet"
    )


def test_a_workbook_without_a_seal_is_a_finding() -> None:
    held = parts(CONTENT)
    held["xl/sharedStrings.xml"] = held["xl/sharedStrings.xml"].replace("Seal of the inputs", "Seal")
    assert code_of(packed(held)) == "other-inputs"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"0" * 5_000_000)
    monkeypatch.setattr(unpacking, "WORKBOOK_UNPACKED", 4_000_000)
    assert code_of(out.getvalue()) == "too-large"


def test_a_bomb_that_lies_about_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"0" * 5_000_000)
    lying = out.getvalue().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != out.getvalue()
    monkeypatch.setattr(unpacking, "WORKBOOK_UNPACKED", 4_000_000)
    assert code_of(lying) == "not-a-workbook"


def test_a_file_of_too_many_bytes_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "WORKBOOK_BYTES", len(CONTENT) - 1)
    assert code_of(CONTENT) == "too-large"
    monkeypatch.setattr(unpacking, "WORKBOOK_BYTES", len(CONTENT))
    assert read(CONTENT)[0] is not None
    assert len(CONTENT) < limits.WORKBOOK_BYTES


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r = "1048576"><c r\n=\n"XFD1048576"><v>1</v></c></row>',
        '<row r="9999999"><c r="A9999999"><v>1</v></c></row>',
    ],
)
def test_a_cell_far_out_does_not_fill_the_memory(cell: str) -> None:
    content = changed(CONTENT, "Counts", lambda text: text.replace("</sheetData>", f"{cell}</sheetData>"))
    assert code_of(content) == "too-large"


def test_a_place_that_is_written_in_disguise_is_refused() -> None:
    cell = '<row r="&#49;048576"><c r="&#88;FD1048576"><v>1</v></c></row>'
    content = changed(CONTENT, "Counts", lambda text: text.replace("</sheetData>", f"{cell}</sheetData>"))
    assert code_of(content) == "not-a-workbook"


def test_entities_are_not_unfolded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "0"><!ENTITY b "&a;&a;&a;&a;">]>'
    content = changed(CONTENT, "Parameters", lambda text: text.replace("?>\n", f"?>\n{bomb}", 1))
    back, told = read(content)
    assert back is not None or told


def test_more_changes_than_anybody_reads_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returned, "WORKBOOK_EDITS", 3)
    held = parts(CONTENT)
    path = path_of(held, "Counts")
    held[path] = re.sub(r'(<c r="[A-Z]+\d+" s="\d+"><v>)', r"\g<1>1", held[path])
    _, told = read(packed(held))
    assert len(told) == 4
    assert "More than 3 cells" in told[-1].what
