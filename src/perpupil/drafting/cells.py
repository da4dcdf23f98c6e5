"""Cells of last year's table as people type them: `$1,234.56`, `(500)`, `12.5%`, `n/a`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from perpupil.exact.numerals import read_number

UNKNOWN = frozenset({"", "-", "–", "—", "na", "n/a", "n.a.", "null", "none", "nan", "*", "**", "tbd", "#n/a"})
"""Texts that say that nobody has said anything, in small letters."""
SIGNS = "$£€"


def amount_in(cell: str) -> Fraction | None:
    """Read a number as people write it in a workbook; None when it is none.

    >>> [str(amount_in(text)) for text in ("$1,234.56", "(500)", "-£5", "12.5%", "ten", "1,23")]
    ['30864/25', '-500', '-5', '1/8', 'None', 'None']
    """
    text = cell.strip().replace("\N{MINUS SIGN}", "-")
    if text.startswith("(") and text.endswith(")"):
        inside = amount_in(text[1:-1])
        return None if inside is None else -inside
    sign = "-" if text.startswith("-") else ""
    text = text.removeprefix("-").strip().strip(SIGNS).strip()
    if text.startswith("-"):
        sign, text = "-", text[1:]
    share = text.endswith("%")
    text = text.removesuffix("%").strip()
    if "," in text:
        if not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
            return None
        text = text.replace(",", "")
    value = read_number(sign + text) if text[:1] not in {"-", "+"} else None
    return value / 100 if share and value is not None else value  # exact: Fraction


def is_unknown(cell: str) -> bool:
    """Whether a cell says that there is no figure."""
    return cell.strip().lower() in UNKNOWN


def numbers_in(cells: Sequence[str]) -> tuple[list[Fraction | None], list[int]]:
    """Read a column; give its numbers, None where there is none, and the places of cells that are something else."""
    numbers = [None if is_unknown(cell) else amount_in(cell) for cell in cells]
    wrong = [
        at for at, (cell, one) in enumerate(zip(cells, numbers, strict=True)) if one is None and not is_unknown(cell)
    ]
    return numbers, wrong


_CURRENCY = re.compile(r"[$£€]|\b(usd|gbp|eur|dollars?|pounds?|euros?)\b")
_MONEY = re.compile(
    r"\b(amount|allocation|allotment|budget|funding|cost|aid|grant|entitlement|money|total|paid|allocated)\b"
)
_COUNT = re.compile(
    r"\b(students?|pupils?|enrol(l)?ment|enrolled|count|ada|adm|fte|pct|percent|share|ratio|rate|grades?|nor|headcount|number|no|id|code|zip|year)\b"
)


def says_currency(header: str, cells: Sequence[str]) -> bool:
    """Whether a column says that it is money: a currency in its header, or a sign of one in its cells.

    >>> says_currency("usd_base", ["100"]), says_currency("Base", ["$100"]), says_currency("base aid", ["100"])
    (True, True, False)
    """
    return bool(_CURRENCY.search(_words(header))) or any(sign in cell for cell in cells for sign in SIGNS)


def looks_like_money(header: str, numbers: Sequence[Fraction | None]) -> bool:
    """Guess whether a column that names no currency is money: by its header, or by the size of its figures."""
    words = _words(header)
    if _MONEY.search(words):
        return True
    if _COUNT.search(words):
        return False
    there = [abs(one) for one in numbers if one is not None]
    return bool(there) and max(there) >= _LARGE


def _words(header: str) -> str:
    return re.sub(r"[^a-z$£€]+", " ", header.lower())


_LARGE = 10_000
"""Few schools have as many students, and few lines pay no school as much."""


def name_of(header: str, taken: frozenset[str] | set[str]) -> str:
    """Give a column a name that can stand in a formula and that nothing else has.

    >>> name_of("Low-income students (%)", set()), name_of("2026", {"n_2026"}), name_of("total", set())
    ('low_income_students', 'n_2026_2', 'total_')
    """
    name = re.sub(r"[^0-9a-z]+", "_", header.lower().encode("ascii", "ignore").decode()).strip("_") or "column"
    name = f"n_{name}" if name[0].isdigit() else name
    name = f"{name[:60]}_" if name in _RESERVED else name[:60]
    numbered, count = name, 2
    while numbered in taken:
        numbered, count = f"{name}_{count}", count + 1
    return numbered


_RESERVED = frozenset(
    [
        "and",
        "or",
        "not",
        "if",
        "true",
        "false",
        "days",
        "fte",
        "allocation",
        "min",
        "max",
        "abs",
        "round",
        "floor",
        "ceil",
        "total",
        "share",
        "tier",
        "interpolate",
        "prior",
        "average",
        "apportion",
        "known",
    ]
)
