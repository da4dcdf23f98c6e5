"""Files of students and of a ledger, counted and added up as a district's settings say; here, or on a cluster."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from perpupil.findings import Finding, Place, finding
from perpupil.intake.counting.by_settings import lacking, rule_of
from perpupil.intake.counting.count import Counted, count_enrollment, count_roster
from perpupil.intake.counting.ledger import AMOUNT, LEDGER, SUMS, ledger_seal, sum_ledger
from perpupil.intake.counting.queries import ENROLLMENT, ROSTER
from perpupil.intake.fact_set import FactSet
from perpupil.intake.recording import record_of
from perpupil.intake.settings import Settings
from perpupil.money import plain
from perpupil.workspace.district import alone
from perpupil.workspace.fact_sets import keep_facts, read_facts_in_force
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.rosters import counting_engine

BY = ("school", "function")
"""What a ledger is added up by."""

_PATTERN = "*?[:"
"""Signs of a name that stands for many files, or for a place elsewhere."""

Files = Mapping[str, Sequence[Path | str]]


@dataclass(frozen=True, slots=True)
class Sums:
    """A ledger added up: cents by school and function, in order."""

    rows: tuple[tuple[str, str, int], ...]
    seal: str

    @property
    def total_cents(self) -> int:
        """What the whole ledger comes to."""
        return sum(cents for _, _, cents in self.rows)

    def text(self) -> str:
        """Write it as `school,function,amount`, in dollars."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow((*BY, "amount"))
        writer.writerows((school, function, plain(cents)) for school, function, cents in self.rows)
        return out.getvalue()


def count_by_settings(
    files: Files, settings: Settings, *, engine: str = "duckdb", master: str | None = None
) -> tuple[Counted | None, tuple[Finding, ...]]:
    """Count students by what the district says of itself.

    Args:
        files: Parquet files by table: `roster`, or `enrollment` and `programs`.
        settings: The day of the count, the rule for two schools, and what a need is.
        engine: `duckdb`, or `spark`, which needs the extra `perpupil[spark]`.
        master: The address of the Spark cluster.

    Raises:
        NoSuchFile: A file is not there, or the cluster cannot count it.
        ModuleNotFoundError: Spark is asked for and not installed.

    """
    sources, files = _sources(files), {table: _listed(some, engine) for table, some in files.items()}
    try:
        with counting_engine(files, engine=engine, master=master) as one:
            rule, findings = rule_of(one, settings, sources)
            if rule is None:
                return None, findings
            if ROSTER in files:
                counted = count_roster(one, rule, sources[ROSTER])
            else:
                counted = count_enrollment(one, rule, sources[ENROLLMENT])
            return counted, (*counted.findings, *findings)
    except duckdb.Error as error:
        return None, (_unreadable(sources, error),)


def sum_files(
    files: Sequence[Path | str], *, engine: str = "duckdb", master: str | None = None
) -> tuple[Sums | None, tuple[Finding, ...]]:
    """Add up a ledger in Parquet files by school and function; the arguments are those of `count_by_settings`."""
    listed = {LEDGER: _listed(files, engine)}
    sources = _sources(listed)
    try:
        with counting_engine(listed, engine=engine, master=master) as one:
            findings = lacking(one, sources)
            if findings:
                return None, findings
            connection = sum_ledger(one, BY)
            columns = ", ".join((*BY, AMOUNT))
            rows = connection.execute(f"SELECT {columns} FROM {SUMS} ORDER BY {columns}").fetchall()  # noqa: S608  our own names
            return Sums(tuple((str(a), str(b), int(cents)) for a, b, cents in rows), ledger_seal(connection, BY)), ()
    except duckdb.Error as error:
        return None, (_unreadable(sources, error),)


def keep_count(district: Path, settings: Settings, counted: Counted, files: Files, name: str = "") -> str:
    """Keep a count in a district's folder, with the other facts of the year that are in force; give the seal of the fact set.

    Raises:
        NoSuchFile: The folder cannot be written.
        Busy: Another process is at work in the folder.

    """
    with alone(district):
        before, _ = read_facts_in_force(district, settings.year)
        facts = FactSet(
            year=settings.year,
            count_date=settings.count_date,
            tables=before.tables if before is not None else {},
            headcount=counted.headcount,
            name=name,
            membership_days=counted.membership_days,
        )
        names = [Path(str(one)).name for listed in files.values() for one in listed]
        return keep_facts(district, facts, record_of(names, [], [], []))


def _listed(files: Sequence[Path | str], engine: str) -> list[str]:
    """Give files as the engine wants them: a folder stands for the Parquet files in it; one that is not there is refused."""
    listed = []
    for one in map(str, files):
        is_plain = not any(mark in one for mark in _PATTERN)
        if is_plain and not Path(one).exists():
            message = f"There is no file {one}."
            raise NoSuchFile(message)
        listed.append(f"{one}/**/*.parquet" if engine == "duckdb" and is_plain and Path(one).is_dir() else one)
    return listed


def _sources(files: Files) -> dict[str, str]:
    """Give what findings call each table: its first file."""
    return {table: Path(str(listed[0])).name for table, listed in files.items()}


def _unreadable(sources: Mapping[str, str], error: Exception) -> Finding:
    said = str(error).strip().splitlines()[0][:300] if str(error).strip() else "no reason is given"
    where = Place(", ".join(sources.values()))
    what = f"The files cannot be counted: {said}"
    return finding("damaged-file", where, what, "Name whole Parquet files of one table, with the same columns.")
