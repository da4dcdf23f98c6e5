"""What a component kind declares: its keys, the workings it stands for, its sentence and a worked example."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from perpupil.exact.rounding import Rounding, digits_in_words
from perpupil.formula.keys import Denomination, Key, KeyType
from perpupil.formula.syntax import Name, Node, written
from perpupil.formula.trees import ZERO


class Form(StrEnum):
    """How an expression stands in a sentence."""

    PLAIN = "plain"
    """`412`, `square feet`."""
    DOLLARS = "dollars"
    """`$6,200`."""
    SHARE = "share"
    """`25%`."""
    PART_OF = "part_of"
    """Before an amount: `25% of`, `1.8 times`."""
    EACH = "each"
    """After `each`: `student`, `of the classes`."""
    EACH_STUDENT = "each_student"
    """After `each`, of students: `student`, `of the English learners`, `student counted as “low income”`."""
    MANY = "many"
    """After a number: `students`, `square feet`."""
    POSITIONS = "positions"
    """`1 position`, `0.5 positions`."""
    SIZES = "sizes"
    """A table by size: `0.5 from 1, 1 from 500`."""
    LEVELS = "levels"
    """A table by share: `2% from 40%, 5% from 60%`."""
    NOUN = "noun"
    """What a unit is: `school`."""
    UNIT = "unit"
    """A unit by its id, which becomes its name."""


_OPENING, _BETWEEN, _CLOSING = "\N{LEFT WHITE SQUARE BRACKET}", "|", "\N{RIGHT WHITE SQUARE BRACKET}"
MARKED = re.compile(f"{_OPENING}([a-z_]+)[{_BETWEEN}]([^{_CLOSING}]*){_CLOSING}")
"""A marked expression, as its form and its text."""


def marked(expression: str, form: Form = Form.PLAIN) -> str:
    """Mark an expression inside a sentence; `formula.wording` puts words in the place of the marks."""
    return f"{_OPENING}{form}{_BETWEEN}{expression}{_CLOSING}"


def unmarked(text: str) -> str:
    """Give a person's text with nothing in it that could be taken for a mark."""
    return text.replace(_OPENING, "[").replace(_CLOSING, "]")


SCHOOL = marked("one", Form.NOUN)


@dataclass(frozen=True, slots=True)
class Settings:
    """The keys of one line, read and typed; a key left out has its declared default."""

    values: Mapping[str, Any]

    def node(self, key: str, default: Node = ZERO) -> Node:
        """Give the expression of a key."""
        value = self.values.get(key)
        return default if value is None else value

    def text(self, key: str, default: str = "") -> str:
        """Give the text of a key."""
        value = self.values.get(key)
        return default if value is None else str(value)

    def has(self, key: str) -> bool:
        """Whether the key was written."""
        return self.values.get(key) is not None

    def get(self, key: str) -> Any:  # noqa: ANN401  a key holds what its type says
        """Give whatever a key holds."""
        return self.values.get(key)

    def words(self, key: str, default: Node = ZERO, form: Form = Form.PLAIN) -> str:
        """Write the expression of a key for a sentence, marked so that names in it can become titles."""
        return marked(unmarked(written(self.node(key, default))), form)

    def dollars(self, key: str, default: Node = ZERO) -> str:
        """Write the expression of a key that is money."""
        return self.words(key, default, Form.DOLLARS)

    def share(self, key: str) -> str:
        """Write the expression of a key that is a part of something."""
        return self.words(key, form=Form.SHARE)

    def part_of(self, key: str) -> str:
        """Write a weight before the amount that it is a part of: `25% of`."""
        return self.words(key, form=Form.PART_OF)

    def each(self, key: str, default: Node = ZERO) -> str:
        """Write what is counted, one by one: `student`, `of the classes`."""
        return self.words(key, default, Form.EACH)

    def each_student(self, key: str, default: Node = ZERO) -> str:
        """Write who is counted, one by one: `student`, `of the English learners`."""
        return self.words(key, default, Form.EACH_STUDENT)

    def many(self, key: str, default: Node = ZERO) -> str:
        """Write who or what is counted, after a number."""
        return self.words(key, default, Form.MANY)

    def lines(self, key: str) -> str:
        """Write the lines that a key names: `Base, Low income and Small school`."""
        return listed(tuple(marked(name) for name in self.values.get(key) or ()))

    def rounded(self, key: str) -> str:
        """Say how a rate rounds, if it does: `, rounded to the cent`."""
        rounding = self.values.get(key)
        return "" if not isinstance(rounding, Rounding) else f", rounded {money_place(rounding)}"

    def prose(self, key: str) -> str:
        """Give the text of a key as a sentence that ends."""
        text = self.text(key).strip()
        return text if not text or text[-1] in ".!?" else f"{text}."

    def person(self, key: str) -> str:
        """Give a text that a person wrote, as it can stand inside a sentence."""
        return unmarked(self.text(key).strip().rstrip("."))


def listed(parts: Sequence[str], word: str = "and") -> str:
    """Write a list as people do.

    >>> listed(["Base", "Low income", "Small school"]), listed(["Base"])
    ('Base, Low income and Small school', 'Base')
    """
    *before, last = parts or ("",)
    return f"{', '.join(before)} {word} {last}" if before else last


