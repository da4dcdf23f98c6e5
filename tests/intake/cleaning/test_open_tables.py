"""Whatever table of facts comes in: no row is lost, no number changes, nothing raises, and what is taken is taken again as it is."""

import csv
import datetime as dt
import io
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.table import TextTable
from perpupil.findings import MEANINGS
from perpupil.intake.cleaning import Cleaned, Upload, clean
from perpupil.intake.columns import mapped, propose, recognise
from perpupil.intake.dataset import Material
from perpupil.intake.door import read_file
from perpupil.intake.mapping import ColumnMapping, read_mapping
from perpupil.intake.repairs.text import faults
from perpupil.intake.schemas import SCHEMAS

HEADERS = st.sampled_from(
    [
        *(
            "School",
            "School Code",
            "name",
            "year",
            "Year",
            "reason",
            "ELL (2024-25)",
            "% ELL",
            "pct_ell",
            "AMT_ELL",
            "a",
            "NA",
            "Last Name",
        ),
        *("schoolId", "Total Budget", "Ward", "Grade", "Count", "TRUE", "{}", "[type]", "é", "x" * 80, "'", '"'),
    ]
) | st.text("ab ,.%$-_()\"'=\n\u00e9", min_size=1, max_size=8)
CELLS = st.sampled_from(
    [
        *(
            "",
            "0",
            "1",
            "12",
            "007",
            "3.5",
            "8516.35125",
            "1e5",
            "-4",
            "(5)",
            "5-",
            "$1,234.50",
            "17.2%",
            "108%",
            "<10",
            "*",
            "N<10",
        ),
        *(
            "NA",
            "-",
            "unknown",
            "#REF!",
            "TRUE",
            "no",
            "2026",
            "2025-26",
            "FY27",
            "K",
            "Adams",
            "Baker",
            "Total",
            "All schools",
        ),
        *("2026-10-01", "10/1/2026", "'3", "\u00a03", "Ward 3 total", "9" * 60, "1/3", "\u0663"),
    ]
) | st.text(max_size=6)
MATERIAL = Material({}, 2027, dt.date(2026, 10, 1))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Write a table of any headers and cells as a file."""
    headers = draw(st.lists(HEADERS, min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers)), max_size=8))
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    return text.getvalue().encode()


def taken_as_facts(table: TextTable) -> tuple[Upload, Cleaned]:
    upload = Upload(table, propose(table, SCHEMAS["school_facts"]).mapping)
    return upload, clean([upload], MATERIAL)


@given(files())
def test_every_row_is_taken_set_aside_or_left_out_and_everything_is_said(content: bytes) -> None:
    for table in read_file(io.BytesIO(content), "facts.csv").tables:
        assert set(recognise(table)) <= set(SCHEMAS)
        upload, done = taken_as_facts(table)
        left_out = [row for one in done.applied for row in one.rows_dropped]
        rows = [*done.taken["school_facts"].rows, *done.aside["school_facts"].rows, *left_out]
        assert sorted(rows) == sorted(table.rows)
        for one in done.cases:
            assert one.finding.code in MEANINGS
            assert all((one.finding.what, one.finding.fix, one.rows))
            assert one.repair is None or list(faults(one.repair)) == []
        assert read_mapping(upload.mapping.text().encode(), "columns.toml") == (upload.mapping, ())


@given(files())
def test_every_column_is_kept_but_for_those_under_which_people_stand(content: bytes) -> None:
    for table in read_file(io.BytesIO(content), "facts.csv").tables:
        proposal = propose(table, SCHEMAS["school_facts"])
        in_conflict = {one.header for group in proposal.conflicts for one in group}
        kept = {one.header for one in proposal.taken} | in_conflict
        assert {one for one in table.columns if one != "reason" and not one.startswith("Last Name")} <= kept
        names = [one.column for one in proposal.taken]
        assert len(set(names)) == len(names)


NUMBERS = st.integers(0, 20).flatmap(lambda places: st.decimals(-(10**12), 10**12, places=places)).map(str)


@given(st.lists(NUMBERS, min_size=1, max_size=10), st.sampled_from(["students", "AMT_ELL", "Levy (BUDGET)"]))
def test_a_number_keeps_every_digit(numbers: list[str], header: str) -> None:
    columns = {"code": [f"s{at}" for at in range(len(numbers))], header: numbers}
    _, done = taken_as_facts(TextTable("facts.csv", columns, range(2, len(numbers) + 2)))
    taken = done.taken["school_facts"]
    assert [Fraction(cell) for cell in taken.columns[header]] == [Fraction(Decimal(cell)) for cell in numbers]


@given(files())
def test_what_is_taken_is_taken_again_as_it_is(content: bytes) -> None:
    for table in read_file(io.BytesIO(content), "facts.csv").tables:
        upload, done = taken_as_facts(table)
        once = done.taken["school_facts"]
        if once.columns:
            types = {one.name: str(one.type) for one in mapped(table, upload.mapping).columns}
            same = tuple((name, name) for name in once.columns)
            mapping = ColumnMapping("school_facts", "facts.csv", same, types=tuple(types.items()))
            again = clean([Upload(once, mapping)], MATERIAL).taken["school_facts"]
            assert (again.columns, list(again.rows)) == (once.columns, list(once.rows))
