"""The page of similar schools: differences that add up both ways as they are read, and sentences where there are none."""

import re
from decimal import Decimal
from pathlib import Path

from perpupil.documents.html import as_html
from perpupil.documents.page import Heading, Note, Page, Paragraph, Table
from perpupil.documents.similar import similar_as_data, similar_page
from perpupil.equity.similar_dollars import similar_by_amounts, similar_by_formula
from tests.comparison.test_units import FORMULA
from tests.equity.test_similar_dollars import FACTS, amounts, known
from tests.laws.engine import allocate


def tables(page: Page) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table)]


def amount(cell: str) -> Decimal:
    return Decimal(re.sub(r"[$,+]", "", cell))


def test_differences_add_up_by_line_and_by_cause() -> None:
    allocation = allocate(FORMULA, b"id,students,rooms\na,10,2\nb,12,5\nc,14,3\n").paid
    page = similar_page(similar_by_formula(allocation, "a", 2, known(allocation)))
    split = [table for table in tables(page) if table.has_total]
    assert len(split) == 2
    for table in split:
        cells = [[amount(cell) for cell in row[1:]] for row in table.rows]
        assert all(sum(row[:-2]) == row[-2] for row in cells)
        assert all(sum(column[:-1]) == column[-1] for column in list(zip(*cells, strict=True))[:-1])


def test_every_school_that_is_near_stands_in_each_table(tmp_path: Path) -> None:
    page = similar_page(similar_by_amounts(amounts(tmp_path), "a", 3))
    alike, dollars = tables(page)[:2]
    assert [row[0] for row in alike.rows] == ["Alder", "Birch", "Cedar", "Dogwood"]
    assert [row[0] for row in dollars.rows] == ["Alder (a)", "Birch (b)", "Cedar (c)", "Dogwood (d)"]
    assert [row[2] for row in alike.rows] == ["high", "high", "high", "middle"]


def test_an_amount_that_is_not_known_is_said_and_is_no_zero(tmp_path: Path) -> None:
    page = similar_page(similar_by_amounts(amounts(tmp_path), "a", 2))
    assert "Cedar: not known" in [block.text for block in page.blocks if isinstance(block, Heading)]
    assert sum(isinstance(block, Note) for block in page.blocks) == 1
    own = similar_page(similar_by_amounts(amounts(tmp_path), "c", 1))
    assert next(block for block in own.blocks if isinstance(block, Paragraph)).text == (
        "What Cedar gets is not known, so no difference can be told."
    )


def test_alike_money_has_a_sentence(tmp_path: Path) -> None:
    page = similar_page(
        similar_by_amounts(amounts(tmp_path, FACTS.replace("2000.004,0.499", "1000.004,0.504")), "a", 1)
    )
    assert "Every category is the same." in [block.text for block in page.blocks if isinstance(block, Paragraph)]
    assert [block.text for block in page.blocks if isinstance(block, Heading)][-2] == "Birch: the same"


def test_names_mark_nothing_up_and_data_holds_what_the_page_says(tmp_path: Path) -> None:
    found = similar_by_amounts(amounts(tmp_path, FACTS.replace("Birch", "<i>Birch")), "a", 1)
    assert "<i>" not in as_html(similar_page(found))
    (one,) = similar_as_data(found)["similar"]
    assert (one["name"], one["difference"], one["causes"]) == ("<i>Birch", "999.99", None)
