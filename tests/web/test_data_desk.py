"""The data desk: what was found in files, decided by people; what is in force, and what was; who sees which of it."""

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from perpupil.cli.main import main
from perpupil.intake.queue import LEAVE, MEANING, REPAIR
from perpupil.intake.repairs.text import read_rules
from perpupil.web import desk, figures
from perpupil.web.access.rights import Role
from perpupil.web.store.models import Decision, Event, Holding, Job, Person, Upload, UploadFile
from perpupil.web.store.uploads import JobKind, JobState, UploadState
from perpupil.web.uploads import in_force as in_force_of_uploads
from perpupil.web.uploads import jobs
from perpupil.web.uploads.in_force import let_count
from perpupil.web.uploads.keys import COOKIE
from perpupil.web.uploads.working import NotDone
from perpupil.workspace.district import alone
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.importing import BroughtIn
from perpupil.workspace.in_force import in_force
from perpupil.workspace.waiting import WAITING as WAITING_FILES
from tests.web.at_work import AtWork
from tests.web.district import OWN, SCHOOLS, STUDENTS
from tests.web.looked_files import CHECKED, FINDING, MONITORED, OTHER_FINDING, look_at_files
from tests.web.sending import FORM, form

AT_WORK = frozenset({Role.BUDGET_DIRECTOR, Role.GRANTS_MANAGER})
DIRECTOR = frozenset({Role.BUDGET_DIRECTOR})


@pytest.fixture
def folder(maple: Path, tmp_path: Path, settings: Settings) -> Path:
    """A copy of the small district that a test may write in."""
    settings.DISTRICT = shutil.copytree(maple, tmp_path / "maple")
    settings.TODAY = dt.date(2027, 1, 19)
    figures.forget()
    return Path(settings.DISTRICT)


class Worker(AtWork):
    """Somebody at the data desk."""

    def decide(self, name: str, do: str, version: int = 0, **fields: str) -> tuple[int, str]:
        return self.send(address("decide/", name), version, do=do, **fields)


def address(rest: str = "", name: str = "", number: int | None = None) -> str:
    number = Upload.objects.get().number if number is None else number
    return f"/data/uploads/{number}/" + (f"findings/{name}/{rest}" if name else rest)


@pytest.fixture
def director(folder: Path) -> Worker:  # noqa: ARG001  whoever works here works in the copy
    worker = Worker(Role.BUDGET_DIRECTOR)
    look_at_files(worker.person, timezone.now())
    return worker


