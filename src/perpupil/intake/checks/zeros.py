"""Codes that the list of schools writes without the zeros that the table of accounts has: a spreadsheet took them."""

from collections.abc import Iterator

from perpupil.intake.cases import Case, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.repairs import Rule
from perpupil.intake.shape import headings, totals

LEDGER_CODE, UNIT = "ledgerCode", "schoolId"


def find(material: Material) -> Iterator[Case]:
    """Find them once a column: the ledger code, and the school's own code where that is the same."""
    schools, accounts = material.get("schools", UNIT, LEDGER_CODE), material.get("accounts", "dimension", "code")
    if schools is None or accounts is None:
        return
    pairs = zip(accounts.words("dimension"), accounts.words("code"), strict=True)
    places = {code for dimension, code in pairs if dimension == "location"}
    yield from _short(schools, LEDGER_CODE, places)
    if schools.words(UNIT) == schools.words(LEDGER_CODE):
        yield from _short(schools, UNIT, places)


def _short(schools: Dataset, column: str, places: set[str]) -> Iterator[Case]:
    """Find the codes of a column that are places of the accounts but for their zeros."""
    width = max(map(len, places), default=0)
    left_out = {*totals(schools), *headings(schools)}
    short = [
        at
        for at, code in enumerate(schools.words(column))
        if at not in left_out and code.isdecimal() and code not in places and code.zfill(width) in places
    ]
    if short:
        code = schools.words(column)[short[0]]
        what = f"{len(short):,} codes in {column} lack the zeros that the accounts have: {code} is {code.zfill(width)}."
        rule = Rule("pad_ids", schools.name, column, width=width)
        yield case(schools, short, Said("zeros-differ", what, f"Write {width} digits."), column=column, repair=rule)


CHECK = Check(
    "zeros", "The list of schools writes a code without the zeros that the accounts have.", ("zeros-differ",), find
)
