"""Title I: parent and family engagement, one percent at least and nine tenths of it at schools (20 USC 6318(a)(3))."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from perpupil.exact.rounding import Mode, Rounding
from perpupil.grants.law import Citation, Confidence
from perpupil.grants.programs.title_i import FAMILY_ENGAGEMENT_ABOVE_CENTS

CITATION = Citation("20 USC 6318(a)(3)")
PRIVATE_CITATION = Citation("34 CFR 200.65(a); one percent of the private share", Confidence.RECALLED)
_UP = Rounding(0, Mode.UP)


@dataclass(frozen=True, slots=True)
class FamilyEngagement:
    """The least that is set aside, and whom it is for; cents."""

    least_cents: int
    """One percent of the allocation; nothing where that is $5,000 or less."""
    private_cents: int
    """For families of children in private schools; it comes out of their share."""

    @property
    def public_cents(self) -> int:
        """For families of children in the district's schools."""
        return self.least_cents - self.private_cents

    @property
    def at_schools_cents(self) -> int:
        """How much of the public part goes to served schools at least."""
        return at_schools_cents(self.public_cents)


def family_engagement(allocation_cents: int, private_share_cents: int = 0) -> FamilyEngagement:
    """Find what is set aside at least; what is at least something is rounded up, the private part to a cent, a half up.

    The threshold is tested on the whole allocation, not on what is set aside.

    >>> engagement = family_engagement(2_000_000_00, 41_109_97)
    >>> engagement.private_cents, engagement.public_cents, engagement.at_schools_cents
    (41110, 1958890, 1763001)
    >>> family_engagement(500_000_00).least_cents
    0
    """
    if allocation_cents <= FAMILY_ENGAGEMENT_ABOVE_CENTS:
        return FamilyEngagement(0, 0)
    least = int(_UP.of(Fraction(allocation_cents, 100)))
    return FamilyEngagement(least, int(Rounding(0).of(Fraction(private_share_cents, 100))))


def at_schools_cents(public_cents: int) -> int:
    """Give the nine tenths of a sum for families that go to served schools, rounded up."""
    return int(_UP.of(Fraction(9 * public_cents, 10)))
