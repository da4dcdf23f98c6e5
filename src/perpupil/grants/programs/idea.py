"""IDEA, Part B: children with disabilities, of school age (section 611) and before (section 619)."""

from __future__ import annotations

from perpupil.grants.law import Citation, Confidence, Rule
from perpupil.grants.programs.declaration import First, PrivateShare, Program, Purpose

_DEVOLVED = (
    Rule(
        "Staff, or a budget by children with an IEP, at the school and under the district's control.",
        Citation("34 CFR 300.202", Confidence.OURS),
    ),
    Rule(
        "In a schoolwide program at most the district's amount a child with a disability, times the school's.",
        Citation("34 CFR 300.206"),
    ),
)
_CENTRAL = (
    Rule("The share for children whom parents placed in private schools.", Citation("34 CFR 300.133")),
    Rule(
        "Early intervening services, child find, evaluation and costly placements.",
        Citation("34 CFR 300.226", Confidence.OURS),
    ),
    Rule(
        "A child's program never waits for a school's balance.",
        Citation("34 CFR 300.101", Confidence.RECALLED),
    ),
)
_FIRST = (
    First(
        Purpose.EARLY_INTERVENING,
        Rule("With significant disproportionality the full 15 percent is set aside.", Citation("34 CFR 300.646")),
    ),
)

SCHOOL_AGE = Program(
    name="idea_611",
    title="IDEA, section 611",
    devolved=_DEVOLVED,
    central=_CENTRAL,
    first=_FIRST,
    private=PrivateShare.DISABILITY,
    is_for_served_schools=False,
    carryover=None,
)
PRESCHOOL = Program(
    name="idea_619",
    title="IDEA, section 619",
    devolved=_DEVOLVED,
    central=_CENTRAL,
    first=(),
    private=PrivateShare.DISABILITY,
    is_for_served_schools=False,
    carryover=None,
)
