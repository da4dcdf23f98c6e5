"""What one version says otherwise, in words and in dollars."""

import pytest

from perpupil.allocation.world import World
from perpupil.comparison.difference import Difference, Effect, difference
from tests.laws.engine import Answer, allocate

FORMULA = """language = 1
title = "t"
equity = "Every school gets what it needs."
[facts]
unit = "id"
[parameters]
weight = { title = "English learner weight", value = 0.25 }
rate = { title = "Rate", value = 1000 }
[step.size]
title = "Size"
value = "students"
[line.each]
title = "Every student"
value = "size * rate"
[line.english]
title = "English learners"
value = "round(ell * rate * weight, 2)"
"""
FACTS = b"id,students,ell\na,100,10\nb,50,0\nc,10,4\n"
POOL = "[pool.p]\namount = 200_000\n"


def read(text: str) -> Answer:
    return allocate(text, FACTS)


def said(before: str, after: str) -> list[str]:
    return [one.words("school", "USD") for one in found(before, after).changes]


def found(before: str, after: str) -> Difference:
    one, other = read(before).paid, read(after).paid
    return difference(one.formula, other.formula, one.world)


def test_a_weight_without_a_pool() -> None:
    # 10 and 4 English learners × 1,000 × 0.15.
    assert said(FORMULA, FORMULA.replace("0.25", "0.40")) == [
        "English learner weight: 0.25 → 0.4: +$2,100 to 2 schools."
    ]


def test_in_a_pool_some_gain_what_others_lose() -> None:
    difference_ = found(FORMULA + POOL, FORMULA.replace("0.25", "0.40") + POOL)
    assert difference_.together is not None
    assert difference_.together.gained_cents == difference_.together.lost_cents > 0
    assert difference_.interplay_cents == 0


def test_changes_that_work_on_each_other_say_so() -> None:
    both = FORMULA.replace("0.25", "0.5").replace("value = 1000", "value = 2000")
    result = found(FORMULA, both)
    # Alone: the weight adds 14 × 1,000 × 0.25 = 3,500; the rate adds 160,000 + 3,500. Together 160,000 + 10,500.
    assert [one.effect.total_cents for one in result.changes if one.effect] == [350_000, 16_350_000]
    assert result.together == Effect(17_050_000, 3, 0, 0)
    assert result.interplay_cents == 350_000


def test_a_new_line_a_lost_one_and_one_worked_otherwise() -> None:
    line = '[line.small]\ntitle = "Small schools"\nvalue = "if(students < limit, 5000, 0)"\n'
    new = FORMULA.replace("[parameters]", "[parameters]\nlimit = { value = 60 }") + line
    assert said(FORMULA, new) == [
        "New: Small schools: This line is $5,000 where there are fewer than 60 students, otherwise 0: +$10,000 to 2 schools."
    ]
    assert said(new, FORMULA) == [
        "Gone: Small schools: This line is $5,000 where there are fewer than 60 students, otherwise 0: -$10,000 from 2 schools."
    ]
    changed = FORMULA.replace('value = "size * rate"', 'value = "size * rate * 2"')
    assert found(FORMULA, changed).together == Effect(16_000_000, 3, 0, 0)


def test_a_rounding_alone_is_told() -> None:
    (one,) = found(FORMULA, FORMULA.replace('value = "size * rate"', 'value = "size * rate"\nround = "dollar"')).changes
    assert one.revision.name == "each"
    assert one.effect == Effect(0, 0, 0, 0)
    assert one.words("school", "USD").endswith("no school's amount changes.")


def test_a_pool_of_another_size() -> None:
    (text,) = said(FORMULA + POOL, (FORMULA + POOL).replace("200_000", "210_000"))
    assert text == "P: $200,000, handed out whole → $210,000, handed out whole: +$10,000 to 3 schools."


def test_a_pool_that_is_new() -> None:
    (one,) = found(FORMULA, FORMULA + POOL).changes
    assert one.effect is not None
    # 200,000 less 160,000 and 14 × 250.
    assert one.effect.total_cents == 20_000_000 - 16_350_000


def test_the_definition_of_equity_moves_no_money() -> None:
    (one,) = found(FORMULA, FORMULA.replace("what it needs", "a fair start")).changes
    assert (one.revision.kind, one.effect) == ("equity", None)


def test_a_step_a_count_and_what_is_read_of_earlier_years() -> None:
    stepped = FORMULA.replace('value = "students"', 'value = "students + 1"')
    assert said(FORMULA, stepped) == ["Size: Students → Students + 1: +$3,000 to 3 schools."]


def test_titles_comments_and_order_are_no_changes() -> None:
    other = FORMULA.replace('title = "Every student"', 'title = "Each"').replace('title = "t"', 'title = "u"\n# new')
    assert said(FORMULA, other) == []


def test_without_facts_there_are_words_and_no_effects() -> None:
    one, other = (read(text).paid.formula for text in (FORMULA, FORMULA.replace("0.25", "0.40")))
    result = difference(one, other)
    assert [change.effect for change in result.changes] == [None]
    assert (result.together, result.interplay_cents) == (None, None)


def test_a_version_that_cannot_be_worked_on_these_facts_still_has_words() -> None:
    one = read(FORMULA).paid
    other = allocate(FORMULA + '[line.rooms_paid]\nvalue = "rooms"\n', b"id,students,ell,rooms\na,1,1,1\n").paid
    result = difference(one.formula, other.formula, World(one.world.facts))
    assert [change.effect for change in result.changes] == [None]
    assert result.together is None


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (Effect(120_400_000, 31, 0, 0), "+$1,204,000 to 31 schools"),
        (Effect(100, 1, 50, 2), "+$1 to 1 school, -$0.50 from 2 schools"),
        (Effect(0, 0, 0, 0), "no school's amount changes"),
    ],
)
def test_words_of_an_effect(effect: Effect, words: str) -> None:
    assert effect.words("school", "USD") == words
