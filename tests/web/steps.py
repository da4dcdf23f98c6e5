"""The small district with positions that go in steps, an agreement, a calendar, and two students more than last year."""

import contextlib
import datetime as dt
import io
import shutil
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from perpupil.cli.main import main
from perpupil.web import figures
from tests.web.district import FORMULA, SCHOOLS

TODAY = dt.date(2027, 1, 19)
STEPS = (
    FORMULA
    + """
[counts]
grade_k = { title = "Students in kindergarten", grades = ["K"] }

[line.principal]
title = "Principal"
kind = "staffing"
fte = 1
price = 100_000

[line.counselor]
title = "Counselors"
kind = "staffing"
students = "students"
per = 24
round_fte = "half"
price = 80_000

[line.sports]
title = "Sports"
kind = "staffing"
students = "students"
per = 500
round_fte = "down"
price = 70_000
"""
)
BEFORE = STEPS.replace("year = 2027", "year = 2026").replace("value = 5000", "value = 4900")
AUTONOMY = """autonomy = 1
title = "Maple"
purpose = "Schools know best."
source = "made up"
year = 2027
schools = { "0010" = "Adams Elementary", "0020" = "Baker Elementary", "0030" = "Carver High" }

[position.principal]
title = "Principal"
legal = "fixed"
rule = "state code, section 14"

[position.nurse]
title = "Nurse"
legal = "fixed"
rule = "state health code"
"""
CALENDAR = """calendar = 1
title = "Maple"
source = "made up"

[cycle.2028]
begins = 2027-02-09
starts = 2027-07-01

[date.price_list_2028]
title = "Price list"
on = 2027-01-08
owner = "Budget director"
year = 2028
concerns = ["Principals"]
done = 2027-01-09

[date.choices_2028]
title = "Service choices close"
on = 2027-01-29
owner = "Budget director"
year = 2028
concerns = ["Principals"]
after = { price_list_2028 = 21 }
choice = true

[date.recount_2028]
title = "Recount"
on = 2027-10-01
owner = "Student records"
year = 2028
"""
LAST_YEAR = "Student ID,School,Grade,Entry Date,Exit Date,First Day Attended\n" + "".join(
    f"{4000 + n},{(10, 20, 30)[n % 3]},{('K', '3', '9')[n % 3]},8/31/2025,,8/31/2025\n" for n in range(27)
)
"""Nine at each school; the year after, Adams has eleven and the others ten."""


@pytest.fixture(scope="session")
def maple_in_steps(maple: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("steps")
    district = Path(shutil.copytree(maple, folder / "maple"))
    (district / "formula.toml").write_text(STEPS, encoding="utf-8")
    (district / "autonomy.toml").write_text(AUTONOMY, encoding="utf-8")
    (district / "calendar.toml").write_text(CALENDAR, encoding="utf-8")
    return district


@pytest.fixture(scope="session")
def maple_of_two_years(maple_in_steps: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the year before: its facts, and the formula that was kept when it ended."""
    folder = tmp_path_factory.mktemp("two_years")
    district = Path(shutil.copytree(maple_in_steps, folder / "maple"))
    settings = district / "perpupil.toml"
    now = settings.read_text(encoding="utf-8")
    settings.write_text(now.replace("year = 2027", "year = 2026").replace("2026-10-01", "2025-10-01"), encoding="utf-8")
    (folder / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    (folder / "roster.csv").write_text(LAST_YEAR, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert (
            main(["import", "--district", str(district), str(folder / "schools.csv"), str(folder / "roster.csv")]) == 0
        )
    settings.write_text(now, encoding="utf-8")
    (district / "formulas").mkdir(exist_ok=True)
    (district / "formulas" / f"{'0' * 64}.toml").write_text(BEFORE, encoding="utf-8")
    return district


@pytest.fixture
def _in_steps(settings: Settings, maple_in_steps: Path) -> None:
    settings.DISTRICT, settings.TODAY = maple_in_steps, TODAY
    figures.forget()


@pytest.fixture
def _of_two_years(settings: Settings, maple_of_two_years: Path) -> None:
    settings.DISTRICT, settings.TODAY = maple_of_two_years, TODAY
    figures.forget()
