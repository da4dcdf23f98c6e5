"""`perpupil catalogue`: every published system reproduced, in one table."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded

_EXAMPLE = """\
  perpupil catalogue formulas"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "catalogue", "Reproduce every published system in a folder of folders.", _EXAMPLE)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder whose folders each hold a formula.toml")
    parser.set_defaults(command=guarded(_catalogue))


def _catalogue(given: Namespace) -> int:
    from time import perf_counter

    from perpupil.cli.printing import console, print_findings, progress, table
    from perpupil.cli.reproduce import compare
    from perpupil.findings import has_errors
    from perpupil.workspace.files import folders_with_formulas

    folders = folders_with_formulas(given.folder)
    if not folders:
        message = f"No folder in {given.folder} holds a formula.toml."
        raise Misuse(message)
    shown = table(
        "Published systems, reproduced",
        "System",
        ">Units",
        ">Lines",
        ">Figures matched",
        ">Figures in all",
        ">Seconds",
        "",
    )
    matched = total = units = 0
    failed = []
    began = perf_counter()
    with progress("Reproducing", len(folders)) as step:
        for folder in folders:
            start = perf_counter()
            allocation, reproduction, findings = compare(Namespace(formula=folder))
            seconds = perf_counter() - start
            step(folder.name)
            if allocation is None or reproduction is None:
                failed += findings
                shown.add_row(folder.name, "", "", "", "", f"{seconds:.2f}", "could not be run", style="red")
                continue
            if reproduction.compared:
                note = (
                    ""
                    if reproduction.matched == reproduction.total
                    else f"{reproduction.total - reproduction.matched} shown by: perpupil reproduce"
                )
                figures = [f"{reproduction.matched:,}", f"{reproduction.total:,}"]
                failed += [one for one in findings if has_errors([one])]
            else:
                note, figures = "constructed; nothing is published", ["", ""]
            shown.add_row(
                allocation.formula.title,
                f"{len(allocation.units):,}",
                f"{len(allocation.formula.lines):,}",
                *figures,
                f"{seconds:.2f}",
                note,
            )
            matched, total, units = (
                matched + reproduction.matched,
                total + reproduction.total,
                units + len(allocation.units),
            )
    shown.add_row(
        "All", f"{units:,}", "", f"{matched:,}", f"{total:,}", f"{perf_counter() - began:.2f}", "", style="bold"
    )
    console().print(shown)
    print_findings(failed)
    return FOUND if failed else FINE
