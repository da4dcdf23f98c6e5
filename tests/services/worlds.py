"""Made-up districts of services, placements and choices."""

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import assume
from hypothesis import strategies as st

from perpupil.services.catalogue import (
    Approach,
    Below,
    Catalogue,
    Category,
    Columns,
    Commitment,
    Driver,
    Service,
    Viability,
)
from perpupil.services.choices import Choice
from perpupil.services.price import Price, price_all
from perpupil.services.students import Students

STARTS, DEADLINE = dt.date(2027, 7, 1), dt.date(2027, 1, 29)
SCHOOLS = ("10", "20", "30")


@dataclass(frozen=True)
class World:
    catalogue: Catalogue
    students: Students
    prices: tuple[Price, ...]
    choices: tuple[Choice, ...]


def amounts(most: int = 100_000_00) -> st.SearchStrategy[int]:
    return st.integers(0, most)


@st.composite
def services(draw: st.DrawFn, number: int) -> Service:
    driver = draw(st.sampled_from([Driver.STUDENT, Driver.PARTICIPANT, Driver.DAYS, Driver.FLAT]))
    quantities = st.integers(0, 60).map(lambda halves: Fraction(halves, 2 if driver is Driver.DAYS else 1))
    placed = {school: draw(quantities) for school in SCHOOLS} if driver in {Driver.PARTICIPANT, Driver.DAYS} else {}
    cost = draw(st.sampled_from(["rate", "variable", "none"]))
    fixed = draw(amounts())
    schedule = draw(st.sampled_from([(), ((6, "1/3"),), ((4, "1/4"), (12, "1/2"), (24, "1"))]))
    approach = draw(st.sampled_from(list(Approach))) if cost != "none" or (fixed and schedule) else Approach.NONE
    spare = draw(st.integers(0, 9))
    units = sum(placed.values(), Fraction(0)) + spare if any(placed.values()) and spare else None
    return Service(
        name=f"s{number}",
        title=f"Service {number}",
        category=Category.OTHER,
        owner="somebody",
        aim="an aim",
        evidence="a ledger",
        driver=driver,
        approach=approach,
        rate=Fraction(draw(amounts(999_99)), 100) if cost == "rate" else None,
        variable_cents=draw(amounts()) if cost == "variable" else None,
        fixed_cents=fixed,
        units=units,
        placed=placed,
        reason="by law" if approach is Approach.NONE else "",
        notice_months=draw(st.sampled_from([0, 0, 5, 6])),
        freed=tuple((Fraction(months), Fraction(share)) for months, share in schedule),
    )


@st.composite
def with_limits(draw: st.DrawFn, price: Price) -> Service:
    """Let a service need a number of units to run, or be held to a contract."""
    service, most = price.service, int(price.quantity + price.spare)
    if service.approach is Approach.NONE or not most:
        return service
    kind = draw(st.sampled_from(["none", "none", "viability", "contract"]))
    if kind == "viability":
        below = draw(st.sampled_from([Below.CREDIT, Below.KEEP]))
        return replace(service, viability=Viability(Fraction(draw(st.integers(1, most))), below, "", DEADLINE))
    if kind == "contract":
        return replace(service, commitment=Commitment(Fraction(draw(st.integers(1, most))), dt.date(2028, 6, 30)))
    return service


@st.composite
def choices(draw: st.DrawFn, price: Price, school: str) -> Choice | None:
    has, service = price.share(school).quantity, price.service
    if not price.is_offered or draw(st.integers(0, 3)) == 0:
        return None
    kept = draw(st.sampled_from([Fraction(0), Fraction(0), has]))
    if service.driver in {Driver.PARTICIPANT, Driver.DAYS} and draw(st.booleans()):
        most = int(has) + (5 if service.approach is Approach.BUY_BACK else 0)
        kept = Fraction(draw(st.integers(0, most)))
    when = DEADLINE - dt.timedelta(days=draw(st.sampled_from([0, 20, 200, 600])))
    return Choice(school, service.name, kept, "principal", when)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    counts = {name: tuple(Fraction(draw(st.integers(1, 900))) for _ in SCHOOLS) for name in ("", "poor")}
    students = Students(SCHOOLS, SCHOOLS, columns=counts)
    plain = _catalogue(tuple(draw(services(number)) for number in range(draw(st.integers(1, 2)))))
    made, findings = price_all(plain, students)
    # A service that frees nothing may not be offered.
    assert {one.code for one in findings} <= {"nothing-freed"}
    assume(not findings)
    catalogue = _catalogue(tuple(draw(with_limits(price)) for price in made))
    prices, findings = price_all(catalogue, students)
    assert not findings, findings
    drawn = [draw(choices(price, school)) for price in prices for school in SCHOOLS]
    return World(catalogue, students, prices, tuple(one for one in drawn if one is not None))


def _catalogue(made: tuple[Service, ...]) -> Catalogue:
    columns = Columns("id")
    return Catalogue("Maple", 2028, STARTS, DEADLINE, "made up", "poor", columns, made, least_days=Fraction(0))
