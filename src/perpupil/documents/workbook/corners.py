"""The corners of a pool: the factor at which each unit meets its floor or its ceiling, and what the sum of all totals does there.

In the order of the corners, running sums give the constant and the slope of the total; the factor lies behind the last corner whose total is below the
pool. Whether a total is below it is decided in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

import numpy as np

from perpupil.documents.workbook.division import sign_in_limbs
from perpupil.documents.workbook.numbers import Atom
from perpupil.documents.workbook.pool_sheet import Limit, PoolSheet, Sums, ordered
from perpupil.documents.workbook.sheets import Look

NO_CORNER = "1E+300"
"""Stands for the corner of a unit that has none."""


@dataclass(frozen=True, slots=True)
class Corner:
    """Where the units meet a limit: the factor, and what changes in the sum of all totals."""

    limit: Limit
    sums: Sums
    corners: tuple[Fraction | None, ...]
    at: Atom
    jump: Atom
    slope: Atom


def corner_of(sheet: PoolSheet, sums: Sums, limit: Limit) -> Corner:
    """Write where the units meet a limit, and what changes there."""
    has = limit.holds.values & np.asarray(
        (limit.bound.values > sums.protected.values) & (sums.scaled.values > 0), np.bool_
    )
    gap = limit.bound.values - sums.protected.values
    rises = f"IF({limit.holds.text},IF({limit.bound.text}>{sums.protected.text},{sums.scaled.text}>0,FALSE),FALSE)"
    corners = [
        Fraction(int(top), int(below)) if there else None
        for top, below, there in zip(gap, sums.scaled.values, np.broadcast_to(has, gap.shape), strict=True)
    ]
    what = limit.what
    sign = -1 if limit.is_floor else 1
    at = sheet.column(
        f"factor that meets the {what}",
        f"IF({rises},({limit.bound.text}-{sums.protected.text})/{sums.scaled.text},{NO_CORNER})",
        [float(corner) if corner is not None else float(NO_CORNER) for corner in corners],
        size="0",
        look=Look.NUMBER,
    )
    jump = sheet.column(
        f"change of the constant at the {what}",
        f"IF({at.text}={NO_CORNER},0,{'-' if limit.is_floor else ''}({limit.bound.text}-{sums.protected.text}))",
        [int(sign * top) if corner is not None else 0 for top, corner in zip(gap, corners, strict=True)],
    )
    slope = sheet.column(
        f"change of the slope at the {what}",
        f"IF({at.text}={NO_CORNER},0,{'' if limit.is_floor else '-'}{sums.scaled.text})",
        [
            int(-sign * one) if corner is not None else 0
            for one, corner in zip(sums.scaled.values, corners, strict=True)
        ],
    )
    return Corner(limit, sums, tuple(corners), at, jump, slope)


@dataclass(frozen=True, slots=True)
class Rising:
    """A number of the district that changes at the corners: the constant of the total, or its slope."""

    title: str
    base: Atom
    changes: tuple[Atom, ...]
    places: tuple[Atom, ...]
    """For each column of changes, the places of its corners; 0 where there is none."""

    def text(self, place: str) -> str:
        """Write the number behind all corners up to a place."""
        sums = (
            f'SUMIF({places.cells},"<="&{place},{changes.cells})'
            for places, changes in zip(self.places, self.changes, strict=True)
        )
        return f"{self.base.text}+{'+'.join(sums)}"

    def values(self) -> dict[int, int]:
        """Give the number behind each place."""
        sums = {0: 0}
        for places, changes in zip(self.places, self.changes, strict=True):
            for at, change in zip(places.values.tolist(), changes.values.tolist(), strict=True):
                sums[at] = sums.get(at, 0) + change
        ordered_places = sorted(sums)
        totals = accumulate((sums[at] for at in ordered_places), initial=int(self.base.values[0]))
        return dict(zip(ordered_places, [*totals][1:], strict=True))


def behind_the_last(
    sheet: PoolSheet, corners: list[Corner], start: Atom, slope: Atom, available: Atom
) -> tuple[Atom, Atom]:
    """Write the constant and the slope of the piece in which the factor lies."""
    place = _places(corners)
    places = tuple(_place_column(sheet, corners, one, place) for one in corners)
    constant = Rising("constant", start, tuple(one.jump for one in corners), places)
    grown = Rising("slope", slope, tuple(one.slope for one in corners), places)
    reach = _first_that_reaches(corners, int(available.values[0]), int(start.values[0]), int(slope.values[0]))
    below = []
    for one, at in zip(corners, places, strict=True):
        sign = _sign_of_gap(sheet, one, (constant, grown, at), available)
        values = [
            place[corner] if corner is not None and (reach is None or corner < reach) else 0 for corner in one.corners
        ]
        text = f"IF({at.text}=0,0,IF({sign}<0,{at.text},0))"
        below.append(sheet.column("place, where the total is below the pool", text, values))
    last = max(max(one.values.tolist()) for one in below)
    mark = sheet.district("last corner below the pool", f"MAX({','.join(one.cells for one in below)})", last)
    found = [
        sheet.district(f"{one.title} behind it", one.text(mark.text), one.values()[last]) for one in (constant, grown)
    ]
    return found[0], found[1]


def _place_column(sheet: PoolSheet, corners: list[Corner], one: Corner, place: dict[Fraction, int]) -> Atom:
    text = "+".join(f"SUMPRODUCT(--({other.at.cells}<{one.at.text}))" for other in corners)
    values = [place[corner] if corner is not None else 0 for corner in one.corners]
    return sheet.column("place in the order of the corners", f"IF({one.at.text}={NO_CORNER},0,{text}+1)", values)


def _sign_of_gap(sheet: PoolSheet, one: Corner, rising: tuple[Rising, Rising, Atom], available: Atom) -> str:
    """Write a formula with the sign of the total at a corner less the pool, times what is scaled: whole numbers only."""
    constant, grown, at = rising
    running = []
    for each in (constant, grown):
        values = each.values()
        running.append(
            sheet.column(f"running {each.title}", each.text(at.text), [values[place] for place in at.values.tolist()])
        )
    gap = sheet.column(
        "running constant less the pool", f"{running[0].text}-{available.text}", running[0].values - available.values
    )
    bound, protected = one.limit.bound, one.sums.protected
    over = sheet.column(
        "limit less what is protected", f"{bound.text}-{protected.text}", bound.values - protected.values
    )
    text, grows = sign_in_limbs([ordered(one.sums.scaled, gap), ordered(over, running[1])])
    sheet.watch("limbs of the corners", grows)
    return text


def _places(corners: list[Corner]) -> dict[Fraction, int]:
    """Give each corner its place: one more than how many are below it."""
    every = sorted(corner for one in corners for corner in one.corners if corner is not None)
    place: dict[Fraction, int] = {}
    for number, corner in enumerate(every, 1):
        place.setdefault(corner, number)
    return place


def _first_that_reaches(corners: list[Corner], pool: int, constant: int, slope: int) -> Fraction | None:
    """Find the first corner at which the total of all units comes to the pool."""
    changes: dict[Fraction, tuple[int, int]] = {}
    for one in corners:
        for corner, jump, step in zip(one.corners, one.jump.values.tolist(), one.slope.values.tolist(), strict=True):
            if corner is not None:
                before = changes.get(corner, (0, 0))
                changes[corner] = (before[0] + jump, before[1] + step)
    for corner in sorted(changes):
        constant, slope = constant + changes[corner][0], slope + changes[corner][1]
        if constant + slope * corner >= pool:
            return corner
    return None
