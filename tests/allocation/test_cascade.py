"""Money down the levels: every dollar that comes in anywhere ends at a unit or is named where it stays."""

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from perpupil.allocation.cascade import Depth, Level, Node, Unread, cascade, depths, leaves
from perpupil.allocation.world import World
from perpupil.facts.facts import read_facts
from perpupil.facts.revenue import Statement, read_revenue
from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.formula.funding import statements_of
from perpupil.formula.reading import read_formula
from tests.allocation import catalogue as published
from tests.project import ROOT

NEW_JERSEY = ROOT / "formulas" / "new_jersey_sfra_fy2021"
TOP = 'language = 1\ntitle = "{title}"\nyear = 2027\n[facts]\nunit = {{ column = "id", noun = "{noun}" }}\n'
SHARED = '[line.base]\nvalue = "n"\n[pool.all]\ntitle = "Budgets"\namount = {amount}\n'
HEADER = "year,part,name,amount,owner,source,status\n"

Below = Mapping[str, Level | Unread]


def level(formula: str, units: Mapping[str, int], pool: str = "", below: Below | None = None) -> Level:
    """Make a level out of the text of its formula, the measure `n` of its units, and the rows of its pool file."""
    read, told = read_formula(formula.encode())
    assert read is not None, told
    rows = "".join(f"{unit},{n}\n" for unit, n in units.items())
    facts, told = read_facts(read_csv(f"id,n\n{rows}".encode(), "facts.csv")[0], read.binding)
    assert facts is not None, told
    statements: Mapping[str, Statement] = {}
    if pool:
        revenue, told = read_revenue(read_csv((HEADER + pool).encode(), "pool.csv")[0], is_given=True)
        assert revenue is not None, told
        statements, told = statements_of(read, revenue)
        assert all(one.code == "mixed-statuses" for one in told)
    return Level(read, World(facts), statements, below or {})


def shared(
    units: Mapping[str, int], pool: str = "", below: Below | None = None, amount: object = 0, extra: str = ""
) -> Level:
    """Make a level that shares its pool by `n`."""
    text = TOP.format(title="Shared", noun="school") + SHARED.format(amount=amount) + extra
    return level(text, units, pool, below)


def worked(top: Level) -> Node:
    node, told = cascade(top)
    assert node is not None, told
    assert [one for one in told if one.severity == "error"] == []
    return node


def codes(told: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in told]


def require_reconciled(top: Node) -> None:
    """Hold every sum of a cascade, each level alone, each beside the next, and all together."""
    for node in top.nodes():
        assert node.unexplained_cents == 0
        assert node.income_cents == node.kept_cents + node.handed_out_cents + node.left_cents
        if node.allocation is not None:
            given_on = sum(one.received_cents for one in node.below.values())
            assert node.handed_out_cents == sum(node.ends.values()) + given_on == node.allocation.total_cents
    for above, below in pairwise(depths(top)):
        assert above.passed_cents == below.sum_cents("received_cents")
        assert above.sum_cents("handed_out_cents") == above.passed_cents + above.ends_cents
    every = Depth(0, tuple(top.nodes()))
    income = every.sum_cents("added_cents") + every.sum_cents("unpooled_cents")
    ends = sum(leaf.amount_cents for leaf in leaves(top))
    assert income == ends + every.sum_cents("kept_cents") + every.sum_cents("left_cents")


def test_what_a_district_gets_is_what_its_schools_get() -> None:
    """100.00 by 1:3 is 25 and 75; 75 + 40 of its own - 15 for its office is 100, by 1:1:2."""
    district = shared({"x": 1, "y": 1, "z": 2}, "2027,revenue,Tax,40,A,b,adopted\n2027,central,Office,15,A,b,adopted\n")
    top = worked(shared({"1": 1, "2": 3}, amount=100, below={"2": district}))
    assert top.ends == {"1": 25_00}
    below = top.below["2"]
    assert (below.received_cents, below.added_cents, below.kept_cents) == (75_00, 40_00, 15_00)
    assert dict(below.ends) == {"x": 25_00, "y": 25_00, "z": 50_00}
    assert [(leaf.path, leaf.amount_cents) for leaf in leaves(top)] == [
        (("1",), 25_00),
        (("2", "x"), 25_00),
        (("2", "y"), 25_00),
        (("2", "z"), 50_00),
    ]
    require_reconciled(top)


