"""`perpupil similar`: the schools most like one, and why they get more or less."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, allocate_quietly, guarded, require_not_read

if TYPE_CHECKING:
    from fractions import Fraction

    from perpupil.allocation.allocation import Allocation
    from perpupil.equity.need_shares import Share
    from perpupil.equity.similar_dollars import Similar
    from perpupil.findings import Finding

LEVEL = "level"

_EXAMPLE = """\
  perpupil similar formulas/dc_public_schools_fy2015_16 "Aiton ES"
  perpupil similar formulas/small_district_staffing 110 --need low_income
  perpupil similar my_district 0217 --nearest 8 --weight size=0 --weight low_income=2 --out similar.html

a folder with a formula is worked, and each difference is split by cause; a folder with facts.csv and
steady_state.toml alone has amounts, and each difference is split by their categories."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    from perpupil.cli.page import add_out

    parser = add_command(
        commands, "similar", "Find the schools most like one, and say why they get more or less.", _EXAMPLE
    )
    parser.add_argument(
        "formula", type=Path, metavar="DIR_OR_FORMULA",
        help="a formula file, a folder with formula.toml and facts.csv, or one with facts.csv and steady_state.toml",
    )  # fmt: skip
    parser.add_argument("school", metavar="SCHOOL", help="its id, or its name")
    parser.add_argument("--facts", type=Path, metavar="FACTS.csv", help="facts (default: facts.csv beside the formula)")
    parser.add_argument(
        "--headcount", type=Path, metavar="H.csv", help="student counts (default: headcount.csv beside the formula)"
    )
    parser.add_argument(
        "--prior",
        action="append",
        default=[],
        metavar="YEAR=FACTS.csv",
        help="facts of an earlier year; may be given again",
    )
    parser.add_argument("--nearest", type=int, default=5, metavar="N", help="how many to show (default: 5)")
    parser.add_argument(
        "--need", action="append", default=[], metavar="NEED",
        help="a need to compare by; may be given again (default: every need of the headcount, or of steady_state.toml)",
    )  # fmt: skip
    parser.add_argument(
        "--need-share",
        action="append",
        default=[],
        metavar="COLUMN",
        help="a need as a column of shares from 0 to 1; may be given again",
    )
    parser.add_argument(
        "--weight", action="append", default=[], metavar="NAME=NUMBER",
        help="how much a need, or size, weighs; 1 where nothing is said; may be given again",
    )  # fmt: skip
    parser.add_argument(
        "--students",
        default="",
        metavar="COLUMN",
        help="the column of students, where there is no headcount (default: students)",
    )
    parser.add_argument(
        "--span",
        default=None,
        metavar="COLUMN",
        help=f"the column of the grade span (default: {LEVEL}, where there is one)",
    )
    parser.add_argument(
        "--year", type=int, metavar="YEAR", help="the fiscal year, where the facts or the pool file have several"
    )
    add_out(parser)
    parser.add_argument("--json", action="store_true", help="the whole result for a script")
    parser.set_defaults(command=guarded(_similar))


def _similar(given: Namespace) -> int:
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.documents.similar import similar_as_data, similar_page, similar_sentence
    from perpupil.findings import Severity

    if given.nearest < 1:
        message = f"--nearest takes a number of schools from 1 on, not {given.nearest}."
        raise Misuse(message)
    forms = forms_of(given.out)
    found, findings = _found(given)
    told = [one for one in findings if one.severity is not Severity.NOTE]
    if found is not None:
        data, page = similar_as_data(found), similar_page(found)
        write_page(page, forms, lambda: data)
        if given.json:
            print_json(data | {"problems": findings_as_data(told)})
        elif not forms:
            print_page(page)
        else:
            print(f"{similar_sentence(found)}\nWritten to {', '.join(map(str, forms))}")
    elif given.json:
        print_json({"problems": findings_as_data(told)})
    print_findings(told)
    return FINE if found is not None else FOUND


