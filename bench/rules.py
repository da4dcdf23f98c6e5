"""The lines of the benchmark's formula as the rivals need them: one table, in the order of `formula.toml`, from the prototype's fixed formula."""

from __future__ import annotations

from dataclasses import dataclass

from prototype import Formula, Key, Plan

FORMULA = Formula()
HOLD_HARMLESS = "hold_harmless"
WHAT_IF = "frl"
"""The component whose weight the what-if changes."""

_LEVELS = {
    "mobility": tuple(FORMULA.highest["mobility"]),
    "concentration": tuple(f"concentration_{threshold}" for threshold, _ in FORMULA.concentration),
}


@dataclass(frozen=True)
class Rule:
    """One line: its place in the file, what it pays for, and its rate, as a base and a weight or as a fixed amount."""

    line: int
    name: str
    key: Key
    base_cents: int
    weight: int
    """In millionths; the base itself has 1,000,000."""


def _name(key: Key) -> str:
    component, band, level = key
    if component in {"foundation", "small"}:
        return component
    if component in _LEVELS:
        component = _LEVELS[component][level]
    elif level:
        component = f"{component}_{level}"
    return f"{component}_{FORMULA.bands[band][0]}"


def _base_and_weight(key: Key) -> tuple[int, int]:
    component, band, level = key
    fixed = {
        "foundation": FORMULA.foundation,
        "small": FORMULA.small[1],
        "staffing": FORMULA.staffing[1],
        "base": FORMULA.base_cents[band],
    }
    if component in fixed:
        return fixed[component], 1_000_000
    weights = {"early": FORMULA.early[2], "dual": FORMULA.dual, **FORMULA.flags}
    if component in weights:
        return FORMULA.base_cents[band], weights[component]
    if component == "concentration":
        return FORMULA.base_cents[band], FORMULA.concentration[level][1]
    if component in FORMULA.highest:
        return FORMULA.base_cents[band], tuple(FORMULA.highest[component].values())[level]
    return FORMULA.base_cents[band], FORMULA.levels[component][level]


def _rules() -> tuple[Rule, ...]:
    keys = [key for key in Plan(FORMULA).names if key[0] != "early" or FORMULA.bands[key[1]][0] == "k_5"]
    return tuple(Rule(line, _name(key), key, *_base_and_weight(key)) for line, key in enumerate(keys))


RULES = _rules()
"""Every line but hold harmless, which is the last. The prototype's early grades outside K-5, which nobody can be in, are left out."""

NAMES = (*(rule.name for rule in RULES), HOLD_HARMLESS)
HOLD_HARMLESS_LINE = len(RULES)
