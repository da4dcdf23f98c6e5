"""Workbooks for tests: a small district, its file, and ways to change a file as a person, or somebody worse, would."""

import io
import re
import zipfile
from collections.abc import Callable

from perpupil.allocation.allocation import Allocation
from perpupil.documents.workbook.book import Book, book_of
from perpupil.documents.workbook.writing import lay_out
from tests.office import district

FACTS = """school,name,level,students,low_income,last_year
0010,Alder Creek,elementary,412,203,2000000.50
0020,"=HYPERLINK(""http://x"")",high,655,118,3100000.00
=1+1,+Cedar,high,97,61,800000.10
"""

FORMULA = """
language = 1
title = "=SUM(A1) 'Small' <district>"
equity = "@Every school gets what its students need."

[facts]
unit = { column = "school", noun = "school", name = "name" }

# What was decided.
[parameters]
base = { title = "=1+1", value = 4_028.47, owner = "-Budget office", source = "+board vote" } # per student
pool_amount = 6_000_000
weight = { value = 0.25 } # 0.25 as ever
foundation = { by = "level", values = { elementary = 395_000, "high" = 500_000.5 }, otherwise = 1 }
tiers = { table = [
  [0.1, 0.01], # 0.5 would be too much
  [0.4, 0.05],
] }

[line.fixed]
title = "Foundation"
value = "foundation"

[line.base_amount]
title = "=cmd|' /C calc'!A0"
kind = "per_student"
students = "students"

[line.poverty]
kind = "weight"
students = "low_income"
weight = "weight"

[line.tiered]
value = "students * tier(low_income / students, tiers) * base"

[line.no_worse]
kind = "hold_harmless"
floor = "0.98 * last_year"
until = 2030-06-30
why = "Losses are limited."

[pool.schools]
amount = "pool_amount"
"""


def small(text: str = FORMULA, facts: str = FACTS) -> Allocation:
    return district.worked_plain(text, facts)


def made(allocation: Allocation) -> tuple[Book, bytes]:
    book = book_of(allocation)
    return book, lay_out(book)


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def changed(content: bytes, sheet: str, change: Callable[[str], str]) -> bytes:
    """Change the text of one sheet."""
    held = parts(content)
    path = path_of(held, sheet)
    after = change(held[path])
    assert after != held[path], "nothing was changed"
    return packed({**held, path: after})


def packed(held: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in held.items():
            book.writestr(name, text)
    return out.getvalue()


def path_of(held: dict[str, str], sheet: str) -> str:
    names = dict(re.findall(r'<sheet name="([^"]*)" sheetId="\d+" r:id="rId(\d+)"', held["xl/workbook.xml"]))
    return f"xl/worksheets/sheet{names[sheet]}.xml"


def typed(content: bytes, sheet: str, address: str, value: str) -> bytes:
    """Type a number over a cell that holds one, be it a formula or not."""
    pattern = re.compile(rf'(<c r="{address}"[^>]*?)(?: t="\w+")?>(?:<f>.*?</f>)?<v>.*?</v></c>')
    return changed(content, sheet, lambda text: pattern.sub(rf"\1><v>{value}</v></c>", text, count=1))
