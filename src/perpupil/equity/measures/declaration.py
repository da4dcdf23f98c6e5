"""What a measure declares: its formula in words, its source, what is perfect, whose benchmark there is, and its options.

A measure is a function from a sample and settings to a figure, or to the reason why there is none. What all measures share is done here once: options
are checked, schools that cannot be compared are left out, and the result says what it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from perpupil.equity.sample import LeftOut, Sample, Undefined, Weighting, sample

if TYPE_CHECKING:
    from perpupil.equity.fit import Interval
    from perpupil.equity.schools import Floats, Schools

Setting: TypeAlias = str | float | tuple[str, ...] | Mapping[str, float]
"""A word out of several, a number, needs, or a number by need."""


class Kind(StrEnum):
    """What sort of number a figure is, so that it is written as one."""

    DOLLARS = "dollars"
    SHARE = "share"
    RATIO = "ratio"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a measure leaves open."""

    name: str
    meaning: str
    default: Setting
    choices: tuple[str, ...] = ()
    """For a word: those that may be chosen."""
    least: float = 0
    most: float = 10
    """For a number: the bounds, which are allowed themselves."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A value that somebody has published as good enough."""

    value: float
    whose: str
    at_most: bool = True
    """Whether it is an upper bound; else a lower one."""

    def met_by(self, value: float) -> bool:
        """Whether a figure is good enough by it."""
        return value <= self.value if self.at_most else value >= self.value

    def __str__(self) -> str:
        """Write it: `at most 0.1 (Odden and Picus)`."""
        return f"{'at most' if self.at_most else 'at least'} {self.value:g} ({self.whose})"


@dataclass(frozen=True, slots=True)
class Part:
    """A further figure that belongs to a measure."""

    name: str
    value: float
    kind: Kind = Kind.RATIO
    error: float | None = None
    """Its standard error, where it has one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a measure works out."""

    value: float
    interval: Interval | None = None
    parts: tuple[Part, ...] = ()
    each: Mapping[str, Floats] = field(default_factory=dict)
    """Figures of each school in the sample, by what they are."""
    sample: Sample | None = None
    """The schools it rests on, where a measure leaves out more than it was given."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of one call, with those that were not given at their defaults."""

    values: Mapping[str, Setting]

    def text(self, name: str) -> str:
        """Give a word."""
        return str(self.values[name])

    def number(self, name: str) -> float:
        """Give a number."""
        value = self.values[name]
        if isinstance(value, int | float):
            return float(value)
        raise TypeError(f"{name} is not a number")

    def needs(self, name: str) -> tuple[str, ...]:
        """Give needs."""
        value = self.values[name]
        if isinstance(value, tuple):
            return value
        raise TypeError(f"{name} does not name needs")

    def by_need(self, name: str) -> Mapping[str, float]:
        """Give numbers by need."""
        value = self.values[name]
        if isinstance(value, Mapping):
            return value
        raise TypeError(f"{name} is not a number for each need")


@dataclass(frozen=True, slots=True)
class Result:
    """A figure with everything it rests on; or the reason why there is none."""

    measure: Measure = field(repr=False)
    value: float | None
    reason: str
    """Why there is no value, in a sentence; empty where there is one."""
    options: Mapping[str, Setting]
    """With `weighting`, where the measure has one."""
    need: str
    schools: int
    students: Fraction
    left_out: tuple[LeftOut, ...]
    interval: Interval | None = None
    parts: tuple[Part, ...] = ()
    each: Mapping[str, Floats] = field(default_factory=dict, repr=False, compare=False)
    """Figures of each of `units`, by what they are."""
    notes: tuple[str, ...] = ()
    sample: Sample | None = field(default=None, repr=False, compare=False)
    """The schools it rests on."""

    @property
    def units(self) -> tuple[str, ...]:
        """The units it rests on."""
        return self.sample.units if self.sample and self.value is not None else ()

    @property
    def is_met(self) -> bool | None:
        """Whether the published benchmark is met; None without one, or without a value."""
        benchmark = self.measure.benchmark
        return None if benchmark is None or self.value is None else benchmark.met_by(self.value)

    def part(self, name: str) -> Part:
        """Give one of the further figures."""
        return next(part for part in self.parts if part.name == name)


