"""Dividing every unit's total over its lines in cells: rounded down, and a cent more for the largest remainders, equal ones in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perpupil.documents.workbook.handing_out import NOBODY, NOBODY_TEXT, Share
from perpupil.documents.workbook.numbers import Atom, NotLive
from perpupil.documents.workbook.pool_sheet import Limit, PoolSheet, Sums
from perpupil.documents.workbook.sheets import POOL
from perpupil.limits import WORKBOOK_WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.exact.columns import Integers


@dataclass(frozen=True, slots=True)
class Part:
    """A line's part of a unit's total: whole cents as a formula of its remainder's cell, and the remainder."""

    whole: str
    """With `REST` where the cell of the remainder stands."""
    wholes: Integers
    rest: str
    rests: Integers


REST = "\N{REPLACEMENT CHARACTER}"


class Division:
    """Divides the totals of one pool."""

    def __init__(self, sheet: PoolSheet, sums: Sums, share: Share) -> None:
        """Take what is scaled and the ratio by which it is."""
        self.sheet, self.sums, self.share = sheet, sums, share

    def of_line(self, before: Atom) -> Part:
        """Give the part of a line that the factor multiplies."""
        wholes, rests = self.share.split(before.values)
        return Part(self.share.quotient_text(before.text, REST), wholes, self.share.remainder_text(before.text), rests)

    def of_limit(self, limit: Limit, pin: Atom) -> Part:
        """Give what a floor adds or a ceiling takes off."""
        sheet, sums, share = self.sheet, self.sums, self.share
        quotients, rests = share.split(sums.scaled.values)
        pinned, borrows = np.asarray(pin.values == 1, np.bool_), np.asarray(rests > 0, np.bool_)
        rest = sheet.column(f"remainder without the {limit.what}", share.remainder_text(sums.scaled.text), rests)
        wholes = np.where(pinned, limit.bound.values - sums.protected.values - quotients - np.where(borrows, 1, 0), 0)
        quotient = share.quotient_text(sums.scaled.text, rest.text)
        gap = f"{limit.bound.text}-{sums.protected.text}-{quotient}-IF({rest.text}>0,1,0)"
        whole = sheet.column(f"line of the {limit.what}, rounded down", f"IF({pin.text}=1,{gap},0)", wholes)
        left = np.where(pinned & borrows, share.below.values - rests, 0)
        text = f"IF({pin.text}=1,IF({rest.text}>0,{share.below.text}-{rest.text},0),0)"
        return Part(whole.text, wholes, text, left)

    def divided(
        self, parts: Mapping[str, Part], totals: Atom, limits: list[str], titles: Mapping[str, str]
    ) -> dict[str, Atom]:
        """Write every line; the parts stand in the order of the file.

        Raises:
            NotLive: The remainders of a unit add up to more than fifteen digits.

        """
        below = self.share.below
        self.sheet.watch("remainders of a unit", f"{len(parts)}*{below.size}")
        if len(parts) * below.bound >= WORKBOOK_WHOLE:
            raise NotLive("the remainders of a unit's lines add up to more than 15 digits")
        rests = {
            name: self.sheet.column(f"remainder, {titles[name]}", part.rest, part.rests, size=below.size)
            for name, part in parts.items()
        }
        cells = [rest.text.partition("!")[2] for rest in rests.values()]
        first, row = f"{POOL}!${cells[0]}", f"{POOL}!${cells[0]}:${cells[-1]}"
        spare = self._spare(parts, rests, row, totals, limits)
        cut, ties, awards = self._cuts(rests, row, spare)
        final = {}
        for number, (name, part) in enumerate(parts.items()):
            rest = rests[name].text
            tied = f"IF(COUNTIF({first}:${cells[number]},{cut.text})<={ties.text},1,0)"
            award = f"IF({rest}>{cut.text},1,IF({rest}={cut.text},{tied},0))"
            text = f"{part.whole.replace(REST, rest)}+{award}"
            final[name] = self.sheet.column(f"{titles[name]}, fitted", text, part.wholes + awards[number])
        return final

    def _spare(
        self, parts: Mapping[str, Part], rests: Mapping[str, Atom], row: str, totals: Atom, limits: list[str]
    ) -> Atom:
        """Write how many cents of each unit are left over when every line is rounded down."""
        of_limits = "".join(f"-{rests[name].text}" for name in limits)
        sums, share = self.sums, self.share
        down = f"ROUND(({sums.scaled.text}*{share.above.text}-(SUM({row}){of_limits}))/{share.below.text},0)"
        text = f"{totals.text}-{sums.protected.text}-{down}" + "".join(f"-{parts[name].whole}" for name in limits)
        left = totals.values - sums.protected.values
        for part in parts.values():
            left = left - part.wholes
        return self.sheet.column("cents left for the lines", text, left, size="0")

    def _cuts(self, rests: Mapping[str, Atom], row: str, spare: Atom) -> tuple[Atom, Atom, Integers]:
        """Write the least remainder that is served at each unit, and how many lines that have just it are; give who is served."""
        table = np.array([rest.values for rest in rests.values()], object)
        awards = np.zeros(table.shape, object)
        least, served = [], []
        for unit, count in enumerate(spare.values.tolist()):
            found = table[:, unit].tolist()
            ranked = sorted(found, reverse=True)
            cut = ranked[count - 1] if count > 0 else NOBODY
            ties = count - sum(value > cut for value in found) if count > 0 else 0
            least.append(cut)
            served.append(ties)
            for line, value in enumerate(found):
                awards[line, unit] = int(value > cut)
                if value == cut and ties > 0:
                    awards[line, unit], ties = 1, ties - 1
        text = f"IF({spare.text}<=0,{NOBODY_TEXT},LARGE({row},{spare.text}))"
        cut_cells = self.sheet.column("least remainder that is served", text, least, size="0")
        text = f'IF({spare.text}<=0,0,{spare.text}-COUNTIF({row},">"&{cut_cells.text}))'
        return cut_cells, self.sheet.column("lines with just it that are served", text, served, size="0"), awards
