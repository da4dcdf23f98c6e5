"""A calendar is read whole or not at all, and everything that is wrong with it is told at its line."""

import datetime as dt
import random

import pytest

from perpupil.calendar.keys import CYCLE, DATE, FILE
from perpupil.calendar.reading import read_calendar
from perpupil.calendar.records import Calendar
from perpupil.findings import Finding

HEAD = """calendar = 1
title = "Maple"
source = "the board"
"""
CYCLES = """[cycle.2028]
begins = 2027-02-09
starts = 2027-07-01
"""
PRICES = """[date.prices]
title = "Price list"
on = 2027-01-08
owner = "Budget director"
year = 2028
done = 2027-01-08
"""
CHOICES = """[date.choices]
title = "Choices close"
on = 2027-01-29
owner = "Budget director"
year = 2028
concerns = ["Principals", "Academic officer"]
notice = 21
announced = 2027-01-08
after = { prices = 21 }
choice = true
note = "by form"
"""
GOOD = HEAD + CYCLES + PRICES + CHOICES


def read(text: str = GOOD) -> Calendar:
    made, findings = read_calendar(text.encode(), "calendar.toml")
    assert findings == ()
    assert made is not None
    return made


def told(text: str) -> tuple[Finding, ...]:
    made, findings = read_calendar(text.encode(), "calendar.toml")
    assert made is None
    assert findings
    return findings


def test_a_calendar_is_read_whole() -> None:
    made = read()
    assert [one.name for one in made.decisions] == ["prices", "choices"]
    choices = made.decision("choices")
    assert (choices.on, choices.owner, choices.year) == (dt.date(2027, 1, 29), "Budget director", 2028)
    assert (choices.notice_days, choices.announce_by) == (21, dt.date(2027, 1, 8))
    assert (choices.after, choices.is_choice, choices.note) == ({"prices": 21}, True, "by form")
    assert choices.has_role("principals")
    assert not choices.has_role("Board")
    assert made.roles == ("Academic officer", "Budget director", "Principals")
    assert made.cycle(2029) is None


def test_the_order_in_the_file_changes_nothing() -> None:
    parts = [CYCLES, PRICES, CHOICES, CYCLES.replace("2028", "2029").replace("2027", "2028")]
    whole = read(HEAD + "".join(parts))
    for seed in range(6):
        random.Random(seed).shuffle(parts)  # noqa: S311  an order, no secret
        assert read(HEAD + "".join(parts)) == whole


