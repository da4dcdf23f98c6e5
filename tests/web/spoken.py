"""What a page says outside what is marked as English, piece by piece."""

import re
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNSPOKEN = {"script", "style"}
_ENGLISH = re.compile(
    r"\b(the|of|is|are|for|and|by|not|no|has|have|that|this|it|with|from|to|in|than|each|every)\b", re.IGNORECASE
)
_WORDS = 3
"""A piece of fewer words is a name or a label: of a school, a line, a person."""


class Pieces(HTMLParser):
    """Collects the texts of a page, each with whether it stands within what is marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.pieces: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        language = told.get("lang") or (self.open[-1][1] if self.open else "")
        self.pieces += [(language, told[name] or "") for name in ("aria-label", "alt", "title") if told.get(name)]
        if tag not in _VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] not in _UNSPOKEN and data.strip():
            self.pieces.append((self.open[-1][1], " ".join(data.split())))


def pieces(page: str) -> list[tuple[str, str]]:
    """Give the texts of a page with the language in which each is marked."""
    found = Pieces()
    found.feed(page)
    return found.pieces


def unmarked(english: str, spanish: str, known: frozenset[str] = frozenset()) -> list[str]:
    """Give the sentences of a Spanish page that are the same on the English one, read as English, and are not marked as such.

    Args:
        english: The page in English.
        spanish: The same page in Spanish.
        known: What people wrote, which stands as they wrote it.

    """
    same = {text for _, text in pieces(english)}
    return [
        text
        for language, text in pieces(spanish)
        if language != "en"
        and text in same
        and text not in known
        and len(text.split()) >= _WORDS
        and _ENGLISH.search(text)
    ]
