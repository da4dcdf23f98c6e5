"""What a full-time position costs, by job class and year."""

from perpupil.intake.schemas.declaration import Column, Schema, Type

SCHEMA = Schema(
    dataset="prices",
    title="Prices",
    meaning="What a position of each job class costs: average salary, benefits as a share of it, benefits as a fixed sum, assumed raise.",
    row="one job class in one year",
    key=("jobClass", "year"),
    columns=(
        Column(
            "jobClass",
            Type.CODE,
            "The class, as in the positions.",
            required=True,
            example="teacher",
            other_names=("job code", "job", "class", "role", "classification", "position type"),
        ),
        Column(
            "year",
            Type.YEAR,
            "The fiscal year.",
            required=True,
            example="2028",
            other_names=("fiscal year", "school year", "fy", "budget year"),
        ),
        Column(
            "salary",
            Type.MONEY,
            "The average salary of a full-time position.",
            required=True,
            example="78420.00",
            other_names=("average salary", "avg salary", "mean salary", "base salary"),
        ),
        Column(
            "benefitsShare",
            Type.SHARE,
            "Benefits as a share of the salary.",
            required=True,
            example="0.172",
            other_names=("benefits percent", "percentage benefits", "benefit rate", "fringe rate", "fringe percent"),
        ),
        Column(
            "benefitsFixed",
            Type.MONEY,
            "Benefits a full-time position that do not follow the salary, such as health insurance.",
            required=True,
            example="17900.00",
            other_names=("fixed benefits", "health insurance", "flat benefits", "benefits per fte", "insurance"),
        ),
        Column(
            "raise",
            Type.SHARE,
            "The raise that is assumed since the year before.",
            example="0.03",
            other_names=("assumed raise", "raise percent", "increase", "cola", "salary increase"),
        ),
        Column("owner", Type.TEXT, "Who answers for it.", example="Budget office", other_names=("who", "contact")),
        Column(
            "source",
            Type.TEXT,
            "What it rests on.",
            example="price list of January",
            other_names=("basis", "reference"),
        ),
    ),
)
