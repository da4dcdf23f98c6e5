"""A ceiling over a school's total: whatever is above it is taken off, until a stated end."""

from perpupil.exact.rounding import Mode, Rounding
from perpupil.formula.components.declaration import (
    OF_LIMIT,
    SCHOOL,
    UNTIL,
    WHY,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    Working,
    dollars,
)
from perpupil.formula.syntax import Name, Negative
from perpupil.formula.trees import ZERO, greatest, minus, sum_of


def expand(settings: Settings, context: Context) -> Expansion:
    """Take off what is above the ceiling."""
    of = settings.get("of") or context.covered
    ceiling = Working("ceiling", settings.node("ceiling"), Rounding(context.rounding.digits, Mode.FLOOR))
    amount = Negative(greatest(ZERO, minus(sum_of(of), Name(f"{context.line}.ceiling"))))
    return Expansion(amount=amount, workings=(ceiling,), limits=of, is_exact=True)


def sentence(settings: Settings) -> str:
    """Say it in words."""
    return f"No {SCHOOL} gets more than {settings.dollars('ceiling')}; this line takes off what is above."


COMPONENT = Component(
    kind="cap",
    title="Cap (ceiling)",
    meaning="No school's total rises above a ceiling; this line takes off what is above it.",
    keys=(
        dollars("ceiling", "The greatest total.", required=True, example='ceiling = "1.05 * allocation_last_year"'),
        OF_LIMIT,
        UNTIL,
        WHY,
    ),
    stands_for="-max(0, sum(of) - ceiling), the ceiling rounded down",
    expand=expand,
    sentence=sentence,
    is_ordinary=False,
    limit="ceiling",
    example=Example(
        formula="""
[line.base]
kind = "per_student"
students = "n"
rate = 1000
[line.limited_gain]
kind = "cap"
ceiling = "1.05 * last_year"
until = 2030-06-30
why = "Gains pay for the soft landing."
""",
        facts={"n": ("110", "100"), "last_year": ("100000", "100000")},
        amounts=("-5000.00", "0.00"),
    ),
)