def content_of(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = Decision.objects.get(kind="data_finding", subject__endswith=f":{name}").content
    return found


def test_a_page_says_what_was_found_and_that_it_cannot_be_used_yet(director: Worker) -> None:
    status, text = director.get(address())
    assert status == 200
    for said in (
        "Not yet. 2 findings change what is counted",
        "37",
        "33",
        "$400",
        "2 findings are not known",
        "6 students, 2 schools",
    ):
        assert said in text
    assert text.index("Title of exited-learner") < text.index("Title of age-and-grade"), (
        "what must be decided comes first"
    )
    assert "Put these data in force" not in text


@pytest.mark.parametrize(
    ("show", "found"), [("all", 3), ("must_decide", 2), ("mine", 0), ("repaired", 0), ("nonsense", 3)]
)
def test_the_queue_is_filtered(director: Worker, show: str, found: int) -> None:
    assert director.get(address() + f"?show={show}")[1].count("<b>Title of") == found


def test_a_finding_shows_its_rule_and_what_changes_school_by_school(director: Worker) -> None:
    _, text = director.get(address(name=FINDING))
    table = " ".join(text[text.index("What will change?") :].split())
    for said in ("Adams Elementary", "5.5 → 3.5", "−$400", "2 other schools", "no change", "District", "−2.0"):
        assert said in table
    assert "Where level is M1 or M2, leave the row out." in text


def test_a_repair_is_a_rule_that_is_kept_and_can_be_taken_back(director: Worker) -> None:
    assert director.decide(FINDING, "repair", way=REPAIR) == (302, address(name=FINDING))
    kept = content_of(FINDING)
    rules, wrong = read_rules(kept["rules"].encode(), "here")
    assert (rules, wrong) == ((MONITORED,), ())
    assert (kept["state"], kept["by"], kept["students"], kept["depends_cents"]) == (
        "repaired",
        "budget director",
        6,
        400_00,
    )
    _, text = director.get(address(name=FINDING))
    assert "Repaired by rule" in text
    assert "was decided or changed since" in text, "what changes is to be worked out again"
    assert director.decide(FINDING, "reopen", 1)[0] == 302
    assert content_of(FINDING)["rules"] == ""
    assert [one.action for one in Event.objects.order_by("sequence")][-2:] == ["data.repair", "data.reopen"]


def test_texts_get_a_meaning_and_one_that_is_none_is_refused(director: Worker) -> None:
    status, text = director.decide(OTHER_FINDING, "repair", 0, **{"way": MEANING, "means-Kdg": "13"})
    assert status == 422
    assert "Nothing was changed" in text
    assert (
        director.decide(OTHER_FINDING, "repair", 0, **{"way": MEANING, "means-Kdg": "K", "means-third": "3"})[0] == 302
    )
    (rule,), _ = read_rules(content_of(OTHER_FINDING)["rules"].encode(), "here")
    assert dict(rule.values) == {"Kdg": "K", "third": "3"}


def test_two_who_decide_the_same_are_both_told(director: Worker) -> None:
    other = Worker(Role.GRANTS_MANAGER)
    assert other.decide(FINDING, "leave", way=LEAVE, reason="The rolls of May count.")[0] == 302
    status, text = director.decide(FINDING, "repair", 0, way=REPAIR)
    assert status == 409
    assert "grants manager decided this" in text
    assert "The rolls of May count." in text
    assert content_of(FINDING)["state"] == "left"


def test_it_is_left_as_it_is_only_with_a_reason(director: Worker) -> None:
    status, text = director.decide(CHECKED, "leave", way=LEAVE, reason=" ")
    assert (status, "There is no reason." in text) == (422, True)
    assert not Decision.objects.filter(kind="data_finding").exists()
    assert director.decide(CHECKED, "leave", way=LEAVE, reason="They repeat a grade.")[0] == 302
    (rule,), _ = read_rules(content_of(CHECKED)["rules"].encode(), "here")
    assert rule.kind == "accept"


def test_a_form_that_is_sent_twice_decides_once(director: Worker) -> None:
    form = {"key": "the-same-form", "version": "0", "do": "repair", "way": REPAIR}
    for _ in range(2):
        assert director.client.post(address("decide/", FINDING), form).status_code == 302
    assert Event.objects.filter(action="data.repair").count() == 1


def test_somebody_is_asked_to_decide_and_finds_it_among_what_waits(director: Worker) -> None:
    other, board = Worker(Role.GRANTS_MANAGER), Worker(Role.BOARD_MEMBER)
    assert director.decide(FINDING, "assign", owner=str(board.person.pk))[0] == 422
    assert director.decide(FINDING, "assign", owner=str(other.person.pk))[0] == 302
    assert "assigned to you" in other.get(address(name=FINDING))[1]
    assert other.get(address() + "?show=mine")[1].count("<b>Title of") == 1
    assert "Title of exited-learner" in other.get("/")[1]
    assert other.decide(FINDING, "repair", 1, way=REPAIR)[0] == 302
    assert "Title of exited-learner" not in other.get("/")[1]


def test_what_must_be_decided_keeps_the_data_from_being_put_in_force(director: Worker) -> None:
    status, text = director.send(address("put-in-force/"))
    assert (status, "It cannot be put in force yet" in text) == (422, True)
    for name, way in ((FINDING, REPAIR), (OTHER_FINDING, LEAVE)):
        director.decide(name, "repair" if way == REPAIR else "leave", way=way, reason="so")
    seen = desk.desk(Upload.objects.get())
    assert seen.to_decide == ()
    assert not seen.is_up_to_date


@pytest.fixture
def sealed(folder: Path, tmp_path: Path) -> tuple[str, str]:
    """Two sets of the year that are kept: the one in force, and one with a student less that is not."""
    before = in_force(folder)[2027]
    (tmp_path / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(STUDENTS.rsplit("\n", 2)[0] + "\n", encoding="utf-8")
    files = [str(tmp_path / name) for name in ("schools.csv", "roster.csv")]
    assert main(["import", "--district", str(folder), *files]) == 0
    made = in_force(folder)[2027]
    assert main(["facts", "--district", str(folder), "--use", before]) == 0
    figures.forget()
    return before, made


def job_of(worker: Worker) -> Job:
    upload = Upload.objects.get()
    Upload.objects.update(state=UploadState.BRINGING_IN)
    upload.refresh_from_db()
    return Job.objects.create(
        upload=upload, kind=JobKind.BRING_IN, state=JobState.RUNNING, asked_by=worker.person, at=timezone.now()
    )


def test_what_was_brought_in_counts_once_it_is_recorded(
    director: Worker, folder: Path, sealed: tuple[str, str]
) -> None:
    before, made = sealed
    let_count(job_of(director), BroughtIn(seal=made, seal_before=before))
    assert in_force(folder)[2027] == made
    upload = Upload.objects.get()
    assert upload.state == UploadState.IN_FORCE
    assert Event.objects.get(action="data.put_in_force").content["seal"] == made
    assert "They are in force: budget director" in director.get(address())[1]
    assert "30 students" in director.get("/data/")[1]


def test_whoever_lost_the_right_meanwhile_puts_nothing_in_force(
    director: Worker, folder: Path, sealed: tuple[str, str]
) -> None:
    before, made = sealed
    job = job_of(director)
    Holding.objects.update(ends=dt.date(2027, 1, 19))
    with pytest.raises(NotDone):
        let_count(job, BroughtIn(seal=made, seal_before=before))
    assert in_force(folder)[2027] == before
    assert not Event.objects.filter(action="data.put_in_force").exists()


def test_where_only_the_record_was_made_the_page_shows_both_and_the_move_is_asked_for_again(
    director: Worker, folder: Path, sealed: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, made = sealed

    def ends(*_: object) -> None:
        raise NoSuchFile("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(in_force_of_uploads, "put_in_force", ends)
        let_count(job_of(director), BroughtIn(seal=made, seal_before=before))
    assert in_force(folder)[2027] == before
    _, text = director.get(address())
    assert "recorded, and not yet in force" in text
    assert "Put these data in force" in text
    assert director.send(address("put-in-force/"))[0] == 302
    assert in_force(folder)[2027] == made
    assert "not yet in force" not in director.get(address())[1].split("Which")[0]


def test_an_earlier_set_counts_again_with_a_reason(director: Worker, folder: Path, sealed: tuple[str, str]) -> None:
    before, made = sealed
    status, text = director.send(f"/data/sets/{made}/use-again/", reason="")
    assert (status, "There is no reason." in text) == (422, True)
    assert director.send(f"/data/sets/{made}/use-again/", reason="The first was a draft.")[0] == 302
    assert in_force(folder)[2027] == made
    assert "The first was a draft." in director.get(f"/data/sets/{made}/")[1]
    status, text = director.send(f"/data/sets/{before}/use-again/", 0, reason="No, it was right.")
    assert (status, "put another data set in force" in text) == (409, True)
    assert in_force(folder)[2027] == made
    assert director.send(f"/data/sets/{before}/use-again/", 1, reason="No, it was right.")[0] == 302
    assert in_force(folder)[2027] == before


@pytest.fixture
def recorded_only(director: Worker, folder: Path, sealed: tuple[str, str]) -> tuple[str, str]:
    """An earlier set that is to count again: it is recorded, and the folder still points to the other."""
    before, made = sealed
    with alone(folder):  # somebody else is at work there
        assert director.send(f"/data/sets/{made}/use-again/", reason="The first was a draft.")[0] == 302
    assert in_force(folder)[2027] == before
    return before, made


def test_where_only_the_record_was_made_the_sets_show_it_and_the_pointer_is_moved_when_asked(
    director: Worker, folder: Path, recorded_only: tuple[str, str]
) -> None:
    before, made = recorded_only
    events = Event.objects.count()
    for page in ("/data/", f"/data/sets/{made}/"):
        text = director.get(page)[1]
        assert ("recorded, and not yet in force" in text, "Put these data in force" in text) == (True, True)
    assert "Put it in force again" not in director.get(f"/data/sets/{made}/")[1], "it is recorded already"
    assert "not yet in force" not in director.get(f"/data/sets/{before}/")[1]
    assert "Put these data in force" not in Worker(Role.GRANTS_MANAGER).get("/data/")[1]
    assert director.send(f"/data/sets/{made}/put-in-force/") == (302, f"/data/sets/{made}/")
    assert "It is in force." in director.get(f"/data/sets/{made}/")[1]
    assert in_force(folder)[2027] == made
    assert "not yet in force" not in director.get("/data/")[1]
    assert Event.objects.count() == events, "it is recorded once"


def test_a_pointer_that_needs_no_move_is_not_moved(director: Worker, folder: Path, sealed: tuple[str, str]) -> None:
    before, made = sealed
    for seal in (before, made):
        assert director.send(f"/data/sets/{seal}/put-in-force/")[0] == 302
    assert in_force(folder)[2027] == before
    assert director.send(f"/data/sets/{'0' * 64}/put-in-force/")[0] == 404


def test_a_form_that_is_sent_again_takes_back_nothing_that_was_put_in_force_after_it(
    director: Worker, folder: Path, sealed: tuple[str, str]
) -> None:
    before, made = sealed
    form = {"key": "the-form-of-yesterday", "version": "0", "reason": "The first was a draft."}
    assert director.client.post(f"/data/sets/{made}/use-again/", form).status_code == 302
    let_count(job_of(director), BroughtIn(seal=before, seal_before=made))
    assert in_force(folder)[2027] == before
    assert director.client.post(f"/data/sets/{made}/use-again/", form).status_code == 302
    assert "Other data were put in force after it" in director.get("/data/")[1]
    assert in_force(folder)[2027] == before


def test_a_set_that_was_changed_by_hand_is_not_put_in_force(
    director: Worker, folder: Path, sealed: tuple[str, str]
) -> None:
    before, made = sealed
    table = folder / "facts" / made / "facts.csv"
    table.chmod(0o600)
    table.write_text(table.read_text(encoding="utf-8").replace("Adams", "Adamz"), encoding="utf-8")
    status, text = director.send(f"/data/sets/{made}/use-again/", reason="It is better.")
    assert (status, "not what was kept" in text) == (422, True)
    assert in_force(folder)[2027] == before


def test_what_a_column_means_is_said_and_read_so_the_next_time(director: Worker) -> None:
    _, text = director.get(address("columns/"))
    assert "Homeroom" in text
    fields = {"dataset-1": "students", "column-1-schoolId": "Homeroom", "column-1-nonsense": "School"}
    assert director.send(address("columns/"), 1, **fields)[0] == 302
    file = UploadFile.objects.get()
    assert (file.dataset, file.columns) == ("students", {"students": {"schoolId": "Homeroom"}})
    assert director.send(address("columns/"), 2, **{"dataset-1": "", "column-1-schoolId": ""})[0] == 302
    assert UploadFile.objects.get().columns == {"students": {"schoolId": ""}}, "no header is to be taken for it"
    assert not desk.desk(Upload.objects.get()).is_up_to_date


@pytest.mark.parametrize(
    "fields",
    [
        {"dataset-1": "nonsense"},
        {"dataset-1": "students", "column-1-entryDate": "Homeroom", "column-1-grade": "Homeroom"},
        {"dataset-1": "students", "column-1-grade": "Not in the file"},
    ],
)
def test_a_column_that_cannot_be_is_refused(director: Worker, fields: dict[str, str]) -> None:
    assert director.send(address("columns/"), 1, **fields)[0] == 422
    assert UploadFile.objects.get().columns == {}


def test_files_that_are_withdrawn_are_gone_and_nothing_can_be_decided_about_them(
    director: Worker, folder: Path
) -> None:
    waiting = jobs.folder_of(Upload.objects.get())
    waiting.mkdir(parents=True)
    (waiting / "1").write_bytes(b"encrypted")
    assert director.send(address("withdraw/"), 1)[0] == 302
    assert not waiting.exists()
    assert Upload.objects.get().state == UploadState.WITHDRAWN
    assert director.decide(FINDING, "repair", way=REPAIR)[0] == 422
    assert "They were withdrawn" in director.get(address())[1]
    assert in_force(folder), "the data in force stand"


def test_files_that_are_sent_twice_are_one_upload_under_the_key_of_the_page(folder: Path) -> None:
    client = Worker(Role.BUDGET_DIRECTOR).client
    client.get("/data/upload/")
    key = client.cookies[COOKIE].value
    files = form(("schools.csv", SCHOOLS.encode()), fields={"key": "the-same-form", "title": "October"})
    answers = [client.generic("POST", "/data/upload/", files, content_type=FORM) for _ in range(2)]
    upload = Upload.objects.get()
    assert [one.headers["Location"] for one in answers] == [address()] * 2
    assert Event.objects.get(action="data.receive").subject == str(upload.number)
    assert [one.name for one in (folder / WAITING_FILES).iterdir()] == [upload.waiting], "the second files are gone"
    assert client.cookies[COOKIE].value == key


def test_files_of_a_form_without_a_key_are_not_kept(folder: Path) -> None:
    client = Worker(Role.BUDGET_DIRECTOR).client
    files = form(("schools.csv", SCHOOLS.encode()), fields={"title": "October"})
    assert client.generic("POST", "/data/upload/", files, content_type=FORM).status_code == 400
    assert not Upload.objects.exists()
    assert not any((folder / WAITING_FILES).iterdir())


READ = ("", "progress/", "findings/programs.exited-learner/")
SENT = {
    "findings/programs.exited-learner/decide/": AT_WORK,
    "columns/": DIRECTOR,
    "look/": DIRECTOR,
    "cancel/": DIRECTOR,
    "withdraw/": DIRECTOR,
    "put-in-force/": DIRECTOR,
    "set-aside/": DIRECTOR,
}
OF_A_SET = ("use-again/", "put-in-force/")


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.BUDGET_DIRECTOR])
def test_who_may_what_at_the_data_desk(director: Worker, role: Role, sealed: tuple[str, str]) -> None:
    other, number = Worker(role, OWN if role.is_of_a_school else ""), Upload.objects.get().number
    events = Event.objects.count()
    seal = sealed[0]
    for rest in READ:
        status, _ = other.get(address(rest, number=number))
        assert status == (200 if role in AT_WORK else 404)
    assert other.get(f"/data/sets/{seal}/")[0] == (200 if role in AT_WORK else 404)
    for rest, roles in SENT.items():
        if role not in roles:
            assert other.send(address(rest, number=number), do="repair", way=REPAIR)[0] == 404
    for rest in OF_A_SET:
        assert other.send(f"/data/sets/{seal}/{rest}", reason="mine")[0] == 404
    assert Event.objects.count() == events
    assert director.get(address("nowhere/"))[0] == 404


def test_what_is_not_there_is_not_there_for_anybody(director: Worker) -> None:
    number = Upload.objects.get().number + 1
    for rest in READ:
        assert director.get(address(rest, number=number))[0] == 404
    assert director.get(address(name="students.nothing"))[0] == 404
    assert director.get(f"/data/sets/{'f' * 64}/")[0] == 404
    assert director.decide("students.nothing", "repair", way=REPAIR)[0] == 404
    assert director.decide(FINDING, "nonsense")[0] == 404
    assert director.get("/data/templates/nonsense.csv")[0] == 404


def test_a_template_is_handed_out(director: Worker) -> None:
    answer = director.client.get("/data/templates/schools.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert b"schoolId" in answer.content


def test_a_district_without_data_is_told_what_to_bring_first(tmp_path: Path, settings: Settings) -> None:
    empty = tmp_path / "empty"
    assert main(["new", str(empty), "--district", "Empty", "--year", "2027", "--count-date", "2026-10-01"]) == 0
    settings.DISTRICT = empty
    figures.forget()
    _, text = Worker(Role.BUDGET_DIRECTOR).get("/data/")
    assert "Import your data first." in text
    assert text.count("An empty file with its headers") == 3


def test_only_people_who_may_decide_are_offered(director: Worker) -> None:
    Worker(Role.PRINCIPAL, OWN)
    gone = Worker(Role.GRANTS_MANAGER)
    Person.objects.filter(pk=gone.person.pk).update(is_active=False)
    assert desk.deciders() == {director.person.pk: "budget director"}
