"""Made-up states: a formula over districts, and districts with schools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from hypothesis import strategies as st

from perpupil.allocation.cascade import Level, Node, Unread, cascade
from perpupil.allocation.world import World
from perpupil.equity.journey.asking import Need, Question
from perpupil.equity.journey.journey import Journey, journey
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import read_headcount
from perpupil.facts.revenue import Statement, read_revenue
from perpupil.facts.table import read_csv
from perpupil.formula.funding import statements_of
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula

POOR = Need("poor", "students of low income", ("poor",), ("poor",))
LEARNERS = Need("el", "English learners", ("el",), ("el",))
QUESTION = Question("poor", "n", (POOR, LEARNERS))
TOP = 'language = 1\ntitle = "{title}"\nyear = 2027\n[facts]\nunit = {{ column = "id", noun = "{noun}" }}\n'
POOL_HEADER = "year,part,name,amount,owner,source,status\n"


@dataclass(frozen=True)
class Place:
    """A school: students, those of low income, English learners."""

    unit: str
    n: int
    poor: int
    el: int


@dataclass(frozen=True)
class Weights:
    """What a formula pays a student, and more for each need; the lines are kept apart."""

    base: int = 0
    poor: int = 0
    el: int = 0


@dataclass(frozen=True)
class Made:
    """A district as it is made up."""

    unit: str
    weights: Weights
    schools: Sequence[Place]
    raised: int = 0
    central: int = 0
    reserve: int = 0
    is_known: bool = True


@dataclass(frozen=True)
class State:
    """A state as it is made up."""

    weights: Weights
    pool: int
    reserve: int
    districts: Sequence[Made] = field(default_factory=tuple)


@cache
def formula(text: str) -> Formula:
    read, told = read_formula(text.encode())
    assert read is not None, told
    return read


def text_of(weights: Weights, noun: str, pool: str, title: str = "Aid") -> str:
    lines = [
        f'[line.for_{name}]\nvalue = "{name} * {amount}"\n'
        for name, amount in (("n", weights.base), ("poor", weights.poor), ("el", weights.el))
        if amount
    ]
    return TOP.format(title=title, noun=noun) + "".join(lines) + pool


def level(
    text: str,
    rows: Sequence[Place],
    pool: str = "",
    below: Mapping[str, Level | Unread] | None = None,
    headcount: str = "",
) -> Level:
    read = formula(text)
    cells = "".join(f"{one.unit},{one.n},{one.poor},{one.el}\n" for one in rows)
    facts, told = read_facts(read_csv(f"id,n,poor,el\n{cells}".encode(), "facts.csv")[0], read.binding)
    assert facts is not None, told
    counted = None
    if headcount:
        counted, told = read_headcount(read_csv(headcount.encode(), "headcount.csv")[0])
        assert counted is not None, told
    statements: Mapping[str, Statement] = {}
    if pool:
        revenue, told = read_revenue(read_csv((POOL_HEADER + pool).encode(), "pool.csv")[0], is_given=True)
        assert revenue is not None, told
        statements, _ = statements_of(read, revenue)
    return Level(read, World(facts, counted), statements, below or {})


def district(made: Made) -> Level:
    """Make a district that keeps some, raises some, and shares out the rest."""
    pool = f"2027,received,State aid,0,S,b,adopted\n2027,revenue,Local tax,{made.raised},T,b,adopted\n"
    pool += f"2027,central,Central office,{made.central},B,b,adopted\n2027,reserve,Reserve,{made.reserve},B,b,adopted\n"
    text = text_of(made.weights, "school", '[pool.all]\ntitle = "Budgets"\namount = 0\n', "Budgets")
    return level(text, made.schools, pool)


def together(made: Made) -> Place:
    """Add the schools of a district up, as the state counts them."""
    schools = made.schools
    return Place(
        made.unit, sum(one.n for one in schools), sum(one.poor for one in schools), sum(one.el for one in schools)
    )


def top_of(state: State) -> Level:
    pool = f'[pool.aid]\ntitle = "State money"\namount = {state.pool}\nreserve = {state.reserve}\n'
    text = text_of(state.weights, "district", pool, "State aid")
    below = {one.unit: district(one) for one in state.districts if one.is_known}
    return level(text, [together(one) for one in state.districts], below=below)


def worked(top: Level) -> Node:
    node, told = cascade(top)
    assert node is not None, told
    return node


def followed(top: Level, question: Question = QUESTION) -> Journey:
    found, told = journey(worked(top), {(): question})
    assert found is not None, told
    return found


@st.composite
def states(draw: st.DrawFn, least: int = 5, most: int = 50) -> State:
    """Draw a state of so many districts; few texts, so that each formula is read once."""
    weights = st.sampled_from((Weights(5000), Weights(5000, 1500), Weights(4000, 2000, 900), Weights(6000, 0, 700)))
    count = draw(st.integers(least, most))
    seeds = draw(st.lists(st.integers(0, 10**9), min_size=count, max_size=count))
    return State(
        draw(weights),
        draw(st.integers(10**6, 10**9)),
        draw(st.integers(0, 10**5)),
        tuple(_district(f"{at:03}", seed, draw(weights)) for at, seed in enumerate(seeds)),
    )


def _district(unit: str, seed: int, weights: Weights) -> Made:
    """Make a district out of one number, which is faster than to draw each of its own."""
    schools = []
    for at in range(1 + seed % 4):
        seed = seed * 6364136223846793005 % 2**61
        n = 1 + seed % 900
        poor = seed // 1000 % (n + 1)
        schools.append(Place(f"{unit}-{at}", n, poor, seed // 10**7 % (poor + 1)))
    raised, central = seed % 10**6, seed % 997
    return Made(unit, weights, tuple(schools), raised, central, seed % 499, is_known=seed % 7 != 0)