def test_what_was_planned_to_come_from_above_gives_way_to_what_comes() -> None:
    planned = "2027,received,State aid,90,State,bill,proposed\n2027,revenue,Tax,10,A,b,adopted\n"
    top = worked(shared({"1": 1}, amount=100, below={"1": shared({"x": 1}, planned)}))
    assert top.below["1"].handed_out_cents == 110_00
    alone = worked(shared({"x": 1}, planned))
    assert (alone.added_cents, alone.handed_out_cents) == (100_00, 100_00)


def test_what_a_pool_keeps_back_and_what_lines_pay_beside_it_are_named() -> None:
    extra = '[line.beside]\nvalue = "2"\n'
    text = TOP.format(title="T", noun="school") + (
        '[line.base]\nvalue = "n"\n[line.beside]\nvalue = "2"\n'
        '[pool.all]\ntitle = "Budgets"\namount = 0\nreserve_share = 0.1\nlines = ["base"]\n'
    )
    assert extra in text
    top = worked(shared({"1": 1}, amount=100, below={"1": level(text, {"x": 1, "y": 2})}))
    below = top.below["1"]
    assert (below.received_cents, below.unpooled_cents, below.handed_out_cents) == (100_00, 4_00, 94_00)
    assert [(one.name, one.amount_cents) for one in below.kept] == [("Kept back by Budgets", 10_00)]
    require_reconciled(top)


def test_what_a_pool_does_not_need_is_left() -> None:
    text = TOP.format(title="T", noun="school") + SHARED.format(amount=0) + 'method = "scale_down"\n'
    top = worked(shared({"1": 1}, amount=100, below={"1": level(text, {"x": 1, "y": 2})}))
    assert (top.below["1"].handed_out_cents, top.below["1"].left_cents) == (3_00, 97_00)
    require_reconciled(top)


def test_with_several_pools_the_file_says_which_one_receives() -> None:
    text = TOP.format(title="T", noun="school") + (
        '[line.base]\nvalue = "n"\n[line.more]\nvalue = "n"\n'
        '[pool.one]\namount = 5\nlines = ["base"]\n[pool.two]\namount = 7\nlines = ["more"]\n'
    )
    two = level(text, {"x": 1})
    _, told = cascade(shared({"1": 1}, amount=100, below={"1": two}))
    assert codes(told) == ["no-pool"]
    assert "1: The formula has the pools one, two" in told[0].what
    read, _ = read_revenue(
        read_csv((HEADER.replace("\n", ",pool\n") + "2027,received,Aid,1,S,b,adopted,two\n").encode(), "pool.csv")[0],
        is_given=True,
    )
    assert read is not None
    named = replace(two, statements=statements_of(two.formula, read)[0])
    top = worked(shared({"1": 1}, amount=100, below={"1": named}))
    assert [(one.name, one.amount_cents) for one in top.below["1"].added] == [("one", 5_00)]
    assert top.below["1"].handed_out_cents == 105_00
    require_reconciled(top)


def test_one_failing_district_does_not_hide_the_others() -> None:
    floors = (
        TOP.format(title="T", noun="school")
        + '[line.base]\nvalue = "n"\n[line.hold]\nkind = "hold_harmless"\nfloor = "1_000"\nuntil = 2030-06-30\n'
        + 'why = "w"\n[pool.all]\namount = 0\n'
    )
    none = TOP.format(title="T", noun="school") + '[line.base]\nvalue = "n"\n'
    below: dict[str, Level | Unread] = {
        "fine": shared({"x": 1}),
        "floors": level(floors, {"x": 1}),
        "gone": shared({"x": 1}),
        "no pool": level(none, {"x": 1}),
        "office": shared({"x": 1}, "2027,central,Office,26,A,b,adopted\n2027,revenue,Tax,1,A,b,adopted\n"),
        "unread": Unread(),
    }
    units = dict.fromkeys(("fine", "floors", "no pool", "office", "unread"), 1)
    top, told = cascade(shared(units, amount=100, below=below))
    assert top is not None
    assert {(one.code, one.what.partition(":")[0]) for one in told if one.code != "not-given-to"} == {
        ("pool-short", "floors"),
        ("no-pool", "no pool"),
        ("pool-overdrawn", "office"),
    }
    assert [one for one in told if one.code == "not-given-to" and "'gone'" in one.what]
    assert "$26 is taken off, and $21 comes in" in next(one.what for one in told if one.code == "pool-overdrawn")
    assert [(unit, node.allocation is not None, node.left_cents) for unit, node in top.below.items()] == [
        ("fine", True, 0),
        ("floors", False, 20_00),
        ("no pool", False, 20_00),
        ("office", False, 21_00),
        ("unread", False, 20_00),
    ]
    require_reconciled(top)


