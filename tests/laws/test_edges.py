"""The sentences of the reference about what is refused, each once: the engine and the oracle both refuse, or both pay."""

import pytest

from tests.laws.strategies import Row, World
from tests.laws.worlds import differences, worked_by_engine, worked_by_oracle

UNITS = [{"id": "u1", "a": "1", "z": "NA"}, {"id": "u2", "a": "2", "z": "x"}]
BLANK = [{"id": "u1", "a": "", "z": ""}, {"id": "u2", "a": "2", "z": "x"}]
HEADS = [
    {"unit": unit, "grade": "K", "needs": "low;ell", "students": "4", "days": "3", "fte": "1"} for unit in ("u1", "u2")
]
WHY = 'until = 2099-06-30\nwhy = "because"\n'
X, Y = '[line.x]\nvalue = "a"\n', '[line.y]\nvalue = "a"\n'
HOLD = f'[line.hold]\nkind = "hold_harmless"\nfloor = 5\n{WHY}'
TOP = f'[line.top]\nkind = "cap"\nceiling = 2\n{WHY}'
COUNTS = '[counts]\nlow = { need = "low" }\nell = { need = "ell" }\n'
GROUP = f"""{COUNTS}
[line.p]
kind = "weight"
students = "low"
weight = 2
rate = 1
group = "g"
when = "a > 1"
[line.q]
kind = "weight"
students = "ell"
weight = 1.5
rate = 1
group = "g"
"""


def world(  # noqa: PLR0913 - one for each file, and the places in the formula
    body: str,
    units: list[Row] = UNITS,
    headcount: list[Row] | None = None,
    *,
    priors: dict[int, list[Row]] | None = None,
    facts: str = "",
    top: str = "",
) -> World:
    lines = "" if "[line." in body else "[line.nothing]\nvalue = 0\n"
    text = f'language = 1\ntitle = "t"\nyear = 2016\n{top}[facts]\nunit = "id"\n{facts}{body}{lines}'
    return World(text, units, headcount, priors or {}, ["id", "a", "z"])


def step(value: str) -> str:
    return f"[step.s]\nvalue = '{value}'\n"


