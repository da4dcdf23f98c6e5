"""Title II, Part A: effective instruction; teachers, principals and other leaders."""

from __future__ import annotations

from perpupil.grants.law import Citation, Confidence, Rule
from perpupil.grants.programs.declaration import PrivateShare, Program

PROGRAM = Program(
    name="title_ii_a",
    title="Title II, Part A",
    devolved=(
        Rule(
            "What is left for public schools, by any documented method; the application says how schools in improvement and schools with the most children of "
            "low income come first.",
            Citation("20 USC 6612(b)(2)(C)"),
        ),
    ),
    central=(
        Rule("The district stays the subgrantee and answers for all of it.", Citation("2 CFR part 200")),
        Rule("The share for private schools, by all students.", Citation("20 USC 7881")),
        Rule("Consultation, evaluation, data and administration.", Citation("20 USC 6612", Confidence.OURS)),
    ),
    first=(),
    private=PrivateShare.ENROLLMENT,
    is_for_served_schools=False,
    carryover=None,
)
