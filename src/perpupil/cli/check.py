"""`perpupil check`: every mistake of a formula at once, before it costs money."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC
from typing import Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import add_command, add_inputs, files_of, guarded, load_facts, load_formula

_EXAMPLE = """\
  perpupil check formula.toml
  perpupil check formula.toml --facts schools.csv     also what only facts can show: cliffs, weights that pay nobody …"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(commands, "check", "Find what is wrong or risky in a formula, all at once.", _EXAMPLE)
    add_inputs(parser)
    parser.add_argument("--json", action="store_true", help="findings for a script")
    parser.set_defaults(command=guarded(_check))


def _check(given: Namespace) -> int:
    from datetime import datetime

    from perpupil.allocation.checks import check_allocation, check_formula
    from perpupil.allocation.run import run
    from perpupil.cli.printing import console, findings_as_data, print_findings, print_json, progress
    from perpupil.findings import Severity, has_errors

    files = files_of(given)
    with progress("Checking", 3) as step:
        formula, findings = load_formula(files, given.year)
        step("Reading facts")
        if formula is not None:
            findings += check_formula(formula, datetime.now(UTC).date())
            if files.facts is not None:
                facts, headcount, earlier, told = load_facts(formula, files, given.prior)
                findings += told
                step("Trying the formula")
                if facts is not None and not has_errors(findings):
                    allocation, told_run = run(formula, facts, headcount, earlier)
                    findings += told_run
                    findings += check_allocation(allocation) if allocation is not None else ()
    if given.json:
        print_json({"findings": findings_as_data(findings)})
    else:
        print_findings(findings, as_result=True)
        if not findings:
            console().print(
                "Nothing was found." if files.facts else "Nothing was found. With --facts more can be checked."
            )
    return FOUND if any(one.severity is not Severity.NOTE for one in findings) else FINE
