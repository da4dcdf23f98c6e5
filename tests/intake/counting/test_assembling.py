"""Codes told apart by ticking them off and by sorting them: the same codes, the same positions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.intake.counting.assembling import distinct

FEW_CODES, MANY_CODES = 40, 1 << 61


@given(st.lists(st.integers(0, FEW_CODES - 1), max_size=60))
def test_ticked_off_and_sorted_codes_are_the_same(codes: list[int]) -> None:
    column = np.array(codes, np.int64)
    for size in (FEW_CODES, MANY_CODES):
        found, position = distinct(column, size)
        assert found.tolist() == sorted(set(codes))
        assert found[position].tolist() == codes


def test_a_code_beyond_the_size_is_a_mistake_of_ours() -> None:
    with pytest.raises(IndexError):
        distinct(np.array([0, 1, 9], np.int64), 9)
