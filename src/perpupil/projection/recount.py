"""The fall recount: the students that were counted against those that were projected, and what the formula makes of the difference.

Where a formula has fall adjustments they price it: their columns of projected and counted students are filled, and nothing else of the formula's
rule is touched. A formula without them is run on both counts, and the difference is what it would have given otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run, run_again
from perpupil.allocation.world import World
from perpupil.comparison.causes import under_names_of
from perpupil.exact.numerals import group_thousands, write_number
from perpupil.findings import Finding, Place, finding
from perpupil.formula.parsing import parse
from perpupil.formula.syntax import Name
from perpupil.formula.wording import Wording
from perpupil.money import signed, spoken
from perpupil.projection.grades import Ladder
from perpupil.projection.students import by_grade, rows_of
from perpupil.projection.succession import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.allocation.allocation import Allocation
    from perpupil.exact.columns import Column
    from perpupil.facts.facts import Facts
    from perpupil.facts.headcount import Headcount
    from perpupil.formula.records import Formula

FALL_ADJUSTMENT = "fall_adjustment"
_STUDENTS = "students"


class Rule(StrEnum):
    """By what a recount is priced."""

    FALL_ADJUSTMENT = "fall adjustment"
    BOTH_COUNTS = "both counts"


@dataclass(frozen=True, slots=True)
class Recounted:
    """What the recount means for one unit."""

    unit: str
    name: str
    projected: int
    counted: int
    grades: Mapping[str, tuple[int, int]]
    """By grade, projected and counted, where they differ."""
    lines_cents: Mapping[str, int]
    """What each line changes by, where it does."""
    sentence: str

    @property
    def change(self) -> int:
        """How many students more were counted, or fewer: below zero."""
        return self.counted - self.projected

    @property
    def change_cents(self) -> int:
        """What the unit gets more, or gives back: below zero."""
        return sum(self.lines_cents.values())


@dataclass(frozen=True, slots=True)
class Recount:
    """A recount of all units, in the order of their ids."""

    rule: Rule
    formula: Formula = field(repr=False)
    units: tuple[Recounted, ...]
    filled: Mapping[str, str]
    """Columns that the fall adjustments read and what was put into them: `students projected` …"""

    @property
    def change_cents(self) -> int:
        """What the recount moves in all."""
        return sum(one.change_cents for one in self.units)

    def line_cents(self, line: str) -> int:
        """Give what it moves on one line."""
        return sum(one.lines_cents.get(line, 0) for one in self.units)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that it moves, in the order of the formula."""
        return tuple(line for line in self.formula.lines if any(line in one.lines_cents for one in self.units))

    @property
    def words(self) -> str:
        """Say by what it is priced."""
        if self.rule is Rule.FALL_ADJUSTMENT:
            lines = [self.formula.lines[line] for line in _fall_lines(self.formula)]
            wording = Wording.of(self.formula)
            rules = " ".join(f"{line.title or line.name}: {wording.rule(line)}" for line in lines)
            what = "; ".join(f"`{name}` holds {said}" for name, said in self.filled.items())
            return f"Priced by the formula's own fall adjustment, and by nothing else. {rules} Filled in here: {what}."
        moves = any(one.change_cents for one in self.units) and not self.change_cents
        pools = " Nothing is added in all: what some gain others lose." if moves else ""
        return f"The formula has no fall adjustment. This is what it gives on the counted students, less what it gives on the projected ones.{pools}"


def recount(
    formula: Formula,
    facts: Facts,
    projected: Headcount,
    counted: Headcount,
    priors: Mapping[int, Facts] | None = None,
) -> tuple[Recount | None, tuple[Finding, ...]]:
    """Hold a count against a projection, and price the difference by the formula's own rule.

    Args:
        formula: What the district decided.
        facts: What is so, read for this formula.
        projected: The students on whom the year's budgets rest.
        counted: The students of the fall count.
        priors: Facts of earlier years, by year.

    Returns:
        The recount, or None when an error stopped it; and everything that was found.

    """
    strangers = list(_strangers(formula, facts, (projected, counted)))
    if strangers:
        return None, tuple(strangers)
    if _fall_lines(formula):
        return _by_fall_adjustment(formula, facts, projected, counted, priors or {})
    return _by_both_counts(formula, facts, projected, counted, priors or {})


