"""A floor under a school's total: whatever is missing to it is added, until a stated end.

The floor rounds up to the line's rounding, so that it is never broken by a fraction of a cent. When the lines are fitted to a pool
the floor still holds: the other schools give way.
"""

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
from perpupil.formula.syntax import Name
from perpupil.formula.trees import ZERO, greatest, minus, sum_of


def expand(settings: Settings, context: Context) -> Expansion:
    """Add what is missing to the floor."""
    of = settings.get("of") or context.covered
    floor = Working("floor", settings.node("floor"), Rounding(context.rounding.digits, Mode.CEILING))
    amount = greatest(ZERO, minus(Name(f"{context.line}.floor"), sum_of(of)))
    return Expansion(amount=amount, workings=(floor,), limits=of, is_exact=True)


def sentence(settings: Settings) -> str:
    """Say it in words."""
    return f"No {SCHOOL} gets less than {settings.dollars('floor')}; this line adds what is missing."


COMPONENT = Component(
    kind="hold_harmless",
    title="Hold-harmless (floor)",
    meaning="No school's total falls below a floor; this line is what is missing to it.",
    keys=(
        dollars("floor", "The least total.", required=True, example='floor = "0.98 * allocation_last_year"'),
        OF_LIMIT,
        UNTIL,
        WHY,
    ),
    stands_for="max(0, floor - sum(of)), the floor rounded up",
    expand=expand,
    sentence=sentence,
    is_ordinary=False,
    limit="floor",
    example=Example(
        formula="""
[line.base]
kind = "per_student"
students = "n"
rate = 1000
[line.soft_landing]
kind = "hold_harmless"
floor = "0.98 * last_year"
until = 2030-06-30
why = "Losses are limited to 2 percent."
""",
        facts={"n": ("90", "100"), "last_year": ("100000", "100000")},
        amounts=("8000.00", "0.00"),
    ),
)
