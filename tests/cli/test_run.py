"""`perpupil run`: figures for people, for scripts and for spreadsheets."""

import csv
import json
import re
from pathlib import Path

import pytest

from perpupil.cli.main import main
from perpupil.cli.run import safe_text
from tests.cli import maple

DECIMAL = re.compile(r"-?\d+\.\d\d")
TITLES = "unit,name,line,title,quantity,rate,amount,fund,use"


def worked(folder: Path) -> list[str]:
    return ["run", str(folder), "--prior", f"2026={folder / 'before.csv'}"]


def test_a_run_shows_lines_schools_and_the_pool(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """6,490,000 is spread over lines of 6,403,333.35."""
    assert main(worked(maple.district(tmp_path))) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    for text in (
        "Base amount",
        "$6,081,207.69",
        "Oak Elementary",
        "$1,726,387.31",
        "Pool schools: $6,500,000",
        "kept back $10,000",
    ):
        assert text in shown.out


def test_a_run_for_a_script_has_every_amount_as_decimal_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*worked(maple.district(tmp_path)), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {"seal", "total", "pool", "units"} <= set(data)
    assert (data["total"], data["pool"], data["findings"]) == ("6490000.00", "6500000.00", [])
    assert re.fullmatch(r"[0-9a-f]{64}", data["seal"])
    assert list(data["units"]) == ["0010", "0020", "0030"]
    assert data["units"]["0010"] == {
        "total": "1726387.31",
        "lines": {"base_amount": "1621655.38", "poverty": "101353.46", "growth": "3378.47"},
        "steps": {"class_size": "20"},
    }
    amounts = [amount for unit in data["units"].values() for amount in (unit["total"], *unit["lines"].values())]
    assert all(DECIMAL.fullmatch(amount) for amount in amounts)


def test_a_formula_without_a_pool_has_none_in_its_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formula = maple.FORMULA.partition("[pool.schools]")[0]
    assert main([*worked(maple.district(tmp_path, formula_toml=formula)), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["pool"] is None
    assert data["total"] == "6403333.35"


def test_an_error_for_a_script_is_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formula = maple.FORMULA.replace('students = "low_income"', 'students = "low_incme"')
    assert main([*worked(maple.district(tmp_path, formula_toml=formula)), "--json"]) == 1
    (one,) = json.loads(capsys.readouterr().out)["findings"]
    assert set(one) == {"code", "severity", "file", "line", "column", "path", "what", "why", "fix"}
    assert (one["code"], one["severity"], one["line"], one["column"]) == ("unknown-name", "error", 31, 13)
    assert "low_income" in one["fix"]


def test_lines_for_a_spreadsheet_have_the_promised_columns(tmp_path: Path) -> None:
    out = tmp_path / "lines.csv"
    assert main([*worked(maple.district(tmp_path)), "--out", str(out)]) == 0
    rows = out.read_text(encoding="utf-8").splitlines()
    assert rows[:4] == [
        TITLES,
        "0010,Oak Elementary,base_amount,Base amount,400,4000,1621655.38,general,any",
        "0010,Oak Elementary,poverty,Low income,100,1000,101353.46,,",
        "0010,Oak Elementary,growth,Growth,,,3378.47,,",
    ]
    assert len(rows) == 1 + 3 * 3


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "Oak\r=1+1", "Oak\n=1+1", '=HYPERLINK("http://example.org")'],
)
def test_no_text_of_a_spreadsheet_is_taken_for_a_formula(text: str, tmp_path: Path) -> None:
    out = tmp_path / "lines.csv"
    assert main(["run", str(maple.simple(tmp_path, name=text, title=text)), "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["amount"] == "1600000.00"
    assert all(row[column][:1] not in tuple("=+-@\t\r") for column in ("name", "title", "fund", "use"))


def test_a_harmless_text_stays_as_it_is() -> None:
    assert [safe_text(text) for text in ("Oak", "", "0010", "a=b")] == ["Oak", "", "0010", "a=b"]


def test_the_same_figures_come_out_whatever_the_order_of_the_files_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header, *rows = maple.FACTS.splitlines()
    turned = "\n".join([header, *reversed(rows)]) + "\n"
    seals = []
    for name, facts in (("one", maple.FACTS), ("two", turned)):
        (tmp_path / name).mkdir()
        main([*worked(maple.district(tmp_path / name, facts_csv=facts)), "--json"])
        seals.append(json.loads(capsys.readouterr().out)["seals"])
    assert seals[0] == seals[1]


def test_facts_named_on_the_command_line_take_the_place_of_those_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = maple.district(tmp_path)
    other = maple.written(tmp_path, "other.csv", maple.FACTS.replace("Oak", "Ash"))
    assert main([*worked(folder), "--facts", other, "--headcount", str(folder / "headcount.csv")]) == 0
    assert "Ash Elementary" in capsys.readouterr().out


def test_facts_from_elsewhere_do_not_take_the_headcount_from_beside_the_formula(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = maple.written(tmp_path, "other.csv", maple.FACTS)
    assert main([*worked(maple.district(tmp_path)), "--facts", other]) == 1
    assert "[no-headcount]" in capsys.readouterr().err


def test_an_earlier_year_that_is_needed_and_not_given_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(maple.district(tmp_path))]) == 1
    assert "--prior 2026=FACTS.csv" in capsys.readouterr().err


@pytest.mark.parametrize("prior", ["2026", "=before.csv", "2026=", "last=before.csv", "20266=before.csv"])
def test_an_earlier_year_written_wrongly_is_not_understood(
    prior: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(maple.district(tmp_path)), "--prior", prior]) == 2
    assert capsys.readouterr().err.startswith("perpupil: --prior takes YEAR=FACTS.csv")


def test_all_units_are_printed_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formula = 'language = 1\ntitle = "Many"\n[facts]\nunit = "school"\n[line.base]\nvalue = 5\n'
    rows = "".join(f"{number:04}\n" for number in range(30))
    maple.written(tmp_path, "formula.toml", formula)
    maple.written(tmp_path, "facts.csv", "school\n" + rows)
    main(["run", str(tmp_path)])
    assert "and 5 more" in capsys.readouterr().out
    main(["run", str(tmp_path), "--all"])
    assert "0029" in capsys.readouterr().out


# What cannot be read or written


MISSING = [
    ["run", "nosuch"],
    ["run", "{folder}", "--facts", "nosuch.csv"],
    ["run", "{folder}", "--facts", "{folder}"],
    ["run", "{folder}", "--headcount", "nosuch.csv"],
    ["run", "{folder}", "--prior", "2026=nosuch.csv"],
    ["run", "{folder}/formula.toml/nosuch"],
    ["run", "x" * 5_000],
    ["check", "nosuch"],
    ["check", "{folder}", "--facts", "nosuch.csv"],
    ["explain", "nosuch", "--unit", "0010"],
    ["reproduce", "nosuch"],
    ["catalogue", "nosuch"],
    ["catalogue", "{folder}"],
]


@pytest.mark.parametrize("arguments", MISSING, ids=lambda arguments: " ".join(arguments)[:60])
def test_a_file_that_is_not_there_is_one_sentence_and_2(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = maple.district(tmp_path)
    assert main([one.format(folder=folder) for one in arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert re.fullmatch(r"perpupil: .+\.\n", shown.err)


@pytest.mark.parametrize("out", ["nosuch/lines.csv", "formula.toml/lines.csv", ".", "x" * 300])
def test_a_result_that_cannot_be_written_is_one_sentence_and_2(
    out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(maple.district(tmp_path))
    assert main([*worked(tmp_path), "--out", str(tmp_path / out)]) == 2
    assert re.fullmatch(r"perpupil: .+ cannot be written: .+\.\n", capsys.readouterr().err)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("failing", ["mkstemp", "fsync", "replace"])
def test_a_fault_while_writing_leaves_the_old_file_whole(
    failing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that may not be written to, a full disk, and a file that may not be replaced."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    before = contents(maple.district(tmp_path, lines_csv="the old file\n"))
    monkeypatch.setattr(
        {"mkstemp": "tempfile.mkstemp", "fsync": "os.fsync", "replace": "pathlib.Path.replace"}[failing], fail
    )
    assert main([*worked(tmp_path), "--out", str(tmp_path / "lines.csv")]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("weight = 0.25", 'weight = "0.25"'),
        ('students = "low_income"', 'students = "low_incme"'),
        ("amount = 6_500_000", "amount = 6_500_000.005"),
    ],
)
def test_an_existing_file_stays_when_the_run_has_an_error(written: str, instead: str, tmp_path: Path) -> None:
    formula = maple.FORMULA.replace(written, instead).replace('weight = "0.25"', "weight = [0.25]")
    before = contents(maple.district(tmp_path, formula_toml=formula, lines_csv="the old file\n"))
    assert main([*worked(tmp_path), "--out", str(tmp_path / "lines.csv")]) == 1
    assert contents(tmp_path) == before


def test_an_existing_file_is_replaced_whole(tmp_path: Path) -> None:
    maple.district(tmp_path, lines_csv="the old file\n" * 1_000)
    assert main([*worked(tmp_path), "--out", str(tmp_path / "lines.csv")]) == 0
    assert (tmp_path / "lines.csv").read_text(encoding="utf-8").startswith(TITLES)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# Texts of the district on the screen


@pytest.mark.parametrize("text", ["Oak [/b] School", "[red]Oak", "[/]", "[link=http://example.org]Oak", "Oak [0010]"])
@pytest.mark.parametrize(
    "command",
    [["run"], ["explain", "--unit", "0010"], ["explain", "--unit", "0010", "--line", "base"], ["reproduce"], ["check"]],
)
def test_brackets_in_a_name_are_shown_as_they_are(
    command: list[str], text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = maple.simple(tmp_path, name=text, title=text)
    assert main([command[0], str(folder), *command[1:]]) in {0, 1}
    shown = capsys.readouterr()
    assert command == ["check"] or text in " ".join((shown.out + shown.err).split())


@pytest.mark.parametrize("command", [["run"], ["explain", "--unit", "0010"], ["reproduce"], ["check"]])
def test_a_text_cannot_steer_the_terminal(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The escape sequence would clear the screen, and the figures with it."""
    folder = maple.simple(tmp_path, name="Oak\x1b[2J", title="Base\x1b[2J")
    assert main([command[0], str(folder), *command[1:]]) in {0, 1}
    shown = capsys.readouterr()
    assert "\x1b[2J" not in shown.out + shown.err
