"""Repairs of cells: one text in place of another, wherever it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from perpupil.intake.cells import UNKNOWN, read_cell, tidy, write_cell
from perpupil.intake.dataset import Dataset
from perpupil.intake.dates import Order
from perpupil.intake.repairs.declaration import Kind, Outcome, Rule
from perpupil.intake.schemas.declaration import Type

SCHOOLS = "schools"


def _outcome(rows: Iterable[int], dataset: Dataset, column: str, mend: Callable[[int, str], str]) -> Outcome:
    """Give the cells of a column that a repair would change."""
    if not dataset.has(column):
        return Outcome()
    texts = dataset.texts(column)
    mended = ((at, mend(at, texts[at])) for at in rows)
    return Outcome(tuple((at, column, text) for at, text in mended if text != texts[at]))


def _map_values(rule: Rule, dataset: Dataset) -> Outcome:
    if not dataset.has(rule.column):
        return Outcome()
    meanings, words = rule.meanings, dataset.words(rule.column)

    def mend(at: int, text: str) -> str:
        return meanings.get(tidy(text), meanings.get(words[at], text))

    return _outcome(rule.rows_of(dataset), dataset, rule.column, mend)


def _one_school(rule: Rule, dataset: Dataset) -> Outcome:
    if dataset.name == SCHOOLS:
        return Outcome()
    columns = [one.name for one in dataset.schema.of_type(Type.SCHOOL) if rule.column in {"", one.name}]
    meanings, rows = rule.meanings, rule.rows_of(dataset)
    outcomes = (_outcome(rows, dataset, column, lambda _, text: meanings.get(tidy(text), text)) for column in columns)
    return Outcome(tuple(cell for one in outcomes for cell in one.cells))


def _pad_ids(rule: Rule, dataset: Dataset) -> Outcome:
    def mend(_: int, text: str) -> str:
        bare = tidy(text)
        return bare.zfill(rule.width) if bare.isdecimal() and len(bare) < rule.width else text

    return _outcome(rule.rows_of(dataset), dataset, rule.column, mend)


def _plain_writing(rule: Rule, dataset: Dataset) -> Outcome:
    if not dataset.has(rule.column):
        return Outcome()
    words = dataset.words(rule.column)
    return _outcome(rule.rows_of(dataset), dataset, rule.column, lambda at, _: words[at])


def _date_order(rule: Rule, dataset: Dataset) -> Outcome:
    if not dataset.has(rule.column):
        return Outcome()
    order, column = Order(rule.meanings["order"]), dataset.schema.column(rule.column)

    def mend(_: int, text: str) -> str:
        date = read_cell(column, text, order)
        return write_cell(column, date) if isinstance(date, dt.date) else text

    return _outcome(rule.rows_of(dataset), dataset, rule.column, mend)


def _blank_is_unknown(rule: Rule, dataset: Dataset) -> Outcome:
    return _outcome(rule.rows_of(dataset), dataset, rule.column, lambda _, text: text if tidy(text) else UNKNOWN)


KINDS = (
    Kind(
        "map_values",
        "A text means another, such as a code of the district's own.",
        'kind = "map_values"\ndataset = "student_programs"\ncolumn = "englishLearner"\nvalues = { yes = "no" }\n'
        'where = { elLevel = ["M1", "M2", "M3", "M4"] }',
        _map_values,
        needs=("dataset", "column", "values"),
    ),
    Kind(
        "one_school",
        "Two codes are one school: another system's code, or a school that was merged.",
        'kind = "one_school"\nvalues = { 0227 = "0226" }',
        _one_school,
        needs=("values",),
    ),
    Kind(
        "pad_ids",
        "Ids of digits have so many digits; the zeros in front were lost.",
        'kind = "pad_ids"\ndataset = "students"\ncolumn = "schoolId"\nwidth = 4',
        _pad_ids,
        needs=("dataset", "column", "width"),
    ),
    Kind(
        "plain_writing",
        "Whatever can be read is written in one way: years, numbers, dates, grades.",
        'kind = "plain_writing"\ndataset = "ledger"\ncolumn = "year"',
        _plain_writing,
        needs=("dataset", "column"),
    ),
    Kind(
        "date_order",
        "In dates of numbers the month comes first, or the day.",
        'kind = "date_order"\ndataset = "students"\ncolumn = "entryDate"\nvalues = { order = "month_first" }',
        _date_order,
        needs=("dataset", "column", "values"),
    ),
    Kind(
        "blank_is_unknown",
        "A blank means that nobody knows. It never means no.",
        'kind = "blank_is_unknown"\ndataset = "student_programs"\ncolumn = "economicallyDisadvantaged"',
        _blank_is_unknown,
        needs=("dataset", "column"),
    ),
)
