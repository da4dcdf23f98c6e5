"""The grants of a folder: a district's sealed facts, or what lies beside; and a folder of evidence that is whole or not there."""

import json
import stat
from pathlib import Path

import pytest

from perpupil.cli.main import main
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.grants import keep_evidence, read_grant_year
from perpupil.workspace.together import PART
from tests.workspace import small

GRANTS = """grants = 1
title = "Maple"
year = 2027
[schools]
unit = "schoolId"
name = "name"
[counts.students]
everybody = true
[counts.low_income]
need = "low_income"
[grant.title_i]
program = "title_i"
students = "low_income"
served = ["0010"]
begins = 2026-07-01
ends = 2027-09-30
private_children = 0
private_why = "none"
not_needed = { homeless = "x", neglected = "x" }
[[grant.title_i.award]]
kind = "final"
amount = 100_000
on = 2026-07-01
[grant.title_i.to_schools]
"""


@pytest.fixture
def district(tmp_path: Path) -> Path:
    made = small.district_with_facts(tmp_path)
    (made / "grants.toml").write_text(GRANTS, encoding="utf-8")
    return made


def test_a_districts_folder_gives_its_sealed_facts(district: Path) -> None:
    year, findings = read_grant_year(district)
    assert findings == ()
    assert year is not None
    rows = {
        one.unit: (one.name, one.students, one.enrolled, one.cash_cents) for one in year.devolutions["title_i"].schools
    }
    assert rows == {"0010": ("Adams", 2, 3, 10_000_000), "0020": ("Baker", 0, 3, 0), "0030": ("Carver", 0, 3, 0)}


def test_a_year_without_facts_is_told(district: Path) -> None:
    (district / "grants.toml").write_text(GRANTS.replace("2027\n[schools]", "2031\n[schools]"), encoding="utf-8")
    with pytest.raises(NoSuchFile, match="FY2031"):
        read_grant_year(district)


def test_the_command_works_in_a_districts_folder(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["grants", str(district), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["grants"]["title_i"]["rate_cents"] == "5000000"
    assert data["problems"] == []


def test_evidence_is_written_whole_for_its_owner_alone_and_never_over(tmp_path: Path) -> None:
    folder = tmp_path / "archive" / "evidence"
    keep_evidence(folder, {"index.html": "<p>", "a.json": "{}"})
    assert {path.name for path in folder.iterdir()} == {"index.html", "a.json"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with pytest.raises(NoSuchFile, match="never written over"):
        keep_evidence(folder, {"index.html": "other"})
    assert (folder / "index.html").read_text() == "<p>"
    assert not list(folder.parent.glob(f"{PART}*"))


PROPOSAL = """proposals = 1
[proposal.{name}]
title = "Books"
grant = "title_i"
school = "0010"
purpose = "p"
evidence = "e"
line = [{{ what = "Books", kind = "materials", amount = 5 }}]
"""


def test_each_school_may_have_a_file_of_proposals_of_its_own(district: Path) -> None:
    (district / "proposals").mkdir()
    (district / "proposals.toml").write_text(PROPOSAL.format(name="a"), encoding="utf-8")
    (district / "proposals" / "0010.toml").write_text(PROPOSAL.format(name="b"), encoding="utf-8")
    year, findings = read_grant_year(district)
    assert findings == ()
    assert year is not None
    assert [one.proposal.name for one in year.reviews] == ["a", "b"]
    (district / "proposals" / "0020.toml").write_text(PROPOSAL.format(name="b"), encoding="utf-8")
    year, findings = read_grant_year(district)
    assert year is None
    assert [(one.code, Path(one.where.source).name) for one in findings] == [("name-taken", "0020.toml")]
