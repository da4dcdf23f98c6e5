"""`perpupil draft-formula`: last year's table in, a formula that gives the same amounts out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded, load_table

if TYPE_CHECKING:
    from perpupil.drafting.draft import Draft
    from perpupil.drafting.lastyear import LastYear
    from perpupil.facts.table import TextTable
    from perpupil.findings import Finding

_EXAMPLE = """\
  perpupil draft-formula last_year.csv
  perpupil draft-formula budget_2026.xlsx --sheet Allocations --facts counts.csv --out drafted
  perpupil draft-formula last_year.csv --unit school --line base_usd --line nurse_usd --total total_usd

the table has one row a school and one column of money a line; facts (students, levels, flags) stand in it or in a file
of their own. What is not said is guessed, and the guess is printed."""

MINUTES = 20


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "draft-formula", "Find the rules behind last year's amounts and write them as a formula.", _EXAMPLE
    )
    parser.add_argument("table", type=Path, metavar="LASTYEAR", help="last year's table: a CSV file or a workbook")
    parser.add_argument(
        "--facts", type=Path, metavar="FILE", help="facts about the same units: a CSV file or a workbook"
    )
    parser.add_argument(
        "--sheet",
        default="",
        metavar="NAME",
        help="the sheet of the workbook (default: the first with the column of ids)",
    )
    parser.add_argument("--unit", default="", metavar="COLUMN", help="the column of ids (default: guessed, and said)")
    for name, what in (
        ("line", "a column of money that is a line"),
        ("fact", "a column that is a fact, whatever it looks like"),
        ("step", "a published working that is not money, such as weighted students"),
    ):
        parser.add_argument(
            f"--{name}", action="append", default=[], metavar="COLUMN", help=f"{what}; may be given again"
        )
    parser.add_argument("--total", default="", metavar="COLUMN", help="the column that is the total of the lines")
    parser.add_argument("--year", type=int, metavar="YEAR", help="the fiscal year of the table, such as 2026")
    parser.add_argument(
        "--minutes",
        type=float,
        default=MINUTES,
        metavar="N",
        help=f"look for rules no longer than this; what was found by then is written (default: {MINUTES})",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="write formula.toml, facts.csv and published.csv here"
    )
    parser.add_argument("--json", action="store_true", help="the report for a script")
    parser.set_defaults(command=guarded(_draft))


def _draft(given: Namespace) -> int:
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.drafting.draft import draft_formula
    from perpupil.drafting.lastyear import Asked, read_last_year
    from perpupil.workspace.files import write_folder

    if given.year is not None and not 1 <= given.year <= 9999:  # noqa: PLR2004  years that a date can have
        message = f"--year takes a year such as 2026, not {given.year}."
        raise Misuse(message)
    if given.out is not None and given.out.exists():
        message = f"{given.out} is there already; name a folder that is not, so that nothing is overwritten."
        raise Misuse(message)
    if not given.minutes > 0:
        message = f"--minutes takes a number above 0, not {given.minutes:g}."
        raise Misuse(message)
    table, findings = _load(given.table, given.sheet, given.unit)
    facts = None
    if given.facts is not None:
        facts, told = _load(given.facts, "", given.unit)
        findings += told
    asked = Asked(given.unit, tuple(given.line), tuple(given.fact), tuple(given.step), given.total)
    last, told_read = (None, ()) if findings else read_last_year(table, facts, asked)
    findings += told_read
    if last is None:
        if given.json:
            print_json({"findings": findings_as_data(findings)})
        else:
            print_findings(findings)
        return FOUND
    if not given.json:
        _print_guesses(last)
    with _progress(len(last.lines)) as step:
        draft = draft_formula(last, _until(given.year), given.year, step, _is_up(given.minutes))
    if given.out is not None:
        write_folder(
            given.out, {"formula.toml": draft.formula, "facts.csv": draft.facts, "published.csv": draft.published}
        )
    if given.json:
        print_json(as_data(draft) | {"findings": findings_as_data(draft.findings)})
    else:
        _print(draft, given.out)
        print_findings(draft.findings)
    return FINE if draft.is_confirmed else FOUND


def _load(path: Path, sheet: str, unit: str) -> tuple[TextTable, list[Finding]]:
    """Read a table from a CSV file or a workbook."""
    from perpupil.facts.sheets import WORKBOOKS, read_sheet
    from perpupil.workspace.files import read

    if path.suffix.lower() not in WORKBOOKS:
        return load_table(path)
    table, findings = read_sheet(read(path), str(path), sheet, unit)
    return table, list(findings)


def _until(year: int | None) -> date:
    """Give the end of a fiscal year: of the table's, or of the one that runs today."""
    today = date.today()  # noqa: DTZ011  the day on the wall of the district
    return date(year if year is not None else today.year + (today.month > 6), 6, 30)  # noqa: PLR2004  fiscal years end in June


