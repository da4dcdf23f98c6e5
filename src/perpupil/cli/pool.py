"""`perpupil pool`: how the pool of each year comes about, and how it changes from year to year."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded, load_formula_alone, load_revenue

if TYPE_CHECKING:
    from perpupil.facts.revenue import Amount, Part, Revenue, Statement
    from perpupil.findings import Finding
    from perpupil.formula.records import Formula

_EXAMPLE = """\
  perpupil pool pool.csv
  perpupil pool my_district          the folder of a formula, with pool.csv in it"""

_NONE = "–"


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands,
        "pool",
        "Show how the pool comes about, year by year: revenue, what is taken off, who answers.",
        _EXAMPLE,
    )
    parser.add_argument(
        "formula", type=Path, metavar="FORMULA|POOL.csv", help="a pool file, or a formula with pool.csv beside it"
    )
    parser.add_argument("--json", action="store_true", help="the years for a script, amounts as decimal text")
    parser.set_defaults(command=guarded(_pool))


def _pool(given: Namespace) -> int:
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.findings import has_errors

    formula, revenue, findings = _read(given.formula)
    if given.json:
        content = as_data(revenue) if revenue is not None else {}
        print_json(content | {"findings": findings_as_data(findings)})
    else:
        if revenue is not None:
            _print(revenue, formula)
        print_findings(findings)
    return FOUND if revenue is None or has_errors(findings) else FINE


def _read(path: Path) -> tuple[Formula | None, Revenue | None, list[Finding]]:
    """Read a pool file, and the formula that it belongs to if there is one."""
    from perpupil.formula.funding import fund
    from perpupil.workspace.files import find_files

    if path.suffix == ".csv":
        revenue, findings = load_revenue(path)
        return None, revenue, _with_statuses(revenue, findings)
    files = find_files(path)
    if files.pool is None:
        message = f"There is no pool.csv beside {files.formula}."
        raise Misuse(message)
    formula, findings = load_formula_alone(files)
    revenue, told = load_revenue(files.pool)
    findings += told
    if formula is not None and revenue is not None:
        findings += fund(formula, revenue)[1]
    return formula, revenue, _with_statuses(revenue, findings)


def _with_statuses(revenue: Revenue | None, findings: list[Finding]) -> list[Finding]:
    """Add which years hold amounts that are not equally firm, each once."""
    from perpupil.facts.revenue import mixed_statuses

    mixed = [told for one in (revenue.statements if revenue is not None else ()) for told in mixed_statuses(one)]
    return list(dict.fromkeys((*findings, *mixed)))


def as_data(revenue: Revenue) -> dict[str, Any]:
    """Give the years for a script."""
    from perpupil.money import plain

    return {
        "years": [
            {
                "year": one.year,
                "pool": one.pool or None,
                "amount": plain(one.pool_cents),
                "income": plain(one.income_cents),
                "deducted": plain(one.deducted_cents),
                "statuses": list(map(str, one.statuses)),
                "parts": [_amount_as_data(amount) for amount in one.amounts],
            }
            for one in revenue.statements
        ]
    }


def _amount_as_data(one: Amount) -> dict[str, str]:
    from perpupil.money import plain

    return {
        "part": str(one.part),
        "name": one.name,
        "amount": plain(one.amount_cents),
        "owner": one.owner,
        "source": one.source,
        "status": str(one.status),
    }


def _print(revenue: Revenue, formula: Formula | None) -> None:
    from perpupil.cli.printing import console

    out = console()
    currency = formula.currency if formula is not None else "USD"
    for name in dict.fromkeys(one.pool for one in revenue.statements):
        statements = revenue.of_pool(name)
        _print_statements(name, statements, currency, formula.year if formula is not None else None)
        out.print()
    _print_owners(revenue, currency)


def _print_statements(name: str, statements: tuple[Statement, ...], currency: str, year: int | None) -> None:
    """Print one column a year: every amount, the pool, and what changed since the year before."""
    from itertools import pairwise

    from perpupil.cli.printing import console, table
    from perpupil.facts.revenue import Part
    from perpupil.money import spoken

    headings = [f">{one.year}{'*' if one.year == year else ''}" for one in statements]
    shown = table(f"Pool {name}" if name else "", "", *headings)
    for part in Part:
        _add_part(shown, part, statements, currency)
    shown.add_row("Pool", *(spoken(one.pool_cents, currency) for one in statements), style="bold")
    changes = [_change(before, after, currency) for before, after in pairwise(statements)]
    if changes:
        shown.add_row("Change from the year before", "", *changes)
    shown.add_row("Status", *(", ".join(one.statuses) for one in statements))
    console().print(shown)
    if any(one.year == year for one in statements):
        console().print("* the year of the formula")


def _add_part(shown: Any, part: Part, statements: tuple[Statement, ...], currency: str) -> None:  # noqa: ANN401  rich's table
    """Add the rows of one part: its total, then each amount by name; an amount that is taken off has a minus."""
    from perpupil.money import spoken

    names = dict.fromkeys(amount.name for one in statements for amount in one.of(part))
    if not names:
        return
    sign = 1 if part.is_income else -1
    shown.add_row(part.words, *(spoken(sign * one.total_cents(part), currency) for one in statements))
    for name in names:
        cells = []
        for one in statements:
            cents = [amount.amount_cents for amount in one.of(part) if amount.name == name]
            cells.append(spoken(sign * cents[0], currency) if cents else _NONE)
        shown.add_row(f"  {name}", *cells, style="dim")


def _change(before: Statement, after: Statement, currency: str) -> str:
    """Write how much a pool grew: `+$1,200,000 (+2.4%)`."""
    from perpupil.cli.printing import signed, signed_percent

    change = after.pool_cents - before.pool_cents
    share = f" ({signed_percent(change, before.pool_cents)})" if before.pool_cents else ""
    return f"{signed(change, currency)}{share}"


def _print_owners(revenue: Revenue, currency: str) -> None:
    """Print who answers for each amount, and on what it rests."""
    from perpupil.cli.printing import console, table
    from perpupil.money import spoken

    shown = table("Who answers", "Year", "Part", "Name", ">Amount", "Owner", "Source", "Status")
    for one in revenue.statements:
        for amount in one.amounts:
            words = (amount.owner or _NONE, amount.source or _NONE, str(amount.status))
            shown.add_row(str(one.year), str(amount.part), amount.name, spoken(amount.amount_cents, currency), *words)
    console().print(shown)
