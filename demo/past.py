"""Closed years as a district keeps them: what each school was allocated by the staffing formula of the time and spent, FY2022 to FY2026."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from demo.district import ANNEX, BANDS, FOUNDRY, SUCCESSOR_OF_ANNEX, School, school_of
from demo.enrollment import counts
from demo.ledger import INDEX, relief_at_schools
from demo.money import CLOSED_YEARS, RELIEF
from demo.prices import price
from demo.staffing import ACTIVITIES, job_class_of, positions_in_halves

Row = tuple[object, ...]
_SUMMIT, _REGRADED = "304", 2025
"""Summit was an elementary school until FY2024."""

NON_PERSONNEL_OF = {2022: 250, 2023: 258, 2024: 266, 2025: 274, 2026: 282}
"""Dollars a student for supplies and services."""

PAST_PRICES = {
    2026: {
        "teacher": 103_600,
        "prek_teacher": 103_600,
        "esl_teacher": 104_100,
        "counselor": 107_200,
        "librarian": 105_500,
        "social_worker": 102_900,
        "clerk": 58_200,
        "assistant_principal": 138_900,
        "principal_elementary": 159_000,
        "principal_k8": 162_300,
        "principal_middle": 166_100,
        "principal_high": 178_400,
    }
}
"""The price list of the last closed year; those before it follow the index."""

READING = {FOUNDRY: 6_480, "219": 4_150, "203": 5_200, "230": 7_300, "409": 9_900, "501": 14_850}
"""What some schools pay each September for a reading program, since FY2023."""
READING_SINCE = 2023
_UNSPENT = {FOUNDRY: {2023: 836_258, 2024: 1_236_489, 2025: 822_734, 2026: 1_071_093}}
"""What Foundry had left on June 30, in cents."""


@dataclass(frozen=True, slots=True)
class PastYear:
    """One school in one closed year; in cents."""

    year: int
    school: School
    students: int
    allocated_cents: int
    unspent_cents: int

    @property
    def spent_cents(self) -> int:
        """What was spent of the allocation."""
        return self.allocated_cents - self.unspent_cents


@cache
def schools_in(october: int) -> tuple[School, ...]:
    """Give the schools as they were counted in an October: their students by grade, their needs in proportion."""
    grades: Mapping[str, dict[str, int]] = defaultdict(dict)
    for one in counts():
        if one.october == october and one.kind == "count":
            grades[one.school][one.grade] = one.students
    return tuple(_as_counted(code, grades[code], october) for code in sorted(grades))


def _as_counted(code: str, grades: Mapping[str, int], october: int) -> School:
    now = school_of(SUCCESSOR_OF_ANNEX if code == ANNEX else code)
    bands = {name: sum(grades.get(grade, 0) for grade in each) for name, each in BANDS.items()}
    pre_k = bands["pre_k"]
    k_12 = sum(bands.values()) - pre_k

    def part(number: int) -> int:
        return (2 * number * k_12 + now.k_12) // (2 * now.k_12)

    def young(number: int) -> int:
        return (2 * number * pre_k + now.pre_k) // (2 * now.pre_k) if now.pre_k else 0

    level = "elementary" if code == _SUMMIT and october + 1 < _REGRADED else now.level
    return replace(
        now,
        code=code,
        name="Mill Pond Annex" if code == ANNEX else now.name,
        level=level,
        pre_k=pre_k,
        k_3=bands["k_3"],
        g4_5=bands["g4_5"],
        g6_8=bands["g6_8"],
        g9_12=bands["g9_12"],
        low_income_pre_k=young(now.low_income_pre_k),
        low_income=part(now.low_income),
        el_1_2=part(now.el_1_2),
        el_3_5=part(now.el_3_5),
        iep=(part(now.iep[0]), part(now.iep[1]), part(now.iep[2])),
        homeless_pre_k=young(now.homeless_pre_k),
        homeless=part(now.homeless),
        foster_pre_k=young(now.foster_pre_k),
        foster=part(now.foster),
    )


def price_in(job_class: str, year: int) -> int:
    """Give what a position of a class cost in a closed year."""
    known = PAST_PRICES.get(year, {})
    return known[job_class] if job_class in known else (price(job_class) * INDEX[year] + 50_000) // 100_000 * 100


def activities_in(level: str, year: int) -> int:
    """Give the dollars a student for electives, sports and activities."""
    return ACTIVITIES.get(level, 0) * INDEX[year] // 1000


def has_social_workers(level: str, year: int) -> bool:
    """Whether the formula of a year gave social workers to a level: middle schools have them since FY2027."""
    return level == "high" or (level == "middle" and year >= 2027)


def allocated(school: School, year: int) -> int:
    """Work out what the formula of a year gave a school, in whole dollars."""
    staff = positions_in_halves(school)
    if not has_social_workers(school.level, year):
        staff["social_worker"] = 0
    people = sum(halves * price_in(job_class_of(line, school), year) // 2 for line, halves in staff.items())
    rates = NON_PERSONNEL_OF[year] + activities_in(school.level, year)
    return people + rates * school.students


@cache
def past_years() -> tuple[PastYear, ...]:
    """Give every formula school in every closed year."""
    found = []
    for year in CLOSED_YEARS:
        for school in schools_in(year - 1):
            if school.is_formula:
                cents = 100 * allocated(school, year)
                found.append(PastYear(year, school, school.students, cents, _unspent(school.code, year, cents)))
    return tuple(found)


def _unspent(code: str, year: int, cents: int) -> int:
    """Say what was left on June 30: up to nine tenths of a percent, by school and year."""
    return _UNSPENT.get(code, {}).get(year, cents * ((int(code) * 13 + year * 7) % 9 + 1) // 1_000 + int(code) % 89)


def past_year_rows() -> Iterator[Row]:
    """Give the file of past years: a row a school and year, and a row for each of its items that are told apart."""
    yield ("fiscal_year", "school_code", "item", "source", "students", "allocated", "spent")
    for one in past_years():
        code, year = one.school.code, one.year
        yield (year, f"0{code}", "", "", one.students, _dollars(one.allocated_cents), _dollars(one.spent_cents))
        if code in READING and year >= READING_SINCE:
            yield (year, f"0{code}", "Reading program", "supplies", "", "", f"{READING[code]}.00")
    for year in RELIEF:
        for code, cents in relief_at_schools(year).items():
            yield (year, code, "Federal relief", "federal relief", "", "", _dollars(cents))


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
