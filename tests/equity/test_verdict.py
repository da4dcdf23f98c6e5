"""The verdict: right in planted worlds, taken back where it hangs on one school, and a sentence in every case."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chi2, nct, norm

from perpupil.equity.fit import Interval, fit_line, students_t
from perpupil.equity.sample import Sample, sample
from perpupil.equity.schools import Floats, School, Schools
from perpupil.equity.verdict import STANDARD, Pattern, Standard, verdict, verdicts_by_span
from tests.equity.districts import NEED, chance, school, together

DRAWS = 100
RIGHT_LEAST = 99
POWER_LEAST = 0.999
DOLLARS = 10_000
"""Of a school without need."""


@dataclass(frozen=True)
class World:
    """How dollars come about: so many for ten points of need, and what chance adds at each school."""

    slope: float
    noise: float
    """The standard deviation of a school's dollars a student."""
    count: int = 60

    def draw(self, seed: int) -> list[School]:
        """Make the schools: 200 to 1,200 students, need from 5 to 95 in a hundred."""
        random = chance(f"{self} {seed}")
        made = []
        for unit in range(self.count):
            students, need = random.randint(200, 1200), Fraction(random.randint(5, 95), 100)
            each = DOLLARS + self.slope * 10 * float(need) + random.gauss(0, self.noise)
            made.append(school(unit, Fraction(students), students * round(each * 100), need))
        return made


FLAT = World(slope=0, noise=200)
POSITIVE = World(slope=250, noise=250)
INVERSE = World(slope=-250, noise=250)
NOISY = World(slope=0, noise=1_200)
SMALL = World(slope=250, noise=10, count=9)


def true_error(found: Sample, noise: float, without: int | None = None) -> float:
    """The standard error that the slope for ten points has in truth, for schools as drawn and noise as planted."""
    kept = np.arange(len(found)) != (-1 if without is None else without)
    need, weights = found.need[kept], found.weights[kept]
    away = need - (weights @ need) / weights.sum()
    return float(0.1 * noise * np.sqrt((weights * away) @ (weights * away)) / (weights @ (away * away)))


def measured(schools: list[School]) -> Sample:
    found = sample(together(schools), needs=(NEED,))
    assert isinstance(found, Sample)
    return found


def power(world: World, seed: int) -> float:
    """The least chance that the verdict is right: that the interval is where it should be for all schools, and without each one.

    A slope less what it must exceed, over its error, is a noncentral t. The chances of failing are added up over all lines, as if no two failed
    together; and the margin is taken 5% wider or narrower than it is, for the mean dollars that it is a part of vary too.
    """
    found = measured(world.draw(seed))
    middle = DOLLARS + abs(world.slope) * 5
    margin = STANDARD.margin * middle
    failing = 0.0
    for without in (None, *range(len(found))):
        error = true_error(found, world.noise, without)
        freedom = len(found) - 2 - (without is not None)
        reach = students_t(freedom, STANDARD.level)
        if world.slope:
            failing += nct.cdf(reach, freedom, (abs(world.slope) - 1.05 * margin) / error)
        else:
            failing += 2 * nct.cdf(reach, freedom, 0.95 * margin / error)
    return 1 - failing


def chance_of_silence(world: World, seed: int) -> float:
    """The least chance that noise gives no verdict: the interval is beyond the margin on neither side, nor short enough to lie within."""
    found = measured(world.draw(seed))
    error, freedom = true_error(found, world.noise), len(found) - 2
    reach, margin = students_t(freedom, STANDARD.level), 0.95 * STANDARD.margin * DOLLARS
    beyond = 2 * nct.sf(reach, freedom, -margin / error)
    within = chi2.cdf(freedom * (1.1 * margin / reach / error) ** 2, freedom)
    return float(1 - beyond - within)


def patterns(world: World, change: Callable[[list[School]], list[School]] = list) -> list[Pattern]:
    return [verdict(together(change(world.draw(seed)))).pattern for seed in range(DRAWS)]


@pytest.mark.parametrize(
    ("world", "pattern"), [(FLAT, Pattern.FLAT), (POSITIVE, Pattern.POSITIVE), (INVERSE, Pattern.INVERSE)]
)
def test_a_planted_pattern_is_found(world: World, pattern: Pattern) -> None:
    assert min(power(world, seed) for seed in range(0, DRAWS, 10)) > POWER_LEAST
    assert patterns(world).count(pattern) >= RIGHT_LEAST


