"""What `grants.toml` may say: every key declared once, for reading and documentation alike."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.formula.keys import Key, KeyType
from perpupil.grants.award import AmountKind
from perpupil.grants.grant import Answer, Direct, Step, Whom
from perpupil.grants.indirect import Basis
from perpupil.grants.programs import PROGRAMS
from perpupil.grants.programs.declaration import Purpose
from perpupil.grants.sharing import OddCents

VERSION = 1

FILE = (
    Key("grants", KeyType.WHOLE, "The version of the file; 1.", required=True, example="grants = 1"),
    Key("title", KeyType.TEXT, "What the district is called.", required=True, example='title = "Maple Public Schools"'),
    Key("year", KeyType.WHOLE, "The fiscal year, by the year in which it ends.", required=True, example="year = 2027"),
    Key("source", KeyType.TEXT, "Where the figures come from.", example='source = "grant award notices FY2027"'),
    Key("currency", KeyType.TEXT, "Three letters.", default="USD"),
    Key("schools", KeyType.FIXED, "Which file tells the schools.", required=True, example="[schools]"),
    Key(
        "counts",
        KeyType.TABLES,
        "How many students count at each school.",
        required=True,
        example="[counts.students]",
    ),
    Key("grant", KeyType.TABLES, "The grants.", required=True, example="[grant.title_i]"),
)
SCHOOLS = (
    Key(
        "file",
        KeyType.TEXT,
        "A CSV file in the folder. Without it: the facts in force of a district's folder, or `facts.csv`.",
        example='file = "schools.csv"',
    ),
    Key("unit", KeyType.TEXT, "The column of ids.", required=True, example='unit = "school"'),
    Key("name", KeyType.TEXT, "The column of names."),
    Key("served", KeyType.TEXT, "The column that says `yes` where a school is served, and `no` where it is not."),
    Key("where", KeyType.NAMES_LISTED, "Only rows whose cell is the text, or one of the texts, are schools."),
    Key("blank", KeyType.NUMBERS, "Columns in which a blank means a number, such as 0."),
    Key("unknown", KeyType.TEXTS, "Texts that mean that a number is not known, such as NA."),
)
COUNT = (
    Key("title", KeyType.TEXT, "What is counted.", example='title = "children of low income"'),
    Key("column", KeyType.TEXT, "The column that holds the count.", example='column = "low_income"'),
    Key("grades", KeyType.TEXTS, "Of the headcount: the student's grade is one of these."),
    Key("need", KeyType.TEXT, "Of the headcount: the student has this need.", example='need = "low_income"'),
    Key("level", KeyType.TEXTS, "With `need`: at this level, or one of these."),
    Key("everybody", KeyType.TRUTH, "Of the headcount: every student.", example="everybody = true"),
)
GRANT = (
    Key("title", KeyType.TEXT, "What it is called.", default="the program's title"),
    Key(
        "program",
        KeyType.CHOICE,
        "Which program's law it follows.",
        required=True,
        choices=tuple(PROGRAMS),
        example='program = "title_i"',
    ),
    Key(
        "students",
        KeyType.TEXT,
        "The count by which schools' shares go.",
        required=True,
        example='students = "low_income"',
    ),
    Key("enrolled", KeyType.TEXT, "The count of everybody at a school.", default="students"),
    Key("direct", KeyType.CHOICE, "What a school directs.", default=Direct.MONEY, choices=tuple(Direct)),
    Key("step", KeyType.CHOICE, "How far the district has gone.", default=Step.CENTRAL, choices=tuple(Step)),
    Key(
        "begins", KeyType.DATE, "The first day on which it may be spent.", required=True, example="begins = 2026-07-01"
    ),
    Key("ends", KeyType.DATE, "The last day.", required=True, example="ends = 2027-09-30"),
    Key("carried_until", KeyType.DATE, "The last day for what is carried over.", example="carried_until = 2028-09-30"),
    Key("served", KeyType.TEXTS, "Ids of the schools that it serves, where no column says it."),
    Key("targeted", KeyType.TEXTS, "Ids of served schools that are not schoolwide."),
    Key("private_children", KeyType.WHOLE, "Children, or students, of private schools who count for it."),
    Key("private_amount", KeyType.NUMBER, "Dollars for private schools.", default="the share that the law gives"),
    Key("private_why", KeyType.TEXT, "How the children were counted, or why there are none."),
    Key("administration", KeyType.NUMBER, "Dollars for administering it.", default="0"),
    Key("administration_percent", KeyType.NUMBER, "The same in percent of the allocation."),
    Key("administration_why", KeyType.TEXT, "What it pays."),
    Key("carry_forward", KeyType.NUMBER, "Dollars planned for the year after.", default="0"),
    Key(
        "not_needed",
        KeyType.NAMES,
        "Purposes for which nothing is set aside → why.",
        example='not_needed = { neglected = "no institution in the district" }',
    ),
    Key("award", KeyType.LIST_OF_TABLES, "The amounts of the award.", required=True, example="[[grant.title_i.award]]"),
    Key("indirect", KeyType.FIXED, "Indirect cost.", example="[grant.title_i.indirect]"),
    Key("set_aside", KeyType.TABLES, "What the district keeps for a purpose."),
    Key("to_schools", KeyType.FIXED, "What goes to schools by their students.", example="[grant.title_i.to_schools]"),
    Key("offer", KeyType.LIST_OF_TABLES, "Offers of another amount, and schools' answers."),
)
AWARD = (
    Key(
        "kind",
        KeyType.CHOICE,
        "What the amount is.",
        required=True,
        choices=tuple(AmountKind),
        example='kind = "final"',
    ),
    Key("amount", KeyType.NUMBER, "Dollars.", required=True, example="amount = 5_000_000"),
    Key("on", KeyType.DATE, "The day from which it counts.", required=True, example="on = 2026-07-01"),
    Key("source", KeyType.TEXT, "The notice that says so."),
)
INDIRECT = (
    Key("amount", KeyType.NUMBER, "Dollars that were agreed; or"),
    Key("rate", KeyType.NUMBER, "Percent that was agreed.", example="rate = 2.5"),
    Key("basis", KeyType.CHOICE, "What the rate is taken of.", default=Basis.DIRECT_COST, choices=tuple(Basis)),
    Key("excluded", KeyType.TABLES, "Costs that bear none, or that bear it in part."),
)
EXCLUDED = (
    Key("title", KeyType.TEXT, "What it is.", required=True, example='title = "Summer program contract"'),
    Key("amount", KeyType.NUMBER, "Dollars.", required=True, example="amount = 250_000"),
    Key("percent", KeyType.NUMBER, "How much of it is excluded.", default="100"),
)
SET_ASIDE = (
    Key("title", KeyType.TEXT, "What it is called.", required=True, example='title = "Coaches"'),
    Key("purpose", KeyType.CHOICE, "What it is for.", default=Purpose.OTHER, choices=tuple(Purpose)),
    Key("amount", KeyType.NUMBER, "Dollars; or", example="amount = 640_000"),
    Key("percent", KeyType.NUMBER, "percent of the allocation, rounded up to a cent.", example="percent = 1"),
    Key("required", KeyType.TRUTH, "Whether the law asks for it; else the district chose it.", default="false"),
    Key("why", KeyType.TEXT, "Why it is kept centrally.", required=True, example='why = "One team serves all schools"'),
    Key("citation", KeyType.TEXT, "Where that stands, or who decided it."),
    Key("shared_percent", KeyType.NUMBER, "How much of it is shared so broadly that it is no school's.", default="0"),
    Key("worth_to", KeyType.CHOICE, "Whose service it pays, by their students.", default=Whom.NOBODY, choices=tuple(Whom)),
    Key("worth_at", KeyType.NUMBERS, "Or what it is worth in dollars at named schools.", example='worth_at = { "0209" = 59_300 }'),
    Key("offered", KeyType.TRUTH, "Whether a school may have the money in its place.", default="false"),
)  # fmt: skip
TO_SCHOOLS = (
    Key("title", KeyType.TEXT, "What it is called.", default="To schools"),
    Key("amount", KeyType.NUMBER, "Dollars.", default="what is left"),
    Key("schools", KeyType.CHOICE, "Which schools.", default=Whom.SERVED, choices=(Whom.SERVED, Whom.ALL)),
    Key("odd_cents", KeyType.CHOICE, "What becomes of them.", default=OddCents.LARGEST_REMAINDER, choices=tuple(OddCents)),
    Key("bands", KeyType.ROWS, "Dollars a student by a school's share of them: [from percent, dollars].", example="bands = [[0, 700], [50, 900]]"),
)  # fmt: skip
OFFER = (
    Key("set_aside", KeyType.TEXT, "The name of the set-aside.", required=True, example='set_aside = "coaches"'),
    Key("school", KeyType.TEXT, "The school's id.", required=True, example='school = "0217"'),
    Key("amount", KeyType.NUMBER, "Dollars.", default="what the service is worth at the school"),
    Key("answer", KeyType.CHOICE, "What the school said.", default=Answer.OPEN, choices=tuple(Answer)),
)
SECTIONS: Mapping[str, tuple[str, tuple[Key, ...]]] = {
    "the file": ("What stands at the top of the file, before any table.", FILE),
    "[schools]": ("Which file tells the schools, and whether each is served.", SCHOOLS),
    "[counts.NAME]": ("How many students count at each school: in a column, or asked of the headcount.", COUNT),
    "[grant.NAME]": ("One grant. What it is called here is how proposals and spending name it.", GRANT),
    "[[grant.NAME.award]]": (
        "The award as a dated series. The last final amount counts, before there is one the last preliminary; the others come on top.",
        AWARD,
    ),
    "[grant.NAME.indirect]": ("Indirect cost: an amount, or a rate with the costs that bear none.", INDIRECT),
    "[grant.NAME.indirect.excluded.NAME]": ("A cost of which a percentage bears no indirect cost.", EXCLUDED),
    "[grant.NAME.set_aside.NAME]": ("Money that the district keeps for a purpose.", SET_ASIDE),
    "[grant.NAME.to_schools]": ("What goes to schools by their students, and is theirs to direct.", TO_SCHOOLS),
    "[[grant.NAME.offer]]": (
        "An offer of another amount than a service is worth, or an answer. What is offered and not listed is open, at what it is worth.",
        OFFER,
    ),
}
"""Every table of the file, what it is for, and its keys."""
