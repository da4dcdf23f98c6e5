"""A district's own folder as a question and its facts: needs from the student counts, money of each stage from the formula and the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.equity.asking import ALL, Asked, allocated
from perpupil.equity.district.booking import STUDENTS, Booked, Drivers, Kind, book
from perpupil.equity.district.counting import Counts, everybody, with_need
from perpupil.equity.district.figures import enough, wise
from perpupil.equity.district.records import District, Ledger, Mark, Pay, Position
from perpupil.equity.situation import Funds, MoneySource, Nature, Question
from perpupil.equity.stages import Stage
from perpupil.equity.wording import tenths, whole_dollars
from perpupil.exact.numerals import write_number
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding, has_errors
from perpupil.money import plain

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.facts.headcount import Headcount

STUDENTS_COLUMN, LEVEL = "student counts", "level"
HOLD_HARMLESS = "hold_harmless"
"""The kind of line that keeps schools from losing."""
NAMED = 4


@dataclass(frozen=True, slots=True)
class Given:
    """What a district's folder holds for one year."""

    year: int
    table: TextTable = field(repr=False)
    """The facts of the year, a row a school."""
    headcount: Headcount | None = None
    allocation: Allocation | None = None
    """What the formula in force gives."""
    no_allocation: str = ""
    """Why there is none."""
    ledger: Ledger = field(default_factory=Ledger)
    positions: tuple[Position, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)


def assemble(asked: Asked, given: Given) -> tuple[Question | None, Facts | None, District, tuple[Finding, ...]]:
    """Put together what is asked and what is known.

    Args:
        asked: The text, read for a district's own folder.
        given: What the folder holds.

    Returns:
        The question with its money, the facts with a column for each of its amounts and needs, what else a report says, and
        what was found on the way; no question where something is wrong.

    """
    schools, told = read_facts(given.table, asked.binding)
    findings = [*told]
    if schools is None:
        return None, None, District(), tuple(findings)
    units = schools.units
    needs = _needs(asked, given, units, findings)
    lines, unknown = _lines(asked, given, findings)
    if has_errors(findings):
        return None, None, District(), tuple(findings)
    booked = _booked(asked, given, schools, needs)
    named = {one.stage for one in asked.question.money}
    seldom = asked.of_district.seldom
    withheld = {
        one.stage: why for one in booked if one.stage not in named and (why := _withheld(one, seldom, given.ledger))
    }
    money, amounts = _money(asked, given, [one for one in booked if one.stage not in withheld], units, lines)
    texts = {name: dict(zip(units, map(write_number, counts), strict=True)) for name, counts in needs.items()}
    texts |= {name: {unit: plain(cents) for unit, cents in each.items()} for name, each in amounts.items()}
    table = _widened(given.table, asked.binding.unit_column, texts)
    facts, told = read_facts(table, asked.binding)
    question = replace(
        asked.question,
        year=given.year,
        money=money,
        students=asked.question.students or _students_column(table),
        span=asked.question.span or (LEVEL if LEVEL in table.columns else ""),
    )
    district = District(
        booked,
        withheld,
        _periods(given),
        {stage: why for stage, why in unknown.items() if stage not in {one.stage for one in money}},
        given.positions,
        enough(given.allocation, asked.of_district.adequacy),
        wise(booked, given.ledger, asked.of_district.controlled),
        given.marks,
        given.ledger.unexplained,
        _unused(asked, booked),
        frozenset({Stage.SPENT} - named if Stage.SPENT in given.ledger.costs and not given.ledger.is_closed else ()),
    )
    return question, facts, district, (*findings, *told)


def _needs(asked: Asked, given: Given, units: Sequence[str], findings: list[Finding]) -> dict[str, Counts]:
    """Count students, and those with each need that is named, by the name of the column that is to be made."""
    wanted = asked.of_district.needs
    if given.headcount is None:
        if wanted:
            what = f"The facts of FY{given.year} have no student counts by need."
            fix = 'Bring in students and programs with perpupil import, or name a column: count = "low_income".'
            findings.append(finding("no-headcount", Place(given.table.source), what, fix))
        return {}
    found = {STUDENTS_COLUMN: everybody(given.headcount, units)}
    for column, (need, levels) in wanted.items():
        if need not in given.headcount.needs:
            what = f"No student of FY{given.year} has a need called {need[:40]!r}."
            fix = f"The needs of the student counts are {', '.join(sorted(given.headcount.needs)) or 'none'}."
            findings.append(finding("unknown-name", Place("steady_state.toml", path=column), what, fix))
        found[column] = with_need(given.headcount, need, levels, units)
    return found


