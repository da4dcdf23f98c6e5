"""`perpupil reproduce`: a model beside the published figures, every mismatch shown."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import add_command, add_prior, allocate, guarded, load_table

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.reproduce import Reproduction
    from perpupil.findings import Finding
    from perpupil.workspace.files import FormulaFiles

_EXAMPLE = """\
  perpupil reproduce formulas/new_jersey_sfra_fy2021
  perpupil reproduce last_year --mismatches 10

the folder holds formula.toml, facts.csv and published.csv (or the published columns stand in facts.csv);
lines and steps that name a `published` column are compared; blank published cells are not counted."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "reproduce", "Compare what a formula gives with published figures.", _EXAMPLE)
    parser.add_argument(
        "formula", type=Path, metavar="DIR", help="a folder with formula.toml, facts.csv and published.csv"
    )
    add_prior(parser)
    parser.add_argument(
        "--mismatches", type=int, metavar="N", help="print at most N mismatches of a line (default: all)"
    )
    parser.add_argument("--json", action="store_true", help="the result for a script")
    parser.set_defaults(command=guarded(_reproduce))


def compare(
    given: Namespace, allocating: Callable[[Namespace], tuple[Allocation | None, FormulaFiles, list[Finding]]]
) -> tuple[Allocation | None, Reproduction | None, list[Finding]]:
    """Run the formula of a folder and compare it with what was published."""
    from perpupil.allocation.reproduce import reproduce

    allocation, files, findings = allocating(given)
    if allocation is None:
        return None, None, findings
    if files.published is None:
        table = allocation.world.facts.table
    else:
        table, told = load_table(files.published)
        findings += told
        if told:
            return allocation, None, findings
    reproduction, told_compare = reproduce(allocation, table)
    return allocation, reproduction, [*findings, *told_compare]


def _reproduce(given: Namespace) -> int:
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.findings import has_errors

    allocation, reproduction, findings = compare(given, allocate)
    if allocation is None or reproduction is None:
        if given.json:
            print_json({"lines": {}, "seal": None, "findings": findings_as_data(findings)})
        else:
            print_findings(findings)
        return FOUND
    if given.json:
        print_json(as_data(allocation, reproduction) | {"findings": findings_as_data(findings)})
    else:
        _print(allocation, reproduction, given.mismatches)
        print_findings(findings)
    return FOUND if reproduction.matched < reproduction.total or has_errors(findings) else FINE


def as_data(allocation: Allocation, reproduction: Reproduction) -> dict[str, Any]:
    """Give a comparison for a script."""
    from perpupil.allocation.seals import seals
    from perpupil.exact.numerals import write_number

    return {
        "lines": {
            one.name: {
                "matched": one.matched,
                "total": one.total,
                "exact": one.exact,
                "within": write_number(one.within),
                "mismatches": [
                    {
                        "unit": each.unit,
                        "published": write_number(each.published),
                        "computed": write_number(each.computed),
                    }
                    for each in one.mismatches
                ],
            }
            for one in reproduction.compared
        },
        "seal": seals(allocation).record,
    }


def _print(allocation: Allocation, reproduction: Reproduction, most: int | None) -> None:
    from perpupil.allocation.seals import seals
    from perpupil.cli.printing import console, table
    from perpupil.exact.numerals import group_thousands, write_number

    out = console()
    lines = table(allocation.formula.title, "Line or step", "Published column", ">Matched", ">Of", ">Within", ">Exact")
    for one in reproduction.compared:
        style = "" if not one.mismatches else "yellow"
        lines.add_row(
            one.title,
            one.column,
            f"{one.matched:,}",
            f"{one.total:,}",
            write_number(one.within),
            f"{one.exact:,}",
            style=style,
        )
    lines.add_row("Figures in all", "", f"{reproduction.matched:,}", f"{reproduction.total:,}", "", "", style="bold")
    out.print(lines)
    names = dict(zip(allocation.units, allocation.world.facts.names, strict=True))
    for one in reproduction.compared:
        if not one.mismatches:
            continue
        shown = one.mismatches[:most]
        wrong = table(
            f"\n{one.title}: {len(one.mismatches)} not reproduced",
            "Unit",
            "Id",
            ">Published",
            ">Computed",
            ">Difference",
        )
        for each in shown:
            numbers = [
                group_thousands(write_number(number)) for number in (each.published, each.computed, each.difference)
            ]
            wrong.add_row(names[each.unit], each.unit, *numbers)
        out.print(wrong)
        if len(shown) < len(one.mismatches):
            out.print(f"… and {len(one.mismatches) - len(shown):,} more.")
    out.print(f"\nSeal {seals(allocation).record}")
