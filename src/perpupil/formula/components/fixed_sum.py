"""A sum outside any rule, for schools by name: with who decided it, why, and until when."""

from perpupil.formula.components.declaration import (
    UNTIL,
    WHO,
    WHY,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    expression,
)
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.syntax import ByUnit


def expand(settings: Settings, _: Context) -> Expansion:
    """Give the sum written for the unit."""
    if settings.has("amounts"):
        return Expansion(amount=ByUnit(tuple(sorted(settings.get("amounts").items()))))
    return Expansion(amount=settings.node("amount"))


def faults(settings: Settings) -> tuple[str, str] | None:
    """Amounts by unit, or one expression."""
    if settings.has("amounts") == settings.has("amount"):
        return (
            "A fixed sum needs `amounts` or `amount`.",
            'Write amounts = { "0214" = 412_000 }, or amount = "a column".',
        )
    return None


def sentence(settings: Settings) -> str:
    """Say it in words."""
    return f"A sum outside any rule, decided by {settings.text('who')}: {settings.prose('why')} Ends {settings.text('until')}."


COMPONENT = Component(
    kind="fixed_sum",
    title="Sum outside the rules",
    meaning="A sum for schools by name, with who decided it, why and until when.",
    keys=(
        Key("amounts", KeyType.NUMBERS, "Dollars by unit id.", example='amounts = { "0214" = 412_000 }'),
        expression("amount", "Instead: a column of facts, or an expression.", example='amount = "agreed_sum"'),
        WHO,
        WHY,
        UNTIL,
    ),
    stands_for="the amount written for the unit, else 0",
    expand=expand,
    sentence=sentence,
    faults=faults,
    example=Example(
        formula="""
[line.arts]
kind = "fixed_sum"
amounts = { "2" = 412_000 }
who = "Superintendent"
why = "Arts program of Union Street."
until = 2028-06-30
""",
        facts={"n": ("1", "1")},
        amounts=("0.00", "412000.00"),
    ),
)
