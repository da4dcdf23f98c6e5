"""A formula in words: what each change cost by hand, who is missing, and what is refused."""

import json
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.past_values import Change, Cost, Effect, changes, costs
from perpupil.allocation.seals import seals
from perpupil.documents.data import as_data
from perpupil.documents.description import PURPOSES, describe, school_year
from perpupil.documents.description.subject import Audience
from perpupil.documents.html import as_html
from perpupil.documents.page import Heading, Listing, Note, Page, Paragraph, Table
from perpupil.formula.components import COMPONENTS
from perpupil.formula.reading import read_formula
from tests.docs.engine import allocate
from tests.documents.reading import expected, read_html

TOP = 'language = 1\ntitle = "Maple Unified"\nequity = "Every school gets what its students need."\n'
FORMULA = (
    TOP
    + """year = 2027
[facts]
unit = { column = "unit", noun = "school" }
[parameters]
base = { title = "Base amount", value = 1000, owner = "Board", source = "vote of 2026-02-04" }
ell_weight = { title = "Weight of an English learner", value = 0.4, owner = "Board", source = "vote", was = [{ value = 0.25, until = "2026", source = "vote of 2019-03-01" }] }
[line.base_amount]
title = "Every student"
kind = "per_student"
students = "enrolled"
[line.ell]
title = "English learners"
kind = "weight"
students = "learners"
weight = "ell_weight"
"""
)
FACTS = {"enrolled": ["100", "200", "50"], "learners": ["10", "30", "0"]}
POOL = '[pool.schools]\ntitle = "School budgets"\namount = 360_000\nowner = "Board"\nsource = "budget"\n'


def worked(formula: str = FORMULA, facts: dict[str, list[str]] | None = None) -> Allocation:
    allocation, told = allocate(formula, facts or FACTS)
    assert allocation is not None, told
    return allocation


def described(
    formula: str = FORMULA, audience: Audience = Audience.SCHOOLS, facts: dict[str, list[str]] | None = None
) -> Page:
    allocation = worked(formula, facts)
    page, told = describe(allocation.formula, audience, allocation, costs(allocation))
    assert page is not None, told
    return page


def texts(page: Page) -> str:
    """Give everything a page says, without the marks of a format."""
    return json.dumps(as_data(page), ensure_ascii=False)


def section(page: Page, heading: str) -> list[object]:
    """Give the blocks under a heading."""
    at = next(n for n, one in enumerate(page.blocks) if isinstance(one, Heading) and one.text == heading)
    rest = page.blocks[at + 1 :]
    end = next((n for n, one in enumerate(rest) if isinstance(one, Heading) and one.level == 2), len(rest))
    return list(rest[:end])


def the_changes(formula: str) -> tuple[str, ...]:
    (listing,) = [
        one
        for one in section(described(formula), "What has changed, and what did it cost?")
        if isinstance(one, Listing)
    ]
    return listing.items


# What a change cost


def test_a_weight_that_rose_costs_more_at_the_schools_that_have_its_students() -> None:
    # 40 learners × 1,000 × (0.40 - 0.25) = 6,000; the third school has none.
    (cost,) = costs(worked())
    assert cost.effect == Effect(total_cents=600_000, units_gaining=2, units_losing=0, gained_cents=600_000)
    said = "In 2026 “Weight of an English learner” rose from 25% to 40%: +$6,000 to 2 schools (the number before was set by vote of 2019-03-01)."
    assert the_changes(FORMULA) == (said,)


def test_with_a_pool_a_change_moves_money_and_costs_nothing() -> None:
    # The lines asked for 360,000 with 0.25 (factor 1) and for 366,000 with 0.40 (factor 360/366). What each got of 360,000:
    # before 102,500 + 207,500 + 50,000; after 104,000, 212,000 and 50,000 × 60/61 = 102,295.08, 208,524.59 and 49,180.33.
    (cost,) = costs(worked(FORMULA + POOL))
    assert cost.effect == Effect(total_cents=0, units_gaining=1, units_losing=2, gained_cents=102_459)
    assert "$1,024.59 moved from 2 schools to 1 school, and the total stayed the same" in the_changes(FORMULA + POOL)[0]


