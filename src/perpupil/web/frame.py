"""What stands around every page: whose it is, the menu, the figures in force, and today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from perpupil.web import figures, school_budgets
from perpupil.web.access.guard import access_of
from perpupil.web.access.rights import Access, Right
from perpupil.web.first_steps import first_step


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the menu."""

    title: Any
    address: str
    """The name of the page in `urls`; with `unit` it is one of the person's own school."""
    right: Right
    is_of_school: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the menu on a page."""

    title: Any
    address: str
    current: str
    """`page` on its own page, `true` on one below it, else blank: as `aria-current` says it."""


DISTRICT_MENU = (
    Entry(gettext_lazy("Home"), "home", Right.SEE_HOME),
    Entry(gettext_lazy("Where we stand"), "standing", Right.SEE_STANDING),
    Entry(gettext_lazy("Schools"), "schools", Right.SEE_SCHOOLS),
    Entry(gettext_lazy("Formula"), "formula", Right.SEE_FORMULA),
    Entry(gettext_lazy("Services"), "services", Right.SEE_SERVICES),
    Entry(gettext_lazy("Grants"), "grants", Right.SEE_GRANTS),
    Entry(gettext_lazy("Data desk"), "data", Right.SEE_DATA),
    Entry(gettext_lazy("People"), "people", Right.SEE_PEOPLE),
    Entry(gettext_lazy("Calendar"), "calendar", Right.SEE_CALENDAR),
)
BESIDE = (
    Entry(gettext_lazy("Autonomy: who decides what"), "autonomy", Right.SEE_AUTONOMY),
    Entry(gettext_lazy("Questions and answers"), "questions", Right.SEE_HOME),
    Entry(gettext_lazy("Events: who did what"), "events", Right.SEE_EVENTS),
    Entry(gettext_lazy("Tokens for programs"), "tokens", Right.HOLD_TOKENS),
)
"""What is asked for less often: at the foot of each page of the district."""
SCHOOL_MENU = (
    Entry(gettext_lazy("Home"), "home", Right.SEE_HOME),
    Entry(gettext_lazy("My school"), "school", Right.SEE_SCHOOL, is_of_school=True),
    Entry(gettext_lazy("Formula"), "formula", Right.SEE_FORMULA),
    Entry(gettext_lazy("Service choices"), "service_choices", Right.SEE_SERVICES, is_of_school=True),
    Entry(gettext_lazy("Grants"), "school_grants", Right.SEE_GRANTS, is_of_school=True),
    Entry(gettext_lazy("Autonomy"), "school_autonomy", Right.SEE_AUTONOMY, is_of_school=True),
    Entry(gettext_lazy("Calendar"), "calendar", Right.SEE_CALENDAR),
)


def today() -> dt.date:
    """Give the day: the demo's own, else the one on the wall."""
    return settings.TODAY or dt.datetime.now(tz=dt.UTC).astimezone().date()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every page what stands around it; somebody who is not signed in sees nothing of the district's figures."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"district": figures.now().settings.district, "is_demo": bool(settings.DEMO), "today": today()}
    access, in_force = access_of(request), figures.now()
    own = access.own_unit
    return {
        "district": in_force.settings.district,
        "is_demo": bool(settings.DEMO),
        "today": today(),
        "in_force": in_force,
        "own_unit": own,
        "own_name": dict(in_force.schools).get(own, own),
        "menu": _menu(request.path, access, own),
        "menu_beside": [one for one in BESIDE if access.may(one.right)] if not own else [],
        "own_total": _own_total(in_force, own),
        "first_step": first_step(in_force, access),
        "strip": _strip(in_force, own),
    }


@dataclass(frozen=True, slots=True)
class Strip:
    """What reconciles on every page: of a school for its principal, else of the district; in cents, None where it is not known."""

    planned_cents: int | None
    spent_cents: int | None
    spent_to: dt.date | None
    unexplained_cents: int | None
    """What the lines of the schools do not add up to; for the district also what the ledger holds under codes that nobody has explained."""


def _strip(in_force: figures.InForce, own: str) -> Strip:
    booked = school_budgets.now()
    unexplained = in_force.unexplained_cents
    if own:
        planned, spent = ((each or {}).get(own) for each in (booked.planned_cents, booked.spent_cents))
        return Strip(planned, spent, booked.spent_to, unexplained)
    known = None if unexplained is None else unexplained + booked.unexplained_cents
    return Strip(booked.planned_in_all_cents, booked.spent_in_all_cents, booked.spent_to, known)


def _menu(path: str, access: Access, own: str) -> list[Link]:
    """Give the menu of somebody; of its pages, that one is current of which the page asked for is, or which it lies deepest within."""
    entries = [
        one for one in (SCHOOL_MENU if own else DISTRICT_MENU) if access.may(one.right, own if one.is_of_school else "")
    ]
    links = [(one.title, reverse(one.address, args=[own] if one.is_of_school else [])) for one in entries]
    home = reverse("home")
    around = max((link for _, link in links if link != home and path.startswith(link)), key=len, default="")
    return [Link(title, link, "page" if link == path else "true" if link == around else "") for title, link in links]


def _own_total(in_force: figures.InForce, own: str) -> int | None:
    """Give what the person's own school is allocated."""
    if not own or in_force.allocation is None or own not in in_force.allocation.units:
        return None
    return int(in_force.allocation.totals_cents[in_force.allocation.units.index(own)])
