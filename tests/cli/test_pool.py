"""`perpupil pool`, and the pool file in the other commands."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.cli import maple

POOL = """\
year,part,name,amount,owner,source,status
2027,revenue,Local property tax,9000000,Treasurer,levy estimate,adopted
2027,revenue,State aid,3000000.50,State,aid notice,adopted
2027,central,Central services,4500000,Superintendent,budget,adopted
2027,locked,Debt service,800000,Treasurer,bond schedule,adopted
2027,reserve,Reserve,200000,Board,policy 3100,adopted
2028,revenue,Local property tax,9900000,Treasurer,levy estimate,proposed
2028,central,Central services,4500000,Superintendent,forecast,proposed
"""


def district(folder: Path, pool: str = POOL) -> Path:
    """Maple without earlier years, its pool in a file: 12,000,000.50 less 5,500,000 is 6,500,000.50."""
    formula = maple.FORMULA.replace("max(0, enrolled - prior(enrolled)) * 333.335", "0")
    return maple.district(folder, formula_toml=formula, pool_csv=pool)


def test_a_pool_is_shown_year_by_year_with_who_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = maple.written(tmp_path, "pool.csv", POOL)
    assert main(["pool", path]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    rows = [" ".join(line.split()) for line in shown.out.splitlines()]
    for row in (
        "2027 2028",
        "Revenue $12,000,000.50 $9,900,000",
        "Less kept centrally -$4,500,000 -$4,500,000",
        "Debt service -$800,000 –",
        "Pool $6,500,000.50 $5,400,000",
        "Change from the year before -$1,100,000.50 (-16.9%)",
        "Status adopted proposed",
        "2027 reserve Reserve $200,000 Board policy 3100 adopted",
    ):
        assert row in rows


def test_a_pool_for_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pool", str(district(tmp_path)), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    one = data["years"][0]
    assert (one["year"], one["pool"], one["amount"], one["income"], one["deducted"], one["statuses"]) == (
        2027,
        None,
        "6500000.50",
        "12000000.50",
        "5500000.00",
        ["adopted"],
    )
    assert one["parts"][3] == {
        "part": "locked",
        "name": "Debt service",
        "amount": "800000.00",
        "owner": "Treasurer",
        "source": "bond schedule",
        "status": "adopted",
    }
    assert [one["code"] for one in data["findings"]] == ["pool-replaced"]


def test_the_file_beside_a_formula_fills_its_pool_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(district(tmp_path))]) == 0
    shown = capsys.readouterr()
    assert "Pool schools: $6,500,000.50; kept back $10,000; allocated $6,490,000.50" in shown.out
    assert "[pool-replaced]" in shown.err


def test_another_file_and_another_year_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(district(tmp_path))
    assert main(["run", folder, "--year", "2028", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pool"] == "5400000.00"
    other = maple.written(tmp_path, "other.csv", POOL.replace("9000000", "9000001"))
    assert main(["run", folder, "--pool", other, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pool"] == "6500001.50"
    assert main(["run", folder, "--year", "2030"]) == 1
    assert "[missing-year]" in capsys.readouterr().err


def test_a_year_without_a_file_is_a_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(maple.simple(tmp_path)), "--year", "2028"]) == 2
    assert "there is none beside" in capsys.readouterr().err


def test_check_tells_mistakes_of_the_file_and_of_the_formula_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = district(tmp_path, POOL.replace("revenue,State", "revenu,State"))
    text = maple.FORMULA.replace('students = "low_income"', 'students = "low_incme"')
    maple.written(folder, "formula.toml", text)
    assert main(["check", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert "[unknown-part]" in shown
    assert main(["run", str(folder), "--prior", f"2026={folder / 'before.csv'}"]) == 1
    assert "[unknown-part]" in capsys.readouterr().err


def test_nothing_is_handed_out_by_a_file_with_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = district(tmp_path, POOL.replace("9000000", "9,000"))
    out = tmp_path / "lines.csv"
    assert main(["run", str(folder), "--out", str(out)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert not out.exists()


def test_a_folder_without_a_pool_file_has_none_to_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pool", str(maple.simple(tmp_path))]) == 2
    assert "There is no pool.csv beside" in capsys.readouterr().err


def test_the_pool_file_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = district(tmp_path)
    assert main(["run", str(folder), "--out", str(folder / "pool.csv")]) == 2
    assert "pool.csv was read" in capsys.readouterr().err
