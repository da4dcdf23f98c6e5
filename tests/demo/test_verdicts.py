"""The planted verdicts, by the plainest arithmetic: dollars a student against the share of low income.

The slope is of a straight line through the schools, each weighing as much as it has students, in dollars a student for ten points more
low income. Its 99% interval allows for unequal variance (HC3). *Positive* or *inverse*: the interval lies wholly beyond the margin of 1% of
the mean; *flat*: wholly inside; else *cannot tell*.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests import project
from tests.demo.reading import District, cents, rows

STUDENT_99 = {55: 2.668, 54: 2.670, 3: 5.841}
"""Quantiles of Student's distribution at 99.5%, by degrees of freedom."""

Points = list[tuple[float, float, int]]
"""Share of low income, dollars a student, students."""


@pytest.fixture(scope="session")
def read(district: Path) -> District:
    return District(district)


def slope(points: Points) -> tuple[float, float, float]:
    """The slope for ten points, half of its interval, and the margin."""
    weight = sum(n for _, _, n in points)
    mean_x = sum(n * x for x, _, n in points) / weight
    mean_y = sum(n * y for _, y, n in points) / weight
    spread = sum(n * (x - mean_x) ** 2 for x, _, n in points)
    steep = sum(n * (x - mean_x) * (y - mean_y) for x, y, n in points) / spread
    variance = 0.0
    for x, y, n in points:
        leverage = n / weight + n * (x - mean_x) ** 2 / spread
        missed = (y - mean_y - steep * (x - mean_x)) / (1 - leverage)
        variance += (n * (x - mean_x) * missed / spread) ** 2
    half = STUDENT_99[len(points) - 2] * variance**0.5
    return steep / 10, half / 10, mean_y / 100


def verdict(points: Points) -> str:
    middle, half, margin = slope(points)
    if middle - half > margin:
        return "positive"
    if middle + half < -margin:
        return "inverse"
    return "flat" if -margin < middle - half and middle + half < margin else "cannot tell"


def points(read: District, dollars: dict[str, float], students: dict[str, int], codes: Iterable[str]) -> Points:
    return [(read.share[code], dollars[code] / students[code], students[code]) for code in codes]


def allocated(read: District) -> dict[str, float]:
    """State and local money without special education: the formula, adjustments, pre-kindergarten and nurses, as budgeted."""
    dollars = defaultdict[str, float](float)
    for row in read.file("allocation_fy2027"):
        dollars[read.by_ledger[row["school"]]] += float(row["total"])
    for row in read.file("adjustments"):
        dollars[row["school"]] += float(row["amount"])
    young = Counter(row["school"] for row in read.students.values() if row["grade"] == "PK")
    nurses = Counter(row["school"] for row in read.file("positions") if row["paid_by"] == "nurses")
    for code in read.formula:
        dollars[code] += 17_800_000 * young[code] / 1_400
        dollars[code] += 6_500_000 * nurses[read.schools[code]["personnel_code"]] / sum(nurses.values())
    return dict(dollars)


def federal(read: District) -> dict[str, float]:
    """What the grants without special education book at each school."""
    dollars = defaultdict[str, float](float)
    for fund in ("201", "202"):
        for account, amount in read.budgeted(fund):
            dollars[read.by_ledger.get(account[3], "")] += amount / 100
    return dict(dollars)


def special_education(read: District) -> dict[str, float]:
    dollars = defaultdict[str, float](float)
    codes = {read.schools[code]["personnel_code"]: code for code in read.schools}
    for row in read.file("positions"):
        if row["paid_by"] == "special education":
            dollars[codes[row["school"]]] += int(row["salary"]) + int(row["benefits"])
    return dict(dollars)


def spent(read: District, year: str) -> dict[str, float]:
    """General fund actuals of a closed year at each school; insurance booked at no school is spread by salaries."""
    at_school, salaries = Counter[str](), Counter[str]()
    nowhere = 0
    for row in read.file("ledger_closed"):
        fund, function, what, location, _ = row["account"].split(".")
        if (row["fiscal_year"], fund) != (year, "101") or function == "1200":
            continue
        if location == "0900":
            nowhere += cents(row["actual"])
        elif location < "0900":
            code = read.by_ledger.get(location, "")
            at_school[code] += cents(row["actual"])
            salaries[code] += cents(row["actual"]) if what in {"51110", "51120", "51140", "51150", "51160"} else 0
    whole = sum(salaries.values())
    return {code: (at_school[code] + nowhere * salaries[code] / whole) / 100 for code in read.formula}


