"""What the commands read: a formula, its facts, and the findings on the way."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import MISUSE

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.facts.facts import Facts
    from perpupil.facts.headcount import Headcount
    from perpupil.facts.revenue import Revenue
    from perpupil.facts.table import TextTable
    from perpupil.findings import Finding
    from perpupil.formula.records import Formula
    from perpupil.workspace.files import FormulaFiles


class Misuse(Exception):
    """The command cannot be carried out as it was given; the sentence says why."""


def add_command(commands: Any, name: str, summary: str, example: str) -> ArgumentParser:  # noqa: ANN401  argparse's own type is private
    """Add a command with a help that teaches by an example."""
    parser: ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"example:\n{example}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    return parser


def add_inputs(parser: ArgumentParser) -> None:
    """Add the arguments by which a formula and its facts are named."""
    parser.add_argument(
        "formula", type=Path, metavar="FORMULA", help="a formula file, or a folder with formula.toml and facts.csv"
    )
    parser.add_argument(
        "--facts", type=Path, metavar="FACTS.csv", help="facts about units (default: facts.csv beside the formula)"
    )
    parser.add_argument(
        "--headcount",
        type=Path,
        metavar="H.csv",
        help="students by unit, grade and needs (default: headcount.csv beside the formula)",
    )
    add_pool(parser)
    add_prior(parser)


def add_pool(parser: ArgumentParser) -> None:
    """Add the arguments that name the file of the pool and its year."""
    parser.add_argument(
        "--pool",
        type=Path,
        metavar="POOL.csv",
        help="revenue by source and what is taken off, which gives the pool (default: pool.csv beside the formula)",
    )
    parser.add_argument(
        "--year", type=int, metavar="YEAR", help="the year of the pool file that is allocated (default: the formula's)"
    )


def add_prior(parser: ArgumentParser) -> None:
    """Add the argument that names facts of earlier years."""
    parser.add_argument(
        "--prior",
        action="append",
        default=[],
        metavar="YEAR=FACTS.csv",
        help="facts of an earlier year; may be given again",
    )


def guarded(command: Any) -> Any:  # noqa: ANN401  a command takes a Namespace and gives an exit code
    """Turn a misuse into one sentence and exit code 2."""

    def guard(given: Namespace) -> int:
        from perpupil.workspace.files import NoSuchFile

        try:
            code: int = command(given)
        except (Misuse, NoSuchFile) as mistake:
            sys.stderr.write(f"perpupil: {mistake}\n")
            return MISUSE
        return code

    return guard


def files_of(given: Namespace) -> FormulaFiles:
    """Find the files a command was given."""
    from perpupil.workspace.files import find_files
    from perpupil.workspace.in_force import with_facts_in_force

    files = with_facts_in_force(find_files(given.formula))
    facts, headcount = getattr(given, "facts", None), getattr(given, "headcount", None)
    if facts is not None:
        # Facts from elsewhere do not go with the headcount that lies beside the formula.
        files = replace(files, facts=facts, headcount=None)
    given_pool = getattr(given, "pool", None)
    files = replace(files, pool=given_pool) if given_pool is not None else files
    return replace(files, headcount=headcount) if headcount is not None else files


def load_formula(files: FormulaFiles, year: int | None = None) -> tuple[Formula | None, list[Finding]]:
    """Read a formula, and fill its pools from the file beside it for a year: the formula's own when it is left out.

    Where the file has an error the formula is given as it is written, so that what else is wrong can be told too.
    """
    from perpupil.formula.funding import fund

    formula, findings = load_formula_alone(files)
    if files.pool is None:
        if year is not None:
            message = f"--year chooses a year of a pool file, and there is none beside {files.formula}."
            raise Misuse(message)
        return formula, findings
    revenue, told = load_revenue(files.pool)
    findings += told
    if formula is not None and revenue is not None:
        formula, told_pools = fund(formula, revenue, year)
        findings += told_pools
    return formula, findings


def load_formula_alone(files: FormulaFiles) -> tuple[Formula | None, list[Finding]]:
    """Read a formula as it is written."""
    from perpupil.formula.reading import read_formula
    from perpupil.workspace.files import read

    formula, findings = read_formula(read(files.formula), str(files.formula))
    return formula, list(findings)


def load_revenue(path: Path, *, is_given: bool = False) -> tuple[Revenue | None, list[Finding]]:
    """Read the file of a pool; `is_given` where money comes from a level above."""
    from perpupil.facts.revenue import read_revenue

    table, findings = load_table(path)
    revenue, told = (None, ()) if findings else read_revenue(table, is_given=is_given)
    return revenue, [*findings, *told]


def load_table(path: Path, rows_maximum: int | None = None) -> tuple[TextTable, list[Finding]]:
    """Read a CSV file as text."""
    from perpupil.facts.table import read_csv
    from perpupil.limits import UNITS
    from perpupil.workspace.files import read

    table, findings = read_csv(read(path), str(path), rows_maximum or UNITS)
    return table, list(findings)


def load_headcount(path: Path) -> tuple[Headcount | None, list[Finding]]:
    """Read a headcount: comma-separated text, or Parquet as a count leaves it."""
    if path.suffix.lower() == ".parquet":
        from perpupil.workspace.rosters import read_any_headcount  # loads DuckDB

        headcount, told = read_any_headcount(path)
        return headcount, list(told)
    from perpupil.facts.headcount import read_headcount
    from perpupil.limits import HEADCOUNT_ROWS

    rows, findings = load_table(path, HEADCOUNT_ROWS)
    headcount, told = (None, ()) if findings else read_headcount(rows)
    return headcount, [*findings, *told]


def load_facts(
    formula: Formula, files: FormulaFiles, priors: list[str]
) -> tuple[Facts | None, Headcount | None, dict[int, Facts], list[Finding]]:
    """Read the facts, the headcount and the facts of earlier years."""
    from perpupil.facts.facts import read_facts

    if files.facts is None:
        message = f"There are no facts beside {files.formula}; name them with --facts."
        raise Misuse(message)
    table, findings = load_table(files.facts)
    facts, told = (None, ()) if findings else read_facts(table, formula.binding)
    findings += told
    headcount = None
    if files.headcount is not None:
        headcount, told_rows = load_headcount(files.headcount)
        findings += told_rows
    earlier: dict[int, Facts] = {}
    for year, path in map(_prior, priors):
        if year in earlier or (formula.year is not None and year >= formula.year):
            message = f"--prior {year}: facts of an earlier year are given once, and the formula is for {formula.year}."
            raise Misuse(message)
        before, told_before = load_table(path)
        read, told = (
            (None, ()) if told_before else read_facts(before, replace(formula.binding, where={}, name_column=""))
        )
        findings += [*told_before, *told]
        if read is not None:
            earlier[year] = read
    return facts, headcount, earlier, findings


def allocate(given: Namespace) -> tuple[Allocation | None, FormulaFiles, list[Finding]]:
    """Read everything and run the formula, with progress."""
    from perpupil.cli.printing import progress

    with progress("Reading the formula", 3) as step:
        return allocate_quietly(given, step)


def allocate_quietly(
    given: Namespace, step: Callable[[str], None] = lambda _: None
) -> tuple[Allocation | None, FormulaFiles, list[Finding]]:
    """Read everything and run the formula; `step` is told what comes next."""
    from perpupil.allocation.run import run
    from perpupil.findings import has_errors

    files = files_of(given)
    formula, findings = load_formula(files, getattr(given, "year", None))
    if formula is None:
        return None, files, findings
    step("Reading facts")
    facts, headcount, earlier, told = load_facts(formula, files, getattr(given, "prior", []))
    findings += told
    if facts is None or has_errors(findings):
        return None, files, findings
    step("Allocating")
    allocation, told_run = run(formula, facts, headcount, earlier)
    step("Done")
    return allocation, files, [*findings, *told_run]


def require_not_read(out: Path, files: FormulaFiles, priors: list[str]) -> None:
    """Refuse to write over a file that was read."""
    beside = (files.facts, files.headcount, files.published, files.pool)
    read = [files.formula, *beside, *(path for _, path in map(_prior, priors))]
    if any(path is not None and out.exists() and path.samefile(out) for path in read):
        message = f"{out} was read; the result would overwrite it. Name another file."
        raise Misuse(message)


def _prior(text: str) -> tuple[int, Path]:
    year, sign, path = text.partition("=")
    if not (sign and path and year.strip().isdecimal() and len(year) <= 4):  # noqa: PLR2004  digits of a year
        message = f"--prior takes YEAR=FACTS.csv, such as 2026=facts_2026.csv, not {text!r}."
        raise Misuse(message)
    return int(year), Path(path)
