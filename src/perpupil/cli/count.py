"""`perpupil count`: Parquet files of students to a headcount, or of a ledger to sums; here or on a cluster."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.bring_in import add_district
from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded

if TYPE_CHECKING:
    from perpupil.facts.headcount import Headcount
    from perpupil.findings import Finding
    from perpupil.intake.counting.count import Counted
    from perpupil.intake.settings import Settings

_EXAMPLE = """\
  perpupil count roster.parquet --out headcount.parquet                       one row a student
  perpupil count spells/*.parquet --programs needs/*.parquet --keep           spells, and what is known of each student
  perpupil count roster/*.parquet --out headcount.parquet --engine spark --master spark://10.0.0.5:7077
  perpupil count --ledger ledger/*.parquet --out sums.csv                     cents to school and function

Columns: a roster has school, grade and, to count each once, student; spells have student, school, grade, entry_date and
exit_date; needs are read from the columns that perpupil.toml names. A ledger has school, function and amount_cents."""

_SPARK_PACKAGES = {"ibis", "py4j", "pyspark"}


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "count", "Count students of any number into a headcount, here or on a cluster.", _EXAMPLE
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="Parquet files of students: a roster, or spells")
    parser.add_argument(
        "--programs", nargs="+", default=[], metavar="FILE", help="with spells: Parquet files of needs, a row a student"
    )
    parser.add_argument("--ledger", nargs="+", default=[], metavar="FILE", help="instead: Parquet files of a ledger")
    add_district(parser)
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="what needs are, and the day (default: the district's perpupil.toml)",
    )
    parser.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help="where it is counted (default: duckdb)"
    )
    parser.add_argument("--master", metavar="URL", help="with --engine spark: the address of the cluster")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the headcount (.parquet), or the sums (.csv)")
    parser.add_argument("--keep", action="store_true", help="keep the count as facts of the district's year")
    parser.add_argument("--name", default="", metavar="NAME", help="with --keep: what to call the fact set")
    parser.add_argument("--json", action="store_true", help="what was counted, for a script")
    parser.set_defaults(command=guarded(_count))


def _count(given: Namespace) -> int:
    _require_sense(given)
    try:
        return _add_up(given) if given.ledger else _count_students(given)
    except ModuleNotFoundError as error:
        if given.engine != "spark" or (error.name or "").split(".")[0] not in _SPARK_PACKAGES:
            raise
        message = "Spark is not installed here; in an environment of its own: python -m pip install 'perpupil[spark]'."
        raise Misuse(message) from None


def _require_sense(given: Namespace) -> None:
    """Refuse words that do not go together."""
    wrong = {
        "name Parquet files of students, or a ledger with --ledger.": not given.files and not given.ledger,
        "students and a ledger are counted in two commands.": bool(given.files and given.ledger),
        "--programs goes with files of spells.": bool(given.programs) and not given.files,
        "--keep goes with students; sums are no facts.": given.keep and bool(given.ledger),
        "say where the result goes: --out FILE, or --keep in a district's folder.": given.out is None
        and not given.keep,
        "--master goes with --engine spark.": given.master is not None and given.engine != "spark",
        "a headcount is written as .parquet; name such a file with --out.": bool(given.files)
        and given.out is not None
        and given.out.suffix.lower() != ".parquet",
    }
    message = next((sentence for sentence, is_so in wrong.items() if is_so), "")
    if message:
        raise Misuse(message)


def _add_up(given: Namespace) -> int:
    from perpupil.cli.printing import console, findings_as_data, print_findings, print_json, progress
    from perpupil.money import plain, spoken
    from perpupil.workspace.counting import sum_files
    from perpupil.workspace.files import write

    _require_not_read(given, given.ledger)
    with progress("Adding up", 1) as step:
        sums, findings = sum_files(given.ledger, engine=given.engine, master=given.master)
        step()
    if sums is not None:
        write(given.out, sums.text().encode())
    if given.json:
        content = {"total": plain(sums.total_cents), "rows": len(sums.rows), "seal": sums.seal} if sums else {}
        print_json(content | {"findings": findings_as_data(findings)})
        return FINE if sums is not None else FOUND
    if sums is not None:
        schools = len({school for school, _, _ in sums.rows})
        console().print(
            f"Added up to {spoken(sums.total_cents)}, in {len(sums.rows):,} sums at {schools:,} schools: {given.out}."
        )
        console().print(f"Seal {sums.seal}")
    print_findings(findings)
    return FINE if sums is not None else FOUND


def _count_students(given: Namespace) -> int:
    from perpupil.cli.printing import print_findings, progress
    from perpupil.findings import has_errors
    from perpupil.workspace.counting import count_by_settings

    district, settings, findings = _settings(given)
    if settings is None:
        print_findings(findings)
        return FOUND
    files = {"enrollment": given.files, "programs": given.programs} if given.programs else {"roster": given.files}
    _require_not_read(given, [*given.files, *given.programs])
    with progress("Counting students", 1) as step:
        counted, findings = count_by_settings(files, settings, engine=given.engine, master=given.master)
        step()
    if counted is None or has_errors(findings):
        _show(given, counted.headcount if counted else None, "", findings)
        return FOUND
    _show(given, counted.headcount, _put(given, district, settings, counted, files), findings)
    return FINE


def _settings(given: Namespace) -> tuple[Path | None, Settings | None, tuple[Finding, ...]]:
    """Read what the district says; its folder is only needed where the count is kept."""
    from perpupil.intake.settings import read_settings
    from perpupil.workspace.district import find_district, settings_of
    from perpupil.workspace.files import read

    if given.settings is not None and not given.keep:
        return None, *read_settings(read(given.settings), str(given.settings))
    if given.settings is not None:
        message = "--keep goes by the settings of the district's folder; leave --settings out."
        raise Misuse(message)
    district = find_district(given.district)
    return district, *settings_of(district)


def _require_not_read(given: Namespace, read: list[str]) -> None:
    """Refuse to write over a file that is counted."""
    if (
        given.out is not None
        and given.out.exists()
        and any(Path(one).exists() and given.out.samefile(one) for one in read)
    ):
        message = f"{given.out} is read; the result would overwrite it. Name another file."
        raise Misuse(message)


def _put(
    given: Namespace, district: Path | None, settings: Settings, counted: Counted, files: dict[str, list[str]]
) -> str:
    """Write the headcount, and keep it as facts where that was asked; give the seal of the facts."""
    from perpupil.workspace.counting import keep_count
    from perpupil.workspace.files import NoSuchFile
    from perpupil.workspace.rosters import write_headcount

    if given.out is not None:
        try:
            write_headcount(given.out, counted.headcount)
        except OSError as error:
            message = f"{given.out} cannot be written: {error.strerror}."
            raise NoSuchFile(message) from None
    if not given.keep or district is None:
        return ""
    return keep_count(district, settings, counted, files, given.name)


def _show(given: Namespace, headcount: Headcount | None, kept: str, findings: tuple[Finding, ...]) -> None:
    from perpupil.cli.printing import console, findings_as_data, print_findings, print_json
    from perpupil.facts.headcount import headcount_seal

    content: dict[str, Any] = {}
    if headcount is not None:
        students = int(sum(headcount.measures["students"].fractions()))
        sealed = headcount_seal(headcount)
        content = {"students": students, "units": len(headcount.units), "seal": sealed, "facts": kept or None}
    if given.json:
        print_json(content | {"findings": findings_as_data(findings)})
        return
    if content:
        out = console()
        out.print(
            f"Counted {content['students']:,} students at {content['units']:,} units. Nothing about any one of them is kept."
        )
        out.print(f"Seal {content['seal']}")
        if given.out is not None:
            out.print(f"Headcount: {given.out} (only you can read it)")
        if kept:
            out.print(f"Facts in force. Seal {kept}")
    print_findings(findings)
