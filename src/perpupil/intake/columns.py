"""Which column of a file means what: a guess with its reason, which a person confirms and the source keeps.

Nothing is picked in silence: where two columns could be meant equally well, both are shown and neither is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.intake.answers import FILE_ROW, REASON
from perpupil.intake.cells import Unreadable, read_cell, tidy
from perpupil.intake.dataset import MOSTLY, Dataset
from perpupil.intake.dates import Order, manner_of
from perpupil.intake.mapping import ColumnMapping
from perpupil.intake.names import distance, words_of
from perpupil.intake.opening import NUMBERS, further_column, names_people, own_names, type_of
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.schemas.declaration import Column, Schema, Type
from perpupil.limits import HEADERS_GUESSED

REMEMBERED, SAME, OTHER_NAME, LAST_NAME, SAME_WORDS, NEAR, WITHIN, BY_VALUES = 100, 98, 95, 92, 90, 75, 60, 40
"""How sure a guess is, in percent: as last time; the name itself; a name that systems use; a name for want of a better; its words in
another order; a slip of the finger; its words and more; the values alone."""
SURE = 60
"""From here on a guess is taken, unless another is as good."""

_OF_ROWS_SET_ASIDE = frozenset({FILE_ROW, REASON})
"""What a file of rows that were set aside says of them: no columns of the dataset."""
HEADERS_NAMED = 8
"""As many headers are named in one finding."""
_CELLS_LOOKED_AT, _ROWS_LOOKED_AT = 300, 5_000
_TELLING = frozenset({Type.DATE, Type.GRADE})
"""Types whose cells are seldom anything else."""
_READABLE_PERCENT = 50
_LETTERS_OF_A_SLIP, _LETTERS_AT_LEAST = 3, 5


@dataclass(frozen=True, slots=True)
class Guess:
    """That a header means a column."""

    column: str
    header: str
    confidence: int
    """In percent."""
    reason: str
    stands_in: str = ""
    """The other column that the header means as well, where it serves for this one for want of a better."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the columns of a file may mean: what is taken, what two claim, what nobody claims."""

    dataset: str
    source: str
    taken: tuple[Guess, ...]
    conflicts: tuple[tuple[Guess, ...], ...]
    """Guesses that exclude each other and are equally good."""
    unclaimed: tuple[str, ...]
    """Headers that mean nothing known; they are dropped."""
    missing: tuple[str, ...]
    """Columns that must be there and were not found."""
    types: tuple[tuple[str, str], ...] = ()
    """What further columns hold, as a person has said it of an earlier file."""

    @property
    def is_whole(self) -> bool:
        """Whether every column that must be there is found, and none is claimed twice."""
        return not self.missing and not self.conflicts

    @property
    def mapping(self) -> ColumnMapping:
        """Give what is taken as a mapping that can be kept."""
        columns = tuple((one.column, one.header) for one in self.taken)
        return ColumnMapping(self.dataset, self.source, columns, self.unclaimed, self.types)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Say what a person must decide, and what is dropped."""
        place = Place(self.source, 1)
        said = [
            finding("column-claimed-twice", place, f"{_either(group)}.", f"Say which is {group[0].column}.")
            for group in self.conflicts
        ]
        known = SCHEMAS[self.dataset]
        said += [
            finding(
                "missing-column",
                place,
                f"No column was found for {name}: {known.column(name).meaning}",
                "Say which column holds it.",
            )
            for name in self.missing
        ]
        said += [_known_by(one, place) for one in self.taken if one.stands_in]
        return (*said, *self._unclaimed(place, known))

    def _unclaimed(self, place: Place, known: Schema) -> Iterator[Finding]:
        """Say once what is dropped; where a file about people may have no headers, its first row is not repeated."""
        if not self.unclaimed:
            return
        count = len(self.unclaimed)
        listed = ", ".join(repr(name[:40]) for name in self.unclaimed[:HEADERS_NAMED])
        more = f" and {count - HEADERS_NAMED} more" if count > HEADERS_NAMED else ""
        named = f": {listed}{more}" if not (known.is_about_people and self.missing) else ""
        what = f"{'1 column means' if count == 1 else f'{count} columns mean'} nothing known{named}."
        yield finding("unclaimed-column", place, what, "Say what it means, if it matters.")


def propose(table: TextTable, schema: Schema, earlier: Iterable[ColumnMapping] = ()) -> Proposal:
    """Guess which header of a table means which column.

    Args:
        table: The file, under its own headers.
        schema: The dataset that it should be.
        earlier: Mappings that were confirmed for the same source; the last one counts most.

    """
    headers = list(table.columns)[:HEADERS_GUESSED]
    kept, years = _Kept.of(earlier, schema), _years(table, schema)
    guesses = [
        guess
        for header in headers
        if header not in kept.ignored
        for column in schema.columns
        if (guess := _guess(table, header, column, kept.columns, years)) is not None
    ]
    taken, conflicts = _settled([one for one in guesses if one.confidence >= SAME_WORDS or not schema.is_open])
    disputed = [one for group in conflicts for one in group]
    taken += _by_last_names(table, schema, [*taken, *disputed], years)
    taken += _stand_ins(schema, [*taken, *disputed])
    used = {one.header for one in (*taken, *disputed)}
    order = [column.name for column in schema.columns]
    taken = sorted(taken, key=lambda one: order.index(one.column))
    if schema.is_open:
        taken += _further(table, schema, used | kept.ignored, kept.columns)
        used |= {one.header for one in taken}
    named = {one.column for one in (*taken, *disputed)}
    return Proposal(
        schema.dataset,
        table.source,
        tuple(taken),
        conflicts,
        tuple(header for header in table.columns if header not in used),
        tuple(name for name in schema.required if name not in named),
        tuple((name, told) for name, told in kept.types if name in named),
    )


def recognise(table: TextTable, schemas: Sequence[Schema] | None = None) -> tuple[str, ...]:
    """Say which dataset a table seems to be, the likeliest first: those of which every required column is found.

    A dataset that takes any column comes first only where every other would leave behind as many columns of numbers as it takes in
    all, or finds what it requires by a slip (`Students` is nearly `studentId`). A table under whose headers people stand is none, nor
    is one without a column of numbers.
    """
    given = tuple(SCHEMAS.values()) if schemas is None else schemas
    found = [one for one in (propose(table, schema) for schema in given if not schema.is_open) if one.is_whole]
    found.sort(key=lambda one: (sum(each.confidence for each in one.taken) - SURE * len(one.unclaimed), one.dataset))
    declared = [one.dataset for one in reversed(found)]
    if any(_is_at_home(table, one) for one in found) or any(map(names_people, table.columns)):
        return tuple(declared)
    is_open = [
        one.dataset
        for one in (propose(table, schema) for schema in given if schema.is_open)
        if one.is_whole and _holds_numbers(table, one)
    ]
    return (*is_open, *declared)


def mapped(table: TextTable, mapping: ColumnMapping, orders: Mapping[str, Order] | None = None) -> Dataset:
    """Put a table under the names of its schema; every other column is left behind, unless the schema is open to it."""
    declared, told = SCHEMAS[mapping.dataset], dict(mapping.types)
    schema = declared.with_columns(
        further_column(column, header, table.columns[header], told.get(column, ""))
        for column, header in mapping.columns
        if header in table.columns and not declared.has(column) and declared.is_open
    )
    columns = {
        column: _in_percent(table.columns[header])
        if _says_percent(schema.column(column), header)
        else table.columns[header]
        for column, header in mapping.columns
        if header in table.columns
    }
    return Dataset(schema, TextTable(table.source, columns, table.rows), orders or {})


def _is_at_home(table: TextTable, proposal: Proposal) -> bool:
    """Whether a dataset takes more columns than it leaves columns of numbers behind, none by a slip, and money if it is about money."""
    schema = SCHEMAS[proposal.dataset]
    if any(
        one.confidence < SAME_WORDS for one in proposal.taken if one.column in schema.required and not one.stands_in
    ):
        return False
    numbers = sum(type_of(header, table.columns[header]) in NUMBERS for header in proposal.unclaimed)
    money = {one.name for one in schema.of_type(Type.MONEY)}
    if numbers and money and money.isdisjoint(one.column for one in proposal.taken):
        return False
    return numbers < len(proposal.taken)


def _holds_numbers(table: TextTable, proposal: Proposal) -> bool:
    """Whether a dataset takes numbers under headers of their own, as only an open one does."""
    headers = [one.header for one in proposal.taken if not SCHEMAS[proposal.dataset].has(one.column)]
    return any(type_of(header, table.columns[header]) in NUMBERS for header in headers)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What earlier mappings of a dataset say; the last one counts most."""

    columns: Mapping[str, str]
    """By header: the column that it meant."""
    ignored: frozenset[str]
    types: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, earlier: Iterable[ColumnMapping], schema: Schema) -> _Kept:
        """Put them together."""
        columns: dict[str, str] = {}
        ignored: set[str] = set()
        types: dict[str, str] = {}
        for one in earlier:
            if one.dataset == schema.dataset:
                columns |= {header: column for column, header in one.columns}
                ignored = (ignored | set(one.ignored)) - {header for _, header in one.columns}
                types |= dict(one.types)
        return cls(columns, frozenset(ignored), tuple(types.items()))


