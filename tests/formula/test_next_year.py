"""A formula carried over: what is changed in its text, what stays, and what is left alone because it cannot be taken out safely."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from perpupil.formula.next_year import NextFormula, next_formula, still_says
from perpupil.formula.reading import read_formula
from tests import project

JULY = date(2027, 7, 1)
CATALOGUE = list(project.files("formula.toml", project.ROOT / "formulas"))

TOP = """\
# Maple's formula.
language = 1
title = "Maple FY2027"   # as adopted
year = 2027 # ends in June
facts.unit = "id"

[parameters]
# What a student is worth.
base = 4_000   # bare
rate = { value = 3, owner = "Budget office" }  # in one line
dotted.value = 4
dotted.owner = "Dee"

[parameters.scale]  # a table
value = 5

[[parameters.scale.was]]
value = 4
until = "2026"

[line.basic]
value = "n * (base + rate + dotted + scale)"
"""
ARTS = """
# The arts, for one year.
[line.arts]
kind = "fixed_sum"
amounts = { "1" = 5 }
who = "Dee"
why = "Arts."
until = 2027-06-30  # voted
"""


def carried(text: str, begins: date = JULY) -> NextFormula:
    formula, findings = read_formula(text.encode())
    assert formula is not None, findings
    return next_formula(formula, 2028, begins)


def test_every_parameter_is_marked_however_it_is_written_and_nothing_else_is_touched() -> None:
    made = carried(TOP)
    assert made.text == TOP.replace("year = 2027 #", "year = 2028 #").replace(
        "base = 4_000   # bare", "base = { value = 4_000, confirm = true }   # bare"
    ).replace('owner = "Budget office" }', 'owner = "Budget office", confirm = true }').replace(
        "dotted.value = 4", "dotted.confirm = true\ndotted.value = 4"
    ).replace("# a table\n", "# a table\nconfirm = true\n")
    assert [one.name for one in made.to_confirm] == ["base", "rate", "dotted", "scale"]


def test_a_mark_that_was_taken_back_is_set_again_and_one_that_stands_is_not_set_twice() -> None:
    text = TOP.replace('"Budget office" }', '"Budget office", confirm = false }').replace(
        "value = 5", "value = 5\nconfirm = true"
    )
    made = carried(text)
    assert made.text.count("confirm = true") == 4
    assert "false" not in made.text


def test_a_formula_without_a_year_gets_one_behind_its_title() -> None:
    made = carried(TOP.replace("year = 2027 # ends in June\n", ""))
    assert 'title = "Maple FY2027"\nyear = 2028   # as adopted\n' in made.text
    assert made.formula.year == 2028


def test_the_amount_of_a_pool_is_asked_for_where_it_is_written_as_a_number_and_no_file_gives_it() -> None:
    pools = '[pool.a]\namount = 5_000\nlines = ["basic"]\n[pool.b]\namount = "base"\nlines = ["more"]\n[line.more]\nvalue = "1"\n'
    formula, _ = read_formula((TOP + pools).encode())
    assert formula is not None
    assert [one.name for one in next_formula(formula, 2028, JULY).to_confirm][4:] == ["a"]
    assert [one.name for one in next_formula(formula, 2028, JULY, {"a"}).to_confirm][4:] == []


@pytest.mark.parametrize(
    ("begins", "stays"), [(date(2027, 7, 1), False), (date(2027, 6, 30), True), (date(2027, 1, 1), True)]
)
def test_an_adjustment_is_dropped_when_it_ended_before_the_first_day(begins: date, *, stays: bool) -> None:
    made = carried(TOP + ARTS, begins)
    assert [line.name for line in made.dropped] == ([] if stays else ["arts"])
    assert ("The arts" in made.text) is stays
    assert stays or made.text == carried(TOP).text


def test_its_name_goes_out_of_the_lists_that_name_it_and_their_comments_stay() -> None:
    rest = """
[line.soft]
kind = "hold_harmless"
floor = "0.98 * last"
of = ["basic", "arts"]
until = 2030-06-30
why = "Soft landing."

[pool.p]
amount = "base"
lines = [
  "basic",  # the base
  "arts",  # ends
  "soft",
]
protect = ["arts"]  # it keeps its amount
title = "All"
"""
    made = carried(TOP + ARTS + rest)
    pool = made.formula.pools["p"]
    assert (pool.lines, pool.protect) == (("basic", "soft"), ())
    assert 'lines = [\n  "basic",  # the base\n  "soft",\n]\ntitle = "All"\n' in made.text
    assert 'of = ["basic"]\n' in made.text


def test_one_that_other_rules_rest_on_stays_and_is_told() -> None:
    made = carried(TOP + ARTS + '\n[step.all]\nvalue = "basic + arts"\n[line.more]\nvalue = "all"\n')
    assert made.dropped == ()
    assert [(one.line.name, one.why) for one in made.stayed] == [("arts", "`all` still counts on it.")]
    assert ARTS in made.text


def test_one_that_is_only_expected_of_stays_too() -> None:
    made = carried(TOP + ARTS + '\n[[expect]]\nthat = "total(arts) == 5"\n')
    assert [(one.line.name, one.why) for one in made.stayed] == [("arts", "An expectation still counts on it.")]


def test_two_that_rest_on_each_other_both_go() -> None:
    floor = (
        '\n[line.least]\nkind = "hold_harmless"\nfloor = 3\nof = ["arts"]\nuntil = 2026-06-30\nwhy = "Until then."\n'
    )
    made = carried(TOP + ARTS + floor)
    assert sorted(line.name for line in made.dropped) == ["arts", "least"]
    assert made.text == carried(TOP).text


def test_one_that_is_written_in_parts_stays_and_is_told() -> None:
    parts = (
        '\n[line]\narts.kind = "fixed_sum"\narts.amount = 5\narts.who = "D"\narts.why = "A."\narts.until = 2027-06-30\n'
    )
    made = carried(TOP.replace("[line.basic]\nvalue", "[line]\nbasic.value") + parts.replace("\n[line]\n", ""))
    assert [one.why for one in made.stayed] == ["It does not stand in one piece."]


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.parent.name)
def test_of_a_published_formula_nothing_changes_but_year_and_marks(path: Path) -> None:
    text = project.text(path)
    formula, _ = read_formula(text.encode())
    assert formula is not None
    made = next_formula(formula, 2100, date(1900, 1, 1))
    before, after = tomllib.loads(text), tomllib.loads(made.text)
    assert after.pop("year") == 2100
    before.pop("year", None)
    for section in ("parameters", "pool"):
        for name, one in after.get(section, {}).items():
            if one.pop("confirm", False) and not isinstance(before[section][name], dict):
                after[section][name] = one["value"]
    assert after == before
    assert comments(made.text) == comments(text)
    assert {one.name for one in made.to_confirm} >= set(formula.parameters)


def comments(text: str) -> list[str]:
    return re.findall(r"(?:^|\s)#.*", text, re.MULTILINE)


def test_texts_that_still_name_the_year_before_are_told() -> None:
    formula, _ = read_formula(TOP.encode())
    assert formula is not None
    assert still_says(formula, 2027) == ("title",)
    assert still_says(formula, 2026) == ()
