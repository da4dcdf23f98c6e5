"""Files that come in: kept facts, sealed; what stood before stands until then, and comes back."""

import json
import os
import stat
from pathlib import Path

import pytest

from perpupil.cli.main import main
from perpupil.facts.headcount import canonical_headcount
from perpupil.intake.fact_set import FactSet
from perpupil.workspace.district import alone
from perpupil.workspace.fact_sets import kept_facts, read_facts_in_force, read_kept
from perpupil.workspace.in_force import in_force
from tests.workspace import small

PRICES = "jobClass,year,salary,benefitsShare,benefitsFixed\nteacher,2027,78420.00,17.2%,17900.00\n"


@pytest.fixture
def district(tmp_path: Path) -> Path:
    return small.district_with_facts(tmp_path)


def facts(district: Path, year: int = 2027) -> FactSet:
    found, findings = read_facts_in_force(district, year)
    assert findings == ()
    assert found is not None
    return found


def students_by_school(district: Path) -> dict[str, int]:
    headcount = facts(district).headcount
    assert headcount is not None
    ends = [*headcount.starts[1:].tolist(), len(headcount.profile_of_row)]
    numbers = headcount.measures["students"].fractions()
    return {unit: int(sum(numbers[headcount.starts[at] : ends[at]])) for at, unit in enumerate(headcount.units)}


def test_facts_are_kept_under_their_seal_for_nobody_else_to_read(district: Path) -> None:
    (kept,) = kept_facts(district)
    assert in_force(district) == {2027: kept.seal}
    assert kept.folder == district / "facts" / kept.seal
    assert {path.name for path in kept.folder.iterdir()} == {
        "facts.json",
        "facts.csv",
        "schools.csv",
        "headcount.parquet",
    }
    assert stat.S_IMODE((district / "facts").stat().st_mode) == stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.folder.iterdir()} == {0o600}


def test_the_formula_of_the_folder_runs_on_the_facts_in_force(
    district: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["run", str(district), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {unit: one["total"] for unit, one in data["units"].items()} == dict.fromkeys(
        ("0010", "0020", "0030"), "3000.00"
    )


def test_the_needs_are_counted_as_the_settings_say(district: Path) -> None:
    headcount = facts(district).headcount
    assert headcount is not None
    assert headcount.needs == {"low_income", "english_learner", "iep"}
    assert json.dumps(canonical_headcount(headcount)).count("low_income") == 2


def test_the_same_files_again_give_the_same_facts(district: Path, tmp_path: Path) -> None:
    before = in_force(district)
    paths = small.files(tmp_path / "files")
    assert small.bring(district, paths["programs"], paths["students"], paths["schools"]) == 0
    assert in_force(district) == before
    assert len(kept_facts(district)) == 1


def test_what_does_not_come_in_stays_as_it_was(district: Path, tmp_path: Path) -> None:
    counted = students_by_school(district)
    (tmp_path / "prices.csv").write_text(PRICES, encoding="utf-8")
    assert small.bring(district, tmp_path / "prices.csv") == 0
    assert set(facts(district).tables) == {"schools", "prices"}
    assert students_by_school(district) == counted


def test_going_back_is_one_command(district: Path, tmp_path: Path) -> None:
    first = in_force(district)[2027]
    paths = small.files(tmp_path / "next", students=small.STUDENTS.replace("0010,2", "0020,2"))
    assert small.bring(district, *paths.values()) == 0
    assert students_by_school(district) == {"0010": 2, "0020": 4, "0030": 3}
    assert main(["facts", "--district", str(district), "--use", first[:8]]) == 0
    assert in_force(district)[2027] == first
    assert students_by_school(district) == {"0010": 3, "0020": 3, "0030": 3}


def test_facts_that_were_changed_by_hand_are_not_read(district: Path, tmp_path: Path) -> None:
    (kept,) = kept_facts(district)
    path = kept.folder / "schools.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Baker", "Baxter"), encoding="utf-8")
    found, findings = read_kept(kept.folder)
    assert found is None
    assert [one.code for one in findings] == ["changed-facts"]
    assert small.bring(district, *small.files(tmp_path / "files").values()) == 1


@pytest.mark.parametrize("name", ["facts.csv", "headcount.parquet", "facts.json"])
def test_so_are_facts_of_which_a_part_is_gone(district: Path, name: str) -> None:
    (kept,) = kept_facts(district)
    (kept.folder / name).unlink()
    assert read_kept(kept.folder)[0] is None


def test_a_bad_row_is_set_aside_where_the_user_says_and_handed_back(tmp_path: Path) -> None:
    district = small.new(tmp_path)
    paths = small.files(tmp_path / "files", students=small.TYPO)
    aside = tmp_path / "aside.csv"
    assert small.bring(district, *paths.values(), "--set-aside", aside) == 1
    assert sum(students_by_school(district).values()) == 8
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    header, row = aside.read_text(encoding="utf-8").splitlines()
    assert header == "row of the file,Student ID,School,Grade,Entry Date,Exit Date,Primary School,reason"
    assert row == "7,900006,0021,5,2026-08-31,,yes,unknown-school"
    aside.write_text(f"{header}\n{row.replace('0021', '0020')}\n", encoding="utf-8")
    assert small.bring(district, *paths.values(), "--answers", aside) == 0
    assert students_by_school(district) == {"0010": 3, "0020": 3, "0030": 3}


