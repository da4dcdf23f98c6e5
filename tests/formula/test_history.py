"""Former values of a parameter are read as they stand; what is wrong with them is in tests/hostile."""

from fractions import Fraction

import pytest

from perpupil.formula.reading import read_formula
from perpupil.formula.records import FormerValue

TOP = 'language = 1\ntitle = "Maple"\nyear = 2027\n[facts]\nunit = "school"\n[line.base]\nvalue = "weight"\n[parameters]\n'


def former(was: str) -> tuple[FormerValue, ...]:
    formula, told = read_formula(f"{TOP}weight = {{ value = 0.4, was = {was} }}\n".encode())
    assert formula is not None, told
    return formula.parameters["weight"].was


def test_former_values_are_read_in_their_order() -> None:
    assert former('[{ value = 0.2, until = "2019" }, { value = 0.25, until = "2026-07-01", source = "vote" }]') == (
        FormerValue(Fraction("0.2"), "2019", ""),
        FormerValue(Fraction("0.25"), "2026-07-01", "vote"),
    )


def test_they_can_be_written_as_tables_of_their_own() -> None:
    text = TOP + '[parameters.weight]\nvalue = 0.4\n[[parameters.weight.was]]\nvalue = 0.2\nuntil = "2019"\n'
    formula, told = read_formula(text.encode())
    assert formula is not None, told
    assert formula.parameters["weight"].was == (FormerValue(Fraction("0.2"), "2019", ""),)


def test_a_parameter_without_a_history_has_none() -> None:
    assert former("[]") == ()


def test_a_value_may_end_in_the_year_of_the_formula_and_come_back_later() -> None:
    assert len(former('[{ value = 0.4, until = "2020" }, { value = 0.3, until = "2027" }]')) == 2


@pytest.mark.parametrize("until", ["26", "2026-7-1", "2026-13-01", "٢٠٢٦", "2026-07-01T00:00", "0999", ""])
def test_what_is_not_a_year_or_a_day_is_refused(until: str) -> None:
    formula, told = read_formula(
        f'{TOP}weight = {{ value = 0.4, was = [{{ value = 1, until = "{until}" }}] }}\n'.encode()
    )
    assert formula is None
    assert [one.code for one in told] == ["wrong-value"]


def test_a_year_and_a_day_in_it_are_not_in_order() -> None:
    text = f'{TOP}weight = {{ value = 0.4, was = [{{ value = 1, until = "2026" }}, {{ value = 2, until = "2026-07-01" }}] }}\n'
    formula, told = read_formula(text.encode())
    assert formula is None
    assert [one.what for one in told] == ["The former values are not in the order of time."]
