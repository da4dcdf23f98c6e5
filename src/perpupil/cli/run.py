"""`perpupil run`: a formula worked on facts."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import add_command, add_inputs, allocate, guarded, require_not_read

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation, PoolResult
    from perpupil.findings import Finding
    from perpupil.workspace.files import FormulaFiles

UNITS_SHOWN = 25

_EXAMPLE = """\
  perpupil run formula.toml --facts schools.csv
  perpupil run formula.toml --facts schools.csv --headcount students.csv --out lines.csv
  perpupil run formula.toml --facts schools.csv --out allocation.xlsx
  perpupil run my_district --keep                     the facts in force; the run is kept under its seal
  perpupil run formula.toml --facts schools.csv --prior 2026=schools_2026.csv --json"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser: ArgumentParser = add_command(
        commands, "run", "Work a formula on facts: every line of every unit, to the cent.", _EXAMPLE
    )
    add_inputs(parser)
    parser.add_argument("--json", action="store_true", help="the whole result for a script, amounts as decimal text")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write every line of every unit to a file: FILE.csv, or FILE.xlsx as a workbook with live formulas",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep the run in the district's folder, under its seal, with the formula as it was",
    )
    parser.add_argument("--all", action="store_true", help=f"print every unit, not the first {UNITS_SHOWN}")
    parser.set_defaults(command=guarded(_run))


def _run(given: Namespace) -> int:
    from perpupil.cli.printing import findings_as_data, print_findings, print_json, progress
    from perpupil.findings import has_errors

    allocation, files, findings = allocate(given)
    if allocation is not None and given.out is not None and not has_errors(findings):
        require_not_read(given.out, files, given.prior)
        with progress("Writing every line", 1) as step:
            findings += _write(allocation, given.out)
            step()
    kept = _keep(allocation, files) if given.keep and allocation is not None and not has_errors(findings) else None
    if given.json:
        content = result_as_data(allocation) if allocation is not None else {}
        print_json(content | {"findings": findings_as_data(findings)})
    elif allocation is not None:
        _print(allocation, show_all=given.all)
    if not given.json:
        if kept is not None:
            print(f"Kept in {kept}")
        print_findings(findings)
    return FOUND if has_errors(findings) or allocation is None else FINE


def _keep(allocation: Allocation, files: FormulaFiles) -> Path:
    """Keep a run with its formula and its result, so that it can be looked up and worked out again."""
    import json

    from perpupil.allocation.seals import seals
    from perpupil.workspace.district import RUNS, alone, find_district, keep_folder
    from perpupil.workspace.files import FORMULA, read

    district = find_district(files.formula.parent)
    facts = files.facts.parent.name if files.facts is not None and files.facts.parent.parent.parent == district else ""
    content = {"facts": facts, **result_as_data(allocation)}
    sealed = seals(allocation).record
    with alone(district):
        keep_folder(
            district / RUNS / sealed,
            {
                FORMULA: read(files.formula),
                "lines.csv": lines_as_csv(allocation).encode(),
                "run.json": (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(),
            },
        )
    return district / RUNS / sealed


def _write(allocation: Allocation, out: Path) -> tuple[Finding, ...]:
    """Write every line as the file's suffix says; a workbook may be larger than a spreadsheet can hold."""
    from perpupil.workspace.files import write

    if out.suffix.lower() != ".xlsx":
        write(out, lines_as_csv(allocation).encode())
        return ()
    from perpupil.documents.workbook.writing import write_workbook

    content, findings = write_workbook(allocation)
    if content is not None:
        write(out, content)
    return findings


def result_as_data(allocation: Allocation) -> dict[str, Any]:
    """Give a result for a script."""
    from perpupil.allocation.seals import seals
    from perpupil.exact.numerals import write_decimal_text
    from perpupil.money import plain

    sealed = seals(allocation)
    pool = allocation.pool_cents
    lines = {line: [plain(cents) for cents in array.tolist()] for line, array in allocation.lines_cents.items()}
    steps = {step: _texts(allocation, step) for step in allocation.formula.steps}
    totals = [plain(cents) for cents in allocation.totals_cents.tolist()]
    units = {
        unit: {
            "total": totals[position],
            "lines": {line: amounts[position] for line, amounts in lines.items()},
            "steps": {step: values[position] for step, values in steps.items()},
        }
        for position, unit in enumerate(allocation.units)
    }
    return {
        "seal": sealed.record,
        "seals": {"inputs": sealed.inputs, "result": sealed.result, "record": sealed.record},
        "total": plain(allocation.total_cents),
        "pool": None if pool is None else plain(pool),
        "pools": {
            name: {
                "amount": plain(one.amount_cents),
                "reserve": plain(one.reserve_cents),
                "allocated": plain(one.allocated_cents),
                "left": plain(one.left_cents),
                "factor": write_decimal_text(one.factor),
            }
            for name, one in allocation.pools.items()
        },
        "units": units,
    }


def _texts(allocation: Allocation, name: str) -> list[str]:
    from fractions import Fraction

    from perpupil.exact.numerals import write_decimal_text

    value = allocation.values[name]
    if isinstance(value, Fraction):
        return [write_decimal_text(value)] * len(allocation.units)
    return list(map(write_decimal_text, value.fractions()))


def lines_as_csv(allocation: Allocation) -> str:
    """Write every line of every unit: unit, name, line, title, quantity, rate, amount, fund, use."""
    from perpupil.money import plain

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["unit", "name", "line", "title", "quantity", "rate", "amount", "fund", "use"])
    counted = [line for line in allocation.formula.lines.values() if line.has_quantity]
    numbers = {
        f"{line.name}.{part}": _texts(allocation, f"{line.name}.{part}")
        for line in counted
        for part in ("quantity", "rate")
    }
    for position, unit in enumerate(allocation.units):
        name = allocation.world.facts.names[position]
        for line in allocation.formula.lines.values():
            quantity, rate = (
                numbers[f"{line.name}.{part}"][position] if line.has_quantity else "" for part in ("quantity", "rate")
            )
            amount = plain(int(allocation.lines_cents[line.name][position]))
            words = [safe_text(text) for text in (unit, name, line.name, line.title or line.name)]
            writer.writerow([*words, quantity, rate, amount, safe_text(line.fund), safe_text(line.use)])
    return out.getvalue()


