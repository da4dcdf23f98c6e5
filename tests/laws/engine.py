"""Calls the engine as the command line does: from the text of a formula and of CSV files."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.facts.binding import Binding
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import read_csv
from perpupil.findings import Finding, has_errors
from perpupil.formula.reading import read_formula

Row = Mapping[str, str]
HEADCOUNT = ("unit", "grade", "needs", "students", "days", "fte")


@dataclass(frozen=True)
class Answer:
    """An allocation, or None, and what was found on the way."""

    allocation: Allocation | None
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> str:
        """The errors, in one text; empty when there is an allocation."""
        errors = [f"{one.code}: {one.what}" for one in self.findings if one.severity == "error"]
        return " | ".join(errors) or ("" if self.allocation else "no allocation and no error")

    @property
    def paid(self) -> Allocation:
        """The allocation that must be there."""
        assert self.allocation is not None, self.refused
        return self.allocation


def csv_of(rows: Sequence[Row], columns: Sequence[str] = ()) -> bytes:
    """Write rows as a CSV file."""
    written = io.StringIO()
    headers = list(rows[0] if rows else columns)
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([row[header] for header in headers] for row in rows)
    return written.getvalue().encode()


def allocate(
    formula_text: str,
    facts_csv: bytes,
    headcount_csv: bytes | None = None,
    priors_csv: Mapping[int, bytes] | None = None,
) -> Answer:
    """Work a formula on files."""
    formula, found = read_formula(formula_text.encode(), "formula.toml")
    if formula is None:
        return Answer(None, found)
    facts, found = _facts(facts_csv, "facts.csv", formula.binding, found)
    headcount: Headcount | None = None
    if headcount_csv is not None:
        table, told = read_csv(headcount_csv, "headcount.csv", rows_maximum=20_000_000)
        headcount, more = read_headcount(table)
        found = (*found, *told, *more)
    priors: dict[int, Facts] = {}
    for year, content in (priors_csv or {}).items():
        past, found = _facts(content, f"facts-{year}.csv", replace(formula.binding, where={}), found)
        if past is not None:
            priors[year] = past
    if facts is None or has_errors(found):
        return Answer(None, found)
    allocation, more = run(formula, facts, headcount, priors)
    return Answer(None if has_errors((*found, *more)) else allocation, (*found, *more))


def _facts(
    content: bytes, source: str, binding: Binding, found: tuple[Finding, ...]
) -> tuple[Facts | None, tuple[Finding, ...]]:
    table, told = read_csv(content, source)
    facts, more = read_facts(table, binding)
    return facts, (*found, *told, *more)
