"""`perpupil export accounts`: an allocation posted to the district's own accounts."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.bring_in import add_district
from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, add_pool, add_prior, allocate, guarded, require_not_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.allocation.allocation import Allocation
    from perpupil.findings import Finding
    from perpupil.intake.accounts import Accounts
    from perpupil.intake.load_file import LoadFile
    from perpupil.intake.settings import Settings

_EXAMPLE = """\
  perpupil export accounts --missing > lines.csv         which lines have no account: rows to be filled in
  perpupil import --answers lines.csv --as accounts      bring the filled rows in
  perpupil export accounts --out load.csv                the load file: account, positions, amount

The table of accounts says where each line goes: a row of dimension `line` with the account, {location} where the
school's code belongs. Nothing is written while any line with money has no account."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "export", "Hand the allocation on: posted to the district's own accounts, to the cent.", _EXAMPLE
    )
    parser.add_argument("what", choices=["accounts"], help="the load file of the ledger")
    parser.add_argument(
        "formula",
        nargs="?",
        type=Path,
        metavar="FORMULA",
        help="a formula file, or its folder (default: the district's formula)",
    )
    add_district(parser)
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="the file to write: account, fte, amount")
    parser.add_argument("--missing", action="store_true", help="print a row for each line without an account, and stop")
    parser.add_argument(
        "--accounts", type=Path, metavar="FILE", help="the table of accounts (default: that of the facts in force)"
    )
    parser.add_argument(
        "--picture", default="", metavar="PICTURE", help="how an account is cut (default: as perpupil.toml says)"
    )
    add_pool(parser)
    add_prior(parser)
    parser.add_argument("--json", action="store_true", help="what was posted, for a script")
    parser.set_defaults(command=guarded(_export), facts=None, headcount=None)


def _export(given: Namespace) -> int:
    from perpupil.findings import has_errors
    from perpupil.intake.load_file import amounts_of

    if given.out is None and not given.missing:
        message = "name the file to write with --out, or ask with --missing which lines have no account."
        raise Misuse(message)
    district, settings = _district(given)
    given.formula = given.formula or district
    allocation, files, findings = allocate(given)
    if allocation is None or has_errors(findings):
        return _show(given, None, None, findings)
    accounts, told = _accounts(given, district, settings, allocation.formula.year)
    findings += told
    if accounts is None:
        return _show(given, allocation, None, findings)
    if given.missing:
        return _print_missing(allocation, accounts)
    picture = given.picture or (settings.picture if settings is not None else "")
    load, told = _posted(list(amounts_of(allocation)), accounts, picture)
    if load is not None:
        require_not_read(given.out, files, given.prior)
        _write(given.out, load, given.accounts)
    return _show(given, allocation, load, [*findings, *told])


def _district(given: Namespace) -> tuple[Path | None, Settings | None]:
    """Find the district's folder: as named, or that of the formula; none is needed where formula, accounts and picture are named."""
    from perpupil.cli.printing import print_findings
    from perpupil.workspace.district import find_district, settings_of, settle
    from perpupil.workspace.files import NoSuchFile

    start = given.district if given.formula is None or given.district != Path() else given.formula
    try:
        district = find_district(start)
    except NoSuchFile:
        if given.formula is not None and given.accounts is not None:
            return None, None
        raise
    settle(district)
    settings, findings = settings_of(district)
    if settings is None:
        print_findings(findings)
        message = f"{district} cannot be worked with until its settings are mended."
        raise Misuse(message)
    return district, settings


def _accounts(
    given: Namespace, district: Path | None, settings: Settings | None, year: int | None
) -> tuple[Accounts | None, tuple[Finding, ...]]:
    from perpupil.workspace.table_of_accounts import accounts_in_force, accounts_of_file

    if given.accounts is not None:
        return accounts_of_file(given.accounts, district, settings)
    if district is None or settings is None:
        message = "name the table of accounts with --accounts."
        raise Misuse(message)
    return accounts_in_force(district, year or settings.year)


def _posted(lines: Any, accounts: Accounts, picture: str) -> tuple[LoadFile | None, tuple[Finding, ...]]:  # noqa: ANN401  loaded where it is used
    from perpupil.intake.accounts import Picture
    from perpupil.intake.load_file import load_file

    if not picture:
        message = 'say how an account is cut: picture = "{fund}.{object}.{location}" in perpupil.toml, or --picture.'
        raise Misuse(message)
    cut = Picture(picture)
    faults = cut.faults()
    return (None, faults) if faults else load_file(lines, accounts, cut)


def _write(out: Path, load: LoadFile, accounts: Path | None) -> None:
    from perpupil.workspace.files import write

    if accounts is not None and out.exists() and out.samefile(accounts):
        message = f"{out} was read; the result would overwrite it. Name another file."
        raise Misuse(message)
    write(out, load.text().encode())


def _print_missing(allocation: Allocation, accounts: Accounts) -> int:
    """Print the rows to be filled in; where there are none, say so beside."""
    from perpupil.cli.printing import console
    from perpupil.intake.load_file import amounts_of, rows_to_fill, without_account

    missing = without_account(amounts_of(allocation), accounts)
    sys.stdout.write(rows_to_fill((line, allocation.formula.title_of(line)) for line in missing))
    console(to_errors=True).print(
        f"Without an account: {len(missing)}. Write each with {{location}} where the school's code belongs."
        if missing
        else "Every line that has money has an account."
    )
    return FOUND if missing else FINE


def _show(given: Namespace, allocation: Allocation | None, load: LoadFile | None, findings: Sequence[Finding]) -> int:
    """Say what was posted, or that nothing was; give the exit code."""
    from perpupil.cli.printing import console, findings_as_data, print_findings, print_json
    from perpupil.exact.numerals import write_decimal_text
    from perpupil.money import spoken

    if given.json:
        print_json({**_as_data(given, allocation, load), "findings": findings_as_data(findings)})
        return FINE if load is not None else FOUND
    out = console()
    if allocation is None or load is None:
        out.print("Nothing was written.")
    else:
        currency = allocation.formula.currency
        out.print(f"Allocation  {spoken(allocation.total_cents, currency)}")
        out.print(f"Load file   {spoken(load.total_cents, currency)}, the same to the cent")
        out.print(f"Wrote {len(load.rows):,} accounts and {write_decimal_text(load.fte)} positions to {given.out}.")
    print_findings(findings)
    return FINE if load is not None else FOUND


def _as_data(given: Namespace, allocation: Allocation | None, load: LoadFile | None) -> dict[str, Any]:
    from perpupil.exact.numerals import write_decimal_text
    from perpupil.money import plain

    return {
        "allocation": plain(allocation.total_cents) if allocation is not None else None,
        "load_file": plain(load.total_cents) if load is not None else None,
        "fte": write_decimal_text(load.fte) if load is not None else None,
        "accounts": len(load.rows) if load is not None else None,
        "file": str(given.out) if load is not None else None,
    }
