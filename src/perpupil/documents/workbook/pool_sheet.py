"""What the parts of a pool have in common: its limits, its sums, and how its columns and rows are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perpupil.documents.workbook.numbers import Atom, Condition
from perpupil.documents.workbook.sheets import POOL, ROW, Bound, Column, Look, range_of
from perpupil.limits import WORKBOOK_WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.documents.workbook.workings import Workings
    from perpupil.exact.columns import Integers


@dataclass(frozen=True, slots=True)
class Limit:
    """A floor or a ceiling of every unit."""

    line: str
    is_floor: bool
    bound: Atom
    holds: Condition

    @property
    def what(self) -> str:
        """Name it."""
        return "floor" if self.is_floor else "ceiling"


@dataclass(frozen=True, slots=True)
class Sums:
    """What is scaled and what is protected, unit by unit."""

    scaled: Atom
    protected: Atom


class PoolSheet:
    """Writes columns and rows of one pool."""

    def __init__(self, workings: Workings, name: str, title: str) -> None:
        """Take the pool's name and its title."""
        self.workings, self.name, self.title = workings, name, title

    def column(
        self,
        title: str,
        text: str,
        values: Sequence[object] | Integers,
        *,
        size: str = "",
        look: Look = Look.WHOLE,
    ) -> Atom:
        """Write a column; without a size its greatest number is watched."""
        listed: list[object] = values.tolist() if isinstance(values, np.ndarray) else [*values]
        place = self.workings.grids[POOL].add(Column(f"{self.title}: {title}", self.name, "cents", listed, text, look))
        cells = range_of(POOL, place, self.workings.count)
        array = np.empty(len(listed), object)
        array[:] = listed
        size = size or self.workings.greatest(f"{POOL}, {self.title}: {title}", cells)
        return Atom(f"{POOL}!{place}{ROW}", array, is_district=False, size=size, cells=cells)

    def district(self, title: str, text: str, value: int) -> Atom:
        """Write one number of the district."""
        return self.workings.district_value(f"{self.title}: {title}", self.name, value, formula=text)

    def watch(self, what: str, greatest: str, limit: int = WORKBOOK_WHOLE) -> None:
        """Watch that something stays small."""
        self.workings.bounds.append(Bound(f"{self.title}: {what}", greatest, limit))


def ordered(a: Atom, b: Atom) -> tuple[Atom, Atom]:
    """Put the smaller number first: the larger is cut into limbs."""
    return (a, b) if a.bound <= b.bound else (b, a)
