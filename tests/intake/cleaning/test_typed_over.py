"""A number typed over a formula's result stands out from its column, and a column without a rule has none."""

from fractions import Fraction

from perpupil.facts.table import TextTable
from perpupil.intake.typed_over import find_typed_over, typed_over


def table(**columns: list[int]) -> TextTable:
    count = len(next(iter(columns.values())))
    return TextTable(
        "book.xlsx", {name: [str(cell) for cell in cells] for name, cells in columns.items()}, list(range(2, count + 2))
    )


STUDENTS = [412, 388, 540, 301, 222, 467, 350, 298, 611, 505, 433, 274, 390]


def test_one_typed_number_is_found_in_a_column_that_is_a_rate() -> None:
    supplies = [290 * count for count in STUDENTS]
    supplies[4] += 2_500
    found = typed_over(table(students=STUDENTS, supplies=supplies))
    assert [(one.column, one.position, one.difference) for one in found] == [("supplies", 4, Fraction(2_500))]
    assert "290 × students" in find_typed_over(table(students=STUDENTS, supplies=supplies))[0].what


def test_one_typed_number_is_found_in_a_sum() -> None:
    other = [7 * at * at + 13 for at in range(len(STUDENTS))]
    total = [a + b for a, b in zip(STUDENTS, other, strict=True)]
    total[2] = 1
    assert [(one.column, one.position) for one in typed_over(table(a=STUDENTS, b=other, total=total))] == [("total", 2)]


def test_nothing_is_found_where_every_row_follows_or_none_does() -> None:
    other = [7 * at * at + 13 for at in range(len(STUDENTS))]
    assert typed_over(table(students=STUDENTS, supplies=[290 * count for count in STUDENTS])) == ()
    assert typed_over(table(students=STUDENTS, other=other)) == ()
    assert typed_over(table(students=STUDENTS[:4], supplies=[1, 2, 3, 4])) == ()
