"""School changes: read, told apart from contradictions, and applied to past counts."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.allocation.run import run
from perpupil.comparison.compare import compare
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import Profile
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula
from perpupil.projection.changes import (
    Kind,
    Part,
    School,
    SchoolChange,
    changes_of_schools,
    read_changes,
    together,
)
from perpupil.projection.project import project
from perpupil.projection.students import Rows, by_grade
from perpupil.projection.succession import check_changes, merged_units, under_schools_of
from tests.projection.districts import past, rows

MAPLE = """\
language = 1
title = "Maple"
[facts]
unit = { column = "school" }
[line.every]
kind = "per_student"
students = "students"
rate = 100
"""
HEADERS = "kind,unit,successor,year,grades,share,reason\n"


def read(text: str) -> tuple[tuple[SchoolChange, ...], list[tuple[str, int | None]]]:
    changes, findings = read_changes(read_csv((HEADERS + text).encode(), "changes.csv")[0])
    return changes, [(one.code, one.where.line) for one in findings]


def test_each_kind_is_read() -> None:
    changes, findings = read(
        "opened,0450,,2028,K-2,,new building\n"
        "closed,0227,0230,2025,,,too small\n"
        "closed,0228,,2025,,,\n"
        "merged,0210,0230,2026,,,\n"
        "split,0300,0450,2028,,3/5,\n"
        "split,0300,0300,2028,,0.4,\n"
        "split,0310,0450,2028,K;1,,\n"
        "split,0310,0230,2028,2-5,,\n"
        "regraded,0304,,2025,K-8,,\n"
    )
    assert findings == []
    assert [one.words for one in changes] == [
        "0450 opened with grades K, 1, 2",
        "0227 closed and was succeeded by 0230",
        "0228 closed",
        "0210 was merged into 0230",
        "0300 was split: 3/5 to 0450, 2/5 to 0300",
        "0310 was split: grades K, 1 to 0450, grades 2, 3, 4, 5 to 0230",
        "0304 has grades K, 1, 2, 3, 4, 5, 6, 7, 8",
    ]
    assert (changes[0].reason, changes[0].place.line) == ("new building", 2)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("shut,0010,,2028,,,\n", [2]),
        ("closed,,,2028,,,\n", [2]),
        ("closed,0010,,28,,,\n", [2]),
        ("closed,0010,,next year,,,\n", [2]),
        ("merged,0010,,2028,,,\n", [2]),
        ("merged,0010,0010,2028,,,\n", [2]),
        ("opened,0010,0020,2028,,,\n", [2]),
        ("regraded,0010,,2028,,,\n", [2]),
        ("regraded,0010,,2028,5-K,,\n", [2]),
        ("regraded,0010,,2028,K-13,,\n", [2]),
        ("closed,0010,0020,2028,K-2,,\n", [2]),
        ("closed,0010,0020,2028,,0.5,\n", [2]),
        ("split,0010,0020,2028,,0.5,\nsplit,0010,0030,2028,,0.4,\n", [2]),
        ("split,0010,0020,2028,K;1,0.5,\nsplit,0010,0030,2028,1,0.5,\n", [2]),
        ("split,0010,0020,2028,,1.5,\nsplit,0010,0030,2028,,-0.5,\n", [2, 3]),
        ("split,0010,0020,2028,,1/0,\n", [2]),
        ("split,0010,0020,2028,,half,\n", [2]),
        ("closed,0010,,2028,,,\nopened,0010,,2028,,,\n", [2]),
        ("closed,0010,,2028,,,\nclosed,0010,,2028,,,\n", [3]),
        ("merged,0010,0020,2028,,,\nmerged,0020,0010,2028,,,\n", [2]),
        ("merged,0010,0020,2028,,,\nmerged,0020,0030,2028,,,\nmerged,0030,0010,2028,,,\n", [2]),
    ],
)
def test_a_row_that_contradicts_itself_is_told_where_it_stands(text: str, lines: list[int]) -> None:
    _, findings = read(text)
    assert findings == [("bad-change", line) for line in lines]


def test_a_table_without_its_columns_is_refused() -> None:
    _, findings = read_changes(read_csv(b"what,who\nclosed,0010\n", "changes.csv")[0])
    assert [one.code for one in findings] == ["missing-column"]


COUNTS = {"0010": {"K": (30, 30), "1": (20, 20)}, "0020": {"K": (40, 40)}}


def told(text: str) -> list[str]:
    changes, findings = read(text)
    assert findings == []
    return [one.code for one in check_changes(changes, past(COUNTS).counts)]


def test_changes_that_contradict_the_counts_are_told() -> None:
    assert told("merged,0010,0020,2027,,,\n") == []
    assert told("closed,0099,,2027,,,\n") == ["unknown-unit"]
    assert told("merged,0010,0099,2027,,,\n") == ["bad-change"]
    assert told("merged,0010,0099,2027,,,\nopened,0099,,2027,,,\n") == []
    assert told("closed,0010,,2026,,,\n") == ["closed-school"]
    assert told("closed,0010,,2025,,,\n") == ["closed-school"]
    assert told("closed,0010,,2025,,,\nopened,0010,,2026,,,\n") == ["closed-school"]
    assert told("split,0010,0020,2027,K,,\n") == ["bad-change"]
    assert told("split,0010,0020,2027,K,,\nsplit,0010,0010,2027,1,,\n") == []
    assert told("regraded,0010,,2026,K,,\n") == ["outside-span"]
    assert told("regraded,0010,,2027,K,,\n") == []


def test_the_list_of_schools_tells_what_opened_and_closed() -> None:
    """A count is taken on October 1: what happens on that day shows in it, what happens the day after in the next."""
    listed = changes_of_schools(
        [
            School("0010", opened=dt.date(1968, 9, 1)),
            School("0227", dt.date(1970, 9, 1), dt.date(2024, 6, 30), "0230"),
            School("0228", closed=dt.date(2024, 10, 1)),
            School("0229", closed=dt.date(2024, 10, 2)),
        ]
    )
    assert [(one.kind, one.unit, one.year) for one in together((), listed, 2022)] == [
        ("closed", "0227", 2025),
        ("closed", "0228", 2025),
        ("closed", "0229", 2026),
    ]
    said, _ = read("closed,0227,0240,2025,,,\n")
    assert [one.words for one in together(said, listed, 2025)] == [
        "0227 closed and was succeeded by 0240",
        "0229 closed",
    ]


def test_what_merged_before_a_comparison_is_given_as_the_comparison_takes_it() -> None:
    changes, _ = read(
        "merged,0010,0450,2027,,,\nmerged,0020,0450,2027,,,\nopened,0450,,2027,,,\nmerged,0450,0500,2028,,,\n"
        "closed,0030,0040,2028,,,\nsplit,0050,0060,2028,,0.5,\nsplit,0050,0070,2028,,0.5,\nclosed,0080,,2028,,,\n"
    )
    units = ["0010", "0020", "0030", "0040", "0050", "0060", "0080"]
    assert merged_units(changes, 2026, 2027, units) == {"0450": ("0010", "0020")}
    assert merged_units(changes, 2026, 2028, units) == {"0040": ("0030", "0040"), "0500": ("0010", "0020")}
    assert merged_units(changes, 2027, 2027, units) == {}


def test_a_comparison_settles_units_by_the_same_record() -> None:
    """Elm went into Oak: its money before and Oak's before stand against Oak's after, and Fir's change is its own."""
    formula, _ = read_formula(MAPLE.encode(), "formula.toml")
    assert formula is not None
    sides = []
    for text in ("school,students\n0010,40\n0020,20\n0030,50\n", "school,students\n0010,61\n0030,52\n"):
        facts, _ = read_facts(read_csv(text.encode(), "facts.csv")[0], formula.binding)
        assert facts is not None
        allocation, _ = run(formula, facts)
        assert allocation is not None
        sides.append(allocation)
    changes, _ = read("merged,0020,0010,2028,,,\n")
    found = compare(sides[0], sides[1], merged=merged_units(changes, 2027, 2028, sides[0].units))
    assert [(one.kind, one.before, one.after, one.change_cents) for one in found.settled] == [
        ("merged", ("0010", "0020"), ("0010",), 100_00)
    ]
    assert (found.units, found.change_cents(0), found.change_cents()) == (("0030",), 200_00, 300_00)


