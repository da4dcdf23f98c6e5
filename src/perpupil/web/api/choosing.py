"""Service choices for programs: read, and made through the same door as on the page."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Header, Router, Status

from perpupil.exact.numerals import write_number
from perpupil.services.receipt import Line
from perpupil.web import choosing, services
from perpupil.web.access.rights import Right
from perpupil.web.actions import ACTIONS, Asked, Conflict, Done, NotAllowed, Refused, act
from perpupil.web.actions.door import KEY_LENGTH
from perpupil.web.api import answers
from perpupil.web.api.entry import require
from perpupil.web.frame import today
from perpupil.web.store.choices import ACTION, choices, service_of, subject_of
from perpupil.web.store.models import Decision, Event

router = Router()
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=KEY_LENGTH.start, max_length=KEY_LENGTH.stop - 1)]


@router.get(
    "/schools/{unit}/services",
    response={200: answers.Services, **answers.ELSE},
    summary="Keep the service or take the money?",
)
def of_school(request: HttpRequest, unit: str) -> dict[str, Any]:
    """Give the services of a school with what was chosen, and its balance."""
    page = _page(request, unit)
    receipt = page.receipt
    return {
        "school": unit,
        "year": page.catalogue.year,
        "deadline": page.catalogue.deadline,
        "is_open": page.is_open,
        "value_cents": receipt.value_cents,
        "service_cents": receipt.service_cents,
        "money_cents": receipt.money_cents,
        "stays_cents": receipt.stays_cents,
        "not_chosen_cents": receipt.not_chosen_cents,
        "items": [_service(row) for row in page.rows],
    }


@router.get(
    "/schools/{unit}/choices", response={200: answers.Choices, **answers.ELSE}, summary="What did a school choose?"
)
def of_school_chosen(request: HttpRequest, unit: str) -> dict[str, Any]:
    """Give the choices of a school that stand."""
    page = _page(request, unit)
    items = [found for row in page.rows if (found := _standing(row)) is not None]
    return {"school": unit, "year": page.catalogue.year, "items": items}


@router.post(
    "/schools/{unit}/choices/{service}",
    response={200: answers.Kept, 409: answers.Both, **answers.ELSE_SENT},
    summary="Choose about a service",
)
def choose(request: HttpRequest, unit: str, service: str, chosen: answers.Chosen, key: Key) -> Status[dict[str, Any]]:
    """Choose about a service until the last day; the same request with the same key is done once."""
    person, offered = require(request, Right.CHOOSE_SERVICES, unit), services.offered()
    if (
        offered is None
        or unit not in offered.students.schools
        or all(service != one.service.name for one in offered.prices)
    ):
        raise Http404
    subject = subject_of(offered.catalogue.year, service)
    given = {"choice": chosen.choice, "quantity": chosen.quantity}
    own = sha256(f"{person.pk} {unit} {subject} {key}".encode()).hexdigest()
    asked = Asked(person, ACTIONS[ACTION], unit, subject, given, chosen.version, own, timezone.now(), today())
    try:
        answer = act(asked)
    except NotAllowed:
        raise Http404 from None
    return _answered(answer, given, own)


def _answered(answer: Done | Conflict | Refused, given: Mapping[str, str], key: str) -> Status[dict[str, Any]]:
    match answer:
        case Done(decision, is_repeat):
            if is_repeat and _differs(key, given):
                what = "This key was used for another choice about the same service."
                return Status(422, {"wrong": [{"field": "Idempotency-Key", "what": what, "fix": "Make a new key."}]})
            return Status(200, {"choice": _decided(decision), "is_repeat": is_repeat})
        case Conflict(theirs, yours):
            detail = "Somebody else chose meanwhile; nothing was changed. Look, then choose with their version."
            return Status(409, {"detail": detail, "theirs": _decided(theirs), "yours": dict(yours)})
        case Refused(wrong):
            return Status(422, {"wrong": [{"field": one.field, "what": one.what, "fix": one.fix} for one in wrong]})


def _differs(key: str, given: Mapping[str, str]) -> bool:
    """Whether the same key made another choice than this one."""
    content = Event.objects.get(key=key).content
    return any(content[name] != given[name].strip().replace(",", "") for name in given)


def _page(request: HttpRequest, unit: str) -> choosing.Choosing:
    require(request, Right.SEE_SERVICES, unit)
    known = services.now()
    receipt = known.receipt(unit)
    if known.services is None or receipt is None:
        raise Http404
    catalogue = known.services.catalogue
    return choosing.choosing(catalogue, receipt, choices(catalogue.year, unit), today())


def _service(row: choosing.Row) -> dict[str, Any]:
    line: Line = row.line
    outcome = line.outcome
    return {
        "service": row.name,
        "title": row.title,
        "units": write_number(outcome.quantity),
        "unit": line.price.service.unit_noun,
        "price_cents": outcome.price_cents,
        "if_declined": {"money_cents": line.if_declined.money_cents, "stays_cents": line.if_declined.stays_cents},
        "service_cents": outcome.service_cents,
        "money_cents": outcome.money_cents,
        "stays_cents": outcome.stays_cents,
        "standing": outcome.standing,
        "runs": line.settled.runs,
        "choice": _standing(row),
    }


def _standing(row: choosing.Row) -> dict[str, Any] | None:
    """Give the choice that stands, made here or entered by the office."""
    if row.decision is not None:
        return _decided(row.decision)
    choice = row.line.outcome.choice
    if choice is None:
        return None
    quantity = row.quantity or ""
    return {
        "service": row.name, "choice": row.chosen, "quantity": quantity, "who": choice.who, "when": choice.when, "version": 0,
    }  # fmt: skip


def _decided(one: Decision) -> dict[str, Any]:
    return {"service": service_of(one.subject), **one.content, "version": one.version}
