"""Cells that cannot be read by the type of their column, and cells that must be filled and are blank."""

from collections.abc import Iterator

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.cells import Unreadable, tidy
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.dates import Order
from perpupil.intake.positions import unmarked_vacancies
from perpupil.intake.repairs import Rule
from perpupil.intake.schemas import Column
from perpupil.intake.shape import headings, totals


def find(material: Material) -> Iterator[Case]:
    """Find each such cell, but for rows that are no data."""
    for dataset in material.datasets.values():
        yield from dataset.once("bad_cells", lambda one: list(_cells(one)))


def _cells(dataset: Dataset) -> Iterator[Case]:
    others = {*totals(dataset), *headings(dataset)}
    vacant = set(unmarked_vacancies(dataset)) if dataset.name == "positions" else set()
    for column in dataset.columns:
        yield from _unreadable(dataset, column, others)
        if column.required:
            yield from _blank(dataset, column, others | vacant if column.name == "status" else others)


def _unreadable(dataset: Dataset, column: Column, others: set[int]) -> Iterator[Case]:
    for at, fault in dataset.read(column.name).unreadable.items():
        if at not in others:
            value = dataset.shown(at, column.name)
            what = f"{f'`{value}`' if value else 'A cell'} in {column.name} {fault.what}."
            said = Said(fault.code, what, fault.fix)
            repair = _repair(dataset, column, fault)
            yield case(dataset, [at], said, column=column.name, repair=repair, effect=_effect(dataset))


def _blank(dataset: Dataset, column: Column, others: set[int]) -> Iterator[Case]:
    for at, cell in enumerate(dataset.texts(column.name)):
        if not tidy(cell) and at not in others:
            said = Said("blank-cell", f"{column.name} is blank.", "Fill it in, or take the row out.")
            yield case(dataset, [at], said, column=column.name, effect=_effect(dataset))


def _repair(dataset: Dataset, column: Column, fault: Unreadable) -> Rule | None:
    """Suggest the order of a calendar date; what a word means only the district can say."""
    if fault.code != "ambiguous-date":
        return None
    return Rule("date_order", dataset.name, column.name, values=(("order", Order.MONTH_FIRST.value),))


def _effect(dataset: Dataset) -> Effect:
    return Effect(students=1) if dataset.name in {"students", "student_programs"} else Effect(rows=1)


CHECK = Check(
    "bad_cells",
    "A cell cannot be read, hides a small number, holds a formula's error, or is blank where it must be filled.",
    ("bad-cell", "blank-cell", "masked-count", "formula-error", "ambiguous-date", "finer-than-a-cent"),
    find,
)
