"""What each school asked for, approved up to a limit, each with its reason."""

from perpupil.formula.components.declaration import (
    SCHOOL,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    dollars,
)
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.trees import least


def expand(settings: Settings, _: Context) -> Expansion:
    """Give the amount requested, at most the limit."""
    requested = settings.node("requested")
    return Expansion(amount=least(requested, settings.node("limit")) if settings.has("limit") else requested)


def sentence(settings: Settings) -> str:
    """Say it in words."""
    limit = f", up to {settings.dollars('limit')}" if settings.has("limit") else ""
    return f"What the {SCHOOL} asked for{limit}. Each request has its reason."


COMPONENT = Component(
    kind="zero_based",
    title="Requested amount",
    meaning="What each school asked for, approved up to a limit, each with its reason.",
    keys=(
        dollars("requested", "What was asked for.", required=True, example='requested = "asked"'),
        dollars("limit", "The most that is approved.", example="limit = 50_000"),
        Key(
            "reason",
            KeyType.TEXT,
            "The text column that holds the reason; asking without one is an error.",
            required=True,
            example='reason = "reason_asked"',
        ),
    ),
    stands_for="min(requested, limit)",
    expand=expand,
    sentence=sentence,
    example=Example(
        formula="""
[line.requests]
kind = "zero_based"
requested = "asked"
limit = 50_000
reason = "reason_asked"
""",
        facts={"asked": ("12000", "80000", "0"), "reason_asked": ("robotics club", "science labs", "")},
        amounts=("12000.00", "50000.00", "0.00"),
    ),
)
