"""What can be wrong with what a journey is asked: names that nobody knows, and cells that hold no number."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from perpupil.equity.journey.counting import is_known
from perpupil.findings import Finding, Place, finding
from perpupil.formula.functions import closest

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.cascade import Node
    from perpupil.equity.journey.asking import Question


def unknown_names(allocation: Allocation, question: Question) -> tuple[Finding, ...]:
    """Name what is asked for at the top and is not there."""
    if not question.needs:
        return ()
    place, known = Place(question.source), _known(allocation)
    told = [
        finding("unknown-name", place, what, _hint(name, several)) for what, name, several in _unknown(allocation, question, known)
    ]  # fmt: skip
    return tuple(told)


def _unknown(
    allocation: Allocation, question: Question, known: Collection[str]
) -> Iterator[tuple[str, str, Collection[str]]]:
    """Give each mistake: what it is, the name, and the names that were meant perhaps."""
    formula = allocation.formula
    if question.amount and question.amount not in formula.definitions:
        what = f"There is no step `{question.amount[:60]}` in “{formula.title}”."
        yield what, question.amount, (*formula.steps, *formula.lines)
    for name in dict.fromkeys(_students(question)):
        if not is_known(allocation, name):
            what = f"“{formula.title}” knows no number of students under the name `{name[:60]}`."
            yield what, name, known
    for name in dict.fromkeys(each for one in question.needs for each in one.counted):
        if name not in known:
            yield f"“{formula.title}” counts nothing under the name `{name[:60]}`.", name, known


def _students(question: Question) -> Iterator[str]:
    """Name everything by which students are counted."""
    yield question.students
    for need in question.needs:
        yield from need.students


def _known(allocation: Allocation) -> tuple[str, ...]:
    formula, world = allocation.formula, allocation.world
    needs = world.headcount.needs if world.headcount is not None else frozenset()
    listed = (*formula.definitions, *formula.parameters, *formula.counts, *sorted(needs), *world.facts.column_names())
    return tuple(dict.fromkeys(listed))


def _hint(name: str, known: Collection[str]) -> str:
    near = closest(name, known)
    return f"Did you mean {near}?" if near else "Name a column of the facts, a count, a step or a parameter."


def misread(node: Node, question: Question) -> tuple[Finding, ...]:
    """Name cells that hold no number in the columns that a level is asked for; such a number is not known."""
    if node.allocation is None or not question.needs:
        return ()
    facts = node.allocation.world.facts
    names = dict.fromkeys(_students(question))
    columns = [name for name in names if facts.has(name) and name not in node.allocation.values]
    return tuple(one for name in columns for one in facts.numbers(name).findings)
