"""Rules of made-up districts are found again, with every adjustment that was planted and none besides."""

import pytest

from tests.drafting.districts import made_up_district
from tests.drafting.recovery import recovery

SEEDS = (200, 205, 237, 274)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_district_is_recovered(seed: int) -> None:
    found = recovery(seed)
    assert (found.lost, found.unfound, found.invented) == ((), (), ())
    assert found.draft.is_confirmed
    assert found.draft.reproduction.total == sum(map(len, made_up_district(seed)[0].paid.values()))


def test_the_districts_hold_what_they_promise() -> None:
    """Else a recovery would prove little: many schools, many kinds of lines, adjustments in most."""
    districts = [made_up_district(seed)[0] for seed in range(200, 240)]
    assert min(len(one.facts.units) for one in districts) >= 20
    assert max(len(one.facts.units) for one in districts) >= 75
    kinds = {line.gives.__qualname__.split(".")[0] for one in districts for line in one.lines}
    assert len(kinds) == 20
    assert sum(bool(one.planted) for one in districts) >= 28
    assert sum(len(one.planted) for one in districts) >= 80
    for one in districts:
        changed = {
            (line.name, one.facts.units[at])
            for line in one.lines
            for at, (paid, gives) in enumerate(zip(one.paid[line.name], line.gives(one.facts), strict=True))
            if paid != gives
        }
        assert changed == set(one.planted)
