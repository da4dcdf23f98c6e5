"""A table that arrives: which dataset it is, and what its columns mean; guessed, shown, and remembered for the next time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.intake.cleaning import Upload
from perpupil.intake.columns import SURE, Guess, Proposal, propose, recognise
from perpupil.intake.mapping import ColumnMapping
from perpupil.intake.schemas import SCHEMAS, Schema


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a table instead of letting it be guessed."""

    dataset: str = ""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By dataset: its column → header of the file; blank where no header is to be taken for it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A table with its dataset and the meaning of its columns, each with its reason."""

    upload: Upload
    guesses: tuple[Guess, ...]
    findings: tuple[Finding, ...]

    @property
    def dataset(self) -> str:
        """Which dataset it is."""
        return self.upload.mapping.dataset


def arrive(
    table: TextTable, said: Said, earlier: Sequence[ColumnMapping] = (), answering: Collection[str] | None = None
) -> tuple[Arrival | None, tuple[Finding, ...]]:
    """Say what a table is.

    Args:
        table: The table, under its own headers.
        said: What is said of it.
        earlier: Mappings that are kept; those of the same source name count most.
        answering: For answers: the datasets that they can be about. They need not have every column.

    """
    here = sorted(earlier, key=lambda one: one.source == table.source)
    dataset, wrong = _dataset(table, said, here, answering)
    if wrong is not None:
        return None, (wrong,)
    schema = SCHEMAS[dataset]
    told = said.columns.get(dataset, {})
    chosen, nothing = {one: header for one, header in told.items() if header}, {one for one in told if not told[one]}
    findings = [
        finding("bad-mapping", Place(table.source, 1), what, fix)
        for column, header in chosen.items()
        for what, fix in _wrong_choice(table, dataset, column, header)
    ]
    if findings:
        return None, tuple(findings)
    known = [_without(one, chosen) for one in here]
    proposal = _proposal(table, schema, known, chosen, nothing)
    guesses = tuple(replace(one, reason="as said") if one.column in chosen else one for one in proposal.taken)
    return Arrival(Upload(table, proposal.mapping), guesses, proposal.findings), ()


def _proposal(
    table: TextTable,
    schema: Schema,
    known: Sequence[ColumnMapping],
    chosen: Mapping[str, str],
    nothing: Collection[str],
) -> Proposal:
    """Guess what is not said; of a column for which no header is to be taken, leave out whatever would be guessed."""
    ignored: list[str] = []
    while True:
        said = ColumnMapping(schema.dataset, table.source, tuple(chosen.items()), tuple(ignored))
        proposal = propose(table, schema, [*known, said])
        more = [one.header for one in proposal.taken if one.column in nothing and one.header not in ignored]
        if not more:
            return proposal
        ignored += more


def _without(mapping: ColumnMapping, chosen: Mapping[str, str]) -> ColumnMapping:
    """Give a kept mapping without what somebody has just said anew."""
    headers = set(chosen.values())
    columns = tuple((name, header) for name, header in mapping.columns if name not in chosen and header not in headers)
    return replace(mapping, columns=columns, ignored=tuple(one for one in mapping.ignored if one not in headers))


def _dataset(
    table: TextTable, said: Said, earlier: Sequence[ColumnMapping], answering: Collection[str] | None
) -> tuple[str, Finding | None]:
    """Say which dataset a table is: as said, as the last time, or as its columns look."""
    place = Place(table.source, 1)
    if said.dataset:
        if said.dataset in SCHEMAS:
            return said.dataset, None
        what = f"There is no dataset {said.dataset[:40]!r}."
        return "", finding("unknown-dataset", place, what, f"Name one of {', '.join(SCHEMAS)}.")
    for one in reversed(earlier):
        headers = {header for _, header in one.columns}
        if one.source == table.source and headers and headers <= set(table.columns):
            return one.dataset, None
    likely = recognise(table) if answering is None else _answered(table, answering)
    if likely:
        return likely[0], None
    what = (
        f"Its {len(table.columns)} columns fit no data set. Has it headers in its first row?"  # which may be a person
    )
    return "", finding("unknown-dataset", place, what, f"Say which it is with --as, one of {', '.join(SCHEMAS)}.")


def _answered(table: TextTable, datasets: Collection[str]) -> tuple[str, ...]:
    """Say which dataset answers are about: the one that knows most of their headers, and one column of its key."""
    found = []
    for name in datasets:
        columns = {one.column for one in propose(table, SCHEMAS[name]).taken if one.confidence >= SURE}
        if columns & set(SCHEMAS[name].key):
            found.append((len(columns), name))
    best = max(found, default=(0, ""))[0]
    likeliest = tuple(name for count, name in found if count == best)
    return likeliest if len(likeliest) == 1 else ()


def _wrong_choice(table: TextTable, dataset: str, column: str, header: str) -> list[tuple[str, str]]:
    wrong = []
    if not SCHEMAS[dataset].allows(column):
        known = ", ".join(one.name for one in SCHEMAS[dataset].columns)
        wrong.append((f"{dataset} has no column {column[:40]!r}.", f"Its columns are {known}."))
    if header not in table.columns:
        wrong.append((f"The file has no column {header[:40]!r}.", "Write the header as it stands in the file."))
    return wrong
