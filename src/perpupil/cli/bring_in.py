"""`perpupil import`: files as the district has them, to sealed facts."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded

if TYPE_CHECKING:
    from perpupil.intake.cases import Case
    from perpupil.intake.repairs import Rule
    from perpupil.workspace.importing import BroughtIn, Incoming, Order

_EXAMPLE = """\
  perpupil import schools.xlsx students.csv programs.txt positions.xlsx ledger.csv
  perpupil import students.csv programs.txt --repair --set-aside aside.csv
  perpupil import students.csv programs.txt --answers aside.csv     rows that were set aside, mended
  perpupil import export.csv --as ledger --column ledger.account="Acct String"
  perpupil import ledger.csv --recode ledger.account=corrections.csv
  perpupil import students.csv programs.txt --check                 look, and keep nothing

Files of students come together, in one command: they are counted and forgotten. Without --repair nothing is changed:
what could be mended is listed. Good rows are taken; bad rows are set aside, and --set-aside writes them to a file of
yours, with the reason, to be mended and handed back with --answers."""

_CASES_SHOWN = 60


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "import", "Bring files in: read, mended by rules, checked, counted, sealed.", _EXAMPLE
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="CSV, Excel, Parquet or a OneRoster zip")
    add_district(parser)
    parser.add_argument(
        "--answers", nargs="+", action="extend", default=[], type=Path, metavar="FILE",
        help="files that fill what others left open, or rows that were set aside and have been mended",
    )  # fmt: skip
    parser.add_argument(
        "--repair",
        nargs="*",
        metavar="FINDING",
        help="accept the suggested repairs of these findings; of all without a name",
    )
    parser.add_argument(
        "--recode", action="append", default=[], metavar="DATASET.COLUMN=FILE",
        help="a table of two columns, what stands there and what it means; kept as a repair",
    )  # fmt: skip
    parser.add_argument(
        "--as",
        dest="datasets",
        action="append",
        default=[],
        metavar="[FILE=]DATASET",
        help="say which data set a file is",
    )
    parser.add_argument(
        "--column", action="append", default=[], metavar="DATASET.COLUMN=HEADER", help="say which header means a column"
    )
    parser.add_argument(
        "--sheet", default="", metavar="NAME", help="the sheet of a workbook (default: its first table)"
    )
    parser.add_argument(
        "--encoding", default="", metavar="NAME", help="how letters are written, such as cp1252 (default: found out)"
    )
    parser.add_argument(
        "--header-row", type=int, default=0, metavar="ROW", help="the row of the headers (default: found out)"
    )
    parser.add_argument(
        "--set-aside",
        type=Path,
        metavar="FILE",
        help="write the rows that were not taken to a file that only you can read",
    )
    parser.add_argument("--name", default="", metavar="NAME", help="what to call the fact set")
    parser.add_argument("--check", action="store_true", help="look at the files and keep nothing")
    parser.add_argument("--columns", action="store_true", help="show which header was taken for which column, and why")
    parser.add_argument("--json", action="store_true", help="what was found and kept, for a script")
    parser.set_defaults(command=guarded(_import))


def add_district(parser: ArgumentParser) -> None:
    """Add the argument that names the district's folder."""
    parser.add_argument(
        "--district",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="the district's folder (default: here, or above)",
    )


def _import(given: Namespace) -> int:
    from perpupil.cli.printing import print_findings, print_json, progress
    from perpupil.findings import has_errors
    from perpupil.workspace.district import find_district
    from perpupil.workspace.importing import bring_in

    if not given.files and not given.answers:
        message = "name the files to bring in, such as perpupil import schools.csv students.csv."
        raise Misuse(message)
    district = find_district(given.district)
    order = _order(given)
    with progress("Reading", len(given.files) + len(given.answers) + 4) as step:
        done = bring_in(district, order, step)
    if given.json:
        print_json(_as_data(done))
    else:
        _print(done, given, district)
        print_findings(done.findings)
    return FOUND if has_errors(done.findings) or _open(done.cases) else FINE