def _by_last_names(table: TextTable, schema: Schema, settled: Sequence[Guess], years: str) -> list[Guess]:
    """Find columns by the names that are not theirs alone, where only one header is left that has such a name.

    What another column can stand in for waits until the others have theirs: the only `School` of a file is taken for the name.
    """
    columns, headers = {one.column for one in settled}, {one.header for one in settled}
    found = []
    for column in sorted(schema.columns, key=lambda one: bool(one.stand_ins)):
        names = set(map(words_of, column.last_names)) if column.name not in columns else set()
        free = [one for one in table.columns if one not in headers and words_of(one) in names]
        own = [one for one in free if not (column.tells_apart and _repeats(table, one, years))]
        if len(own) == 1:
            found.append(Guess(column.name, own[0], LAST_NAME, "a name that it has for want of a better"))
            headers |= {own[0]}
    return found


def _stand_ins(schema: Schema, settled: Sequence[Guess]) -> list[Guess]:
    """Let the header of another column serve where a required one has none, as schools may be known by their code in the accounts."""
    headers = {one.column: one.header for one in settled}
    found = []
    for column in (schema.column(name) for name in schema.required if name not in headers):
        names = set(map(words_of, column.last_names))
        others = [one for one in column.stand_ins if one in headers and (not names or words_of(headers[one]) in names)]
        if others:
            reason = f"for want of another, the {words_of(others[0])}"
            found.append(Guess(column.name, headers[others[0]], SURE, reason, others[0]))
    return found


