"""Grades, in the many ways in which systems write them: PK, K, 1 to 12."""

from __future__ import annotations

import re
from collections.abc import Mapping

from perpupil.facts.grades import GRADES

_WORDS: Mapping[str, str] = {
    **dict.fromkeys(
        ("pk", "prek", "prekindergarten", "preschool", "ps", "p3", "p4", "pk3", "pk4", "pk1", "pk2", "prek3", "prek4"),
        "PK",
    ),
    **dict.fromkeys(("-1", "-01"), "PK"),
    **dict.fromkeys(("k", "kg", "kindergarten", "kf", "kh", "kdg", "kinder", "0", "00"), "K"),
    **{
        word: str(number)
        for number, word in enumerate(
            (
                *("first", "second", "third", "fourth", "fifth", "sixth"),
                *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
            ),
            1,
        )
    },
    **dict(zip(("freshman", "sophomore", "junior", "senior"), ("9", "10", "11", "12"), strict=True)),
}
_NUMBERED = re.compile(r"(?:g|gr|grade)?0?([1-9]|1[0-2])(?:st|nd|rd|th)?(?:grade)?", re.ASCII).fullmatch
_AGE_IN_K = 5


def read_grade(text: str) -> str | None:
    """Read a grade; None when it is none, or could be more than one (Boston's K1 is pre-kindergarten, elsewhere it is not).

    >>> [read_grade(text) for text in ("Pre-K", "KG", "00", "03", "3rd", "Grade 11", "12.0", "13", "K1", "TK")]
    ['PK', 'K', 'K', '3', '3', '11', '12', None, None, None]
    """
    word = re.sub(r"(?<=.)[\s._-]+", "", text.strip().lower().removesuffix(".0"))
    if word in _WORDS:
        return _WORDS[word]
    if word.removesuffix("grade") in _WORDS:
        return _WORDS[word.removesuffix("grade")]
    match = _NUMBERED(word)
    return match[1] if match else None


def usual_age(grade: str) -> int:
    """Give the age at which most students begin a grade; 5 in kindergarten."""
    return _AGE_IN_K + GRADES.index(grade) - GRADES.index("K")
