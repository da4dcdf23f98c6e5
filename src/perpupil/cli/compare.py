"""`perpupil compare`: why amounts changed from one allocation to another, or differ between two units."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, allocate_quietly, guarded, require_not_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.allocation.allocation import Allocation
    from perpupil.comparison.compare import Comparison, Reading
    from perpupil.comparison.units import UnitComparison

UNITS_SHOWN = 25

_EXAMPLE = """\
  perpupil compare fy2026 fy2027
  perpupil compare fy2026 fy2027 --unit 0010
  perpupil compare formula.toml --facts-before fall.csv --facts-after spring.csv
  perpupil compare fy2026 fy2027 --merged 0450=0210,0215
  perpupil compare fy2027 --units 0010 0020"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser: ArgumentParser = add_command(
        commands, "compare", "Say why amounts changed: how much each cause did, to the cent.", _EXAMPLE
    )
    parser.add_argument(
        "before", type=Path, metavar="BEFORE", help="a formula file, or a folder with formula and facts"
    )
    parser.add_argument(
        "after", type=Path, nargs="?", metavar="AFTER", help="the other one (default: the same formula)"
    )
    for side in ("before", "after"):
        parser.add_argument(f"--facts-{side}", type=Path, metavar="FACTS.csv", help=f"facts {side}")
        parser.add_argument(f"--headcount-{side}", type=Path, metavar="H.csv", help=f"student counts {side}")
        parser.add_argument(f"--pool-{side}", type=Path, metavar="POOL.csv", help=f"the pool file {side}")
        parser.add_argument(
            f"--prior-{side}", action="append", default=[], metavar="YEAR=FACTS.csv", help=f"earlier years {side}"
        )
    parser.add_argument(
        "--merged",
        action="append",
        default=[],
        metavar="NEW=OLD,OLD",
        help="units that became one; may be given again",
    )
    parser.add_argument(
        "--students",
        action="append",
        default=[],
        metavar="COLUMN",
        help="a column that counts students although no line says so; may be given again",
    )
    parser.add_argument("--unit", metavar="ID", help="one unit: line by line, with what is different about it")
    parser.add_argument(
        "--units", nargs=2, metavar=("ONE", "OTHER"), help="two units of one allocation: why they do not get the same"
    )
    parser.add_argument("--json", action="store_true", help="the whole result for a script")
    parser.add_argument(
        "--out", type=Path, metavar="FILE.csv", help="write every line of every unit by cause to a file"
    )
    parser.add_argument("--all", action="store_true", help=f"print every unit, not the {UNITS_SHOWN} that change most")
    parser.set_defaults(command=guarded(_compare))


def _compare(given: Namespace) -> int:
    if given.units:
        return _compare_units(given)
    from perpupil.cli.printing import print_json, progress
    from perpupil.comparison.compare import compare

    with progress("Working the first", 3) as step:
        before = _side(given, "before")
        step("Working the second")
        after = _side(given, "after")
        if before is None or after is None:
            return FOUND
        step("Comparing")
        comparison = compare(before, after, _merged(given.merged, before, after), given.students)
        step()
    if given.unit is not None:
        _require_unit(given.unit, {*before.units, *after.units})
    if given.out is not None:
        _write(given, comparison)
    if given.json:
        print_json(comparison_as_data(comparison))
    elif given.unit is not None:
        _print_unit(comparison, given.unit)
    else:
        _print(comparison, show_all=given.all)
    return FINE


def _side(given: Namespace, side: str) -> Allocation | None:
    """Work one of the two; findings are printed."""
    from perpupil.cli.printing import print_findings
    from perpupil.findings import Severity, has_errors

    own = {key: getattr(given, f"{key}_{side}") for key in ("facts", "headcount", "pool", "prior")}
    path = given.after if side == "after" and given.after is not None else given.before
    allocation, files, findings = allocate_quietly(Namespace(formula=path, year=None, **own))
    if given.out is not None:
        require_not_read(given.out, files, own["prior"])
    print_findings([one for one in findings if one.severity is not Severity.NOTE])
    return None if has_errors(findings) else allocation