def _open(cases: tuple[Case, ...]) -> bool:
    """Whether rows were left out."""
    return any(one.is_error for one in cases)


def _order(given: Namespace) -> Order:
    """Put together what was asked for."""
    from perpupil.workspace.importing import Order

    datasets, columns = _datasets(given), _columns(given)
    return Order(
        files=tuple(_incoming(path, given, datasets, columns) for path in given.files),
        answers=tuple(_incoming(path, given, datasets, {}) for path in given.answers),
        repairs=() if given.repair is None else (tuple(given.repair) or None),
        rules=tuple(map(_recode, given.recode)),
        name=given.name,
        set_aside=given.set_aside,
        keeps=not given.check,
    )


def _datasets(given: Namespace) -> dict[str, str]:
    """Read which file is which data set; without a file's name it is the only one."""
    said: dict[str, str] = {}
    for text in given.datasets:
        name, sign, dataset = text.rpartition("=")
        if not sign and len(given.files) > 1:
            message = f"--as {text}: of several files say which one, as in --as {given.files[0].name}={text}."
            raise Misuse(message)
        said[name if sign else (given.files or given.answers)[0].name] = dataset
    names = {path.name for path in (*given.files, *given.answers)}
    unknown = [name for name in said if name not in names]
    if unknown:
        message = f"--as {unknown[0]}=…: no such file is being brought in."
        raise Misuse(message)
    return said


