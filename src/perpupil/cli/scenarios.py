"""`perpupil scenarios`: named versions of formula, facts and pool, side by side."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, files_of, guarded, load_facts, load_formula

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.comparison.scenarios import Scenario, SideBySide
    from perpupil.findings import Finding

UNITS_SHOWN = 25

_EXAMPLE = """\
  perpupil scenarios scenarios.toml
  perpupil scenarios scenarios.toml --unit 0010
  perpupil scenarios scenarios.toml --out side_by_side.csv

a file of scenarios; the first is what the others are held against:
  [scenario.today]
  formula = "formula.toml"

  [scenario.more_for_english_learners]
  title = "English learner weight 0.40"
  formula = "formula.toml"
  parameters = { english_learner_weight = 0.40 }"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser: ArgumentParser = add_command(
        commands, "scenarios", "Work named versions of formula, facts and pool, and put them side by side.", _EXAMPLE
    )
    parser.add_argument("scenarios", type=Path, metavar="SCENARIOS.toml", help="the file that names them")
    parser.add_argument("--unit", metavar="ID", help="one unit, line by line")
    parser.add_argument("--json", action="store_true", help="the whole result for a script")
    parser.add_argument(
        "--out", type=Path, metavar="FILE.csv", help="write every unit's total in each scenario to a file"
    )
    parser.add_argument("--all", action="store_true", help=f"print every unit, not the first {UNITS_SHOWN}")
    parser.set_defaults(command=guarded(_scenarios))


def _scenarios(given: Namespace) -> int:
    from perpupil.cli.printing import print_findings, print_json, progress
    from perpupil.comparison.scenarios import read_scenarios, side_by_side
    from perpupil.findings import has_errors
    from perpupil.workspace.files import read, write

    scenarios, told = read_scenarios(read(given.scenarios), str(given.scenarios))
    findings: list[Finding] = list(told)
    worked: dict[str, Allocation] = {}
    with progress("Working", max(len(scenarios), 1)) as step:
        for one in scenarios:
            step(one.title or one.name)
            allocation, more = _work(given.scenarios.parent, one)
            findings += more
            if allocation is not None:
                worked[one.title or one.name] = allocation
    print_findings(list(dict.fromkeys(findings)))
    if not worked or has_errors(findings):
        return FOUND
    sheet = side_by_side(worked)
    if given.unit is not None and given.unit not in sheet.units:
        message = f"There is no unit {given.unit!r}."
        raise Misuse(message)
    if given.out is not None:
        if given.out.exists() and given.out.suffix != ".csv":
            message = f"{given.out} is there and is no CSV file; name another."
            raise Misuse(message)
        write(given.out, sheet_as_csv(sheet).encode())
    if given.json:
        print_json(sheet_as_data(sheet))
    elif given.unit is not None:
        _print_unit(sheet, given.unit)
    else:
        _print(sheet, show_all=given.all)
    return FINE


def _work(folder: Path, scenario: Scenario) -> tuple[Allocation | None, list[Finding]]:
    """Read what a scenario names, beside its file, and work it."""
    from perpupil.allocation.run import run
    from perpupil.findings import has_errors

    paths = {
        key: folder / text if text else None
        for key, text in (("facts", scenario.facts), ("headcount", scenario.headcount), ("pool", scenario.pool))
    }
    files = files_of(Namespace(formula=folder / scenario.formula, **paths))
    formula, findings = load_formula(files)
    if formula is not None:
        formula, told = scenario.of(formula)
        findings += told
    if formula is None or has_errors(findings):
        return None, findings
    facts, headcount, earlier, told_facts = load_facts(formula, files, [])
    findings += told_facts
    if facts is None or has_errors(findings):
        return None, findings
    allocation, told_run = run(formula, facts, headcount, earlier)
    return allocation, [*findings, *told_run]