def _merged(given: Sequence[str], before: Allocation, after: Allocation) -> dict[str, tuple[str, ...]]:
    """Read `NEW=OLD,OLD`."""
    merged: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for text in given:
        new, sign, olds = text.partition("=")
        old = tuple(one.strip() for one in olds.split(","))
        if not sign or not new or not all(old) or new in merged or taken & set(old) or len(set(old)) < len(old):
            message = f"--merged takes NEW=OLD,OLD, each unit once, such as 0450=0210,0215, not {text!r}."
            raise Misuse(message)
        _require_unit(new, set(after.units))
        for one in old:
            _require_unit(one, set(before.units))
        taken |= set(old)
        merged[new] = old
    return merged


def _require_unit(unit: str, known: set[str]) -> None:
    from perpupil.formula.functions import closest

    if unit not in known:
        near = closest(unit, known)
        message = f"There is no unit {unit!r}." + (f" Did you mean {near}?" if near else "")
        raise Misuse(message)


def comparison_as_data(comparison: Comparison) -> dict[str, Any]:
    """Give a comparison for a script."""
    from perpupil.allocation.seals import seals
    from perpupil.money import plain

    names = ["+".join(causes) for causes in comparison.causes]
    cents = [
        {line: array.tolist() for line, array in comparison.parts_cents[number].items()} for number in range(len(names))
    ]
    units = {
        unit: {
            "change": plain(comparison.change_cents(position)),
            "causes": {name: plain(comparison.part_cents(number, position)) for number, name in enumerate(names)},
            "lines": {
                line: {name: plain(cents[number][line][position]) for number, name in enumerate(names)}
                for line in comparison.lines
            },
        }
        for position, unit in enumerate(comparison.units)
    }
    return {
        "before": {"seal": seals(comparison.before).record, "total": plain(comparison.before.total_cents)},
        "after": {"seal": seals(comparison.after).record, "total": plain(comparison.after.total_cents)},
        "change": plain(comparison.change_cents()),
        "causes": {name: plain(comparison.part_cents(number)) for number, name in enumerate(names)},
        "settled": [
            {
                "kind": one.kind,
                "before": list(one.before),
                "after": list(one.after),
                "change": plain(one.change_cents),
            }
            for one in comparison.settled
        ],
        "units": units,
    }


def _write(given: Namespace, comparison: Comparison) -> None:
    from perpupil.workspace.files import write

    write(given.out, comparison_as_csv(comparison).encode())


def comparison_as_csv(comparison: Comparison) -> str:
    """Write every line of every unit by cause; settled units have one row each."""
    from perpupil.cli.run import safe_text
    from perpupil.money import plain

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["unit", "name", "line", "cause", "change"])
    names = dict(zip(comparison.after.units, comparison.after.world.facts.names, strict=True))
    for position, unit in enumerate(comparison.units):
        for line in comparison.lines:
            for number, causes in enumerate(comparison.causes):
                change = int(comparison.parts_cents[number][line][position])
                if change:
                    writer.writerow([safe_text(unit), safe_text(names[unit]), line, "+".join(causes), plain(change)])
    for one in comparison.settled:
        unit = " ".join((*one.before, *one.after))
        writer.writerow([safe_text(unit), "", "", one.kind, plain(one.change_cents)])
    return out.getvalue()


