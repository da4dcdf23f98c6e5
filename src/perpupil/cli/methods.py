"""`perpupil methods`: two methods on the same students, such as a staffing formula and a student-based one: who gains and who loses."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, allocate_quietly, files_of, guarded, require_not_read

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.equity.two_methods.two_methods import Asked, TwoMethods
    from perpupil.findings import Finding
    from perpupil.workspace.files import FormulaFiles

LEVEL, LOW_INCOME = "level", "low_income"

_EXAMPLE = """\
  perpupil methods staffing.toml student_based.toml facts.csv
  perpupil methods staffing.toml student_based.toml facts.csv --headcount headcount.csv --by region --price teacher_price
  perpupil methods staffing.toml student_based.toml facts.csv --set 2029:loss_limit=0.04 --out methods.html

later years of the second formula are told where it has limits that end, or where --set changes a parameter from a year on."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    from perpupil.cli.page import add_out

    parser = add_command(
        commands, "methods", "Put two methods side by side on the same students: who gains, who loses.", _EXAMPLE
    )
    parser.add_argument("old", type=Path, metavar="OLD_FORMULA", help="the method in force: a formula file or a folder")
    parser.add_argument("new", type=Path, metavar="NEW_FORMULA", help="the other method: a formula file or a folder")
    parser.add_argument(
        "facts", type=Path, nargs="?", metavar="FACTS", help="facts of both (default: facts.csv beside the first)"
    )
    parser.add_argument(
        "--headcount",
        type=Path,
        metavar="H.csv",
        help="student counts of both (default: headcount.csv beside the facts)",
    )
    parser.add_argument(
        "--prior",
        action="append",
        default=[],
        metavar="YEAR=FACTS.csv",
        help="facts of an earlier year, for both; may be given again",
    )
    _add_questions(parser)
    add_out(parser)
    parser.add_argument("--json", action="store_true", help="the whole result for a script")
    parser.add_argument("--all", action="store_true", help="print every unit, not those alone that change most")
    parser.set_defaults(command=guarded(_methods))


