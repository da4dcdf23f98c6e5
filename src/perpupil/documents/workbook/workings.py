"""Writing workings into cells: a formula becomes a column of units or a row of the district, with its values and its bounds."""

from __future__ import annotations

import operator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.documents.workbook.division import Division, Pair, product_text, sign_in_limbs
from perpupil.documents.workbook.numbers import (
    Atom,
    Condition,
    NotLive,
    Number,
    Term,
    Words,
    leveled,
    of_cell,
    one_number,
    paired,
    scaled,
    size_of,
    text_of,
    values_of,
    written_out,
)
from perpupil.documents.workbook.sheets import (
    BOUNDS,
    COUNTS,
    DISTRICT,
    FIRST_ROW,
    LINES,
    POOL,
    ROW,
    STEPS,
    WORKINGS,
    Bound,
    Column,
    Grid,
    Look,
    Row,
    range_of,
)
from perpupil.exact.numerals import group_thousands
from perpupil.exact.rounding import Mode, Rounding, divide
from perpupil.limits import WORKBOOK_FORMULA, WORKBOOK_WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from perpupil.exact.columns import Integers

BOUNDS_FIRST = 5
"""The row of the first bound."""

ROWS_FIRST = 5
"""The row of the district's first value."""


class Workings:
    """The sheets in the making; everything that is written into a cell goes through here."""

    def __init__(self, count: int) -> None:
        """Take how many units there are."""
        self.count = count
        self.grids = {
            COUNTS: Grid(
                COUNTS, "What the formula reads, as values. Students are counted; nothing here is about one of them."
            ),
            STEPS: Grid(
                STEPS, "The steps of the formula as people read them; the exact whole numbers are on Workings."
            ),
            LINES: Grid(LINES, "Every line before any pool, in whole cents."),
            WORKINGS: Grid(WORKINGS, "Whole numbers only; a heading says of what: 1/10,000 means that 2,500 is 0.25."),
            POOL: Grid(POOL, "How the lines are fitted to their pool, in whole cents."),
        }
        self.rows: list[Row] = []
        self.bounds: list[Bound] = []
        self.path: Condition | None = None
        self.at_work = ("", "")
        self.numbers: dict[str, Number] = {}
        """Counts, facts and lists that were written, by name."""
        self.words: dict[str, Words] = {}
        self._known: dict[tuple[str, str], Atom] = {}

    # Cells

    def value_column(self, sheet: str, title: str, name: str, values: Integers, below: int = 1) -> Atom:
        """Write whole numbers that were counted, read or fixed."""
        return self._column(sheet, Column(title, name, unit_of(below), values.tolist()))

    def words_column(self, title: str, name: str, texts: tuple[str, ...]) -> Words:
        """Write texts of units."""
        place = self.grids[COUNTS].add(Column(title, name, "text", texts, look=Look.WORDS))
        array = np.empty(len(texts), object)
        array[:] = texts
        return Words(f"{COUNTS}!{place}{ROW}", array, is_district=False)

    def district_words(self, text: str) -> Words:
        """Write a text that the formula compares with; user text never stands inside a formula."""
        self.rows.append(Row("Text in the formula", "", "text", text, look=Look.WORDS))
        return Words(f"{DISTRICT}!$C${ROWS_FIRST + len(self.rows) - 1}", np.array([text], object), is_district=True)

    def district_value(self, title: str, name: str, value: int, below: int = 1, formula: str = "") -> Atom:
        """Write a whole number of the district."""
        self.rows.append(Row(title, name, unit_of(below), value, formula))
        place = f"{DISTRICT}!$C${ROWS_FIRST + len(self.rows) - 1}"
        return Atom(place, np.array([value], object), is_district=True, size=f"ABS({place})")

    def cell(
        self, atom: Atom, title: str = "", *, below: int = 1, sheet: str = WORKINGS, keep_path: bool = True
    ) -> Atom:
        """Give a formula a cell of its own; the same formula is written once."""
        if atom.is_cell:
            return atom
        path = self.path if keep_path else None
        key = (sheet + atom.text, path.text if path else "")
        if key not in self._known:
            self._known[key] = self._written(atom, path, title, below, sheet)
        return self._known[key]

    def _written(self, atom: Atom, path: Condition | None, title: str, below: int, sheet: str) -> Atom:
        text, values = atom.text, atom.values
        guarded = path is not None and not (atom.is_district and not path.is_district)
        if path is not None and guarded:
            text, values = f"IF({path.text},{text},0)", np.where(path.values, values, 0)
        if len(text) > WORKBOOK_FORMULA:
            raise NotLive("its formula is longer than a cell can hold")
        if max((abs(value) for value in values.tolist()), default=0) >= WORKBOOK_WHOLE:
            raise NotLive("it grows beyond 15 digits")
        name, whole_title = self.at_work
        label = f"{whole_title}: {title}" if title else whole_title
        if atom.is_district:
            made = self.district_value(label, name, int(values[0]), below, text)
        else:
            made = self._column(sheet, Column(label, name, unit_of(below), self._spread(values), text))
        if atom.size:
            self.bounds.append(Bound(label, atom.size, WORKBOOK_WHOLE))
        return made

    def _column(self, sheet: str, column: Column) -> Atom:
        place = self.grids[sheet].add(column)
        cells = range_of(sheet, place, self.count)
        size = self.greatest(f"{sheet}, {column.title}", cells)
        values = np.empty(self.count, object)
        values[:] = column.values
        return Atom(f"{sheet}!{place}{ROW}", values, is_district=False, size=size, cells=cells)

    def greatest(self, what: str, cells: str) -> str:
        """Watch how large the numbers of some cells are; give the cell that says it."""
        self.bounds.append(Bound(what, f"MAX(MAX({cells}),-MIN({cells}))", WORKBOOK_WHOLE))
        return f"{BOUNDS}!$B${BOUNDS_FIRST + len(self.bounds) - 1}"

    def _spread(self, values: Integers) -> list[object]:
        listed: list[object] = values.tolist()
        return listed * self.count if len(listed) == 1 else listed

    def settled(self, number: Number) -> Number:
        """Give a number of a branch whose cells hold nothing where the branch is not taken, so that nothing unknown is touched there.

        A narrow numerator is left to the `IF` that takes the branch; a divisor and factors get cells of their own.
        """
        if self.path is None:
            return number
        over = (self.divisor(number, "branch"),) if number.over else ()
        if number.is_narrow:
            return Number(number.terms, number.below, over)
        terms = tuple(Term(1, tuple(self._guarded(factor) for factor in paired(term))) for term in number.terms)
        return Number(terms, number.below, over)

    def _guarded(self, atom: Atom) -> Atom:
        path = self.path
        if path is None or not atom.text.strip("-0123456789"):
            return atom
        text, values = f"IF({path.text},{atom.text},0)", np.where(path.values, atom.values, 0)
        is_district = atom.is_district and path.is_district
        return self.cell(Atom(text, values, is_district, atom.size, is_cell=False), "factor", keep_path=False)

    # Going back when a working turns out not to be exact

    @contextmanager
    def undone_when_not_live(self) -> Iterator[None]:
        """Take back what was written for a working that the cells cannot do."""
        lengths = {name: len(grid.columns) for name, grid in self.grids.items()}
        rows, bounds, known = len(self.rows), len(self.bounds), dict(self._known)
        numbers, words = dict(self.numbers), dict(self.words)
        try:
            yield
        except NotLive:
            for name, length in lengths.items():
                del self.grids[name].columns[length:]
            del self.rows[rows:], self.bounds[bounds:]
            self._known, self.numbers, self.words = known, numbers, words
            self.path = None
            raise

    @contextmanager
    def where(self, condition: Condition) -> Iterator[None]:
        """Write what follows only for the units where a condition holds, as a branch is worked out."""
        outer = self.path
        if outer is None:
            self.path = self.kept(condition)
        else:
            text = f"IF({outer.text},{condition.text},FALSE)"
            values = outer.values & condition.values
            both = Condition(text, values, outer.is_district and condition.is_district)
            self.path = None
            self.path = self.kept(both)
        try:
            yield
        finally:
            self.path = outer

    def kept(self, condition: Condition) -> Condition:
        """Give a condition a cell of its own, 1 where it holds."""
        if condition.mark:
            return condition
        ones = np.where(condition.values, 1, 0).astype(object)
        cell = self.cell(
            Atom(f"IF({condition.text},1,0)", ones, condition.is_district, size="", is_cell=False), "condition"
        )
        return Condition(f"{cell.text}=1", cell.values == 1, condition.is_district, cell.text)

    # Workings

    def numerator(self, number: Number, title: str = "") -> Atom:
        """Bring a numerator into one cell.

        Raises:
            NotLive: It can have more than fifteen digits.

        """
        if len(number.terms) == 1 and number.terms[0].times == 1 and len(number.terms[0].factors) == 1:
            return self.cell(number.terms[0].factors[0], title, below=number.below)
        return self.cell(self.formula(number), title, below=number.below)

    def formula(self, number: Number) -> Atom:
        """Give a numerator as one formula."""
        if not number.is_narrow:
            raise NotLive("it grows beyond 15 digits")
        constant = number.constant
        if constant is not None:
            return written_out(int(constant * number.below))
        return Atom(text_of(number), values_of(number), number.is_district, size_of(number), is_cell=False)

    def tidy(self, number: Number, title: str = "") -> Number:
        """Give a number with its numerator and its divisor in one cell each, where they fit."""
        if number.constant is not None:
            return number
        over = number.over
        if len(over) > 1:
            over = (self.divisor(number, title),)
        if not number.is_narrow:
            return Number(number.terms, number.below, over)
        return Number(of_cell(self.numerator(number, title)).terms, number.below, over)

    def divisor(self, number: Number, title: str = "") -> Atom:
        """Bring what a number is divided by, its denominator aside, into one cell."""
        if len(number.over) == 1:
            return self.cell(number.over[0], f"{title} divisor")
        product = Number((Term(1, number.over),))
        return self.cell(self.formula(product), f"{title} divisor".strip())

    def rounded(self, number: Number, rounding: Rounding, sheet: str = WORKINGS) -> Number:
        """Round a number; the rounded one stands on a sheet."""
        grown = scaled(number, Fraction(10) ** rounding.digits)
        back = Fraction(10) ** -rounding.digits
        constant = grown.constant
        if constant is not None:
            return scaled(one_number(Rounding(0, rounding.mode).of(constant)), back)
        if grown.below == 1 and not grown.over:
            return scaled(grown, back)
        return scaled(of_cell(self._quotient(grown, rounding.mode, sheet)), back)

    def _quotient(self, number: Number, mode: Mode, sheet: str) -> Atom:
        """Divide a numerator by all that is below it, to a whole number."""
        below = self._whole_divisor(number)
        exact = self._divided_values(number, below, mode)
        if number.is_narrow:
            top = self.formula(number)
            division = Division.narrow(top, below)
        else:
            division = self._wide_division(number, below)
        is_district = number.is_district
        if mode is Mode.HALF_UP and number.is_narrow:
            return self.cell(Atom(division.to_nearest(), exact, is_district, division.size, is_cell=False), sheet=sheet)
        rest = self.cell(
            Atom(
                division.remainder_text(), division.remainders, is_district, division.size or below.size, is_cell=False
            ),
            "remainder",
        )
        self.bounds += division.bounds(self.at_work[1])
        return self.cell(
            Atom(division.rounded_text(rest.text, mode), exact, is_district, "", is_cell=False), sheet=sheet
        )

    def _wide_division(self, number: Number, below: Atom) -> Division:
        pairs = self._pairs(number)
        tops = values_of(number)
        floors = self._divided_values(number, below, Mode.FLOOR)
        guess = self.cell(
            Atom(f"INT({product_text(pairs)}/{below.text})", floors, number.is_district, size="", is_cell=False),
            "quotient, near",
        )
        return Division.wide(pairs, below, tops, guess)

    def _pairs(self, number: Number) -> list[Pair]:
        found = []
        for term in number.terms:
            small, large = paired(term)
            found.append((self._limbed(small), self._limbed(large)))
        return found

    def _limbed(self, atom: Atom) -> Atom:
        return atom if not atom.text.strip("-0123456789") else self.cell(atom, "factor")

    def _whole_divisor(self, number: Number) -> Atom:
        if not number.over:
            return written_out(number.below)
        over = self.divisor(number)
        if number.below == 1:
            return over
        whole = Number((of_cell(over).terms[0],))
        return self.cell(self.formula(scaled(whole, Fraction(number.below))), "divisor")

    def _divided_values(self, number: Number, below: Atom, mode: Mode) -> Integers:
        tops = values_of(number)
        belows = np.broadcast_to(below.values, (max(len(tops), len(below.values)),))
        tops = np.broadcast_to(tops, belows.shape)
        found = np.empty(len(tops), object)
        found[:] = [divide(top, one, mode) if one > 0 else 0 for top, one in zip(tops, belows, strict=True)]
        return found

    def positive(self, number: Number, title: str = "divisor") -> tuple[Atom, int]:
        """Give a number as a divisor: a cell above zero over a denominator; what it is itself divided by is given by the caller.

        Raises:
            NotLive: It is below zero at some unit.

        """
        atom = self.numerator(number, title)
        path = np.array([True]) if self.path is None else self.path.values
        if np.any(np.asarray(atom.values < 0, np.bool_) & path):
            raise NotLive("it divides by a number below zero")
        cells = atom.cells or atom.text
        self.bounds.append(Bound(f"{self.at_work[1]}: the divisor is below zero", f"-MIN(0,{cells})", 1))
        return atom, number.below

    def compared(self, a: Number, b: Number, sign: str) -> Condition:
        """Compare two numbers."""
        left, right = leveled((a, b))
        x, y = values_of(left), values_of(right)
        values = np.asarray(_TESTS[sign](x, y), np.bool_)
        is_district = left.is_district and right.is_district
        written = "<>" if sign == "!=" else "=" if sign == "==" else sign
        if left.is_narrow and right.is_narrow:
            for number in (left, right):
                if number.constant is None:
                    self.bounds.append(Bound(f"{self.at_work[1]}: compared", size_of(number), WORKBOOK_WHOLE))
            text = f"{text_of(left)}{written}{text_of(right)}"
        else:
            difference = Number((*left.terms, *scaled(right, Fraction(-1)).terms))
            told, bound = sign_in_limbs(self._pairs(difference))
            self.bounds.append(Bound(f"{self.at_work[1]}: compared", bound, WORKBOOK_WHOLE))
            text = f"{told}{written}0"
        if left.over:
            over = "*".join(atom.text for atom in left.over)
            text = f"IF({over}=0,NA(),{text})"
        return Condition(text, values, is_district)


_TESTS: Mapping[str, Callable[[Integers, Integers], Integers]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def unit_of(below: int) -> str:
    """Say what one of a column's whole numbers is."""
    named = {1: "whole", 100: "1/100"}
    return named.get(below, f"1/{group_thousands(str(below))}")


def first_cell(sheet: str, column: str) -> str:
    """Name the first unit's cell of a column, its column fixed."""
    return f"{sheet}!${column}${FIRST_ROW}"
