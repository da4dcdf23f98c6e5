"""Write the pages of docs/reference that follow from the declarations in the code."""

from __future__ import annotations

import argparse
import inspect
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from perpupil.budget import questions
from perpupil.budget.autonomy import keys as autonomy_keys
from perpupil.calendar import keys as calendar_keys
from perpupil.equity import asking
from perpupil.equity.journey import asking as journey_asking
from perpupil.equity.measures import MEASURES, Measure
from perpupil.equity.measures.declaration import Option
from perpupil.exact.numerals import group_thousands
from perpupil.findings import MEANINGS, Severity
from perpupil.formula.components import COMPONENTS, Component
from perpupil.formula.components.declaration import Example
from perpupil.formula.functions import FUNCTIONS, Function, Worked
from perpupil.formula.keys import SECTIONS, Key, KeyType
from perpupil.grants import keys as grant_keys
from perpupil.grants.proposals import keys as proposal_keys
from perpupil.intake.asking_words import ASKING
from perpupil.intake.checks import CHECKS
from perpupil.intake.repairs import KINDS
from perpupil.intake.schemas import HOW_TO_WRITE, SCHEMAS, Column, Schema, template
from perpupil.services import keys as service_keys
from perpupil.web.access.rights import RIGHTS, Reach, Role

Rows = Sequence[Sequence[str]]

HEADER = 'language = 1\ntitle = "An example"\n\n[facts]\nunit = "unit"\n'
"""What stands above every worked example of a component."""

