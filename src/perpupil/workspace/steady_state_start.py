"""The first `steady_state.toml` of a district's folder: what its facts know is filled in, and what only the district can say is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from perpupil.equity.asking import FromDistrict
from perpupil.equity.district.booking import CENTRAL, DRIVERS, EXCLUDED, SALARIES
from perpupil.equity.district.records import Cost
from perpupil.equity.stages import Stage
from perpupil.equity.wording import plain_need, whole_dollars
from perpupil.intake.fact_set import SCHOOLS
from perpupil.intake.settings import year_words
from perpupil.intake.writing import key, listed, quoted, table
from perpupil.workspace.district import alone, settings_of
from perpupil.workspace.district_money import ledger_of
from perpupil.workspace.fact_sets import read_facts_in_force
from perpupil.workspace.files import NoSuchFile, write

FIRST_NEED = "low_income"
_APART = ("special", "alternative", "career")
"""Kinds of schools that have budgets of their own in most districts."""
_TITLES = {
    "low_income": "students from low-income families",
    "direct_certified": "directly certified students",
    "english_learner": "English learners",
    "iep": "students with an IEP",
    "homeless": "homeless students",
    "foster": "students in foster care",
}
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def begin(district: Path, name: str, year: int | None = None) -> tuple[str, ...]:
    """Write a file of this name into a district's folder that asks where it stands; give the needs that it names.

    Raises:
        NoSuchFile: The file is there already, or there are no facts or student counts to begin from.

    """
    settings, _ = settings_of(district)
    path = district / name
    if path.exists():
        message = f"{path} is there already. Mend it by hand, so that nothing that was said is lost."
        raise NoSuchFile(message)
    chosen = year or (settings.year if settings is not None else 0)
    facts, _ = read_facts_in_force(district, chosen)
    if settings is None or facts is None or facts.headcount is None or not facts.headcount.needs:
        message = f"{district} has no student counts by need for {year_words(chosen)}. Bring in students and programs with perpupil import."
        raise NoSuchFile(message)
    needs = sorted(facts.headcount.needs, key=lambda need: (need != FIRST_NEED, need))
    levels = set(facts.tables[SCHOOLS].columns.get("level", ())) if SCHOOLS in facts.tables else set()
    ledger = ledger_of(district, facts, settings, FromDistrict())
    costs = ledger.costs.get(Stage.SPENT) or ledger.costs.get(Stage.BUDGETED) or ()
    parts = [
        *_head(settings.district, chosen, needs[0]),
        *_needs(needs),
        *_left_out(sorted(levels & set(_APART))),
        *_at_no_school(costs),
    ]
    with alone(district):
        write(path, ("\n".join(parts) + "\n").encode())
    return tuple(needs)


def _head(title: str, year: int, need: str) -> Iterator[str]:
    yield "# Where the district stands: which need counts, what is left out, what becomes of cost that is booked at no school."
    yield "steady_state = 1"
    yield f"title = {quoted(title)}"
    yield f"source = {quoted(f'facts in force for {year_words(year)}')}"
    yield f"need = {quoted(need)}   # measured first"
    yield "# target = 150          # dollars a student that you want for each ten points of that need"


def _needs(needs: Iterable[str]) -> Iterator[str]:
    for need in needs:
        yield ""
        yield f"[needs.{key(need)}]"
        title = _TITLES.get(need, f"students with the need {plain_need(need)}")
        yield f"title = {quoted(title)}   # as people call them"
        yield f"need = {quoted(need)}"


def _left_out(levels: list[str]) -> Iterator[str]:
    if levels:
        yield from ("", "[leave_out.special]", 'reason = "schools with budgets of their own"')
        yield from ('column = "level"', f"values = {listed(levels)}")


def _at_no_school(costs: Iterable[Cost]) -> Iterator[str]:
    """Ask what is to be done with each place that is no school, the largest first; without an answer there is no verdict on the ledger."""
    places = _places(costs)
    if not places:
        return
    yield from (
        "",
        "# The ledger books cost at places that are no school. Take the # away and say what becomes of each:",
    )
    yield f"# by = {', '.join(map(quoted, DRIVERS))}, a need of this file, {quoted(CENTRAL)} or {quoted(EXCLUDED)}."
    for (code, title), cents in places.items():
        yield from ("", f"# {whole_dollars(cents)} at {title}")
        yield f"# [at_no_school.{key(_NOT_IN_NAMES.sub('_', title.lower()).strip('_') or 'other')}]"
        yield f"# title = {quoted(title)}"
        yield f"# codes = {table({'location': quoted(code)})}"
        yield f"# by = {quoted(SALARIES)}"


def _places(costs: Iterable[Cost]) -> Mapping[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for one in costs:
        place = one.codes.get("location", ""), one.place
        if not one.school and not one.excluded and place[0]:
            found[place] = found.get(place, 0) + one.cents
    return dict(sorted(found.items(), key=lambda each: -abs(each[1])))
