"""The personnel, school and count files as their owners keep them, each fault planted and noted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from demo.counts import Row, halves
from demo.district import SUCCESSOR_OF_ANNEX, school_of, schools
from demo.enrollment import Count, counts
from demo.faults import Place
from demo.files import school_rows
from demo.messy_students import Messy
from demo.positions import Position
from demo.sheets import HEADER_ROW, cell, workbook

POSITIONS, SCHOOLS, COUNTS = "files/positions.xlsx", "files/schools.xlsx", "files/school_counts.csv"
_TOTAL_EVERY = 500
_WORDS = {"filled": "ACTIVE", "on_leave": "LOA", "substitute": "LT SUB", "vacant": ""}
_POSITION_HEADER = (
    "Position",
    "Location",
    "Job",
    "FTE",
    "Fund",
    "Project",
    "Status",
    "Employee",
    "Salary",
    "Benefits",
    "Paid by",
)
_PERSON, _SALARY, _STATUS, _FTE = (_POSITION_HEADER.index(name) + 1 for name in ("Employee", "Salary", "Status", "FTE"))


def messy_staff(staff: Sequence[Position], table: Callable[[Iterable[Row]], bytes]) -> Messy:
    """Plant the faults of positions, schools and counts."""
    parts = (_positions(staff), _schools(), _counts(table))
    files = {name: content for part in parts for name, content in part.files.items()}
    codes = (
        ("files/students_october.csv", "214"),
        ("files/ledger_july_september.csv", "0214"),
        (POSITIONS, "EASTGT"),
        (COUNTS, "99-0123-0214"),
    )
    systems = [Place("school-codes", file, "column of the school", code, "Eastgate") for file, code in codes]
    return Messy(files, (*(place for part in parts for place in part.places), *systems))


def _positions(staff: Sequence[Position]) -> Messy:
    """List positions with salaries as text, whole positions at both schools of a split one, and totals in between."""
    rows: list[Row] = []
    places = [Place("merged-header", POSITIONS, "A1:K2", "two lines of title", "-")]
    places.append(Place("hidden-column", POSITIONS, "Employee", "hidden", "shown"))
    split: set[str] = set()
    total = 0
    for count, one in enumerate(staff, 1):
        row = HEADER_ROW + len(rows) + 1
        rows.append(_position(one))
        places += _position_faults(one, row, split)
        total += one.salary
        if count % _TOTAL_EVERY == 0 or count == len(staff):
            rows.append(("TOTAL", "", "", "", "", "", "", "", f"${total:,}", "", ""))
            places.append(Place("total-row", POSITIONS, cell(row + 1, 1), "TOTAL", "-"))
    content = workbook("Position control, January 15, 2027", _POSITION_HEADER, rows, ("Employee",))
    return Messy({POSITIONS: content}, tuple(places))


def _position(one: Position) -> Row:
    times = 2 if one.share_halves == 1 else 1
    person = int(one.person) if one.person else "VACANT"
    return (
        *(one.number, one.school, one.job_class, one.halves / 2, int(one.fund), int(one.project)),
        *(_WORDS[one.status], person, f"${one.salary * times:,}", one.benefits * times, one.program),
    )


def _position_faults(one: Position, row: int, split: set[str]) -> Iterable[Place]:
    shown = str(_position(one)[_SALARY - 1])
    yield Place("number-as-text", POSITIONS, cell(row, _SALARY), shown, shown.strip("$").replace(",", ""))
    if one.status == "substitute":
        yield Place(
            "leave-and-substitute", POSITIONS, cell(row, _STATUS), "LT SUB", f"substitute in position {one.number}"
        )
    if one.status == "vacant":
        yield Place("vacancy", POSITIONS, cell(row, _PERSON), "VACANT", "status vacant")
    if one.share_halves == 1 and one.number not in split:
        split.add(one.number)
        yield Place("split-position", POSITIONS, cell(row, _FTE), halves(one.halves), "share 0.5 at each school")


def _schools() -> Messy:
    """List schools by region, each region with a TOTAL row; ledger codes are numbers."""
    clean = list(school_rows())
    header = clean[0]
    region, ledger = header.index("region"), header.index("ledger_code")
    rows: list[Row] = []
    places = [Place("merged-header", SCHOOLS, "A1:S2", "two lines of title", "-")]
    places.append(Place("hidden-column", SCHOOLS, "nces_code", "hidden", "shown"))
    for name in ("north", "east", "south", "west"):
        here = [row for row in clean[1:] if row[region] == name]
        rows += [
            tuple(int(str(value)) if column == ledger else value for column, value in enumerate(row)) for row in here
        ]
        rows.append(("TOTAL", f"{len(here)} schools", *[""] * (len(header) - 2)))
        places.append(Place("total-row", SCHOOLS, cell(HEADER_ROW + len(rows), 1), "TOTAL", "-"))
    content = workbook("Schools by region", [str(name) for name in header], rows, ("nces_code",))
    return Messy({SCHOOLS: content}, tuple(places))


def _counts(table: Callable[[Iterable[Row]], bytes]) -> Messy:
    """Give counts as the state publishes them: its own school codes, small cells masked, years written three ways."""
    rows: list[Row] = [("Year", "As Of", "Kind", "Made On", "State School Code", "Grade", "Students")]
    answers: list[Row] = [("fiscal_year", "as_of", "kind", "made_on", "school", "grade", "students")]
    places = []
    for number, one in enumerate(counts(), 2):
        shown = "<10" if one.students < 10 else str(one.students)
        head = (fiscal_year(one.october + 1, number % 3), f"{one.october}-10-01", one.kind, one.made)
        rows.append((*head, _state_code(one), one.grade, shown))
        if shown == "<10":
            places.append(Place("masked-count", COUNTS, f"row {number}, Students", shown, str(one.students)))
            answers.append((one.october + 1, *head[1:], one.school, one.grade, one.students))
    examples = [str(row[0]) for row in rows[-3:]]
    places += [Place("fiscal-year-style", COUNTS, "Year", example, "2029") for example in examples]
    return Messy({COUNTS: table(rows), "answers/school_counts.csv": table(answers)}, tuple(places))


def _state_code(one: Count) -> str:
    if any(school.code == one.school for school in schools()):
        return school_of(one.school).state
    return school_of(SUCCESSOR_OF_ANNEX).state.replace(SUCCESSOR_OF_ANNEX, one.school)


def fiscal_year(year: int, style: int) -> str:
    """Write a fiscal year in one of three styles.

    >>> [fiscal_year(2027, style) for style in range(3)]
    ['FY27', '2026-27', '2027']
    """
    return (f"FY{year % 100:02d}", f"{year - 1}-{year % 100:02d}", str(year))[style]
