"""A need generates what a formula pays because of it, once; held against published notices, hand figures and a plain count."""

import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from perpupil.equity.journey.asking import Need, Question, read_question
from perpupil.equity.journey.generated import Parts, brought_to, parts
from perpupil.equity.journey.journey import journey
from perpupil.equity.sample import Undefined
from tests.allocation import catalogue
from tests.equity.journey.states import LEARNERS, POOR, QUESTION, Place, Weights, level, text_of, worked
from tests.project import ROOT

NEW_JERSEY = ROOT / "formulas" / "new_jersey_sfra_fy2021"
PLACES = st.lists(
    st.tuples(st.integers(1, 900), st.integers(0, 900), st.integers(0, 900)).map(
        lambda three: (three[0], min(three[1], three[0]), min(three[2], three[0]))
    ),
    min_size=1,
    max_size=6,
).map(lambda rows: [Place(f"{at}", *row) for at, row in enumerate(rows)])


def parted(text: str, rows: list[Place], question: Question = QUESTION, headcount: str = "") -> Parts:
    node = worked(level(text, rows, headcount=headcount))
    assert node.allocation is not None
    found = parts(node.allocation, question)
    assert isinstance(found, Parts), found
    assert found.totals_cents() == tuple(node.allocation.totals_cents.tolist())
    return found


@given(PLACES, st.integers(1, 10**7))
@settings(max_examples=60)
def test_added_weights_generate_their_share_of_each_line_as_the_pool_left_it(rows: list[Place], pool: int) -> None:
    weights = Weights(5000, 1500, 900)
    asked = sum(one.n * 5000 + one.poor * 1500 + one.el * 900 for one in rows)
    found = parted(text_of(weights, "school", f"[pool.p]\namount = {pool}\n"), rows)
    for at, one in enumerate(rows):
        for need, dollars in (("poor", one.poor * 1500), ("el", one.el * 900)):
            exact = Fraction(dollars * pool * 100, asked)
            assert abs(found.by_need_cents[need][at] - exact) <= 1


@given(PLACES, st.integers(0, 9999), st.integers(0, 9999))
@settings(max_examples=60)
def test_what_two_needs_bring_only_together_is_shared_between_them_and_never_lost(
    rows: list[Place], one_weight: int, other_weight: int
) -> None:
    formula = text_of(Weights(3000), "school", "")
    formula += f'[line.higher]\nvalue = "max(poor * {one_weight}, el * {other_weight})"\n'
    found = parted(formula, rows)
    for at, one in enumerate(rows):
        alone, other = one.poor * one_weight, one.el * other_weight
        mean = Fraction(alone + max(alone, other) - other, 2) * 100
        assert abs(found.by_need_cents["poor"][at] - mean) <= 1
        assert found.every_student_cents[at] == one.n * 3000 * 100


def test_a_school_that_stands_on_its_floor_has_nothing_more_because_of_need() -> None:
    rows = [Place("a", 100, 50, 0), Place("b", 10, 10, 0)]
    floor = '[line.least]\nkind = "hold_harmless"\nfloor = 5_000\nuntil = 2030-06-30\nwhy = "Softly."\n'
    text = text_of(Weights(100, 20), "school", "") + floor + '[pool.p]\namount = 16_000\nmethod = "none"\n'
    found = parted(text, rows)
    assert found.by_need_cents["poor"] == (1000_00, 0)
    assert found.every_student_cents == (10_000_00, 5000_00)


def test_students_of_a_headcount_lose_a_need_and_stay_what_else_they_are() -> None:
    rows = "unit,grade,needs,students\na,1,,10\na,1,poor,20\na,1,el,5\na,1,poor;el,8\n"
    formula = text_of(Weights(), "school", "") + (
        "[counts]\n"
        'everyone = { measure = "students" }\n'
        'only_poor = { need = "poor", none = ["el"] }\nonly_el = { need = "el", none = ["poor"] }\nboth = { all = ["poor", "el"] }\n'
        '[line.base]\nvalue = "everyone * 100"\n[line.for_poor]\nvalue = "only_poor * 10"\n[line.for_el]\nvalue = "only_el * 20"\n'
        '[line.for_both]\nvalue = "both * 25"\n'
    )
    found = parted(formula, [Place("a", 43, 28, 13)], headcount=rows)
    # Together 20*10 + 5*20 + 8*25 = 500. Nobody poor: 13*20 = 260. No learners: 28*10 = 280.
    poor, learners = Fraction(280 + 500 - 260, 2), Fraction(260 + 500 - 280, 2)
    assert found.every_student_cents == (4300_00,)
    assert (found.by_need_cents["poor"], found.by_need_cents["el"]) == ((int(poor * 100),), (int(learners * 100),))