def test_a_split_by_share_divides_each_grade_and_keeps_its_needs_in_proportion() -> None:
    """Of 10 students in kindergarten 6 go, of them 3 of the 5 with a need; single students do not all go to the larger half."""
    need = frozenset({("low_income", "")})
    levels = [frozenset({("ell", str(level))}) for level in range(10)]
    mine = {Profile("K", frozenset()): 5, Profile("K", need): 5, **{Profile("1", one): 1 for one in levels}}
    changes, _ = read("split,0300,0450,2028,,0.6,\nsplit,0300,0460,2028,,0.4,\n")
    moved = under_schools_of(2028, {"0300": mine}, 2027, changes)
    assert by_grade(moved) == {"0450": {"K": 6, "1": 6}, "0460": {"K": 4, "1": 4}}
    assert (moved["0450"][Profile("K", need)], moved["0460"][Profile("K", need)]) == (3, 2)


def test_a_split_by_grade_and_a_chain_of_successors() -> None:
    changes, _ = read(
        "split,0300,0450,2028,K,,\nsplit,0300,0460,2028,1,,\nmerged,0450,0470,2028,,,\nmerged,0470,0480,2029,,,\n"
    )
    counted = {"0300": {Profile("K", frozenset()): 7, Profile("1", frozenset()): 9}}
    assert by_grade(under_schools_of(2028, counted, 2027, changes)) == {"0460": {"1": 9}, "0470": {"K": 7}}
    assert by_grade(under_schools_of(2029, counted, 2027, changes)) == {"0460": {"1": 9}, "0480": {"K": 7}}
    assert under_schools_of(2029, counted, 2029, changes) == counted


