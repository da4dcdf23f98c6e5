"""`perpupil cascade`: money down the levels, from a state over districts to schools, reconciled at each."""

from __future__ import annotations

import csv
import io
import unicodedata
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.run import UNITS_SHOWN, safe_text
from perpupil.cli.sources import Misuse, add_command, guarded, load_facts, load_formula_alone, load_revenue

if TYPE_CHECKING:
    from perpupil.allocation.cascade import Level, Node, Sum, Unread
    from perpupil.findings import Finding
    from perpupil.formula.funding import Statements

_EXAMPLE = """\
  perpupil cascade my_state
  perpupil cascade my_state --unit 0010/0231        one school: every step from the top down to it
  perpupil cascade my_state --out schools.csv       what reaches each unit that hands on to no other

the folder holds formula.toml and facts.csv; in it the folder units has a folder for each unit that hands its money on,
named by the unit's id, which again holds formula.toml, facts.csv, perhaps pool.csv, and perhaps units."""

_SUMS = ("received_cents", "added_cents", "unpooled_cents", "kept_cents", "handed_out_cents", "left_cents")


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "cascade", "Hand money down the levels, state to districts to schools, reconciled at each.", _EXAMPLE
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of the uppermost level")
    parser.add_argument("--unit", metavar="PATH", help="follow the money to one unit, such as 0010/0231")
    parser.add_argument("--year", type=int, metavar="YEAR", help="the year of the pool files (default: each formula's)")
    parser.add_argument("--json", action="store_true", help="every level for a script, amounts as decimal text")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write every unit where money ends to a file")
    parser.add_argument("--all", action="store_true", help=f"print every unit of the first level, not {UNITS_SHOWN}")
    parser.set_defaults(command=guarded(_cascade))


def _cascade(given: Namespace) -> int:
    from perpupil.allocation.cascade import cascade
    from perpupil.cli.printing import findings_as_data, print_findings, print_json, progress
    from perpupil.findings import has_errors
    from perpupil.workspace.files import write

    if not given.folder.is_dir():
        message = f"{given.folder} is no folder."
        raise Misuse(message)
    with progress("Reading the levels", 2) as step:
        level, findings = read_levels(given.folder, given.year, ())
        step("Handing out")
        top, told = cascade(level) if level is not None else (None, ())
    findings += told
    if top is not None and given.unit is not None:
        _require_known(top, given.unit)
    if top is not None and given.out is not None and not has_errors(findings):
        _require_own_name(given.out, given.folder)
        write(given.out, leaves_as_csv(top).encode())
    if given.json:
        print_json((as_data(top) if top is not None else {}) | {"findings": findings_as_data(findings)})
    else:
        if top is not None:
            _print(top, given.unit, show_all=given.all)
        print_findings(findings)
    return FOUND if top is None or has_errors(findings) else FINE


def read_levels(folder: Path, year: int | None, path: tuple[str, ...]) -> tuple[Level | None, list[Finding]]:
    """Read a level and all that stands below it; each finding names the unit whose level it is in."""
    level, told = _read_one(folder, year, is_given=bool(path))
    findings = [replace(one, what=f"{'/'.join(path)}: {one.what}") for one in told] if path else told
    below, told_below = _read_below(folder, year, path)
    return (None if level is None else replace(level, below=below)), [*findings, *told_below]


def _read_one(folder: Path, year: int | None, *, is_given: bool) -> tuple[Level | None, list[Finding]]:
    """Read one level; `is_given` where money comes from a level above."""
    from perpupil.allocation.cascade import Level
    from perpupil.allocation.world import World
    from perpupil.findings import has_errors
    from perpupil.formula.funding import statements_of
    from perpupil.workspace.files import find_files

    files = find_files(folder)
    formula, findings = load_formula_alone(files)
    if formula is None:
        return None, findings
    facts, headcount, _, told = load_facts(formula, files, [])
    findings += told
    statements: Statements = {}
    if files.pool is not None:
        revenue, told = load_revenue(files.pool, is_given=is_given)
        findings += told
        if revenue is not None:
            statements, told_pools = statements_of(formula, revenue, year)
            findings += told_pools
    if facts is None or has_errors(findings):
        return None, findings
    return Level(formula, World(facts, headcount), statements), findings


