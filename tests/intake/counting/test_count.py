from fractions import Fraction
from random import Random

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.headcount import headcount_seal
from perpupil.intake.counting.coding import coding_of
from perpupil.intake.counting.count import count_enrollment, count_roster
from perpupil.intake.counting.engines import Embedded
from perpupil.intake.counting.packed import count_packed, pack_roster
from perpupil.intake.counting.rules import CountRule, Need
from tests.intake.counting import oracle, rosters
from tests.intake.counting.oracle import Program, Spell


@given(rosters.rules, rosters.spells, rosters.programs)
def test_a_count_is_what_a_slow_count_day_by_day_gives(
    rule: CountRule, spells: list[Spell], programs: list[Program]
) -> None:
    counted = count_enrollment(Embedded(rosters.connection_with(spells, programs)), rule)
    assert rosters.rows_of(counted.headcount) == oracle.count(rule, spells, programs)


@given(rosters.rules, rosters.spells, rosters.programs, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    rule: CountRule, spells: list[Spell], programs: list[Program], chance: Random
) -> None:
    first = count_enrollment(Embedded(rosters.connection_with(spells, programs)), rule)
    chance.shuffle(spells)
    chance.shuffle(programs)
    again = count_enrollment(Embedded(rosters.connection_with(spells, programs)), rule)
    assert headcount_seal(again.headcount) == headcount_seal(first.headcount)
    assert again.findings == first.findings


@given(rosters.rules, rosters.spells, rosters.programs)
def test_every_enrolled_student_is_one_student(rule: CountRule, spells: list[Spell], programs: list[Program]) -> None:
    headcount = count_enrollment(Embedded(rosters.connection_with(spells, programs)), rule).headcount
    enrolled = {spell.student for spell in spells if (span := spell.read()) and span[0] <= rosters.DAY < span[1]}
    assert sum(headcount.measures["students"].fractions()) == len(enrolled)
    assert sum(headcount.measures["fte"].fractions()) <= len(enrolled)


MANY = tuple(Need(f"need_{number}", "flag", {"y": "", "n": None}) for number in range(30))


@pytest.mark.parametrize("flag", ["y", "n", ""])
def test_a_code_of_many_needs_is_worked_out_in_64_bits(flag: str) -> None:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE enrollment AS SELECT 'a' AS student, 's' AS school, '1' AS grade, DATE '2026-09-01' AS entry_date, '' AS exit_date"
    )
    for table in ("programs", "roster"):
        connection.execute(
            f"CREATE TABLE {table} AS SELECT 'a' AS student, 's' AS school, '1' AS grade, ? AS flag", [flag]
        )
    rule = CountRule({"1": "1"}, MANY, rosters.DAY)
    assert coding_of(rule).size > 1 << 47
    want = {need.name if flag == "y" else need.unknown for need in MANY} if flag != "n" else set()
    packing = pack_roster(connection, rule)
    connection.execute(f"CREATE TABLE packed AS {packing.query}")
    engine = Embedded(connection)
    for counted in (count_enrollment(engine, rule), count_roster(engine, rule), count_packed(connection, packing)):
        [profile] = counted.headcount.profiles
        assert {name for name, _ in profile.needs} == want


@pytest.mark.parametrize("kind", ["DATE", "TIMESTAMP", "VARCHAR"])
def test_days_may_be_typed_or_written(kind: str) -> None:
    connection = rosters.connection_with([], [])
    connection.execute("DROP TABLE enrollment")
    connection.execute(
        f"CREATE TABLE enrollment AS SELECT 'a' AS student, 7 AS school, 1 AS grade, CAST('2026-10-01' AS {kind}) AS entry_date, CAST(NULL AS {kind}) AS exit_date"
    )
    counted = count_enrollment(Embedded(connection), CountRule(rosters.GRADES, (), rosters.DAY))
    without_needs: frozenset[tuple[str, str]] = frozenset()
    assert rosters.rows_of(counted.headcount) == {("7", "1", without_needs): (Fraction(1), Fraction(1), Fraction(0))}
    assert counted.findings == ()
