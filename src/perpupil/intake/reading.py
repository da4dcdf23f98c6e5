"""What is asked of a reader of files, and what it gives back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perpupil import limits
from perpupil.findings import Finding, Place, finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perpupil.facts.table import TextTable


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file of fixed width: its name, the first character it takes (from 1) and how many."""

    name: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody who knows the file says of it; what is left out is found out.

    Attributes:
        sheet: The sheet of a workbook; without it the first one that shows and holds a table.
        encoding: How the letters of a text file are written, such as "cp1252".
        delimiter: The sign between the columns of a text file.
        header_row: The row that holds the headers, from 1.
        layout: The columns of a text file of fixed width.
        birth_dates: Whether birth dates of a roster are kept, to check ages against grades.
        rows_maximum: How many rows are read at most.

    """

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    layout: tuple[Field, ...] = ()
    birth_dates: bool = False
    rows_maximum: int = limits.INTAKE_ROWS


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that was not taken, with what stood in it: for the file that the user names, and for nothing else."""

    source: str
    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables of a file, what is to be said of it, and the rows that were set aside."""

    tables: tuple[TextTable, ...] = ()
    findings: tuple[Finding, ...] = ()
    aside: tuple[SetAside, ...] = ()


def refused(found: Iterable[Finding]) -> Reading:
    """Give no table, only the reasons."""
    return Reading((), tuple(found))


def counted(count: int, noun: str) -> str:
    """Write how many of something there are.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


@dataclass(slots=True)
class Told:
    """Findings of one file as they are made; of one code no more are kept than somebody reads, and the rest is counted.

    No finding of a reader quotes a cell: it names row and column, since a cell may be the name of a child.
    """

    source: str
    findings: list[Finding] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def say(self, code: str, what: str, fix: str, line: int | None = None, path: str = "") -> None:
        """Add a finding."""
        self._counts[code] += 1
        if self._counts[code] <= limits.FINDINGS_ALIKE:
            self.findings.append(finding(code, Place(self.source, line, path=path), what, fix))

    def made(self, code: str, what: str, fix: str, line: int | None = None) -> Finding:
        """Make a finding that ends the reading, and leave it to whoever ends it."""
        return finding(code, Place(self.source, line), what, fix)

    def all(self) -> tuple[Finding, ...]:
        """Give the findings, with one that counts each kind of which there were too many."""
        beyond = [
            finding(
                code, Place(self.source), f"There are {count - limits.FINDINGS_ALIKE:,} more like it.", "See above."
            )
            for code, count in self._counts.items()
            if count > limits.FINDINGS_ALIKE
        ]
        return (*self.findings, *beyond)
