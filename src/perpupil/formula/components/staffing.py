"""Positions by a staffing rule, priced at average or actual compensation.

The rule is a ratio (one position for so many students, over a threshold, from a start), or steps by size, or an expression of its own; then
rounding, a minimum and a maximum. Sources: Albemarle County 2002-03 (differentiated targets), Arlington FY2011 ("major portion"), Allovue's
staffing rules (rounding up, down, nearest).
"""

from fractions import Fraction

from perpupil.formula.components.declaration import (
    ROUND_FTE,
    SCHOOL,
    Component,
    Context,
    Example,
    Expansion,
    Form,
    Settings,
    dollars,
    expression,
    listed,
    marked,
)
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.syntax import Call, Node, written
from perpupil.formula.trees import ONE, ZERO, greatest, least, minus, number, over, plus, rounded, tier, times


def rounded_positions(how: str, node: Node) -> Node:
    """Round positions as `round_fte` says."""
    match how:
        case "up":
            return Call("ceil", (node,))
        case "down":
            return Call("floor", (node,))
        case "nearest":
            return rounded(node)
        case "major":
            return rounded(node, 0, "half_down")
        case "half":
            return times(rounded(times(node, number(2))), number(Fraction("0.5")))
        case "tenth":
            return rounded(node, 1)
        case "hundredth":
            return rounded(node, 2)
        case _:
            return node


def price(settings: Settings) -> Node:
    """Give the price of a position: the one written, or average or actual as `priced` says."""
    if settings.has("price"):
        return settings.node("price")
    return settings.node("actual_price" if settings.text("priced", "average") == "actual" else "average_price")


def expand(settings: Settings, _: Context) -> Expansion:
    """Positions × price."""
    positions = _positions(settings)
    if settings.has("minimum"):
        positions = greatest(settings.node("minimum"), positions)
    if settings.has("maximum"):
        positions = least(settings.node("maximum"), positions)
    return Expansion(quantity=positions, rate=price(settings))


def _positions(settings: Settings) -> Node:
    how = settings.text("round_fte", "none")
    if settings.has("fte"):
        return rounded_positions(how, settings.node("fte"))
    if settings.has("steps"):
        return rounded_positions(how, tier(settings.node("students"), settings.node("steps")))
    students = settings.node("students")
    counted = greatest(ZERO, minus(students, settings.node("over"))) if settings.has("over") else students
    ratios = rounded_positions(how, over(counted, settings.node("per")))
    return plus(settings.node("start"), times(ratios, settings.node("each", ONE)))


def faults(settings: Settings) -> tuple[str, str] | None:
    """One rule, its students, and one price."""
    rules = [key for key in ("per", "steps", "fte") if settings.has(key)]
    if len(rules) != 1:
        return (
            "A staffing line needs exactly one of `per`, `steps` and `fte`.",
            "Write per = 22 for one position for 22 students.",
        )
    beside = [key for key in ("over", "start", "each") if settings.has(key)]
    if beside and rules != ["per"]:
        return f"`{beside[0]}` goes with `per`.", "Take it out, or write the rule with `per`."
    if rules != ["fte"] and not settings.has("students"):
        return f"`{rules[0]}` needs `students`.", 'Write students = "students".'
    return price_fault(settings)


def price_fault(settings: Settings) -> tuple[str, str] | None:
    """Require a price, or both an average and an actual one."""
    both = settings.has("average_price") and settings.has("actual_price")
    either = settings.has("average_price") or settings.has("actual_price") or settings.has("priced")
    if settings.has("price") == both or (settings.has("price") and either):
        return "A position needs `price`, or `average_price` and `actual_price`.", 'Write price = "average_teacher".'
    return None


def sentence(settings: Settings) -> str:
    """Say it in words."""
    least_words = f"at least {settings.words('minimum')}" if settings.has("minimum") else ""
    most_words = f"at most {settings.words('maximum')}" if settings.has("maximum") else ""
    bounds = listed([words for words in (least_words, most_words) if words])
    return f"{_rule_in_words(settings)}{f'; {bounds}' if bounds else ''}. {price_in_words(settings)}"


