"""`perpupil shock`: what each school would lose when revenue falls, students leave or prices rise."""

from __future__ import annotations

import csv
import io
import re
from argparse import ArgumentParser, Namespace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.run import UNITS_SHOWN, safe_text
from perpupil.cli.sources import (
    Misuse,
    add_command,
    add_inputs,
    allocate,
    guarded,
    load_revenue,
    require_not_read,
)

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.comparison.shock import Change, Effect, Shock, Shocked
    from perpupil.facts.revenue import Statement
    from perpupil.workspace.files import FormulaFiles

_EXAMPLE = """\
  perpupil shock my_district --revenue -3%
  perpupil shock my_district --revenue -500000 --source "Local property tax" --after 2027-01-15
  perpupil shock my_district --enrollment -2% --raise salary=4% --spent 50%"""

_SIGNED = re.compile(r"^-[\d.$]")


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser: ArgumentParser = add_command(
        commands, "shock", "Show what each school would lose if revenue fell, students left or prices rose.", _EXAMPLE
    )
    # `-3%` is a number that is negative and no option.
    parser._negative_number_matcher = _SIGNED  # noqa: SLF001  argparse has no other way
    add_inputs(parser)
    parser.add_argument("--revenue", metavar="CHANGE", help="how revenue changes: -3%% or -500000 dollars")
    parser.add_argument(
        "--source", default="", metavar="NAME", help="the source in pool.csv that changes (default: all)"
    )
    parser.add_argument("--into", default="", metavar="POOL", help="the pool it flows into, when there are several")
    parser.add_argument("--enrollment", metavar="PERCENT", help="how the students of every school change: -2%%")
    parser.add_argument(
        "--students", action="append", default=[], metavar="COLUMN", help="a column that counts students too"
    )
    parser.add_argument(
        "--raise",
        action="append",
        default=[],
        dest="raises",
        metavar="NAME=PERCENT",
        help="how a parameter rises: salary=4%%, or 'salary*=4%%' for every one that begins so; may be given again",
    )
    spent = parser.add_mutually_exclusive_group()
    spent.add_argument("--spent", metavar="SHARE", help="how much of the year's money is spent by then: 50%% or 0.5")
    spent.add_argument("--after", metavar="DATE", help="the day after which it strikes, money spent evenly: 2027-01-15")
    parser.add_argument(
        "--year-begins", default="07-01", metavar="MM-DD", help="when the fiscal year begins (default: 07-01)"
    )
    parser.add_argument("--json", action="store_true", help="the whole result for a script")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write every line of every unit to a file")
    parser.add_argument("--all", action="store_true", help=f"print every unit, not the {UNITS_SHOWN} that lose most")
    parser.set_defaults(command=guarded(_shock))


def _shock(given: Namespace) -> int:
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.comparison.shock import shocked
    from perpupil.findings import has_errors
    from perpupil.workspace.files import write

    shock = _asked(given)
    allocation, files, findings = allocate(given)
    result = None
    if allocation is not None:
        result, told = shocked(allocation, shock, _statements(allocation, files, given.year))
        findings += told
    if result is not None and given.out is not None:
        require_not_read(given.out, files, given.prior)
        write(given.out, lines_as_csv(result).encode())
    if given.json:
        print_json((as_data(result) if result is not None else {}) | {"findings": findings_as_data(findings)})
    else:
        if result is not None:
            _print(result, show_all=given.all)
        print_findings(findings)
    return FOUND if result is None or has_errors(findings) else FINE


def _asked(given: Namespace) -> Shock:
    """Read what is to happen."""
    from perpupil.comparison.shock import Change, Shock

    if given.source and given.revenue is None:
        message = "--source says which revenue changes; say by how much with --revenue -3%."
        raise Misuse(message)
    raises = {}
    for text in given.raises:
        name, sign, share = text.partition("=")
        if not sign or not name.strip():
            message = f"--raise takes NAME=PERCENT, such as salary=4%, not {text!r}."
            raise Misuse(message)
        raises[name.strip()] = _percent("--raise", share)
    shock = Shock(
        revenue=Change() if given.revenue is None else _change(given.revenue),
        source=given.source,
        pool=given.into,
        enrollment=Fraction(0) if given.enrollment is None else _percent("--enrollment", given.enrollment, least=-1),
        students=tuple(given.students),
        raises=raises,
        spent=_spent(given),
    )
    if shock.revenue == Change() and not shock.enrollment and not any(raises.values()):
        message = "Nothing happens: give --revenue, --enrollment or --raise."
        raise Misuse(message)
    return shock


