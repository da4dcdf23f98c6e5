"""Money for one use, such as course materials or printing: by student, by class or flat."""

from perpupil.formula.components.declaration import (
    SCHOOL,
    STUDENTS,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    dollars,
    expression,
)
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.syntax import Name
from perpupil.formula.trees import ZERO, plus, times


def expand(settings: Settings, context: Context) -> Expansion:
    """Quantity × rate, and a flat sum."""
    quantity, rate = settings.node("quantity", STUDENTS), settings.node("rate")
    if not settings.has("flat"):
        return Expansion(quantity=quantity, rate=rate)
    amount = plus(times(Name(f"{context.line}.quantity"), Name(f"{context.line}.rate")), settings.node("flat", ZERO))
    return Expansion(quantity=quantity, rate=rate, amount=amount)


def sentence(settings: Settings) -> str:
    """Say it in words."""
    flat = f", and {settings.dollars('flat')} for every {SCHOOL}" if settings.has("flat") else ""
    return f"{settings.dollars('rate')} for each {settings.each('quantity', STUDENTS)}{flat}. The money is for {settings.person('use')} only."


COMPONENT = Component(
    kind="use_fund",
    title="Use-specific fund",
    meaning="Non-personnel money for one use only.",
    keys=(
        expression(
            "quantity", "What is counted: students, classes, positions.", "students", example='quantity = "classes"'
        ),
        dollars("rate", "Dollars for each.", required=True, example="rate = 45"),
        dollars("flat", "A sum on top, whatever the count.", "0", example="flat = 2_000"),
        Key("use", KeyType.TEXT, "What the money may be used for.", required=True, example='use = "course materials"'),
    ),
    stands_for="quantity * rate + flat",
    expand=expand,
    sentence=sentence,
    example=Example(
        formula="""
[line.printing]
kind = "use_fund"
quantity = "n"
rate = 9.50
flat = 400
use = "printing"
""",
        facts={"n": ("100", "0")},
        amounts=("1350.00", "400.00"),
    ),
)
