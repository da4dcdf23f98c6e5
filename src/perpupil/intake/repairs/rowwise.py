"""Repairs of rows: what stands in a file and is not a row of data, or is one twice."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from perpupil.intake.cells import NO, YES, write_cell
from perpupil.intake.dataset import Dataset
from perpupil.intake.positions import (
    ON_LEAVE,
    SUBSTITUTE,
    VACANT,
    by_content,
    covered_substitutes,
    split_in_full,
    unmarked_vacancies,
)
from perpupil.intake.repairs.declaration import Kind, Outcome, Rule
from perpupil.intake.shape import alike, headings, repeats, totals
from perpupil.intake.spells import no_shows, overlapping, shared_groups
from perpupil.money import plain


def _drop_totals(rule: Rule, dataset: Dataset) -> Outcome:
    return _among(rule, dataset, totals(dataset))


def _drop_headings(rule: Rule, dataset: Dataset) -> Outcome:
    return _among(rule, dataset, headings(dataset))


def _drop_repeats(rule: Rule, dataset: Dataset) -> Outcome:
    return _among(rule, dataset, [at for group in repeats(dataset) for at in group[1:]])


def _drop_rows(rule: Rule, dataset: Dataset) -> Outcome:
    return Outcome(dropped=tuple(rule.rows_of(dataset)))


def _keep_rows(rule: Rule, dataset: Dataset) -> Outcome:
    kept = set(rule.rows_of(dataset))
    return Outcome(dropped=tuple(at for at in range(len(dataset)) if at not in kept))


def _drop_batch(rule: Rule, dataset: Dataset) -> Outcome:
    batches = dataset.texts("batch")
    there = set(batches)
    gone = {batch for batch, kept in rule.values if kept in there and kept != batch}
    again = {batch for batch, kept in rule.values if kept == batch}
    twice = [at for group in alike(dataset, batches, again) for at in group[1:]]
    return _among(rule, dataset, [at for at, batch in enumerate(batches) if batch in gone] + twice)


def _drop_no_shows(rule: Rule, dataset: Dataset) -> Outcome:
    return _among(rule, dataset, no_shows(dataset))


def _keep_primary(rule: Rule, dataset: Dataset) -> Outcome:
    primary = dataset.values("primary")
    gone: list[int] = []
    for group in overlapping(dataset):
        kept = [at for at in group if primary[at] is True]
        if len(kept) == 1:
            gone += [at for at in group if at != kept[0]]
    return _among(rule, dataset, gone)


def _close_earlier(rule: Rule, dataset: Dataset) -> Outcome:
    rows, entered = set(rule.rows_of(dataset)), dataset.words("entryDate")
    cells = []
    for group in overlapping(dataset):
        for earlier, later in pairwise(group):
            if entered[earlier] < entered[later] and earlier in rows:
                cells.append((earlier, "exitDate", entered[later]))
    return Outcome(tuple(cells))


def _home_is_primary(rule: Rule, dataset: Dataset) -> Outcome:
    schools, shared = dataset.words("schoolId"), rule.meanings
    groups = [group for group in shared_groups(dataset, shared) if sum(schools[at] not in shared for at in group) == 1]
    cells = [(at, "primary", NO if schools[at] in shared else YES) for group in groups for at in group]
    return Outcome(tuple(cell for cell in cells if dataset.texts("primary")[cell[0]] != cell[2]))


def _mark_substitutes(rule: Rule, dataset: Dataset) -> Outcome:
    rows, texts = set(rule.rows_of(dataset)), dataset.texts("status")
    marks = [
        cell
        for leave, substitute in covered_substitutes(dataset)
        for cell in ((leave, "status", ON_LEAVE), (substitute, "status", SUBSTITUTE))
    ]
    return Outcome(tuple(cell for cell in marks if cell[0] in rows and texts[cell[0]] != cell[2]))


def _mark_vacant(rule: Rule, dataset: Dataset) -> Outcome:
    rows = set(rule.rows_of(dataset))
    found = [at for at in unmarked_vacancies(dataset) if at in rows]
    people = dataset.texts("employeeId")
    nobody = tuple((at, "employeeId", "") for at in found if people[at])
    return Outcome((*((at, "status", VACANT) for at in found), *nobody))


def _share_split(rule: Rule, dataset: Dataset) -> Outcome:
    rows = set(rule.rows_of(dataset))
    cells = []
    for group in split_in_full(dataset):
        part, many = Fraction(1, len(group)), len(group)
        cells += [(at, "share", write_cell(dataset.schema.column("share"), part)) for at in group if at in rows]
        for column in _PAY:
            pay = dataset.values(column)
            cells += [
                (at, column, plain(cents * (place + 1) // many - cents * place // many))
                for place, at in enumerate(by_content(dataset, group))
                if at in rows and isinstance(cents := pay[at], int)
            ]
    return Outcome(tuple(cells))


def _nothing(_: Rule, __: Dataset) -> Outcome:
    """Change nothing: the rule decides what becomes of a finding, and `cleaning` asks it."""
    return Outcome()


def _among(rule: Rule, dataset: Dataset, found: list[int]) -> Outcome:
    """Drop what was found, in the rows that the rule is about."""
    rows = set(rule.rows_of(dataset)) if rule.where else None
    return Outcome(dropped=tuple(sorted({at for at in found if rows is None or at in rows})))


_PAY = ("salary", "benefits")
_STUDENTS, _POSITIONS, _LEDGER = ("students",), ("positions",), ("ledger",)
ACCEPT, SET_ASIDE = "accept", "set_aside"

KINDS = (
    Kind(
        "drop_totals",
        "Rows of totals are not data.",
        'kind = "drop_totals"\ndataset = "ledger"',
        _drop_totals,
        ("dataset",),
    ),
    Kind(
        "drop_headings",
        "Rows that repeat the headers, or hold a heading alone, are not data.",
        'kind = "drop_headings"\ndataset = "school_counts"',
        _drop_headings,
        ("dataset",),
    ),
    Kind(
        "drop_repeats",
        "A row that stands twice, the same in every cell, counts once.",
        'kind = "drop_repeats"\ndataset = "school_counts"',
        _drop_repeats,
        ("dataset",),
    ),
    Kind(
        "drop_rows",
        "These rows do not belong here.",
        'kind = "drop_rows"\ndataset = "ledger"\nwhere = { fund = ["900"] }',
        _drop_rows,
        ("dataset", "where"),
    ),
    Kind(
        "keep_rows",
        "Only these rows belong here, as those of one year or one kind of school.",
        'kind = "keep_rows"\ndataset = "school_facts"\nwhere = { year = ["2026"] }',
        _keep_rows,
        ("dataset", "where"),
    ),
    Kind(
        "drop_batch",
        "A batch that was posted twice counts once: the first goes, while the second is there; of entries that stand twice in one batch one stays.",
        'kind = "drop_batch"\ndataset = "ledger"\nvalues = { B-118 = "B-117" }',
        _drop_batch,
        ("dataset", "values"),
        _LEDGER,
    ),
    Kind(
        "drop_no_shows",
        "Students who never came are not counted.",
        'kind = "drop_no_shows"\ndataset = "students"',
        _drop_no_shows,
        ("dataset",),
        _STUDENTS,
    ),
    Kind(
        "keep_primary",
        "A student at two schools at once counts where the enrollment is primary.",
        'kind = "keep_primary"\ndataset = "students"',
        _keep_primary,
        ("dataset",),
        _STUDENTS,
    ),
    Kind(
        "close_earlier",
        "A student who has entered another school has left the earlier one: its spell ends on that day.",
        'kind = "close_earlier"\ndataset = "students"',
        _close_earlier,
        ("dataset",),
        _STUDENTS,
    ),
    Kind(
        "home_is_primary",
        "A student who attends one of these schools for part of the day counts at the other school.",
        'kind = "home_is_primary"\ndataset = "students"\nvalues = { 0601 = "shared" }',
        _home_is_primary,
        ("dataset", "values"),
        _STUDENTS,
    ),
    Kind(
        "mark_substitutes",
        "A substitute stands in for somebody on leave: the status says so, and the position counts once.",
        'kind = "mark_substitutes"\ndataset = "positions"',
        _mark_substitutes,
        ("dataset",),
        _POSITIONS,
    ),
    Kind(
        "mark_vacant",
        "Where a word such as VACANT stands in place of a person, the position is vacant.",
        'kind = "mark_vacant"\ndataset = "positions"',
        _mark_vacant,
        ("dataset",),
        _POSITIONS,
    ),
    Kind(
        "share_split",
        "A position that stands in full at each of its schools is shared out evenly.",
        'kind = "share_split"\ndataset = "positions"',
        _share_split,
        ("dataset",),
        _POSITIONS,
    ),
    Kind(
        ACCEPT,
        "The finding was looked at, and the data is right; with `column`, the finding about that column.",
        'kind = "accept"\ndataset = "students"\nfinding = "age-and-grade"',
        _nothing,
        ("dataset", "finding"),
    ),
    Kind(
        SET_ASIDE,
        "Rows with this finding are set aside, though it is no error; of an error, that they stay so.",
        'kind = "set_aside"\ndataset = "students"\nfinding = "age-and-grade"',
        _nothing,
        ("dataset", "finding"),
    ),
)
