"""Which column of a file means what: a guess with its reason, which a person confirms and the source keeps.

Nothing is picked in silence: where two columns could be meant equally well, both are shown and neither is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.intake.cells import Unreadable, read_cell, tidy
from perpupil.intake.dataset import Dataset
from perpupil.intake.dates import Order, manner_of
from perpupil.intake.mapping import ColumnMapping
from perpupil.intake.names import distance, words_of
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.schemas.declaration import Column, Schema, Type
from perpupil.limits import HEADERS_GUESSED

REMEMBERED, SAME, OTHER_NAME, SAME_WORDS, NEAR, WITHIN, BY_VALUES = 100, 98, 95, 90, 75, 60, 40
"""How sure a guess is, in percent: as last time; the name itself; a name that systems use; its words in another order; a slip of
the finger; its words and more; the values alone."""
SURE = 60
"""From here on a guess is taken, unless another is as good."""

_CELLS_LOOKED_AT = 300
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

    @property
    def mapping(self) -> ColumnMapping:
        """Give what is taken as a mapping that can be kept."""
        return ColumnMapping(
            self.dataset, self.source, tuple((one.column, one.header) for one in self.taken), self.unclaimed
        )

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
        return (
            *said,
            *(
                finding(
                    "unclaimed-column",
                    place,
                    f"Nobody claims the column {name[:60]!r}.",
                    "Say what it means, if it matters.",
                )
                for name in self.unclaimed
            ),
        )


def propose(table: TextTable, schema: Schema, earlier: Iterable[ColumnMapping] = ()) -> Proposal:
    """Guess which header of a table means which column.

    Args:
        table: The file, under its own headers.
        schema: The dataset that it should be.
        earlier: Mappings that were confirmed for the same source; the last one counts most.

    """
    headers = list(table.columns)[:HEADERS_GUESSED]
    remembered: dict[str, str] = {}
    ignored: set[str] = set()
    for one in earlier:
        if one.dataset == schema.dataset:
            remembered |= {header: column for column, header in one.columns}
            ignored = (ignored | set(one.ignored)) - {header for _, header in one.columns}
    guesses = [
        guess
        for header in headers
        if header not in ignored
        for column in schema.columns
        if (guess := _guess(table, header, column, remembered)) is not None
    ]
    taken, conflicts = _settled(guesses)
    named = {one.column for one in taken}
    in_conflict = {one.column for group in conflicts for one in group}
    used = {one.header for one in (*taken, *(one for group in conflicts for one in group))}
    return Proposal(
        schema.dataset,
        table.source,
        tuple(sorted(taken, key=lambda one: [column.name for column in schema.columns].index(one.column))),
        conflicts,
        tuple(header for header in table.columns if header not in used),
        tuple(name for name in schema.required if name not in named | in_conflict),
    )


def recognise(table: TextTable, schemas: Sequence[Schema] | None = None) -> tuple[str, ...]:
    """Say which dataset a table seems to be, the likeliest first: those of which every required column is found."""
    found = []
    for schema in schemas or tuple(SCHEMAS.values()):
        proposal = propose(table, schema)
        if not proposal.missing and not proposal.conflicts:
            sure = sum(one.confidence for one in proposal.taken) - SURE * len(proposal.unclaimed)
            found.append((sure, schema.dataset))
    return tuple(dataset for _, dataset in sorted(found, reverse=True))


def mapped(table: TextTable, mapping: ColumnMapping, orders: Mapping[str, Order] | None = None) -> Dataset:
    """Put a table under the names of its schema; every other column is left behind."""
    schema = SCHEMAS[mapping.dataset]
    columns = {
        column: _in_percent(table.columns[header])
        if _says_percent(schema.column(column), header)
        else table.columns[header]
        for column, header in mapping.columns
        if header in table.columns
    }
    return Dataset(schema, TextTable(table.source, columns, table.rows), orders or {})


def _says_percent(column: Column, header: str) -> bool:
    """Whether the header says that its shares are percentages: 17.2 under it is 17.2%."""
    return column.type is Type.SHARE and ("%" in header or "percent" in words_of(header).split())


def _in_percent(cells: Sequence[str]) -> list[str]:
    return [f"{tidy(cell)}%" if cell and not cell.endswith("%") else cell for cell in cells]


def _guess(table: TextTable, header: str, column: Column, remembered: Mapping[str, str]) -> Guess | None:
    """Say how well a header fits a column; None where it does not."""
    if header in remembered:
        return Guess(column.name, header, REMEMBERED, "as last time") if remembered[header] == column.name else None
    confidence, reason = _by_name(header, column)
    cells = _in_percent(table.columns[header]) if _says_percent(column, header) else table.columns[header]
    readable, filled = _readable(cells, column)
    if confidence and filled and readable < _READABLE_PERCENT:
        confidence //= 2
        reason += f", but {100 - readable}% of its cells are no {column.type}"
    if not confidence and column.type in _TELLING and filled and _tells(table.columns[header], column, readable):
        confidence, reason = BY_VALUES, f"its cells look like a {column.type}"
    return Guess(column.name, header, confidence, reason) if confidence else None


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


def _readable(cells: Sequence[str], column: Column) -> tuple[int, bool]:
    """Say how many of the first cells can be read, in percent, and whether any is filled."""
    filled = [cell for cell in cells[:_CELLS_LOOKED_AT] if tidy(cell)]
    if not filled:
        return 100, False
    bad = sum(isinstance(read_cell(column, cell, Order.MONTH_FIRST), Unreadable) for cell in filled)
    return 100 * (len(filled) - bad) // len(filled), True


def _tells(cells: Sequence[str], column: Column, readable: int) -> bool:
    """Whether cells speak for a type by themselves: dates in a form of dates, grades that are not numbers alone."""
    filled = [tidy(cell) for cell in cells[:_CELLS_LOOKED_AT] if tidy(cell)]
    if column.type is Type.DATE:
        return all(manner_of(cell) is not None for cell in filled)
    return readable == 100 and not all(cell.isdecimal() for cell in filled)  # noqa: PLR2004  every cell


def _either(group: Sequence[Guess]) -> str:
    """Say what could mean what."""
    return " or ".join(f"{one.header[:40]!r} could be {one.column} ({one.reason})" for one in group)
