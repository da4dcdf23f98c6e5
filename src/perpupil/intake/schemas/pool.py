"""Where the money of a year comes from and what is taken off before it reaches schools; read by `facts.revenue`."""

from perpupil.facts.revenue import COLUMNS, POOL_COLUMN, Part, Status
from perpupil.intake.schemas.declaration import Column, Schema, Type


def _column(  # noqa: PLR0913, PLR0917  a column has as many parts
    name: str, kind: Type, meaning: str, example: str, other_names: tuple[str, ...], allowed: tuple[str, ...] = ()
) -> Column:
    return Column(name, kind, meaning, name in COLUMNS, example, other_names, allowed)


_DECLARED = {
    one.name: one
    for one in (
        _column("year", Type.YEAR, "The fiscal year.", "2027", ("fiscal year", "fy", "budget year")),
        _column("part", Type.CODE, "Which way the amount counts.", "revenue", ("kind", "direction"), tuple(Part)),
        _column("name", Type.TEXT, "What it is.", "Local property tax", ("title", "item", "revenue source")),
        _column("amount", Type.MONEY, "Dollars, never less than nothing.", "251000000.00", ("dollars", "sum")),
        _column("owner", Type.TEXT, "Who answers for it.", "Treasurer", ("contact", "responsible")),
        _column("source", Type.TEXT, "The decision or estimate.", "tax levy", ("basis", "reference")),
        _column("status", Type.CODE, "How firm it is.", "adopted", ("stage", "firmness"), tuple(Status)),
        _column(POOL_COLUMN, Type.CODE, "Which pool of the formula it belongs to.", "school_budgets", ("pool name",)),
    )
}

SCHEMA = Schema(
    dataset="pool",
    title="Pool",
    meaning="Revenue by source, less what is kept centrally, locked and held in reserve.",
    row="one amount of one year",
    key=("year", POOL_COLUMN, "part", "name"),
    columns=tuple(_DECLARED[name] for name in (*COLUMNS, POOL_COLUMN)),
)
