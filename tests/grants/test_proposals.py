"""Proposals: states move by the table alone, each rule says what it says and no more, and spending stays within what was approved."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.grants.allowability import RULES, judge
from perpupil.grants.allowability.declaration import Judgement, Subject
from perpupil.grants.grant_year import GrantYear, grant_year
from perpupil.grants.proposals.asking import read_proposals
from perpupil.grants.proposals.keys import SECTIONS
from perpupil.grants.proposals.records import CostKind, Proposal
from perpupil.grants.proposals.spending import COLUMNS, Spent, read_spending
from perpupil.grants.proposals.states import DECISIONS, MOVES, State, may_follow
from tests.grants.small import asked, codes, grant, school

TOP = """proposals = 1
[proposal.reading]
title = "A reading teacher"
grant = "title_i"
school = "1"
purpose = "Third graders do not read"
evidence = "Small groups, strong evidence"
"""
LINE = """[[proposal.reading.line]]
what = "Reading teacher"
kind = "pay"
amount = 600
fte = 0.5
"""
SUBMITTED = '[[proposal.reading.history]]\nto = "submitted"\non = 2026-09-01\nby = "Principal"\n'
APPROVED = (
    SUBMITTED
    + '[[proposal.reading.history]]\nto = "approved"\non = 2026-09-02\nby = "Grants manager"\nreason = "fits the plan"\n'
)
KEYS = 'private_children = 0\nprivate_why = "none"\nstep = "in_use"\nnot_needed = { homeless = "x", neglected = "x", family_engagement = "x" }\n'
SCHOOLS = (school("1", 100, 60), school("2", 100, 60), school("3", 100, 9, is_served=False))


def read(text: str) -> tuple[Proposal, ...]:
    found, findings = read_proposals(text.encode(), "proposals.toml")
    assert findings == ()
    assert found is not None
    return found


def refused(text: str) -> tuple[Finding, ...]:
    found, findings = read_proposals(text.encode(), "proposals.toml")
    assert found is None
    return findings


def year(text: str, spending: tuple[Spent, ...] = (), keys: str = "", program: str = "title_i") -> GrantYear:
    grants = asked(grant(2_000, KEYS + keys, "[grant.title_i.to_schools]\n", program=program))
    return grant_year(grants, SCHOOLS, read(text) if text else (), spending)


def test_a_proposal_is_read_whole() -> None:
    (one,) = read(TOP + LINE + APPROVED)
    assert (one.state, one.amount_cents, one.lines[0].number) == (State.APPROVED, 60_000, 1)
    assert [each.reason for each in one.history] == ["", "fits the plan"]
    assert one.lines[0].place.line == 8


def test_without_a_move_it_is_a_draft() -> None:
    assert read(TOP + LINE)[0].state is State.DRAFT


WRONG = (
    ('title = "A reading teacher"', "", "missing-key"),
    ('school = "1"', "school = 1", "wrong-type"),
    ("[[proposal.reading.line]]", "[proposal.reading.line]", "wrong-type"),
    ('kind = "pay"', 'kind = "salary"', "wrong-value"),
    ("amount = 600", "amount = 600.001", "finer-than-a-cent"),
    ("amount = 600", "amount = -1", "wrong-value"),
    ("fte = 0.5", "fte = 0", "wrong-value"),
    ("fte = 0.5", 'for_whom = "all"', "wrong-value"),
    ("fte = 0.5", "begins = 2027-01-01\nends = 2026-12-31", "wrong-value"),
    ("fte = 0.5", 'paid_before = "us"', "wrong-value"),
    ('to = "submitted"', 'to = "approved"\nreason = "x"', "bad-move"),
    ('to = "submitted"', 'to = "sent"', "wrong-value"),
    ("on = 2026-09-01", "on = 2026-09-03", "bad-move"),
    ('reason = "fits the plan"', "", "missing-reason"),
    ('reason = "fits the plan"', 'reason = "  "', "missing-reason"),
    ("proposals = 1", "proposals = 7", "wrong-value"),
    ('purpose = "Third', 'porpose = "Third', "unknown-key"),
)


@pytest.mark.parametrize(("right", "wrong", "code"), WRONG)
def test_a_wrong_setting_is_told(right: str, wrong: str, code: str) -> None:
    text = TOP + LINE + APPROVED
    assert right in text
    assert code in codes(refused(text.replace(right, wrong, 1)))


@given(st.lists(st.sampled_from(State), max_size=6))
def test_only_moves_of_the_table_are_taken(moves: list[State]) -> None:
    history = "".join(
        f'[[proposal.reading.history]]\nto = "{to}"\non = 2026-09-{at + 1:02}\nby = "A"\nreason = "b"\n'
        for at, to in enumerate(moves)
    )
    found, findings = read_proposals((TOP + LINE + history).encode(), "p")
    path = [State.DRAFT, *moves]
    is_lawful = all(after in MOVES[before] for before, after in zip(path, moves, strict=False))
    assert (found is not None) == is_lawful
    assert codes(findings) <= {"bad-move"}


def test_the_table_of_moves_is_closed() -> None:
    assert set(MOVES) == set(State)
    assert all(not may_follow(one, one) for one in State)
    assert {one for one in State if one in DECISIONS} == {State.APPROVED, State.RETURNED, State.REFUSED}
    assert all(not MOVES[one] for one in (State.CLOSED, State.REFUSED, State.WITHDRAWN))


def judged(
    line: str, program: str = "title_i", *, is_targeted: bool = False, is_served: bool = True
) -> set[tuple[str, str]]:
    one = read(TOP + "[[proposal.reading.line]]\nwhat = 'x'\n" + line)[0]
    made = asked(grant(2_000, "", "", program=program)).grants["title_i"]
    found: list[Judgement] = list(judge(Subject(one, made, is_served, is_targeted)))
    assert all(each.says and each.fix and each.citation.text for each in found)
    return {(each.rule, each.verdict) for each in found}


BOOKS = "kind = 'materials'\namount = 100\n"


@pytest.mark.parametrize(
    ("line", "program", "expected"),
    [
        (BOOKS, "title_i", set()),
        (BOOKS, "title_ii_a", {("for_whom", "not allowable")}),
        (BOOKS, "idea_611", {("for_whom", "not allowable")}),
        (BOOKS + "for_whom = 'disability'", "idea_619", set()),
        (BOOKS + "for_whom = 'staff'", "title_ii_a", set()),
        (BOOKS + "paid_before = 'state_or_local'", "title_i", set()),
        (BOOKS + "paid_before = 'state_or_local'\nfor_whom = 'staff'", "title_ii_a", {("supplanting", "needs approval")}),
        (BOOKS + "paid_before = 'state_or_local'\nfor_whom = 'staff'", "idea_611", {("supplanting", "needs approval")}),
        (BOOKS + "paid_before = 'grant'\nfor_whom = 'staff'", "idea_611", set()),
        ("kind = 'alcohol'\namount = 1", "title_i", {("kinds", "not allowable")}),
        ("kind = 'entertainment'\namount = 1", "other", {("kinds", "not allowable")}),
        ("kind = 'food'\namount = 1", "title_i", {("kinds", "needs approval")}),
        ("kind = 'gifts'\namount = 1", "title_i", {("kinds", "needs approval")}),
        ("kind = 'construction'\namount = 1", "title_i", {("kinds", "needs approval")}),
        ("kind = 'equipment'\namount = 9_999.99", "title_i", set()),
        ("kind = 'equipment'\namount = 10_000", "title_i", {("equipment", "needs approval")}),
        ("kind = 'equipment'\namount = 48_000\nunit_cost = 800", "title_i", set()),
        ("kind = 'pay'\namount = 1", "title_i", {("pay", "needs approval")}),
        (BOOKS + "begins = 2026-06-30", "title_i", {("period", "not allowable")}),
        (BOOKS + "ends = 2028-10-01", "title_i", {("period", "not allowable")}),
        (BOOKS + "ends = 2028-09-30", "title_i", set()),
    ],
)  # fmt: skip
def test_a_rule_speaks_where_it_should_and_is_silent_elsewhere(
    line: str, program: str, expected: set[tuple[str, str]]
) -> None:
    assert judged(line, program) == expected


def test_one_purchase_is_allowable_schoolwide_and_not_in_a_targeted_school() -> None:
    assert judged(BOOKS) == set()
    assert judged(BOOKS, is_targeted=True) == {("targeted", "not allowable")}
    assert judged(BOOKS + "for_whom = 'identified'", is_targeted=True) == set()


def test_title_i_pays_at_served_schools_alone() -> None:
    assert judged(BOOKS, is_served=False) == {("served", "not allowable")}
    assert judged(BOOKS, "other", is_served=False) == set()


def test_a_split_purchase_is_seen_whatever_the_spelling_of_the_seller() -> None:
    def two(vendor: str) -> str:
        first = "kind = 'equipment'\namount = 6_000\nvendor = 'Acme'\n"
        return (
            f"{first}[[proposal.reading.line]]\nwhat = 'y'\nkind = 'equipment'\namount = 4_000\nvendor = '{vendor}'\n"
        )

    assert judged(two("ACME ")) == {("split_purchases", "needs approval")}
    assert judged(two("Bolt")) == set()


def test_what_says_neither_purpose_nor_evidence_is_asked() -> None:
    bare = TOP.replace('purpose = "Third graders do not read"', "").replace("Small groups, strong evidence", " ")
    findings = year(bare + LINE).findings
    assert [one.code for one in findings] == ["needs-approval"]
    assert "its purpose or its evidence" in findings[0].what


def test_every_rule_has_a_name_of_its_own_and_every_kind_of_cost_is_known() -> None:
    assert len({one.name for one in RULES}) == len(RULES)
    assert {key.name for _, keys in SECTIONS.values() for key in keys} >= {"kind", "to", "purpose"}
    assert "pay" in set(CostKind)


ALCOHOL = "[[proposal.reading.line]]\nwhat = 'x'\nkind = 'alcohol'\namount = 1\n"


@pytest.mark.parametrize(
    ("history", "expected"),
    [("", {"not-allowable"}), (SUBMITTED, {"not-allowable"}), (APPROVED, {"approved-not-allowable"})],
)
def test_what_is_not_allowable_weighs_more_once_it_is_approved(history: str, expected: set[str]) -> None:
    assert codes(year(TOP + ALCOHOL + history).findings) == expected


def test_what_was_refused_is_settled() -> None:
    gone = APPROVED.replace('"approved"', '"refused"')
    assert year(TOP + ALCOHOL + gone).findings == ()


def test_a_school_cannot_ask_for_more_than_it_directs() -> None:
    # Of $2,000 each of the two served schools directs $1,000.
    more = (TOP + LINE).replace("proposals = 1", "").replace("proposal.reading", "proposal.more")
    assert codes(year(TOP + LINE + more.replace("600", "400")).findings) == set()
    made = year(TOP + LINE + more.replace("600", "400.01"))
    assert codes(made.findings) == {"beyond-approved"}
    assert [one.left_cents for one in made.reviews] == [-1, -1]


def test_strangers_are_told() -> None:
    assert codes(year(TOP.replace('"title_i"', '"title_9"') + LINE).findings) == {"unknown-name"}
    assert codes(year(TOP.replace('"1"', '"01"') + LINE).findings) == {"unknown-unit"}
    assert codes(year(TOP.replace('"1"', '"3"') + LINE).findings) == {"unserved-school", "beyond-approved"}


def costs(*rows: str) -> tuple[Spent, ...]:
    table, wrong = read_csv("\n".join([",".join(COLUMNS), *rows]).encode(), "grant_spending.csv")
    assert wrong == ()
    found, findings = read_spending(table)
    assert findings == ()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("2026-10-01,title_i,1,reading,1,599.99,pay",), set()),
        (("2026-10-01,title_i,1,reading,1,700,pay", "2026-10-02,title_i,1,reading,1,-100,back"), set()),
        (("2026-10-01,title_i,1,reading,1,300,pay", "2026-10-02,title_i,1,reading,1,300.01,pay"), {"beyond-approved"}),
        (("2026-06-30,title_i,1,reading,1,1,pay",), {"outside-period"}),
        (("2027-10-01,title_i,1,reading,1,1,carried over",), set()),
        (("2028-10-01,title_i,1,reading,1,1,too late",), {"outside-period"}),
        (("2026-10-01,title_i,2,reading,1,1,pay",), {"beyond-approved"}),
        (("2026-10-01,title_i,1,reading,2,1,pay",), {"beyond-approved"}),
        (("2026-10-01,title_i,1,other,1,1,pay",), {"unknown-name"}),
        (("2026-10-01,title_9,1,reading,1,1,pay",), {"unknown-name", "beyond-approved"}),
    ],
)
def test_spending_is_held_against_what_was_approved(rows: tuple[str, ...], expected: set[str]) -> None:
    assert codes(year(TOP + LINE + APPROVED, costs(*rows)).findings) == expected


def test_a_line_is_spent_within_its_own_days() -> None:
    line = LINE + "begins = 2026-10-01\nends = 2026-12-31\n"
    row = "{},title_i,1,reading,1,1,pay"
    assert year(TOP + line + APPROVED, costs(row.format("2026-12-31"))).findings == ()
    for day in ("2026-09-30", "2027-01-01"):
        assert codes(year(TOP + line + APPROVED, costs(row.format(day))).findings) == {"outside-period"}


def test_nothing_is_spent_of_what_is_not_approved() -> None:
    made = year(TOP + LINE + SUBMITTED, costs("2026-10-01,title_i,1,reading,1,1,pay"))
    assert codes(made.findings) == {"beyond-approved"}


def test_spending_is_added_up_by_line() -> None:
    made = year(
        TOP + LINE + APPROVED,
        costs("2026-10-01,title_i,1,reading,1,599.99,pay", "2026-10-02,title_i,1,reading,1,-9.99,back"),
    )
    assert [(one.spent_cents, one.left_cents) for one in made.lines] == [(59_000, 1_000)]
    assert made.spending[0].on == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("10/01/2026,title_i,1,reading,1,1,x", "bad-cell"),
        ("2026-10-01,title_i,1,reading,one,1,x", "bad-cell"),
        ("2026-10-01,title_i,1,reading,1,$1,x", "bad-cell"),
        ("2026-10-01,title_i,1,reading,1,,x", "bad-cell"),
        ("2026-10-01,title_i,1,reading,1,1.005,x", "finer-than-a-cent"),
    ],
)
def test_a_row_that_cannot_be_read_stops_all(row: str, code: str) -> None:
    table, _ = read_csv(f"{','.join(COLUMNS)}\n{row}\n".encode(), "grant_spending.csv")
    found, findings = read_spending(table)
    assert found is None
    assert [(one.code, one.where.line) for one in findings] == [(code, 2)]


def test_a_file_without_its_columns_is_told() -> None:
    table, _ = read_csv(b"date,grant\n2026-10-01,title_i\n", "grant_spending.csv")
    assert codes(read_spending(table)[1]) == {"missing-column"}
