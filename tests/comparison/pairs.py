"""Made-up pairs of districts that differ in any of the causes, as text that the engine reads like a file."""

from dataclasses import dataclass

from hypothesis import strategies as st

from perpupil.allocation.allocation import Allocation
from tests.laws.engine import allocate, csv_of

UNITS = ("a", "b", "c", "d", "e", "f")
NEEDS = ("", "ell", "ell=2;poor", "poor")
RULES = (
    '[line.extra]\nvalue = "round(rooms * rate * 0.1, 2)"\n',
    '[line.extra]\nvalue = "round(if(rooms > 2, rate, 0) / 3, 2)"\n',
    '[line.extra]\nvalue = "round(share(students) * 1000, 2)"\n',
    '[line.other]\nvalue = "round(rooms * 7, 2)"\n',
)


@dataclass(frozen=True)
class Side:
    """One year of a district."""

    year: int
    rate: int
    weight: str
    pool: int | None
    rule: str
    is_floored: bool
    rows: tuple[dict[str, str], ...]
    headcount: tuple[dict[str, str], ...]
    priors: tuple[dict[str, str], ...]

    def formula(self) -> str:
        """Write the formula."""
        pool = "" if self.pool is None else f"[pool.p]\namount = {self.pool}\n"
        floor = (
            '[line.hold]\nkind = "hold_harmless"\nfloor = "last"\nuntil = 2099-06-30\nwhy = "slowly"\n'
            if self.is_floored
            else ""
        )
        return f"""language = 1
title = "t"
year = {self.year}
new_unit = "zero"
[facts]
unit = "id"
[parameters]
rate = {{ value = {self.rate} }}
weight = {{ value = {self.weight} }}
[counts]
learners = {{ need = "ell" }}
[line.each]
value = "round(students * rate, 2)"
[line.english]
kind = "weight"
students = "learners"
rate = "rate"
weight = "weight"
[line.roll]
value = "round(prior(rooms) * 11 / 3, 2)"
{self.rule}{floor}{pool}"""

    def allocate(self) -> Allocation | None:
        """Work it; None when it cannot be worked."""
        prior = csv_of(self.priors, ("id", "rooms", "last"))
        answer = allocate(self.formula(), csv_of(self.rows), csv_of(self.headcount), {self.year - 1: prior})
        return answer.allocation


@st.composite
def sides(draw: st.DrawFn, year: int = 2027) -> Side:
    """One year of a district."""
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=5, unique=True))
    small = st.integers(0, 6)
    rows = tuple({"id": unit, "rooms": str(draw(small)), "last": str(draw(small) * 100)} for unit in sorted(units))
    headcount = tuple(
        {"unit": unit, "grade": "K", "needs": draw(st.sampled_from(NEEDS)), "students": str(draw(small))}
        for unit in sorted(units)
        for _ in range(draw(st.integers(0, 2)))
    )
    earlier = tuple({"id": unit, "rooms": str(draw(small)), "last": "0"} for unit in UNITS if draw(st.booleans()))
    return Side(
        year=year,
        rate=draw(st.integers(1, 3)) * 100,
        weight=draw(st.sampled_from(["0.25", "0.333", "0"])),
        pool=draw(st.sampled_from([None, 1000, 5000, 20_000])),
        rule=draw(st.sampled_from(RULES)),
        is_floored=draw(st.booleans()),
        rows=rows,
        headcount=headcount or ({"unit": units[0], "grade": "K", "needs": "ell", "students": "1"},),
        priors=earlier,
    )
