"""Every workbook, worked out again by LibreOffice, gives what the engine gives, to the cent."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from perpupil.allocation.allocation import Allocation
from perpupil.documents.workbook.book import book_of
from perpupil.documents.workbook.writing import lay_out, write_workbook
from tests.allocation.catalogue import FOLDERS, worked
from tests.office import district
from tests.office.recalculated import PLANTED, Sheets, planted, recalculated, sheets_of, with_values

SEED = 20_270_701
FITTED = 114_000_000
"""A pool at which some schools are at their floor, some at their ceiling and some at neither."""

DISTRICTS = {
    "fitted": district.formula_text(FITTED),
    "all at the ceiling or free": district.formula_text(150_000_000),
    "only down, and enough": district.formula_text(400_000_000, 'method = "scale_down"'),
    "only down, and too little": district.formula_text(110_000_000, 'method = "scale_down"'),
    "not fitted": district.formula_text(FITTED, 'method = "none"'),
}


def differences(sheets: Sheets, allocation: Allocation) -> list[tuple[str, str, object, int]]:
    """Every amount of the sheet of the allocation that is not the engine's."""
    found = []
    for place, line in enumerate(allocation.formula.lines, 3):
        for row, (unit, cents) in enumerate(
            zip(allocation.units, allocation.lines_cents[line].tolist(), strict=True), 5
        ):
            shown = sheets.rows["Allocation"][row][place]
            if not isinstance(shown, int | float) or round(Fraction(repr(shown)) * 100, 6) != cents:
                found.append((unit, line, shown, cents))
    return found


def verdicts(sheets: Sheets) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in sheets.rows["Read me"] if row[0]}


