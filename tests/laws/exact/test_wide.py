"""Multiplying and then dividing, at and beyond the limits of 64-bit integers, against Python integers."""

from hypothesis import given
from hypothesis import strategies as st

from perpupil.exact.columns import bound_of
from perpupil.exact.wide import multiply_divide
from tests.laws.exact.numbers import array, integers, naturals
from tests.laws.words import WORDS, words_below


def near(*bits: int) -> st.SearchStrategy[int]:
    return st.builds(lambda power, off: max(0, (1 << power) + off), st.sampled_from(bits), st.integers(-9, 9))


multipliers = st.one_of(naturals, near(51, 52, 53, 60, 61, 62, 63, 64), st.integers(0, 1 << 61))
divisors = st.one_of(naturals, near(1, 31, 51, 53, 60, 61, 62, 64), st.integers(1, 1 << 61)).map(lambda n: max(n, 1))
amounts = st.one_of(integers, st.integers(-(1 << 62), 1 << 62), near(50, 51, 52, 53, 61, 62))


def check(numbers: list[int], multiplier: int, divisor: int, slack: int) -> None:
    held = array(numbers)
    quotients, remainders = multiply_divide(held, multiplier, divisor, bound_of(held) + slack)
    expected = [divmod(number * multiplier, divisor) for number in numbers]
    assert list(zip(quotients.tolist(), remainders.tolist(), strict=True)) == expected


@given(st.lists(amounts, min_size=1, max_size=9), multipliers, divisors, naturals, st.sampled_from(WORDS))
def test_it_is_what_python_integers_give(
    numbers: list[int], multiplier: int, divisor: int, slack: int, word: int
) -> None:
    with words_below(word):
        check(numbers, multiplier, divisor, slack)


@given(divisors, st.lists(st.integers(-9, 9), min_size=1, max_size=9), st.integers(1, 1 << 62), st.data())
def test_quotients_at_their_limit(divisor: int, offs: list[int], multiplier: int, data: st.DataObject) -> None:
    wanted = data.draw(near(49, 50, 51, 52))
    middle = min(wanted * divisor // multiplier, (1 << 62) - 10)
    check([sign * (middle + off) for off in offs for sign in (1, -1)], multiplier, divisor, 0)


@given(
    st.integers(1, (1 << 61) - 1), st.integers(1, (1 << 61) - 1), st.lists(st.integers(-(1 << 50), 1 << 50), min_size=1)
)
def test_products_of_a_hundred_and_twenty_bits(multiplier: int, divisor: int, numbers: list[int]) -> None:
    check(numbers, multiplier, divisor, 0)
