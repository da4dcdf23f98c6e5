"""`perpupil describe`: a formula in plain words, on the screen or in a file."""

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from perpupil.cli.main import main
from tests.cli import maple
from tests.documents.pdf_reading import Pdf
from tests.documents.reading import read_html, read_markdown


def asked(folder: Path, *more: str) -> list[str]:
    return ["describe", str(folder), "--prior", f"2026={folder / 'before.csv'}", *more]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return maple.district(tmp_path)


def test_a_description_is_printed_as_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(folder)) == 0
    shown = capsys.readouterr().out
    for words in ("What is this formula?", "What does each line bring?", "Which numbers were decided, and by whom?"):
        assert words in shown
    assert not any(sign in shown for sign in ("|", "<", "# ", "**"))


@pytest.mark.parametrize(
    ("name", "form"), [("d.html", "html"), ("d.md", "markdown"), ("d.json", "json"), ("D.HTM", "html")]
)
def test_a_file_is_set_as_its_ending_says(
    name: str, form: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    assert main(asked(folder, "--out", str(out))) == 0
    assert capsys.readouterr().out == ""
    assert main(asked(folder, "--format", form)) == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")


def test_the_formats_say_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = {}
    for form in ("html", "markdown", "json"):
        assert main(asked(folder, "--format", form)) == 0
        printed[form] = capsys.readouterr().out
    headings = [one["text"] for one in json.loads(printed["json"])["blocks"] if one["kind"] == "heading"]
    assert [text for kind, text in read_html(printed["html"]).said if kind in {"h2", "h3"}] == headings
    assert [text for kind, text in read_markdown(printed["markdown"]) if kind in {"h2", "h3"}] == headings


def test_analysts_are_given_the_names_of_the_formula(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(folder, "--for", "analysts", "--format", "markdown")) == 0
    analysts = capsys.readouterr().out
    assert main(asked(folder, "--format", "markdown")) == 0
    schools = capsys.readouterr().out
    assert "base_amount" in analysts
    assert "base_amount" not in schools


def test_a_formula_is_described_without_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "formula.toml"
    path.write_text(maple.FORMULA, encoding="utf-8")
    assert main(["describe", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "What does each line bring?" in shown
    assert "What does this come to at one" not in shown


def test_a_formula_without_equity_is_refused_with_what_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line for line in maple.FORMULA.splitlines() if not line.startswith("equity")]
    folder = maple.district(tmp_path, formula_toml="\n".join(lines))
    assert main(asked(folder, "--out", str(tmp_path / "d.html"))) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "[no-equity]" in told.err
    assert 'equity = "' in told.err
    assert not (tmp_path / "d.html").exists()


def test_a_formula_with_an_error_is_not_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = maple.district(tmp_path, formula_toml=maple.FORMULA.replace("reserve = 10_000", "reserve = 0.001"))
    assert main(asked(folder)) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "[finer-than-a-cent]" in told.err


def test_a_file_that_was_read_is_not_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "formula.toml").read_bytes()
    assert main(asked(folder, "--format", "html", "--out", str(folder / "formula.toml"))) == 2
    assert (folder / "formula.toml").read_bytes() == before
    assert "was read" in capsys.readouterr().err


def test_an_ending_that_says_nothing_is_refused_and_a_format_settles_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(folder, "--out", str(tmp_path / "d.docx"))) == 2
    assert ".pdf, .html" in capsys.readouterr().err
    assert main(asked(folder, "--out", str(tmp_path / "d.docx"), "--format", "html")) == 0
    assert (tmp_path / "d.docx").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert main(asked(folder, "--out", str(tmp_path / "d.docx"), "--format", "html")) == 0


def test_a_description_is_written_in_several_forms_at_once(folder: Path, tmp_path: Path) -> None:
    pdf, book = tmp_path / "d.pdf", tmp_path / "d.xlsx"
    assert main(asked(folder, "--out", str(pdf), "--out", str(book))) == 0
    read = Pdf(pdf.read_bytes())
    assert len(read.root.all("Title")) == 1
    assert read.root.all("Table")
    assert CalamineWorkbook.from_path(str(book)).sheet_names[0] == "Text"
