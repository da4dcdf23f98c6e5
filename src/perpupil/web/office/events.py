"""What happened: every event with who did it, and whether the chain of events holds."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from perpupil.web import figures
from perpupil.web.access.guard import asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import ACTIONS
from perpupil.web.store.chain import check
from perpupil.web.store.models import Event, Person

EVENTS_A_PAGE = 50
BY_ITSELF = {
    "account.first": gettext_noop("Make the first administrator."),
    "account.begin": gettext_noop("Choose a password by one's link."),
    "account.password": gettext_noop("Change one's password."),
    "people.invite": gettext_noop("Invite a person in a first role."),
    "tasks.give": gettext_noop("Give a task."),
}
"""What happens by other ways than an action on a page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; blank for everything."""

    person: str
    action: str
    unit: str


@require_safe
@asks(Right.SEE_EVENTS)
def listing(request: HttpRequest) -> HttpResponse:
    """List the events that are asked for, the newest first."""
    asked = Asked(*(request.GET.get(name, "") for name in ("person", "action", "unit")))
    schools = dict(figures.now().schools)
    page = {
        "found": _page(asked, request.GET.get("page", "")),
        "asked": asked,
        "people": Person.objects.values_list("pk", "name"),
        "actions": sorted({*means()}),
        "means": means(),
        "schools": schools,
        "chain": check(),
    }
    return render(request, "office/events.html", page)


def means() -> dict[str, str]:
    """Say in one sentence what each action is."""
    return {**BY_ITSELF, **{name: one.means for name, one in ACTIONS.items()}}


def _page(asked: Asked, page: str) -> Page[Event]:
    events = Event.objects.select_related("person").order_by("-sequence")
    if asked.person.isascii() and asked.person.isdigit() and len(asked.person) < 19:  # noqa: PLR2004  64 bits
        events = events.filter(person_id=int(asked.person))
    if asked.action:
        events = events.filter(action=asked.action)
    if asked.unit:
        events = events.filter(unit=asked.unit)
    return Paginator(events, EVENTS_A_PAGE).get_page(page)
