"""How many students each school of a world has, and the share of them who have a need, under whatever name a district keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.world import World
from perpupil.findings import Finding, Place, finding
from perpupil.formula.functions import closest
from perpupil.formula.keys import MEASURES
from perpupil.formula.records import Count, Formula, Need

STUDENTS = MEASURES[0]


class NotThere(ValueError):
    """Nothing has the name that was given; the sentence says what there is."""


@dataclass(frozen=True, slots=True)
class Share:
    """A need: how much of each school's students have it, in the order of the units; None where it is not known."""

    name: str
    title: str
    values: tuple[Fraction | None, ...] = field(repr=False)
    findings: tuple[Finding, ...] = ()


def students_of(world: World, formulas: Sequence[Formula], name: str = "") -> tuple[Fraction | None, ...]:
    """Give the students of each school.

    Args:
        world: Facts and headcount.
        formulas: Formulas whose counts may be named.
        name: A column of the facts or a count; left out, every student of the headcount, or the column `students`.

    Raises:
        NotThere: There is no such count.

    """
    if not name and world.headcount is not None:
        return tuple(world.everyone(STUDENTS).fractions())
    return _counted(world, formulas, name or STUDENTS, "students")


def need_of(
    world: World, formulas: Sequence[Formula], name: str, students: Sequence[Fraction | None], *, is_share: bool = False
) -> Share:
    """Give the share of each school's students who have a need.

    Args:
        world: Facts and headcount.
        formulas: Formulas whose counts may be named.
        name: A need of the headcount, at any level; else a column of the facts that counts students; else a count of a formula.
        students: The students of each school.
        is_share: Whether it is a column of the facts that holds shares from 0 to 1.

    Raises:
        NotThere: There is no such need.

    """
    if is_share:
        title, values = name, _column(world, name)
        if values is None:
            raise NotThere(_nothing(world, formulas, name, "share"))
    elif world.headcount is not None and name in world.headcount.needs:
        rule = Count(name, (), (Need(name),), (), (), (), STUDENTS, "", Place(""))
        title = name.replace("_", " ")
        values = _over(world.counted(rule).fractions(), world.everyone(STUDENTS).fractions())
    elif world.facts.has(name):
        title, values = name.replace("_", " "), _over(_counted(world, (), name, "need"), students)
    else:
        title, values = _by_count(world, formulas, name)
    told = [_impossible(world, at, name, value) for at, value in enumerate(values) if value and not 0 <= value <= 1]
    known = tuple(value if value is None or 0 <= value <= 1 else None for value in values)
    return Share(name, title, known, tuple(told))


def needs_there(world: World) -> tuple[str, ...]:
    """Give the needs that a headcount knows."""
    return tuple(sorted(world.headcount.needs)) if world.headcount is not None else ()


def with_titles(allocation: Allocation, other: Allocation | None = None) -> tuple[Formula, ...]:
    """Give the formulas whose counts may be named, the second first."""
    return (allocation.formula,) if other is None else (other.formula, allocation.formula)


def _by_count(world: World, formulas: Sequence[Formula], name: str) -> tuple[str, tuple[Fraction | None, ...]]:
    """Give the share of a count in all students of the grades that it looks at."""
    rule = next((formula.counts[name] for formula in formulas if name in formula.counts), None)
    if rule is None or world.headcount is None:
        raise NotThere(_nothing(world, formulas, name, "need"))
    everyone = replace(rule, needs=(), any=(), all=(), none=())
    return rule.title or name, _over(world.counted(rule).fractions(), world.counted(everyone).fractions())


def _counted(world: World, formulas: Sequence[Formula], name: str, what: str) -> tuple[Fraction | None, ...]:
    """Give a column of numbers, or a count."""
    values = _column(world, name)
    if values is not None:
        return values
    rule = next((formula.counts[name] for formula in formulas if name in formula.counts), None)
    if rule is None or world.headcount is None:
        raise NotThere(_nothing(world, formulas, name, what))
    return tuple(world.counted(rule).fractions())


def _column(world: World, name: str) -> tuple[Fraction | None, ...] | None:
    """Give a column of the facts as numbers; None when there is none."""
    if not world.facts.has(name):
        return None
    numbers = world.facts.numbers(name)
    if numbers.findings:
        message = f"The column {name!r} does not hold numbers: {numbers.findings[0].what}"
        raise NotThere(message)
    pairs = zip(numbers.values.fractions(), numbers.known.tolist(), strict=True)
    return tuple(value if known else None for value, known in pairs)


def _over(parts: Sequence[Fraction | None], wholes: Sequence[Fraction | None]) -> tuple[Fraction | None, ...]:
    """Give parts of wholes; none where there is nobody."""
    return tuple(
        part / whole if part is not None and whole else None  # exact: Fraction
        for part, whole in zip(parts, wholes, strict=True)
    )


def _nothing(world: World, formulas: Sequence[Formula], name: str, what: str) -> str:
    """Say that nothing has a name, and what there is."""
    counts = [count for formula in formulas for count in formula.counts]
    there = list(dict.fromkeys((*needs_there(world), *counts, *world.facts.column_names())))
    near = closest(name, there)
    option = {"students": "--students", "share": "--need-share"}.get(what, "--need")
    said = {
        "students": f"Nothing here counts students: there is no headcount, and no column {name!r}.",
        "share": f"There is no column {name!r} of shares.",
    }.get(what, f"There is no need {name!r}: no need of a headcount, no column and no count has this name.")
    return said + (f" Did you mean {near}?" if near else f" Name one with {option}.")


def _impossible(world: World, at: int, name: str, share: Fraction) -> Finding:
    """Say that a school would have more students with a need than students."""
    what = (
        f"{name} at {world.unit(at)} would be {round(share * 100)}% of its students; the share is taken as not known."
    )
    return finding("impossible-share", world.facts.place(at), what, "Look which of the two numbers is right.")
