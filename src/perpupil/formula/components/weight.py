"""A need brings an extra amount on top of the base: students × rate × weight, added; or only the highest of a group.

Lines with the same `group` pay each student once, for the need with the highest weight: a student who is both homeless and in
foster care brings the larger of the two. That takes a headcount, since totals per need do not tell who has two.
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
    Working,
    expression,
    share,
)
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.syntax import HighestOf, Name
from perpupil.formula.trees import times


def expand(settings: Settings, context: Context) -> Expansion:
    """Students × (rate × weight), where in a group only students without a higher weight count."""
    students = HighestOf(context.line, context.group) if settings.has("group") else settings.node("students")
    return Expansion(
        quantity=students,
        rate=times(settings.node("rate", BASE), Name(f"{context.line}.weight")),
        round_rate=settings.get("round_rate"),
        workings=(Working("weight", settings.node("weight"), is_always=True),),
    )


def faults(settings: Settings) -> tuple[str, str] | None:
    """In a group, the students must be one count, so that it is known who else they are."""
    if settings.has("group") and not isinstance(settings.node("students"), Name):
        return "In a group, `students` must be the name of one count.", 'Write students = "name" with a [counts.name].'
    return None


def sentence(settings: Settings) -> str:
    """Say it in words."""
    rate = f"{settings.part_of('weight')} {settings.dollars('rate', BASE)}"
    only = (
        f" A student of several of these needs (“{settings.person('group')}”) brings only the highest."
        if settings.has("group")
        else ""
    )
    return f"Each {settings.each_student('students')} adds {rate}{settings.rounded('round_rate')}.{only}"


COMPONENT = Component(
    kind="weight",
    title="Weight for a need",
    meaning="A need brings an extra amount on top of the base, added to whatever else the student brings; in a `group`, only the highest.",
    keys=(
        expression(
            "students",
            "Who has the need; in a group, the name of a count.",
            required=True,
            example='students = "english_learners"',
        ),
        share("weight", "The extra, as a part of the rate.", required=True, example="weight = 0.4"),
        RATE,
        ROUND_RATE,
        Key(
            "group",
            KeyType.TEXT,
            "Lines with the same group pay each student once, for the highest weight; equal weights: the earlier line.",
            example='group = "mobility"',
        ),
    ),
    stands_for="students * round_rate(rate * weight)",
    expand=expand,
    sentence=sentence,
    faults=faults,
    pays_for="students",
    example=Example(
        formula="""
[parameters]
base = 5000
[counts]
in_foster_care = { need = "foster" }
without_home = { need = "homeless" }
[line.foster]
kind = "weight"
students = "in_foster_care"
weight = 0.15
group = "mobility"
[line.homeless]
kind = "weight"
students = "without_home"
weight = 0.10
group = "mobility"
""",
        facts={},
        headcount=("1,K,foster;homeless,2", "1,K,homeless,3", "2,K,,9"),
        amounts=("1500.00", "0.00"),
    ),
)
