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
    match content:
        case None | bool():
            return content
        case str():
            return unicodedata.normalize("NFC", content)
        case int() | Fraction():
            return {"number": write_number(Fraction(content))}
        case dict():
            return {unicodedata.normalize("NFC", str(key)): _canonical(value) for key, value in content.items()}
        case list() | tuple():
            return [_canonical(value) for value in content]
        case _:
            message = f"{type(content).__name__} has no canonical form"
            raise TypeError(message)
