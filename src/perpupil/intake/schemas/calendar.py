"""The days of a year's work: counts, votes, plans, hand-overs."""

from perpupil.intake.schemas.declaration import Column, Schema, Type

SCHEMA = Schema(
    dataset="calendar",
    title="Calendar",
    meaning="What is due when, and who sees to it.",
    row="one date of one fiscal year",
    key=("event", "year", "date"),
    columns=(
        Column(
            "date", Type.DATE, "The day.", required=True, example="2027-02-09", other_names=("day", "due date", "due")
        ),
        Column(
            "event",
            Type.TEXT,
            "What happens.",
            required=True,
            example="Formula vote",
            other_names=("milestone", "task", "what"),
        ),
        Column("owner", Type.TEXT, "Who sees to it.", example="Board", other_names=("who", "responsible", "contact")),
        Column(
            "year",
            Type.YEAR,
            "The fiscal year that it is about.",
            required=True,
            example="2028",
            other_names=("fiscal year", "fy", "budget year"),
        ),
        Column("done", Type.FLAG, "Whether it is done.", example="no", other_names=("complete", "completed")),
        Column("note", Type.TEXT, "Anything to know.", example="", other_names=("comment", "remark")),
    ),
)
