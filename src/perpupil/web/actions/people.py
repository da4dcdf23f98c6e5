"""People: invited, given roles and relieved of them, closed out, let in again. A person is named by her e-mail address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q

from perpupil.web import figures
from perpupil.web.access.rights import Right, Role
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong
from perpupil.web.store import reminders
from perpupil.web.store.models import Holding, Person

EMAIL_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,120}\.[^@\s.]{2,60}")
LANGUAGES = ("en", "es")
NAME_CHARACTERS, WHY_CHARACTERS = 120, 200


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person before somebody acts, and which schools there are."""

    content: Content | None
    """As the decision would have it; None where nobody has this address."""
    number: int
    schools: frozenset[str]


def known(email: str) -> Known:
    """Look a person up."""
    person = Person.objects.filter(email__iexact=email).first()
    schools = frozenset(unit for unit, _ in figures.now().schools)
    return Known(as_decided(person), person.pk, schools) if person is not None else Known(None, 0, schools)


def as_decided(person: Person) -> Content:
    """Give what the tables say of a person, in the form of a decision."""
    roles = [_role(one.role, one.unit, one.begins.isoformat(), one.why) for one in person.holdings.filter(ends=None)]
    return {"name": person.name, "roles": roles, "is_closed": not person.is_active}


def invite(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Invite somebody in her first role."""
    wrong = []
    if now is not None or situation.facts.content is not None:
        wrong.append(Wrong("email", "Somebody with this address is here already.", "Find the person in the list."))
    email, name = given.get("email", "").strip().lower(), given.get("name", "").strip()
    if not EMAIL_ADDRESS.fullmatch(email):
        wrong.append(Wrong("email", "This is no e-mail address.", "Write it as ana.ruiz@example.org."))
    if not 0 < len(name) <= NAME_CHARACTERS:
        wrong.append(Wrong("name", "There is no name.", f"Write it in at most {NAME_CHARACTERS} letters."))
    role = _role_of(given, situation)
    if isinstance(role, tuple):
        return (*wrong, *role)
    return tuple(wrong) or {"name": name, "roles": [role], "is_closed": False}


def give_role(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """Give one more role."""
    person = now or situation.facts.content
    if person is None or person["is_closed"]:
        return (Wrong("", "This account is closed.", "Let the person in again first."),)
    role = _role_of(given, situation)
    if isinstance(role, tuple):
        return role
    if any((one["role"], one["unit"]) == (role["role"], role["unit"]) for one in person["roles"]):
        return (Wrong("role", "This person has this role already.", "Choose another one, or another school."),)
    return {**person, "roles": [*person["roles"], role]}


def end_role(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:
    """End a role."""
    person = now or situation.facts.content
    ended = (given.get("role", ""), given.get("unit", ""))
    kept = [one for one in person["roles"] if (one["role"], one["unit"]) != ended] if person is not None else []
    if person is None or len(kept) == len(person["roles"]):
        return (
            Wrong("", "This person does not have this role.", "Look at the list; it may have been ended meanwhile."),
        )
    return {**person, "roles": kept}


def close(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Close an account; what the person did stays."""
    person = now or situation.facts.content
    if person is None or person["is_closed"]:
        return (Wrong("", "This account is closed.", "There is nothing to do."),)
    return {**person, "is_closed": True}


def reset(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Take the password and the second step away, so that a new link can be given; a closed account is opened by its link."""
    person = now or situation.facts.content
    if person is None:
        return (Wrong("", "There is no such person.", "Look at the list of people."),)
    if situation.facts.number == situation.number:
        return (Wrong("", "This is your own account.", "Change your password under your own account."),)
    return {**person, "is_closed": False}


def _role_of(given: Mapping[str, str], situation: Situation) -> dict[str, Any] | tuple[Wrong, ...]:
    """Read a role with its school and its reason."""
    wrong = []
    role, unit, why = (given.get(name, "").strip() for name in ("role", "unit", "why"))
    if role not in set(Role):
        wrong.append(Wrong("role", "No role is chosen.", "Choose one of the list."))
    elif Role(role).is_of_a_school and unit not in situation.facts.schools:
        wrong.append(Wrong("unit", "This role is held at a school, and none is chosen.", "Choose the school."))
    if not 0 < len(why) <= WHY_CHARACTERS:
        what, fix = (
            "It is not said why.",
            f"Write it in at most {WHY_CHARACTERS} letters, such as board vote of March 9.",
        )
        wrong.append(Wrong("why", what, fix))
    if wrong:
        return tuple(wrong)
    return _role(role, unit if Role(role).is_of_a_school else "", situation.today.isoformat(), why)


def _role(role: str, unit: str, begins: str, why: str) -> dict[str, Any]:
    return {"role": role, "unit": unit, "begins": begins, "why": why}


def keep_tables(email: str, content: Content, situation: Situation) -> tuple[Wrong, ...]:
    """Write the person and her roles as decided; refuse what leaves the district without an administrator."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person(email=email, name=content["name"], is_active=False)
        person.set_unusable_password()
        person.save()
    if content["is_closed"]:
        _lock_out(person, is_active=False)
    decided = {(one["role"], one["unit"]): one for one in content["roles"]}
    held = {(one.role, one.unit): one for one in person.holdings.filter(ends=None)}
    for place in held.keys() - decided.keys():
        Holding.objects.filter(pk=held[place].pk).update(ends=situation.today)
    for place in decided.keys() - held.keys():
        why = decided[place]["why"]
        Holding.objects.create(person=person, role=place[0], unit=place[1], begins=situation.today, why=why)
    return _without_administrator()


def begin_anew(email: str, content: Content, situation: Situation) -> tuple[Wrong, ...]:
    """Write the person as decided, and take the password and the second step away."""
    wrong = keep_tables(email, content, situation)
    person = Person.objects.get(email__iexact=email)
    _lock_out(person, is_active=person.is_active)
    return wrong


def _lock_out(person: Person, *, is_active: bool) -> None:
    """End every way in: the password, its sessions and links, and the second step."""
    person.set_unusable_password()
    person.is_active = is_active
    person.save(update_fields=["password", "is_active"])
    Authenticator.objects.filter(user=person).delete()


def _without_administrator() -> tuple[Wrong, ...]:
    """Say what is wrong where nobody is left who gives roles."""
    is_one = Q(role=Role.ADMINISTRATOR, ends=None, person__is_active=True)
    if Holding.objects.filter(is_one).exists():
        return ()
    return (Wrong("", "Nobody would be left to give roles.", "Give somebody else the role of administrator first."),)


def speak(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Choose the language in which one is spoken to."""
    if given.get("language") not in LANGUAGES:
        return (Wrong("language", "There is no such language.", "Choose English or Spanish."),)
    return {"language": given["language"]}


def keep_language(number: str, content: Content, situation: Situation) -> tuple[Wrong, ...]:  # noqa: ARG001  the shape of what follows
    """Write the language with the person."""
    Person.objects.filter(pk=int(number)).update(language=content["language"])
    return ()


def own(subject: str) -> int:
    """Give the number of the person whose account a subject names."""
    return int(subject) if subject.isascii() and subject.isdigit() else 0


def remind(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Turn one's own reminders on or off."""
    if situation.facts != situation.number:
        return (Wrong("", "It is somebody else's.", "Change your own reminders."),)
    if given.get("wanted") not in {"yes", "no"}:
        return (Wrong("wanted", "It is not said whether reminders are wanted.", "Say yes or no."),)
    return {"wanted": given["wanted"] == "yes"}


_KIND, _RIGHT = "person", Right.MANAGE_PEOPLE
ACTIONS = (
    Action("people.invite", _KIND, _RIGHT, "Invite a person in a first role.", invite, known, keep_tables),
    Action("people.give_role", _KIND, _RIGHT, "Give a person a role.", give_role, known, keep_tables),
    Action("people.end_role", _KIND, _RIGHT, "End a person's role.", end_role, known, keep_tables),
    Action("people.close", _KIND, _RIGHT, "Close a person's account.", close, known, keep_tables),
    Action("people.reset", _KIND, _RIGHT, "Take a person's password away and give a new link.", reset, known, begin_anew),
    Action("account.speak", "account", Right.SEE_HOME, "Choose one's language.", speak, follow=keep_language),
    Action(reminders.ACTION, reminders.KIND, Right.SEE_HOME, "Turn one's reminders by e-mail on or off.", remind, own),
)  # fmt: skip
