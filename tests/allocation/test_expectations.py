"""What a district wrote down that must hold: over all units, at one, and for a unit that is made up."""

from collections.abc import Sequence

import pytest

from perpupil.findings import Finding
from tests.docs.engine import allocate

HEAD = 'language = 1\ntitle = "Maple Unified"\n\n[facts]\nunit = "unit"\n\n'
FACTS: dict[str, Sequence[str]] = {
    "n": ["400", "500", "600"],
    "level": ["elementary", "middle", "high"],
    "before": ["0", "9", "9"],
}
BASE = "[line.base]\nvalue = 'n * 4_000'\n"
FLOOR = """
[line.soft_landing]
kind = "hold_harmless"
when = 'level != "new"'
floor = "before * 300_000"
until = 2030-06-30
why = "A soft landing."
"""
POOL = "[pool.schools]\namount = 6_600_000\n"


def told(that: str, body: str = BASE, **keys: str) -> tuple[Finding, ...]:
    written = "".join(f"{key} = {value}\n" for key, value in keys.items())
    return allocate(f"{HEAD}{body}[[expect]]\nthat = '{that}'\n{written}", FACTS)[1]


HOLDS = [
    ("total(allocation) == 6_000_000", BASE, {}),
    ("allocation >= base", BASE, {}),
    ("base == 1_600_000", BASE, {"unit": '"1"'}),
    ("total(base) == 6_600_000", BASE + POOL, {}),
    ("base == 2_200_000", BASE + POOL, {"unit": '"2"'}),
    ("allocation == 400_000", BASE, {"given": "{ n = 100 }"}),
    ("base == 440_000", BASE + POOL, {"given": "{ n = 100 }"}),
    ("total(base) == 6_600_000 and base == 0", BASE + POOL, {"given": "{ n = 0 }"}),
    ("share(n) == 0.2", "[line.base]\nvalue = 'share(n) * 100'\n", {"given": "{ n = 300 }"}),
    (
        'level == "college" and n > 5',
        BASE + "[line.doors]\nvalue = 'if(level == \"high\", 5, 0)'\n",
        {"given": '{ n = 6, level = "college" }'},
    ),
]


@pytest.mark.parametrize(("that", "body", "keys"), HOLDS)
def test_an_expectation_that_holds_is_silent(that: str, body: str, keys: dict[str, str]) -> None:
    assert told(that, body, **keys) == ()


@pytest.mark.parametrize(("that", "body", "keys"), HOLDS)
def test_its_opposite_fails_and_shows_the_figures(that: str, body: str, keys: dict[str, str]) -> None:
    (one,) = told(f"not ({that})", body, **keys)
    assert one.code == "expectation-failed"
    assert "Here " in one.what


def test_a_failure_names_the_units_and_their_figures() -> None:
    (one,) = told("base <= 2_000_000")
    assert "At 3. Here base = 2400000." in one.what


def test_a_unit_that_is_not_there_is_told() -> None:
    (one,) = told("base > 0", unit='"9"')
    assert "There is no school 9" in one.what


def test_every_expectation_is_checked() -> None:
    body = f"{BASE}[[expect]]\nthat = 'base > 0'\n[[expect]]\nthat = 'base < 0'\n"
    assert [one.code for one in told("base == 5", body)] == ["expectation-failed"] * 2


def test_a_made_up_unit_without_a_fact_that_is_needed_is_told() -> None:
    (one,) = told("base + before > 0", given="{ before = 5 }")
    assert one.code == "expectation-failed"
    assert "`n`" in one.what


def test_a_made_up_unit_takes_no_part_in_apportion() -> None:
    (one,) = told("base > 0", "[line.base]\nvalue = 'apportion(100, n)'\n", given="{ n = 5 }")
    assert "apportion" in one.what


def test_a_limit_holds_for_a_made_up_unit() -> None:
    """Twice the students of the first school, and a floor above what the factor leaves."""
    body = BASE + FLOOR + "[pool.schools]\namount = 6_800_000\n"
    given = '{ n = 800, level = "middle", before = 30 }'
    assert told("base + soft_landing == 9_000_000 and allocation == 9_000_000", body, given=given) == ()


def test_a_limit_whose_condition_does_not_hold_is_none_for_a_made_up_unit() -> None:
    body = BASE + FLOOR + "[pool.schools]\namount = 6_800_000\n"
    given = '{ n = 1, level = "new", before = 30 }'
    assert told("soft_landing == 0 and allocation == base", body, given=given) == ()