def test_needs_of_a_group_are_told_apart_by_the_counts_that_are_named() -> None:
    rows = "unit,grade,needs,students\na,1,,10\na,1,disability=1,6\na,1,disability=2,4\n"
    formula = text_of(Weights(100), "school", "") + (
        '[counts]\nmild = { need = "disability", level = "1" }\nsevere = { need = "disability", level = "2" }\n'
        '[line.for_mild]\nvalue = "mild * 10"\n[line.for_severe]\nvalue = "severe * 50"\n'
    )
    question = Question(
        "mild", "n", (Need("mild", "mild", ("mild",), ("mild",)), Need("severe", "severe", ("severe",), ("severe",)))
    )
    found = parted(formula, [Place("a", 20, 0, 0)], question, rows)
    assert (found.by_need_cents["mild"], found.by_need_cents["severe"]) == ((60_00,), (200_00,))


def test_a_parameter_or_a_step_can_be_what_a_need_is_counted_by() -> None:
    formula = text_of(Weights(100), "school", "") + (
        '[parameters]\nrate = { title = "Rate", value = 0.1, owner = "Board", source = "law" }\n[step.served]\nvalue = "n * rate"\n'
        '[line.census]\nvalue = "served * 1_000"\n'
    )
    for name in ("rate", "served"):
        question = Question("census", "n", (Need("census", "the census share", (name,), (name,)),))
        assert parted(formula, [Place("a", 40, 0, 0)], question).by_need_cents["census"] == (4 * 1000_00,)


def test_a_formula_that_counts_no_such_students_generates_nothing_and_one_that_cannot_do_without_says_so() -> None:
    rows = [Place("a", 10, 5, 0)]
    assert parted(text_of(Weights(100), "school", ""), rows).by_need_cents == {"poor": (0,), "el": (0,)}
    node = worked(level(text_of(Weights(100), "school", '[line.part]\nvalue = "round(n / poor)"\n'), rows))
    assert node.allocation is not None
    found = parts(node.allocation, QUESTION)
    assert isinstance(found, Undefined)
    assert "without students of low income" in found.reason


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=5), st.integers(-(10**9), 10**9))
def test_parts_are_brought_to_a_sum_without_loss_and_each_within_one_of_its_share(
    several: list[int], amount: int
) -> None:
    found = brought_to(amount, several)
    assert sum(found) == amount
    if whole := sum(several):
        assert all(abs(one - Fraction(part * amount, whole)) < 1 for one, part in zip(found, several, strict=True))


def test_new_jersey_generates_what_its_notices_say() -> None:
    allocation = catalogue.worked(NEW_JERSEY.name).allocation
    question, told = read_question((NEW_JERSEY / "journey.toml").read_bytes(), "journey.toml")
    assert question is not None, told
    found = parts(allocation, question, question.amount)
    assert isinstance(found, Parts)
    facts = allocation.world.facts

    def published(name: str) -> list[int]:
        return [int(value) * 100 for value in facts.numbers(name).values.fractions()]

    assert list(found.by_need_cents["english_learner"]) == published("usd_lep_cost")
    assert list(found.by_need_cents["both"]) == published("usd_combo_cost")
    special = zip(*map(published, ("usd_sped_two_thirds", "usd_speech", "usd_sped_categorical")), strict=True)
    assert list(found.by_need_cents["special_education"]) == [sum(one) for one in special]
    shares = facts.numbers("gca").values.fractions()
    security = zip(*map(published, ("usd_atrisk_cost", "usd_security_aid", "usd_security_base")), shares, strict=True)
    assert list(found.by_need_cents["low_income"]) == [
        weight + aid - math.floor(base * share / 100 + Fraction(1, 2)) * 100 for weight, aid, base, share in security
    ]
    whole = zip(*map(published, ("usd_adequacy_budget", "usd_sped_categorical", "usd_security_aid")), strict=True)
    assert list(found.totals_cents()) == [sum(one) for one in whole]
    assert found.need_cents("low_income") == 1_873_992_331_00


def test_a_unit_that_is_alone_has_a_journey_too() -> None:
    top = worked(level(text_of(Weights(100, 50), "school", "", "A district"), [Place("a", 10, 5, 0)]))
    found, told = journey(top, {(): Question("poor", "n", (POOR, LEARNERS))})
    assert found is not None, told
    assert found.is_one_district
    assert found.districts[0].delivered_cents == {"poor": 250_00, "el": 0}
    assert found.needs[0].generated_cents is None
    assert found.needs[0].delivered_cents == 250_00
