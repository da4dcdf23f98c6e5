"""The journey of a dollar over all its levels, held against need."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.allocation.cascade import depths
from perpupil.equity.journey.asking import NOTHING_ASKED, Need, Question
from perpupil.equity.journey.cases import Case, verdict_of
from perpupil.equity.journey.checks import misread, unknown_names
from perpupil.equity.journey.counting import Numbers, Pupils, numbers
from perpupil.equity.journey.deciding import Decision, decisions
from perpupil.equity.journey.generated import Parts, brought_to, parts
from perpupil.equity.journey.slopes import Slope, slope
from perpupil.equity.journey.stops import LevelSums, Stop, level_sums, stop
from perpupil.equity.sample import Undefined

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.cascade import Node
    from perpupil.equity.verdict import Verdict
    from perpupil.findings import Finding

Path = tuple[str, ...]
SCHOOL = "school"
_NOT_ASKED = Undefined("Nothing is asked of needs.")


@dataclass(frozen=True, slots=True)
class AtSchool:
    """One need at one school; what is not known is None."""

    students: Fraction | None
    generated_cents: int | None
    """The part of what the district was given because of the need, by how many of its students with the need are here."""
    delivered_cents: int | None
    """What the district's formula gives the school because of the need."""


@dataclass(frozen=True, slots=True)
class SchoolStop:
    """Where a dollar ends: a school, and its groups of students."""

    unit: str
    name: str
    amount_cents: int
    students: Fraction | None
    every_student_cents: int | None
    """What it has whatever its students need; with what is delivered for each need, its amount."""
    by_need: Mapping[str, AtSchool]


@dataclass(frozen=True, slots=True)
class District:
    """One unit that hands its money on, between the level above and its schools."""

    stop: Stop
    generated_cents: Mapping[str, int] | None
    """By need, what the level above gives because of its students; None where that cannot be told."""
    parts: Parts | Undefined | None = field(repr=False)
    """Why its formula pays its schools what it does; None where it could not be worked."""
    case: Case | None
    decisions: tuple[Decision, ...]
    schools: tuple[SchoolStop, ...] = field(repr=False)
    students_above: Fraction | None
    """How many students the level above counts here."""
    students_here: Fraction | None
    """How many students its schools have; None where one school's are not known."""

    @property
    def delivered_cents(self) -> Mapping[str, int] | None:
        """By need, what its formula gives schools because of their students."""
        if not isinstance(self.parts, Parts):
            return None
        return {need: self.parts.need_cents(need) for need in self.parts.by_need_cents}


@dataclass(frozen=True, slots=True)
class NeedSums:
    """One need over all districts, in cents."""

    need: Need
    students: Fraction | None
    generated_cents: int | None
    """What the top gives because of it; None where that is not known here."""
    beyond_cents: int | None
    """Of it, what went to districts whose schools are not known here."""
    delivered_cents: int | None
    """What districts give schools because of it; None where no district's schools are known."""


@dataclass(frozen=True, slots=True)
class Journey:
    """The whole journey."""

    title: str
    year: int | None
    currency: str
    question: Question
    stops: tuple[Stop, ...] = field(repr=False)
    """Every level at every place, from the top."""
    levels: tuple[LevelSums, ...]
    parts: Parts | Undefined = field(repr=False)
    """Why the top pays its units what it does."""
    names: Mapping[str, str] = field(repr=False)
    """What the top's units are called."""
    amounts_cents: Mapping[str, int] = field(repr=False)
    """What the top gives each of its units."""
    districts: tuple[District, ...] = field(repr=False)
    """Every unit that hands its money on, at any depth."""
    needs: tuple[NeedSums, ...]
    slope: Slope | Undefined
    state: Verdict | None
    """Whether the top's money follows need; None where nothing is asked of needs."""
    amount_title: str
    """What the amount is called of which it is said what need generates."""
    is_one_district: bool
    """Whether the top is a district, and what lies above it is not known here."""

    @property
    def top(self) -> Stop:
        """The uppermost level."""
        return self.stops[0]

    @property
    def schools_cents(self) -> int | None:
        """What reached schools; None where no schools are known here."""
        return sum(one.ends_cents for one in self.levels if one.noun == SCHOOL) if self.has_schools else None

    @property
    def has_schools(self) -> bool:
        """Whether any level hands on to schools."""
        return any(one.noun == SCHOOL for one in self.levels)

    def parts_of(self, need: str) -> tuple[int, ...]:
        """Give what each of the top's units is paid because of a need, in the order of its parts; nothing where that cannot be told."""
        return self.parts.by_need_cents[need] if isinstance(self.parts, Parts) else ()

    def district(self, unit: str) -> District | None:
        """Find a district by its id, or by the ids that lead to it with `/` between them."""
        return next((one for one in self.districts if "/".join(one.stop.path) == unit), None)


