"""A OneRoster set as data sets: who is enrolled where, in which grade, from when to when; the schools; and the needs that it tells of.

The rule, which the documentation states: a student is a user with the role of a student. A student is at a school from the first to the last
day of the classes taken there; where the days of two classes touch or overlap, they are one spell. A class without a first day begins with
the school year. Without a file of enrollments the schools of the user's roles count for the whole school year. Users who are
not enabled, and records marked as to be deleted or inactive, do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.intake.reading import counted

SCHOOLS, STUDENTS, NEEDS = "schools", "students", "student_programs"
_METADATA = "metadata."
_GONE = frozenset({"tobedeleted", "inactive"})
_STUDENT, _TRUE, _FALSE = "student", "true", "false"
_FOREVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class _Student:
    """One user with the role of a student."""

    row: int
    id: str
    grade: str
    primary: str
    """The organization that is marked as the primary one."""
    others: tuple[str, ...]
    """The organizations of the user's own record or roles."""


def is_roster(tables: Mapping[str, TextTable]) -> bool:
    """Whether tables by file are those of a roster."""
    return "users" in tables and "orgs" in tables


def datasets_of(tables: Mapping[str, TextTable], source: str) -> tuple[dict[str, TextTable], tuple[Finding, ...]]:
    """Make data sets of a roster.

    Args:
        tables: By file, as `formats.oneroster` reads them.
        source: What findings call the zip.

    Returns:
        The data sets `schools`, `students` and, where users carry extension columns, `student_programs`, each under the names of its schema.

    """
    work = _Work(tables, source)
    schools, students = work.schools(), work.students()
    spells = list(work.spells(students, schools))
    made = {
        SCHOOLS: _table(source, SCHOOLS, ("schoolId", "name", "ncesId"), work.school_rows(schools)),
        STUDENTS: _table(source, STUDENTS, _SPELL, spells),
    }
    needs = work.needs(students)
    if needs is not None:
        made[NEEDS] = needs
    return made, tuple(work.findings)


_SPELL = ("studentId", "schoolId", "grade", "entryDate", "exitDate", "primary", "birthDate")
Row = tuple[int, Sequence[str]]
"""A row of the file and its cells."""


def _table(source: str, name: str, headers: Sequence[str], rows: Iterable[Row]) -> TextTable:
    """Make a table; a column in which nothing stands is left out."""
    listed = list(rows)
    cells: Iterable[Sequence[str]] = zip(*(row for _, row in listed), strict=True) if listed else ([] for _ in headers)
    columns = {header: list(texts) for header, texts in zip(headers, cells, strict=True)}
    kept = {header: texts for header, texts in columns.items() if any(texts) or not listed}
    return TextTable(f"{source}, {name}", kept, [number for number, _ in listed])


