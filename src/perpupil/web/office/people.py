"""People: who has which role where and why; invited, given roles, relieved of them, let out and in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from perpupil.web import figures
from perpupil.web.access.guard import asks
from perpupil.web.access.links import last_day, link_for, path_for
from perpupil.web.access.rights import Access, Held, Right, Role
from perpupil.web.actions import ACTIONS, Asked, Conflict, Done, Refused, act
from perpupil.web.frame import today
from perpupil.web.listing import listed
from perpupil.web.mail.letters import of_invitation
from perpupil.web.mail.posting import post
from perpupil.web.store.models import Decision, Holding, Person
from perpupil.web.store.templatetags.words import day

WAYS = {
    "give_role": "people.give_role",
    "end_role": "people.end_role",
    "close": "people.close",
    "reset": "people.reset",
}
"""What can be done on a person's page, by the name of its button."""


@dataclass(frozen=True, slots=True)
class Post:
    """A role that somebody has or had, in words."""

    role: Role
    unit: str
    school: str
    begins: object
    ends: object
    why: str

    def gives(self, right: Right) -> bool:
        """Whether a right comes of it."""
        return Access((Held(self.role, self.unit),)).may(right, self.unit)


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the list."""

    person: Person
    posts: tuple[Post, ...]
    is_closed: bool

    @property
    def held(self) -> tuple[Post, ...]:
        """The roles that she has now."""
        return tuple(one for one in self.posts if one.ends is None)


@require_safe
@asks(Right.SEE_PEOPLE)
def listing(request: HttpRequest) -> HttpResponse:
    """List everybody with what each of them is."""
    decided = {one.subject: one for one in Decision.objects.filter(kind="person", unit="")}
    schools = dict(figures.now().schools)
    posts: dict[int, str] = {}
    for number, unit in Holding.objects.filter(ends=None).values_list("person_id", "unit"):
        posts[number] = f"{posts.get(number, '')} {unit} {schools.get(unit, '')}"
    everybody = list(Person.objects.values_list("pk", "name", "email"))
    found = listed(request, everybody, lambda one: f"{one[1]} {one[2]} {posts.get(one[0], '')}")
    shown = {
        one.pk: one for one in Person.objects.filter(pk__in=[one[0] for one in found.part]).prefetch_related("holdings")
    }
    people = [shown[number] for number, *_ in found.part]
    rows = [Row(one, _posts_of(one, schools), _is_closed(one, decided.get(one.email.lower()))) for one in people]
    return render(request, "office/people.html", {"rows": rows, "list": found})


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.MANAGE_PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: the form, or what was written in it."""
    if request.method != "POST":
        return render(request, "office/invite.html", {**_choices(), "given": {"role": request.GET.get("role", "")}})
    given = _given(request)
    answer = _act(request, "people.invite", given.get("email", "").strip().lower(), given)
    if isinstance(answer, Refused):
        return render(request, "office/invite.html", {**_choices(), "given": given, "wrong": answer.wrong}, status=422)
    if isinstance(answer, Conflict):
        raise Http404  # an address that was invited meanwhile is refused before
    return _tell_link(request, Person.objects.get(email=answer.decision.subject))


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.MANAGE_PEOPLE)
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show a person with every role and right; or do what is asked."""
    found = Person.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _show(request, found)
    given = _given(request)
    if given.get("do") not in WAYS:
        raise Http404
    answer = _act(request, WAYS[given["do"]], found.email.lower(), given)
    if isinstance(answer, Refused):
        return _show(request, found, {"given": given, "wrong": answer.wrong}, status=422)
    if isinstance(answer, Conflict):
        return _show(request, found, {"theirs": answer.theirs, "given": given}, status=409)
    if given["do"] == "reset":
        found.refresh_from_db()
        return _tell_link(request, found)
    messages.success(request, gettext("Saved for %(name)s.") % {"name": found.name})
    return HttpResponseRedirect(reverse("person", kwargs={"number": number}))


def _act(request: HttpRequest, action: str, subject: str, given: Mapping[str, str]) -> Done | Conflict | Refused:
    version = given.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0  # noqa: PLR2004  32 bits
    asker = request.user
    if not isinstance(asker, Person):
        raise Http404
    asked = Asked(asker, ACTIONS[action], "", subject, given, number, given.get("key", ""), timezone.now(), today())
    return act(asked)


def _show(
    request: HttpRequest, found: Person, extra: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    decision, posts = _decision(found), posts_of(found)
    row = Row(found, posts, _is_closed(found, decision))
    rights = [(right, [one for one in row.held if one.gives(right)]) for right in Right]
    page = {
        **_choices(),
        "row": row,
        "rights": [(right, by) for right, by in rights if by],
        "version": decision.version if decision is not None else 0,
        "is_own": found.pk == request.user.pk,
        **(extra or {}),
    }
    return render(request, "office/person.html", page, status=status)


def posts_of(found: Person) -> tuple[Post, ...]:
    """Give every role that somebody has or had."""
    return _posts_of(found, dict(figures.now().schools))


def _posts_of(found: Person, schools: Mapping[str, str]) -> tuple[Post, ...]:
    return tuple(
        Post(Role(one.role), one.unit, schools.get(one.unit, one.unit), one.begins, one.ends, one.why)
        for one in found.holdings.all()
        if one.role in set(Role)
    )


def _decision(found: Person) -> Decision | None:
    return Decision.objects.filter(kind="person", unit="", subject=found.email.lower()).first()


def _is_closed(found: Person, decided: Decision | None) -> bool:
    """Whether an account is closed; one that waits for the person who was invited is not."""
    return not found.is_active and (decided is None or bool(decided.content["is_closed"]))


def _choices() -> dict[str, object]:
    return {"roles": list(Role), "schools": figures.now().schools}


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}


def _tell_link(request: HttpRequest, found: Person) -> HttpResponse:
    """Send the link where there is a mail server, and show it once to whoever asked for it."""
    until = last_day(today())
    told = {"name": found.name, "link": link_for(request, found), "day": day(until), "email": found.email}
    if settings.MAIL is None:
        said = gettext("Give %(name)s this link; it works once, until %(day)s: %(link)s")
    else:
        post(found.email, of_invitation(found, figures.now().settings.district, path_for(found), until))
        said = gettext(
            "The link is on its way to %(email)s. If it does not arrive, give %(name)s this one; it works once, until %(day)s: %(link)s"
        )
    messages.success(request, said % told)
    return HttpResponseRedirect(reverse("person", kwargs={"number": found.pk}))
