"""The data desk: files received, what a column means, findings decided or handed to somebody, data put in force.

A finding is decided by a rule, which is kept with its source and applied again to the next upload; the file itself is never changed. Nothing
about a student stands in a decision: it holds counts, the rule in words, and the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from perpupil.intake.queue import MEANING, REPAIR, Question, rules_of
from perpupil.intake.repairs.text import write_rules
from perpupil.intake.schemas import SCHEMAS
from perpupil.web import desk
from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong
from perpupil.web.desk import MappedFile
from perpupil.web.store.data import FINDING, IN_FORCE, UPLOAD
from perpupil.web.store.models import Upload, UploadFile
from perpupil.web.store.uploads import UploadState

REASON_CHARACTERS, VALUES_MOST = 1_000, 200
_NOT_OPEN = Wrong("", "The upload is not open any more.", "What was decided stays with the source for the next upload.")


class State(StrEnum):
    """How far a finding is."""

    OPEN = "open"
    REPAIRED = "repaired"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules about a finding look at."""

    question: Question | None
    """What was found; None where nothing was found under this name."""
    is_open: bool
    """Whether the upload can still be decided about."""
    depends_cents: int | None
    deciders: Mapping[int, str]
    """Who may decide: the number and the name of each."""


def look_at_finding(subject: str) -> Known:
    """Give what the rules about a finding look at."""
    seen = desk.finding_of(subject)
    return Known(seen.question, seen.is_open, seen.depends_cents, desk.deciders())


