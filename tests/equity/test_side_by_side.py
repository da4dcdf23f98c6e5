"""Verdicts side by side: the leading one is chosen by which money is known, and what differs from it is named."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from perpupil.equity.schools import School, Schools
from perpupil.equity.side_by_side import SideBySide, side_by_side
from perpupil.equity.verdict import Pattern
from tests.equity.districts import NEED, together
from tests.equity.test_verdict import FLAT, INVERSE, POSITIVE, World


@dataclass(frozen=True)
class Money:
    """A money base as the situation of a district has one."""

    all_funds: bool
    special_education: bool

    def __str__(self) -> str:
        return f"{'all funds' if self.all_funds else 'state money'} {'with' if self.special_education else 'without'} special education"


LOCAL, LOCAL_WITH, ALL, ALL_WITH = (Money(funds, special) for funds in (False, True) for special in (False, True))


def drawn(world: World) -> Schools:
    """The same schools in every world: the slope alone differs, so that only dollars do."""
    made = replace(world, noise=200.0).draw(1)
    return together(replace(one, needs={**one.needs, "english": (one.needs[NEED] or Fraction()) / 2}) for one in made)


def told(worlds: Mapping[Money, World]) -> SideBySide[Money]:
    return side_by_side({base: drawn(world) for base, world in worlds.items()})


def test_the_leading_money_is_state_and_local_without_special_education() -> None:
    found = told({ALL_WITH: POSITIVE, ALL: POSITIVE, LOCAL_WITH: INVERSE, LOCAL: FLAT})
    assert found.leading == LOCAL
    assert found.verdict.pattern is Pattern.FLAT
    assert list(found.verdicts) == [LOCAL, LOCAL_WITH, ALL, ALL_WITH]
    assert found.differing == (LOCAL_WITH, ALL, ALL_WITH)
    assert found.sentences[1] == (
        "Otherwise: inverse on state money with special education, positive on all funds without special education, "
        "positive on all funds with special education."
    )


@pytest.mark.parametrize(
    ("known", "leading"), [((ALL, LOCAL_WITH, ALL_WITH), LOCAL_WITH), ((ALL_WITH, ALL), ALL), ((ALL_WITH,), ALL_WITH)]
)
def test_the_next_one_leads_where_money_is_not_known(known: tuple[Money, ...], leading: Money) -> None:
    assert told(dict.fromkeys(known, FLAT)).leading == leading


def test_what_comes_out_does_not_choose_the_leading_one() -> None:
    """A base that gives no verdict leads all the same."""
    found = told({LOCAL: World(0, 0, 5), ALL: POSITIVE})
    assert (found.leading, found.verdict.pattern) == (LOCAL, Pattern.CANNOT_TELL)


def test_agreement_is_said() -> None:
    found = told({LOCAL: POSITIVE, ALL: POSITIVE})
    assert found.sentences[0].startswith("On state money without special education: Positive: ")
    assert found.sentences[1:] == (
        "The same on all funds without special education.",
        "Measured by english it is the same.",
    )


def test_another_need_that_changes_the_verdict_is_named() -> None:
    """Dollars follow low income; a need that is spread by chance says nothing."""
    made = [
        replace(one, needs={**one.needs, "english": Fraction(number * 37 % 60, 60)})
        for number, one in enumerate(POSITIVE.draw(4))
    ]
    found = side_by_side({LOCAL: together(made)})
    assert list(found.by_need) == [NEED, "english"]
    assert found.by_need[NEED] == found.verdict
    assert found.changing == ("english",)
    assert found.sentences[1] == "No other money is known to compare with."
    assert found.sentences[2] == f"Another need changes it: {found.by_need['english'].pattern} by english."


def test_one_need_alone_is_said() -> None:
    found = side_by_side({LOCAL: together(FLAT.draw(1))})
    assert found.sentences[2] == "No other need is known to measure by."


def test_the_target_is_that_of_the_measured_need() -> None:
    found = side_by_side({LOCAL: drawn(POSITIVE)}, target=100.0)
    assert found.verdict.target == 100.0
    assert found.by_need["english"].target is None


def test_nothing_cannot_stand_side_by_side() -> None:
    with pytest.raises(ValueError, match="no money is known"):
        side_by_side({})


def test_two_needs_cannot_stand_side_by_side() -> None:
    other = Schools.of([School("1", "", None, None, {})], "english")
    with pytest.raises(ValueError, match="measure one need"):
        side_by_side({LOCAL: drawn(FLAT), ALL: other})
