"""The students whom services are priced by: schools, and how many students each has of some grades and needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from perpupil.allocation.counting import count_students
from perpupil.facts.facts import Facts
from perpupil.facts.headcount import Headcount
from perpupil.findings import Finding, finding
from perpupil.services.catalogue import Catalogue

Counts = tuple[Fraction, ...]
"""One number a school, in the order of the schools."""


@dataclass(frozen=True, slots=True)
class Students:
    """Schools in the order of their ids, and what is known of their students."""

    schools: tuple[str, ...]
    names: tuple[str, ...]
    headcount: Headcount | None = None
    columns: Mapping[str, Counts] = field(default_factory=dict)
    """Totals from the facts: a need, or the empty name for all students."""

    def name(self, school: str) -> str:
        """Give what people call a school."""
        return self.names[self.schools.index(school)] if school in self.schools else school

    def count(self, grades: tuple[str, ...] = (), needs: tuple[str, ...] = ()) -> Counts | None:
        """Count each school's students of some grades who have any of some needs; None if that is not known."""
        if self.headcount is not None:
            return _counted(self.headcount, self.schools, frozenset(grades), frozenset(needs))
        if grades or len(needs) > 1:
            return None
        return self.columns.get(needs[0] if needs else "")


def _counted(
    headcount: Headcount, schools: tuple[str, ...], grades: frozenset[str], needs: frozenset[str]
) -> Counts | None:
    """Add up the rows of a headcount; None if it has no such grade or need."""
    if not (grades <= headcount.grades and needs <= headcount.needs):
        return None
    wanted = [
        (not grades or profile.grade in grades) and (not needs or any(need in needs for need, _ in profile.needs))
        for profile in headcount.profiles
    ]
    counted = count_students(headcount, np.array(wanted, np.bool_), "students").fractions()
    found = dict(zip(headcount.units, counted, strict=True))
    return tuple(found.get(school, Fraction(0)) for school in schools)


def students_of(catalogue: Catalogue, facts: Facts, headcount: Headcount | None) -> tuple[Students, list[Finding]]:
    """Put together the students of a folder: names from the facts, students from the headcount or, without one, the facts."""
    findings: list[Finding] = []
    columns: dict[str, Counts] = {}
    asked = {"": catalogue.columns.students} if catalogue.columns.students else {}
    for name, column in {**asked, **catalogue.columns.needs}.items():
        if headcount is not None:
            continue  # the headcount knows more, and one source is enough
        if not facts.has(column):
            what = f"The facts have no column {column[:60]!r}."
            findings.append(finding("missing-column", facts.place(0), what, "Name a column that is there in [facts]."))
            continue
        numbers = facts.numbers(column)
        findings += numbers.findings
        findings += [
            finding(
                "blank-cell", facts.place(at, column), f"{facts.units[at]} has no number of students.", "Fill it in."
            )
            for at, known in enumerate(numbers.known.tolist())
            if not known
        ]
        columns[name] = tuple(numbers.values.fractions())
    if headcount is not None:
        strangers = sorted(set(headcount.units) - set(facts.units))
        findings += [
            finding(
                "unknown-unit",
                facts.place(0),
                f"The headcount has students at {one[:40]}, and the facts have no such school.",
                "Give the school a row in the facts.",
            )
            for one in strangers[:5]
        ]
    return Students(facts.units, facts.names, headcount, columns), findings
