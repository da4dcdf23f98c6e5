"""What a careful reader would ask of a formula once it has run: cliffs, double counting, weights that pay nobody, money that reaches no school."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, cast

import numpy as np

from perpupil.allocation.counting import chosen_profiles
from perpupil.allocation.evaluate import Evaluator
from perpupil.allocation.memory import touched_by
from perpupil.allocation.run import left_over
from perpupil.allocation.world import Trouble
from perpupil.exact import columns
from perpupil.exact.columns import Column
from perpupil.findings import Finding, finding
from perpupil.formula.components import COMPONENTS
from perpupil.formula.functions import closest
from perpupil.formula.keys import MEASURES
from perpupil.formula.syntax import Comparison, HighestOf, Name, Node, Sum, Text, names, walk
from perpupil.limits import UNITS_NAMED
from perpupil.money import CENTS, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from perpupil.allocation.allocation import Allocation
    from perpupil.formula.records import Formula, Line

CLIFF_LEAST = 100
"""A smaller change, in dollars, is nobody's cliff."""

STUDENTS_MOST = 1_000_000
"""A column with a larger number at some unit holds dollars, not students."""

CLIFF_TIMES = 4
"""A cliff is a change by one student of more than so many times what the line pays a student on average, and of so many times the
change in the other direction."""


def check_formula(formula: Formula, today: date | None = None) -> tuple[Finding, ...]:
    """Check what needs no facts; `today` tells which promises have run out."""
    return (*_paid_again(formula), *_same_students(formula), *_expired(formula, today), *_in_no_pool(formula))


def check_allocation(allocation: Allocation) -> tuple[Finding, ...]:
    """Check what facts show."""
    return (
        *_overlapping_grades(allocation),
        *_pays_nobody(allocation),
        *_texts_nobody_has(allocation),
        *_reaches_no_school(allocation),
        *_cliffs(allocation),
    )


def _expired(formula: Formula, today: date | None) -> Iterator[Finding]:
    for line in formula.lines.values():
        if today is not None and line.until is not None and line.until < today:
            yield finding(
                "expired",
                line.place,
                f"Line `{line.name}` ended on {line.until}.",
                "Take it out, or write the new date that was decided.",
            )


def _in_no_pool(formula: Formula) -> Iterator[Finding]:
    pooled = {line for pool in formula.pools.values() for line in pool.lines}
    for line in formula.lines.values():
        if formula.pools and line.name not in pooled:
            what = f"Line `{line.name}` is in no pool."
            yield finding("unpooled-line", line.place, what, "Add it to the `lines` of a pool if a pool should pay it.")


def _paid_again(formula: Formula) -> Iterator[Finding]:
    """Find a line that adds another line in, so that both are paid."""
    for line in formula.lines.values():
        if line.kind:
            continue
        expression = formula.definitions[line.name].expression
        added = (
            [part for sign, part in expression.terms if sign == "+"] if isinstance(expression, Sum) else [expression]
        )
        for part in added:
            if isinstance(part, Name) and part.name in formula.lines:
                what = f"Line `{line.name}` adds line `{part.name}` in, and both are paid."
                yield finding("double-count", line.place, what, f"Make `{part.name}` a step if it is only a working.")


def _same_students(formula: Formula) -> Iterator[Finding]:
    """Find two lines of a kind that pay for the same name."""
    asked = [
        (line, _students(formula, line)) for line in formula.lines.values() if line.kind in {"per_student", "weight"}
    ]
    for (a, first), (b, second) in combinations(asked, 2):
        same_rate = formula.definitions[f"{a.name}.rate"].text == formula.definitions[f"{b.name}.rate"].text
        if (
            first is not None
            and first == second
            and (a.kind == b.kind == "weight" or same_rate)
            and not _apart(formula, a, b)
        ):
            what = f"Lines `{a.name}` and `{b.name}` both pay for `{first}`."
            yield finding("double-count", b.place, what, "Keep one of them, or pay for different students.")


def _apart(formula: Formula, a: Line, b: Line) -> bool:
    """Whether two lines have conditions of their own."""
    return formula.definitions[a.name].when is not None and formula.definitions[b.name].when is not None


def _students(formula: Formula, line: Line) -> str | None:
    """Give the name whose students a line pays for, if it is one name."""
    node: Node = formula.definitions[f"{line.name}.quantity"].expression
    if isinstance(node, HighestOf):
        return dict(node.group)[node.line]
    return node.name if isinstance(node, Name) else None


