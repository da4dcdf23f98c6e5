"""Formulas that only multiply students by amounts: twice the students, twice the money; none, nothing."""

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.laws.engine import Answer, allocate, csv_of

Counts = dict[str, list[int]]
LINES = {"a": "1234.56", "b": "0.07", "c": "98765.43"}
RATES = "".join(
    f'[line.l_{name}]\nkind = "per_student"\nstudents = "{name}"\nrate = {rate}\n' for name, rate in LINES.items()
)

students = st.one_of(st.integers(0, 3), st.integers(0, 2000))
counted = st.lists(st.lists(students, min_size=3, max_size=3), min_size=1, max_size=15)
pools = st.one_of(st.integers(0, 9), st.integers(10**6, 10**11))


def paid(counts: list[list[int]], pool_cents: int | None, times: int = 1) -> Answer:
    """Allocate to units u0000, u0001 …"""
    head = f'language = 1\ntitle = "t"\n[facts]\nunit = "id"\n{RATES}'
    pool = (
        "" if pool_cents is None else f"[pool.p]\namount = {pool_cents * times // 100}.{pool_cents * times % 100:02d}\n"
    )
    rows = [
        {"id": f"u{at:04d}", **{name: str(count * times) for name, count in zip(LINES, row, strict=True)}}
        for at, row in enumerate(counts)
    ]
    return allocate(head + pool, csv_of(rows))


@given(counted, pools)
def test_twice_the_students_and_twice_the_pool_pay_twice_as_much(counts: list[list[int]], pool: int) -> None:
    assume(any(map(any, counts)))
    one, two = paid(counts, pool).paid, paid(counts, pool, times=2).paid
    for single, double in zip(one.totals_cents.tolist(), two.totals_cents.tolist(), strict=True):
        assert abs(double - 2 * single) <= 2


@given(counted)
def test_without_a_pool_twice_the_students_bring_twice_as_much(counts: list[list[int]]) -> None:
    one, two = paid(counts, None).paid, paid(counts, None, times=2).paid
    for name, single in one.lines_cents.items():
        assert two.lines_cents[name].tolist() == (2 * single).tolist()


@given(counted, st.one_of(st.none(), pools), st.integers(0, 14))
def test_a_unit_without_students_changes_nobody(counts: list[list[int]], pool: int | None, place: int) -> None:
    assume(any(map(any, counts)))
    at = min(place, len(counts))
    without, added = paid(counts, pool).paid, paid([*counts[:at], [0, 0, 0], *counts[at:]], pool).paid
    for name, line in without.lines_cents.items():
        found = added.lines_cents[name].tolist()
        assert found.pop(at) == 0
        assert found == line.tolist()


@given(counted, pools, st.integers(1, 2000), st.integers(0, 14))
def test_a_student_more_at_one_unit_raises_it_and_no_other(
    counts: list[list[int]], pool: int, more: int, place: int
) -> None:
    assume(any(map(any, counts)))
    at = place % len(counts)
    before = paid(counts, pool).paid.totals_cents.tolist()
    grown = [[row[0] + more, *row[1:]] if unit == at else row for unit, row in enumerate(counts)]
    after = paid(grown, pool).paid.totals_cents.tolist()
    for unit, (was, now) in enumerate(zip(before, after, strict=True)):
        assert now >= was - 1 if unit == at else now <= was + 1
