"""The small district with services that its schools may decline or buy; some choices were entered by the office."""

import contextlib
import datetime as dt
import io
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from perpupil.cli.main import main
from perpupil.web import figures, services
from perpupil.web.access.rights import Role
from perpupil.web.store.models import Person
from tests.web.district import OWN, person_of

TODAY, DEADLINE = dt.date(2027, 1, 19), dt.date(2027, 1, 29)
PROGRAMS = "student_id,program,level,start_date,end_date\n" + "".join(
    f"{5000 + n},meal_status,{'FP'[n % 2]},2026-07-01,\n" for n in range(31)
)
SERVICES = """services = 1
title = "Maple"
source = "made up"
year = 2028
starts = 2027-07-01
deadline = 2027-01-29
need = "low_income"
students_of = 2027

[service.coach]
title = "Coach"
category = "central_staff"
owner = "Academics"
aim = "Reading"
evidence = "price list"
driver = "days"
position = 118600
schools = ["0010", "0020"]
each = 2.5
notice = 5
approach = "opt_out"

[service.print]
title = "Print shop"
category = "other"
owner = "Business"
aim = "Time"
evidence = "ledger"
driver = "student"
rate = 9
fixed = 1000.01
freed = [[12, 0.5], [17, 1]]
viable_from = 25
below = "credit"
settled = 2027-02-12
approach = "buy_back"

[service.seats]
title = "Seats"
category = "pd_courses"
owner = "Academics"
aim = "Teaching"
evidence = "contract"
driver = "participant"
noun = "seat"
rate = 425
placed = { "0010" = 4, "0030" = 6 }
approach = "opt_out"

[service.training]
title = "Training days"
category = "pd_central"
owner = "Academics"
aim = "Teaching"
evidence = "invoice"
driver = "flat"
fixed = 100
open_to_all = true
approach = "none"
reason = "Open to all, and costs the same whoever comes."

[excluded.transport]
title = "Transport"
reason = "Run for every school by the district."
"""
CHOICES = """school,service,choice,quantity,who,when
0010,coach,decline,,principal,2027-01-11
0030,print,decline,,principal,2027-01-12
"""


@pytest.fixture(scope="session")
def maple_with_services(maple: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offered")
    district = Path(shutil.copytree(maple, folder / "maple"))
    (folder / "programs.csv").write_text(PROGRAMS, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        roster = maple.parent / "files" / "roster.csv"
        assert main(["import", "--district", str(district), str(roster), str(folder / "programs.csv")]) == 0
    (district / "services.toml").write_text(SERVICES, encoding="utf-8")
    (district / "choices.csv").write_text(CHOICES, encoding="utf-8")
    return district


@pytest.fixture
def _offered(settings: Settings, maple_with_services: Path) -> None:
    settings.DISTRICT, settings.TODAY = maple_with_services, TODAY
    figures.forget()
    services.forget()


def principal(client: Client, unit: str = OWN) -> Person:
    person = person_of(Role.PRINCIPAL, unit)
    client.force_login(person)
    return person


def form(client: Client, unit: str = OWN, **changes: str) -> Mapping[str, str]:
    """Give what a browser would send of the page as it is, with some of it changed."""
    text = client.get(f"/schools/{unit}/services/").content.decode()
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told.get("type") != "radio" or re.search(r"\schecked", tag):
            found[told["name"]] = told.get("value", "")
    found.pop("csrfmiddlewaretoken", None)
    return found | {name.replace("_of_", "-"): value for name, value in changes.items()}
