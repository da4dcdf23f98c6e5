"""From files to clean rows: rules replayed, cells read, checks made; good rows taken, bad rows set aside with their reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.intake.cases import Case, suggestions
from perpupil.intake.checks import CHECKS, school_codes
from perpupil.intake.columns import mapped
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.mapping import ColumnMapping
from perpupil.intake.repairs import Applied, Rule
from perpupil.intake.repairs.replay import replay
from perpupil.intake.repairs.rowwise import ACCEPT, SET_ASIDE
from perpupil.intake.schemas import SCHEMAS, Type

REASON = "reason"
"""The column that says in a table of rows set aside why each was; reading passes over it when the rows are handed back."""

_TRANSLATED = "other-system-code"
"""Codes that the list of schools explains are read as it says, without a rule; the record tells it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as read, and what its columns mean."""

    table: TextTable
    mapping: ColumnMapping


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of every row."""

    taken: Mapping[str, TextTable]
    """By dataset: the good rows, under the names of the schema, every cell written in one way. What could name a person is gone."""
    aside: Mapping[str, TextTable] = field(repr=False)
    """By dataset: the other rows as they stood in the file, with the reason; for the file that the user names, and nowhere else."""
    applied: tuple[Applied, ...]
    """What each rule did."""
    cases: tuple[Case, ...]
    """What was found after the rules."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the rules themselves, or with the columns."""

    @property
    def suggestions(self) -> tuple[Rule, ...]:
        """The rules that would mend what can be mended without asking."""
        return suggestions(self.cases)

    def counts(self) -> Counter[str]:
        """Count the cases by code."""
        return Counter(one.finding.code for one in self.cases)


def clean(uploads: Sequence[Upload], material: Material, rules: Sequence[Rule] = ()) -> Cleaned:
    """Clean files that belong together.

    Args:
        uploads: One a dataset.
        material: The year, the day of the count, the picture of accounts and the year before; its datasets come from the uploads.
        rules: The repairs that were decided for these sources.

    """
    given = {one.mapping.dataset: mapped(one.table, one.mapping) for one in uploads}
    replayed = replay(rules, given)
    ruled = material.with_datasets(replayed.datasets)
    elsewhere = [one for one in school_codes.find(ruled) if one.finding.code == _TRANSLATED]
    translated = replay(suggestions(elsewhere), ruled.datasets)
    found = [one for check in CHECKS for one in check.find(material.with_datasets(translated.datasets))]
    cases, aside = _decided([*elsewhere, *found], rules, translated.datasets)
    lacking = {one.mapping.dataset: _without_columns(one) for one in uploads}
    for name, dataset in translated.datasets.items():
        if lacking[name]:
            aside[name].update({row: ["missing-column"] for row in dataset.table.rows})
    return Cleaned(
        {name: _taken(dataset, aside[name]) for name, dataset in translated.datasets.items()},
        {one.mapping.dataset: _aside(one.table, aside[one.mapping.dataset]) for one in uploads},
        (*replayed.applied, *translated.applied),
        cases,
        (*replayed.findings, *(one for said in lacking.values() for one in said)),
    )


def _without_columns(upload: Upload) -> tuple[Finding, ...]:
    """Say which columns must be there and are not; without them no row of the file is taken."""
    schema = SCHEMAS[upload.mapping.dataset]
    there = {column for column, header in upload.mapping.columns if header in upload.table.columns}
    place = Place(upload.table.source, 1)
    return tuple(
        finding("missing-column", place, f"No column is mapped to {name}.", "Say which column holds it.")
        for name in schema.required
        if name not in there
    )


def _decided(
    cases: Iterable[Case], rules: Sequence[Rule], datasets: Mapping[str, Dataset]
) -> tuple[tuple[Case, ...], dict[str, dict[int, list[str]]]]:
    """Leave out what was accepted, and give the rows to set aside, by dataset, each with its reasons."""
    accepted = _rows_of(rules, ACCEPT, datasets)
    refused = _rows_of(rules, SET_ASIDE, datasets)
    kept: list[Case] = []
    aside: dict[str, dict[int, list[str]]] = {name: {} for name in datasets}
    for one in cases:
        key = (one.dataset, one.finding.code)
        if not one.is_error and one.rows and set(one.rows) <= accepted[key]:
            continue
        kept.append(one)
        rows = one.rows if one.is_error else set(one.rows) & refused[key]
        for row in rows:
            reasons = aside[one.dataset].setdefault(row, [])
            if one.finding.code not in reasons:
                reasons.append(one.finding.code)
    return tuple(kept), aside


def _rows_of(rules: Sequence[Rule], kind: str, datasets: Mapping[str, Dataset]) -> Mapping[tuple[str, str], set[int]]:
    """Give the rows of the file that rules about findings are about, by dataset and finding."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for rule in rules:
        if rule.kind == kind and rule.dataset in datasets:
            dataset = datasets[rule.dataset]
            found[rule.dataset, rule.finding] |= {dataset.table.rows[at] for at in rule.rows_of(dataset)}
    return found


def _taken(dataset: Dataset, aside: Mapping[int, object]) -> TextTable:
    """Give the good rows, without what could name a person and is not needed to count."""
    good = dataset.keep([at for at, row in enumerate(dataset.table.rows) if row not in aside])
    kept = [one for one in good.columns if not one.is_personal or one.type is Type.ID]
    return TextTable(good.table.source, {one.name: good.words(one.name) for one in kept}, good.table.rows)


def _aside(table: TextTable, aside: Mapping[int, list[str]]) -> TextTable:
    """Give the bad rows as they stood, with their reasons."""
    positions = [at for at, row in enumerate(table.rows) if row in aside]
    columns = {name: [cells[at] for at in positions] for name, cells in table.columns.items() if name != REASON}
    rows = [table.rows[at] for at in positions]
    return TextTable(table.source, {**columns, REASON: ["; ".join(aside[row]) for row in rows]}, rows)
