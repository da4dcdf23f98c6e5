"""A supplement for small schools that tapers off as they grow.

*missing*: for each student that the school lacks to a size. *slide*: a full amount up to one size, nothing from another, a
straight line between.
"""

from perpupil.formula.components.declaration import (
    BASE,
    RATE,
    SCHOOL,
    STUDENTS,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    dollars,
    expression,
    share,
)
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.trees import ONE, ZERO, greatest, least, minus, over, positive, times, when


def expand(settings: Settings, _: Context) -> Expansion:
    """Missing students × rate, or the part of a full amount."""
    students, below = settings.node("students", STUDENTS), settings.node("below")
    if settings.text("how", "missing") == "slide":
        part = over(minus(below, students), minus(below, settings.node("full_at")))
        amount = times(settings.node("amount"), least(ONE, greatest(ZERO, part)))
        return Expansion(amount=when(positive(students), amount))
    missing = greatest(ZERO, minus(below, students))
    return Expansion(
        quantity=when(positive(students), missing),
        rate=times(settings.node("rate", BASE), settings.node("weight", ONE)),
    )


def faults(settings: Settings) -> tuple[str, str] | None:
    """Require for a slide its amount and the size of the full amount."""
    if settings.text("how", "missing") == "slide" and not (settings.has("amount") and settings.has("full_at")):
        return "A slide needs `amount` and `full_at`.", "Write amount = 200_000 and full_at = 200."
    return None


def sentence(settings: Settings) -> str:
    """Say it in words."""
    students, below = settings.many("students", STUDENTS), settings.words("below")
    if settings.text("how", "missing") == "slide":
        return f"A {SCHOOL} of up to {settings.words('full_at')} {students} gets {settings.dollars('amount')}. Above that the amount falls in a straight line, to nothing at {below}."
    weight = f"{settings.part_of('weight')} " if settings.has("weight") else ""
    return f"A {SCHOOL} with fewer than {below} {students} gets {weight}{settings.dollars('rate', BASE)} for each one that it lacks to {below}."


COMPONENT = Component(
    kind="small_school",
    title="Small-school supplement",
    meaning="A supplement that tapers off as a school grows; a school without students gets none.",
    keys=(
        expression("students", "The school's size.", "students", example='students = "students"'),
        expression("below", "The size from which nothing is paid.", required=True, example="below = 300"),
        Key(
            "how",
            KeyType.CHOICE,
            "For each missing student, or a sliding amount.",
            default='"missing"',
            choices=("missing", "slide"),
            example='how = "slide"',
        ),
        RATE,
        share("weight", "For each missing student: what the rate is multiplied by.", "1", example="weight = 0.3"),
        dollars("amount", "For a slide: the full amount.", example="amount = 200_000"),
        expression("full_at", "For a slide: the size up to which the full amount is paid.", example="full_at = 200"),
    ),
    stands_for="missing: if(students > 0, max(0, below - students), 0) * (rate * weight); slide: if(students > 0, amount * min(1, max(0, (below - students) / (below - full_at))), 0)",
    expand=expand,
    sentence=sentence,
    faults=faults,
    example=Example(
        formula="""
[line.small]
kind = "small_school"
students = "n"
below = 300
rate = 1500
""",
        facts={"n": ("240", "300", "0")},
        amounts=("90000.00", "0.00", "0.00"),
    ),
)
