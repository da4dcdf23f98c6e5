"""Title II-A: the share for private schools, by all students and after administration (20 USC 7881)."""

from __future__ import annotations

from fractions import Fraction

from perpupil.exact.rounding import Rounding
from perpupil.grants.law import Citation

CITATION = Citation("20 USC 7881")


def enrollment_share_cents(allocation_cents: int, administration_cents: int, private: int, public: int) -> int:
    """Give the share, rounded to a cent, a half up; neither poverty nor residence is asked for.

    Args:
        allocation_cents: The district's whole allocation.
        administration_cents: What administering both programs costs.
        private: Students of the private schools that take part.
        public: Students of the district.

    >>> enrollment_share_cents(1_000_000_00, 50_000_00, 100, 900)
    9500000

    """
    students = private + public
    net = allocation_cents - administration_cents
    return int(Rounding(0).of(Fraction(net * private, students))) if students else 0
