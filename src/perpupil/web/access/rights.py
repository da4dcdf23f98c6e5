"""The one table of rights: which role may do what, where, and at which stage. Pages, actions, the API and the documentation all ask it.

Nothing that is not in it is allowed. Pure: it knows no request and no database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the district or at a school."""

    ADMINISTRATOR = "administrator"
    BUDGET_DIRECTOR = "budget_director"
    GRANTS_MANAGER = "grants_manager"
    SUPERINTENDENT = "superintendent"
    ACADEMIC_OFFICER = "academic_officer"
    BOARD_MEMBER = "board_member"
    PRINCIPAL = "principal"
    STATE_REVIEWER = "state_reviewer"

    @property
    def is_of_a_school(self) -> bool:
        """Whether it is held at one school."""
        return self is Role.PRINCIPAL

    @property
    def words(self) -> str:
        """Say it as people do."""
        return self.value.replace("_", " ").capitalize()


class Right(StrEnum):
    """Something that a person may see or do."""

    SEE_HOME = "see_home"
    SEE_STANDING = "see_standing"
    SEE_PRIVATE_FINDINGS = "see_private_findings"
    SEE_SCHOOLS = "see_schools"
    SEE_SCHOOL = "see_school"
    SEE_FORMULA = "see_formula"
    SEE_FORMULA_DRAFTS = "see_formula_drafts"
    SEE_SERVICES = "see_services"
    SEE_GRANTS = "see_grants"
    SEE_CALENDAR = "see_calendar"
    SEE_DATA = "see_data"
    SEE_PEOPLE = "see_people"
    SEE_EVENTS = "see_events"
    CHOOSE_SERVICES = "choose_services"
    ASK_QUESTION = "ask_question"
    ANSWER_QUESTION = "answer_question"
    MARK_DISCUSSED = "mark_discussed"
    SET_DIAGNOSIS = "set_diagnosis"
    OVERRIDE_DIAGNOSIS = "override_diagnosis"
    UPLOAD_DATA = "upload_data"
    DECIDE_FINDING = "decide_finding"
    UPLOAD_FORMULA = "upload_formula"
    RECOMMEND_FORMULA = "recommend_formula"
    RECORD_ADOPTION = "record_adoption"
    PROPOSE_GRANT_USE = "propose_grant_use"
    REVIEW_GRANT_USE = "review_grant_use"
    SEE_AUTONOMY = "see_autonomy"
    SIGN_AGREEMENT = "sign_agreement"
    SIGN_FOR_DISTRICT = "sign_for_district"
    SET_PRECEDENT = "set_precedent"
    SET_CALENDAR = "set_calendar"
    MANAGE_PEOPLE = "manage_people"
    HOLD_TOKENS = "hold_tokens"

    @property
    def words(self) -> str:
        """Say it as people do."""
        return self.value.replace("_", " ").capitalize()


class Reach(StrEnum):
    """Where a right holds."""

    EVERYWHERE = "everywhere"
    OWN_SCHOOL = "own_school"


_STAFF = frozenset({Role.BUDGET_DIRECTOR, Role.GRANTS_MANAGER, Role.SUPERINTENDENT, Role.ACADEMIC_OFFICER})
_DISTRICT = _STAFF | {Role.ADMINISTRATOR, Role.BOARD_MEMBER, Role.STATE_REVIEWER}
_FINANCE = frozenset({Role.BUDGET_DIRECTOR})
_OWN = {Role.PRINCIPAL: Reach.OWN_SCHOOL}


def _all(roles: Iterable[Role]) -> dict[Role, Reach]:
    return dict.fromkeys(roles, Reach.EVERYWHERE)


