"""Answers: rows that say what a file left open, or that were set aside and have been mended, put back where they belong.

A row of answers is about the rows of the dataset that have the same key: the columns of the key that the answers have, written in one way. A
row that was set aside is about the row of the file whose number it carries. A blank cell answers nothing. The record says how many
cells of which column were answered, and no value.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, finding
from perpupil.intake.dataset import Dataset

FILE_ROW, REASON = "row of the file", "reason"
"""The columns by which a file of rows set aside says which row of the file each was, and why it was set aside."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The record of one file of answers."""

    dataset: str
    source: str
    cells: Mapping[str, int]
    """By column: how many cells were answered."""
    rows: int
    """How many rows of the dataset were answered."""
    added: int = 0
    """How many rows came new."""


def with_marks(table: TextTable) -> TextTable:
    """Give rows that were set aside with the row of the file that each was in front."""
    return TextTable(table.source, {FILE_ROW: [str(row) for row in table.rows], **table.columns}, table.rows)


def without_marks(table: TextTable) -> tuple[TextTable, tuple[int, ...] | None]:
    """Take off what a file of rows set aside says beside its rows; None where it is another file of answers."""
    rows = table.columns.get(FILE_ROW)
    columns = {name: cells for name, cells in table.columns.items() if name not in {FILE_ROW, REASON}}
    if rows is None:
        return table, None
    numbers = tuple(int(row) if row.isdecimal() else 0 for row in rows)
    return TextTable(table.source, columns, table.rows), numbers


def put_back(
    dataset: Dataset, answers: Dataset, file_rows: Sequence[int] | None = None, *, adds: bool = False
) -> tuple[Dataset, Answered, tuple[Finding, ...]]:
    """Put answers into a dataset.

    Args:
        dataset: What was brought in.
        answers: The answers, under the names of the same schema.
        file_rows: For rows that were set aside: the row of the file that each was.
        adds: Whether a row about which nothing is known comes in as a new one; for datasets that are kept, whose rows set aside are not.

    """
    columns = {
        name: list(dataset.texts(name)) for name in dict.fromkeys([*dataset.table.columns, *answers.table.columns])
    }
    cells: Counter[str] = Counter()
    rows: set[int] = set()
    unmatched: list[int] = []
    findings: list[Finding] = []
    matches = _by_row(dataset, answers, file_rows) if file_rows is not None else _by_key(dataset, answers, findings)
    for at, positions in matches:
        if not positions:
            unmatched.append(at)
        for position in positions:
            rows.add(position)
            for name in answers.table.columns:
                cell = answers.texts(name)[at]
                if cell and columns[name][position] != cell:
                    columns[name][position] = cell
                    cells[name] += 1
    if unmatched and not adds:
        findings.append(_without_row(dataset, answers, unmatched))
    new = unmatched if adds else []
    numbers = [*dataset.table.rows, *(answers.table.rows[at] for at in new)]
    for name, texts in columns.items():
        texts.extend(answers.texts(name)[at] for at in new)
    made = Dataset(dataset.schema, TextTable(dataset.table.source, columns, numbers), dataset.orders)
    record = Answered(dataset.name, answers.table.source, dict(sorted(cells.items())), len(rows), len(new))
    return made, record, tuple(findings)


def _by_key(dataset: Dataset, answers: Dataset, findings: list[Finding]) -> Iterator[tuple[int, Sequence[int]]]:
    """Find the rows that each answer is about, by the columns of the key that the answers fill."""
    keys = [name for name in dataset.schema.key if dataset.has(name) and answers.has(name) and any(answers.texts(name))]
    if not keys:
        wanted = ", ".join(dataset.schema.key) or "a key"
        what = f"The answers do not say which rows of {dataset.name} they are about."
        findings.append(finding("answer-without-key", answers.place(0), what, f"Give them {wanted}."))
        return
    known: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, key in enumerate(zip(*(dataset.words(name) for name in keys), strict=True)):
        known[key].append(at)
    for at, key in enumerate(zip(*(answers.words(name) for name in keys), strict=True)):
        yield at, known.get(key, ())


def _by_row(dataset: Dataset, answers: Dataset, file_rows: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Find the row that each was, if the file still has it there: one cell of the key must be the same."""
    position_of = {row: at for at, row in enumerate(dataset.table.rows)}
    keys = [name for name in dataset.schema.key if dataset.has(name) and answers.has(name)]
    for at, row in enumerate(file_rows):
        position = position_of.get(row)
        is_it = position is not None and (
            not keys or any(dataset.words(name)[position] == answers.words(name)[at] for name in keys)
        )
        yield at, [position] if position is not None and is_it else []


def _without_row(dataset: Dataset, answers: Dataset, unmatched: Sequence[int]) -> Finding:
    count = len(unmatched)
    what = f"{count:,} of {len(answers):,} answers are about no row of {dataset.table.source}, the first of them here."
    fix = "Look whether the ids are the same in both files, and whether it is the same export."
    return finding("answer-without-row", answers.place(unmatched[0]), what, fix)
