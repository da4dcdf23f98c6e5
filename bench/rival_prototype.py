"""The prototype as an engine of the benchmark."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
from district import District
from prototype import Array, Plan, allocate, prepare
from rules import FORMULA, NAMES, RULES, WHAT_IF


class Prototype:
    """The fixed formula in NumPy."""

    name = "NumPy prototype, fixed formula"

    def __init__(self, district: District) -> None:
        """Take the district's arrays as they are."""
        self._district = district
        self._plan = Plan(FORMULA)
        self._quantities = self._counted(self._plan)

    def first_run(self) -> tuple[Array, Array]:
        """Compile the formula, decide it for each cell, count and allocate."""
        plan = Plan(FORMULA)
        return allocate(plan, self._counted(plan), self._district.last_cents, self._district.pool_cents)

    def what_if(self, weight: int) -> tuple[Array, Array]:
        """Compile the formula and allocate from the counted quantities."""
        plan = Plan(replace(FORMULA, flags={**FORMULA.flags, WHAT_IF: weight}))
        if plan.structure() != self._plan.structure():
            raise ValueError("a weight must not change what is counted")
        return allocate(plan, self._quantities, self._district.last_cents, self._district.pool_cents)

    def lines(self, result: object) -> Array:
        """Give every line; hold harmless is not one of them, its money is spread over the others."""
        amounts, _ = cast("tuple[Array, Array]", result)
        table = np.zeros((len(NAMES), len(amounts)), np.int64)
        for rule in RULES:
            table[rule.line] = amounts[:, self._plan.ids[rule.key]]
        return table

    def _counted(self, plan: Plan) -> Array:
        district = self._district
        return prepare(plan, district.school, district.cell, district.students, district.schools)
