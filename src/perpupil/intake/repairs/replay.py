"""Apply rules to datasets, and record what they did.

Rules are applied again and again until none of them changes anything. So applying them to their own result changes nothing, and the
same rules give the same result whatever the order of the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from perpupil.findings import Finding, Place, finding
from perpupil.intake.dataset import CHARACTERS_SHOWN, Dataset
from perpupil.intake.repairs import KINDS, Applied, Change, Rule
from perpupil.intake.repairs.declaration import Outcome
from perpupil.intake.schemas.declaration import Type

PASSES = 8
"""A rule may make work for another; more often than this they undo each other."""

_KEPT = frozenset({Type.SCHOOL, Type.GRADE, Type.CODE, Type.FLAG})
"""Types of columns of which a record keeps what stood there before and after."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """Datasets after the rules, and the record; a finding where the rules undo each other."""

    datasets: Mapping[str, Dataset]
    applied: tuple[Applied, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What rules made of datasets, so that the same files can be cleaned with many sets of rules: each rule works on the same rows once."""

    _made: dict[tuple[int, Rule], tuple[Dataset, Dataset, Outcome]] = field(default_factory=dict, repr=False)
    """By identity of a dataset, which is held so that no other gets it, and rule."""

    def apply(self, rule: Rule, dataset: Dataset) -> tuple[Dataset, Outcome]:
        """Apply one rule to one dataset, or give what it made of it before."""
        key = (id(dataset), rule)
        if key not in self._made:
            self._made[key] = (dataset, *apply(rule, dataset))
        _, after, outcome = self._made[key]
        return after, outcome


@dataclass(slots=True)
class _Record:
    """What one rule has done to one dataset so far."""

    cells: dict[tuple[int, str], None] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, before: Dataset, outcome: Outcome) -> None:
        """Note an outcome, by the rows of the file."""
        rows = before.table.rows
        self.rows += [rows[at] for at in outcome.dropped]
        for at, column, text in outcome.cells:
            self.cells[rows[at], column] = None
            if before.schema.shows(column) and before.schema.column(column).type in _KEPT:
                self.changes[before.shown(at, column), text[:CHARACTERS_SHOWN]] += 1


def replay(rules: Sequence[Rule], datasets: Mapping[str, Dataset], memory: Memory | None = None) -> Replayed:
    """Apply rules until nothing changes.

    Args:
        rules: As `text.read_rules` gives them, or as checks suggest them.
        datasets: Under the names of their schemas.
        memory: What rules have made of these datasets before.

    """
    do = memory.apply if memory is not None else apply
    records = {(at, name): _Record() for at in range(len(rules)) for name in datasets}
    now = dict(datasets)
    still: set[int] = set()
    for _ in range(PASSES):
        still = {
            at
            for at, rule in enumerate(rules)
            for name in _names(rule, now)
            if _step(rule, now, (name, records[at, name]), do)
        }
        if not still:
            break
    findings = (_conflict(rules[at] for at in sorted(still)),) if still else ()
    return Replayed(now, tuple(_applied(rules, now, records)), findings)


def apply(rule: Rule, dataset: Dataset) -> tuple[Dataset, Outcome]:
    """Apply one rule to one dataset, once."""
    outcome = KINDS[rule.kind].apply(rule, dataset)
    if outcome.cells:
        columns = {column: list(dataset.texts(column)) for column in {column for _, column, _ in outcome.cells}}
        for at, column, text in outcome.cells:
            columns[column][at] = text
        dataset = dataset.changed(columns)
    return (dataset.without(set(outcome.dropped)) if outcome.dropped else dataset), outcome


def _names(rule: Rule, datasets: Mapping[str, Dataset]) -> list[str]:
    """Give the datasets that a rule is about."""
    allowed = KINDS[rule.kind].datasets
    return [name for name in datasets if rule.dataset in {"", name} and (not allowed or name in allowed)]


def _step(
    rule: Rule,
    now: dict[str, Dataset],
    recorded: tuple[str, _Record],
    do: Callable[[Rule, Dataset], tuple[Dataset, Outcome]],
) -> bool:
    """Apply a rule to one of the datasets; say whether it changed anything."""
    name, record = recorded
    before = now[name]
    now[name], outcome = do(rule, before)
    record.add(before, outcome)
    return bool(outcome.cells or outcome.dropped)


def _applied(
    rules: Sequence[Rule], datasets: Mapping[str, Dataset], records: Mapping[tuple[int, str], _Record]
) -> Iterable[Applied]:
    for (at, name), record in records.items():
        if record.cells or record.rows:
            changes = tuple(Change(before, after, count) for (before, after), count in sorted(record.changes.items()))
            source = datasets[name].table.source
            yield Applied(rules[at], name, source, tuple(sorted(record.cells)), tuple(sorted(record.rows)), changes)


def _conflict(rules: Iterable[Rule]) -> Finding:
    named = ", ".join(f"{rule.kind} of {rule.column or rule.dataset or 'every dataset'}" for rule in rules)
    what = f"Repairs undo each other: {named}."
    return finding("repairs-conflict", Place("repairs"), what, "Keep the one that is right.")
