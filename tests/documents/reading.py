"""Reads pages back from HTML and Markdown, with parsers that know nothing of how they were written."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from perpupil.documents.page import Heading, Listing, Note, Page, Paragraph, Table, shown

Said = tuple[str, str]
"""What kind of text, and the text."""

_CELLS = {"th", "td"}
_TEXTS = {"h1", "h2", "h3", "h4", "p", "li", "caption", *_CELLS}
_VOID = {"meta"}
TAGS = {"html", "head", "title", "style", "body", "main", "div", "table", "thead", "tbody", "tr", "ul", *_VOID, *_TEXTS}


def expected(page: Page, *, has_captions: bool = True) -> list[Said]:
    """Give every text of a page in its order, as a reader should find it."""
    said: list[Said] = [("h1", shown(page.title))]
    for block in page.blocks:
        match block:
            case Heading(text=text, level=level):
                said.append((f"h{level}", shown(text)))
            case Paragraph(text=text) | Note(text=text):
                said.append(("p", shown(text)))
            case Listing(items=items):
                said += [("li", shown(item)) for item in items]
            case Table():
                said += [("caption", shown(block.caption))] if has_captions else []
                said += [("cell", shown(column.title)) for column in block.columns]
                said += [("cell", shown(cell)) for row in block.rows for cell in row]
    return said


@dataclass
class Read(HTMLParser):
    """What an HTML page holds: texts, tags, and whether every tag was closed."""

    said: list[Said] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str | None]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    title: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in _VOID:
            self.open.append(tag)
        if tag in _TEXTS:
            self.said.append(("cell" if tag in _CELLS else tag, ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        here = self.open[-1] if self.open else ""
        if here == "title":
            self.title += data
        elif here in _TEXTS:
            kind, text = self.said[-1]
            self.said[-1] = (kind, text + data)
        else:
            assert here == "style" or not data.strip()


def read_html(text: str) -> Read:
    """Read an HTML page."""
    read = Read()
    read.feed(text)
    read.close()
    assert read.open == []
    return read


_OPENING = {"paragraph_open": "p", "list_item_open": "li", "th_open": "cell", "td_open": "cell"}
_PLAIN = {"text", "text_special", "strong_open", "strong_close"}


def read_markdown(text: str) -> list[Said]:
    """Read a Markdown page: CommonMark with tables; anything but plain text inside a line is a fault."""
    said: list[Said] = []
    kinds: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "heading_open":
            kinds.append(token.tag)
        elif token.type in _OPENING:
            kinds.append(_OPENING[token.type])
        elif token.type.endswith("_close") and token.type.replace("_close", "_open") in {*_OPENING, "heading_open"}:
            kinds.pop()
        elif token.type == "inline":
            parts = token.children or []
            assert {part.type for part in parts} <= _PLAIN, (token.content, [part.type for part in parts])
            kind = "li" if "li" in kinds else kinds[-1]
            said.append((kind, "".join(part.content for part in parts)))
        else:
            assert token.type in _BLOCKS, token.type
    return said


_BLOCKS = {
    *(
        f"{name}_{side}"
        for name in ("table", "thead", "tbody", "tr", "bullet_list", "blockquote")
        for side in ("open", "close")
    ),
}
