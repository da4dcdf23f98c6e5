import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.headcount import headcount_seal
from perpupil.intake.counting.count import count_enrollment, count_roster
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.packed import count_packed, pack_enrollment, pack_roster
from perpupil.intake.counting.rules import CountRule, Need
from tests.intake.counting import oracle, rosters
from tests.intake.counting.oracle import Program, Spell


@given(rosters.rules, rosters.spells, rosters.programs)
def test_packed_spells_count_as_the_spells_do(rule: CountRule, spells: list[Spell], programs: list[Program]) -> None:
    connection = rosters.connection_with(spells, programs)
    packing = pack_enrollment(connection, rule)
    connection.execute(f"CREATE TABLE packed AS {packing.query}")
    for table in ("enrollment", "programs"):
        connection.execute(f"DROP TABLE {table}")
    assert rosters.rows_of(count_packed(connection, packing).headcount) == oracle.count(rule, spells, programs)


@given(st.sampled_from([rosters.NEEDS, ()]), rosters.roster)
def test_a_roster_counts_raw_and_packed_as_by_hand(needs: tuple[Need, ...], rows: list[rosters.Row]) -> None:
    rule = CountRule(rosters.GRADES, needs)
    connection = rosters.connection_with_roster(rows)
    packing = pack_roster(connection, rule)
    connection.execute(f"CREATE TABLE packed AS {packing.query}")
    raw, packed = count_roster(Embedded(connection), rule), count_packed(connection, packing)
    assert rosters.rows_of(raw.headcount) == rosters.by_hand(rule, rows)
    assert headcount_seal(packed.headcount) == headcount_seal(raw.headcount)


@given(rosters.rules, rosters.spells, rosters.programs)
def test_packing_keeps_what_was_noticed(rule: CountRule, spells: list[Spell], programs: list[Program]) -> None:
    connection = rosters.connection_with(spells, programs)
    packing = pack_enrollment(connection, rule)
    connection.execute(f"CREATE TABLE packed AS {packing.query}")
    told = count_packed(connection, packing).findings
    raw = count_enrollment(Embedded(connection), rule).findings
    assert [one.code for one in told] == [one.code for one in raw]


def test_packed_rows_out_of_order_are_refused() -> None:
    rule = CountRule(rosters.GRADES, rosters.NEEDS)
    connection = rosters.connection_with_roster(
        [rosters.Row(f"s{number}", "a", "1", "Y", "", "", "") for number in range(3)]
    )
    packing = pack_roster(connection, rule)
    connection.execute("CREATE TABLE packed AS SELECT * FROM (VALUES (0, 5), (0, 4)) AS t(school, packed)")
    with pytest.raises(ValueError, match="not in order"):
        count_packed(connection, packing)
