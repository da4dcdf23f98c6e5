"""`perpupil journey`: a dollar from state to district to school to student group, held against need."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.cascade import read_levels
from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, guarded

if TYPE_CHECKING:
    from perpupil.allocation.cascade import Level
    from perpupil.documents.page import Page
    from perpupil.equity.journey.asking import Question
    from perpupil.equity.journey.journey import District, Journey
    from perpupil.findings import Finding

_EXAMPLE = """\
  perpupil journey my_state
  perpupil journey my_state --district 0010 --out alder.html
  perpupil journey formulas/new_jersey_sfra_fy2021 --json

the folder is one of `perpupil cascade`; journey.toml in it says which students have which need, and by what names
the formula counts them. A district's folder may have its own where its formula counts them by other names."""

QUESTION = "journey.toml"


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    from perpupil.cli.page import add_out

    parser = add_command(
        commands,
        "journey",
        "Follow a dollar from state to school to student group, and hold it against need.",
        _EXAMPLE,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of the uppermost level")
    parser.add_argument("--district", metavar="ID", help="look at one district, such as 0010")
    parser.add_argument("--year", type=int, metavar="YEAR", help="the year of the pool files (default: each formula's)")
    parser.add_argument("--all", action="store_true", help="list every district and school, not the first 40")
    add_out(parser)
    parser.add_argument("--json", action="store_true", help="everything for a script, amounts as decimal text")
    parser.set_defaults(command=guarded(_journey))


def _journey(given: Namespace) -> int:
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.documents.journey import journey_as_data, journey_page
    from perpupil.findings import has_errors

    if not given.folder.is_dir():
        message = f"{given.folder} is no folder."
        raise Misuse(message)
    _require_formula(given.folder)
    forms = forms_of(given.out)
    found, findings = _found(given)
    data: Mapping[str, Any] = {}
    if found is not None:
        district = _district(found, given.district)
        page = journey_page(found, district, show_all=given.all)
        data = journey_as_data(found, district)
        write_page(page, forms, lambda: data)
        if not given.json and not forms:
            print_page(page)
        elif not given.json:
            print(f"{_first_sentence(page)}\nWritten to {', '.join(map(str, forms))}")
    if given.json:
        print_json({**data, "findings": findings_as_data(findings)})
    else:
        print_findings(findings)
    return FOUND if found is None or has_errors(findings) else FINE


def _found(given: Namespace) -> tuple[Journey | None, list[Finding]]:
    """Read the levels and what is asked of them, work them, and follow a dollar."""
    from perpupil.allocation.cascade import cascade
    from perpupil.cli.printing import progress
    from perpupil.equity.journey.journey import journey
    from perpupil.findings import has_errors

    with progress("Reading the levels", 3) as step:
        level, findings = read_levels(given.folder, given.year, ())
        questions, told = _questions(given.folder, level)
        findings += told
        step("Handing out")
        if level is None or has_errors(told):
            return None, findings
        top, told_levels = cascade(level)
        findings += told_levels
        step("Following a dollar")
        if top is None:
            return None, findings
        found, told_needs = journey(top, questions)
    return found, [*findings, *told_needs]


def _require_formula(folder: Path) -> None:
    """Refuse a folder that has facts and no formula, and say what can be asked of it."""
    from perpupil.workspace.files import FORMULA

    if not (folder / FORMULA).is_file() and (folder / "steady_state.toml").is_file():
        message = f"{folder} has no formula to follow money through; perpupil steady-state {folder} says whether its money follows need."
        raise Misuse(message)


def _questions(folder: Path, level: Level | None) -> tuple[dict[tuple[str, ...], Question], list[Finding]]:
    """Read what is asked at each level that has a file for it."""
    questions: dict[tuple[str, ...], Question] = {}
    findings: list[Finding] = []
    for path, place in _folders(folder, level):
        question, told = _question(place / QUESTION)
        findings += told
        if question is not None:
            questions[path] = question
    return questions, findings


def _folders(folder: Path, level: Level | None) -> list[tuple[tuple[str, ...], Path]]:
    """List the folders of the levels that could be read, each with its path."""
    import unicodedata

    from perpupil.allocation.cascade import Level
    from perpupil.workspace.files import folders_of_units

    waiting: list[tuple[tuple[str, ...], Path, object]] = [((), folder, level)]
    found = []
    while waiting:
        path, place, one = waiting.pop()
        if isinstance(one, Level):
            found.append((path, place))
            units = {unicodedata.normalize("NFC", each.name): each for each in folders_of_units(place)}
            waiting += [((*path, unit), units[unit], below) for unit, below in one.below.items() if unit in units]
    return sorted(found)


def _question(path: Path) -> tuple[Question | None, tuple[Finding, ...]]:
    """Read what is asked at one level; nothing where there is no file."""
    from perpupil.equity.journey.asking import read_question
    from perpupil.workspace.files import read

    return read_question(read(path), str(path)) if path.is_file() else (None, ())


def _district(found: Journey, named: str | None) -> District | None:
    """Find the district that is asked for."""
    from perpupil.formula.functions import closest

    if named is None:
        return None
    district = found.district(named)
    if district is not None:
        return district
    known = ["/".join(one.stop.path) for one in found.districts]
    if named in found.amounts_cents:
        message = f"What {found.names[named]} ({named}) gives its schools is not known here: it has no folder in units."
        raise Misuse(message)
    near = closest(named, known)
    message = f"No money was followed to a district {named!r}.{f' Did you mean {near}?' if near else ''}"
    raise Misuse(message)


def _first_sentence(page: Page) -> str:
    from perpupil.documents.page import Paragraph, shown

    return next(shown(block.text) for block in page.blocks if isinstance(block, Paragraph))
