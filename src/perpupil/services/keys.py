"""Every key of `services.toml`, declared once for reading, checking and documentation alike."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.formula.keys import Key, KeyType
from perpupil.services.catalogue import Approach, Below, Category, Driver

VERSION = 1

FILE = (
    Key("services", KeyType.WHOLE, "The version of the file; 1.", required=True, example="services = 1"),
    Key("title", KeyType.TEXT, "What the district is called.", required=True, example='title = "Maple Public Schools"'),
    Key(
        "source",
        KeyType.TEXT,
        "Where prices and terms are laid down.",
        required=True,
        example='source = "price list of January 8, 2027"',
    ),
    Key("year", KeyType.WHOLE, "The fiscal year that choices are for.", required=True, example="year = 2028"),
    Key("starts", KeyType.DATE, "The first day of that year.", required=True, example="starts = 2027-07-01"),
    Key(
        "deadline",
        KeyType.DATE,
        "The last day on which a school may choose; it lies before the year.",
        required=True,
        example="deadline = 2027-01-29",
    ),
    Key("published", KeyType.DATE, "The day on which the price list goes out.", example="published = 2027-01-08"),
    Key(
        "need",
        KeyType.TEXT,
        "The need by which schools stand in quarters, from the least to the most.",
        required=True,
        example='need = "low_income"',
    ),
    Key(
        "students_of",
        KeyType.WHOLE,
        "In a district's folder: the fiscal year whose student counts set the prices.",
        default="the year of `perpupil.toml`",
    ),
    Key(
        "count", KeyType.TEXT, "Which student counts those are.", example='count = "student counts of October 1, 2026"'
    ),
    Key(
        "least_days",
        KeyType.NUMBER,
        "Central staff at a school for fewer days a week cannot be freed there.",
        default="1",
    ),
    Key("currency", KeyType.TEXT, "Three letters.", default="USD"),
    Key("facts", KeyType.FIXED, "How the file of schools is read; a district's folder needs none.", example="[facts]"),
    Key("service", KeyType.TABLES, "The services.", required=True, example="[service.coaches]"),
    Key("excluded", KeyType.TABLES, "What is never a choice."),
)
FACTS = (
    Key("unit", KeyType.TEXT, "The column of ids.", required=True, example='unit = "school"'),
    Key("name", KeyType.TEXT, "The column of names."),
    Key("students", KeyType.TEXT, "The column of students, where there is no headcount."),
    Key("needs", KeyType.NAMES, "Need → the column of how many have it, where there is no headcount."),
)
SERVICE = (
    Key("title", KeyType.TEXT, "What schools call it.", required=True, example='title = "Math coach"'),
    Key(
        "category",
        KeyType.CHOICE,
        "What kind it is; professional development comes as courses, from outside, or from the district's own experts.",
        required=True,
        choices=tuple(Category),
        example='category = "central_staff"',
    ),
    Key("owner", KeyType.TEXT, "Who answers for it.", required=True, example='owner = "Chief academic officer"'),
    Key("aim", KeyType.TEXT, "Which aim of the district it serves.", required=True, example='aim = "Math for all"'),
    Key(
        "evidence",
        KeyType.TEXT,
        "Where the split into variable and fixed cost stands.",
        required=True,
        example='evidence = "ledger FY2026, function 2210"',
    ),
    Key(
        "driver",
        KeyType.CHOICE,
        "What the cost goes by.",
        required=True,
        choices=tuple(Driver),
        example='driver = "student"',
    ),
    Key("noun", KeyType.TEXT, "What one unit is called.", default="the driver", example='noun = "seat"'),
    Key("rate", KeyType.NUMBER, "The variable cost of one unit, in dollars.", example="rate = 11.40"),
    Key(
        "position",
        KeyType.NUMBER,
        "The cost of a full-time position, for the drivers `fte` and `days`; a day a week is a fifth of it.",
        example="position = 118600",
    ),
    Key(
        "variable",
        KeyType.NUMBER,
        "The whole variable cost, in place of a rate; it is shared over the units.",
        example="variable = 404150.00",
    ),
    Key("fixed", KeyType.NUMBER, "The whole fixed cost.", default="0", example="fixed = 212000"),
    Key(
        "units",
        KeyType.NUMBER,
        "How many units the district pays for; those that no school has stay with it.",
        default="those of the schools",
    ),
    Key("schools", KeyType.TEXTS, "The schools that it serves.", default="all", example='schools = ["0203", "0217"]'),
    Key("grades", KeyType.TEXTS, "The grades that it serves.", default="all", example='grades = ["6", "7", "8"]'),
    Key(
        "needs",
        KeyType.TEXTS,
        "For `relevant_student`: students who have any of them.",
        example='needs = ["english_learner"]',
    ),
    Key("each", KeyType.NUMBER, "How much each of `schools` has.", example="each = 2.5"),
    Key(
        "placed",
        KeyType.NUMBERS,
        "How much each school has, in place of `schools` and `each`.",
        example='placed = { "0203" = 2, "0217" = 3 }',
    ),
    Key(
        "bought_in",
        KeyType.TEXTS,
        "The fiscal years in which the district buys it.",
        default="every year",
        example='bought_in = ["2026", "2032"]',
    ),
    Key(
        "approach",
        KeyType.CHOICE,
        "How schools choose: what they decline is added to their budget, or the money is there and they buy.",
        required=True,
        choices=tuple(Approach),
        example='approach = "opt_out"',
    ),
    Key("reason", KeyType.TEXT, "Why there is no choice; with `none`.", example='reason = "Required by law."'),
    Key(
        "open_to_all",
        KeyType.TRUTH,
        "Whether a school may come all the same; then declining frees nothing.",
        default="false",
    ),
    Key("notice", KeyType.WHOLE, "Months of notice without which nothing is freed, up to 24.", default="0"),
    Key(
        "freed",
        KeyType.ROWS,
        "Months of notice → share of the fixed cost that is freed; up to 24 months.",
        default="nothing",
        example="freed = [[12, 0.5], [24, 1]]",
    ),
    Key("minimum", KeyType.NUMBER, "Units that a contract charges in any case.", example="minimum = 35000"),
    Key("minimum_until", KeyType.DATE, "The day on which that ends.", example="minimum_until = 2028-06-30"),
    Key("viable_from", KeyType.NUMBER, "Units below which it cannot run.", example="viable_from = 20000"),
    Key(
        "below",
        KeyType.CHOICE,
        "What follows then: those who wanted it get the money, are offered another service for it, or the district keeps it for all.",
        choices=tuple(Below),
        example='below = "credit"',
    ),
    Key("other", KeyType.TEXT, "The service that is offered in its place.", example='other = "literacy_coaches"'),
    Key("settled", KeyType.DATE, "The day by which schools hear what follows.", example="settled = 2027-02-12"),
)
EXCLUDED = (
    Key("title", KeyType.TEXT, "What it is.", required=True, example='title = "Transport"'),
    Key("reason", KeyType.TEXT, "Why it is no choice.", required=True, example='reason = "Run for every school."'),
)
SECTIONS: Mapping[str, tuple[str, tuple[Key, ...]]] = {
    "the file": ("What stands at the top of the file, before any table.", FILE),
    "[facts]": (
        "How `facts.csv` is read. In a district's folder it is not looked at: there the columns are known.",
        FACTS,
    ),
    "[service.NAME]": (
        "A service, with at most one of `rate`, `position` and `variable`. Student counts say how much each school has, or `placed`, or `each`.",
        SERVICE,
    ),
    "[excluded.NAME]": ("What is never a choice, with the reason.", EXCLUDED),
}
"""Every table of the file, what it is for, and its keys."""
