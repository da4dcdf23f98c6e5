"""What became of the rows of each file: every one is taken, set aside or left out by a rule, and the three add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from perpupil.intake.cleaning import Cleaned, Upload


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of one file, and the cells that were mended in it."""

    source: str
    dataset: str
    rows: int
    taken: int
    aside: int
    dropped: int
    """Rows that a rule has taken out, such as totals and repeats."""
    mended: int
    answered: int
    """Cells that answers filled."""

    def as_data(self) -> Mapping[str, object]:
        """Give it for a script."""
        return asdict(self)


def tallies(uploads: Sequence[Upload], cleaned: Sequence[Cleaned]) -> Iterator[Tally]:
    """Tally the files that came in; what was kept from before is not among them."""
    for upload in uploads:
        name, source = upload.mapping.dataset, upload.table.source
        for done in cleaned:
            if name not in done.taken or done.taken[name].source != source:
                continue
            applied = [one for one in done.applied if (one.dataset, one.source) == (name, source)]
            yield Tally(
                source,
                name,
                rows=len(upload.table),
                taken=len(done.taken[name]),
                aside=len(done.aside[name]),
                dropped=sum(len(one.rows_dropped) for one in applied),
                mended=sum(len(one.cells) for one in applied),
                answered=sum(sum(one.cells.values()) for one in done.answered if one.dataset == name),
            )
