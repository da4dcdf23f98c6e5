"""Reading a formula: text in, a frozen formula and findings out; all the mistakes at once, not the first."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from perpupil.facts.binding import Binding
from perpupil.findings import Finding, has_errors
from perpupil.formula import keys
from perpupil.formula.functions import FUNCTIONS, closest
from perpupil.formula.history import read_history
from perpupil.formula.lines import read_lines
from perpupil.formula.ordering import ordered
from perpupil.formula.records import (
    LANGUAGE,
    ByText,
    Count,
    Definition,
    Expectation,
    Formula,
    Line,
    Need,
    Parameter,
    Pool,
    Step,
)
from perpupil.formula.shapes import check_shapes
from perpupil.formula.source import SourceError, read_source
from perpupil.formula.syntax import Name, names, walk, written
from perpupil.formula.trees import ZERO
from perpupil.formula.typed import RESERVED, Reader, is_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perpupil.exact.rounding import Rounding
    from perpupil.formula.source import Path

LINE_ROUNDING_DEFAULT = "cent"
_NAMES_SHOWN = 12


def read_formula(content: bytes, label: str = "formula.toml") -> tuple[Formula | None, tuple[Finding, ...]]:
    """Read a formula file.

    Args:
        content: The bytes of the file.
        label: What to call it in findings.

    Returns:
        The formula, or None when it has errors; and everything that was found.

    """
    try:
        source = read_source(content, label)
    except SourceError as mistake:
        return None, (mistake.finding,)
    reading = _Reading(Reader(source))
    formula = reading.read()
    findings = tuple(dict.fromkeys(reading.reader.findings))
    return (None if has_errors(findings) else formula), findings


class _Reading:
    """One pass over the sections of a file."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.taken: dict[str, Path] = {}
        self.definitions: dict[str, Definition] = {}
        self.year: int | None = None

    def read(self) -> Formula:
        top = self.reader.table((), self.reader.source.values, keys.FILE)
        self._language(top)
        self.year = top.get("year")
        facts = self.reader.table(("facts",), top.get("facts", {}), keys.FACTS)
        binding, noun = self._binding(facts)
        for name in binding.columns:
            self._take(name, ("facts", "columns", name), RESERVED.union(FUNCTIONS) - set(keys.MEASURES))
        parameters = {name: self._parameter(name, raw) for name, raw in self._tables(top, "parameters").items()}
        counts = {name: self._count(name, raw) for name, raw in self._tables(top, "counts").items()}
        steps = {name: self._step(name, raw) for name, raw in self._tables(top, "step").items()}
        default = top.get("round")
        pool_tables = self._tables(top, "pool", shares_names=False)
        lines, workings = read_lines(self.reader, self._tables(top, "line"), default, pool_tables)
        self.definitions.update(workings)
        if not lines and not has_errors(self.reader.findings):
            self.reader.say("no-lines", (), "The formula has no line.", 'Add one: [line.base] with value = "…".')
        pools = self._pools(pool_tables, lines)
        expectations = self._expectations(top.get("expect", []))
        self._require_quantities(lines, expectations)
        self._tell_unconfirmed(parameters, pools)
        columns = self._columns(parameters, counts, steps, lines, expectations)
        self._require_used(expectations, {*columns, *counts, *keys.MEASURES})
        formula = Formula(
            title=top.get("title", ""),
            equity=top.get("equity", ""),
            source=top.get("source", ""),
            note=top.get("note", ""),
            year=top.get("year"),
            published=top.get("published", ""),
            within=top.get("within", Fraction(0)),
            new_unit=top.get("new_unit", ""),
            currency=facts.get("currency", "USD"),
            noun=noun,
            binding=binding,
            prior_columns=MappingProxyType(top.get("prior", {})),
            parameters=MappingProxyType({name: one for name, one in parameters.items() if one is not None}),
            counts=MappingProxyType(counts),
            steps=MappingProxyType(steps),
            lines=MappingProxyType(lines),
            pools=MappingProxyType(pools),
            expectations=expectations,
            definitions=MappingProxyType(ordered(self.definitions, self.reader)),
            columns=columns,
            text_columns=frozenset(_text_columns(parameters, lines)),
            origin=self.reader.source,
        )
        return formula if has_errors(self.reader.findings) else check_shapes(formula, self.reader)

    def _language(self, top: dict[str, Any]) -> None:
        if "language" in top and top["language"] != LANGUAGE:
            self.reader.say(
                "wrong-value",
                ("language",),
                f"Language {top['language']} is not known.",
                f"Write language = {LANGUAGE}.",
            )

    def _tables(self, top: dict[str, Any], section: str, *, shares_names: bool = True) -> dict[str, Any]:
        """Give the tables of a section by name, after checking the names."""
        raw = top.get(section, {})
        if not isinstance(raw, dict):
            self.reader.say(
                "wrong-type", (section,), f"`{section}` must be tables with names.", f"Write [{section}.name]."
            )
            return {}
        kept = {}
        for given, table in raw.items():
            name = unicodedata.normalize("NFC", given)
            if not is_name(name):
                self.reader.say(
                    "bad-name",
                    (section, given),
                    f"`{given[:60]}` cannot be a name.",
                    "Begin with a letter; then letters, digits and `_`.",
                )
            elif not shares_names or self._take(name, (section, given), RESERVED | set(FUNCTIONS)):
                kept[name] = table
        return kept

    def _take(self, name: str, path: Path, reserved: frozenset[str]) -> bool:
        """Reserve a name for one thing."""
        if name in reserved:
            self.reader.say("name-taken", path, f"`{name}` is a word of the language.", "Choose another name.")
            return False
        if name in self.taken:
            self.reader.say(
                "name-taken",
                path,
                f"`{name}` is already declared as {'.'.join(self.taken[name])}.",
                "Choose another name for one of them.",
            )
            return False
        self.taken[name] = path
        return True

    def _binding(self, facts: dict[str, Any]) -> tuple[Binding, str]:
        unit = facts.get("unit", {})
        if isinstance(unit, str):
            unit = {"column": unit}
        elif not isinstance(unit, dict) or ("facts" in self.reader.source.values and unit and "column" not in unit):
            self.reader.say(
                "wrong-type",
                ("facts", "unit"),
                "`unit` must name a column.",
                'Write unit = { column = "SCHOOLCODE", noun = "school" }.',
            )
            unit = {}
        texts = {}
        for key, value in unit.items():
            if key not in {"column", "noun", "name"}:
                self.reader.say(
                    "unknown-key",
                    ("facts", "unit", key),
                    f"There is no key `{key}` here.",
                    "The keys here are column, noun, name.",
                )
            elif not isinstance(value, str):
                self.reader.say("wrong-type", ("facts", "unit", key), f"`{key}` must be a text.", "Write it in quotes.")
            else:
                texts[key] = unicodedata.normalize("NFC", value)
        for name in facts.get("columns", {}):
            if not is_name(name):
                self.reader.say(
                    "bad-name",
                    ("facts", "columns", name),
                    f"`{name[:60]}` cannot be a name.",
                    "Begin with a letter; then letters, digits and `_`.",
                )
        binding = Binding(
            unit_column=texts.get("column", ""),
            name_column=texts.get("name", ""),
            where=facts.get("where", {}),
            columns=facts.get("columns", {}),
            blank=facts.get("blank", {}),
            unknown=frozenset(facts.get("unknown", ())),
        )
        return binding, texts.get("noun", "school")

    def _parameter(self, name: str, raw: object) -> Parameter | None:
        path = ("parameters", name)
        bare = not isinstance(raw, dict)
        read: dict[str, Any] = (
            {"value": self.reader.number(path, raw)} if bare else self.reader.table(path, raw, keys.PARAMETER)
        )
        values = [kind for kind in ("value", "table", "by") if kind in (read if bare else raw)]  # type: ignore[operator]
        if len(values) != 1:
            self.reader.say(
                "wrong-value",
                path,
                "A parameter needs exactly one of `value`, `table` and `by`.",
                "Write value = 4028.47.",
            )
            return None
        strangers = [key for key in ("values", "otherwise") if not bare and key in raw and values != ["by"]]  # type: ignore[operator]
        if strangers:
            self.reader.say(
                "wrong-value", path, f"`{strangers[0]}` goes with `by`.", "Take it out, or write by = a text column."
            )
        value: Any = read.get(values[0])
        if values == ["by"]:
            if "values" not in read:
                self.reader.say("missing-key", path, "`by` needs `values`.", "Write values = { elementary = 395_000 }.")
                return None
            value = ByText(read.get("by", ""), MappingProxyType(read["values"]), read.get("otherwise"))
        if value is None:
            return None
        words = {key: read.get(key, "") for key in ("title", "owner", "source", "note")}
        was = read_history(self.reader, path, read["was"], value, self.year) if "was" in read else ()
        place, confirm = self.reader.source.place(path), read.get("confirm", False)
        return Parameter(name=name, value=value, place=place, was=was, confirm=confirm, **words)

    def _count(self, name: str, raw: object) -> Count:
        path = ("counts", name)
        read = self.reader.table(path, raw, keys.COUNT)
        if "level" in read and "need" not in read:
            self.reader.say("missing-key", path, "`level` needs `need`.", 'Write need = "ell".')
        if isinstance(raw, dict) and not set(raw) & {"grades", "need", "any", "all", "none", "measure"}:
            self.reader.say(
                "missing-key", path, "The count asks for nothing.", 'Write grades = ["K"] or need = "autism".'
            )
        need = read.get("need")
        needs = tuple(Need(need, level) for level in read.get("level", (None,))) if need else ()
        return Count(
            name=name,
            grades=read.get("grades", ()),
            needs=needs,
            any=_needs(read.get("any", ())),
            all=_needs(read.get("all", ())),
            none=_needs(read.get("none", ())),
            measure=read.get("measure", "students"),
            title=read.get("title", ""),
            place=self.reader.source.place(path),
        )

    def _step(self, name: str, raw: object) -> Step:
        path = ("step", name)
        read = self.reader.table(path, raw, keys.STEP)
        rounding: Rounding | str | None = read.get("round")
        if "value" in read:
            self.definitions[name] = Definition(
                name, read["value"], None if isinstance(rounding, str) else rounding, (*path, "value")
            )
        return Step(
            name,
            read.get("title", ""),
            read.get("note", ""),
            read.get("published", ""),
            read.get("within", Fraction(0)),
        )

    def _pools(self, tables: Mapping[str, Any], lines: Mapping[str, Line]) -> dict[str, Pool]:
        pools = {}
        claimed: dict[str, str] = {}
        for name, raw in tables.items():
            path = ("pool", name)
            read = self.reader.table(path, raw, keys.POOL)
            members = read.get("lines", tuple(lines) if len(tables) == 1 else ())
            if not members:
                self.reader.say(
                    "missing-key", path, "With several pools each must name its lines.", 'Write lines = ["base"].'
                )
            for key in ("lines", "protect"):
                self._require_lines((*path, key), read.get(key, ()), tuple(lines) if key == "lines" else members)
            for line in members:
                if line in claimed:
                    self.reader.say(
                        "wrong-value",
                        path,
                        f"Line `{line}` is already in pool `{claimed[line]}`.",
                        "A line can be in one pool only.",
                    )
                claimed[line] = name
            pool = Pool(
                name,
                read.get("title", ""),
                tuple(members),
                read.get("protect", ()),
                read.get("method", "scale"),
                self.reader.source.place(path),
                owner=read.get("owner", ""),
                source=read.get("source", ""),
                note=read.get("note", ""),
                confirm=read.get("confirm", False),
            )
            pools[name] = pool
            self._pool_workings(pool, read)
            self._pool_limits(pool, [lines[line] for line in pool.lines if line in lines])
        return pools

    def _pool_workings(self, pool: Pool, read: dict[str, Any]) -> None:
        """Make the definitions of a pool's amount and of what is kept back."""
        path = ("pool", pool.name)
        if "reserve" in read and "reserve_share" in read:
            self.reader.say("wrong-value", path, "A pool has `reserve` or `reserve_share`, not both.", "Take one out.")
        self.definitions[pool.amount] = Definition(pool.amount, read.get("amount", ZERO), None, (*path, "amount"))
        self.definitions[pool.reserve] = Definition(pool.reserve, read.get("reserve", ZERO), None, (*path, "reserve"))
        if "reserve_share" in read:
            share = f"{pool.reserve}.share"
            self.definitions[share] = Definition(share, read["reserve_share"], None, (*path, "reserve_share"))

    def _require_used(self, expectations: tuple[Expectation, ...], used: set[str]) -> None:
        """Require that a made-up unit is given only what the formula asks for."""
        for one in expectations:
            for name in one.given:
                if name not in used:
                    near = closest(name, used)
                    fix = f"Did you mean `{near}`?" if near else "Take it out."
                    self.reader.say(
                        "unknown-name", (*one.path[:-1], "given", name), f"The formula does not ask for `{name}`.", fix
                    )

    def _require_quantities(self, lines: Mapping[str, Line], expectations: tuple[Expectation, ...]) -> None:
        """Require that `line.quantity` is asked only of lines that have one."""
        asked = [(one.path, tree) for one in self.definitions.values() for tree in (one.expression, one.when) if tree]
        asked += [(one.path, one.that) for one in expectations]
        for path, part in ((path, part) for path, tree in asked for part in walk(tree)):
            if isinstance(part, Name) and "." in part.name and part.name not in self.definitions:
                line = part.name.partition(".")[0]
                what = f"Line `{line}` has no quantity." if line in lines else f"There is no line `{line}`."
                fix = "Ask a component line that counts something, such as staffing, for its quantity."
                self.reader.say("unknown-name", path, what, fix, part.at)

    def _pool_limits(self, pool: Pool, members: list[Line]) -> None:
        """Require that limits bound the whole of what a pool gives a unit."""
        others = {line.name for line in members if line.limit is None}
        limits = [line for line in members if line.limit is not None]
        if len({line.kind for line in limits}) < len(limits):
            self.reader.say(
                "wrong-value",
                ("pool", pool.name),
                "The pool has two floors or two caps.",
                "Keep one of each; max(a, b) makes one floor of two.",
            )
        for line in limits:
            if pool.method != "none" and line.limit and set(line.limit.of) != others:
                what = f"In pool `{pool.name}` line `{line.name}` must cover every other line of the pool."
                self.reader.say(
                    "wrong-value",
                    ("line", line.name),
                    what,
                    "Leave `of` out, or put the other lines into a pool of their own.",
                )
            if line.name in pool.protect:
                self.reader.say(
                    "wrong-value",
                    ("pool", pool.name, "protect"),
                    f"`{line.name}` is a limit, which follows from the others.",
                    "Take it out of `protect`.",
                )

    def _tell_unconfirmed(self, parameters: Mapping[str, Parameter | None], pools: Mapping[str, Pool]) -> None:
        """Say in one sentence what was carried over from another year and waits for somebody's word."""
        decided = (("parameters", parameters), ("pool", pools))
        waiting = [(section, one) for section, some in decided for one in some.values() if one and one.confirm]
        if not waiting:
            return
        shown = ", ".join(one.name for _, one in waiting[:_NAMES_SHOWN])
        more = f" and {len(waiting) - _NAMES_SHOWN} more" if len(waiting) > _NAMES_SHOWN else ""
        owners = ", ".join(sorted({one.owner for _, one in waiting if one.owner})[:_NAMES_SHOWN])
        self.reader.say(
            "not-confirmed",
            (waiting[0][0], waiting[0][1].name),
            f"Carried over from another year and not confirmed: {shown}{more}.",
            f"Ask {owners or 'whoever answers for it'}; correct what has changed, and take `confirm` out.",
        )

    def _require_lines(self, path: Path, given: tuple[str, ...], known: tuple[str, ...]) -> None:
        for line in given:
            if line not in known:
                self.reader.say(
                    "unknown-name",
                    path,
                    f"There is no line `{line}` here.",
                    f"The lines are {', '.join(known) or 'none'}.",
                )

    def _expectations(self, raw: object) -> tuple[Expectation, ...]:
        if not isinstance(raw, list):
            self.reader.say("wrong-type", ("expect",), "Expectations are a list of tables.", "Write [[expect]].")
            return ()
        read = []
        for number, table in enumerate(raw):
            path = ("expect", str(number))
            one = self.reader.table(path, table, keys.EXPECT)
            if "that" in one:
                read.append(
                    Expectation(
                        one["that"],
                        one.get("unit", ""),
                        MappingProxyType(one.get("given", {})),
                        one.get("title", ""),
                        (*path, "that"),
                    )
                )
        return tuple(read)

    def _columns(
        self,
        parameters: Mapping[str, Parameter | None],
        counts: Mapping[str, object],
        steps: Mapping[str, object],
        lines: Mapping[str, Line],
        expectations: tuple[Expectation, ...],
    ) -> tuple[str, ...]:
        """Give the names that no table declares, after writing down what each definition refers to."""
        declared = {*parameters, *counts, *steps, *lines, "students", "days", "fte", "allocation"}
        used: dict[str, None] = {}
        for name, definition in self.definitions.items():
            trees = [definition.expression, *([definition.when] if definition.when else [])]
            used.update(dict.fromkeys(name for tree in trees for name in names(tree)))
            parts = [name for tree in trees for name in names(tree, this_year=True)]
            text = written(definition.expression) + (f" when {written(definition.when)}" if definition.when else "")
            self.definitions[name] = replace(
                definition, references=tuple(dict.fromkeys(parts)), text=text, identity=repr(trees)
            )
        for one in expectations:
            used.update(dict.fromkeys(names(one.that)))
        used.update(dict.fromkeys(_text_columns(parameters, lines)))
        return tuple(name for name in used if name not in declared and name not in self.definitions and "." not in name)


def _text_columns(parameters: Mapping[str, Parameter | None], lines: Mapping[str, Line]) -> tuple[str, ...]:
    """Give the columns that a key names as text: of lists by text, and of reasons."""
    by = [one.value.column for one in parameters.values() if one is not None and isinstance(one.value, ByText)]
    return (*by, *(line.reason_column for line in lines.values() if line.reason_column))


def _needs(written_needs: tuple[str, ...]) -> tuple[Need, ...]:
    """Read `name` or `name=level`."""
    read = []
    for text in written_needs:
        name, sign, level = (part.strip() for part in text.partition("="))
        read.append(Need(name, level if sign else None))
    return tuple(read)
