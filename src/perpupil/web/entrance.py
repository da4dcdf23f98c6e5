"""The way in: signing in, the made-up people of the demo, and the page for what is not there."""

from __future__ import annotations

from allauth.account.views import LoginView, PasswordResetView
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from perpupil.web import figures
from perpupil.web.access.guard import is_open
from perpupil.web.access.rights import Role
from perpupil.web.api.entry import NOT_THERE
from perpupil.web.store.models import Person
from perpupil.web.uploads.keys import take_back

FAILED = {
    400: "This request cannot be read.",
    403: "This request was not taken.",
    500: "It failed, and it is our fault. Nothing was changed that was not told as changed.",
}
"""What a program is told where it has no page to look at."""
_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@is_open
@require_safe
def is_up(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Say that the application answers, and nothing else."""
    return HttpResponse("up\n", content_type="text/plain")


@is_open
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in: by password; in the demo also by choosing one of its people."""
    if request.user.is_authenticated:
        return HttpResponseRedirect("/")
    extra = {
        "people": _made_up_people() if settings.DEMO else [],
        "next": request.GET.get("next", ""),
        "sign_on": settings.SIGN_ON,
    }
    answer: HttpResponse = LoginView.as_view(template_name="account/sign_in.html", extra_context=extra)(request)
    return answer


@is_open
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the address of somebody who forgot her password; without a mail server, say whom to ask."""
    if settings.MAIL is None:
        return render(request, "account/password_reset.html")
    answer: HttpResponse = PasswordResetView.as_view()(request)
    return answer


def _made_up_people() -> list[tuple[int, str, str]]:
    """Give the demo's people: number, name, and what each of them is."""
    schools = dict(figures.now().schools)
    people = Person.objects.filter(is_made_up=True, is_active=True).prefetch_related("holdings").order_by("id")
    return [(one.pk, one.name, _post(one, schools)) for one in people]


def _post(person: Person, schools: dict[str, str]) -> str:
    held = person.holdings.all()[0]
    title = gettext(Role(held.role).words)
    return f"{title}, {schools.get(held.unit, held.unit)}" if held.unit else title


@is_open
@require_POST
def enter_as(request: HttpRequest) -> HttpResponse:
    """Go in as one of the demo's people; outside the demo there is no such page."""
    if not settings.DEMO:
        raise Http404
    person = Person.objects.filter(pk=_number(request.POST.get("person", "")), is_made_up=True, is_active=True).first()
    if person is None:
        raise Http404
    login(request, person, backend=_BACKEND)
    onward = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(onward if is_ours else "/")


@is_open
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and let go of the key under which files wait: they open no more."""
    logout(request)
    answer = HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)
    take_back(answer)
    return answer


@is_open
def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Say that there is no such page: the same words whether it is absent or not for this person."""
    if request.path.startswith("/api/"):
        return JsonResponse(NOT_THERE, status=404)
    return render(request, "not_there.html", {"is_not_there": True}, status=404)


@is_open
def not_taken(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """Say that a form was not taken: it did not come from a page of ours, or the page was open too long."""
    return _apart(request, "not_taken.html", 403)


@is_open
def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Say that a request cannot be read: it is too large, or none of our pages sends it."""
    return _apart(request, "not_understood.html", 400)


@is_open
def failed(request: HttpRequest) -> HttpResponse:
    """Say that something failed here; what exactly is in the log and nowhere else."""
    return _apart(request, "failed.html", 500)


def _apart(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Show a page that needs nothing: no database, no figures, no name of the host."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": FAILED[status]}, status=status)
    return HttpResponse(render_to_string(template), status=status)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004  64 bits
