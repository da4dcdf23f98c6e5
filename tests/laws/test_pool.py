"""What a pool keeps to, whatever the facts: nothing is lost, no floor is broken, no ceiling passed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from perpupil.allocation.allocation import Allocation
from tests.laws import strategies
from tests.laws.engine import Answer, allocate, csv_of
from tests.laws.worlds import worked_by_engine

LIMITS = """
[line.hold]
kind = "hold_harmless"
floor = "low"
until = 2099-06-30
why = "a soft landing"

[line.top]
kind = "cap"
ceiling = "high"
when = "capped == 1"
until = 2099-06-30
why = "gains pay for it"
"""
cents = st.one_of(st.integers(0, 9), st.integers(0, 10**7), st.sampled_from([10**13, 2**53 + 1, 2**57]))


def money(amount_cents: int | Fraction) -> str:
    """Write cents as dollars; a fraction of a cent in thousandths."""
    return f"{floor(amount_cents * 10) // 1000}.{floor(amount_cents * 10) % 1000:03d}"


@dataclass(frozen=True)
class Case:
    """Two lines and, perhaps, a floor and a ceiling for each unit; all in cents."""

    one: list[int]
    two: list[int]
    low: list[Fraction]
    high: list[Fraction]
    capped: list[bool]
    limits: bool
    pool: int | None
    method: str
    protect: bool

    def formula(self) -> str:
        pool = ""
        if self.pool is not None:
            protect = '["two"]' if self.protect else "[]"
            pool = f'[pool.p]\namount = {money(self.pool)}\nmethod = "{self.method}"\nprotect = {protect}\n'
        lines = '[line.one]\nvalue = "one_"\n[line.two]\nvalue = "two_"\n'
        return f'language = 1\ntitle = "t"\n[facts]\nunit = "id"\n{lines}{LIMITS if self.limits else ""}{pool}'

    def allocate(self) -> Answer:
        rows = [
            {
                "id": f"u{at}",
                "one_": money(self.one[at]),
                "two_": money(self.two[at]),
                "low": money(self.low[at]),
                "high": money(self.high[at]),
                "capped": str(int(self.capped[at])),
            }
            for at in range(len(self.one))
        ]
        return allocate(self.formula(), csv_of(rows))

    def of_units(self, allocation: Allocation, numbers: Sequence[Fraction | bool]) -> list[Fraction | bool]:
        """Give numbers in the order of the allocation's units."""
        return [numbers[int(unit[1:])] for unit in allocation.units]


@st.composite
def cases(draw: st.DrawFn, *, pooled: bool = True, limited: bool | None = None) -> Case:
    """A case whose pool often lies where it can be fitted."""
    count = draw(st.integers(1, 12))
    some = st.lists(cents, min_size=count, max_size=count)
    one, two, low = draw(some), draw(some), draw(some)
    share = draw(st.sampled_from([Fraction(0), Fraction(9, 10), Fraction(1, 3), Fraction(1)]))
    lows = [
        Fraction(at) if share == 0 else Fraction(floor((a + b) * share * 10), 10)
        for a, b, at in zip(one, two, low, strict=True)
    ]
    highs = [at + Fraction(draw(st.integers(0, 10**6)), 10) + 1 for at in lows]
    capped = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    limits = draw(st.booleans()) if limited is None else limited
    whole = sum(one) + sum(two)
    near = draw(st.sampled_from([Fraction(1), Fraction(97, 100), Fraction(103, 100), Fraction(1, 2), Fraction(3)]))
    pool = floor(whole * near) + draw(st.integers(0, 3))
    method = draw(st.sampled_from(["scale", "scale", "scale_down"]))
    return Case(one, two, lows, highs, capped, limits, pool if pooled else None, method, draw(st.booleans()))


@given(cases())
def test_nothing_of_a_pool_is_lost(case: Case) -> None:
    allocation = case.allocate().allocation
    assume(allocation is not None)
    assert allocation is not None
    pool, paid = allocation.pools["p"], sum(allocation.totals_cents.tolist())
    assert paid == sum(sum(line.tolist()) for line in allocation.lines_cents.values())
    assert paid == pool.allocated_cents == pool.amount_cents - pool.reserve_cents - pool.left_cents
    assert pool.left_cents == 0 if case.method == "scale" else pool.left_cents >= 0


@given(strategies.worlds())
@settings(suppress_health_check=list(HealthCheck))
def test_nothing_of_any_pool_is_lost(world: strategies.World) -> None:
    allocation = worked_by_engine(world).allocation
    if allocation is None:
        return
    for name, pool in allocation.pools.items():
        paid = sum(sum(allocation.lines_cents[line].tolist()) for line in allocation.formula.pools[name].lines)
        assert paid == pool.amount_cents - pool.reserve_cents - pool.left_cents
        assert pool.fit is None or pool.left_cents >= 0


@given(cases(limited=True))
def test_a_pool_breaks_no_floor_and_passes_no_ceiling(case: Case) -> None:
    allocation = case.allocate().allocation
    assume(allocation is not None)
    assert allocation is not None
    check_limits(case, allocation)


@given(cases(pooled=False, limited=True))
def test_without_a_pool_no_floor_is_broken_and_no_ceiling_passed(case: Case) -> None:
    check_limits(case, case.allocate().paid)


def check_limits(case: Case, allocation: Allocation) -> None:
    low, high = case.of_units(allocation, case.low), case.of_units(allocation, case.high)
    capped = case.of_units(allocation, case.capped)
    for at, paid in enumerate(allocation.totals_cents.tolist()):
        assert paid >= ceil(low[at])
        assert paid <= floor(high[at]) or not capped[at]


@given(cases(limited=False))
def test_every_line_is_within_a_cent_of_its_exact_share(case: Case) -> None:
    allocation = case.allocate().allocation
    assume(allocation is not None)
    assert allocation is not None
    factor = allocation.pools["p"].factor
    for name, before in allocation.before_cents.items():
        f = 1 if case.protect and name == "two" else factor
        for was, now in zip(before.tolist(), allocation.lines_cents[name].tolist(), strict=True):
            assert abs(now - was * f) < 1
            assert now == was or f != 1


@given(cases(), st.integers(1, 10**9))
def test_a_larger_pool_lowers_nobody_by_more_than_a_cent(case: Case, more: int) -> None:
    assert case.pool is not None
    small, large = case.allocate().allocation, replace(case, pool=case.pool + more).allocate().allocation
    assume(small is not None and large is not None)
    assert small is not None
    assert large is not None
    for before, after in zip(small.totals_cents.tolist(), large.totals_cents.tolist(), strict=True):
        assert after >= before - 1
