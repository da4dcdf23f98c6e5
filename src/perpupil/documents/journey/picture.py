"""The flow of a journey: which amounts go from where to where, as a chart and as the table of its numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from perpupil.charts.flow import Band, Block, Flow
from perpupil.documents.journey.words import GROUP_REST, NOT_KNOWN, brief
from perpupil.equity.journey.journey import SCHOOL
from perpupil.equity.journey.stops import BESIDE_POOLS, Why

if TYPE_CHECKING:
    from perpupil.equity.journey.journey import District, Journey, SchoolStop
    from perpupil.equity.journey.stops import Stop

SHOWN = 6
"""Units of one column that are drawn apart; the others are one block."""
_SCHOOLS, _UNKNOWN, _NOT_TOLD = "Schools", "Schools not known here", "Not told apart by need"
_ABOVE, _RAISED, _FORMULA, _KEEPS = "above", "the district", "the district's formula", "the district"
_KEPT = {
    Why.CENTRAL: "Kept centrally",
    Why.LOCKED: "Locked",
    Why.RESERVE: "Held in reserve",
    Why.OUTSIDE: "Not handed out",
    Why.NOT_WORKED: "Could not be worked out",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """An amount between two places, each named with its column."""

    start: tuple[int, str]
    end: tuple[int, str]
    amount_cents: int
    decided: str = ""
    """By whom."""
    is_need: bool = False
    """Whether it is there because of a need."""


@dataclass(frozen=True, slots=True)
class Picture:
    """All stretches, those of the same ends together."""

    headings: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    stays: frozenset[tuple[int, str]]
    """The places from which nothing goes on."""
    deciding: frozenset[tuple[int, str]]
    """The places where a district decides what becomes of money."""


def picture(found: Journey, district: District | None = None) -> Picture:
    """Choose what is drawn: one district, or the whole."""
    titles = {one.name: one.title[:1].upper() + one.title[1:] for one in found.question.needs}
    if district is not None:
        headings = ("Where it comes from", "The district", "Where it goes", "Paid because of")
        return _gathered(headings, _of_district(district, titles))
    units = f"{found.top.noun.capitalize()}s"
    if not found.has_schools and not found.districts:
        return _gathered(("Where it comes from", units), (one for one in _of_all(found, titles) if one.start[0] == 0))
    return _gathered(("Where it comes from", units, "What becomes of it", "Paid because of"), _of_all(found, titles))


def as_flow(one: Picture, currency: str) -> Flow:
    """Give a picture as a chart; amounts below zero cannot be drawn and are left to the table."""
    drawn = [each for each in one.stretches if each.amount_cents > 0]
    coming: dict[tuple[int, str], int] = defaultdict(int)
    going: dict[tuple[int, str], int] = defaultdict(int)
    for each in drawn:
        coming[each.end] += each.amount_cents
        going[each.start] += each.amount_cents
    places = sorted({*coming, *going}, key=lambda place: (place[0], _rank(one, place)))
    blocks = [
        Block(
            _key(place),
            place[0],
            f"{'◆ ' * (place in one.deciding)}{place[1]}",
            brief(max(coming[place], going[place]), currency),
            place in one.stays,
        )
        for place in places
    ]
    bands = [Band(_key(each.start), _key(each.end), float(each.amount_cents), each.is_need) for each in drawn]
    return Flow(one.headings, blocks, bands)


def _rank(one: Picture, place: tuple[int, str]) -> tuple[bool, int]:
    """Put places in the order in which they come up, those where money stays below the others."""
    order = [end for each in one.stretches for end in (each.start, each.end)]
    return place in one.stays and place[0] < len(one.headings) - 1, order.index(place)


def _key(place: tuple[int, str]) -> str:
    return f"{place[0]}:{place[1]}"


def _gathered(headings: tuple[str, ...], stretches: Iterator[Stretch]) -> Picture:
    """Put stretches of the same ends together, in the order in which they come up."""
    sums: dict[Stretch, int] = defaultdict(int)
    for one in stretches:
        sums[replace(one, amount_cents=0)] += one.amount_cents
    kept = tuple(replace(one, amount_cents=cents) for one, cents in sums.items() if cents)
    starts = {one.start for one in kept}
    stays = frozenset(one.end for one in kept if one.end not in starts)
    deciding = frozenset(one.start for one in kept if one.decided in {_FORMULA, _KEEPS} and one.start[0] == 1)
    return Picture(headings, kept, stays, deciding)


def _of_district(district: District, titles: Mapping[str, str]) -> Iterator[Stretch]:
    """Give the way through one district: to its largest schools, and to their groups."""
    here = (1, district.stop.name)
    if district.stop.came_cents:
        yield Stretch((0, "From the level above"), here, district.stop.came_cents, _ABOVE)
    for own in district.stop.own:
        yield Stretch((0, own.name), here, own.amount_cents, _RAISED)
    amounts = {school.unit: school.amount_cents for school in district.schools}
    labels = _labels(amounts, {school.unit: school.name for school in district.schools}, SCHOOL)
    for school in sorted(district.schools, key=lambda one: -one.amount_cents):
        place = (2, labels[school.unit])
        yield Stretch(here, place, school.amount_cents, _FORMULA)
        yield from _groups(school, place, titles)
    for stay in district.stop.stays:
        yield Stretch(here, (2, stay.name), stay.amount_cents, _KEEPS)


def _groups(school: SchoolStop, place: tuple[int, str], titles: Mapping[str, str]) -> Iterator[Stretch]:
    """Give the last step: from a school to its groups of students."""
    if school.every_student_cents is None:
        yield Stretch(place, (3, _NOT_TOLD), school.amount_cents, _FORMULA)
        return
    yield Stretch(place, (3, GROUP_REST), school.every_student_cents, _FORMULA)
    for need, one in school.by_need.items():
        yield Stretch(place, (3, titles.get(need, need)), one.delivered_cents or 0, _FORMULA, is_need=True)


def _of_all(found: Journey, titles: Mapping[str, str]) -> Iterator[Stretch]:
    """Give the whole way: the largest units of the top apart, everything below them together."""
    top = found.top
    below = {unit: [one for one in found.stops if one.path[:1] == (unit,)] for unit in found.amounts_cents}
    sizes = {unit: cents + sum(one.own_cents for one in below[unit]) for unit, cents in found.amounts_cents.items()}
    labels, schools, source = _labels(sizes, found.names, top.noun), _schools_by_unit(found), _source(top)
    for unit in sorted(sizes, key=lambda one: -sizes[one]):
        here = (1, labels[unit])
        yield Stretch(source, here, found.amounts_cents[unit], _ABOVE)
        for one in below[unit]:
            yield Stretch((0, f"Raised by {top.noun}s"), here, one.own_cents, _RAISED)
            for stay in one.stays:
                yield Stretch(here, (2, _KEPT[stay.why]), stay.amount_cents, _KEEPS)
        for school in schools.get(unit, ()):
            yield Stretch(here, (2, _SCHOOLS), school.amount_cents, _FORMULA)
            yield from _groups(school, (2, _SCHOOLS), titles)
        reached = sum(one.amount_cents for one in schools.get(unit, ()))
        yield Stretch(
            here, (2, _UNKNOWN), sizes[unit] - reached - sum(one.stays_cents for one in below[unit]), NOT_KNOWN
        )
    for stay in top.stays:
        yield Stretch(source, (1, stay.name), stay.amount_cents, _ABOVE)


def _labels(sizes: Mapping[str, int], names: Mapping[str, str], noun: str) -> Mapping[str, str]:
    """Call the largest by their names, with the id where two are called alike, and all others together."""
    largest = sorted(sizes, key=lambda unit: -sizes[unit])
    named = largest if len(largest) <= SHOWN + 1 else largest[:SHOWN]
    called = Counter(names[unit] for unit in named)
    others = f"{len(largest) - len(named):,} other {noun}s"
    alone = {unit: names[unit] if called[names[unit]] == 1 else f"{names[unit]} ({unit})" for unit in named}
    return {unit: alone.get(unit, others) for unit in sizes}


def _source(top: Stop) -> tuple[int, str]:
    """Name where the top's money comes from."""
    named = [one.name for one in top.own if one.amount_cents]
    return 0, named[0] if len(named) == 1 and named[0] != BESIDE_POOLS else top.name


def _schools_by_unit(found: Journey) -> Mapping[str, list[SchoolStop]]:
    """Give the schools below each unit of the top."""
    schools: dict[str, list[SchoolStop]] = defaultdict(list)
    for one in found.districts:
        if one.stop.path and one.stop.noun == SCHOOL:
            schools[one.stop.path[0]] += one.schools
    return schools
