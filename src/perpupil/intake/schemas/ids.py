"""Columns that tell people and schools apart, declared once for every dataset that has them, and headers that name people."""

from perpupil.intake.schemas.declaration import Column, Type

STUDENT_ID = Column(
    "studentId",
    Type.ID,
    "Tells one student from another; the same in every file.",
    required=True,
    example="S0000001",
    other_names=("student number", "student local id", "local id", "pupil id", "perm id", "sis id", "student no"),
    is_personal=True,
)

SCHOOL_ID = Column(
    "schoolId",
    Type.SCHOOL,
    "The school, by one of the codes in the list of schools.",
    required=True,
    example="0214",
    other_names=("school", "school code", "school number", "building", "site", "campus", "location", "sch"),
)

NAMES_OF_PEOPLE = (
    *("last name", "first name", "middle name", "family name", "given name", "surname", "full name"),
    *("student name", "student last name", "student first name", "employee name", "teacher name", "staff name"),
    *("parent", "parent name", "guardian", "guardian name", "social security number", "ssn"),
)
"""Headers under which people stand by name; no dataset has such a column, and none is ever kept."""