@given(rows(), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_nobody_is_lost_and_nobody_made_up_when_a_school_is_split(counted: Rows, weights: list[int]) -> None:
    parts = tuple(Part(f"9{place}", Fraction(one, sum(weights))) for place, one in enumerate(weights))
    split = SchoolChange(Kind.SPLIT, "0010", 2028, parts)
    moved = under_schools_of(2028, counted, 2027, [split])
    for profile in {profile for mine in counted.values() for profile in mine}:
        now, then = (sum(mine.get(profile, 0) for mine in one.values()) for one in (moved, counted))
        assert now == then
    for grade, total in by_grade(counted).get("0010", {}).items():
        for part in parts:
            assert abs(by_grade(moved).get(part.successor, {}).get(grade, 0) - part.share * total) < 1
    assert all(count > 0 for mine in moved.values() for count in mine.values())
    assert {unit: mine for unit, mine in moved.items() if unit in {"0020", "0030"}} == {
        unit: mine for unit, mine in counted.items() if unit != "0010"
    }


@given(rows())
def test_what_is_split_and_merged_again_is_what_it_was(counted: Rows) -> None:
    parts = (Part("0010", Fraction(1, 3)), Part("9", Fraction(2, 3)))
    changes = [
        SchoolChange(Kind.SPLIT, "0010", 2027, parts),
        SchoolChange(Kind.MERGED, "9", 2028, (Part("0010"),)),
    ]
    assert under_schools_of(2028, counted, 2026, changes) == counted


def test_a_school_that_closed_without_a_successor_leaves_its_students_to_the_others() -> None:
    counts = {unit: {"K": (50, 50, 50), "1": (50, 50, 50)} for unit in ("0010", "0020", "0030")}
    closed = SchoolChange(Kind.CLOSED, "0030", 2028)
    made, findings = project(past(counts, changes=[closed]), 2028)
    assert made is not None
    assert made.grades == {unit: {"K": 75, "1": 75} for unit in ("0010", "0020")}
    assert [one.code for one in findings] == ["too-few-errors"]