def repair(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Decide a finding by a rule: the suggested one, or what each text means."""
    return _decide(now, given, situation, State.REPAIRED)


def leave(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Leave what was found as it is, with a reason: rows that are set aside stay so, others are taken."""
    return _decide(now, given, situation, State.LEFT)


def _decide(
    now: Content | None, given: Mapping[str, str], situation: Situation, state: State
) -> Content | tuple[Wrong, ...]:
    known: Known = situation.facts
    if known.question is None or not known.is_open:
        return (_NOT_OPEN,)
    way = given.get("way", "")
    if (state is State.REPAIRED) != (way in {REPAIR, MEANING}):
        return (Wrong("way", "Nothing is chosen.", "Choose what is to be done."),)
    meanings = {
        name.removeprefix("means-"): said for name, said in list(given.items())[:VALUES_MOST] if name[:6] == "means-"
    }
    reason = given.get("reason", "").strip()[:REASON_CHARACTERS]
    rules, wrong = rules_of(known.question, way, meanings, reason)
    if wrong:
        return tuple(Wrong("reason" if not reason else "way", one.what, one.fix) for one in wrong)
    return {
        **_about(now, known),
        "state": state,
        "way": way,
        "rules": write_rules(rules) if rules else "",
        "words": known.question.said(way, meanings),
        "reason": reason,
        "by": situation.person,
        "on": situation.today.isoformat(),
    }


def assign(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Ask somebody to decide a finding, or nobody any more."""
    known: Known = situation.facts
    if known.question is None or not known.is_open:
        return (_NOT_OPEN,)
    text = given.get("owner", "")
    owner = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004  a number that fits
    if owner and owner not in known.deciders:
        return (Wrong("owner", "This person may not decide findings.", "Choose somebody of the list."),)
    return {**_about(now, known), "owner": owner, "owner_name": known.deciders.get(owner, "")}


def reopen(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Take a decision back: the rule goes, and the finding is open again."""
    known: Known = situation.facts
    if not known.is_open:
        return (_NOT_OPEN,)
    if now is None or now["state"] == State.OPEN:
        return (Wrong("", "It is open already.", "Decide it when you know."),)
    return {**now, "state": State.OPEN, "way": "", "rules": "", "words": "", "reason": ""}


def _about(now: Content | None, known: Known) -> Content:
    """Give what a decision says of its finding: counts, so that it reads the same when the finding is gone."""
    question = known.question
    assert question is not None  # noqa: S101  whoever asks has looked
    before = now or {
        "state": State.OPEN,
        "way": "",
        "rules": "",
        "words": "",
        "reason": "",
        "owner": 0,
        "owner_name": "",
    }
    return {
        **before,
        "title": question.title,
        "dataset": question.dataset,
        "must_decide": question.must_decide,
        "rows": question.rows,
        "students": question.students,
        "schools": len(question.schools),
        "depends_cents": known.depends_cents,
    }


def receive(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Note that files came: their names and how large they are."""
    upload: Upload | None = situation.facts
    if now is not None or upload is None:
        return (Wrong("", "These files were received before.", "Open the upload."),)
    return {
        "state": "received",
        "title": upload.title,
        "year": upload.year,
        "files": [{"name": one.name, "size_bytes": one.size_bytes} for one in upload.files.all()],
        "columns": {},
        "seal": "",
    }


def say_columns(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Say which data set each file is, and which of its headers means which column; what was recognized rightly needs no word."""
    upload, files = situation.facts
    if now is None or upload is None or upload.state not in desk.DECIDABLE:
        return (_NOT_OPEN,)
    said: dict[str, dict[str, dict[str, str]]] = {}
    wrong = []
    for file in files:
        dataset, columns = given.get(f"dataset-{file.position}", ""), _columns(given, file)
        if dataset and dataset not in SCHEMAS:
            wrong.append(Wrong(f"dataset-{file.position}", "There is no such data set.", "Choose one of the list."))
        headers = [one for one in columns.values() if one]
        if any(one not in file.headers or headers.count(one) > 1 for one in headers):
            wrong.append(
                Wrong(
                    f"dataset-{file.position}",
                    "A header is named that the file does not have, or for two columns at once.",
                    "Name each header of the file once.",
                )
            )
        of = dataset or file.found
        is_as_found = dataset in {"", file.found}
        before = now["columns"].get(str(file.position), {}).get(of, {})
        changed = {**before, **columns} if is_as_found else {}
        said[str(file.position)] = {of: changed} if dataset or changed else {}
    return tuple(wrong) or {**now, "columns": said}


def _columns(given: Mapping[str, str], file: MappedFile) -> dict[str, str]:
    """Give the columns of a file for which another header was chosen than was taken, or none."""
    found = {one.column: given.get(f"column-{file.position}-{one.column}", one.header) for one in file.rows}
    return {one.column: found[one.column] for one in file.rows if found[one.column] != one.header}


def keep_columns(subject: str, content: Content, situation: Situation) -> tuple[Wrong, ...]:  # noqa: ARG001  the shape of what follows
    """Write what was said of the columns to the upload's files."""
    for position, said in content["columns"].items():
        dataset, columns = next(iter(said.items()), ("", {}))
        UploadFile.objects.filter(upload_id=int(subject), position=int(position)).update(
            dataset=dataset, columns={dataset: columns} if columns else {}
        )
    return ()


def put_in_force(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Let what came of an upload be the district's data for its year."""
    upload: Upload | None = situation.facts
    if now is None or upload is None or upload.state not in desk.DECIDABLE | {UploadState.BRINGING_IN}:
        return (_NOT_OPEN,)
    return {**now, "state": "in_force", "seal": given["seal"], "instead_of": given["instead_of"]}


def withdraw(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Withdraw an upload: its files go at once, and the data in force stand."""
    upload: Upload | None = situation.facts
    if now is None or upload is None or upload.state not in desk.DECIDABLE:
        return (_NOT_OPEN,)
    return {**now, "state": "withdrawn"}


_ENDED = {"in_force": UploadState.IN_FORCE, "withdrawn": UploadState.WITHDRAWN}


def end_upload(subject: str, content: Content, situation: Situation) -> tuple[Wrong, ...]:  # noqa: ARG001  the shape of what follows
    """Let the upload's own row say how it ended."""
    Upload.objects.filter(number=int(subject)).update(state=_ENDED[content["state"]])
    return ()


@dataclass(frozen=True, slots=True)
class Sets:
    """What the rule about the data set in force looks at."""

    year: int
    in_force: str
    kept: frozenset[str]
    """The seals of the sets of this year that are kept whole."""


def use_again(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Let an earlier data set count again, with a reason."""
    sets: Sets = situation.facts
    seal, reason = given.get("seal", ""), given.get("reason", "").strip()[:REASON_CHARACTERS]
    if seal not in sets.kept:
        return (Wrong("", "The data set is not there, or not what was kept.", "Choose another one of the list."),)
    if seal == sets.in_force:
        return (Wrong("", "This data set is in force already.", "Nothing needs to be done."),)
    if not reason:
        return (Wrong("reason", "There is no reason.", "Say in a sentence why this data set counts again."),)
    return {"seal": seal, "instead_of": sets.in_force, "year": sets.year, "reason": reason}


def look_at_sets(subject: str) -> Sets:
    """Give what the rule about the data set in force looks at."""
    return Sets(*desk.sets_of(subject))


ACTIONS = (
    Action("data.receive", UPLOAD, Right.UPLOAD_DATA, "Receive files at the data desk.", receive, desk.upload_of),
    Action("data.columns", UPLOAD, Right.UPLOAD_DATA, "Say what the files and their columns mean.", say_columns, desk.mapped, keep_columns),
    Action("data.repair", FINDING, Right.DECIDE_FINDING, "Repair what was found in a file, by a rule.", repair, look_at_finding),
    Action("data.leave", FINDING, Right.DECIDE_FINDING, "Leave what was found in a file, with a reason.", leave, look_at_finding),
    Action("data.assign", FINDING, Right.DECIDE_FINDING, "Ask somebody to decide a finding.", assign, look_at_finding),
    Action("data.reopen", FINDING, Right.DECIDE_FINDING, "Take back what was decided about a finding.", reopen, look_at_finding),
    Action("data.put_in_force", UPLOAD, Right.UPLOAD_DATA, "Let the data of an upload be in force.", put_in_force, desk.upload_of, end_upload),
    Action("data.withdraw", UPLOAD, Right.UPLOAD_DATA, "Withdraw an upload.", withdraw, desk.upload_of, end_upload),
    Action("data.use_again", IN_FORCE, Right.UPLOAD_DATA, "Let an earlier data set be in force again.", use_again, look_at_sets),
)  # fmt: skip
