"""TOML text of what a person has decided: rules and mappings are kept as files that people can read and mend."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII).fullmatch


def quoted(text: str) -> str:
    r"""Write a text between quotes.

    >>> print(quoted('He said "no"'))
    "He said \"no\""
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(text: str) -> str:
    """Write the name of a key, between quotes where it needs them."""
    return text if _BARE(text) else quoted(text)


def listed(texts: Iterable[str]) -> str:
    """Write a list of texts."""
    return f"[{', '.join(map(quoted, texts))}]"


def table(entries: Mapping[str, str]) -> str:
    """Write a table on one line, its values already written."""
    return "{ " + ", ".join(f"{key(name)} = {value}" for name, value in entries.items()) + " }"
