"""FY2026 as the district had it, before FY2027 began: its students by need, its positions, its price list and its formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from demo.district import School, formula_schools
from demo.enrollment import Count, counts
from demo.files import count_rows, school_rows, table
from demo.past import NON_PERSONNEL_OF, PAST_PRICES, Row, activities_in, past_years, price_in, schools_in
from demo.prices import PERCENT
from demo.staffing import job_class_of, positions_in_halves

YEAR, OCTOBER = 2026, 2025
FIXED_BENEFITS = 16_800
_FIRST = 100_000
"""The lowest number of a student."""
_LEVELS = ("elementary", "k8", "middle", "high")


def last_years_files() -> dict[str, bytes]:
    """Give the files that the district brought in a year ago, and its formula of then."""
    tables: dict[str, Iterable[Row]] = {
        "schools.csv": school_rows(),
        "students.csv": _students(),
        "student_programs.csv": _programs(),
        "school_counts.csv": _counts_until(YEAR),
        "positions.csv": _positions(),
        "prices.csv": _prices(),
    }
    return {name: table(rows) for name, rows in tables.items()} | {"formula.toml": _formula().encode()}


def _counts_until(year: int) -> Iterator[Row]:
    """Give the counts that were known then."""
    header, *rows = count_rows()
    yield header
    yield from (row for row in rows if int(str(row[0])) <= year)


@cache
def _places() -> tuple[Count, ...]:
    return tuple(one for one in counts() if one.october == OCTOBER and one.kind == "count")


def _students() -> Iterator[Row]:
    """Give a row a student, by number only: nothing else is asked of a year that is over."""
    yield ("student_id", "school", "grade", "entry_date", "exit_date")
    number = _FIRST
    for one in _places():
        for _ in range(one.students):
            yield (number, one.school, one.grade, f"{OCTOBER}-09-03", "")
            number += 1


def _programs() -> Iterator[Row]:
    """Give a row a student and need, as many as each school had."""
    yield ("student_id", "program", "level", "start_date", "end_date")
    by_school: dict[str, tuple[list[int], list[int]]] = {}
    number = _FIRST
    for one in _places():
        young, older = by_school.setdefault(one.school, ([], []))
        (young if one.grade == "PK" else older).extend(range(number, number + one.students))
        number += one.students
    for school in schools_in(OCTOBER):
        for student, program, level in _needs(school, *by_school[school.code]):
            yield (student, program, level, f"{OCTOBER}-07-01", "")


def _needs(school: School, young: list[int], older: list[int]) -> Iterator[tuple[int, str, str]]:
    """Say who needs what: students at even distances through the grades."""
    poor, small = _spread(older, school.low_income), _spread(young, school.low_income_pre_k)
    has = {*poor, *small}
    yield from ((one, "meal_status", "F" if one in has else "P") for one in (*young, *older))
    levels = ["2"] * school.el_1_2 + ["4"] * school.el_3_5
    yield from zip(_spread(older, len(levels)), ["english_learner"] * len(levels), levels, strict=True)
    tiers = [str(tier) for tier, count in enumerate(school.iep, 1) for _ in range(count)]
    yield from zip(_spread([*older, *young], len(tiers)), ["iep"] * len(tiers), tiers, strict=True)
    yield from ((one, "homeless", "") for one in (*poor[: school.homeless], *small[: school.homeless_pre_k]))
    yield from ((one, "foster", "") for one in (*poor[::-1][: school.foster], *small[::-1][: school.foster_pre_k]))


def _spread(numbers: list[int], count: int) -> list[int]:
    """Take some of a list at even distances."""
    return [numbers[at * len(numbers) // count] for at in range(count)]


def _positions() -> Iterator[Row]:
    """Give the staff of the formula, a row a position."""
    yield ("position_id", "school", "job_class", "fte", "fund", "project", "status")
    number = 0
    here = {one.code for one in formula_schools()}
    for school in (one for one in schools_in(OCTOBER) if one.code in here):
        for line, halves in positions_in_halves(school).items():
            for fte in ("1.0",) * (halves // 2) + ("0.5",) * (halves % 2):
                number += 1
                yield (f"L{number:05}", school.personnel, job_class_of(line, school), fte, "101", "000", "filled")


def _prices() -> Iterator[Row]:
    yield ("fiscal_year", "job_class", "average_salary", "percent_benefits", "fixed_benefits", "price", "unit")
    for job_class, price in PAST_PRICES[YEAR].items():
        salary = int((price - FIXED_BENEFITS) / (1 + PERCENT / 100))
        yield (YEAR, job_class, salary, PERCENT, FIXED_BENEFITS, price, "position")


def _formula() -> str:
    """Write the formula of then: today's, with the prices and rates of then, and without social workers in middle schools."""
    text = (Path(__file__).parent / "formulas/formula.toml").read_text(encoding="utf-8")
    text = text.replace("FY2027", f"FY{YEAR}").replace("year = 2027", f"year = {YEAR}")
    text = text.replace('column = "school",', 'column = "schoolId",')
    for name, value in _amounts().items():
        text = re.sub(rf"(?m)^({name} = \{{.*?value = )[0-9_.]+", rf"\g<1>{value:_}", text)
    for name, values in _amounts_by_level().items():
        given = ", ".join(f"{level} = {values[level]}" for level in _LEVELS)
        text = re.sub(rf"(?m)^({name} = \{{.*?values = \{{ ).*?(, special = 0)", rf"\g<1>{given}\g<2>", text)
    text = text.replace('when = \'level == "middle" or level == "high"\'', "when = 'level == \"high\"'")
    total = sum(one.allocated_cents for one in past_years() if one.year == YEAR) // 100
    return text.replace("286_000_000", f"{total:_}")


def _amounts() -> Mapping[str, int]:
    classes = ("teacher", "counselor", "librarian", "social_worker", "clerk", "assistant_principal")
    prices = {f"{one}_price": price_in(one, YEAR) for one in classes}
    return {**prices, "esl_price": price_in("esl_teacher", YEAR), "non_personnel": NON_PERSONNEL_OF[YEAR]}


def _amounts_by_level() -> Mapping[str, Mapping[str, int]]:
    return {
        "principal_price": {level: price_in(f"principal_{level}", YEAR) for level in _LEVELS},
        "activities_rate": {level: activities_in(level, YEAR) for level in _LEVELS},
    }
