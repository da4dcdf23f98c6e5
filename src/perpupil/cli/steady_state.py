"""`perpupil steady-state`: whether dollars follow need today, and what stands out."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded

if TYPE_CHECKING:
    from perpupil.equity.steady_state import SteadyState
    from perpupil.findings import Finding

_EXAMPLE = """\
  perpupil steady-state formulas/dc_public_schools_fy2015_16
  perpupil steady-state formulas/dc_public_schools_fy2015_16 --year 2015 --json
  perpupil steady-state my_district --need english_learners --out report.pdf --out report.xlsx
  perpupil steady-state my_district --begin                    write a first steady_state.toml to mend
  perpupil steady-state my_district --discussed average_pay --by "leadership team" --on 2027-01-20

the folder is a district's own, or holds facts.csv; steady_state.toml in it says what are students, needs and money."""

AUDIENCES = ("analyst", "leadership")


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    from perpupil.cli.discussing import add_discussing
    from perpupil.cli.page import add_out

    parser = add_command(
        commands, "steady-state", "Say where a district stands today: do dollars follow need?", _EXAMPLE
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a district's folder, or one with facts.csv")
    parser.add_argument("--year", type=int, metavar="YEAR", help="the fiscal year (default: the last one in the facts)")
    parser.add_argument(
        "--need", default="", metavar="NEED", help="measure by another need (default: the one that the file names)"
    )
    parser.add_argument(
        "--margin",
        type=float,
        default=1.0,
        metavar="PERCENT",
        help="percent of mean dollars a student for ten points of need that still count as flat (default: 1)",
    )
    parser.add_argument(
        "--audience",
        default="leadership",
        metavar="|".join(AUDIENCES),
        help="leadership, or analyst, who sees every school (default: leadership)",
    )
    add_out(parser)
    add_discussing(parser)
    parser.add_argument("--json", action="store_true", help="verdict, measures and findings for a script")
    parser.set_defaults(command=guarded(_steady_state))


def _steady_state(given: Namespace) -> int:
    from perpupil.cli.discussing import begin, check_marking, mark
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.documents.steady_state import steady_state_as_data, steady_state_page
    from perpupil.documents.steady_state_sheets import steady_state_sheets
    from perpupil.findings import has_errors

    check_marking(given)
    if given.begin:
        return begin(given)
    if given.audience not in AUDIENCES:
        message = f"--audience {given.audience}: this report is for {' or '.join(AUDIENCES)}; for others small groups of students must be hidden first."
        raise Misuse(message)
    if not 0 < given.margin < 100:  # noqa: PLR2004  percent
        message = f"--margin takes a percentage above 0 and below 100, not {given.margin:g}."
        raise Misuse(message)
    forms = forms_of(given.out)
    found, findings = _found(given)
    if found is not None and given.discussed:
        return mark(given, found)
    if found is not None:
        page = steady_state_page(found, all_schools=given.audience == "analyst")
        data = steady_state_as_data(found, all_schools=given.audience == "analyst")
        write_page(page, forms, lambda: data, lambda: steady_state_sheets(found, page))
        if given.json:
            print_json(data | {"problems": findings_as_data(findings)})
        elif not forms:
            print_page(page)
        else:
            print(f"{found.verdict.sentence}\nWritten to {', '.join(map(str, forms))}")
    elif given.json:
        print_json({"problems": findings_as_data(findings)})
    print_findings(findings)
    return FOUND if found is None or has_errors(findings) else FINE


def _found(given: Namespace) -> tuple[SteadyState | None, tuple[Finding, ...]]:
    """Read the question and the facts, and answer."""
    from perpupil.equity.steady_state import steady_state
    from perpupil.equity.verdict import Standard
    from perpupil.workspace.steady_states import NoSuchNeed, read_situation

    try:
        made, findings = read_situation(given.folder, given.year, given.need)
    except NoSuchNeed as mistake:
        raise Misuse(str(mistake)) from None
    return (steady_state(made, Standard(margin=given.margin / 100)) if made is not None else None), findings
