"""Working something out once, however many ask for it at the same moment, and keeping it until others push it out.

Pages are answered by several threads. What a district's figures take seconds to give would be worked by each of them that asks before the first is
done; here the others wait for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import update_wrapper
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class _Place(Generic[Answer]):
    """Where an answer is put when it is there."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.answers: list[Answer] = []


class Once(Generic[Answer]):
    """A function whose latest answers are kept by its arguments, each worked out by one thread."""

    def __init__(self, work: Callable[..., Answer], most: int) -> None:
        """Keep the answers of some work.

        Args:
            work: What is done for arguments that can be hashed. An exception is not kept.
            most: How many answers are kept; the one that was asked for longest ago goes first.

        """
        self._work, self._most, self._lock = work, most, Lock()
        self._places: OrderedDict[tuple[Hashable, ...], _Place[Answer]] = OrderedDict()
        update_wrapper(self, work)

    def __call__(self, *asked: Hashable) -> Answer:
        """Give the answer, kept or worked out."""
        with self._lock:
            place = self._places.setdefault(asked, _Place())
            self._places.move_to_end(asked)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
        with place.lock:
            if not place.answers:
                place.answers.append(self._work(*asked))
            return place.answers[0]

    def cache_clear(self) -> None:
        """Forget every answer."""
        with self._lock:
            self._places.clear()


def once(most: int) -> Callable[[Callable[..., Answer]], Once[Answer]]:
    """Keep the latest answers of a function; see `Once`."""
    return lambda work: Once(work, most)