def _by_both_counts(
    formula: Formula, facts: Facts, projected: Headcount, counted: Headcount, priors: Mapping[int, Facts]
) -> tuple[Recount | None, tuple[Finding, ...]]:
    """Run the formula on either count."""
    taken = [name for name in (_STUDENTS, *formula.counts) if facts.has(name)]
    if taken or not ({_STUDENTS, *formula.counts} & _asked(formula)):
        what = f"The formula takes its students from {', '.join(taken) or 'columns'} of the facts, so that neither count reaches it."
        fix = "Write a line of kind fall_adjustment, or compare two files of facts: perpupil compare --facts-before --facts-after."
        return None, (finding("unclear-recount", Place(facts.table.source, 1), what, fix),)
    before, told = run(formula, facts, projected, priors)
    after, told_after = run(formula, facts, counted, priors)
    findings = tuple(dict.fromkeys((*told, *told_after)))
    if before is None or after is None:
        return None, findings
    lines = {line: (after.lines_cents[line] - before.lines_cents[line]).tolist() for line in formula.lines}
    units = _recounted(Rule.BOTH_COUNTS, after, lines, (projected, counted))
    return Recount(Rule.BOTH_COUNTS, formula, units, {}), findings


def _asked(formula: Formula) -> set[str]:
    return {name for line in formula.lines for name in formula.rests_on(line)}


