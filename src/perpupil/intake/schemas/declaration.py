"""What a dataset declares: its columns, once, for reading, guessing, checking, templates and documentation alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
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
    allowed: tuple[str, ...] = ()
    """The words that may stand here; empty where any may."""
    meanings: tuple[tuple[str, str], ...] = ()
    """Words of other systems, and the allowed word that each means."""
    is_personal: bool = False
    """Whether it could name a person, so that no cell of it is ever shown."""


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
    writer.writerow(one.name for one in schema.columns)
    writer.writerow(one.example for one in schema.columns)
    return text.getvalue()
