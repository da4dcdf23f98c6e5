"""What FY2027 was to cost and what the year will cost, account by account in cents: the same lines at average price and at actual pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from demo.accounts import BENEFITS, ITINERANTS, OUTSIDE_ANY_RULE, UNDISTRIBUTED
from demo.adjustments import ADJUSTMENTS
from demo.district import School, formula_schools, school_of, schools, shared_out
from demo.money import GRANT_PARTS, REVENUE, SCHOOL_BUDGETS, SPECIAL_SCHOOLS, USES
from demo.positions import (
    CENTRAL,
    ITINERANT,
    SERVICES,
    STAFF_OF_SPECIAL_SCHOOLS,
    SUBSTITUTE_YEAR,
    Position,
    classes,
    title_i,
)
from demo.prices import FIXED, price
from demo.staffing import ACTIVITIES, NON_PERSONNEL

Accounts = dict[str, int]
"""Account to cents; revenue is negative."""

_FUNCTION = {
    "esl_teacher": "1300",
    "prek_teacher": "1100",
    "special_educator": "1200",
    "counselor": "2120",
    "nurse": "2130",
    "social_worker": "2110",
    "librarian": "2220",
    "clerk": "2410",
    "assistant_principal": "2410",
    "coach": "2210",
    "director": "2210",
    "therapist": "2140",
}
_OBJECT = {
    "aide": "51120",
    "clerk": "51150",
    "assistant_principal": "51140",
    "director": "51140",
    "counselor": "51160",
    "nurse": "51160",
    "social_worker": "51160",
    "librarian": "51160",
    "therapist": "51160",
}
_REVENUE = {"State aid": "43100", "Local tax": "41110", "Other revenue": "41900", "Fund balance": "49900"}

_CENTRAL = (
    ("2700", "55100", 38_600_000),
    ("2230", "53000", 9_400_000),
    ("2230", "57300", 3_500_000),
    ("2210", "56400", 4_300_000),
    ("2213", "53000", 2_050_000),
    ("2240", "53000", 1_150_000),
    ("2110", "51160", 3_400_000),
    ("2510", "56100", 560_000),
)
"""Central services that are not people: function, object and dollars; what is left goes to programs."""

_OTHER_USES = (
    ("2600", "51170", 22_400_000),
    ("2600", "52100", 4_300_000),
    ("2600", "56200", 11_300_000),
    ("2600", "54300", 10_600_000),
    ("2310", "53000", 900_000),
    ("2320", "51140", 3_100_000),
    ("2510", "51160", 6_800_000),
    ("2570", "51160", 5_200_000),
    ("2580", "53000", 7_400_000),
    ("1200", "55600", USES["Tuition"]),
    ("9000", "58900", USES["Reserve"]),
    ("9000", "55200", 3_200_000),
    ("9000", "59300", 1_800_000),
)
"""Facilities, administration, tuition, reserve and other."""

_CLASS = price("prek_teacher") + 2 * price("aide")
"""A class of pre-kindergarten: a teacher and two aides."""

_TITLE_I = (
    ("Private school share", "1000", "53000"),
    ("Summer program", "1000", "51190"),
    ("Indirect cost", "2510", "53000"),
    ("Parent and family engagement", "2110", "56100"),
    ("Homeless students", "2110", "53000"),
    ("Administration", "2320", "51140"),
    ("Extended day in served schools", "1000", "51190"),
)


def budget(rows: Iterable[Position]) -> Accounts:
    """Give the adopted budget: every position at the average price of its class."""
    whole = [row for row in rows if row.status != "substitute"]
    return _gathered(_positions(whole, _average), _not_staff(), _central(), _grants(whole), _revenue())


def expected(rows: Iterable[Position]) -> Accounts:
    """Give what the year comes to if it goes on as it began: actual pay, substitutes for those who are missing, little saved."""
    held = [row for row in rows if row.status != "vacant"]
    missing = [row for row in rows if row.status == "vacant" and row.program != "special education"]
    substitutes = [(_account(row, "51130"), 100 * SUBSTITUTE_YEAR) for row in missing]
    spent = [(account, cents * 97 // 100) for account, cents in _not_staff()]
    return _gathered(_positions(held, _actual), substitutes, spent, _central(), _grants(held), _revenue())


def _gathered(*parts: Iterable[tuple[str, int]]) -> Accounts:
    found = defaultdict[str, int](int)
    for part in parts:
        for account, cents in part:
            found[account] += cents
    return {account: found[account] for account in sorted(found) if found[account]}


def _positions(rows: Iterable[Position], paid: Callable[[Position], tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Give salary and percentage benefits where the position is, and the insurance of school staff at the location of benefits."""
    for row in rows:
        if row.status == "substitute":
            yield _account(row, "51130"), 100 * row.salary
            continue
        salary, benefits = paid(row)
        fixed = FIXED[2027] * row.paid_halves // 2
        yield _account(row, _OBJECT.get(_class(row), "51110")), 100 * salary
        yield _account(row, "52100"), 100 * (benefits - fixed)
        place = _location(row) if row.school in {CENTRAL, ITINERANT} or row.fund != "101" else BENEFITS
        yield f"{row.fund}.{_function(row)}.52200.{place}.{row.project}", 100 * fixed


