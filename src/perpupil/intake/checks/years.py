"""Fiscal years of a table of facts: one year is taken, and it should be the district's."""

from collections.abc import Iterator, Mapping

from perpupil.intake.cases import Case, Said, case
from perpupil.intake.cells import tidy
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.repairs import Rule
from perpupil.intake.shape import headings, totals

_YEARS_NAMED = 6


def find(material: Material) -> Iterator[Case]:
    """Find rows of other years than the one that is taken, rows that say no year, and that the year is not the district's."""
    facts = material.get("school_facts", "year")
    if facts is None:
        return
    rows = _by_year(facts)
    if not rows:
        return
    taken = material.year if material.year in rows else max(rows)
    yield from _without_year(facts)
    if len(rows) > 1:
        yield _others(facts, rows, taken, material.year)
    if taken != material.year:
        what = f"The rows are about {_spoken(facts, rows[taken])}, and the district's year is {material.year}."
        said = Said("another-year", what, "Bring in the table of that year, or accept that an earlier one decides.")
        yield case(facts, rows[taken], said, column="year")


def _by_year(facts: Dataset) -> Mapping[int, list[int]]:
    """Put the rows of each year together, in the order of the years."""
    rows: dict[int, list[int]] = {}
    for at, year in enumerate(facts.values("year")):
        if isinstance(year, int):
            rows.setdefault(year, []).append(at)
    return dict(sorted(rows.items()))


def _without_year(facts: Dataset) -> Iterator[Case]:
    others = {*totals(facts), *headings(facts)}
    for at, cell in enumerate(facts.texts("year")):
        if not tidy(cell) and at not in others:
            said = Said("blank-cell", "year is blank, and other rows have one.", "Say which year the row is about.")
            yield case(facts, [at], said, column="year")


def _others(facts: Dataset, rows: Mapping[int, list[int]], taken: int, wanted: int) -> Case:
    """Say which years there are and how many rows of each, and leave out all but one."""
    named = [f"{_spoken(facts, here)} ({len(here):,} rows)" for here in rows.values()]
    shown = ", ".join(named[-_YEARS_NAMED:])
    more = f"{len(rows):,} years, the last of them " if len(named) > _YEARS_NAMED else f"{len(rows)} years: "
    which = "the district's year" if taken == wanted else "the latest"
    what = f"The file holds {more}{shown}. The rows of {_spoken(facts, rows[taken])} are taken, {which}."
    fix = f'To take another year, keep its rows: kind = "keep_rows", where = {{ year = ["{min(rows)}"] }}.'
    left_out = sorted(at for year, here in rows.items() if year != taken for at in here)
    rule = Rule("drop_rows", facts.name, where=(("year", tuple(str(year) for year in rows if year != taken)),))
    return case(facts, left_out, Said("other-years", what, fix), column="year", repair=rule)


def _spoken(facts: Dataset, rows: list[int]) -> str:
    """Name a year as the file does."""
    return tidy(facts.texts("year")[rows[0]])


CHECK = Check(
    "years",
    "A table of facts holds several fiscal years, another one than the district's, or rows that say none.",
    ("other-years", "another-year", "blank-cell"),
    find,
)
