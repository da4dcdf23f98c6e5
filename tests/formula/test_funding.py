"""Pools filled from a file: which pool, which year, and that the seal knows."""

from fractions import Fraction

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run, run_again
from perpupil.allocation.seals import seals
from perpupil.allocation.world import World
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.revenue import Revenue, read_revenue
from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.formula.funding import fund, pool_of, statements_of
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula

TOP = 'language = 1\ntitle = "T"\nyear = 2027\n[facts]\nunit = "id"\n'
BASE = '[line.base]\nvalue = "n"\n'
WRITTEN = TOP + BASE + "[pool.schools]\namount = 1_000\n"
NAMED = TOP + "[parameters]\nholds = 1_000\n" + BASE + '[pool.schools]\namount = "holds"\n'
EXPECTED = NAMED + '[[expect]]\nthat = "total(allocation) == holds"\n'
SHARED = (
    TOP
    + "[parameters]\nholds = 1_000\n"
    + BASE
    + '[line.more]\nvalue = "n"\n'
    + '[pool.schools]\namount = "holds"\nlines = ["base"]\n[pool.grants]\namount = "holds"\nlines = ["more"]\n'
)


def formula(text: str) -> Formula:
    read, told = read_formula(text.encode())
    assert read is not None, told
    return read


def facts(of: Formula) -> Facts:
    read, told = read_facts(read_csv(b"id,n\na,1\nb,3\n", "facts.csv")[0], of.binding)
    assert read is not None, told
    return read


def worked(of: Formula) -> Allocation:
    allocation, told = run(of, facts(of))
    assert allocation is not None, told
    assert told == ()
    return allocation


def revenue(*rows: str, pool: bool = False) -> Revenue:
    header = "year,part,name,amount,owner,source,status" + (",pool" if pool else "")
    read, told = read_revenue(read_csv("\n".join((header, *rows)).encode(), "pool.csv")[0])
    assert read is not None, told
    return read


def row(year: int, amount: str, pool: str = "") -> str:
    return f"{year},revenue,Tax,{amount},A,b,adopted" + (f",{pool}" if pool else "")


def codes(told: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in told]


def test_the_file_decides_and_the_other_sum_is_told() -> None:
    for text in (WRITTEN, NAMED):
        filled, told = fund(formula(text), revenue(row(2027, "2000.04")))
        assert codes(told) == ["pool-replaced"]
        assert "$1,000" in told[0].what
        assert worked(filled).totals_cents.tolist() == [500_01, 1_500_03]


def test_the_same_sum_or_none_is_not_told() -> None:
    assert fund(formula(WRITTEN), revenue(row(2027, "1000")))[1] == ()
    assert fund(formula(WRITTEN.replace("1_000", "0")), revenue(row(2027, "7")))[1] == ()


def test_whatever_else_asks_for_the_parameter_follows() -> None:
    filled, _ = fund(formula(EXPECTED), revenue(row(2027, "2000")))
    assert worked(filled).total_cents == 2_000_00


def test_a_parameter_of_two_pools_is_left_alone() -> None:
    filled, told = fund(formula(SHARED), revenue(row(2027, "2000", "schools"), pool=True))
    pools = worked(filled).pools
    assert (pools["schools"].amount_cents, pools["grants"].amount_cents) == (2_000_00, 1_000_00)
    assert told == ()


def test_a_year_can_be_chosen() -> None:
    years = revenue(row(2027, "2000"), row(2028, "2400"))
    assert worked(fund(formula(WRITTEN), years, 2028)[0]).total_cents == 2_400_00
    filled, told = fund(formula(WRITTEN), years, 2029)
    assert codes(told) == ["missing-year"]
    assert worked(filled).total_cents == 1_000_00


def test_the_formula_without_a_year_needs_one_to_be_given() -> None:
    of = formula(WRITTEN.replace("year = 2027\n", ""))
    assert codes(statements_of(of, revenue(row(2027, "1")))[1]) == ["missing-year"]
    assert worked(fund(of, revenue(row(2027, "7")), 2027)[0]).total_cents == 7_00


def test_a_pool_is_found_by_its_name_or_is_the_only_one() -> None:
    one, two = formula(WRITTEN), formula(SHARED)
    assert [pool_of(one, ""), pool_of(one, "schools"), pool_of(one, "grants")] == ["schools", "schools", None]
    assert [pool_of(two, ""), pool_of(two, "grants")] == [None, "grants"]


def test_the_seal_of_the_inputs_knows_the_pool_and_nothing_else_changes_it() -> None:
    for text in (WRITTEN, NAMED, SHARED):
        of = formula(text)
        before = seals(worked(of))
        one, two = (seals(worked(of.with_pool("schools", Fraction(amount)))) for amount in (2_000, 2_001))
        assert len({before.inputs, one.inputs, two.inputs}) == 3
        assert seals(worked(of.with_pool("schools", Fraction(2_000)))) == one
    assert seals(worked(formula(NAMED).with_pool("schools", Fraction(1_000)))) == seals(worked(formula(NAMED)))


def test_a_what_if_of_the_pool_gives_what_a_first_run_gives() -> None:
    for text in (WRITTEN, NAMED, SHARED):
        of = formula(text)
        memory = Memory(World(facts(of)))
        for amount in ("1", "2000.05", "0", "1000"):
            changed = of.with_pool("schools", Fraction(amount))
            again, _ = run_again(changed, memory)
            assert again is not None
            assert again.totals_cents.tolist() == worked(changed).totals_cents.tolist()


def test_a_pool_can_change_by_dollars_whatever_it_rests_on() -> None:
    worked_out = TOP + BASE + '[pool.schools]\namount = "total(n) * 100"\n'
    for text, held in ((WRITTEN, 1_000_00), (NAMED, 1_000_00), (worked_out, 400_00)):
        for change in (Fraction("-0.01"), Fraction(5)):
            changed = worked(formula(text).with_pool_changed("schools", change))
            assert changed.total_cents == held + change * 100
