r"""A mapping: which header of a source means which column, as a person has confirmed it; kept with the source as text.

>>> mapping = ColumnMapping("students", "roster.csv", (("studentId", "Stu #"),), ("Last Name",))
>>> print(mapping.text(), end="")
columns = 1
dataset = "students"
source = "roster.csv"
ignored = ["Last Name"]
<BLANKLINE>
[column]
studentId = "Stu #"
>>> read_mapping(mapping.text().encode(), "columns.toml") == (mapping, ())
True
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perpupil.findings import Finding, finding
from perpupil.formula.source import Source, SourceError, read_source
from perpupil.intake.opening import TYPES
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.schemas.declaration import Schema
from perpupil.intake.writing import key, listed, quoted

VERSION = 1


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which header means which column, and which headers mean nothing."""

    dataset: str
    source: str
    columns: tuple[tuple[str, str], ...]
    """Column and header, in the order in which the dataset declares its columns."""
    ignored: tuple[str, ...] = ()
    """Headers of which a person has said that they are not needed."""
    types: tuple[tuple[str, str], ...] = ()
    """What a further column of an open dataset holds, where its cells are not to be asked."""

    def text(self) -> str:
        """Write it as TOML."""
        lines = [f"columns = {VERSION}", f"dataset = {quoted(self.dataset)}", f"source = {quoted(self.source)}"]
        if self.ignored:
            lines.append(f"ignored = {listed(self.ignored)}")
        lines += ["", "[column]", *(f"{key(column)} = {quoted(header)}" for column, header in self.columns)]
        if self.types:
            lines += ["", "[type]", *(f"{key(column)} = {quoted(told)}" for column, told in self.types)]
        return "\n".join(lines) + "\n"


def read_mapping(content: bytes, label: str) -> tuple[ColumnMapping | None, tuple[Finding, ...]]:
    """Read a mapping; None where anything is wrong with it, and everything that is wrong is told."""
    try:
        source = read_source(content, label)
    except SourceError as error:
        return None, (error.finding,)
    wrong = tuple(_faults(source))
    if wrong:
        return None, wrong
    values = source.values
    order = {one.name: at for at, one in enumerate(SCHEMAS[values["dataset"]].columns)}
    columns = sorted(values.get("column", {}).items(), key=lambda one: order.get(one[0], len(order)))
    return ColumnMapping(
        values["dataset"],
        values.get("source", ""),
        tuple(columns),
        tuple(values.get("ignored", [])),
        tuple(values.get("type", {}).items()),
    ), ()


def _faults(source: Source) -> Iterator[Finding]:
    """Say what is wrong with a mapping."""

    def wrong(name: str, what: str, fix: str) -> Finding:
        return finding("bad-mapping", source.place((name,)), what, fix)

    values = source.values
    for name in values.keys() - {"columns", "dataset", "source", "ignored", "column", "type"}:
        fix = "The keys are columns, dataset, source, ignored, [column] and [type]."
        yield wrong(name, f"There is no key {name[:40]!r}.", fix)
    if values.get("columns") != VERSION:
        yield wrong("columns", "The file does not say its version.", f"Write columns = {VERSION} at the top.")
    if not isinstance(values.get("source", ""), str):
        yield wrong("source", "The source is no text.", 'Write source = "roster.csv".')
    ignored = values.get("ignored", [])
    if not isinstance(ignored, list) or not all(isinstance(one, str) for one in ignored):
        yield wrong("ignored", "The ignored headers are no list of texts.", 'Write ignored = ["Last name"].')
    dataset, columns = values.get("dataset"), values.get("column", {})
    if not isinstance(dataset, str) or dataset not in SCHEMAS:
        yield wrong("dataset", "The file does not say which dataset it is about.", f"Name one of {', '.join(SCHEMAS)}.")
        return
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        yield wrong("column", "A column is given no header.", 'Write each as studentId = "Student number".')
        return
    schema = SCHEMAS[dataset]
    for name in columns:
        if not schema.allows(name):
            known = ", ".join(one.name for one in schema.columns)
            yield wrong("column", f"{dataset} has no column {name[:40]!r}.", f"Its columns are {known}.")
    if _shared(columns, schema):
        yield wrong("column", "One header is given to two columns.", "Give each column a header of its own.")
    types = values.get("type", {})
    if not isinstance(types, dict) or not all(one in TYPES for one in types.values()):
        yield wrong("type", "A column is given no type that is known.", f"Write one of {', '.join(TYPES)}.")
    elif not all(name in columns and not schema.has(name) for name in types):
        yield wrong("type", "A type is given to a column that has none to give.", "Name further columns of [column].")


def _shared(columns: Mapping[str, str], schema: Schema) -> bool:
    """Whether a header is given to two columns of which neither may stand in for the other."""
    headers: dict[str, list[str]] = defaultdict(list)
    for name, header in columns.items():
        headers[header].append(name)
    return any(not _stands_in(names, schema) for names in headers.values() if len(names) > 1)


def _stands_in(names: Sequence[str], schema: Schema) -> bool:
    """Whether one of two columns is a code of its own and serves for the other too."""
    return len(names) == 2 and any(  # noqa: PLR2004  one and the other
        schema.has(one) and other in schema.column(one).stand_ins for one, other in (names, names[::-1])
    )
