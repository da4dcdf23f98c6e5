"""Positions: which substitute stands in for whom, and which position stands at several schools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from perpupil.intake.dataset import Dataset

_NOBODY = frozenset({"VACANT", "VACANCY", "OPEN", "UNFILLED", "TBD", "TBH"})
"""Words that stand in place of a person."""

FILLED, VACANT, ON_LEAVE, SUBSTITUTE = "filled", "vacant", "on_leave", "substitute"


def covered_substitutes(positions: Dataset) -> list[tuple[int, int]]:
    """Pair each row on leave with the row of its substitute: the one that names it, or the other holder of the same share.

    A substitute is never taken for two leaves, nor a leave for two substitutes. Where several could stand in, one that
    is marked as a substitute does; among equals the rows' cells decide, never the order in which a file lists them.
    """
    status = positions.values("status")
    by_position: dict[object, list[int]] = defaultdict(list)
    covers: dict[object, list[int]] = defaultdict(list)
    ids, covered = positions.values("positionId"), positions.values("substituteFor")
    for at in range(len(positions)):
        by_position[ids[at]].append(at)
        if covered[at] is not None:
            covers[covered[at]].append(at)
    taken: set[int] = set()
    pairs = []
    on_leave = [at for at in range(len(positions)) if status[at] == ON_LEAVE and ids[at] is not None]
    for at in by_content(positions, on_leave, ON_LEAVE):
        same_share = [other for other in by_position[ids[at]] if _same_share(positions, at, other)]
        others = [
            *by_content(positions, covers[ids[at]], SUBSTITUTE),
            *by_content(positions, same_share, SUBSTITUTE),
        ]
        found = next((one for one in others if one != at and one not in taken and _works(status[one])), None)
        if found is not None:
            taken.add(found)
            pairs.append((at, found))
    return sorted(pairs)


def by_content(positions: Dataset, rows: Iterable[int], marked: str = FILLED) -> list[int]:
    """Put rows in an order of their own: those that bear a mark first, then by their cells."""
    status, plain = positions.values("status"), positions.texts("status")
    others = [texts for name, texts in sorted(positions.table.columns.items()) if name != "status"]
    return sorted(
        rows,
        key=lambda at: (status[at] != marked, plain[at] != marked, [texts[at] for texts in others], plain[at]),
    )


def unmarked_vacancies(positions: Dataset) -> list[int]:
    """Give the rows that name nobody, or say so in words in place of a person, and are not marked as vacant."""
    people, status = positions.texts("employeeId"), positions.values("status")
    return [
        at for at, person in enumerate(people) if status[at] in {None, FILLED} and person.strip().upper() in _NOBODY
    ]


def unmarked_substitutes(positions: Dataset) -> list[tuple[int, int]]:
    """Pair each leave with its substitute, where the status of one of them is not plain."""
    plain = {ON_LEAVE, SUBSTITUTE}
    texts = positions.texts("status")
    return [pair for pair in covered_substitutes(positions) if not {texts[at] for at in pair} <= plain]


def split(positions: Dataset) -> list[tuple[int, ...]]:
    """Give the rows of each position that stands at more than one school or fund; leaves and substitutes apart."""
    status, ids = positions.values("status"), positions.values("positionId")
    paired = {at for pair in covered_substitutes(positions) for at in pair}
    rows: dict[object, list[int]] = defaultdict(list)
    for at in range(len(positions)):
        if ids[at] is not None and status[at] in {FILLED, VACANT} and at not in paired:
            rows[ids[at]].append(at)
    return [tuple(group) for group in rows.values() if len({_share(positions, at) for at in group}) > 1]


def split_in_full(positions: Dataset) -> list[tuple[int, ...]]:
    """Give the split positions whose every row holds the whole: they would count once at each school."""
    fte, shares = positions.values("fte"), positions.values("share")
    return [
        group
        for group in split(positions)
        if len({fte[at] for at in group}) == 1
        and isinstance(fte[group[0]], Fraction)
        and all(shares[at] in {None, 1} for at in group)
    ]


def _works(status: object) -> bool:
    return status in {FILLED, SUBSTITUTE}


def _share(positions: Dataset, at: int) -> tuple[str, str]:
    """Give the school and the fund of a row."""
    return positions.texts("schoolId")[at], positions.texts("fund")[at]


def _same_share(positions: Dataset, at: int, other: int) -> bool:
    return _share(positions, at) == _share(positions, other)