def test_a_file_of_rows_set_aside_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    district = small.new(tmp_path)
    aside = tmp_path / "aside.csv"
    aside.write_text("mine", encoding="utf-8")
    assert (
        small.bring(district, *small.files(tmp_path / "files", students=small.TYPO).values(), "--set-aside", aside) == 2
    )
    assert aside.read_text(encoding="utf-8") == "mine"
    assert kept_facts(district) == ()
    assert "is there already" in capsys.readouterr().err


def test_a_repair_is_kept_with_the_source_and_replayed(tmp_path: Path) -> None:
    district = small.new(tmp_path)
    students = small.STUDENTS.replace("0020,3", "20,3").replace("0020,4", "20,4").replace("0020,5", "20,5")
    paths = small.files(tmp_path / "files", students=students)
    assert small.bring(district, *paths.values()) == 1
    assert students_by_school(district) == {"0010": 3, "0030": 3}
    assert small.bring(district, *paths.values(), "--repair", "lost-zeros") == 0
    assert 'kind = "pad_ids"' in (district / "sources/students/repairs.toml").read_text(encoding="utf-8")
    assert students_by_school(district) == {"0010": 3, "0020": 3, "0030": 3}
    assert small.bring(district, *paths.values()) == 0


def test_looking_keeps_nothing(tmp_path: Path) -> None:
    district = small.new(tmp_path)
    before = sorted(path for path in district.rglob("*"))
    assert small.bring(district, *small.files(tmp_path / "files").values(), "--check") == 0
    assert sorted(path for path in district.rglob("*")) == before


def test_programs_without_the_roster_are_refused(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = in_force(district)
    assert small.bring(district, small.files(tmp_path / "files")["programs"]) == 1
    assert "students-apart" in capsys.readouterr().err
    assert in_force(district) == before


def test_students_without_their_needs_are_counted_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    district = small.new(tmp_path)
    assert small.bring(district, *small.files(tmp_path / "files", programs="").values()) == 0
    assert "students-without-needs" in capsys.readouterr().err
    assert sum(students_by_school(district).values()) == 9


def test_a_file_that_is_nothing_known_stops_the_import(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.csv").write_text("color,taste\nred,sweet\n", encoding="utf-8")
    before = in_force(district)
    assert small.bring(district, *small.files(tmp_path / "files").values(), tmp_path / "odd.csv") == 1
    assert "unknown-dataset" in capsys.readouterr().err
    assert in_force(district) == before


def test_what_is_said_of_columns_is_remembered(tmp_path: Path) -> None:
    district = small.new(tmp_path)
    paths = small.files(
        tmp_path / "files", schools=small.SCHOOLS.replace("Code,", "Number,").replace("School Name", "Wer")
    )
    said = ["--as", "schools.csv=schools", "--column", "schools.schoolId=Number", "--column", "schools.name=Wer"]
    assert small.bring(district, *paths.values(), *said) == 0
    before = in_force(district)
    assert small.bring(district, *paths.values()) == 0
    assert in_force(district) == before
    assert 'schoolId = "Number"' in (district / "sources/schools/schools.columns.toml").read_text(encoding="utf-8")


def test_one_at_a_time(district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with alone(district):
        assert small.bring(district, *small.files(tmp_path / "files").values()) == 2
    assert "Another perpupil is at work" in capsys.readouterr().err
    assert small.bring(district, *small.files(tmp_path / "files").values()) == 0


def test_what_a_killed_import_left_is_removed(district: Path) -> None:
    half = district / "facts" / ".part-half"
    half.mkdir()
    (half / "facts.json").write_text("{", encoding="utf-8")
    with alone(district):
        assert not half.exists()


def test_settings_that_are_wrong_stop_the_import(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = district / "perpupil.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("year = 2027", 'year = "soon"'), encoding="utf-8")
    assert small.bring(district, *small.files(tmp_path / "files").values()) == 1
    assert "bad-settings" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_says_so(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid() == 0:
        (district / "facts").rename(tmp_path / "elsewhere")  # root may write anywhere; a room that is gone stops it too
    else:
        (district / "facts").chmod(0o500)
    assert small.bring(district, *small.files(tmp_path / "files", students=small.TYPO).values()) == 2
    assert "cannot be written" in capsys.readouterr().err
    if os.geteuid() != 0:
        (district / "facts").chmod(0o700)


def test_two_files_of_one_data_set_stand_under_each_other(tmp_path: Path) -> None:
    district = small.new(tmp_path)
    head, *rows = small.STUDENTS.splitlines()
    paths = small.files(tmp_path / "files", students="")
    for name, some in (("north", rows[:4]), ("south", rows[4:])):
        (tmp_path / f"{name}.csv").write_text("\n".join([head, *some]) + "\n", encoding="utf-8")
    assert small.bring(district, *paths.values(), tmp_path / "north.csv", tmp_path / "south.csv") == 0
    assert students_by_school(district) == {"0010": 3, "0020": 3, "0030": 3}


def test_a_run_is_kept_under_its_seal_with_the_formula_and_the_facts_that_it_ran_on(
    district: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        capsys.readouterr()
        assert main(["run", str(district), "--keep", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    (kept,) = (district / "runs").iterdir()
    assert kept.name == data["seal"]
    assert (kept / "formula.toml").read_bytes() == (district / "formula.toml").read_bytes()
    content = json.loads((kept / "run.json").read_text(encoding="utf-8"))
    assert content["facts"] == in_force(district)[2027]
    assert content["units"] == data["units"]
    assert (
        main(
            [
                "run",
                str(kept / "formula.toml"),
                "--facts",
                str(district / "facts" / content["facts"] / "facts.csv"),
                "--headcount",
                str(district / "facts" / content["facts"] / "headcount.parquet"),
                "--json",
            ]
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out)["seal"] == data["seal"]