def _students_column(table: TextTable) -> str:
    return next((name for name in (STUDENTS_COLUMN, STUDENTS) if name in table.columns), "")


def _lines(asked: Asked, given: Given, findings: list[Finding]) -> tuple[dict[str, dict[str, int]], dict[Stage, str]]:
    """Give what the formula's lines come to at each school, by the name of the column that is to be made; or why that is not known."""
    wanted = dict(asked.of_district.lines)
    if given.allocation is None:
        is_asked = bool(wanted) or not asked.of_district.names_money
        return {}, {Stage.ALLOCATED: given.no_allocation} if is_asked else {}
    lines = given.allocation.formula.lines
    if not asked.of_district.names_money:
        keeping = tuple(name for name, line in lines.items() if line.kind == HOLD_HARMLESS)
        wanted = {allocated("formula"): tuple(name for name in lines if name not in keeping)}
        wanted |= {allocated(HOLD_HARMLESS): keeping} if keeping else {}
    found = {}
    for column, names in wanted.items():
        chosen = tuple(lines) if names == (ALL,) else names
        strange = [name for name in chosen if name not in lines]
        if strange:
            what = f"The formula has no line {strange[0][:40]!r}."
            fix = f"Its lines are {', '.join(list(lines)[:8])}; or write lines = {ALL!r}."
            findings.append(finding("unknown-name", Place("steady_state.toml", path=column), what, fix))
            continue
        found[column] = _added(given.allocation, chosen)
    return found, {}


def _added(allocation: Allocation, lines: Iterable[str]) -> dict[str, int]:
    """Add lines of the formula up, school by school."""
    found = dict.fromkeys(allocation.units, 0)
    for line in lines:
        for unit, cents in zip(allocation.units, allocation.lines_cents[line].tolist(), strict=True):
            found[unit] += cents
    return found


def _booked(asked: Asked, given: Given, schools: Facts, needs: Mapping[str, Counts]) -> tuple[Booked, ...]:
    """Sort the ledger of each stage, and spread what is booked at no school."""
    counts = _known_counts(asked, schools) | {name.partition(": ")[2] or STUDENTS: each for name, each in needs.items()}
    found = []
    for stage, costs in given.ledger.costs.items():
        there = positions_at(given.positions, schools.units, vacant=stage is Stage.BUDGETED)
        found.append(book(stage, costs, schools.units, asked.of_district.sorting, Drivers(counts, there)))
    return tuple(found)


def _known_counts(asked: Asked, schools: Facts) -> dict[str, Counts]:
    """Give the counts that stand in columns of the facts, where every school has one that is not below nothing."""
    wanted = {STUDENTS: asked.question.students or STUDENTS}
    wanted |= {one.name: one.count for one in asked.question.needs if one.count}
    found: dict[str, Counts] = {}
    for name, column in wanted.items():
        if schools.has(column):
            read = schools.numbers(column)
            numbers = tuple(read.values.fractions())
            if read.known.all() and not read.findings and min(numbers) >= 0:
                found[name] = numbers
    return found


