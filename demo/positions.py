"""Every position and who holds it: the formula's staff, special education, pre-kindergarten, nurses, special schools, grants, itinerants.

Pay does not depend on the seed: the teachers of a school cost on average what the definition says, some more and some less. The seed
draws who they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from demo.accounts import OUTSIDE_ANY_RULE
from demo.adjustments import ADJUSTMENTS
from demo.district import FOUNDRY, School, formula_schools, schools, shared_out
from demo.money import GRANT_PARTS
from demo.prices import DAYS_OF_INSTRUCTION, FIXED, SUBSTITUTE_A_DAY, price
from demo.staffing import lines

GENERAL, TITLE_I = "101", "201"
ITINERANT, CENTRAL = "ITINER", "CENTRL"
LEAVES, SPLITS = 64, 31

SPECIAL_EDUCATORS, SPECIAL_AIDES = 815, 1_768
"""Halves of positions for special education in formula schools; they come to $86,000,000 exactly."""

SUBSTITUTE_YEAR = SUBSTITUTE_A_DAY[2027] * DAYS_OF_INSTRUCTION

STAFF_OF_SPECIAL_SCHOOLS = {
    "601": {
        "teacher": 84,
        "principal_high": 2,
        "assistant_principal": 2,
        "counselor": 6,
        "librarian": 2,
        "clerk": 4,
        "nurse": 2,
    },
    "602": {"teacher": 32, "principal_high": 2, "counselor": 2, "social_worker": 4, "aide": 8, "clerk": 2, "nurse": 1},
    "603": {"special_educator": 30, "principal_high": 2, "aide": 60, "social_worker": 2, "clerk": 2, "nurse": 4},
}
"""Halves of positions."""

SERVICES = (
    ("coach", 70, CENTRAL),
    ("director", 12, CENTRAL),
    ("teacher", 76, ITINERANT),
    ("therapist", 284, ITINERANT),
)
"""Central services that are people: 24.0 literacy and 11.0 math coaches, 6.0 directors, 38.0 arts teachers, 142.0 therapists."""

_GRANT_COACHES = 18
_SPLIT_CLASSES = ("esl_teacher", "counselor", "assistant_principal", "librarian")
_AT_SCHOOL_PAY = {"teacher", "esl_teacher", "counselor", "librarian", "social_worker"}
_STEP = 250
"""Salaries differ by multiples of $250, of which 17.2 percent are whole dollars."""


@dataclass(frozen=True, slots=True)
class Position:
    """One row: the part of a position that one school and fund have."""

    number: str
    school: str
    """The personnel system's code."""
    job_class: str
    halves: int
    """The whole position."""
    share_halves: int
    """The part of it that this row has, in halves of the position: 2 is all of it."""
    fund: str
    project: str
    status: str
    person: str
    salary: int
    benefits: int
    program: str
    """What pays it: formula, adjustment, special education …"""

    @property
    def cost(self) -> int:
        """What the row costs a year, in dollars."""
        return self.salary + self.benefits

    @property
    def paid_halves(self) -> int:
        """Full-time equivalents of the row, in halves."""
        return self.halves * self.share_halves // 2


def positions(seed: int) -> tuple[Position, ...]:
    """Give every position, with people drawn from the seed."""
    rows = [*_formula(), *_outside_formula(), *_central()]
    random = Random(seed + 2)
    people = iter(random.sample(range(10_000, 99_999), len(rows) + LEAVES))
    return tuple(_with_people(_with_leaves(rows), people))


def _formula() -> Iterator[Position]:
    """Give the staff of the formula; pairs of half positions at two schools are held by one person."""
    odd = defaultdict[str, list[str]](list)
    for school in formula_schools():
        halves = defaultdict[str, int](int)
        for line in lines(school):
            if line.job_class:
                halves[line.job_class] += line.halves
        for job_class, count in halves.items():
            is_odd = job_class in _SPLIT_CLASSES and count % 2 == 1
            if is_odd:
                odd[job_class].append(school.personnel)
            yield from _staff(school, job_class, count - is_odd, "formula")
    yield from _halved(odd)


