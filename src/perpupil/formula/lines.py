"""Reading the lines of a formula: each becomes a record for reports and the workings it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from perpupil.exact.rounding import Rounding
from perpupil.formula import keys
from perpupil.formula.components import COMPONENTS, Component
from perpupil.formula.components.declaration import Context, Expansion, Settings, Working
from perpupil.formula.functions import closest
from perpupil.formula.keys import Denomination, KeyType
from perpupil.formula.records import Definition, Limit, Line
from perpupil.formula.syntax import Name, Node, names
from perpupil.formula.trees import times
from perpupil.formula.typed import is_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.formula.source import Path
    from perpupil.formula.typed import Reader

_CENT = Rounding(2)
_STUDENT_KEYS = ("students", "students_before")


@dataclass(frozen=True, slots=True)
class _Read:
    """A line whose keys have been read."""

    name: str
    component: Component | None
    values: dict[str, Any]
    rounding: Rounding

    @property
    def path(self) -> Path:
        return ("line", self.name)


def read_lines(
    reader: Reader, tables: Mapping[str, Any], default: Rounding | str | None, pools: Mapping[str, Any]
) -> tuple[dict[str, Line], dict[str, Definition]]:
    """Read every line, and the definitions that the lines stand for; pools say which lines a limit covers."""
    read = [
        _read_line(reader, name, raw, _line_rounding(reader, ("round",), default, _CENT))
        for name, raw in tables.items()
    ]
    groups = _groups(read)
    lines: dict[str, Line] = {}
    definitions: dict[str, Definition] = {}
    for one in read:
        expansion = _expand(reader, one, _covered(one, read, pools), groups, tuple(tables))
        if expansion is not None:
            lines[one.name] = _line(reader, one, expansion)
            definitions.update(_definitions(one, expansion))
    return lines, definitions


def _read_line(reader: Reader, name: str, raw: object, default: Rounding) -> _Read:
    kind = raw.get("kind") if isinstance(raw, dict) else None
    component = COMPONENTS.get(kind) if isinstance(kind, str) else None
    if isinstance(kind, str) and component is None:
        near = closest(kind, COMPONENTS)
        fix = f"Did you mean {near!r}?" if near else f"The kinds are {', '.join(COMPONENTS)}."
        reader.say("wrong-value", ("line", name, "kind"), f"There is no component kind {kind[:60]!r}.", fix)
        return _Read(name, None, {}, default)
    declared = {key.name: key for key in keys.LINE}
    declared.update({key.name: key for key in component.keys} if component else {})
    values = reader.table(("line", name), raw, tuple(declared.values()))
    if isinstance(raw, dict) and ("value" in raw) == ("kind" in raw):
        reader.say(
            "missing-key",
            ("line", name),
            "A line has either `value` or `kind`.",
            'Write value = "students * base", or kind = "per_student".',
        )
    return _Read(name, component, values, _line_rounding(reader, ("line", name, "round"), values.get("round"), default))


def _line_rounding(reader: Reader, path: Path, given: Rounding | str | None, default: Rounding) -> Rounding:
    """Give a line's rounding; money is rounded to cents or coarser."""
    if given is None:
        return default
    if isinstance(given, str) or given.digits > _CENT.digits:
        reader.say(
            "finer-than-a-cent",
            path,
            "A line is money and must round to cents or coarser.",
            'Write round = "cent" or "dollar"; a step may stay exact.',
        )
        return default
    return given


