"""How many students of each group a school has: where most districts start, without a row about any student."""

from perpupil.intake.schemas.declaration import Column, Schema, Type
from perpupil.intake.schemas.ids import SCHOOL_ID

ALL = "all"
"""The grade of a count over all grades, and the group of a count of everybody."""

SCHEMA = Schema(
    dataset="school_counts",
    title="School counts",
    meaning="How many students of each grade and group a school has or is expected to have. Small counts must be there as they are.",
    row="one count: a school, a year, a grade and a group",
    key=("schoolId", "year", "countDate", "grade", "group", "status", "madeOn"),
    columns=(
        SCHOOL_ID,
        Column(
            "year",
            Type.YEAR,
            "The fiscal year.",
            required=True,
            example="2027",
            other_names=("fiscal year", "school year", "fy", "sy", "budget year", "academic year"),
        ),
        Column(
            "countDate",
            Type.DATE,
            "The day of the count.",
            example="2026-10-01",
            other_names=("count day", "as of date", "census date", "date"),
        ),
        Column(
            "grade",
            Type.GRADE,
            "The grade; `all` for all grades together.",
            required=True,
            example="all",
            other_names=("grade level", "gr", "grade code"),
            allowed=(ALL,),
        ),
        Column(
            "group",
            Type.CODE,
            "The need or group; `all`, or no such column, for everybody.",
            example="all",
            other_names=("student group", "subgroup", "need", "category", "population"),
        ),
        Column(
            "count",
            Type.WHOLE,
            "How many students.",
            required=True,
            example="412",
            other_names=(
                "students",
                "enrollment",
                "number of students",
                "headcount",
                "total",
                "student count",
                "membership",
            ),
        ),
        Column(
            "status",
            Type.CODE,
            "Whether they were counted or are expected.",
            example="actual",
            other_names=("count type", "count status", "kind"),
            allowed=("actual", "projected"),
            meanings=(
                ("count", "actual"),
                ("counted", "actual"),
                ("projection", "projected"),
                ("estimate", "projected"),
            ),
        ),
        Column(
            "madeOn",
            Type.DATE,
            "The day on which a projection was made.",
            example="",
            other_names=("projected on", "made", "projection date"),
        ),
    ),
)
