"""What a repair changes: students, positions and dollars by school, under the formula that would work with them.

Every table of an effect adds up: the schools that change, all others together, and the district as their sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import Headcount
from perpupil.findings import Finding, has_errors
from perpupil.formula.records import Formula
from perpupil.intake.fact_set import NAME, SCHOOL_FACTS, SCHOOLS, UNIT, FactSet, facts_of

STAFFING = "staffing"
"""The kind of line that gives positions."""
STUDENTS = "students"
"""The measure that counts everybody; any other is the name of a need."""


@dataclass(frozen=True, slots=True)
class Row:
    """A school, the other schools together, or the district: before and with the rule."""

    school: str
    """Its code; empty for sums."""
    name: str
    count_now: int
    """Students of the measure as things stand."""
    count_then: int
    """With the rule."""
    positions_now_hundredths: int | None
    """Positions that the formula gives by ratio; not known where it gives none or cannot run."""
    positions_then_hundredths: int | None
    money_now_cents: int | None
    """What the formula gives; not known where it cannot run."""
    money_then_cents: int | None

    @property
    def change_cents(self) -> int | None:
        """What the rule changes in dollars."""
        if self.money_now_cents is None or self.money_then_cents is None:
            return None
        return self.money_then_cents - self.money_now_cents

    @property
    def positions_change_hundredths(self) -> int | None:
        """What the rule changes in positions."""
        if self.positions_now_hundredths is None or self.positions_then_hundredths is None:
            return None
        return self.positions_then_hundredths - self.positions_now_hundredths


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes when the suggested repair of a question is accepted, given everything that is decided so far."""

    measure: str = ""
    """`students`, or the need that it is about, as `english_learner`; empty where nothing is known of the students."""
    measure_words: str = ""
    """The same for a column: Students, English learner."""
    now_is: str = ""
    """What `now` means: the rows as the file has them, or set aside."""
    schools: tuple[Row, ...] = ()
    """The schools that change, those with most dollars first."""
    others: Row | None = None
    """All other schools together; None where there are none."""
    others_count: int = 0
    """How many they are."""
    district: Row | None = None
    """The sum of all schools; None where nothing is known."""
    depends_cents: int | None = None
    """The dollars that move: the larger of all gains and all losses. None where it is not known; 0 is $0."""
    under: str = ""
    """Under which formula, in a sentence."""
    money_goes: str = ""
    """What becomes of the money: it moves between schools, or there is more or less in all."""
    why_not: str = ""
    """Where dollars or everything is not known: the reason."""

    @property
    def is_known(self) -> bool:
        """Whether the dollars are known."""
        return self.depends_cents is not None


@dataclass(frozen=True, slots=True)
class Words:
    """What an effect says beside its figures."""

    now_is: str
    under: str
    money_goes: str


@dataclass(frozen=True, slots=True)
class Worked:
    """What facts come to: students by school and need, and what a formula gives for them."""

    names: Mapping[str, str]
    """By school: what people call it."""
    counts: Mapping[str, Mapping[str, int]]
    """By measure and school; empty where nobody has counted."""
    positions_hundredths: Mapping[str, int] | None
    """By school; None where the formula gives no positions by ratio, or cannot run."""
    money_cents: Mapping[str, int] | None
    """By school; None where the formula cannot run."""
    why_not: str = ""
    """Why the formula cannot run."""


def worked(facts: FactSet, formula: Formula | None, why_not: str = "") -> Worked:
    """Count the students of facts, and run a formula on them.

    Students at a school that the facts do not have, as one that is closed, are counted, and the formula pays nothing for them.

    Args:
        facts: The facts.
        formula: What is in force for their year, with its pools filled; None where there is none.
        why_not: Why there is none.

    """
    table, told = facts_of(facts)
    names = _names(facts)
    counts = _counts(facts.headcount) if facts.headcount is not None else {}
    if formula is None or not table.columns:
        return Worked(names, counts, None, None, why_not or _first(told))
    units, told = read_facts(table, formula.binding)
    if units is None:
        return Worked(names, counts, None, None, _first(told))
    headcount = facts.headcount.only(frozenset(units.units)) if facts.headcount is not None else None
    # An expectation that fails, as a total the board has adopted, stops nobody from saying what a repair would change.
    allocation, told = run(replace(formula, expectations=()), units, headcount)
    if allocation is None:
        return Worked(names, counts, None, None, _first(told))
    money = dict(zip(allocation.units, map(int, allocation.totals_cents), strict=True))
    return Worked(names, counts, _positions(allocation), money)


def compared(now: Worked, then: Worked, words: Words) -> Effect:
    """Hold two readings of the facts against each other; a school that has got another code is the same school."""
    measure = _measure(now, then)
    pairs = _pairs(now, then)
    rows = [_row(now, then, measure, pair) for pair in pairs]
    changed = [one for one in rows if _changes(one)]
    changed.sort(key=lambda one: (-abs(one.change_cents or 0), -abs(one.count_then - one.count_now), one.school))
    others = [one for one in rows if not _changes(one)]
    gains = sum(max(0, one.change_cents or 0) for one in rows)
    losses = sum(max(0, -(one.change_cents or 0)) for one in rows)
    is_known = now.money_cents is not None and then.money_cents is not None
    many = f"{len(others):,} other school{'s' if len(others) != 1 else ''}"
    return Effect(
        measure=measure,
        measure_words=measure_in_words(measure),
        now_is=words.now_is,
        schools=tuple(changed),
        others=_sum(many, others) if others else None,
        others_count=len(others),
        district=_sum("District", rows) if rows else None,
        depends_cents=max(gains, losses) if is_known else None,
        under=words.under if is_known else "",
        money_goes=words.money_goes if is_known else "",
        why_not="" if is_known else now.why_not or then.why_not,
    )


