"""Title I, Part A: money for schools with many children of low income."""

from __future__ import annotations

from fractions import Fraction

from perpupil.grants.law import Citation, Confidence, Rule
from perpupil.grants.programs.declaration import First, PrivateShare, Program, Purpose

FAMILY_ENGAGEMENT_ABOVE_CENTS = 500_000_00
"""Up to here one percent is no more than $5,000, and nothing need be set aside."""

PROGRAM = Program(
    name="title_i",
    title="Title I, Part A",
    devolved=(
        Rule("What a served school is allocated by its children of low income.", Citation("20 USC 6313(c)")),
        Rule("At least 90 percent of the money for family engagement.", Citation("20 USC 6318(a)(3)")),
        Rule(
            "The value of a central service of the grant, where a served school would rather have the money.",
            Citation("34 CFR 200.77", Confidence.OURS),
        ),
    ),
    central=(
        Rule("Services for children in private schools.", Citation("20 USC 6320; 34 CFR 200.64")),
        Rule("What is set aside for homeless and neglected children.", Citation("34 CFR 200.77")),
        Rule("Administration that is reasonable and necessary; many states limit it.", Citation("34 CFR 200.77")),
    ),
    first=(
        First(
            Purpose.HOMELESS,
            Rule("Children without a home are served wherever they go to school.", Citation("34 CFR 200.77")),
        ),
        First(
            Purpose.NEGLECTED,
            Rule("Children in local institutions for the neglected are served.", Citation("34 CFR 200.77")),
        ),
        First(
            Purpose.FAMILY_ENGAGEMENT,
            Rule("At least one percent is for parent and family engagement.", Citation("20 USC 6318(a)(3)")),
            FAMILY_ENGAGEMENT_ABOVE_CENTS,
        ),
    ),
    private=PrivateShare.LOW_INCOME,
    is_for_served_schools=True,
    carryover=Fraction(15, 100),
)