def test_a_weight_that_fell_takes_money_from_schools() -> None:
    lower = FORMULA.replace("value = 0.25,", "value = 0.5,")
    assert "fell from 50% to 40%: −$4,000 at 2 schools" in the_changes(lower)[0]


def test_a_change_that_gives_to_some_and_takes_from_others_says_both() -> None:
    formula = FORMULA + '[line.flat]\nvalue = "if(learners > 0, ell_weight * 1000, -ell_weight * 2000)"\n'
    # Each of the schools with learners 150 more, the one without 300 less: 0 beside the 6,000.
    assert "+$6,000 in all: +$6,300 to 2 schools, −$300 at 1 school" in the_changes(formula)[0]


def test_each_of_several_changes_is_told_with_the_value_after_it() -> None:
    formula = FORMULA.replace(
        'was = [{ value = 0.25, until = "2026", source = "vote of 2019-03-01" }]',
        'was = [{ value = 0.1, until = "2019" }, { value = 0.2, until = "2024-07-01" }, { value = 0.5, until = "2026" }]',
    )
    assert [(one.before, one.after) for one in changes(worked(formula).formula)] == [
        (Fraction("0.1"), Fraction("0.2")),
        (Fraction("0.2"), Fraction("0.5")),
        (Fraction("0.5"), Fraction("0.4")),
    ]
    assert the_changes(formula) == (
        "In 2019 “Weight of an English learner” rose from 10% to 20%: +$4,000 to 2 schools.",
        "On July 1, 2024 “Weight of an English learner” rose from 20% to 50%: +$12,000 to 2 schools.",
        "In 2026 “Weight of an English learner” fell from 50% to 40%: −$4,000 at 2 schools.",
    )


def test_a_change_that_nobody_feels_says_so() -> None:
    (said,) = [
        one
        for one in section(
            described(facts={"enrolled": ["1"], "learners": ["0"]}), "What has changed, and what did it cost?"
        )
        if isinstance(one, Listing)
    ]
    assert "no school’s amount is another" in said.items[0]


def test_a_former_value_with_which_the_formula_cannot_be_worked_out_says_why() -> None:
    formula = FORMULA.replace('students = "learners"', 'students = "learners / (ell_weight - 0.25)"')
    (said,) = the_changes(formula)
    assert said.startswith("In 2026 “Weight of an English learner” rose from 25% to 40%")
    assert "What it cost cannot be worked out: " in said


def test_without_facts_changes_are_told_without_their_cost() -> None:
    formula, _ = read_formula(FORMULA.encode())
    assert formula is not None
    page, _ = describe(formula, costs=tuple(map(Cost, changes(formula))))
    assert page is not None
    (said,) = [one for one in section(page, "What has changed, and what did it cost?") if isinstance(one, Listing)]
    assert said.items == (
        "In 2026 “Weight of an English learner” rose from 25% to 40% (the number before was set by vote of 2019-03-01).",
    )


def test_a_formula_that_remembers_nothing_has_no_such_section() -> None:
    formula = re.sub(r", was = \[.*?\]", "", FORMULA)
    assert changes(worked(formula).formula) == ()
    assert "What has changed" not in texts(described(formula))


def test_a_change_is_a_value_and_the_one_after_it() -> None:
    (change,) = changes(worked().formula)
    assert isinstance(change, Change)
    assert (change.parameter, change.at, change.source) == ("ell_weight", "2026", "vote of 2019-03-01")


# Equity, owners, audiences


@pytest.mark.parametrize("equity", ["", 'equity = ""\n', 'equity = "  "\n'])
def test_a_formula_without_a_definition_of_equity_is_run_but_not_described(equity: str) -> None:
    text = FORMULA.replace('equity = "Every school gets what its students need."\n', equity)
    allocation = worked(text)
    page, (found,) = describe(allocation.formula, allocation=allocation)
    assert page is None
    assert (found.code, str(found.severity), found.where.path) == ("no-equity", "error", "equity")
    assert found.where.line == 2, "at the title, below which it is to be written"
    assert 'equity = "' in found.fix