def price_in_words(settings: Settings) -> str:
    """Say what a position is paid at."""
    return f"Each position is paid at {marked(written(price(settings)), Form.DOLLARS)}."


def _rule_in_words(settings: Settings) -> str:
    rounding = ROUNDING_IN_WORDS[settings.text("round_fte", "none")]
    if settings.has("fte"):
        return f"A {SCHOOL} gets {settings.words('fte', form=Form.POSITIONS)}{rounding}"
    if settings.has("steps"):
        steps = settings.words("steps", form=Form.SIZES)
        return f"The number of positions goes by the number of {settings.words('students')}: {steps}{rounding}"
    start = f"{settings.words('start', form=Form.POSITIONS)}, and " if settings.has("start") else ""
    more = " more" if start else ""
    each = settings.words("each", ONE, Form.POSITIONS)
    beyond = f" above the first {settings.words('over')}" if settings.has("over") else ""
    return f"A {SCHOOL} gets {start}{each}{more} for every {settings.words('per')} {settings.many('students')}{beyond}{rounding}"


ROUNDING_IN_WORDS = {
    "none": "",
    "up": ", rounded up",
    "down": ", rounded down",
    "nearest": ", to the nearest whole position",
    "major": " (more than half of that counts as all of it)",
    "half": ", to the nearest half position",
    "tenth": ", to the nearest tenth of a position",
    "hundredth": ", to the nearest hundredth of a position",
}

PRICES = (
    dollars("price", "What a position costs.", example='price = "average_teacher"'),
    dollars(
        "average_price",
        "What a position costs on average in the district.",
        example='average_price = "average_teacher"',
    ),
    dollars(
        "actual_price",
        "What this school's positions really cost, from facts.",
        example='actual_price = "teacher_cost_here"',
    ),
    Key(
        "priced",
        KeyType.CHOICE,
        "Which of the two is paid.",
        default='"average"',
        choices=("average", "actual"),
        example='priced = "actual"',
    ),
)

COMPONENT = Component(
    kind="staffing",
    title="Positions by a staffing rule",
    meaning="Positions by a ratio, by steps or by an expression, rounded, within a minimum and a maximum, and priced.",
    keys=(
        expression("students", "Who is counted.", example='students = "grades_k_3"'),
        expression("per", "Students for one position.", example="per = 22"),
        Key(
            "steps",
            KeyType.TABLE,
            "Instead of `per`: rows of [students from, positions].",
            example="steps = [[1, 0.5], [500, 1.0]]",
        ),
        expression("fte", "Instead of `per`: the positions themselves.", example='fte = "teachers.quantity / 10"'),
        expression("over", "Students that are passed over before the ratio begins.", "0", example="over = 450"),
        expression("start", "Positions before the ratio begins.", "0", example="start = 1"),
        expression("each", "Positions for each full ratio.", "1", example="each = 0.2"),
        ROUND_FTE,
        expression("minimum", "Never fewer positions.", example="minimum = 1"),
        expression("maximum", "Never more positions.", example="maximum = 4"),
        *PRICES,
    ),
    stands_for="min(maximum, max(minimum, positions)) * price; positions with per: start + round_fte(max(0, students - over) / per) * each; positions with steps: round_fte(tier(students, steps)); positions with fte: round_fte(fte)",
    expand=expand,
    sentence=sentence,
    faults=faults,
    pays_for="positions",
    example=Example(
        formula="""
[parameters]
counselor = 100_000
[line.counselors]
kind = "staffing"
students = "n"
over = 450
start = 1
per = 90
each = 0.2
round_fte = "major"
price = "counselor"
""",
        facts={"n": ("400", "495", "496", "640")},
        amounts=("100000.00", "100000.00", "120000.00", "140000.00"),
    ),
)
