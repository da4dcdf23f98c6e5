"""The years of a method that is phased in."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.equity.two_methods.phases import NoSuchYear, gone_in, phases
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from tests.equity.two_methods.districts import NEW

FOUR = {2029: {"loss": Fraction(4, 100)}}


def formula(text: str = NEW) -> Formula:
    read, findings = read_formula(text.encode())
    assert read is not None, findings
    return read


def test_years_with_the_same_rules_are_one_phase() -> None:
    found = phases(formula(), FOUR)
    assert [str(one) for one in found] == ["FY2028", "FY2029 and FY2030", "from FY2031 on"]
    assert [one.settings for one in found] == [{}, {"loss": Fraction(4, 100)}, {}]
    assert [[line.name for line in one.ended] for one in found] == [[], [], ["limit"]]
    assert [one.formula.parameters["loss"].value for one in found] == [Fraction(2, 100), *[Fraction(4, 100)] * 2]
    assert ["limit" in one.formula.lines for one in found] == [True, True, False]


def test_without_an_end_and_settings_there_is_one_phase_as_it_is_written() -> None:
    text = NEW.partition("[line.limit]")[0]
    read = formula(text)
    (one,) = phases(read)
    assert one.formula is read
    assert str(one) == "from FY2028 on"
    (unnamed,) = phases(formula(text.replace("year = 2028\n", "")))
    assert str(unnamed) == "as written"


def test_a_setting_of_the_first_year_holds_in_it_and_a_later_one_takes_its_place() -> None:
    found = phases(formula(), {2028: {"loss": Fraction(1)}, 2035: {"loss": Fraction(0)}})
    values = [(one.first_year, one.formula.parameters["loss"].value) for one in found]
    assert values == [(2028, Fraction(1)), (2031, Fraction(1)), (2035, Fraction(0))]
    assert str(found[1]) == "FY2031 to FY2034"


def test_what_is_counted_on_by_another_line_stays_and_is_told() -> None:
    thanks = '[line.thanks]\nvalue = "limit * 0.1"\n[pool.more]\namount = 0\nlines = ["thanks"]\n'
    text = NEW.replace("200_000", '200_000\nlines = ["each", "limit"]') + thanks
    last = phases(formula(text))[-1]
    assert last.ended == ()
    assert [one.line.name for one in last.stayed] == ["limit"]
    assert "limit" in last.formula.lines


def test_the_amount_that_another_file_put_into_a_pool_is_kept() -> None:
    funded = formula().with_pool("schools", Fraction(321), "pool file, 2028")
    last = phases(funded)[-1].formula
    assert last.definitions["pool.schools.amount"].text == "321"
    assert last.pools["schools"].given == "321"


def test_a_limit_that_ended_long_ago_and_one_that_never_does() -> None:
    assert [str(one) for one in phases(formula(NEW.replace("2030-06-30", "2020-06-30")))] == ["from FY2028 on"]
    assert [str(one) for one in phases(formula(NEW.replace("2030-06-30", "9999-12-31")))] == ["from FY2028 on"]


def test_nothing_can_be_set_for_a_year_before_or_without_one() -> None:
    with pytest.raises(NoSuchYear, match="for 2028; nothing can be set for 2027"):
        phases(formula(), {2027: {"loss": Fraction(0)}})
    with pytest.raises(NoSuchYear, match="does not say its year"):
        phases(formula(NEW.replace("year = 2028\n", "")), FOUR)
    with pytest.raises(KeyError):
        phases(formula(), {2029: {"nosuch": Fraction(0)}})


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(1, 12))
def test_a_line_holds_in_every_year_that_begins_by_its_end(until: date, month: int) -> None:
    year = gone_in(until, (month, 1))
    begins = [date(one - (month > 1), month, 1) for one in (year - 1, year)]
    assert begins[0] <= until < begins[1]
