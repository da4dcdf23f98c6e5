"""`perpupil propose`: a workbook that came back, read as a proposal."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, add_inputs, allocate, guarded, require_not_read

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.workbook.proposal import Effect
    from perpupil.documents.workbook.returned import Change, Returned
    from perpupil.findings import Finding

_EXAMPLE = """\
  perpupil run formula.toml --out allocation.xlsx
  perpupil propose formula.toml returned.xlsx
  perpupil propose formula.toml returned.xlsx --out proposed.toml"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a returned workbook proposes, and what that does."""

    changes: tuple[Change, ...]
    alone: tuple[Effect | None, ...]
    """What each change would do without the others; None where the formula cannot be worked so."""
    together: Effect
    after: Allocation


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser: ArgumentParser = add_command(
        commands, "propose", "Read the changed parameters of a returned workbook, and what they would do.", _EXAMPLE
    )
    add_inputs(parser)
    parser.add_argument("returned", type=Path, metavar="RETURNED.xlsx", help="the workbook that came back")
    parser.add_argument("--out", type=Path, metavar="FILE.toml", help="write the formula with the changed values")
    parser.add_argument("--json", action="store_true", help="the whole result for a script")
    parser.set_defaults(command=guarded(_propose))


def _propose(given: Namespace) -> int:
    from perpupil.cli.printing import findings_as_data, print_findings, print_json, progress
    from perpupil.findings import has_errors
    from perpupil.workspace.files import read

    allocation, files, findings = allocate(given)
    if allocation is None or has_errors(findings):
        print_findings(findings)
        return FOUND
    with progress("Reading the workbook", 2) as step:
        returned, proposal, told = _read(allocation, read(given.returned), given.returned)
        step()
    findings += told
    if proposal is not None and given.out is not None and proposal.changes:
        if given.out.exists() and given.out.samefile(given.returned):
            message = f"{given.out} was read; the result would overwrite it. Name another file."
            raise Misuse(message)
        require_not_read(given.out, files, given.prior)
        findings += _write(allocation, proposal, given.out)
    if given.json:
        print_json((as_data(proposal) if proposal is not None else {}) | {"findings": findings_as_data(findings)})
    else:
        if proposal is not None:
            _print(allocation, proposal)
        print_findings(findings)
    return FOUND if has_errors(findings) or returned is None else FINE


def _read(
    allocation: Allocation, content: bytes, path: Path
) -> tuple[Returned | None, Proposal | None, tuple[Finding, ...]]:
    """Read the workbook, and work the formula with what was changed in it."""
    from perpupil.allocation.memory import Memory
    from perpupil.allocation.run import run_again
    from perpupil.documents.workbook.book import book_of
    from perpupil.documents.workbook.proposal import effect, proposed
    from perpupil.documents.workbook.returned import figures_that_differ, read_returned
    from perpupil.documents.workbook.writing import lay_out

    book = book_of(allocation)
    returned, told = read_returned(content, str(path), book, lay_out(book))
    if returned is None:
        return None, None, told
    memory = Memory(allocation.world)
    effects: list[Effect | None] = []
    for change in returned.changes:
        alone, _ = run_again(proposed(allocation.formula, [change]), memory)
        effects.append(effect(allocation, alone) if alone is not None else None)
    after, told_run = run_again(proposed(allocation.formula, returned.changes), memory)
    if after is None:
        return returned, None, (*told, *told_run)
    if returned.changes:
        told = (*told, *figures_that_differ(returned, book, after, str(path)))
    return returned, Proposal(returned.changes, tuple(effects), effect(allocation, after), after), told


def _write(allocation: Allocation, proposal: Proposal, out: Path) -> tuple[Finding, ...]:
    from perpupil.documents.workbook.proposal import CannotWrite, formula_text
    from perpupil.workspace.files import write

    try:
        text = formula_text(allocation.formula, proposal.changes)
    except CannotWrite as reason:
        raise Misuse(str(reason)) from None
    write(out, text.encode())
    return ()


def as_data(proposal: Proposal) -> dict[str, Any]:
    """Give a proposal for a script."""
    from perpupil.exact.numerals import write_number

    return {
        "changes": [
            {
                "parameter": change.input.name,
                "before": write_number(change.before),
                "after": write_number(change.after),
                "effect": None if alone is None else effect_as_data(alone),
            }
            for change, alone in zip(proposal.changes, proposal.alone, strict=True)
        ],
        "effect": effect_as_data(proposal.together),
    }


def effect_as_data(effect: Effect) -> dict[str, Any]:
    """Give an effect for a script."""
    from perpupil.money import plain

    return {
        "total": plain(effect.total_cents),
        "gained": plain(effect.gained_cents),
        "gain": effect.gain,
        "lose": effect.lose,
    }


def _print(allocation: Allocation, proposal: Proposal) -> None:
    from perpupil.cli.printing import console, table
    from perpupil.exact.numerals import group_thousands, write_number
    from perpupil.money import spoken

    formula = allocation.formula
    out = console()
    out.print(formula.title, style="bold")
    if not proposal.changes:
        out.print("No parameter was changed.")
        return
    noun = formula.noun
    rows = table("", "Parameter", ">Before", ">After", ">In all", ">Moved", f">{noun.capitalize()}s that gain", ">Lose")

    def add(name: str, values: tuple[str, str], effect: Effect | None, style: str = "") -> None:
        if effect is None:
            rows.add_row(name, *values, "not alone", style=style)
            return
        money = (spoken(effect.total_cents, formula.currency), spoken(effect.gained_cents, formula.currency))
        rows.add_row(name, *values, *money, f"{effect.gain:,}", f"{effect.lose:,}", style=style)

    for change, alone in zip(proposal.changes, proposal.alone, strict=True):
        part = f" ({' '.join(change.input.part)})" if change.input.part else ""
        title = (change.input.parameter.title or change.input.parameter.name) + part
        values = [group_thousands(write_number(value)) for value in (change.before, change.after)]
        add(title, (values[0], values[1]), alone)
    if len(proposal.changes) > 1:
        add("All together", ("", ""), proposal.together, "bold")
    out.print(rows)
    out.print(
        f"In all: what the allocation grows by. Moved: what the {noun}s that gain get more; where a pool is fixed, others give it."
    )
