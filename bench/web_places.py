"""What some pages need before they can be asked for: files that wait, a draft of the formula, a data set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from web_people import Visitor

NEEDS = ("english_learner", "low_income", "special_education", "homeless", "gifted")


def places(district: Path, director: Visitor, units: tuple[str, ...]) -> dict[str, str]:
    """Make what some pages are about; give what stands for it in their addresses."""
    from perpupil.workspace.in_force import in_force  # noqa: PLC0415  Django is set up first

    number, finding = _wait(director, units)
    return {
        "upload": str(number),
        "finding": finding,
        "draft": _draft(district, director),
        "seal": max(in_force(district).items())[1],
    }


def _draft(district: Path, director: Visitor) -> str:
    """Let the director keep a draft with a dearer position; give its number."""
    from django.test import Client  # noqa: PLC0415  Django is set up first

    text = (district / "formula.toml").read_text(encoding="utf-8")
    dearer = re.sub(
        r"value = (\d[\d_]*)", lambda found: f"value = {int(found[1].replace('_', '')) + 100}", text, count=1
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(director.person)
    answer = client.post("/formula/drafts/save/", {"key": "the-draft-of-the-bench", "version": "0", "text": dearer})
    return answer.headers["Location"].strip("/").rpartition("/")[2]


def _wait(director: Visitor, units: tuple[str, ...]) -> tuple[int, str]:
    """Let files wait as somebody has looked at them: ten findings at every school, each of which changes what every school is given."""
    from django.utils import timezone  # noqa: PLC0415  Django is set up first

    from perpupil.intake.effects import Effect, Row  # noqa: PLC0415
    from perpupil.intake.queue import LEAVE, REPAIR, Question, SchoolCount, Way  # noqa: PLC0415
    from perpupil.intake.repairs import Rule  # noqa: PLC0415
    from perpupil.web.store.models import Upload, UploadFile  # noqa: PLC0415
    from perpupil.web.store.uploads import UploadState  # noqa: PLC0415
    from perpupil.web.uploads import findings, jobs  # noqa: PLC0415
    from perpupil.workspace.looked import FileSeen, Looked  # noqa: PLC0415

    rule = Rule("drop_rows", "programs", where=(("level", ("M1", "M2")),))
    ways = (
        Way(REPAIR, "Where level is M1 or M2, leave the row out.", (rule,)),
        Way(LEAVE, "Leave it.", needs_reason=True),
    )
    schools = tuple(SchoolCount(unit, f"School {unit}", 4) for unit in units)
    names = [f"{dataset}.bad-cell.{need}" for dataset in ("students", "programs") for need in NEEDS]
    questions = tuple(
        Question(
            name, name.partition(".")[0], "bad-cell", True, "Cells that mean nothing", "What do these cells mean?", "Four rows at each school.",  # noqa: FBT003  as declared
            "They are counted nowhere.", "Say what they mean.", 4 * len(units), 4 * len(units), 4 * len(units), 0, schools, "level", (), ways,
        )
        for name in names
    )  # fmt: skip
    rows = tuple(
        Row(unit, f"School {unit}", 90, 86, 900, 850, 900_000_00, 850_000_00 + place)
        for place, unit in enumerate(units)
    )
    total = Row("", "District", 90 * len(units), 86 * len(units), 0, 0, 0, 0)
    effects = {
        name: Effect("english_learner", "English learners", "", rows, None, 0, total, 5_000_000_00, "Under the formula.", "Less in all.")
        for name in names
    }  # fmt: skip
    seen = FileSeen("programs.csv", "programs", 860_000, 850_000, 10_000, 0, 0, (), (), 1, ())
    looked = Looked(
        2027, files=(seen,), questions=questions, enrollments=860_000, students=850_000, students_if_repaired=860_000,
        schools=len(units), effects=effects, is_done=True,
    )  # fmt: skip
    upload = Upload.objects.create(
        by=director.person,
        at=timezone.now(),
        title="October students",
        state=UploadState.LOOKED,
        year=2027,
        waiting="a" * 32,
    )
    UploadFile.objects.create(upload=upload, position=1, name="programs.csv", size_bytes=60_000_000)
    findings.keep(upload, looked, jobs.rules_mark(upload), is_whole=True)
    return upload.number, names[-1]
