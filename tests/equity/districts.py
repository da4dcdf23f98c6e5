"""Made-up districts for the tests of measures: of any kind, with ties, parts of students and unknowns; from Hypothesis or from a seed."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from perpupil.equity.sample import Weighting
from perpupil.equity.schools import School, Schools
from tests.equity.oracle import Row

NEED = "low_income"
GRAIN = 180
"""Cents a student are a multiple of this, so that parts of students have whole cents and dollars differ clearly or not at all."""
SPANS = ("elementary", "middle", "high")


def school(unit: int, students: Fraction, dollars_cents: int, need: Fraction, span: str = "") -> School:
    return School(f"{unit:04}", f"School {unit}", students, dollars_cents, {NEED: need}, span)


def together(schools: Iterable[School]) -> Schools:
    return Schools.of(schools, NEED)


def table(students: Sequence[int], dollars: Sequence[int], need: Sequence[Fraction]) -> Schools:
    """Schools by their columns; dollars are a student's."""
    return together(
        school(unit, Fraction(count), count * each * 100, share)
        for unit, (count, each, share) in enumerate(zip(students, dollars, need, strict=True))
    )


def rows(schools: Iterable[School], weighting: Weighting = Weighting.STUDENTS) -> list[Row]:
    """The schools as the oracle takes them."""
    return [
        Row(one.students, Fraction(one.dollars_cents, 100) / one.students, need, one.span, weight)
        for one in schools
        if one.students and one.dollars_cents is not None and (need := one.needs[NEED]) is not None
        for weight in [one.students if weighting is Weighting.STUDENTS else Fraction(1)]
    ]


def chance(seed: object) -> Random:
    """A source of numbers that always gives the same ones."""
    return Random(str(seed))  # noqa: S311  made-up schools are no secret


def random_district(random: Random) -> list[School]:
    """A district of one to twenty schools in which ties and unusual numbers are frequent."""
    grain = random.choice([1, 1, 1, 2, 180])
    made = []
    for unit in range(random.choice([1, 2, 3, 5, 8, 12, 20])):
        students = Fraction(random.choice([random.randint(1, 2400), 100, 200, 201, 400]), grain)
        each = GRAIN * random.choice([random.randint(2_000, 14_000), 4_500, 5_000, 5_500])
        need = Fraction(random.choice([random.randint(0, 100), 25, 50]), 100)
        made.append(school(unit, students, int(students * each), need, random.choice(SPANS)))
    return made


STUDENTS = st.builds(Fraction, st.integers(1, 3000), st.sampled_from([1, 1, 2, 3, 180]))
SCHOOL = st.builds(
    lambda students, each, need, span: (students, int(students * each * GRAIN), need, span),
    STUDENTS,
    st.integers(0, 16_000) | st.sampled_from([0, 5_000, 5_500]),
    st.integers(0, 100).map(lambda share: Fraction(share, 100)),
    st.sampled_from(SPANS),
)
DISTRICTS = st.lists(SCHOOL, min_size=1, max_size=15).map(
    lambda made: [school(unit, *parts) for unit, parts in enumerate(made)]
)
"""Schools of any dollars from nothing on."""