def _print(comparison: Comparison, *, show_all: bool) -> None:
    from perpupil.cli.printing import console, table
    from perpupil.money import signed, spoken

    before, after = comparison.before, comparison.after
    currency, noun = after.formula.currency, after.formula.noun
    out = console()
    _print_heading(comparison)
    causes = table(
        "", "What changed", ">Change", f">{noun.capitalize()}s that gain", f">{noun.capitalize()}s that lose"
    )
    for number in range(len(comparison.causes)):
        by_unit = comparison.by_unit_cents(number)
        causes.add_row(
            comparison.words(number),
            signed(comparison.part_cents(number), currency),
            f"{int((by_unit > 0).sum()):,}",
            f"{int((by_unit < 0).sum()):,}",
        )
    for one in comparison.settled:
        causes.add_row(_settled_in_words(comparison, one), signed(one.change_cents, currency), "", "")
    causes.add_row("Total", signed(comparison.change_cents(), currency), "", "", style="bold")
    out.print(causes)
    changes = [comparison.change_cents(position) for position in range(len(comparison.units))]
    order = sorted(range(len(changes)), key=lambda position: (-abs(changes[position]), position))
    shown = order if show_all else order[:UNITS_SHOWN]
    units = table("", noun.capitalize(), "Id", ">Before", ">After", ">Change", "Most of it")
    paid = [dict(zip(side.units, side.totals_cents.tolist(), strict=True)) for side in (before, after)]
    names = dict(zip(after.units, after.world.facts.names, strict=True))
    for position in shown:
        unit = comparison.units[position]
        units.add_row(
            names[unit],
            unit,
            spoken(paid[0][unit], currency),
            spoken(paid[1][unit], currency),
            signed(changes[position], currency),
            _most(comparison, position),
        )
    out.print()
    out.print(units)
    if len(shown) < len(order):
        out.print(
            f"… and {len(order) - len(shown):,} more; --all prints them, --out FILE.csv writes every line by cause."
        )


def _print_heading(comparison: Comparison) -> None:
    from perpupil.cli.printing import console
    from perpupil.money import signed, spoken

    before, after = comparison.before, comparison.after
    currency = after.formula.currency
    out = console()
    titles = dict.fromkeys((before.formula.title, after.formula.title))
    out.print(" \N{RIGHTWARDS ARROW} ".join(titles), style="bold")
    if after.formula.equity:
        out.print(after.formula.equity)
    out.print(
        f"{spoken(before.total_cents, currency)} \N{RIGHTWARDS ARROW} {spoken(after.total_cents, currency)}: "
        f"{signed(comparison.change_cents(), currency)}"
    )
    out.print()


def _settled_in_words(comparison: Comparison, one: Any) -> str:  # noqa: ANN401  loaded only when it is needed
    named = [
        ", ".join(_named(side, unit) for unit in units)
        for side, units in ((comparison.before, one.before), (comparison.after, one.after))
    ]
    if one.kind == "merged":
        return f"{named[0]} became {named[1]}"
    return f"{(named[0] or named[1])} {one.kind}"


def _named(allocation: Allocation, unit: str) -> str:
    return allocation.world.unit(allocation.units.index(unit))


def _most(comparison: Comparison, position: int) -> str:
    """Name the cause that did most, if it did anything."""
    parts = [comparison.part_cents(number, position) for number in range(len(comparison.causes))]
    most = max(range(len(parts)), key=lambda number: (abs(parts[number]), -number), default=None)
    return "" if most is None or not parts[most] else comparison.words(most)


def _print_unit(comparison: Comparison, unit: str) -> None:
    """Print one unit line by line, and what is different about it."""
    from perpupil.cli.printing import console
    from perpupil.comparison.compare import readings_changed
    from perpupil.money import signed

    _print_heading(comparison)
    currency = comparison.after.formula.currency
    if unit not in comparison.units:
        one = next(one for one in comparison.settled if unit in (*one.before, *one.after))
        console().print(f"{_settled_in_words(comparison, one)}: {signed(one.change_cents, currency)}")
        return
    position = comparison.units.index(unit)
    console().print(
        f"{_named(comparison.after, unit)}: {signed(comparison.change_cents(position), currency)}", style="bold"
    )
    parts = [{line: int(array[position]) for line, array in parts.items()} for parts in comparison.parts_cents]
    words = [comparison.words(number) for number in range(len(parts))]
    _print_parts(comparison.after, comparison.lines, words, parts, comparison.before)
    _print_readings(readings_changed(comparison.before, comparison.after, unit), ("before", "after"))


