"""The pools of a formula in words: how much there is, what is kept back, and what happens when the lines ask for more or less."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.allocation.explain import factor_in_words
from perpupil.documents.page import Heading, Paragraph
from perpupil.formula.components.declaration import listed
from perpupil.formula.figures import counted
from perpupil.formula.keys import Denomination
from perpupil.formula.syntax import Number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.description.subject import Subject
    from perpupil.documents.page import Block
    from perpupil.formula.records import Pool

_SAME_NUMBER = "the lines are multiplied by one and the same number"
_METHODS = {
    "scale": f"If the lines ask for more than there is, or for less, {_SAME_NUMBER}, the same at every {{noun}}, so that exactly what there is is handed out.",
    "scale_down": f"If the lines ask for more than there is, {_SAME_NUMBER}, the same at every {{noun}}; if they ask for less, they are paid in full and the rest is not handed out.",
    "none": "If the lines ask for more than there is, or for less, they are paid as they are, and the difference is shown.",
}


def pool_title(subject: Subject, pool: Pool) -> str:
    """Give what people call a pool."""
    words = pool.title or pool.name.replace("_", " ").capitalize()
    return f"{words} ({pool.name})" if subject.is_for_analysts else words


def pools_in_a_sentence(subject: Subject) -> str:
    """Say what the pools do to a unit's amount."""
    formula = subject.formula
    fitted = [pool for pool in formula.pools.values() if pool.method != "none"]
    if not fitted:
        return "The lines are paid as they come out: they are not fitted to an amount of money that was set beforehand."
    names = listed([f"“{pool.title or pool_title(subject, pool)}”" for pool in fitted])
    return f"In the end the lines are fitted to the money there is ({names}), by one number that is the same for every {formula.noun}."


def about_pools(subject: Subject) -> Iterator[Block]:
    """Describe each pool."""
    formula = subject.formula
    if not formula.pools:
        return
    yield Heading("Where does the money come from?")
    for pool in formula.pools.values():
        yield Heading(pool_title(subject, pool), 3)
        yield Paragraph(" ".join(_described(subject, pool)))
        if subject.allocation is not None:
            yield Paragraph(_this_time(subject, subject.allocation, pool))
        if pool.note:
            yield Paragraph(pool.note)
    outside = [
        subject.wording.title(name)
        for name in formula.lines
        if not any(name in pool.lines for pool in formula.pools.values())
    ]
    if outside:
        yield Paragraph(f"Paid beside these amounts, whatever they hold: {listed(outside)}.")


def _described(subject: Subject, pool: Pool) -> Iterator[str]:
    """Say what a pool holds, for what, and how its lines are fitted to it."""
    formula, wording = subject.formula, subject.wording
    amount = wording.phrase(formula.definitions[pool.amount].expression, Denomination.DOLLARS)
    yield f"There is {amount} for {counted(len(pool.lines), 'line')}."
    share = f"{pool.reserve}.share"
    if share in formula.definitions:
        part = wording.phrase(formula.definitions[share].expression, Denomination.SHARE)
        yield f"Of that {part} is kept back."
    elif formula.definitions[pool.reserve].expression != Number(Fraction(0)):
        kept = wording.phrase(formula.definitions[pool.reserve].expression, Denomination.DOLLARS)
        yield f"Of that {kept} is kept back."
    yield _METHODS[pool.method].format(noun=formula.noun)
    if pool.protect:
        titles = listed([f"“{wording.title(name)}”" for name in pool.protect])
        yield f"{titles} {'keeps its amount' if len(pool.protect) == 1 else 'keep their amounts'} all the same."
    if any(formula.lines[name].limit is not None for name in pool.lines) and pool.method != "none":
        yield "Floors and ceilings hold all the same: the others make room."
    if pool.owner or pool.source:
        yield f"Who answers for it: {'; '.join(text for text in (pool.owner, pool.source) if text)}."


def _this_time(subject: Subject, allocation: Allocation, pool: Pool) -> str:
    """Say what the lines of a pool asked for, and what they were multiplied by."""
    result = allocation.pools[pool.name]
    lines = [name for name in pool.lines if subject.formula.lines[name].limit is None]
    asked = sum(sum(allocation.before_cents[name].tolist()) for name in lines)
    there = result.amount_cents - result.reserve_cents
    compared = (
        "just what"
        if asked == there
        else f"{subject.money(abs(asked - there))} {'more' if asked > there else 'less'} than"
    )
    said = f"On these data the lines ask for {subject.money(asked)}, {compared} there is."
    if result.fit is None:
        return said
    if result.factor == 1:
        return f"{said} They are paid as they come out."
    who = "The others were" if pool.protect else "Each was"
    factor = factor_in_words(result.factor)
    about = f"about {factor.rstrip('…')}" if factor.endswith("…") else factor
    return f"{said} {who} multiplied by {about}."