def test_noise_gives_no_verdict() -> None:
    assert min(chance_of_silence(NOISY, seed) for seed in range(0, DRAWS, 10)) > POWER_LEAST
    assert patterns(NOISY).count(Pattern.CANNOT_TELL) >= RIGHT_LEAST


def test_too_few_schools_give_no_verdict_however_clear() -> None:
    """It does not hang on chance: nine schools are refused."""
    assert patterns(SMALL) == [Pattern.CANNOT_TELL] * DRAWS
    assert verdict(together(SMALL.draw(0))).sentence.startswith("Cannot tell: 9 schools are too few")


def with_odd_one(schools: list[School]) -> list[School]:
    """Add one large school with much need that has five times the dollars."""
    return [*schools, School("odd", "Odd One", Fraction(1500), 1500 * 50_000_00, {NEED: Fraction(97, 100)})]


def test_one_odd_school_cannot_carry_a_verdict() -> None:
    """The error counts the odd school's shift of the slope in full, so the interval reaches 1.6 shifts to the other side.

    The chance that this is not beyond the margin, with the line through the others as far off as ten errors, is nothing.
    """
    for seed in range(0, DRAWS, 10):
        found = measured(with_odd_one(FLAT.draw(seed)))
        shift = (fit_line(found.need, found.dollars, found.weights).coefficients[1]) * 0.1
        error = true_error(found, FLAT.noise, len(found) - 1)
        margin = STANDARD.margin * float(found.weights @ found.dollars / found.weights.sum())
        assert norm.sf(((students_t(len(found) - 2, 0.99) - 1) * shift - margin) / error) < 1 - POWER_LEAST
    told = [verdict(together(with_odd_one(FLAT.draw(seed)))) for seed in range(DRAWS)]
    assert sum(one.pattern is Pattern.CANNOT_TELL for one in told) >= RIGHT_LEAST
    named = [one for one in told if [hinge.name for hinge in one.hinges] == ["Odd One"]]
    assert sum("without Odd One it would be flat" in one.sentence for one in named) >= RIGHT_LEAST


def brute(schools: Schools, standard: Standard = STANDARD) -> tuple[Pattern, int]:
    """The verdict by fitting again without each school, and how many schools it hangs on."""
    found = sample(schools, needs=(NEED,))
    assert isinstance(found, Sample)

    def judged(need: Floats, dollars: Floats, weights: Floats) -> Pattern:
        interval = fit_line(need, dollars, weights).interval(1, standard.level)
        if interval is None:
            return Pattern.CANNOT_TELL
        return standard.judge(interval.times(0.1), standard.margin * float(weights @ dollars / weights.sum()))

    whole = judged(found.need, found.dollars, found.weights)
    others = [
        judged(*(np.delete(values, place) for values in (found.need, found.dollars, found.weights)))
        for place in range(len(found))
    ]
    hanging = sum(one is not whole for one in others)
    return Pattern.CANNOT_TELL if hanging else whole, hanging


@pytest.mark.parametrize("slope", [0, 130, 160, -150])
def test_verdicts_at_the_edge_are_those_of_fitting_again(slope: int) -> None:
    """Worlds in which verdicts hang on single schools; the closed form finds every one of these."""
    hanging = 0
    for seed in range(25):
        schools = together(World(slope, noise=160, count=14 + seed).draw(seed))
        told = verdict(schools)
        assert (told.pattern, told.hinging) == brute(schools)
        hanging += told.line is not None and told.pattern is not told.line.pattern
    assert hanging > 0


def test_a_verdict_that_hangs_on_a_school_says_so() -> None:
    told = next(
        one
        for seed in range(100)
        for one in [verdict(together(World(150, 160, 20).draw(seed)))]
        if one.line and one.pattern is not one.line.pattern
    )
    assert told.pattern is Pattern.CANNOT_TELL
    assert told.line is not None
    assert told.line.pattern is Pattern.POSITIVE
    assert f"but without {told.hinges[0].name} it cannot be told (" in told.sentence


