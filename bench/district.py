"""A made-up district: schools of different sizes, their headcount by profile of needs, and what each got last year; the same for the same seed.

Needs are drawn independently, which gives more distinct profiles than real students have, so that counting is not made to look easy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from prototype import BITS, SHIFT, Array, Plan, prepare, unpacked
from rules import FORMULA

from perpupil.exact.columns import Column
from perpupil.facts.headcount import Headcount, Profile

GRADES = ("PK", "K", *(str(number) for number in range(1, 13)))
_FIRST_GRADE, _GRADES_OF_LEVEL = np.array([0, 1, 7, 10]), np.array([7, 6, 3, 4])
_SIZES = (150, 1_100)
_FRL_PERCENT = (20, 95)
_BLOCK = 2_000
"""Schools made at once, so that making a large district takes little memory."""

_NEEDS = (("gifted", 6_00), ("homeless", 4_00), ("foster", 1_00), ("migrant", 50), ("military", 1_00))
"""Needs without a level, each with how many students of 10,000 have it."""

_LEVELS = (("ell", 15, 3), ("swd", 16, 4))
"""Needs with levels, each with the percent of students who have it and how many levels there are."""


@dataclass(frozen=True)
class District:
    """A district as arrays; rows in the order of schools."""

    school: Array
    cell: Array
    students: Array
    last_cents: Array
    """What each school got last year."""
    pool_cents: int

    @property
    def schools(self) -> int:
        """How many schools."""
        return len(self.last_cents)

    @property
    def units(self) -> tuple[str, ...]:
        """The ids of the schools, in order."""
        return tuple(f"{number:06d}" for number in range(self.schools))


def make_district(schools: int, seed: int = 20_260_720) -> District:
    """Make a district; its pool is 97 percent of what the lines ask for."""
    rng, plan = np.random.default_rng(seed), Plan(FORMULA)
    parts, asked = [], []
    for first in range(0, schools, _BLOCK):
        school, cell, students = _block(rng, first, min(_BLOCK, schools - first))
        asked.append((prepare(plan, school - first, cell, students, min(_BLOCK, schools - first)) * plan.rates).sum(1))
        parts.append((school, cell, students))
    totals = np.concatenate(asked)
    last = (totals * rng.uniform(0.85, 1.06, schools)).astype(np.int64)
    school, cell, students = (np.concatenate(column) for column in zip(*parts, strict=True))
    return District(school, cell, students, last, int(totals.sum()) * 97 // 100)


def _block(rng: np.random.Generator, first: int, schools: int) -> tuple[Array, Array, Array]:
    """Draw the students of some schools and count them: school, cell and how many."""
    sizes = rng.integers(*_SIZES, schools)
    school = np.repeat(np.arange(schools), sizes)
    level = (school + first) % 4
    percent = rng.integers(*_FRL_PERCENT, schools)[school]
    fields = {"grade": _FIRST_GRADE[level] + rng.integers(0, 1 << 32, len(school)) % _GRADES_OF_LEVEL[level]}
    fields["frl"] = rng.integers(0, 100, len(school)) < percent
    for name, share, levels in _LEVELS:
        fields[name] = np.where(rng.integers(0, 100, len(school)) < share, rng.integers(1, levels + 1, len(school)), 0)
    for name, share in _NEEDS:
        fields[name] = rng.integers(0, 10_000, len(school)) < share
    cell = sum(values.astype(np.int64) << SHIFT[name] for name, values in fields.items())
    keys, students = np.unique(school << BITS | cell, return_counts=True)
    return (
        ((keys >> BITS) + first).astype(np.int32),
        (keys & ((1 << BITS) - 1)).astype(np.int32),
        students.astype(np.int32),
    )


def needs_of(cell: int) -> frozenset[tuple[str, str]]:
    """Give the needs of a cell, each with its level or none."""
    flags = [(name, "") for name in ("frl", *(name for name, _ in _NEEDS)) if unpacked(cell, name)]
    levels = [(name, str(unpacked(cell, name))) for name, _, _ in _LEVELS if unpacked(cell, name)]
    return frozenset(flags + levels)


def headcount_of(district: District) -> Headcount:
    """Give the headcount as PerPupil keeps it, straight from the arrays."""
    cells = np.flatnonzero(np.bincount(district.cell, minlength=1 << BITS))
    profile_of_cell = np.zeros(1 << BITS, np.int64)
    profile_of_cell[cells] = np.arange(len(cells))
    profiles = tuple(Profile(GRADES[unpacked(cell, "grade")], needs_of(cell)) for cell in cells.tolist())
    return Headcount(
        source="headcount",
        units=district.units,
        starts=np.searchsorted(district.school, np.arange(district.schools)),
        profiles=profiles,
        profile_of_row=profile_of_cell[district.cell],
        measures={"students": Column(district.students.astype(np.int64))},
        needs=frozenset(need for profile in profiles for need, _ in profile.needs),
        grades=frozenset(profile.grade for profile in profiles),
    )


def headcount_rows(district: District) -> Iterator[str]:
    """Write the headcount as the rows of a file."""
    words: dict[int, str] = {}
    units = district.units
    yield "unit,grade,needs,students"
    for school, cell, students in zip(
        district.school.tolist(), district.cell.tolist(), district.students.tolist(), strict=True
    ):
        if cell not in words:
            needs = ";".join(f"{name}={level}" if level else name for name, level in sorted(needs_of(cell)))
            words[cell] = f"{GRADES[unpacked(cell, 'grade')]},{needs}"
        yield f"{units[school]},{words[cell]},{students}"


def facts_rows(district: District) -> Iterator[str]:
    """Write the facts as the rows of a file."""
    yield "school,last_year"
    for unit, cents in zip(district.units, district.last_cents.tolist(), strict=True):
        yield f"{unit},{cents // 100}.{cents % 100:02d}"
