"""What was decided: every amount, rate and table with who answers for it; who is missing; and what each change cost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from perpupil.documents.page import Column, Heading, Listing, Note, Paragraph, Table
from perpupil.formula.components.declaration import listed
from perpupil.formula.figures import counted, day
from perpupil.formula.keys import Denomination

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perpupil.allocation.past_values import Cost, Effect
    from perpupil.documents.description.subject import Subject
    from perpupil.documents.page import Block
    from perpupil.formula.records import Parameter, Pool

_YEAR_DIGITS = 4


def about_decisions(subject: Subject) -> Iterator[Block]:
    """Give every parameter with its value, owner and source, and name those that nobody answers for."""
    parameters = tuple(subject.formula.parameters.values())
    if not parameters:
        return
    yield Heading("Which numbers were decided, and by whom?")
    rows = tuple(
        (
            subject.title(one.name),
            _value(subject, one),
            one.owner or "nobody is named",
            one.source or "not stated",
            *_note(subject, one),
        )
        for one in parameters
    )
    titles = [
        "What",
        "Value",
        "Who answers for it",
        "The decision that set it",
        *(["Note"] if subject.is_for_analysts else []),
    ]
    yield Table("Every number that was decided", tuple(map(Column, titles)), rows)
    yield from _missing(subject)


def _note(subject: Subject, parameter: Parameter) -> tuple[str, ...]:
    return (parameter.note,) if subject.is_for_analysts else ()


def _value(subject: Subject, parameter: Parameter) -> str:
    value = subject.wording.value(parameter)
    return value if subject.is_for_analysts or not parameter.note else f"{value} ({parameter.note.rstrip('.')})"


def _missing(subject: Subject) -> Iterator[Block]:
    """Say plainly what nobody answers for, and what no decision stands behind."""
    decided: list[Parameter | Pool] = [*subject.formula.parameters.values(), *subject.formula.pools.values()]
    named = {one.name: one.title or subject.wording.title(one.name) for one in decided}
    without_owner = [named[one.name] for one in decided if not one.owner.strip()]
    without_source = [named[one.name] for one in subject.formula.parameters.values() if not one.source.strip()]
    waiting = [named[one.name] for one in decided if one.confirm]
    if without_owner:
        yield Note(f"Nobody is named who answers for {_quoted(without_owner)}.")
    if without_source:
        yield Note(f"No decision is named for {_quoted(without_source)}.")
    if waiting:
        yield Note(f"Carried over from another year, and not confirmed yet: {_quoted(waiting)}.")


def _quoted(titles: list[str]) -> str:
    return listed([f"“{title}”" for title in dict.fromkeys(titles)])


def about_changes(subject: Subject) -> Iterator[Block]:
    """Say what was changed, when, and what each change cost."""
    if not subject.costs:
        return
    yield Heading("What has changed, and what did it cost?")
    if any(one.effect for one in subject.costs):
        yield Paragraph(
            f"Each figure compares today's formula on today's {subject.data_set} with the number before and after one change; everything else is as it is now."
        )
    yield Listing(tuple(_change(subject, one) for one in sorted(subject.costs, key=lambda one: one.change.at)))


def _change(subject: Subject, cost: Cost) -> str:
    change = cost.change
    denomination = subject.wording.denominations.get(change.parameter, Denomination.NUMBER)
    before, after = (subject.wording.figure(value, denomination) for value in (change.before, change.after))
    when = f"In {change.at}" if len(change.at) == _YEAR_DIGITS else f"On {day(date.fromisoformat(change.at))}"
    verb = "rose" if change.after > change.before else "fell"
    said = f"{when} “{subject.title(change.parameter)}” {verb} from {before} to {after}"
    decided = f" (the number before was set by {change.source})" if change.source else ""
    if cost.trouble:
        return f"{said}{decided}. What it cost cannot be worked out: {cost.trouble}"
    return f"{said}: {_effect(subject, cost.effect)}{decided}." if cost.effect is not None else f"{said}{decided}."


def _effect(subject: Subject, effect: Effect) -> str:
    """Say what a change did: more or less money in all, or money moved from some to others."""
    noun = subject.formula.noun
    gaining, losing = counted(effect.units_gaining, noun), counted(effect.units_losing, noun)
    total, gained = subject.money(abs(effect.total_cents)), subject.money(effect.gained_cents)
    lost = subject.money(effect.gained_cents - effect.total_cents)
    if not (effect.units_gaining or effect.units_losing):
        return f"no {noun}’s amount is another"
    if effect.total_cents == 0:
        return f"{gained} moved from {losing} to {gaining}, and the total stayed the same"
    if not effect.units_losing:
        return f"+{total} to {gaining}"
    if not effect.units_gaining:
        return f"\N{MINUS SIGN}{total} at {losing}"
    sign = "+" if effect.total_cents > 0 else "\N{MINUS SIGN}"
    return f"{sign}{total} in all: +{gained} to {gaining}, \N{MINUS SIGN}{lost} at {losing}"
