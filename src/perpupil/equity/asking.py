"""The text of a question: which columns of the facts are students, needs and money, and how each amount counts (`steady_state.toml`).

In a district's own folder the facts, the student counts, the formula and the ledger are known already: there the text names needs of the counts and
lines of the formula, and says what is to be done with cost that the ledger books at no school.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from perpupil.equity.district.booking import DRIVERS, KEPT, SEGMENTS, SELDOM, Rule, Sorting
from perpupil.equity.district.records import Pay
from perpupil.equity.situation import Funds, LeavingOut, MoneySource, Nature, NeedSource, Question
from perpupil.equity.stages import Stage
from perpupil.facts.binding import Binding
from perpupil.findings import Finding
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.source import SourceError, read_source
from perpupil.formula.typed import Reader

VERSION = 1
_STAGES, _FUNDS, _NATURES, _PAYS = tuple(Stage), tuple(Funds), tuple(Nature), tuple(Pay)
ALL = "all"
"""Every line of the formula."""
UNIT, NAME = "schoolId", "name"
"""The columns of schools and their names in a district's own facts."""

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
    Key(
        "facts",
        KeyType.FIXED,
        "Which columns are schools and students; a district's own folder knows them.",
        required=True,
        example="[facts]",
    ),
    Key("needs", KeyType.TABLES, "The needs.", required=True, example='[needs.low_income]\ncount = "poor"'),
    Key(
        "money",
        KeyType.TABLES,
        "The amounts; in a district's own folder, what is allocated: without it, every line of the formula.",
        required=True,
        example='[money.budget]\ncolumn = "total"',
    ),
    Key("leave_out", KeyType.TABLES, "Rules by which schools are left out."),
    Key("ledger", KeyType.FIXED, "In a district's own folder: how the ledger is read."),
    Key("at_no_school", KeyType.TABLES, "In a district's own folder: cost that is booked at no school."),
    Key("adequacy", KeyType.NUMBER, "In a district's own folder: what the state reckons its schools need, in dollars."),
)
_OF_DISTRICTS = ("ledger", "at_no_school", "adequacy")
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
    Key("need", KeyType.TEXT, "In a district's own folder: the need in its student counts."),
    Key("levels", KeyType.TEXTS, "Of that need: the levels that count; all of them if left out."),
)
MONEY = (
    Key("title", KeyType.TEXT, "What it is called.", required=True, example='title = "By enrollment"'),
    Key("column", KeyType.TEXT, "The column of dollars.", example='column = "AMT_ENROLLMENT"'),
    Key("lines", KeyType.TEXTS, "In a district's own folder, in place of a column: lines of the formula, or all."),
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
    Key("pay", KeyType.CHOICE, "At which pay staff is in it.", choices=_PAYS),
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
LEDGER = (
    Key("budget", KeyType.CHOICE, "Which budget counts as budgeted.", default="budget", choices=("budget", "revised")),
    Key("pay", KeyType.CHOICE, "At which pay staff is in the budget.", choices=_PAYS),
    Key(
        "closed",
        KeyType.TRUTH,
        "Whether the year is closed; asked where the ledger has no dates, and otherwise its last day says it.",
        default="false",
    ),
    Key(
        "special_education",
        KeyType.NAMES_LISTED,
        "By segment, codes that are special education, beside the handbook's program 200.",
    ),
    Key("federal", KeyType.NAMES_LISTED, "By segment, codes of federal money, beside what the accounts say."),
    Key("controlled", KeyType.NAMES_LISTED, "By segment, codes of what schools decide on themselves."),
    Key(
        "school_budgets",
        KeyType.NAMES_LISTED,
        "By segment, the codes under which what the formula gives is planned and spent; an account has one of them in every segment.",
    ),
    Key(
        "school_staff",
        KeyType.TEXTS,
        "The job classes that school budgets pay: what of their cost is booked at no school goes by their positions.",
    ),
    Key(
        "seldom",
        KeyType.NUMBER,
        "The percentage of school cost that may be booked at no school without a driver before no verdict is given.",
        default=str(SELDOM * 100),
    ),
)
AT_NO_SCHOOL = (
    Key(
        "title", KeyType.TEXT, "What it is called.", required=True, example='title = "Health insurance of school staff"'
    ),
    Key(
        "codes",
        KeyType.NAMES_LISTED,
        "By segment, the codes of which an account has one in every segment; the first table that fits an account counts.",
        required=True,
        example='codes = { location = "0900" }',
    ),
    Key(
        "by",
        KeyType.TEXT,
        f"How it is spread over schools: {', '.join(DRIVERS)}, or a need, which is the students who have it. Or where it stays: {' or '.join(KEPT)}.",
        required=True,
        example='by = "salaries"',
    ),
    Key("reason", KeyType.TEXT, "Why it is spread so, or stays."),
)
SECTIONS: Mapping[str, tuple[str, tuple[Key, ...]]] = {
    "the file": ("What stands at the top of the file, before any table.", FILE),
    "[facts]": ("How the file of facts is read.", FACTS),
    "[needs.NAME]": ("A need, in exactly one of four ways: count, share, weights or need.", NEED),
    "[money.NAME]": ("An amount of each school.", MONEY),
    "[leave_out.NAME]": ("Schools that are left out, with the reason.", LEAVE_OUT),
    "[ledger]": ("How the ledger of a district's own folder is read.", LEDGER),
    "[at_no_school.NAME]": (
        "Cost that the ledger of a district's own folder books at no school, and what is to be done with it.",
        AT_NO_SCHOOL,
    ),
}
"""Every table of the file, what it is for, and its keys."""


@dataclass(frozen=True, slots=True)
class FromDistrict:
    """What a text asks of a district's own folder, beyond a question."""

    needs: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """By column that is to be made: the need in the student counts, and its levels that count."""
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By column that is to be made: the lines of the formula; or all of them."""
    sorting: Sorting = field(default_factory=Sorting)
    controlled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    school_budgets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By segment, the codes under which what the formula gives is planned and spent."""
    school_staff: tuple[str, ...] = ()
    """The job classes that school budgets pay; every class where none is named."""
    seldom: Fraction = SELDOM
    revised: bool = False
    """Whether the revised budget counts as budgeted, and not the one that was adopted."""
    budget_pay: str = ""
    is_closed: bool = False
    """Whether the year of a ledger without dates is closed."""
    adequacy: Fraction | None = None
    names_money: bool = False
    """Whether the text says what is allocated."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text asks, for one of its years: the question, how the facts are read for it, and the years that there are."""

    question: Question
    binding: Binding
    years: tuple[int, ...]
    of_district: FromDistrict = field(default_factory=FromDistrict)


def read_question(
    content: bytes, label: str, year: int | None = None, *, of_district: bool = False
) -> tuple[Asked | None, tuple[Finding, ...]]:
    """Read a question.

    Args:
        content: The text.
        label: What findings call it.
        year: The year that is asked for; the last one if None.
        of_district: Whether it is asked of a district's own folder, which knows its schools, students, formula and ledger.

    """
    try:
        source = read_source(content, label)
    except SourceError as error:
        return None, (error.finding,)
    reader = Reader(source)
    top = reader.table((), source.values, _needing_less(FILE, "facts", "money") if of_district else FILE)
    facts = reader.table(("facts",), top.get("facts", {}), _needing_less(FACTS, "unit") if of_district else FACTS)
    needs = _needs(reader, top)
    money = _money(reader, top)
    _refuse_elsewhere(reader, top, facts, of_district=of_district)
    more = _from_district(reader, top, [one.name for one in needs if not one.weights])
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
    if year is not None and year not in years and not of_district:
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
        facts.get("unit", UNIT),
        facts.get("name", NAME if of_district else ""),
        where,
        blank=facts.get("blank", {}),
        unknown=frozenset(facts.get("unknown", ())),
    )
    return Asked(question, binding, tuple(sorted(years)), more), ()