def _overlapping_grades(allocation: Allocation) -> Iterator[Finding]:
    """Find per-student lines whose counts share students of the headcount."""
    formula, headcount = allocation.formula, allocation.world.headcount
    if headcount is None:
        return
    base = [
        line
        for line in formula.lines.values()
        if line.kind == "per_student" and _students(formula, line) in formula.counts
    ]
    chosen = {
        line.name: chosen_profiles(headcount, formula.counts[cast("str", _students(formula, line))]) for line in base
    }
    for a, b in combinations(base, 2):
        both = chosen[a.name] & chosen[b.name]
        if both.any() and _students(formula, a) != _students(formula, b) and not _apart(formula, a, b):
            grades = sorted({headcount.profiles[position].grade for position in np.flatnonzero(both).tolist()})
            what = f"Lines `{a.name}` and `{b.name}` both pay for students of grade {', '.join(grades[:8])}."
            yield finding(
                "double-count", b.place, what, "Let each grade stand in one count, or make one of the lines a weight."
            )


def _pays_nobody(allocation: Allocation) -> Iterator[Finding]:
    for line in allocation.formula.lines.values():
        if line.limit is None and not allocation.before_cents[line.name].any():
            what = f"Line `{line.name}` pays nothing to any {allocation.formula.noun}."
            yield finding("never-reached", line.place, what, "Check its count and its threshold against the facts.")


def _texts_nobody_has(allocation: Allocation) -> Iterator[Finding]:
    """Find texts that a formula compares with, that no unit has, and that look like one: a misspelling would decide in silence."""
    formula, facts = allocation.formula, allocation.world.facts
    told: set[tuple[str, str]] = set()
    for definition in formula.definitions.values():
        for tree in (definition.expression, *([definition.when] if definition.when else [])):
            for column, text, at in _compared_texts(tree):
                if column in formula.text_columns and text not in facts.texts(column) and (column, text) not in told:
                    told.add((column, text))
                    near = closest(text, set(facts.texts(column)))
                    if near is not None:
                        what = f"No {formula.noun} has the text {text!r} in column `{column}`."
                        yield finding(
                            "never-reached", formula.place(definition, at, column), what, f"Did you mean {near!r}?"
                        )


def _compared_texts(tree: Node) -> Iterator[tuple[str, str, int]]:
    """Give each name that stands beside a text in a comparison, with the text."""
    for part in walk(tree):
        if isinstance(part, Comparison):
            operands = [part.first, *(operand for _, operand in part.rest)]
            for a, b in pairwise(operands):
                for name, text in ((a, b), (b, a)):
                    if isinstance(name, Name) and isinstance(text, Text) and text.value:
                        yield name.name, text.value, name.at


def _reaches_no_school(allocation: Allocation) -> Iterator[Finding]:
    formula, world = allocation.formula, allocation.world
    for pool in allocation.pools.values():
        if pool.fit is not None:
            yield from left_over(formula, pool)
    empty = np.flatnonzero(allocation.totals_cents == 0).tolist()
    if empty:
        what = f"Nothing is allocated to {world.named(empty)}."
        yield finding(
            "money-reaches-no-school", formula.origin.place(("line",)), what, f"Check the facts of the {formula.noun}."
        )
    yield from _students_without_money(allocation)


def _students_without_money(allocation: Allocation) -> Iterator[Finding]:
    """Find grades of the headcount whose students no line pays for."""
    formula, headcount = allocation.formula, allocation.world.headcount
    if headcount is None:
        return
    paid = {name for line in formula.lines for name in formula.rests_on(line)}
    if paid & set(MEASURES):
        return
    covered = np.zeros(len(headcount.profiles), np.bool_)
    for name in paid & set(formula.counts):
        covered |= chosen_profiles(headcount, formula.counts[name])
    if covered.all():
        return
    missed = [headcount.profiles[position].grade for position in np.flatnonzero(~covered).tolist()]
    weights = headcount.measures["students"].numerators * ~covered[headcount.profile_of_row]
    what = (
        f"{sum(weights.tolist()):,} students, in grade {', '.join(sorted(set(missed))[:8])}, are in no count that pays."
    )
    yield finding(
        "money-reaches-no-school",
        formula.origin.place(("counts",)),
        what,
        "Add a line for them, or say in a note who pays.",
    )


def _cliffs(allocation: Allocation) -> Iterator[Finding]:
    """Find units where one more or one fewer student moves a large amount."""
    base = Evaluator(allocation.formula, allocation.world)
    base.values = dict(allocation.values)
    for leaf in _countable(allocation, base):
        touched = set(touched_by(allocation.formula, {leaf}))
        lines = [
            line
            for line in allocation.formula.lines.values()
            if line.name in touched and _can_jump(allocation.formula, line)
        ]
        if lines:
            yield from _cliffs_of(allocation, base, leaf, touched, lines)


