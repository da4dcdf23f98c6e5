"""A small district, made as a district makes it, and people of each role."""

import contextlib
import datetime as dt
import io
from pathlib import Path

from perpupil.cli.main import main
from perpupil.web.access.rights import Role
from perpupil.web.store.models import Holding, Person

SCHOOLS = """School Code,School Name,Level,Student System Code,Opened,Closed
0010,Adams Elementary,elementary,10,1950-09-01,
0020,Baker Elementary,elementary,20,1961-09-01,
0030,Carver High,high,30,1970-09-01,
"""
STUDENTS = "Student ID,School,Grade,Entry Date,Exit Date,First Day Attended\n" + "".join(
    f"{5000 + n},{(10, 20, 30)[n % 3]},{('K', '3', '9')[n % 3]},8/31/2026,,8/31/2026\n" for n in range(31)
)
FORMULA = """language = 1
title = "Maple: formula"
equity = "Every school has what its students need."
source = "a made-up district"
year = 2027

[facts]
unit = { column = "schoolId", noun = "school", name = "name" }

[parameters]
base = { title = "Base amount per student", value = 5000, owner = "Budget office", source = "board vote" }

[line.base_amount]
title = "Base amount"
kind = "per_student"
rate = "base"
students = "students"
"""
OWN, OTHER, ABSENT = "0010", "0020", "9999"
ADAMS_CENTS = 11 * 5000_00
"""Eleven of the thirty-one students are at Adams."""


def make_district(folder: Path) -> Path:
    files = folder / "files"
    files.mkdir()
    (files / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    (files / "roster.csv").write_text(STUDENTS, encoding="utf-8")
    district = folder / "maple"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        made = ["new", str(district), "--district", "Maple", "--year", "2027", "--count-date", "2026-10-01"]
        assert main(made) == 0
        assert main(["import", "--district", str(district), *(str(one) for one in sorted(files.iterdir()))]) == 0
    (district / "formula.toml").write_text(FORMULA, encoding="utf-8")
    (district / "web" / "static").mkdir(parents=True)
    return district


def person_of(role: Role, unit: str = "", *, is_made_up: bool = False) -> Person:
    name = f"{role} {unit}".strip()
    person = Person.objects.create(
        email=f"{name.replace(' ', '.')}@example.org", name=name.replace("_", " "), is_made_up=is_made_up
    )
    Holding.objects.create(person=person, role=role, unit=unit, begins=dt.date(2026, 7, 1))
    return person