def journey(top: Node, questions: Mapping[Path, Question] | None = None) -> tuple[Journey | None, tuple[Finding, ...]]:
    """Follow a dollar through a cascade.

    Args:
        top: The cascade as it was worked.
        questions: What is asked at a level, by its path; a level without one takes that of the level above.

    Returns:
        The journey; None when what is asked at the top cannot be answered, and what was found.

    """
    if top.allocation is None:
        raise ValueError("a journey begins at a level that was worked")
    asked = _Asked(questions or {})
    findings = unknown_names(top.allocation, asked.at(()))
    if findings:
        return None, findings
    worked = {node.path: _worked(node, asked.at(node.path)) for node in top.nodes()}
    found = tuple(_districts(top, asked, worked))
    question = asked.at(())
    first = worked[()]
    made = Journey(
        title=top.name,
        year=top.allocation.formula.year,
        currency=top.allocation.formula.currency,
        question=question,
        stops=tuple(stop(node) for node in top.nodes()),
        levels=tuple(level_sums(one) for one in depths(top)),
        parts=first.parts if first.parts is not None else _NOT_ASKED,
        names=_names(top.allocation),
        amounts_cents=_amounts(top.allocation),
        districts=found,
        needs=tuple(_need_sums(top, one, first.parts, found) for one in question.needs),
        slope=slope(top, {path: one.pupils for path, one in worked.items()}) if question.needs else _NOT_ASKED,
        state=first.verdict,
        amount_title=_amount_title(top.allocation, question),
        is_one_district=_is_one_district(top),
    )
    return made, tuple(one for node in top.nodes() for one in misread(node, asked.at(node.path)))


class _Asked:
    """What is asked at each level: its own question, else that of the level above."""

    def __init__(self, questions: Mapping[Path, Question]) -> None:
        self.questions = questions

    def at(self, path: Path) -> Question:
        """Give the question of a level."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.questions:
                return self.questions[path[:length]]
        return NOTHING_ASKED


@dataclass(frozen=True, slots=True)
class _Worked:
    """One level as it is held against need."""

    parts: Parts | Undefined | None
    pupils: Mapping[str, Pupils]
    verdict: Verdict | None


_NOTHING = _Worked(None, {}, None)


def _worked(node: Node, question: Question) -> _Worked:
    """Part what a level hands out by need, count its units' students, and say whether its money follows them."""
    if node.allocation is None or question.measured is None:
        return _NOTHING
    formula, called = node.allocation.formula, _names(node.allocation)
    columns = (numbers(node.allocation, *names) for names in ((question.students,), question.measured.students))
    pupils = {unit: Pupils(*pair) for unit, *pair in zip(node.allocation.units, *columns, strict=True)}
    units = ((unit, called[unit], cents) for unit, cents in _amounts(node.allocation).items())
    told = verdict_of(units, pupils, (question.measured.title, formula.noun, formula.currency))
    return _Worked(parts(node.allocation, question, "" if node.path else question.amount), pupils, told)


def _districts(top: Node, asked: _Asked, worked: Mapping[Path, _Worked]) -> Iterator[District]:
    """Look at every level that hands its money on; at the top too where it is a district alone."""
    for node in top.nodes():
        if not node.path and not _is_one_district(top):
            continue
        question = asked.at(node.path)
        given = _given(node.path, worked)
        above = worked[node.path[:-1]].pupils.get(node.path[-1]) if node.path else None
        own = worked[node.path].parts
        here = stop(node)
        schools = tuple(_schools(node, question, own, given))
        counts = [school.students for school in schools]
        known = [one for one in counts if one is not None]
        title = node.allocation.formula.title if node.allocation is not None else ""
        yield District(
            here, given, own, _case(node, worked), decisions(here, own, question, title), schools,
            above.students if above is not None else None,
            sum(known, Fraction(0)) if schools and len(known) == len(counts) else None,
        )  # fmt: skip


