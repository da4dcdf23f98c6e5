"""Every student counted brings the same amount: students × rate × weight.

Source: the base of every student-based formula, such as Boston's weighted student funding, FY2016.
"""

from perpupil.formula.components.declaration import (
    BASE,
    RATE,
    ROUND_RATE,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    expression,
    share,
)
from perpupil.formula.trees import ONE, times


def expand(settings: Settings, _: Context) -> Expansion:
    """Students × (rate × weight)."""
    return Expansion(
        quantity=settings.node("students"),
        rate=times(settings.node("rate", BASE), settings.node("weight", ONE)),
        round_rate=settings.get("round_rate"),
    )


def sentence(settings: Settings) -> str:
    """Say it in words."""
    weight = f"{settings.part_of('weight')} " if settings.has("weight") else ""
    return f"Each {settings.each_student('students')} brings {weight}{settings.dollars('rate', BASE)}{settings.rounded('round_rate')}."


COMPONENT = Component(
    kind="per_student",
    title="Amount per student",
    meaning="Every student counted brings the same amount.",
    keys=(
        expression("students", "Who is counted.", required=True, example='students = "early"'),
        RATE,
        share("weight", "What the rate is multiplied by.", "1", example="weight = 1.8"),
        ROUND_RATE,
    ),
    stands_for="students * round_rate(rate * weight)",
    expand=expand,
    sentence=sentence,
    pays_for="students",
    example=Example(
        formula="""
[parameters]
base = 4028.47
[line.grades_k0_k1]
kind = "per_student"
students = "early"
weight = 1.8
round = "dollar"
""",
        facts={"early": ("80", "0")},
        amounts=("580100.00", "0.00"),
    ),
)
