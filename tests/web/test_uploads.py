"""Jobs: done by the worker that is there, cancelled, lost with it, told in words; keys and rows of students lie nowhere."""

import base64
import csv
import datetime as dt
import io
import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django_tasks_db.models import DBTaskResult

from perpupil.intake.effects import Effect
from perpupil.intake.queue import Question
from perpupil.web.access.rights import Role
from perpupil.web.store.models import Job, Looked, Person, Upload
from perpupil.web.store.uploads import JobKind, JobState, UploadState
from perpupil.web.uploads import jobs, tasks
from perpupil.web.uploads.bringing_in import bring_in
from perpupil.web.uploads.handing_over import Desk, NotMine, at_the_desk, worker_of
from perpupil.web.uploads.keys import COOKIE
from perpupil.web.uploads.receiving import Received, ReceivedFile
from perpupil.web.uploads.tidying import tidy
from perpupil.web.uploads.working import NotDone, Step, Work
from perpupil.workspace import looking
from perpupil.workspace.district import Busy, alone
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.importing import BroughtIn, Order
from perpupil.workspace.in_force import in_force
from perpupil.workspace.looked import Looked as Seen
from perpupil.workspace.waiting import NotOpened, keep, opened, stage
from tests.web.district import SCHOOLS, STUDENTS, person_of
from tests.web.sending import work_off, worker

KEY = bytes(range(32))
MARK = "Kanarienvogel"
"""Stands in the files, and may stand nowhere else."""
ROSTER = STUDENTS + f"{MARK}1,99,3,8/31/2026,,8/31/2026\n{MARK}2,10,not a grade,8/31/2026,,8/31/2026\n"


@pytest.fixture
def director() -> Person:
    return person_of(Role.BUDGET_DIRECTOR)


@pytest.fixture
def upload(maple: Path, director: Person) -> Iterator[Upload]:
    facts = {path: path.read_bytes() for path in (maple / "facts").glob("*.json")}
    made = sent(maple, director, {"schools.csv": SCHOOLS, "roster.csv": ROSTER})
    yield made
    jobs.forget_files(made)
    for path, content in facts.items():
        path.write_bytes(content)


def sent(maple: Path, person: Person, files: dict[str, str], key: bytes = KEY) -> Upload:
    received = Received(staged=stage(maple, key))
    assert received.staged is not None
    for position, (name, text) in enumerate(files.items(), start=1):
        size = keep(received.staged, str(position), key, [text.encode()])
        received.files.append(ReceivedFile(name, size))
    return jobs.begin_upload(received, person, "", 2027)


@pytest.fixture
def started_upload(upload: Upload, director: Person) -> tuple[Upload, Person]:
    return upload, director


@pytest.fixture
def desk(maple: Path) -> Iterator[Desk]:
    with worker(maple) as made:
        yield made


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Work], Any]], None]:
    def instead(does: Callable[[Work], Any]) -> None:
        monkeypatch.setitem(tasks.WORK, JobKind.LOOK, lambda work: does(work) or {})

    return instead


Instead = Callable[[Callable[[Work], Any]], None]


def started(upload: Upload, person: Person, kind: JobKind = JobKind.LOOK, key: bytes = KEY) -> Job:
    return jobs.start(upload, kind, key, person)


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.usefixtures("desk")
def test_a_look_reads_the_files_as_they_were_and_says_how_far_it_is(
    upload: Upload, director: Person, look: Instead
) -> None:
    shown, texts = [], []

    def read(work: Work) -> None:
        for at, one in enumerate(work.order.files):
            work.step(f"Reading {one.path.name}", at, 4)
            told = jobs.progress(upload)
            assert told is not None
            shown.append((told.percent, told.sentence, told.can_be_cancelled))
            assert one.opening is not None
            with one.opening() as file:
                texts.append(file.read().decode())

    look(read)
    job = started(upload, director)
    assert (job.state, upload.state) == (JobState.QUEUED, UploadState.LOOKING)
    assert started(upload, director) == job, "one job at a time"
    work_off()
    assert texts == [SCHOOLS, ROSTER]
    assert shown == [(0, "Reading schools.csv", True), (25, "Reading roster.csv", True)]
    ended = jobs.progress(upload)
    assert ended is not None
    assert (ended.state, ended.percent, ended.sentence, ended.is_open) == (JobState.DONE, 100, "Done.", False)
    assert again(job).sealed_key == ""


