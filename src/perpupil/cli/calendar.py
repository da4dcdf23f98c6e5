"""`perpupil calendar`: what is decided when, what does not fit, what comes next, and what more notice would free."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded

if TYPE_CHECKING:
    from perpupil.calendar.notice import Compared
    from perpupil.calendar.records import Calendar
    from perpupil.findings import Finding

_EXAMPLE = """\
  perpupil calendar my_district
  perpupil calendar my_district --role "Budget director" --ical budget_director.ics
  perpupil calendar my_district --compare          what a year's more notice would free"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    from perpupil.cli.page import add_out
    from perpupil.cli.today import add_today, day_of

    parser = add_command(commands, "calendar", "Show what is decided when, and what does not fit.", _EXAMPLE)
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder with calendar.toml")
    parser.add_argument(
        "--from", dest="first", type=day_of, metavar="DATE", help="only what falls on this day or later"
    )
    parser.add_argument("--role", default="", metavar="R", help="only what this role owns or is concerned by")
    parser.add_argument(
        "--compare",
        action="store_true",
        help="what schools could be handed if they chose earlier; reads services.toml too",
    )
    parser.add_argument("--ical", type=Path, metavar="FILE", help="write the days as iCalendar, for a calendar program")
    add_today(parser)
    parser.add_argument("--json", action="store_true", help="the days for a script")
    add_out(parser)
    parser.set_defaults(command=guarded(_calendar))


def _calendar(given: Namespace) -> int:
    from perpupil.calendar.dependencies import check_calendar
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.documents.calendar import calendar_as_data, calendar_page
    from perpupil.findings import has_errors
    from perpupil.workspace.calendars import read_calendar_of

    forms = forms_of(given.out)
    calendar, findings = read_calendar_of(given.folder)
    if calendar is None:
        if given.json:
            print_json({"problems": findings_as_data(findings)})
        print_findings(findings)
        return FOUND
    _require_role(given.role, calendar)
    compared, told = _compared(given, calendar)
    findings = (*findings, *check_calendar(calendar, given.today), *told)
    shown = calendar.only(given.first, given.role)
    page = calendar_page(shown, calendar, given.today, compared)
    data = calendar_as_data(shown, calendar, given.today, compared)
    written: list[Path] = []
    if not has_errors(findings):
        write_page(page, forms, lambda: data)
        written = [*forms, *_write_ical(given, shown, calendar)]
    if given.json:
        print_json(data | {"problems": findings_as_data(findings)})
    elif written:
        print(f"Written to {', '.join(map(str, written))}")
    else:
        print_page(page)
    print_findings(findings)
    return FOUND if has_errors(findings) else FINE


def _require_role(role: str, calendar: Calendar) -> None:
    if role and not any(one.has_role(role) for one in calendar.decisions):
        message = f"No decision names the role {role!r}. The roles are {', '.join(calendar.roles)}."
        raise Misuse(message)


def _compared(given: Namespace, calendar: Calendar) -> tuple[tuple[Compared, ...] | None, tuple[Finding, ...]]:
    from perpupil.calendar.notice import compare_timelines
    from perpupil.workspace.calendars import read_freeing

    if not given.compare:
        return None, ()
    services, findings = read_freeing(given.folder)
    return (compare_timelines(calendar, services) if services is not None else None), findings


def _write_ical(given: Namespace, shown: Calendar, calendar: Calendar) -> list[Path]:
    """Write the days for a calendar program, if they were asked for."""
    if given.ical is None:
        return []
    from perpupil.documents.appointments import as_icalendar
    from perpupil.workspace.files import write

    write(given.ical, as_icalendar(shown, calendar, given.today))
    return [given.ical]