def _change(text: str) -> Change:
    """Read a percentage or an amount of dollars."""
    from perpupil.comparison.shock import Change
    from perpupil.exact.numerals import read_number
    from perpupil.money import CENTS

    if text.strip().endswith("%"):
        return Change(share=_percent("--revenue", text))
    value = read_number(text.strip().replace(",", "").replace("$", "").replace("_", ""))
    if value is None or (value * CENTS).denominator != 1:
        message = f"--revenue takes a percentage or dollars, such as -3% or -500000, not {text!r}."
        raise Misuse(message)
    return Change(amount_cents=int(value * CENTS))


def _percent(option: str, text: str, least: int | None = None) -> Fraction:
    """Read a percentage as a share."""
    from perpupil.exact.numerals import read_number

    value = read_number(text.strip().removesuffix("%").strip()) if text.strip().endswith("%") else None
    if value is None or (least is not None and value < 100 * least):
        message = f"{option} takes a percentage, such as 4% or -2.5%, not {text!r}."
        raise Misuse(message)
    return value * Fraction(1, 100)


def _spent(given: Namespace) -> Fraction:
    """Read how much of the year's money is spent."""
    from perpupil.comparison.shock import spent_after
    from perpupil.exact.numerals import read_number

    if given.after is not None:
        try:
            month, day = map(int, given.year_begins.split("-"))
            return spent_after(date.fromisoformat(given.after), (month, day))
        except ValueError:
            message = f"--after takes a day such as 2027-01-15 and --year-begins one such as 07-01, not {given.after!r} and {given.year_begins!r}."
            raise Misuse(message) from None
    if given.spent is None:
        return Fraction(0)
    share = _percent("--spent", given.spent) if given.spent.strip().endswith("%") else read_number(given.spent.strip())
    if share is None or not 0 <= share < 1:
        message = f"--spent takes a share of the year, such as 50% or 0.5, less than all of it; not {given.spent!r}."
        raise Misuse(message)
    return share


def _statements(allocation: Allocation, files: FormulaFiles, year: int | None) -> dict[str, Statement]:
    """Give how each pool comes about, where a file says so; what is wrong with it was told when it was read."""
    from perpupil.formula.funding import statements_of

    if files.pool is None:
        return {}
    revenue, _ = load_revenue(files.pool)
    return dict(statements_of(allocation.formula, revenue, year)[0]) if revenue is not None else {}


def lines_as_csv(result: Shocked) -> str:
    """Write every line of every unit before and after: unit, name, line, title, before, after, change."""
    from perpupil.money import plain

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["unit", "name", "line", "title", "before", "after", "change"])
    for position, unit in enumerate(result.after.units):
        name = result.after.world.facts.names[position]
        for line in result.after.formula.lines.values():
            before, after = (int(side.lines_cents[line.name][position]) for side in (result.before, result.after))
            words = [safe_text(text) for text in (unit, name, line.name, line.title or line.name)]
            writer.writerow([*words, *map(plain, (before, after, after - before))])
    return out.getvalue()


def as_data(result: Shocked) -> dict[str, Any]:
    """Give a shock for a script, the largest loss first."""
    from perpupil.exact.numerals import write_decimal_text
    from perpupil.money import plain

    lines = {line: result.line_changes_cents(line).tolist() for line in result.after.formula.lines}
    position = {unit: number for number, unit in enumerate(result.after.units)}
    return {
        "total": _effect_as_data(result.total),
        "spent": write_decimal_text(result.shock.spent),
        "revenue": {
            "pool": result.pool or None,
            "of": result.base or None,
            "amount": plain(result.base_cents),
            "change": plain(result.revenue_cents),
        },
        "students": list(result.columns),
        "raised": list(result.raised),
        "lines": {line: plain(sum(changes)) for line, changes in lines.items()},
        "units": {
            one.unit: _effect_as_data(one)
            | {"lines": {line: plain(changes[position[one.unit]]) for line, changes in lines.items()}}
            for one in result.effects
        },
    }


def _effect_as_data(one: Effect) -> dict[str, str | None]:
    from perpupil.exact.numerals import write_decimal_text
    from perpupil.money import plain

    share = one.change_of_unspent
    return {
        "before": plain(one.before_cents),
        "after": plain(one.after_cents),
        "change": plain(one.change_cents),
        "spent": plain(one.spent_cents),
        "unspent": plain(one.unspent_cents),
        "change_of_unspent": None if share is None else write_decimal_text(share),
    }


