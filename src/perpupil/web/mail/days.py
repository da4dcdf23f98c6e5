"""Everybody's days: of the calendar, service choices, questions, proposals, agreements, drafts of the formula and tasks; in the language that is spoken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from perpupil.calendar.records import Calendar, Decision
from perpupil.grants.proposals.states import State
from perpupil.limits import WAITING_HOURS
from perpupil.web import autonomies, calendars, figures, grants, services
from perpupil.web.access.rights import Right, Role
from perpupil.web.mail.due import Day
from perpupil.web.store import data
from perpupil.web.store.drafts import drafts
from perpupil.web.store.reads import every_task, open_questions
from perpupil.web.store.templatetags.words import day

WITHIN_DAYS = 14
"""How soon a proposal is decided and a signature given, where nothing else says by when."""
CALENDAR_ROLES = {
    "board": Role.BOARD_MEMBER,
    "board member": Role.BOARD_MEMBER,
    "board members": Role.BOARD_MEMBER,
    "chief academic officer": Role.ACADEMIC_OFFICER,
    "principals": Role.PRINCIPAL,
    **{one.words.lower(): one for one in Role},
}
"""What a calendar may call a role. Whom it calls otherwise has no account here, or is not told."""


def days(today: dt.date) -> tuple[Day, ...]:
    """Give every day that is still to come."""
    found = (
        *_of_calendar(),
        *_of_services(),
        *_of_questions(),
        *_of_proposals(),
        *_of_agreements(),
        *_of_drafts(),
        *_of_findings(),
        *_of_tasks(),
    )
    return tuple(one for one in found if one.on >= today)


def _of_calendar() -> Iterator[Day]:
    calendar, _ = calendars.now()
    if calendar is None:
        return
    offered = services.offered()
    chosen_here = offered.catalogue.year if offered is not None else None
    for one in calendar.decisions:
        if one.done is not None:
            continue
        yield from _of_decision(calendar, one, has_own=one.is_choice and one.year == chosen_here)


def _of_decision(calendar: Calendar, one: Decision, *, has_own: bool) -> Iterator[Day]:
    """Give a day of the calendar to its owner, and apart from that to those whom it concerns.

    Args:
        calendar: The whole calendar, in which others may wait for it.
        one: What is decided.
        has_own: Whether principals are told of it school by school.

    """
    path = reverse("calendar")
    title = gettext("%(title)s, for FY%(year)s") % {"title": gettext(one.title), "year": one.year}
    owner = frozenset(_roles([one.owner]))
    waiting = [each for each in calendar.decisions if one.name in each.after and each.done is None]
    if owner:
        after = ", ".join(f"{gettext(each.title)} ({day(each.on)})" for each in waiting)
        otherwise = (
            gettext("It is shown as overdue, and this waits for it: %(what)s.") % {"what": after}
            if after
            else gettext("It is shown as overdue.")
        )
        why = gettext("The calendar names you as the one who answers for it.")
        yield Day(f"calendar:{one.name}", one.on, Right.SEE_CALENDAR, title, why, otherwise, path, roles=owner)
    concerned = frozenset(_roles(one.concerns)) - owner - ({Role.PRINCIPAL} if has_own else set())
    if concerned:
        why = gettext("The calendar says that it concerns you. %(owner)s answers for it.") % {
            "owner": gettext(one.owner)
        }
        otherwise = gettext("It takes place without you.")
        yield Day(f"calendar:{one.name}", one.on, Right.SEE_CALENDAR, title, why, otherwise, path, roles=concerned)


def _roles(names: list[str] | tuple[str, ...]) -> Iterator[Role]:
    return (CALENDAR_ROLES[name.casefold()] for name in names if name.casefold() in CALENDAR_ROLES)


def _of_services() -> Iterator[Day]:
    """Give each school that has not chosen about all its services the last day to choose."""
    known = services.now()
    if known.services is None or known.settlement is None:
        return
    catalogue = known.services.catalogue
    students = known.services.students
    for unit in students.schools:
        found = known.receipt(unit)
        left = sum(1 for line in found.lines if not line.is_chosen) if found is not None else 0
        if found is None or not left:
            continue
        what = ngettext(
            "%(left)s of %(all)s service choices of %(school)s is not made",
            "%(left)s of %(all)s service choices of %(school)s are not made",
            left,
        ) % {"left": left, "all": len(found.lines), "school": students.name(unit)}
        why = gettext("What the school takes in place of a service is added to its FY%(year)s budget.") % {
            "year": catalogue.year
        }
        otherwise = gettext("The school keeps every service about which nothing is chosen.")
        path = reverse("service_choices", kwargs={"unit": unit})
        yield Day(
            f"services:{catalogue.year}:{unit}",
            catalogue.deadline,
            Right.CHOOSE_SERVICES,
            what,
            why,
            otherwise,
            path,
            unit,
        )


def _of_questions() -> Iterator[Day]:
    """Give every question without an answer to whoever may answer; what was asked stands on its page alone."""
    names = dict(figures.now().schools)
    for row in open_questions(tuple(names)):
        if row.content["answer"]:
            continue
        yield Day(
            f"question:{row.unit}:{row.subject}",
            dt.date.fromisoformat(row.content["due"]),
            Right.ANSWER_QUESTION,
            gettext("A question about a figure of %(school)s waits for its answer") % {"school": names[row.unit]},
            gettext("%(who)s asked on %(day)s, and was told this day.")
            % {"who": row.content["asked_by"], "day": day(dt.date.fromisoformat(row.content["asked_on"]))},
            gettext("The page of the school goes on saying by which day an answer was promised."),
            reverse("question", kwargs={"unit": row.unit, "name": row.subject.partition(":")[2]}),
            row.unit,
        )


def _of_proposals() -> Iterator[Day]:
    """Give every proposal that was handed in to whoever decides."""
    for one in grants.now().reviews():
        proposal = one.proposal
        if proposal.state is not State.SUBMITTED:
            continue
        yield Day(
            f"proposal:{proposal.school}:{proposal.name}",
            proposal.history[-1].on + dt.timedelta(days=WITHIN_DAYS),
            Right.REVIEW_GRANT_USE,
            gettext("A proposal of %(school)s waits for your decision") % {"school": one.school.name},
            gettext("It was handed in on %(day)s; until it is decided the school cannot spend.")
            % {"day": day(proposal.history[-1].on)},
            gettext("The proposal waits, and so does the school."),
            reverse("proposal", kwargs={"unit": proposal.school, "name": proposal.name}),
            proposal.school,
        )


def _of_agreements() -> Iterator[Day]:
    """Give every agreement that one side has signed to the other side."""
    register, _ = autonomies.register()
    for one in register.agreements if register is not None else ():
        signed = one.by_school or one.by_district
        if register is None or signed is None or (one.by_school and one.by_district):
            continue
        yield Day(
            f"agreement:{one.school}",
            signed.on + dt.timedelta(days=WITHIN_DAYS),
            Right.SIGN_FOR_DISTRICT if one.by_school else Right.SIGN_AGREEMENT,
            gettext("The agreement with %(school)s waits for your signature")
            % {"school": register.schools.get(one.school, one.school)},
            gettext("%(who)s signed on %(day)s.") % {"who": signed.who, "day": day(signed.on)},
            gettext("What was agreed is not in force."),
            reverse("school_autonomy", kwargs={"unit": one.school}),
            one.school,
        )


def _of_drafts() -> Iterator[Day]:
    """Give every draft of the formula to whoever may sign and has not."""
    for one in drafts({"draft"}):
        saved = dt.date.fromisoformat(one.content["texts"][-1]["on"])
        yield Day(
            f"draft:{one.subject}:{len(one.content['texts'])}",
            saved + dt.timedelta(days=WITHIN_DAYS),
            Right.RECOMMEND_FORMULA,
            gettext("Draft %(number)s of the formula waits for a signature") % {"number": one.subject},
            gettext("It was saved on %(day)s. Two of the staff recommend it before the board sees it.")
            % {"day": day(saved)},
            gettext("It stays a draft, and the formula in force stays in force."),
            reverse("draft", kwargs={"number": int(one.subject)}),
            but=frozenset(each["person"] for each in one.content["signatures"]),
        )


def _of_findings() -> Iterator[Day]:
    """Give every finding of the data desk to the one who was asked to decide it; what was found stands on its page alone."""
    for upload, row in data.asked_of():
        yield Day(
            f"finding:{row.subject}"[:150],
            (upload.at + dt.timedelta(hours=WAITING_HOURS)).astimezone().date(),
            Right.DECIDE_FINDING,
            gettext("A finding at the data desk waits for your decision"),
            gettext("%(who)s asked you; files wait for it.") % {"who": row.by.name},
            gettext("The files are gone after a day, and somebody brings them again."),
            reverse("data_finding", kwargs={"number": upload.number, "name": data.parts_of(row.subject)[1]}),
            only=row.content["owner"],
        )


def _of_tasks() -> Iterator[Day]:
    """Give every task to the one who has it."""
    for number, task in every_task():
        why = task.why or gettext("It was given to you as a task.")
        otherwise = gettext("It stays among what waits for you.")
        yield Day(
            f"task:{number}:{task.title}"[:150],
            task.due,
            Right.SEE_HOME,
            task.title,
            why,
            otherwise,
            task.address or reverse("home"),
            only=number,
        )
