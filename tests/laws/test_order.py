"""How a file is written decides nothing: order of rows, line ends, spelling of numbers, the machine."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from perpupil.allocation.seals import Seals, seals
from tests.laws import strategies
from tests.laws.engine import HEADCOUNT, allocate, csv_of
from tests.laws.strategies import ID, World
from tests.laws.worlds import same_answers, worked_by_engine

TEXTS = {ID, "why", "level", "zone", "YR", "gap"}
LENIENT = settings(suppress_health_check=list(HealthCheck))
HERE = Path(__file__).parents[2]


def shuffled(world: World, chance: Random) -> World:
    """Give the same world with the rows of its files in another order."""
    headcount = None if world.headcount is None else chance.sample(world.headcount, len(world.headcount))
    priors = {year: chance.sample(rows, len(rows)) for year, rows in world.priors.items()}
    return replace(world, units=chance.sample(world.units, len(world.units)), headcount=headcount, priors=priors)


def turned(world: World) -> World:
    """Give the same world with the columns of its facts from right to left."""
    return replace(world, units=[dict(reversed(row.items())) for row in world.units])


@given(strategies.worlds(), st.randoms(use_true_random=False))
@LENIENT
def test_the_order_of_rows_and_columns_changes_nothing(world: World, chance: Random) -> None:
    answer = worked_by_engine(world)
    assert same_answers(answer, worked_by_engine(turned(shuffled(world, chance))))


def with_spaces(text: str) -> bytes:
    return "\n".join(line.replace(",", " , ") if '"' not in line else line for line in text.splitlines()).encode()


WAYS: list[Callable[[str], bytes]] = [
    lambda text: text.encode("utf-8-sig"),
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: (text + "\n\n\n").encode(),
    with_spaces,
]


@given(strategies.worlds(), st.sampled_from(WAYS))
@LENIENT
def test_line_ends_and_marks_change_no_seal(world: World, way: Callable[[str], bytes]) -> None:
    facts, heads = csv_of(world.units, world.columns), csv_of(world.headcount or [], HEADCOUNT)
    priors = {year: csv_of(rows, world.columns) for year, rows in world.priors.items()}
    one = worked_by_engine(world)
    assume(one.allocation is not None)
    two = allocate(
        world.toml_text,
        way(facts.decode()),
        None if world.headcount is None else way(heads.decode()),
        {year: way(content.decode()) for year, content in priors.items()},
    )
    assert same_answers(one, two)


SPELLINGS: list[Callable[[str], str]] = [
    lambda cell: f"+{cell}" if cell[0] not in "+-" else cell,
    lambda cell: f"00{cell}" if cell[0] not in "+-" else cell,
    lambda cell: f"{cell}0" if "." in cell and "E" not in cell else cell,
    lambda cell: f"{cell}.0" if cell.isdigit() else cell,
    lambda cell: f"{cell}e0" if "e" not in cell.lower() else cell,
    lambda cell: f"{cell}000E-3" if cell.isdigit() else cell,
]


@given(strategies.worlds(), st.randoms(use_true_random=False))
@LENIENT
def test_the_spelling_of_numbers_changes_no_seal(world: World, chance: Random) -> None:
    def spelled(name: str, cell: str) -> str:
        return cell if name in TEXTS or not cell else chance.choice(SPELLINGS)(cell)

    one = worked_by_engine(world)
    assume(one.allocation is not None)
    units = [{name: spelled(name, cell) for name, cell in row.items()} for row in world.units]
    assert same_answers(one, worked_by_engine(replace(world, units=units)))


def in_another_process(worlds: list[World], **environment: str) -> list[dict[str, str]]:
    """Give the seals of worlds, worked in a process of its own."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "tests.laws.seal_worlds"],
        input=json.dumps([asdict(world) for world in worlds]).encode(),
        env=known | environment,
        cwd=HERE,
        capture_output=True,
        check=True,
    )
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


@given(st.lists(strategies.worlds(), min_size=8, max_size=8), st.integers(0, 2**32 - 1))
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
def test_another_machine_gives_the_same_seals(worlds: list[World], hash_seed: int) -> None:
    def here(world: World) -> dict[str, str]:
        allocation = worked_by_engine(world).allocation
        return asdict(seals(allocation) if allocation else Seals("", "", ""))

    expected = [here(world) for world in worlds]
    elsewhere = {"PYTHONHASHSEED": str(hash_seed), "TZ": "Pacific/Auckland"}
    assert in_another_process(worlds, LC_ALL="C", PYTHONUTF8="0", **elsewhere) == expected
    assert in_another_process(worlds, LC_ALL="tr_TR.UTF-8", **elsewhere) == expected
