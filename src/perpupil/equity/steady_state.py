"""Where a district stands today: verdicts on each money, measures, and what stands out; everything that a report says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from perpupil.equity.district.figures import outside_any_rule
from perpupil.equity.district.gaps import StageGaps, stage_gaps
from perpupil.equity.district.records import Answer
from perpupil.equity.fit import fit_line
from perpupil.equity.matters import Ground, Matter, matters
from perpupil.equity.measures import MEASURES, Result
from perpupil.equity.sample import Sample, Undefined, sample
from perpupil.equity.side_by_side import SideBySide, side_by_side
from perpupil.equity.situation import Base, Situation
from perpupil.equity.stages import Stage
from perpupil.equity.verdict import STANDARD, Standard, Verdict, verdicts_by_span
from perpupil.equity.weighing import alike, mean


@dataclass(frozen=True, slots=True)
class Placed:
    """One school beside the line."""

    unit: str
    name: str
    span: str
    students: float
    need: float
    dollars: float
    """Dollars a student."""
    expected: float | None
    """What the line gives; None without one."""


@dataclass(frozen=True, slots=True)
class SteadyState:
    """Where a district stands."""

    situation: Situation = field(repr=False)
    stages: Mapping[Stage, SideBySide[Base]]
    """The verdicts of each stage of which money is known."""
    leading: Stage
    by_span: Mapping[str, Verdict]
    """On the leading money, by grade span."""
    measures: Mapping[str, Result]
    """On the leading money."""
    matters: tuple[Matter, ...]
    schools: tuple[Placed, ...]
    """Those that can be compared, in the order of their need."""
    gaps: tuple[StageGaps, ...] = ()
    """What lies between the stages, on the leading money of each that they have in common."""

    @property
    def base(self) -> Base:
        """The leading money."""
        return self.stages[self.leading].leading

    @property
    def wise(self) -> tuple[Answer, ...]:
        """What is known of whether money is used wisely; of a district's own folder only."""
        told = self.situation.district.wise
        return (*told, outside_any_rule(self.situation)) if told else ()

    @property
    def verdict(self) -> Verdict:
        """The leading verdict."""
        return self.stages[self.leading].verdict


def steady_state(situation: Situation, standard: Standard = STANDARD) -> SteadyState:
    """Say where a district stands.

    Money of different stages is never put together; the stage that leads is the one nearest to what schools really had: spent, else budgeted, else allocated.

    Raises:
        ValueError: No money is known, or all that is known is withheld.

    """
    question = situation.question
    known = {stage: [base for base in situation.bases if base.stage is stage] for stage in Stage}
    target = float(question.target_slope) if question.target_slope is not None else None
    partial = situation.district.partial
    stages = {
        stage: side_by_side(
            {base: situation.schools(base) for base in bases}, standard, None if stage in partial else target
        )
        for stage, bases in known.items()
        if bases
    }
    leading = next((stage for stage in (Stage.SPENT, Stage.BUDGETED, Stage.ALLOCATED) if stage in stages), None)
    if leading is None:
        raise ValueError("no stage has money of which anything can be said")
    schools = situation.schools(stages[leading].leading)
    results = {name: measure.of(schools) for name, measure in MEASURES.items()}
    found = sample(schools, needs=(schools.need,))
    ground = _ground(situation, found) if isinstance(found, Sample) else None
    return SteadyState(
        situation,
        stages,
        leading,
        verdicts_by_span(schools, standard, None if leading in partial else target) if any(schools.spans) else {},
        results,
        matters(ground) if ground is not None else (),
        _placed(ground) if ground is not None else (),
        stage_gaps(situation),
    )


def _ground(situation: Situation, found: Sample | Undefined) -> Ground | None:
    """Draw the line, where needs differ."""
    if isinstance(found, Undefined) or not len(found):
        return None
    has_line = len(found) > 2 and not alike(found.need)  # noqa: PLR2004  a line through two is no line
    line = fit_line(found.need, found.dollars, found.weights) if has_line else None
    return Ground(situation, found, line, mean(found.dollars, found.weights))


def _placed(ground: Ground) -> tuple[Placed, ...]:
    one, expected = ground.sample, ground.line.expected if ground.line is not None else None
    spans, numbers = one.spans
    placed = [
        Placed(
            unit, name, spans[int(numbers[at])], float(one.students[at]), float(one.need[at]), float(one.dollars[at]),
            None if expected is None else float(expected[at]),
        )
        for at, (unit, name) in enumerate(zip(ground.units, ground.names, strict=True))
    ]  # fmt: skip
    return tuple(sorted(placed, key=lambda school: (-school.need, school.name)))