def _read_below(
    folder: Path, year: int | None, path: tuple[str, ...]
) -> tuple[dict[str, Level | Unread], list[Finding]]:
    """Read the levels below a level, those that can be read; one that cannot does not hide the others."""
    from perpupil.allocation.cascade import Unread
    from perpupil.findings import Place, finding
    from perpupil.workspace.files import NoSuchFile, folders_of_units

    found: dict[str, Level | Unread] = {}
    findings: list[Finding] = []
    for one in folders_of_units(folder):
        unit = unicodedata.normalize("NFC", one.name)
        try:
            _require_readable(one, len(path), is_again=unit in found)
            level, told = read_levels(one, year, (*path, unit))
        except (Misuse, NoSuchFile) as mistake:
            what = f"{'/'.join((*path, unit))}: {mistake}"
            fix = "Put formula.toml and facts.csv into the folder, or take it out."
            level, told = None, [finding("unread-level", Place(str(one)), what, fix)]
        found[unit] = Unread() if level is None else level
        findings += told
    return found, findings


def _require_readable(folder: Path, depth: int, *, is_again: bool) -> None:
    """Refuse a folder that could lead elsewhere or in a circle, and one that stands for a unit already there."""
    from perpupil.limits import LEVELS

    if folder.is_symlink():
        message = f"{folder} is a link, and links are not followed."
    elif is_again:
        message = f"{folder} has the name of another folder, in other characters."
    elif depth + 1 >= LEVELS:
        message = f"{folder} lies deeper than {LEVELS} levels."
    else:
        return
    raise Misuse(message)


def _require_known(top: Node, written: str) -> None:
    """Require that a unit is there."""
    from perpupil.formula.functions import closest

    *above, unit = written.split("/")
    node = top.at(tuple(above))
    known = node.allocation.units if node is not None and node.allocation is not None else ()
    if unit in known:
        return
    near = closest(unit, known)
    hint = f" Did you mean {'/'.join((*above, near))}?" if near else ""
    message = f"No money was followed to {written!r}.{hint}"
    raise Misuse(message)


def _require_own_name(out: Path, folder: Path) -> None:
    """Refuse to write over a file that was read."""
    read = {"formula.toml", "facts.csv", "headcount.csv", "pool.csv", "published.csv"}
    if out.name in read and out.resolve().is_relative_to(folder.resolve()):
        message = f"{out} was read; the result would overwrite it. Name another file."
        raise Misuse(message)


def leaves_as_csv(top: Node) -> str:
    """Write every unit where money ends: path, unit, name, amount."""
    from perpupil.allocation.cascade import leaves
    from perpupil.money import plain

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["path", "unit", "name", "amount"])
    for leaf in leaves(top):
        words = ("/".join(leaf.path), leaf.path[-1], leaf.name)
        writer.writerow([*map(safe_text, words), plain(leaf.amount_cents)])
    return out.getvalue()


def as_data(node: Node) -> dict[str, Any]:
    """Give a level and all below it for a script."""
    from perpupil.money import plain

    return {
        "path": "/".join(node.path),
        "name": node.name,
        **{name.removesuffix("_cents"): plain(getattr(node, name)) for name in _SUMS},
        "unexplained": plain(node.unexplained_cents),
        "sources": _sums_as_data(node.added),
        "stays": _sums_as_data(node.kept),
        "worked": node.allocation is not None,
        "ends": {unit: plain(amount_cents) for unit, amount_cents in node.ends.items()},
        "below": {unit: as_data(one) for unit, one in node.below.items()},
    }


def _sums_as_data(sums: tuple[Sum, ...]) -> list[dict[str, str]]:
    from perpupil.money import plain

    return [{"name": one.name, "amount": plain(one.amount_cents)} for one in sums]


def _print(top: Node, unit: str | None, *, show_all: bool) -> None:
    from perpupil.cli.printing import console

    out = console()
    out.print(top.name, style="bold")
    out.print()
    if unit is not None:
        _print_way(top, tuple(unit.split("/")))
        return
    _print_depths(top)
    out.print()
    _print_first(top, show_all=show_all)


