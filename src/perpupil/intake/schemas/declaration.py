"""What a dataset declares: its columns, once, for reading, guessing, checking, templates and documentation alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Type(StrEnum):
    """What a cell of a column holds, in the words of the documentation."""

    ID = "id"
    """Tells one student, person or position from another; text, zeros kept."""
    SCHOOL = "school code"
    """Text, zeros kept."""
    CODE = "code"
    """A word of a list, or of the district's own list."""
    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    MONEY = "money"
    AMOUNT = "amount"
    """Money as fine as the file has it: a formula's rounding decides about cents."""
    DATE = "date"
    FLAG = "yes or no"
    GRADE = "grade"
    YEAR = "fiscal year"
    SHARE = "share"


HOW_TO_WRITE: Mapping[Type, str] = {
    Type.ID: "as the system has it, zeros in front kept",
    Type.SCHOOL: "as the system has it, zeros in front kept",
    Type.CODE: "one word",
    Type.TEXT: "anything",
    Type.WHOLE: "digits, such as 412",
    Type.NUMBER: "digits with a point, such as 0.5",
    Type.MONEY: "dollars and cents, such as -1234.50",
    Type.AMOUNT: "dollars as fine as they are known, such as 8516.35125",
    Type.DATE: "year-month-day, such as 2026-10-01",
    Type.FLAG: "yes or no",
    Type.GRADE: "PK, K or 1 to 12",
    Type.YEAR: "the year in which it ends, such as 2027",
    Type.SHARE: "a share such as 0.172, or 17.2%",
}
"""How each is written without any doubt; much else is read too."""

_SHOWN_OF_PEOPLE = frozenset({Type.SCHOOL, Type.GRADE, Type.CODE, Type.FLAG, Type.MONEY, Type.YEAR})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    example: str = ""
    other_names: tuple[str, ...] = ()
    """What other systems call it, in words; spelling, case and order of words do not matter."""
    last_names: tuple[str, ...] = ()
    """What it goes by where the file has nothing better: `School` may be a code or a name."""
    allowed: tuple[str, ...] = ()
    """The words that may stand here; empty where any may."""
    meanings: tuple[tuple[str, str], ...] = ()
    """Words of other systems, and the allowed word that each means."""
    is_personal: bool = False
    """Whether it could name a person, so that no cell of it is ever shown."""
    tells_apart: bool = False
    """Whether its cells differ from row to row within a year; a header whose cells mostly repeat cannot be it."""
    stand_ins: tuple[str, ...] = ()
    """The columns whose header serves for this one as well where it has none of its own, the best first; where it has last names, only
    under one of them."""
    not_known: frozenset[str] = frozenset()
    """Texts, in small letters, by which the file says that a value is not known; they stay as they stand."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A dataset: what it is for, its columns, and which of them tell its rows apart."""

    dataset: str
    title: str
    meaning: str
    row: str
    """What one row is."""
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    is_about_people: bool = False
    """Whether a row is about one student or one person on the staff."""
    further: tuple[Column, ...] = ()
    """Examples of what a file may hold besides, under headers of its own; empty where every other column is left behind."""

    @property
    def is_open(self) -> bool:
        """Whether a file may have further columns, each kept under its own header."""
        return bool(self.further)

    def column(self, name: str) -> Column:
        """Give a column by its name.

        Raises:
            KeyError: There is none of that name.

        """
        for one in self.columns:
            if one.name == name:
                return one
        raise KeyError(name)

    def has(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return any(one.name == name for one in self.columns)

    def allows(self, name: str) -> bool:
        """Whether a file may have a column of that name.

        >>> from perpupil.intake.schemas import SCHEMAS
        >>> [SCHEMAS[dataset].allows("AMT_ELL") for dataset in ("schools", "school_facts")]
        [False, True]
        """
        return self.is_open or self.has(name)

    def with_columns(self, columns: Iterable[Column]) -> Schema:
        """Give the same dataset with the further columns of one file."""
        return replace(self, columns=(*self.columns, *columns))

    def shows(self, column: str) -> bool:
        """Whether a cell of the column may be shown to people: of a person only school, grade, needs, codes and money.

        >>> from perpupil.intake.schemas import SCHEMAS
        >>> [SCHEMAS["students"].shows(column) for column in ("studentId", "birthDate", "grade", "schoolId")]
        [False, False, True, True]
        """
        if not self.has(column):
            return False
        one = self.column(column)
        return not one.is_personal and (not self.is_about_people or one.type in _SHOWN_OF_PEOPLE)

    def of_type(self, *types: Type) -> tuple[Column, ...]:
        """Give the columns of some types."""
        return tuple(one for one in self.columns if one.type in types)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there."""
        return tuple(one.name for one in self.columns if one.required)


def template(schema: Schema) -> str:
    """Write a file with the headers and one example row, to be filled in.

    >>> from perpupil.intake.schemas import SCHEMAS
    >>> print(template(SCHEMAS["pool"]), end="")
    year,part,name,amount,owner,source,status,pool
    2027,revenue,Local property tax,251000000.00,Treasurer,tax levy,adopted,school_budgets
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = (*schema.columns, *schema.further)
    writer.writerow(one.name for one in columns)
    writer.writerow(one.example for one in columns)
    return text.getvalue()
