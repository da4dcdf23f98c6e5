"""`perpupil methods`: two methods on the same students, on a terminal, for a script and as files."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perpupil.cli.main import main
from tests import project
from tests.equity.two_methods.districts import FACTS, NEW, OLD


def files(folder: Path, old: str = OLD, new: str = NEW, facts: str = FACTS) -> list[str]:
    for name, text in (("old.toml", old), ("new.toml", new), ("facts.csv", facts)):
        (folder / name).write_text(text, encoding="utf-8")
    return [str(folder / name) for name in ("old.toml", "new.toml", "facts.csv")]


def said(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    assert main(["methods", *arguments]) == code
    told = capsys.readouterr()
    return told.out if code == 0 else told.out + told.err


def data(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said([*arguments, "--json"], capsys))
    return found


SET = ["--set", "2029:loss=0.04", "--need", "poor", "--by", "region", "--price", "teacher_price"]


def test_a_page_on_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = said([*files(tmp_path), *SET], capsys)
    for text in (
        "1 school gains and 1 loses in FY2028; 1 gains and 1 loses from FY2031 on.",
        "Both methods hand out $200,000: all of it is rule, which moves $2,400",
        "Limit on losses ended",
        "Most need (80%)",
        "-16.7%",
        "Alder",
    ):
        assert text in out


def test_for_a_script_every_phase_adds_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = data([*files(tmp_path, new=NEW.replace("200_000", "220_000")), *SET], capsys)
    assert [(one["first_year"], one["last_year"]) for one in found["phases"]] == [
        (2028, 2028),
        (2029, 2030),
        (2031, None),
    ]
    for phase in found["phases"]:
        assert phase["terms"] == "before"
        for table in (phase["quarters"], *phase["groupings"].values(), phase["schools"]):
            assert sum(Decimal(one["change"]) for one in table.values()) == 20_000
            assert sum(Decimal(one["rule"]) for one in table.values()) == 0
    assert found["phases"][0]["schools"]["a"]["teachers"] == "-0.24"


def test_facts_beside_the_first_method_are_taken_when_none_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, _ = files(tmp_path)
    assert data([old, new], capsys)["phases"][0]["district"]["change"] == "0.00"


def test_files_of_every_form_hold_every_school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outs = [tmp_path / name for name in ("x.html", "x.md", "x.json", "x.xlsx")]
    said([*files(tmp_path), *SET, *(word for out in outs for word in ("--out", str(out)))], capsys)
    html, markdown, content, workbook = (out.read_bytes() for out in outs)
    assert b"Birch" in html
    assert b"<svg" in html
    assert b"Birch" in markdown
    assert [one["first_year"] for one in json.loads(content)["phases"]] == [2028, 2029, 2031]
    assert workbook.startswith(b"PK")


def test_a_name_cannot_mark_anything_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "x.html"
    said(
        [
            *files(tmp_path, facts=FACTS.replace("Alder", "<script>=1").replace("north", "<b>north")),
            *SET,
            "--out",
            str(out),
        ],
        capsys,
    )
    assert "<script>" not in out.read_text(encoding="utf-8")
    assert "<b>north" not in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--by", "nosuch"], "There is no column 'nosuch'"),
        (["--need", "nosuch"], "There is no need 'nosuch'"),
        (["--need-share", "last"], "impossible-share"),
        (["--price", "nosuch"], "There is no price 'nosuch'"),
        (["--students", "nosuch"], "Nothing here counts students"),
        (["--set", "2029"], "--set takes YEAR:NAME=VALUE"),
        (["--set", "20299:loss=1"], "--set takes YEAR:NAME=VALUE"),
        (["--set", "٢٠٢٩:loss=1"], "--set takes YEAR:NAME=VALUE"),
        (["--set", "2029:loss=nan"], "--set takes YEAR:NAME=VALUE"),
        (["--set", "2029:=1"], "--set takes YEAR:NAME=VALUE"),
        (["--set", "2029:los=1"], "Did you mean loss?"),
        (["--set", "2029:loss=0.1", "--set", "2029:loss=0.2"], "for 2029 twice"),
        (["--set", "2020:loss=0.1"], "nothing can be set for 2020"),
        (["--set", "2029:loss=-1"], "pool-short"),
        (["--year-begins", "13-01"], "--year-begins takes"),
        (["--year-begins", "July"], "--year-begins takes"),
        (["--out", "x.docx"], "does not say by its ending"),
        (["--prior", "x"], "--prior takes"),
        (["--headcount", "nosuch.csv"], "nosuch.csv cannot be read"),
    ],
)
def test_what_cannot_be_done_is_told(
    tmp_path: Path, more: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["methods", *files(tmp_path), *more]
    code = main(arguments)
    told = capsys.readouterr()
    assert code == (0 if sentence == "impossible-share" else 1 if sentence == "pool-short" else 2)
    assert sentence in told.err
    assert "Traceback" not in told.err


def test_a_file_that_was_read_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = tmp_path / "facts.json"
    old, new, _ = files(tmp_path)
    facts.write_text(FACTS, encoding="utf-8")
    assert "was read" in said([old, new, str(facts), "--out", str(facts)], capsys, 2)
    assert facts.read_text(encoding="utf-8") == FACTS


def test_two_methods_that_pay_nobody_have_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = OLD.replace('"last"', '"last * 0"')
    assert "Neither method pays any school" in said(files(tmp_path, old=old, new=old), capsys)


def test_alike_methods_have_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Both methods give every school the same." in said(files(tmp_path, new=OLD), capsys)


def test_an_error_in_a_formula_ends_with_its_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = files(tmp_path, new=NEW.replace('"students"', '"pupils"'))
    assert main(["methods", *arguments, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "unknown-name"


def test_the_two_small_districts_of_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    staffing, by_student = (
        project.ROOT / "formulas" / f"small_district_{name}" for name in ("staffing", "student_based")
    )
    found = data([str(staffing), str(by_student)], capsys)
    change = Decimal(found["new"]["total"]) - Decimal(found["old"]["total"])
    assert [one["first_year"] for one in found["phases"]] == [2027, 2029, 2030, 2031]
    assert [one["ended_and_still_there"] for one in found["phases"]] == [[]] * 4
    for phase in found["phases"]:
        assert phase["terms"] == "before"
        for table in (phase["quarters"], *phase["groupings"].values(), phase["schools"]):
            assert sum(Decimal(one["change"]) for one in table.values()) == change
            assert sum(Decimal(one["rule"]) for one in table.values()) == 0
