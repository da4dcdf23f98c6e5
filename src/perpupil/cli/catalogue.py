"""`perpupil catalogue`: every published system reproduced, in one table."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, allocate_quietly, guarded

if TYPE_CHECKING:
    from rich.table import Table

    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.reproduce import Reproduction

_EXAMPLE = """\
  perpupil catalogue formulas"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "catalogue", "Reproduce every published system in a folder of folders.", _EXAMPLE)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder whose folders each hold a formula.toml")
    parser.set_defaults(command=guarded(_catalogue))


def _catalogue(given: Namespace) -> int:
    from time import perf_counter

    from perpupil.cli.printing import console, print_findings, progress
    from perpupil.cli.reproduce import compare
    from perpupil.findings import has_errors
    from perpupil.workspace.files import folders_with_formulas

    folders = folders_with_formulas(given.folder)
    if not folders:
        message = f"No folder in {given.folder} holds a formula.toml."
        raise Misuse(message)
    worked, failed = [], []
    with progress(folders[0].name, len(folders)) as step:
        for folder, following in zip(folders, (*folders[1:], None), strict=True):
            start = perf_counter()
            allocation, reproduction, findings = compare(Namespace(formula=folder), allocate_quietly)
            worked.append(_Worked(folder, allocation, reproduction, perf_counter() - start))
            constructed = reproduction is not None and not reproduction.compared
            failed += [] if constructed else [one for one in findings if has_errors([one])]
            step(following.name if following else "Done")
    out = console()
    out.print(_as_table(worked))
    for note in _notes(worked):
        out.print(note, soft_wrap=True)
    print_findings(failed)
    return FOUND if failed else FINE


@dataclass(frozen=True, slots=True)
class _Worked:
    """One system, and how it went."""

    folder: Path
    allocation: Allocation | None
    reproduction: Reproduction | None
    seconds: float

    @property
    def missed(self) -> int:
        """Figures that do not match."""
        return self.reproduction.total - self.reproduction.matched if self.reproduction else 0


def _as_table(worked: list[_Worked]) -> Table:
    from perpupil.cli.printing import table

    made = table(
        "Published systems, worked out again",
        "System",
        ">Units",
        ">Lines",
        ">Figures\nmatched",
        ">Figures\nin all",
        ">Seconds",
    )
    for one in worked:
        if one.allocation is None or one.reproduction is None:
            made.add_row(one.folder.name, "could not be run", "", "", "", f"{one.seconds:.2f}", style="red")
            continue
        units, lines = len(one.allocation.units), len(one.allocation.formula.lines)
        figures = (
            [f"{one.reproduction.matched:,}", f"{one.reproduction.total:,}"]
            if one.reproduction.compared
            else ["–", "–"]
        )
        made.add_row(
            one.folder.name,
            f"{units:,}",
            f"{lines:,}",
            *figures,
            f"{one.seconds:.2f}",
            style="yellow" if one.missed else "",
        )
    ran = [one for one in worked if one.allocation is not None and one.reproduction is not None]
    matched, total = (sum(getattr(one.reproduction, name) for one in ran) for name in ("matched", "total"))
    units = sum(len(one.allocation.units) for one in ran if one.allocation)
    made.add_row(
        "In all",
        f"{units:,}",
        "",
        f"{matched:,}",
        f"{total:,}",
        f"{sum(one.seconds for one in worked):.2f}",
        style="bold",
    )
    return made


def _notes(worked: list[_Worked]) -> Iterator[str]:
    """Say which figures do not match and where to see why."""
    for one in worked:
        if one.missed:
            figures = "1 figure is" if one.missed == 1 else f"{one.missed:,} figures are"
            yield f"{figures} not reproduced in {one.folder.name}; its README says why, and this shows them:\n  perpupil reproduce {one.folder}"
    if any(one.reproduction is not None and not one.reproduction.compared for one in worked):
        yield "– nothing is published: a constructed example."
