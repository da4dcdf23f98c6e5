"""A formula carried over to the next year: its year set, every decided number marked to be confirmed, ended adjustments taken out.

It is the text that is changed: comments and order stay, and whatever cannot be taken out safely stays too and is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from perpupil.findings import Severity
from perpupil.formula.reading import read_formula
from perpupil.formula.source import SourceError, read_source
from perpupil.formula.spans import Edit, InParts, edited, value_span, without
from perpupil.formula.syntax import names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from perpupil.formula.records import Formula, Line, Parameter, Pool
    from perpupil.formula.source import Path, Source

_MARK = "confirm = true"
_USERS_SHOWN = 3
_BEHIND = re.compile(r"[ \t]*,[ \t]*")
_REST_OF_LINE = re.compile(r"[ \t]*(#[^\n]*)?\n")
_BEFORE = re.compile(r",\s*\Z")


@dataclass(frozen=True, slots=True)
class Ended:
    """An adjustment that has ended and still stands in the formula."""

    line: Line
    why: str
    """What keeps it from being taken out."""


@dataclass(frozen=True, slots=True)
class NextFormula:
    """The formula of the next year."""

    text: str
    formula: Formula
    dropped: tuple[Line, ...]
    """Adjustments that ended before the year begins, as they were."""
    stayed: tuple[Ended, ...]

    @property
    def to_confirm(self) -> tuple[Parameter | Pool, ...]:
        """What somebody must confirm, in the order of the formula."""
        decided: list[Parameter | Pool] = [*self.formula.parameters.values(), *self.formula.pools.values()]
        return tuple(one for one in decided if one.confirm)


def next_formula(formula: Formula, year: int, begins: date, filled: Collection[str] = ()) -> NextFormula:
    """Carry a formula over.

    Args:
        formula: The formula of the year before, without an error.
        year: The new fiscal year, by the year in which it ends.
        begins: Its first day; what ended before it is dropped.
        filled: Pools whose amount another file gives, so that nobody confirms the one that is written.

    """
    marked = read_source(_marked(formula.origin, year, filled).encode(), formula.origin.label)
    ended = [line for line in formula.lines.values() if line.until is not None and line.until < begins]
    source, dropped, reasons = _dropped(marked, ended)
    made, findings = read_formula(source.text.encode(), source.label)
    if made is None:
        message = f"the formula cannot be read after it was carried over: {findings[0].what}"
        raise ValueError(message)
    stayed = tuple(Ended(line, reasons[line.name]) for line in ended if line not in dropped)
    return NextFormula(source.text, made, tuple(dropped), stayed)


def _marked(source: Source, year: int, filled: Collection[str]) -> str:
    """Set the year, and mark every parameter and every pool whose amount is written as a number."""
    pools = {name: one for name, one in source.values.get("pool", {}).items() if name not in filled}
    paths = [("parameters", name) for name in source.values.get("parameters", {})]
    paths += [("pool", name) for name, one in pools.items() if not isinstance(one.get("amount"), str)]
    edits = [edit for path in paths if (edit := _mark(source, path)) is not None]
    return edited(source.text, [_year(source, year), *edits])


def _year(source: Source, year: int) -> Edit:
    if ("year",) in source.keys:
        return Edit(*value_span(source, ("year",)), str(year))
    _, end = value_span(source, ("title",))
    return Edit(end, end, f"\nyear = {year}")


def _mark(source: Source, path: Path) -> Edit | None:
    """Mark one table to be confirmed, in whichever way it is written."""
    section, name = path
    value, text = source.values[section][name], source.text
    if not isinstance(value, dict):
        start, end = value_span(source, path)
        return Edit(start, end, f"{{ value = {text[start:end]}, {_MARK} }}")
    if "confirm" in value:
        return Edit(*value_span(source, (*path, "confirm")), "true")
    start_of_table = source.keys.get(path)
    if start_of_table is None:
        return _mark_among_keys(source, path)
    if text[start_of_table] == "[":
        end = text.find("\n", start_of_table)
        return Edit(end, end, f"\n{_MARK}")
    _, end = value_span(source, path)
    inside = text[: end - 1].rstrip()
    return Edit(len(inside), end, f", {_MARK} }}")


def _mark_among_keys(source: Source, path: Path) -> Edit | None:
    """Mark a table whose keys stand one by one, as in `base.value = 4_000`."""
    at = min(
        (at for key, at in source.keys.items() if key[: len(path)] == path and source.text[at] != "["), default=None
    )
    if at is None:
        return None
    before, _, _ = source.text[at : source.text.index("=", at)].rpartition(".")
    return Edit(at, at, f"{before.rstrip()}.{_MARK}\n")


def _dropped(source: Source, ended: list[Line]) -> tuple[Source, list[Line], dict[str, str]]:
    """Take lines out as long as the formula can still be read; give what was dropped, and for the others the reason."""
    dropped: list[Line] = []
    reasons: dict[str, str] = {}
    is_going_on = True
    while is_going_on:
        is_going_on = False
        for line in ended:
            if line in dropped:
                continue
            lighter = _without_line(source, line.name)
            if isinstance(lighter, str):
                reasons[line.name] = lighter
            else:
                source, is_going_on = lighter, True
                dropped.append(line)
    return source, dropped, reasons


def _without_line(source: Source, name: str) -> Source | str:
    """Take one line out, and its name out of the lists that name it; say what stands against it if the rest cannot be read."""
    try:
        lighter = read_source(without(source, ("line", name), with_comment=True).encode(), source.label)
        for path in _lists_with(lighter, name):
            lighter = _without_item(lighter, path, name)
    except (InParts, KeyError):
        return "It does not stand in one piece."
    except SourceError as mistake:
        return mistake.finding.what
    formula, findings = read_formula(lighter.text.encode(), source.label)
    if formula is None:
        return next(one.what for one in findings if one.severity is Severity.ERROR)
    # A name that no table declares any more would be read as a column of facts.
    return f"{_users(formula, name)} still counts on it." if name in formula.columns else lighter


def _users(formula: Formula, name: str) -> str:
    """Name the rules that refer to a name."""
    users = [
        one.name
        for one in formula.definitions.values()
        if any(name in names(tree) for tree in (one.expression, one.when) if tree is not None)
    ]
    return ", ".join(f"`{user}`" for user in users[:_USERS_SHOWN]) or "An expectation"


def _lists_with(source: Source, name: str) -> Iterator[Path]:
    """Find the lists of lines that name a line: those of pools, and what an adjustment covers."""
    for section, keys in (("pool", ("lines", "protect")), ("line", ("of",))):
        for member, table in source.values.get(section, {}).items():
            for key in keys:
                if isinstance(table, dict) and isinstance(table.get(key), list) and name in table[key]:
                    yield (section, member, key)


def _without_item(source: Source, path: Path, name: str) -> Source:
    """Take a name out of a list; a list of protected lines that is then empty goes too."""
    section, member, key = path
    names = source.values[section][member][key]
    if key == "protect" and names == [name]:
        return read_source(without(source, path, with_comment=True).encode(), source.label)
    text, start = source.text, source.content[*path, str(names.index(name))] - 1
    end = start + len(name) + 2
    if (behind := _BEHIND.match(text, end)) is not None:
        end = behind.end()
        begin_of_line = text.rfind("\n", 0, start) + 1
        rest = _REST_OF_LINE.match(text, end)
        if rest is not None and not text[begin_of_line:start].strip():
            start, end = begin_of_line, rest.end()
    elif (before := _BEFORE.search(text[:start])) is not None:
        start = before.start()
    return read_source(edited(text, [Edit(start, end, "")]).encode(), source.label)


def still_says(formula: Formula, year: int) -> tuple[str, ...]:
    r"""Give the keys at the top of a formula whose text names a year, such as the title of the year before.

    >>> formula, _ = read_formula(b'language = 1\ntitle = "Budget FY2027"\nfacts.unit = "id"\nline.a.value = 1\n')
    >>> still_says(formula, 2027)
    ('title',)
    """
    texts = {"title": formula.title, "equity": formula.equity, "source": formula.source, "note": formula.note}
    return tuple(key for key, text in texts.items() if str(year) in text)
