"""The district's chart of accounts: what each segment of `101.1000.51110.0214.000` can be, and the national code that it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from demo.district import ANNEX, schools

BENEFITS, ITINERANTS, UNDISTRIBUTED = "0900", "0950", "0999"
OUTSIDE_ANY_RULE = "510"
"""The project of adjustments."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one segment."""

    segment: str
    code: str
    title: str
    nces: str
    """The code of the national handbook: of its fund, function, object or project."""
    program: str = ""
    """For a function: the handbook's program, of which the district has no segment."""
    group: str = ""
    """Federal or state and local for a project, personnel or not for an object, school or central for a location."""


_FUNDS = (
    Code("fund", "101", "General fund", "1", "", "state and local"),
    Code("fund", "201", "Title I, Part A", "2", "", "federal"),
    Code("fund", "202", "Title II, Part A", "2", "", "federal"),
    Code("fund", "203", "IDEA", "2", "", "federal"),
    Code("fund", "221", "Federal relief", "2", "", "federal"),
)

_FUNCTIONS = (
    Code("function", "0000", "Revenue", ""),
    Code("function", "1000", "Instruction", "1000", "100"),
    Code("function", "1100", "Pre-kindergarten", "1000", "100"),
    Code("function", "1200", "Special education", "1000", "200"),
    Code("function", "1300", "English learner instruction", "1000", "100"),
    Code("function", "1400", "Electives, sports and activities", "1000", "900"),
    Code("function", "2110", "Attendance and social work", "2110", "100"),
    Code("function", "2120", "Guidance", "2120", "100"),
    Code("function", "2130", "Health", "2130", "100"),
    Code("function", "2140", "Related services", "2140", "200"),
    Code("function", "2210", "Improvement of instruction", "2210", "100"),
    Code("function", "2213", "Staff training", "2213", "100"),
    Code("function", "2220", "Library and media", "2220", "100"),
    Code("function", "2230", "Instruction technology", "2230", "100"),
    Code("function", "2240", "Student assessment", "2240", "100"),
    Code("function", "2310", "Board of education", "2310", "100"),
    Code("function", "2320", "Superintendent", "2320", "100"),
    Code("function", "2410", "Principal's office", "2410", "100"),
    Code("function", "2510", "Fiscal services", "2510", "100"),
    Code("function", "2570", "Personnel services", "2570", "100"),
    Code("function", "2580", "Administrative technology", "2580", "100"),
    Code("function", "2600", "Operation and maintenance", "2600", "100"),
    Code("function", "2700", "Student transportation", "2700", "100"),
    Code("function", "9000", "Not distributed", "2900", "100"),
)

_OBJECTS = (
    Code("object", "41110", "Property tax", "1110", "", "revenue"),
    Code("object", "41900", "Other local revenue", "1990", "", "revenue"),
    Code("object", "43100", "State aid", "3100", "", "revenue"),
    Code("object", "49900", "Fund balance used", "5000", "", "revenue"),
    Code("object", "51110", "Salaries of teachers", "111", "", "personnel"),
    Code("object", "51120", "Salaries of aides", "112", "", "personnel"),
    Code("object", "51130", "Substitutes", "113", "", "personnel"),
    Code("object", "51140", "Salaries of administrators", "110", "", "personnel"),
    Code("object", "51150", "Salaries of clerks", "110", "", "personnel"),
    Code("object", "51160", "Salaries of other professionals", "110", "", "personnel"),
    Code("object", "51170", "Salaries of custodians and trades", "110", "", "personnel"),
    Code("object", "51190", "Stipends and hourly pay", "150", "", "personnel"),
    Code("object", "52100", "Retirement and payroll taxes", "230", "", "personnel"),
    Code("object", "52200", "Health and dental insurance", "210", "", "personnel"),
    Code("object", "53000", "Professional services", "300", "", "non-personnel"),
    Code("object", "54300", "Repairs", "431", "", "non-personnel"),
    Code("object", "55100", "Student transportation", "510", "", "non-personnel"),
    Code("object", "55200", "Insurance", "520", "", "non-personnel"),
    Code("object", "55600", "Tuition", "560", "", "non-personnel"),
    Code("object", "56100", "Supplies", "610", "", "non-personnel"),
    Code("object", "56200", "Energy", "620", "", "non-personnel"),
    Code("object", "56400", "Books", "640", "", "non-personnel"),
    Code("object", "57300", "Equipment", "730", "", "non-personnel"),
    Code("object", "58900", "Reserve", "890", "", "non-personnel"),
    Code("object", "59300", "Transfers to other funds", "900", "", "non-personnel"),
)

_PROJECTS = (
    Code("project", "000", "No project", "000", "", "state and local"),
    Code("project", "411", "Title I, Part A", "411", "", "federal"),
    Code("project", "421", "Title II, Part A", "421", "", "federal"),
    Code("project", "431", "IDEA section 611", "431", "", "federal"),
    Code("project", "432", "IDEA section 619", "432", "", "federal"),
    Code("project", "490", "Federal relief", "490", "", "federal"),
    Code("project", OUTSIDE_ANY_RULE, "Adjustments outside any rule", "000", "", "state and local"),
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A line of the formula in force and the account that it is posted to."""

    line: str
    title: str
    account: str
    """With {location} where the school's code goes."""


_ACCOUNT = "101.{function}.{object}.{{location}}.000"
_POSTED = (
    ("teachers_k_3", "Classroom teachers, grades K to 3", "1000", "51110"),
    ("teachers_4_5", "Classroom teachers, grades 4 and 5", "1000", "51110"),
    ("teachers_6_8", "Classroom teachers, grades 6 to 8", "1000", "51110"),
    ("teachers_9_12", "Classroom teachers, grades 9 to 12", "1000", "51110"),
    ("specials", "Teachers of art, music and physical education", "1000", "51110"),
    ("principal", "Principal", "2410", "51140"),
    ("assistant_principal", "Assistant principals", "2410", "51140"),
    ("counselor", "Counselors", "2120", "51160"),
    ("esl_teacher", "English learner teachers", "1300", "51110"),
    ("librarian", "Librarian", "2220", "51160"),
    ("social_worker", "Social workers", "2110", "51160"),
    ("clerk", "Clerks", "2410", "51150"),
    ("supplies", "Supplies and services", "1000", "56100"),
    ("activities", "Electives, sports and activities", "1400", "51190"),
)


def posted() -> Iterator[Posted]:
    """Give the account of every line of the formula in force."""
    for line, title, function, kind in _POSTED:
        yield Posted(line, title, _ACCOUNT.format(function=function, object=kind))


def chart() -> Iterator[Code]:
    """Give every code of every segment, in the order of the account."""
    yield from _FUNDS
    yield from _FUNCTIONS
    yield from _OBJECTS
    for school in schools():
        yield Code("location", school.ledger, school.name, school.ledger, "", "school")
    yield Code("location", f"0{ANNEX}", "Mill Pond Annex (closed June 2024)", f"0{ANNEX}", "", "school")
    yield Code("location", BENEFITS, "Benefits of school staff", "", "", "central")
    yield Code("location", ITINERANTS, "Itinerant staff", "", "", "central")
    yield Code("location", UNDISTRIBUTED, "Undistributed", "", "", "central")
    yield from _PROJECTS