_LAST_YEAR = "_last_year"
_LINKED = {
    KeyType.EXPRESSION: "[expression](language.md#4-expressions) or number",
    KeyType.ROUNDING: "[rounding](language.md#5-rounding)",
}
_WIDTH = 120
_KEYS = """# Keys

Every key that a formula can have, table by table. A key that is not listed here is an error, never
ignored. The keys of a component line are in [components.md](components.md); what they mean together
is in [the formula language](language.md).

This page is written by `make docs` from the declarations in the code, `formula/keys.py`."""
_FUNCTIONS = """# Functions

Every function that an expression can call. There are no others, and none can be defined. How
expressions are written is in [the formula language](language.md#4-expressions).

In a call, `…` after the last argument means that more may follow; what has a `=` may be left out.
Each example is worked out by the tests: the columns of facts on the left give the result on the
right.

This page is written by `make docs` from the declarations in the code, `formula/functions.py`."""
_COMPONENTS = """# Components

A component is a shorter way to write a line: `kind = "per_student"` and a few keys in place of a
`value`. Each stands for an expression, which is shown; the names in it are the component's keys.
Every line also has the keys of [`[line.NAME]`](keys.md#linename), such as `title`, `when` and
`round`.

This page is written by `make docs` from the declarations in the code, `formula/components`. Each
example is worked out by the tests. Above it, as in every formula, stands"""
_STEADY_STATE = """# The steady-state file

`steady_state.toml` stands beside `facts.csv` and says which of its columns are students, needs and money. What it does not
say is not known, and is never taken for zero. How to write one is in [See where you stand](../how-to/see-where-you-stand.md).

This page is written by `make docs` from the declarations in the code, `equity/asking.py`."""
_JOURNEY = """# The journey file

`journey.toml` stands beside a `formula.toml` and says which students have which need, and by what names the formula counts them. It is read
by `perpupil journey`. Levels below take the file of the level above, unless they have one of their own; needs are matched by name. How to write
one is in [Follow a dollar](../how-to/follow-a-dollar.md).

A name in `students` or `counted` may be a column of the facts, a count or a need of the headcount, a step or a parameter. What a need generates is worked out with
all names of its `counted` at nothing; in a headcount the students stay and are without the need. A name stands in `counted` of one need only.

This page is written by `make docs` from the declarations in the code, `equity/journey/asking.py`."""
_GRANTS = """# The grants file

`grants.toml` says what a district was granted, what it sets aside, and what schools get and are offered of it. Beside it may lie
`proposals.toml`, what schools want to do with their money (or a file a school in the folder `proposals`, read the same way), and
`grant_spending.csv`, what was spent of that. How to write them is in
[Devolve a grant](../how-to/devolve-a-grant.md); what the law has to do with it is in
[Lawful shares of Title I](../explanation/lawful-shares-of-title-i.md).

An amount is dollars and at most cents, a percentage a number such as `2.5`. A set-aside that is a percentage is rounded up to a cent,
indirect cost down, a share for private schools to the nearest cent. `grant_spending.csv` has the columns
`date,grant,school,proposal,line,amount,what`; a credit is below zero.

This page is written by `make docs` from the declarations in the code, `grants/keys.py` and `grants/proposals/keys.py`."""
_SERVICES = """# The services file

`services.toml` says what the district runs for its schools, what it costs, and on what terms a school may decline or buy it. Beside it
stand `choices.csv` and the students: `facts.csv` with `headcount.csv`, or the data set in force of a district's folder. A key that is
not listed here is an error. How to write one is in [Offer services](../how-to/offer-services.md); what follows from it is in
[Freed or staying](../explanation/freed-or-staying.md).

`choices.csv` has one row a school and service: `school`, `service` (its NAME below), `choice` (`keep` or `buy` to have it, `decline` to
take the money), `quantity` (what is kept or bought; blank for all of it), `who`, and `when` as `2027-01-29`.

This page is written by `make docs` from the declarations in the code, `services/keys.py`."""
_AUTONOMY = """# The autonomy file

`autonomy.toml` says who decides what at which school, with which money and within which law; it is read by `perpupil autonomy`. The order
of what stands in it changes nothing. Amounts are dollars and at most cents. How to write one is in
[Agree on autonomy](../how-to/agree-on-autonomy.md); what the ladder is for is in [The autonomy ladder](../explanation/the-autonomy-ladder.md).

`guide_faq.toml` beside it adds questions to what `perpupil autonomy guide` writes; see [Write the guide](../how-to/write-the-guide.md).

This page is written by `make docs` from the declarations in the code, `budget/autonomy/keys.py` and `budget/questions.py`."""
_CALENDAR = """# The calendar file

`calendar.toml` says what is decided on which day, by whom, and what must come before; it is read by `perpupil calendar`. The order of what
stands in it changes nothing. How to write one is in [Plan two years](../how-to/plan-two-years.md).

This page is written by `make docs` from the declarations in the code, `calendar/keys.py`."""
_RIGHTS = """# Rights

Who may see and do what on the pages. A role is held in the whole district, or by a principal at one school; nobody has a right by
another way. What somebody may not see is as if it were not there: the answer is the same as for a page that does not exist.

Pages, actions and the API ask this one table. Who holds which role, since when and why, an administrator sees and changes under
*People*; how accounts begin is in [Serve a district](../how-to/serve-a-district.md).

This page is written by `make docs` from the declarations in the code, `web/access/rights.py`."""
_REACHES: dict[Reach | None, str] = {Reach.EVERYWHERE: "yes", Reach.OWN_SCHOOL: "own school"}
_FINDINGS = """# Findings

What PerPupil can find wrong, or worth a look, in a formula, its facts or a run. A finding says what
it found, where, why that matters and what to do; its code, listed here, stays the same in later
versions. How to read one is in [Read a finding](../how-to/read-a-finding.md).

This page is written by `make docs` from the declarations in the code, `findings.py`."""
_DATASETS = """# Datasets

The files that PerPupil takes in: what each is for, what one row is, and what its columns hold. Names
are known in many spellings: `studentId`, `Student ID` and `STUDENT_NUMBER` are one. What a file does
not have may be left out unless it is required; what nobody claims is dropped. How to bring a file in
is in [Clean a file](../how-to/clean-a-file.md).

This page is written by `make docs` from the declarations in the code, `intake`."""
_MEASURES = """# Measures

How dollars follow need, and how they are spread over schools. In the formulas *x* is dollars a student of a school, *n* its
students, *N* those of all schools, *p* the share of its students who have the need that is measured, from 0 to 1. Each student counts
once unless a measure says otherwise; every result says who did. A school without students, or whose dollars or need nobody knows, is
left out and named.

Where a figure cannot be worked out there is none, and a sentence says why: one school, the same need everywhere, no need data, no
dollars. Measures are estimates, worked in floating point, and never money that is handed out. A benchmark is somebody's, and is named
as theirs. What the verdict rests on is in [What the verdict means](../explanation/what-the-verdict-means.md).

This page is written by `make docs` from the declarations in the code, `equity/measures`."""
_QUESTIONS = """The data desk asks one question for all cases of a finding in a data set. An error must be decided, since its rows are set
aside; so must a finding on which the count of students depends. A warning is to be checked. A note asks nothing."""
_ABOUT_SECTIONS = {
    "the file": "What stands at the top of the file, before any table.",
    "[facts]": "How the file of units is read.",
    "[parameters.NAME]": "An amount, a table, or a list by text. `base = 4028.47` is short for "
    "`base = { value = 4028.47 }`. Exactly one of `value`, `table` and `by` is there.",
    "[[parameters.NAME.was]]": "What a parameter was before, the oldest first; one line each, or a list in `was`. "
    "`perpupil describe` says what each change cost.",
    "[counts.NAME]": "Students asked of the headcount. Each condition that is given must hold.",
    "[step.NAME]": "A named working, one value a unit or one for the district.",
    "[line.NAME]": "Money that a unit gets: a `value`, or a `kind` with the keys of that [component](components.md).",
    "[pool.NAME]": "A sum of money that lines are fitted to.",
    "[[expect]]": "What must hold after every run; as many as are wanted.",
}
_ABOUT_SEVERITIES = {
    Severity.ERROR: "An error stops the work: nothing is handed out while there is one.",
    Severity.WARNING: "A warning wants a decision. The run goes on.",
    Severity.NOTE: "A note is worth knowing. Nothing needs to be done.",
}


