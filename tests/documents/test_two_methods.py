"""The page of two methods: what it says first, tables that add up as they are read, and a chart whose numbers stand in a table."""

import re
from decimal import Decimal

import pytest

from perpupil.documents.data import as_data
from perpupil.documents.html import as_html
from perpupil.documents.markdown import as_markdown
from perpupil.documents.page import Chart, Note, Page, Paragraph, Table
from perpupil.documents.spreadsheet import as_workbook
from perpupil.documents.two_methods import SCHOOLS_SHOWN, two_methods_page
from perpupil.documents.two_methods_data import two_methods_sheets
from perpupil.equity.two_methods.two_methods import Asked
from tests.equity.two_methods.districts import FACTS, NEW, OLD
from tests.equity.two_methods.test_two_methods import found

RICHER = NEW.replace("200_000", "230_000")


def tables(page: Page) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table)]


def amount(cell: str) -> Decimal:
    return Decimal(re.sub(r"[$,+%]", "", cell))


def many(count: int) -> str:
    """A district of schools that gain, lose and stay as they are in turn."""
    last = (90, 120, 100)
    lines = [f"s{at:03},School {at},elementary,north,100,{at},{last[at % 3] * 1000},1" for at in range(count)]
    return "\n".join([FACTS.splitlines()[0], *lines]) + "\n"


@pytest.mark.parametrize("all_schools", [True, False])
def test_tables_with_a_total_add_up_as_they_are_read(all_schools: bool) -> None:  # noqa: FBT001
    new = NEW.replace("200_000", "6_000_000")
    page = two_methods_page(found(new=new, facts=many(50)), all_schools=all_schools)
    totalled = [table for table in tables(page) if table.has_total]
    assert len(totalled) == 3 * 3 + 1
    for table in totalled:
        for at, column in enumerate(table.columns):
            if column.title.startswith(("Change", "By ", "First method")):
                cells = [amount(row[at]) for row in table.rows]
                assert sum(cells[:-1]) == cells[-1]
    schools = next(table for table in totalled if table.caption.startswith("What each"))
    assert len(schools.rows) == (51 if all_schools else SCHOOLS_SHOWN + 2)
    assert any(row[0] == "25 other schools" for row in schools.rows) == (not all_schools)


def test_the_chart_shows_what_the_table_says() -> None:
    page = two_methods_page(found(new=RICHER))
    (chart,) = [block for block in page.blocks if isinstance(block, Chart)]
    (table,) = [one for one in tables(page) if one.caption == chart.table]
    drawn = {(row["name"], row["side"]): round(row["y"]) for row in chart.specification["data"]["values"]}
    for row in table.rows:
        assert (drawn[row[0], "First method"], drawn[row[0], "Second method"]) == (amount(row[2]), amount(row[3]))
    assert chart.finding.startswith("Birch changes most: $350 more a student, from FY2031 on.")


def test_the_lead_says_who_gains_and_the_next_sentence_what_is_rule() -> None:
    page = two_methods_page(found(new=RICHER))
    lead, terms = [block.text for block in page.blocks if isinstance(block, Paragraph)][:2]
    assert lead == (
        "1 school gains and 1 loses in FY2028; 1 gains and 1 loses from FY2031 on. In all the change is +$30,000."
    )
    assert terms == (
        "On equal terms, with the $200,000 of the first method in both, the rule moves $2,400 from those that lose by it to those that gain by it and adds up "
        "to nothing. The second method then hands out $30,000 more."
    )


def test_where_nothing_can_be_told_apart_there_are_no_columns_of_rule_and_money() -> None:
    page = two_methods_page(found(Asked(), new=OLD.replace('"last"', '"last * 1.1"')))
    assert not any(column.title == "By rule" for table in tables(page) for column in table.columns)
    assert "cannot be told" in as_markdown(page)


def test_degenerate_districts_have_their_sentence() -> None:
    alike = two_methods_page(found(facts=FACTS.replace(",80,", ",20,")))
    (note,) = [block for block in alike.blocks if isinstance(block, Note)]
    assert note.text == "Every school has the same share of students with this need, so there are no quarters by need."
    one = two_methods_page(found(Asked(), facts=FACTS.rpartition("b,")[0].replace("120000", "200000")))
    assert not any(isinstance(block, Chart) for block in one.blocks)
    nobody = OLD.replace('"last"', '"last * 0"')
    empty = two_methods_page(found(Asked(), old=nobody, new=nobody))
    assert tables(empty) == []


@pytest.mark.parametrize("facts", [FACTS, many(40), FACTS.replace("Alder", "=cmd|' /C calc'!A1")])
def test_it_can_be_set_in_every_form(facts: str) -> None:
    made = found(new=NEW.replace("200_000", "6_000_000"), facts=facts)
    page = two_methods_page(made)
    assert as_html(page).count("<table") == len(tables(page))
    assert as_data(page)["title"] == "Two methods, the same students: By staff and By students"
    sheets = two_methods_sheets(made, page)
    assert [len(sheet.rows) for sheet in sheets[1:]] == [
        sum(len(grouping.groups) for outcome in made.outcomes for grouping in outcome.groupings),
        len(made.outcomes) * len(made.schools),
    ]
    assert as_workbook(page.title, sheets) == as_workbook(page.title, sheets)