def test_the_definition_of_equity_stands_before_everything_else() -> None:
    first = described().blocks[0]
    assert first == Paragraph("Every school gets what its students need.", is_lead=True)


def test_whoever_is_missing_is_named() -> None:
    formula = FORMULA.replace('owner = "Board", source = "vote of 2026-02-04"', "").replace(
        "value = 1000, ", "value = 1000"
    ) + POOL.replace('owner = "Board"\n', "")
    notes = [
        one.text
        for one in section(described(formula), "Which numbers were decided, and by whom?")
        if isinstance(one, Note)
    ]
    assert notes == [
        "Nobody is named who answers for “Base amount” and “School budgets”.",
        "No decision is named for “Base amount”.",
    ]


def test_where_everybody_is_named_nothing_is_missing() -> None:
    assert not any(isinstance(one, Note) for one in section(described(), "Which numbers were decided, and by whom?"))


def test_the_lines_of_a_page_add_up() -> None:
    (table,) = [one for one in section(described(), "What does each line bring?") if isinstance(one, Table)]
    assert [row[2:] for row in table.rows] == [("$350,000", "3"), ("$16,000", "2"), ("$366,000", "3")]
    assert table.has_total


def test_the_example_is_a_school_of_the_data_and_adds_up() -> None:
    (table,) = [one for one in section(described(), "What does this come to at one school?") if isinstance(one, Table)]
    assert table.rows == (
        ("Every student", "100", "$1,000", "$100,000"),
        ("English learners", "10", "$400", "$4,000"),
        ("All lines", "", "", "$104,000"),
    )


def test_small_groups_are_put_together_for_the_public_and_not_for_analysts() -> None:
    facts = {"enrolled": ["100"], "learners": ["9"]}
    said = texts(described(facts=facts))
    assert "2 lines for few students" in said
    assert "$3,600" not in said.partition("What does this come to")[2].partition("Which numbers")[0]
    assert '["English learners (ell)", "9", "$400", "$3,600"]' in texts(described(FORMULA, Audience.ANALYSTS, facts))


def test_no_school_is_shown_whose_total_gives_a_small_group_away() -> None:
    formula = re.sub(r"(?s)\[line.base_amount\].*?(?=\[line.ell\])", "", FORMULA)
    said = texts(described(formula, facts={"enrolled": ["100"], "learners": ["9"]}))
    assert "No school is shown" in said
    assert '"9"' not in said


def test_analysts_are_given_names_and_expressions_and_schools_are_not() -> None:
    schools, analysts = texts(described()), texts(described(FORMULA, Audience.ANALYSTS))
    for words in ("ell_weight", "base * ell.weight", "per_student"):
        assert words not in schools
        assert words in analysts


def test_every_kind_of_line_has_a_purpose() -> None:
    assert set(PURPOSES) | {kind for kind, one in COMPONENTS.items() if one.limit} == set(COMPONENTS)


def test_a_history_is_no_input_of_the_result() -> None:
    with_history, without = worked(), worked(re.sub(r", was = \[.*?\]", "", FORMULA))
    assert seals(with_history) == seals(without)
    changed = without.formula.with_parameter("ell_weight", Fraction("0.5"))
    assert seals(replace(without, formula=changed)) != seals(without)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a | b", "`x`", "\\u301adollars|base\\u301b", "\u202eabc", "\\u0007 bell"]
)
def test_hostile_text_of_a_formula_is_shown_as_it_is(text: str) -> None:
    formula = FORMULA.replace("Every student", text).replace("Maple Unified", text).replace("English learners", text)
    page = described(formula)
    assert read_html(as_html(page)).said == expected(page)
    assert "<script>" not in as_html(page)


def test_a_year_is_said_with_its_school_year() -> None:
    assert school_year(2100) == "2099–00 (FY2100)"


def test_the_pool_says_what_is_kept_back_and_what_the_lines_asked_for() -> None:
    said = texts(described(FORMULA + POOL + "reserve_share = 0.1\n"))
    for words in (
        "There is $360,000 for 2 lines",
        "Of that 10% is kept back",
        "ask for $366,000, $42,000 more than there is",
    ):
        assert words in said
