"""October counts of 2021 to 2026 and projections, by school and grade: totals given, what schools had before worked back from today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from demo.district import ANNEX, FOUNDRY, GRADES, SUCCESSOR_OF_ANNEX, School, schools, shared_out

TOTALS = {2021: 43_120, 2022: 42_510, 2023: 41_760, 2024: 41_090, 2025: 40_530, 2026: 40_000}
PROJECTIONS = {2026: 40_215, 2027: 39_420, 2028: 38_870}
"""By October; the one of 2026 was made in December 2025, the others in December 2026."""

_FOUNDRY = {2021: 446, 2022: 441, 2023: 436, 2024: 428, 2025: 421}
_FOUNDRY_GRADES = {2025: {"PK": 36, "K": 65, "1": 65, "2": 65, "3": 64, "4": 63, "5": 63}}
"""Its 259 students in grades K to 3 called for twelve teachers; the 252 of today call for eleven and a half."""
_ANNEX = {2021: 164, 2022: 151, 2023: 138}
_NEW_HIGH = "504"
_NEW_HIGH_SIZES = {2021: 0, 2022: 0, 2023: 310, 2024: 470, 2025: 600}
_NEW_HIGH_GRADES = {2023: ("9", "10"), 2024: ("9", "10", "11")}
_SUMMIT = "304"
_SUMMIT_GRADES = {2021: (), 2022: (), 2023: (), 2024: ("6",), 2025: ("6", "7")}


@dataclass(frozen=True, slots=True)
class Count:
    """How many students a school has in a grade, counted or projected."""

    october: int
    kind: str
    made: str
    school: str
    grade: str
    students: int


def counts() -> Iterator[Count]:
    """Give every count and projection, a row a school and grade."""
    for october, total in TOTALS.items():
        yield from _rows(october, "count", f"{october}-10-01", total)
        if october == 2025:
            yield from _rows(2026, "projection", "2025-12-19", PROJECTIONS[2026])
    for october in (2027, 2028):
        yield from _rows(october, "projection", "2026-12-18", PROJECTIONS[october])


@cache
def by_school(october: int) -> dict[str, int]:
    """Give the students of each school counted in an October."""
    found: dict[str, int] = {}
    for one in _rows(october, "count", "", TOTALS[october]):
        found[one.school] = found.get(one.school, 0) + one.students
    return found


def _rows(october: int, kind: str, made: str, total: int) -> Iterator[Count]:
    sizes = _sizes(october, total)
    for code, size in sizes.items():
        grades = _grades(code, october)
        for grade, students in zip(grades, shared_out(size, list(grades.values())), strict=True):
            if students:
                yield Count(october, kind, made, code, grade, students)


def _sizes(october: int, total: int) -> dict[str, int]:
    """Share a total out over schools: as today, each with its own trend; sizes that are known stay."""
    if total == TOTALS[2026]:
        return {school.code: school.students for school in schools()}
    fixed = {_NEW_HIGH: _NEW_HIGH_SIZES[october]} if october in _NEW_HIGH_SIZES else {}
    fixed |= {ANNEX: _ANNEX[october]} if october in _ANNEX else {}
    fixed |= {FOUNDRY: _FOUNDRY[october]} if october in _FOUNDRY else {}
    free = [school for school in schools() if school.code not in fixed]
    parts = shared_out(total - sum(fixed.values()), [_weight(school, october) for school in free])
    sizes = fixed | {school.code: part for school, part in zip(free, parts, strict=True)}
    return {code: sizes[code] for code in sorted(sizes) if sizes[code]}


def _weight(school: School, october: int) -> int:
    """Weigh a school by its size and a trend of its own of up to two percent a year, in thousandths."""
    trend = (int(school.code) * 37) % 31 - 15
    size = school.students
    if school.code == SUCCESSOR_OF_ANNEX and october in _ANNEX:
        size -= _ANNEX[october]
    if school.code == _SUMMIT and october in _SUMMIT_GRADES:
        grades = school.by_grade()
        size -= sum(grades[grade] for grade in ("6", "7", "8") if grade not in _SUMMIT_GRADES[october])
    return size * (1000 + trend * (2026 - october))


def _grades(code: str, october: int) -> dict[str, int]:
    """Weigh the grades that a school had in an October by what they have today."""
    if code == ANNEX:
        return dict.fromkeys(GRADES[1:7], 1)
    if code == FOUNDRY and october in _FOUNDRY_GRADES:
        return _FOUNDRY_GRADES[october]
    school = next(one for one in schools() if one.code == code)
    grades = school.by_grade()
    if code == _SUMMIT and october in _SUMMIT_GRADES:
        gone = {"6", "7", "8"} - set(_SUMMIT_GRADES[october])
        return {grade: students for grade, students in grades.items() if grade not in gone}
    if code == _NEW_HIGH and october in _NEW_HIGH_GRADES:
        return {grade: grades[grade] for grade in _NEW_HIGH_GRADES[october]}
    return grades
