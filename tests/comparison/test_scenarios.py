"""Scenarios: read with every mistake at once, and put side by side."""

from fractions import Fraction

import pytest

from perpupil.comparison.scenarios import read_scenarios, side_by_side, unit_lines
from perpupil.limits import SCENARIO_BYTES, SCENARIOS
from tests.laws.engine import allocate

FORMULA = """language = 1
title = "t"
[facts]
unit = "id"
[parameters]
rate = { value = 10 }
steps = { table = [[0, 1]] }
[line.each]
value = "students * rate"
"""


def test_what_a_file_says() -> None:
    text = b'[scenario.today]\nformula = "a.toml"\n[scenario.more]\ntitle = "More"\nformula = "b.toml"\nfacts = "f.csv"\nparameters = { rate = 0.1 }\n'
    scenarios, told = read_scenarios(text, "s.toml")
    assert told == ()
    assert [(one.name, one.title, one.formula, one.facts) for one in scenarios] == [
        ("today", "", "a.toml", ""),
        ("more", "More", "b.toml", "f.csv"),
    ]
    assert scenarios[1].parameters == {"rate": Fraction(1, 10)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (b"\xff", ["not-toml"]),
        (b"[scenario", ["not-toml"]),
        (b"", ["missing-key"]),
        (b"scenario = 3", ["missing-key"]),
        (b'other = 1\n[scenario.a]\nformula = "x"', ["missing-key"]),
        (b'[scenario.a]\nfromula = "x"\ntitle = 3', ["unknown-key", "wrong-type", "missing-key"]),
        (b"[scenario]\na = 3", ["wrong-type"]),
        (b'[scenario.a]\nformula = "x"\nparameters = { a = "b" }', ["wrong-type"]),
        (b'[scenario.a]\nformula = "x"\nparameters = { a = nan }', ["wrong-type"]),
        (b'[scenario.a]\nformula = "x"\nparameters = { a = 1e999999999 }', ["wrong-type"]),
        (b'[scenario.a]\nformula = "x"\nparameters = { a = true }', ["wrong-type"]),
        (b"#" * (SCENARIO_BYTES + 1), ["too-large"]),
        (b"".join(b'[scenario.a%d]\nformula = "x"\n' % number for number in range(SCENARIOS + 1)), ["too-large"]),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, bytes) else "",
)
def test_mistakes_are_found_all_at_once(text: bytes, codes: list[str]) -> None:
    scenarios, told = read_scenarios(text, "s.toml")
    assert scenarios == ()
    assert [one.code for one in told] == codes


def test_a_parameter_that_is_not_there_is_named() -> None:
    formula = allocate(FORMULA, b"id,students\na,1\n").paid.formula
    text = b'[scenario.a]\nformula = "x"\nparameters = { raet = 1, steps = 2 }'
    (scenario,), _ = read_scenarios(text, "s.toml")
    changed, told = scenario.of(formula)
    assert changed is None
    assert [one.fix for one in told] == ["Did you mean `rate`?", "Did you mean `steps`?"]


def test_side_by_side() -> None:
    first = allocate(FORMULA, b"id,students\na,1\nb,2\n").paid
    more = allocate(FORMULA.replace("10", "11") + '[line.gift]\nvalue = "1"\n', b"id,students\nb,2\nc,3\n").paid
    sheet = side_by_side({"today": first, "more": more})
    assert sheet.units == ("a", "b", "c")
    assert sheet.totals_cents == ((1_000, None), (2_000, 2_300), (None, 3_400))
    assert dict(zip(sheet.lines, sheet.lines_cents, strict=True)) == {"each": (3_000, 5_500), "gift": (None, 200)}
    assert sheet.moved(1) == (1, 0)
    assert [sheet.total_cents(number) for number in range(2)] == [3_000, 5_700]
    assert unit_lines(sheet, "b") == ((2_000, 2_200), (None, 100))
    assert unit_lines(sheet, "a") == ((1_000, None), (None, None))
