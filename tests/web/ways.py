"""Every action with one way to do it in the browser: who does it, what the form says, and what was done before.

An action without its row here fails the tests that kill whoever does it; a row is all that a new action needs.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from perpupil.web.access.rights import Role
from perpupil.workspace.district import starter_formula
from tests.web.district import FORMULA, OWN

PASS_PHRASE = "a long pass phrase 7"  # noqa: S105  of nobody
DRAFT = FORMULA.replace("value = 5000", "value = 5100").replace("Maple: formula", "Maple: draft")


@dataclass(frozen=True, slots=True)
class Way:
    """A form that somebody sends."""

    by: Role
    to: str
    """Its address; `{ana}` is the number of the person whom `invite` invites, `{me}` that of whoever sends it."""
    fields: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    before: "tuple[Way, ...]" = ()
    """What was done before, the first first; what was done before that is not said again."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What somebody wrote into the folder just before, by hand."""
    has_key: bool = True
    """Whether the same form sent again is answered as the first time; otherwise it finds its link used."""
    is_first: bool = False
    """Whether it is done while nobody is there yet, so that nobody is signed in."""

    def after(self, *before: "Way") -> "Way":
        """The same, after something else."""
        return dataclasses.replace(self, before=before)


DIRECTOR, ADMINISTRATOR, PRINCIPAL = Role.BUDGET_DIRECTOR, Role.ADMINISTRATOR, Role.PRINCIPAL
_QUESTION, _STANDING, _DRAFTS = f"/schools/{OWN}/questions/allocation/", "/where-we-stand/", "/formula/drafts/"
_WHY = {"role": "board_member", "why": "board vote"}
_ASK = Way(PRINCIPAL, _QUESTION, {"do": "ask", "question": "Why?"})
_MARK = Way(DIRECTOR, _STANDING + "discussed/", {"finding": "alone", "group": "Budget team"})
_DIAGNOSIS = Way(DIRECTOR, _STANDING + "diagnosis/", {"begins": "2027-01-04", "ends": "2027-09-01", "members": "Ada"})
_OVERRIDE = Way(DIRECTOR, _STANDING + "diagnosis/override/", {"reason": "The board asks."}, 1, (_DIAGNOSIS,))
_SAVE = Way(DIRECTOR, _DRAFTS + "save/", {"text": DRAFT})
_SIGN = Way(DIRECTOR, _DRAFTS + "1/sign/", version=1)
_SIGN_SECOND = Way(Role.SUPERINTENDENT, _DRAFTS + "1/sign/", version=2)
_VOTE = {"on": "2027-01-19", "resolution": "27-03", "in_favor": "5", "against": "2", "abstaining": "0"}
_ADOPT = Way(Role.BOARD_MEMBER, _DRAFTS + "1/adopt/", _VOTE, 3, (_SAVE, _SIGN, _SIGN_SECOND))
_INVITE = Way(ADMINISTRATOR, "/people/invite/", {"name": "Ana Ruiz", "email": "ana@example.org", **_WHY})
_PERSON = "/people/{ana}/"
_TOKEN = Way(PRINCIPAL, "/account/tokens/make/", {"title": "Spreadsheet"})
_PROPOSAL = {
    "title": "A tutor", "grant": "title_i", "purpose": "Reading", "evidence": "A study", "people": "Ms. Ruiz", "move": "submitted",
    "line-1-what": "Tutor", "line-1-kind": "contract", "line-1-amount": "1,200.50", "line-1-for_whom": "whole_school", "line-1-paid_before": "nobody",
}  # fmt: skip
_PROPOSE = Way(PRINCIPAL, f"/schools/{OWN}/grants/new/", _PROPOSAL)
_SIGNATURE = f"/schools/{OWN}/autonomy/"
_PRECEDENT = {"question": "May a school sell books?", "decision": "No.", "reason": "District's.", "applies_to": "all"}
_UPLOAD = "/data/uploads/{upload}/"
_FINDING = _UPLOAD + "findings/programs.exited-learner/"
_REPAIR = Way(DIRECTOR, _FINDING + "decide/", {"do": "repair", "way": "repair"})
_PASSWORD = {"password": PASS_PHRASE, "again": PASS_PHRASE}

