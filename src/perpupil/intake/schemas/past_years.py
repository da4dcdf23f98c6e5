"""What each school was allocated and spent in years that are closed, as the budget office keeps it."""

from perpupil.intake.schemas.declaration import Column, Schema, Type
from perpupil.intake.schemas.ids import SCHOOL_ID

SCHEMA = Schema(
    dataset="past_years",
    title="Past years",
    meaning="What each school was allocated in a closed year, and what it spent of that; and items that are told apart, such as a program paid every year.",
    row="one school in one closed year; or one of its items in that year",
    key=("schoolId", "year", "item"),
    columns=(
        SCHOOL_ID,
        Column(
            "year",
            Type.YEAR,
            "The fiscal year, which is closed.",
            required=True,
            example="2026",
            other_names=("fiscal year", "school year", "fy", "budget year", "closed year"),
        ),
        Column(
            "item",
            Type.TEXT,
            "Which item it is; blank for the whole of the school.",
            example="",
            other_names=("line item", "program name", "what"),
        ),
        Column("paidFrom", Type.TEXT, "Of an item: what pays it.", example="", other_names=("paid by", "source")),
        Column(
            "students",
            Type.WHOLE,
            "How many students the school had; where the school counts of the year are there, these are taken.",
            example="421",
            other_names=("enrollment", "number of students", "student count"),
        ),
        Column(
            "allocated",
            Type.MONEY,
            "What the school was allocated.",
            example="2829322.00",
            other_names=("allocation", "amount allocated", "total allocation"),
        ),
        Column(
            "spent",
            Type.MONEY,
            "What it spent of that by the end of the year; of an item, what it cost.",
            required=True,
            example="2818611.07",
            other_names=("amount spent", "total spent", "spent by june 30"),
        ),
    ),
)