REFUSED = {
    "no unit": world(X, []),
    "no unit after where": world(X, facts='where = { z = "nowhere" }\n'),
    "no line": World('language = 1\ntitle = "t"\n[facts]\nunit = "id"\n', UNITS, None, {}, []),
    "a blank": world(X, BLANK),
    "a blank behind a step": world(step("a") + '[step.t]\nvalue = "if(known(a), s, 0)"\n', BLANK),
    "an unknown text has no blank": world(
        step("z + 0"), [UNITS[0], UNITS[1] | {"z": ""}], facts='blank = { z = 0 }\nunknown = ["NA"]\n'
    ),
    "a text not listed": world('[parameters]\np = { by = "z", values = { x = 1 } }\n' + step("p")),
    "a headcount unit without facts": world(X, UNITS[:1], HEADS),
    "a headcount unit that where leaves out": world(X, UNITS, HEADS, facts='where = { z = "x" }\n'),
    "a count in two places": world('[counts]\na = { grades = "K" }\n' + X, UNITS, HEADS),
    "a declared count in two places": world('[counts]\na = { grades = "K" }\n[line.n]\nvalue = 0\n', UNITS, HEADS),
    "students in two places": world(step("students"), [unit | {"students": "3"} for unit in UNITS], HEADS),
    "a group without a headcount": world(GROUP, [unit | {"low": "3", "ell": "3"} for unit in UNITS]),
    "a sum for an unknown unit": world(f'[line.f]\nkind = "fixed_sum"\namounts = {{ u3 = 1 }}\nwho = "w"\n{WHY}'),
    "a short list of years": world(step("prior(a, 2)"), top='prior = { a = ["a"] }\n'),
    "a prior without facts": world(step("prior(a)")),
    "a prior without a rule": world(step("prior(a)"), priors={2015: UNITS[:1]}),
    "an available prior": world(step("prior(a)"), priors={2015: UNITS[:1]}, top='new_unit = "available"\n'),
    "a number that is not one": world(step("z * 1")),
    "apportion of parts of a cent": world(step("apportion(1.001, a)")),
    "apportion by nothing": world(step("apportion(1, a * 0)")),
    "apportion by a negative": world(step("apportion(1, a - 2)")),
    "a pool with parts of a cent": world(X + "[pool.p]\namount = 1.001\n"),
    "a reserve with parts of a cent": world(X + "[pool.p]\namount = 1\nreserve = 0.001\n"),
    "a reserve larger than the pool": world(X + "[pool.p]\namount = 1\nreserve = 2\n"),
    "a negative reserve": world(X + "[pool.p]\namount = 1\nreserve = -1\n"),
    "a negative pool": world(X + "[pool.p]\namount = -1\nmethod = 'none'\n"),
    "two reserves": world(X + "[pool.p]\namount = 1\nreserve = 0\nreserve_share = 0\n"),
    "two pools with a line": world(X + '[pool.p]\namount = 1\nlines = ["x"]\n[pool.q]\namount = 1\nlines = ["x"]\n'),
    "two pools that list nothing": world(X + Y + '[pool.p]\namount = 1\n[pool.q]\namount = 1\nlines = ["x"]\n'),
    "two floors": world(X + HOLD + HOLD.replace("hold]", "again]") + "[pool.p]\namount = 20\n"),
    "a protected floor": world(X + HOLD + '[pool.p]\namount = 20\nprotect = ["hold"]\n'),
    "a floor of some lines": world(X + Y + HOLD + 'of = ["x"]\n[pool.p]\namount = 20\n'),
    "a floor of a line elsewhere": world(
        X + Y + HOLD + 'of = ["x", "y"]\n[pool.p]\namount = 20\nlines = ["x", "hold"]\n'
    ),
    "a floor above its ceiling": world(X + HOLD + TOP + "[pool.p]\namount = 20\n"),
    "less than nothing to multiply": world('[line.x]\nvalue = "a - 2"\n[pool.p]\namount = 1\n'),
    "floors beyond the pool": world(X + HOLD + "[pool.p]\namount = 9.99\n"),
    "ceilings below the pool": world(X + TOP + "[pool.p]\namount = 9.99\n"),
    "a line finer than a cent": world(X + "round = 3\n"),
    "a circle in a branch not taken": world(step("if(false, t, 1)") + '[step.t]\nvalue = "s"\n'),
}
PAID = {
    "a parameter by text where it is not needed": world(
        '[parameters]\np = { by = "z", values = { x = 1 } }\n' + step('if(z == "x", p, 0)')
    ),
    "a blank that is not needed": world(step("if(known(a), a, 7)"), BLANK),
    "a blank that has a meaning": world(step("if(known(a), a, 100 + a)"), BLANK, facts="blank = { a = 5 }\n"),
    "a blank text": world(step('if(z == "", 1, 0) + total(round(a, 0), by=z)'), [unit | {"z": ""} for unit in UNITS]),
    "an earlier year knows no where": world(
        step("prior(a)"), [unit | {"z": "x"} for unit in UNITS], priors={2015: UNITS}, facts='where = { z = "x" }\n'
    ),
    "an earlier total needs no unit": world(step("prior(total(a))"), priors={2015: UNITS[:1]}),
    "a weight counts where its line does not": world(GROUP, UNITS, HEADS),
    "a reserve share is rounded down": world(X + "[pool.p]\namount = 0.19\nreserve_share = 0.1\n"),
    "a floor of the lines of its pool": world(X + Y + HOLD + '[pool.p]\namount = 20\nlines = ["x", "hold"]\n'),
    "a floor of the formula": world(X + Y + HOLD + '[pool.p]\namount = 20\nlines = ["x"]\n'),
    "a floor with a condition": world(X + HOLD + 'when = "a > 1"\n[pool.p]\namount = 7\n'),
    "a floor rounded up": world(X + HOLD.replace("floor = 5", "floor = 5.001") + "[pool.p]\namount = 20\n"),
    "a floor rounded up to dollars": world(
        X + HOLD.replace("floor = 5", "floor = 5.001\nround = 0") + "[pool.p]\namount = 20\n"
    ),
    "a ceiling rounded down to dollars": world(X + TOP.replace("ceiling = 2", "ceiling = 1.999\nround = 0")),
    "several factors fit": world(X + HOLD + "[pool.p]\namount = 10\n"),
    "several factors fit and none is 1": world(
        X + TOP.replace("ceiling = 2", "ceiling = 20") + "[pool.p]\namount = 40\n"
    ),
    "an empty pool of nothing": world('[line.x]\nvalue = "0"\n[pool.p]\namount = 0\n'),
    "lines that multiply other lines": world(
        f'{X}{Y}[line.m]\nkind = "multiplier"\nof = ["x"]\nfactor = 2\n[line.c]\nkind = "percent_of_formula"\nshare = 0.5\n{WHY}'
    ),
    "negative parts": world(step("apportion(-1, a)")),
    "a step hides a column": world('[step.z]\nvalue = "a"\n' + step("z")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_both_refuse(name: str) -> None:
    refused = REFUSED[name]
    outcome = worked_by_oracle(refused)
    assert outcome.refused is not None
    assert differences(worked_by_engine(refused), outcome) == []


@pytest.mark.parametrize("name", PAID)
def test_both_pay_the_same(name: str) -> None:
    outcome = worked_by_oracle(PAID[name])
    assert outcome.refused is None
    assert differences(worked_by_engine(PAID[name]), outcome) == []