def _average(row: Position) -> tuple[int, int]:
    """Price a position at its class's average: salary and benefits."""
    if row.project == "411":
        return row.salary, row.benefits
    cost = price(row.job_class) * row.paid_halves // 2
    salary = round((cost - FIXED[2027] * row.paid_halves / 2) / 1.172)
    return salary, cost - salary


def _actual(row: Position) -> tuple[int, int]:
    return row.salary, row.benefits


def _class(row: Position) -> str:
    return "assistant_principal" if row.job_class.startswith("principal") else row.job_class


def _function(row: Position) -> str:
    if row.job_class == "aide":
        return "1100" if row.program == "pre-kindergarten" else "1200"
    return _FUNCTION.get(_class(row), "1000")


def _location(row: Position) -> str:
    if row.school in {CENTRAL, ITINERANT}:
        return ITINERANTS if row.school == ITINERANT else UNDISTRIBUTED
    return _LEDGER[row.school]


_LEDGER = {school.personnel: school.ledger for school in schools()}


def _account(row: Position, object_code: str) -> str:
    return f"{row.fund}.{_function(row)}.{object_code}.{_location(row)}.{row.project}"


def _not_staff() -> Iterator[tuple[str, int]]:
    """Give what schools have that is not staff, in cents."""
    for school in formula_schools():
        yield from _split(
            school, "1000", NON_PERSONNEL * school.students, (("56100", 70), ("53000", 15), ("56400", 15))
        )
        activities = ACTIVITIES.get(school.level, 0) * school.students
        yield from _split(school, "1400", activities, (("51190", 40), ("53000", 20), ("56100", 40)))
    rest = SCHOOL_BUDGETS["Pre-kindergarten"] - _CLASS * sum(classes(one) for one in formula_schools())
    for school, part in _by(rest, lambda one: one.pre_k):
        yield from _split(school, "1100", part, (("56100", 60), ("53000", 40)))
    rest = SCHOOL_BUDGETS["Nurses"] - 64 * price("nurse")
    for school, part in _by(rest, lambda one: one.students):
        yield from _split(school, "2130", part, (("56100", 100),))
    for one in ADJUSTMENTS:
        if not one.positions:
            parts = (("51190", 70), ("56100", 30))
            yield from _split(school_of(one.school), "1000", one.amount, parts, OUTSIDE_ANY_RULE)
    for code, staff in STAFF_OF_SPECIAL_SCHOOLS.items():
        rest = SPECIAL_SCHOOLS[code] - sum(price(job_class) * halves // 2 for job_class, halves in staff.items())
        yield from _split(school_of(code), "1000", rest, (("53000", 55), ("56100", 25), ("57300", 20)))


def _split(
    school: School, function: str, dollars: int, parts: tuple[tuple[str, int], ...], project: str = "000"
) -> Iterator[tuple[str, int]]:
    cents = shared_out(100 * dollars, [percent for _, percent in parts])
    for (object_code, _), part in zip(parts, cents, strict=True):
        yield f"101.{function}.{object_code}.{school.ledger}.{project}", part


def _by(total: int, weight: Callable[[School], int]) -> Iterable[tuple[School, int]]:
    here = formula_schools()
    return zip(here, shared_out(total, [weight(one) for one in here]), strict=True)


def _central() -> Iterator[tuple[str, int]]:
    people = sum(price(job_class) * halves // 2 for job_class, halves, _ in SERVICES)
    rest = USES["Central services"] - people - sum(dollars for _, _, dollars in _CENTRAL)
    for function, object_code, dollars in (*_CENTRAL, ("2210", "53000", rest), *_OTHER_USES):
        yield f"101.{function}.{object_code}.{UNDISTRIBUTED}.000", 100 * dollars


def _grants(rows: list[Position]) -> Iterator[tuple[str, int]]:
    """Give what grants pay beside the positions that the Title I fund has."""
    amounts = {one.part: one.amount for one in GRANT_PARTS}
    for part, function, object_code in _TITLE_I:
        yield f"201.{function}.{object_code}.{UNDISTRIBUTED}.411", 100 * amounts[part]
    staff = defaultdict[str, int](int)
    for row in rows:
        if row.project == "411" and row.school != CENTRAL:
            staff[row.school] += row.cost
    for school in formula_schools():
        if school.is_title_i:
            yield f"201.1000.56100.{school.ledger}.411", 100 * (title_i(school) - staff[school.personnel])
    yield f"202.2213.53000.{UNDISTRIBUTED}.421", 100 * amounts["Leadership training"]
    shares: tuple[tuple[str, str, Callable[[School], int]], ...] = (
        ("202.2213.51190", "421", lambda one: one.low_income if one.is_title_i else 0),
        ("203.1200.53000", "431", lambda one: sum(one.iep)),
        ("203.1100.53000", "432", lambda one: one.pre_k),
    )
    parts = (
        "Mentors and class size in served schools",
        "Special education staff and services",
        "Preschool special education",
    )
    for part, (account, project, weight) in zip(parts, shares, strict=True):
        for school, dollars in _by(amounts[part], weight):
            yield f"{account}.{school.ledger}.{project}", 100 * dollars


def _revenue() -> Iterator[tuple[str, int]]:
    for source, dollars in REVENUE.items():
        yield f"101.0000.{_REVENUE[source]}.{UNDISTRIBUTED}.000", -100 * dollars
