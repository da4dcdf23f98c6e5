"""What an expression begins with: parameters that can be changed, counts and facts that are values."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from perpupil.documents.workbook.numbers import Atom, Condition, NotLive, Number, Words, of_cell
from perpupil.documents.workbook.sheets import COUNTS, PARAMETERS, ROW, WORKINGS, Column, Look, range_of
from perpupil.exact.columns import Column as Exact
from perpupil.exact.numerals import write_number
from perpupil.formula.keys import MEASURES
from perpupil.formula.records import ByText
from perpupil.limits import WORKBOOK_WHOLE

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.documents.workbook.workings import Workings
    from perpupil.formula.records import Parameter

PARAMETERS_FIRST = 6
"""The row of the first parameter."""

DIGITS_SPARE, DIGITS_LEAST = 2, 4
"""An edited parameter may have so many more digits than the one that was decided, and at least so many."""

NOT_KNOWN = "not known"
OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Input:
    """One number that may be changed: a parameter, or one number of its table or list."""

    parameter: Parameter
    part: tuple[str, ...]
    """Empty for a number; `("1", "from")` or `("elementary",)` for one in a table or a list by text."""
    value: Fraction
    digits: int
    row: int

    @property
    def name(self) -> str:
        """How the sheet names it: `base`, `tiers [1 from]`."""
        return f"{self.parameter.name} [{' '.join(self.part)}]" if self.part else self.parameter.name

    @property
    def whole(self) -> str:
        """The cell of the whole number that the workbook works with."""
        return f"{PARAMETERS}!$H${self.row}"


class Leaves:
    """Parameters, counts, facts and texts, each written once, when a working first asks for it."""

    def __init__(self, allocation: Allocation, workings: Workings) -> None:
        """Take an allocation; every parameter gets its row."""
        self.allocation, self.workings = allocation, workings
        self.formula, self.facts = allocation.formula, allocation.world.facts
        self.inputs = _inputs(allocation)
        self._by_parameter: dict[str, list[Input]] = {}
        for one in self.inputs:
            self._by_parameter.setdefault(one.parameter.name, []).append(one)

    def parameter(self, name: str) -> Number:
        """Give a parameter that is a number, or one by text."""
        value = self.formula.parameters[name].value
        rows = self._by_parameter[name]
        if isinstance(value, Fraction):
            return self.number_of(rows[0])
        if isinstance(value, ByText):
            return self._by_text(name, value, rows)
        raise NotLive(f"`{name}` is a table")

    def table(self, name: str) -> list[tuple[Number, Number]]:
        """Give the rows of a table."""
        numbers = [self.number_of(one) for one in self._by_parameter[name]]
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    def number_of(self, one: Input) -> Number:
        """Give one input as a number."""
        below: int = 10**one.digits
        whole = one.value * below
        if abs(whole) >= WORKBOOK_WHOLE or whole.denominator != 1:
            raise NotLive(f"`{one.name}` has more than 15 digits")
        values = np.array([int(whole)], object)
        return of_cell(Atom(one.whole, values, is_district=True, size=f"ABS({one.whole})"), below)

    def _by_text(self, name: str, value: ByText, rows: list[Input]) -> Number:
        """Look a number up by the text of a column: the place in the list, then the number at that place."""
        if name in self.workings.numbers:
            return self.workings.numbers[name]
        listed = [one for one in rows if one.part[-1:] != (OTHERWISE,) or len(one.part) == 1]
        texts = list(value.values)
        words = self.words(value.column)
        first, last = rows[0].row, rows[0].row + len(texts) - 1
        keys = f"{PARAMETERS}!$J${first}:$J${last}"
        numbers = f"{PARAMETERS}!$H${first}:$H${last}"
        place = np.empty(self.workings.count, object)
        place[:] = [texts.index(text) + 1 if text in value.values else 0 for text in words.values]
        at = self.workings.cell(
            Atom(
                f"SUMPRODUCT(EXACT({keys},{words.text})*(ROW({keys})-{first - 1}))" if texts else "0",
                place,
                is_district=False,
                size="",
                is_cell=False,
            ),
            f"place of `{value.column}` in the list",
            keep_path=False,
        )
        below: int = 10 ** rows[0].digits
        otherwise = rows[-1].whole if value.otherwise is not None else "NA()"
        other = value.otherwise or Fraction(0)
        found = np.empty(self.workings.count, object)
        found[:] = [int(value.values.get(text, other) * below) for text in words.values]
        size = "+".join(f"ABS({one.whole})" for one in listed) or "0"
        missing = value.otherwise is None and any(text not in value.values for text in words.values)
        if max(map(abs, found.tolist()), default=0) >= WORKBOOK_WHOLE:
            raise NotLive(f"`{name}` has more than 15 digits")
        text = f"IF({at.text}=0,{otherwise},INDEX({numbers},{at.text}))"
        if missing:
            # Units whose text is not listed are asked by no formula, or the run would have stopped.
            text = f'IF({at.text}=0,"{NOT_KNOWN}",INDEX({numbers},{at.text}))'
        atom = self.workings.cell(
            Atom(text, found, is_district=False, size=size, is_cell=False), f"`{name}`", below=below, keep_path=False
        )
        self.workings.numbers[name] = of_cell(atom, below)
        return self.workings.numbers[name]

    def words(self, name: str) -> Words:
        """Give a column of texts."""
        if name not in self.workings.words:
            title = self.facts.header(name)
            self.workings.words[name] = self.workings.words_column(title, name, self.facts.texts(name))
        return self.workings.words[name]

    def text(self, text: str) -> Words:
        """Give a text that the formula compares with."""
        key = f"\0{text}"
        if key not in self.workings.words:
            self.workings.words[key] = self.workings.district_words(text)
        return self.workings.words[key]

    def column(self, name: str) -> Number:
        """Give a count or a column of facts."""
        if name not in self.workings.numbers:
            self.workings.numbers[name] = self._read(name)
        return self.workings.numbers[name]

    def earlier(self, name: str) -> Number:
        """Give a column of an earlier year that the formula lists."""
        return self.column(name)

    def known(self, name: str) -> Condition:
        """Say where a cell is filled; counts always are."""
        world = self.allocation.world
        if world.headcount is not None and name in {*self.formula.counts, *MEASURES}:
            return Condition("TRUE", np.array([True]), is_district=True)
        return self.marked(f"known: {self.facts.header(name)}", self.facts.filled(name))

    def marked(self, title: str, truths: np.ndarray) -> Condition:
        """Write for each unit whether something is so, as 1 or 0."""
        key = f"\0mark {title}"
        if key not in self.workings.numbers:
            ones = np.where(truths, 1, 0).astype(object)
            self.workings.numbers[key] = of_cell(self.workings.value_column(COUNTS, title, "", ones))
        atom = self.workings.numbers[key].terms[0].factors[0]
        return Condition(f"{atom.text}=1", atom.values == 1, is_district=False, mark=atom.text)

    def group_numbers(self, name: str) -> Atom:
        """Give each unit the number of its group by a column of texts."""
        key = f"\0group {name}"
        if key not in self.workings.numbers:
            groups, _ = self.allocation.world.groups(name)
            numbers = (groups + 1).astype(object)
            title = f"group of {self.facts.header(name)}"
            self.workings.numbers[key] = of_cell(self.workings.value_column(COUNTS, title, "", numbers))
        return self.workings.numbers[key].terms[0].factors[0]

    def counted(self, title: str, name: str, exact: Exact) -> Number:
        """Write what was counted."""
        return self._numeric(title, name, exact, None)

    def _read(self, name: str) -> Number:
        world = self.allocation.world
        if name in self.formula.counts and world.headcount is not None:
            return self._numeric(self.formula.title_of(name), name, world.counted(self.formula.counts[name]), None)
        if name in MEASURES and world.headcount is not None:
            return self._numeric(name, name, world.everyone(name), None)
        numbers = self.facts.numbers(name)
        title = self.formula.title_of(name) if name in self.formula.counts else self.facts.header(name)
        return self._numeric(title, name, numbers.values, numbers.known.tolist())

    def _numeric(self, title: str, name: str, exact: Exact, known: list[bool] | None) -> Number:
        """Write exact numbers as people read them, and as whole numbers beside them where they have decimals."""
        below = exact.denominator
        if not isinstance(below, int):
            raise NotLive(f"`{name}` is a quotient")
        wholes = exact.numerators.astype(object)
        if max((abs(value) for value in wholes.tolist()), default=0) >= WORKBOOK_WHOLE:
            raise NotLive(f"`{name}` has more than 15 digits")
        shown = [value / below if below != 1 else value for value in wholes.tolist()]
        for position, is_known in enumerate(known or ()):
            if not is_known:
                shown[position] = NOT_KNOWN
        look = Look.WHOLE if below == 1 else Look.NUMBER
        grid = self.workings.grids[COUNTS]
        place = grid.add(Column(title, name, "as counted" if known is None else "as in the facts", shown, look=look))
        text = f"{COUNTS}!{place}{ROW}"
        cells = range_of(COUNTS, place, self.workings.count)
        if below == 1:
            size = self.workings.greatest(f"{COUNTS}, {title}", cells)
            return of_cell(Atom(text, wholes, is_district=False, size=size, cells=cells))
        formula = f'IF(ISNUMBER({text}),ROUND({text}*{below},0),"{NOT_KNOWN}")'
        whole = Atom(formula, wholes, is_district=False, size="", is_cell=False)
        cell = self.workings.cell(whole, f"{title}, whole", below=below, keep_path=False)
        kept = self.workings.grids[WORKINGS].columns[-1]
        kept.values = [NOT_KNOWN if one == NOT_KNOWN else value for one, value in zip(shown, kept.values, strict=True)]
        return of_cell(cell, below)


def _inputs(allocation: Allocation) -> tuple[Input, ...]:
    """Give every number that may be changed, in the order of the file."""
    found: list[Input] = []
    for parameter in allocation.formula.parameters.values():
        parts: list[tuple[tuple[str, ...], Fraction]] = []
        value = parameter.value
        if isinstance(value, Fraction):
            parts = [((), value)]
        elif isinstance(value, ByText):
            parts = [((text,), number) for text, number in value.values.items()]
            parts += [((value.column, OTHERWISE), value.otherwise)] if value.otherwise is not None else []
        else:
            for place, (x, y) in enumerate(value, 1):
                parts += [((str(place), "from"), x), ((str(place), "value"), y)]
        digits = digits_of([one for _, one in parts])
        for part, one in parts:
            found.append(Input(parameter, part, one, digits, PARAMETERS_FIRST + len(found)))
    return tuple(found)


def digits_of(values: list[Fraction]) -> int:
    """Choose how many digits after the point the workbook carries for some numbers."""
    written = [write_number(value) for value in values]
    longest = max((len(text.partition(".")[2]) for text in written), default=0)
    digits = max(longest + DIGITS_SPARE, DIGITS_LEAST)
    while digits > longest and any(abs(value) * 10**digits * 10 >= WORKBOOK_WHOLE for value in values):
        digits -= 1
    return digits
