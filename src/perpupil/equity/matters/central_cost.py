"""Cost that the ledger keeps with the center, and that no school is charged for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from perpupil.equity.district.booking import CENTRAL
from perpupil.equity.district.staff import in_teachers
from perpupil.equity.matters.declaration import Ground, Matter
from perpupil.equity.stages import Stage
from perpupil.equity.wording import whole_dollars

NAMED = 4


def find(ground: Ground) -> Iterator[Matter]:
    """Find it in the ledger of the latest stage, the largest parts first."""
    by_stage = {one.stage: one for one in ground.situation.district.booked}
    booked = by_stage.get(Stage.SPENT) or by_stage.get(Stage.BUDGETED)
    if booked is None or booked.central_cents <= 0:
        return
    parts: dict[str, int] = defaultdict(int)
    for one in booked.nowhere:
        if one.by == CENTRAL:
            parts[one.title] += one.cents
    largest = sorted(parts, key=lambda title: -parts[title])
    named = ", ".join(f"{title} {whole_dollars(parts[title])}" for title in largest[:NAMED])
    more = f" and {len(largest) - NAMED} more" if len(largest) > NAMED else ""
    everybody = sum((one for one in ground.sample.schools.students.fractions()), Fraction())
    each = (
        f" It is {whole_dollars(round(booked.central_cents / everybody))} a student." if everybody else ""
    )  # exact: Fraction
    period = ground.situation.district.periods.get(booked.stage, "")
    what = f"{whole_dollars(booked.central_cents)} was {booked.stage} for the whole district and charged to no school ({period}): {named}{more}."
    means = f"Whether it follows need cannot be seen, and no school can choose.{each}{in_teachers(booked.central_cents, ground.situation.district.positions)}"
    yield Matter(
        "central_cost", "Central money that no school is charged for", what, means, booked.central_cents, everybody
    )