def positions_at(
    positions: Iterable[Position], units: Sequence[str], *, vacant: bool
) -> dict[Funds, tuple[Fraction, ...]]:
    """Give the full-time positions of each school by whose money pays them, with those that nobody holds or without."""
    found: dict[Funds, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for one in positions:
        if vacant or not one.is_vacant:
            found[one.funds or Funds.STATE_AND_LOCAL][one.school] += one.fte
    return {funds: tuple(at[unit] for unit in units) for funds, at in found.items()}


def _withheld(booked: Booked, seldom: Fraction, ledger: Ledger) -> str:
    """Say why nothing is said about schools: too much of some money's cost stands at no school, or under codes that nobody has explained."""
    unexplained = Fraction(ledger.unexplained_cents, abs(booked.total_cents) + ledger.unexplained_cents or 1)
    if unexplained > seldom:
        return (
            f"up to {whole_dollars(ledger.unexplained_cents)} ({_percent(unexplained)}) of the ledger stands under codes that the table of accounts does not "
            f"have ({', '.join(ledger.unexplained[:NAMED])}). Bring in a table that has them."
        )
    kinds = {one.kind for one in booked.nowhere} | set(booked.at_schools)
    bases = [
        [kind for kind in kinds if kind.funds in funds and (special or not kind.special_education)]
        for funds in ((Funds.STATE_AND_LOCAL,), tuple(Funds))
        for special in (False, True)
    ]
    share = max(map(booked.unsaid_share, bases))
    if share <= seldom:
        return ""
    by_title: dict[str, int] = defaultdict(int)
    for one in booked.nowhere:
        by_title[one.title] += one.cents if one.is_unsaid else 0
    largest = sorted(((cents, title) for title, cents in by_title.items() if cents), key=lambda one: -abs(one[0]))
    named = ", ".join(f"{title} {whole_dollars(cents)}" for cents, title in largest[:NAMED])
    return (
        f"{whole_dollars(booked.unsaid_cents)} of cost that was {booked.stage} is booked at no school, and nobody says how it is spread ({named}). "
        f"That is up to {_percent(share)} of some school money, more than {_percent(seldom)}. Say it in [at_no_school] of steady_state.toml: a driver, or that it stays central."
    )


def _percent(share: Fraction) -> str:
    return f"{tenths(share * 100).removesuffix('.0')}%"


def _money(
    asked: Asked, given: Given, booked: Sequence[Booked], units: Sequence[str], lines: Mapping[str, dict[str, int]]
) -> tuple[tuple[MoneySource, ...], dict[str, dict[str, int]]]:
    """Give the amounts of each stage, and the columns in which they stand; what the text names goes before the ledger."""
    named = list(asked.question.money)
    if not asked.of_district.names_money:
        named = [_line_source(column) for column in lines]
    elif asked.of_district.lines and not lines:
        named = [one for one in named if one.stage is not Stage.ALLOCATED]  # a part would pass for the whole
    stages = {one.stage for one in named}
    columns = dict(lines)
    for one in booked:
        if one.stage in stages:
            continue
        for kind, amounts in one.by_kind_cents.items():
            if any(amounts):
                source = _ledger_source(one.stage, kind, asked.of_district.budget_pay)
                named.append(source)
                columns[source.column] = dict(zip(units, amounts, strict=True))
    priced = _priced(given.positions, units)
    if priced and not {Stage.BUDGETED} & {*stages, *(one.stage for one in booked)} and not given.ledger.costs:
        source = MoneySource("positions", "Positions at average price", "positions", Stage.BUDGETED, pay=Pay.AVERAGE)
        named.append(source)
        columns[source.column] = priced
    return tuple(named), columns


def _line_source(column: str) -> MoneySource:
    """Give what the formula allocates where the text does not name it."""
    is_promise = column == allocated(HOLD_HARMLESS)
    title = "Money that keeps schools from losing" if is_promise else "Formula"
    nature = Nature.HOLD_HARMLESS if is_promise else Nature.FORMULA
    return MoneySource(column.partition(": ")[2], title, column, Stage.ALLOCATED, nature=nature)


def _ledger_source(stage: Stage, kind: Kind, budget_pay: str) -> MoneySource:
    words = "federal money" if kind.funds is Funds.FEDERAL else "state and local money"
    title = f"{words} {'for' if kind.special_education else 'without'} special education, by the ledger"
    name = f"{stage}_{kind.funds}{'_special_education' if kind.special_education else ''}"
    pay = Pay.ACTUAL if stage is Stage.SPENT else budget_pay
    return MoneySource(name, title, f"{stage}: {title}", stage, kind.funds, kind.special_education, pay=pay)


def _priced(positions: Iterable[Position], units: Sequence[str]) -> dict[str, int]:
    """Give what each school's positions cost at average price; nothing where one has no price."""
    found = dict.fromkeys(units, 0)
    for one in positions:
        if one.price_cents is None:
            return {}
        if one.school in found and one.funds is not Funds.FEDERAL:
            found[one.school] += one.price_cents
    return found if any(found.values()) else {}


def _widened(table: TextTable, unit_column: str, texts: Mapping[str, Mapping[str, str]]) -> TextTable:
    """Add columns, each by school; a school without a text has a blank, which is not known."""
    units = table.columns[unit_column]
    more = {name: [by_unit.get(unit, "") for unit in units] for name, by_unit in texts.items()}
    return TextTable(table.source, {**table.columns, **more}, table.rows)


def _unused(asked: Asked, booked: Sequence[Booked]) -> tuple[str, ...]:
    """Name what the text says of cost at no school that fits no account at any stage: a slip of the finger, perhaps."""
    used = {name for one in booked for name in one.rules_used}
    return tuple(rule.title for rule in asked.of_district.sorting.rules if booked and rule.name not in used)


def _periods(given: Given) -> dict[Stage, str]:
    """Say where the money of each stage comes from."""
    periods = {stage: f"the ledger, {words}" for stage, words in given.ledger.periods.items()}
    if given.allocation is not None:
        periods[Stage.ALLOCATED] = f"the formula in the folder, {given.allocation.formula.title}"
    return periods
