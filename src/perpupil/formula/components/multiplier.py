"""A factor multiplies other lines: the cost of a place, or a weight that is multiplied and not added.

The lines stay as they are; this line holds the difference, so that a reader sees what the factor costs.
"""

from perpupil.formula.components.declaration import (
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    expression,
)
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.trees import ONE, minus, sum_of


def expand(settings: Settings, _: Context) -> Expansion:
    """Multiply the sum of the lines by factor - 1."""
    return Expansion(quantity=sum_of(settings.get("of")), rate=minus(settings.node("factor"), ONE))


def sentence(settings: Settings) -> str:
    """Say it in words."""
    return (
        f"{settings.lines('of')}: multiplied by {settings.words('factor')}. This line is what that adds or takes off."
    )


COMPONENT = Component(
    kind="multiplier",
    title="Multiplied weight",
    meaning="A factor multiplies other lines; this line is the difference it makes.",
    keys=(
        Key(
            "of", KeyType.LINES, "The lines that are multiplied.", required=True, example='of = ["base", "low_income"]'
        ),
        expression("factor", "What they are multiplied by.", required=True, example='factor = "cost_of_place"'),
    ),
    stands_for="sum(of) * (factor - 1)",
    expand=expand,
    sentence=sentence,
    is_ordinary=False,
    example=Example(
        formula="""
[line.base]
kind = "per_student"
students = "n"
rate = 1000
[line.cost_of_place]
kind = "multiplier"
of = ["base"]
factor = "place"
""",
        facts={"n": ("10", "20"), "place": ("1.035", "0.98")},
        amounts=("350.00", "-400.00"),
    ),
)
