"""The record of how facts came about: which file, which rule, how often, where; and of values only what may be kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from perpupil.intake.answers import Answered
from perpupil.intake.cases import Case
from perpupil.intake.repairs import Applied
from perpupil.intake.repairs.text import write_rules


def record_of(
    sources: Sequence[str], applied: Iterable[Applied], answered: Iterable[Answered], cases: Iterable[Case]
) -> Mapping[str, Any]:
    """Write what was done to the files.

    Before and after are there only for schools, grades and needs (`Applied.changes`); of an answer there is the number of cells.
    """
    return {
        "files": list(sources),
        "repairs": [_repair(one) for one in applied],
        "answers": [
            {"dataset": one.dataset, "file": one.source, "rows": one.rows, "added": one.added, "cells": dict(one.cells)}
            for one in answered
        ],
        "found": _found(cases),
    }


def _repair(one: Applied) -> Mapping[str, Any]:
    return {
        "rule": write_rules([one.rule]).partition("\n\n")[2].strip(),
        "dataset": one.dataset,
        "file": one.source,
        "count": one.count,
        "cells": {column: runs(rows) for column, rows in _by_column(one.cells).items()},
        "rows_dropped": runs(one.rows_dropped),
        "changes": [[change.before, change.after, change.count_rows] for change in one.changes],
    }


def runs(rows: Iterable[int]) -> str:
    """Write numbers of rows in short.

    >>> runs([2, 3, 4, 9, 12, 11])
    '2-4, 9, 11-12'
    """
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def _by_column(cells: Iterable[tuple[int, str]]) -> Mapping[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, column in cells:
        rows[column].append(row)
    return rows


def _found(cases: Iterable[Case]) -> Sequence[Mapping[str, Any]]:
    counts: Counter[tuple[str, str]] = Counter()
    rows: Counter[tuple[str, str]] = Counter()
    for one in cases:
        counts[one.dataset, one.finding.code] += 1
        rows[one.dataset, one.finding.code] += len(one.rows)
    return [
        {"dataset": dataset, "code": code, "times": times, "rows": rows[dataset, code]}
        for (dataset, code), times in sorted(counts.items())
    ]
