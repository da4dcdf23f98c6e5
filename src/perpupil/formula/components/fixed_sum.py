"""A sum outside any rule, for schools by name: with who decided it, why, and until when."""

from collections.abc import Mapping
from fractions import Fraction

from perpupil.exact.numerals import write_number
from perpupil.formula.components.declaration import (
    UNTIL,
    WHO,
    WHY,
    Component,
    Context,
    Example,
    Expansion,
    Form,
    Settings,
    dollars,
    listed,
    marked,
    unmarked,
)
from perpupil.formula.keys import Denomination, Key, KeyType
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
    amounts = settings.get("amounts")
    given = settings.dollars("amount") if amounts is None else _by_name(amounts)
    return f"A sum outside the rules, decided by {settings.person('who')}: {given}."


def _by_name(amounts: Mapping[str, Fraction]) -> str:
    """Write the first of some amounts by unit."""
    shown = [
        f"{marked(write_number(amount), Form.DOLLARS)} for {marked(unmarked(unit), Form.UNIT)}"
        for unit, amount in amounts.items()
    ]
    more = len(shown) - _SHOWN
    return listed([*shown[:_SHOWN], f"{more} more"] if more > 0 else shown)


_SHOWN = 5


COMPONENT = Component(
    kind="fixed_sum",
    title="Sum outside the rules",
    meaning="A sum for schools by name, with who decided it, why and until when.",
    keys=(
        Key(
            "amounts",
            KeyType.NUMBERS,
            "Dollars by unit id.",
            example='amounts = { "0214" = 412_000 }',
            denomination=Denomination.DOLLARS,
        ),
        dollars("amount", "Instead: a column of facts, or an expression.", example='amount = "agreed_sum"'),
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
