"""The district's own table of codes, and what each means in the national handbook.

Source of the dimensions: Financial Accounting for Local and State School Systems, National Center for Education Statistics, 2014.
"""

from perpupil.intake.schemas.declaration import Column, Schema, Type

DIMENSIONS = ("fund", "function", "object", "program", "project", "location")
"""What the segments of an account can be."""
SOURCES = ("federal", "state", "local", "state_and_local")
SPENDING = ("personnel", "non_personnel", "revenue")
GROUPS = (*SOURCES, *SPENDING, "school", "central")
LINE = "line"
"""The dimension of a row that gives a line of the formula its account."""

SCHEMA = Schema(
    dataset="accounts",
    title="Accounts",
    meaning="What each code of the district's accounts means, and which account each line of the formula is posted to.",
    row="one code of one segment, or one line of the formula",
    key=("dimension", "code"),
    columns=(
        Column(
            "dimension",
            Type.CODE,
            "Which segment the code belongs to; `line` for a line of the formula.",
            required=True,
            example="object",
            other_names=("segment", "segment name", "dimension name"),
            allowed=(*DIMENSIONS, LINE),
        ),
        Column(
            "code",
            Type.CODE,
            "The district's code, zeros kept; or the name of the line.",
            required=True,
            example="51110",
            other_names=("local code", "district code", "segment code", "value"),
        ),
        Column(
            "nces",
            Type.CODE,
            "The code of the national handbook.",
            example="110",
            other_names=("nces code", "national code", "handbook code", "state code"),
        ),
        Column(
            "title",
            Type.TEXT,
            "What it is called.",
            example="Teachers, regular",
            other_names=("name", "description", "meaning"),
        ),
        Column(
            "schoolId",
            Type.SCHOOL,
            "For a location: the school; blank for an office.",
            example="",
            other_names=("school", "school code", "school number"),
        ),
        Column(
            "program",
            Type.CODE,
            "For a function: the handbook's program, where the account has no segment for it.",
            example="",
            other_names=("nces program", "handbook program", "program code"),
        ),
        Column(
            "personnelCode",
            Type.CODE,
            "For a location that is no school: its code in the personnel system.",
            example="",
            other_names=("hr code", "personnel system code", "work location"),
        ),
        Column(
            "group",
            Type.CODE,
            "For a fund or a project: where the money comes from. For an object: whether it pays people. For a location: school or central.",
            example="personnel",
            other_names=("source of funds", "spending type", "type", "class", "level"),
            allowed=GROUPS,
        ),
        Column(
            "excluded",
            Type.CODE,
            "Why it does not count as current spending on schools.",
            example="",
            other_names=("exclude", "exclusion"),
            allowed=("capital", "debt", "transfer", "community", "adult"),
        ),
        Column(
            "account",
            Type.CODE,
            "For a line of the formula: the account that it is posted to, with {location} where the school's code goes.",
            example="",
            other_names=("account pattern", "post to", "load account"),
        ),
    ),
)
