"""`perpupil draft-formula` as a district uses it: a table or a workbook in, a folder out that reproduce confirms."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.facts.test_sheets import Cell, workbook

COUNTS = {f"{10 * place:04}": 260 + 37 * place % 400 for place in range(1, 25)}
ADJUSTED = {"0070": 5000}


def paid(unit: str, students: int) -> tuple[int, int]:
    return students * 5130 + ADJUSTED.get(unit, 0), max(2, -(-students // 150)) * 91_500


TABLE = "school,students,base_usd,counselors_usd\n" + "".join(
    f"{unit},{students},{paid(unit, students)[0]},{paid(unit, students)[1]}\n" for unit, students in COUNTS.items()
)


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_the_folder_that_is_written_is_confirmed_by_reproduce(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "drafted"
    code = main(["draft-formula", written(tmp_path, "last.csv", TABLE), "--year", "2026", "--out", str(out)])
    shown = capsys.readouterr().out
    assert code == 0
    for text in (
        "students × 5,130",
        "one position for 150 of students, rounded up, at 91,500",
        "23 of 24",
        "$5,000",
        "48 of 48",
    ):
        assert text in shown
    assert sorted(path.name for path in out.iterdir()) == ["facts.csv", "formula.toml", "published.csv"]
    assert main(["reproduce", str(out)]) == 0
    assert main(["check", str(out)]) in {0, 1}
    assert '"0070" = 5000' in (out / "formula.toml").read_text()
    assert "until = 2026-06-30" in (out / "formula.toml").read_text()


def test_a_workbook_with_facts_of_its_own_gives_the_same_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    money: list[list[Cell]] = [["school", "base", "counselors"]]
    money += [[unit, *map(float, paid(unit, students))] for unit, students in COUNTS.items()]
    facts: list[list[Cell]] = [["school", "students"]]
    facts += [[unit, float(students)] for unit, students in COUNTS.items()]
    book = written(tmp_path, "last.xlsx", workbook({"Notes": [["about"], ["adopted"]], "Paid": money}))
    beside = written(tmp_path, "facts.xlsx", workbook({"Counts": facts}))
    assert main(["draft-formula", book, "--sheet", "Paid", "--facts", beside, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["confirmed"] is True
    assert told["lines"]["base"]["rule"] == "students × 5,130"
    assert told["lines"]["base"]["adjustments"] == {"0070": "5000"}


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft-formula", written(tmp_path, "last.csv", TABLE), "--out", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_table_with_a_fault_ends_in_findings_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "drafted"
    bad = TABLE.replace("91500", "see note", 1).replace("183000", "see note", 1)
    assert (
        main(["draft-formula", written(tmp_path, "last.csv", bad), "--line", "counselors_usd", "--out", str(out)]) == 1
    )
    assert "[bad-cell]" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04", b"a\n\n\n", b"a,a\n1,2\n"])
@pytest.mark.parametrize("name", ["last.csv", "last.xlsx", "last.ods"])
def test_what_is_no_table_is_a_finding(
    content: bytes, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draft-formula", written(tmp_path, name, content)]) == 1
    assert "What to do" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_misuse(tmp_path: Path) -> None:
    assert main(["draft-formula", str(tmp_path / "none.csv")]) == 2
    assert main(["draft-formula", written(tmp_path, "last.csv", TABLE), "--year", "0"]) == 2


def test_when_the_time_is_up_what_was_found_is_written_and_still_gives_every_amount(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "drafted"
    table = written(tmp_path, "last.csv", TABLE)
    main(["draft-formula", table, "--minutes", "1e-9", "--out", str(out)])
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.startswith("Units are told apart by the column 'school'")
    assert shown.count("The time was up before it was looked at") == 2
    assert "48 of 48" in shown
    assert main(["reproduce", str(out)]) == 0


def test_no_time_at_all_is_a_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft-formula", written(tmp_path, "last.csv", TABLE), "--minutes", "0"]) == 2
    assert "--minutes" in capsys.readouterr().err