def _further(table: TextTable, schema: Schema, passed: Collection[str], earlier: Mapping[str, str]) -> list[Guess]:
    """Take every other header as a column of its own, but for those under which people stand."""
    passed = {*passed, *_OF_ROWS_SET_ASIDE}
    headers = [one for one in table.columns if one not in passed and not names_people(one)]
    names = own_names(headers, (column.name for column in schema.columns), earlier)
    return [_as_it_is(names[header], header, table, is_known=header in earlier) for header in headers]


def _as_it_is(name: str, header: str, table: TextTable, *, is_known: bool) -> Guess:
    """Say that a header is a column of its own, and what it seems to hold."""
    if is_known:
        return Guess(name, header, REMEMBERED, "as last time")
    return Guess(name, header, SAME, f"kept under its own header: {type_of(header, table.columns[header])}")


def _known_by(guess: Guess, place: Place) -> Finding:
    """Say that the header of one column serves for another."""
    what = f"No column was found for {guess.column}; schools are known by their {words_of(guess.stands_in)}, {guess.header[:60]!r}."
    return finding("known-by-other-code", place, what, f"Say so if another column is the {guess.column}.")


def _says_percent(column: Column, header: str) -> bool:
    """Whether the header says that its shares are percentages: 17.2 under it is 17.2%."""
    return column.type is Type.SHARE and ("%" in header or "percent" in words_of(header).split())


def _in_percent(cells: Sequence[str]) -> list[str]:
    return [f"{tidy(cell)}%" if cell and not cell.endswith("%") else cell for cell in cells]


def _guess(table: TextTable, header: str, column: Column, remembered: Mapping[str, str], years: str) -> Guess | None:
    """Say how well a header fits a column; None where it does not."""
    if header in remembered:
        return Guess(column.name, header, REMEMBERED, "as last time") if remembered[header] == column.name else None
    confidence, reason = _by_name(header, column)
    if not confidence:
        is_told = column.type in _TELLING and _tells(table.columns[header], column)
        return Guess(column.name, header, BY_VALUES, f"its cells look like a {column.type}") if is_told else None
    cells = _in_percent(table.columns[header]) if _says_percent(column, header) else table.columns[header]
    readable = _readable(cells, column)
    if readable < _READABLE_PERCENT:
        confidence //= 2
        reason += f", but {100 - readable}% of its cells are no {column.type}"
    if column.tells_apart and _repeats(table, header, years):
        confidence //= 2
        reason += ", but its cells mostly repeat"
    return Guess(column.name, header, confidence, reason)


