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
from perpupil.notebook.plots import Plot
from perpupil.notebook.refusal import Refused
from perpupil.notebook.reports import Report
from perpupil.notebook.reproductions import Reproduction, reproduce
from perpupil.notebook.results import Result, explain, run
from perpupil.notebook.steady_states import SteadyState, steady_state
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
    "Plot",
    "Refused",
    "Report",
    "Reproduction",
    "Result",
    "SteadyState",
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
    "steady_state",
]

__version__: str
