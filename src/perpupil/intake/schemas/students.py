"""Who is enrolled where, and from when to when.

Counting needs no name, no birth date and no address. A birth date, if it is there, is compared with the grade and then forgotten.
"""

from dataclasses import replace

from perpupil.intake.schemas.declaration import Column, Schema, Type
from perpupil.intake.schemas.ids import SCHOOL_ID, STUDENT_ID

SCHEMA = Schema(
    dataset="students",
    title="Students",
    meaning="Who is enrolled at which school, in which grade, from when to when. Names are neither needed nor kept.",
    row="one spell of enrollment: a student at a school, without a break",
    key=("studentId", "schoolId", "entryDate"),
    is_about_people=True,
    columns=(
        replace(
            STUDENT_ID,
            other_names=(
                *STUDENT_ID.other_names,
                *("user sourced id", "student unique id", "student identifier", "permnum"),
            ),
        ),
        replace(
            SCHOOL_ID,
            other_names=(
                *("school", "school code", "school number", "building", "building code", "site", "site code", "campus"),
                *("location", "school sourced id", "org sourced id", "sch", "school no"),
            ),
        ),
        Column(
            "grade",
            Type.GRADE,
            "The grade on that spell.",
            required=True,
            example="3",
            other_names=("grade level", "gr", "grade code", "entry grade level", "grades", "current grade"),
        ),
        Column(
            "entryDate",
            Type.DATE,
            "The first day of the spell.",
            required=True,
            example="2026-08-31",
            other_names=(
                *("begin date", "start date", "enrollment date", "entry", "enter date", "date enrolled", "admit date"),
                *("enrolled on", "enrollment start", "admission date"),
            ),
        ),
        Column(
            "exitDate",
            Type.DATE,
            "The first day on which the student is no longer enrolled; blank while the spell goes on.",
            example="",
            other_names=(
                *("end date", "withdrawal date", "leave date", "exit", "exit withdraw date", "date withdrawn"),
                *("enrollment end", "withdraw date", "drop date"),
            ),
        ),
        Column(
            "primary",
            Type.FLAG,
            "Whether this is the school that counts a student who attends two.",
            example="yes",
            other_names=("primary enrollment", "primary school", "is primary", "main enrollment", "home school"),
        ),
        Column(
            "fullTimeShare",
            Type.SHARE,
            "The share of a full school day or week spent at this school.",
            example="1",
            other_names=(
                "fte",
                "full time equivalency",
                "share",
                "attendance share",
                "percent enrolled",
                "student fte",
            ),
        ),
        Column(
            "status",
            Type.CODE,
            "What the student system says of the spell.",
            example="enrolled",
            other_names=("enrollment status", "entry status", "attendance status", "enroll status"),
            allowed=("enrolled", "no_show", "withdrawn", "transferred", "graduated"),
            meanings=(("active", "enrolled"), ("noshow", "no_show"), ("ns", "no_show")),
        ),
        Column(
            "firstAttended",
            Type.DATE,
            "The first day on which the student was seen; blank for one who never came.",
            example="2026-08-31",
            other_names=("attended", "first seen", "first day attended", "first attendance date", "attended since"),
        ),
        Column(
            "daysAttended",
            Type.WHOLE,
            "On how many days the student came.",
            example="88",
            other_names=("days present", "days in attendance", "attended days"),
        ),
        Column(
            "birthDate",
            Type.DATE,
            "Only to compare age and grade; never kept.",
            example="2018-03-14",
            other_names=("date of birth", "dob", "birthday", "birth"),
            is_personal=True,
        ),
        Column(
            "age",
            Type.WHOLE,
            "The age on the first of September, where there is no birth date.",
            example="8",
            other_names=("student age", "age on september 1", "age years"),
            is_personal=True,
        ),
    ),
)
