"""Title I: its money goes to no school that it does not serve (20 USC 6313)."""

from __future__ import annotations

from perpupil.grants.grant import Grant
from perpupil.grants.law import Citation
from perpupil.grants.schools import School

CITATION = Citation("20 USC 6313(a)-(b)")


def served_units(grant: Grant, schools: tuple[School, ...]) -> frozenset[str]:
    """Give the ids of the schools that a grant serves: those it lists, or those of which the facts say so."""
    if grant.served is not None:
        return frozenset(grant.served)
    return frozenset(one.unit for one in schools if one.is_served)


def may_have_money(grant: Grant, unit: str, served: frozenset[str]) -> bool:
    """Whether a school may have the grant's money."""
    return unit in served or not grant.program.is_for_served_schools
