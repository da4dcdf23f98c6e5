"""Title I: the share for children in private schools, taken on the whole allocation before anything else (34 CFR 200.64(a))."""

from __future__ import annotations

from fractions import Fraction

from perpupil.exact.rounding import Rounding
from perpupil.grants.law import Citation

CITATION = Citation("34 CFR 200.64(a)(2)")


def equitable_share_cents(allocation_cents: int, private: int, public: int) -> int:
    """Give the share, rounded to a cent, a half up.

    Args:
        allocation_cents: The district's whole allocation.
        private: Children of low income in private schools who live where schools are served.
        public: Children of low income in the schools that are served.

    >>> equitable_share_cents(1_000_000_00, 150, 1_350)
    10000000

    """
    children = private + public
    return int(Rounding(0).of(Fraction(allocation_cents * private, children))) if children else 0