def sheet_as_data(sheet: SideBySide) -> dict[str, Any]:
    """Give scenarios side by side for a script."""
    from perpupil.allocation.seals import seals
    from perpupil.money import plain

    def written(row: tuple[int | None, ...]) -> dict[str, str | None]:
        return {name: None if cents is None else plain(cents) for name, cents in zip(sheet.names, row, strict=True)}

    return {
        "scenarios": {
            name: {"seal": seals(one).record, "total": plain(one.total_cents)}
            for name, one in zip(sheet.names, sheet.allocations, strict=True)
        },
        "lines": {line: written(row) for line, row in zip(sheet.lines, sheet.lines_cents, strict=True)},
        "units": {unit: written(row) for unit, row in zip(sheet.units, sheet.totals_cents, strict=True)},
    }


def sheet_as_csv(sheet: SideBySide) -> str:
    """Write every unit's total in each scenario."""
    from perpupil.cli.run import safe_text
    from perpupil.money import plain

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["unit", "name", *map(safe_text, sheet.names)])
    for unit, row in zip(sheet.units, sheet.totals_cents, strict=True):
        amounts = ["" if cents is None else plain(cents) for cents in row]
        writer.writerow([safe_text(unit), safe_text(sheet.unit_names[unit]), *amounts])
    return out.getvalue()


def _print(sheet: SideBySide, *, show_all: bool) -> None:
    from perpupil.cli.printing import console, table
    from perpupil.money import signed

    first = sheet.allocations[0].formula
    currency, noun = first.currency, first.noun
    out = console()
    lines = table("", "Line", *(f">{name}" for name in sheet.names))
    for line, row in zip(sheet.lines, sheet.lines_cents, strict=True):
        title = next(one.formula.title_of(line) for one in sheet.allocations if line in one.formula.lines)
        lines.add_row(title, *(_amount(cents, currency) for cents in row))
    totals = [one.total_cents for one in sheet.allocations]
    lines.add_row("Total", *(_amount(cents, currency) for cents in totals), style="bold")
    lines.add_row("Against the first", "", *(signed(cents - totals[0], currency) for cents in totals[1:]))
    moved = [sheet.moved(number) for number in range(1, len(totals))]
    lines.add_row(f"{noun.capitalize()}s that gain", "", *(f"{up:,}" for up, _ in moved))
    lines.add_row(f"{noun.capitalize()}s that lose", "", *(f"{down:,}" for _, down in moved))
    out.print(lines)
    shown = len(sheet.units) if show_all else min(UNITS_SHOWN, len(sheet.units))
    units = table("", noun.capitalize(), "Id", *(f">{name}" for name in sheet.names))
    for unit, row in list(zip(sheet.units, sheet.totals_cents, strict=True))[:shown]:
        units.add_row(sheet.unit_names[unit], unit, *(_amount(cents, currency) for cents in row))
    out.print()
    out.print(units)
    if shown < len(sheet.units):
        out.print(f"… and {len(sheet.units) - shown:,} more; --all prints them, --out FILE.csv writes them.")


def _print_unit(sheet: SideBySide, unit: str) -> None:
    from perpupil.cli.printing import console, table
    from perpupil.comparison.scenarios import unit_lines

    currency = sheet.allocations[0].formula.currency
    shown = table("", "Line", *(f">{name}" for name in sheet.names))
    for line, row in zip(sheet.lines, unit_lines(sheet, unit), strict=True):
        title = next(one.formula.title_of(line) for one in sheet.allocations if line in one.formula.lines)
        shown.add_row(title, *(_amount(cents, currency) for cents in row))
    totals = sheet.totals_cents[sheet.units.index(unit)]
    shown.add_row("Total", *(_amount(cents, currency) for cents in totals), style="bold")
    console().print(sheet.unit_names[unit], style="bold")
    console().print(shown)


def _amount(cents: int | None, currency: str) -> str:
    from perpupil.money import spoken

    return "\N{EN DASH}" if cents is None else spoken(cents, currency)