def _given(path: Path, worked: Mapping[Path, _Worked]) -> Mapping[str, int] | None:
    """Give what the level above pays a unit because of each need."""
    above = worked[path[:-1]].parts if path else None
    if not isinstance(above, Parts):
        return None
    at = above.units.index(path[-1])
    return {need: cents[at] for need, cents in above.by_need_cents.items()}


def _case(node: Node, worked: Mapping[Path, _Worked]) -> Case | None:
    """Place a district among the four cases; nothing where nothing is asked, or nothing stands above it."""
    state = worked[node.path[:-1]].verdict if node.path else None
    return Case(node.path[-1], node.name, state, worked[node.path].verdict) if state is not None else None


def _schools(
    node: Node, question: Question, own: Parts | Undefined | None, given: Mapping[str, int] | None
) -> Iterator[SchoolStop]:
    """Give every unit of a level where money ends, with its groups of students."""
    allocation = node.allocation
    if allocation is None:
        return
    counts = {need.name: numbers(allocation, *need.students) for need in question.needs}
    shares = {
        need: _shared(given[need], several) if given is not None and need in given else (None,) * len(several)
        for need, several in counts.items()
    }
    students = numbers(allocation, question.students)
    names = _names(allocation)
    for at, (unit, cents) in enumerate(_amounts(allocation).items()):
        if unit not in node.below:
            by_need = {
                need: AtSchool(several[at], shares[need][at], own.by_need_cents[need][at] if isinstance(own, Parts) else None)
                for need, several in counts.items()
            }  # fmt: skip
            every = own.every_student_cents[at] if isinstance(own, Parts) else None
            yield SchoolStop(unit, names[unit], cents, students[at], every, by_need)


def _shared(cents: int, counts: Numbers) -> tuple[int | None, ...]:
    """Share an amount out over schools by how many students with the need each has; not where one is not known, or there are none."""
    known = [one for one in counts if one is not None]
    whole = sum(known, Fraction(0))
    if len(known) < len(counts) or not whole:
        return (None,) * len(counts)
    below = math.lcm(*(one.denominator for one in known))
    return tuple(brought_to(cents, [int(one * below) for one in known]))


def _need_sums(top: Node, need: Need, own: Parts | Undefined | None, districts: tuple[District, ...]) -> NeedSums:
    """Add one need up over all districts."""
    counts = numbers(top.allocation, *need.students) if top.allocation is not None else ()
    known = [one for one in counts if one is not None]
    delivered = [one.delivered_cents for one in districts if one.stop.noun == SCHOOL]
    amounts = [one[need.name] for one in delivered if one is not None and need.name in one]
    with_schools = {
        one.stop.path[0]
        for one in districts
        if one.stop.path and one.stop.noun == SCHOOL and one.delivered_cents is not None
    }
    generated = beyond = None
    if isinstance(own, Parts) and not _is_one_district(top):
        generated = own.need_cents(need.name)
        pairs = zip(own.units, own.by_need_cents[need.name], strict=True)
        beyond = sum(cents for unit, cents in pairs if unit not in with_schools)
    return NeedSums(
        need, sum(known, Fraction(0)) if known else None, generated, beyond, sum(amounts) if amounts else None
    )


def _is_one_district(top: Node) -> bool:
    """Whether the top hands out to schools, and nothing stands above it."""
    return not top.below and top.allocation is not None and top.allocation.formula.noun == SCHOOL


def _amount_title(allocation: Allocation, question: Question) -> str:
    """Call the amount that is looked at by its title."""
    return allocation.formula.title_of(question.amount) if question.amount else allocation.formula.title


def _names(allocation: Allocation) -> Mapping[str, str]:
    return dict(zip(allocation.units, allocation.world.facts.names, strict=True))


def _amounts(allocation: Allocation) -> Mapping[str, int]:
    return dict(zip(allocation.units, allocation.totals_cents.tolist(), strict=True))
