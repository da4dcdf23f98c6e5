"""The district as frozen records: its schools, its dates and its codes. Every other module works from these."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

STATE_DISTRICT = "99-0123"
"""State 99 is nobody's code, so that the district matches no real one."""

NCES_DISTRICT = "9900123"

TODAY = date(2027, 1, 19)
COUNT_DATE = date(2026, 10, 1)
FIRST_DAY = date(2026, 9, 2)
LAST_ACTUAL = date(2026, 12, 31)
YEAR = 2027
"""The fiscal year in force, named by the year in which it ends."""

SEED = 2027
GRADES = ("PK", "K", *(str(number) for number in range(1, 13)))
BANDS = {
    "pre_k": ("PK",),
    "k_3": ("K", "1", "2", "3"),
    "g4_5": ("4", "5"),
    "g6_8": ("6", "7", "8"),
    "g9_12": ("9", "10", "11", "12"),
}
ANNEX = "227"
"""Mill Pond Annex, closed in June 2024 into Mill Pond."""

SUCCESSOR_OF_ANNEX = "230"
CAREER_CENTER = "601"
FOUNDRY, GRANITE = "217", "219"


@dataclass(frozen=True, slots=True)
class School:
    """One school, with its students of October 2026 by band of grades and by need."""

    code: str
    """The student system's code, such as 214."""
    name: str
    personnel: str
    """The personnel system's code, such as EASTGT."""
    level: str
    low_grade: str
    high_grade: str
    innovation: bool
    region: str
    board: int
    pre_k: int
    k_3: int
    g4_5: int
    g6_8: int
    g9_12: int
    low_income_pre_k: int
    low_income: int
    """From kindergarten on."""
    direct: int
    """Directly certified; all of them are of low income."""
    cep: bool
    el_1_2: int
    el_3_5: int
    iep: tuple[int, int, int]
    """By tier."""
    homeless_pre_k: int
    homeless: int
    foster_pre_k: int
    foster: int
    teacher_pay: int
    """What a teacher here costs on average, pay and benefits."""
    vacant: int
    """Teaching positions that nobody holds."""

    @property
    def ledger(self) -> str:
        """The ledger's code, with its zero."""
        return f"0{self.code}"

    @property
    def state(self) -> str:
        """The state's code."""
        return f"{STATE_DISTRICT}-{self.ledger}"

    @property
    def nces(self) -> str:
        """The code of the National Center for Education Statistics."""
        return f"{NCES_DISTRICT}{self.code:0>5}"

    @property
    def is_formula(self) -> bool:
        """Whether the staffing formula funds it; the three special schools have budgets of their own."""
        return self.level != "special"

    @property
    def students(self) -> int:
        """All its students."""
        return self.pre_k + self.k_12

    @property
    def k_12(self) -> int:
        """Its students from kindergarten on."""
        return self.k_3 + self.g4_5 + self.g6_8 + self.g9_12

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades that it has."""
        return GRADES[GRADES.index(self.low_grade) : GRADES.index(self.high_grade) + 1]

    @property
    def low_income_all(self) -> int:
        """Students of low income in every grade."""
        return self.low_income + self.low_income_pre_k

    @property
    def english_learners(self) -> int:
        """English learners at every level."""
        return self.el_1_2 + self.el_3_5

    @property
    def is_title_i(self) -> bool:
        """Whether Title I serves it: every formula school with at least 58 percent of low income."""
        return self.is_formula and 100 * self.low_income_all >= 58 * self.students

    def by_grade(self) -> dict[str, int]:
        """Give its students by grade: each band spread evenly, the lower grades first."""
        counts: dict[str, int] = {}
        for band, all_grades in BANDS.items():
            grades = [grade for grade in all_grades if grade in self.grades]
            counts |= dict(zip(grades, even_parts(getattr(self, band), len(grades)), strict=True))
        return counts


def even_parts(total: int, parts: int) -> list[int]:
    """Split a whole number into parts that differ by one at most, the larger first."""
    return [total // parts + (part < total % parts) for part in range(parts)] if parts else []


def shared_out(total: int, weights: list[int]) -> list[int]:
    """Split a whole number in proportion to weights, by largest remainder; equal remainders in order."""
    weight = sum(weights)
    parts = [total * one // weight for one in weights]
    remainders = sorted(range(len(weights)), key=lambda one: (-(total * weights[one] % weight), one))
    for one in remainders[: total - sum(parts)]:
        parts[one] += 1
    return parts


@cache
def schools() -> tuple[School, ...]:
    """Read the sixty schools that are open."""
    with (Path(__file__).parent / "schools.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_school(row) for row in csv.DictReader(file))


@cache
def formula_schools() -> tuple[School, ...]:
    """Give the fifty-seven that the staffing formula funds."""
    return tuple(school for school in schools() if school.is_formula)


def school_of(code: str) -> School:
    """Find a school by the student system's code."""
    return next(school for school in schools() if school.code == code)


def _school(row: dict[str, str]) -> School:
    number = {name: int(cell) for name, cell in row.items() if cell.isdecimal()}
    return School(
        code=row["code"],
        name=row["name"],
        personnel=row["personnel"],
        level=row["level"],
        low_grade=row["low_grade"],
        high_grade=row["high_grade"],
        innovation=row["innovation"] == "1",
        region=row["region"],
        board=number["board"],
        pre_k=number["pre_k"],
        k_3=number["k_3"],
        g4_5=number["g4_5"],
        g6_8=number["g6_8"],
        g9_12=number["g9_12"],
        low_income_pre_k=number["li_pk"],
        low_income=number["li"],
        direct=number["direct"],
        cep=row["cep"] == "1",
        el_1_2=number["el_1_2"],
        el_3_5=number["el_3_5"],
        iep=(number["iep_1"], number["iep_2"], number["iep_3"]),
        homeless_pre_k=number["homeless_pk"],
        homeless=number["homeless"],
        foster_pre_k=number["foster_pk"],
        foster=number["foster"],
        teacher_pay=number["pay"],
        vacant=number["vacant"],
    )
