"""A formula in an analyst's hand: to be looked at, changed rule by rule, and worked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perpupil.exact.numerals import write_number
from perpupil.findings import has_errors
from perpupil.formula import spans
from perpupil.formula.reading import read_formula as read_record
from perpupil.formula.records import ByText
from perpupil.formula.syntax import Table as Rows
from perpupil.formula.syntax import written
from perpupil.formula.wording import Wording
from perpupil.notebook import editing
from perpupil.notebook.columns import Texts
from perpupil.notebook.numbers import Number, ending, exact
from perpupil.notebook.refusal import Refused, files_refused, refuse, require_known
from perpupil.notebook.shown import Shown
from perpupil.notebook.tables import Table
from perpupil.workspace.files import find_files, read

if TYPE_CHECKING:
    from fractions import Fraction

    from perpupil.documents.page import Page
    from perpupil.findings import Finding
    from perpupil.formula.records import Formula as Record
    from perpupil.formula.records import Parameter
    from perpupil.workspace.files import FormulaFiles


_CHANGED = " (changed)"
"""Behind the name of a formula whose text is no longer that of the file, so that nobody looks for a mistake there."""


class GivenPool(NamedTuple):
    """An amount that was given for a pool, in dollars."""

    pool: str
    amount: Fraction
    source: str


@dataclass(frozen=True, eq=False, repr=False)
class Formula(Shown):
    """What a district decided. It never changes: every change gives another formula."""

    record: Record = field(repr=False)
    """The formula as the engine has it."""
    findings: tuple[Finding, ...] = ()
    """Warnings and notes from reading it."""
    files: FormulaFiles | None = None
    """The files that lie beside it; None when it was read from bytes."""
    given: tuple[GivenPool, ...] = ()
    """Amounts of pools that stand in the place of the formula's own, as a pool file gives them."""

    @property
    def title(self) -> str:
        """Its title."""
        return self.record.title

    @property
    def equity(self) -> str:
        """The district's own definition of equity."""
        return self.record.equity

    @property
    def text(self) -> str:
        """The formula as it is written, with whatever was changed."""
        return self.record.origin.text

    @cached_property
    def parameters(self) -> Table:
        """What was decided by number: name, title, value, owner, source."""
        return Table(f"Parameters of {self.title}", self._parameter_cells)

    @cached_property
    def lines(self) -> Table:
        """Its lines: name, title, kind, what the rule says, fund, use."""
        return Table(f"Lines of {self.title}", self._line_cells)

    def text_of(self, name: str) -> str:
        """Give the text of one parameter, count, step, line or pool, as it is written.

        Args:
            name: Its name, or `kind.name` such as `pool.schools` or `line.base`.

        Raises:
            Refused: The formula has no such thing.

        """
        return editing.text_of(self.record.origin, self._path(name))

    def with_parameter(self, name: str, value: Number) -> Formula:
        """Give the formula with another value of a parameter.

        Args:
            name: The parameter.
            value: The new value: a whole number, a text such as `"0.4"`, a Decimal or a Fraction; never a float.

        Raises:
            Refused: There is no such parameter that is a number, or the value is no exact decimal.

        """
        require_number(self.record, name)
        text = write_number(ending(value, f"Parameter {name!r}"))
        source, path = self.record.origin, ("parameters", name, "value")
        changed = spans.with_value(source, path if path in source.keys else path[:2], text)
        amount = exact(value, name)
        given = (one._replace(amount=amount) if self._rests_on(one.pool, name) else one for one in self.given)
        return self._reread(changed, tuple(given))

    def with_pool(self, name: str, amount: Number) -> Formula:
        """Give the formula with another amount of a pool, in dollars; the text stays, as with a pool file.

        Raises:
            Refused: There is no such pool, or the amount is no exact number.

        """
        require_known("pool", name, self.record.pools)
        return self.with_given((GivenPool(name, exact(amount, f"The amount of pool {name!r}"), "given"),))

    def with_given(self, given: tuple[GivenPool, ...]) -> Formula:
        """Give the formula with amounts in its pools."""
        record = self.record
        for one in given:
            record = record.with_pool(*one)
        pools = {one.pool for one in given}
        kept = tuple(one for one in self.given if one.pool not in pools)
        return replace(self, record=record, given=(*kept, *given))

    def with_line(self, name: str, text: str) -> Formula:
        """Give the formula with another rule for a line, or with a line more.

        Args:
            name: The line.
            text: The keys of its table, as they stand in a formula below `[line.NAME]`.

        Raises:
            Refused: The formula cannot be read with it; every reason is told.

        """
        return self.edited(f"[line.{name}]\n{text}")

    def with_step(self, name: str, text: str) -> Formula:
        """Give the formula with another rule for a step, or with a step more; see `with_line`."""
        return self.edited(f"[step.{name}]\n{text}")

    def without(self, name: str) -> Formula:
        """Give the formula without a line, a step, a count, a parameter or a pool.

        Raises:
            Refused: There is none of that name, or something else needs it.

        """
        return self._reread(editing.without(self.record.origin, self._path(name)), self.given)

    def edited(self, text: str) -> Formula:
        """Give the formula with tables put in the place of those of the same name, and those added that are new.

        Parameters, counts, steps, lines and pools are changed one by one, whole; expectations are added. Comments and order stay.

        Raises:
            Refused: The formula cannot be read with it; every reason is told.

        """
        return self._reread(editing.edited(self.record.origin, text), self.given)

    def _reread(self, text: str, given: tuple[GivenPool, ...]) -> Formula:
        """Read the formula from another text, and put given amounts into its pools."""
        label = self.record.origin.label.removesuffix(_CHANGED) + _CHANGED
        read = formula_of(text.encode(), label, self.files)
        return read.with_given(tuple(one for one in given if one.pool in read.record.pools))

    def _rests_on(self, pool: str, parameter: str) -> bool:
        """Whether the amount of a pool is a parameter and nothing else."""
        found = self.record.pool_parameter(pool)
        return found is not None and found.name == parameter

    def _path(self, name: str) -> tuple[str, ...]:
        """Find what a name stands for."""
        one = self.record
        shelves = {
            "parameters": one.parameters,
            "counts": one.counts,
            "step": one.steps,
            "line": one.lines,
            "pool": one.pools,
        }
        kind, point, rest = name.partition(".")
        if point and kind in shelves and rest in shelves[kind]:
            return kind, rest
        found = next((shelf for shelf, things in shelves.items() if name in things), None)
        if found is None:
            require_known("part of the formula", name, (each for things in shelves.values() for each in things))
        return str(found), name

    def _parameter_cells(self) -> list[Texts]:
        every = list(self.record.parameters.values())
        return [
            Texts("name", [one.name for one in every]),
            Texts("title", [one.title for one in every]),
            Texts("value", [_value(one) for one in every]),
            Texts("owner", [one.owner for one in every]),
            Texts("source", [one.source for one in every]),
        ]

    def _line_cells(self) -> list[Texts]:
        every = list(self.record.lines.values())
        wording = Wording.of(self.record, {})
        return [
            Texts("line", [one.name for one in every]),
            Texts("title", [one.title or one.name for one in every]),
            Texts("kind", [one.kind or "value" for one in every]),
            Texts("rule", [wording.rule(one) for one in every]),
            Texts("fund", [one.fund for one in every]),
            Texts("use", [one.use for one in every]),
        ]

    def _page(self) -> Page:
        from perpupil.notebook.pages import formula_page  # noqa: PLC0415  only when somebody looks

        return formula_page(self)


