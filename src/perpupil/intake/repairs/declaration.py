"""What a repair is: a rule that is kept with its source and applied again to the next upload, and the record of what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from perpupil.intake.cells import tidy
from perpupil.intake.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Rule:
    """One repair, as a district has decided it."""

    kind: str
    dataset: str = ""
    """Where it applies; empty for every dataset that has such columns."""
    column: str = ""
    values: tuple[tuple[str, str], ...] = ()
    """What stands there, and what it means."""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Only in rows whose cell in a column is one of these."""
    width: int = 0
    finding: str = ""
    """The code of a finding, for rules that decide what becomes of it."""
    why: str = ""
    """The district's reason."""

    @property
    def meanings(self) -> Mapping[str, str]:
        """What each text means."""
        return dict(self.values)

    def rows_of(self, dataset: Dataset) -> list[int]:
        """Give the positions of the rows that the rule is about."""
        rows = list(range(len(dataset)))
        for column, wanted in self.where:
            words = dataset.words(column) if dataset.has(column) else [""] * len(dataset)
            texts = dataset.texts(column)
            meant = {text for text in set(texts) if tidy(text) in wanted}
            rows = [at for at in rows if words[at] in wanted or texts[at] in meant]
        return rows


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule would do to a dataset: cells that change, rows that go."""

    cells: tuple[tuple[int, str, str], ...] = ()
    """Position, column, and what stands there afterwards."""
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of repair, declared once for reading, applying and documentation."""

    name: str
    meaning: str
    example: str
    """A rule of this kind as it is written."""
    apply: Callable[[Rule, Dataset], Outcome]
    needs: tuple[str, ...] = ()
    """The keys that such a rule must have."""
    datasets: tuple[str, ...] = ()
    """The only datasets that it can be about; empty where it can be any."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell's text before and after, and in how many rows: only of columns that may be shown."""

    before: str
    after: str
    count_rows: int


@dataclass(frozen=True, slots=True)
class Applied:
    """The record of one rule on one dataset: how often, where, and what changed as far as that may be kept."""

    rule: Rule
    dataset: str
    source: str
    cells: tuple[tuple[int, str], ...] = ()
    """Row of the file and column of each cell that changed."""
    rows_dropped: tuple[int, ...] = ()
    """Rows of the file that were taken out."""
    changes: tuple[Change, ...] = ()

    @property
    def count(self) -> int:
        """How many cells were changed or rows taken out."""
        return len(self.cells) + len(self.rows_dropped)