def sizes(read: District, october: str) -> dict[str, int]:
    counted = Counter[str]()
    for row in read.file("school_counts"):
        if row["kind"] == "count" and row["as_of"] == october:
            counted[row["school"]] += int(row["students"])
    return dict(counted)


def plus(*parts: dict[str, float]) -> dict[str, float]:
    return {code: sum(part.get(code, 0) for part in parts) for code in parts[0]}


def test_state_and_local_money_is_flat(read: District) -> None:
    assert verdict(points(read, allocated(read), read.sizes, read.formula)) == "flat"


def test_state_and_local_money_with_special_education_is_flat(read: District) -> None:
    money = plus(allocated(read), special_education(read))
    assert verdict(points(read, money, read.sizes, read.formula)) == "flat"


def test_all_funds_are_positive(read: District) -> None:
    money = plus(allocated(read), federal(read))
    assert verdict(points(read, money, read.sizes, read.formula)) == "positive"


def test_what_was_spent_at_actual_pay_is_inverse(read: District) -> None:
    assert verdict(points(read, spent(read, "2026"), sizes(read, "2025-10-01"), read.formula)) == "inverse"


@pytest.mark.parametrize("grants", ["without grants", "with grants"])
def test_k8_schools_alone_cannot_tell(read: District, grants: str) -> None:
    money = plus(allocated(read), federal(read) if grants == "with grants" else {})
    five = [code for code in read.formula if read.schools[code]["level"] == "k8"]
    assert verdict(points(read, money, read.sizes, five)) == "cannot tell"


def test_no_single_school_carries_a_verdict(read: District) -> None:
    worlds = {
        "flat": points(read, allocated(read), read.sizes, read.formula),
        "positive": points(read, plus(allocated(read), federal(read)), read.sizes, read.formula),
        "inverse": points(read, spent(read, "2026"), sizes(read, "2025-10-01"), read.formula),
    }
    for word, world in worlds.items():
        assert {verdict(world[:one] + world[one + 1 :]) for one in range(len(world))} == {word}


def test_the_plain_arithmetic_knows_a_line_from_noise() -> None:
    line = [(0.1 * step, 8_000 + 2_000 * 0.1 * step, 400) for step in range(57)]
    assert slope(line)[:2] == pytest.approx((200, 0))
    assert verdict([(x, 8_000 + (-1) ** n * 10, 400) for n, (x, _, _) in enumerate(line)]) == "flat"


def test_school_money_in_the_ledger_is_what_was_allocated(read: District, district: Path) -> None:
    """The budget of the general fund at schools and for their insurance, without special education and special schools."""
    special = {row["ledger_code"] for row in rows(district / "schools.csv") if row["level"] == "special"}
    at_schools = sum(amount for account, amount in read.budgeted() if account[3] < "0900" and account[3] not in special)
    insurance = sum(amount for account, amount in read.budgeted() if account[3] == "0900")
    of_special = 14_900_000_00 - sum(amount for account, amount in read.budgeted() if account[3] in special)
    assert at_schools + insurance - of_special == (286_000_000 + 86_000_000 + 17_800_000 + 6_500_000 + 10_400_000) * 100


def test_the_page_says_what_the_arithmetic_gives(read: District) -> None:
    money = allocated(read)
    five = [code for code in read.formula if read.schools[code]["level"] == "k8"]
    worlds = (
        points(read, money, read.sizes, read.formula),
        points(read, plus(money, special_education(read)), read.sizes, read.formula),
        points(read, plus(money, federal(read)), read.sizes, read.formula),
        points(read, spent(read, "2026"), sizes(read, "2025-10-01"), read.formula),
        points(read, money, read.sizes, five),
    )
    page = project.text(project.ROOT / "demo" / "README.md")
    for world in worlds:
        middle, half, margin = slope(world)
        low, high = middle - half, middle + half
        row = f"| {middle:+.0f} | {low:+.0f} to {high:+.0f} | {margin:.0f} | {verdict(world)} |"
        assert row.replace("-", "−") in page
