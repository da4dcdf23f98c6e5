"""More money for each student where a need is concentrated: by a slide, or by tiers.

*slide*: every part of the share above a threshold adds to the weight, as in California's concentration grant (65% of the
share above 55%). *whole*: the tier that the school has reached pays for all its students. *marginal*: each tier's weight is paid only
for the students between its threshold and the next.
"""

from perpupil.formula.components.declaration import (
    BASE,
    RATE,
    STUDENTS,
    Component,
    Context,
    Example,
    Expansion,
    Form,
    Settings,
    Working,
    expression,
    share,
)
from perpupil.formula.keys import Denomination, Key, KeyType
from perpupil.formula.syntax import Name, Node
from perpupil.formula.trees import ZERO, greatest, minus, over, positive, tier, times, when


def expand(settings: Settings, context: Context) -> Expansion:
    """Work out the share, then what it brings."""
    students, everyone = settings.node("students"), settings.node("of", STUDENTS)
    part = when(positive(everyone), over(students, everyone))
    working = Working("share", part, settings.get("round_share"))
    quantity, rate = _quantity_and_rate(settings, Name(f"{context.line}.share"), everyone)
    return Expansion(quantity=quantity, rate=rate, workings=(working,))


def _quantity_and_rate(settings: Settings, share: Node, everyone: Node) -> tuple[Node, Node]:
    pays, rate = settings.node("pays", settings.node("students")), settings.node("rate", BASE)
    match settings.text("how", "slide"):
        case "whole":
            return pays, times(rate, tier(share, settings.node("tiers")))
        case "marginal":
            return times(everyone, tier(share, settings.node("tiers"), marginal=True)), rate
        case _:
            above = greatest(ZERO, minus(share, settings.node("above")))
            return times(pays, above), times(rate, settings.node("weight"))


def faults(settings: Settings) -> tuple[str, str] | None:
    """Require a weight and a threshold for a slide, a table for tiers."""
    slides = settings.text("how", "slide") == "slide"
    if slides and not (settings.has("weight") and settings.has("above")):
        return "A slide needs `weight` and `above`.", 'Write both, or how = "whole" with tiers.'
    if not slides and not settings.has("tiers"):
        return "Tiers need `tiers`.", "Write tiers = [[0.5, 0.05], [0.75, 0.15]]."
    if slides == settings.has("tiers") or (not slides and (settings.has("above") or settings.has("weight"))):
        return "A slide has `above` and `weight`, tiers have `tiers`.", "Take out what does not belong to `how`."
    return None


def sentence(settings: Settings) -> str:
    """Say it in words."""
    needy, everyone = settings.words("students"), settings.words("of", STUDENTS)
    each, rate = settings.each_student("pays", settings.node("students")), settings.dollars("rate", BASE)
    tiers = settings.words("tiers", form=Form.LEVELS)
    match settings.text("how", "slide"):
        case "whole":
            return f"The larger the share of {needy} among all {everyone}, the more each {each} adds, as a part of {rate}: {tiers}."
        case "marginal":
            return f"As the share of {needy} among all {everyone} grows, every student beyond a threshold adds a part of {rate}: {tiers}."
        case _:
            return f"Where the share of {needy} among all {everyone} is above {settings.share('above')}, the part above is multiplied by {settings.share('weight')} and by {rate}, and that is paid for each {each}."


COMPONENT = Component(
    kind="concentration",
    title="Concentration of need",
    meaning="More money for each student where a need is concentrated.",
    keys=(
        expression("students", "Who has the need.", required=True, example='students = "low_income"'),
        expression("of", "Among whom the share is taken.", "students", example='of = "students"'),
        Key(
            "how",
            KeyType.CHOICE,
            "By a slide, by whole tiers or by marginal tiers.",
            default='"slide"',
            choices=("slide", "whole", "marginal"),
            example='how = "whole"',
        ),
        share("above", "For a slide: the share above which it begins.", example="above = 0.55"),
        share("weight", "For a slide: what the share above the threshold is multiplied by.", example="weight = 0.65"),
        Key(
            "tiers",
            KeyType.TABLE,
            "For tiers: rows of [share, weight].",
            example="tiers = [[0.5, 0.05], [0.75, 0.15]]",
            denomination=Denomination.SHARE,
        ),
        RATE,
        expression(
            "pays", "For a slide and whole tiers: for whom it is paid.", "students", example='pays = "students"'
        ),
        Key("round_share", KeyType.ROUNDING, "How the share rounds.", default='"none"', example="round_share = 4"),
    ),
    stands_for="slide: pays * max(0, share - above) * (rate * weight); whole: pays * (rate * tier(share, tiers)); marginal: of * tier(share, tiers, marginal=true) * rate",
    expand=expand,
    sentence=sentence,
    faults=faults,
    pays_for="students",
    example=Example(
        formula="""
[parameters]
base = 5000
[line.concentration]
kind = "concentration"
students = "low_income"
of = "n"
above = 0.6
weight = 0.5
""",
        facts={"n": ("100", "100"), "low_income": ("80", "50")},
        amounts=("40000.00", "0.00"),
    ),
)
