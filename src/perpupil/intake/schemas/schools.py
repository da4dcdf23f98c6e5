"""The schools of a district, by the code of each system that names them."""

from perpupil.intake.schemas.declaration import Column, Schema, Type

SYSTEMS = ("schoolId", "studentCode", "ledgerCode", "personnelCode", "stateCode", "ncesId", "name")
"""The columns by which one system or another names a school."""

SCHEMA = Schema(
    dataset="schools",
    title="Schools",
    meaning="Every school that is or was, with its code in each system, so that files of different systems meet.",
    row="one school",
    key=("schoolId",),
    columns=(
        Column(
            "schoolId",
            Type.SCHOOL,
            "The code by which PerPupil and the formula know the school.",
            required=True,
            example="0214",
            other_names=("school code", "school number", "building code", "site code", "id", "code", "unit"),
            stand_ins=("ledgerCode", "studentCode", "stateCode", "ncesId"),
        ),
        Column(
            "name",
            Type.TEXT,
            "What people call it.",
            required=True,
            example="Eastgate",
            other_names=("school name", "building name", "site name", "title", "campus name", "school"),
        ),
        Column(
            "level",
            Type.CODE,
            "Its kind.",
            example="elementary",
            other_names=("school level", "school type", "type", "grade span", "span"),
            allowed=("elementary", "k8", "middle", "high", "k12", "alternative", "special", "career", "preschool"),
        ),
        Column(
            "lowGrade", Type.GRADE, "The lowest grade.", example="K", other_names=("lowest grade", "grade low", "low")
        ),
        Column(
            "highGrade",
            Type.GRADE,
            "The highest grade.",
            example="5",
            other_names=("highest grade", "grade high", "high"),
        ),
        Column(
            "studentCode",
            Type.SCHOOL,
            "Its code in the student system.",
            example="214",
            other_names=("sis code", "student system code", "student information system code", "sis id"),
        ),
        Column(
            "ledgerCode",
            Type.SCHOOL,
            "Its location in the accounts.",
            example="0214",
            other_names=("location", "location code", "finance code", "gl location", "account location", "cost center"),
        ),
        Column(
            "personnelCode",
            Type.SCHOOL,
            "Its code in the personnel system.",
            example="EASTGT",
            other_names=("hr code", "personnel system code", "work location", "payroll code", "hris code"),
        ),
        Column(
            "stateCode",
            Type.SCHOOL,
            "Its code in the state's directory.",
            example="99-0123-0214",
            other_names=("state id", "state school id", "state school code", "state number"),
        ),
        Column(
            "ncesId",
            Type.SCHOOL,
            "Its twelve digits in the national directory.",
            example="990012300214",
            other_names=("nces", "nces school id", "ncessch", "federal id", "nces code"),
        ),
        Column(
            "opened",
            Type.DATE,
            "Its first day.",
            example="1968-09-01",
            other_names=("open date", "opening date", "opened on"),
        ),
        Column(
            "closed",
            Type.DATE,
            "The first day on which it was no longer open; blank while it is.",
            example="",
            other_names=("close date", "closing date", "closed on", "closure date"),
        ),
        Column(
            "successorId",
            Type.SCHOOL,
            "The school that took over from it.",
            example="",
            other_names=("successor", "succeeded by", "merged into", "successor school"),
        ),
        Column(
            "cep",
            Type.FLAG,
            "Whether it serves free meals to all, so that families are not asked for their income.",
            example="no",
            other_names=(
                "community eligibility",
                "community eligibility provision",
                "cep school",
                "free meals for all",
            ),
        ),
        Column(
            "sharesStudents",
            Type.FLAG,
            "Whether students of other schools attend it for part of the day, as at a career center.",
            example="no",
            other_names=("shared", "career center", "part day", "shared time"),
        ),
        Column("region", Type.CODE, "The region.", example="north", other_names=("area", "zone", "network")),
        Column(
            "boardDistrict",
            Type.CODE,
            "The seat on the board.",
            example="3",
            other_names=("ward", "board seat", "trustee area"),
        ),
        Column(
            "innovation",
            Type.FLAG,
            "Whether it has an agreement on autonomy.",
            example="no",
            other_names=("innovation school", "autonomous", "pilot school"),
        ),
    ),
)
