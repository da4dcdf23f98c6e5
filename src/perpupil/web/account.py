"""One's own account: what one is, the password, the second step and the language; and the link by which one begins."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from perpupil.web.access.guard import asks, is_open
from perpupil.web.access.links import person_of
from perpupil.web.access.rights import Right, Role
from perpupil.web.actions import ACTIONS, Asked, Done, act
from perpupil.web.actions.sent import sent
from perpupil.web.frame import today
from perpupil.web.office.people import posts_of
from perpupil.web.store import reminders
from perpupil.web.store.events import Happened, append, hold_chain
from perpupil.web.store.models import Decision, Person
from perpupil.web.store.reads import without_reminders


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.SEE_HOME)
def show(request: HttpRequest) -> HttpResponse:
    """Show one's own account, or change one's language."""
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    if request.method == "POST":
        return _remind(request, person) if "wanted" in request.POST else _speak(request, person)
    posts = [one for one in posts_of(person) if one.ends is None]
    has_two_steps = is_mfa_enabled(person)
    is_waiting = settings.TWO_STEPS and not has_two_steps and any(one.role is Role.ADMINISTRATOR for one in posts)
    page = {
        "posts": posts,
        "has_two_steps": has_two_steps,
        "is_waiting": is_waiting,
        "has_mail": settings.MAIL is not None,
        "is_reminded": not without_reminders([person.pk]),
        "reminders_version": _version(person, reminders.KIND),
    }
    return render(request, "account/account.html", page)


def _speak(request: HttpRequest, person: Person) -> HttpResponse:
    """Keep the language that a person chose, here and wherever she signs in."""
    given = {"language": request.POST.get("language", "")}
    key, version = request.POST.get("key", ""), _version(person, "account")
    answer = act(
        Asked(person, ACTIONS["account.speak"], "", str(person.pk), given, version, key, timezone.now(), today())
    )
    response = HttpResponseRedirect(request.path)
    if isinstance(answer, Done):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, given["language"], samesite="Lax", secure=settings.HTTPS)
    return response


def _remind(request: HttpRequest, person: Person) -> HttpResponse:
    """Turn the reminders of a person on or off."""
    answer = sent(request, reminders.ACTION, str(person.pk), {"wanted": request.POST["wanted"]})
    if isinstance(answer, Done):
        said = (
            gettext("You will be reminded by e-mail.")
            if answer.decision.content["wanted"]
            else gettext("You will not be reminded by e-mail.")
        )
        messages.success(request, said)
    else:
        messages.warning(request, gettext("Nothing was changed. Look at what is so now, and try again."))
    return HttpResponseRedirect(request.path)


def _version(person: Person, kind: str) -> int:
    """Give the version of what a person chose last; nobody but herself changes it."""
    found = Decision.objects.filter(kind=kind, unit="", subject=str(person.pk)).first()
    return found.version if found is not None else 0


@is_open
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """Choose a password by the link that one was given; it works once."""
    person = person_of(number, token)
    if person is None:
        return render(request, "account/link_ended.html", status=410)
    wrong = choose_password(request, person) if request.method == "POST" else []
    if request.method == "POST" and not wrong:
        with transaction.atomic():
            hold_chain()
            if person_of(number, token) is None:
                return render(request, "account/link_ended.html", status=410)
            person.is_active = True
            person.save()
            append(Happened(person, "account.begin", "", str(person.pk), {}, f"begin-{token}"[:80], timezone.now()))
        messages.success(request, gettext("Your password is set. Sign in with it."))
        return HttpResponseRedirect(settings.LOGIN_URL)
    page = {"person": person, "wrong": wrong, "rules": password_validators_help_texts()}
    return render(request, "account/begin.html", page, status=422 if wrong else 200)


def choose_password(request: HttpRequest, person: Person) -> list[str]:
    """Set the password that was written twice; give what is wrong with it. Nothing is kept yet."""
    first, second = request.POST.get("password", ""), request.POST.get("again", "")
    if first != second:
        return [gettext("The two passwords are not the same.")]
    try:
        validate_password(first, person)
    except ValidationError as error:
        return list(error.messages)
    person.set_password(first)
    return []