class _Work:
    """A roster while data sets are made of it."""

    def __init__(self, tables: Mapping[str, TextTable], source: str) -> None:
        self.tables = tables
        self.source = source
        self.findings: list[Finding] = []

    def _say(self, file: str, what: str, fix: str, line: int | None = None) -> None:
        place = Place(f"{self.source}, {file}.csv", line)
        self.findings.append(finding("roster-rule", place, what, fix))

    def _records(self, file: str, *names: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Give the rows of a file that are not marked as gone."""
        table = self.tables.get(file)
        if table is None:
            return
        columns = [table.columns.get(name) or [""] * len(table) for name in ("status", *names)]
        for row, (status, *cells) in zip(table.rows, zip(*columns, strict=True), strict=True):
            if status not in _GONE:
                yield row, tuple(cells)

    def schools(self) -> dict[str, str]:
        """Give for each organization that is a school the code it is known by: its identifier if every school has one of its own."""
        rows = [cells for _, cells in self._records("orgs", "sourcedId", "type", "identifier") if cells[1] == "school"]
        ids, identifiers = [row[0] for row in rows], [row[2] for row in rows]
        return dict(zip(ids, identifiers if _tell_apart(identifiers) else ids, strict=True))

    def school_rows(self, schools: Mapping[str, str]) -> Iterator[Row]:
        """Give the list of schools."""
        for row, (one, name, identifier) in self._records("orgs", "sourcedId", "name", "identifier"):
            if one in schools:
                is_national = len(identifier) == 12 and identifier.isdecimal()  # noqa: PLR2004  digits of an NCES id
                yield row, (schools[one], name, identifier if is_national else "")

    def students(self) -> dict[str, _Student]:
        """Give the users with the role of a student, by their id in the roster."""
        names = ("sourcedId", "role", "enabledUser", "identifier", "grades", "orgSourcedIds", "primaryOrgSourcedId")
        of_roles, main = self._roles()
        rows = [
            (row, cells)
            for row, cells in self._records("users", *names)
            if (cells[0] in of_roles if "roles" in self.tables else cells[1] == _STUDENT)
        ]
        disabled = [row for row, cells in rows if cells[2] == _FALSE]
        if disabled:
            what = f"{counted(len(disabled), 'student')} whose user is not enabled, and so not counted."
            self._say("users", what, "Enable them in the student system if they are there.", disabled[0])
        listed = [(row, cells) for row, cells in rows if cells[2] != _FALSE]
        has_identifiers = _tell_apart([cells[3] for _, cells in listed])
        if not has_identifiers and any(cells[3] for _, cells in listed):
            what = "Not every student has an identifier of its own, so students are known by sourcedId."
            self._say("users", what, "Let files of programs use the same id.")
        several = [row for row, cells in listed if "," in cells[4]]
        if several:
            what = f"{counted(len(several), 'student')} with more than one grade; the last that is listed counts."
            self._say("users", what, "Give each student one grade.", several[0])
        return {
            cells[0]: _Student(
                row,
                cells[3] if has_identifiers else cells[0],
                cells[4].rpartition(",")[2].strip(),
                main.get(cells[0], cells[6]),
                tuple(dict.fromkeys([*of_roles.get(cells[0], ()), *filter(None, cells[5].split(","))])),
            )
            for row, cells in listed
        }

    def _roles(self) -> tuple[dict[str, list[str]], dict[str, str]]:
        """Give the organizations at which each user is a student, and the primary one."""
        places: dict[str, list[str]] = defaultdict(list)
        main: dict[str, str] = {}
        for _, (user, role, org, kind) in self._records("roles", "userSourcedId", "role", "orgSourcedId", "roleType"):
            if role == _STUDENT:
                places[user].append(org)
                if kind == "primary":
                    main[user] = org
        return places, main

    def spells(self, students: Mapping[str, _Student], schools: Mapping[str, str]) -> Iterator[Row]:
        """Give the spells of enrollment, by student and school."""
        begins = self._year_begins()
        days = (
            self._class_days(students, begins) if "enrollments" in self.tables else self._whole_year(students, begins)
        )
        births = {one: birth for _, (one, birth) in self._records("demographics", "sourcedId", "birthDate")}
        elsewhere: list[int] = []
        without = [one.row for user, one in students.items() if user not in days]
        for user, one in students.items():
            for org, periods in days.get(user, {}).items():
                if org not in schools:
                    elsewhere.append(one.row)
                    continue
                is_primary = "" if not one.primary else "yes" if one.primary == org else "no"
                for first, end in _joined(periods):
                    exits = "" if end == _FOREVER else end
                    yield one.row, (one.id, schools[org], one.grade, first, exits, is_primary, births.get(user, ""))
        if without:
            what = f"{counted(len(without), 'student')} without any class, and so at no school."
            self._say("users", what, "Enroll them in a class, if only a homeroom.", without[0])
        if elsewhere:
            what = f"{counted(len(elsewhere), 'enrollment')} at an organization that is no school."
            self._say("users", what, "Give the organization the type school.", elsewhere[0])

    def _year_begins(self) -> str:
        """Give the first day of the school year, or of any session where none is marked as a year."""
        rows = [cells for _, cells in self._records("academicSessions", "type", "startDate") if cells[1]]
        years = [first for kind, first in rows if kind == "schoolYear"]
        return min(years or [first for _, first in rows], default="")

    def _class_days(self, students: Mapping[str, _Student], begins: str) -> dict[str, dict[str, list[tuple[str, str]]]]:
        days: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
        names = ("userSourcedId", "schoolSourcedId", "role", "beginDate", "endDate")
        for _, (user, school, role, first, end) in self._records("enrollments", *names):
            if role == _STUDENT and user in students:
                days[user][school].append((first or begins, end or _FOREVER))
        return days

    def _whole_year(self, students: Mapping[str, _Student], begins: str) -> dict[str, dict[str, list[tuple[str, str]]]]:
        self._say(
            "enrollments",
            "There are no enrollments; each student is at the schools of the user's record for the whole year.",
            "Export enrollments.",
        )
        return {user: {org: [(begins, _FOREVER)] for org in one.others} for user, one in students.items() if one.others}

    def needs(self, students: Mapping[str, _Student]) -> TextTable | None:
        """Give what extension columns of users say of students; None where there is none."""
        users = self.tables["users"]
        names = [name for name in users.columns if name.lower().startswith(_METADATA)]
        if not names:
            return None
        position = {row: at for at, row in enumerate(users.rows)}
        headers = ("studentId", *(name[len(_METADATA) :] for name in names))
        rows = [
            (one.row, (one.id, *(users.columns[name][position[one.row]] for name in names)))
            for one in students.values()
        ]
        return _table(self.source, NEEDS, headers, rows)


def _tell_apart(texts: Sequence[str]) -> bool:
    """Whether every text is there and is of one only."""
    return bool(texts) and all(texts) and len(set(texts)) == len(texts)


def _joined(periods: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join periods that touch or overlap; a period that ends before it begins stands alone, so that it is told of.

    >>> _joined([("2026-09-01", "2027-01-20"), ("2027-01-20", "2027-06-18"), ("2027-07-01", "2027-07-20")])
    [('2026-09-01', '2027-06-18'), ('2027-07-01', '2027-07-20')]
    """
    joined: list[tuple[str, str]] = []
    for first, end in sorted(periods):
        if joined and joined[-1][0] <= joined[-1][1] and first <= joined[-1][1] and first <= end:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((first, end))
    return joined
