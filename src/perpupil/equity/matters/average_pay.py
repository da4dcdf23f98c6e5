"""Schools that are charged average pay: dollars move from those with new teachers to those with veterans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from perpupil.equity.district.staff import PaidAt, in_teachers, of_many, paid_at, teacher_price, teachers
from perpupil.equity.matters.declaration import Ground, Matter
from perpupil.equity.wording import tenths, whole_dollars


def find(ground: Ground) -> Iterator[Matter]:
    """Find what moves between schools when each position is charged at the average pay of its class."""
    positions = ground.situation.district.positions
    facts = ground.situation.facts
    paid = paid_at(of_many(positions), facts.units)
    more = {unit: one.charged_more for unit, one in paid.items() if one.charged_more > 0}
    less = {unit: -one.charged_more for unit, one in paid.items() if one.charged_more < 0}
    moved = round(sum(more.values(), Fraction()))
    if not moved:
        return
    units = sorted(more, key=lambda unit: -more[unit])
    names = dict(zip(facts.units, facts.names, strict=True))
    most = max(less, key=lambda unit: less[unit])
    what = (
        f"Charged the average pay of each job class, {len(more)} schools pay {whole_dollars(moved)} a year more than their staff is paid, and {len(less)} as much less: "
        f"{names[units[0]]} {whole_dollars(round(more[units[0]]))} more, {names[most]} {whole_dollars(round(less[most]))} less."
        f"{_needs(ground, more, less)}"
    )
    means = f"Money for new teachers' schools pays for veterans elsewhere.{in_teachers(moved, positions)}{_class_size(ground, more, paid)}"
    yield Matter(
        "average_pay", "Average pay moves money between schools", what, means, moved, ground.students_at(more),
        tuple(units), tuple(names[unit] for unit in units),
    )  # fmt: skip


def _needs(ground: Ground, more: Mapping[str, Fraction], less: Mapping[str, Fraction]) -> str:
    """Say how much need there is where the money comes from and where it goes."""
    shares = [ground.need_where({unit: round(amount) for unit, amount in side.items()}) for side in (more, less)]
    if shares[0] is None or shares[1] is None:
        return ""
    need = ground.situation.titles[ground.situation.question.need]
    return f" Where an average dollar of it is taken, {shares[0]:.0%} are {need}; where it arrives, {shares[1]:.0%}."


def _class_size(ground: Ground, more: Mapping[str, Fraction], paid: Mapping[str, PaidAt]) -> str:
    """Say what the money would be in students a teacher, at the schools that are charged more."""
    positions = [one for one in ground.situation.district.positions if one.school in more]
    price = teacher_price(ground.situation.district.positions)
    fte = sum((one.fte for one in teachers(positions)), Fraction())
    students = ground.students_at(more)
    if not price or fte <= 0 or not students:
        return ""
    further = sum((paid[unit].charged_more for unit in more), Fraction()) / price  # exact: Fraction
    before, after = (tenths(students / count) for count in (fte, fte + further))  # exact: Fraction
    return f" With them these schools would have {after} students to a teacher, not {before}."
