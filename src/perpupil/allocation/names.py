"""Whether every name of a formula is to be found in the facts it is run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perpupil.findings import Finding, Place, finding
from perpupil.formula.functions import closest
from perpupil.formula.keys import MEASURES
from perpupil.formula.syntax import Name, names, walk
from perpupil.limits import FINDINGS_SHOWN, UNITS_NAMED

if TYPE_CHECKING:
    from perpupil.allocation.world import World
    from perpupil.formula.records import Formula


def check_names(formula: Formula, world: World) -> tuple[Finding, ...]:
    """Find names that nothing gives, names that two things give, and units of the headcount that the facts lack."""
    return (
        *_columns(formula, world),
        *_counts(formula, world),
        *_hidden(formula, world),
        *_units(formula, world),
        *_earlier_units(formula, world),
    )


def _columns(formula: Formula, world: World) -> list[Finding]:
    found: list[Finding] = []
    known = [*world.facts.column_names(), *formula.counts, *formula.parameters, *formula.steps, *formula.lines]
    for name in formula.columns:
        if not world.facts.has(name):
            near = closest(name, known) if len(found) < FINDINGS_SHOWN else None
            fix = f"Did you mean `{near}`?" if near else "Add the column, declare a parameter, or correct the name."
            found.append(finding("unknown-name", place_of(formula, name), f"Unknown name `{name}`.", fix))
    return found


def _counts(formula: Formula, world: World) -> list[Finding]:
    found = []
    asked = _names_asked(formula)
    for name in (*formula.counts, *(one for one in MEASURES if one in asked)):
        where = formula.counts[name].place if name in formula.counts else place_of(formula, name)
        column = world.facts.has(name)
        if world.headcount is not None and column:
            what = f"`{name}` is counted from the headcount and is a column of the facts too."
            found.append(
                finding("count-in-two-places", where, what, "Rename the column, or run without the headcount.")
            )
        elif world.headcount is None and not column:
            what = f"`{name}` is asked of a headcount, and there is none."
            found.append(
                finding(
                    "no-headcount", where, what, f"Give one with --headcount, or add a column `{name}` to the facts."
                )
            )
        elif world.headcount is not None and name in formula.counts:
            found.extend(_unknown_needs(formula, world, name))
    return found


def _unknown_needs(formula: Formula, world: World, name: str) -> list[Finding]:
    """Find needs and grades that no student of the headcount has; a misspelled one would count nobody."""
    rule, headcount = formula.counts[name], world.headcount
    if headcount is None:
        return []
    asked = {need.name for need in (*rule.needs, *rule.any, *rule.all, *rule.none)}
    found = []
    for kind, missing, known in (
        ("need", sorted(asked - headcount.needs), headcount.needs),
        ("grade", sorted(set(rule.grades) - headcount.grades), headcount.grades),
    ):
        for one in missing:
            near = closest(one, known)
            fix = f"Did you mean {near!r}?" if near else f"The headcount has {', '.join(sorted(known)[:20]) or 'none'}."
            found.append(
                finding("never-reached", rule.place, f"No student of the headcount has the {kind} {one!r}.", fix)
            )
    return found


def _hidden(formula: Formula, world: World) -> list[Finding]:
    hidden = [
        name for name in (*formula.steps, *formula.lines, *formula.parameters) if name in world.facts.table.columns
    ]
    return [
        finding(
            "hidden-column",
            place_of(formula, name),
            f"`{name}` is also a column of the facts, which the formula does not read.",
            "Rename one of them if that is not meant.",
        )
        for name in hidden
    ]


def _units(formula: Formula, world: World) -> list[Finding]:
    if world.headcount is None:
        return []
    known = set(world.facts.units)
    strangers = [unit for unit in world.headcount.units if unit not in known]
    if not strangers:
        return []
    more = f" and {len(strangers) - UNITS_NAMED:,} more" if len(strangers) > UNITS_NAMED else ""
    what = f"The headcount has students of {', '.join(strangers[:UNITS_NAMED])}{more}, which the facts do not have."
    return [
        finding(
            "unknown-unit",
            Place(world.headcount.source),
            what,
            f"Add the {formula.noun} to the facts, or correct its id.",
        )
    ]


def _earlier_units(formula: Formula, world: World) -> list[Finding]:
    """Find earlier facts whose ids do not fit this year's: a lost zero would make every unit a new one."""
    found = []
    for year, facts in world.priors.items():
        now, then = set(world.facts.units), set(facts.units)
        gone = [unit for unit in facts.units if unit not in now]
        new = [unit for unit in world.facts.units if unit not in then]
        if gone and new:
            what = f"{len(gone)} {formula.noun}s of {year} are not in this year's facts ({', '.join(gone[:3])}), and {len(new)} of this year have no row there ({', '.join(new[:3])})."
            found.append(
                finding(
                    "unmatched-earlier-unit",
                    Place(facts.table.source),
                    what,
                    "Check that the ids are written alike, with their leading zeros.",
                )
            )
    return found


def _names_asked(formula: Formula) -> set[str]:
    trees = [one.expression for one in formula.definitions.values()]
    trees += [one.when for one in formula.definitions.values() if one.when is not None]
    trees += [one.that for one in formula.expectations]
    return {name for tree in trees for name in names(tree)}


def place_of(formula: Formula, name: str) -> Place:
    """Give the first place where a name is used, else where it is declared."""
    for definition in formula.definitions.values():
        for tree in (definition.expression, definition.when):
            for part in walk(tree) if tree is not None else ():
                if isinstance(part, Name) and part.name == name:
                    return formula.place(definition, part.at, name)
    for expectation in formula.expectations:
        for part in walk(expectation.that):
            if isinstance(part, Name) and part.name == name:
                return formula.origin.place(expectation.path, part.at)
    section = "step" if name in formula.steps else "line" if name in formula.lines else "parameters"
    return formula.origin.place((section, name))
