"""`perpupil grants`: what grants come to, what schools get of them and direct, and whether that is lawful."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.page import add_out
from perpupil.cli.sources import Misuse, add_command, guarded

if TYPE_CHECKING:
    from perpupil.documents.page import Page
    from perpupil.grants.grant_year import GrantYear

_EXAMPLE = """\
  perpupil grants my_district                            awards, shares and the road map
  perpupil grants my_district --worksheet title_i        money and services, school by school
  perpupil grants my_district --proposals --out reviews.html
  perpupil grants evidence 2027 --in my_district --out evidence_2027

the folder holds grants.toml and the file of schools that it names; proposals.toml and grant_spending.csv where they are used."""

_EVIDENCE = "evidence"


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "grants", "Say what schools get of federal grants and direct, and whether that is lawful.", _EXAMPLE
    )
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="a folder with grants.toml; or the word evidence, and the fiscal year"
    )
    parser.add_argument("year", type=int, nargs="?", metavar="FY", help="after evidence: the fiscal year")
    parser.add_argument(
        "--in", dest="within", type=Path, default=Path(), metavar="DIR", help="of evidence: the folder (default: here)"
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--worksheet", default="", metavar="GRANT", help="one grant, school by school, such as title_i")
    shown.add_argument("--proposals", action="store_true", help="schools' proposals and what the rules say of them")
    shown.add_argument("--spending", action="store_true", help="what was spent of what was approved")
    parser.add_argument("--json", action="store_true", help="everything for a script, amounts in whole cents")
    add_out(parser)
    parser.set_defaults(command=guarded(_grants))


def _grants(given: Namespace) -> int:
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.documents.grants import grant_year_as_data
    from perpupil.findings import has_errors
    from perpupil.workspace.grants import read_grant_year

    is_evidence = str(given.folder) == _EVIDENCE and given.year is not None
    if given.year is not None and not is_evidence:
        message = f"A fiscal year goes with the word evidence: perpupil grants evidence {given.year} --in {given.folder} --out FOLDER."
        raise Misuse(message)
    forms = {} if is_evidence else forms_of(given.out)
    year, findings = read_grant_year(given.within if is_evidence else given.folder)
    if year is None:
        if given.json:
            print_json({"problems": findings_as_data(findings)})
        print_findings(findings)
        return FOUND
    if is_evidence:
        _evidence(given, year)
    else:
        page = _page(given, year)
        write_page(page, forms, lambda: grant_year_as_data(year))
        if given.json:
            print_json(grant_year_as_data(year) | {"problems": findings_as_data(findings)})
        elif forms:
            print(f"Written to {', '.join(map(str, forms))}")
        else:
            print_page(page)
    print_findings(findings)
    return FOUND if has_errors(findings) else FINE


def _page(given: Namespace, year: GrantYear) -> Page:
    """Give the page that was asked for."""
    from perpupil.documents.grants import grants_page, proposals_page, spending_page, worksheet_page

    if given.proposals:
        return proposals_page(year)
    if given.spending:
        return spending_page(year)
    if not given.worksheet:
        return grants_page(year)
    if given.worksheet not in year.devolutions:
        message = (
            f"There is no grant {given.worksheet!r} with shares; there are {', '.join(year.devolutions) or 'none'}."
        )
        raise Misuse(message)
    return worksheet_page(year, given.worksheet)


def _evidence(given: Namespace, year: GrantYear) -> None:
    """Write the folder of evidence."""
    from perpupil.documents.grants import evidence
    from perpupil.workspace.grants import keep_evidence, sources_of

    if given.year != year.grants.year:
        message = f"The grants of {given.within} are of FY{year.grants.year}, not of FY{given.year}."
        raise Misuse(message)
    if len(given.out) != 1:
        message = "Name the one folder to make with --out FOLDER."
        raise Misuse(message)
    (out,) = given.out
    texts = evidence(year, sources_of(given.within, year.grants))
    keep_evidence(out, texts)
    print(f"Wrote {len(texts)} files to {out}. Begin with index.html.")