def test_a_unit_of_another_spelling_is_asked_about() -> None:
    (one,) = cascade(shared({"0010": 1}, amount=1, below={"010": shared({"x": 1})}))[1]
    assert (one.code, one.fix) == ("not-given-to", "Did you mean 0010?")


def test_an_error_at_the_top_hands_out_nothing() -> None:
    top, told = cascade(shared({"1": 1}, "2027,central,Office,26,A,b,adopted\n"))
    assert top is None
    assert codes(told) == ["pool-overdrawn"]


def test_findings_of_a_deep_level_name_the_way_to_it() -> None:
    school = shared({"room": 1}, "2027,central,Office,26,A,b,adopted\n")
    district = shared({"x": 1}, below={"x": school})
    _, told = cascade(shared({"1": 1}, amount=5, below={"1": district}))
    assert told[0].what.startswith("1: x: For pool `all` $26 is taken off")


def new_jersey(chance: random.Random) -> Level:
    """New Jersey's aid notices, over generated districts, some of which hand on to generated grades."""
    formula, told = read_formula((NEW_JERSEY / "formula.toml").read_bytes())
    assert formula is not None, told
    facts, told = read_facts(read_csv((NEW_JERSEY / "facts.csv").read_bytes(), "facts.csv")[0], formula.binding)
    assert facts is not None, told
    below: dict[str, Level | Unread] = {}
    for number, unit in enumerate(facts.units):
        if number % 7 == 6:
            continue  # a district that hands on to nobody we know
        schools = {f"{school:03d}": chance.randint(80, 1_400) for school in range(chance.randint(1, 8))}
        reserve, tax = sorted(chance.randint(0, 10**10) for _ in range(2))
        rows = "".join(
            f"2027,{part},{part},{cents // 100}.{cents % 100:02d},A,b,adopted\n"
            for part, cents in (("revenue", tax), ("reserve", reserve))
        )
        rooms: Below = {"000": shared({"a": 1, "b": 2, "c": 4})} if number % 3 == 0 else {}
        below[unit] = shared(schools, rows, rooms, extra="reserve_share = 0.013\n")
    return Level(formula, World(facts), {}, below)


def test_new_jersey_reconciles_to_the_cent_at_every_level() -> None:
    top = worked(new_jersey(random.Random(2021)))  # noqa: S311  made-up schools
    require_reconciled(top)
    levels = depths(top)
    assert [len(one.nodes) for one in levels] == [1, 254, 85]
    assert (
        levels[0].sum_cents("handed_out_cents")
        == top.unpooled_cents
        == published.worked("new_jersey_sfra_fy2021").allocation.total_cents
    )
    assert {one.noun for one in levels} == {"district", "school"}
    assert len({leaf.path for leaf in leaves(top)}) == sum(len(node.ends) for node in top.nodes())


@st.composite
def levels(draw: st.DrawFn, depth: int = 3) -> Level:
    units = draw(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9_999), min_size=1, max_size=4))
    tax, office = sorted(draw(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9))), reverse=True)
    rows = "".join(
        f"2027,{part},{part},{cents // 100}.{cents % 100:02d},A,b,adopted\n"
        for part, cents in (("revenue", tax), ("central", office))
    )
    chosen = draw(st.sets(st.sampled_from(sorted(units)))) if depth > 1 else set()
    below = {unit: draw(levels(depth - 1)) for unit in sorted(chosen)}
    method = draw(st.sampled_from(["scale", "scale_down", "none"]))
    reserve = draw(st.integers(0, 100))
    return shared(
        units, rows, below, extra=f'method = "{method}"\nreserve_share = {reserve // 100}.{reserve % 100:02d}\n'
    )


@settings(max_examples=60)
@given(levels())
def test_leaves_and_what_is_kept_add_up_to_what_came_in(top: Level) -> None:
    require_reconciled(worked(top))


@settings(max_examples=40)
@given(levels(), st.randoms(use_true_random=False))
def test_the_order_of_districts_does_not_matter(top: Level, chance: random.Random) -> None:
    def mixed(one: Level) -> Level:
        units = list(one.below)
        chance.shuffle(units)
        return replace(one, below={unit: mixed(one.below[unit]) for unit in units})  # type: ignore[arg-type]

    assert list(leaves(worked(mixed(top)))) == list(leaves(worked(top)))
    assert cascade(mixed(top))[1] == cascade(top)[1]
