"""The day from which things are seen: the clock's, unless one is given."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError


def add_today(parser: ArgumentParser) -> None:
    """Add the argument that sets the day."""
    parser.add_argument(
        "--today",
        type=day_of,
        default=dt.date.today(),  # noqa: DTZ011  a district's day is the day of its own clock
        metavar="YYYY-MM-DD",
        help="the day from which it is seen (default: today)",
    )


def day_of(text: str) -> dt.date:
    """Read a day that was given as an argument.

    Raises:
        ArgumentTypeError: It is no day.

    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        message = f"{text[:40]!r} is no day; write it as 2027-01-19"
        raise ArgumentTypeError(message) from None
