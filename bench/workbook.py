"""Writing a district's allocation as a workbook with live formulas."""

from __future__ import annotations

from district import make_district
from engines import PerPupil
from timing import Times, timed

from perpupil.documents.workbook.book import book_of
from perpupil.documents.workbook.writing import lay_out


def measure_workbook(schools: int, repeats: int) -> None:
    """Write the workbook of a made-up district, and print what that takes."""
    allocation = PerPupil(make_district(schools)).first_run()
    making, setting = Times(), Times()
    size = cells = values = 0
    for _ in range(repeats):
        elapsed, book = timed(lambda: book_of(allocation))
        making.all.append(elapsed)
        elapsed, content = timed(lambda book=book: lay_out(book))
        setting.all.append(elapsed)
        size, values = len(content), len(book.as_values)
        cells = sum(len(grid.columns) for grid in book.grids.values()) * schools
    lines = len(allocation.formula.lines)
    print(f"\nA workbook of {schools:,} schools and {lines} lines, milliseconds: least (median).")
    print(
        f"formulas {making}, file {setting}; {size / 1e6:.1f} MB, {cells:,} working cells, {values} workings as values"
    )