def _print_parts(
    allocation: Allocation,
    lines: Sequence[str],
    words: Sequence[str],
    parts: Sequence[dict[str, int]],
    earlier: Allocation | None = None,
) -> None:
    """Print lines by cause, without the causes and lines that did nothing."""
    from perpupil.cli.printing import console, table
    from perpupil.money import signed

    currency = allocation.formula.currency
    kept = [number for number, part in enumerate(parts) if any(part.values())]
    if not kept:
        console().print("Every line is the same.")
        return
    shown = table("", "Line", *(f">{words[number]}" for number in kept), ">Change")
    for line in lines:
        cents = [parts[number][line] for number in kept]
        if any(cents):
            known = allocation if line in allocation.formula.lines or earlier is None else earlier
            shown.add_row(known.formula.title_of(line), *(signed(one, currency) for one in [*cents, sum(cents)]))
    totals = [sum(parts[number].values()) for number in kept]
    shown.add_row("Total", *(signed(one, currency) for one in [*totals, sum(totals)]), style="bold")
    console().print(shown)


def _print_readings(readings: Sequence[Reading], headings: tuple[str, str]) -> None:
    from perpupil.cli.printing import console, table

    if not readings:
        return
    shown = table("What is different", "", *(f">{heading}" for heading in headings))
    for one in readings:
        shown.add_row(one.title, one.before or "\N{EN DASH}", one.after or "\N{EN DASH}")
    console().print()
    console().print(shown)


def _compare_units(given: Namespace) -> int:
    from perpupil.cli.printing import print_json
    from perpupil.comparison.units import compare_units

    if given.after is not None or given.unit or given.merged or given.out:
        message = "--units compares two units of one allocation; it goes with one formula, and without --unit, --merged and --out."
        raise Misuse(message)
    allocation = _side(given, "before")
    if allocation is None:
        return FOUND
    one, other = given.units
    for unit in given.units:
        _require_unit(unit, set(allocation.units))
    comparison = compare_units(allocation, one, other, given.students)
    if given.json:
        print_json(_units_as_data(comparison))
    else:
        _print_units(comparison)
    return FINE


def _units_as_data(comparison: UnitComparison) -> dict[str, Any]:
    from perpupil.money import plain

    names = ["+".join(causes) for causes in comparison.causes]
    return {
        "one": comparison.one,
        "other": comparison.other,
        "change": plain(comparison.change_cents),
        "causes": {name: plain(comparison.part_cents(number)) for number, name in enumerate(names)},
        "lines": {
            line: {name: plain(parts[line]) for name, parts in zip(names, comparison.parts_cents, strict=True)}
            for line in comparison.allocation.formula.lines
        },
    }


def _print_units(comparison: UnitComparison) -> None:
    from perpupil.cli.printing import console
    from perpupil.comparison.compare import readings_changed
    from perpupil.comparison.mixtures import words_of
    from perpupil.money import spoken

    allocation = comparison.allocation
    currency = allocation.formula.currency
    totals = dict(zip(allocation.units, allocation.totals_cents.tolist(), strict=True))
    out = console()
    for unit in (comparison.one, comparison.other):
        out.print(f"{_named(allocation, unit)}: {spoken(totals[unit], currency)}", style="bold")
    out.print(_gap_in_words(comparison))
    out.print()
    words = [words_of(causes, allocation.formula.noun) for causes in comparison.causes]
    _print_parts(allocation, tuple(allocation.formula.lines), words, [dict(part) for part in comparison.parts_cents])
    changed = readings_changed(allocation, allocation, comparison.one, comparison.other)
    _print_readings(changed, (comparison.one, comparison.other))


def _gap_in_words(comparison: UnitComparison) -> str:
    """Say which of the two gets more."""
    from perpupil.money import spoken

    allocation, cents = comparison.allocation, comparison.change_cents
    one, other = (
        allocation.world.facts.names[allocation.units.index(unit)] for unit in (comparison.one, comparison.other)
    )
    if not cents:
        return f"{one} and {other} get the same."
    more = "more" if cents > 0 else "less"
    return f"{other} gets {spoken(abs(cents), allocation.formula.currency)} {more} than {one}."
