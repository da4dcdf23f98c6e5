"""`perpupil autonomy`: who decides what at each school, how far each has come, and what wants a decision."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded

if TYPE_CHECKING:
    from perpupil.budget.autonomy.overview import Overview
    from perpupil.documents.page import Page

_EXAMPLE = """\
  perpupil autonomy my_district
  perpupil autonomy my_district --school 0219
  perpupil autonomy my_district --ladder --out ladder.html
  perpupil autonomy guide my_district --out guide.pdf
  perpupil autonomy guide my_district --school 0217 --changes --keep --out foundry.txt"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    from perpupil.cli.page import add_out
    from perpupil.cli.today import add_today

    parser = add_command(commands, "autonomy", "Show what each school decides, and how far it has come.", _EXAMPLE)
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="a folder with autonomy.toml; or the word guide, and the folder"
    )
    parser.add_argument("guided", type=Path, nargs="?", metavar="DIR", help="after guide: the folder")
    views = parser.add_mutually_exclusive_group()
    views.add_argument("--school", default="", metavar="ID", help="the page of one school")
    views.add_argument(
        "--ladder", action="store_true", help="the steps, who stands on each, and what the next one wants"
    )
    views.add_argument(
        "--requests", action="store_true", help="money that was asked for outside the formula, year by year"
    )
    views.add_argument("--precedents", action="store_true", help="questions that were settled")
    views.add_argument("--owed", action="store_true", help="changes of procedure that central office owes")
    parser.add_argument("--keep", action="store_true", help="of the guide: keep this edition under guides/")
    parser.add_argument(
        "--changes", action="store_true", help="of the guide: say first what has changed since the last edition kept"
    )
    add_today(parser)
    parser.add_argument("--json", action="store_true", help="everything for a script, amounts as decimal text")
    add_out(parser)
    parser.set_defaults(command=guarded(_autonomy))


def _autonomy(given: Namespace) -> int:
    from perpupil.budget.autonomy.overview import overview
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.documents.autonomy.data import autonomy_as_data
    from perpupil.findings import has_errors
    from perpupil.workspace.autonomy import read_autonomy

    if given.guided is not None or given.keep or given.changes:
        return _guide(given)
    forms = forms_of(given.out)
    register, findings = read_autonomy(given.folder)
    if register is not None:
        today: dt.date = given.today
        seen = overview(register, today)
        page = _page(given, seen)
        findings = (*findings, *(seen.findings_of(given.school) if given.school else seen.findings))
        write_page(page, forms, lambda: autonomy_as_data(seen))
        if given.json:
            print_json(autonomy_as_data(seen) | {"problems": findings_as_data(findings)})
        elif not forms:
            print_page(page)
        else:
            print(f"Written to {', '.join(map(str, forms))}")
    elif given.json:
        print_json({"problems": findings_as_data(findings)})
    print_findings(findings)
    return FOUND if register is None or has_errors(findings) else FINE


def _guide(given: Namespace) -> int:
    """Write the guide, which other views have no part in."""
    from perpupil.cli.guide import GUIDE, write_guide

    others = any((given.ladder, given.requests, given.precedents, given.owed))
    if given.guided is None or str(given.folder) != GUIDE or others:
        message = "--keep, --changes and a second folder go with the word guide: perpupil autonomy guide DIR --keep."
        raise Misuse(message)
    return write_guide(given)


def _page(given: Namespace, seen: Overview) -> Page:
    """Write the page that was asked for."""
    from perpupil.documents.autonomy.lists import ladder_page, owed_page, precedents_page, requests_page
    from perpupil.documents.autonomy.page import autonomy_page
    from perpupil.documents.autonomy.school import school_page

    if given.school:
        if given.school not in seen.register.schools:
            message = f"There is no school {given.school!r} in autonomy.toml; name one by its id, such as {min(seen.register.schools)}."
            raise Misuse(message)
        return school_page(seen, given.school)
    views = {"ladder": ladder_page, "requests": requests_page, "precedents": precedents_page, "owed": owed_page}
    chosen = next((view for name, view in views.items() if getattr(given, name)), autonomy_page)
    return chosen(seen)
