"""`perpupil per-pupil-spending`: what each school spends for each student, as federal law reports it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import add_command, guarded, load_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from perpupil.equity.per_pupil_reading import Told
    from perpupil.facts.table import TextTable
    from perpupil.findings import Finding

_EXAMPLE = """\
  perpupil per-pupil-spending my_district --title "Maple Public Schools" --year 2026
  perpupil per-pupil-spending my_district --counted "students on October 1" --out report_card.pdf

the folder holds
  schools.csv    school,name,students            and a column for each other driver, such as riders
  spending.csv   school,source,kind,amount       source: federal, state, local, state and local; kind: personnel, non-personnel
  central.csv    name,source,kind,amount,driver,served     served: all, or ids with ; between them
  excluded.csv   name,reason,source,amount       may be left out
  ledger.csv     source,amount                   what the ledger has in all; may be left out"""

_T = TypeVar("_T")


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    from perpupil.cli.page import add_out

    parser = add_command(
        commands, "per-pupil-spending", "Say what each school spends a student, as federal law reports it.", _EXAMPLE
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of the files")
    parser.add_argument("--title", default="", metavar="NAME", help="what the district is called (default: the folder)")
    parser.add_argument("--year", type=int, metavar="YEAR", help="the fiscal year")
    parser.add_argument("--counted", default="", metavar="RULE", help="by which rule students were counted")
    add_out(parser)
    parser.set_defaults(command=guarded(_spending))


def _spending(given: Namespace) -> int:
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import print_findings
    from perpupil.documents.per_pupil_spending import per_pupil_spending_page
    from perpupil.equity.per_pupil_spending import per_pupil_spending
    from perpupil.findings import has_errors

    forms = forms_of(given.out)
    told, findings = _told(given.folder)
    if has_errors(findings):
        print_findings(findings)
        return FOUND
    found = per_pupil_spending(told.schools, told.site, told.central, told.excluded, told.ledger_cents)
    title = given.title or given.folder.resolve().name
    page = per_pupil_spending_page(found, title, year=given.year, enrollment_rule=given.counted)
    write_page(page, forms)
    if forms:
        print(f"Written to {', '.join(map(str, forms))}")
    else:
        print_page(page)
    print_findings(findings)
    return FOUND if found.unexplained_cents else FINE


def _told(folder: Path) -> tuple[Told, list[Finding]]:
    """Read every file that is there; the first two must be."""
    from perpupil.equity import per_pupil_reading as reading

    findings: list[Finding] = []
    schools = _read(folder / "schools.csv", reading.read_schools, findings)
    site = _read(folder / "spending.csv", reading.read_spending, findings)
    central, excluded, ledger = folder / "central.csv", folder / "excluded.csv", folder / "ledger.csv"
    told = reading.Told(
        schools or (),
        site or (),
        (_read(central, reading.read_central, findings) or ()) if central.is_file() else (),
        (_read(excluded, reading.read_excluded, findings) or ()) if excluded.is_file() else (),
        _read(ledger, reading.read_ledger, findings) if ledger.is_file() else None,
    )
    return told, findings


def _read(
    path: Path, reader: Callable[[TextTable], tuple[_T, tuple[Finding, ...]]], findings: list[Finding]
) -> _T | None:
    """Read one file; None where it is no table."""
    table, told = load_table(path)
    findings += told
    if told:
        return None
    found, more = reader(table)
    findings += more
    return found