def _needing_less(keys: tuple[Key, ...], *names: str) -> tuple[Key, ...]:
    """Give keys of which some may be left out."""
    return tuple(replace(key, required=False) if key.name in names else key for key in keys)


def _refuse_elsewhere(reader: Reader, top: Mapping[str, Any], facts: Mapping[str, Any], *, of_district: bool) -> None:
    """Say what belongs to the other kind of folder: a district's own, or one with a file of facts."""
    if of_district:
        for name in ("year", "years") if "year" in facts or "years" in facts else ():
            what = "A district's own folder has the facts of each year apart."
            reader.say("wrong-value", ("facts", name), what, "Leave the key out; --year chooses the year.")
        needs = top.get("needs", {})
        for name in (*DRIVERS, *KEPT):
            if isinstance(needs, dict) and name in needs:
                what = f"A need cannot be called {name!r}: cost is spread by a thing of that name."
                reader.say("name-taken", ("needs", name), what, "Call it otherwise.")
        return
    wanted: list[tuple[str, ...]] = [(name,) for name in _OF_DISTRICTS if name in top]
    for table, key in (("needs", "need"), ("needs", "levels"), ("money", "lines")):
        tables = top.get(table)
        each = tables.items() if isinstance(tables, dict) else ()
        wanted += [(table, name, key) for name, raw in each if isinstance(raw, dict) and key in raw]
    for path in wanted:
        what = f"`{path[-1]}` is for a district's own folder, and this is none."
        reader.say("wrong-value", path, what, "Name a column of the facts, or make a folder with perpupil new.")


