"""What was budgeted, promised and spent, account by account."""

from perpupil.intake.schemas.declaration import Column, Schema, Type


def _money(name: str, meaning: str, *other_names: str, example: str = "") -> Column:
    return Column(name, Type.MONEY, meaning, example=example, other_names=other_names)


SCHEMA = Schema(
    dataset="ledger",
    title="Ledger",
    meaning="An export of the accounts: sums to date (a snapshot) or single entries (transactions).",
    row="one account at one date, or one entry",
    columns=(
        Column(
            "year",
            Type.YEAR,
            "The fiscal year.",
            required=True,
            example="2027",
            other_names=("fiscal year", "fy", "budget year", "school year"),
        ),
        Column(
            "asOfDate",
            Type.DATE,
            "The day to which a snapshot reaches, or on which an entry was posted.",
            example="2026-12-31",
            other_names=(
                "as of",
                "posting date",
                "post date",
                "effective date",
                "transaction date",
                "period end",
                "date",
            ),
        ),
        Column(
            "account",
            Type.CODE,
            "The whole account; or its segments stand in columns of their own.",
            example="101.1000.51110.0214.000",
            other_names=(
                "account number",
                "account string",
                "account code",
                "gl account",
                "budget unit",
                "account identifier",
            ),
        ),
        Column("fund", Type.CODE, "The fund.", example="", other_names=("fund code",)),
        Column("function", Type.CODE, "The function.", example="", other_names=("function code", "activity")),
        Column("object", Type.CODE, "The object.", example="", other_names=("object code", "obj")),
        Column("program", Type.CODE, "The program.", example="", other_names=("program code",)),
        Column(
            "project",
            Type.CODE,
            "The project or grant.",
            example="",
            other_names=("project code", "grant", "grant code"),
        ),
        Column(
            "location",
            Type.CODE,
            "The school or office.",
            example="",
            other_names=("location code", "operational unit", "site", "organization", "school", "cost center"),
        ),
        _money(
            "budget", "The original budget.", "original budget", "adopted budget", "orig budget", example="1184000.00"
        ),
        _money(
            "revised",
            "The budget as it now stands.",
            "revised budget",
            "adjusted budget",
            "current budget",
            example="1190500.00",
        ),
        _money(
            "actual",
            "What was spent.",
            "expended",
            "ytd actual",
            "ytd expended",
            "actuals",
            "spent",
            "expenditures",
            example="566112.40",
        ),
        _money(
            "encumbered",
            "What is promised and not yet spent.",
            "encumbrance",
            "encumbrances",
            "committed",
            example="571020.00",
        ),
        _money("amount", "The amount of an entry, with its sign.", "net amount", "transaction amount", "posted amount"),
        _money("debit", "The amount of an entry on the left.", "debit amount", "dr", "debits"),
        _money("credit", "The amount of an entry on the right.", "credit amount", "cr", "credits"),
        Column(
            "batch",
            Type.CODE,
            "The batch in which an entry was posted.",
            example="",
            other_names=("batch number", "batch id", "journal", "journal id"),
        ),
        Column(
            "line",
            Type.CODE,
            "The number of an entry in its batch.",
            example="",
            other_names=("line number", "entry number", "sequence"),
        ),
        Column(
            "kind",
            Type.CODE,
            "What the amount of an entry is; without it, spent.",
            example="",
            other_names=("entry type", "amount type", "balance type", "ledger type"),
            allowed=("budget", "revised", "actual", "encumbered"),
            meanings=(("encumbrance", "encumbered"), ("expenditure", "actual"), ("adopted", "budget")),
        ),
        Column(
            "description",
            Type.TEXT,
            "What it is called.",
            example="Teachers, regular",
            other_names=("account description", "account name", "memo", "line description"),
            is_personal=True,
        ),
        Column(
            "vendor", Type.TEXT, "Who was paid.", other_names=("payee", "vendor name", "supplier"), is_personal=True
        ),
    ),
)