@pytest.mark.usefixtures("desk")
def test_what_is_seen_is_kept_as_it_comes(upload: Upload, director: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []

    def seen(_district: Path, _order: object, _step: object, told: Callable[[Seen], None]) -> Seen:
        for enrollments in (31, 33):
            told(Seen(2027, enrollments=enrollments))
            row = Looked.objects.get(upload=upload)
            shown.append((row.content["enrollments"], row.is_whole))
        return Seen(2027, enrollments=33, students=31, is_done=True)

    monkeypatch.setattr(looking, "look", seen)
    started(upload, director)
    work_off()
    row = Looked.objects.get(upload=upload)
    upload.refresh_from_db()
    assert shown == [(31, False), (33, False)]
    assert (row.content["students"], row.is_whole, upload.state) == (31, True, UploadState.LOOKED)
    assert row.rules_mark == jobs.rules_mark(upload)
    upload.files.filter(position=1).update(dataset="schools")
    assert row.rules_mark != jobs.rules_mark(upload)


@pytest.mark.usefixtures("desk")
def test_what_is_decided_during_a_look_counts_when_it_ends(
    upload: Upload, director: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = []

    def seen(_district: Path, order: Order, step: Step, _told: object) -> Seen:
        datasets.append(order.files[0].said.dataset)
        step("Reading", 0, 2)
        if len(datasets) == 1:
            upload.files.filter(position=1).update(dataset="schools")
        step("Counting", 1, 2)
        return Seen(2027, students=len(datasets), is_done=True)

    monkeypatch.setattr(looking, "look", seen)
    started(upload, director)
    work_off()
    row = Looked.objects.get(upload=upload)
    assert datasets == ["", "schools"], "it began again with what was said meanwhile"
    assert (row.content["students"], row.rules_mark) == (2, jobs.rules_mark(upload))


@pytest.mark.usefixtures("desk")
def test_an_old_effect_stands_until_the_new_one_is_known(
    upload: Upload, director: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Question("a.b", "a", "b", True, "", "", "", "", "", 1, 1, 1, 0, (), "", (), ())  # noqa: FBT003  a record
    shown = []

    def seen(_district: Path, _order: object, _step: object, told: Callable[[Seen], None]) -> Seen:
        told(Seen(2027, questions=(asked,)))
        shown.append(Looked.objects.get(upload=upload).content["effects"].get("a.b", {}).get("measure"))
        effect = Effect(measure=f"look {len(shown)}")
        return Seen(2027, questions=(asked,), effects={"a.b": effect, "gone": effect}, is_done=True)

    monkeypatch.setattr(looking, "look", seen)
    for _ in range(2):
        started(upload, director)
        work_off()
    assert shown == [None, "look 1"]
    assert Looked.objects.get(upload=upload).content["effects"]["a.b"]["measure"] == "look 2"


@pytest.mark.usefixtures("desk")
def test_a_job_is_cancelled_before_it_begins_and_at_its_next_step(
    upload: Upload, director: Person, look: Instead
) -> None:
    steps = []

    def one_step_more(work: Work) -> None:
        work.step("one", 0, 2)
        steps.append("one")
        jobs.cancel(work.job)
        told = jobs.progress(upload)
        assert told is not None
        assert (told.sentence, told.can_be_cancelled) == ("It ends with this step.", False)
        work.step("two", 1, 2)
        steps.append("two")

    look(one_step_more)
    before = started(upload, director)
    jobs.cancel(before)
    assert before.state == JobState.CANCELLED
    during = started(upload, director)
    work_off()
    assert (again(before).state, again(during).state) == (JobState.CANCELLED, JobState.CANCELLED)
    assert again(during).message == "It was cancelled, and nothing was changed."
    assert steps == ["one"]
    upload.refresh_from_db()
    assert upload.state == UploadState.WAITING
    jobs.cancel(during)
    assert again(during).state == JobState.CANCELLED


def test_with_the_worker_its_jobs_are_lost_and_the_next_one_does_them(
    upload: Upload, director: Person, maple: Path, look: Instead
) -> None:
    look(lambda _: None)
    with worker(maple) as first:
        job = started(upload, director)
        sealed = again(job).sealed_key
        assert first.open(sealed, jobs.about(upload, job.kind)) == KEY
    shown = jobs.progress(upload)
    assert shown is not None
    assert (shown.state, shown.is_open) == (JobState.LOST, False)
    assert "The worker was started anew" in shown.sentence
    with worker(maple) as second:
        with pytest.raises(NotMine):
            second.open(sealed, jobs.about(upload, job.kind))
        assert (again(job).state, again(job).sealed_key) == (JobState.LOST, "")
        upload.refresh_from_db()
        assert upload.state == UploadState.WAITING
        anew = started(upload, director)
        work_off()
        assert again(anew).state == JobState.DONE


def test_a_job_that_was_recorded_before_its_worker_ended_is_done_and_its_files_go(
    upload: Upload, director: Person, maple: Path
) -> None:
    with worker(maple):
        job = started(upload, director, JobKind.BRING_IN)
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    Upload.objects.update(state=UploadState.IN_FORCE)
    shown = jobs.progress(upload)
    assert shown is not None
    assert (shown.state, shown.percent, shown.sentence) == (JobState.DONE, 100, "Done.")
    keep(jobs.folder_of(upload), jobs.ASIDE, KEY, [b"rows"])
    with worker(maple):
        assert (again(job).state, again(job).message) == (JobState.DONE, "Done.")
    assert {one.name for one in jobs.folder_of(upload).iterdir()} == {"key", jobs.ASIDE}


def test_a_job_that_is_left_from_another_worker_does_not_stand_in_the_way(
    upload: Upload, director: Person, maple: Path, look: Instead
) -> None:
    """Whoever asks before the new worker has looked around."""
    look(lambda _: None)
    with worker(maple):
        before = started(upload, director)
        Job.objects.filter(pk=before.pk).update(state=JobState.RUNNING)
    with at_the_desk(maple):
        after = started(upload, director)
        assert (again(before).state, again(after).state) == (JobState.LOST, JobState.QUEUED)
        work_off()
        assert (again(before).state, again(after).state) == (JobState.LOST, JobState.DONE)


def test_a_job_whose_end_nobody_wrote_does_not_go_on_for_ever(
    upload: Upload, director: Person, desk: Desk, look: Instead, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the database was gone at that moment."""
    tidied = []

    def tidy_meanwhile(work: Work) -> None:
        tidy(desk)
        tidied.append(again(work.job).state)

    look(tidy_meanwhile)
    job = started(upload, director)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "end", lambda *_: 1 / 0)
        work_off()
    assert (tidied, again(job).state, desk.doing) == ([JobState.RUNNING], JobState.RUNNING, 0)
    tidy(desk)
    assert again(job).state == JobState.LOST
    assert DBTaskResult.objects.get().exception_class_path == "builtins.SystemExit"
    assert "ZeroDivision" not in DBTaskResult.objects.get().traceback


def test_who_signs_out_lets_go_of_the_key(client: Client) -> None:
    cookie = client.post("/sign-out/").cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, "/data/")


def test_without_a_worker_it_is_told_at_once(upload: Upload, director: Person, maple: Path) -> None:
    job = started(upload, director)
    assert (job.state, job.message, job.sealed_key) == (JobState.FAILED, jobs.NO_WORKER, "")
    assert worker_of(maple) is None


def test_one_worker_a_folder(maple: Path, desk: Desk) -> None:
    found = worker_of(maple)
    assert found is not None
    assert found.mark == desk.at.mark
    with pytest.raises(Busy, match="One is enough"), at_the_desk(maple):
        pytest.fail("there are two")
    assert worker_of(maple) == found


def test_a_key_is_sealed_for_one_worker_one_upload_and_one_purpose(desk: Desk) -> None:
    sealed = desk.at.seal(KEY, "upload look")
    assert sealed != desk.at.seal(KEY, "upload look")
    assert desk.open(sealed, "upload look") == KEY
    for other, about in ((desk, "upload bring_in"), (desk, "other look"), (Desk(), "upload look")):
        with pytest.raises(NotMine):
            other.open(sealed, about)
    for text in ("", "x", sealed[:-4], "ÿ"):
        with pytest.raises(NotMine):
            desk.open(text, "upload look")


@pytest.mark.usefixtures("desk")
def test_only_the_session_that_sent_them_opens_the_files(upload: Upload, director: Person) -> None:
    job = started(upload, director, key=secrets.token_bytes(32))
    assert (job.state, job.message) == (JobState.FAILED, jobs.OTHER_SESSION)
    jobs.forget_files(upload)
    assert started(upload, director).message == jobs.GONE
    assert not jobs.has_key(upload, KEY)
    assert not jobs.has_key(upload, None)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "ends",
    [
        (NoSuchFile("A file that waits cannot be read."), "A file that waits cannot be read."),
        (NotDone("The files hold nothing."), "The files hold nothing."),
        (Busy("/srv/maple is at work"), tasks.BUSY),
        (ValueError(f"could not convert '{MARK}'"), tasks.BROKEN),
        (MemoryError(), tasks.BROKEN),
    ],
)
def test_failure_is_told_in_words_without_a_cell(
    started_upload: tuple[Upload, Person],
    look: Instead,
    caplog: pytest.LogCaptureFixture,
    ends: tuple[Exception, str],
) -> None:
    (upload, director), (error, told) = started_upload, ends

    def fail(_: Work) -> None:
        raise error

    look(fail)
    job = started(upload, director)
    work_off()
    assert (again(job).state, again(job).message) == (JobState.FAILED, told)
    written = caplog.text + everything_in_the_database()
    assert MARK not in written
    if told == tasks.BROKEN:
        assert f"job {job.pk}: {type(error).__name__} at tasks.py" in caplog.text


def everything_in_the_database() -> str:
    return "".join(serializers.serialize("json", kind.objects.all()) for kind in (Job, Upload, Looked, DBTaskResult))


@pytest.mark.usefixtures("desk")
def test_files_are_brought_in_and_rows_set_aside_are_handed_out_once(
    upload: Upload, director: Person, maple: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, followed = in_force(maple), []

    def follow(job: Job, done: BroughtIn) -> None:
        followed.append((job.upload_id, done.seal, in_force(maple) == before, jobs.has_set_aside(upload)))

    monkeypatch.setitem(tasks.WORK, JobKind.BRING_IN, lambda work: bring_in(work, follow))
    job = started(upload, director, JobKind.BRING_IN)
    assert upload.state == UploadState.BRINGING_IN
    work_off()
    ended = again(job)
    assert (ended.state, ended.message) == (JobState.DONE, "Done.")
    assert followed == [(upload.pk, ended.result["seal"], True, True)]
    assert (ended.result["rows_set_aside"], in_force(maple) == before) == (2, True)
    assert (maple / "facts" / ended.result["seal"]).is_dir()
    assert not (jobs.folder_of(upload) / "1").exists(), "the files are of no more use"
    with pytest.raises(NotOpened):
        jobs.take_set_aside(upload, secrets.token_bytes(32))
    packed = jobs.take_set_aside(upload, KEY)
    assert packed is not None
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        [name] = archive.namelist()
        rows = list(csv.reader(io.StringIO(archive.read(name).decode())))
    assert name == "set-aside-students.csv"
    assert [MARK in " ".join(row) for row in rows] == [False, True, True]
    assert jobs.take_set_aside(upload, KEY) is None
    for path in maple.rglob("*"):
        assert path.is_dir() or MARK.encode() not in path.read_bytes(), path
    assert MARK not in everything_in_the_database()


@pytest.mark.usefixtures("desk")
def test_where_the_action_refuses_nothing_is_set_aside_and_the_files_wait(
    upload: Upload, director: Person, maple: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_job: Job, _done: object) -> None:
        message = "Somebody else has decided."
        raise NotDone(message)

    before = in_force(maple)
    monkeypatch.setitem(tasks.WORK, JobKind.BRING_IN, lambda work: bring_in(work, refuse))
    job = started(upload, director, JobKind.BRING_IN)
    work_off()
    assert (again(job).message, jobs.has_set_aside(upload), in_force(maple)) == (
        "Somebody else has decided.",
        False,
        before,
    )
    with opened(jobs.folder_of(upload), "2", KEY) as file:
        assert file.read() == ROSTER.encode()
    upload.refresh_from_db()
    assert upload.state == UploadState.WAITING


@pytest.mark.usefixtures("desk")
def test_what_cannot_be_used_says_why(director: Person, maple: Path) -> None:
    made = sent(maple, director, {"notes.csv": "one,two\n1,2\n"})
    job = started(made, director, JobKind.BRING_IN)
    work_off()
    assert again(job).state == JobState.FAILED
    assert "notes.csv" in again(job).message or "data set" in again(job).message
    jobs.forget_files(made)


@pytest.mark.usefixtures("desk")
def test_somebody_at_work_in_the_folder_is_told_apart(upload: Upload, director: Person, maple: Path) -> None:
    with alone(maple):
        job = started(upload, director, JobKind.BRING_IN)
        work_off()
    assert again(job).message == tasks.BUSY


def test_what_has_waited_for_a_day_is_gone(upload: Upload, director: Person, maple: Path, desk: Desk) -> None:
    young = sent(maple, director, {"schools.csv": SCHOOLS})
    a_day_ago = dt.datetime.now(tz=dt.UTC) - dt.timedelta(hours=24, seconds=1)
    Upload.objects.filter(pk=upload.pk).update(at=a_day_ago)
    os.utime(jobs.folder_of(upload) / "key", (0, a_day_ago.timestamp()))
    tidy(desk)
    upload.refresh_from_db()
    young.refresh_from_db()
    assert (upload.state, upload.has_files, jobs.folder_of(upload).exists()) == (UploadState.EXPIRED, False, False)
    assert (young.state, jobs.has_key(young, KEY)) == (UploadState.WAITING, True)
    assert started(upload, director).message == jobs.GONE
    Upload.objects.filter(pk=young.pk).update(state=UploadState.WITHDRAWN)
    tidy(desk)
    assert not jobs.folder_of(young).exists()


def test_the_key_lies_nowhere(upload: Upload, director: Person, maple: Path, desk: Desk, look: Instead) -> None:
    look(lambda _: None)
    started(upload, director)
    during = everything_in_the_database()
    work_off()
    written = [during.encode(), everything_in_the_database().encode()]
    written += [path.read_bytes() for path in maple.rglob("*") if path.is_file()]
    for form in (
        KEY,
        KEY.hex().encode(),
        base64.b64encode(KEY),
        base64.urlsafe_b64encode(KEY),
        json.dumps(list(KEY)).encode(),
    ):
        assert not any(form in one for one in written)
    assert KEY.hex() not in repr(desk) + repr(Work(Job(), KEY, maple, None, None))  # type: ignore[arg-type]
