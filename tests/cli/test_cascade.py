"""`perpupil cascade`: a folder of folders, handed down."""

import csv
import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from perpupil.limits import LEVELS
from tests.cli import maple

STATE = """\
language = 1
title = "State aid"
year = 2027

[facts]
unit = { column = "district", noun = "district", name = "name" }

[line.aid]
title = "Aid by need"
value = "students * 6_000 + low_income * 1_500"

[pool.aid]
title = "State aid"
amount = 10_000_000
reserve = 50_000
"""
DISTRICTS = "district,name,students,low_income\n0010,Alder,900,300\n0020,Birch,500,50\n0030,Cedar,200,150\n"
DISTRICT = """\
language = 1
title = "District budget"
year = 2027

[facts]
unit = { column = "school", noun = "school", name = "name" }

[line.base]
value = "students"

[pool.schools]
amount = 0
"""
SCHOOLS = "school,name,students\n1,First,400\n2,=Second,100\n"
POOL = """\
year,part,name,amount,owner,source,status
2027,received,State aid,5500000,State,budget bill,adopted
2027,revenue,Local property tax,4000000,Treasurer,levy,adopted
2027,central,Central office,1500000,Superintendent,budget,adopted
"""


def folder(path: Path, formula: str, facts: str, pool: str = "") -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, text in (("formula.toml", formula), ("facts.csv", facts), ("pool.csv", pool)):
        if text:
            maple.written(path, name, text)
    return path


def state(path: Path) -> Path:
    """Three districts, of which two hand on; weights 5,850,000, 3,075,000 and 1,425,000 of 10,350,000."""
    folder(path, STATE, DISTRICTS)
    folder(path / "units" / "0010", DISTRICT, SCHOOLS, POOL)
    folder(path / "units" / "0020", DISTRICT, SCHOOLS)
    return path


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_every_level_is_shown_reconciled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cascade", str(state(tmp_path))]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    found = rows(shown.out)
    for row in (
        "1: to districts 1 $0 $10,000,000 $0 $50,000 $9,950,000 $0 $0",
        "2: to schools 2 $8,580,072.46 $4,000,000 $0 $1,500,000 $11,080,072.46 $0 $0",
        "Alder 0010 $5,623,913.04 $4,000,000 $1,500,000 $8,123,913.04 $0",
        "Cedar 0030 $1,369,927.54 ends here",
    ):
        assert row in found
    said = " ".join(found)
    assert "Of $14,000,000 that came in at all levels $12,450,000 reached 5 units" in said
    assert "unexplained $0." in said


