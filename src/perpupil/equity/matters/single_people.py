"""Costs that are one person's pay: an amount by school and job class says what somebody earns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from perpupil.equity.district.records import Position
from perpupil.equity.district.staff import PEOPLE_LEAST
from perpupil.equity.matters.declaration import Ground, Matter
from perpupil.equity.wording import whole_dollars


def find(ground: Ground) -> Iterator[Matter]:
    """Find how many there are and what they come to together; who they are is never said."""
    groups: dict[tuple[str, str], list[Position]] = defaultdict(list)
    here = set(ground.situation.facts.units)
    for one in ground.situation.district.positions:
        if one.cents is not None and not one.is_vacant and one.school in here:
            groups[one.school, one.job_class].append(one)
    alone = [group for group in groups.values() if len({one.holder for one in group}) == 1]
    if len({group[0].holder for group in alone}) < PEOPLE_LEAST:
        return
    cents = sum(one.cents or 0 for group in alone for one in group)
    schools = {group[0].school for group in alone}
    what = (
        f"{len(alone)} times somebody is the only one of a job class at a school, together {whole_dollars(cents)} at {len(schools)} schools: "
        "an amount by school and job class would be what that person is paid."
    )
    means = "For students it changes nothing. Publish such amounts only together with others, and charge schools the average price."
    yield Matter(
        "single_people",
        "Costs that are one person's pay (private)",
        what,
        means,
        cents,
        ground.students_at(schools),
        is_private=True,
    )
