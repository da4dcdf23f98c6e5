"""Sharing out whole numbers in cells by largest remainder, equal remainders in the order of the units, as the engine does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perpupil.documents.workbook.division import DIVISOR_MOST, QUOTIENT_MOST, limbs_for, size_in_limbs
from perpupil.documents.workbook.numbers import Atom, NotLive
from perpupil.documents.workbook.sheets import FIRST_ROW, ROW, Bound
from perpupil.exact.apportion import serve_largest
from perpupil.limits import WORKBOOK_WHOLE

if TYPE_CHECKING:
    from perpupil.documents.workbook.division import Limbs
    from perpupil.documents.workbook.workings import Workings
    from perpupil.exact.columns import Integers

NOBODY = 10**15
NOBODY_TEXT = "1E+15"
"""Stands for a remainder that nobody reaches."""


class Share:
    """A ratio of two whole numbers of the district, by which numbers of units are multiplied and divided exactly."""

    def __init__(self, workings: Workings, above: Atom, below: Atom, factors: list[Atom], sheet_title: str) -> None:
        """Take the ratio, and the columns that it will be multiplied with.

        Raises:
            NotLive: The products have too many digits.

        """
        greatest = max(factor.bound for factor in factors)
        size = f"MAX({','.join(factor.size for factor in factors)})"
        guess = greatest * above.bound // max(below.bound, 1) + 1
        if below.bound >= DIVISOR_MOST or guess >= QUOTIENT_MOST:
            raise NotLive("its quotient has more digits than a workbook can carry")
        self.above, self.below = above, below
        self.limbs: Limbs = limbs_for([(greatest, above.bound), (guess, below.bound)])
        self._cut = [
            self._limb_cells(workings, one, f"{sheet_title}, {what}")
            for one, what in ((above, "multiplied by"), (below, "divided by"))
        ]
        ratio = f"({size}*{above.size}/MAX(1,{below.size})+1)"
        grown = size_in_limbs([(size, above.size), (ratio, below.size)], self.limbs)
        workings.bounds += [
            Bound(f"{sheet_title}: limbs", grown, WORKBOOK_WHOLE),
            Bound(f"{sheet_title}: divisor", below.size, DIVISOR_MOST),
            Bound(f"{sheet_title}: quotient", ratio, QUOTIENT_MOST),
        ]

    def _limb_cells(self, workings: Workings, atom: Atom, title: str) -> list[str]:
        values = self.limbs.of_value(int(atom.values[0]))
        texts = self.limbs.of(atom.text)
        if len(texts) == 1:
            return [atom.text]
        name = workings.at_work[0]
        return [
            workings.district_value(f"{title}, limb {place}", name, value, formula=text).text
            for place, (text, value) in enumerate(zip(texts, values, strict=True), 1)
        ]

    def remainder_text(self, factor: str) -> str:
        """Write what is left when a number is multiplied and divided."""
        guess = f"INT({factor}*{self.above.text}/{self.below.text})"
        above, below = self._cut
        text = ""
        for a, b in zip(above, below, strict=True):
            level = f"{factor}*{a}-{guess}*{b}"
            text = f"({text})*{self.limbs.base}+({level})" if text else level
        return f"MOD({text},{self.below.text})"

    def quotient_text(self, factor: str, rest: str) -> str:
        """Write the whole quotient, given the remainder."""
        return f"ROUND(({factor}*{self.above.text}-{rest})/{self.below.text},0)"

    def split(self, values: Integers) -> tuple[Integers, Integers]:
        """Give quotients and remainders of the run."""
        above, below = int(self.above.values[0]), max(int(self.below.values[0]), 1)
        quotients, rests = (np.empty(len(values), object) for _ in range(2))
        quotients[:] = [value * above // below for value in values.tolist()]
        rests[:] = [value * above % below for value in values.tolist()]
        return quotients, rests


def apportioned(workings: Workings, parts: Atom, weights: Atom) -> Atom:
    """Divide whole parts over the units in proportion to weights."""
    if any(value < 0 for value in weights.values.tolist()):
        raise NotLive("it divides by weights below zero")

    def district(title: str, text: str, value: int, size: str) -> Atom:
        return workings.cell(Atom(text, np.array([value], object), is_district=True, size=size, is_cell=False), title)

    def column(title: str, text: str, values: Integers, size: str) -> Atom:
        return workings.cell(Atom(text, values, is_district=False, size=size, is_cell=False), title)

    added = f"SUM({weights.cells})"
    # With no weight anywhere nothing can be handed out; something that had to be would show as not available.
    total = district(
        "total of the weights",
        f"IF({added}=0,IF({parts.text}=0,1,NA()),{added})",
        sum(weights.values.tolist()) or 1,
        f"{workings.count}*{weights.size}",
    )
    amount = district("parts, without sign", f"ABS({parts.text})", abs(int(parts.values[0])), parts.size)
    share = Share(workings, amount, total, [weights], workings.at_work[1])
    quotients, rests = share.split(weights.values)
    rest = column("remainder", share.remainder_text(weights.text), rests, total.size)
    floors = column("rounded down", share.quotient_text(weights.text, rest.text), quotients, amount.size)
    left = int(amount.values[0]) - sum(quotients.tolist())
    spare = district("left over", f"ROUND(SUM({rest.cells})/{total.text},0)", left, str(workings.count))
    award = award_text(rest, cut_of(workings, rest, spare))
    handed = serve_largest(quotients, rests, left)
    if parts.values[0] < 0:
        handed = -handed
    return column("handed out", f"SIGN({parts.text})*({floors.text}+{award})", handed, amount.size)


def cut_of(workings: Workings, rest: Atom, spare: Atom) -> tuple[Atom, Atom]:
    """Find the smallest remainder that is served, and how many of the units that have just it are."""
    count, ordered = int(spare.values[0]), sorted(rest.values.tolist(), reverse=True)
    least = ordered[count - 1] if count > 0 else NOBODY
    above = sum(1 for value in ordered if value > least)
    cut_text = f"IF({spare.text}<=0,{NOBODY_TEXT},LARGE({rest.cells},{spare.text}))"
    name = workings.at_work[0]
    cut = workings.district_value("least remainder that is served", name, least, formula=cut_text)
    ties_text = f'IF({spare.text}<=0,0,{spare.text}-COUNTIF({rest.cells},">"&{cut.text}))'
    ties = workings.district_value(
        "units with just it that are served", name, count - above if count > 0 else 0, formula=ties_text
    )
    return cut, ties


def award_text(rest: Atom, cut: tuple[Atom, Atom]) -> str:
    """Write 1 for a unit that is served, else 0."""
    least, ties = cut
    sheet, _, place = rest.text.partition("!")
    column = place.removesuffix(ROW)
    before = f"{sheet}!{column}${FIRST_ROW}:{column}{ROW}"
    return f"IF({rest.text}>{least.text},1,IF({rest.text}={least.text},IF(COUNTIF({before},{least.text})<={ties.text},1,0),0))"
