"""Batches that were posted twice: the same entries under two numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.repairs import Rule
from perpupil.intake.shape import alike

ENTRIES_AT_LEAST = 3
"""Two batches of one or two entries may well be alike."""

_MONEY = ("amount", "debit", "credit", "budget", "revised", "actual", "encumbered")


def find(material: Material) -> Iterator[Case]:
    """Find each batch that has the very entries of an earlier one."""
    ledger = material.get("ledger", "batch")
    if ledger is None:
        return
    rows: dict[str, list[int]] = defaultdict(list)
    for at, batch in enumerate(ledger.words("batch")):
        if batch:
            rows[batch].append(at)
    columns = [ledger.words(one.name) for one in ledger.columns if one.name not in {"batch", "asOfDate"}]
    first: dict[frozenset[tuple[tuple[str, ...], int]], str] = {}
    for batch, positions in sorted(rows.items()):
        counts = Counter(tuple(column[at] for column in columns) for at in positions)
        again = _later_half(ledger, batch) if set(counts.values()) == {2} else []
        earlier = first.setdefault(frozenset(counts.items()), batch)
        if len(again) >= ENTRIES_AT_LEAST:
            what = f"Batch {batch} holds each of its {len(again)} entries twice."
            yield _case(ledger, again, Said("batch-posted-twice", what, "Count each once."), (batch, batch))
        elif earlier != batch and len(positions) >= ENTRIES_AT_LEAST:
            what = f"Batch {batch} has the {len(positions)} entries of batch {earlier} again."
            yield _case(
                ledger, positions, Said("batch-posted-twice", what, f"Count {earlier} alone."), (batch, earlier)
            )


def _case(ledger: Dataset, positions: list[int], said: Said, kept: tuple[str, str]) -> Case:
    rule = Rule("drop_batch", "ledger", values=(kept,))
    return case(ledger, positions, said, column="batch", repair=rule, effect=_effect(ledger, positions))


def _later_half(ledger: Dataset, batch: str) -> list[int]:
    """Give the entries of a batch that stand in it again."""
    return [at for group in alike(ledger, ledger.texts("batch"), {batch}) for at in group[1:]]


def _effect(ledger: Dataset, positions: list[int]) -> Effect:
    sums = (sum(abs(cents) for at in positions if isinstance(cents := ledger.values(name)[at], int)) for name in _MONEY)
    return Effect(amount_cents=max(sums), rows=len(positions))


CHECK = Check("batches", "A batch of entries was posted twice.", ("batch-posted-twice",), find)
