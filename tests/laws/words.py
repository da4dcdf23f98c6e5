"""Moves the bound below which the engine uses 64-bit integers; above it, it uses Python integers."""

from collections.abc import Iterator
from contextlib import contextmanager

from perpupil.exact import columns

WORDS = (columns.WORD, 0, 1 << 20)
"""As it is, everything in Python integers, and a bound that small numbers cross as well."""


@contextmanager
def words_below(bound: int) -> Iterator[None]:
    """Let numerators stay 64-bit integers only below this bound."""
    before = columns.WORD
    columns.WORD = bound
    try:
        yield
    finally:
        columns.WORD = before
