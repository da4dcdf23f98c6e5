"""Reading the tables of `autonomy.toml` one by one, and what every one of them is checked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from perpupil.formula.keys import Key, KeyType
from perpupil.formula.typed import Reader
from perpupil.money import CENTS

Path = tuple[str, ...]
Read = Mapping[str, Any]
YEARS = range(1900, 2200)


def under_names(reader: Reader, path: Path, tables: object, keys: Sequence[Key]) -> dict[str, Read]:
    """Read the tables under a key, each by its name; none where the key is not there."""
    if tables is None:
        return {}
    if not isinstance(tables, dict):
        reader.say("wrong-type", path, f"`{path[-1]}` must be tables.", f"Write [{path[-1]}.NAME] with its keys below.")
        return {}
    return {name: whole(reader, (*path, name), raw, keys) for name, raw in tables.items()}


def in_list(reader: Reader, path: Path, tables: object, keys: Sequence[Key]) -> list[tuple[Path, Read]]:
    """Read the tables in a list, each with its path; none where the key is not there."""
    if tables is None:
        return []
    if not isinstance(tables, list):
        reader.say(
            "wrong-type", path, f"`{path[-1]}` must be a list of tables.", f"Write {path[-1]} = [{{ … }}, {{ … }}]."
        )
        return []
    return [((*path, str(at)), whole(reader, (*path, str(at)), raw, keys)) for at, raw in enumerate(tables)]


def whole(reader: Reader, path: Path, raw: object, keys: Sequence[Key]) -> Read:
    """Read one table; required texts are not empty, amounts are whole cents and not negative, years are years."""
    read = reader.table(path, raw, keys)
    for key in keys:
        if key.name not in read:
            continue
        value, where = read[key.name], (*path, key.name)
        if key.type is KeyType.TEXT and key.required and not value.strip():
            reader.say("missing-key", where, f"`{key.name}` is empty.", "Say it in a few words.")
        if key.type is KeyType.TEXTS and (not all(one.strip() for one in value) or len(set(value)) < len(value)):
            reader.say("wrong-value", where, f"`{key.name}` holds an empty text, or one twice.", "Name each once.")
        if key.denomination == "dollars":
            amounts = value.items() if isinstance(value, dict) else [("", value)]
            _check_amounts(reader, where, amounts)
        if key.type is KeyType.WHOLE and key.name in {"year", "since", "until"} and value not in YEARS:
            reader.say("wrong-value", where, "This is no fiscal year.", f"Write it in four digits: {key.name} = 2027.")
    return read


def _check_amounts(reader: Reader, path: Path, amounts: Iterable[tuple[str, Any]]) -> None:
    for name, amount in amounts:
        if amount < 0 or (amount * CENTS).denominator != 1:
            where = (*path, name) if name else path
            what = f"`{where[-1][:40]}` must be an amount in whole cents, and not below zero."
            reader.say("wrong-value", where, what, "Write it as 1234.50.")


def require_known(reader: Reader, path: Path, names: Iterable[str], known: Iterable[str], noun: str) -> None:
    """Say which names are not known."""
    there = list(known)
    for name in names:
        if name not in there:
            some = ", ".join(there[:8]) or "none"
            what = f"There is no {noun} {name[:40]!r}."
            reader.say("unknown-name", path, what, f"Those there are: {some}{' …' if len(there) > 8 else ''}.")  # noqa: PLR2004  what fits on a line


def require_after(reader: Reader, path: Path, read: Read, first: str, last: str) -> None:
    """Say where a last day or year lies before the first."""
    if {first, last} <= read.keys() and read[last] < read[first]:
        what = f"`{last}`, {read[last]}, lies before `{first}`, {read[first]}."
        reader.say("wrong-value", (*path, last), what, "Mend one of the two.")
