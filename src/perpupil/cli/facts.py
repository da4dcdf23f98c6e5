"""`perpupil facts`: the fact sets of a district, which counts for each year, and what stands in one."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.bring_in import add_district
from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import add_command, guarded

if TYPE_CHECKING:
    from perpupil.workspace.fact_sets import Kept

_EXAMPLE = """\
  perpupil facts                    every fact set, and which counts for each year
  perpupil facts 3fa2               one of them: its parts, its files, what was mended
  perpupil facts --use 3fa2         let it count again, as before the last import
  perpupil facts --templates forms  a file for each data set, with its headers and an example"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "facts", "Show a district's fact sets, go back to one, or write templates.", _EXAMPLE
    )
    parser.add_argument("facts", nargs="?", default="", metavar="SEAL|NAME", help="the beginning of a seal, or a name")
    add_district(parser)
    parser.add_argument("--use", default="", metavar="SEAL|NAME", help="let this fact set count for its year")
    parser.add_argument(
        "--templates", type=Path, metavar="FOLDER", help="write a template of every data set to a new folder"
    )
    parser.add_argument("--json", action="store_true", help="for a script")
    parser.set_defaults(command=guarded(_facts))


def _facts(given: Namespace) -> int:
    from perpupil.workspace.district import find_district

    if given.templates is not None:
        return _write_templates(given.templates)
    district = find_district(given.district)
    if given.use:
        return _use(district, given.use)
    return _show(district, given) if given.facts else _list(district, given)


def _write_templates(folder: Path) -> int:
    from perpupil.cli.printing import console
    from perpupil.intake.schemas import SCHEMAS, template
    from perpupil.workspace.files import write_folder

    write_folder(folder, {f"{name}.csv": template(schema) for name, schema in SCHEMAS.items()})
    console().print(f"Wrote {len(SCHEMAS)} templates to {folder}: {', '.join(SCHEMAS)}.")
    return FINE


def _use(district: Path, name: str) -> int:
    from perpupil.cli.printing import console, print_findings
    from perpupil.workspace.district import alone
    from perpupil.workspace.fact_sets import find_facts, read_kept
    from perpupil.workspace.in_force import put_in_force

    with alone(district):
        kept = find_facts(district, name)
        facts, findings = read_kept(kept.folder)
        if facts is None:
            print_findings(findings)
            return FOUND
        put_in_force(district, kept.year, kept.seal)
    console().print(f"Facts in force for FY{kept.year}: {kept.title}. Seal {kept.seal}")
    return FINE


def _list(district: Path, given: Namespace) -> int:
    from perpupil.cli.printing import console, print_json, table
    from perpupil.exact.numerals import group_thousands
    from perpupil.workspace.fact_sets import SEAL_CHARACTERS, kept_facts
    from perpupil.workspace.in_force import in_force

    kept, force = kept_facts(district), in_force(district)
    if given.json:
        print_json([{**one.content, "in_force": force.get(one.year) == one.seal} for one in kept])
        return FINE
    out = console()
    if not kept:
        out.print(
            "There are no facts yet. Bring in the district's files: perpupil import schools.csv students.csv programs.csv"
        )
        return FINE
    shown = table("", "Seal", "Year", "Fact set", "Kind", ">Students", "Data sets", "")
    for one in kept:
        shown.add_row(
            one.seal[:SEAL_CHARACTERS],
            f"FY{one.year}",
            one.title,
            str(one.content["kind"]),
            group_thousands(one.content["students"]) if one.content.get("students") else "–",
            ", ".join(one.content["tables"]),
            "in force" if force.get(one.year) == one.seal else "",
        )
    out.print(shown)
    return FINE


def _show(district: Path, given: Namespace) -> int:
    from perpupil.cli.printing import print_findings, print_json
    from perpupil.workspace.fact_sets import find_facts, read_kept

    kept = find_facts(district, given.facts)
    facts, findings = read_kept(kept.folder)
    if facts is None:
        print_findings(findings)
        return FOUND
    if given.json:
        print_json(kept.content)
    else:
        _print(kept)
    return FINE


def _print(kept: Kept) -> None:
    from perpupil.cli.printing import console, table

    out, content = console(), kept.content
    whom = f"students {content['kind']} on {content['count_date']}" if content["headcount"] else "without a headcount"
    out.print(f"{kept.title}: FY{kept.year}, {whom}", style="bold")
    out.print(f"Seal {kept.seal}, in {kept.folder}")
    if content["origin"]:
        out.print(f"Made from {content['origin']}")
    out.print()
    parts = table("", "Data set", ">Rows", "Seal")
    for name, part in content["tables"].items():
        parts.add_row(name, f"{part['rows']:,}", part["seal"][:12])
    if content["headcount"]:
        parts.add_row("headcount", "", content["headcount"][:12])
    out.print(parts)
    record = content["record"]
    if record.get("files"):
        out.print()
        out.print(f"From {', '.join(record['files'])}")
    _print_record(record)


def _print_record(record: dict[str, Any]) -> None:
    from perpupil.cli.printing import console, table

    out = console()
    if record.get("repairs"):
        out.print()
        shown = table("What was mended", "Data set", ">Times", "Rule")
        for one in record["repairs"]:
            lines = [line for line in one["rule"].splitlines() if not line.startswith(("[[", "dataset"))]
            shown.add_row(one["dataset"], f"{one['count']:,}", "; ".join(lines)[:160])
        out.print(shown)
    for one in record.get("answers", ()):
        cells = ", ".join(f"{count:,} of {name}" for name, count in one["cells"].items()) or "nothing new"
        out.print(f"Answered from {one['file']}: {cells}.")
    if record.get("found"):
        out.print()
        shown = table("What is still open", "Data set", "Finding", ">Times", ">Rows")
        for one in record["found"]:
            shown.add_row(one["dataset"], one["code"], f"{one['times']:,}", f"{one['rows']:,}")
        out.print(shown)
