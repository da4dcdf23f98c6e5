"""Empty, tiny and degenerate districts: a figure or a sentence, never a crash, a NaN or a warning."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perpupil.equity.measures import MEASURES
from perpupil.equity.measures.declaration import Result, Setting
from perpupil.equity.sample import Reason, Weighting
from perpupil.equity.schools import School, Schools
from perpupil.equity.verdict import verdict, verdicts_by_span
from tests.equity.districts import NEED, school, together

HUGE = 10**39
"""Cents."""


def unknown(unit: int, students: int | None, dollars_cents: int | None, need: Fraction | None) -> School:
    return School(
        str(unit), f"School {unit}", None if students is None else Fraction(students), dollars_cents, {NEED: need}
    )


def row(count: int, students: int, dollars_cents: int, need: str) -> list[School]:
    return [school(unit, Fraction(students), dollars_cents, Fraction(need)) for unit in range(count)]


CASES: Mapping[str, Sequence[School]] = {
    "no schools": [],
    "one school": row(1, 300, 300_000_000, "0.5"),
    "two schools": [*row(1, 300, 300_000_000, "0.5"), school(9, Fraction(200), 150_000_000, Fraction(1, 4))],
    "two schools that are alike": row(2, 300, 300_000_000, "0.5"),
    "all alike": row(20, 300, 300_000_000, "0.5"),
    "same need, other dollars": [school(n, Fraction(300), 300_000_000 + n, Fraction(1, 2)) for n in range(20)],
    "same dollars, other need": [school(n, Fraction(300), 300_000_000, Fraction(n, 40)) for n in range(20)],
    "need that one school alone has": [school(n, Fraction(300), 10**8 + n * 10**6, Fraction(n == 7)) for n in range(20)],
    "no need data": [unknown(n, 300, 300_000_000 + n, None) for n in range(20)],
    "need known once": [unknown(n, 300, 10**8, Fraction(1, 2) if n == 3 else None) for n in range(20)],
    "no students": row(20, 0, 300_000_000, "0.5"),
    "students unknown": [unknown(n, None, 10**8, Fraction(n, 40)) for n in range(20)],
    "dollars unknown": [unknown(n, 300, None, Fraction(n, 40)) for n in range(20)],
    "no dollars": [school(n, Fraction(300), 0, Fraction(n, 40)) for n in range(20)],
    "dollars at one school": [school(n, Fraction(300), 10**8 * (n == 4), Fraction(n, 40)) for n in range(20)],
    "negative dollars": [school(n, Fraction(300), (n - 12) * 10**7, Fraction(n, 40)) for n in range(20)],
    "one negative": [school(n, Fraction(300), 10**8 * (1 if n else -1), Fraction(n, 40)) for n in range(20)],
    "huge": [school(n, Fraction(10**12 + n), HUGE + n * 10**38, Fraction(n, 40)) for n in range(20)],
    "huge dollars, few students": [school(n, Fraction(1, 180), HUGE - n, Fraction(n, 40)) for n in range(20)],
    "a giant among dwarfs": [school(n, Fraction(10**18 if n == 5 else 1), 10**20 + n, Fraction(n, 40)) for n in range(20)],
    "parts of students": [school(n, Fraction(1, 10**9 + n), 100 + n, Fraction(n, 40)) for n in range(20)],
    "mixed": [
        *[school(n, Fraction(300 + n), 10**8 + n * 10**6, Fraction(n, 40)) for n in range(12)],
        unknown(50, None, 10**8, Fraction(1, 2)),
        unknown(51, 0, 7_00, Fraction(1, 2)),
        unknown(52, 300, None, Fraction(1, 2)),
        unknown(53, 300, 10**8, None),
    ],
}  # fmt: skip
OPTIONS: Mapping[str, Sequence[Mapping[str, Setting]]] = {
    "implicit_weights": [{"controls": "span_and_size"}],
    "mcloone": [{"half": "split"}, {"half": "strict"}],
    "verstegen": [{"half": "split"}, {"half": "strict"}],
    "variation": [{"variance": "sample"}],
    "atkinson": [{"aversion": 1}, {"aversion": 10}, {"aversion": 0.01}],
    "disparity_25": [{"groups": "span"}, {"weights": {NEED: 0.4}}],
}


def is_told(result: Result) -> bool:
    """Whether it is a finite figure, or a sentence."""
    if result.value is None:
        return result.reason.endswith(".") and result.reason[:1].isupper() and "nan" not in result.reason
    figures = [result.value, *(part.value for part in result.parts)]
    figures += [part.error for part in result.parts if part.error is not None]
    figures += [end for one in [result.interval] if one for end in (one.low, one.high)]
    each = all(bool(np.isfinite(values).all()) and len(values) == len(result.units) for values in result.each.values())
    return all(map(math.isfinite, figures)) and each and result.reason == ""


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_tells_something(case: str, name: str) -> None:
    schools = together(CASES[case])
    weightings = list(Weighting) if MEASURES[name].weighting else [None]
    for weighting in weightings:
        for options in ({}, *OPTIONS.get(name, ())):
            assert is_told(MEASURES[name].of(schools, weighting, **options)), options


@pytest.mark.parametrize("case", CASES)
def test_every_verdict_tells_something(case: str) -> None:
    schools = together(CASES[case])
    for told in (verdict(schools, target=100.0), *verdicts_by_span(schools).values()):
        assert told.sentence.endswith(".")
        assert "nan" not in told.sentence
        assert "inf" not in told.sentence
        assert told.line is None or math.isfinite(told.line.slope)


ANY_SCHOOL = st.builds(
    lambda students, cents, need: (students, cents, need),
    st.none() | st.integers(0, 3) | st.integers(0, 10**15),
    st.none() | st.integers(-1000, 1000) | st.integers(-HUGE, HUGE),
    st.none() | st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 2)]) | st.fractions(0, 1),
)


@given(st.lists(ANY_SCHOOL, max_size=14))
@example([(1, 0, Fraction(0)), (1, 0, Fraction(0)), (1, 0, Fraction(1)), (1, 1, Fraction(1))])
@example([(1, 0, Fraction(0)), (1, 0, Fraction(1, 2**50))])
@example([(1, 0, Fraction(0)), (1, 0, Fraction(0)), (121_227_438, 0, Fraction(28, 43))])
@example([(None, 1 << 62, None), (1, 1, Fraction(0))])
def test_anything_is_told(parts: list[tuple[int | None, int | None, Fraction | None]]) -> None:
    schools = together(unknown(number, *one) for number, one in enumerate(parts))
    for name, measure in MEASURES.items():
        assert is_told(measure.of(schools)), name
    assert "nan" not in verdict(schools).sentence


@pytest.mark.parametrize(
    ("case", "name", "reason"),
    [
        ("no schools", "gini", "There are no schools."),
        ("one school", "slope", "There is only one school."),
        ("one school", "pearson", "There is only one school."),
        ("all alike", "slope", "All schools have the same need."),
        ("same need, other dollars", "elasticity", "All schools have the same need."),
        ("same dollars, other need", "pearson", "All schools have the same dollars a student."),
        ("no need data", "slope", "No need data: the share of low_income is known for no school with students and dollars."),
        ("no students", "variation", "No school has students."),
        ("students unknown", "variation", "Dollars a student are not known: how many students there are is told for no school."),
        ("dollars unknown", "gini", "No dollars: those of no school with students are known."),
        ("no dollars", "theil", "No dollars: no school has any."),
        ("one negative", "theil", "A school has negative dollars."),
        ("negative dollars", "variation", "The dollars come to nothing or less, so there is no mean to compare with."),
        ("parts of students", "federal_variation", "No school has more than 200 students."),
    ],
)  # fmt: skip
def test_the_reason_is_said(case: str, name: str, reason: str) -> None:
    assert MEASURES[name].of(together(CASES[case])).reason == reason


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("no schools", "Cannot tell: there are no schools."),
        ("one school", "Cannot tell: there is only one school; 1 school, 300 students."),
        ("all alike", "Cannot tell: all schools have the same need; 20 schools, 6,000 students."),
        ("no need data", "Cannot tell: no need data: the share of low_income is known for no school with students and dollars."),
        ("need that one school alone has", "Cannot tell: one school alone decides the line, so that its error is not known; 20 schools, 6,000 students."),
        ("two schools", "Cannot tell: 2 schools are too few: a verdict wants 10; 2 schools, 500 students."),
        ("same dollars, other need", "Flat: schools with ten points more low income have the same dollars a student (99% interval $0 to $0, wholly within the margin of $100 either way); 20 schools, 6,000 students."),
    ],
)  # fmt: skip
def test_the_verdict_says_why(case: str, sentence: str) -> None:
    assert verdict(together(CASES[case])).sentence == sentence


def test_what_is_left_out_is_named_with_its_dollars() -> None:
    result = MEASURES["slope"].of(together(CASES["mixed"]))
    assert result.schools == 12
    assert result.students == sum(range(300, 312))
    assert [(one.reason, one.units, one.dollars_cents) for one in result.left_out] == [
        (Reason.STUDENTS_UNKNOWN, ("50",), 10**8),
        (Reason.NO_STUDENTS, ("51",), 7_00),
        (Reason.DOLLARS_UNKNOWN, ("52",), 0),
        (Reason.NEED_UNKNOWN, ("53",), 10**8),
    ]
    assert verdict(together(CASES["mixed"])).left_out == result.left_out
    assert MEASURES["gini"].of(together(CASES["mixed"])).schools == 13


def test_a_small_unit_is_left_out_of_the_federal_variation_only() -> None:
    schools = together([*row(3, 201, 10**8, "0.5"), school(8, Fraction(200), 10**9, Fraction(1, 2))])
    result = MEASURES["federal_variation"].of(schools)
    assert (result.value, result.schools, result.students) == (0.0, 3, Fraction(603))
    assert [(one.reason, one.units) for one in result.left_out] == [(Reason.SMALL, ("0008",))]


def several(count: int, tie: bool = False) -> Schools:  # noqa: FBT001, FBT002  a word for a truth
    shares = [(Fraction(unit * 7 % 100, 100), Fraction(unit * 13 % 97, 97)) for unit in range(count)]
    return together(
        School(str(unit), "", Fraction(100 + unit), 10**8 + unit * 10**6, {NEED: low, "english": low / 2 if tie else english}, "all")
        for unit, (low, english) in enumerate(shares)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("schools", "controls", "reason"),
    [
        (several(29), "none", "Too few schools: 3 coefficients want 30, and there are 29."),
        (several(39), "span_and_size", "Too few schools: 4 coefficients want 40, and there are 39."),
        (several(60, tie=True), "none", "low_income and english rise and fall together, so that their weights cannot be told apart."),
    ],
)  # fmt: skip
def test_weights_of_several_needs_are_refused(schools: Schools, controls: str, reason: str) -> None:
    result = MEASURES["implicit_weights"].of(schools, needs=(NEED, "english"), controls=controls)
    assert (result.value, result.reason) == (None, reason)


def test_enough_schools_are_not_refused() -> None:
    assert MEASURES["implicit_weights"].of(several(30), needs=(NEED, "english")).value is not None


def test_the_only_school_of_a_span_is_left_out_where_spans_are_held_alike() -> None:
    lone = School("lone", "", Fraction(300), 10**8, {NEED: Fraction(1, 2)}, "alternative")
    made = [School(str(n), "", Fraction(100 + n * 37 % 90), 10**8 + n * 10**6, {NEED: Fraction(n * 7 % 50, 50)}, "ab"[n % 2]) for n in range(60)]  # fmt: skip
    result = MEASURES["implicit_weights"].of(together([*made, lone]), controls="span_and_size")
    assert result.schools == 60
    assert [(one.reason, one.units) for one in result.left_out] == [(Reason.ALONE, ("lone",))]
    assert result.value == pytest.approx(
        MEASURES["implicit_weights"].of(together(made), controls="span_and_size").value
    )


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("gini", {"half": "split"}, "gini has no option half"),
        ("mcloone", {"half": "both"}, "half is one of whole, split, strict"),
        ("atkinson", {"aversion": 0}, "aversion is a number from 0.01 to 10"),
        ("atkinson", {"aversion": "much"}, "aversion is a number"),
        ("within_band", {"band": 2}, "band is a number from 0 to 1"),
        ("need_weighted", {"weights": 0.4}, "weights takes a number by need"),
        ("need_weighted", {"weights": {NEED: -1}}, "weights is a number from 0 to 10"),
        ("implicit_weights", {"needs": NEED}, "needs takes needs"),
        ("mcloone", {"half": {NEED: 1.0}}, "half takes one value"),
    ],
)
def test_an_option_that_cannot_be_is_refused(name: str, options: dict[str, Setting], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        MEASURES[name].of(together(CASES["mixed"]), None, **options)


def test_who_counts_once_is_no_option_where_the_definition_says_it() -> None:
    with pytest.raises(ValueError, match="part of the definition"):
        MEASURES["range"].of(together(CASES["mixed"]), Weighting.SCHOOLS)


@pytest.mark.parametrize(
    "one",
    [
        school(1, Fraction(-1), 0, Fraction(0)),
        school(1, Fraction(1), 0, Fraction(3, 2)),
        school(1, Fraction(1), 0, Fraction(-1, 2)),
        school(1, Fraction(1), 10**40, Fraction(1, 2)),
    ],
)
def test_what_no_school_can_have_is_refused(one: School) -> None:
    with pytest.raises(ValueError, match="0001"):
        together([one])


def test_the_result_states_its_options_and_who_counts_once() -> None:
    result = MEASURES["mcloone"].of(together(CASES["mixed"]), half="split")
    assert result.options == {"half": "split", "weighting": Weighting.STUDENTS}
    assert MEASURES["spearman"].of(together(CASES["mixed"])).options == {"weighting": Weighting.SCHOOLS}


@pytest.mark.parametrize(("name", "met"), [("gini", True), ("mcloone", True), ("variation", True), ("slope", None)])
def test_a_published_benchmark_is_held_against_the_value(name: str, met: bool | None) -> None:  # noqa: FBT001  a word for a truth
    assert MEASURES[name].of(together(CASES["all alike"])).is_met is (None if name == "slope" else met)
    assert MEASURES[name].of(together([])).is_met is None