RIGHTS: dict[Right, dict[Role, Reach]] = {
    Right.SEE_HOME: _all(Role),
    Right.SEE_STANDING: _all(_STAFF | {Role.STATE_REVIEWER}),
    Right.SEE_PRIVATE_FINDINGS: _all(_FINANCE),
    Right.SEE_SCHOOLS: _all(_DISTRICT),
    Right.SEE_SCHOOL: {**_all(_DISTRICT), **_OWN},
    Right.SEE_FORMULA: _all(Role),
    Right.SEE_FORMULA_DRAFTS: _all(_STAFF),
    Right.SEE_SERVICES: {**_all(_DISTRICT), **_OWN},
    Right.SEE_GRANTS: {**_all(_DISTRICT), **_OWN},
    Right.SEE_CALENDAR: _all(Role),
    Right.SEE_DATA: _all(_FINANCE | {Role.GRANTS_MANAGER}),
    Right.SEE_PEOPLE: _all({Role.ADMINISTRATOR}),
    Right.SEE_EVENTS: _all({Role.ADMINISTRATOR, Role.BUDGET_DIRECTOR, Role.STATE_REVIEWER}),
    Right.CHOOSE_SERVICES: _OWN,
    Right.ASK_QUESTION: {**_all(_DISTRICT - {Role.ADMINISTRATOR}), **_OWN},
    Right.ANSWER_QUESTION: _all(_STAFF),
    Right.MARK_DISCUSSED: _all(_STAFF),
    Right.SET_DIAGNOSIS: _all({Role.BUDGET_DIRECTOR, Role.SUPERINTENDENT}),
    Right.OVERRIDE_DIAGNOSIS: _all({Role.BUDGET_DIRECTOR, Role.SUPERINTENDENT}),
    Right.UPLOAD_DATA: _all(_FINANCE),
    Right.DECIDE_FINDING: _all(_FINANCE | {Role.GRANTS_MANAGER}),
    Right.UPLOAD_FORMULA: _all(_FINANCE),
    Right.RECOMMEND_FORMULA: _all({Role.BUDGET_DIRECTOR, Role.SUPERINTENDENT, Role.ACADEMIC_OFFICER}),
    Right.RECORD_ADOPTION: _all({Role.BOARD_MEMBER}),
    Right.PROPOSE_GRANT_USE: _OWN,
    Right.REVIEW_GRANT_USE: _all({Role.GRANTS_MANAGER}),
    Right.SEE_AUTONOMY: {**_all(_DISTRICT), **_OWN},
    Right.SIGN_AGREEMENT: _OWN,
    Right.SIGN_FOR_DISTRICT: _all({Role.SUPERINTENDENT}),
    Right.SET_PRECEDENT: _all({Role.BUDGET_DIRECTOR, Role.ACADEMIC_OFFICER}),
    Right.SET_CALENDAR: _all(_FINANCE),
    Right.MANAGE_PEOPLE: _all({Role.ADMINISTRATOR}),
    Right.HOLD_TOKENS: _all(Role),
}
"""Each right with the roles that have it and where."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds, in the district or at a school."""

    role: Role
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """What one person may."""

    holdings: tuple[Held, ...]

    def may(self, right: Right, unit: str = "") -> bool:
        """Whether the person has a right: anywhere, or at the school that is named."""
        return any(self._reaches(held, right, unit) for held in self.holdings)

    def units(self, right: Right, units: Iterable[str]) -> tuple[str, ...]:
        """Give those of some schools at which the person has a right."""
        return tuple(unit for unit in units if self.may(right, unit))

    @staticmethod
    def _reaches(held: Held, right: Right, unit: str) -> bool:
        reach = RIGHTS[right].get(held.role)
        if held.role.is_of_a_school:
            # A right that everybody has is not tied to a school; another one is, for whoever is of a school.
            return reach is Reach.EVERYWHERE or (reach is Reach.OWN_SCHOOL and unit != "" and held.unit == unit)
        return reach is Reach.EVERYWHERE

    @property
    def own_unit(self) -> str:
        """The school of somebody who is of one; blank for the district's people."""
        return next((held.unit for held in self.holdings if held.role.is_of_a_school), "")