def _halved(odd: dict[str, list[str]]) -> Iterator[Position]:
    """Join half positions to split ones until there are as many as the district has; the rest are half positions."""
    left = SPLITS
    for job_class in _SPLIT_CLASSES:
        places = odd[job_class]
        pairs = min(left, len(places) // 2)
        left -= pairs
        for first, second in zip(places[: 2 * pairs : 2], places[1 : 2 * pairs : 2], strict=True):
            number = f"S{first}{second}{job_class[:2]}".upper()
            for place in (first, second):
                half = _paid(place, job_class, 1, price(job_class) // 2, "formula")
                yield replace(half, number=number, halves=2, share_halves=1)
        for place in places[2 * pairs :]:
            yield _paid(place, job_class, 1, price(job_class) // 2, "formula")


def _outside_formula() -> Iterator[Position]:
    """Give what schools have beside the formula: adjustments, special education, pre-kindergarten, nurses, Title I."""
    here = formula_schools()
    educators = shared_out(SPECIAL_EDUCATORS, [_weight(school, (8, 17, 19)) for school in here])
    aides = shared_out(SPECIAL_AIDES, [_weight(school, (5, 40, 46)) for school in here])
    for school, educator_halves, aide_halves in zip(here, educators, aides, strict=True):
        yield from _staff(school, "special_educator", educator_halves, "special education")
        yield from _staff(school, "aide", aide_halves, "special education")
        yield from _staff(school, "prek_teacher", 2 * classes(school), "pre-kindergarten")
        yield from _staff(school, "aide", 4 * classes(school), "pre-kindergarten")
        yield from _staff(school, "nurse", 4 if school.level == "high" else 2, "nurses")
        extra = sum(one.positions for one in ADJUSTMENTS if one.school == school.code)
        for one in _staff(school, "teacher", 2 * extra, "adjustment"):
            yield replace(one, job_class="interventionist", project=OUTSIDE_ANY_RULE)
        for one in _staff(school, "interventionist", 2 * (title_i(school) // 118_000), "Title I"):
            yield replace(one, fund=TITLE_I, project="411")
    for school in schools():
        for job_class, halves in STAFF_OF_SPECIAL_SCHOOLS.get(school.code, {}).items():
            yield from _staff(school, job_class, halves, "special school")


def _weight(school: School, of_tier: tuple[int, int, int]) -> int:
    return sum(count * weight for count, weight in zip(school.iep, of_tier, strict=True))


def classes(school: School) -> int:
    """Give the classes of pre-kindergarten: up to eighteen children each."""
    return -(-school.pre_k // 18)


def title_i(school: School) -> int:
    """Give what a school gets from Title I, in whole dollars: the remainder by its low-income children."""
    if not school.is_title_i:
        return 0
    total = next(one.amount for one in GRANT_PARTS if one.part == "To schools")
    served = [one for one in formula_schools() if one.is_title_i]
    parts = shared_out(total, [one.low_income for one in served])
    return parts[served.index(school)]


def _central() -> Iterator[Position]:
    for job_class, halves, place in SERVICES:
        for _ in range(halves // 2):
            yield _paid(place, job_class, 2, price(job_class), "central services")
    for _ in range(_GRANT_COACHES // 2):
        coach = _paid(CENTRAL, "coach", 2, price("coach", 2028), "Title I")
        yield replace(coach, fund=TITLE_I, project="411")


def _staff(school: School, job_class: str, halves: int, program: str) -> Iterator[Position]:
    """Give so many halves of positions at one school: filled ones, vacant ones, then a half; pay differs, its average does not."""
    whole = price(job_class)
    if job_class in _AT_SCHOOL_PAY:
        whole = school.teacher_pay if job_class == "teacher" else whole * school.teacher_pay // price("teacher")
    vacant = _vacancies(school, job_class, program)
    filled = [_paid(school.personnel, job_class, 2, whole, program) for _ in range(halves // 2 - vacant)]
    random = Random(f"{school.code} {job_class} {program}")
    for first, second in zip(filled[::2], filled[1::2], strict=False):
        step = _STEP * random.randrange(max(1, first.salary // 6 // _STEP))
        yield _moved(first, step)
        yield _moved(second, -step)
    if len(filled) % 2:
        yield filled[-1]
    for _ in range(vacant):
        yield replace(_paid(school.personnel, job_class, 2, price(job_class), program), status="vacant")
    if halves % 2:
        yield _paid(school.personnel, job_class, 1, whole // 2, program)


def _vacancies(school: School, job_class: str, program: str) -> int:
    """Say how many whole positions nobody holds: teachers as defined, and an aide wherever there is an intensive program."""
    if (job_class, program) == ("teacher", "formula"):
        return school.vacant
    has_gap = school.iep[2] > 0 or school.code == FOUNDRY
    return int((job_class, program) == ("aide", "special education") and has_gap)


def _moved(row: Position, step: int) -> Position:
    return replace(row, salary=row.salary + step, benefits=row.benefits + step * 172 // 1000)


def _paid(place: str, job_class: str, halves: int, cost: int, program: str) -> Position:
    """Give a position that costs so much: a salary, 17.2 percent of it and the fixed benefits."""
    salary = round((cost - FIXED[2027] * halves / 2) / 1.172)
    return Position("", place, job_class, halves, 2, GENERAL, "000", "filled", "", salary, cost - salary, program)


def _with_leaves(rows: list[Position]) -> list[Position]:
    """Send teachers on leave, the first whole position of each formula school and a second at the high schools."""
    wanted = {school.personnel: 2 if school.level == "high" else 1 for school in formula_schools()}
    result = []
    for row in rows:
        is_teacher = row.job_class == "teacher" and row.status == "filled" and row.program == "formula"
        if is_teacher and row.halves == 2 and wanted.get(row.school):
            wanted[row.school] -= 1
            result.append(replace(row, status="on_leave"))
            result.append(replace(row, status="substitute", salary=SUBSTITUTE_YEAR, benefits=0))
        else:
            result.append(row)
    return result


def _with_people(rows: list[Position], people: Iterator[int]) -> Iterator[Position]:
    """Give each position a number and a person; a substitute stands in the same position, a split one has one person."""
    held: dict[str, str] = {}
    last = ""
    for count, row in enumerate(rows, 1):
        number = row.number or f"P{count:05d}"
        if row.status == "substitute":
            number = last
        person = "" if row.status == "vacant" else held.get(row.number) or str(next(people))
        if row.number:
            held[row.number] = person
        last = number
        yield replace(row, number=number, person=person)