def test_a_dollar_can_be_followed_down(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cascade", str(state(tmp_path)), "--unit", "0010/2"]) == 0
    found = rows(capsys.readouterr().out)
    steps = [
        "Kept back by State aid -$50,000",
        "Handed out to 3 districts $9,950,000",
        "Of it to Alder (0010) $5,623,913.04 56.5%",
        "Received from above $5,623,913.04",
        "Local property tax $4,000,000",
        "Central office -$1,500,000",
        "Of it to =Second (2) $1,624,782.61 20.0%",
    ]
    assert [found.index(step) for step in steps] == sorted(found.index(step) for step in steps)


def test_a_script_and_a_spreadsheet_get_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "schools.csv"
    assert main(["cascade", str(state(tmp_path / "state")), "--json", "--out", str(out)]) == 0
    data = json.loads(capsys.readouterr().out)
    alder = data["below"]["0010"]
    assert (alder["received"], alder["added"], alder["kept"], alder["handed_out"], alder["left"]) == (
        "5623913.04",
        "4000000.00",
        "1500000.00",
        "8123913.04",
        "0.00",
    )
    assert alder["stays"] == [{"name": "Central office", "amount": "1500000.00"}]
    assert (data["ends"], data["unexplained"], data["findings"]) == ({"0030": "1369927.54"}, "0.00", [])
    with out.open(encoding="utf-8", newline="") as file:
        leaves = list(csv.DictReader(file))
    assert [(one["path"], one["unit"], one["name"]) for one in leaves] == [
        ("0030", "0030", "Cedar"),
        ("0010/1", "1", "First"),
        ("0010/2", "2", "'=Second"),
        ("0020/1", "1", "First"),
        ("0020/2", "2", "'=Second"),
    ]
    assert sum(round(100 * float(one["amount"])) for one in leaves) == 12_450_000_00


def test_three_levels_are_handed_down(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rooms = DISTRICT.replace('"school", noun = "school"', '"school", noun = "room"')
    folder(state(tmp_path) / "units" / "0010" / "units" / "2", rooms, SCHOOLS)
    assert main(["cascade", str(tmp_path), "--unit", "0010/2/1"]) == 0
    assert "Of it to First (1) $1,299,826.09 80.0%" in rows(capsys.readouterr().out)


def test_levels_that_cannot_be_read_or_are_not_known_do_not_hide_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units = state(tmp_path) / "units"
    (units / "0030").mkdir()
    folder(units / "0040", DISTRICT, SCHOOLS)
    folder(units / "0020", DISTRICT.replace("students", "studnts"), SCHOOLS, POOL.replace("revenue", "revenu"))
    assert main(["cascade", str(tmp_path), "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["below"]["0010"]["handed_out"] == "8123913.04"
    assert [(unit, one["worked"], one["left"]) for unit, one in data["below"].items()] == [
        ("0010", True, "0.00"),
        ("0020", False, "2956159.42"),
        ("0030", False, "1369927.54"),
    ]
    told = {(one["code"], one["what"].partition(":")[0]) for one in data["findings"]}
    assert ("unknown-part", "0020") in told
    assert ("unread-level", "0030") in told
    assert any(one["code"] == "not-given-to" and "0040" in one["what"] for one in data["findings"])


def test_nothing_is_written_while_there_is_an_error(tmp_path: Path) -> None:
    (state(tmp_path / "state") / "units" / "0030").mkdir()
    out = tmp_path / "schools.csv"
    assert main(["cascade", str(tmp_path / "state"), "--out", str(out)]) == 1
    assert not out.exists()


def test_a_link_that_leads_elsewhere_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link back to the top would otherwise be read again for ever."""
    top = state(tmp_path / "state")
    (top / "units" / "0030").symlink_to(top, target_is_directory=True)
    assert main(["cascade", str(top), "--json"]) == 1
    (one,) = json.loads(capsys.readouterr().out)["findings"]
    assert (one["code"], "links are not followed" in one["what"]) == ("unread-level", True)


def test_levels_have_a_bound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(tmp_path, STATE, DISTRICTS)
    for depth in range(LEVELS):
        path = folder(path / "units" / ("0010" if depth == 0 else "1"), DISTRICT, SCHOOLS)
    assert main(["cascade", str(tmp_path), "--json"]) == 1
    (one,) = json.loads(capsys.readouterr().out)["findings"]
    assert (one["code"], f"{LEVELS} levels" in one["what"]) == ("unread-level", True)


@pytest.mark.parametrize("unit", ["0040", "0010/3", "0010/1/1", "../0010", "/", "", "0010//1"])
def test_a_unit_that_is_not_there_is_said(unit: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cascade", str(state(tmp_path)), "--unit", unit]) == 2
    assert "No money was followed to" in capsys.readouterr().err


def test_what_is_no_folder_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cascade", str(tmp_path / "nosuch")]) == 2
    assert "is no folder" in capsys.readouterr().err


def test_a_file_that_was_read_is_not_written_over(tmp_path: Path) -> None:
    top = state(tmp_path)
    out = top / "units" / "0010" / "facts.csv"
    assert main(["cascade", str(top), "--out", str(out)]) == 2
    assert out.read_text(encoding="utf-8") == SCHOOLS
