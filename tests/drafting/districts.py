"""Made-up districts: schools, rules that their lines follow, and adjustments at a few schools that follow no rule.

A rule is worked out here in plain Python, without a line of the product, on the facts of last year or on fresh ones.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

Row = dict[str, Fraction]
Paid = list[Fraction]

LEVELS = {"elementary": (180, 720), "middle": (320, 1100), "high": (500, 2300)}
COUNTS = (
    "students",
    "grades_k_5",
    "grades_6_8",
    "grades_9_12",
    "low_income",
    "english_learners",
    "special_education",
    "gifted",
)


@dataclass(frozen=True)
class Facts:
    """Schools of one year."""

    units: list[str]
    levels: list[str]
    title_one: list[str]
    rows: list[Row]


@dataclass(frozen=True)
class Line:
    """A line and the rule that it follows."""

    name: str
    gives: Callable[[Facts], Paid]
    columns: frozenset[str]
    numbers: tuple[Fraction, ...]
    """The numbers of the rule, any of which a draft may name."""
    is_telling: Callable[[Facts], bool] = lambda _: True


@dataclass
class District:
    """A district of last year: its facts, its lines, and what was paid."""

    facts: Facts
    lines: list[Line]
    paid: dict[str, Paid] = field(default_factory=dict)
    planted: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    """By line and unit what was paid more or less than the rule gives."""


def to_cents(value: Fraction, digits: int = 2) -> Fraction:
    """Round half up, as a textbook does."""
    scaled = value * Fraction(10) ** digits
    return Fraction(math.floor(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)) / Fraction(10) ** digits


def made_up_facts(chance: Random, count: int) -> Facts:
    levels = ["elementary", "middle", "high"] * 4
    levels += chance.choices(["elementary", "middle", "high"], [6, 2, 2], k=count - len(levels))
    chance.shuffle(levels)
    rows = []
    for level in levels:
        students = chance.randint(*LEVELS[level])
        poor = chance.uniform(0.1, 0.95)
        row = {
            "students": students,
            "grades_k_5": students if level == "elementary" else 0,
            "grades_6_8": students if level == "middle" else 0,
            "grades_9_12": students if level == "high" else 0,
            "low_income": int(students * poor),
            "english_learners": int(students * chance.uniform(0, 0.45)),
            "special_education": int(students * chance.uniform(0.06, 0.24)),
            "gifted": int(students * chance.uniform(0.01, 0.12)),
        }
        rows.append({name: Fraction(value) for name, value in row.items()})
    flags = ["yes" if row["low_income"] * 5 > row["students"] * 2 and chance.random() < 0.8 else "no" for row in rows]
    return Facts([f"{100 + 10 * place:04}" for place in range(count)], levels, flags, rows)


def price(chance: Random, *, is_whole: bool = False) -> Fraction:
    """What a position costs: thousands, hundreds or dollars; or an average, with cents."""
    unit = chance.choice([1000, 100, 1])
    if is_whole or chance.random() < 0.6:
        return Fraction(chance.randint(45_000 // unit, 120_000 // unit) * unit)
    return Fraction(chance.randint(4_500_000, 12_000_000), 100)


def money(chance: Random, low: int, high: int) -> Fraction:
    """An amount a board might vote for: whole, in fives, or with cents."""
    return Fraction(
        chance.choice([chance.randint(low, high), 5 * chance.randint(low // 5 + 1, high // 5)])
    ) + chance.choice([Fraction(0), Fraction(0), Fraction(1, 2), Fraction(chance.randint(1, 99), 100)])


def per_student(chance: Random, name: str) -> Line:
    column = chance.choice(COUNTS)
    rate, digits = money(chance, 20, 6000), chance.choice([2, 2, 0])
    return Line(
        name, lambda facts: [to_cents(row[column] * rate, digits) for row in facts.rows], frozenset({column}), (rate,)
    )


def two_counts(chance: Random, name: str) -> Line:
    first, second = chance.sample(COUNTS[4:], 2)
    rate = money(chance, 50, 2000)
    return Line(
        name,
        lambda facts: [to_cents((row[first] + row[second]) * rate) for row in facts.rows],
        frozenset({first, second}),
        (rate,),
    )


def weighted(chance: Random, name: str, base: Fraction) -> Line:
    column = chance.choice(COUNTS[4:])
    weight, digits = Fraction(chance.choice([10, 15, 20, 25, 30, 40, 50, 65, 80, 120]), 100), chance.choice([2, 0])
    return Line(
        name,
        lambda facts: [to_cents(row[column] * base * weight, digits) for row in facts.rows],
        frozenset({column}),
        (weight, base * weight, base),
    )


def for_every_school(chance: Random, name: str) -> Line:
    amount = Fraction(chance.randint(20, 400) * 1000)
    return Line(name, lambda facts: [amount for _ in facts.rows], frozenset(), (amount,))


def by_level(chance: Random, name: str) -> Line:
    amounts = {level: Fraction(chance.randint(20, 800) * 1000) for level in LEVELS}
    return Line(
        name, lambda facts: [amounts[level] for level in facts.levels], frozenset({"level"}), tuple(amounts.values())
    )


def for_flagged(chance: Random, name: str) -> Line:
    amount = Fraction(chance.randint(10, 90) * 1000)
    return Line(
        name,
        lambda facts: [amount if flag == "yes" else Fraction(0) for flag in facts.title_one],
        frozenset({"title_one"}),
        (amount, Fraction(0)),
        lambda facts: 5 <= facts.title_one.count("yes") <= len(facts.units) - 5,
    )


def rate_by_level(chance: Random, name: str) -> Line:
    rates = {level: money(chance, 30, 900) for level in LEVELS}
    column = chance.choice(["students", "low_income"])
    return Line(
        name,
        lambda facts: [
            to_cents(row[column] * rates[level]) for row, level in zip(facts.rows, facts.levels, strict=True)
        ],
        frozenset({column, "level"}),
        tuple(rates.values()),
    )


WAYS: dict[str, Callable[[Fraction], Fraction]] = {
    "up": lambda value: Fraction(math.ceil(value)),
    "down": lambda value: Fraction(math.floor(value)),
    "nearest": lambda value: Fraction(math.floor(value + Fraction(1, 2))),
    "major": lambda value: Fraction(math.ceil(value - Fraction(1, 2))),
    "half": lambda value: Fraction(math.floor(value * 2 + Fraction(1, 2)), 2),
}


def positions(chance: Random, name: str) -> Line:
    column = chance.choice(COUNTS[:5])
    per, rounded = Fraction(chance.choice([18, 20, 22, 24, 25, 27, 28, 30, 35, 60, 75, 100])), chance.choice(list(WAYS))
    cost, way = price(chance, is_whole=rounded == "half"), WAYS[rounded]
    return Line(
        name,
        lambda facts: [way(row[column] / per) * cost for row in facts.rows],
        frozenset({column}),
        (per, cost, per / 2, cost / 2, per * 2, cost * 2),
    )


def positions_with_minimum(chance: Random, name: str) -> Line:
    per, rounded = Fraction(chance.choice([90, 100, 120, 150, 200, 250])), chance.choice(["up", "nearest", "half"])
    cost, way = price(chance, is_whole=rounded == "half"), WAYS[rounded]
    least = Fraction(chance.choice([2, 3, 4]))

    def gives(facts: Facts) -> Paid:
        return [max(least, way(row["students"] / per)) * cost for row in facts.rows]

    def is_telling(facts: Facts) -> bool:
        counts = [max(least, way(row["students"] / per)) for row in facts.rows]
        return 3 <= counts.count(least) <= len(counts) // 2 and len(set(counts)) >= 5

    return Line(name, gives, frozenset({"students"}), (per, cost, least, per / 2, cost / 2, least * 2), is_telling)


def positions_by_level(chance: Random, name: str) -> Line:
    per = {level: Fraction(chance.choice([18, 20, 22, 24, 25, 26, 28, 30])) for level in LEVELS}
    cost, way = price(chance), WAYS[chance.choice(["up", "nearest", "down"])]
    return Line(
        name,
        lambda facts: [
            way(row["students"] / per[level]) * cost for row, level in zip(facts.rows, facts.levels, strict=True)
        ],
        frozenset({"students", "level"}),
        (*per.values(), cost),
    )


def with_minimum(chance: Random, name: str) -> Line:
    rate = money(chance, 20, 200)
    least = to_cents(rate * chance.randint(250, 450), -3)

    def is_telling(facts: Facts) -> bool:
        at_least = sum(row["students"] * rate <= least for row in facts.rows)
        return 3 <= at_least <= len(facts.rows) // 2

    return Line(
        name,
        lambda facts: [max(least, to_cents(row["students"] * rate)) for row in facts.rows],
        frozenset({"students"}),
        (rate, least),
        is_telling,
    )


def with_maximum(chance: Random, name: str) -> Line:
    rate = money(chance, 20, 200)
    most = to_cents(rate * chance.randint(700, 1200), -3)

    def is_telling(facts: Facts) -> bool:
        return 3 <= sum(row["students"] * rate >= most for row in facts.rows) <= len(facts.rows) // 2

    return Line(
        name,
        lambda facts: [min(most, to_cents(row["students"] * rate)) for row in facts.rows],
        frozenset({"students"}),
        (rate, most),
        is_telling,
    )


def concentrated(chance: Random, name: str) -> Line:
    above, rate = Fraction(chance.choice([30, 40, 50, 55, 60]), 100), money(chance, 500, 4000)

    def gives(facts: Facts) -> Paid:
        return [
            to_cents(row["low_income"] * max(Fraction(0), row["low_income"] / row["students"] - above) * rate)
            for row in facts.rows
        ]

    return Line(name, gives, frozenset({"low_income", "students"}), (above, rate), lambda facts: _both(gives(facts)))


def small_school(chance: Random, name: str) -> Line:
    below, rate = Fraction(chance.choice([300, 350, 400, 450, 500])), money(chance, 200, 2500)

    def gives(facts: Facts) -> Paid:
        return [to_cents(max(Fraction(0), below - row["students"]) * rate) for row in facts.rows]

    return Line(name, gives, frozenset({"students"}), (below, rate), lambda facts: _both(gives(facts)))


def _both(amounts: Paid) -> bool:
    return sum(map(bool, amounts)) >= 6 and amounts.count(Fraction(0)) >= 6


def steps_by_size(chance: Random, name: str) -> Line:
    first, second = Fraction(chance.choice([350, 400, 450])), Fraction(chance.choice([700, 750, 800]))
    amounts = sorted(Fraction(one * 1000) for one in chance.sample(range(20, 200), 3))

    def gives(facts: Facts) -> Paid:
        return [amounts[(row["students"] >= first) + (row["students"] >= second)] for row in facts.rows]

    def is_telling(facts: Facts) -> bool:
        return all(gives(facts).count(one) >= 5 for one in amounts)

    return Line(name, gives, frozenset({"students"}), (first, second, *amounts), is_telling)


def rate_by_tier(chance: Random, name: str) -> Line:
    edge, low, high = Fraction(chance.choice([40, 50, 60]), 100), money(chance, 100, 500), money(chance, 600, 1200)

    def is_high(row: Row) -> bool:
        return row["low_income"] / row["students"] >= edge

    def gives(facts: Facts) -> Paid:
        return [to_cents(row["low_income"] * (high if is_high(row) else low)) for row in facts.rows]

    def is_telling(facts: Facts) -> bool:
        return 6 <= sum(map(is_high, facts.rows)) <= len(facts.rows) - 6

    return Line(name, gives, frozenset({"low_income", "students"}), (edge, low, high), is_telling)


def marginal_tiers(chance: Random, name: str) -> Line:
    edge, low, high = Fraction(chance.choice([400, 450, 500, 600])), money(chance, 60, 150), money(chance, 20, 55)

    def gives(facts: Facts) -> Paid:
        return [
            to_cents(min(row["students"], edge) * low + max(Fraction(0), row["students"] - edge) * high)
            for row in facts.rows
        ]

    def is_telling(facts: Facts) -> bool:
        return 6 <= sum(row["students"] > edge for row in facts.rows) <= len(facts.rows) - 6

    return Line(name, gives, frozenset({"students"}), (edge, low, high), is_telling)


def flat_and_rate(chance: Random, name: str) -> Line:
    flat, rate = Fraction(chance.randint(2, 60) * 1000), money(chance, 20, 400)
    column = chance.choice(["students", "low_income"])
    return Line(
        name,
        lambda facts: [to_cents(flat + row[column] * rate) for row in facts.rows],
        frozenset({column}),
        (flat, rate),
    )


def shared_out(chance: Random, name: str) -> Line:
    pool, column = Fraction(chance.randint(20, 400) * 10_000), chance.choice(COUNTS[4:])

    def gives(facts: Facts) -> Paid:
        everything = sum(row[column] for row in facts.rows)
        exact = [pool * 100 * row[column] / everything for row in facts.rows]
        parts = [math.floor(one) for one in exact]
        order = sorted(range(len(exact)), key=lambda place: (parts[place] - exact[place], facts.units[place]))
        for place in order[: int(pool * 100) - sum(parts)]:
            parts[place] += 1
        return [Fraction(one, 100) for one in parts]

    return Line(name, gives, frozenset({column}), (pool,))


def share_of(chance: Random, name: str, other: Line) -> Line:
    """A share of another line as its rule gives it."""
    share = Fraction(chance.choice([5, 8, 10, 12, 15, 20, 30]), 100)
    return Line(
        name,
        lambda facts: [to_cents(amount * share) for amount in other.gives(facts)],
        frozenset({other.name}),
        (share,),
    )


SIMPLE = (
    *(per_student, per_student, two_counts, for_every_school, by_level, for_flagged, rate_by_level),
    *(positions, positions, positions_with_minimum, positions_by_level, with_minimum, with_maximum),
    *(concentrated, small_school, steps_by_size, rate_by_tier, marginal_tiers, flat_and_rate, shared_out),
)
"""Kinds of lines; those that districts use most stand twice."""


def made_up_district(seed: int) -> tuple[District, Facts]:
    """A district of last year, and fresh facts of schools of the same kind."""
    chance = Random(seed)  # noqa: S311
    facts = made_up_facts(chance, chance.randint(20, 80))
    fresh = made_up_facts(chance, len(facts.units))
    base = money(chance, 3500, 7500)
    lines = [
        Line(
            "base_usd",
            lambda one: [to_cents(row["students"] * base) for row in one.rows],
            frozenset({"students"}),
            (base,),
        )
    ]
    lines += [weighted(chance, f"weight_{number}_usd", base) for number in range(chance.randint(2, 3))]
    wanted = len(lines) + chance.randint(4, 6)
    while len(lines) < wanted:
        line = chance.choice(SIMPLE)(chance, f"line_{len(lines)}_usd")
        if line.is_telling(facts) and sum(map(bool, line.gives(facts))) >= 6:
            lines.append(line)
    district = District(facts, lines, {line.name: line.gives(facts) for line in lines})
    _plant(chance, district)
    return district, fresh


def _plant(chance: Random, district: District) -> None:
    """Change a few amounts by sums that no rule of the district gives."""
    for _ in range(chance.randint(0, 5)):
        line, place = chance.choice(district.lines).name, chance.randrange(len(district.facts.units))
        if sum(name == line for name, _ in district.planted) >= 1 + len(district.facts.units) // 30:
            continue
        unit = district.facts.units[place]
        change = Fraction(chance.choice([1000, 2500, 5000, 7500, 12_345, 33_333, 777_777]), chance.choice([1, 1, 100]))
        if (line, unit) not in district.planted:
            district.planted[line, unit] = change
            district.paid[line][place] += change


def as_csv(district: District) -> str:
    """Last year's table as the district would save it."""
    facts = district.facts
    heads = ["school", "level", "title_one", *COUNTS, *district.paid]
    rows = [
        ",".join(
            [unit, facts.levels[place], facts.title_one[place]]
            + [str(facts.rows[place][name]) for name in COUNTS]
            + [f"{paid[place].numerator * 100 // paid[place].denominator / 100:.2f}" for paid in district.paid.values()]
        )
        for place, unit in enumerate(facts.units)
    ]
    return "\n".join([",".join(heads), *rows, ""])


def facts_as_csv(facts: Facts) -> str:
    """Fresh facts for a drafted formula."""
    rows = [
        ",".join(
            [unit, facts.levels[place], facts.title_one[place], *(str(facts.rows[place][name]) for name in COUNTS)]
        )
        for place, unit in enumerate(facts.units)
    ]
    return "\n".join([",".join(["school", "level", "title_one", *COUNTS]), *rows, ""])
