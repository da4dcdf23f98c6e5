"""Published tables come in through the ordinary door, are known without being told, and every finding is true of the file."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from perpupil.facts.binding import Binding
from perpupil.facts.facts import read_facts
from perpupil.intake.cleaning import Cleaned, Upload, clean
from perpupil.intake.columns import Proposal, propose, recognise
from perpupil.intake.dataset import Material
from perpupil.intake.door import read_file
from perpupil.intake.repairs import Rule
from perpupil.intake.schemas import SCHEMAS

FOLDER = Path(__file__).parent
COUNT_DATE = dt.date(2024, 10, 1)
Found = tuple[str, str, int]
"""Code, column and rows of a finding."""


@dataclass(frozen=True)
class Expected:
    unit: str
    """The header of the units."""
    taken: int
    cases: tuple[Found, ...] = ()
    year: int = 2025
    left_out: int = 0
    columns: tuple[str, ...] = ()
    """Findings about the columns."""


def missing(column: str, rows: int) -> Found:
    return "missing-numbers", column, rows


DC = (
    *(("other-years", "year", 16), ("another-year", "year", 16), missing("ATRISKPCT", 4), missing("ATRISKENROLLMENT", 4)),
    *(
        ("finer-amounts", f"AMT_{name}", rows)
        for name, rows in {
            "ENROLLMENT": 16, "SPED": 9, "ELL": 4, "ASPECR": 5, "TITLE": 10, "SPECIALTY": 1, "PPFM": 2, "STABILIZATION": 2,
            "ATRISK_ENROLLMENT": 1, "ATRISK": 1, "TOTAL": 14,
        }.items()
    ),
    ("percent-header", "ATRISKPCT", 16),
)  # fmt: skip
DC_OF_2015 = (
    *(("other-years", "year", 16), missing("ATRISKPCT", 5), missing("ATRISKENROLLMENT", 5)),
    *(missing(f"AMT_ATRISK_{name}", 1) for name in ("ENROLLMENT", "SPED", "SPECIALTY", "ASPECR", "STABILIZATION")),
    *(
        ("finer-amounts", f"AMT_{name}", rows)
        for name, rows in {
            "ENROLLMENT": 16, "SPED": 12, "ELL": 9, "ASPECR": 7, "TITLE": 10, "SPECIALTY": 1, "PPFM": 2, "ATRISK_STABILIZATION": 1,
            "ATRISK": 1, "TOTAL": 14,
        }.items()
    ),
    ("percent-header", "ATRISKPCT", 16),
)  # fmt: skip
SEATTLE = (
    *(("other-years", "year", 20), missing("Seattle Ed. Levy (BUDGET)", 5), missing("Federal Title I (BUDGET)", 8)),
    *(("header-in-quotes", "Bilingual Education (BUDGET)", 10), ("another-year", "year", 10)),
)
NEW_JERSEY = (
    *(missing(f"trn_{kind}_{what}", 3) for kind in ("regular", "sped") for what in ("pupils", "distance")),
    *(missing(f"usd_trn_{what}", 3) for what in ("regular", "sped", "aid")),
    *(missing("tax_rate", 4), missing("usd_reduction_e2", 29), missing("usd_reduction_e3", 20)),
    ("percent-header", "low_income_pct", 30),
)
FILES = {
    "dc_public_schools_fy2015_16.csv": Expected("SCHOOLCODE", 16, DC, left_out=16),
    "dc_public_schools_fy2015_16.csv of 2015": Expected("SCHOOLCODE", 16, DC_OF_2015, year=2015, left_out=16),
    "seattle_elementary_2021_24.csv": Expected("School", 10, SEATTLE, left_out=20, columns=("known-by-other-code",)),
    "washington_districts_2024_25.csv": Expected("code", 30),
    "california_lcff_2024_25.csv": Expected("cds_district", 30, (("percent-header", "upp_percent", 30),)),
    "new_jersey_sfra_fy2021.csv": Expected("district_code", 30, NEW_JERSEY),
    "england_school_budget_share_2017_18.csv": Expected("upin", 30, (("percent-header", "pct_fsm_primary", 30),)),
    "nyc_grade_weights_fy2015.csv": Expected("location", 5),
    "nyc_totals_fy2015.csv": Expected("location", 5, (("percent-header", "pct_of_formula_t", 5),)),
}
EACH = pytest.mark.parametrize(("name", "expected"), FILES.items(), ids=FILES)


def content(name: str) -> bytes:
    return (FOLDER / name.split(maxsplit=1)[0]).read_bytes()


@cache
def worked(name: str, year: int, rules: tuple[Rule, ...] = ()) -> tuple[Proposal, Cleaned]:
    """Bring a file in as anybody would, without a word about what it is."""
    reading = read_file(io.BytesIO(content(name)), name.split(maxsplit=1)[0])
    assert (reading.findings, reading.aside) == ((), ())
    (table,) = reading.tables
    proposal = propose(table, SCHEMAS[recognise(table)[0]])
    return proposal, clean([Upload(table, proposal.mapping)], Material({}, year, COUNT_DATE), rules)


@EACH
def test_a_file_is_known_by_its_columns_and_none_of_them_is_lost(name: str, expected: Expected) -> None:
    proposal, _ = worked(name, expected.year)
    assert (proposal.dataset, proposal.unclaimed, proposal.conflicts) == ("school_facts", (), ())
    assert [one.code for one in proposal.findings] == list(expected.columns)
    headers = next(csv.reader(io.StringIO(content(name).decode())))
    assert {one.header for one in proposal.taken} == set(headers)
    assert dict(proposal.mapping.columns)["schoolId"] == expected.unit


@EACH
def test_what_is_found_is_what_is_so_and_in_so_many_rows(name: str, expected: Expected) -> None:
    _, done = worked(name, expected.year)
    found = [(one.finding.code, one.column, len(one.rows)) for one in done.cases]
    assert sorted(found) == sorted(expected.cases)
    left_out = sum(len(one.rows_dropped) for one in done.applied)
    assert (len(done.taken["school_facts"]), len(done.aside["school_facts"]), left_out, done.findings) == (
        *(expected.taken, 0, expected.left_out),
        (),
    )


def decimal(cell: str) -> Decimal | None:
    """Read a cell by other means than the project's."""
    try:
        return Decimal(cell)
    except InvalidOperation:
        return None


