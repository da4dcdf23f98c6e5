"""What a position of each class costs: average salary, benefits as a percentage, fixed benefits, and the price rounded to $100."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PERCENT = Decimal("17.2")
"""Retirement and payroll taxes, in percent of the salary."""

FIXED = {2027: 17_350, 2028: 17_900, 2029: 18_450}
"""Health and dental insurance a full-time position, in dollars."""

RAISE = {2027: Decimal("3.0"), 2028: Decimal("3.0"), 2029: Decimal("2.5")}
"""The raise that the price assumes, in percent."""

SUBSTITUTE_A_DAY = {2027: 144, 2028: 148, 2029: 152}
DAYS_OF_INSTRUCTION = 180

PRICES = {
    "teacher": (106_600, 109_800),
    "prek_teacher": (106_600, 109_800),
    "esl_teacher": (107_200, 110_400),
    "counselor": (110_300, 113_600),
    "librarian": (108_600, 111_900),
    "social_worker": (105_900, 109_100),
    "clerk": (59_900, 61_700),
    "assistant_principal": (142_900, 147_200),
    "principal_elementary": (163_600, 168_500),
    "principal_k8": (167_000, 172_000),
    "principal_middle": (170_900, 176_000),
    "principal_high": (183_500, 189_000),
    "special_educator": (108_000, 111_200),
    "aide": (47_500, 48_900),
    "nurse": (101_300, 104_300),
    "coach": (115_100, 118_600),
    "director": (159_700, 164_500),
    "therapist": (108_300, 111_500),
    "interventionist": (106_600, 109_800),
}
"""By class: the price of FY2027 and of FY2028, in dollars."""

SALARIES = {("teacher", 2028): 78_420, ("prek_teacher", 2028): 78_420}
"""Average salaries that the price list prints; the others follow from the price."""


@dataclass(frozen=True, slots=True)
class Price:
    """One class in one year."""

    job_class: str
    year: int
    salary: int
    fixed: int
    price: int
    """Dollars a full-time position, rounded to $100."""


def price(job_class: str, year: int = 2027) -> int:
    """Give what a position of a class costs in FY2027 or FY2028."""
    return PRICES[job_class][year - 2027]


def all_prices() -> tuple[Price, ...]:
    """Give every class in FY2027, FY2028 and, as planned, FY2029."""
    return tuple(_priced(job_class, year) for job_class in PRICES for year in FIXED)


def _priced(job_class: str, year: int) -> Price:
    if year == 2029:
        salary = _tens(_priced(job_class, 2028).salary * (1 + RAISE[year] / 100))
        return Price(job_class, year, salary, FIXED[year], _hundreds(_cost(salary, year)))
    exact = (price(job_class, year) - FIXED[year]) / (1 + PERCENT / 100)
    salary = SALARIES.get((job_class, year), _tens(exact))
    return Price(job_class, year, salary, FIXED[year], _hundreds(_cost(salary, year)))


def _cost(salary: int, year: int) -> Decimal:
    return salary * (1 + PERCENT / 100) + FIXED[year]


def _tens(value: Decimal) -> int:
    return int((value / 10).quantize(Decimal(1), ROUND_HALF_UP)) * 10


def _hundreds(value: Decimal) -> int:
    return int((value / 100).quantize(Decimal(1), ROUND_HALF_UP)) * 100
