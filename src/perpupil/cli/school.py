"""`perpupil school`: a school's three pots on one page, and those of all schools added up."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.page import add_out
from perpupil.cli.sources import Misuse, add_command, guarded

if TYPE_CHECKING:
    from perpupil.documents.page import Page
    from perpupil.pots.three_pots import Known

_EXAMPLE = """\
  perpupil school 0217 my_district
  perpupil school 0217 my_district --out foundry.pdf
  perpupil school --all my_district                 every dollar of all schools' pots, and nothing left over

the folder holds formula.toml with autonomy.toml, services.toml with choices.csv, and grants.toml, or some of them."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "school", "Show a school's three pots: its own budget, central services and grants.", _EXAMPLE
    )
    parser.add_argument("school", nargs="?", default="", metavar="ID", help="the school; left out with --all")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a district's folder")
    parser.add_argument("--all", action="store_true", help="all schools, added up")
    parser.add_argument("--json", action="store_true", help="everything for a script, amounts in whole cents")
    add_out(parser)
    parser.set_defaults(command=guarded(_school))


def _school(given: Namespace) -> int:
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.findings import has_errors
    from perpupil.workspace.pots import read_known

    if bool(given.school) is given.all:
        message = (
            f"Name one school, or all: perpupil school 0217 {given.folder}, or perpupil school --all {given.folder}."
        )
        raise Misuse(message)
    forms = forms_of(given.out)
    known, findings = read_known(given.folder)
    if known is None:
        if given.json:
            print_json({"problems": findings_as_data(findings)})
        print_findings(findings)
        return FOUND
    page, data = _asked(given, known)
    write_page(page, forms, lambda: data)
    if given.json:
        print_json(data | {"problems": findings_as_data(findings)})
    elif forms:
        print(f"Written to {', '.join(map(str, forms))}")
    else:
        print_page(page)
    if has_errors(findings):
        print_findings(findings)
    elif findings and not given.json:
        print("Warnings about services, grants or the formula are told by their own commands.")
    return FOUND if has_errors(findings) else FINE


def _asked(given: Namespace, known: Known) -> tuple[Page, dict[str, Any]]:
    """Give the page that was asked for, and the same as data."""
    from perpupil.documents.pots.data import district_pots_as_data, school_pots_as_data
    from perpupil.documents.pots.district import district_pots_page
    from perpupil.documents.pots.school import school_pots_page
    from perpupil.pots.three_pots import pots_of, pots_of_all

    if given.all:
        all_schools = pots_of_all(known)
        return district_pots_page(known, all_schools), district_pots_as_data(known, all_schools)
    _require_school(given.school, known)
    pots = pots_of(known, given.school)
    return school_pots_page(known, pots), school_pots_as_data(known, pots)


def _require_school(school: str, known: Known) -> None:
    if school not in known.schools:
        from perpupil.formula.functions import closest

        near = closest(school, known.schools)
        message = f"There is no school {school!r}." + (f" Did you mean {near!r}?" if near else "")
        raise Misuse(message)
