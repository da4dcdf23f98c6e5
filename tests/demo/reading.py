"""The district read back from its files, by code that knows nothing of how they were made."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

COUNT_DATE = "2026-10-01"

Row = dict[str, str]


def rows(path: Path, delimiter: str = ",") -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def enrolled(row: Row) -> bool:
    return row["entry_date"] <= COUNT_DATE and not ("" < row["exit_date"] <= COUNT_DATE)


@dataclass(frozen=True)
class District:
    """The clean files; schools by the student system's code."""

    folder: Path

    def file(self, name: str) -> list[Row]:
        return rows(self.folder / f"{name}.csv")

    @cached_property
    def schools(self) -> dict[str, Row]:
        return {row["student_code"]: row for row in self.file("schools") if not row["closed"]}

    @cached_property
    def by_ledger(self) -> dict[str, str]:
        return {row["ledger_code"]: code for code, row in self.schools.items()}

    @cached_property
    def formula(self) -> list[str]:
        return [code for code, row in self.schools.items() if row["level"] != "special"]

    @cached_property
    def students(self) -> dict[str, Row]:
        """Each student who counts, once."""
        here = [row for row in self.file("students") if row["primary"] == "Y" and enrolled(row)]
        assert len({row["student_id"] for row in here}) == len(here)
        return {row["student_id"]: row for row in here}

    @cached_property
    def programs(self) -> dict[str, dict[str, str]]:
        """What each student is in on the count date, with the level."""
        found = defaultdict[str, dict[str, str]](dict)
        for row in self.file("student_programs"):
            if row["start_date"] <= COUNT_DATE and not ("" < row["end_date"] <= COUNT_DATE):
                found[row["student_id"]][row["program"]] = row["level"]
        return found

    def having(self, program: str, *levels: str) -> list[Row]:
        """Students in a program, at any level or at one of these."""
        return [
            row
            for student, row in self.students.items()
            if program in self.programs[student] and (not levels or self.programs[student][program] in levels)
        ]

    @cached_property
    def poor(self) -> Counter[str]:
        return by_school(self.having("meal_status", "F", "R"))

    @cached_property
    def sizes(self) -> Counter[str]:
        return by_school(self.students.values())

    @cached_property
    def share(self) -> dict[str, float]:
        return {code: self.poor[code] / self.sizes[code] for code in self.schools}

    @cached_property
    def ledger(self) -> list[tuple[str, str, list[str], int]]:
        """Kind, period, segments and cents of each entry."""
        return [
            (row["kind"], row["period"], row["account"].split("."), cents(row["debit"]) - cents(row["credit"]))
            for row in self.file("ledger")
        ]

    def budgeted(self, fund: str = "101") -> list[tuple[list[str], int]]:
        return [
            (account, amount) for kind, _, account, amount in self.ledger if kind == "budget" and account[0] == fund
        ]


def by_school(students: object) -> Counter[str]:
    return Counter(row["school"] for row in students)  # type: ignore[attr-defined]


def cents(text: str) -> int:
    """Read dollars as cents, without a float."""
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.lstrip("-").partition(".")
    return sign * (100 * int(whole) + int(part.ljust(2, "0") or 0))


def age_on(birth: str, day: date) -> int:
    born = date.fromisoformat(birth)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