def _from_district(reader: Reader, top: Mapping[str, Any], needs: list[str]) -> FromDistrict:
    """Read what is asked of a district's own folder."""
    ledger = reader.table(("ledger",), top.get("ledger", {}), LEDGER)
    rules = [
        Rule(name, read["title"], read["codes"], read["by"], read.get("reason", ""))
        for name, read in _each(reader, top, "at_no_school", AT_NO_SCHOOL)
        if {"title", "codes", "by"} <= read.keys()
    ]
    known = (*DRIVERS, *KEPT, *needs)
    for rule in rules:
        if rule.by not in known:
            what = f"There is nothing called {rule.by[:40]!r} to spread by."
            reader.say("unknown-name", ("at_no_school", rule.name, "by"), what, f"Write one of {', '.join(known)}.")
        if not rule.codes:
            what = "Without codes it would be every account."
            reader.say(
                "wrong-value", ("at_no_school", rule.name, "codes"), what, 'Write codes = { location = "0900" }.'
            )
    for name in ("special_education", "federal", "controlled", "school_budgets"):
        _check_segments(reader, ("ledger", name), ledger.get(name, {}))
    for rule in rules:
        _check_segments(reader, ("at_no_school", rule.name, "codes"), rule.codes)
    seldom = ledger.get("seldom", SELDOM * 100) / 100  # exact: Fraction
    if not 0 <= seldom < 1:
        reader.say("wrong-value", ("ledger", "seldom"), "This is no percentage below 100.", "Write seldom = 2.")
    return FromDistrict(
        needs={
            counted(name): (read["need"], read.get("levels", ()))
            for name, read in _each(reader, top, "needs", NEED, again=True)
            if "need" in read
        },
        lines={
            allocated(name): read["lines"]
            for name, read in _each(reader, top, "money", MONEY, again=True)
            if "lines" in read
        },
        sorting=Sorting(tuple(rules), ledger.get("special_education", {}), ledger.get("federal", {})),
        controlled=ledger.get("controlled", {}),
        school_budgets=ledger.get("school_budgets", {}),
        school_staff=ledger.get("school_staff", ()),
        seldom=seldom,
        revised=ledger.get("budget") == "revised",
        budget_pay=ledger.get("pay", ""),
        is_closed=ledger.get("closed", False),
        adequacy=top.get("adequacy"),
        names_money="money" in top,
    )


def _check_segments(reader: Reader, path: tuple[str, ...], codes: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a segment that no account has, which would fit nothing in silence."""
    for name in codes:
        if name not in SEGMENTS:
            what = f"An account has no segment {name[:40]!r}."
            reader.say("unknown-name", (*path, name), what, f"The segments are {', '.join(SEGMENTS)}.")


def counted(need: str) -> str:
    """Name the column that is made of the student counts."""
    return f"student counts: {need}"


def allocated(money: str) -> str:
    """Name the column that is made of lines of the formula."""
    return f"formula: {money}"


def _each(
    reader: Reader, top: Mapping[str, Any], name: str, keys: tuple[Key, ...], *, again: bool = False
) -> list[tuple[str, Mapping[str, Any]]]:
    """Read the tables under a name; what is wrong is not said again."""
    reader = Reader(reader.source) if again else reader
    tables = top.get(name, {})
    if not isinstance(tables, dict):
        reader.say("wrong-type", (name,), f"`{name}` must be tables.", f"Write [{name}.NAME] with its keys below.")
        return []
    return [(one, reader.table((name, one), raw, keys)) for one, raw in tables.items()]


def _needs(reader: Reader, top: Mapping[str, Any]) -> list[NeedSource]:
    needs: list[NeedSource] = []
    for name, read in _each(reader, top, "needs", NEED):
        ways = [way for way in ("count", "share", "weights", "need") if way in read]
        if len(ways) != 1:
            what = "A need stands in exactly one of `count`, `share`, `weights` and `need`."
            reader.say("wrong-value", ("needs", name), what, 'Write count = "COLUMN".')
        weights: Mapping[str, Fraction] = read.get("weights", {})
        unknown = [one for one in weights if one not in {need.name for need in needs if not need.weights}]
        if unknown or (weights and (min(weights.values()) < 0 or not sum(weights.values()))):
            what = "An index weighs needs that stand above it, none by less than nothing and one at least by more."
            reader.say("wrong-value", ("needs", name, "weights"), what, "Write weights = { low_income = 1, el = 0.5 }.")
        if read.get("title") in {one.title for one in needs}:
            reader.say("wrong-value", ("needs", name, "title"), "Two needs have one title.", "Call each by its own.")
        if "title" in read:
            count = counted(name) if "need" in read else read.get("count", "")
            needs.append(NeedSource(name, read["title"], count, read.get("share", ""), weights))
    return needs


def _money(reader: Reader, top: Mapping[str, Any]) -> list[MoneySource]:
    money: list[MoneySource] = []
    for name, read in _each(reader, top, "money", MONEY):
        if ("column" in read) == ("lines" in read):
            what = "An amount stands in exactly one of `column` and `lines`."
            reader.say("wrong-value", ("money", name), what, 'Write column = "COLUMN".')
        if "lines" in read and read.get("stage", Stage.ALLOCATED) != Stage.ALLOCATED:
            what = "What lines of the formula give is allocated."
            reader.say("wrong-value", ("money", name, "stage"), what, 'Write stage = "allocated".')
        if {"title", "stage"} <= read.keys():
            money.append(
                MoneySource(
                    name,
                    read["title"],
                    allocated(name) if "lines" in read else read.get("column", ""),
                    Stage(read["stage"]),
                    Funds(read.get("funds", Funds.STATE_AND_LOCAL)),
                    read.get("special_education", False),
                    Nature(read.get("nature", Nature.FORMULA)),
                    read.get("pay", ""),
                )
            )
    return money


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
