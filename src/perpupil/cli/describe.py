"""`perpupil describe`: a formula in plain words."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import (
    Misuse,
    add_command,
    add_inputs,
    allocate_quietly,
    files_of,
    guarded,
    load_formula,
    require_not_read,
)

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.page import Page
    from perpupil.findings import Finding
    from perpupil.formula.records import Formula
    from perpupil.workspace.files import FormulaFiles

FORMATS = ("text", "markdown", "html", "json")
_ENDINGS = {".md": "markdown", ".html": "html", ".htm": "html", ".json": "json", ".txt": "markdown"}

_EXAMPLE = """\
  perpupil describe formulas/small_district_student_based
  perpupil describe formula.toml --facts schools.csv --out formula.html
  perpupil describe formula.toml --for analysts --format markdown"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands,
        "describe",
        "Say a whole formula in plain words, headed by the district's definition of equity.",
        _EXAMPLE,
    )
    add_inputs(parser)
    parser.add_argument(
        "--for",
        dest="audience",
        choices=("schools", "analysts"),
        default="schools",
        help="who is to read it: schools and the public (the default), or those who work with the formula's text",
    )
    parser.add_argument(
        "--format", choices=FORMATS, help="how it is set (default: text, or what the ending of --out says)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it to a file: .html, .md or .json")
    parser.set_defaults(command=guarded(_describe))


def _describe(given: Namespace) -> int:
    from perpupil.allocation.past_values import Cost, changes, costs
    from perpupil.cli.printing import print_findings, progress
    from perpupil.documents.description import describe
    from perpupil.documents.description.subject import Audience
    from perpupil.findings import Severity, has_errors

    form = _format(given)
    with progress("Reading the formula", 4) as step:
        formula, allocation, files, findings = _read(given, step)
        if formula is None or has_errors(findings):
            print_findings(findings)
            return FOUND
        step("Looking at what has changed")
        past = tuple(map(Cost, changes(formula))) if allocation is None else costs(allocation)
        page, told = describe(formula, Audience(given.audience), allocation, past)
        step("Writing")
    findings += told
    if page is not None:
        _show(page, form, given, files)
    print_findings([one for one in findings if one.severity is not Severity.NOTE])
    return FINE if page is not None else FOUND


def _format(given: Namespace) -> str:
    """Give the format that was asked for, or that the ending of the file says."""
    if given.format is not None:
        return str(given.format)
    if given.out is None:
        return "text"
    if given.out.suffix.lower() not in _ENDINGS:
        message = f"{given.out} does not say by its ending how it is to be set; add --format html, markdown or json."
        raise Misuse(message)
    return _ENDINGS[given.out.suffix.lower()]


def _read(given: Namespace, step: Any) -> tuple[Formula | None, Allocation | None, FormulaFiles, list[Finding]]:  # noqa: ANN401  a callable of the progress bar
    """Read the formula, and work it where there are facts."""
    files = files_of(given)
    if files.facts is None:
        formula, findings = load_formula(files, getattr(given, "year", None))
        return formula, None, files, findings
    allocation, files, findings = allocate_quietly(given, step)
    return (allocation.formula if allocation else None), allocation, files, findings


def _show(page: Page, form: str, given: Namespace, files: FormulaFiles) -> None:
    """Write a page to its file, or print it."""
    import sys

    from perpupil.cli.page import print_page
    from perpupil.workspace.files import write

    if given.out is None and form == "text":
        print_page(page)
        return
    content = _set(page, form)
    if given.out is None:
        sys.stdout.write(content)
        return
    require_not_read(given.out, files, given.prior)
    write(given.out, content.encode())


def _set(page: Page, form: str) -> str:
    """Set a page as text of a format."""
    import json

    from perpupil.documents.data import as_data
    from perpupil.documents.html import as_html
    from perpupil.documents.markdown import as_markdown

    match form:
        case "html":
            return as_html(page)
        case "json":
            return json.dumps(as_data(page), ensure_ascii=False, indent=1) + "\n"
        case _:
            return as_markdown(page)
