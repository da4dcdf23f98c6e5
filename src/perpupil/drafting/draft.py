"""A district's first formula: last year's table in; rules, adjustments and a formula that gives the same amounts out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from perpupil.allocation.reproduce import Reproduction, reproduce
from perpupil.allocation.run import run
from perpupil.drafting.cells import name_of
from perpupil.drafting.describing import describe_failure, describe_misses, describe_rest
from perpupil.drafting.fitting import Limit, Way
from perpupil.drafting.lastyear import Figures, LastYear
from perpupil.drafting.lines import LineDraft
from perpupil.drafting.search import FEW, choose
from perpupil.drafting.table import Known, NumberColumn, TextColumn, target
from perpupil.drafting.weights import Base, common_base
from perpupil.drafting.writing import facts_as_csv, formula_as_toml, published_as_csv
from perpupil.facts.facts import read_facts
from perpupil.facts.table import read_csv
from perpupil.findings import Finding, has_errors
from perpupil.formula.reading import read_formula


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found, and the files that say it."""

    last: LastYear
    lines: tuple[LineDraft, ...]
    base: Base | None
    formula: str
    facts: str
    published: str
    reproduction: Reproduction
    findings: tuple[Finding, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether the formula, worked by the engine, gives every published amount."""
        return not has_errors(self.findings) and self.reproduction.matched == self.reproduction.total > 0


def draft_formula(
    last: LastYear,
    until: date,
    year: int | None = None,
    step: Callable[[str], None] = lambda _: None,
    is_enough: Callable[[], bool] = lambda: False,
) -> Draft:
    """Find the rules behind last year's amounts, write them as a formula, and let the engine confirm it.

    Args:
        last: Last year's table.
        until: When adjustments without a reason end: a limit without an end would be a rule.
        year: The fiscal year of the table.
        step: Told the header of each line before it is worked on.
        is_enough: Asked before each line; from then on no further rule is looked for, and the draft has what was found.

    """
    lines = _found(last, step, is_enough)
    name = name_of("base_amount", last.taken) if "base" in last.taken else "base"
    rules = {one.name: one.choice.rule for one in lines if one.choice is not None}
    base = common_base(rules, name)
    if base is not None:
        lines = [_rewritten(one, base) for one in lines]
    formula = formula_as_toml(last, lines, (name, base) if base is not None else None, until, year)
    facts, published = facts_as_csv(last), published_as_csv(last)
    step("Reproducing")
    reproduction, findings = _reproduced(formula, facts, published)
    return Draft(last, tuple(lines), base, formula, facts, published, reproduction, findings)


def _rewritten(line: LineDraft, base: Base) -> LineDraft:
    if line.choice is None or line.name not in base.rules:
        return line
    return replace(line, choice=replace(line.choice, rule=base.rules[line.name]))


def _found(last: LastYear, step: Callable[[str], None], is_enough: Callable[[], bool]) -> list[LineDraft]:
    """Find a rule for each line: by the facts and the lines before it; then, for what is left, by any line that does not rest on it."""
    found: dict[str, LineDraft] = {}
    for place, figures in enumerate(last.lines):
        step(figures.header)
        found[figures.name] = (
            _not_looked_for(last, figures) if is_enough() else _line(last, figures, list(last.lines[:place]), found)
        )
    for figures in last.lines:
        line = found[figures.name]
        if line.is_zero or line.choice is not None or is_enough():
            continue
        others = [one for one in last.lines if one is not figures and not _rests_on(found, one.name, figures.name)]
        if len(others) > last.lines.index(figures):
            step(f"{figures.header}, by other lines")
            again = _line(last, figures, others, found)
            if again.cost < line.cost or again.choice is None:
                found[figures.name] = again
        if found[figures.name].choice is None:
            found |= _with_others_freed(last, figures, others, found)
    return [found[figures.name] for figures in last.lines]


def _with_others_freed(
    last: LastYear, figures: Figures, others: list[Figures], found: dict[str, LineDraft]
) -> dict[str, LineDraft]:
    """Let lines that rest on this one rest on others, where that gives as much; this line may then rest on them.

    A change that is the sum of its parts may also be what it follows from, and the parts follow from it.
    """
    if found[figures.name].target.count_above_zero < FEW:
        return {}
    resting = [one for one in last.lines if one is not figures and one not in others]
    freed = {one.name: _line(last, one, others, found) for one in resting}
    freed = {name: one for name, one in freed.items() if one.choice is not None}
    if not freed:
        return {}
    again = _line(last, figures, [*others, *(one for one in resting if one.name in freed)], found)
    if again.choice is None:
        return {}
    changed = {name: freed[name] for name in again.choice.rule.columns if name in freed} | {figures.name: again}
    saved = sum(found[name].cost - one.cost for name, one in changed.items())
    return changed if saved > 0 else {}


def _rests_on(found: dict[str, LineDraft], name: str, other: str) -> bool:
    """Whether a line's rule uses another, itself or by way of a third."""
    line = found[name]
    columns = set(line.choice.rule.columns) if line.choice is not None else set()
    return other in columns or any(each in found and _rests_on(found, each, other) for each in columns)


def _not_looked_for(last: LastYear, figures: Figures) -> LineDraft:
    """Leave a line as its amounts by unit."""
    is_step = figures.header in last.steps
    wanted = target(figures.name, figures.values, figures.is_known, is_line=not is_step)
    return LineDraft(figures, is_step, wanted, None, "not looked for", (_NO_TIME,))


_NO_TIME = "The time was up before it was looked at; allow more minutes, or name fewer lines."


def _line(last: LastYear, figures: Figures, others: list[Figures], found: dict[str, LineDraft]) -> LineDraft:
    is_step = figures.header in last.steps
    wanted = target(figures.name, figures.values, figures.is_known, is_line=not is_step)
    known = known_of(last, others)
    rates = [one.choice.rule.several for one in found.values() if one.choice is not None]
    known = replace(known, rates=tuple(one for one in rates if one is not None))
    if not wanted.count_above_zero:
        return LineDraft(figures, is_step, wanted, None)
    outcome = choose(wanted, known, _above(last, figures, others))
    if outcome.choice is not None:
        return LineDraft(
            figures, is_step, wanted, outcome.choice, "", describe_misses(wanted, known, outcome.choice.rule)
        )
    rest = describe_rest(wanted, known)
    return LineDraft(
        figures, is_step, wanted, None, rest, describe_failure(wanted, known, outcome.nearest, outcome.tried)
    )


def known_of(last: LastYear, others: list[Figures]) -> Known:
    """Give what a rule may use: the facts, and some other lines."""
    numbers = [NumberColumn(one.name, one.values) for one in last.facts]
    numbers += [NumberColumn(one.name, one.values, is_line=True) for one in others]
    return Known(last.units, tuple(numbers), tuple(TextColumn(one.name, one.texts) for one in last.texts))


def _above(last: LastYear, figures: Figures, others: list[Figures]) -> Limit | None:
    """Give the limit of a hold-harmless line, which pays what all other lines lack to something."""
    money = [one for one in others if one.header not in last.steps]
    if len(money) + 1 < len(last.lines) - len(last.steps) or not money or figures.header in last.steps:
        return None
    sums = tuple(sum(row, Fraction(0)) for row in zip(*(one.values for one in money), strict=True))
    return Limit(Way.ABOVE, sums, " + ".join(one.name for one in money), 8)


def _reproduced(formula: str, facts: str, published: str) -> tuple[Reproduction, tuple[Finding, ...]]:
    """Let the engine work the formula, and compare."""
    read, findings = read_formula(formula.encode(), "formula.toml")
    if read is None or has_errors(findings):
        return Reproduction(()), findings
    table, told = read_csv(facts.encode(), "facts.csv")
    bound, told_facts = read_facts(table, read.binding)
    findings += (*told, *told_facts)
    if bound is None or has_errors(findings):
        return Reproduction(()), findings
    allocation, told_run = run(read, bound)
    findings += told_run
    if allocation is None:
        return Reproduction(()), findings
    figures, told_published = read_csv(published.encode(), "published.csv")
    reproduction, told_compared = reproduce(allocation, figures)
    return reproduction, (*findings, *told_published, *told_compared)