def _columns(given: Namespace) -> dict[str, dict[str, str]]:
    """Read which header means which column, by data set."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for text in given.column:
        name, sign, header = text.partition("=")
        dataset, point, column = name.partition(".")
        if not (sign and point and header):
            message = f"--column takes DATASET.COLUMN=HEADER, such as schools.schoolId=Code, not {text!r}."
            raise Misuse(message)
        said[dataset][column] = header
    return said


def _incoming(path: Path, given: Namespace, datasets: dict[str, str], columns: dict[str, dict[str, str]]) -> Incoming:
    from perpupil.intake.arriving import Said
    from perpupil.intake.reading import Asked
    from perpupil.workspace.importing import Incoming

    asked = Asked(sheet=given.sheet, encoding=given.encoding, header_row=given.header_row, birth_dates=True)
    return Incoming(path, Said(datasets.get(path.name, ""), columns), asked)


def _recode(text: str) -> Rule:
    """Read a table of two columns as a repair."""
    from perpupil.cli.sources import load_table
    from perpupil.intake.repairs import Rule

    name, sign, path = text.partition("=")
    dataset, point, column = name.partition(".")
    if not (sign and point and path):
        message = f"--recode takes DATASET.COLUMN=FILE, such as ledger.account=corrections.csv, not {text!r}."
        raise Misuse(message)
    table, findings = load_table(Path(path))
    if findings or len(table.columns) != 2:  # noqa: PLR2004  before and after
        message = f"{path}: a table of exactly two columns is wanted, what stands there and what it means."
        raise Misuse(message)
    before, after = table.columns.values()
    return Rule(
        "map_values", dataset, column, tuple(sorted(zip(before, after, strict=True))), why=f"from {Path(path).name}"
    )


def _print(done: BroughtIn, given: Namespace, district: Path) -> None:
    from perpupil.cli.printing import console

    out = console()
    if given.columns:
        _print_columns(done)
    if done.cleaned and done.arrivals:
        _print_files(done)
    for one in (record for cleaned in done.cleaned for record in cleaned.answered):
        cells = ", ".join(f"{count:,} of {name}" for name, count in one.cells.items()) or "nothing new"
        out.print(f"Answered from {one.source}: {cells}" + (f"; {one.added:,} new rows" if one.added else "") + ".")
    if done.cases:
        out.print()
        _print_cases(done, is_repairing=given.repair is not None)
    if done.counted is not None and done.facts is not None and done.facts.students is not None:
        units = len(done.counted.headcount.units)
        out.print()
        out.print(
            f"Counted {int(done.facts.students):,} students at {units:,} schools. Nothing about any one of them is kept."
        )
    out.print()
    for path in done.written:
        out.print(f"Set aside: {path} (only you can read it). Mend it and hand it back with --answers.")
    _print_seal(done, given, district)


def _print_seal(done: BroughtIn, given: Namespace, district: Path) -> None:
    from perpupil.cli.printing import console

    out = console()
    if done.facts is None:
        out.print("Nothing was kept; the facts are as they were.")
    elif given.check:
        out.print("Looked at, and nothing kept. Without --check this would become the facts in force.")
    elif done.seal == done.seal_before:
        out.print(f"The facts are as they were: {done.facts.title}. Seal {done.seal}")
    else:
        out.print(f"Facts in force: {done.facts.title}, in {district / 'facts'}. Seal {done.seal}")
        if done.seal_before:
            out.print(f"To go back: perpupil facts --use {done.seal_before[:12]}")


def _print_columns(done: BroughtIn) -> None:
    from perpupil.cli.printing import console, table

    for one in done.arrivals:
        shown = table(f"{one.upload.table.source}: {one.dataset}", "Header", "Column", ">Sure", "Why")
        for guess in one.guesses:
            shown.add_row(guess.header, guess.column, f"{guess.confidence}%", guess.reason)
        for header in one.upload.mapping.ignored:
            shown.add_row(header, "(not kept)", "", "")
        console().print(shown)
        console().print()


def _print_files(done: BroughtIn) -> None:
    """Show for every file what became of its rows: together they are all of them."""
    from perpupil.cli.printing import console, table
    from perpupil.intake.tally import tallies

    shown = table("", "File", "Data set", ">Rows", ">Taken", ">Set aside", ">Left out", ">Cells mended", ">Answered")
    for one in tallies([one.upload for one in done.arrivals], done.cleaned):
        numbers = (one.rows, one.taken, one.aside, one.dropped, one.mended, one.answered)
        shown.add_row(one.source, one.dataset, *(f"{number:,}" for number in numbers))
    console().print(shown)


def _print_cases(done: BroughtIn, *, is_repairing: bool) -> None:
    from perpupil.cli.printing import console, table

    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for one in done.cases:
        groups[one.dataset, one.finding.code].append(one)
    shown = table("", "", "Finding", "Data set", ">Times", ">Rows", "About", "Example", "What would mend it")
    for (dataset, code), cases in list(groups.items())[:_CASES_SHOWN]:
        rows = sum(len(one.rows) for one in cases)
        shown.add_row(
            str(cases[0].finding.severity),
            code,
            dataset,
            f"{len(cases):,}",
            f"{rows:,}",
            _effect(cases),
            cases[0].finding.what,
            "a repair (--repair)" if cases[0].repair is not None else cases[0].finding.fix,
        )
    out = console()
    out.print(shown)
    suggested = sum(one.repair is not None for one in done.cases)
    if suggested and not is_repairing:
        out.print(
            f"{suggested:,} of these have a repair: --repair accepts all, --repair {done.cases[0].finding.code} only some."
        )


def _effect(cases: list[Case]) -> str:
    from perpupil.intake.cases import Effect

    return str(
        Effect(
            sum(one.effect.students for one in cases),
            sum(one.effect.amount_cents for one in cases),
            sum(one.effect.rows for one in cases),
        )
    )


def _as_data(done: BroughtIn) -> dict[str, Any]:
    from perpupil.cli.printing import findings_as_data
    from perpupil.intake.tally import tallies

    students = done.facts.students if done.facts is not None else None
    return {
        "seal": done.seal,
        "seal_before": done.seal_before,
        "files": [one.as_data() for one in tallies([one.upload for one in done.arrivals], done.cleaned)],
        "students": str(students) if students is not None else None,
        "set_aside": [str(path) for path in done.written],
        "found": [
            {
                **findings_as_data([one.finding])[0],
                "dataset": one.dataset,
                "rows": list(one.rows),
                "effect": str(one.effect),
                "repair": one.repair.kind if one.repair is not None else None,
            }
            for one in done.cases
        ],
        "repairs_added": [one.kind for one in done.rules_added],
        "findings": findings_as_data(done.findings),
    }
