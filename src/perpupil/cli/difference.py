"""`perpupil difference`: what one version of a formula says otherwise than another, in words, with what each change does."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import add_command, files_of, guarded, load_facts, load_formula

if TYPE_CHECKING:
    from perpupil.comparison.difference import Difference, Effect

_EXAMPLE = """\
  perpupil difference formula_2026.toml formula_2027.toml --facts schools.csv
  perpupil difference fy2026 fy2027"""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser: ArgumentParser = add_command(
        commands,
        "difference",
        "Say in words what a formula says otherwise than another, and what each change does on the facts of the first.",
        _EXAMPLE,
    )
    parser.add_argument(
        "formula", type=Path, metavar="BEFORE", help="a formula file, or a folder with formula and facts"
    )
    parser.add_argument("after", type=Path, metavar="AFTER", help="the other version")
    parser.add_argument("--facts", type=Path, metavar="FACTS.csv", help="facts (default: facts.csv beside BEFORE)")
    parser.add_argument("--headcount", type=Path, metavar="H.csv", help="student counts (default: beside BEFORE)")
    parser.add_argument("--json", action="store_true", help="the changes for a script")
    parser.set_defaults(command=guarded(_difference))


def _difference(given: Namespace) -> int:
    from perpupil.allocation.world import World
    from perpupil.cli.printing import print_findings, print_json, progress
    from perpupil.comparison.difference import difference
    from perpupil.findings import has_errors
    from perpupil.workspace.files import find_files

    with progress("Reading both", 2) as step:
        files = files_of(given)
        before, findings = load_formula(files)
        after, told = load_formula(find_files(given.after))
        findings += told
        world = None
        if before is not None and after is not None and files.facts is not None:
            facts, headcount, earlier, told_facts = load_facts(before, files, [])
            findings += told_facts
            world = World(facts, headcount, earlier) if facts is not None else None
        if before is None or after is None or has_errors(findings):
            print_findings(findings)
            return FOUND
        step("Working each change")
        found = difference(before, after, world)
        step()
    if given.json:
        print_json(difference_as_data(found))
    else:
        _print(found)
    return FINE


def difference_as_data(found: Difference) -> dict[str, Any]:
    """Give the changes for a script."""
    from perpupil.money import plain

    return {
        "changes": [
            {
                "kind": one.revision.kind,
                "name": one.revision.name,
                "title": one.revision.title,
                "before": one.revision.before,
                "after": one.revision.after,
                "effect": _effect_as_data(one.effect),
            }
            for one in found.changes
        ],
        "together": _effect_as_data(found.together),
        "interplay": None if found.interplay_cents is None else plain(found.interplay_cents),
    }


def _effect_as_data(effect: Effect | None) -> dict[str, Any] | None:
    from perpupil.money import plain

    if effect is None:
        return None
    return {
        "total": plain(effect.total_cents),
        "gained": plain(effect.gained_cents),
        "gaining": effect.count_gaining,
        "lost": plain(effect.lost_cents),
        "losing": effect.count_losing,
    }


def _print(found: Difference) -> None:
    from perpupil.cli.printing import console
    from perpupil.money import signed

    formula = found.after
    out = console()
    out.print(" \N{RIGHTWARDS ARROW} ".join(dict.fromkeys((found.before.title, formula.title))), style="bold")
    if not found.changes:
        out.print("Both say the same.")
        return
    for one in found.changes:
        out.print(f"  {one.words(formula.noun, formula.currency)}")
    if found.together is None:
        if any(one.effect for one in found.changes):
            out.print(
                "The second version cannot be worked on these facts, so what the changes do together is not known."
            )
        return
    out.print()
    out.print(
        f"Together: {found.together.words(formula.noun, formula.currency)}; {signed(found.together.total_cents, formula.currency)} in all."
    )
    if found.interplay_cents and len(found.changes) > 1:
        out.print(
            f"Each change is worked alone on the first version; what they do to each other is {signed(found.interplay_cents, formula.currency)} of the total."
        )
