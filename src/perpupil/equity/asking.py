"""The text of a question: which columns of the facts are students, needs and money, and how each amount counts (`steady_state.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from perpupil.equity.situation import Funds, LeavingOut, MoneySource, Nature, NeedSource, Question
from perpupil.equity.stages import Stage
from perpupil.facts.binding import Binding
from perpupil.findings import Finding
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.source import SourceError, read_source
from perpupil.formula.typed import Reader

VERSION = 1
_STAGES, _FUNDS, _NATURES = tuple(Stage), tuple(Funds), tuple(Nature)

FILE = (
    Key("steady_state", KeyType.WHOLE, "The version of the file; 1.", required=True, example="steady_state = 1"),
    Key(
        "title",
        KeyType.TEXT,
        "What the district or state is called.",
        required=True,
        example='title = "Maple Public Schools"',
    ),
    Key(
        "source",
        KeyType.TEXT,
        "Where the figures come from.",
        required=True,
        example='source = "adopted budget FY2026"',
    ),
    Key("equity", KeyType.TEXT, "The district's own definition of equity; it heads the report."),
    Key("need", KeyType.TEXT, "The need that is measured first.", required=True, example='need = "low_income"'),
    Key("currency", KeyType.TEXT, "Three letters.", default="USD"),
    Key("target", KeyType.NUMBER, "Dollars a student for each ten points of need that the district wants."),
    Key("facts", KeyType.FIXED, "Which columns are schools and students.", required=True, example="[facts]"),
    Key("needs", KeyType.TABLES, "The needs.", required=True, example='[needs.low_income]\ncount = "poor"'),
    Key("money", KeyType.TABLES, "The amounts.", required=True, example='[money.budget]\ncolumn = "total"'),
    Key("leave_out", KeyType.TABLES, "Rules by which schools are left out."),
)
FACTS = (
    Key("unit", KeyType.TEXT, "The column of ids.", required=True, example='unit = "SCHOOLCODE"'),
    Key("name", KeyType.TEXT, "The column of names."),
    Key("noun", KeyType.TEXT, "What one of them is called.", default="school"),
    Key("students", KeyType.TEXT, "The column of students; without it nothing a student is known."),
    Key("span", KeyType.TEXT, "The column of the grade span."),
    Key("years", KeyType.NAMES, 'Fiscal year → what stands for it in the column `year`: { "2016" = "2015-16" }.'),
    Key("year", KeyType.TEXT, "The column of the year, where the facts hold several."),
    Key("blank", KeyType.NUMBERS, "Columns in which a blank means a number, such as 0."),
    Key("unknown", KeyType.TEXTS, "Texts that mean that a number is not known, such as NA."),
)
NEED = (
    Key(
        "title",
        KeyType.TEXT,
        "What it is called.",
        required=True,
        example='title = "students from low-income families"',
    ),
    Key("count", KeyType.TEXT, "The column of how many students have it."),
    Key("share", KeyType.TEXT, "The column of the share of students who have it, from 0 to 1."),
    Key("weights", KeyType.NUMBERS, "For an index: how much each other need counts in it."),
)
MONEY = (
    Key("title", KeyType.TEXT, "What it is called.", required=True, example='title = "By enrollment"'),
    Key("column", KeyType.TEXT, "The column of dollars.", required=True, example='column = "AMT_ENROLLMENT"'),
    Key(
        "stage",
        KeyType.CHOICE,
        "How far the money has come.",
        required=True,
        choices=_STAGES,
        example='stage = "budgeted"',
    ),
    Key("funds", KeyType.CHOICE, "Whose money it is.", default=Funds.STATE_AND_LOCAL, choices=_FUNDS),
    Key("special_education", KeyType.TRUTH, "Whether it is for special education.", default="false"),
    Key("nature", KeyType.CHOICE, "What it is, where a finding asks.", default=Nature.FORMULA, choices=_NATURES),
)
LEAVE_OUT = (
    Key(
        "reason",
        KeyType.TEXT,
        "Why they are left out.",
        required=True,
        example='reason = "a school for special education"',
    ),
    Key("column", KeyType.TEXT, "The column that tells them.", required=True, example='column = "LEVEL"'),
    Key("values", KeyType.TEXTS, "What stands there.", required=True, example='values = ["Alternative"]'),
)
SECTIONS: Mapping[str, tuple[str, tuple[Key, ...]]] = {
    "the file": ("What stands at the top of the file, before any table.", FILE),
    "[facts]": ("How the file of facts is read.", FACTS),
    "[needs.NAME]": ("A need, in exactly one of three ways.", NEED),
    "[money.NAME]": ("An amount of each school.", MONEY),
    "[leave_out.NAME]": ("Schools that are left out, with the reason.", LEAVE_OUT),
}
"""Every table of the file, what it is for, and its keys."""


class Asked:
    """What a text asks, for one of its years."""

    def __init__(self, question: Question, binding: Binding, years: tuple[int, ...]) -> None:
        """Take the question, how the facts are read for it, and the years that there are."""
        self.question, self.binding, self.years = question, binding, years


def read_question(content: bytes, label: str, year: int | None = None) -> tuple[Asked | None, tuple[Finding, ...]]:
    """Read a question.

    Args:
        content: The text.
        label: What findings call it.
        year: The year that is asked for; the last one if None.

    """
    try:
        source = read_source(content, label)
    except SourceError as error:
        return None, (error.finding,)
    reader = Reader(source)
    top = reader.table((), source.values, FILE)
    facts = reader.table(("facts",), top.get("facts", {}), FACTS)
    needs = _needs(reader, top)
    money = _money(reader, top)
    rules = [
        LeavingOut(name, read["reason"], read["column"], read["values"])
        for name, read in _each(reader, top, "leave_out", LEAVE_OUT)
        if len(read) == len(LEAVE_OUT)
    ]
    if top.get("steady_state", VERSION) != VERSION:
        reader.say("wrong-value", ("steady_state",), "This version is not known.", f"Write steady_state = {VERSION}.")
    if "need" in top and top["need"] not in {one.name for one in needs}:
        reader.say("unknown-name", ("need",), f"There is no need {top['need'][:40]!r}.", "Name one of [needs].")
    years = _years(reader, facts)
    chosen = year if year is not None else max(years, default=None)
    if year is not None and year not in years:
        there = ", ".join(map(str, sorted(years))) or "none"
        reader.say("wrong-value", ("facts", "years"), f"There is no year {year}.", f"The years are: {there}.")
    if reader.findings:
        return None, tuple(reader.findings)
    question = Question(
        top["title"],
        top["source"],
        facts.get("noun", "school"),
        chosen,
        top["need"],
        facts.get("students", ""),
        facts.get("span", ""),
        tuple(needs),
        tuple(money),
        tuple(rules),
        top.get("equity", ""),
        top.get("currency", "USD"),
        top.get("target"),
    )
    where = {facts["year"]: (years[chosen],)} if chosen is not None and "year" in facts else {}
    binding = Binding(
        facts["unit"],
        facts.get("name", ""),
        where,
        blank=facts.get("blank", {}),
        unknown=frozenset(facts.get("unknown", ())),
    )
    return Asked(question, binding, tuple(sorted(years))), ()


def _each(
    reader: Reader, top: Mapping[str, Any], name: str, keys: tuple[Key, ...]
) -> list[tuple[str, Mapping[str, Any]]]:
    """Read the tables under a name."""
    tables = top.get(name, {})
    if not isinstance(tables, dict):
        reader.say("wrong-type", (name,), f"`{name}` must be tables.", f"Write [{name}.NAME] with its keys below.")
        return []
    return [(one, reader.table((name, one), raw, keys)) for one, raw in tables.items()]


def _needs(reader: Reader, top: Mapping[str, Any]) -> list[NeedSource]:
    needs: list[NeedSource] = []
    for name, read in _each(reader, top, "needs", NEED):
        ways = [way for way in ("count", "share", "weights") if way in read]
        if len(ways) != 1:
            what = "A need stands in exactly one of `count`, `share` and `weights`."
            reader.say("wrong-value", ("needs", name), what, 'Write count = "COLUMN".')
        weights: Mapping[str, Fraction] = read.get("weights", {})
        unknown = [one for one in weights if one not in {need.name for need in needs if not need.weights}]
        if unknown or (weights and (min(weights.values()) < 0 or not sum(weights.values()))):
            what = "An index weighs needs that stand above it, none by less than nothing and one at least by more."
            reader.say("wrong-value", ("needs", name, "weights"), what, "Write weights = { low_income = 1, el = 0.5 }.")
        if read.get("title") in {one.title for one in needs}:
            reader.say("wrong-value", ("needs", name, "title"), "Two needs have one title.", "Call each by its own.")
        if "title" in read:
            needs.append(NeedSource(name, read["title"], read.get("count", ""), read.get("share", ""), weights))
    return needs


def _money(reader: Reader, top: Mapping[str, Any]) -> list[MoneySource]:
    return [
        MoneySource(
            name,
            read["title"],
            read["column"],
            Stage(read["stage"]),
            Funds(read.get("funds", Funds.STATE_AND_LOCAL)),
            read.get("special_education", False),
            Nature(read.get("nature", Nature.FORMULA)),
        )
        for name, read in _each(reader, top, "money", MONEY)
        if {"title", "column", "stage"} <= read.keys()
    ]


def _years(reader: Reader, facts: Mapping[str, Any]) -> dict[int, str]:
    """Give what stands for each fiscal year."""
    years: dict[int, str] = {}
    for name, text in facts.get("years", {}).items():
        if name.isdecimal() and len(name) == 4:  # noqa: PLR2004  digits of a year
            years[int(name)] = text
        else:
            reader.say(
                "wrong-value", ("facts", "years", name), f"{name[:20]!r} is no year.", 'Write "2016" = "2015-16".'
            )
    if bool(years) != ("year" in facts):
        reader.say(
            "missing-key",
            ("facts",),
            "`year` and `years` go together.",
            'Write year = "YEAR" and years = { "2016" = "2016" }.',
        )
    return years