Rule: TypeAlias = Callable[[Sample, Settings], Figure | Undefined]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of how dollars are spread over schools, or of how they follow need."""

    name: str
    title: str
    meaning: str
    """What it says, in a sentence for people."""
    formula: str
    """How it is worked out."""
    source: str
    kind: Kind
    perfect: str
    rule: Rule
    benchmark: Benchmark | None = None
    uses_need: bool = False
    weighting: Weighting | None = Weighting.STUDENTS
    """Who counts once by default; None where its definition settles that."""
    options: tuple[Option, ...] = ()

    def of(self, schools: Schools, weighting: Weighting | None = None, **given: Setting) -> Result:
        """Work it out.

        Args:
            schools: The schools, with one need named as the one that is measured.
            weighting: Who counts once, a student or a school; by default as declared.
            **given: Options by name.

        Raises:
            ValueError: An option that the measure does not have, or a value that it does not allow.
        """
        settings = self._settings(given)
        if weighting is not None and self.weighting is None:
            raise ValueError(f"who counts once is part of the definition of {self.name}")
        chosen = weighting or self.weighting
        asked = dict(settings.values) | ({"weighting": chosen} if chosen else {})
        found = sample(schools, chosen or Weighting.STUDENTS, self._needs(schools, settings))
        figure = found if isinstance(found, Undefined) else self.rule(found, settings)
        if isinstance(figure, Undefined) or isinstance(found, Undefined):
            reason = figure.reason if isinstance(figure, Undefined) else ""
            rests = found if isinstance(found, Sample) else None
            return self._result(schools, asked, rests, reason=reason)
        return self._result(schools, asked, figure.sample or found, figure)

    def _result(
        self,
        schools: Schools,
        asked: Mapping[str, Setting],
        rests: Sample | None,
        figure: Figure | None = None,
        reason: str = "",
    ) -> Result:
        """Put a figure, or the reason why there is none, with what it rests on."""
        return Result(
            measure=self,
            value=figure.value if figure else None,
            reason=reason,
            options=asked,
            need=schools.need if self.uses_need else "",
            schools=len(rests) if rests else 0,
            students=rests.students_exact if rests else Fraction(),
            left_out=rests.left_out if rests else (),
            interval=figure.interval if figure else None,
            parts=figure.parts if figure else (),
            each=figure.each if figure else {},
            notes=figure.notes if figure else (),
            sample=rests,
        )

    def _settings(self, given: Mapping[str, Setting]) -> Settings:
        """Put what was given in place of the defaults."""
        declared = {option.name: option for option in self.options}
        for name, value in given.items():
            if name not in declared:
                raise ValueError(f"{self.name} has no option {name}")
            _check(declared[name], value)
        return Settings({name: given.get(name, option.default) for name, option in declared.items()})

    def _needs(self, schools: Schools, settings: Settings) -> tuple[str, ...]:
        """Name the needs whose shares it reads."""
        named = [name for value in settings.values.values() if isinstance(value, Mapping | tuple) for name in value]
        if self.uses_need and not named:
            named = [schools.need]
        return tuple(dict.fromkeys(named))


def _check(option: Option, value: Setting) -> None:
    """Refuse a value that an option does not allow."""
    for kind, words in ((Mapping, "a number by need"), (tuple, "needs")):
        if isinstance(option.default, kind) != isinstance(value, kind):
            raise ValueError(f"{option.name} takes {words if isinstance(option.default, kind) else 'one value'}")
    if option.choices:
        if value not in option.choices:
            raise ValueError(f"{option.name} is one of {', '.join(option.choices)}")
        return
    numbers = () if isinstance(value, tuple) else value.values() if isinstance(value, Mapping) else (value,)
    for number in numbers:
        if not isinstance(number, int | float) or not option.least <= number <= option.most:
            raise ValueError(f"{option.name} is a number from {option.least:g} to {option.most:g}")
