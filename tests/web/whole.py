"""The small district with everything about which somebody decides: services, grants, autonomies, a calendar."""

import contextlib
import io
from pathlib import Path

from perpupil.cli.main import main
from tests.web.district import make_district
from tests.web.offered import CHOICES, PROGRAMS, SERVICES
from tests.web.test_autonomy_pages import REGISTER
from tests.web.test_calendar_pages import CALENDAR
from tests.web.test_grants_pages import GRANTS, SCHOOLS


def make_whole_district(folder: Path) -> Path:
    district = make_district(folder)
    (folder / "programs.csv").write_text(PROGRAMS, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        roster = folder / "files" / "roster.csv"
        assert main(["import", "--district", str(district), str(roster), str(folder / "programs.csv")]) == 0
    written = {
        "services.toml": SERVICES,
        "choices.csv": CHOICES,
        "grants.toml": GRANTS,
        "schools.csv": SCHOOLS,
        "autonomy.toml": REGISTER,
        "calendar.toml": CALENDAR,
    }
    for name, text in written.items():
        (district / name).write_text(text, encoding="utf-8")
    return district
