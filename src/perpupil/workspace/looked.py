"""What a look at files found: the record that the data desk keeps and shows. It holds counts and no row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from perpupil.intake.effects import Effect
from perpupil.intake.queue import Question
from perpupil.workspace.restoring import restored

VERSION = 1


class OtherVersion(Exception):
    """The record was written by another version of this program: look again."""


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column of a data set and the header of the file that is taken for it."""

    column: str
    header: str
    sure_percent: int
    why: str
    required: bool


@dataclass(frozen=True, slots=True)
class FileSeen:
    """One table of a file, what it was taken for, and what became of its rows: taken, set aside and dropped are all of them."""

    source: str
    dataset: str
    rows: int
    taken: int
    set_aside: int
    dropped: int
    """Rows that a rule left out, such as totals."""
    mended: int
    """Cells that a rule mended."""
    columns: tuple[ColumnSeen, ...]
    unclaimed: tuple[str, ...]
    """Headers that mean nothing known. Empty where they may be a row of people instead of headers."""
    unclaimed_count: int
    missing: tuple[str, ...]
    """Columns that must be there and are not."""


@dataclass(frozen=True, slots=True)
class FindingSeen:
    """A finding about a file as a whole."""

    code: str
    severity: str
    source: str
    """The file, or the table of it."""
    where: str
    """The place in it."""
    what: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a rule has done, decided by somebody or following from the list of schools."""

    dataset: str
    source: str
    kind: str
    """The kind of rule, as `drop_no_shows`."""
    words: str
    """The rule in a sentence."""
    cells: int
    rows: int
    """Rows that it left out."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found. While it goes on, a part of it: questions come before effects."""

    year: int
    files: tuple[FileSeen, ...] = ()
    findings: tuple[FindingSeen, ...] = ()
    questions: tuple[Question, ...] = ()
    """Those that must be decided first, then those to check, the largest first."""
    repaired: tuple[Repaired, ...] = ()
    enrollments: int | None = None
    """Rows of students in the files, one for each enrollment; None where no file is about students."""
    students: int | None = None
    """Students counted with what is decided so far; rows that are set aside count nobody."""
    students_if_repaired: int | None = None
    """Students counted if every suggestion is accepted."""
    schools: int | None = None
    """Schools that are open on the day of the count."""
    effects: Mapping[str, Effect] = field(default_factory=dict)
    """By name of a question; those that are not worked out yet are not there."""
    effect_of_all: Effect | None = None
    """What changes against the facts in force if every suggestion is accepted."""
    cannot: str = ""
    """Why the files cannot be used whatever is decided, as where a column is missing; empty where they can."""
    can_be_used: bool = False
    why_not: str = ""
    """Why the files cannot be used yet, in a sentence; empty where they can."""
    is_done: bool = False
    """Whether the look has ended; otherwise more will come."""

    @property
    def must_decide(self) -> tuple[Question, ...]:
        """The questions that keep the files from being used."""
        return tuple(one for one in self.questions if one.must_decide)

    def question(self, name: str) -> Question | None:
        """Give a question by its name."""
        return next((one for one in self.questions if one.name == name), None)

    def as_data(self) -> dict[str, Any]:
        """Give it as data for JSON."""
        return {"looked": VERSION, **asdict(self)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Looked:
        """Make it of what `as_data` gave, also after JSON.

        Raises:
            OtherVersion: It was written by another version, or is damaged.

        """
        if data.get("looked") != VERSION:
            raise OtherVersion
        try:
            return restored(cls, {name: value for name, value in data.items() if name != "looked"})
        except (KeyError, TypeError, ValueError, AttributeError):
            raise OtherVersion from None