def money_place(rounding: Rounding) -> str:
    """Name the place to which money rounds.

    >>> money_place(Rounding(2)), money_place(Rounding(-1))
    ('to the cent', 'to whole tens of dollars')
    """
    named = {2: "to the cent", 0: "to the dollar"}
    words = digits_in_words(rounding.digits)
    return named.get(rounding.digits, words if rounding.digits > 0 else f"{words} of dollars")


@dataclass(frozen=True, slots=True)
class Context:
    """What a component may know beyond its own keys."""

    line: str
    rounding: Rounding
    """How the line's amount rounds."""
    covered: tuple[str, ...]
    """The lines that `of` means when it is left out."""
    group: tuple[tuple[str, str], ...]
    """For a weight in a group: its lines, each with its count, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Working:
    """A working of its own beside quantity and rate: what it is called after the line's name."""

    suffix: str
    node: Node
    rounding: Rounding | None = None
    is_always: bool = False
    """Whether it is worked out also where the line's `when` does not hold."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a component line stands for; without an amount it is quantity × rate."""

    amount: Node | None = None
    quantity: Node | None = None
    rate: Node | None = None
    round_rate: Rounding | None = None
    workings: tuple[Working, ...] = ()
    limits: tuple[str, ...] = ()
    """The lines whose sum a floor or ceiling covers."""
    is_exact: bool = False
    """Whether the amount is in whole parts already, so that rounding it again could break a promise."""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: the line, the facts of its units, and the amounts that come out."""

    formula: str
    """TOML: everything but `language`, `title` and `[facts]`."""
    facts: Mapping[str, tuple[str, ...]]
    amounts: tuple[str, ...]
    """The amounts of the line named last in the formula."""
    headcount: tuple[str, ...] = ()
    """Rows `unit,grade,needs,students`."""


@dataclass(frozen=True, slots=True)
class Component:
    """A kind of line."""

    kind: str
    title: str
    meaning: str
    keys: tuple[Key, ...]
    stands_for: str
    """The expression it stands for, as documentation."""
    expand: Callable[[Settings, Context], Expansion]
    sentence: Callable[[Settings], str]
    example: Example
    faults: Callable[[Settings], tuple[str, str] | None] = field(default=lambda _: None)
    """What is wrong with a combination of keys, and what to write instead."""
    is_ordinary: bool = True
    """Whether limits cover it when they name no lines."""
    limit: str = ""
    """`floor` or `ceiling` for the two kinds that bound a unit's total."""
    pays_for: str = ""
    """What its quantity counts: `students` or `positions`; empty where it counts neither, or nothing."""


def expression(name: str, meaning: str, default: str = "", *, required: bool = False, example: str = "") -> Key:
    """Declare a key that takes an expression."""
    return Key(name, KeyType.EXPRESSION, meaning, required, default, example=example or f'{name} = "…"')


def dollars(name: str, meaning: str, default: str = "", *, required: bool = False, example: str = "") -> Key:
    """Declare a key that takes an expression in dollars."""
    key = expression(name, meaning, default, required=required, example=example)
    return replace(key, denomination=Denomination.DOLLARS)


def share(name: str, meaning: str, default: str = "", *, required: bool = False, example: str = "") -> Key:
    """Declare a key that takes an expression for a part of something: a weight, a share."""
    key = expression(name, meaning, default, required=required, example=example)
    return replace(key, denomination=Denomination.SHARE)


def lines(name: str, meaning: str, default: str) -> Key:
    """Declare a key that names lines."""
    return Key(name, KeyType.LINES, meaning, default=default, example=f'{name} = ["base"]')


BASE = Name("base")
STUDENTS = Name("students")

RATE = dollars("rate", "Dollars a student before any weight.", "base", example="rate = 4_500")
ROUND_RATE = Key(
    "round_rate",
    KeyType.ROUNDING,
    "How rate × weight rounds before it is multiplied, as districts do that publish the rate.",
    default='"none"',
    example='round_rate = "cent"',
)
OF = lines("of", "The lines it covers.", "every line that is not itself a limit or an adjustment")
OF_LIMIT = lines("of", "The lines whose sum it bounds.", "every line of its pool that is neither hold_harmless nor cap")
UNTIL = Key(
    "until",
    KeyType.DATE,
    "When it ends; a limit without an end is a formula of its own.",
    required=True,
    example="until = 2030-06-30",
)
WHY = Key(
    "why",
    KeyType.TEXT,
    "Why it is there.",
    required=True,
    example='why = "Soft landing for schools that lose students."',
)
WHO = Key("who", KeyType.TEXT, "Who decided it.", required=True, example='who = "Superintendent"')

ROUNDINGS_OF_POSITIONS = ("none", "up", "down", "nearest", "major", "half", "tenth", "hundredth")
ROUND_FTE = Key(
    "round_fte",
    KeyType.CHOICE,
    "How positions round: up, down, nearest whole (a half goes up), major (up only for more than half), nearest half, tenth or hundredth.",
    default='"none"',
    choices=ROUNDINGS_OF_POSITIONS,
    example='round_fte = "half"',
)
