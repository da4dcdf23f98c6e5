"""What a component kind declares: its keys, the workings it stands for, its sentence and a worked example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from perpupil.formula.keys import Key, KeyType
from perpupil.formula.syntax import Name, Node, Text, written
from perpupil.formula.trees import ZERO

if TYPE_CHECKING:
    from perpupil.exact.rounding import Rounding


def marked(expression: str) -> str:
    """Mark an expression inside a sentence; `allocation.explain` takes the marks out again."""
    return f"\N{LEFT WHITE SQUARE BRACKET}{expression}\N{RIGHT WHITE SQUARE BRACKET}"


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

    def words(self, key: str, default: Node = ZERO) -> str:
        """Write the expression of a key for a sentence, marked so that names in it can become titles."""
        node = self.node(key, default)
        return node.value if isinstance(node, Text) else marked(written(node))

    def names(self, key: str) -> str:
        """Write the lines that a key names, marked in the same way."""
        return ", ".join(marked(name) for name in self.values.get(key) or ())

    def prose(self, key: str) -> str:
        """Give the text of a key as a sentence that ends."""
        text = self.text(key).strip()
        return text if not text or text[-1] in ".!?" else f"{text}."


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


def expression(name: str, meaning: str, default: str = "", *, required: bool = False, example: str = "") -> Key:
    """Declare a key that takes an expression."""
    return Key(name, KeyType.EXPRESSION, meaning, required, default, example=example or f'{name} = "…"')


def lines(name: str, meaning: str, default: str) -> Key:
    """Declare a key that names lines."""
    return Key(name, KeyType.LINES, meaning, default=default, example=f'{name} = ["base"]')


BASE = Name("base")
STUDENTS = Name("students")

RATE = expression("rate", "Dollars a student before any weight.", "base", example="rate = 4_500")
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