def _by_fall_adjustment(
    formula: Formula, facts: Facts, projected: Headcount, counted: Headcount, priors: Mapping[int, Facts]
) -> tuple[Recount | None, tuple[Finding, ...]]:
    """Fill the columns that the fall adjustments read, and run the formula once."""
    plan, findings = _plan(formula, facts)
    if findings:
        return None, findings
    counts = {"projected": projected, "counted": counted}
    columns = {
        column: _count(formula, World(facts, counts[side]), rule) for column, (side, rule) in plan.columns.items()
    }
    filled = _filled(under_names_of(facts, formula), columns)
    bound = replace(formula, binding=filled.binding)
    is_in_facts = any(filled.has(name) for name in (_STUDENTS, *formula.counts))
    headcount = None if is_in_facts else counts[plan.headcount]
    earlier = {year: under_names_of(one, formula) for year, one in priors.items()}
    allocation, told = run_again(bound, Memory(World(filled, headcount, earlier)))
    if allocation is None:
        return None, told
    lines = {line: allocation.lines_cents[line].tolist() for line in _fall_lines(formula)}
    said = {
        column: f"{_title(formula, rule)}, as {'projected' if side == 'projected' else 'counted in the fall'}"
        for column, (side, rule) in plan.columns.items()
    }
    units = _recounted(Rule.FALL_ADJUSTMENT, allocation, lines, (projected, counted))
    return Recount(Rule.FALL_ADJUSTMENT, formula, units, said), told


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which column holds which students, and on which count the rest of the formula is run."""

    columns: Mapping[str, tuple[str, str]]
    """By column: the side that it holds, and the count or `students` by which it counts."""
    headcount: str


def _plan(formula: Formula, facts: Facts) -> tuple[_Plan, tuple[Finding, ...]]:
    """Say how the names in the keys `projected` and `actual` of the fall adjustments are filled.

    A name that the formula counts in the headcount is counted in the one of its side; the column beside it then counts by the same rule. Where both
    are columns, both hold all students, which can be meant for one pair only.
    """
    findings: list[Finding] = []
    columns: dict[str, tuple[str, str]] = {}
    sides: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for line in _fall_lines(formula):
        names = {side: _name(formula, line, key) for side, key in (("projected", "projected"), ("counted", "actual"))}
        place = formula.lines[line].place
        if "" in names.values():
            what = f"Line `{line}` works out its projected or counted students, so that no column stands for them."
            findings.append(finding("unclear-recount", place, what, "Name one column for each of the two."))
            continue
        in_headcount = [side for side, name in names.items() if _is_counted(formula, facts, name)]
        if len(in_headcount) > 1:
            what = f"Line `{line}` counts both its projected and its counted students in one headcount."
            findings.append(finding("unclear-recount", place, what, "Name a column for one of the two."))
            continue
        sides |= set(in_headcount)
        if not in_headcount:
            pairs.add((names["projected"], names["counted"]))
        rule = names[in_headcount[0]] if in_headcount else _STUDENTS
        for side, name in names.items():
            if side not in in_headcount and columns.setdefault(name, (side, rule)) != (side, rule):
                what = f"Column `{name}` would have to hold two different counts of students."
                findings.append(finding("unclear-recount", place, what, "Give each its own column."))
    if len(pairs) > 1 or len(sides) > 1:
        what = "The fall adjustments read several pairs of columns, and nothing says which students each holds."
        fix = "Fill the columns in the facts and use perpupil run, or name a count of the formula in one of each pair."
        findings.append(finding("unclear-recount", formula.origin.place(("line",)), what, fix))
    return _Plan(columns, next(iter(sides), "projected")), tuple(findings)


def _fall_lines(formula: Formula) -> tuple[str, ...]:
    return tuple(name for name, line in formula.lines.items() if line.kind == FALL_ADJUSTMENT)


def _name(formula: Formula, line: str, key: str) -> str:
    """Give the one name that a key of a line holds; empty where it holds more."""
    tree = parse(str(formula.origin.values["line"][line][key]))
    known = {_STUDENTS, *formula.counts, *formula.columns}
    return tree.name if isinstance(tree, Name) and tree.name in known else ""


def _is_counted(formula: Formula, facts: Facts, name: str) -> bool:
    """Whether a name is counted in the headcount."""
    return (name == _STUDENTS or name in formula.counts) and not facts.has(name)


def _count(formula: Formula, world: World, rule: str) -> Column:
    return world.counted(formula.counts[rule]) if rule in formula.counts else world.everyone(_STUDENTS)


def _filled(facts: Facts, columns: Mapping[str, Column]) -> Facts:
    """Put columns of whole students into the facts."""
    cells = {name: [write_number(number) for number in column.fractions()] for name, column in columns.items()}
    return replace(facts, table=replace(facts.table, columns={**facts.table.columns, **cells}), _numbers={})


def _recounted(
    rule: Rule, allocation: Allocation, lines: Mapping[str, list[int]], counts: tuple[Headcount, Headcount]
) -> tuple[Recounted, ...]:
    """Put students and money together, unit by unit."""
    grades = [by_grade(rows_of(side)) for side in counts]
    units = []
    for position, unit in enumerate(allocation.units):
        before, after = (side.get(unit, {}) for side in grades)
        differing = {
            grade: (before.get(grade, 0), after.get(grade, 0))
            for grade in sorted({*before, *after}, key=Ladder().rank)
            if before.get(grade, 0) != after.get(grade, 0)
        }
        cents = {line: amounts[position] for line, amounts in lines.items() if amounts[position]}
        one = Recounted(
            unit,
            allocation.world.facts.names[position],
            sum(before.values()),
            sum(after.values()),
            differing,
            cents,
            "",
        )
        units.append(replace(one, sentence=_sentence(rule, allocation, one, position)))
    return tuple(units)


def _sentence(rule: Rule, allocation: Allocation, one: Recounted, position: int) -> str:
    """Say what was projected, what was counted, and what follows."""
    formula = allocation.formula
    called = allocation.world.unit(position)
    said = f"{called}: {one.projected:,} students were projected and {one.counted:,} counted"
    said += f", {_more(one.change)}" if one.change else ", as many"
    if one.grades:
        said += f" ({', '.join(f'{grade} {after - before:+,}' for grade, (before, after) in one.grades.items())})"
    if not one.lines_cents:
        return f"{said}; this moves no money."
    if rule is Rule.FALL_ADJUSTMENT:
        parts = [f"{formula.title_of(line)} {_worked(allocation, line, position)}" for line in one.lines_cents]
        return f"{said}. {'; '.join(parts)}."
    parts = [f"{formula.title_of(line)} {signed(cents, formula.currency)}" for line, cents in one.lines_cents.items()]
    return f"{said}. The formula gives {signed(one.change_cents, formula.currency)}: {', '.join(parts)}."


def _worked(allocation: Allocation, line: str, position: int) -> str:
    """Write `14 × $5,000 = $70,000`."""
    currency = allocation.formula.currency
    quantity, rate = (allocation.value_at(f"{line}.{part}", position) for part in ("quantity", "rate"))
    cents = int(allocation.lines_cents[line][position])
    is_plain = quantity * rate * 100 == cents and (rate * 100).denominator == 1
    each = f"{group_thousands(write_number(quantity))} × {spoken(int(rate * 100), currency)} = " if is_plain else ""
    return f"{each}{signed(cents, currency)}"


def _more(change: int) -> str:
    return f"{abs(change):,} {'more' if change > 0 else 'fewer'}"


def _title(formula: Formula, rule: str) -> str:
    return formula.title_of(rule).lower() if rule in formula.counts else "all students"


def _strangers(formula: Formula, facts: Facts, sides: tuple[Headcount, Headcount]) -> Iterator[Finding]:
    """Find students of units that the facts do not have."""
    known = set(facts.units)
    for side in sides:
        missing = [unit for unit in side.units if unit not in known]
        if missing:
            what = f"There are students of {named(missing)}, which the facts do not have."
            fix = f"Add the {formula.noun} to the facts, or correct its id."
            yield finding("unknown-unit", Place(side.source), what, fix)
