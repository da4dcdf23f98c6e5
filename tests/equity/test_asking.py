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


OF_DISTRICT = """steady_state = 1
title = "Maple"
source = "made up"
need = "poor"
adequacy = 1000000.5
[needs.poor]
title = "low income"
need = "low_income"
[needs.el]
title = "English learners"
need = "el"
levels = ["1", "2"]
[money.formula]
title = "Formula"
lines = "all"
stage = "allocated"
pay = "average"
[ledger]
budget = "revised"
seldom = 5
special_education = { project = ["431"] }
[at_no_school.insurance]
title = "Insurance"
codes = { location = "0900" }
by = "salaries"
[at_no_school.arts]
title = "Arts"
codes = { location = "0950", function = ["1000", "1100"] }
by = "el"
"""


def test_a_districts_own_folder_is_asked_of_what_it_knows() -> None:
    found, findings = read_question(OF_DISTRICT.encode(), "steady_state.toml", of_district=True)
    assert findings == ()
    assert found is not None
    more = found.of_district
    assert (found.binding.unit_column, found.binding.name_column) == ("schoolId", "name")
    assert more.needs == {"student counts: poor": ("low_income", ()), "student counts: el": ("el", ("1", "2"))}
    assert more.lines == {"formula: formula": ("all",)}
    assert (more.seldom, more.revised, more.adequacy) == (Fraction(5, 100), True, Fraction("1000000.5"))
    assert [(one.name, one.by) for one in more.sorting.rules] == [("insurance", "salaries"), ("arts", "el")]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('by = "el"', 'by = "wishes"', "nothing called 'wishes'"),
        ('codes = { location = "0900" }', "codes = {}", "every account"),
        ('codes = { location = "0900" }\n', "", "`codes` is missing"),
        ('codes = { location = "0900" }', 'codes = { locatoin = "0900" }', "no segment 'locatoin'"),
        ('codes = { location = "0900" }', "codes = { location = 900 }", "list of texts"),
        ('project = ["431"]', 'projects = ["431"]', "no segment 'projects'"),
        ("seldom = 5", "seldom = 100", "no percentage"),
        ("seldom = 5", "seldom = -1", "no percentage"),
        ('stage = "allocated"', 'stage = "spent"', "is allocated"),
        ('lines = "all"', 'lines = "all"\ncolumn = "x"', "exactly one"),
        ('lines = "all"\n', "", "exactly one"),
        ("[needs.el]", "[needs.students]", "cannot be called"),
        ('title = "Maple"', 'title = "Maple"\nfacts = { year = "Y", years = { "2027" = "2027" } }', "each year apart"),
        ('[ledger]\nbudget = "revised"', '[ledger]\nbudget = "wished"', "cannot be"),
        ("[at_no_school.arts]", "[at_no_school.insurance]", ""),
        ("[ledger]", "[[ledger]]", ""),
        ("[at_no_school.insurance]", "[[at_no_school]]", ""),
    ],
)
def test_what_is_wrong_of_a_districts_own_is_told(before: str, after: str, said: str) -> None:
    assert before in OF_DISTRICT
    text = OF_DISTRICT.replace(before, after, 1)
    found, findings = read_question(text.encode(), "steady_state.toml", of_district=True)
    assert found is None
    assert any(said.lower() in one.what.lower() for one in findings), findings


@pytest.mark.parametrize("line", ["adequacy = 1", "[ledger]", "[at_no_school.x]"])
def test_what_belongs_to_a_districts_own_folder_is_refused_elsewhere(line: str) -> None:
    text = GOOD.replace("target = 150", line) if "=" in line else GOOD + line + "\n"
    found, findings = read_question(text.encode(), "steady_state.toml")
    assert found is None
    assert any("this is none" in one.what for one in findings)


@given(
    st.text(max_size=120)
    | st.integers(0, 30).map(lambda at: "\n".join(OF_DISTRICT.splitlines()[:at]))
    | st.tuples(st.integers(0, len(OF_DISTRICT) - 1), st.characters()).map(
        lambda at: OF_DISTRICT[: at[0]] + at[1] + OF_DISTRICT[at[0] + 1 :]
    )
)
def test_any_text_of_a_district_gives_a_question_or_findings(text: str) -> None:
    found, findings = read_question(text.encode(errors="replace"), "steady_state.toml", of_district=True)
    assert (found is None) == bool(findings)
