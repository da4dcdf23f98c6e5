"""Maple Unified without a fault, and what is found when one of its files is replaced by a faulty one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from signal import ITIMER_PROF, SIGPROF, setitimer, signal
from types import FrameType

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.checks import check_allocation, check_formula
from perpupil.allocation.reproduce import reproduce
from perpupil.allocation.run import run
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import read_headcount
from perpupil.facts.revenue import read_revenue
from perpupil.facts.table import read_csv
from perpupil.findings import Finding, has_errors
from perpupil.formula.funding import fund
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula

HERE = Path(__file__).parent
FAULTS, SOUND = HERE / "faults", HERE / "sound"
TODAY = date(2026, 11, 22)

POOL = b"""year,part,name,amount,owner,source,status
2027,revenue,Property tax,7000000,Treasurer,levy,adopted
2027,central,Central office,500000,Superintendent,budget,adopted
"""
POOLED = (SOUND / "formula.toml").read_bytes() + b"\n[pool.schools]\namount = 0\n"

Told = tuple[Finding, ...]


class TooSlow(Exception):
    """A piece of work did not end in the time it has."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop what works longer, however busy the machine is, so that an endless loop is a failed test and not a hung one."""

    def stop(_: int, __: FrameType | None) -> None:
        message = f"still at work after {seconds} seconds"
        raise TooSlow(message)

    before = signal(SIGPROF, stop)
    setitimer(ITIMER_PROF, seconds)
    try:
        yield
    finally:
        setitimer(ITIMER_PROF, 0)
        signal(SIGPROF, before)


def content(name: str, instead: dict[str, bytes]) -> bytes:
    """Give a file of the sound district, or what stands in its place."""
    return instead[name] if name in instead else (SOUND / name).read_bytes()


def work(instead: dict[str, bytes], *, has_headcount: bool = True) -> tuple[Allocation | None, Told]:
    """Read, check and run the district with some of its files replaced."""
    formula, told = read_formula(content("formula.toml", instead), "formula.toml")
    if formula is None:
        return None, told
    formula, found = funded(formula, instead)
    told += found
    if has_errors(found):
        return None, told
    told += check_formula(formula, TODAY)
    table, found = read_csv(content("facts.csv", instead), "facts.csv")
    told += found
    facts, found = (None, ()) if found else read_facts(table, formula.binding)
    told += found
    headcount = None
    if has_headcount:
        rows, found = read_csv(content("headcount.csv", instead), "headcount.csv")
        told += found
        headcount, found = (None, ()) if found else read_headcount(rows)
        told += found
    if facts is None or (has_headcount and headcount is None):
        return None, told
    allocation, found = run(formula, facts, headcount)
    told += found
    return allocation, told + (check_allocation(allocation) if allocation is not None else ())


def funded(formula: Formula, instead: dict[str, bytes]) -> tuple[Formula, Told]:
    """Fill the pools of a formula where there is a pool file."""
    if "pool.csv" not in instead:
        return formula, ()
    table, told = read_csv(instead["pool.csv"], "pool.csv")
    revenue, found = (None, ()) if told else read_revenue(table)
    if revenue is None:
        return formula, told + found
    filled, told = fund(formula, revenue)
    return filled, found + told


def compare(instead: dict[str, bytes]) -> Told:
    """Work the district and compare it with its published figures."""
    allocation, told = work(instead)
    assert allocation is not None, told
    table, found = read_csv(content("published.csv", instead), "published.csv")
    return (*told, *found, *(() if found else reproduce(allocation, table)[1]))


def found_in(fixture: Path) -> Told:
    """Work the district with the one file that a fixture replaces; its folder says which."""
    folder, instead = fixture.parent.name, fixture.read_bytes()
    if folder == "published":
        return compare({("formula.toml" if fixture.suffix == ".toml" else "published.csv"): instead})
    if folder == "pool":
        is_formula = fixture.suffix == ".toml"
        return work(
            {"formula.toml": instead if is_formula else POOLED, "pool.csv": POOL if is_formula else instead},
            has_headcount=not is_formula,
        )[1]
    if folder in {"facts", "headcount"}:
        return work({f"{folder}.csv": instead})[1]
    return work({"formula.toml": instead}, has_headcount=folder != "without_headcount")[1]
