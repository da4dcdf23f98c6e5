"""Service choices: a school keeps or buys a service, or takes the money, until the last day to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perpupil.services.amounts import day
from perpupil.services.catalogue import Approach
from perpupil.services.choices import WORDS
from perpupil.services.price import Price
from perpupil.web import services
from perpupil.web.access.rights import Right
from perpupil.web.actions.declaration import Action, Content, Situation, Wrong
from perpupil.web.store.choices import ACTION, KIND, service_of, subject_of
from perpupil.workspace.services import Services

QUANTITY_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Terms:
    """What there is to choose, and on what terms."""

    services: Services
    price: Price


def look_at(subject: str) -> Terms | None:
    """Give the terms of a service; None where there is no such choice this year."""
    offered = services.offered()
    if offered is None:
        return None
    name = service_of(subject)
    price = next((one for one in offered.prices if one.service.name == name), None)
    return Terms(offered, price) if price and subject == subject_of(offered.catalogue.year, name) else None


def choose(now: Content | None, given: Mapping[str, str], situation: Situation) -> Content | tuple[Wrong, ...]:  # noqa: ARG001  the shape of a rule
    """Choose about one service; the rules are those of choices.csv."""
    terms: Terms | None = situation.facts
    if terms is None:
        return (Wrong("", "There is no such service this year.", "Choose one of the price list."),)
    deadline, service = terms.services.catalogue.deadline, terms.price.service
    if situation.today > deadline:
        fix = "You keep what was chosen by then. The budget office can move the deadline for every school."
        return (Wrong("", f"Choices closed on {day(deadline)}.", fix),)
    word = given.get("choice", "")
    if word not in WORDS:
        return (Wrong("choice", "There is no choice.", "Keep or buy the service, or take the money."),)
    if not terms.price.share(situation.unit).quantity and service.approach is not Approach.BUY_BACK:
        return (Wrong("choice", f"The school has no {service.title}.", "There is nothing to keep or to decline."),)
    quantity = given.get("quantity", "").strip().replace(",", "")
    if len(quantity) > QUANTITY_CHARACTERS:
        return (Wrong("quantity", "The quantity is no number that could be meant.", "Write a shorter number."),)
    content = {"choice": word, "quantity": quantity, "who": situation.person, "when": situation.today.isoformat()}
    row = {"school": situation.unit, "service": service.name, **content}
    _, findings = services.read_decided(terms.services, [row])
    if findings:
        return tuple(Wrong(one.where.path.removeprefix("column "), one.what, one.fix) for one in findings)
    return content


ACTIONS = (Action(ACTION, KIND, Right.CHOOSE_SERVICES, "Keep or buy a service, or take the money.", choose, look_at),)
