"""How much more or less the schools like one get than it, and why: by the causes of a formula, else by the categories of the money.

Where there is a formula, the two schools change places cause by cause, as when two schools of one allocation are compared. Where there are amounts alone,
nobody can say why; then the difference is told by category.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from perpupil.allocation.allocation import Allocation
from perpupil.comparison.mixtures import words_of
from perpupil.comparison.units import compare_units
from perpupil.equity.need_shares import Share
from perpupil.equity.similar import CannotCompare, Near, Nearest, Profile, nearest
from perpupil.equity.situation import Base, Situation
from perpupil.equity.stages import Stage
from perpupil.formula.functions import closest

BY_CATEGORY = "Difference"
"""What stands for a cause where there is none."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A school like the one that was asked for, and how its money differs."""

    near: Near
    dollars_cents: int | None
    """What it has; None where an amount is not known."""
    parts_cents: Mapping[str, Mapping[str, int]] = field(repr=False)
    """How much more it has, by cause and by line; by category alone where there is no formula; empty where an amount is not known."""

    def change_cents(self) -> int | None:
        """Give how much more it has in all; None where an amount is not known."""
        return sum(map(self.part_cents, self.parts_cents)) if self.parts_cents else None

    def part_cents(self, cause: str) -> int:
        """Give how much more it has by one cause."""
        return sum(self.parts_cents[cause].values())

    def lines_cents(self) -> dict[str, int]:
        """Give how much more it has in each line, or category."""
        lines: dict[str, int] = {}
        for parts in self.parts_cents.values():
            for line, cents in parts.items():
                lines[line] = lines.get(line, 0) + cents
        return lines

    def a_student(self) -> Fraction | None:
        """Give its dollars a student."""
        return _a_student(self.dollars_cents, self.near.profile)