def pages() -> Mapping[str, str]:
    """Give every page by the name of its file."""
    return {
        "keys.md": keys_page(),
        "functions.md": functions_page(),
        "components.md": components_page(),
        "findings.md": findings_page(),
        "datasets.md": datasets_page(),
        "measures.md": measures_page(),
        "steady-state-file.md": steady_state_page(),
        "services-file.md": services_page(),
        "grants-file.md": grants_page(),
        "journey-file.md": journey_page(),
        "autonomy-file.md": autonomy_page(),
        "calendar-file.md": calendar_page(),
        "rights.md": rights_page(),
    }


def rights_page() -> str:
    """Write the page of rights: what each role may, and a table of who may what where."""
    parts = [*_RIGHTS.split("\n\n"), "## What each role may"]
    for role in Role:
        may = [right.words.lower() for right, roles in RIGHTS.items() if role in roles]
        parts.append(f"**{role.words}**: {', '.join(may)}.")
    rows = [(right.words, *(_REACHES.get(roles.get(role), "") for role in Role)) for right, roles in RIGHTS.items()]
    return _page([*parts, "## The table", table(("right", *(role.words for role in Role)), rows)])


def keys_page() -> str:
    """Write the page of keys: a table for each section of a formula."""
    parts = [*_KEYS.split("\n\n"), _links(SECTIONS)]
    for section, keys in SECTIONS.items():
        parts += [f"## {section}", _ABOUT_SECTIONS[section], keys_table(keys)]
    return _page(parts)


def steady_state_page() -> str:
    """Write the page of the steady-state file: a table for each section."""
    return _sections_page(_STEADY_STATE, asking.SECTIONS)


def grants_page() -> str:
    """Write the page of the grants file and of proposals: a table for each section."""
    return _sections_page(_GRANTS, {**grant_keys.SECTIONS, **proposal_keys.SECTIONS})


def services_page() -> str:
    """Write the page of the services file: a table for each section."""
    return _sections_page(_SERVICES, service_keys.SECTIONS)


def journey_page() -> str:
    """Write the page of the journey file: a table for each section."""
    return _sections_page(_JOURNEY, journey_asking.SECTIONS)


def autonomy_page() -> str:
    """Write the page of the autonomy file: a table for each section."""
    return _sections_page(_AUTONOMY, {**autonomy_keys.SECTIONS, **questions.SECTIONS})


def calendar_page() -> str:
    """Write the page of the calendar file: a table for each section."""
    return _sections_page(_CALENDAR, calendar_keys.SECTIONS)


def _sections_page(introduction: str, sections: Mapping[str, tuple[str, tuple[Key, ...]]]) -> str:
    parts = [*introduction.split("\n\n"), _links(sections)]
    for section, (about, keys) in sections.items():
        parts += [f"## {section}", about, keys_table(keys)]
    return _page(parts)


def keys_table(keys: Iterable[Key]) -> str:
    """Write keys as a table."""
    return table(
        ("key", "accepts", "default", "meaning", "example"),
        [(_code(key.name), _accepts(key), _default(key), key.meaning, _code(key.example)) for key in keys],
    )