def _print(result: Shocked, *, show_all: bool) -> None:
    from perpupil.cli.printing import console, signed, table

    out = console()
    currency = result.after.formula.currency
    out.print(result.after.formula.title, style="bold")
    for sentence in _what_happens(result):
        out.print(sentence)
    out.print()
    _print_pools(result)
    shown = table("", "Line", ">Change")
    for line in result.after.formula.lines.values():
        change = sum(result.line_changes_cents(line.name).tolist())
        shown.add_row(line.title or line.name, signed(change, currency))
    shown.add_row("Total", signed(result.total.change_cents, currency), style="bold")
    out.print(shown)
    out.print()
    _print_effects(result, show_all=show_all)


def _what_happens(result: Shocked) -> list[str]:
    """Say the shock in words, with what it was applied to."""
    from perpupil.cli.printing import percent, signed
    from perpupil.exact.numerals import group_thousands, write_number
    from perpupil.money import spoken

    shock, currency = result.shock, result.after.formula.currency
    said = []
    if result.pool:
        pool = result.after.formula.pools[result.pool]
        said.append(
            f"Revenue: {signed(result.revenue_cents, currency)} of {result.base}, which is {spoken(result.base_cents, currency)}; "
            f"the pool {pool.title or pool.name} changes by the same dollars."
        )
    if shock.enrollment:
        said.append(
            f"Students: {_share(shock.enrollment)} at every {result.after.formula.noun}, in {', '.join(result.columns)}; "
            "whole students stay whole, a half is rounded up."
        )
    for name in result.raised:
        before, after = (side.formula.parameters[name].value for side in (result.before, result.after))
        if isinstance(before, Fraction) and isinstance(after, Fraction):
            numbers = [group_thousands(write_number(value)) for value in (before, after)]
            said.append(f"{result.after.formula.title_of(name)}: {numbers[0]} becomes {numbers[1]}.")
        else:
            said.append(f"{result.after.formula.title_of(name)}: every amount of its table rises.")
    if shock.spent:
        said.append(
            f"{percent(shock.spent.numerator, shock.spent.denominator)} of the year's money is spent by then, "
            "so the whole change falls on the rest."
        )
    return said


def _share(share: Fraction) -> str:
    from perpupil.exact.numerals import write_number

    return f"{'+' if share > 0 else ''}{write_number(100 * share)}%"


def _print_pools(result: Shocked) -> None:
    """Print each pool before and after, beside what the formula asks of it."""
    from perpupil.allocation.explain import factor_in_words
    from perpupil.cli.printing import console, table
    from perpupil.money import spoken

    if not result.after.pools:
        return
    shown = table("", "Pool", "", ">Holds", ">The lines ask for", ">Factor")
    for name, pool in result.after.formula.pools.items():
        for words, side in (("before", result.before), ("after", result.after)):
            asked = sum(
                sum(side.before_cents[line].tolist()) for line in pool.lines if side.formula.lines[line].limit is None
            )
            amounts = [spoken(cents, side.formula.currency) for cents in (side.pools[name].amount_cents, asked)]
            shown.add_row(pool.title or name, words, *amounts, factor_in_words(side.pools[name].factor))
    console().print(shown)
    console().print()


def _print_effects(result: Shocked, *, show_all: bool) -> None:
    """Print what each unit would have, the largest loss first."""
    from perpupil.cli.printing import console, signed, signed_percent, table
    from perpupil.money import spoken

    currency, noun = result.after.formula.currency, result.after.formula.noun
    late = [">Left to spend", ">Change of it"] if result.shock.spent else []
    shown = table("", noun.capitalize(), "Id", ">Before", ">After", ">Change", ">%", *late)
    several = result.effects if show_all else result.effects[:UNITS_SHOWN]
    for one in (*several, result.total):
        cells = [spoken(cents, currency) for cents in (one.before_cents, one.after_cents)]
        cells += [signed(one.change_cents, currency)]
        cells += [signed_percent(one.change_cents, one.before_cents) if one.before_cents else ""]
        if late:
            share = one.change_of_unspent
            cells += [spoken(one.unspent_cents, currency)]
            cells += ["" if share is None else signed_percent(one.change_cents, one.unspent_cents)]
        shown.add_row(one.name, one.unit, *cells, style="bold" if not one.unit else None)
    console().print(shown)
    if len(several) < len(result.effects):
        more = len(result.effects) - len(several)
        console().print(f"… and {more:,} more; --all prints them, --out FILE.csv writes every line.")
