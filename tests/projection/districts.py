"""Made-up districts: counts by year, school and grade."""

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise

from hypothesis import strategies as st

from perpupil.facts.headcount import Headcount, Profile, read_headcount
from perpupil.facts.table import read_csv
from perpupil.projection.changes import SchoolChange
from perpupil.projection.grades import Ladder
from perpupil.projection.records import Past
from perpupil.projection.students import Rows, as_rows

ELEMENTARY = ("K", "1", "2", "3", "4", "5")
LADDER = Ladder(ELEMENTARY, ("K",))


def past(
    counts: Mapping[str, Mapping[str, Sequence[int]]], first: int = 2025, changes: Sequence[SchoolChange] = ()
) -> Past:
    """Counts by unit and grade, a number a year."""
    years = len(next(iter(next(iter(counts.values())).values())))
    rows = {
        first + year: as_rows(
            {unit: {grade: series[year] for grade, series in grades.items()} for unit, grades in counts.items()}
        )
        for year in range(years)
    }
    return Past.of_rows(rows, changes)


def headcount(text: str, source: str = "headcount.csv") -> Headcount:
    """Read `unit,grade,needs,students` rows without their headers."""
    read, findings = read_headcount(read_csv(f"unit,grade,needs,students\n{text}".encode(), source)[0])
    assert read is not None, findings
    return read


def random_district(seed: int, years: int, schools: int = 24) -> dict[int, Rows]:
    """A district whose students stay, leave and come by chance: each grade keeps some 97 percent of the one below, more or less.

    Every school has a size and a drift of its own, every year a wind that blows through the whole district.
    """
    chance = random.Random(seed)  # noqa: S311  made-up people are no secret
    sizes = {f"{number:04}": chance.randint(25, 90) for number in range(schools)}
    drifts = {unit: chance.gauss(1, 0.015) for unit in sizes}
    now = {unit: {grade: _near(chance, size) for grade in ELEMENTARY} for unit, size in sizes.items()}
    found = {}
    for year in range(2000, 2000 + years):
        found[year] = as_rows(now)
        wind = chance.gauss(0.99, 0.01)
        now = {
            unit: {
                "K": _near(chance, grades["K"] * drifts[unit] * wind),
                **{
                    grade: _near(chance, grades[below] * 0.97 * drifts[unit] * wind)
                    for below, grade in pairwise(ELEMENTARY)
                },
            }
            for unit, grades in now.items()
        }
    return found


def _near(chance: random.Random, expected: float) -> int:
    """A number of students about as large as expected; one in ten of them comes or goes by chance."""
    return max(1, round(chance.gauss(expected, (expected / 10) ** 0.5)))


def counted(least: int = 0) -> st.SearchStrategy[dict[str, dict[str, list[int]]]]:
    """Up to five schools with some grades each, counted three to five years."""

    @st.composite
    def draw(take: st.DrawFn) -> dict[str, dict[str, list[int]]]:
        years = take(st.integers(3, 5))
        found = {}
        for number in range(take(st.integers(1, 5))):
            low = take(st.integers(0, len(ELEMENTARY) - 1))
            high = take(st.integers(low, len(ELEMENTARY) - 1))
            series = st.lists(st.integers(least, 80), min_size=years, max_size=years)
            found[f"{number:04}"] = {grade: take(series) for grade in ELEMENTARY[low : high + 1]}
        return found

    return draw()


NEEDS = (frozenset[tuple[str, str]](), frozenset({("low_income", "")}), frozenset({("ell", "1"), ("low_income", "")}))


@st.composite
def rows(take: st.DrawFn) -> Rows:
    """One count with needs."""
    units = take(st.lists(st.sampled_from(["0010", "0020", "0030"]), min_size=1, unique=True))
    profiles = [Profile(grade, needs) for grade in ("K", "1", "2") for needs in NEEDS]
    return {unit: take(st.dictionaries(st.sampled_from(profiles), st.integers(1, 60), min_size=1)) for unit in units}
