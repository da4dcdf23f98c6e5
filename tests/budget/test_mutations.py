"""A file that was mangled in any way is read, or told with a place; it ends in no traceback, and what is read can be shown."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from perpupil.budget.autonomy.overview import overview
from perpupil.budget.autonomy.reading import read_register
from perpupil.calendar.dependencies import check_calendar
from perpupil.calendar.reading import read_calendar
from perpupil.documents.appointments import as_icalendar
from perpupil.documents.autonomy.data import autonomy_as_data
from perpupil.documents.autonomy.lists import ladder_page, owed_page, precedents_page, requests_page
from perpupil.documents.autonomy.page import autonomy_page
from perpupil.documents.autonomy.school import school_page
from perpupil.documents.calendar import calendar_page
from perpupil.findings import has_errors
from tests.budget.maple import GOOD
from tests.calendar.test_reading import GOOD as CALENDAR

TODAY = dt.date(2026, 12, 1)
PIECES = [
    "",
    "\n",
    '"',
    "[",
    "]",
    "{",
    "}",
    "=",
    ",",
    "-1",
    "0",
    "true",
    "1e9",
    "1e99",
    "nan",
    '"x"',
    "[]",
    "{}",
    "2026-01-01",
    "07:00:00",
    "[[x]]\n",
    "\x00",
    "ü",
]


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """Cut pieces out of a text and put others in, or put a value in the place of another."""
    for _ in range(draw(st.integers(1, 3))):
        lines = text.splitlines()
        at = draw(st.integers(0, len(lines) - 1))
        piece = draw(st.sampled_from(PIECES))
        if draw(st.booleans()) and " = " in lines[at]:
            lines[at] = f"{lines[at].partition(' = ')[0]} = {piece}"
        else:
            start = draw(st.integers(0, len(lines[at])))
            end = draw(st.integers(start, len(lines[at])))
            lines[at] = lines[at][:start] + piece + lines[at][end:]
        text = "\n".join(lines) + "\n"
    return text


@given(mangled(GOOD))
def test_a_mangled_register_is_told_or_shown(text: str) -> None:
    register, findings = read_register(text.encode(), "autonomy.toml")
    assert (register is None) == has_errors(findings)
    assert all(one.where.source == "autonomy.toml" and one.what and one.fix for one in findings)
    if register is not None:
        seen = overview(register, TODAY)
        for write in (autonomy_page, ladder_page, requests_page, precedents_page, owed_page):
            assert write(seen).title
        assert all(school_page(seen, school).title for school in register.schools)
        assert autonomy_as_data(seen)["year"] == register.year


@given(mangled(CALENDAR))
def test_a_mangled_calendar_is_told_or_shown(text: str) -> None:
    calendar, findings = read_calendar(text.encode(), "calendar.toml")
    assert (calendar is None) == has_errors(findings)
    assert all(one.where.source == "calendar.toml" and one.what and one.fix for one in findings)
    if calendar is not None:
        check_calendar(calendar, TODAY)
        assert calendar_page(calendar, calendar, TODAY).title
        assert as_icalendar(calendar, calendar, TODAY).startswith(b"BEGIN:VCALENDAR")
