"""What keys the tables of a formula may have: each declared once, for reading, checking and documentation alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class KeyType(StrEnum):
    """What a key accepts, in the words of the documentation."""

    TEXT = "text"
    TEXTS = "text or list of texts"
    LINES = "list of line names"
    EXPRESSION = "expression or number"
    CONDITION = "expression that is true or false"
    ROWS = "list of [number, number]"
    TABLE = "list of [number, number], or a table parameter"
    NUMBER = "number"
    TRUTH = "true or false"
    WHOLE = "whole number"
    ROUNDING = "rounding"
    DATE = "date"
    CHOICE = "one of"
    NAMES = "table of name = text"
    NAMES_LISTED = "table of name = text or list of texts"
    NUMBERS = "table of name = number"
    FACTS = "table of name = number or text"
    COLUMNS_BY_YEAR = "table of name = list of columns"
    UNIT = "column, or table with column, noun, name"
    TABLES = "tables, each under its name"
    LIST_OF_TABLES = "list of tables"
    FIXED = "table"


class Denomination(StrEnum):
    """What the number of a key is in, so that a sentence can give it its sign."""

    NUMBER = "number"
    DOLLARS = "dollars"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table."""

    name: str
    type: KeyType
    meaning: str
    required: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""
    denomination: Denomination = Denomination.NUMBER

    @property
    def accepts(self) -> str:
        """What may be written, in words."""
        return f"one of {', '.join(self.choices)}" if self.choices else str(self.type)


ROUNDING_WORDS = ("none", "cent", "dollar", "whole")
NEW_UNIT_RULES = ("zero", "current", "available")
MEASURES = ("students", "days", "fte")
POOL_METHODS = ("scale", "scale_down", "none")

FILE = (
    Key("language", KeyType.WHOLE, "The version of the language; 1.", required=True, example="language = 1"),
    Key(
        "title",
        KeyType.TEXT,
        "What the formula is called.",
        required=True,
        example='title = "Weighted student funding"',
    ),
    Key(
        "equity",
        KeyType.TEXT,
        "The district's own definition of equity; it stands above every result.",
        example='equity = "Every school gets what its students need."',
    ),
    Key(
        "source",
        KeyType.TEXT,
        "Where the formula is laid down.",
        example='source = "board policy 3100, adopted 2026-02-09"',
    ),
    Key(
        "note",
        KeyType.TEXT,
        "Anything a reader should know.",
        example='note = "Special education is funded outside this formula."',
    ),
    Key(
        "year",
        KeyType.WHOLE,
        "The fiscal year it allocates, by the year in which it ends; `prior` counts back from it.",
        example="year = 2027",
    ),
    Key(
        "round",
        KeyType.ROUNDING,
        "How lines round that do not say it themselves.",
        default='"cent"',
        example='round = "dollar"',
    ),
    Key(
        "published",
        KeyType.TEXT,
        "The published column that a unit's total is compared with.",
        example='published = "usd_total"',
    ),
    Key(
        "within",
        KeyType.NUMBER,
        "How far a published total may lie from the computed one.",
        default="0",
        example="within = 1",
    ),
    Key(
        "new_unit",
        KeyType.CHOICE,
        "What `prior` and `average` take at a unit without that year.",
        choices=NEW_UNIT_RULES,
        example='new_unit = "current"',
    ),
    Key("facts", KeyType.FIXED, "How the file of units is read.", required=True),
    Key(
        "prior",
        KeyType.COLUMNS_BY_YEAR,
        "Columns that hold earlier years of a name: the first one year ago, the second two.",
        example='prior = { students = ["students_2026", "students_2025"] }',
    ),
    Key("parameters", KeyType.TABLES, "Amounts, rates, weights and tables that were decided, each with its owner."),
    Key("counts", KeyType.TABLES, "Numbers of students asked of the headcount."),
    Key("step", KeyType.TABLES, "Named workings, one value a unit."),
    Key("line", KeyType.TABLES, "Money that units get."),
    Key("pool", KeyType.TABLES, "Sums of money that lines are fitted to."),
    Key("expect", KeyType.LIST_OF_TABLES, "What must hold after every run."),
)

