"""The files of per-pupil spending: read as they are meant, and every mistake told at once."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from perpupil.equity import per_pupil_reading as reading
from perpupil.equity.per_pupil_spending import CentralCost, Enrolled, Excluded, Kind, SiteCost, Source
from perpupil.facts.table import TextTable, read_csv
from perpupil.findings import Finding


def table(text: str) -> TextTable:
    read, told = read_csv(text.encode(), "file.csv")
    assert told == ()
    return read


def test_every_file_is_read_as_it_is_meant() -> None:
    schools, told = reading.read_schools(table("school,name,students,riders\n01,Ash,400.5,\n02,,7,3\n"))
    assert told == ()
    assert schools == (
        Enrolled("01", "Ash", Fraction("400.5"), {"riders": None}), Enrolled("02", "02", Fraction(7), {"riders": Fraction(3)})
    )  # fmt: skip
    site, _ = reading.read_spending(table("school,source,kind,amount\n01,State_and_local,non_personnel,-1.25\n"))
    assert site == (SiteCost("01", Source.STATE_AND_LOCAL, Kind.NON_PERSONNEL, -125),)
    central, _ = reading.read_central(
        table(
            "name,source,kind,amount,driver,served\nA,federal,personnel,1,,all\nB,federal,personnel,1,riders,01; 02\nC,local,personnel,1,,\n"
        )
    )
    assert central == (
        CentralCost("A", Source.FEDERAL, Kind.PERSONNEL, 100, is_all=True),
        CentralCost("B", Source.FEDERAL, Kind.PERSONNEL, 100, "riders", frozenset({"01", "02"})),
        CentralCost("C", Source.LOCAL, Kind.PERSONNEL, 100),
    )
    excluded, _ = reading.read_excluded(table("name,reason,source,amount\nBonds,debt,local,2\n"))
    assert excluded == (Excluded("Bonds", "debt", Source.LOCAL, 200),)
    ledger, _ = reading.read_ledger(table("source,amount\nlocal,2\nlocal,0.5\nfederal,1\n"))
    assert ledger == {Source.LOCAL: 250, Source.FEDERAL: 100}


@pytest.mark.parametrize(
    ("reader", "text", "codes"),
    [
        (reading.read_schools, "school,students\n", ["missing-column"]),
        (reading.read_schools, "school,name,students\n,A,1\n01,B,x\n01,C,-1\n", ["missing-id", "bad-cell", "repeated-id", "bad-cell"]),
        (reading.read_spending, "school,source,kind,amount\n01,lottery,people,\n", ["bad-cell"] * 3),
        (reading.read_central, "name,source,kind,amount\n", ["missing-column"]),
        (reading.read_excluded, "name,reason,source,amount\nA,b,c,1e999999\n", ["bad-cell", "bad-cell"]),
        (reading.read_ledger, "source,amount\nfederal,NaN\n", ["bad-cell"]),
    ],
)  # fmt: skip
def test_every_mistake_is_told_at_once(
    reader: Callable[[TextTable], tuple[object, tuple[Finding, ...]]], text: str, codes: list[str]
) -> None:
    assert [one.code for one in reader(table(text))[1]] == codes
