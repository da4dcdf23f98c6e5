"""What a district or a state publishes of its units: any table with one row a unit, whatever its other columns are."""

from perpupil.intake.schemas.declaration import Column, Schema, Type

_CALLED = ("school", "building", "campus", "site", "district", "lea", "unit", "entity")
"""Headers under which a code stands, or a name."""
_NAMES = (
    *(
        "school name",
        "building name",
        "campus name",
        "site name",
        "district name",
        "lea name",
        "unit name",
        "entity name",
    ),
    "location name",
)

SCHEMA = Schema(
    dataset="school_facts",
    title="School facts",
    meaning="Any table with one row a school, or in a state one row a district. Whatever else it holds is kept under its own header, "
    "for a formula to read: numbers with every digit, a yes or no, any other cell as text. Those of the template are examples.",
    row="one school or district in one year",
    key=("schoolId", "year"),
    columns=(
        Column(
            "schoolId",
            Type.SCHOOL,
            "The code of the school or district; where the file has none, its name.",
            required=True,
            example="0214",
            other_names=(
                *("code", "id", "unit id", "unit code", "entity id", "entity code", "org id", "org code"),
                *("school code", "school number", "building code", "building number", "site code", "campus code"),
                *("location", "location code", "campus id", "dbn", "ncessch", "nces school id", "state school id"),
                *("district code", "district id", "district number", "lea id", "lea code", "leaid", "cds code", "cds"),
                *("cds district", "cds school", "upin", "urn", "ukprn"),
            ),
            last_names=(*_CALLED, *_NAMES),
            tells_apart=True,
            stand_ins=("name",),
        ),
        Column(
            "name",
            Type.TEXT,
            "What people call it.",
            example="Eastgate",
            other_names=_NAMES,
            last_names=_CALLED,
            tells_apart=True,
        ),
        Column(
            "year",
            Type.YEAR,
            "The fiscal year; of several years in one file, one is taken.",
            example="2027",
            other_names=("fiscal year", "school year", "fy", "sy", "budget year", "academic year"),
        ),
    ),
    further=(
        Column("students", Type.WHOLE, "A number.", example="412"),
        Column("low_income", Type.WHOLE, "A number.", example="203"),
        Column("title_i_budget", Type.AMOUNT, "An amount.", example="107065.01"),
    ),
)
