"""The messy twin read as a stranger would, and its faults looked for without the list of what was planted."""

import re
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from python_calamine import load_workbook

from tests.demo.reading import Row, rows

COUNT_DATE = date(2026, 10, 1)
HEADER_ROW = 2
MONTHS = ("july_september.csv", "october_december.xlsx")
_MERGED = re.compile(r"<mergeCell ref=")
_HIDDEN = re.compile(r'<col [^>]*hidden="1"')


def day(text: str) -> date | None:
    if not text:
        return None
    month, number, year = map(int, text.split("/"))
    return date(year, month, number)


@dataclass(frozen=True)
class Twin:
    folder: Path

    @property
    def sheets(self) -> list[Path]:
        return sorted((self.folder / "files").glob("*.xlsx"))

    def sheet(self, name: str) -> list[dict[str, Any]]:
        """The rows below the header, by header."""
        cells = (
            load_workbook(self.folder / "files" / f"{name}.xlsx").get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
        header = [str(value) for value in cells[HEADER_ROW]]
        return [dict(zip(header, row, strict=True)) for row in cells[HEADER_ROW + 1 :]]

    def source(self, path: Path) -> str:
        """What a sheet really holds."""
        with zipfile.ZipFile(path) as book:
            return book.read("xl/worksheets/sheet1.xml").decode()

    @cached_property
    def listed(self) -> list[Row]:
        return [row for row in rows(self.folder / "files/students_october.csv") if row["Student ID"] != "TOTAL"]

    @cached_property
    def open_rows(self) -> list[Row]:
        """Enrollments that are open on the count date."""
        return [row for row in self.listed if _is_open(row)]

    @cached_property
    def schools(self) -> list[dict[str, Any]]:
        return [row for row in self.sheet("schools") if row["name"] != "TOTAL"]

    @cached_property
    def closed(self) -> set[str]:
        return {row["student_code"] for row in self.schools if row["closed"]}

    @cached_property
    def programs(self) -> list[Row]:
        return rows(self.folder / "files/student_programs.txt", "|")

    @cached_property
    def positions(self) -> list[dict[str, Any]]:
        return [row for row in self.sheet("positions") if row["Position"] != "TOTAL"]

    @cached_property
    def summer(self) -> list[Row]:
        return rows(self.folder / "files/ledger_july_september.csv")

    @cached_property
    def autumn(self) -> list[dict[str, Any]]:
        return [row for row in self.sheet("ledger_october_december") if row["Year"] != "TOTAL"]

    @cached_property
    def chart(self) -> dict[str, set[str]]:
        found = defaultdict[str, set[str]](set)
        for row in rows(self.folder / "files/accounts.csv"):
            found[row["segment"]].add(row["code"])
        return found

    def accounts(self) -> list[str]:
        """The account of every entry, with the zeros that a sheet of numbers has lost."""
        widths = {"fund": 3, "function": 4, "object": 5, "location": 4, "project": 3}
        autumn = [".".join(f"{int(row[name]):0{width}d}" for name, width in widths.items()) for row in self.autumn]
        return [row["Account"] for row in self.summer] + autumn

    def school_of(self) -> dict[str, str]:
        """The school where a student counts: the last entry at a school that is open and not the career center."""
        found: dict[str, tuple[date, str]] = {}
        for row in self.open_rows:
            entry = day(row["Enter Date"])
            if (entry and row["School Code"] not in {*self.closed, "601"}) or row["Student ID"] not in found:
                found[row["Student ID"]] = max(
                    found.get(row["Student ID"], (date.min, "")), (entry or date.min, row["School Code"])
                )
        return {student: school for student, (_, school) in found.items()}


def _is_open(row: Row) -> bool:
    entry, left = day(row["Enter Date"]), day(row["Exit Date"])
    return entry is not None and entry <= COUNT_DATE and (left is None or left > COUNT_DATE)


def found(twin: Twin) -> dict[str, int]:
    """Count the faults of every kind, each by a rule of its own."""
    return {**_of_students(twin), **_of_programs(twin), **_of_staff(twin), **_of_ledger(twin), **_of_files(twin)}


def _of_students(twin: Twin) -> dict[str, int]:
    open_at = defaultdict[str, set[str]](set)
    for row in twin.open_rows:
        if row["Primary Enrollment"] == "Y" and row["First Day Present"]:
            open_at[row["Student ID"]].add(row["School Code"])
    two = [places - twin.closed for places in open_at.values()]
    expected = {"PK": 4, "K": 5} | {str(grade): 5 + grade for grade in range(1, 13)}
    ages = [
        (2026 - born.year - ((born.month, born.day) > (9, 1))) - expected[row["Grade Level"]]
        for row in twin.listed
        if (born := day(row["DOB"]))
    ]
    return {
        "double-enrollment": sum(len(places) == 2 and "601" not in places for places in two),
        "shared-with-career-center": sum(len(places) == 2 and "601" in places for places in two),
        "no-show": sum(not row["First Day Present"] for row in twin.open_rows),
        "closed-school": sum(row["School Code"] in twin.closed for row in twin.open_rows),
        "age-grade": sum(abs(years) > 3 for years in ages),
    }


def _of_programs(twin: Twin) -> dict[str, int]:
    school = twin.school_of()
    meals = defaultdict[str, set[str]](set)
    for row in twin.programs:
        if row["program"] == "meal_status" and row["student_id"] in school:
            meals[school[row["student_id"]]].add(row["level"])
    return {
        "iep-without-tier": sum(row["program"] == "iep" and not row["level"] for row in twin.programs),
        "exited-learner": sum(row["level"] in {"M1", "M2", "M3", "M4"} for row in twin.programs),
        "blank-meal-status": sum(levels == {""} for levels in meals.values()),
    }


def _of_staff(twin: Twin) -> dict[str, int]:
    held = defaultdict[str, list[dict[str, Any]]](list)
    for row in twin.positions:
        held[row["Position"]].append(row)
    pairs = [group for group in held.values() if len(group) == 2]
    return {
        "leave-and-substitute": sum({row["Status"] for row in pair} == {"LOA", "LT SUB"} for pair in pairs),
        "split-position": sum(
            len({row["Location"] for row in pair}) == 2 and len({row["Employee"] for row in pair}) == 1
            for pair in pairs
        ),
        "vacancy": sum(row["Employee"] == "VACANT" for row in twin.positions),
        "number-as-text": sum(str(row["Salary"]).startswith("$") for row in twin.positions),
    }


def _of_ledger(twin: Twin) -> dict[str, int]:
    students = set(twin.school_of().values())
    accounts = set(twin.accounts())
    central = {"0900", "0950", "0999"}
    unknown = {one for one in accounts if _unknown(one, twin.chart) - {"location"}}
    places = {one.split(".")[3] for one in accounts} - central
    posted = Counter((row["Batch"], row["Line"]) for row in twin.autumn)
    return {
        "unknown-account": len(unknown),
        "location-without-students": sum(place.removeprefix("0") not in students for place in places),
        "batch-posted-twice": len({batch for (batch, _), times in posted.items() if times == 2}),
        "lost-leading-zero": len({int(row["location"]) for row in twin.autumn} & {int(code) for code in students}),
        "bracketed-negative": sum(row["Amount"].startswith("(") for row in twin.summer),
        "trailing-minus": sum(row["Amount"].endswith("-") for row in twin.summer),
    }


def _unknown(account: str, chart: dict[str, set[str]]) -> set[str]:
    segments = ("fund", "function", "object", "location", "project")
    return {segment for segment, code in zip(segments, account.split("."), strict=True) if code not in chart[segment]}


def _of_files(twin: Twin) -> dict[str, int]:
    counts = rows(twin.folder / "files/school_counts.csv")
    values = [value for path in twin.sheets for row in twin.sheet(path.stem) for value in row.values()]
    totals = sum(row["Student ID"] == "TOTAL" for row in rows(twin.folder / "files/students_october.csv"))
    styles = {re.sub(r"[0-9]", "9", row["Year"]) for row in counts}
    codes = {
        re.sub(r"[0-9]", "9", re.sub(r"[A-Z]+", "A", code))
        for code in (
            twin.open_rows[0]["School Code"],
            twin.summer[-1]["Account"].split(".")[3],
            str(twin.positions[0]["Location"]),
            counts[0]["State School Code"],
        )
    }
    return {
        "masked-count": sum(row["Students"] == "<10" for row in counts),
        "fiscal-year-style": len(styles),
        "school-codes": len(codes),
        "total-row": totals + sum(value == "TOTAL" for value in values),
        "merged-header": sum(bool(_MERGED.search(twin.source(path))) for path in twin.sheets),
        "hidden-column": sum(bool(_HIDDEN.search(twin.source(path))) for path in twin.sheets),
        "reference-error": sum(twin.source(path).count("<v>#REF!</v>") for path in twin.sheets),
        "typed-over-formula": _typed_over(twin),
    }


def _typed_over(twin: Twin) -> int:
    """Cells without a formula in a column where every other school has one."""
    source = twin.source(twin.folder / "files/allocation_fy2027.xlsx")
    columns = defaultdict[str, list[bool]](list)
    for column, inside in re.findall(r'<c r="([A-Z]+)[0-9]+"[^>]*>(.*?)</c>', source):
        columns[column].append("<f>" in inside)
    return sum(len(kept) - sum(kept) - 1 for kept in columns.values() if sum(kept) > len(kept) // 2)
