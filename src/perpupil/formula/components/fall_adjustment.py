"""After the fall count: money for students who came and back for students who did not, beyond a margin."""

from perpupil.formula.components.declaration import (
    BASE,
    RATE,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    Working,
    expression,
)
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.syntax import Name, Negative
from perpupil.formula.trees import ZERO, below, greatest, least, minus, plus, when


def expand(settings: Settings, context: Context) -> Expansion:
    """Students beyond the margin × rate."""
    change, margin = Name(f"{context.line}.change"), settings.node("beyond", ZERO)
    gained = when(below(margin, change), minus(change, margin))
    lost = when(below(change, Negative(margin)), plus(change, margin))
    counted = {"gains": greatest(ZERO, gained), "losses": least(ZERO, lost)}.get(settings.text("counts", "both"))
    working = Working("change", minus(settings.node("actual"), settings.node("projected")))
    return Expansion(quantity=counted or plus(gained, lost), rate=settings.node("rate", BASE), workings=(working,))


def sentence(settings: Settings) -> str:
    """Say it in words."""
    which = {"gains": "gained", "losses": "lost"}.get(settings.text("counts", "both"), "gained or lost")
    margin = f" beyond a margin of {settings.words('beyond')}" if settings.has("beyond") else ""
    verb = {"gains": "adds", "losses": "takes off"}.get(settings.text("counts", "both"), "adds or takes off")
    return f"After the fall count each student {which}{margin} {verb} {settings.dollars('rate', BASE)}. (Planned: {settings.words('projected')}; counted: {settings.words('actual')}.)"


COMPONENT = Component(
    kind="fall_adjustment",
    title="Fall adjustment",
    meaning="After the fall count, money follows the students who came or left, beyond a margin.",
    keys=(
        expression(
            "projected", "Students the budget was built on.", required=True, example='projected = "students_projected"'
        ),
        expression("actual", "Students counted in the fall.", required=True, example='actual = "students_october"'),
        RATE,
        expression("beyond", "A margin of students that changes nothing.", "0", example="beyond = 5"),
        Key(
            "counts",
            KeyType.CHOICE,
            "Whether gains, losses or both count.",
            default='"both"',
            choices=("both", "gains", "losses"),
            example='counts = "gains"',
        ),
    ),
    stands_for="(if(change > beyond, change - beyond, 0) + if(change < -beyond, change + beyond, 0)) * rate, with change = actual - projected",
    expand=expand,
    sentence=sentence,
    is_ordinary=False,
    example=Example(
        formula="""
[line.fall]
kind = "fall_adjustment"
projected = "expected"
actual = "counted"
rate = 5000
beyond = 5
""",
        facts={"expected": ("400", "400", "400"), "counted": ("412", "397", "390")},
        amounts=("35000.00", "0.00", "-25000.00"),
    ),
)
