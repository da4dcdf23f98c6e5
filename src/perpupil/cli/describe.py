"""`perpupil describe`: a formula in plain words."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import (
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
    from perpupil.documents.forms import Form
    from perpupil.documents.page import Page
    from perpupil.findings import Finding
    from perpupil.formula.records import Formula
    from perpupil.workspace.files import FormulaFiles

FORMATS = ("text", "markdown", "html", "json")

_EXAMPLE = """\
  perpupil describe formulas/small_district_student_based
  perpupil describe formula.toml --facts schools.csv --out formula.html
  perpupil describe formula.toml --for analysts --format markdown"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    from perpupil.cli.page import add_out

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
    add_out(parser)
    parser.set_defaults(command=guarded(_describe))


def _describe(given: Namespace) -> int:
    from perpupil.allocation.past_values import Cost, changes, costs
    from perpupil.cli.printing import print_findings, progress
    from perpupil.documents.description import describe
    from perpupil.documents.description.subject import Audience
    from perpupil.findings import Severity, has_errors

    forms = _forms(given)
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
        _show(page, forms, given, files)
    print_findings([one for one in findings if one.severity is not Severity.NOTE])
    return FINE if page is not None else FOUND


def _forms(given: Namespace) -> Mapping[Path, Form]:
    """Give the form of each file: that which was asked for, or that which its ending says."""
    from perpupil.cli.page import forms_of
    from perpupil.documents.forms import Form

    if given.format is None:
        return forms_of(given.out)
    form = Form.MARKDOWN if given.format == "text" else Form(given.format)
    return dict.fromkeys(given.out, form)


def _read(given: Namespace, step: Any) -> tuple[Formula | None, Allocation | None, FormulaFiles, list[Finding]]:  # noqa: ANN401  a callable of the progress bar
    """Read the formula, and work it where there are facts."""
    files = files_of(given)
    if files.facts is None:
        formula, findings = load_formula(files, getattr(given, "year", None))
        return formula, None, files, findings
    allocation, files, findings = allocate_quietly(given, step)
    return (allocation.formula if allocation else None), allocation, files, findings


def _show(page: Page, forms: Mapping[Path, Form], given: Namespace, files: FormulaFiles) -> None:
    """Write a page to its files, or print it."""
    import sys

    from perpupil.cli.page import print_page, write_page
    from perpupil.documents.forms import Form, set_as

    for out in forms:
        require_not_read(out, files, given.prior)
    write_page(page, forms)
    if forms:
        return
    if given.format in {None, "text"}:
        print_page(page)
    else:
        sys.stdout.write(set_as(Form(given.format), page).decode())