WAYS: dict[str, Way] = {
    "questions.ask": _ASK,
    "questions.answer": Way(DIRECTOR, _QUESTION, {"do": "answer", "answer": "The board decided."}, 1, (_ASK,)),
    "discussed.mark": _MARK,
    "discussed.undo": Way(DIRECTOR, _STANDING + "discussed/undo/", {"finding": "alone"}, 1, (_MARK,)),
    "diagnosis.set": _DIAGNOSIS,
    "diagnosis.override": _OVERRIDE,
    "diagnosis.keep_to": Way(DIRECTOR, _STANDING + "diagnosis/keep-to/", {}, 2, (_OVERRIDE,)),
    "formula.save_draft": _SAVE,
    "formula.sign_draft": _SIGN.after(_SAVE),
    "formula.withdraw_draft": Way(DIRECTOR, _DRAFTS + "1/withdraw/", {"reason": "It was wrong."}, 1, (_SAVE,)),
    "formula.adopt": _ADOPT,
    "formula.put_in_place": Way(DIRECTOR, _DRAFTS + "1/put-in-force/", {"instead_of": "{in_place}"}, 4, (_ADOPT,), {"formula.toml": FORMULA}),
    "people.invite": _INVITE,
    "people.give_role": Way(ADMINISTRATOR, _PERSON, {"do": "give_role", **_WHY, "role": "state_reviewer"}, 1, (_INVITE,)),
    "people.end_role": Way(ADMINISTRATOR, _PERSON, {"do": "end_role", "role": "board_member", "unit": ""}, 1, (_INVITE,)),
    "people.close": Way(ADMINISTRATOR, _PERSON, {"do": "close"}, 1, (_INVITE,)),
    "people.reset": Way(ADMINISTRATOR, _PERSON, {"do": "reset"}, 1, (_INVITE,)),
    "account.speak": Way(PRINCIPAL, "/account/", {"language": "es"}),
    "account.remind": Way(PRINCIPAL, "/account/", {"wanted": "no"}),
    "services.choose": Way(PRINCIPAL, f"/schools/{OWN}/services/choose/", {"choice-seats": "keep", "quantity-seats": "3", "version-seats": "0"}),
    "tokens.make": _TOKEN,
    "tokens.revoke": Way(PRINCIPAL, "/account/tokens/revoke/", {"subject": "{me}:key-of-way-0"}, 1, (_TOKEN,)),
    "data.repair": _REPAIR,
    "data.leave": Way(DIRECTOR, _FINDING + "decide/", {"do": "leave", "way": "leave", "reason": "They are few."}),
    "data.assign": Way(DIRECTOR, _FINDING + "decide/", {"do": "assign", "owner": "{me}"}),
    "data.reopen": Way(DIRECTOR, _FINDING + "decide/", {"do": "reopen"}, 1, (_REPAIR,)),
    "data.columns": Way(DIRECTOR, _UPLOAD + "columns/", {"dataset-1": "students", "column-1-schoolId": "Homeroom"}, 1),
    "data.withdraw": Way(DIRECTOR, _UPLOAD + "withdraw/", {}, 1),
    "data.use_again": Way(DIRECTOR, "/data/sets/{earlier_set}/use-again/", {"reason": "It was right."}),
    "calendar.set": Way(DIRECTOR, "/calendar/choices/", {"on": "2027-02-02", "done": "", "reason": "Snow."}),
    "grants.propose": _PROPOSE,
    "grants.review": Way(Role.GRANTS_MANAGER, f"/schools/{OWN}/grants/{{proposal}}/review/", {"move": "approved", "reason": "It fits."}, 1, (_PROPOSE,)),
    "autonomy.sign_for_school": Way(PRINCIPAL, _SIGNATURE, {"agreed": "yes"}),
    "autonomy.sign_for_district": Way(Role.SUPERINTENDENT, _SIGNATURE, {"agreed": "yes"}),
    "autonomy.settle": Way(Role.ACADEMIC_OFFICER, "/autonomy/settle/", _PRECEDENT),
}  # fmt: skip
"""By the name of the action."""
WITH_FILES = frozenset({"data.receive", "data.put_in_force"})
"""Done where files arrive and by their worker, not by a form that holds everything; tests/web/killing_data.py kills both."""
_FIRST = {
    "district": "Maple Grove", "year": "2028", "name": "Ana Ruiz", "email": "ana@example.org", "director": "yes", **_PASSWORD,
}  # fmt: skip
LINKS: dict[str, Way] = {
    "account.begin": Way(PRINCIPAL, "{link}", _PASSWORD, before=(_INVITE,), has_key=False),
    "account.first": Way(
        ADMINISTRATOR,
        "/first/{first}/",
        _FIRST,
        files={"formula.toml": starter_formula("Maple", 2027).decode()},
        has_key=False,
        is_first=True,
    ),
}
"""What is done by a link and not by an action."""


def in_order(way: Way) -> list[Way]:
    """Everything that was done before, the first first."""
    return [each for one in way.before for each in (*in_order(one), one)]