def safe_text(text: str) -> str:
    """Keep a text from being taken for a formula by a spreadsheet, and on one line."""
    text = " ".join(text.split())
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _print(allocation: Allocation, *, show_all: bool) -> None:
    from perpupil.allocation.explain import factor_in_words
    from perpupil.allocation.seals import seals
    from perpupil.cli.printing import console, progress, table
    from perpupil.money import spoken

    with progress("Sealing", 1) as step:
        sealed = seals(allocation)
        step()
    formula, currency = allocation.formula, allocation.formula.currency
    out = console()
    lines = table("", "Line", ">Amount", f">{formula.noun.capitalize()}s that get it", "Fund", "Use")
    for line in formula.lines.values():
        array = allocation.lines_cents[line.name]
        lines.add_row(
            line.title or line.name,
            spoken(allocation.line_total_cents(line.name), currency),
            f"{int((array != 0).sum()):,}",
            line.fund,
            line.use,
        )
    lines.add_row("Total", spoken(allocation.total_cents, currency), f"{len(allocation.units):,}", style="bold")
    out.print(formula.title, style="bold")
    if formula.equity:
        out.print(formula.equity)
        out.print()
    out.print(lines)
    shown = len(allocation.units) if show_all else min(UNITS_SHOWN, len(allocation.units))
    units = table("", formula.noun.capitalize(), "Id", ">Total")
    for position in range(shown):
        units.add_row(
            allocation.world.facts.names[position],
            allocation.units[position],
            spoken(int(allocation.totals_cents[position]), currency),
        )
    out.print()
    out.print(units)
    if shown < len(allocation.units):
        out.print(f"… and {len(allocation.units) - shown:,} more; --all prints them, --out FILE.csv writes every line.")
    out.print()
    for pool in allocation.pools.values():
        out.print(
            f"Pool {formula.pools[pool.name].title or pool.name}: {spoken(pool.amount_cents, currency)}; "
            f"kept back {spoken(pool.reserve_cents, currency)}; allocated {spoken(pool.allocated_cents, currency)}; "
            f"{_left(pool, currency)}. Factor {factor_in_words(pool.factor)}."
        )
    out.print(f"Seal {sealed.record}")


def _left(pool: PoolResult, currency: str) -> str:
    """Say what of a pool is left over, or spent beyond it."""
    from perpupil.money import spoken

    if pool.left_cents < 0:
        return f"allocated beyond it {spoken(-pool.left_cents, currency)}"
    return f"{'not allocated' if pool.left_cents else 'unexplained'} {spoken(pool.left_cents, currency)}"
