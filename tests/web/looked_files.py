"""Files that were received and looked at, of which no byte is there: enough to decide what was found in them."""

import datetime as dt

from perpupil.intake.effects import Effect, Row
from perpupil.intake.queue import LEAVE, MEANING, REPAIR, Question, SchoolCount, ValueCount, Way
from perpupil.intake.repairs import Rule
from perpupil.web.actions import ACTIONS, Asked, act
from perpupil.web.store.models import Looked, Person, Upload, UploadFile
from perpupil.web.store.uploads import UploadState
from perpupil.web.uploads import jobs
from perpupil.workspace.looked import ColumnSeen, FileSeen
from perpupil.workspace.looked import Looked as Seen
from tests.web.district import OTHER, OWN

FINDING, OTHER_FINDING, CHECKED = "programs.exited-learner", "students.bad-cell.grade", "students.age-and-grade"
WAITING = "a" * 32
MONITORED = Rule("drop_rows", "programs", where=(("level", ("M1", "M2")),))


def question(name: str, ways: tuple[Way, ...], *, must_decide: bool = True, values: tuple[str, ...] = ()) -> Question:
    dataset, _, code = name.partition(".")
    schools = (SchoolCount(OWN, "Adams Elementary", 4), SchoolCount(OTHER, "Baker Elementary", 2))
    counted = tuple(ValueCount(text, 3) for text in values)
    return Question(
        name, dataset, code.partition(".")[0], must_decide, f"Title of {code}", f"What of {code}?", "Six rows.",
        "It counts.", "Ask the school.", 6, 6, 6, 0, schools, "grade", counted, ways,
    )  # fmt: skip


AS_PROPOSED = Way(REPAIR, "Where level is M1 or M2, leave the row out.", (MONITORED,))
AS_SAID = Way(
    MEANING,
    "Say what each means.",
    (Rule("map_values", "students", "grade"),),
    takes_meanings=True,
    choices=("K", "3", "9"),
)
AS_IT_IS = Way(LEAVE, "Leave it.", (Rule("accept", "students", finding="age-and-grade"),), needs_reason=True)
LEFT_ASIDE = Way(LEAVE, "They stay set aside.", needs_reason=True)
QUESTIONS = (
    question(FINDING, (AS_PROPOSED, LEFT_ASIDE)),
    question(OTHER_FINDING, (AS_SAID, LEFT_ASIDE), values=("Kdg", "third")),
    question(CHECKED, (AS_IT_IS,), must_decide=False),
)
EFFECT = Effect(
    "english_learner", "English learners", "", (Row(OWN, "Adams Elementary", 9, 5, 550, 350, 900_00, 500_00),),
    Row("", "2 other schools", 20, 20, 900, 900, 2_000_00, 2_000_00), 2,
    Row("", "District", 29, 25, 1450, 1250, 2_900_00, 2_500_00), 400_00, "Under the FY2027 formula.", "Less in all.",
)  # fmt: skip
COLUMNS = (ColumnSeen("schoolId", "School", 100, "as last time", required=True),)
SEEN = Seen(
    2027,
    files=(FileSeen("roster.csv", "students", 37, 31, 6, 0, 0, COLUMNS, ("Homeroom",), 1, ()),),
    questions=QUESTIONS, enrollments=37, students=31, students_if_repaired=33, schools=3, effects={FINDING: EFFECT},
    is_done=True,
)  # fmt: skip


def look_at_files(director: Person, now: dt.datetime) -> Upload:
    about = {"title": "October students", "state": UploadState.LOOKED, "year": 2027, "waiting": WAITING}
    upload = Upload.objects.create(by=director, at=now, **about)
    UploadFile.objects.create(upload=upload, position=1, name="roster.csv", size_bytes=1_000)
    mark = jobs.rules_mark(upload)
    Looked.objects.create(upload=upload, content=SEEN.as_data(), at=now, rules_mark=mark, is_whole=True)
    receive = ACTIONS["data.receive"]
    act(Asked(director, receive, "", str(upload.number), {}, 0, "received-once", now, now.date()))
    return upload
