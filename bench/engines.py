"""What is measured: PerPupil, and what every engine that it is compared with must be able to do."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import numpy as np
from district import District, facts_rows, headcount_of
from prototype import Array
from rules import NAMES, WHAT_IF

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.world import World
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.headcount import Headcount
from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula

FORMULA_FILE = Path(__file__).with_name("formula.toml")
MICRO = 1_000_000


class Engine(Protocol):
    """Whatever turns a district's headcount into every line of every school."""

    name: str

    def first_run(self) -> object:
        """Work everything out from headcount and facts in memory."""

    def what_if(self, weight: int) -> object:
        """Work every line out with another weight for FRL, in millionths."""

    def lines(self, result: object) -> Array:
        """Give a result as cents by line and school, lines as in `rules.NAMES`."""


class Refused(Exception):
    """PerPupil found an error; nothing can be measured."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Take the findings."""
        super().__init__("; ".join(one.what for one in findings))


def read_benchmark_formula() -> Formula:
    """Read `formula.toml`."""
    formula, findings = read_formula(FORMULA_FILE.read_bytes(), FORMULA_FILE.name)
    if formula is None:
        raise Refused(findings)
    return formula


class PerPupil:
    """The engine of this repository."""

    name = "PerPupil"

    def __init__(self, district: District, headcount: Headcount | None = None) -> None:
        """Put the district in memory as PerPupil keeps it."""
        self._pool = Fraction(district.pool_cents, 100)
        self._formula = read_benchmark_formula().with_parameter("pool_amount", self._pool)
        self._headcount = headcount or headcount_of(district)
        table, findings = read_csv("\n".join(facts_rows(district)).encode(), "facts.csv")
        facts, more = read_facts(table, self._formula.binding)
        if facts is None:
            raise Refused(findings + more)
        self._facts = facts
        self._memory = Memory(World(facts, self._headcount, {}))

    def first_run(self) -> Allocation:
        """Work everything out, also the numbers that the text of the facts stands for; nothing is remembered."""
        return self._run(self._formula, Memory(World(self._fresh_facts(), self._headcount, {})))

    def first_run_with_reading(self) -> Allocation:
        """Do the same and read the formula before."""
        formula = read_benchmark_formula().with_parameter("pool_amount", self._pool)
        return self._run(formula, Memory(World(self._fresh_facts(), self._headcount, {})))

    def what_if(self, weight: int) -> Allocation:
        """Change the weight, remembering what earlier runs worked out."""
        return self._run(self._formula.with_parameter(f"weight_{WHAT_IF}", Fraction(weight, MICRO)), self._memory)

    def lines(self, result: object) -> Array:
        """Give every line; the formula must have the lines that the rivals have, in their order."""
        if not isinstance(result, Allocation) or tuple(result.lines_cents) != NAMES:
            raise TypeError("PerPupil's lines are not those of rules.py")
        return np.array(list(result.lines_cents.values()), np.int64)

    def _fresh_facts(self) -> Facts:
        return replace(self._facts, _numbers={})

    def _run(self, formula: Formula, memory: Memory) -> Allocation:
        allocation, findings = run_again(formula, memory)
        if allocation is None:
            raise Refused(findings)
        return allocation


class WithReading:
    """PerPupil again, where the first run also reads the formula."""

    name = "PerPupil, formula read too"

    def __init__(self, engine: PerPupil) -> None:
        """Take the engine that has the district in memory."""
        self._engine = engine

    def first_run(self) -> object:
        """Read the formula and work everything out."""
        return self._engine.first_run_with_reading()

    def what_if(self, weight: int) -> object:
        """Do what PerPupil does."""
        return self._engine.what_if(weight)

    def lines(self, result: object) -> Array:
        """Do what PerPupil does."""
        return self._engine.lines(result)