def as_checked(sheets: Sheets) -> set[str]:
    """What the first page says of its checks."""
    told = verdicts(sheets)
    names = ("Every line equals the engine", "Parameters can be carried", "Numbers are short enough")
    return {told[name] for name in names if name in told} | {
        text[:3] for name, text in told.items() if name.endswith(": reconciled")
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_catalogue_recalculated_equals_the_engine(folder: str) -> None:
    allocation = worked(folder).allocation
    content, told = write_workbook(allocation)
    assert content is not None, told
    again = recalculated(content)
    assert differences(again, allocation) == []
    assert as_checked(again) == {"yes"}
    assert stale(sheets_of(content), again) == []


@pytest.mark.parametrize("kind", DISTRICTS)
def test_a_district_with_pool_floor_and_cap_recalculated_equals_the_engine(kind: str) -> None:
    allocation = district.worked(DISTRICTS[kind], *district.files(SEED))
    book = book_of(allocation)
    assert book.as_values == ()
    content = lay_out(book)
    again = recalculated(content)
    assert differences(again, allocation) == []
    assert as_checked(again) == {"yes"}
    assert stale(sheets_of(content), again) == []


def test_the_fitted_district_has_schools_at_the_floor_at_the_ceiling_and_between() -> None:
    fit = district.worked(DISTRICTS["fitted"], *district.files(SEED)).pools["schools"].fit
    assert fit is not None
    pinned = [int(side.sum()) for side in (fit.at_floor, fit.at_ceiling)]
    assert min(pinned) > 0
    assert sum(pinned) < district.SCHOOLS


CHANGES = {
    "weights": {"weight_low_income": "0.4", "weight_language": "0.3125", "weight_early": "0.07"},
    "a base, a floor and a tier": {"base": "4100.05", "floor_share": "0.995", "tiers [2 value]": "0.0625"},
    "a list, a ratio and the pool": {
        "foundation [high]": "800123.5",
        "class_size": "22.75",
        "pool_amount": "116999999.99",
    },
}


@pytest.mark.parametrize("kind", CHANGES)
def test_three_changed_parameters_give_what_the_engine_gives(kind: str) -> None:
    facts, headcount = district.files(SEED)
    allocation = district.worked(DISTRICTS["fitted"], facts, headcount)
    book = book_of(allocation)
    rows = {one.name: one.row for one in book.inputs}
    values = {name: Fraction(text) for name, text in CHANGES[kind].items()}
    typed = with_values(lay_out(book), {f"C{rows[name]}": value for name, value in values.items()}, "Parameters")
    again = recalculated(typed)
    changed = district.allocated(district.with_values(allocation.formula, values), facts, headcount)
    assert differences(again, changed) == []
    assert differences(again, allocation) != []
    assert verdicts(again)["Parameters changed"].startswith("3 changed")
    assert verdicts(again)["Every line equals the engine"].startswith("no: ")
    assert verdicts(again)["schools: reconciled"] == "yes"


def test_three_changed_weights_of_the_catalogue_give_what_the_engine_gives() -> None:
    allocation = worked("small_district_student_based").allocation
    book = book_of(allocation)
    rows = {one.name: one.row for one in book.inputs}
    values = {"weight_k_3": "0.1", "weight_disability_severe": "2.75", "language_concentration_weight": "0.333"}
    typed = {f"C{rows[name]}": Fraction(text) for name, text in values.items()}
    again = recalculated(with_values(lay_out(book), typed, "Parameters"))
    formula = district.with_values(allocation.formula, {name: Fraction(text) for name, text in values.items()})
    assert differences(again, district.again(allocation, formula)) == []


def test_a_pool_that_cannot_be_handed_out_says_so() -> None:
    book = book_of(district.worked(DISTRICTS["fitted"], *district.files(SEED)))
    rows = {one.name: one.row for one in book.inputs}
    again = recalculated(with_values(lay_out(book), {f"C{rows['pool_amount']}": Fraction(1_000_000)}, "Parameters"))
    assert verdicts(again)["schools: reconciled"] == "no: it cannot be handed out"
    assert verdicts(again)["Every line equals the engine"] == "no: a figure has no value"


def test_more_digits_than_are_carried_are_told() -> None:
    book = book_of(district.worked(DISTRICTS["fitted"], *district.files(SEED)))
    rows = {one.name: one.row for one in book.inputs}
    typed = {f"C{rows['weight_low_income']}": Fraction("0.25123456"), f"C{rows['base']}": Fraction(10**12)}
    again = recalculated(with_values(lay_out(book), typed, "Parameters"))
    assert verdicts(again)["Parameters can be carried"].startswith("no: ")
    assert verdicts(again)["Numbers are short enough"].startswith("no: ")


def test_weights_of_a_group_that_change_their_order_are_refused_in_sight() -> None:
    allocation = worked("small_district_student_based").allocation
    book = book_of(allocation)
    rows = {one.name: one.row for one in book.inputs}
    typed = {f"C{rows['weight_low_income']}": Fraction("0.5")}
    again = recalculated(with_values(lay_out(book), typed, "Parameters"))
    assert verdicts(again)["Every line equals the engine"] == "no: a figure has no value"


def test_what_is_planted_is_seen_when_nothing_is_recalculated() -> None:
    allocation = worked("ed_example_weighted").allocation
    content, _ = write_workbook(allocation)
    assert content is not None
    left = sheets_of(planted(content))
    assert {shown for _, _, shown, _ in differences(left, allocation)} == {float(PLANTED)}


def test_a_wrong_cent_is_seen() -> None:
    allocation = worked("ed_example_weighted").allocation
    content, _ = write_workbook(allocation)
    assert content is not None
    sheets = sheets_of(content)
    assert differences(sheets, allocation) == []
    sheets.rows["Allocation"][5][3] += 0.01
    assert len(differences(sheets, allocation)) == 1


def stale(before: Sheets, after: Sheets) -> list[tuple[str, int, int, object, object]]:
    """Cells whose value in the file is not the one that LibreOffice works out: a preview would show it."""
    return [
        (name, row, column, old, new)
        for name, rows in before.rows.items()
        if name != "Bounds"  # its greatest values are left to the spreadsheet
        for (row, olds), news in zip(enumerate(rows, 1), after.rows[name], strict=True)
        for (column, old), new in zip(enumerate(olds, 1), news, strict=True)
        if old != new and not near(old, new) and not is_guess(rows, column, old, new)
    ]


def is_guess(rows: list[list[Any]], column: int, old: Any, new: Any) -> bool:  # noqa: ANN401  cells are of any kind
    """Whether a cell holds a quotient that may be one off, which its remainder then puts right."""
    return str(rows[4][column - 1]).endswith("quotient, near") and abs(old - new) == 1


def near(a: object, b: object) -> bool:
    numbers = [one for one in (a, b) if isinstance(one, int | float)]
    return len(numbers) == 2 and abs(numbers[0] - numbers[1]) <= 1e-12 * max(map(abs, numbers))


def test_every_rounding_of_the_language_at_ties_and_beside_them() -> None:
    digits = ("-2", "0", "2", "5")
    modes = ("half_up", "half_even", "half_down", "up", "down")
    steps = "\n".join(
        f'[step.s{number}]\nvalue = "round(a * b, {digit}, \\"{mode}\\") + round(-a * b / c, {digit}, \\"{mode}\\")'
        f' + floor(a * b / c) - ceil(0 - a / c)"\n'
        for number, (digit, mode) in enumerate(product(digits, modes))
    )
    formula = f'language = 1\ntitle = "t"\n[facts]\nunit = {{ column = "u" }}\n{steps}\n[line.x]\nvalue = "s0"\n'
    cells = product(
        ("0.5", "1.5", "2.5", "0.05", "150", "2.000005", "49.99999", "-7.5"),
        ("1", "3", "0.1", "0.00001"),
        ("1", "7", "0.3"),
    )
    rows = "\n".join(f"{number:03d},{a},{b},{c}" for number, (a, b, c) in enumerate(cells))
    allocation = district.worked_plain(formula, f"u,a,b,c\n{rows}\n")
    book = book_of(allocation)
    assert book.as_values == ()
    content = lay_out(book)
    assert stale(sheets_of(content), recalculated(content)) == []


BRANCHES = {
    "products_of_thirty_digits": 'round(if(n == 1, a * b * 0.000001, 0 - a * c * b * 0.0000001), 2, "half_even")',
    "a_mark_is_not_a_number": "round(if(n == 7, b * a / c, 0), 2)",
    "guarded": "round(if(n > 1 and b / (n - 1) > 1000, b / (n - 1), 0 - b / n), 3)",
    "chains": 'round(if(0 < n <= 7 and not n == 1 or kind == "A", a * b, c), 1, "down")',
    "least": "round(min(a * 0.000001, b / n, c * 3) + max(a / n, b / 7), 4)",
    "gap_or_not": "if(known(gap), round(gap * b, 2) + gap, if(kind != other, 1, 2))",
    "deep": "round(abs(a - b) / c / n, 5) + tier(a / n, [[0, 1], [1000.5, 2.25]], above=true)",
    "parts": "apportion(round(total(b) / 3, 2), n * n) + apportion(0 - 100, c, digits=0)",
    "shared": "round(share(a, by=kind) * b, 2) + total(n, by=kind)",
}


def test_branches_that_are_not_taken_and_products_of_thirty_digits() -> None:
    steps = "\n".join(f"[step.{name}]\nvalue = '{text}'" for name, text in BRANCHES.items())
    formula = f'language = 1\ntitle = "t"\n[facts]\nunit = {{ column = "u" }}\n{steps}\n[line.x]\nvalue = "n"\n'
    formula = formula.replace("kind != other", 'kind != "a"')
    cells = product(
        ("1", "7", "2"),
        ("123456.789", "9999999.99"),
        ("87654.1234", "0.01"),
        ("3", "7001.5"),
        ("A", "a", ""),
        ("", "5.25"),
    )
    rows = "\n".join(f"{number:03d},{','.join(row)}" for number, row in enumerate(cells))
    allocation = district.worked_plain(formula, f"u,n,a,b,c,kind,gap\n{rows}\n")
    book = book_of(allocation)
    assert book.as_values == ()
    content = lay_out(book)
    assert stale(sheets_of(content), recalculated(content)) == []