def _is_up(minutes: float) -> Callable[[], bool]:
    """Say whether a number of minutes is over."""
    end = monotonic() + 60 * minutes
    return lambda: monotonic() >= end


def _progress(count: int) -> Any:  # noqa: ANN401  a context manager that gives a callable
    from perpupil.cli.printing import progress

    return progress("Looking for rules", count + 1)


def as_data(draft: Draft) -> dict[str, Any]:
    """Give a draft for a script."""
    from perpupil.exact.numerals import write_number

    return {
        "guesses": list(draft.last.guesses),
        "confirmed": draft.is_confirmed,
        "lines": {
            one.name: {
                "column": one.figures.header,
                "rule": one.words,
                "units": one.count,
                "exact": one.exact,
                "confidence": one.confidence,
                "why": list(one.why),
                "numbers": [
                    {"what": each.what, "value": write_number(each.value), "also_fits": each.alternatives()}
                    for each in (one.choice.rule.unknowns if one.choice is not None else ())
                ],
                "fits_as_well": [each.words for each in (one.choice.others if one.choice is not None else ())],
                "adjustments": {draft.last.units[at]: write_number(value) for at, value in one.adjustments},
            }
            for one in draft.lines
        },
        "formula": draft.formula,
    }


def _print_guesses(last: LastYear) -> None:
    """Say what was guessed before the search begins: who sees a wrong guess need not wait for the end."""
    from perpupil.cli.printing import console

    for guess in last.guesses:
        console().print(guess)


def _print_why(draft: Draft) -> None:
    """Say of each line without a rule, or with units outside it, what was tried and what is missing."""
    from perpupil.cli.printing import console

    out = console()
    for one in draft.lines:
        if one.why:
            begin = "has no rule" if one.choice is None else "is not the same rule everywhere"
            out.print(f"\n{one.figures.header} {begin}. {' '.join(one.why)}")


def _print(draft: Draft, out_folder: Path | None) -> None:
    from perpupil.cli.printing import console, table
    from perpupil.drafting.rules import spoken
    from perpupil.drafting.writing import paid as in_money

    out = console()
    noun = "Units exact"
    lines = table("", "Line", "Rule", f">{noun}", ">Adjusted", "How sure")
    for one in draft.lines:
        exact = f"{one.exact:,} of {one.count:,}" if one.choice is not None else "–"
        lines.add_row(one.figures.header, one.words, exact, str(len(one.adjustments) or ""), one.confidence)
    out.print()
    out.print(lines)
    adjusted = [(one, at, value) for one in draft.lines for at, value in one.adjustments]
    if adjusted:
        names = draft.last.names.texts if draft.last.names is not None else draft.last.units
        rows = table(
            "\nAmounts that the rule does not give; nobody has said why",
            "Line",
            "Unit",
            "Id",
            ">Paid",
            ">By the rule",
            ">Difference",
        )
        for one, at, value in adjusted:
            paid = one.target.values[at]
            told = [spoken(each) if one.is_step else in_money(draft.last, each) for each in (paid, paid - value, value)]
            rows.add_row(one.figures.header, names[at], draft.last.units[at], *told)
        out.print(rows)
    for one in draft.lines:
        for rule in one.choice.others if one.choice is not None else ():
            out.print(f"\n{one.figures.header} fits as well: {rule.words}")
    _print_why(draft)
    if draft.base is not None:
        count = len(draft.base.rules) - 1
        weights = "1 line is a weight of it" if count == 1 else f"{count} lines are weights of it"
        out.print(f"\nBase amount a student: {spoken(draft.base.value)}; {weights}.")
    same, total = draft.reproduction.matched, draft.reproduction.total
    out.print(f"\nThe formula gives {same:,} of {total:,} published figures to the cent.")
    if out_folder is not None:
        out.print(
            f"Written to {out_folder}: formula.toml, facts.csv, published.csv. Check it: perpupil reproduce {out_folder}"
        )
