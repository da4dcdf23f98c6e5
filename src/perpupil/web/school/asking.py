"""Questions about figures: asked on the figure's own page, answered there, and listed for whoever may see the school."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from perpupil.web import figures
from perpupil.web.access.guard import access_of, asks
from perpupil.web.access.rights import Right
from perpupil.web.actions import ACTIONS, Asked, Conflict, NotAllowed, Refused, act
from perpupil.web.frame import today
from perpupil.web.school.facts import School, school
from perpupil.web.school.figure import Figure, figure, questions_of, wish
from perpupil.web.store.models import Decision, Person
from perpupil.web.store.reads import open_questions

_DO = {"ask": "questions.ask", "answer": "questions.answer"}
_REFUSED, _CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@asks(Right.SEE_SCHOOL, unit="unit")
def show(request: HttpRequest, unit: str, name: str) -> HttpResponse:
    """Show a figure with the question about it and its answer; take either."""
    found = school(unit)
    of = figure(found, name) if found is not None else None
    if found is None or of is None:
        raise Http404
    if request.method == "POST":
        return _taken(request, found, of)
    return _page(request, found, of, {"written": wish(request.GET.get("wish", ""), of)})


def _taken(request: HttpRequest, found: School, of: Figure) -> HttpResponse:
    """Ask or answer through the one door."""
    action = ACTIONS.get(_DO.get(request.POST.get("do", ""), ""))
    if action is None or not isinstance(request.user, Person):
        return HttpResponseBadRequest()
    field = "question" if action.name == "questions.ask" else "answer"
    given = {field: request.POST.get(field, ""), "figure": f"{of.title}: {of.value}"}
    try:
        done = act(
            Asked(
                request.user, action, found.unit, of.subject, given, _number(request.POST.get("version", "")),
                request.POST.get("key", ""), timezone.now(), today(),
            )
        )  # fmt: skip
    except NotAllowed:
        raise Http404 from None
    except ValueError:
        return HttpResponseBadRequest()
    if isinstance(done, Refused):
        return _page(request, found, of, {"wrong": done.wrong, "written": given[field]}, _REFUSED)
    if isinstance(done, Conflict):
        yours = {"theirs": done.theirs, "written": given[field]}
        return _page(request, found, of, yours, _CONFLICT)
    said = (
        gettext("Your question is with the budget office.")
        if field == "question"
        else gettext("Your answer is shown with the figure.")
    )
    messages.success(request, said)
    return HttpResponseRedirect(request.path)


def _page(request: HttpRequest, found: School, of: Figure, more: dict[str, object], status: int = 200) -> HttpResponse:
    decision, access = questions_of(found.unit).get(of.name), access_of(request)
    is_open = decision is not None and not decision.content["answer"]
    shown = {
        "school": found,
        "figure": of,
        "decision": decision,
        "may_ask": access.may(Right.ASK_QUESTION, found.unit) and not is_open,
        "may_answer": access.may(Right.ANSWER_QUESTION, found.unit) and is_open,
        "version": decision.version if decision is not None else 0,
    }
    return render(request, "school/question.html", shown | more, status=status)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004  32 bits


@require_safe
@asks(Right.SEE_HOME)
def listing(request: HttpRequest) -> HttpResponse:
    """List the questions about schools that somebody may see, those that wait first."""
    access, names = access_of(request), dict(figures.now().schools)
    may_see = access.units(Right.SEE_SCHOOL, names)
    rows: list[Decision] = open_questions(may_see)
    shown = [(row, names[row.unit], row.subject.partition(":")[2]) for row in rows]
    return render(request, "school/questions.html", {"rows": shown})
