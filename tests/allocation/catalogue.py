"""The published systems, each worked once for all tests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.reproduce import Reproduction, reproduce
from perpupil.allocation.run import run
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula
from tests.project import ROOT

FORMULAS = ROOT / "formulas"
FOLDERS = sorted(path.parent.name for path in FORMULAS.glob("*/formula.toml"))


@dataclass(frozen=True)
class Worked:
    """A system's allocation, and how it compares with what was published."""

    allocation: Allocation
    reproduction: Reproduction

    def cents(self, unit: str, line: str) -> int:
        """Give a line of a unit, in cents."""
        return int(self.allocation.lines_cents[line][self.allocation.units.index(unit)])


@cache
def worked(folder: str) -> Worked:
    """Run a system and compare it."""
    path = FORMULAS / folder
    formula, told = read_formula((path / "formula.toml").read_bytes())
    assert formula is not None, told
    table, told = read_csv((path / "facts.csv").read_bytes(), "facts.csv")
    facts, found = read_facts(table, formula.binding)
    assert facts is not None, found
    headcount = _headcount(path / "headcount.csv")
    allocation, told = run(formula, facts, headcount)
    assert allocation is not None, told
    assert told == ()
    return Worked(allocation, reproduce(allocation, table)[0])


def made(folder: str, **cells: str) -> Allocation:
    """Run a system on one made-up unit: the cells that a document gives, and nothing in the others."""
    path = FORMULAS / folder
    formula, told = read_formula((path / "formula.toml").read_bytes())
    assert formula is not None, told
    headers = (path / "facts.csv").read_text(encoding="utf-8").partition("\n")[0].strip().split(",")
    row = [{formula.binding.unit_column: "made up"}.get(header, cells.get(header, "0")) for header in headers]
    table, _ = read_csv(f"{','.join(headers)}\n{','.join(row)}\n".encode(), "facts.csv")
    facts, found = read_facts(table, formula.binding)
    assert facts is not None, found
    allocation, told = run(formula, facts)
    assert allocation is not None, told
    return allocation


def _headcount(path: Path) -> Headcount | None:
    return read_headcount(read_csv(path.read_bytes(), "headcount.csv")[0])[0] if path.exists() else None
