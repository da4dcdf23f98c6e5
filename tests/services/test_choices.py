"""Choices as they are written: what counts, what is told, and at which line."""

import pytest

from perpupil.facts.table import read_csv
from perpupil.services.choices import read_choices
from tests.services.maple import changed, chosen, prices, students

WRONG = {
    "an unknown school": ("1O,coach,keep,,head,2027-01-19\n", "unknown-school"),
    "a school that lost its zeros": ("010,coach,keep,,head,2027-01-19\n", "unknown-school"),
    "an unknown service": ("10,coaches,keep,,head,2027-01-19\n", "unknown-service"),
    "no choice of that word": ("10,coach,maybe,,head,2027-01-19\n", "bad-choice"),
    "a choice about what is none": ("10,training,decline,,head,2027-01-19\n", "bad-choice"),
    "nobody who chose": ("10,coach,keep,,,2027-01-19\n", "bad-choice"),
    "a day that is none": ("10,coach,keep,,head,2027-02-30\n", "bad-choice"),
    "a day the other way round": ("10,coach,keep,,head,01/19/2027\n", "bad-choice"),
    "a week for a day": ("10,coach,keep,,head,2027-W03-2\n", "bad-choice"),
    "no day": ("10,coach,keep,,head,\n", "bad-choice"),
    "a quantity in words": ("10,coach,keep,two,head,2027-01-19\n", "bad-choice"),
    "less than nothing": ("10,coach,keep,-1,head,2027-01-19\n", "bad-choice"),
    "declined and kept": ("10,coach,decline,1,head,2027-01-19\n", "bad-choice"),
    "more than it has, without buying": ("10,coach,keep,3,head,2027-01-19\n", "bad-choice"),
    "a part of its students": ("10,print,buy,50,head,2027-01-19\n", "bad-choice"),
    "half a seat": ("10,seats,keep,1.5,head,2027-01-19\n", "bad-choice"),
    "keeps what it does not have": ("30,coach,keep,,head,2027-01-19\n", "bad-choice"),
    "too late": ("10,coach,decline,,head,2027-01-30\n", "late-choice"),
}


@pytest.mark.parametrize(("row", "code"), WRONG.values(), ids=WRONG)
def test_a_wrong_row_is_told_at_its_line_and_does_not_count(row: str, code: str) -> None:
    good = "20,coach,decline,,head,2027-01-19\n"
    choices, findings = chosen(good + row)
    assert [(one.code, one.where.line) for one in findings] == [(code, 3)]
    assert [(one.school, one.service, str(one.kept)) for one in choices] == [("20", "coach", "0")]


def test_two_choices_for_one_service_count_as_none_in_any_order() -> None:
    rows = ["10,coach,keep,,head,2027-01-19\n", "10,coach,decline,,head,2027-01-20\n"]
    for pair in (rows, rows[::-1]):
        choices, findings = chosen("".join(pair))
        assert choices == ()
        assert [(one.code, one.where.line) for one in findings] == [("repeated-choice", 3)]


def test_a_late_row_takes_nothing_from_a_choice_in_time() -> None:
    choices, findings = chosen("10,coach,decline,,head,2027-01-19\n10,coach,keep,,head,2027-02-20\n")
    assert [(one.service, str(one.kept)) for one in choices] == [("coach", "0")]
    assert [one.code for one in findings] == ["late-choice"]


def test_a_wrong_row_beside_a_right_one_leaves_neither() -> None:
    choices, findings = chosen("10,coach,decline,,head,2027-01-19\n10,coach,maybe,,head,2027-01-19\n")
    assert choices == ()
    assert [one.code for one in findings] == ["bad-choice", "repeated-choice"]


def test_the_last_day_is_in_time() -> None:
    choices, findings = chosen("10,coach,decline,,head,2027-01-29\n")
    assert len(choices) == 1
    assert findings == ()


def test_a_school_buys_what_it_does_not_have() -> None:
    text = changed(('notice = 5\napproach = "opt_out"', 'notice = 5\napproach = "buy_back"'))
    choices, findings = chosen("30,coach,buy,1.5,head,2027-01-19\n", text)
    assert findings == ()
    assert str(choices[0].kept) == "3/2"


def test_a_missing_column_is_told() -> None:
    table, _ = read_csv(b"school,service,choice\n10,coach,keep\n", "choices.csv")
    read, made = prices()
    choices, findings = read_choices(table, read, tuple(made.values()), students())
    assert choices == ()
    assert [one.code for one in findings] == ["missing-column"]
    assert "quantity, who, when" in findings[0].what
