"""Money that no rule of the formula gives: what keeps schools from losing, and what stands outside any rule."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from perpupil.equity.matters.declaration import Ground, Matter
from perpupil.equity.situation import MoneySource, Nature
from perpupil.money import spoken

_TITLES = {
    Nature.HOLD_HARMLESS: (
        "Money that keeps schools from losing",
        "It goes by what a school had, not by whom it serves now.",
    ),
    Nature.OUTSIDE_RULE: ("Money outside any rule", "Nobody who asks why a school gets it can be given a rule."),
    Nature.CENTRAL: (
        "Money held centrally for schools",
        "Schools do not see it as theirs, and it may follow need or not.",
    ),
}
NAMED = 5


def find(ground: Ground) -> Iterator[Matter]:
    """Find each amount of such a nature that any school has."""
    for money in ground.situation.question.money:
        if money.nature in _TITLES:
            yield from _of(ground, money)


def _of(ground: Ground, money: MoneySource) -> Iterator[Matter]:
    question, facts = ground.situation.question, ground.situation.facts
    amounts = {at: ground.situation.cents(at, [money.name]) or 0 for at in ground.situation.kept}
    having = sorted((at for at, cents in amounts.items() if cents), key=lambda at: -amounts[at])
    if not having:
        return
    title, means = _TITLES[money.nature]
    whole = sum(amounts.values())
    place = {unit: at for at, unit in enumerate(ground.units)}
    needs = [float(ground.sample.need[place[facts.units[at]]]) for at in having if facts.units[at] in place]
    weights = [amounts[at] for at in having if facts.units[at] in place]
    need = ""
    if sum(weights) > 0:
        share = sum(share * weight for share, weight in zip(needs, weights, strict=True)) / sum(weights)
        need = f" Where an average dollar of it goes, {share:.0%} are {ground.situation.titles[question.need]}."
    names = ", ".join(facts.names[at] for at in having[:NAMED])
    more = f" and {len(having) - NAMED} more" if len(having) > NAMED else ""
    count = "1" if len(having) == 1 else str(len(having))
    what = f"{money.title}: {spoken(whole, question.currency)} at {count} {question.noun}{'s' if len(having) > 1 else ''} ({names}{more}).{need}"
    schools = ground.sample.schools
    students = sum(
        (
            schools.students.at(at)
            for at, unit in enumerate(schools.units)
            if unit in {facts.units[one] for one in having}
        ),
        Fraction(0),
    )
    yield Matter(
        money.name, title, what, means, whole, students,
        tuple(facts.units[at] for at in having), tuple(facts.names[at] for at in having),
    )  # fmt: skip
