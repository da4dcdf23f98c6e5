"""`perpupil recount`: the fall count against the projection, priced by the formula's own rule."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.project import signed_number
from perpupil.cli.sources import (
    Misuse,
    add_command,
    add_pool,
    add_prior,
    files_of,
    guarded,
    load_facts,
    load_formula,
    load_headcount,
    require_not_read,
)

if TYPE_CHECKING:
    from perpupil.findings import Finding
    from perpupil.projection.recount import Recount, Recounted
    from perpupil.workspace.files import FormulaFiles

UNITS_SHOWN = 25
_HEADCOUNT, _KEPT = "headcount.csv", "headcount.parquet"

_EXAMPLE = """\
  perpupil recount formula.toml --projected projection_2028 --counted october.csv
  perpupil recount my_district --projected planned.csv --counted october.csv --out recount.csv"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser: ArgumentParser = add_command(
        commands,
        "recount",
        "Hold the fall count against the projection: what it moves, by the formula's own rule.",
        _EXAMPLE,
    )
    parser.add_argument(
        "formula", type=Path, metavar="FORMULA", help="a formula file, or a folder with formula.toml and facts.csv"
    )
    parser.add_argument(
        "--projected", type=Path, required=True, metavar="P", help="the projection: its folder, or a headcount file"
    )
    parser.add_argument("--counted", type=Path, required=True, metavar="C.csv", help="the headcount of the fall count")
    parser.add_argument(
        "--facts", type=Path, metavar="FACTS.csv", help="facts about units (default: facts.csv beside the formula)"
    )
    add_pool(parser)
    add_prior(parser)
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write every school, grade and line to a file")
    parser.add_argument("--json", action="store_true", help="the whole recount for a script")
    parser.add_argument(
        "--all", action="store_true", help=f"print every school, not the {UNITS_SHOWN} that change most"
    )
    parser.set_defaults(command=guarded(_recount))


def _recount(given: Namespace) -> int:
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.findings import has_errors
    from perpupil.workspace.files import write

    made, files, findings = _made(given)
    if made is not None and given.out is not None and not has_errors(findings):
        require_not_read(given.out, files, given.prior)
        if given.out.exists() and any(
            given.out.samefile(one) for one in (_file(given.projected), _file(given.counted))
        ):
            message = f"{given.out} was read; the result would overwrite it. Name another file."
            raise Misuse(message)
        write(given.out, recount_as_csv(made).encode())
    if given.json:
        content = recount_as_data(made) if made is not None else {}
        print_json(content | {"findings": findings_as_data(findings)})
    else:
        if made is not None:
            _print(made, show_all=given.all)
        print_findings(findings)
    return FOUND if made is None or has_errors(findings) else FINE


def _made(given: Namespace) -> tuple[Recount | None, FormulaFiles, list[Finding]]:
    """Read everything, and recount."""
    from dataclasses import replace

    from perpupil.findings import has_errors
    from perpupil.projection.recount import recount

    files = replace(files_of(given), headcount=None)
    formula, findings = load_formula(files, given.year)
    if formula is None:
        return None, files, findings
    facts, _, earlier, told = load_facts(formula, files, given.prior)
    projected, told_projected = load_headcount(_file(given.projected))
    counted, told_counted = load_headcount(_file(given.counted))
    findings += [*told, *told_projected, *told_counted]
    if facts is None or projected is None or counted is None or has_errors(findings):
        return None, files, findings
    made, told_made = recount(formula, facts, projected, counted, earlier)
    return made, files, [*findings, *told_made]


def _file(path: Path) -> Path:
    """Give the headcount of a projection's folder, or of a fact set's."""
    if not path.is_dir():
        return path
    kept = path / _KEPT
    return kept if kept.is_file() else path / _HEADCOUNT


def recount_as_data(made: Recount) -> dict[str, Any]:
    """Give a recount for a script."""
    from perpupil.money import plain

    return {
        "rule": str(made.rule),
        "words": made.words,
        "filled": dict(made.filled),
        "change": plain(made.change_cents),
        "units": {
            one.unit: {
                "name": one.name,
                "projected": one.projected,
                "counted": one.counted,
                "grades": {
                    grade: {"projected": before, "counted": after} for grade, (before, after) in one.grades.items()
                },
                "lines": {line: plain(cents) for line, cents in one.lines_cents.items()},
                "change": plain(one.change_cents),
                "sentence": one.sentence,
            }
            for one in made.units
        },
    }


def recount_as_csv(made: Recount) -> str:
    """Write what changes: students by school and grade, then money by school and line."""
    from perpupil.cli.run import safe_text
    from perpupil.money import plain

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["unit", "name", "grade", "line", "projected", "counted", "change", "amount", "sentence"])
    for one in made.units:
        called = [safe_text(one.unit), safe_text(one.name)]
        for grade, (before, after) in one.grades.items():
            writer.writerow([*called, safe_text(grade), "", before, after, after - before, "", ""])
        for line, cents in one.lines_cents.items():
            writer.writerow([*called, "", line, "", "", "", plain(cents), ""])
        totals = (one.projected, one.counted, one.change, plain(one.change_cents))
        writer.writerow([*called, "all", "all", *totals, safe_text(one.sentence)])
    return out.getvalue()


def _print(made: Recount, *, show_all: bool) -> None:
    from perpupil.cli.printing import console, signed, table

    formula, out = made.formula, console()
    out.print(formula.title, style="bold")
    out.print(made.words)
    out.print()
    ranked = sorted(made.units, key=lambda one: (-abs(one.change_cents), -abs(one.change), one.unit))
    shown = ranked if show_all else ranked[:UNITS_SHOWN]
    numbers = table("", formula.noun.capitalize(), "Id", ">Projected", ">Counted", ">Change", ">Money")
    for one in shown:
        numbers.add_row(*_row(one), signed(one.change_cents, formula.currency))
    totals = (sum(one.projected for one in made.units), sum(one.counted for one in made.units))
    numbers.add_row(
        "Total",
        "",
        *(f"{count:,}" for count in totals),
        signed_number(totals[1] - totals[0]),
        signed(made.change_cents, formula.currency),
        style="bold",
    )
    out.print(numbers)
    if len(shown) < len(ranked):
        out.print(f"… and {len(ranked) - len(shown):,} more; --all prints them, --out FILE.csv writes every one.")
    out.print()
    for one in shown:
        out.print(one.sentence)


def _row(one: Recounted) -> tuple[str, ...]:
    return one.name, one.unit, f"{one.projected:,}", f"{one.counted:,}", signed_number(one.change)
