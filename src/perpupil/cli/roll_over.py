"""`perpupil roll-over`: the next year begins in a district's folder."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.bring_in import add_district
from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, allocate_quietly, guarded

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.workspace.rolling_over import RolledOver

_EXAMPLE = """\
  perpupil roll-over FY2028 --check      what would be carried, dropped and asked for
  perpupil roll-over FY2028

The formula, the mappings and repairs of files, and the data sets that hold go over. Every decided number is marked to
be confirmed; adjustments that have ended are dropped. The year before stays as it is, sealed. Running it again is
harmless."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "roll-over", "Begin the next year: carry over what holds, ask for what must be confirmed.", _EXAMPLE
    )
    parser.add_argument("year", type=_year, metavar="FY", help="the year that begins, such as FY2028 or 2028")
    add_district(parser)
    parser.add_argument("--check", action="store_true", help="say what would be done, and change nothing")
    parser.add_argument("--json", action="store_true", help="the report for a script")
    parser.set_defaults(command=guarded(_roll_over))


def _year(text: str) -> int:
    """Read a fiscal year such as FY2028."""
    from perpupil.intake.settings import YEARS

    digits = text.upper().removeprefix("FY")
    if digits.isascii() and digits.isdecimal() and int(digits) in YEARS:
        return int(digits)
    message = f"{text[:20]!r} is no fiscal year; write it as FY2028, by the year in which it ends."
    raise ArgumentTypeError(message)


def _roll_over(given: Namespace) -> int:
    from perpupil.cli.printing import print_findings, progress
    from perpupil.findings import has_errors
    from perpupil.workspace.district import find_district
    from perpupil.workspace.rolling_over import roll_over

    district = find_district(given.district)
    with progress("Beginning the year", 1) as step:
        done = roll_over(district, given.year, lambda: _last_year(district), keeps=not given.check)
        step()
    _show(done, given, district)
    print_findings(done.findings)
    return FOUND if has_errors(done.findings) else FINE


def _last_year(district: Path) -> Allocation | None:
    """Work the formula of the year before on its facts; None where that cannot be done."""
    from perpupil.workspace.files import NoSuchFile

    try:
        allocation, _, _ = allocate_quietly(Namespace(formula=district))
    except (Misuse, NoSuchFile):
        return None
    return allocation


def _show(done: RolledOver, given: Namespace, district: Path) -> None:
    from perpupil.cli.page import print_page
    from perpupil.cli.printing import console, findings_as_data, print_json
    from perpupil.documents.change_report import change_report, report_as_data

    if given.json:
        content = report_as_data(done.new) if done.new is not None else {"year": given.year}
        print_json(content | {"changed": bool(done.report), "findings": findings_as_data(done.findings)})
        return
    if done.new is not None:
        print_page(change_report(done.new))
        console().print()
    if done.report:
        console().print(f"Begun: FY{given.year} in {district}. This report: {district / done.report}")
    elif done.new is not None:
        console().print(f"Looked at, and nothing changed. Without --check FY{given.year} begins.")
    elif not done.findings:
        console().print(f"It is FY{given.year} already in {district}; nothing was changed.")
