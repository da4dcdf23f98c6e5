"""Rows that are no data: totals, headings, headers again; and rows of data that stand twice."""

from collections import defaultdict
from collections.abc import Iterator

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.repairs import Rule
from perpupil.intake.shape import headings, repeats, totals

_APART = ("students", "positions")
"""Datasets of which other checks say what stands twice."""


def find(material: Material) -> Iterator[Case]:
    """Find each such row."""
    for dataset in material.datasets.values():
        yield from dataset.once("no_data", lambda one: list(_rows(one)))


def _rows(dataset: Dataset) -> Iterator[Case]:
    totalled, headed = totals(dataset), headings(dataset)
    for at in totalled:
        said = Said("total-row", "The row is a total of others.", "Leave it out.")
        yield case(dataset, [at], said, repair=Rule("drop_totals", dataset.name), effect=_effect(dataset, at))
    for at in headed:
        said = Said("heading-row", "The row is a heading, or repeats the headers.", "Leave it out.")
        yield case(dataset, [at], said, repair=Rule("drop_headings", dataset.name))
    yield from _repeated(dataset, {*totalled, *headed})


def _effect(dataset: Dataset, at: int) -> Effect:
    """Say what the total would add."""
    students = dataset.values("count")[at] if dataset.has("count") else 0
    return Effect(students if isinstance(students, int) else 0, rows=1)


def _repeated(dataset: Dataset, others: set[int]) -> Iterator[Case]:
    """Find rows of one key: the same in every cell, or not."""
    key = [column for column in dataset.schema.key if dataset.has(column)]
    if not key or dataset.name in _APART:
        return
    same = {at for group in repeats(dataset) for at in group[1:]}
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    columns = [dataset.words(column) for column in key]
    blank = {
        at
        for column in key
        if dataset.schema.column(column).required
        for at, cell in enumerate(dataset.words(column))
        if not cell
    }
    for at in range(len(dataset)):
        if at not in others | blank:
            rows[tuple(column[at] for column in columns)].append(at)
    for group in rows.values():
        for at in group[1:]:
            first = dataset.table.rows[group[0]]
            rule = Rule("drop_repeats", dataset.name) if at in same else None
            fix = "Leave it out." if rule else "Keep the row that is right."
            said = Said(
                "repeated-row", f"The row says again what row {first} says{'' if rule else ', and otherwise'}.", fix
            )
            yield case(dataset, [at], said, repair=rule)


CHECK = Check(
    "no_data",
    "A row is a total, a heading, the headers again, or a row that stands twice.",
    ("total-row", "heading-row", "repeated-row"),
    find,
)
