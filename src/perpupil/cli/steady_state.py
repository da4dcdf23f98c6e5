"""`perpupil steady-state`: whether dollars follow need today, and what stands out."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded, load_table

if TYPE_CHECKING:
    from perpupil.equity.steady_state import SteadyState
    from perpupil.findings import Finding

_EXAMPLE = """\
  perpupil steady-state formulas/dc_public_schools_fy2015_16
  perpupil steady-state formulas/dc_public_schools_fy2015_16 --year 2015 --json
  perpupil steady-state my_district --need english_learners --out report.html

the folder holds facts.csv and steady_state.toml, which says which columns are students, needs and money."""

QUESTION, FACTS = "steady_state.toml", "facts.csv"
AUDIENCES = ("analyst", "leadership")


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "steady-state", "Say where a district stands today: do dollars follow need?", _EXAMPLE
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder with facts.csv and steady_state.toml")
    parser.add_argument("--year", type=int, metavar="YEAR", help="the fiscal year (default: the last one in the facts)")
    parser.add_argument(
        "--need", default="", metavar="NEED", help="measure by another need (default: the one that the file names)"
    )
    parser.add_argument(
        "--margin",
        type=float,
        default=1.0,
        metavar="PERCENT",
        help="percent of mean dollars a student for ten points of need that still count as flat (default: 1)",
    )
    parser.add_argument(
        "--audience",
        default="leadership",
        metavar="|".join(AUDIENCES),
        help="leadership, or analyst, who sees every school (default: leadership)",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the report to a file: .html, .md or .json")
    parser.add_argument("--json", action="store_true", help="verdict, measures and findings for a script")
    parser.set_defaults(command=guarded(_steady_state))


def _steady_state(given: Namespace) -> int:
    from perpupil.cli.page import print_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.documents.steady_state import steady_state_as_data, steady_state_page
    from perpupil.findings import has_errors

    if given.audience not in AUDIENCES:
        message = f"--audience {given.audience}: this report is for {' or '.join(AUDIENCES)}; for others small groups of students must be hidden first."
        raise Misuse(message)
    if not 0 < given.margin < 100:  # noqa: PLR2004  percent
        message = f"--margin takes a percentage above 0 and below 100, not {given.margin:g}."
        raise Misuse(message)
    found, findings = _found(given)
    if found is not None:
        page = steady_state_page(found, all_schools=given.audience == "analyst")
        if given.out is not None:
            _write(page, steady_state_as_data(found), given.out)
        if given.json:
            print_json(steady_state_as_data(found) | {"problems": findings_as_data(findings)})
        elif given.out is None:
            print_page(page)
        else:
            print(f"{found.verdict.sentence}\nWritten to {given.out}")
    elif given.json:
        print_json({"problems": findings_as_data(findings)})
    print_findings(findings)
    return FOUND if found is None or has_errors(findings) else FINE


def _found(given: Namespace) -> tuple[SteadyState | None, list[Finding]]:
    """Read the question and the facts, and answer."""
    from dataclasses import replace

    from perpupil.equity.asking import read_question
    from perpupil.equity.situation import situation
    from perpupil.equity.steady_state import steady_state
    from perpupil.equity.verdict import Standard
    from perpupil.facts.facts import read_facts
    from perpupil.workspace.files import read

    asked, told = read_question(read(given.folder / QUESTION), str(given.folder / QUESTION), given.year)
    findings = list(told)
    if asked is None:
        return None, findings
    question = asked.question
    if given.need:
        if given.need not in {one.name for one in question.needs}:
            there = ", ".join(one.name for one in question.needs)
            message = f"There is no need {given.need!r}; the needs are {there}."
            raise Misuse(message)
        question = replace(question, need=given.need)
    table, wrong = load_table(given.folder / FACTS)
    facts, told = (None, ()) if wrong else read_facts(table, asked.binding)
    findings += [*wrong, *told]
    if facts is None:
        return None, findings
    made, told_made = situation(question, facts)
    findings += told_made
    return (steady_state(made, Standard(margin=given.margin / 100)) if made is not None else None), findings


def _write(page: Any, data: dict[str, Any], out: Path) -> None:  # noqa: ANN401  loaded where it is used
    import json

    from perpupil.documents.html import as_html
    from perpupil.documents.markdown import as_markdown
    from perpupil.workspace.files import write

    match out.suffix.lower():
        case ".json":
            text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        case ".html" | ".htm":
            text = as_html(page)
        case ".md":
            text = as_markdown(page)
        case _:
            message = f"{out}: the report is written as .html, .md or .json."
            raise Misuse(message)
    write(out, text.encode())
