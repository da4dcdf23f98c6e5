"""From files to clean rows: rules replayed, cells read, checks made; good rows taken, bad rows set aside with their reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.intake.answers import REASON, Answered, put_back
from perpupil.intake.cases import Case, suggestions
from perpupil.intake.checks import CHECKS, school_codes, years
from perpupil.intake.columns import mapped
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.mapping import ColumnMapping
from perpupil.intake.repairs import Applied, Rule
from perpupil.intake.repairs.replay import Memory, replay
from perpupil.intake.repairs.rowwise import ACCEPT, SET_ASIDE
from perpupil.intake.schemas import SCHEMAS, Type

_MENDED_UNASKED = frozenset({"other-system-code", "other-years"})
"""Codes that the list of schools explains are read as it says, and rows of other years left out, without a rule; the record tells it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as read, and what its columns mean."""

    table: TextTable
    mapping: ColumnMapping
    _mapped: list[Dataset] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def dataset(self) -> Dataset:
        """The file under the names of its schema; what is read of its cells is kept for the next cleaning."""
        if not self._mapped:
            self._mapped.append(mapped(self.table, self.mapping))
        return self._mapped[0]


@dataclass(frozen=True, slots=True)
class Answers:
    """A file of answers as read: what a file of the same dataset left open, or its rows that were set aside and have been mended."""

    upload: Upload
    file_rows: tuple[int, ...] | None = None
    """For rows that were set aside: the row of the file that each was."""
    adds: bool = False
    """Whether a row about which nothing is known comes in as a new one."""


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
    """What is wrong with the rules themselves, with the columns, or with answers."""
    answered: tuple[Answered, ...] = ()
    """What each file of answers changed."""
    datasets: Mapping[str, Dataset] = field(default_factory=dict, repr=False)
    """Every row after the rules, good and bad, with all that the files say of people: to be looked at, never to be kept."""
    reasons: Mapping[str, Mapping[int, Sequence[str]]] = field(default_factory=dict, repr=False)
    """By dataset and row of the file: the findings for which a row is set aside."""

    def taken_with(self, dataset: str, code: str) -> TextTable:
        """Give the rows of a dataset that would be taken if one finding set none aside."""
        others = {row: codes for row, codes in self.reasons[dataset].items() if set(codes) != {code}}
        return _taken(self.datasets[dataset], others)

    @property
    def suggestions(self) -> tuple[Rule, ...]:
        """The rules that would mend what can be mended without asking."""
        return suggestions(self.cases)

    def counts(self) -> Counter[str]:
        """Count the cases by code."""
        return Counter(one.finding.code for one in self.cases)


def clean(
    uploads: Sequence[Upload],
    material: Material,
    rules: Sequence[Rule] = (),
    answers: Sequence[Answers] = (),
    memory: Memory | None = None,
) -> Cleaned:
    """Clean files that belong together.

    Args:
        uploads: One a dataset.
        material: The year, the day of the count, the picture of accounts and the year before; its datasets come from the uploads.
        rules: The repairs that were decided for these sources.
        answers: What is put back, each about a dataset of the uploads.
        memory: What rules have made of these files before.

    """
    given = {one.mapping.dataset: one.dataset for one in uploads}
    ready = _made_ready(material.with_datasets(given), rules, memory)
    datasets, answered = ready.datasets, list[Answered]()
    findings = list(ready.findings)
    for one in answers:
        datasets, record, told = _put_back(one, material.with_datasets(datasets), rules)
        answered.append(record)
        findings += told
    again = replay(rules, datasets, memory) if answers else None
    datasets = again.datasets if again is not None else datasets
    found = [one for check in CHECKS for one in check.find(material.with_datasets(datasets))]
    cases, aside = _decided([*ready.mended, *found], rules, datasets)
    lacking = {one.mapping.dataset: _without_columns(one) for one in uploads}
    for name, dataset in datasets.items():
        if lacking[name]:
            aside[name].update({row: ["missing-column"] for row in dataset.table.rows})
    return Cleaned(
        {name: _taken(dataset, aside[name]) for name, dataset in datasets.items()},
        {one.mapping.dataset: _aside(one.table, aside[one.mapping.dataset]) for one in uploads},
        (*ready.applied, *(again.applied if again is not None else ())),
        cases,
        (*findings, *(one for said in lacking.values() for one in said)),
        tuple(answered),
        datasets,
        aside,
    )


@dataclass(frozen=True, slots=True)
class _Ready:
    """Datasets after the rules, of one year each, with the codes of other systems translated."""

    datasets: Mapping[str, Dataset]
    applied: tuple[Applied, ...]
    findings: tuple[Finding, ...]
    mended: tuple[Case, ...]
    """What was left out or translated."""


def _made_ready(material: Material, rules: Sequence[Rule], memory: Memory | None = None) -> _Ready:
    """Apply the rules, leave out other years, and read codes of other systems as the list of schools says."""
    replayed = replay(rules, material.datasets, memory)
    datasets, applied, mended = replayed.datasets, [*replayed.applied], list[Case]()
    for check in (years, school_codes):
        found = [one for one in check.find(material.with_datasets(datasets)) if one.finding.code in _MENDED_UNASKED]
        done = replay(suggestions(found), datasets, memory)
        datasets = done.datasets
        applied += done.applied
        # This follows each time from the district's year and its list of schools: no rule of it is kept.
        mended += [replace(one, repair=None) for one in found]
    again = replay(rules, datasets, memory)  # rules name schools as the list does
    return _Ready(again.datasets, (*applied, *again.applied), replayed.findings, tuple(mended))


def _put_back(
    answers: Answers, material: Material, rules: Sequence[Rule]
) -> tuple[Mapping[str, Dataset], Answered, tuple[Finding, ...]]:
    """Put answers where they belong, after the same rules and translations as the dataset that they answer."""
    name = answers.upload.mapping.dataset
    theirs = answers.upload.dataset
    numbered = dict(zip(theirs.table.rows, answers.file_rows or (), strict=False))
    ready = _made_ready(material.with_datasets({**material.datasets, name: theirs}), rules).datasets[name]
    file_rows = [numbered[row] for row in ready.table.rows] if answers.file_rows is not None else None
    made, record, told = put_back(material.datasets[name], ready, file_rows, adds=answers.adds)
    return {**material.datasets, name: made}, record, told


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


_About = tuple[str, str, str]
"""A dataset, a finding, and the column that it is about; every column where there is none."""


def _decided(
    cases: Iterable[Case], rules: Sequence[Rule], datasets: Mapping[str, Dataset]
) -> tuple[tuple[Case, ...], dict[str, dict[int, list[str]]]]:
    """Leave out what was accepted, and give the rows to set aside, by dataset, each with its reasons."""
    looked_at = {_about(rule) for rule in rules if rule.kind == ACCEPT and not rule.where}
    accepted = _rows_of(rules, ACCEPT, datasets)
    refused = _rows_of(rules, SET_ASIDE, datasets)
    kept: list[Case] = []
    aside: dict[str, dict[int, list[str]]] = {name: {} for name in datasets}
    for one in cases:
        keys = [(one.dataset, one.finding.code, column) for column in dict.fromkeys(("", one.column))]
        is_accepted = one.rows and all(any(row in accepted[key] for key in keys) for row in one.rows)
        if not one.is_error and (looked_at.intersection(keys) or is_accepted):
            continue
        kept.append(one)
        rows = [row for row in one.rows if one.is_error or any(row in refused[key] for key in keys)]
        for row in rows:
            reasons = aside[one.dataset].setdefault(row, [])
            if one.finding.code not in reasons:
                reasons.append(one.finding.code)
    return tuple(kept), aside


def _about(rule: Rule) -> _About:
    return rule.dataset, rule.finding, rule.column


def _rows_of(rules: Sequence[Rule], kind: str, datasets: Mapping[str, Dataset]) -> Mapping[_About, set[int]]:
    """Give the rows of the file that rules about findings are about."""
    found: dict[_About, set[int]] = defaultdict(set)
    for rule in rules:
        if rule.kind == kind and rule.dataset in datasets:
            dataset = datasets[rule.dataset]
            found[_about(rule)] |= {dataset.table.rows[at] for at in rule.rows_of(dataset)}
    return found


def _taken(dataset: Dataset, aside: Mapping[int, object]) -> TextTable:
    """Give the good rows, without what could name a person and is not needed to count."""
    kept_rows = [at for at, row in enumerate(dataset.table.rows) if row not in aside] if aside else None
    good = dataset.keep(kept_rows) if kept_rows is not None else dataset
    kept = [one for one in good.columns if not one.is_personal or one.type is Type.ID]
    return TextTable(good.table.source, {one.name: good.words(one.name) for one in kept}, good.table.rows)


def _aside(table: TextTable, aside: Mapping[int, list[str]]) -> TextTable:
    """Give the bad rows as they stood, with their reasons."""
    positions = [at for at, row in enumerate(table.rows) if row in aside]
    columns = {name: [cells[at] for at in positions] for name, cells in table.columns.items() if name != REASON}
    rows = [table.rows[at] for at in positions]
    return TextTable(table.source, {**columns, REASON: ["; ".join(aside[row]) for row in rows]}, rows)
