"""Columns that tell people apart, declared once for every dataset that has them."""

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
