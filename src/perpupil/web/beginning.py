"""The first person of a district: by a link that whoever started the pages was told, and that works once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from perpupil.intake.settings import YEARS
from perpupil.web import figures
from perpupil.web.access.guard import is_open
from perpupil.web.access.links import is_first_link, use_first_link
from perpupil.web.access.rights import Role
from perpupil.web.account import choose_password
from perpupil.web.actions.people import EMAIL_ADDRESS, NAME_CHARACTERS
from perpupil.web.frame import today
from perpupil.web.store.events import Happened, append, hold_chain
from perpupil.web.store.models import Holding, Person
from perpupil.workspace.district import settle
from perpupil.workspace.naming import name_district

WHY = "first person of the district"


@is_open
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator, and name the district and its fiscal year."""
    district = Path(settings.DISTRICT)
    if not is_first_link(district, token):
        raise Http404
    if Person.objects.exists():  # whoever was first was killed before she ended the link
        use_first_link(district)
        raise Http404
    settle(district)  # whoever was killed while she named the district has left the name to be put in its place
    named = figures.now().settings
    given = {"district": named.district, "year": str(named.year), "name": "", "email": "", "director": ""}
    wrong: list[str] = []
    if request.method == "POST":
        given = {field: request.POST.get(field, "").strip() for field in given}
        person = Person(email=given["email"].lower(), name=given["name"])
        wrong = [*_wrong(given), *choose_password(request, person)]
        if not wrong:
            _keep(district, given, person)
            messages.success(
                request, gettext("The district has its administrator. Sign in; the first page says what comes next.")
            )
            return HttpResponseRedirect(settings.LOGIN_URL)
    page = {"given": given, "wrong": wrong, "rules": password_validators_help_texts()}
    return render(request, "account/first.html", page, status=422 if wrong else 200)


def _wrong(given: Mapping[str, str]) -> list[str]:
    wrong = []
    if not 0 < len(given["district"]) <= NAME_CHARACTERS:
        wrong.append(gettext("The district has no name."))
    if not (given["year"].isascii() and given["year"].isdigit() and int(given["year"][:5]) in YEARS):
        wrong.append(gettext("The fiscal year is a year such as 2027."))
    if not 0 < len(given["name"]) <= NAME_CHARACTERS:
        wrong.append(gettext("There is no name of yours."))
    if not EMAIL_ADDRESS.fullmatch(given["email"]):
        wrong.append(gettext("This is no e-mail address; write it as ana.ruiz@example.org."))
    return wrong


def _keep(district: Path, given: Mapping[str, str], person: Person) -> None:
    """Keep the name of the district, then its first person, and end the link: who is killed in between begins again by the same link.

    Raises:
        Http404: Somebody was first.

    """
    if Person.objects.exists() or name_district(district, given["district"], int(given["year"])):
        raise Http404
    with transaction.atomic():
        hold_chain()
        if Person.objects.exists():
            raise Http404
        person.save()
        roles = [Role.ADMINISTRATOR, *([Role.BUDGET_DIRECTOR] if given["director"] else [])]
        for role in roles:
            Holding.objects.create(person=person, role=role, begins=today(), why=WHY)
        content = {"name": person.name, "district": given["district"], "year": int(given["year"]), "roles": roles}
        append(Happened(None, "account.first", "", str(person.pk), content, "first-person", timezone.now()))
    use_first_link(district)
