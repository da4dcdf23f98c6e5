"""Whether a draft is the district's own rules: the same amounts on fresh facts, and just the adjustments that were planted."""

from dataclasses import dataclass
from datetime import date

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.drafting.draft import Draft, draft_formula
from perpupil.drafting.lastyear import Asked, read_last_year
from perpupil.drafting.lines import LineDraft
from perpupil.facts.facts import read_facts
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula
from tests.drafting.districts import Facts, Line, as_csv, facts_as_csv, made_up_district

UNTIL = date(2027, 6, 30)


@dataclass(frozen=True)
class Recovery:
    """What a draft of a made-up district missed or invented; nothing of either is a full recovery."""

    draft: Draft
    lost: tuple[str, ...]
    """Lines whose rule was not found."""
    unfound: tuple[tuple[str, str], ...]
    """Planted adjustments that the draft does not name, by line and unit."""
    invented: tuple[tuple[str, str], ...]
    """Adjustments that the draft names and nobody planted."""

    @property
    def is_full(self) -> bool:
        return not (self.lost or self.unfound or self.invented) and self.draft.is_confirmed


def drafted(text: str, asked: Asked, facts: str | None = None) -> Draft:
    table, told = read_csv(text.encode(), "last_year.csv")
    beside, told_facts = read_csv(facts.encode(), "facts.csv") if facts is not None else (None, ())
    last, told_last = read_last_year(table, beside, asked)
    assert (told, told_facts, told_last) == ((), (), ())
    assert last is not None
    return draft_formula(last, UNTIL)


def recovery(seed: int) -> Recovery:
    district, fresh = made_up_district(seed)
    draft = drafted(as_csv(district), Asked(lines=tuple(district.paid)))
    worked = _worked(draft, fresh)
    found = {
        (line.name, district.facts.units[at]): difference for line in draft.lines for at, difference in line.adjustments
    }
    lost = tuple(
        line.name
        for line, each in zip(district.lines, draft.lines, strict=True)
        if not is_same_rule(line, each, worked, fresh)
    )
    unfound = tuple(key for key, value in district.planted.items() if found.get(key) != value)
    invented = tuple(key for key in found if key not in district.planted)
    return Recovery(draft, lost, unfound, invented)


def is_same_rule(line: Line, each: LineDraft, worked: Allocation, fresh: Facts) -> bool:
    """The same on fresh facts; or the same facts, and only numbers that last year's amounts cannot tell apart."""
    if each.choice is None:
        return False
    if list(_amounts(worked, line.name)) == [int(amount * 100) for amount in line.gives(fresh)]:
        return True
    return any(
        set(rule.columns) == line.columns
        and all(one.stretch is None or any(one.stretch.has(number) for number in line.numbers) for one in rule.unknowns)
        for rule in (each.choice.rule, *each.choice.others)
    )


def _amounts(worked: Allocation, name: str) -> list[int]:
    return [int(amount) for amount in worked.lines_cents[name]]


def _worked(draft: Draft, fresh: Facts) -> Allocation:
    """Work the drafted formula on fresh facts."""
    formula, told = read_formula(draft.formula.encode(), "formula.toml")
    assert formula is not None, told
    table, told_table = read_csv(facts_as_csv(fresh).encode(), "facts.csv")
    facts, told_facts = read_facts(table, formula.binding)
    assert facts is not None, (told_table, told_facts)
    allocation, told_run = run(formula, facts)
    assert allocation is not None, told_run
    return allocation
