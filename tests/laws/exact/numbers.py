"""Made-up integers and fractions, many of them where machines go wrong."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from perpupil.exact.columns import Integers

EDGES = sorted({(1 << bits) + near for bits in (0, 31, 52, 53, 61, 62, 63, 64, 100) for near in (-2, -1, 0, 1)})

naturals = st.one_of(st.integers(0, 12), st.integers(0, 10**6), st.sampled_from([e for e in EDGES if e >= 0]))
integers = st.builds(lambda size, sign: size * sign, naturals, st.sampled_from([1, -1]))
belows = st.one_of(st.sampled_from([1, 1, 2, 3, 7, 10, 100, 365, 10**4, 10**12]), st.integers(1, 1000))
fractions = st.builds(Fraction, integers, belows)


def array(numbers: list[int]) -> Integers:
    """Give numbers as the engine holds them: 64-bit integers where they fit."""
    if all(abs(number) < 1 << 62 for number in numbers):
        return np.array(numbers, np.int64)
    made = np.empty(len(numbers), object)
    made[:] = numbers
    return made
