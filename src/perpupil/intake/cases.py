"""Cases: what a check has found, in which rows, what a repair would be, and what it is about in students and dollars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from perpupil.findings import Finding, Place, Severity, finding
from perpupil.intake.dataset import Dataset
from perpupil.intake.repairs import Rule
from perpupil.money import spoken


@dataclass(frozen=True, slots=True)
class Effect:
    """What a case is about: so many students, so many dollars, so many positions."""

    students: int = 0
    amount_cents: int = 0
    rows: int = 0

    def __str__(self) -> str:
        """Say it."""
        parts = []
        if self.students:
            parts.append(f"{self.students:,} student{'s' if self.students != 1 else ''}")
        if self.amount_cents:
            parts.append(spoken(self.amount_cents))
        if not parts and self.rows:
            parts.append(f"{self.rows:,} row{'s' if self.rows != 1 else ''}")
        return " and ".join(parts)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that a check has found."""

    finding: Finding
    dataset: str
    rows: tuple[int, ...]
    """The rows of the file; set aside where the finding is an error."""
    column: str = ""
    value: str = ""
    """What stands there, where it may be shown."""
    repair: Rule | None = None
    """The rule that would mend it; nothing where only a person can say."""
    effect: Effect = Effect()

    @property
    def is_error(self) -> bool:
        """Whether its rows cannot be taken as they are."""
        return self.finding.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a case: its code, what is so, and what to do."""

    code: str
    what: str
    fix: str


def case(  # noqa: PLR0913  a case has as many parts
    dataset: Dataset,
    positions: Sequence[int],
    said: Said,
    *,
    column: str = "",
    repair: Rule | None = None,
    effect: Effect | None = None,
) -> Case:
    """Make a case of some rows of a dataset; without rows it is about the dataset as a whole."""
    rows = tuple(dataset.table.rows[at] for at in positions)
    place = dataset.place(positions[0], column) if positions else Place(dataset.table.source)
    value = dataset.shown(positions[0], column) if column and positions and dataset.schema.has(column) else ""
    found = finding(said.code, place, said.what, said.fix)
    return Case(found, dataset.name, rows, column, value, repair, effect or Effect(rows=len(rows)))


def suggestions(cases: Iterable[Case]) -> tuple[Rule, ...]:
    """Give the rules that the cases suggest, each once; texts of one column that get a meaning come together in one rule."""
    merged: dict[tuple[object, ...], Rule] = {}
    for rule in (one.repair for one in cases if one.repair is not None):
        key = (rule.kind, rule.dataset, rule.column, rule.where, rule.width, rule.finding)
        before = merged.get(key)
        values = dict([*(before.values if before else ()), *rule.values])
        merged[key] = replace(rule, values=tuple(sorted(values.items())))
    return tuple(merged.values())