def measure_in_words(measure: str) -> str:
    """Head a column with a measure.

    >>> measure_in_words("english_learner"), measure_in_words("students"), measure_in_words("iep")
    ('English learner', 'Students', 'Special education')
    """
    return _MEASURES.get(measure, measure.replace("_", " ").capitalize())


_MEASURES = {"english_learner": "English learner", "iep": "Special education"}


def _first(told: Sequence[Finding]) -> str:
    """Give the first reason why something cannot be worked out."""
    return next((one.what for one in told if has_errors([one])), "There are no facts that a formula could read.")


def _names(facts: FactSet) -> dict[str, str]:
    """Give what people call each school of the list, open or closed."""
    table = facts.tables.get(SCHOOLS, facts.tables.get(SCHOOL_FACTS))
    if table is None or UNIT not in table.columns:
        return {}
    ids = table.columns[UNIT]
    return {one: name or one for one, name in zip(ids, table.columns.get(NAME, ids), strict=True) if one}


def _counts(headcount: Headcount) -> dict[str, dict[str, int]]:
    """Count everybody and each need, by school."""
    students = headcount.measures["students"].numerators
    measures = {STUDENTS: None, **{need: headcount.with_need(need, None) for need in sorted(headcount.needs)}}
    ends = [*headcount.starts[1:].tolist(), len(headcount.profile_of_row)]
    counts = {}
    for measure, having in measures.items():
        here = students if having is None else students * having[headcount.profile_of_row]
        runs = zip(headcount.units, headcount.starts.tolist(), ends, strict=True)
        counts[measure] = {unit: int(here[start:end].sum()) for unit, start, end in runs}
    return counts


def _positions(allocation: Allocation) -> dict[str, int] | None:
    """Add up the positions that lines of staffing give each school, in hundredths."""
    lines = [line for line in allocation.formula.lines.values() if line.kind == STAFFING and line.has_quantity]
    if not lines:
        return None
    return {
        unit: round(100 * sum((_paid(allocation, line.name, at) for line in lines), Fraction(0)))
        for at, unit in enumerate(allocation.units)
    }


def _paid(allocation: Allocation, line: str, at: int) -> Fraction:
    """Give the positions of a line at a school; none where the line pays nothing, as where its condition does not hold."""
    return allocation.value_at(f"{line}.quantity", at) if allocation.before_cents[line][at] else Fraction(0)


def _measure(now: Worked, then: Worked) -> str:
    """Say what a change is about: students, if their number changes anywhere; else the need that changes most."""
    if not (now.counts and then.counts):
        return STUDENTS if now.counts or then.counts else ""
    moved = {
        name: sum(
            abs(then.counts.get(name, {}).get(one, 0) - now.counts.get(name, {}).get(one, 0))
            for one in {*now.counts.get(name, {}), *then.counts.get(name, {})}
        )
        for name in sorted({*now.counts, *then.counts})
    }
    needs = {name: size for name, size in moved.items() if name != STUDENTS and not name.endswith(_UNKNOWN)}
    if moved[STUDENTS] or not any(needs.values()):
        return STUDENTS
    return max(needs, key=lambda name: needs[name])


_UNKNOWN = "_unknown"
_Pair = tuple[str, str]


def _pairs(now: Worked, then: Worked) -> list[_Pair]:
    """Give the code of each school in both readings; one that has got another code is known by its name."""
    before, after = _codes(now), _codes(then)
    gone, new = [one for one in before if one not in after], {one for one in after if one not in before}
    by_name = {then.names[one]: one for one in new if one in then.names}
    moved = {one: by_name[now.names[one]] for one in gone if now.names.get(one) in by_name}
    pairs = [(one, moved.get(one, one)) for one in before]
    return [*pairs, *((one, one) for one in sorted(new - set(moved.values())))]


def _codes(one: Worked) -> list[str]:
    """Give every school that has students or money."""
    counted = {school for of_measure in one.counts.values() for school, number in of_measure.items() if number}
    return sorted({*counted, *(one.money_cents or ())})


def _row(now: Worked, then: Worked, measure: str, pair: _Pair) -> Row:
    before, after = pair
    return Row(
        school=after,
        name=then.names.get(after) or now.names.get(before) or after,
        count_now=now.counts.get(measure, {}).get(before, 0),
        count_then=then.counts.get(measure, {}).get(after, 0),
        positions_now_hundredths=_of(now.positions_hundredths, before),
        positions_then_hundredths=_of(then.positions_hundredths, after),
        money_now_cents=_of(now.money_cents, before),
        money_then_cents=_of(then.money_cents, after),
    )


def _of(amounts: Mapping[str, int] | None, school: str) -> int | None:
    return None if amounts is None else amounts.get(school, 0)


def _changes(one: Row) -> bool:
    return bool(one.count_now != one.count_then or one.change_cents or one.positions_change_hundredths)


def _sum(name: str, rows: Sequence[Row]) -> Row:
    """Add rows up; what is not known of one is not known of all."""
    return Row(
        "",
        name,
        sum(one.count_now for one in rows),
        sum(one.count_then for one in rows),
        _added([one.positions_now_hundredths for one in rows]),
        _added([one.positions_then_hundredths for one in rows]),
        _added([one.money_now_cents for one in rows]),
        _added([one.money_then_cents for one in rows]),
    )


def _added(amounts: Sequence[int | None]) -> int | None:
    known = [one for one in amounts if one is not None]
    return sum(known) if len(known) == len(amounts) else None
