"""Which programs a student is in: the long file, one row a program, as student systems export it."""

from perpupil.intake.schemas.declaration import Column, Schema, Type
from perpupil.intake.schemas.ids import STUDENT_ID

MEALS, LEARNER, IEP = "meal_status", "english_learner", "iep"

SCHEMA = Schema(
    dataset="programs",
    title="Programs",
    meaning="Which programs each student is in, and at which level, in the long form: in place of student_programs.",
    row="one program of one student",
    key=("studentId", "program", "startDate"),
    is_about_people=True,
    columns=(
        STUDENT_ID,
        Column(
            "program",
            Type.CODE,
            f"The program: `{MEALS}`, `{LEARNER}`, `{IEP}`, or any other need.",
            required=True,
            example=LEARNER,
            other_names=("program code", "program name", "need", "service"),
        ),
        Column(
            "level",
            Type.CODE,
            "The level in it: of English, the tier of special education, the status of meals.",
            example="2",
            other_names=("program level", "tier", "status", "program status", "code"),
        ),
        Column(
            "startDate", Type.DATE, "The first day.", example="2026-07-01", other_names=("begin date", "entry date")
        ),
        Column("endDate", Type.DATE, "The first day after it.", example="", other_names=("exit date", "end")),
    ),
)
