"""A district of three schools and nine students as files, and its folder."""

from pathlib import Path

from perpupil.cli.main import main

SCHOOLS = """Code,School Name,Level,Opened,Closed
0010,Adams,elementary,1950-09-01,
0020,Baker,elementary,1960-09-01,
0030,Carver,high,1970-09-01,
"""
STUDENTS = """Student ID,School,Grade,Entry Date,Exit Date,Primary School
900001,0010,K,2026-08-31,,yes
900002,0010,1,2026-08-31,,yes
900003,0010,2,2026-08-31,,yes
900004,0020,3,2026-08-31,,yes
900005,0020,4,2026-08-31,,yes
900006,0020,5,2026-08-31,,yes
900007,0030,9,2026-08-31,,yes
900008,0030,10,2026-08-31,,yes
900009,0030,11,2026-08-31,,yes
"""
PROGRAMS = """Student ID,Program,Level,Start Date
900001,meal_status,F,2026-07-01
900002,meal_status,P,2026-07-01
900003,meal_status,R,2026-07-01
900004,english_learner,2,2026-07-01
900007,iep,1,2026-07-01
"""
TYPO = STUDENTS.replace("0020,5", "0021,5")
"""One student is at a school that is none."""


def files(folder: Path, **changed: str) -> dict[str, Path]:
    """Write the files, some of them changed."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"schools": SCHOOLS, "students": STUDENTS, "programs": PROGRAMS, **changed}
    paths = {name: folder / f"{name}.csv" for name, text in texts.items() if text}
    for name, path in paths.items():
        path.write_text(texts[name], encoding="utf-8")
    return paths


def new(folder: Path) -> Path:
    """Make an empty district's folder."""
    district = folder / "maple"
    assert main(["new", str(district), "--district", "Maple", "--year", "2027"]) == 0
    return district


def bring(district: Path, *arguments: object) -> int:
    return main(["import", "--district", str(district), *map(str, arguments)])


def district_with_facts(folder: Path) -> Path:
    """Make a district's folder and bring its files in."""
    district = new(folder)
    assert bring(district, *files(folder / "files").values()) == 0
    return district
