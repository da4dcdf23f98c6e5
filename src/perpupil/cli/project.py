"""`perpupil project`: how many students schools will have."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded, load_headcount, load_table

if TYPE_CHECKING:
    from perpupil.facts.table import TextTable
    from perpupil.findings import Finding
    from perpupil.intake.dataset import Dataset
    from perpupil.projection.adjustments import Adjustment
    from perpupil.projection.changes import SchoolChange
    from perpupil.projection.grades import Ladder
    from perpupil.projection.past_errors import Interval
    from perpupil.projection.records import Projection
    from perpupil.projection.students import Rows

UNITS_SHOWN = 25
_PERCENT = 100

_EXAMPLE = """\
  perpupil project 2025=fall_2024.csv 2026=fall_2025.csv 2027=fall_2026.csv
  perpupil project --counts school_counts.csv --schools schools.csv --needs headcount.csv --out projection_2028
  perpupil project --counts school_counts.csv --changes changes.csv --adjust adjustments.csv --out second_2028
  perpupil project --counts school_counts.csv --year 2029

in a district's folder, whose facts hold the list of schools, past counts by grade and this year's student counts:
  perpupil project --district . --adjust adjustments.csv --name "FY2028, January" --keep"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser: ArgumentParser = add_command(
        commands,
        "project",
        "Project students by school, grade and needs from past counts, and say how sure that is.",
        _EXAMPLE,
    )
    parser.add_argument(
        "headcounts", nargs="*", metavar="YEAR=HEADCOUNT.csv", help="the student counts of a past fiscal year"
    )
    parser.add_argument(
        "--counts", type=Path, metavar="COUNTS.csv", help="instead: one table of counts by school, year and grade"
    )
    parser.add_argument(
        "--needs",
        type=Path,
        metavar="HEADCOUNT.csv",
        help="with --counts: the last count with its needs, whose mix is kept",
    )
    parser.add_argument(
        "--schools", type=Path, metavar="SCHOOLS.csv", help="the list of schools: opened, closed, who took over"
    )
    parser.add_argument(
        "--changes", type=Path, metavar="CHANGES.csv", help="schools opened, closed, merged, split or regraded"
    )
    parser.add_argument(
        "--adjust", type=Path, metavar="ADJUSTMENTS.csv", help="changes by hand: unit,grade,change,count,reason,who"
    )
    parser.add_argument("--year", type=int, metavar="YEAR", help="the fiscal year projected (default: the next one)")
    parser.add_argument("--name", default="", metavar="NAME", help="what to call the projection")
    parser.add_argument(
        "--over", type=int, default=3, metavar="N", help="over how many past changes a ratio is taken (default: 3)"
    )
    parser.add_argument(
        "--grades", metavar="PK,K,1,…", help="the grades of the district in order (default: PK, K and 1 to 12)"
    )
    parser.add_argument(
        "--entry-grades", metavar="PK,K", help="grades in which students enter the district (default: PK and K)"
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write the projection into a new folder")
    parser.add_argument(
        "--district",
        type=Path,
        metavar="FOLDER",
        help="take past counts, schools and needs from the facts in force of a district's folder",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="with --district: keep the projection there as a fact set of its own, in force for its year",
    )
    parser.add_argument("--json", action="store_true", help="the projection for a script")
    parser.add_argument("--all", action="store_true", help=f"print every school, not the first {UNITS_SHOWN}")
    parser.set_defaults(command=guarded(_project))


def _project(given: Namespace) -> int:
    from perpupil.cli.printing import findings_as_data, print_findings, print_json, progress
    from perpupil.findings import has_errors
    from perpupil.projection.writing import files_of_projection, projection_as_data
    from perpupil.workspace.files import write_folder

    district = _from_district(given)
    with progress("Reading counts", 2) as step:
        schools, findings = _schools(given.schools)
        made, told = (None, []) if has_errors(findings) else _made(given, schools, step)
        findings += told
    if made is not None and given.out is not None:
        write_folder(given.out, files_of_projection(made), is_private=True)  # a headcount has rows of one student
    kept = _keep(district, made) if made is not None and given.keep and not has_errors(findings) else ""
    if given.json:
        content = projection_as_data(made) if made is not None else {}
        print_json(content | {"findings": findings_as_data(findings)})
    else:
        if made is not None:
            _print(made, _names(schools), show_all=given.all)
        if kept:
            print(f"Facts in force for FY{made.year if made else ''}: {made.name if made else ''}. Seal {kept}")
        print_findings(findings)
    return FOUND if made is None or has_errors(findings) else FINE


def _from_district(given: Namespace) -> Path | None:
    """Let the facts in force stand for the files that were not named."""
    from perpupil.workspace.district import find_district
    from perpupil.workspace.projections import past_files

    if given.district is None:
        if given.keep:
            message = "--keep keeps a projection in a district's folder; name it with --district."
            raise Misuse(message)
        return None
    district = find_district(given.district)
    past = past_files(district)
    if not given.headcounts and given.counts is None:
        given.headcounts = (
            [f"{year:04}={path}" for year, path in past.headcounts.items()] if past.counts is None else []
        )
        given.counts = past.counts
        given.needs = given.needs or (past.needs if past.counts is not None else None)
    given.schools = given.schools or past.schools
    return district


def _keep(district: Path | None, made: Projection) -> str:
    """Keep a projection as a fact set."""
    from perpupil.workspace.district import alone
    from perpupil.workspace.projections import keep_projection

    assert district is not None  # noqa: S101  --keep was refused without one
    with alone(district):
        return keep_projection(district, made)


def _made(given: Namespace, schools: Dataset | None, step: Any) -> tuple[Projection | None, list[Finding]]:  # noqa: ANN401  the step of a progress bar
    """Read everything, and project."""
    from perpupil.findings import has_errors
    from perpupil.projection.project import project
    from perpupil.projection.records import Past

    if bool(given.headcounts) == (given.counts is not None):
        message = "Give the counts of past years, each as YEAR=HEADCOUNT.csv, or one table with --counts."
        raise Misuse(message)
    if given.needs is not None and given.counts is None:
        message = "--needs goes with --counts; a headcount holds its needs itself."
        raise Misuse(message)
    method = _method(given)
    counts, findings = _table_of_counts(given, schools) if given.counts is not None else _headcounts(given.headcounts)
    changes, told_changes = _changes(given.changes, schools, min(counts, default=0), method.ladder)
    adjustments, told_adjustments = _adjustments(given.adjust)
    findings += [*told_changes, *told_adjustments]
    step("Following cohorts")
    if has_errors(findings):
        return None, findings
    past = Past.of_rows(counts, changes)
    year = given.year or max(counts, default=0) + 1
    made, told_made = project(past, year, given.name, method, adjustments)
    step()
    return made, [*findings, *told_made]


def _method(given: Namespace) -> Any:  # noqa: ANN401  loaded where it is used
    from perpupil.facts.grades import GRADES
    from perpupil.projection.cohorts import Method
    from perpupil.projection.grades import ENTRIES, Ladder

    order = _listed(given.grades) or GRADES
    entries = _listed(given.entry_grades) or tuple(grade for grade in ENTRIES if grade in order)
    if given.over < 1 or not set(entries) <= set(order) or len(set(order)) < len(order):
        message = "--over is one at least, --grades names each grade once, and --entry-grades are among them."
        raise Misuse(message)
    return Method(Ladder(order, entries), given.over)


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(one.strip() for one in (text or "").split(",") if one.strip())


def _headcounts(given: list[str]) -> tuple[dict[int, Rows], list[Finding]]:
    """Read `YEAR=HEADCOUNT.csv`."""
    from perpupil.projection.students import rows_of

    counts: dict[int, Rows] = {}
    findings: list[Finding] = []
    for text in given:
        year, sign, path = text.partition("=")
        if not (sign and path and year.isdecimal() and len(year) == 4) or int(year) in counts:  # noqa: PLR2004  digits of a year
            message = f"A count is given as YEAR=HEADCOUNT.csv, each year once, not {text!r}."
            raise Misuse(message)
        headcount, told = load_headcount(Path(path))
        findings += told
        counts[int(year)] = {} if headcount is None else rows_of(headcount)
    return counts, findings


def _table_of_counts(given: Namespace, schools: Dataset | None) -> tuple[dict[int, Rows], list[Finding]]:
    """Read one table of counts, and the needs of the last one if they are given."""
    from perpupil.projection.school_counts import check_needs, read_school_counts

    counted, findings = _dataset(given.counts, "school_counts")
    counts, told = ({}, ()) if counted is None else read_school_counts(_under_own_codes(counted, schools))
    findings += told
    if given.needs is None or not counts:
        return counts, findings
    last = max(counts)
    needs, told_needs = _headcounts([f"{last:04}={given.needs}"])
    findings += [*told_needs, *check_needs(counts[last], needs[last], str(given.needs))]
    return {**counts, last: needs[last]}, findings


def _dataset(path: Path, name: str) -> tuple[Dataset | None, list[Finding]]:
    """Read a table whose headers may be the district's own."""
    from perpupil.findings import Severity
    from perpupil.intake.columns import mapped, propose
    from perpupil.intake.schemas import SCHEMAS

    table, findings = load_table(path)
    if findings:
        return None, findings
    proposal = propose(table, SCHEMAS[name])
    grave = [one for one in proposal.findings if one.severity is not Severity.NOTE]
    return (None, grave) if grave else (mapped(table, proposal.mapping), [])


def _under_own_codes(counts: Dataset, schools: Dataset | None) -> TextTable:
    """Give the counts in one way of writing, with the codes by which the list of schools knows each school."""
    from perpupil.facts.table import TextTable
    from perpupil.intake.crosswalk import crosswalk

    columns = {one.name: counts.words(one.name) for one in counts.columns}
    if schools is not None:
        known = crosswalk(schools)
        meant = {code: known.meant(code) for code in set(columns["schoolId"])}
        columns["schoolId"] = [meant[code][0] if len(meant[code]) == 1 else code for code in columns["schoolId"]]
    return TextTable(counts.table.source, columns, counts.table.rows)


def _schools(path: Path | None) -> tuple[Dataset | None, list[Finding]]:
    return (None, []) if path is None else _dataset(path, "schools")


def _changes(
    path: Path | None, schools: Dataset | None, since: int, ladder: Ladder
) -> tuple[tuple[SchoolChange, ...], list[Finding]]:
    """Read the table of changes, and what the list of schools tells by itself."""
    from perpupil.projection.changes import read_changes, together

    told: tuple[SchoolChange, ...] = ()
    findings: list[Finding] = []
    if path is not None:
        table, findings = load_table(path)
        told, more = ((), ()) if findings else read_changes(table, ladder)
        findings += more
    return together(told, _listed_changes(schools), since), findings


def _listed_changes(schools: Dataset | None) -> tuple[SchoolChange, ...]:
    import datetime as dt

    from perpupil.intake.crosswalk import crosswalk
    from perpupil.projection.changes import School, changes_of_schools

    if schools is None:
        return ()
    known = crosswalk(schools)
    days = (
        [one if isinstance(one, dt.date) else None for one in schools.values(column)] for column in ("opened", "closed")
    )
    successors = [next(iter(known.meant(code)), code) for code in schools.words("successorId")]
    listed = zip(schools.words("schoolId"), *days, successors, strict=True)
    return changes_of_schools((School(*one) for one in listed), schools.table.source)


def _adjustments(path: Path | None) -> tuple[tuple[Adjustment, ...], list[Finding]]:
    from perpupil.projection.adjustments import read_adjustments

    if path is None:
        return (), []
    table, findings = load_table(path)
    read, told = ((), ()) if findings else read_adjustments(table)
    return read, [*findings, *told]


def _names(schools: Dataset | None) -> dict[str, str]:
    """Give what people call each school, where the list of schools says it."""
    if schools is None or not schools.has("name"):
        return {}
    return dict(zip(schools.words("schoolId"), schools.words("name"), strict=True))


def _print(made: Projection, names: dict[str, str], *, show_all: bool) -> None:
    from perpupil.cli.printing import console
    from perpupil.projection.changes import ordered

    out = console()
    years = made.past.years
    changes = min(made.method.years, len(years) - 1)
    out.print(made.name, style="bold")
    out.print(
        f"Students of fiscal year {made.year}, followed grade by grade from the counts of {years[0]} to {years[-1]}; "
        f"ratios rest on the last {'change' if changes == 1 else f'{changes} changes'} from year to year."
    )
    out.print()
    _print_schools(made, names, show_all=show_all)
    out.print()
    _print_grades(made)
    _print_errors(made)
    for heading, sentences in (
        ("Changed by hand", [one.words for one in made.applied]),
        ("What became of schools", [f"{one.year}: {one.words}" for one in ordered(made.past.changes)]),
    ):
        if sentences:
            out.print()
            out.print(heading, style="bold")
            for sentence in sentences:
                out.print(f"  {sentence}")
    out.print()
    out.print(f"Seal {made.seal}")


def _print_schools(made: Projection, names: dict[str, str], *, show_all: bool) -> None:
    """Print each school: what was counted last, what is projected, and how far off that may be."""
    from perpupil.cli.printing import console, table
    from perpupil.projection.past_errors import LEVEL

    by_method, grades = made.by_method, made.grades
    by_hand = {one.adjustment.unit for one in made.applied}
    level = f"{int(LEVEL * _PERCENT)}% between"
    shown = table("", "School", "Id", ">Last count", ">Projected", ">Change", f">{level}", "")
    units = sorted({*by_method, *grades, *(unit for unit, count in made.last.items() if count)})
    for unit in units if show_all else units[:UNITS_SHOWN]:
        students, last = sum(grades.get(unit, {}).values()), made.last.get(unit, 0)
        note = f"by hand; the method gave {by_method.get(unit, 0):,}" if unit in by_hand else ""
        between = _between(made.intervals.get(unit))
        shown.add_row(
            names.get(unit, unit), unit, f"{last:,}", f"{students:,}", signed_number(students - last), between, note
        )
    total, last = sum(sum(mine.values()) for mine in grades.values()), sum(made.last.values())
    shown.add_row("Total", "", f"{last:,}", f"{total:,}", signed_number(total - last), "", "", style="bold")
    out = console()
    out.print(shown)
    if not show_all and len(units) > UNITS_SHOWN:
        out.print(
            f"… and {len(units) - UNITS_SHOWN:,} more; --all prints them, --out FOLDER writes every school and grade."
        )


def signed_number(change: int) -> str:
    """Write a change of students with its sign; no change is a plain zero.

    >>> signed_number(1200), signed_number(-5), signed_number(0)
    ('+1,200', '-5', '0')
    """
    return f"{change:+,}" if change else "0"


def _between(one: Interval | None) -> str:
    return "not known" if one is None else f"{one.low:,} – {one.high:,}"


def _print_grades(made: Projection) -> None:
    from perpupil.cli.printing import console, table
    from perpupil.projection.students import by_grade, whole

    shown = table("", "Grade", ">Last count", ">Projected", ">Change")
    last, now = whole(by_grade(made.past.last)), whole(made.grades)
    for grade in sorted({*last, *now}, key=made.method.ladder.rank):
        before, after = last.get(grade, 0), now.get(grade, 0)
        shown.add_row(grade, f"{before:,}", f"{after:,}", signed_number(after - before))
    console().print(shown)


def _print_errors(made: Projection) -> None:
    """Say on what the intervals rest: the method tried on past years, and how far off it was."""
    from perpupil.cli.printing import console, signed_percent
    from perpupil.projection.past_errors import LEVEL

    if not made.errors:
        return
    out = console()
    out.print()
    ahead = made.year - made.past.years[-1]
    out.print(f"How far off the same method was, {ahead} year{'s' if ahead > 1 else ''} ahead", style="bold")
    for year in sorted({one.year for one in made.errors}):
        mine = [one for one in made.errors if one.year == year]
        projected, counted = sum(one.projected for one in mine), sum(one.counted for one in mine)
        off = signed_percent(counted - projected, projected)
        out.print(f"  {year}: {projected:,} projected at {len(mine):,} schools, {counted:,} counted ({off}).")
    if made.intervals:
        out.print(
            f"  At {int(LEVEL * _PERCENT)}% of past schools of like size the count came as near to the projection as each range says. "
            f"The ranges rest on {_range([one.errors for one in made.intervals.values()])} past errors each, around what the method gave."
        )


def _range(numbers: list[int]) -> str:
    least, most = min(numbers), max(numbers)
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"
