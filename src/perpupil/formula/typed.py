"""Reading the keys of one table by their declarations: unknown keys, missing keys and wrong types become findings."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from perpupil.exact.rounding import WRITTEN_MODES, Mode, Rounding
from perpupil.findings import Finding, finding
from perpupil.formula.functions import closest
from perpupil.formula.keys import ROUNDING_WORDS, Key, KeyType
from perpupil.formula.parsing import ExpressionError, parse
from perpupil.formula.syntax import Name, Node, Number, Table
from perpupil.limits import NUMBER_DIGITS, ROUNDING_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from perpupil.formula.source import Path, Source

RESERVED = frozenset({"and", "or", "not", "if", "true", "false", "students", "days", "fte", "allocation"})
_WIDEST = 10**NUMBER_DIGITS
_DIGITS_OF_WORDS = {"cent": 2, "dollar": 0, "whole": 0}


def is_name(text: str) -> bool:
    """Whether an expression could refer to it."""
    return text.isidentifier()


def plain_text(text: str) -> str:
    """Give a text in composed Unicode, with a mark in the place of every control character that a terminal would obey."""
    return "".join(
        character if character in "\n\t" or character.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for character in unicodedata.normalize("NFC", text)
    )


class Reader:
    """Reads typed values out of a formula's source and collects what is wrong with them."""

    def __init__(self, source: Source) -> None:
        """Take the source and the list that findings go to."""
        self.source = source
        self.findings: list[Finding] = []

    def say(self, code: str, path: Path, what: str, fix: str, at: int | None = None) -> None:
        """Add a finding about a key."""
        self.findings.append(finding(code, self.source.place(path, at), what, fix))

    def table(self, path: Path, raw: object, keys: Sequence[Key]) -> dict[str, Any]:
        """Read one table; a key that is missing or wrong is not in the result."""
        if not isinstance(raw, dict):
            self.say(
                "wrong-type", path, f"`{path[-1]}` must be a table.", f"Write [{'.'.join(path)}] with its keys below."
            )
            return {}
        known = {key.name: key for key in keys}
        for name in raw:
            if name not in known:
                self._unknown((*path, name), known)
        read = {}
        for key in keys:
            if key.name in raw:
                value = self.value((*path, key.name), raw[key.name], key)
                if value is not None:
                    read[key.name] = value
            elif key.required:
                self.say("missing-key", path, f"`{key.name}` is missing.", f"Add it: {key.example or key.name}.")
        return read

    def value(self, path: Path, raw: object, key: Key) -> Any:  # noqa: ANN401  each key type has its own
        """Read one value by its declared type; None when it is wrong."""
        readers: dict[KeyType, Callable[[Path, object], Any]] = {
            KeyType.TEXT: self._text,
            KeyType.TEXTS: self._texts,
            KeyType.LINES: self._lines,
            KeyType.EXPRESSION: self.expression,
            KeyType.CONDITION: self._condition,
            KeyType.ROWS: self.rows,
            KeyType.TABLE: self._rows_or_name,
            KeyType.NUMBER: self.number,
            KeyType.TRUTH: self._truth,
            KeyType.WHOLE: self._whole,
            KeyType.ROUNDING: self._rounding,
            KeyType.DATE: self._date,
            KeyType.NAMES: lambda where, given: self._map(where, given, self._text),
            KeyType.NAMES_LISTED: lambda where, given: self._map(where, given, self._texts),
            KeyType.COLUMNS_BY_YEAR: lambda where, given: self._map(where, given, self._texts),
            KeyType.NUMBERS: lambda where, given: self._map(where, given, self.number),
            KeyType.FACTS: lambda where, given: self._map(where, given, self._fact),
        }
        if key.type is KeyType.CHOICE:
            return self._choice(path, raw, key.choices)
        reader = readers.get(key.type)
        return raw if reader is None else reader(path, raw)

    def number(self, path: Path, raw: object) -> Fraction | None:
        """Read a plain number."""
        if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < _WIDEST:
            return Fraction(raw)
        if isinstance(raw, Fraction):
            return raw
        if isinstance(raw, Decimal) or (isinstance(raw, int) and not isinstance(raw, bool)):
            self.say(
                "bad-number", path, "This is not a number that can be read.", f"Write at most {NUMBER_DIGITS} digits."
            )
            return None
        self._wrong(path, raw, "a number", "Write it without quotes, currency or thousands separators: 4028.47.")
        return None

    def expression(self, path: Path, raw: object) -> Node | None:
        """Read an expression, or a bare number in its place."""
        if isinstance(raw, str):
            try:
                return parse(raw)
            except ExpressionError as mistake:
                self.say(mistake.code, path, mistake.what, mistake.fix, mistake.at)
                return None
        if isinstance(raw, bool) or not isinstance(raw, (int, Fraction, Decimal)):
            self._wrong(path, raw, "an expression or a number", 'Write it in quotes: "students * base".')
            return None
        value = self.number(path, raw)
        return None if value is None else Number(value)

    def rows(self, path: Path, raw: object) -> tuple[tuple[Fraction, Fraction], ...] | None:
        """Read rows of two numbers, the first of them rising."""
        pair = 2
        if not isinstance(raw, list) or not raw or not all(isinstance(row, list) and len(row) == pair for row in raw):
            self._wrong(path, raw, "a list of pairs of numbers", "Write [[0, 1], [300, 2]].")
            return None
        rows = []
        for position, (x, y) in enumerate(raw):
            first, second = self.number((*path, str(position)), x), self.number((*path, str(position)), y)
            if first is None or second is None:
                return None
            rows.append((first, second))
        if any(rows[i][0] >= rows[i + 1][0] for i in range(len(rows) - 1)):
            self.say(
                "wrong-value", path, "The thresholds do not rise.", "Order the rows by their first number, each once."
            )
            return None
        return tuple(rows)

    def _condition(self, path: Path, raw: object) -> Node | None:
        if isinstance(raw, str):
            return self.expression(path, raw)
        self._wrong(path, raw, "a condition", 'Write it in quotes: "students > 0".')
        return None

    def _rows_or_name(self, path: Path, raw: object) -> Node | None:
        if isinstance(raw, str) and is_name(raw):
            return Name(raw)
        rows = self.rows(path, raw)
        return None if rows is None else Table(rows)

    def _text(self, path: Path, raw: object) -> str | None:
        if isinstance(raw, str):
            return plain_text(raw)
        self._wrong(path, raw, "a text", f'Write it in quotes: {path[-1]} = "…".')
        return None

    def _texts(self, path: Path, raw: object) -> tuple[str, ...] | None:
        if isinstance(raw, str):
            return (plain_text(raw),)
        if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
            return tuple(plain_text(item) for item in raw)
        self._wrong(path, raw, "a list of texts", f'Write {path[-1]} = ["…", "…"].')
        return None

    def _lines(self, path: Path, raw: object) -> tuple[str, ...] | None:
        lines = self._texts(path, raw)
        if lines == ():
            self.say("wrong-value", path, f"`{path[-1]}` names no line.", "Name a line, or leave the key out.")
        if lines is not None and len(set(lines)) < len(lines):
            self.say("wrong-value", path, f"`{path[-1]}` names a line twice.", "Name each line once.")
        return lines

    def _fact(self, path: Path, raw: object) -> Fraction | str | None:
        return self._text(path, raw) if isinstance(raw, str) else self.number(path, raw)

    def _whole(self, path: Path, raw: object) -> int | None:
        if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < _WIDEST:
            return raw
        self._wrong(path, raw, "a whole number", f"Write {path[-1]} = 1.")
        return None

    def _truth(self, path: Path, raw: object) -> bool | None:
        if isinstance(raw, bool):
            return raw
        self._wrong(path, raw, "true or false", f"Write {path[-1]} = true, without quotes.")
        return None

    def _date(self, path: Path, raw: object) -> date | None:
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        self._wrong(path, raw, "a date", f"Write {path[-1]} = 2030-06-30, without quotes.")
        return None

    def _choice(self, path: Path, raw: object, choices: tuple[str, ...]) -> str | None:
        if isinstance(raw, str) and raw in choices:
            return raw
        near = closest(raw, choices) if isinstance(raw, str) else None
        fix = f"Did you mean {str(near)!r}?" if near else f"Write one of: {', '.join(choices)}."
        self.say("wrong-value", path, f"`{path[-1]}` cannot be {_shown(raw)}.", fix)
        return None

    def _map(self, path: Path, raw: object, reader: Callable[[Path, object], Any]) -> dict[str, Any] | None:
        if not isinstance(raw, dict):
            self._wrong(path, raw, "a table", f'Write {path[-1]} = {{ name = "…" }}.')
            return None
        read: dict[str, Any] = {}
        for given, value in raw.items():
            name = unicodedata.normalize("NFC", given)
            if name in read:
                self.say(
                    "name-taken",
                    (*path, given),
                    f"`{name}` stands here twice, in two spellings that look alike.",
                    "Keep one, or choose another name.",
                )
            read[name] = reader((*path, given), value)
        return {name: value for name, value in read.items() if value is not None}

    def _rounding(self, path: Path, raw: object) -> Rounding | str | None:
        if isinstance(raw, str) and raw in ROUNDING_WORDS:
            return raw if raw == "none" else Rounding(_DIGITS_OF_WORDS[raw])
        fix = f'Write one of {", ".join(ROUNDING_WORDS)}, a number of digits, or {{ digits = 2, mode = "down" }}.'
        digits, mode = raw, "half_up"
        if isinstance(raw, dict):
            digits, mode = raw.get("digits"), raw.get("mode", "half_up")
            if set(raw) - {"digits", "mode"}:
                self._wrong(path, raw, "a rounding", fix)
                return None
        modes = [str(one) for one in WRITTEN_MODES]
        if isinstance(digits, bool) or not isinstance(digits, int) or mode not in modes:
            self._wrong(path, raw, f"a rounding (modes: {', '.join(modes)})", fix)
            return None
        if not ROUNDING_DIGITS[0] <= digits <= ROUNDING_DIGITS[1]:
            self.say(
                "wrong-value",
                path,
                f"Rounding to {_shown(digits)} digits is out of bounds.",
                f"Write digits from {ROUNDING_DIGITS[0]} to {ROUNDING_DIGITS[1]}.",
            )
            return None
        return Rounding(digits, Mode(mode))

    def _wrong(self, path: Path, raw: object, wanted: str, fix: str) -> None:
        self.say("wrong-type", path, f"`{path[-1]}` must be {wanted}, not {_shown(raw)}.", fix)

    def _unknown(self, path: Path, known: dict[str, Key]) -> None:
        near = closest(path[-1], known)
        fix = f"Did you mean `{near}`?" if near else f"The keys here are {', '.join(known)}."
        self.say("unknown-key", path, f"There is no key `{path[-1]}` here.", fix)


def _shown(raw: object) -> str:
    """Write a wrong value shortly, whatever it is."""
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) >= _WIDEST:
        return "a number of more than 40 digits"
    if isinstance(raw, Fraction):
        return f"{raw}"[:40]
    text = (
        repr(raw)
        if isinstance(raw, (str, int, bool))
        else "a list"
        if isinstance(raw, list)
        else "a table"
        if isinstance(raw, dict)
        else "this"
    )
    return text if len(text) <= 60 else text[:57] + "…"  # noqa: PLR2004  what fits on a line
