"""The keys of `calendar.toml`, each declared once for reading, checking and documentation."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.formula.keys import Key, KeyType

VERSION = 1
DAYS_MAXIMUM = 1_000
"""Days of notice, or between two decisions: nobody plans three years ahead."""

FILE = (
    Key("calendar", KeyType.WHOLE, "The version of the file; 1.", required=True, example="calendar = 1"),
    Key("title", KeyType.TEXT, "Whose calendar it is.", required=True, example='title = "Maple Public Schools"'),
    Key("source", KeyType.TEXT, "Where it was decided.", required=True, example='source = "board, May 12, 2026"'),
    Key("cycle", KeyType.TABLES, "The budget cycle of each fiscal year.", required=True, example="[cycle.2028]"),
    Key("date", KeyType.TABLES, "The decisions, each with its day.", required=True, example="[date.price_list]"),
)
CYCLE = (
    Key(
        "begins",
        KeyType.DATE,
        "The first day of the cycle; choices that count in it fall before.",
        required=True,
        example="begins = 2027-02-09",
    ),
    Key("starts", KeyType.DATE, "The first day of the fiscal year.", required=True, example="starts = 2027-07-01"),
)
DATE = (
    Key("title", KeyType.TEXT, "What is decided.", required=True, example='title = "Price list"'),
    Key("on", KeyType.DATE, "The day.", required=True, example="on = 2027-01-08"),
    Key("owner", KeyType.TEXT, "The role that answers for it.", required=True, example='owner = "Budget director"'),
    Key("year", KeyType.WHOLE, "The fiscal year that it is for.", required=True, example="year = 2028"),
    Key("concerns", KeyType.TEXTS, "Other roles that take part or must hear of it.", example='concerns = "Principals"'),
    Key("notice", KeyType.WHOLE, "How many days before it they must be told.", default="0", example="notice = 21"),
    Key("announced", KeyType.DATE, "The day on which they were told.", example="announced = 2027-01-08"),
    Key(
        "after",
        KeyType.NUMBERS,
        "What it waits for, and how many days must lie between at least; with 0 the same day will do.",
        example="after = { price_list = 14 }",
    ),
    Key(
        "choice",
        KeyType.TRUTH,
        "Whether schools choose their services by it: then it falls before the cycle of its year.",
        default="false",
    ),
    Key("done", KeyType.DATE, "The day on which it was done."),
    Key("note", KeyType.TEXT, "What else to know."),
)
SECTIONS: Mapping[str, tuple[str, tuple[Key, ...]]] = {
    "the file": ("What stands at the top of the file, before any table.", FILE),
    "[cycle.YEAR]": ("When the district plans a fiscal year; the year is the one in which it ends.", CYCLE),
    "[date.NAME]": ("One decision. Other decisions name it by its name.", DATE),
}
"""Every table of the file, what it is for, and its keys."""
