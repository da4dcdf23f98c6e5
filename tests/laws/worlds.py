"""Works a generated world with the engine and with the oracle, and says where they differ."""

from collections.abc import Iterator, Mapping

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.seals import seals
from tests.laws.engine import HEADCOUNT, Answer, allocate, csv_of
from tests.laws.oracle import evaluate
from tests.laws.strategies import World
from tests.laws.words import words_below


def worked_by_engine(world: World) -> Answer:
    """Give what the engine says."""
    return allocate(
        world.toml_text,
        csv_of(world.units, world.columns),
        None if world.headcount is None else csv_of(world.headcount, HEADCOUNT),
        {year: csv_of(rows, world.columns) for year, rows in world.priors.items()},
    )


def worked_by_oracle(world: World) -> evaluate.Outcome:
    """Give what the reference says."""
    return evaluate.allocate(world.toml_text, world.units, world.headcount, world.priors)


def worked_in_python_integers(world: World) -> Answer:
    """Give what the engine says when no number is small enough for 64 bits."""
    with words_below(0):
        return worked_by_engine(world)


def differences(answer: Answer, outcome: evaluate.Outcome) -> list[str]:
    """Give every place where the two say something else."""
    if (answer.allocation is None) != (outcome.refused is not None):
        return [f"engine: {answer.refused or 'pays'}; reference: {outcome.refused or 'pays'}"]
    if answer.allocation is None:
        return []
    return list(_differences(answer.allocation, outcome))


def _differences(allocation: Allocation, outcome: evaluate.Outcome) -> Iterator[str]:
    units = allocation.units
    assert list(allocation.lines_cents) == list(outcome.lines)
    for name, wanted in outcome.steps.items():
        found = {unit: allocation.value_at(name, at) for at, unit in enumerate(units)}
        yield from _unequal(name, found, wanted)
    for name, wanted in outcome.quantities.items():
        found = {unit: allocation.value_at(f"{name}.quantity", at) for at, unit in enumerate(units)}
        yield from _unequal(f"{name}.quantity", found, wanted)
    for name, cents in outcome.raw.items():
        yield from _unequal(f"{name} raw", _by_unit(units, allocation.before_cents[name].tolist()), cents)
    for name, cents in outcome.lines.items():
        yield from _unequal(name, _by_unit(units, allocation.lines_cents[name].tolist()), cents)


def _by_unit(units: tuple[str, ...], cents: list[int]) -> dict[str, int]:
    return dict(zip(units, cents, strict=True))


def _unequal(what: str, found: Mapping[str, object], wanted: Mapping[str, object]) -> Iterator[str]:
    assert set(found) == set(wanted)
    for unit, value in wanted.items():
        if found[unit] != value:
            yield f"{what} at {unit!r}: engine {found[unit]}, reference {value}"


def same_answers(one: Answer, two: Answer) -> bool:
    """Whether two runs of the engine gave every number alike, and the same seals."""
    if one.allocation is None or two.allocation is None:
        return one.allocation is two.allocation and _codes(one) == _codes(two)
    a, b = one.allocation, two.allocation
    alike = (
        seals(a) == seals(b) and _codes(one) == _codes(two) and a.units == b.units and set(a.values) == set(b.values)
    )
    return alike and all(
        a.value_at(name, at) == b.value_at(name, at) for name in a.values for at in range(len(a.units))
    )


def _codes(answer: Answer) -> list[str]:
    return [one.code for one in answer.findings]
