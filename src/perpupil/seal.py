"""Seals: hashes over content in one canonical form, never over the bytes of a file.

The same content gives the same seal whatever the order of rows, the spelling of a number, the line ends or the machine.
"""

import hashlib
import json
import unicodedata
from fractions import Fraction

from perpupil.exact.numerals import write_number


def seal(content: object) -> str:
    """Give the SHA-256, in hexadecimal, of a value made of dicts, lists, texts, integers, fractions, truths and None.

    >>> seal({"b": Fraction(1, 2), "a": [1]}) == seal({"a": [1], "b": Fraction("0.50")})
    True
    """
    text = json.dumps(_canonical(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(content: object) -> object:
    """Bring a value to the form that is hashed: composed Unicode, sorted keys, numbers in lowest terms."""
    if isinstance(content, str):
        return content if content.isascii() else unicodedata.normalize("NFC", content)
    if isinstance(content, list | tuple):
        # Nearly all of a large table is plain text, which is in this form already.
        return [one if isinstance(one, str) and one.isascii() else _canonical(one) for one in content]
    match content:
        case None | bool():
            return content
        case int() | Fraction():
            return {"number": write_number(Fraction(content))}
        case dict():
            return {unicodedata.normalize("NFC", str(key)): _canonical(value) for key, value in content.items()}
        case _:
            message = f"{type(content).__name__} has no canonical form"
            raise TypeError(message)