@EACH
def test_every_number_comes_in_with_every_digit_and_every_word_as_it_stands(name: str, expected: Expected) -> None:
    proposal, done = worked(name, expected.year)
    taken = done.taken["school_facts"]
    rows = list(csv.DictReader(io.StringIO(content(name).decode())))
    for column, header in proposal.mapping.columns:
        for row, cell in zip(taken.rows, taken.columns[column], strict=True):
            before = rows[row - 2][header]
            number = decimal(before)
            if column == "year":
                assert before in {cell, f"{int(cell) - 1}-{cell[2:]}"}
            elif before in {"TRUE", "FALSE", "YES", "NO", "yes"}:
                assert cell == {"TRUE": "yes", "YES": "yes", "yes": "yes"}.get(before, "no")
            elif number is not None and number.is_finite() and cell != before:
                assert Fraction(cell) == Fraction(number)
            else:
                assert cell == before.strip()


def test_amounts_finer_than_a_cent_are_counted_as_another_reader_counts_them() -> None:
    _, done = worked("dc_public_schools_fy2015_16.csv", 2016)
    found = {one.column: len(one.rows) for one in done.cases if one.finding.code == "finer-amounts"}
    rows = [
        one
        for one in csv.DictReader(io.StringIO(content("dc_public_schools_fy2015_16.csv").decode()))
        if one["YEAR"] == "2016"
    ]
    counts = {
        header: sum(
            number is not None and number * 100 % 1 != 0 for number in map(decimal, (one[header] for one in rows))
        )
        for header in rows[0]
        if header.startswith("AMT_")
    }
    assert found == {header: count for header, count in counts.items() if count}


def test_another_year_is_taken_where_its_rows_are_kept() -> None:
    rule = Rule("keep_rows", "school_facts", where=(("year", ("2023",)),))
    _, done = worked("seattle_elementary_2021_24.csv", 2025, (rule,))
    assert set(done.taken["school_facts"].columns["year"]) == {"2023"}
    assert "other-years" not in done.counts()


def test_which_year_is_taken_is_not_kept_as_a_rule() -> None:
    _, done = worked("seattle_elementary_2021_24.csv", 2024)
    assert done.suggestions == ()
    assert [(one.rule.kind, one.dataset, one.count) for one in done.applied] == [("drop_rows", "school_facts", 20)]


def test_that_facts_are_of_another_year_can_be_accepted() -> None:
    rules = tuple(Rule("accept", "school_facts", finding=code) for code in ("another-year", "other-years"))
    _, done = worked("seattle_elementary_2021_24.csv", 2025, rules)
    assert not {"another-year", "other-years"} & set(done.counts())
    assert len(done.taken["school_facts"]) == 10


def test_a_formula_reads_the_columns_under_their_own_headers() -> None:
    _, done = worked("seattle_elementary_2021_24.csv", 2024)
    binding = Binding(
        "schoolId", "name", columns={"ell": "Bilingual Education (ENROLLMENT)", "title": "Federal Title I (BUDGET)"}, blank={"title": Fraction(0)}
    )  # fmt: skip
    facts, findings = read_facts(done.taken["school_facts"], binding)
    assert findings == ()
    assert facts is not None
    at = facts.units.index("Adams Elementary")
    assert facts.numbers("ell").findings == facts.numbers("title").findings == ()
    assert facts.texts("ell")[at] == "8"
    assert facts.numbers("title").known.all()
