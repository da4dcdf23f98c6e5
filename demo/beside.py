"""What FY2027 allocates to schools beside the staffing formula: adjustments, pre-kindergarten, nurses, and the grants that go to schools."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from demo.adjustments import adjustments
from demo.budget import budget
from demo.counts import Row
from demo.district import formula_schools, shared_out
from demo.money import SCHOOL_BUDGETS
from demo.positions import Position

COLUMNS = ("adjustments", "pre_kindergarten", "nurses", "title_i", "title_ii")
_TITLE_I, _TITLE_II = "201", "202"


def allocated_beside(staff: tuple[Position, ...]) -> Iterator[Row]:
    """Give one row a formula school, in dollars and cents."""
    here = formula_schools()
    nurses = Counter(row.school for row in staff if row.program == "nurses")
    young = shared_out(100 * SCHOOL_BUDGETS["Pre-kindergarten"], [one.pre_k for one in here])
    health = shared_out(100 * SCHOOL_BUDGETS["Nurses"], [nurses[one.personnel] for one in here])
    granted = _grants(staff)
    yield ("school_code", "year", *COLUMNS)
    for school, pre_k, nurse in zip(here, young, health, strict=True):
        federal = (granted[fund, school.ledger] for fund in (_TITLE_I, _TITLE_II))
        amounts = (100 * adjustments(school.code), pre_k, nurse, *federal)
        yield (school.ledger, 2027, *(f"{cents // 100}.{cents % 100:02d}" for cents in amounts))


def _grants(staff: Iterable[Position]) -> dict[tuple[str, str], int]:
    """Add up what the budget has by fund and location, in cents."""
    found = defaultdict[tuple[str, str], int](int)
    for account, cents in budget(staff).items():
        fund, _, _, location, _ = account.split(".")
        found[fund, location] += cents
    return found
