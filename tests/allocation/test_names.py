"""Names and ids that do not meet."""

from perpupil.allocation.run import run
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.formula.reading import read_formula

FORMULA = b"""
language = 1
title = "Gained"
year = 2027
new_unit = "zero"
[facts]
unit = "school"
[line.gained]
value = "100 * (n - prior(n))"
"""


def told(now: str, before: str) -> tuple[Finding, ...]:
    formula, _ = read_formula(FORMULA)
    assert formula is not None

    def facts(text: str) -> Facts:
        read, _ = read_facts(read_csv(text.encode(), "facts.csv")[0], formula.binding)
        assert read is not None
        return read

    return run(formula, facts(now), priors={2026: facts(before)})[1]


def test_earlier_ids_without_their_zeros_are_told() -> None:
    (one,) = told("school,n\n01,5\n02,6\n", "school,n\n1,5\n02,6\n")
    assert (one.code, "01" in one.what) == ("unmatched-earlier-unit", True)


def test_a_school_that_opened_or_closed_is_no_mistake() -> None:
    assert told("school,n\n01,5\n02,6\n", "school,n\n01,5\n") == ()
    assert told("school,n\n01,5\n", "school,n\n01,5\n02,6\n") == ()