FAULTS = {
    "another version": ("calendar = 1", "calendar = 2", "wrong-value", 1),
    "no title": ('title = "Maple"\n', "", "missing-key", None),
    "no source": ('source = "the board"\n', "", "missing-key", None),
    "no dates": (PRICES + CHOICES, "", "missing-key", None),
    "no cycles and a choice": (CYCLES, "", "missing-key", None),
    "a date that is no table": (PRICES, "[date]\nprices = 1\n", "wrong-type", 8),
    "a cycle of no year": ("[cycle.2028]", "[cycle.next]", "wrong-value", 4),
    "a cycle of another year": ("[cycle.2028]", "[cycle.2031]", "wrong-value", 6),
    "a cycle after its year began": ("begins = 2027-02-09", "begins = 2027-07-01", "wrong-value", 5),
    "a cycle without a beginning": ("begins = 2027-02-09\n", "", "missing-key", 4),
    "a cycle without its year": ("starts = 2027-07-01\n", "", "missing-key", 4),
    "an unknown key": ("note = ", "notes = ", "unknown-key", 23),
    "an empty title": ('title = "Price list"', 'title = " "', "missing-key", 8),
    "an empty owner": (
        'owner = "Budget director"\nyear = 2028\nconcerns',
        'owner = ""\nyear = 2028\nconcerns',
        "missing-key",
        16,
    ),
    "no day": ("on = 2027-01-29\n", "", "missing-key", 13),
    "a day in quotes": ("on = 2027-01-29", 'on = "2027-01-29"', "wrong-type", 15),
    "a day and an hour": ("on = 2027-01-29", "on = 2027-01-29T09:00:00", "wrong-type", 15),
    "no owner": ('owner = "Budget director"\nyear = 2028\ndone', "year = 2028\ndone", "missing-key", 7),
    "no fiscal year": ("year = 2028\ndone", "done", "missing-key", 7),
    "a fiscal year of two digits": ("year = 2028\ndone", "year = 28\ndone", "wrong-value", 11),
    "a choice for a year without a cycle": ("year = 2028\nconcerns", "year = 2029\nconcerns", "unknown-name", 17),
    "an empty role": ('["Principals", "Academic officer"]', '["Principals", ""]', "wrong-value", 18),
    "the owner named again": ('["Principals", "Academic officer"]', '["Budget director"]', "wrong-value", 18),
    "negative notice": ("notice = 21", "notice = -1", "wrong-value", 19),
    "notice of three years": ("notice = 21", "notice = 1001", "wrong-value", 19),
    "half a day of notice": ("notice = 21", "notice = 0.5", "wrong-type", 19),
    "announced after it fell": ("announced = 2027-01-08", "announced = 2027-01-30", "wrong-value", 20),
    "after what is not there": ("after = { prices = 21 }", "after = { price = 21 }", "unknown-name", 21),
    "half a day between": ("after = { prices = 21 }", "after = { prices = 0.5 }", "wrong-value", 21),
    "less than no days between": ("after = { prices = 21 }", "after = { prices = -1 }", "wrong-value", 21),
    "after itself": ("after = { prices = 21 }", "after = { choices = 0 }", "circular", 21),
    "after as a text": ("after = { prices = 21 }", 'after = "prices"', "wrong-type", 21),
    "a truth in quotes": ("choice = true", 'choice = "yes"', "wrong-type", 22),
    "not TOML": ("choice = true", "choice =", "not-toml", 22),
}


@pytest.mark.parametrize(("before", "after", "code", "line"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_at_its_line(before: str, after: str, code: str, line: int | None) -> None:
    assert GOOD.count(before) == 1
    findings = told(GOOD.replace(before, after))
    assert (code, line) in {(one.code, one.where.line if line else None) for one in findings}
    assert all(one.what and one.fix for one in findings)


def test_dates_that_are_no_tables_are_told() -> None:
    found = told(HEAD + "date = 1\n" + CYCLES)
    assert [(one.code, one.where.line) for one in found] == [("wrong-type", 4)]
    assert [one.code for one in told(HEAD + "date = {}\n" + CYCLES)] == ["wrong-type"]


def test_two_that_wait_for_each_other_are_both_named() -> None:
    circle = GOOD.replace("done = 2027-01-08\n", "after = { choices = 0 }\n")
    assert sorted((one.code, one.where.line) for one in told(circle)) == [("circular", 12), ("circular", 21)]


def test_one_that_waits_for_a_circle_is_not_in_it() -> None:
    third = PRICES.replace("date.prices", "date.vote").replace("done = 2027-01-08", "after = { prices = 0 }")
    circle = GOOD.replace("done = 2027-01-08\n", "after = { choices = 0 }\n") + third
    assert {one.where.path for one in told(circle)} == {"date.prices.after", "date.choices.after"}


def test_all_faults_are_told_at_once() -> None:
    broken = GOOD
    for before, after, _, _ in (
        FAULTS["negative notice"],
        FAULTS["an empty title"],
        FAULTS["a day in quotes"],
        FAULTS["an unknown key"],
    ):
        broken = broken.replace(before, after)
    assert {one.code for one in told(broken)} == {"wrong-value", "missing-key", "wrong-type", "unknown-key"}


def test_every_key_is_tried_in_a_wrong_way() -> None:
    wrong = {"1979-05-27T07:32:00", "{ x = [] }"}
    for keys, table in ((FILE[1:3], ""), (CYCLE, CYCLES), (DATE, CHOICES)):
        for key in keys:
            for value in wrong:
                lines = [line for line in (table or HEAD).splitlines() if not line.startswith(f"{key.name} =")]
                text = "\n".join([*lines, f"{key.name} = {value}", ""])
                assert told(GOOD.replace(table or HEAD, text)), (key.name, value)