def _print_depths(top: Node) -> None:
    """Print the sums of each level, and what became of all the money."""
    from perpupil.allocation.cascade import Depth, depths, leaves
    from perpupil.cli.printing import console, table
    from perpupil.money import spoken

    currency = _currency(top)
    levels = depths(top)
    headings = [
        ">" + words for words in ("Received", "Added", "Beside pools", "Kept", "Handed out", "Left", "Unexplained")
    ]
    shown = table("", "Level", ">Formulas", *headings)
    for level in levels:
        cells = [spoken(level.sum_cents(name), currency) for name in (*_SUMS, "unexplained_cents")]
        shown.add_row(f"{level.number + 1}: to {level.noun}s", f"{len(level.nodes):,}", *cells)
    console().print(shown)
    ends = [leaf.amount_cents for leaf in leaves(top)]
    every = Depth(0, tuple(top.nodes()))
    kept, left = every.sum_cents("kept_cents"), every.sum_cents("left_cents")
    income = every.sum_cents("added_cents") + every.sum_cents("unpooled_cents")
    console().print()
    console().print(
        f"Of {spoken(income, currency)} that came in at all levels {spoken(sum(ends), currency)} reached {len(ends):,} units "
        f"that hand on to no other, {spoken(kept, currency)} is kept, {spoken(left, currency)} is left over; "
        f"unexplained {spoken(income - sum(ends) - kept - left, currency)}."
    )


def _print_first(top: Node, *, show_all: bool) -> None:
    """Print each unit of the uppermost level: what it got, and what became of it."""
    from perpupil.cli.printing import console, table
    from perpupil.money import spoken

    allocation = top.allocation
    if allocation is None:
        return
    currency, noun = _currency(top), allocation.formula.noun
    words = ("Received", "Added", "Kept", "Handed out", "Left")
    shown = table("", noun.capitalize(), "Id", *(f">{word}" for word in words))
    several = allocation.units if show_all else allocation.units[:UNITS_SHOWN]
    for position, unit in enumerate(several):
        name = allocation.world.facts.names[position]
        below = top.below.get(unit)
        if below is None:
            shown.add_row(name, unit, spoken(int(allocation.totals_cents[position]), currency), "", "", "ends here", "")
            continue
        added = below.added_cents + below.unpooled_cents
        cells = (below.received_cents, added, below.kept_cents, below.handed_out_cents, below.left_cents)
        texts = [spoken(cents, currency) for cents in cells]
        if below.allocation is None:
            texts[3] = "not worked"
        shown.add_row(name, unit, *texts)
    console().print(shown)
    if len(several) < len(allocation.units):
        more = len(allocation.units) - len(several)
        console().print(f"… and {more:,} more; --all prints them, --out FILE.csv writes every unit where money ends.")


def _print_way(top: Node, path: tuple[str, ...]) -> None:
    """Print each level on the way to a unit: what came in, what stayed, and what went further down."""
    from perpupil.cli.printing import console, table

    shown = table("", "", ">Amount", ">Share")
    node: Node | None = top
    for unit in path:
        if node is not None:
            _add_level(shown, node, unit, _currency(top))
            node = node.below.get(unit)
    console().print(shown)


def _add_level(shown: Any, node: Node, unit: str, currency: str) -> None:  # noqa: ANN401  rich's table
    """Add the rows of one level: what comes in, what stays, what is handed out, and what of it goes to one unit."""
    from perpupil.cli.printing import percent
    from perpupil.money import spoken

    if node.allocation is None:
        return
    noun, position = node.allocation.formula.noun, node.allocation.units.index(unit)
    amount = int(node.allocation.totals_cents[position])
    rows = [
        ("Received from above", node.received_cents),
        *((one.name, one.amount_cents) for one in node.added),
        ("Paid by lines in no pool", node.unpooled_cents),
        *((one.name, -one.amount_cents) for one in node.kept),
        ("Left over", -node.left_cents),
    ]
    shown.add_row(node.name, style="bold")
    for words, cents in rows:
        if cents:
            shown.add_row(f"  {words}", spoken(cents, currency))
    count = len(node.allocation.units)
    shown.add_row(
        f"  Handed out to {count:,} {noun}{'s' if count != 1 else ''}", spoken(node.handed_out_cents, currency)
    )
    share = percent(amount, node.handed_out_cents) if node.handed_out_cents else ""
    shown.add_row(f"  Of it to {node.allocation.world.unit(position)}", spoken(amount, currency), share)


def _currency(top: Node) -> str:
    return top.allocation.formula.currency if top.allocation is not None else "USD"