FACTS = (
    Key(
        "unit",
        KeyType.UNIT,
        "The column that identifies a unit; `noun` says what a unit is (default school), `name` is the column of its name for people.",
        required=True,
        example='unit = { column = "SCHOOLCODE", noun = "school", name = "SCHOOLNAME" }',
    ),
    Key(
        "where",
        KeyType.NAMES_LISTED,
        "Only rows whose cell is the text, or one of the texts, are read.",
        example='where = { YEAR = "2015" }',
    ),
    Key(
        "columns",
        KeyType.NAMES,
        "Names for columns whose header is not one.",
        example='columns = { ell = "Bilingual Education (ENROLLMENT)" }',
    ),
    Key(
        "blank",
        KeyType.NUMBERS,
        "What a blank cell means, by name; without it a blank is not known.",
        example="blank = { transport = 0 }",
    ),
    Key("unknown", KeyType.TEXTS, "Texts that mean: not known.", example='unknown = ["NA", "n/a"]'),
    Key("currency", KeyType.TEXT, "The currency's code.", default='"USD"', example='currency = "GBP"'),
)

CONFIRM = Key(
    "confirm",
    KeyType.TRUTH,
    "Carried over from another year: whoever answers for it has yet to confirm it, and then takes this key out.",
    default="false",
    example="confirm = true",
)

PARAMETER = (
    Key("value", KeyType.NUMBER, "The number that was decided.", example="value = 4028.47"),
    Key(
        "table",
        KeyType.ROWS,
        "Rows of [from, value] for `tier`, or points for `interpolate`.",
        example="table = [[1, 2.5], [300, 3.0]]",
    ),
    Key(
        "by",
        KeyType.TEXT,
        "A text column: the parameter has, at each unit, the value for its text.",
        example='by = "level"',
    ),
    Key(
        "values",
        KeyType.NUMBERS,
        "With `by`: the number for each text.",
        example="values = { elementary = 395_000, high = 760_000 }",
    ),
    Key(
        "otherwise",
        KeyType.NUMBER,
        "With `by`: the number for a text not listed; without it such a unit is an error.",
        example="otherwise = 0",
    ),
    Key("title", KeyType.TEXT, "Its name for people.", example='title = "Base amount per student"'),
    Key("owner", KeyType.TEXT, "Who answers for it.", example='owner = "Budget office"'),
    Key("source", KeyType.TEXT, "The decision that set it.", example='source = "board vote of 2015-02-04"'),
    Key("note", KeyType.TEXT, "Anything a reader should know.", example='note = "Unchanged since 2012."'),
    Key(
        "was",
        KeyType.LIST_OF_TABLES,
        "With `value`: the values it had before, the oldest first; no result depends on them.",
        example='was = [{ value = 0.25, until = "2026", source = "board vote of 2024-02-07" }]',
    ),
    CONFIRM,
)

FORMER = (
    Key("value", KeyType.NUMBER, "The number that was in force.", required=True, example="value = 0.25"),
    Key(
        "until",
        KeyType.TEXT,
        "The year or the day on which the next value took its place.",
        required=True,
        example='until = "2026"',
    ),
    Key("source", KeyType.TEXT, "The decision that had set it.", example='source = "board vote of 2024-02-07"'),
)

COUNT = (
    Key("grades", KeyType.TEXTS, "The student's grade is one of these.", example='grades = ["K", "1", "2"]'),
    Key("need", KeyType.TEXT, "The student has this need.", example='need = "autism"'),
    Key("level", KeyType.TEXTS, "With `need`: at this level, or one of these.", example='level = ["1", "2"]'),
    Key(
        "any",
        KeyType.TEXTS,
        "The student has at least one of these needs, each `name` or `name=level`; counted once.",
        example='any = ["low_income", "foster"]',
    ),
    Key("all", KeyType.TEXTS, "The student has every one of these needs.", example='all = ["ell", "disability"]'),
    Key("none", KeyType.TEXTS, "The student has none of these needs.", example='none = ["disability"]'),
    Key(
        "measure",
        KeyType.CHOICE,
        "What is added up.",
        default='"students"',
        choices=MEASURES,
        example='measure = "days"',
    ),
    Key("title", KeyType.TEXT, "Its name for people.", example='title = "Students in early grades"'),
)

STEP = (
    Key("value", KeyType.EXPRESSION, "The working.", required=True, example='value = "at_risk / students"'),
    Key("round", KeyType.ROUNDING, "How it rounds.", default='"none"', example="round = 4"),
    Key("title", KeyType.TEXT, "Its name for people.", example='title = "Share of students at risk"'),
    Key("note", KeyType.TEXT, "Anything a reader should know.", example='note = "As published, four digits."'),
    Key(
        "published",
        KeyType.TEXT,
        "The published column that `reproduce` compares with.",
        example='published = "at_risk_share"',
    ),
    Key(
        "within",
        KeyType.NUMBER,
        "How far a published figure may lie from the computed one.",
        default="0",
        example="within = 0.01",
    ),
)

