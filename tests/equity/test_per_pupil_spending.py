"""Per-pupil spending as federal law reports it: the worked figures, nothing lost, and federal grants where they serve."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.documents.html import as_html
from perpupil.documents.per_pupil_spending import per_pupil_spending_page
from perpupil.equity.per_pupil_spending import (
    CentralCost,
    Enrolled,
    Excluded,
    Kind,
    PerPupilSpending,
    SiteCost,
    Source,
    Where,
    per_pupil_spending,
)

BOTH, FEDERAL = Source.STATE_AND_LOCAL, Source.FEDERAL
STAFF, OTHER = Kind.PERSONNEL, Kind.NON_PERSONNEL
ASH, GUM = Enrolled("01", "Ash", Fraction(400)), Enrolled("02", "Gum", Fraction(420))
REST = Enrolled("03", "All others", Fraction(3680))
EVERY = frozenset({"01", "02", "03"})


def worked() -> PerPupilSpending:
    """4,500 students; central costs of 300 and 70 dollars each."""
    site = [
        SiteCost("01", BOTH, STAFF, 2_000_000_00), SiteCost("01", BOTH, OTHER, 400_000_00), SiteCost("01", FEDERAL, STAFF, 600_000_00),
        SiteCost("02", BOTH, STAFF, 2_310_000_00), SiteCost("02", FEDERAL, OTHER, 84_000_00),
    ]  # fmt: skip
    central = [
        CentralCost("Administration", BOTH, STAFF, 1_350_000_00),
        CentralCost("Federal grants", FEDERAL, OTHER, 315_000_00, served=EVERY),
    ]
    return per_pupil_spending([ASH, GUM, REST], site, central, [])


def test_the_worked_figures_come_out_to_the_cent() -> None:
    ash, gum, _ = worked().schools
    for one, federal, rest, whole in ((ash, 1570, 6300, 7870), (gum, 270, 5800, 6070)):
        assert one.a_student(one.cents(is_federal=True)) == federal
        assert one.a_student(one.cents(is_federal=False)) == rest
        assert one.a_student(one.cents()) == whole
    assert ash.a_student(ash.cents(Where.SITE, is_federal=False)) == 6000
    assert gum.a_student(gum.cents(Where.CENTRAL, is_federal=True)) == 70
    assert ash.a_student(ash.cents(kind=STAFF)) == 5000 + 1500 + 300


AMOUNTS = st.integers(-(10**9), 10**12)
SOURCES, KINDS = st.sampled_from(Source), st.sampled_from(Kind)
UNITS = st.sampled_from(["01", "02", "03", "99"])
SCHOOLS = st.lists(st.fractions(0, 900, max_denominator=180), min_size=3, max_size=3).map(
    lambda counts: [
        Enrolled(f"0{at + 1}", "School", n, {"riders": n / 2 if at else Fraction(at), "meals": None})
        for at, n in enumerate(counts)
    ]
)
SERVED = st.none() | st.frozensets(UNITS, max_size=3)
CENTRAL = st.builds(
    CentralCost, st.just("Cost"), SOURCES, KINDS, AMOUNTS, st.sampled_from(["enrollment", "riders", "meals", "none"]), SERVED
)  # fmt: skip


@given(
    SCHOOLS,
    st.lists(st.builds(SiteCost, UNITS, SOURCES, KINDS, AMOUNTS), max_size=8),
    st.lists(CENTRAL, max_size=6),
    st.lists(st.builds(Excluded, st.just("Debt"), st.just("debt"), SOURCES, AMOUNTS), max_size=3),
)
def test_schools_and_what_is_left_out_are_the_ledger_for_each_source(
    schools: list[Enrolled], site: list[SiteCost], central: list[CentralCost], excluded: list[Excluded]
) -> None:
    amounts = [(one.source, one.amount_cents) for one in site] + [(one.source, one.amount_cents) for one in central]
    amounts += [(one.source, one.amount_cents) for one in excluded]
    ledger = {source: sum(cents for each, cents in amounts if each is source) for source in Source}
    found = per_pupil_spending(schools, site, central, excluded, ledger)
    assert found.unexplained_cents == 0
    assert {one.source: one.ledger_cents for one in found.reconciled} == ledger
    assert found.whole.cents() == sum(one.cents() for one in found.schools)
    for one in found.schools:
        split = [one.cents(where, kind, is_federal=side) for where in Where for kind in Kind for side in (True, False)]
        assert sum(split) == one.cents()


def test_a_central_grant_goes_to_the_schools_it_serves_and_to_no_other() -> None:
    cost = CentralCost("Title I coaches", FEDERAL, STAFF, 100_01, served=frozenset({"01", "02"}))
    ash, gum, rest = per_pupil_spending([ASH, GUM, REST], [], [cost], []).schools
    assert (ash.cents(), gum.cents(), rest.cents()) == (48_79, 51_22, 0)


@pytest.mark.parametrize(
    ("cost", "reason"),
    [
        (CentralCost("Title I", FEDERAL, STAFF, 100), "names the schools that it serves"),
        (
            CentralCost("Title I", FEDERAL, STAFF, 100, served=frozenset({"07"})),
            "serves a school that is not there: 07",
        ),
        (CentralCost("Buses", BOTH, OTHER, 100, "riders"), "riders is not known"),
        (CentralCost("Food", BOTH, OTHER, 100, served=frozenset()), "has any enrollment"),
    ],
)
def test_a_cost_that_cannot_be_shared_is_told_and_not_spread(cost: CentralCost, reason: str) -> None:
    found = per_pupil_spending([ASH, GUM], [], [cost], [])
    assert found.whole.cents() == 0
    assert reason in found.not_allocated[0].reason


def test_a_ledger_that_differs_is_told_by_source_and_in_the_page() -> None:
    found = per_pupil_spending([ASH], [SiteCost("01", BOTH, STAFF, 100_00)], [], [], {BOTH: 90_00, FEDERAL: 5_00})
    assert [(one.source, one.unexplained_cents) for one in found.reconciled] == [(FEDERAL, 5_00), (BOTH, -10_00)]
    text = as_html(per_pupil_spending_page(found, "Maple"))
    assert "The ledger has $10 less of state and local money than is told here." in text
    assert "The ledger has $5 more of federal money than is told here." in text


def test_the_page_says_the_range_and_a_school_without_students_has_no_figure() -> None:
    page = per_pupil_spending_page(worked(), "Maple", year=2026, enrollment_rule="students on October 1")
    text = as_html(page)
    assert "$7,870 at Ash" in text
    assert "$6,070" in text
    assert "Students: students on October 1." in text
    nobody = per_pupil_spending([Enrolled("01", "Empty", Fraction(0))], [SiteCost("01", BOTH, STAFF, 5)], [], [])
    assert nobody.schools[0].a_student(5) is None
    assert "No school has students" in as_html(per_pupil_spending_page(nobody, "Maple"))
    assert "No school has students" in as_html(per_pupil_spending_page(per_pupil_spending([], [], [], []), "Maple"))


def test_what_no_district_has_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        per_pupil_spending([ASH, ASH], [], [], [])
    with pytest.raises(ValueError, match="below zero"):
        per_pupil_spending([Enrolled("01", "Ash", Fraction(-1))], [], [], [])
