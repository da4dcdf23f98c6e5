"""Every dataset is declared whole, its template is read without a finding, and its reference is on disk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.revenue import read_revenue
from perpupil.facts.table import read_csv
from perpupil.intake.cells import Unreadable, read_cell, write_cell
from perpupil.intake.columns import propose, recognise
from perpupil.intake.dates import Order
from perpupil.intake.names import words_of
from perpupil.intake.schemas import SCHEMAS, Column, Schema, Type, template

COLUMNS = [(schema, column) for schema in SCHEMAS.values() for column in (*schema.columns, *schema.further)]


@pytest.mark.parametrize(
    ("schema", "column"), COLUMNS, ids=lambda one: getattr(one, "name", getattr(one, "dataset", ""))
)
def test_a_column_is_declared_whole(schema: Schema, column: Column) -> None:
    assert column.meaning.endswith(".")
    assert column.example or not column.required
    assert not isinstance(read_cell(column, column.example), Unreadable)
    assert {meaning for _, meaning in column.meanings} <= set(column.allowed)
    assert all(schema.has(name) for name in schema.key)


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_no_name_stands_for_two_columns(schema: Schema) -> None:
    own = [words_of(column.name) for column in schema.columns]
    assert len(set(own)) == len(own)
    for column in schema.columns:
        assert not set(map(words_of, column.other_names)) & (set(own) - {words_of(column.name)}), column.name


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_template_is_known_again(schema: Schema) -> None:
    table, findings = read_csv(template(schema).encode(), "template.csv")
    proposal = propose(table, schema)
    assert (findings, proposal.unclaimed, proposal.conflicts, proposal.missing) == ((), (), (), ())
    assert [one.column for one in proposal.taken] == [column.name for column in (*schema.columns, *schema.further)]
    assert recognise(table)[0] == schema.dataset


def test_the_template_of_the_pool_is_a_pool() -> None:
    table, _ = read_csv(template(SCHEMAS["pool"]).encode(), "pool.csv")
    revenue, findings = read_revenue(table)
    assert revenue is not None
    assert findings == ()


@given(st.sampled_from(COLUMNS), st.text(max_size=20) | st.from_regex(r"[($-]?[0-9,./-]{1,12}[)%-]?", fullmatch=True))
def test_whatever_stands_in_a_cell_is_a_value_or_a_reason_and_is_read_again_as_written(
    declared: tuple[Schema, Column], cell: str
) -> None:
    column = declared[1]
    value = read_cell(column, cell, Order.MONTH_FIRST)
    if isinstance(value, Unreadable):
        assert value.what
        assert value.fix
    elif column.type not in {Type.ID, Type.SCHOOL, Type.CODE, Type.TEXT}:
        assert read_cell(column, write_cell(column, value)) == value
