"""What goes over to the next year: settings in their text, data sets one by one, the calendar a year later."""

import datetime as dt
from dataclasses import replace

import pytest

from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import TextTable, read_csv
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from perpupil.intake.fact_set import FactSet
from perpupil.intake.next_year import CARRY, filled_pools, missing, next_calendar, next_facts, next_settings
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.settings import STARTER, read_settings

DAY = dt.date(2026, 10, 1)


def table(text: str) -> TextTable:
    read, findings = read_csv(text.encode(), "t.csv")
    assert findings == ()
    return read


def headcount() -> Headcount:
    read, findings = read_headcount(table("unit,grade,needs,students\n0010,1,,9\n"))
    assert read is not None, findings
    return read


def formula(text: str) -> Formula:
    top = 'language = 1\ntitle = "t"\nfacts.unit = "schoolId"\n'
    read, findings = read_formula((top + text).encode())
    assert read is not None, findings
    return read


TABLES = {
    "schools": table("schoolId,name,level\n0010,Adams,high\n"),
    "positions": table("positionId,schoolId\n1,0010\n"),
    "prices": table("jobClass,year,salary\nteacher,2027,70000.00\nteacher,2028,72000.00\n"),
    "services": table("service,year\ncoaches,2027\n"),
    "pool": table("year,part,name,amount,pool\n2027,revenue,Tax,5.00,a\n2028,revenue,Tax,6.00,b\n"),
    "ledger": table("account,amount\n1,5.00\n"),
}
BEFORE = FactSet(2027, DAY, TABLES, headcount(), name="October", membership_days=175)
LINE = '[line.x]\nvalue = "students * extra + size"\n[facts.columns]\nsize = "Number of rooms"\n'


def test_it_is_decided_of_every_data_set_whether_it_goes_over() -> None:
    assert set(CARRY) == set(SCHEMAS)
    assert all(one.why.endswith(".") for one in CARRY.values())
    assert [name for name in CARRY if CARRY[name].goes_over and SCHEMAS[name].is_about_people] == []


def test_the_settings_are_set_a_year_later_where_they_stand() -> None:
    text = STARTER.format(district='"Maple"', year=2027, count_date="2026-10-01").replace(
        "[count]\n", "[count]  # how\nmembership = [ 2026-09-01, 2027-06-20 ]   # first, and after the last\n"
    )
    settings, _ = read_settings(text.encode(), "perpupil.toml")
    assert settings is not None
    made = next_settings(text.encode(), settings, "perpupil.toml")
    assert made == text.replace("year = 2027 ", "year = 2028 ").replace("= 2026-10-01", "= 2027-10-01").replace(
        "[ 2026-09-01, 2027-06-20 ]", "[2027-09-01, 2028-06-20]"
    )
    again, findings = read_settings(made.encode(), "perpupil.toml")
    assert findings == ()
    assert again == replace(
        settings, year=2028, count_date=dt.date(2027, 10, 1), membership=(dt.date(2027, 9, 1), dt.date(2028, 6, 20))
    )


@pytest.mark.parametrize(
    ("begins", "first"),
    [(None, dt.date(2027, 7, 1)), (7, dt.date(2027, 7, 1)), (1, dt.date(2028, 1, 1)), (9, dt.date(2027, 9, 1))],
)
def test_a_fiscal_year_begins_in_july_unless_the_settings_say_otherwise(begins: int | None, first: dt.date) -> None:
    said = f"year_begins = {begins}\n" if begins else ""
    text = f'perpupil = 1\ndistrict = "M"\nyear = 2027\n{said}count_date = 2026-10-01\n'
    settings, findings = read_settings(text.encode(), "perpupil.toml")
    assert settings is not None, findings
    assert settings.first_day(2028) == first


@pytest.mark.parametrize("month", ["0", "13", "true", '"July"'])
def test_a_month_that_is_none_is_told(month: str) -> None:
    text = f'perpupil = 1\ndistrict = "M"\nyear = 2027\nyear_begins = {month}\ncount_date = 2026-10-01\n'
    settings, findings = read_settings(text.encode(), "perpupil.toml")
    assert settings is None
    assert [(one.code, one.where.line) for one in findings] == [("bad-settings", 4)]


def test_nothing_about_students_and_nothing_that_was_spent_goes_over() -> None:
    made = next_facts(BEFORE)
    assert (made.year, made.count_date, made.headcount, made.membership_days) == (
        2028,
        dt.date(2027, 10, 1),
        None,
        None,
    )
    assert set(made.tables) == {"schools", "prices", "services", "pool"}
    assert all(made.tables[name] is TABLES[name] for name in made.tables)
    assert made.origin == BEFORE.seal()


def test_the_days_of_the_year_come_again_and_later_ones_stand() -> None:
    calendar = table(
        "date,event,owner,year,done,note\n"
        "2027-02-09,Formula vote,Board,2028,no,moved\n"
        "2026-10-01,Student count,Records,2027,yes,40 late\n"
        "2026-02-10,Formula vote,Board,2027,yes,\n"
        "2028-02-29,Leap day,Board,2029,no,\n"
        "2025-10-01,Student count,Records,2026,yes,\n"
    )
    made = next_calendar(calendar, 2028)
    assert list(zip(*made.columns.values(), strict=True)) == [
        ("2027-02-09", "Formula vote", "Board", "2028", "no", "moved"),
        ("2027-10-01", "Student count", "Records", "2028", "no", ""),
        ("2028-02-29", "Leap day", "Board", "2029", "no", ""),
    ]


def test_what_the_new_year_lacks_is_told() -> None:
    found = dict(missing(next_facts(BEFORE), BEFORE, formula(LINE)))
    assert list(found) == ["Students", "Positions", "Services", "Ledger", "Columns"]
    assert "2027-10-01" in found["Students"]
    assert "no row of FY2028" in found["Services"]
    assert "extra, Number of rooms" in found["Columns"]


def test_nothing_is_asked_for_that_is_there() -> None:
    tables = {"schools": TABLES["schools"], "prices": TABLES["prices"]}
    before = FactSet(2027, DAY, tables)
    after = replace(next_facts(before), headcount=headcount())
    assert list(missing(after, before, formula('[line.x]\nvalue = "if(level == \\"high\\", 1, 2)"\n'))) == []


def test_facts_about_schools_go_over_and_are_told_to_be_of_the_year_before() -> None:
    before = FactSet(2027, DAY, {"school_facts": table("schoolId,size\n0010,5\n")})
    assert dict(missing(next_facts(before), before, formula('[line.x]\nvalue = "size"\n')))["School facts"] == (
        "They are those of FY2027 until others are brought in."
    )


def test_a_pool_is_filled_by_the_rows_of_its_year() -> None:
    pools = '[line.x]\nvalue = 1\n[line.y]\nvalue = 1\n[pool.a]\namount = 1\nlines = ["x"]\n[pool.b]\namount = 1\nlines = ["y"]\n'
    assert filled_pools(next_facts(BEFORE), formula(pools)) == {"b"}
    without_names = replace(BEFORE, tables={"pool": table("year,part,name,amount\n2028,revenue,Tax,6.00\n")})
    assert filled_pools(next_facts(without_names), formula("[line.x]\nvalue = 1\n[pool.a]\namount = 1\n")) == {"a"}
    assert filled_pools(replace(BEFORE, tables={}), formula(pools)) == frozenset()
