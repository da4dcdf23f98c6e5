"""Every way to get services.toml wrong is a finding at its line, and then there is no catalogue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.findings import MEANINGS
from perpupil.services.reading import read_catalogue
from tests.services.maple import TEXT, catalogue, changed, told

_LINES = TEXT.split("\n")


def line(piece: str) -> int:
    (found,) = (number for number, text in enumerate(_LINES, 1) if text == piece)
    return found


COACH, PRINT, SEATS, TRAINING = (line(f"[service.{name}]") for name in ("coach", "print", "seats", "training"))
TITLE = 'title = "Coach"'

WRONG = {
    "another version": ("services = 1\n", "services = 2\n", "wrong-value", 1),
    "a year of two digits": ("year = 2028", "year = 28", "wrong-value", 4),
    "a year that begins elsewhere": ("starts = 2027-07-01", "starts = 2029-07-01", "wrong-value", 5),
    "a start in quotes": ("starts = 2027-07-01", 'starts = "2027-07-01"', "wrong-type", 5),
    "a deadline in the year": ("deadline = 2027-01-29", "deadline = 2027-07-01", "wrong-value", 6),
    "published too late": ("source = ", "published = 2027-03-01\nsource = ", "wrong-value", 3),
    "a currency in words": ("source = ", 'currency = "dollars"\nsource = ', "wrong-value", 3),
    "a week of six days": ("source = ", "least_days = 6\nsource = ", "wrong-value", 3),
    "a need that nobody counted": ('need = "poor"', 'need = "rich"', "no-headcount", 7),
    "an unknown key": (TITLE, f"{TITLE}\ntitel = 1", "unknown-key", COACH + 2),
    "no owner": ('owner = "Business"\n', "", "missing-key", PRINT),
    "an empty evidence": ('evidence = "ledger"', 'evidence = " "', "missing-key", PRINT + 5),
    "a category of its own": ('category = "other"', 'category = "others"', "wrong-value", PRINT + 2),
    "a driver of its own": ('driver = "flat"', 'driver = "pupil"', "wrong-value", TRAINING + 6),
    "a title twice": ('title = "Print shop"', TITLE, "name-taken", PRINT + 1),
    "a name with a comma": ("[service.print]", '[service."a,b"]', "bad-name", PRINT),
    "a cost said twice": ("rate = 9\n", "rate = 9\nvariable = 5\n", "wrong-value", PRINT + 8),
    "a position for students": ("rate = 9\n", "position = 9\n", "wrong-value", PRINT + 7),
    "a rate finer than a cent": ("rate = 9\n", "rate = 9.001\n", "wrong-value", PRINT + 7),
    "a rate below zero": ("rate = 9\n", "rate = -9\n", "wrong-value", PRINT + 7),
    "a rate in quotes": ("rate = 9\n", 'rate = "9"\n', "wrong-type", PRINT + 7),
    "a rate that is no number": ("rate = 9\n", "rate = nan\n", "bad-number", PRINT + 7),
    "a fixed cost below zero": ("fixed = 100\n", "fixed = -100\n", "wrong-value", TRAINING + 7),
    "more at schools than is paid for": ("units = 12", "units = 9", "wrong-value", SEATS + 10),
    "units below zero": ("units = 12", "units = 0", "wrong-value", SEATS + 10),
    "a school that is none": ('schools = ["10", "20"]', 'schools = ["10", "2O"]', "unknown-school", COACH + 8),
    "a school placed that is none": ('"30" = 6', '"3" = 6', "unknown-school", SEATS + 9),
    "less than nothing placed": ('"30" = 6', '"30" = -6', "wrong-value", SEATS + 9),
    "placed and each": ("units = 12", "units = 12\neach = 2", "wrong-value", SEATS + 11),
    "nothing says how much": ("each = 2.5\n", "", "missing-key", COACH),
    "each for students": ("rate = 9\n", "rate = 9\neach = 2\n", "wrong-value", PRINT + 8),
    "schools named twice": ('schools = ["10", "20"]', 'schools = ["10", "10"]', "wrong-value", COACH + 8),
    "no schools": ('schools = ["10", "20"]', "schools = []", "wrong-value", COACH + 8),
    "needs without relevant students": ("rate = 9\n", 'rate = 9\nneeds = ["poor"]\n', "wrong-value", PRINT + 8),
    "a grade that is none": ("rate = 9\n", 'rate = 9\ngrades = ["13"]\n', "wrong-value", PRINT + 8),
    "grades without a headcount": ("rate = 9\n", 'rate = 9\ngrades = ["6"]\n', "no-headcount", PRINT + 6),
    "a year of purchase in words": ("rate = 9\n", 'rate = 9\nbought_in = ["next"]\n', "wrong-value", PRINT + 8),
    "no reason": ('reason = "Open to all."\n', "", "missing-key", TRAINING),
    "a reason for a choice": ("rate = 9\n", 'rate = 9\nreason = "no"\n', "wrong-value", PRINT + 8),
    "notice of three years": ("notice = 5", "notice = 36", "wrong-value", COACH + 10),
    "notice below zero": ("notice = 5", "notice = -1", "wrong-value", COACH + 10),
    "a schedule of three years": ("[17, 1]", "[36, 1]", "wrong-value", PRINT + 9),
    "half a month": ("[17, 1]", "[17.5, 1]", "wrong-value", PRINT + 9),
    "more than all is freed": ("[17, 1]", "[17, 1.5]", "wrong-value", PRINT + 9),
    "less with more notice": ("[17, 1]", "[17, 0.2]", "wrong-value", PRINT + 9),
    "a schedule out of order": ("[[12, 0.5], [17, 1]]", "[[17, 1], [12, 0.5]]", "wrong-value", PRINT + 9),
    "nothing fixed to free": ("fixed = 1000.01\n", "", "wrong-value", PRINT + 8),
    "a minimum without an end": ("minimum_until = 2028-06-30\n", "", "missing-key", SEATS),
    "a minimum above what there is": ("minimum = 9", "minimum = 13", "wrong-value", SEATS + 11),
    "no number to run from": ("viable_from = 300\n", "", "missing-key", PRINT),
    "no day to settle": ("settled = 2027-02-12\n", "", "missing-key", PRINT),
    "settled in the year": ("settled = 2027-02-12", "settled = 2027-08-01", "wrong-value", PRINT + 12),
    "settled before the deadline": ("settled = 2027-02-12", "settled = 2027-01-01", "wrong-value", PRINT + 12),
    "another that is not named": ('below = "credit"', 'below = "other"', "missing-key", PRINT),
    "another that is not there": (
        'below = "credit"',
        'below = "other"\nother = "press"',
        "unknown-service",
        PRINT + 12,
    ),
    "another that is itself": ('below = "credit"', 'below = "other"\nother = "print"', "unknown-service", PRINT + 12),
    "another that is no choice": ('below = "credit"', 'below = "other"\nother = "training"', "wrong-value", PRINT + 12),
    "an exclusion without a reason": (
        'reason = "Run for every school."\n',
        "",
        "missing-key",
        line("[excluded.transport]"),
    ),
}


@pytest.mark.parametrize(("old", "new", "code", "where"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found_at_its_line(old: str, new: str, code: str, where: int) -> None:
    assert told(changed((old, new))) == [(code, where)]


def test_an_event_that_is_open_to_all_frees_nothing() -> None:
    text = changed(('approach = "none"\nreason = "Open to all."\n', 'approach = "opt_out"\n'))
    assert told(text) == [("nothing-freed", TRAINING + 8)]


def test_a_fixed_cost_that_no_notice_frees_is_no_choice() -> None:
    text = changed(("rate = 9\n", ""), ("freed = [[12, 0.5], [17, 1]]\n", ""))
    assert told(text) == [("nothing-freed", PRINT + 11)]
    assert told(changed(("rate = 9\n", ""))) == []


def test_a_director_spread_over_the_district_cannot_be_freed() -> None:
    text = changed(("each = 2.5", "each = 0.5"))
    assert told(text) == [("nothing-freed", COACH + 11)]
    assert told(text.replace("least", "").replace('need = "poor"\n', 'need = "poor"\nleast_days = 0.5\n', 1)) == []


def test_positions_are_held_to_days_a_week() -> None:
    as_positions = changed(('driver = "days"', 'driver = "fte"'), ("each = 2.5", "each = 0.1"))
    assert told(as_positions) == [("nothing-freed", COACH + 11)]
    assert told(as_positions.replace("each = 0.1", "each = 0.2")) == []


def test_what_is_wrong_in_several_places_is_told_at_once() -> None:
    text = changed(("services = 1\n", "services = 2\n"), ("rate = 9\n", "rate = -9\n"), ("notice = 5", "notice = 36"))
    assert [where for _, where in told(text)] == [1, COACH + 10, PRINT + 7]


@pytest.mark.parametrize("text", ["", "services = 1", "[service]\nx = 1", "service = 3", "facts = 1\nservice = {}"])
def test_half_a_file_is_no_catalogue(text: str) -> None:
    read, findings = read_catalogue(text.encode(), "services.toml")
    assert read is None
    assert findings


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(["", "=", '"', "[", "\n", "-", "9", "true", "\x00", "{"]))
def test_a_damaged_file_is_told_or_read_but_never_half(at: int, put: str) -> None:
    text = TEXT[:at] + put + TEXT[at + 1 :]
    read, findings = read_catalogue(text.encode(), "services.toml")
    assert (read is None) == bool(findings)
    assert all(one.code in MEANINGS for one in findings)


def test_the_file_as_it_should_be() -> None:
    read = catalogue()
    assert [one.name for one in read.services] == ["coach", "print", "seats", "training"]
    assert read.exclusions[0].title == "Transport"
