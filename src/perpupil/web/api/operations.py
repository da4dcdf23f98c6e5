"""An action for programs: an address, what the body may say, and how what it is about is found; the rest is the one door.

The same request with the same key is done once. The key of the event is made of the person, the address and the key, and of the body: so the
same key with another body is told apart from the same request sent again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Body, Header, Path, Router, Schema, Status
from pydantic import Field, StringConstraints, create_model

from perpupil.web.actions import ACTIONS, Action, Asked, Conflict, Done, NotAllowed, Refused, act
from perpupil.web.actions.declaration import Wrong
from perpupil.web.actions.door import KEY_LENGTH
from perpupil.web.api import answers
from perpupil.web.api.entry import require
from perpupil.web.frame import today
from perpupil.web.store.models import Decision, Event, Person

TEXT_CHARACTERS, NAME_CHARACTERS = 5_000, 200
TRIES = 5
"""How often something new asks for another number, where somebody else took the one before."""
_NAMES = re.compile(r"\{(\w+)\}")
_HALF = 32
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=KEY_LENGTH.start, max_length=KEY_LENGTH.stop - 1)]
Text = Annotated[str, StringConstraints(max_length=TEXT_CHARACTERS)]
Name = Annotated[str, StringConstraints(max_length=NAME_CHARACTERS)]
Number = Annotated[int, Field(ge=1, le=answers.VERSION_MOST)]
Version = Annotated[int, Field(ge=0, le=answers.VERSION_MOST)]


class CannotBe(Exception):
    """What was written cannot be taken, before the action is asked."""

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__()
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Sent:
    """A request for an action."""

    request: HttpRequest
    person: Person
    place: Mapping[str, Any]
    """What the address names."""
    said: Mapping[str, Any]
    """What the body says."""
    key: str


@dataclass(frozen=True, slots=True)
class About:
    """What a request is about, and what is given to the rule beside what the body says."""

    subject: str
    more: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""


Find = Callable[[Sent], About]


@dataclass(frozen=True, slots=True)
class Operation:
    """An action at an address."""

    action: str
    path: str
    find: Find
    """Give what it is about, as the page would; what is not there is 404."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What the body may say: texts and their types."""
    then: Callable[[Decision], str] = lambda _: ""
    """Do what follows the record; the sentence says what became of it."""
    is_new: bool = False
    """Whether the subject is a number that somebody else may take at the same moment."""


def texts(*names: str) -> dict[str, Any]:
    """Give fields that are texts, blank where they are not said."""
    return dict.fromkeys(names, (Text, ""))


def add(router: Router, one: Operation) -> None:
    """Give an operation its address."""
    action = ACTIONS[one.action]
    named = {name: (Number if name == "number" else Name, ...) for name in _NAMES.findall(one.path)}
    title = "".join(part.capitalize() for part in re.split(r"\W+", one.path) if part) or "Root"
    place = create_model(f"{title}Place", __base__=Schema, **named)  # type: ignore[call-overload]  # fields by name
    body = create_model(f"{title}Said", __base__=Schema, version=(Version, 0), **one.fields)

    def ask(request: HttpRequest, place: Any, said: Any, key: str) -> Status[dict[str, Any]]:  # noqa: ANN401  models made above
        return asked_for(one, request, place.model_dump(), said.model_dump(), key)

    ask.__annotations__ |= {"place": Path[place], "said": Body[body], "key": Key}  # type: ignore[misc, valid-type]
    if not named:
        ask = _without_place(ask)
    responses = {200: answers.Decided, 409: answers.BothDecided, 503: answers.NotThere, **answers.ELSE_SENT}
    name = one.action.replace(".", "_") + "".join(f"_{part}" for part in named)
    router.post(one.path, response=responses, summary=action.means, operation_id=name)(ask)


def _without_place(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Take an operation whose address names nothing."""

    def plain(request: HttpRequest, said: Any, key: str) -> Any:  # noqa: ANN401  models made above
        return ask(request, _NOWHERE, said, key)

    plain.__annotations__ |= {name: ask.__annotations__[name] for name in ("said", "key")}
    return plain


class _Nowhere(Schema):
    """What an address names that names nothing."""


_NOWHERE = _Nowhere()


def asked_for(
    one: Operation, request: HttpRequest, place: Mapping[str, Any], body: Mapping[str, Any], key: str
) -> Status[dict[str, Any]]:
    """Ask for an action; answer as its decision, both decisions, or what is wrong."""
    said = {name: value for name, value in body.items() if name != "version"}
    action = ACTIONS[one.action]
    person = require(request, action.right, str(place.get("unit", "")))
    first, second = _key_of(person, request.path, key), _hash(json.dumps(body, sort_keys=True))
    before = Event.objects.filter(key__startswith=first, person=person).values_list("key", flat=True).first()
    if before is not None and before != first + second:
        return _refused((Wrong("Idempotency-Key", "This key was used for another request.", "Make a new key."),))
    sent = Sent(request, person, place, said, first + second)
    try:
        answer = _act(one, action, sent, body["version"])
    except CannotBe as cannot:
        return _refused(cannot.wrong)
    except NotAllowed:
        raise Http404 from None
    match answer:
        case Done(decision, is_repeat):
            told = {"decision": decided(decision), "is_repeat": is_repeat, "told": one.then(decision)}
            return Status(200, told)
        case Conflict(theirs, _):
            detail = "Somebody else decided meanwhile; nothing was changed. Look, then decide with their version."
            return Status(409, {"detail": detail, "theirs": decided(theirs), "yours": dict(said)})
        case Refused(wrong):
            return _refused(wrong)


def _act(one: Operation, action: Action, sent: Sent, version: int) -> Done | Conflict | Refused:
    """Ask the one door; where somebody took the number meanwhile, with the next one."""
    answer = _act_once(one, action, sent, version)
    for _ in range(TRIES if one.is_new else 0):
        if not isinstance(answer, Conflict):
            break
        answer = _act_once(one, action, sent, version)
    return answer


def _act_once(one: Operation, action: Action, sent: Sent, version: int) -> Done | Conflict | Refused:
    about = one.find(sent)
    given = {name: text for name, text in {**sent.said, **about.more}.items() if isinstance(text, str)}
    moment = timezone.now()
    return act(Asked(sent.person, action, about.unit, about.subject, given, version, sent.key, moment, today()))


def _key_of(person: Person, path: str, key: str) -> str:
    return _hash(f"{person.pk} {path} {key}")


def _hash(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:_HALF]


def _refused(wrong: tuple[Wrong, ...]) -> Status[dict[str, Any]]:
    return Status(422, {"wrong": [{"field": one.field, "what": one.what, "fix": one.fix} for one in wrong]})


def decided(one: Decision) -> dict[str, Any]:
    """Give a decision as it stands."""
    told = {"kind": one.kind, "unit": one.unit, "subject": one.subject, "version": one.version}
    return {**told, "content": one.content, "by": one.by.name, "at": one.at}
