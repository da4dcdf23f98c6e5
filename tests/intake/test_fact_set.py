"""A fact set is known by what it says; the table of facts has a row for each school that is open on the day."""

import datetime as dt
import json
import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.headcount import read_headcount
from perpupil.facts.table import TextTable, read_csv
from perpupil.intake.fact_set import FactSet, Kind, facts_of, manifest

DAY = dt.date(2026, 10, 1)


def table(text: str) -> TextTable:
    read, findings = read_csv(text.encode(), "t.csv")
    assert findings == ()
    return read


SCHOOLS = table(
    "schoolId,name,opened,closed\n0020,Baker,1950-09-01,\n0010,Adams,,\n0030,Mill,1950-09-01,2026-10-01\n0040,New,2026-10-02,\n0050,Late,2026-10-01,2026-10-02\n"
)
COUNTS = table(
    "schoolId,year,countDate,grade,group,count,status\n"
    "0010,2027,2026-09-01,all,all,90,actual\n0010,2027,2026-10-01,all,all,100,actual\n0010,2027,2026-11-01,all,all,110,actual\n"
    "0010,2027,2026-10-01,3,all,20,actual\n0010,2027,2026-10-01,all,iep,9,actual\n0010,2027,2026-10-01,3,iep,2,actual\n"
    "0010,2026,2025-10-01,all,all,80,actual\n0010,2027,2026-10-01,all,all,105,projected\n0020,2027,2026-10-01,all,all,50,\n"
)
FACTS = FactSet(2027, DAY, {"schools": SCHOOLS})


def test_schools_are_there_from_the_day_they_open_up_to_the_day_they_close() -> None:
    found, findings = facts_of(FACTS)
    assert found.columns["schoolId"] == ["0010", "0020", "0050"]
    assert findings == ()


def test_counts_become_columns_where_there_is_no_headcount() -> None:
    found, _ = facts_of(FactSet(2027, DAY, {"schools": SCHOOLS, "school_counts": COUNTS}))
    assert found.columns["students"] == ["100", "50", ""]
    assert (found.columns["grade_3"], found.columns["iep"], found.columns["iep_grade_3"]) == (
        ["20", "", ""],
        ["9", "", ""],
        ["2", "", ""],
    )


def test_a_projection_takes_what_is_expected() -> None:
    found, _ = facts_of(FactSet(2027, DAY, {"schools": SCHOOLS, "school_counts": COUNTS}, kind=Kind.PROJECTED))
    assert found.columns["students"] == ["105", "", ""]


def test_a_headcount_counts_instead_of_the_columns() -> None:
    headcount, _ = read_headcount(table("unit,grade,needs,students\n0010,3,iep,5\n"))
    found, _ = facts_of(FactSet(2027, DAY, {"schools": SCHOOLS, "school_counts": COUNTS}, headcount))
    assert set(found.columns) == {"schoolId", "name", "opened", "closed"}


def test_further_facts_stand_beside_the_list_and_never_over_it() -> None:
    further = table("schoolId,name,Adjustments FY27\n0010,Other name,1500\n0777,Nobody,3\n")
    found, findings = facts_of(FactSet(2027, DAY, {"schools": SCHOOLS, "school_facts": further}))
    assert found.columns["name"][0] == "Adams"
    assert found.columns["Adjustments FY27"] == ["1500", "", ""]
    assert [one.code for one in findings] == ["unknown-school"]


def test_without_a_list_the_further_facts_are_the_list() -> None:
    found, findings = facts_of(FactSet(2027, DAY, {"school_facts": table("schoolId,students\n2,5\n1,6\n")}))
    assert (found.columns["schoolId"], found.columns["students"], findings) == (["1", "2"], ["6", "5"], ())


def test_without_any_school_that_is_said() -> None:
    assert [one.code for one in facts_of(FactSet(2027, DAY, {}))[1]] == ["no-units"]


def test_the_seal_is_over_what_is_said_and_not_over_how() -> None:
    turned = table(
        "closed,name,schoolId,opened\n,Baker,0020,1950-09-01\n,Adams,0010,\n2026-10-01,Mill,0030,1950-09-01\n,New,0040,2026-10-02\n2026-10-02,Late,0050,2026-10-01\n"
    )
    same = FactSet(2027, DAY, {"schools": turned, "prices": table("jobClass,year\n")}, name="another name")
    assert same.seal() == FACTS.seal()
    other = table("schoolId,name,opened,closed\n0010,Adams,,\n")
    different = [
        replace(FACTS, year=2028), replace(FACTS, count_date=dt.date(2026, 10, 2)), replace(FACTS, kind=Kind.PROJECTED),
        replace(FACTS, tables={"schools": other}), replace(FACTS, tables={}), replace(FACTS, membership_days=180),
        replace(FACTS, headcount=read_headcount(table("unit,grade,needs,students\n0010,3,,5\n"))[0]),
    ]  # fmt: skip
    assert len({FACTS.seal(), *(one.seal() for one in different)}) == len(different) + 1


@given(st.lists(st.tuples(*[st.text("ab1,", max_size=3)] * 3), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_no_seal(rows: list[tuple[str, str, str]], chance: random.Random) -> None:
    names = ["schoolId", "name", "level"]
    shuffled, order = chance.sample(rows, len(rows)), chance.sample(range(3), 3)
    one = TextTable("a", {name: [row[at] for row in rows] for at, name in enumerate(names)}, range(len(rows)))
    other = TextTable("b", {names[at]: [row[at] for row in shuffled] for at in order}, range(len(rows)))
    assert replace(FACTS, tables={"schools": one}).seal() == replace(FACTS, tables={"schools": other}).seal()


def test_the_manifest_tells_what_is_in_it() -> None:
    content = json.loads(manifest(FACTS, {"files": ["schools.csv"]}))
    assert (content["seal"], content["tables"]["schools"]["rows"], content["record"]) == (
        FACTS.seal(),
        5,
        {"files": ["schools.csv"]},
    )