@pytest.mark.parametrize("world", [FLAT, POSITIVE, INVERSE, NOISY])
def test_prices_and_order_change_no_verdict(world: World) -> None:
    schools = world.draw(3)
    dearer = [school(n, one.students or Fraction(), 7 * (one.dollars_cents or 0), one.needs[NEED] or Fraction()) for n, one in enumerate(schools)]  # fmt: skip
    first = verdict(together(schools))
    assert verdict(together(dearer)).pattern is first.pattern
    assert verdict(together(schools[::-1])).pattern is first.pattern
    assert first.line is not None
    upside = [school(n, one.students or Fraction(), (one.students or 0) * 20_000_00 - (one.dollars_cents or 0), one.needs[NEED] or Fraction()) for n, one in enumerate(schools)]  # type: ignore[arg-type]  # fmt: skip
    turned = verdict(together(upside)).line
    assert turned is not None
    assert turned.slope == pytest.approx(-first.line.slope)


def test_the_sentence_has_its_numbers() -> None:
    told = verdict(together(POSITIVE.draw(1)), target=400.0)
    line = told.line
    assert line is not None
    slope, low, high, margin = (
        f"${round(one):,}" for one in (line.slope, line.interval.low, line.interval.high, line.margin)
    )
    short = f"${round(400 - line.slope):,}"
    assert told.sentence == (
        f"Positive: schools with ten points more low income have {slope} more a student (99% interval {low} to {high}, wholly above the "
        f"margin of {margin}); 60 schools, {int(told.students):,} students; {short} short of the target of $400."
    )


@pytest.mark.parametrize(("world", "word"), [(FLAT, "Flat: "), (INVERSE, "Inverse: "), (NOISY, "Cannot tell: ")])
def test_every_pattern_has_a_sentence(world: World, word: str) -> None:
    sentence = verdict(together(world.draw(2))).sentence
    assert sentence.startswith(word)
    assert sentence.count(".") == 1
    assert "99% interval" in sentence


def test_the_distance_to_the_target() -> None:
    told = verdict(together(FLAT.draw(1)), target=-100.0)
    assert told.distance == pytest.approx((told.line.slope if told.line else 0) + 100)
    assert "above the target of -$100" in told.sentence
    assert verdict(together(FLAT.draw(1))).distance is None


def test_each_grade_span_has_its_own_verdict() -> None:
    """Two spans of which one gives to need and one takes from it: together it cannot be told, apart it can."""
    up = [School(f"e{n}", one.name, one.students, one.dollars_cents, one.needs, "elementary") for n, one in enumerate(POSITIVE.draw(1))]  # fmt: skip
    down = [School(f"h{n}", one.name, one.students, one.dollars_cents, one.needs, "high") for n, one in enumerate(INVERSE.draw(2))]  # fmt: skip
    few = [School(f"k{n}", one.name, one.students, one.dollars_cents, one.needs, "K-8") for n, one in enumerate(SMALL.draw(2)[:5])]  # fmt: skip
    told = verdicts_by_span(together([*up, *down, *few]))
    assert {span: one.pattern for span, one in told.items()} == {
        "elementary": Pattern.POSITIVE,
        "high": Pattern.INVERSE,
        "K-8": Pattern.CANNOT_TELL,
    }
    assert told["K-8"].sentence.startswith("Cannot tell: 5 schools are too few: a verdict wants 10; 5 schools, ")


@pytest.mark.parametrize(
    ("low", "high", "pattern"),
    [
        (100, 200, Pattern.CANNOT_TELL),
        (100.1, 200, Pattern.POSITIVE),
        (-200, -100, Pattern.CANNOT_TELL),
        (-200, -100.1, Pattern.INVERSE),
        (-100, 50, Pattern.CANNOT_TELL),
        (-99.9, 99.9, Pattern.FLAT),
        (-50, 150, Pattern.CANNOT_TELL),
        (-200, 200, Pattern.CANNOT_TELL),
    ],
)
def test_the_margin_itself_is_neither_beyond_nor_within(low: float, high: float, pattern: Pattern) -> None:
    assert STANDARD.judge(Interval(low, high), 100) is pattern


@pytest.mark.parametrize("standard", [{"margin": 0.0}, {"level": 1.0}, {"level": 0.0}, {"schools_least": 3}])
def test_a_standard_that_can_judge_nothing_is_refused(standard: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a verdict wants"):
        Standard(**standard)  # type: ignore[arg-type]
