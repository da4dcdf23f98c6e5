r"""Rules as text: a file of TOML that is kept with the source, read again for the next upload, and can be mended by hand.

>>> rule = Rule("pad_ids", "students", "schoolId", width=4, why="The export drops zeros.")
>>> print(write_rules([rule]), end="")
repairs = 1
<BLANKLINE>
[[repair]]
kind = "pad_ids"
dataset = "students"
column = "schoolId"
width = 4
why = "The export drops zeros."
>>> read_rules(write_rules([rule]).encode(), "repairs.toml") == ((rule,), ())
True
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from perpupil.findings import Finding, finding
from perpupil.formula.source import Source, SourceError, read_source
from perpupil.intake.cells import is_masked
from perpupil.intake.dates import Order
from perpupil.intake.repairs import KINDS, Rule
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.writing import listed, quoted, table
from perpupil.limits import RULE_VALUES, RULES

VERSION = 1
_KEYS = tuple(one.name for one in fields(Rule))
_TEXTS = ("kind", "dataset", "column", "finding", "why")
_MAPPING = ("map_values", "one_school")
_WIDTH_MAXIMUM = 30


def write_rules(rules: Iterable[Rule]) -> str:
    """Write rules as a file."""
    parts = [f"repairs = {VERSION}\n"]
    for rule in rules:
        lines = ["[[repair]]"]
        for name in _KEYS:
            value = getattr(rule, name)
            if value:
                lines.append(f"{name} = {_written(name, value)}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def read_rules(content: bytes, label: str) -> tuple[tuple[Rule, ...], tuple[Finding, ...]]:
    """Read a file of rules; where anything is wrong with one, no rule is given, and everything that is wrong is told."""
    try:
        source = read_source(content, label)
    except SourceError as error:
        return (), (error.finding,)
    findings = list(_top(source))
    entries = source.values.get("repair", [])
    if findings:
        return (), tuple(findings)
    rules = []
    for at, entry in enumerate(entries):
        wrong = _wrong_types(entry)
        rule = _rule(entry) if not wrong else None
        said = wrong if rule is None else list(faults(rule))
        findings += [finding("bad-repair", source.place(("repair", str(at))), what, fix) for what, fix in said]
        if rule is not None:
            rules.append(rule)
    findings += [finding("bad-repair", source.place(("repair",)), what, fix) for what, fix in _conflicts(rules)]
    return (() if findings else tuple(rules)), tuple(findings)


def faults(rule: Rule) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a rule, and what to do."""
    kind = KINDS.get(rule.kind)
    if kind is None:
        yield f"There is no repair {rule.kind[:40]!r}.", f"The kinds are {', '.join(KINDS)}."
        return
    for name in kind.needs:
        if not getattr(rule, name):
            yield f"A repair {rule.kind} needs `{name}`.", f"Write it as in:\n{kind.example}"
    if rule.dataset and (rule.dataset not in SCHEMAS or (kind.datasets and rule.dataset not in kind.datasets)):
        yield f"{rule.kind} is not for {rule.dataset[:40]!r}.", f"Name one of {', '.join(kind.datasets or SCHEMAS)}."
        return
    yield from _column_faults(rule)
    meanings = rule.meanings
    if len(rule.values) > RULE_VALUES or rule.width > _WIDTH_MAXIMUM or rule.width < 0:
        yield (
            "The repair is out of bounds.",
            f"At most {RULE_VALUES:,} values, and a width of at most {_WIDTH_MAXIMUM}.",
        )
    for before in meanings:
        if rule.kind == "map_values" and is_masked(before):
            yield f"`{before[:20]}` stands for several numbers.", "Ask for the file with every count as it is."
    if rule.kind in _MAPPING:
        for before, after in rule.values:
            if meanings.get(after, after) != after:
                yield (
                    f"{before[:20]!r} means {after[:20]!r}, which means something else.",
                    "Write what it means in the end.",
                )
    if rule.kind == "date_order" and meanings.get("order") not in set(Order):
        yield "The repair does not say which comes first.", f'Write values = {{ order = "{Order.MONTH_FIRST}" }}.'


def _column_faults(rule: Rule) -> Iterator[tuple[str, str]]:
    schema = SCHEMAS.get(rule.dataset)
    columns = [name for name in (rule.column, *(name for name, _ in rule.where)) if name]
    for name in columns:
        if schema is not None and not schema.allows(name):
            known = ", ".join(one.name for one in schema.columns)
            yield f"{rule.dataset} has no column {name[:40]!r}.", f"Its columns are {known}."


def _conflicts(rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """Find a text that two rules give two meanings, in the same rows of the same column."""
    said: dict[tuple[object, ...], str] = {}
    for rule in rules:
        for before, after in rule.values if rule.kind in _MAPPING else ():
            told = said.setdefault((rule.kind, rule.dataset, rule.column, rule.where, before), after)
            if told != after:
                yield (
                    f"{before[:20]!r} means {told[:20]!r} in one repair and {after[:20]!r} in another.",
                    "Keep the one that is right.",
                )


def _top(source: Source) -> Iterator[Finding]:
    """Check the top of the file."""
    for name in source.values:
        if name not in {"repairs", "repair"}:
            yield finding(
                "bad-repair", source.place((name,)), f"There is no key {name[:40]!r}.", "Write [[repair]] for each."
            )
    if source.values.get("repairs") != VERSION:
        yield finding(
            "bad-repair",
            source.place(("repairs",)),
            "The file does not say its version.",
            f"Write repairs = {VERSION} at the top.",
        )
    entries = source.values.get("repair", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        yield finding(
            "bad-repair", source.place(("repair",)), "The repairs are not a list.", "Write [[repair]] above each."
        )
    elif len(entries) > RULES:
        yield finding(
            "too-large",
            source.place(("repair",)),
            f"There are {len(entries):,} repairs.",
            f"At most {RULES:,} are read.",
        )


def _wrong_types(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say which keys of a repair are unknown or of another type."""
    wrong = []
    for name, value in entry.items():
        if name not in _KEYS:
            wrong.append((f"A repair has no key {name[:40]!r}.", f"The keys are {', '.join(_KEYS)}."))
        elif not _is_right(name, value):
            wrong.append((f"`{name}` is of another type than it should be.", "Look at the examples in the reference."))
    return wrong


def _is_right(name: str, value: object) -> bool:
    if name in _TEXTS:
        return isinstance(value, str)
    if name == "width":
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, dict):
        return False
    if name == "values":
        return all(isinstance(one, str) for one in value.values())
    return all(isinstance(one, list) and all(isinstance(text, str) for text in one) for one in value.values())


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(
        **{name: entry[name] for name in (*_TEXTS, "width") if name in entry},
        values=tuple(entry.get("values", {}).items()),
        where=tuple((name, tuple(texts)) for name, texts in entry.get("where", {}).items()),
    )


def _written(name: str, value: Any) -> str:  # noqa: ANN401  a key holds what its name says
    if name == "values":
        return table({before: quoted(after) for before, after in value})
    if name == "where":
        return table({column: listed(texts) for column, texts in value})
    return str(value) if name == "width" else quoted(value)
