"""Reads a PDF back as a screen reader does: along its tags, each with its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, NameObject

from perpupil.documents.font import regular


@dataclass
class Tag:
    """A part of a document: its kind, its text, what stands for its picture, and its parts."""

    kind: str
    text: str = ""
    alternative: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    parts: list["Tag"] = field(default_factory=list)

    @property
    def whole(self) -> str:
        """Its text with that of its parts."""
        return self.text + "".join(part.whole for part in self.parts)

    def walk(self) -> Iterator["Tag"]:
        """Give it and all its parts, in the order in which they are read."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def all(self, *kinds: str) -> list["Tag"]:
        """Give the parts of some kinds, in the order in which they are read."""
        return [one for one in self.walk() if one.kind in kinds]


class Pdf:
    """A PDF."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(BytesIO(content))
        self.catalog = _got(self.reader.root_object)
        self.metadata = _got(self.catalog["/Metadata"]).get_data().decode()
        self._marked = [_marked(page) for page in self.reader.pages]
        self._pages = {
            page.indirect_reference.idnum: at for at, page in enumerate(self.reader.pages) if page.indirect_reference
        }

    @property
    def sizes(self) -> list[tuple[float, float]]:
        """The width and the height of each page, in points."""
        return [(float(page.mediabox.width), float(page.mediabox.height)) for page in self.reader.pages]

    @property
    def shown(self) -> list[str]:
        """Every text that is on each page, tagged or not."""
        return ["".join(texts.values()) for texts in self._marked]

    @property
    def ends(self) -> list[tuple[float, float]]:
        """Where each piece of text begins and ends, in points from the left and from the right side of its page."""
        ends: list[tuple[float, float]] = []
        for page, (width, _) in zip(self.reader.pages, self.sizes, strict=True):

            def see(
                text: str, outer: list[float], inner: list[float], _: object, size: float, width: float = width
            ) -> None:
                line = text.strip().partition("\n")[0]
                if line:
                    left = inner[4] * outer[0] + outer[4]
                    ends.append((left, width - left - regular().width(line) * size * inner[0] * outer[0]))

            page.extract_text(visitor_text=see)
        return ends

    @property
    def root(self) -> Tag:
        """The whole, as it is read aloud."""
        return self._tag(_got(self.catalog["/StructTreeRoot"]), None)

    def _tag(self, one: DictionaryObject, page: int | None) -> Tag:
        if "/Pg" in one:
            page = self._pages[one.raw_get("/Pg").idnum]
        tag = Tag(str(one.get("/S", "/Root")).lstrip("/"), alternative=str(one.get("/Alt", "")))
        for attributes in _listed(one.get("/A")):
            tag.attributes |= {key: _got(value) for key, value in _got(attributes).items()}
        for child in map(_got, _listed(one.get("/K"))):
            if isinstance(child, int):
                assert page is not None
                tag.parts.append(Tag("content", self._marked[page][child]))
            elif child.get("/Type") == "/MCR":
                at = self._pages[child.raw_get("/Pg").idnum] if "/Pg" in child else page
                assert at is not None
                tag.parts.append(Tag("content", self._marked[at][child["/MCID"]]))
            elif child.get("/Type") != "/OBJR":
                tag.parts.append(self._tag(child, page))
        return tag


def _got(one: Any) -> Any:  # noqa: ANN401  a PDF holds anything
    return one.get_object() if isinstance(one, IndirectObject) else one


def _listed(one: Any) -> list[Any]:  # noqa: ANN401  as above
    one = _got(one)
    if one is None:
        return []
    return list(one) if isinstance(one, ArrayObject) else [one]


def _marked(page: Any) -> dict[int, str]:  # noqa: ANN401  as above
    """Give the text of each marked part of a page; what is marked as no part of the document is under -1."""
    texts: dict[int, str] = {-1: ""}
    fonts = {name: _unicode(_got(one)) for name, one in _got(_got(page["/Resources"]).get("/Font", {})).items()}
    properties = _got(_got(page["/Resources"]).get("/Properties", {}))
    marks: list[tuple[int | None, str | None]] = []
    font: dict[int, str] = {}
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"Tf":
            font = fonts[operands[0]]
        elif operator in {b"BDC", b"BMC"}:
            given = operands[1] if len(operands) > 1 else {}
            given = _got(properties[given]) if isinstance(given, NameObject) else given
            marks.append((given.get("/MCID"), given.get("/ActualText")))
            _add(texts, marks, "")
            if given.get("/ActualText") is not None:
                _add(texts, marks, str(given["/ActualText"]))
        elif operator == b"EMC":
            marks.pop()
        elif operator in {b"Tj", b"TJ"} and all(instead is None for _, instead in marks):
            strings = operands[0] if operator == b"TJ" else operands[:1]
            _add(texts, marks, "".join(_decoded(one, font) for one in strings if not isinstance(one, int | float)))
    return texts


def _add(texts: dict[int, str], marks: list[tuple[int | None, str | None]], text: str) -> None:
    at = next((number for number, _ in reversed(marks) if number is not None), -1)
    texts[at] = texts.get(at, "") + text


def _decoded(text: Any, font: dict[int, str]) -> str:  # noqa: ANN401  as above
    raw = text.original_bytes if hasattr(text, "original_bytes") else bytes(text)
    return "".join(font[int.from_bytes(raw[at : at + 2])] for at in range(0, len(raw), 2))


_PAIR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def _unicode(font: DictionaryObject) -> dict[int, str]:
    """Read what each code of a font stands for."""
    return _read_codes(_got(font["/ToUnicode"]).get_data().decode("latin-1"))


@lru_cache(maxsize=16)
def _read_codes(table: str) -> dict[int, str]:
    codes: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        codes |= {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in _PAIR.findall(block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            start = int(text, 16)
            codes |= {int(first, 16) + at: chr(start + at) for at in range(int(last, 16) - int(first, 16) + 1)}
    return codes
