"""The same sum for every school, or for every school of a type: what it costs to open the doors."""

from perpupil.formula.components.declaration import (
    SCHOOL,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    dollars,
)


def expand(settings: Settings, _: Context) -> Expansion:
    """Give the amount itself."""
    return Expansion(amount=settings.node("amount"))


def sentence(settings: Settings) -> str:
    """Say it in words."""
    return f"Every {SCHOOL} gets {settings.dollars('amount')}."


COMPONENT = Component(
    kind="foundation",
    title="Foundation",
    meaning="The same sum for every school, or for every school of a type.",
    keys=(
        dollars(
            "amount",
            "The sum; a parameter listed by text gives each type its own.",
            required=True,
            example="amount = 225_000",
        ),
    ),
    stands_for="amount",
    expand=expand,
    sentence=sentence,
    example=Example(
        formula="""
[parameters]
doors = { by = "level", values = { elementary = 395_000, high = 760_000 } }
[line.foundation]
kind = "foundation"
amount = "doors"
""",
        facts={"level": ("elementary", "high")},
        amounts=("395000.00", "760000.00"),
    ),
)