def _groups(read: list[_Read]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Give the lines of each weight group, each with the name of its count."""
    groups: dict[str, tuple[tuple[str, str], ...]] = {}
    for one in read:
        group, students = one.values.get("group"), one.values.get("students")
        if isinstance(group, str) and isinstance(students, Name):
            groups[group] = (*groups.get(group, ()), (one.name, students.name))
    return groups


def _covered(one: _Read, read: list[_Read], pools: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the lines that `of` means when it is left out."""
    if not (one.component and one.component.limit):
        return tuple(other.name for other in read if other.component is None or other.component.is_ordinary)
    listed = [raw["lines"] for raw in pools.values() if isinstance(raw, dict) and isinstance(raw.get("lines"), list)]
    mine: list[str] = next((names for names in listed if one.name in names), [other.name for other in read])
    return tuple(other.name for other in read if other.name in mine and not (other.component and other.component.limit))


def _expand(
    reader: Reader,
    one: _Read,
    covered: tuple[str, ...],
    groups: dict[str, tuple[tuple[str, str], ...]],
    known: tuple[str, ...],
) -> Expansion | None:
    """Let the component say what the line stands for; None when its keys do not allow it."""
    if one.component is None:
        return Expansion(amount=one.values["value"]) if "value" in one.values else None
    settings = Settings({key: None if value == "none" else value for key, value in one.values.items()})
    for key in one.component.keys:
        if key.type is KeyType.LINES:
            for line in one.values.get(key.name, ()):
                if line not in known:
                    near = closest(line, known)
                    reader.say(
                        "unknown-name",
                        (*one.path, key.name),
                        f"There is no line `{line}`.",
                        f"Did you mean `{near}`?" if near else f"The lines are {', '.join(known)}.",
                    )
                    return None
    if any(key.required and key.name not in one.values for key in one.component.keys):
        return None
    fault = one.component.faults(settings)
    if fault is not None:
        reader.say("wrong-value", one.path, *fault)
        return None
    context = Context(one.name, one.rounding, covered, groups.get(one.values.get("group", ""), ()))
    return one.component.expand(settings, context)


def _line(reader: Reader, one: _Read, expansion: Expansion) -> Line:
    values, component = one.values, one.component
    settings = Settings(values)
    limit = (
        Limit(component.limit == "floor", f"{one.name}.{component.limit}", expansion.limits)
        if component and component.limit
        else None
    )
    return Line(
        name=one.name,
        title=values.get("title", ""),
        note=values.get("note", ""),
        kind=component.kind if component else "",
        fund=values.get("fund", ""),
        use=values.get("use", ""),
        published=values.get("published", ""),
        within=values.get("within", Fraction(0)),
        published_quantity=values.get("published_quantity", ""),
        has_quantity=expansion.quantity is not None,
        limit=limit,
        sentence=component.sentence(settings) if component else "",
        reason_column=values.get("reason", "") if component and component.kind == "zero_based" else "",
        students=tuple(
            dict.fromkeys(name for key in _STUDENT_KEYS if key in values for name in names(settings.node(key)))
        ),
        until=values.get("until"),
        place=reader.source.place(one.path),
        why=settings.prose("why") if component else "",
        said=_said(settings, component) if component else (),
    )


def _said(settings: Settings, component: Component) -> tuple[tuple[Denomination, Node], ...]:
    """Give the expressions of the keys that are in dollars or a share, where a key was left out its default."""
    said = []
    for key in component.keys:
        default = Name(key.default) if is_name(key.default) else None
        node = settings.get(key.name) if settings.has(key.name) else default
        if key.denomination is not Denomination.NUMBER and isinstance(node, Node):
            said.append((key.denomination, node))
    return tuple(said)


def _definitions(one: _Read, expansion: Expansion) -> dict[str, Definition]:
    """Give the workings of a line, its amount last."""
    name, when, made = one.name, one.values.get("when"), {}
    path = (*one.path, "value") if one.component is None else one.path

    def define(working: Working) -> Name:
        key = f"{name}.{working.suffix}"
        made[key] = Definition(key, working.node, working.rounding, path, None if working.is_always else when)
        return Name(key)

    for working in expansion.workings:
        define(working)
    amount = expansion.amount
    if expansion.quantity is not None and expansion.rate is not None:
        quantity = define(Working("quantity", expansion.quantity))
        rate = define(Working("rate", expansion.rate, expansion.round_rate))
        amount = amount if amount is not None else times(quantity, rate)
    if amount is None:
        message = f"component {one.component} gives neither an amount nor a quantity"
        raise TypeError(message)
    made[name] = Definition(name, amount, _CENT if expansion.is_exact else one.rounding, path, when)
    return made
