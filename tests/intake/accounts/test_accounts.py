"""Accounts: cut, looked up, never guessed; and posted outward to the cent."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.intake.accounts import Accounts, Picture, read_accounts
from perpupil.intake.ledger import Rows, Sign, read_ledger
from perpupil.intake.load_file import LineAmount, load_file
from tests.intake.cleaning.tables import ACCOUNTS, LEDGER, PICTURE, dataset


def known(text: str = ACCOUNTS) -> Accounts:
    return read_accounts(dataset("accounts", text))


PIC = Picture(PICTURE)


@pytest.mark.parametrize(
    ("picture", "account", "codes"),
    [
        ("{fund}.{object}", "101.51110", {"fund": "101", "object": "51110"}),
        ("{fund:3}{object:5}", "10151110", {"fund": "101", "object": "51110"}),
        ("{fund:1}-{_}-{location}", "2-xx-0117", {"fund": "2", "location": "0117"}),
        ("{fund}.{object}", "101.511.10", {"fund": "101", "object": "511.10"}),
        ("{fund}.{object}.{location}", "101.51110", None),
        ("{fund:3}{object:5}", "101511", None),
    ],
)
def test_an_account_is_cut_by_its_picture(picture: str, account: str, codes: dict[str, str] | None) -> None:
    assert Picture(picture).cut(account) == codes


@pytest.mark.parametrize(
    "text", ["", "101", "{colour}.{fund}", "{fund}.{fund}", "{fund}{object}", "{fund}" + "." * 300]
)
def test_a_picture_that_is_none_is_a_finding_and_cuts_nothing(text: str) -> None:
    assert {one.code for one in Picture(text).faults()} == {"bad-picture"}
    assert Picture(text).cut("101.51110") is None


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1), min_size=3, max_size=3))
def test_what_was_cut_is_put_together_again(codes: list[str]) -> None:
    account = ".".join(codes)
    cut = PIC.cut(account)
    assert cut is not None
    assert PIC.put(cut) == account


def test_codes_mean_what_the_table_says() -> None:
    codes = {"fund": "101", "object": "51110", "location": "0010"}
    accounts = known()
    assert accounts.nces(codes) == {"fund": "1", "object": "111", "location": ""}
    assert accounts.spending(codes) == "personnel"
    assert accounts.spending({"object": "56100"}) == "non_personnel"
    assert accounts.source_of_funds(codes) == "state_and_local"
    assert accounts.school(codes) == "0010"
    assert accounts.school({"location": "0900"}) == ""


@pytest.mark.parametrize(("nces", "source"), [("411", "federal"), ("215", "state"), ("020", "local"), ("000", "")])
def test_the_handbooks_projects_say_where_money_comes_from(nces: str, source: str) -> None:
    accounts = known(f"dimension,code,nces,group\nproject,9,{nces},\n")
    assert accounts.source_of_funds({"project": "9"}) == source


def test_an_unknown_code_goes_to_the_work_list_with_its_money_and_nowhere_else() -> None:
    text = (
        LEDGER
        + "2027,2026-10-31,101.51119.0010,b3,1,70.00\n2027,2026-11-30,101.51119.0020,b3,2,-5.00\n2027,2026-11-30,zzz,b3,3,1.00\n"
    )
    ledger = read_ledger(dataset("ledger", text), known(), PIC, rows=Rows.TRANSACTIONS)
    assert [(one.dimension, one.code, one.rows, one.amount_cents) for one in ledger.work_list] == [
        ("account", "zzz", (8,), 100),
        ("object", "51119", (6, 7), 7500),
    ]
    assert sum(one.amounts_cents["actual"] for one in ledger.postings) == 10050 + 20000 + 3000 - 525


def test_of_several_snapshots_the_last_counts() -> None:
    text = "year,asOfDate,account,budget,actual\n" + "".join(
        f"2027,{day},101.51110.0010,100,{spent}\n"
        for day, spent in (("2026-09-30", 10), ("2026-12-31", 40), ("2026-10-31", 20))
    )
    ledger = read_ledger(dataset("ledger", text), known(), PIC)
    assert [dict(one.amounts_cents) for one in ledger.postings] == [{"budget": 10000, "actual": 4000}]
    assert ledger.rows_superseded == 2
    entries = read_ledger(dataset("ledger", text), known(), PIC, rows=Rows.TRANSACTIONS)
    assert entries.postings[0].amounts_cents["actual"] == 7000


def test_debit_and_credit() -> None:
    text = "year,account,kind,debit,credit\n2027,101.51110.0010,budget,100,\n2027,101.51110.0010,actual,70,0\n2027,101.51110.0010,actual,,20\n2027,101.51110.0010,actual,5,5\n2027,101.51110.0010,actual,,\n"
    ledger = read_ledger(dataset("ledger", text), known(), PIC, Sign.DEBIT_CREDIT, Rows.TRANSACTIONS)
    assert [dict(one.amounts_cents) for one in ledger.postings] == [{"budget": 10000, "actual": 5000}]
    assert [one.code for one in ledger.findings] == ["unbalanced-entry"] * 2


def test_segments_in_columns_of_their_own() -> None:
    text = "year,fund,object,location,actual\n2027,101,51110,0010,5\n"
    ledger = read_ledger(dataset("ledger", text), known(), PIC)
    assert [(one.account, one.school) for one in ledger.postings] == [("101.51110.0010", "0010")]


@given(
    st.lists(
        st.builds(
            LineAmount,
            st.sampled_from(["0010", "0020"]),
            st.sampled_from(["base", "supplies"]),
            st.integers(-(10**12), 10**12),
            st.none() | st.fractions(0, 50, max_denominator=20),
        )
    )
)
def test_the_load_file_adds_up_to_the_allocation(lines: list[LineAmount]) -> None:
    made, findings = load_file(lines, known(), PIC)
    assert findings == ()
    assert made is not None
    assert made.total_cents == sum(one.amount_cents for one in lines)
    assert sum((one.fte for one in made.rows), Fraction(0)) == sum((one.fte or 0 for one in lines), Fraction(0))
    assert len({one.account for one in made.rows}) == len(made.rows)
    assert sum(Fraction(row.split(",")[2]) for row in made.text().splitlines()[1:]) * 100 == made.total_cents


def test_the_load_file_is_written_with_the_districts_accounts() -> None:
    lines = [LineAmount("0010", "base", 12345, Fraction(3, 2)), LineAmount("0020", "supplies", 50)]
    made, _ = load_file(lines, known(), PIC)
    assert made is not None
    assert made.text() == "account,fte,amount\n101.51110.0010,1.5,123.45\n101.56100.0020,0,0.50\n"


def test_while_a_line_has_no_account_nothing_is_written_and_all_are_named() -> None:
    text = ACCOUNTS + "line,aides,,,,101.59999.{location}\nline,odd,,,,101-51110\n"
    lines = [LineAmount("0010", name, 100) for name in ("base", "music", "aides", "odd", "arts")] + [
        LineAmount("0030", "base", 1)
    ]
    made, findings = load_file(lines, known(text), PIC)
    assert made is None
    assert {one.code for one in findings} == {"no-account"}
    assert all(any(name in one.what for one in findings) for name in ("music", "aides", "odd", "arts", "0030"))


def test_a_line_without_money_needs_no_account() -> None:
    made, findings = load_file([LineAmount("0010", "music", 0)], known(), PIC)
    assert made is not None
    assert (made.rows, findings) == ((), ())