@dataclass(frozen=True, slots=True)
class Similar:
    """A school, those like it, and how their money differs."""

    nearest: Nearest
    titles: Mapping[str, str]
    """What people call each need."""
    dollars_cents: int | None
    lines_cents: Mapping[str, int] = field(repr=False)
    """What it has in each line, or category; empty where an amount is not known."""
    beside: tuple[Beside, ...]
    money: str
    """Which money it is."""
    has_causes: bool
    noun: str = "school"
    currency: str = "USD"
    equity: str = ""
    """The district's own definition of equity."""

    def a_student(self) -> Fraction | None:
        """Give the school's dollars a student."""
        return _a_student(self.dollars_cents, self.nearest.school)

    def more_a_student(self, one: Beside, line: str = "") -> Fraction | None:
        """Give how many dollars a student more another has, in all or in one line; None where that is not known."""
        change = one.change_cents() if not line else one.lines_cents().get(line, 0)
        own = self.dollars_cents if not line else self.lines_cents.get(line, 0)
        if change is None or own is None:
            return None
        here, there = _a_student(own, self.nearest.school), _a_student(own + change, one.near.profile)
        return None if here is None or there is None else there - here


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the units of an allocation, in their order."""

    students: Sequence[Fraction | None]
    needs: Sequence[Share]
    """The needs to compare by."""
    spans: Sequence[str]
    """The grade spans; empty texts where there are none."""
    counting: Sequence[str] = ()
    """Names of columns that count students although no line of the formula says so."""


def similar_by_formula(
    allocation: Allocation, school: str, count: int, known: Known, weights: Mapping[str, Fraction] | None = None
) -> Similar:
    """Find the schools like one in an allocation, and split each difference by cause.

    Args:
        allocation: What a formula gives.
        school: An id or a name.
        count: How many to give at most.
        known: Students, needs and grade spans.
        weights: How much each need and `size` weigh.

    Raises:
        CannotCompare: There is no such school, or it cannot be compared.

    """
    facts = allocation.world.facts
    profiles = [
        Profile(
            unit,
            facts.names[at],
            known.students[at],
            {one.name: one.values[at] for one in known.needs},
            known.spans[at],
        )
        for at, unit in enumerate(facts.units)
    ]
    found = nearest(chosen(profiles, school), profiles, count, weights)
    paid = dict(zip(allocation.units, allocation.totals_cents.tolist(), strict=True))
    at = facts.units.index(found.school.unit)
    beside = tuple(_by_cause(allocation, found.school.unit, one, paid, known.counting) for one in found.near)
    return Similar(
        found,
        {one.name: one.title for one in known.needs},
        paid[found.school.unit],
        _by_title(allocation, {line: int(cents[at]) for line, cents in allocation.lines_cents.items()}),
        beside,
        allocation.formula.title,
        has_causes=True,
        noun=allocation.formula.noun,
        currency=allocation.formula.currency,
        equity=allocation.formula.equity,
    )


def _by_cause(
    allocation: Allocation, unit: str, near: Near, paid: Mapping[str, int], counting: Sequence[str]
) -> Beside:
    """Split one difference by cause, and by line."""
    split = compare_units(allocation, unit, near.profile.unit, counting)
    formula = allocation.formula
    made: dict[str, Mapping[str, int]] = {}
    for causes, parts in zip(split.causes, split.parts_cents, strict=True):
        made[words_of(causes, formula.noun)] = _by_title(allocation, parts)
    return Beside(near, paid[near.profile.unit], made)


def _by_title(allocation: Allocation, lines_cents: Mapping[str, int]) -> dict[str, int]:
    """Give lines under what people call them; two of one title together."""
    made: dict[str, int] = {}
    for line, cents in lines_cents.items():
        title = allocation.formula.title_of(line)
        made[title] = made.get(title, 0) + cents
    return made


def similar_by_amounts(
    situation: Situation,
    school: str,
    count: int,
    weights: Mapping[str, Fraction] | None = None,
    needs: Sequence[str] = (),
) -> Similar:
    """Find the schools like one in a situation, and split each difference by category of money.

    Args:
        situation: Schools, needs and amounts.
        school: An id or a name.
        count: How many to give at most.
        weights: How much each need and `size` weigh.
        needs: The needs to compare by, by their names; all that are no index where none is named.

    Raises:
        CannotCompare: There is no such school or need, it cannot be compared, or no money is known.

    """
    question = situation.question
    base = whole_base(situation)
    names = [one.name for one in question.money if base.holds(one)]
    places = {situation.facts.units[at]: at for at in situation.kept}
    profiles = _profiles(situation, base, needs)
    if not profiles:
        message = f"No {question.noun} is left to compare."
        raise CannotCompare(message)
    found = nearest(chosen(profiles, school), profiles, count, weights)
    at = places[found.school.unit]
    beside = tuple(_beside(situation, names, (at, places[one.profile.unit]), one) for one in found.near)
    return Similar(
        found,
        situation.titles,
        situation.cents(at, names),
        _by_category(situation, names, at),
        beside,
        f"{question.title}: {base}",
        has_causes=False,
        noun=question.noun,
        currency=question.currency,
        equity=question.equity,
    )


def whole_base(situation: Situation) -> Base:
    """Give all money of the stage nearest to what schools really had: spent, else budgeted, else allocated.

    Raises:
        CannotCompare: No money is known.

    """
    for stage in (Stage.SPENT, Stage.BUDGETED, Stage.ALLOCATED):
        held = [base for base in situation.bases if base.stage is stage]
        if held:
            return max(held, key=lambda base: (base.all_funds, base.special_education))
    message = "These facts name no money, so there is no difference to tell."
    raise CannotCompare(message)


def _profiles(situation: Situation, base: Base, needs: Sequence[str]) -> list[Profile]:
    """Give the schools that no rule leaves out, by what is known of each."""
    rows, titles = situation.schools(base), situation.titles
    strange = [name for name in needs if name not in titles]
    if strange:
        message = f"There is no need {strange[0]!r}; the needs are {', '.join(titles)}."
        raise CannotCompare(message)
    chosen_needs = tuple(dict.fromkeys(needs)) or tuple(one.name for one in situation.question.needs if not one.weights)
    profiles = []
    for at, unit in enumerate(rows.units):
        shares = {name: _share(float(rows.needs[titles[name]][at])) for name in chosen_needs}
        students = rows.students.at(at) if rows.has_students[at] else None
        profiles.append(Profile(unit, rows.names[at], students, shares, rows.spans[int(rows.span[at])]))
    return profiles


def _share(estimate: float) -> Fraction | None:
    """Give a share; what is not a number is not known."""
    return None if math.isnan(estimate) else Fraction(estimate)


def _beside(situation: Situation, names: list[str], places: tuple[int, int], near: Near) -> Beside:
    """Split one difference by category."""
    own, other = (_by_category(situation, names, at) for at in places)
    parts = {BY_CATEGORY: {title: cents - own[title] for title, cents in other.items()}} if own and other else {}
    return Beside(near, situation.cents(places[1], names), parts)


def _by_category(situation: Situation, names: list[str], at: int) -> dict[str, int]:
    """Give a school's money by category; amounts finer than a cent are cut so that they add up to its total. Empty where one is not known."""
    sums = [situation.cents(at, names[: number + 1]) for number in range(len(names))]
    titles = {one.name: one.title for one in situation.question.money}
    made: dict[str, int] = {}
    below = 0
    for name, so_far in zip(names, sums, strict=True):
        if so_far is None:
            return {}
        made[titles[name]] = made.get(titles[name], 0) + so_far - below
        below = so_far
    return made


def chosen(profiles: Iterable[Profile], school: str) -> Profile:
    """Find a school by its id, or by a name that no other has.

    Raises:
        CannotCompare: There is none, or more than one.

    """
    every = list(profiles)
    wanted = school.strip().casefold()
    found = [one for one in every if one.unit == school] or [one for one in every if one.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        message = f"There are {len(found)} called {school!r}; give the id: {', '.join(one.unit for one in found[:5])}."
        raise CannotCompare(message)
    near = closest(school, [text for one in every for text in (one.name, one.unit)])
    message = f"There is no school {school[:60]!r} to compare." + (f" Did you mean {near}?" if near else "")
    raise CannotCompare(message)


def _a_student(dollars_cents: int | None, profile: Profile) -> Fraction | None:
    if dollars_cents is None or profile.students is None or profile.students <= 0:
        return None
    return Fraction(dollars_cents, 100) / profile.students  # exact: Fraction