def _by_name(header: str, column: Column) -> tuple[int, str]:
    """Compare a header with the names of a column."""
    words = words_of(header)
    own = words_of(column.name)
    others = [words_of(name) for name in column.other_names]
    if words == own:
        return SAME, "the name itself"
    if words in others:
        return OTHER_NAME, "a name that systems use"
    squeezed = words.replace(" ", "")
    if squeezed in {name.replace(" ", "") for name in (own, *others)}:
        return OTHER_NAME, "the name in one word"
    sets = {frozenset(name.split()) for name in (own, *others)}
    if frozenset(words.split()) in sets:
        return SAME_WORDS, "the words of the name"
    slip = min(
        (distance(squeezed, name.replace(" ", ""), _LETTERS_OF_A_SLIP) for name in (own, *others)),
        default=_LETTERS_OF_A_SLIP,
    )
    if slip < _LETTERS_OF_A_SLIP and len(squeezed) > _LETTERS_AT_LEAST:
        return NEAR - slip, "nearly the name"
    if any(len(one) > 1 and one < frozenset(words.split()) for one in sets):
        return WITHIN, "the name and more"
    return 0, ""


def _settled(guesses: Sequence[Guess]) -> tuple[list[Guess], tuple[tuple[Guess, ...], ...]]:
    """Take the best guess for each column and header; where two are equally good, take neither."""
    taken: list[Guess] = []
    conflicts: list[tuple[Guess, ...]] = []
    columns: set[str] = set()
    headers: set[str] = set()
    by_confidence: dict[int, list[Guess]] = defaultdict(list)
    for one in guesses:
        if one.confidence >= SURE or one.confidence == BY_VALUES:
            by_confidence[one.confidence].append(one)
    for confidence in sorted(by_confidence, reverse=True):
        level = [one for one in by_confidence[confidence] if one.column not in columns and one.header not in headers]
        for group in _rivals(level):
            if len(group) == 1:
                taken.append(group[0])
            elif confidence >= SURE:
                conflicts.append(group)
            else:
                continue  # several columns of dates, and no name says which is which
            columns |= {one.column for one in group}
            headers |= {one.header for one in group}
    return taken, tuple(conflicts)


def _rivals(guesses: Sequence[Guess]) -> list[tuple[Guess, ...]]:
    """Put together guesses that share a column or a header."""
    groups: list[list[Guess]] = []
    for one in guesses:
        touching = [
            group for group in groups if any(one.column == two.column or one.header == two.header for two in group)
        ]
        groups = [group for group in groups if group not in touching]
        groups.append([two for group in touching for two in group] + [one])
    return [tuple(group) for group in groups]


def _readable(cells: Sequence[str], column: Column) -> int:
    """Say how many of the first cells can be read, in percent; all of them where none is filled."""
    filled = [cell for cell in cells[:_CELLS_LOOKED_AT] if tidy(cell)]
    bad = sum(isinstance(read_cell(column, cell, Order.MONTH_FIRST), Unreadable) for cell in filled)
    return 100 * (len(filled) - bad) // len(filled) if filled else 100


def _repeats(table: TextTable, header: str, years: str) -> bool:
    """Whether most cells under a header repeat within a year, or are blank, so that they cannot tell its rows apart."""
    beside = table.columns.get(years) or [""] * len(table)
    rows = islice(zip(table.columns[header], beside, strict=True), _ROWS_LOOKED_AT)
    pairs = [(tidy(cell), year) for cell, year in rows if tidy(cell)]
    return len(set(pairs)) * MOSTLY < min(len(table), _ROWS_LOOKED_AT)


def _years(table: TextTable, schema: Schema) -> str:
    """Give the header under which the fiscal years of the rows stand; nothing where there is none."""
    return next(
        (
            header
            for column in schema.of_type(Type.YEAR)
            for header in table.columns
            if _by_name(header, column)[0] >= SAME_WORDS
            and _readable(table.columns[header], column) >= _READABLE_PERCENT
        ),
        "",
    )


def _tells(cells: Sequence[str], column: Column) -> bool:
    """Whether cells speak for a type by themselves: dates in a form of dates, grades that are not numbers alone."""
    filled = [one for one in map(tidy, cells[:_CELLS_LOOKED_AT]) if one]
    if column.type is Type.DATE:
        return bool(filled) and all(manner_of(cell) is not None for cell in filled)
    is_wordy = not all(cell.isdecimal() for cell in filled)
    return is_wordy and not any(isinstance(read_cell(column, cell), Unreadable) for cell in filled)


def _either(group: Sequence[Guess]) -> str:
    """Say what could mean what."""
    return " or ".join(f"{one.header[:40]!r} could be {one.column} ({one.reason})" for one in group)
