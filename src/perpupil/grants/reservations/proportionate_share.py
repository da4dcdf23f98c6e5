"""IDEA: the share for children whom their parents placed in private schools (34 CFR 300.133)."""

from __future__ import annotations

from fractions import Fraction

from perpupil.exact.rounding import Rounding
from perpupil.grants.law import Citation

CITATION = Citation("34 CFR 300.133")


def proportionate_share_cents(subgrant_cents: int, private: int, public: int) -> int:
    """Give the share, rounded to a cent, a half up.

    Args:
        subgrant_cents: The district's whole subgrant.
        private: Eligible children whom parents placed in private schools that lie in the district, served or not.
        public: Children with a disability in the district's schools.

    >>> proportionate_share_cents(152_500_00, 20, 300)
    953125

    """
    children = private + public
    return int(Rounding(0).of(Fraction(subgrant_cents * private, children))) if children else 0