def _countable(allocation: Allocation, base: Evaluator) -> Iterator[str]:
    """Give the names of students counted: counts, and columns of whole numbers that a count or a ratio asks for."""
    formula = allocation.formula
    used = {name for definition in formula.definitions.values() for name in definition.references}
    for name in sorted(used):
        if name in formula.parameters or name in formula.definitions or name in formula.text_columns:
            continue
        try:
            value = base.named(name)
        except Trouble:
            continue
        if (
            isinstance(value, Column)
            and value.denominator == 1
            and value.numerators.min(initial=0) >= 0
            and 0 < value.numerators.max(initial=0) < STUDENTS_MOST
        ):
            yield name


def _can_jump(formula: Formula, line: Line) -> bool:
    """Whether a line follows a rule of its own that moves in steps; a limit or an adjustment only follows other lines."""
    if line.kind and not COMPONENTS[line.kind].is_ordinary:
        return False
    steps = {"tier", "floor", "ceil", "round", "if"}
    waiting, seen = [line.name], set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in formula.definitions:
            continue
        seen.add(name)
        definition = formula.definitions[name]
        trees = [definition.expression, *([definition.when] if definition.when else [])]
        if any(getattr(part, "function", "") in steps for tree in trees for part in walk(tree)) or definition.when:
            return True
        waiting.extend(other for tree in trees for other in names(tree))
    return False


def _cliffs_of(
    allocation: Allocation, base: Evaluator, leaf: str, touched: set[str], lines: list[Line]
) -> Iterator[Finding]:
    now = cast("Column", base.named(leaf))
    more = _bumped(allocation, base, leaf, touched, columns.add(now, columns.constant(Fraction(1), len(now))))
    fewer = columns.add(now, columns.constant(Fraction(-1), len(now)))
    less = _bumped(allocation, base, leaf, touched, columns.where(now.numerators > 0, fewer, now))
    students = columns.total(now)
    for line in lines:
        try:
            amounts = [base.column(one.quantity(Name(line.name)), None) for one in (base, more, less)]
            at = _cliff_positions(amounts, students, now)
        except (Trouble, columns.TooLong):
            continue
        if at:
            yield _cliff(allocation, leaf, line, at)


def _cliff_positions(amounts: list[Column], students: Fraction, now: Column) -> list[tuple[int, Fraction, Fraction]]:
    """Give the units at a cliff, with how many students they have and how much one more or fewer changes."""
    average = abs(columns.total(amounts[0])) / students  # exact: Fraction
    up, down = (columns.absolute(columns.subtract(one, amounts[0])) for one in amounts[1:])
    up_is_more = columns.compare(up, down, np.greater_equal)
    greater, lesser = columns.where(up_is_more, up, down), columns.where(up_is_more, down, up)
    least = max(average * CLIFF_TIMES, Fraction(CLIFF_LEAST))
    steep = columns.compare(greater, columns.constant(least, len(now)), np.greater)
    uneven = columns.compare(greater, columns.scale(lesser, Fraction(CLIFF_TIMES)), np.greater)
    at = np.flatnonzero(steep & uneven & (now.numerators > 0)).tolist()
    return [(position, now.at(position), greater.at(position)) for position in at]


def _bumped(allocation: Allocation, base: Evaluator, leaf: str, touched: set[str], value: Column) -> Evaluator:
    """Give an evaluator in which one name has another value everywhere, and totals stay what they were."""
    changed = Evaluator(allocation.formula, allocation.world, whole=base)
    changed.values = {name: known for name, known in base.values.items() if name not in touched}
    changed.values[leaf] = value
    return changed


def _cliff(allocation: Allocation, leaf: str, line: Line, at: list[tuple[int, Fraction, Fraction]]) -> Finding:
    """Name the units at a cliff, with how many students they have and what the least of the changes is."""
    formula, world = allocation.formula, allocation.world
    least = min(change for _, _, change in at)
    shown = ", ".join(f"{world.unit(position)} at {int(students):,}" for position, students, _ in at[:UNITS_NAMED])
    more = f" and {len(at) - UNITS_NAMED} more" if len(at) > UNITS_NAMED else ""
    amount = spoken(int(least * CENTS), formula.currency)
    what = f"One more or one fewer `{leaf}` changes line `{line.name}` by {amount} or more at {len(at)} of {len(world):,} {formula.noun}s: {shown}{more}."
    return finding(
        "cliff", line.place, what, "A finer rounding, a marginal tier or a slide softens the step, if that is wanted."
    )
