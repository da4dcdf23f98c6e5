"""A small district's grants as text, and its schools."""

from perpupil.findings import Finding
from perpupil.grants.asking import Grants, read_grants
from perpupil.grants.devolution import Devolution, devolve
from perpupil.grants.schools import School

HEAD = """grants = 1
title = "Maple"
year = 2027
[schools]
unit = "school"
[counts.students]
column = "students"
[counts.poor]
column = "poor"
"""
DAYS = """begins = 2026-07-01
ends = 2027-09-30
carried_until = 2028-09-30
"""
AWARD = """[[grant.{name}.award]]
kind = "final"
amount = {amount}
on = 2026-07-01
"""


def grant(amount: object, keys: str = "", tables: str = "", name: str = "title_i", program: str = "title_i") -> str:
    """Write a grant; the tables behind it are written in full."""
    top = f'[grant.{name}]\nprogram = "{program}"\nstudents = "poor"\n{DAYS}{keys}\n'
    return top + AWARD.format(name=name, amount=amount) + tables


def asked(text: str) -> Grants:
    found, findings = read_grants((HEAD + text).encode(), "grants.toml")
    assert findings == ()
    assert found is not None
    return found


def refused(text: str) -> tuple[Finding, ...]:
    found, findings = read_grants(text.encode(), "grants.toml")
    assert found is None
    return findings


def worked(text: str, schools: tuple[School, ...]) -> tuple[Devolution, tuple[Finding, ...]]:
    grants = asked(text)
    made, findings = devolve(next(iter(grants.grants.values())), schools)
    assert made is not None, findings
    return made, findings


def school(unit: str, students: int, poor: int, *, is_served: bool = True) -> School:
    return School(unit, f"School {unit}", is_served, {"students": students, "poor": poor})


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {one.code for one in findings}


def parts(made: Devolution) -> dict[str, int]:
    return {one.name if one.kind != "devolved" else f"devolved {one.name}": one.amount_cents for one in made.parts}