def functions_page() -> str:
    """Write the page of functions: each with its call, options and worked example."""
    parts = [*_FUNCTIONS.split("\n\n"), _links(FUNCTIONS)]
    for function in FUNCTIONS.values():
        parts += _function(function)
    return _page(parts)


def components_page() -> str:
    """Write the page of components: each with its keys, what it stands for and an example."""
    kinds = [(f"[`{one.kind}`](#{one.kind})", one.meaning) for one in COMPONENTS.values()]
    parts = [*_COMPONENTS.split("\n\n"), _fenced("toml", HEADER)]
    parts.append(table(("kind", "what it is"), kinds))
    for component in COMPONENTS.values():
        parts += _component(component)
    return _page(parts)


def findings_page() -> str:
    """Write the page of findings: each code with how grave it is and why it matters."""
    parts = _FINDINGS.split("\n\n")
    for severity, about in _ABOUT_SEVERITIES.items():
        codes = [code for code, meaning in MEANINGS.items() if meaning.severity is severity]
        parts += [f"## {str(severity).capitalize()}s", about, _links(codes)]
        for code in codes:
            parts += [f"### {code}", f"*{severity}.* {MEANINGS[code].why}"]
    return _page(parts)


def datasets_page() -> str:
    """Write the page of datasets: how cells are written, each dataset with its columns and template, the repairs and the checks."""
    parts = [*_DATASETS.split("\n\n"), _links([*SCHEMAS, "Repairs", "Checks", "Questions"]), "## How a cell is written"]
    parts.append(table(("type", "written"), [(str(one), how) for one, how in HOW_TO_WRITE.items()]))
    for schema in SCHEMAS.values():
        parts += _dataset(schema)
    parts += ["## Repairs", "Each is a rule in a file of TOML, under `[[repair]]`."]
    for kind in KINDS.values():
        parts += [f"### {kind.name}", kind.meaning, _fenced("toml", f"[[repair]]\n{kind.example}")]
    checks = [(check.meaning, " ".join(f"[`{code}`](findings.md#{code})" for code in check.codes)) for check in CHECKS]
    parts += ["## Checks", table(("what is looked for", "findings"), checks), "## Questions", _QUESTIONS]
    rows = [(f"`{code}`", one.title_alone, one.asks_alone, one.fix) for code, one in ASKING.items()]
    return _page([*parts, table(("finding", "in the list", "the question", "what is suggested"), rows)])


def measures_page() -> str:
    """Write the page of measures: each with its formula, source, benchmark and options."""
    parts = [*_MEASURES.split("\n\n"), _links(MEASURES)]
    for measure in MEASURES.values():
        parts += _measure(measure)
    return _page(parts)


def earlier_years(worked: Worked) -> Mapping[str, str]:
    """Give the columns of an example that hold last year's values, by the name whose they are."""
    return {name.removesuffix(_LAST_YEAR): name for name in worked.facts if name.endswith(_LAST_YEAR)}


def source_of(component: Component) -> tuple[list[str], str]:
    """Give what a component's module says beyond its first paragraph, and its source."""
    told = inspect.getdoc(sys.modules[component.expand.__module__]) or ""
    text, _, source = re.sub(r"(?<=\S)\n(?=\S)", " ", told).partition("Source")
    paragraphs = [part.strip() for part in text.split("\n\n")[1:] if part.strip()]
    return paragraphs, re.sub(r"^s?: ", "", source).strip()


