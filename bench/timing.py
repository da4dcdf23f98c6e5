"""Timing: one call at a time, engines taking turns, so that whatever else the machine does falls on all of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

WEIGHT = 120_000
"""The weight for FRL that the formula has, in millionths."""

STEP = 1_000
"""How far the weight moves from one what-if to the next, so that no result can be remembered."""


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Give the milliseconds that some work took, and what it gave; garbage is collected before and not meanwhile."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        result = work()
        return (time.perf_counter() - start) * 1e3, result
    finally:
        gc.enable()


class Times:
    """The repeats of one measurement, in milliseconds."""

    def __init__(self) -> None:
        """Begin without any."""
        self.all: list[float] = []

    @property
    def least(self) -> float:
        """The shortest."""
        return min(self.all)

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.all)

    def __str__(self) -> str:
        """Write minimum and median."""
        return f"{self.least:,.1f} ({self.median:,.1f})"

    def over(self, other: Times) -> str:
        """Write how many times the other's this is, by minimum and by median."""
        return f"{self.least / other.least:.2f}x ({self.median / other.median:.2f}x)"


def met(holds: bool) -> str:  # noqa: FBT001  a word for a truth
    """Say whether a target is met."""
    return "met" if holds else "MISSED"
