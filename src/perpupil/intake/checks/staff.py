"""Positions that would count twice or not at all: leaves with substitutes, vacancies, positions in several rows."""

from collections.abc import Iterator

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.positions import split_in_full, unmarked_substitutes, unmarked_vacancies
from perpupil.intake.repairs import Rule


def find(material: Material) -> Iterator[Case]:
    """Find each such position once."""
    positions = material.get("positions", "positionId", "fte", "status")
    if positions is None:
        return
    yield from _substitutes(positions)
    yield from _vacant(positions)
    yield from _split(positions)


def _substitutes(positions: Dataset) -> Iterator[Case]:
    for leave, substitute in unmarked_substitutes(positions):
        row = positions.table.rows[leave]
        said = Said(
            "leave-and-substitute",
            f"The row stands in for the person on leave in row {row}.",
            "Count the position once.",
        )
        rule = Rule("mark_substitutes", "positions")
        yield case(positions, [substitute], said, column="status", repair=rule, effect=_cost(positions, substitute))


def _vacant(positions: Dataset) -> Iterator[Case]:
    for at in unmarked_vacancies(positions):
        said = Said(
            "vacant-position",
            "Nobody holds the position, and its status does not say so.",
            "Mark it as vacant, and price it at the average of its class.",
        )
        yield case(
            positions, [at], said, column="status", repair=Rule("mark_vacant", "positions"), effect=_cost(positions, at)
        )


def _split(positions: Dataset) -> Iterator[Case]:
    for group in split_in_full(positions):
        named = " and ".join(dict.fromkeys(positions.words("schoolId")[at] for at in group))
        said = Said("split-counted-in-full", f"One position stands in full at {named}.", "Share it out.")
        yield case(
            positions,
            group,
            said,
            column="fte",
            repair=Rule("share_split", "positions"),
            effect=_cost(positions, group[0]),
        )


def _cost(positions: Dataset, at: int) -> Effect:
    """Give what the row costs, where it says so."""
    parts = [positions.values(column)[at] for column in ("salary", "benefits")]
    return Effect(amount_cents=sum(part for part in parts if isinstance(part, int)), rows=1)


CHECK = Check(
    "staff",
    "A substitute could be counted beside the leave, a vacancy is not marked, or a position stands in full at each of its schools.",
    ("leave-and-substitute", "vacant-position", "split-counted-in-full"),
    find,
)