def _found(given: Namespace) -> tuple[Similar | None, list[Finding]]:
    """Look in an allocation, or in the amounts of a folder that has no formula."""
    from perpupil.equity.need_shares import NotThere
    from perpupil.equity.similar import CannotCompare
    from perpupil.workspace.files import FORMULA
    from perpupil.workspace.steady_states import QUESTION

    weights = _weights(given.weight)
    folder = given.formula
    has_amounts_alone = (folder / QUESTION).is_file() and not (folder / FORMULA).is_file()
    try:
        return _by_amounts(given, weights) if has_amounts_alone else _by_formula(given, weights)
    except (CannotCompare, NotThere) as mistake:
        raise Misuse(str(mistake)) from None


def _by_amounts(given: Namespace, weights: dict[str, Fraction]) -> tuple[Similar | None, list[Finding]]:
    from perpupil.equity.similar_dollars import similar_by_amounts
    from perpupil.workspace.files import FACTS
    from perpupil.workspace.steady_states import QUESTION, read_situation

    said = {
        "--facts": given.facts, "--headcount": given.headcount, "--prior": given.prior, "--need-share": given.need_share,
        "--students": given.students, "--span": given.span,
    }  # fmt: skip
    strange = [option for option, value in said.items() if value]
    if strange:
        message = f"{strange[0]} goes with a formula; in {given.formula} {QUESTION} says what its columns are."
        raise Misuse(message)
    read = (given.formula / QUESTION, given.formula / FACTS)
    over = next((out for out in given.out if any(out.exists() and path.samefile(out) for path in read)), None)
    if over is not None:
        message = f"{over} was read; the result would overwrite it. Name another file."
        raise Misuse(message)
    situation, findings = read_situation(given.formula, given.year)
    if situation is None:
        return None, list(findings)
    return similar_by_amounts(situation, given.school, given.nearest, weights, given.need), list(findings)


def _by_formula(given: Namespace, weights: dict[str, Fraction]) -> tuple[Similar | None, list[Finding]]:
    from perpupil.equity.need_shares import students_of
    from perpupil.equity.similar_dollars import Known, similar_by_formula
    from perpupil.findings import has_errors

    allocation, files, findings = allocate_quietly(
        Namespace(
            formula=given.formula,
            facts=given.facts,
            headcount=given.headcount,
            pool=None,
            year=given.year,
            prior=given.prior,
        )
    )
    for out in given.out:
        require_not_read(out, files, given.prior)
    if allocation is None or has_errors(findings):
        return None, findings
    students = students_of(allocation.world, (allocation.formula,), given.students)
    needs = _needs(given, allocation, students)
    counting = [name for name in (given.students, *given.need, *given.need_share) if name]
    known = Known(students, needs, _spans(given, allocation), counting)
    found = similar_by_formula(allocation, given.school, given.nearest, known, weights)
    return found, [*findings, *(told for need in needs for told in need.findings)]


def _needs(given: Namespace, allocation: Allocation, students: tuple[Fraction | None, ...]) -> list[Share]:
    """Give the needs that are asked for, else those of the headcount."""
    from perpupil.equity.need_shares import need_of, needs_there

    world, formulas = allocation.world, (allocation.formula,)
    asked = [(name, False) for name in given.need] + [(name, True) for name in given.need_share]
    asked = asked or [(name, False) for name in needs_there(world)]
    return [need_of(world, formulas, name, students, is_share=is_share) for name, is_share in dict.fromkeys(asked)]


def _spans(given: Namespace, allocation: Allocation) -> tuple[str, ...]:
    """Give the grade span of each unit; empty where there is none."""
    from perpupil.formula.functions import closest

    facts = allocation.world.facts
    if given.span is None:
        return facts.texts(LEVEL) if facts.has(LEVEL) else ("",) * len(facts.units)
    if not facts.has(given.span):
        near = closest(given.span, facts.column_names())
        message = f"There is no column {given.span!r} in the facts." + (f" Did you mean {near}?" if near else "")
        raise Misuse(message)
    return facts.texts(given.span)


def _weights(texts: list[str]) -> dict[str, Fraction]:
    """Read `NAME=NUMBER`."""
    from perpupil.exact.numerals import read_number

    weights: dict[str, Fraction] = {}
    for text in texts:
        name, _, written = text.rpartition("=")
        value = read_number(written.strip())
        if not name.strip() or value is None or value < 0 or name.strip() in weights:
            message = f"--weight takes NAME=NUMBER, each name once and no number below zero, such as size=0.5, not {text[:80]!r}."
            raise Misuse(message)
        weights[name.strip()] = value
    return weights
