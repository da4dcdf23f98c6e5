"""The text of a question is read whole or not at all, and everything that is wrong is told at once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.equity.asking import Asked, read_question
from perpupil.equity.situation import Funds, Nature
from perpupil.equity.stages import Stage

GOOD = """steady_state = 1
title = "Maple"
source = "made up"
need = "poor"
target = 150
[facts]
unit = "id"
students = "students"
year = "YEAR"
years = { "2015" = "2014-15", "2016" = "2015-16" }
unknown = ["NA"]
[needs.poor]
title = "low income"
count = "poor"
[needs.el]
title = "English learners"
share = "el"
[needs.both]
title = "both"
weights = { poor = 1, el = 0.5 }
[money.base]
title = "Base"
column = "base"
stage = "budgeted"
[money.title]
title = "Title I"
column = "title"
stage = "spent"
funds = "federal"
nature = "outside_rule"
special_education = true
[leave_out.special]
reason = "special schools"
column = "level"
values = ["special"]
"""


def asked(text: str = GOOD, year: int | None = None) -> Asked:
    found, findings = read_question(text.encode(), "steady_state.toml", year)
    assert findings == ()
    assert found is not None
    return found


def test_a_question_is_read_whole() -> None:
    question = asked().question
    assert (question.title, question.noun, question.need, question.year) == ("Maple", "school", "poor", 2016)
    assert question.target_slope == 150
    assert question.needs[2].weights == {"poor": Fraction(1), "el": Fraction(1, 2)}
    base, title = question.money
    assert (base.stage, base.funds, base.special_education, base.nature) == (
        Stage.BUDGETED,
        Funds.STATE_AND_LOCAL,
        False,
        Nature.FORMULA,
    )
    assert (title.stage, title.funds, title.special_education, title.nature) == (
        Stage.SPENT,
        Funds.FEDERAL,
        True,
        Nature.OUTSIDE_RULE,
    )
    assert question.leaving_out[0].values == ("special",)


def test_the_last_year_is_asked_for_unless_another_is_named() -> None:
    assert asked().binding.where == {"YEAR": ("2015-16",)}
    assert asked(year=2015).binding.where == {"YEAR": ("2014-15",)}
    assert read_question(GOOD.encode(), "f", 2017)[0] is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("steady_state = 1", "steady_state = 2", "version"),
        ('title = "Maple"\n', "", "`title` is missing"),
        ('need = "poor"', 'need = "rich"', "no need 'rich'"),
        ('unit = "id"\n', "", "`unit` is missing"),
        ('year = "YEAR"\n', "", "go together"),
        ('"2015" =', '"15" =', "no year"),
        ('count = "poor"', 'count = "poor"\nshare = "poor"', "exactly one"),
        ('count = "poor"', "", "exactly one"),
        ("poor = 1, el = 0.5", "poor = -1", "weighs needs"),
        ("poor = 1, el = 0.5", "rich = 1", "weighs needs"),
        ('"English learners"', '"low income"', "one title"),
        ('stage = "spent"', 'stage = "wished"', ""),
        ('funds = "federal"', 'funds = "found"', ""),
        ("special_education = true", 'special_education = "yes"', "true or false"),
        ('reason = "special schools"\n', "", "`reason` is missing"),
        ("[money.base]", "[geld.base]", "no key"),
    ],
)
def test_what_is_wrong_is_told(before: str, after: str, said: str) -> None:
    assert before in GOOD
    found, findings = read_question(GOOD.replace(before, after, 1).encode(), "steady_state.toml")
    assert found is None
    assert any(said.lower() in one.what.lower() for one in findings), findings


@given(st.text(max_size=120) | st.integers(0, 30).map(lambda at: "\n".join(GOOD.splitlines()[:at])))
def test_any_text_gives_a_question_or_findings(text: str) -> None:
    found, findings = read_question(text.encode(errors="replace"), "steady_state.toml")
    assert (found is None) == bool(findings)