def read_formula(source: str | PathLike[str] | bytes) -> Formula:
    """Read a formula.

    Args:
        source: The path of a formula or of the folder that holds `formula.toml`; or its text, as bytes or as a string of several lines.

    Raises:
        Refused: There is no such file, or the formula has mistakes; all of them are told.

    """
    if isinstance(source, str) and "\n" in source:
        source = source.encode()
    if isinstance(source, bytes):
        return formula_of(source, "formula", None)
    if not isinstance(source, str | PathLike):
        raise Refused(
            f"A formula cannot be read from a {type(source).__name__}. Give its path, its folder or its text."
        )
    with files_refused():
        files = find_files(Path(source))
        return formula_of(read(files.formula), fspath(files.formula), files)


def formula_of(content: bytes, label: str, files: FormulaFiles | None) -> Formula:
    """Read a formula's text.

    Raises:
        Refused: It has mistakes.

    """
    record, findings = read_record(content, label)
    if record is None or has_errors(findings):
        raise refuse(findings, "The formula cannot be read.")
    return Formula(record, findings, files)


def require_number(record: Record, name: str) -> None:
    """Require that a formula has a parameter that is one number.

    Raises:
        Refused: It has none of that name, or it is a table.

    """
    require_known("parameter", name, record.parameters)
    value = record.parameters[name].value
    if isinstance(value, ByText | tuple):
        kind = "a list by text" if isinstance(value, ByText) else "a table"
        raise Refused(
            f"Parameter {name!r} is {kind}, not one number. Change it with edited(), as [parameters] and {name} = {{ … }}."
        )


def _value(parameter: Parameter) -> str:
    """Write a parameter's value as text."""
    match parameter.value:
        case ByText(values=values):
            return ", ".join(f"{text} {write_number(number)}" for text, number in values.items())
        case tuple() as rows:
            return written(Rows(rows))
        case number:
            return write_number(number)
