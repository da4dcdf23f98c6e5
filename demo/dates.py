"""The district's calendar: what is decided when, and for which fiscal year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Event:
    """One date."""

    day: date
    what: str
    owner: str
    year: int
    """The fiscal year that it is for."""
    note: str = ""


EVENTS = (
    Event(
        date(2026, 8, 31), "Two-year choices", "Chief academic officer", 2029, "five of eight innovation schools signed"
    ),
    Event(date(2026, 10, 1), "Student count", "Student records", 2027),
    Event(date(2026, 10, 15), "Fall adjustment", "Budget director", 2027),
    Event(date(2026, 11, 13), "Comparability report", "Grants manager", 2027),
    Event(date(2026, 12, 18), "Projections final", "Student records", 2028),
    Event(date(2027, 1, 8), "Price list", "Budget director", 2028),
    Event(date(2027, 1, 26), "Board workshop", "Superintendent", 2028),
    Event(date(2027, 1, 29), "Service choices close", "Budget director", 2028),
    Event(date(2027, 2, 9), "Formula vote", "Board", 2028),
    Event(date(2027, 2, 12), "Allocations to schools", "Budget director", 2028),
    Event(date(2027, 3, 12), "School plans due", "Principals", 2028),
    Event(date(2027, 4, 2), "Reviews of plans end", "Chief academic officer", 2028),
    Event(date(2027, 4, 13), "Proposed budget", "Superintendent", 2028),
    Event(date(2027, 5, 4), "Public hearing", "Board", 2028),
    Event(date(2027, 6, 8), "Adoption", "Board", 2028),
    Event(date(2027, 6, 15), "Load file to the ledger", "Budget director", 2028),
    Event(date(2027, 9, 30), "Title I 15% carryover test", "Grants manager", 2027),
    Event(date(2027, 10, 1), "Student recount", "Student records", 2028),
)

TWO_YEAR_CHOICES_SIGNED = ("209", "303", "402", "504", "601")
"""The innovation schools that signed by August 31, 2026."""
