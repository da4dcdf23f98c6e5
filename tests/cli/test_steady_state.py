"""`perpupil steady-state`: a verdict with its numbers from a file of facts, and a sentence where there is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from perpupil.cli.main import main
from tests import project

QUESTION = """steady_state = 1
title = "Maple"
source = "made up"
need = "poor"
[facts]
unit = "id"
students = "students"
span = "level"
[needs.poor]
title = "low income"
count = "poor"
[money.base]
title = "Base"
column = "base"
stage = "budgeted"
[money.promise]
title = "Promise"
column = "promise"
stage = "budgeted"
nature = "hold_harmless"
[leave_out.special]
reason = "special schools"
column = "level"
values = ["special"]
"""


def district(folder: Path, rows: list[tuple[int, int, int]], question: str = QUESTION) -> Path:
    """Write schools of students, students of low income, and dollars; the first has a promise of a thousand dollars."""
    folder.mkdir(exist_ok=True)
    lines = [
        f"{at:03},{students},{poor},{base},{1000 if at == 0 else 0},elementary"
        for at, (students, poor, base) in enumerate(rows)
    ]
    (folder / "facts.csv").write_text(
        "id,students,poor,base,promise,level\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    (folder / "steady_state.toml").write_text(question, encoding="utf-8")
    return folder


def rising(slope: int) -> list[tuple[int, int, int]]:
    """Thirty schools on a line, a dollar to either side of it."""
    return [(300 + at, (300 + at) * at // 30, (300 + at) * (10_000 + slope * at // 3 + (-1) ** at)) for at in range(30)]


def said(folder: Path, *arguments: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["steady-state", str(folder), "--json", *arguments]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


@pytest.mark.parametrize(("slope", "pattern"), [(400, "positive"), (-400, "inverse"), (0, "flat")])
def test_dollars_that_follow_need_are_told_from_those_that_do_not(
    slope: int, pattern: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = said(district(tmp_path / "maple", rising(slope)), capsys=capsys)
    assert data["verdict"]["pattern"] == pattern
    assert data["verdict"]["slope"] == pytest.approx(slope, abs=20)
    assert data["not_known"] == ["allocated", "spent"]
    assert {"verdict", "measures", "findings"} <= set(data)


def test_too_few_schools_give_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = said(district(tmp_path / "maple", rising(400)[:5]), capsys=capsys)
    assert data["verdict"]["pattern"] == "cannot tell"
    assert data["verdict"]["sentence"]


@pytest.mark.parametrize(
    "rows",
    [[(0, 0, 0)], [(10, 5, 100)], [(10, 5, 100)] * 20, [(0, 0, 500)] * 12, [(10, 0, 0)] * 12, [(1, 1, 10**30)] * 12],
)
def test_degenerate_districts_get_a_sentence_and_no_crash(
    rows: list[tuple[int, int, int]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = district(tmp_path / "maple", rows)
    data = said(folder, capsys=capsys)
    assert data["verdict"]["pattern"] in {"cannot tell", "flat"}
    assert "NaN" not in json.dumps(data)
    assert main(["steady-state", str(folder), "--audience", "analyst"]) == 0


def test_what_keeps_schools_from_losing_stands_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = said(district(tmp_path / "maple", rising(400)), capsys=capsys)
    (promise,) = [one for one in data["findings"] if one["name"] == "promise"]
    assert (promise["amount_cents"], promise["units"]) == (100_000, ["000"])
    amounts = [one["amount_cents"] for one in data["findings"]]
    assert amounts == sorted(amounts, reverse=True)


def test_a_report_is_written_for_leadership_or_analysts_and_nobody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = district(tmp_path / "maple", rising(400))
    outs = {tmp_path / f"report.{ending}": b"low income" for ending in ("html", "md", "json")}
    outs |= {tmp_path / "report.pdf": b"%PDF-", tmp_path / "report.xlsx": b"PK"}
    assert main(["steady-state", str(folder), *(word for out in outs for word in ("--out", str(out)))]) == 0
    assert all(held in out.read_bytes() for out, held in outs.items())
    assert f"Written to {', '.join(map(str, outs))}" in capsys.readouterr().out
    assert main(["steady-state", str(folder), "--audience", "public"]) == 2
    assert "small groups of students must be hidden first" in capsys.readouterr().err
    good, bad = tmp_path / "good.html", tmp_path / "report.doc"
    assert main(["steady-state", str(folder), "--out", str(good), "--out", str(bad)]) == 2
    assert "name it .pdf, .html, .xlsx, .md, .txt or .json" in capsys.readouterr().err
    assert not good.exists()
    assert main(["steady-state", str(folder), "--need", "rich"]) == 2
    assert main(["steady-state", str(folder), "--margin", "0"]) == 2
    assert main(["steady-state", str(tmp_path)]) == 2


@pytest.mark.parametrize(
    ("name", "year", "schools", "patterns"),
    [
        ("dc_public_schools_fy2015_16", 2016, 105, ["cannot tell", "positive", "cannot tell", "positive"]),
        ("dc_public_schools_fy2015_16", 2015, 95, ["cannot tell", "cannot tell", "cannot tell", "positive"]),
        ("washington_districts_2024_25", None, 315, ["cannot tell", "cannot tell"]),
        ("seattle_elementary_2021_24", 2024, 0, ["cannot tell"] * 4),
    ],
)
def test_published_districts_are_looked_at(
    name: str, year: int | None, schools: int, patterns: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    data = said(project.ROOT / "formulas" / name, *(["--year", str(year)] if year else []), capsys=capsys)
    assert data["verdict"]["schools"] == schools
    assert [one["pattern"] for one in data["verdicts"]] == patterns
    assert "spent" in data["not_known"]


def test_the_picture_of_a_report_is_read_aloud_as_its_finding_with_its_table(tmp_path: Path) -> None:
    folder = district(tmp_path / "maple", rising(400))
    assert main(["steady-state", str(folder), "--out", str(tmp_path / "report.html")]) == 0
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.count("<svg") == 1
    assert 'role="img" aria-label="' in text
    assert "lies farthest from the line" in text
    assert "30 of 30 schools, the highest need first" in text
    assert "<script" not in text
