"""A calendar written as iCalendar is found again by a reader of our own that knows nothing of the library that wrote it."""

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from perpupil.calendar.records import Calendar, Decision
from perpupil.documents.appointments import as_icalendar
from perpupil.documents.page import shown

TODAY = dt.date(2027, 1, 19)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=90).filter(
    lambda one: bool(shown(one))
)


def unfolded(content: bytes) -> list[str]:
    """Undo the folding of lines, after checking that none has more than 75 octets and each ends as the standard says."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    return content.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode().rstrip("\r\n").split("\r\n")


def plain(text: str) -> str:
    """Undo the escapes of a text."""
    return re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], text)


def events(content: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    inside = ""
    for line in unfolded(content):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            inside = value
            found += [{}] if value == "VEVENT" else []
        elif name == "END":
            inside = "VEVENT" if value == "VALARM" else ""
        elif inside in {"VEVENT", "VALARM"}:
            found[-1][f"{'alarm ' if inside == 'VALARM' else ''}{name}"] = value
    return found


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    return Decision(
        draw(st.uuids()).hex,
        draw(TEXTS),
        draw(st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))),
        draw(TEXTS),
        draw(st.integers(2020, 2040)),
        tuple(draw(st.lists(TEXTS, max_size=2))),
        draw(st.integers(0, 60)),
        note=draw(st.just("") | TEXTS),
    )


@given(st.lists(decisions(), max_size=3))
def test_what_is_written_is_found_again(made: list[Decision]) -> None:
    calendar = Calendar("Maple", "made up", (), tuple(made))
    content = as_icalendar(calendar, calendar, TODAY)
    found = events(content)
    assert len(found) == len({one["UID"] for one in found}) == len(made)
    for one, event in zip(made, found, strict=True):
        assert plain(event["SUMMARY"]) == f"{shown(one.title)} (FY{one.year})"
        assert event["DTSTART;VALUE=DATE"] == f"{one.on:%Y%m%d}"
        assert event["DTEND;VALUE=DATE"] == f"{one.on + dt.timedelta(days=1):%Y%m%d}"
        assert event["DTSTAMP"] == "20270119T000000Z"
        lines = plain(event["DESCRIPTION"]).split("\n")
        assert lines[0] == f"Owner: {shown(one.owner)}"
        assert lines[-1] == shown(one.note) or not one.note
        roles = re.split(r"(?<!\\)(?:\\\\)*,", event["CATEGORIES"])
        assert len(roles) == 1 + len(one.concerns)
        assert event.get("alarm TRIGGER", "") == _trigger(one.notice_days)


def _trigger(days: int) -> str:
    return f"-P{days}D" if days else ""


def test_the_same_calendar_gives_the_same_bytes_and_a_moved_day_keeps_its_identity() -> None:
    one = Decision("vote", "Vote", dt.date(2027, 2, 9), "Board", 2028)
    moved = Decision("vote", "Vote", dt.date(2027, 2, 16), "Board", 2028)
    before, after = (Calendar("Maple", "made up", (), (each,)) for each in (one, moved))
    assert as_icalendar(before, before, TODAY) == as_icalendar(before, before, TODAY)
    assert events(as_icalendar(before, before, TODAY))[0]["UID"] == events(as_icalendar(after, after, TODAY))[0]["UID"]


def test_what_must_come_before_is_told_though_it_is_not_written() -> None:
    prices = Decision("prices", "Price list", dt.date(2027, 1, 8), "Budget director", 2028)
    choices = Decision(
        "choices", "Choices; all, of them", dt.date(2027, 1, 29), "Principals", 2028, after={"prices": 21}
    )
    whole = Calendar("Maple", "made up", (), (prices, choices))
    (event,) = events(as_icalendar(whole.only(role="principals"), whole, TODAY))
    assert plain(event["DESCRIPTION"]).split("\n")[1] == "After: Price list (January 8, 2027)"
    assert event["SUMMARY"] == r"Choices\; all\, of them (FY2028)"


def test_an_empty_calendar_is_a_calendar() -> None:
    empty = Calendar("Maple", "made up", (), ())
    lines = unfolded(as_icalendar(empty, empty, TODAY))
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert "VERSION:2.0" in lines
