from perpupil.notebook.cascades import Cascade, Level, cascade
from perpupil.notebook.comparisons import (
    Comparison,
    Difference,
    UnitComparison,
    compare,
    compare_units,
    difference,
)
from perpupil.notebook.descriptions import Description, describe
from perpupil.notebook.explanations import Explanation
from perpupil.notebook.facts import Facts, Headcount, read_facts, read_headcount
from perpupil.notebook.formulas import Formula, read_formula
from perpupil.notebook.refusal import Refused
from perpupil.notebook.reproductions import Reproduction, reproduce
from perpupil.notebook.results import Result, explain, run
from perpupil.notebook.tables import Table

__all__ = [
    "Cascade",
    "Comparison",
    "Description",
    "Difference",
    "Explanation",
    "Facts",
    "Formula",
    "Headcount",
    "Level",
    "Refused",
    "Reproduction",
    "Result",
    "Table",
    "UnitComparison",
    "cascade",
    "compare",
    "compare_units",
    "describe",
    "difference",
    "explain",
    "read_facts",
    "read_formula",
    "read_headcount",
    "reproduce",
    "run",
]

__version__: str
