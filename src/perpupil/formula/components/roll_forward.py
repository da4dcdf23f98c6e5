"""Last year's positions, adjusted for enrollment: in proportion, or one for every so many students gained or lost."""

from perpupil.formula.components.declaration import (
    ROUND_FTE,
    Component,
    Context,
    Example,
    Expansion,
    Settings,
    expression,
)
from perpupil.formula.components.staffing import (
    PRICES,
    ROUNDING_IN_WORDS,
    price,
    price_fault,
    price_in_words,
    rounded_positions,
)
from perpupil.formula.trees import ZERO, greatest, minus, over, plus, positive, times, when


def expand(settings: Settings, _: Context) -> Expansion:
    """Positions carried forward × price."""
    fte, now, before = settings.node("fte"), settings.node("students"), settings.node("students_before")
    how = settings.text("round_fte", "none")
    if settings.has("per"):
        positions = plus(fte, rounded_positions(how, over(minus(now, before), settings.node("per"))))
    else:
        positions = rounded_positions(how, when(positive(before), over(times(fte, now), before)))
    return Expansion(quantity=greatest(ZERO, positions), rate=price(settings))


def sentence(settings: Settings) -> str:
    """Say it in words."""
    now, before = settings.words("students"), settings.words("students_before")
    how = f"1 position for every {settings.words('per')} gained or lost" if settings.has("per") else "in proportion"
    rounding = ROUNDING_IN_WORDS[settings.text("round_fte", "none")]
    return f"The positions of last year ({settings.words('fte')}) change with the number of students (now: {now}; before: {before}), {how}{rounding}. {price_in_words(settings)}"


COMPONENT = Component(
    kind="roll_forward",
    title="Last year's positions, rolled forward",
    meaning="Last year's positions, adjusted for the change of enrollment; never fewer than none.",
    keys=(
        expression("fte", "Last year's positions.", required=True, example='fte = "teachers_last_year"'),
        expression("students", "Students now.", required=True, example='students = "students"'),
        expression(
            "students_before", "Students last year.", required=True, example='students_before = "prior(students)"'
        ),
        expression(
            "per",
            "Students gained or lost for one position; without it positions change in proportion.",
            example="per = 25",
        ),
        ROUND_FTE,
        *PRICES,
    ),
    stands_for="max(0, round_fte(if(students_before > 0, fte * students / students_before, 0))) * price; with per: max(0, fte + round_fte((students - students_before) / per)) * price",
    expand=expand,
    sentence=sentence,
    faults=price_fault,
    pays_for="positions",
    example=Example(
        formula="""
[line.teachers]
kind = "roll_forward"
fte = "fte_before"
students = "n"
students_before = "n_before"
per = 25
round_fte = "half"
price = 100_000
""",
        facts={"n": ("410", "300"), "n_before": ("400", "330"), "fte_before": ("20", "15")},
        amounts=("2050000.00", "1400000.00"),
    ),
)
