"""The schools of a district as a grant sees them: whether they are served, and how many students count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from perpupil.allocation.counting import chosen_profiles, count_students
from perpupil.facts.binding import Binding
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.headcount import Headcount
from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding, has_errors
from perpupil.formula.functions import closest
from perpupil.formula.records import Count
from perpupil.limits import UNITS_NAMED

_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0", ""})


@dataclass(frozen=True, slots=True)
class School:
    """One school; its counts by name."""

    unit: str
    name: str
    is_served: bool
    counts: Mapping[str, int]

    def share(self, part: str, whole: str) -> Fraction:
        """Give one count as a share of another; of nobody it is nothing.

        >>> School("0209", "Canal", True, {"poor": 398, "students": 428}).share("poor", "students")
        Fraction(199, 214)
        """
        return Fraction(self.counts[part], self.counts[whole]) if self.counts[whole] else Fraction(0)


@dataclass(frozen=True, slots=True)
class SchoolsSource:
    """Which file tells the schools, and how it is read."""

    file: str
    binding: Binding
    served: str
    """The column that says yes where a school is served; empty where each grant lists its schools."""
    place: Place


@dataclass(frozen=True, slots=True)
class CountSource:
    """A count and where it stands: in a column, or asked of the headcount."""

    name: str
    title: str
    column: str
    asked: Count | None
    place: Place


def read_schools(
    source: SchoolsSource, counts: Mapping[str, CountSource], table: TextTable, headcount: Headcount | None
) -> tuple[tuple[School, ...], tuple[Finding, ...]]:
    """Read the schools with their counts, in the order of their ids; no schools where anything is wrong with them."""
    facts, told = read_facts(table, source.binding)
    if facts is None:
        return (), told
    findings: list[Finding] = []
    served = _served(source, facts, findings)
    columns = {name: _counted(one, facts, headcount, findings) for name, one in counts.items()}
    if has_errors(findings):
        return (), tuple(findings)
    schools = tuple(
        School(unit, facts.names[at], served[at], {name: column[at] for name, column in columns.items()})
        for at, unit in enumerate(facts.units)
    )
    return schools, tuple(findings)


def _served(source: SchoolsSource, facts: Facts, findings: list[Finding]) -> list[bool]:
    """Read which schools are served."""
    if not source.served:
        return [False] * len(facts.units)
    if not facts.has(source.served):
        findings.append(_no_column(source.served, facts, source.place))
        return [False] * len(facts.units)
    cells = [cell.strip().lower() for cell in facts.texts(source.served)]
    for at, cell in enumerate(cells):
        if cell not in _YES | _NO:
            what = f"`{cell[:40]}` does not say whether {facts.units[at]} is served."
            findings.append(finding("bad-cell", facts.place(at, source.served), what, "Write yes or no."))
    return [cell in _YES for cell in cells]


def _counted(one: CountSource, facts: Facts, headcount: Headcount | None, findings: list[Finding]) -> list[int]:
    """Give a count, school by school."""
    if one.asked is not None:
        return _asked(one, one.asked, facts, headcount, findings)
    if not facts.has(one.column):
        findings.append(_no_column(one.column, facts, one.place))
        return [0] * len(facts.units)
    numbers = facts.numbers(one.column)
    findings += numbers.findings
    values = numbers.values.fractions()
    for at, value in enumerate(values):
        if not numbers.known[at]:
            what = f"How many {one.title or one.name} {facts.units[at]} has is not known."
            fix = "Fill it in; where a blank means nobody, write blank = { COLUMN = 0 } in [schools]."
            findings.append(finding("blank-cell", facts.place(at, one.column), what, fix))
        elif value < 0 or value.denominator != 1:
            what = f"{facts.units[at]} cannot have {value} students."
            findings.append(finding("bad-cell", facts.place(at, one.column), what, "Write a whole number."))
    return [int(value) for value in values]


def _asked(
    one: CountSource, asked: Count, facts: Facts, headcount: Headcount | None, findings: list[Finding]
) -> list[int]:
    """Count students of the headcount."""
    if headcount is None:
        what = f"`{one.name}` asks the headcount, and there is none."
        fix = "Put headcount.csv into the folder, or write column = the column that holds the count."
        findings.append(finding("missing-key", one.place, what, fix))
        return [0] * len(facts.units)
    findings += _unknown_needs(one, asked, headcount)
    strangers = sorted(set(headcount.units) - set(facts.units))
    if strangers:
        named = ", ".join(strangers[:UNITS_NAMED])
        what = f"The headcount has students of {len(strangers)} units that are no schools here: {named}."
        findings.append(finding("unknown-unit", one.place, what, "Add the schools, or mend their ids."))
    column = count_students(headcount, chosen_profiles(headcount, asked), "students")
    found = dict(zip(headcount.units, column.fractions(), strict=True))
    return [int(found.get(unit, 0)) for unit in facts.units]


def _unknown_needs(one: CountSource, asked: Count, headcount: Headcount) -> Iterator[Finding]:
    """Find what nobody of the headcount has: misspelled, it would pay for nobody."""
    wanted = {need.name for need in (*asked.needs, *asked.any, *asked.all)}
    for kind, names, known in (
        ("need", wanted, headcount.needs), ("grade", set(asked.grades), headcount.grades),
    ):  # fmt: skip
        for name in sorted(names - known):
            near = closest(name, sorted(known))
            fix = f"Did you mean {near!r}?" if near else f"The headcount has: {', '.join(sorted(known))[:200]}."
            yield finding("never-reached", one.place, f"No student of the headcount has the {kind} {name!r}.", fix)


def _no_column(column: str, facts: Facts, place: Place) -> Finding:
    near = closest(column, list(facts.table.columns))
    headers = ", ".join(list(facts.table.columns)[:UNITS_NAMED])
    fix = f"Did you mean {near!r}?" if near else f"The headers begin with {headers}."
    return finding("missing-column", place, f"There is no column {column!r} in {facts.table.source}.", fix)
