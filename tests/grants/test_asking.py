"""`grants.toml` is read whole or not at all; every setting that is wrong is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.grants.asking import read_grants
from perpupil.grants.grant import Answer, Direct, Step, Whom
from perpupil.grants.indirect import Basis
from perpupil.grants.keys import SECTIONS
from perpupil.grants.sharing import OddCents
from tests.grants.small import asked, refused

GOOD = """grants = 1
title = "Maple"
year = 2027
[schools]
unit = "school"
[counts.students]
column = "students"
[counts.poor]
need = "low_income"
grades = ["K", "1"]
[grant.title_i]
program = "title_i"
students = "poor"
begins = 2026-07-01
ends = 2027-09-30
carried_until = 2028-09-30
administration = 1_000.50
private_children = 3
not_needed = { neglected = "no institution" }
[[grant.title_i.award]]
kind = "final"
amount = 5_000_000
on = 2026-07-01
[grant.title_i.indirect]
rate = 2.5
[grant.title_i.indirect.excluded.bus]
title = "Bus"
amount = 100
percent = 50
[grant.title_i.set_aside.coaches]
title = "Coaches"
amount = 640_000
why = "one team"
worth_to = "served"
offered = true
[grant.title_i.to_schools]
odd_cents = "kept"
[[grant.title_i.offer]]
set_aside = "coaches"
school = "0217"
answer = "taken"
"""


def test_a_good_file_is_read_whole() -> None:
    found, findings = read_grants(GOOD.encode(), "grants.toml")
    assert findings == ()
    assert found is not None
    one = found.grants["title_i"]
    assert (one.title, one.students, one.enrolled) == ("Title I, Part A", "poor", "students")
    assert (one.direct, one.step) == (Direct.MONEY, Step.CENTRAL)
    assert one.administration.amount_cents == 100_050
    assert one.indirect is not None
    assert (one.indirect.basis, one.indirect.excluded[0].excluded_cents) == (Basis.DIRECT_COST, 5_000)
    assert (one.set_asides[0].worth_to, one.to_schools.odd_cents) == (Whom.SERVED, OddCents.KEPT)
    assert one.to_schools.amount_cents is None
    assert one.offers[0].answer is Answer.TAKEN
    assert one.offers[0].place.line == 1 + GOOD.split("\n").index("[[grant.title_i.offer]]")
    asking = found.counts["poor"].asked
    assert asking is not None
    assert asking.grades == ("K", "1")


def test_a_grant_without_schools_of_its_own_gives_them_nothing() -> None:
    text = GOOD[GOOD.index("[grant.title_i]") :].replace('[grant.title_i.to_schools]\nodd_cents = "kept"\n', "")
    assert asked(text).grants["title_i"].to_schools.amount_cents == 0


WRONG = (
    ("grants = 1", "grants = 2", "wrong-value", "This version is not known"),
    ("year = 2027", "year = 27", "wrong-value", "no year"),
    ('title = "Maple"', "titel = 'Maple'", "unknown-key", "titel"),
    ('unit = "school"', 'unit = "school"\nfile = "../x.csv"', "wrong-value", "not the name of a file"),
    ('unit = "school"', 'name = "school"', "missing-key", "`unit` is missing"),
    ('need = "low_income"', 'need = "low_income"\ncolumn = "poor"', "wrong-value", "stands in a column, or is asked"),
    ('need = "low_income"\ngrades = ["K", "1"]', 'title = "poor"', "wrong-value", "stands in a column, or is asked"),
    ('need = "low_income"', 'level = "1"', "missing-key", "`level` needs `need`"),
    ('need = "low_income"', "everybody = false", "wrong-value", "is true and stands alone"),
    ('program = "title_i"', 'program = "title_1"', "wrong-value", "cannot be 'title_1'"),
    ('students = "poor"', 'students = "por"', "unknown-name", "no count 'por'"),
    ('students = "poor"', 'students = "poor"\nenrolled = "all"', "unknown-name", "no count 'all'"),
    (
        "[grant.title_i]\n",
        '[grant."../title_i"]\nprogram = "other"\n[grant.title_i]\n',
        "wrong-value",
        "no name for a grant",
    ),
    ("begins = 2026-07-01", "", "missing-key", "`begins` is missing"),
    ("begins = 2026-07-01", 'begins = "2026-07-01"', "wrong-type", "must be a date"),
    ("ends = 2027-09-30", "ends = 2026-06-30", "wrong-value", "ends before it begins"),
    ("carried_until = 2028-09-30", "carried_until = 2027-09-30", "wrong-value", "after the grant's last day"),
    ("administration = 1_000.50", "administration = -1", "wrong-value", "less than nothing"),
    ("administration = 1_000.50", "administration = 1.005", "finer-than-a-cent", "finer than a cent"),
    ("administration = 1_000.50", 'administration = "5%"', "wrong-type", "must be a number"),
    ("administration = 1_000.50", "administration = 1\nadministration_percent = 1", "wrong-value", "two ways"),
    ("administration = 1_000.50", "administration_percent = 101", "wrong-value", "percentage from 0 to 100"),
    ("administration = 1_000.50", 'direct = "people"', "wrong-value", "cannot be 'people'"),
    ("administration = 1_000.50", 'step = "soon"', "wrong-value", "cannot be 'soon'"),
    ("administration = 1_000.50", "carry_forward = -5", "wrong-value", "less than nothing"),
    ("private_children = 3", "private_children = -3", "wrong-value", "Fewer than no children"),
    ("private_children = 3", "private_children = 0", "missing-key", "nobody has said why"),
    ("private_children = 3", "private_children = 2.5", "wrong-type", "whole number"),
    ("not_needed = { neglected", "not_needed = { neglectd", "unknown-name", "no purpose 'neglectd'"),
    ('kind = "final"', 'kind = "last"', "wrong-value", "cannot be 'last'"),
    ('kind = "final"', 'kind = "reallocated"', "missing-key", "neither a preliminary nor a final"),
    ("amount = 5_000_000", "amount = 5_000_000.001", "finer-than-a-cent", "finer than a cent"),
    ("on = 2026-07-01", "on = 2026-07-01\nof = 3", "unknown-key", "`of`"),
    ("[[grant.title_i.award]]", "[grant.title_i.award]", "wrong-type", "must be a list of tables"),
    ("rate = 2.5", "rate = 2.5\namount = 5", "wrong-value", "an amount or a rate"),
    ("rate = 2.5", "", "wrong-value", "an amount or a rate"),
    ("rate = 2.5", 'rate = 2.5\nbasis = "all"', "wrong-value", "cannot be 'all'"),
    ("percent = 50", "percent = 150", "wrong-value", "percentage from 0 to 100"),
    ("amount = 640_000", "", "missing-key", "`amount` is missing"),
    ("amount = 640_000", "amount = 640_000\npercent = 3", "wrong-value", "two ways"),
    ('why = "one team"', "", "missing-key", "`why` is missing"),
    ('why = "one team"', 'why = "one team"\npurpose = "fun"', "wrong-value", "cannot be 'fun'"),
    ('worth_to = "served"', "", "missing-key", "what it is worth at which school"),
    ('worth_to = "served"', 'worth_to = "served"\nworth_at = { "1" = 5 }', "wrong-value", "not both"),
    ('worth_to = "served"', 'worth_at = { "1" = 5.001 }', "finer-than-a-cent", "finer than a cent"),
    ('worth_to = "served"', 'worth_to = "served"\nshared_percent = -1', "wrong-value", "percentage from 0 to 100"),
    ("offered = true", "offered = false", "wrong-value", "is not offered"),
    ('odd_cents = "kept"', 'odd_cents = "lost"', "wrong-value", "cannot be 'lost'"),
    ('odd_cents = "kept"', 'schools = "nobody"', "wrong-value", "cannot be 'nobody'"),
    ('odd_cents = "kept"', "bands = [[50, 2], [0, 1]]", "wrong-value", "do not rise"),
    ('odd_cents = "kept"', "bands = [[0, 1]]\namount = 5", "wrong-value", "no amount to hand out"),
    ('odd_cents = "kept"', "bands = [[0, 1.001]]", "finer-than-a-cent", "finer than a cent"),
    ('set_aside = "coaches"', 'set_aside = "coach"', "unknown-name", "no set-aside 'coach'"),
    ('answer = "taken"', 'answer = "maybe"', "wrong-value", "cannot be 'maybe'"),
    ('answer = "taken"', 'amount = "36,000"', "wrong-type", "must be a number"),
)


@pytest.mark.parametrize(("right", "wrong", "code", "what"), WRONG)
def test_a_wrong_setting_is_told_with_its_line(right: str, wrong: str, code: str, what: str) -> None:
    assert right in GOOD
    findings = refused(GOOD.replace(right, wrong, 1))
    mine = [one for one in findings if one.code == code and what in one.what]
    assert mine, findings
    assert mine[0].where.line is not None or code in {"missing-key", "unknown-key"}
    assert mine[0].fix


def test_a_school_listed_twice_is_told() -> None:
    twice = GOOD + '[[grant.title_i.offer]]\nset_aside = "coaches"\nschool = "0217"\n'
    assert [one.code for one in refused(twice)] == ["name-taken"]


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("rate = 2.5", "").replace('why = "one team"', "").replace("year = 2027", "year = 27")
    assert len(refused(text)) == 3


def test_a_file_without_a_grant_is_told() -> None:
    text = GOOD[: GOOD.index("[grant.title_i]")]
    assert [one.code for one in refused(text + "[grant]\n")] == ["missing-key"]
    assert [one.code for one in refused(text)] == ["missing-key"]


def test_what_is_not_toml_is_told_and_not_raised() -> None:
    assert [one.code for one in refused("grants = ")] == ["not-toml"]


@given(st.text(max_size=60), st.integers(0, len(GOOD)))
def test_no_text_breaks_the_reader(noise: str, at: int) -> None:
    found, findings = read_grants((GOOD[:at] + noise + GOOD[at:]).encode(), "grants.toml")
    assert (found is None) == bool(findings)


def test_every_key_is_declared_once_a_table() -> None:
    for _, keys in SECTIONS.values():
        names = [key.name for key in keys]
        assert len(names) == len(set(names))
        assert all(key.example for key in keys if key.required)
