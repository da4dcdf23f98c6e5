"""The keys of `autonomy.toml`, each declared once for reading, checking and documentation."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.budget.autonomy.records import ALL, Answer, Area, Legal, Level, Pot, Step
from perpupil.formula.keys import Denomination, Key, KeyType

VERSION = 1
_AREAS, _LEVELS, _STEPS = tuple(Area), tuple(Level), tuple(Step)

FILE = (
    Key("autonomy", KeyType.WHOLE, "The version of the file; 1.", required=True, example="autonomy = 1"),
    Key("title", KeyType.TEXT, "What the district is called.", required=True, example='title = "Maple Public Schools"'),
    Key(
        "purpose",
        KeyType.TEXT,
        "Why the district hands decisions to schools; it heads what is written for them.",
        required=True,
        example='purpose = "Those who know the students decide what they need."',
    ),
    Key("definition", KeyType.TEXT, "What the district understands by budget autonomy."),
    Key("source", KeyType.TEXT, "Where it was agreed.", required=True, example='source = "board, May 12, 2026"'),
    Key("year", KeyType.WHOLE, "The fiscal year in which it is read.", required=True, example="year = 2027"),
    Key("currency", KeyType.TEXT, "Three letters.", default="USD"),
    Key(
        "schools",
        KeyType.NAMES,
        "Every school: its id and its name.",
        required=True,
        example='schools = { "01" = "Adams" }',
    ),
    Key("area", KeyType.TABLES, "What a level means in practice, by area."),
    Key("fund", KeyType.TABLES, "Money, and who controls what of it."),
    Key("position", KeyType.TABLES, "Positions, and how far law and contract leave them to schools."),
    Key("training", KeyType.TABLES, "Training and support that make a school ready."),
    Key("ladder", KeyType.TABLES, "The steps of the ladder."),
    Key("agreement", KeyType.TABLES, "What each school and the district have agreed on."),
    Key("precedent", KeyType.TABLES, "Questions that were settled."),
    Key("procedure", KeyType.TABLES, "Changes of procedure that central office owes."),
    Key("request", KeyType.LIST_OF_TABLES, "Money that was asked for outside the formula."),
    Key("used", KeyType.LIST_OF_TABLES, "What schools did with their autonomies."),
)
AREA = (
    Key(
        "about",
        KeyType.TEXT,
        "What the area is about.",
        required=True,
        example='about = "What is taught, and from which books."',
    ),
    *(Key(level, KeyType.TEXT, f"What the level `{level}` means in practice.") for level in Level),
    Key("examples", KeyType.TEXTS, "What a school may do that it could not do before."),
    Key("checklist", KeyType.TEXTS, "What a school must have in place to use it."),
)
FUND = (
    Key("title", KeyType.TEXT, "What it is called.", required=True, example='title = "Supplies"'),
    Key(
        "pot",
        KeyType.CHOICE,
        "Which of a school's three pots it is in.",
        required=True,
        choices=tuple(Pot),
        example='pot = "school_budget"',
    ),
    Key("owner", KeyType.TEXT, "Who controls what schools do not.", required=True, example='owner = "Business office"'),
    Key("use", KeyType.TEXT, "What it may be used for.", required=True, example='use = "Materials and printing."'),
    Key("amounts", KeyType.NUMBERS, "School → dollars that it controls in a year.", denomination=Denomination.DOLLARS),
    Key("total", KeyType.NUMBER, "Dollars of the whole fund.", denomination=Denomination.DOLLARS),
    Key("keeps", KeyType.NUMBER, "The percentage of unspent money that a school keeps.", default="0"),
    Key("keeps_at_most", KeyType.NUMBER, "Dollars that it keeps at most.", denomination=Denomination.DOLLARS),
    Key("rule", KeyType.TEXT, "Where it stands what a school keeps; needed where it keeps any."),
)
POSITION = (
    Key("title", KeyType.TEXT, "What it is called.", required=True, example='title = "Counselor"'),
    Key(
        "legal",
        KeyType.CHOICE,
        "How far it is left to the school.",
        required=True,
        choices=tuple(Legal),
        example='legal = "fixed"',
    ),
    Key("rule", KeyType.TEXT, "The law or contract that says so; needed unless it is open."),
    Key("condition", KeyType.TEXT, "Under which condition the school decides; needed where it is conditional."),
)
TRAINING = (
    Key("title", KeyType.TEXT, "What it is called.", required=True, example='title = "Reading the ledger"'),
    Key("by", KeyType.TEXT, "Who gives it.", required=True, example='by = "Business office"'),
    Key(
        "kind",
        KeyType.CHOICE,
        "Training that ends, or support that goes on.",
        default="training",
        choices=("training", "support"),
    ),
)
LADDER = (
    Key(
        "decides",
        KeyType.TEXT,
        "What a school decides on the step.",
        required=True,
        example='decides = "Supplies and printing."',
    ),
    Key(
        "training",
        KeyType.TEXTS,
        "The training and support that must have taken place.",
        required=True,
        example='training = ["ledger"]',
    ),
)
AGREEMENT = (
    Key("innovation", KeyType.TRUTH, "Whether it has the status of an innovation school.", default="false"),
    Key("principal_since", KeyType.DATE, "Since when its principal is there; training before was another's."),
    Key("two_year_choice", KeyType.DATE, "The day on which it signed its choices two years ahead."),
    Key(
        "by_school",
        KeyType.FIXED,
        "Who signed for the school.",
        example='by_school = { who = "Principal", on = 2026-08-31 }',
    ),
    Key("by_district", KeyType.FIXED, "Who signed for the district."),
    Key("granted", KeyType.LIST_OF_TABLES, "Its autonomies."),
    Key("taken", KeyType.LIST_OF_TABLES, "The training and support that took place."),
    Key("moves", KeyType.LIST_OF_TABLES, "Its moves on the ladder."),
)
SIGNATURE = (
    Key("who", KeyType.TEXT, "Who signed.", required=True, example='who = "Principal"'),
    Key("on", KeyType.DATE, "When.", required=True, example="on = 2026-08-31"),
)
GRANTED = (
    Key("area", KeyType.CHOICE, "The area.", required=True, choices=_AREAS, example='area = "curriculum"'),
    Key("level", KeyType.CHOICE, "Who decides.", required=True, choices=_LEVELS, example='level = "school"'),
    Key("since", KeyType.DATE, "Its first day.", required=True, example="since = 2026-07-01"),
    Key("until", KeyType.DATE, "Its last day, where it ends."),
    Key("use", KeyType.TEXT, "What the school intends to do with it."),
    Key("funds", KeyType.TEXTS, "The funds that make it real.", example='funds = ["supplies"]'),
    Key("ready", KeyType.TEXTS, "What of the area's `checklist` is in place, word for word."),
)
TAKEN = (
    Key("training", KeyType.TEXT, "Which one.", required=True, example='training = "ledger"'),
    Key("on", KeyType.DATE, "When it took place, or began.", required=True, example="on = 2026-09-15"),
    Key("who", KeyType.TEXT, "Who of the school took part.", required=True, example='who = "Principal and clerk"'),
)
MOVE = (
    Key("to", KeyType.CHOICE, "The step.", required=True, choices=_STEPS, example='to = "see_history"'),
    Key("on", KeyType.DATE, "When.", required=True, example="on = 2026-10-01"),
    Key("who", KeyType.TEXT, "Who decided it.", required=True, example='who = "Budget director"'),
    Key("reason", KeyType.TEXT, "Why.", required=True, example='reason = "The school asked to begin."'),
)
PRECEDENT = (
    Key(
        "question", KeyType.TEXT, "What was asked.", required=True, example='question = "May a school sell old books?"'
    ),
    Key(
        "decision",
        KeyType.TEXT,
        "What was decided.",
        required=True,
        example='decision = "Yes; the money stays with it."',
    ),
    Key("reason", KeyType.TEXT, "Why.", required=True, example='reason = "It bought them."'),
    Key("decided", KeyType.DATE, "When.", required=True, example="decided = 2026-11-03"),
    Key("by", KeyType.TEXT, "Who decided it.", required=True, example='by = "Superintendent"'),
    Key(
        "applies_to",
        KeyType.TEXTS,
        f"Schools, areas, funds or positions by their names; or {ALL}.",
        default=ALL,
        example='applies_to = ["curriculum"]',
    ),
)
PROCEDURE = (
    Key(
        "title",
        KeyType.TEXT,
        "What changes.",
        required=True,
        example='title = "Schools order without a second signature"',
    ),
    Key("owner", KeyType.TEXT, "Who owes it.", required=True, example='owner = "Purchasing"'),
    Key("due", KeyType.DATE, "By when.", required=True, example="due = 2027-02-26"),
    Key(
        "why",
        KeyType.TEXT,
        "Which decision of schools waits for it.",
        required=True,
        example='why = "Orders take six weeks."',
    ),
    Key("areas", KeyType.TEXTS, "The areas that wait for it.", example='areas = ["budget"]'),
    Key("done", KeyType.DATE, "When it was done."),
)
REQUEST = (
    Key("school", KeyType.TEXT, "The school, by its id.", required=True, example='school = "01"'),
    Key(
        "amount",
        KeyType.NUMBER,
        "Dollars a year.",
        required=True,
        example="amount = 412000",
        denomination=Denomination.DOLLARS,
    ),
    Key("what", KeyType.TEXT, "What for.", required=True, example='what = "Arts program"'),
    Key("since", KeyType.WHOLE, "The first fiscal year for which it was asked.", required=True, example="since = 2027"),
    Key(
        "answer",
        KeyType.CHOICE,
        "What became of it.",
        required=True,
        choices=tuple(Answer),
        example='answer = "granted"',
    ),
    Key("who", KeyType.TEXT, "Who asked."),
    Key("why", KeyType.TEXT, "The written reason."),
    Key("until", KeyType.WHOLE, "The last fiscal year in which it is paid outside the formula."),
    Key("note", KeyType.TEXT, "What became of it, in words."),
)
USED = (
    Key("school", KeyType.TEXT, "The school, by its id.", required=True, example='school = "01"'),
    Key("area", KeyType.CHOICE, "The area.", required=True, choices=_AREAS, example='area = "budget"'),
    Key("on", KeyType.DATE, "When.", required=True, example="on = 2026-12-01"),
    Key("what", KeyType.TEXT, "What it did.", required=True, example='what = "Moved copying money to books"'),
    Key("fund", KeyType.TEXT, "From which fund.", example='fund = "supplies"'),
    Key("amount", KeyType.NUMBER, "Dollars of it.", default="0", denomination=Denomination.DOLLARS),
)
SECTIONS: Mapping[str, tuple[str, tuple[Key, ...]]] = {
    "the file": ("What stands at the top of the file, before any table.", FILE),
    "[area.AREA]": (f"One of {', '.join(_AREAS)}.", AREA),
    "[fund.NAME]": ("Money of which schools control a part.", FUND),
    "[position.NAME]": ("A kind of position.", POSITION),
    "[training.NAME]": ("Training or support.", TRAINING),
    "[ladder.STEP]": (f"One of {', '.join(_STEPS)}, in this order.", LADDER),
    "[agreement.SCHOOL]": ("The agreement of a school, under the id of the school.", AGREEMENT),
    "by_school, by_district": ("A signature, in an agreement.", SIGNATURE),
    "granted": ("An autonomy, in an agreement: one table each, in a list.", GRANTED),
    "taken": ("Training that took place, in an agreement: one table each, in a list.", TAKEN),
    "moves": ("A move on the ladder, in an agreement: one table each, in a list.", MOVE),
    "[precedent.NAME]": ("A question that was settled.", PRECEDENT),
    "[procedure.NAME]": ("A change of procedure that central office owes.", PROCEDURE),
    "[[request]]": ("Money that was asked for outside the formula.", REQUEST),
    "[[used]]": ("What a school did with an autonomy.", USED),
}
"""Every table of the file, what it is for, and its keys."""
