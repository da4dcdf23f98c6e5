"""Pages about services: words for schools, sums that add up, and whatever a text holds shown as it is."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from perpupil.documents.data import as_data
from perpupil.documents.html import as_html
from perpupil.documents.page import Page, Table
from perpupil.documents.services.choices import choices_page, demand_page
from perpupil.documents.services.price_list import price_list_page
from perpupil.documents.services.quarters import quarters_page
from perpupil.documents.services.receipt import receipt_page
from perpupil.services.gains import gains
from perpupil.services.receipt import receipt
from perpupil.workspace.services import read_services, read_settlement
from tests.documents.test_words import KEPT
from tests.services.maple import changed, folder

ROWS = """10,coach,decline,,head,2027-01-19
10,print,decline,,head,2027-01-19
20,print,decline,,head,2027-01-19
30,seats,keep,2,head,2027-01-18
"""


def pages(at: Path) -> Iterator[Page]:
    services, findings = read_services(at)
    assert services is not None, findings
    settlement, told = read_settlement(at, services)
    assert settlement is not None, told
    catalogue, students = services.catalogue, services.students
    yield price_list_page(catalogue, services.prices, students)
    yield choices_page(catalogue, settlement, students)
    yield demand_page(catalogue, settlement)
    yield quarters_page(catalogue, gains(catalogue, services.prices, students))
    for school in students.schools:
        yield receipt_page(catalogue, receipt(catalogue, settlement, school, students.name(school)))


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in texts(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in texts(one))


@pytest.fixture
def every(tmp_path: Path) -> list[Page]:
    return list(pages(folder(tmp_path, changed(("viable_from = 300", "viable_from = 301")), ROWS)))


def test_no_word_that_is_kept_from_schools(every: list[Page]) -> None:
    said = [text for page in every for text in texts(as_data(page)["blocks"])]
    assert [text for text in said if KEPT.search(text)] == []
    assert [text for text in said if re.search(r"\bFTE\b|\bpupils?\b|\bNone\b|stranded|[^\W_]_[^\W_]", text)] == []


def test_one_and_many(every: list[Page]) -> None:
    said = [text for page in every for text in texts(as_data(page)["blocks"])]
    wrong = r"(?<![\d.,])1 (days|seats|students|schools|positions)\b|(?<![\d.,])([02-9]|\d\d+) (seat|student|position|school)\b"
    assert [text for text in said if re.search(wrong, text)] == []


def test_every_table_with_a_total_adds_up(every: list[Page]) -> None:
    tables = [block for page in every for block in page.blocks if isinstance(block, Table) and block.has_total]
    assert len(tables) > 10
    for table in tables:
        for number, column in enumerate(table.columns):
            cells = [amount(row[number]) for row in table.rows]
            if column.is_figure and None not in cells:
                *parts, total = [cell for cell in cells if cell is not None]
                assert sum(parts) == total, (table.caption, column.title)


def amount(cell: str) -> Decimal | None:
    match = re.fullmatch(r"([-−+]?)\$([\d,]+(?:\.\d\d)?)", cell)
    if match is None:
        return None
    return Decimal(match[2].replace(",", "")) * (-1 if match[1] in {"-", "−"} else 1)


def test_a_row_of_prices_is_money_and_cost_that_stays(every: list[Page]) -> None:
    for page in every:
        for table in (block for block in page.blocks if isinstance(block, Table)):
            titles = [column.title for column in table.columns]
            if "Money you would get" in titles and "Price to your school" in titles:
                for row in table.rows:
                    price, money, stays = (
                        amount(row[titles.index(one)])
                        for one in ("Price to your school", "Money you would get", "Cost that stays")
                    )
                    assert price == (money or 0) + (stays or 0)


def test_a_title_cannot_mark_a_page_up(tmp_path: Path) -> None:
    at = folder(tmp_path, changed(('title = "Print shop"', 'title = "<script>alert(1)</script>"')), ROWS)
    assert all("<script>alert" not in as_html(page) for page in pages(at))


def test_a_changed_setting_changes_the_page_and_nothing_else_says_otherwise(tmp_path: Path) -> None:
    before = next(pages(folder(tmp_path / "a")))
    after = next(pages(folder(tmp_path / "b", changed(("deadline = 2027-01-29", "deadline = 2027-02-05")))))
    said = list(texts(as_data(after)["blocks"]))
    assert any("February 5, 2027" in text for text in said)
    assert not any("January 29, 2027" in text for text in said)
    assert before != after