def _add_questions(parser: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add what can be asked."""
    parser.add_argument(
        "--by", action="append", default=[], metavar="COLUMN",
        help=f"a column of text to put units together by, such as region; may be given again (default: {LEVEL}, where there is one)",
    )  # fmt: skip
    need = parser.add_mutually_exclusive_group()
    need.add_argument(
        "--need", default="", metavar="NEED",
        help=f"the need for the quarters: of the headcount, a column that counts students, or a count (default: {LOW_INCOME}, where there is one)",
    )  # fmt: skip
    need.add_argument("--need-share", default="", metavar="COLUMN", help="the need as a column of shares from 0 to 1")
    parser.add_argument(
        "--students",
        default="",
        metavar="COLUMN",
        help="the column of students, where there is no headcount (default: students)",
    )
    parser.add_argument(
        "--price",
        default="",
        metavar="NAME",
        help="the parameter, or the column of facts, that says what a teacher costs",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="YEAR:NAME=VALUE",
        help="a parameter of the second formula from a year on, such as 2029:loss_limit=0.04; may be given again",
    )  # fmt: skip
    parser.add_argument(
        "--year-begins", default="07-01", metavar="MM-DD", help="when the fiscal year begins (default: 07-01)"
    )


def _methods(given: Namespace) -> int:
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.documents.two_methods import two_methods_page, two_methods_sentence
    from perpupil.documents.two_methods_data import two_methods_as_data, two_methods_sheets
    from perpupil.findings import Severity

    forms = forms_of(given.out)
    found, findings = _found(given)
    told = [one for one in findings if one.severity is not Severity.NOTE]
    if found is not None:
        data = two_methods_as_data(found)
        page = two_methods_page(found, all_schools=given.all or bool(forms))
        write_page(page, forms, lambda: data, lambda: two_methods_sheets(found, page))
        if given.json:
            print_json(data | {"problems": findings_as_data(told)})
        elif not forms:
            print_page(page)
        else:
            print(f"{two_methods_sentence(found)}\nWritten to {', '.join(map(str, forms))}")
    elif given.json:
        print_json({"problems": findings_as_data(told)})
    print_findings(told)
    return FINE if found is not None else FOUND


def _found(given: Namespace) -> tuple[TwoMethods | None, list[Finding]]:
    """Work both methods and compare them."""
    from perpupil.equity.need_shares import NotThere
    from perpupil.equity.two_methods.phases import NoSuchYear
    from perpupil.equity.two_methods.two_methods import two_methods
    from perpupil.findings import has_errors

    asked = _asked(given)
    facts, headcount = _facts(given)
    sides: list[Allocation] = []
    findings: list[Finding] = []
    for path in (given.old, given.new):
        allocation, files, told = _allocated(path, facts, headcount, given.prior)
        findings += told
        for out in given.out:
            require_not_read(out, files, given.prior)
        if allocation is None or has_errors(told):
            return None, findings
        sides.append(allocation)
    _require_parameters(asked, sides[1])
    try:
        found, told_both = two_methods(sides[0], sides[1], _with_defaults(asked, given, sides))
    except (NotThere, NoSuchYear) as mistake:
        raise Misuse(str(mistake)) from None
    return found, [*findings, *told_both]


def _facts(given: Namespace) -> tuple[Path, Path | None]:
    """Find the facts and the headcount of both methods."""
    from perpupil.workspace.files import HEADCOUNT

    if given.facts is not None:
        beside = given.facts.parent / HEADCOUNT
        return given.facts, given.headcount or (beside if beside.is_file() else None)
    files = files_of(Namespace(formula=given.old, headcount=given.headcount))
    if files.facts is None:
        message = f"There are no facts beside {files.formula}; name them behind the two formulas."
        raise Misuse(message)
    return files.facts, files.headcount


def _allocated(
    path: Path, facts: Path, headcount: Path | None, prior: list[str]
) -> tuple[Allocation | None, FormulaFiles, list[Finding]]:
    return allocate_quietly(
        Namespace(formula=path, facts=facts, headcount=headcount, pool=None, year=None, prior=prior)
    )


def _asked(given: Namespace) -> Asked:
    from perpupil.equity.two_methods.two_methods import Asked

    return Asked(
        by=tuple(dict.fromkeys(given.by)),
        need=given.need_share or given.need,
        is_share=bool(given.need_share),
        students=given.students,
        price=given.price,
        settings=_settings(given.set),
        begins=_begins(given.year_begins),
    )


def _with_defaults(asked: Asked, given: Namespace, sides: list[Allocation]) -> Asked:
    """Ask by level and by low income where nobody says otherwise and both are there."""
    from perpupil.equity.need_shares import needs_there

    facts = sides[1].world.facts
    if not given.by and facts.has(LEVEL):
        asked = replace(asked, by=(LEVEL,))
    if not asked.need and (LOW_INCOME in needs_there(sides[1].world) or facts.has(LOW_INCOME)):
        asked = replace(asked, need=LOW_INCOME)
    return asked


def _settings(texts: list[str]) -> dict[int, dict[str, Fraction]]:
    """Read `YEAR:NAME=VALUE`."""
    from perpupil.exact.numerals import read_number

    settings: dict[int, dict[str, Fraction]] = {}
    for text in texts:
        year, _, rest = text.partition(":")
        name, _, written = rest.partition("=")
        value = read_number(written.strip())
        if not (year.isascii() and year.isdecimal() and len(year) == 4 and name.strip()) or value is None:  # noqa: PLR2004  digits of a year
            message = f"--set takes YEAR:NAME=VALUE, such as 2029:loss_limit=0.04, not {text[:80]!r}."
            raise Misuse(message)
        if name.strip() in settings.setdefault(int(year), {}):
            message = f"--set gives {name.strip()} for {year} twice."
            raise Misuse(message)
        settings[int(year)][name.strip()] = value
    return settings


def _begins(text: str) -> tuple[int, int]:
    """Read the month and day on which the fiscal year begins."""
    from datetime import date

    try:
        month, day = map(int, text.split("-"))
        date(2027, month, day)
    except ValueError:
        message = f"--year-begins takes a month and a day, such as 07-01, not {text[:20]!r}."
        raise Misuse(message) from None
    return month, day


def _require_parameters(asked: Asked, allocation: Allocation) -> None:
    """Refuse to set what the second formula does not have as a number."""
    from perpupil.formula.functions import closest

    formula = allocation.formula
    numbers = [name for name, parameter in formula.parameters.items() if isinstance(parameter.value, Fraction)]
    for name in (name for values in asked.settings.values() for name in values):
        if name not in numbers:
            near = closest(name, numbers)
            message = f"--set names {name!r}, which is no parameter of {formula.title} that is a number."
            raise Misuse(message + (f" Did you mean {near}?" if near else ""))