def table(headers: Sequence[str], rows: Rows) -> str:
    """Write a Markdown table."""
    lines = [headers, ["---"] * len(headers), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages into a folder."""
    parser = argparse.ArgumentParser(description="Write the reference from the declarations in the code.")
    parser.add_argument("folder", type=Path, help="where the pages go, such as docs/reference")
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        print(folder / name)
    return 0


def _function(function: Function) -> list[str]:
    """Write the section of one function."""
    worked = function.example
    parts = [f"## {function.name}", f"`{function.call}`", function.meaning]
    if function.options:
        options = [(f"`{one.name}`", _code(one.default), one.meaning) for one in function.options]
        parts.append(table(("option", "default", "meaning"), options))
    earlier = ", ".join(f'{name} = ["{column}"]' for name, column in earlier_years(worked).items())
    with_prior = f" with `prior = {{ {earlier} }}` at the top of the file" if earlier else ""
    columns = [*worked.facts.values(), worked.result]
    rows = [(str(unit), *row) for unit, row in enumerate(zip(*columns, strict=True), 1)]
    parts += [
        f"`{worked.expression}`{with_prior} gives",
        table(("unit", *worked.facts, "result"), rows),
    ]
    return parts


def _measure(measure: Measure) -> list[str]:
    """Write the section of one measure."""
    counts = f"each {measure.weighting.removesuffix('s')} once" if measure.weighting else "as the formula says"
    rows = [
        ("formula", measure.formula),
        ("given in", str(measure.kind)),
        ("perfect", measure.perfect),
        *([("benchmark", str(measure.benchmark))] if measure.benchmark else []),
        ("who counts", counts),
        ("source", measure.source),
    ]
    parts = [f"## {measure.name}", f"**{measure.title}.** {measure.meaning}", table(("what", "how"), rows)]
    if measure.options:
        options = [(f"`{one.name}`", _option_default(one), one.meaning) for one in measure.options]
        parts.append(table(("option", "default", "meaning"), options))
    return parts


def _option_default(option: Option) -> str:
    """Write the default of an option; nothing where it is an empty list."""
    if option.default in ((), {}):
        return "none"
    return f"`{option.default}`" if isinstance(option.default, str) else f"`{option.default:g}`"


def _dataset(schema: Schema) -> list[str]:
    """Write the section of one dataset."""
    rows = [
        (f"`{one.name}`", str(one.type), "yes" if one.required else "", _column_meaning(one), _code(one.example))
        for one in schema.columns
    ]
    return [
        f"## {schema.dataset}",
        f"**{schema.title}.** {schema.meaning} One row is {schema.row}.",
        table(("column", "holds", "required", "meaning", "example"), rows),
        "Template:",
        _fenced("csv", template(schema)),
    ]


def _column_meaning(column: Column) -> str:
    """Say what a column means, with the words that it may hold and the names it goes by, the last ones last."""
    allowed = f" One of {', '.join(f'`{one}`' for one in column.allowed)}." if column.allowed else ""
    names = f" Also called {', '.join(column.other_names)}." if column.other_names else ""
    last = f" For want of a better {', '.join(column.last_names)}." if column.last_names else ""
    return f"{column.meaning}{allowed}{names}{last}"


def _component(component: Component) -> list[str]:
    """Write the section of one kind of line."""
    paragraphs, source = source_of(component)
    return [
        f"## {component.kind}",
        f"**{component.title}.** {component.meaning}",
        *paragraphs,
        keys_table(component.keys),
        "Stands for",
        _fenced("text", component.stands_for.replace("; ", "\n")),
        *_example(component.example),
        *([f"Source: {source}"] if source else []),
    ]


def _example(example: Example) -> list[str]:
    """Write a worked example: the formula, what it reads, and what comes out."""
    parts = ["Example:", _fenced("toml", example.formula.replace("\n[", "\n\n["))]
    if example.headcount:
        rows = [row.split(",") for row in example.headcount]
        parts += ["The headcount", table(("unit", "grade", "needs", "students"), rows), "gives"]
    line = re.findall(r"^\[line\.(\w+)\]", example.formula, flags=re.MULTILINE)[-1]
    amounts = [f"**{group_thousands(amount)}**" for amount in example.amounts]
    columns = [list(map(str, range(1, len(amounts) + 1))), *example.facts.values(), amounts]
    rows = [list(row) for row in zip_longest(*columns, fillvalue="")]
    parts.append(table(("unit", *example.facts, line), rows))
    return parts


def _accepts(key: Key) -> str:
    """Say what may be written for a key."""
    return _LINKED.get(key.type, key.accepts)


def _default(key: Key) -> str:
    """Say what stands where a key is left out."""
    if key.required:
        return "*required*"
    return key.default if " " in key.default else _code(key.default)


def _links(names: Iterable[str]) -> str:
    """Link to the sections of a page."""
    return " · ".join(f"[`{name}`](#{anchor(name)})" for name in names)


def anchor(heading: str) -> str:
    """Give the name by which the usual hosts link to a heading."""
    return re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _fenced(kind: str, text: str) -> str:
    return f"```{kind}\n{text.strip()}\n```"


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(_wrapped(part) for part in parts) + "\n"


def _wrapped(part: str) -> str:
    """Break a paragraph into lines; tables, headings and fenced text stay as they are."""
    if part.startswith(("|", "#", "```")):
        return part
    return textwrap.fill(part, _WIDTH, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    sys.exit(main())
