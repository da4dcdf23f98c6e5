"""The engine and the oracle, which was written from the reference alone, give the same numbers."""

from collections import Counter

from hypothesis import HealthCheck, event, given, settings

from tests.laws import strategies
from tests.laws.worlds import (
    differences,
    same_answers,
    worked_by_engine,
    worked_by_oracle,
    worked_in_python_integers,
)

SEEN = Counter[str]()
EXAMPLES = settings.default.max_examples if settings.default else 50


@given(strategies.worlds())
@settings(suppress_health_check=list(HealthCheck))
def test_every_value_is_what_the_reference_says(world: strategies.World) -> None:
    answer, outcome = worked_by_engine(world), worked_by_oracle(world)
    assert differences(answer, outcome) == []
    said = answer.findings[0].code if outcome.refused else "paid"
    event(said)
    SEEN["paid" if said == "paid" else "refused"] += 1


def test_most_made_up_worlds_are_paid() -> None:
    assert SEEN["paid"] >= SEEN["refused"]


@given(strategies.worlds())
@settings(suppress_health_check=list(HealthCheck))
def test_python_integers_give_the_same_as_64_bits(world: strategies.World) -> None:
    assert same_answers(worked_by_engine(world), worked_in_python_integers(world))


@given(strategies.large_worlds())
@settings(max_examples=max(2, EXAMPLES // 60), suppress_health_check=list(HealthCheck))
def test_large_worlds_are_what_the_reference_says(world: strategies.World) -> None:
    answer = worked_by_engine(world)
    assert differences(answer, worked_by_oracle(world)) == []
    assert same_answers(answer, worked_in_python_integers(world))
