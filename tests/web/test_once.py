"""Something is worked out once, however many ask at the same moment; an answer is never that of other arguments."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from perpupil.web.once import Once, once


def test_many_who_ask_at_once_wait_for_one_answer() -> None:
    begun, asked = threading.Event(), []

    def work(name: str) -> str:
        asked.append(name)
        begun.wait(10)
        return f"answer to {name}"

    kept = Once(work, 2)
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(kept, "a") for _ in range(8)]
        begun.set()
        assert {one.result() for one in answers} == {"answer to a"}
    assert asked == ["a"]


def test_another_question_does_not_wait() -> None:
    held = threading.Event()
    kept = Once(lambda name: held.wait(10) if name == "slow" else name, 4)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(kept, "slow")
        assert kept("quick") == "quick"
        held.set()
        assert slow.result() is True


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    asked: list[int] = []

    @once(most=2)
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [double(one) for one in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert asked == [1, 2, 3, 2]
    double.cache_clear()
    assert (double(1), asked[-1]) == (2, 1)


def test_what_went_wrong_is_not_kept() -> None:
    tried: list[str] = []

    @once(most=2)
    def work(name: str) -> str:
        tried.append(name)
        if len(tried) == 1:
            raise ValueError(name)
        return name

    with pytest.raises(ValueError, match="a"):
        work("a")
    assert work("a") == "a"