LINE = (
    Key("title", KeyType.TEXT, "Its name for people.", example='title = "Grades K to 5"'),
    Key("note", KeyType.TEXT, "Anything a reader should know.", example='note = "Paid since FY2012."'),
    Key(
        "value", KeyType.EXPRESSION, "The amount, for a line without a kind.", example='value = "students * base * 0.1"'
    ),
    Key("kind", KeyType.TEXT, "The component whose keys follow.", example='kind = "per_student"'),
    Key(
        "when",
        KeyType.CONDITION,
        "A truth: where it does not hold, the line is 0 and nothing is worked out.",
        example="when = 'level == \"high\"'",
    ),
    Key(
        "round",
        KeyType.ROUNDING,
        "How the amount rounds, to cents or coarser.",
        default="the file's `round`",
        example='round = "dollar"',
    ),
    Key("fund", KeyType.TEXT, "The fund that pays it.", example='fund = "general"'),
    Key("use", KeyType.TEXT, "What it may be used for.", example='use = "any"'),
    Key(
        "published",
        KeyType.TEXT,
        "The published column that `reproduce` compares with.",
        example='published = "usd_base_cost"',
    ),
    Key(
        "within",
        KeyType.NUMBER,
        "How far a published figure may lie from the computed one.",
        default="0",
        example="within = 1",
    ),
    Key(
        "published_quantity",
        KeyType.TEXT,
        "The published column that the line's quantity is compared with.",
        example='published_quantity = "fte_teachers"',
    ),
)

POOL = (
    Key(
        "amount",
        KeyType.EXPRESSION,
        "The pool, a district value in whole cents.",
        required=True,
        example="amount = 297_600_000",
    ),
    Key(
        "lines",
        KeyType.LINES,
        "The lines that are fitted to it; every line when it is the only pool.",
        example='lines = ["base", "low_income"]',
    ),
    Key("protect", KeyType.LINES, "Lines of the pool that keep their amount.", example='protect = ["foundation"]'),
    Key(
        "method",
        KeyType.CHOICE,
        "`scale`: hand the whole pool out; `scale_down`: only ever shrink; `none`: change nothing.",
        default='"scale"',
        choices=POOL_METHODS,
        example='method = "scale_down"',
    ),
    Key(
        "reserve",
        KeyType.EXPRESSION,
        "Dollars of the pool that are kept back, a district value.",
        default="0",
        example="reserve = 500_000",
    ),
    Key(
        "reserve_share",
        KeyType.EXPRESSION,
        "A share of the pool that is kept back, rounded down to a cent.",
        default="0",
        example="reserve_share = 0.01",
    ),
    Key("title", KeyType.TEXT, "Its name for people.", example='title = "School budgets"'),
    Key("owner", KeyType.TEXT, "Who answers for it.", example='owner = "Chief financial officer"'),
    Key("source", KeyType.TEXT, "The decision that set it.", example='source = "adopted budget FY2027, page 31"'),
    Key("note", KeyType.TEXT, "Anything a reader should know.", example='note = "Net of central services."'),
    CONFIRM,
)

EXPECT = (
    Key(
        "that",
        KeyType.CONDITION,
        "What must be true; `allocation` is a unit's total, a line's name its final amount.",
        required=True,
        example='that = "total(allocation) == 512_000_000"',
    ),
    Key("unit", KeyType.TEXT, "Only at this unit.", example='unit = "0010"'),
    Key(
        "given",
        KeyType.FACTS,
        "Facts of a made-up unit for which the formula is worked out instead.",
        example="given = { students = 400, low_income = 240 }",
    ),
    Key("title", KeyType.TEXT, "Why it is expected.", example='title = "The board adopted this total"'),
)

SECTIONS: dict[str, tuple[Key, ...]] = {
    "the file": FILE,
    "[facts]": FACTS,
    "[parameters.NAME]": PARAMETER,
    "[[parameters.NAME.was]]": FORMER,
    "[counts.NAME]": COUNT,
    "[step.NAME]": STEP,
    "[line.NAME]": LINE,
    "[pool.NAME]": POOL,
    "[[expect]]": EXPECT,
}
