"""Every decision for programs: a row an address. What it is about is found as its page finds it.

To make another action usable for programs, add its row here; an action that has none must stand in `IN_THE_BROWSER`, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404
from ninja import Schema
from ninja.errors import HttpError
from pydantic import Field, StringConstraints

from perpupil.limits import FORMULA_BYTES
from perpupil.web import autonomies, figures, formulas, grants, standings
from perpupil.web.access.guard import access_of
from perpupil.web.access.rights import Right
from perpupil.web.actions.calendar_dates import look_at as date_of
from perpupil.web.actions.declaration import Wrong
from perpupil.web.actions.grant_proposals import LINES_MOST
from perpupil.web.adopting import place
from perpupil.web.api import data_desk, standing_now
from perpupil.web.api.operations import About, CannotBe, Operation, Sent, Text, add, texts
from perpupil.web.refusals import told
from perpupil.web.school.facts import school
from perpupil.web.school.figure import figure
from perpupil.web.store import drafts
from perpupil.web.store.autonomy import BY_DISTRICT, BY_SCHOOL
from perpupil.web.store.models import Decision
from perpupil.web.store.standing import DIAGNOSIS
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.formulas import keep

IN_THE_BROWSER: Mapping[str, str] = {
    **dict.fromkeys(
        ("people.invite", "people.give_role", "people.end_role", "people.close", "people.reset"),
        "a token is shown without a second step, so that none may decide who has which rights",
    ),
    "tokens.make": "a token that made others would never end",
    "tokens.revoke": "whoever revokes looks at the list of tokens, and is signed in",
    **dict.fromkeys(
        ("data.receive", "data.columns", "data.put_in_force", "data.withdraw"),
        "only the browser that sends files holds the key that opens them",
    ),
    "account.speak": "it is about pages",
    "account.remind": "it is about mails to a person",
}
"""Actions that programs have not, each with the reason."""
FormulaText = Annotated[str, StringConstraints(max_length=FORMULA_BYTES)]


class Line(Schema):
    """A line of what a proposal buys."""

    what: Text = ""
    kind: Text = ""
    amount: Text = ""
    """Dollars, as `1200.50`."""
    for_whom: Text = ""
    vendor: Text = ""
    paid_before: Text = ""
    fte: Text = ""


_PROPOSAL = {
    **texts("title", "grant", "purpose", "evidence", "people", "move", "reason"),
    "lines": (Annotated[list[Line], Field(max_length=LINES_MOST)], []),
}
_VOTE = texts("on", "resolution", "in_favor", "against", "abstaining")


def _question(sent: Sent) -> About:
    unit, name = sent.place["unit"], sent.place["figure"]
    found = school(unit)
    of = figure(found, name) if found is not None else None
    if of is None:
        raise Http404
    return About(of.subject, {"figure": f"{of.title}: {of.value}"}, unit)


def _finding(sent: Sent) -> About:
    is_private = access_of(sent.request).may(Right.SEE_PRIVATE_FINDINGS)
    for one in standings.matters(private=is_private):
        if one.key == sent.said["finding"]:
            return About(one.key, {"amount_cents": str(one.amount_cents)})
    raise CannotBe(Wrong("finding", "Nothing stands out under this name.", "Look at what stands out again."))


def _draft(sent: Sent) -> About:
    sees_all = access_of(sent.request).may(Right.SEE_FORMULA_DRAFTS)
    found = drafts.draft(sent.place["number"], all_states=sees_all)
    if found is None:
        raise Http404
    return About(found.subject)


def _new_text(sent: Sent) -> About:
    before = drafts.saved_with(sent.key, sent.person.pk)
    return About(str(before if before is not None else drafts.next_number()), _kept(sent))


def _other_text(sent: Sent) -> About:
    return About(_draft(sent).subject, _kept(sent))


def _kept(sent: Sent) -> dict[str, str]:
    """Keep a text under its seal, before a draft points to it; of a broken one nothing is kept."""
    try:
        text = sent.said["text"].replace("\r\n", "\n").encode()
    except UnicodeEncodeError:
        text = b""
    if not text.strip() or len(text) > FORMULA_BYTES:
        raise CannotBe(Wrong("text", "There is no text of a formula.", f"Send at most {FORMULA_BYTES:,} bytes."))
    found = formulas.worked(text)
    if found.formula is None:
        raise CannotBe(*(Wrong("text", one.what, one.fix) for one in found.wrong))
    try:
        return {"text_seal": keep(Path(settings.DISTRICT), text)}
    except NoSuchFile as error:
        raise HttpError(503, told(error)) from None


def _date(sent: Sent) -> About:
    if date_of(sent.place["name"]) is None:
        raise Http404
    return About(sent.place["name"])


def _lines(sent: Sent) -> dict[str, str]:
    """Write the lines of a proposal as its form does."""
    rows: list[dict[str, Any]] = sent.said.get("lines", [])
    return {f"line-{number}-{name}": text for number, row in enumerate(rows, start=1) for name, text in row.items()}


def _of_key(sent: Sent) -> str:
    return f"p{sha256(sent.key.encode()).hexdigest()[:10]}"


def _new_proposal(sent: Sent) -> About:
    unit = sent.place["unit"]
    if not grants.now(unit).shares(unit):
        raise Http404
    return About(_of_key(sent), _lines(sent), unit)


def _proposal(sent: Sent) -> About:
    unit, name = sent.place["unit"], sent.place["name"]
    is_own = access_of(sent.request).may(Right.PROPOSE_GRANT_USE, unit)
    if grants.now(unit if is_own else "").review(unit, name) is None:
        raise Http404
    return About(name, _lines(sent), unit)


def _agreement(sent: Sent, side: str) -> About:
    unit, (register, _) = sent.place["unit"], autonomies.register()
    if unit not in dict(figures.now().schools) or register is None or register.agreement(unit) is None:
        raise Http404
    return About(side, unit=unit)


def _precedent(sent: Sent) -> About:
    if autonomies.register()[0] is None:
        raise Http404
    return About(_of_key(sent))


def _diagnosis(sent: Sent) -> About:  # noqa: ARG001  the shape of what finds
    return About(DIAGNOSIS)


def _placed(one: Decision) -> str:
    return place(one).sentence


_SCHOOL, _STANDING, _DRAFT = "/schools/{unit}", "/where-we-stand", "/formula/drafts/{number}"
OPERATIONS = (
    Operation("questions.ask", f"{_SCHOOL}/questions/{{figure}}", _question, texts("question")),
    Operation("questions.answer", f"{_SCHOOL}/questions/{{figure}}/answer", _question, texts("answer")),
    Operation("discussed.mark", f"{_STANDING}/discussed", _finding, texts("finding", "group", "note")),
    Operation("discussed.undo", f"{_STANDING}/discussed/undo", _finding, texts("finding")),
    Operation("diagnosis.set", f"{_STANDING}/diagnosis", _diagnosis, texts("begins", "ends", "members")),
    Operation("diagnosis.override", f"{_STANDING}/diagnosis/override", _diagnosis, texts("reason")),
    Operation("diagnosis.keep_to", f"{_STANDING}/diagnosis/keep-to", _diagnosis),
    Operation("formula.save_draft", "/formula/drafts", _new_text, {"text": (FormulaText, "")}, is_new=True),
    Operation("formula.save_draft", _DRAFT, _other_text, {"text": (FormulaText, "")}),
    Operation("formula.sign_draft", f"{_DRAFT}/sign", _draft),
    Operation("formula.withdraw_draft", f"{_DRAFT}/withdraw", _draft, texts("reason")),
    Operation("formula.adopt", f"{_DRAFT}/adopt", _draft, _VOTE, _placed),
    Operation("formula.put_in_place", f"{_DRAFT}/put-in-force", _draft, texts("instead_of"), _placed),
    Operation("calendar.set", "/calendar/{name}", _date, texts("on", "done", "reason")),
    Operation("grants.propose", f"{_SCHOOL}/proposals", _new_proposal, _PROPOSAL),
    Operation("grants.propose", f"{_SCHOOL}/proposals/{{name}}", _proposal, _PROPOSAL),
    Operation("grants.review", f"{_SCHOOL}/proposals/{{name}}/review", _proposal, texts("move", "reason")),
    Operation("autonomy.sign_for_school", f"{_SCHOOL}/agreement/sign-for-school", lambda sent: _agreement(sent, BY_SCHOOL), texts("agreed")),
    Operation("autonomy.sign_for_district", f"{_SCHOOL}/agreement/sign-for-district", lambda sent: _agreement(sent, BY_DISTRICT), texts("agreed")),
    Operation("autonomy.settle", "/autonomy/precedents", _precedent, texts("question", "decision", "reason", "applies_to")),
    *data_desk.OPERATIONS,
)  # fmt: skip
"""Every action for programs but the choice about a service, which has an answer of its own."""

router = standing_now.router
"""What is read and what is decided about it has one address, and so one router."""
for operation in OPERATIONS:
    add(router, operation)
