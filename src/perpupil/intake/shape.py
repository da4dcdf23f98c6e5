"""Rows that stand among the data and are none: totals, headings, headers again, and rows that stand twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence

from perpupil.intake.cells import tidy
from perpupil.intake.dataset import Dataset
from perpupil.intake.names import words_of
from perpupil.intake.schemas.declaration import Column, Type

_TOTAL = re.compile(
    r"(?:grand |sub-? ?|district |school |all |overall )*totals?(?: (?:of|for) .{1,60})?:?|all schools:?|sum:?",
    re.IGNORECASE,
)
_TOTAL_OF_SCHOOLS = re.compile(r".{1,60} (?:sub-?)?totals?:?", re.IGNORECASE)
_TOTAL_AT_EDGE = re.compile(r".{1,60} (?:sub-?)?totals?:?|totals? .{1,60}", re.IGNORECASE)
_LABELS = frozenset({Type.ID, Type.SCHOOL, Type.YEAR, Type.CODE, Type.GRADE})
HEADERS_AT_LEAST = 2
_HEADER_CHARACTERS = 60
_LETTER = re.compile(r"[A-Za-z]", re.ASCII)


def totals(dataset: Dataset) -> list[int]:
    """Find rows of totals: a label that says so, where an id, a school, a year or a code should stand.

    A text that merely holds the word is one only where something that must be filled is blank; one that ends in it is one in place of a
    school too, as `Ward 3 total`.
    """
    return dataset.once("totals", _totals)


def headings(dataset: Dataset) -> list[int]:
    """Find rows that repeat the headers, and rows that hold one cell alone though more must be filled: a merged heading."""
    return dataset.once("headings", _headings)


def _totals(dataset: Dataset) -> list[int]:
    labels = [
        one.name for one in dataset.columns if one.type in _LABELS and (not one.allowed or one.type is Type.GRADE)
    ]
    texts = [one.name for one in dataset.columns if one.type is Type.TEXT]
    required = [dataset.texts(name) for name in dataset.schema.required if dataset.has(name)]
    found: set[int] = set()
    for name in (*labels, *texts):
        cells = dataset.texts(name)
        sure = {cell for cell in set(cells) if _TOTAL.fullmatch(tidy(cell))}
        likely = {cell for cell in set(cells) if "otal" in cell.lower() and _TOTAL_AT_EDGE.fullmatch(tidy(cell))}
        if dataset.schema.column(name).type is Type.SCHOOL:
            sure |= {cell for cell in likely if _TOTAL_OF_SCHOOLS.fullmatch(tidy(cell))}
        for at, cell in enumerate(cells) if sure or likely else ():
            lacks = (cell in sure or cell in likely) and any(not other[at] for other in required)
            if lacks or (cell in sure and name in labels):
                found.add(at)
    return sorted(found)


def _headings(dataset: Dataset) -> list[int]:
    names = [one.name for one in dataset.columns if not _is_stood_in_for(dataset, one)]
    again, filled = [0] * len(dataset), [0] * len(dataset)
    for name in names:
        cells = dataset.texts(name)
        known = {words_of(name), *map(words_of, dataset.schema.column(name).other_names)}
        headers = {cell for cell in set(cells) if _is_wordy(cell) and words_of(cell) in known}
        for at, cell in enumerate(cells):
            filled[at] += bool(cell)
            again[at] += cell in headers
    many = sum(dataset.has(name) for name in dataset.schema.required) > 1
    many |= dataset.schema.is_open and len(names) > HEADERS_AT_LEAST
    left_out = set(totals(dataset))
    return [
        at
        for at in range(len(dataset))
        if again[at] >= min(HEADERS_AT_LEAST, len(names)) or (filled[at] == 1 and many and at not in left_out)
    ]


def repeats(dataset: Dataset) -> list[tuple[int, ...]]:
    """Give the rows that are the same in every cell, where the schema says what tells rows apart."""
    if not dataset.schema.key:
        return []
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    columns = [dataset.words(one.name) for one in dataset.columns]
    for at in range(len(dataset)):
        alike[tuple(column[at] for column in columns)].append(at)
    return [tuple(group) for group in alike.values() if len(group) > 1]


def alike(dataset: Dataset, labels: Sequence[str], wanted: Collection[str]) -> list[tuple[int, ...]]:
    """Give the rows that are the same in every cell, among the rows with one of some labels."""
    columns = [dataset.words(one.name) for one in dataset.columns]
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        if label in wanted:
            rows[tuple(column[at] for column in columns)].append(at)
    return [tuple(group) for group in rows.values()]


def _is_stood_in_for(dataset: Dataset, column: Column) -> bool:
    """Whether another column stands in for this one, so that it says nothing of its own."""
    return any(dataset.has(other) and dataset.texts(other) == dataset.texts(column.name) for other in column.stand_ins)


def _is_wordy(cell: str) -> bool:
    """Whether a cell could be a header: it has a letter, and is no sentence."""
    return len(cell) < _HEADER_CHARACTERS and _LETTER.search(cell) is not None
