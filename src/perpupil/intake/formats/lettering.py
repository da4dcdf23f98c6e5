"""How the letters of a text file are written: its byte-order mark says so, or UTF-8 fits, or the likeliest is guessed and told."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import charset_normalizer

from perpupil import limits
from perpupil.facts.table import without_controls
from perpupil.findings import Place, finding
from perpupil.intake.bounds import PIECE_BYTES, Refusal
from perpupil.intake.formats.recognise import HEAD_BYTES, is_wide

if TYPE_CHECKING:
    from perpupil.intake.reading import Told

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_LIKELY = ["cp1252", "mac_roman", "cp437", "cp850", "cp1250", "cp1251", "shift_jis", "gb18030", "big5", "euc_kr"]
"""What systems that school districts use write besides UTF-8; the first fits nearly always."""
_SAMPLE_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class Lettering:
    """The encoding of a text file and how wide its narrowest character is."""

    encoding: str
    unit_bytes: int = 1


def find_lettering(stream: IO[bytes], told: Told, asked: str = "") -> Lettering:
    """Say how a text file is written; a guess is told, with how sure it is."""
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return Lettering(encoding, 1 if mark == codecs.BOM_UTF8 else 2)
    if asked:
        return Lettering(codecs.lookup(asked).name, 2 if "16" in asked else 1)
    if is_wide(head):
        encoding = "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
        told.say(
            "guessed-encoding",
            f"The file seems to be {encoding.upper()}, without a mark that says so.",
            "Say so if it is not.",
        )
        return Lettering(encoding, 2)
    sample = _beyond_utf8(stream)
    return Lettering("utf-8") if sample is None else _guessed(sample, told)


def _beyond_utf8(stream: IO[bytes]) -> bytes | None:
    """Give lines with letters beyond ASCII of a file that is not UTF-8, or nothing for a file that is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    is_utf8, sample = True, bytearray()
    while piece := stream.read(PIECE_BYTES):
        if is_utf8:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
        if not piece.isascii() and len(sample) < _SAMPLE_BYTES:
            sample += b"\n".join(line[:500] for line in piece.split(b"\n") if not line.isascii())[:_SAMPLE_BYTES]
        if not is_utf8 and len(sample) >= _SAMPLE_BYTES:
            break
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    return None if is_utf8 else bytes(sample)


def _guessed(sample: bytes, told: Told) -> Lettering:
    """Take what fits the sample best; Western Windows letters when nothing does."""
    best = charset_normalizer.from_bytes(sample, cp_isolation=_LIKELY, enable_fallback=False).best()
    western = all(byte not in sample for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
    if best is None or (western and best.encoding not in ("cp1252", "mac_roman") and best.percent_coherence == 0):
        encoding, sure = "cp1252", "not sure: nothing fits well"
    else:
        encoding = best.encoding
        sure = f"{100 - round(best.percent_chaos)}% sure"
    what = f"The file is not UTF-8. Its letters seem to be {encoding} ({sure})."
    told.say(
        "guessed-encoding",
        what,
        "Look at names with accents; say the encoding if they are wrong, or save the file as UTF-8.",
    )
    return Lettering(encoding)


class Lines:
    """The lines of a text file, one at a time and none too long, with what was mended in them counted."""

    def __init__(self, stream: IO[bytes], lettering: Lettering, source: str) -> None:
        stream.seek(0)
        self._text = io.TextIOWrapper(stream, encoding=lettering.encoding, errors="replace", newline="")
        self._source = source
        self.number = 0
        self.nulls = self.controls = 0
        self.ends: set[str] = set()

    def __iter__(self) -> Lines:
        """Begin where the last line ended."""
        return self

    def __next__(self) -> str:
        """Give the next line without its end."""
        line = self._text.readline(limits.LINE_BYTES + 2)
        if not line:
            raise StopIteration
        self.number += 1
        text = line.rstrip("\r\n")
        if len(text) > limits.LINE_BYTES:
            what = f"The line has more than {limits.LINE_BYTES:,} characters."
            fix = "Export the table again, with a line for each row."
            raise Refusal(finding("too-large", Place(self._source, self.number), what, fix))
        self.ends.add(line[len(text) :])
        if self.number == 1:
            text = text.removeprefix("\N{BYTE ORDER MARK}")
        if text.isprintable():
            return text
        return self._mended(text)

    def _mended(self, text: str) -> str:
        if "\0" in text:
            self.nulls += text.count("\0")
            text = text.replace("\0", "")
        clean = without_controls(text)
        self.controls += sum(one != other for one, other in zip(text, clean, strict=True)) if clean != text else 0
        return clean

    def tell(self, told: Told) -> None:
        """Say what was mended."""
        if self.nulls:
            told.say("mended-text", f"{self.nulls:,} zero bytes were taken out.", "See whether the file is whole.")
        if self.controls:
            what = f"{self.controls:,} characters that only a terminal obeys were replaced by a mark."
            told.say("mended-text", what, "See whether the file is whole.")
        if len(self.ends - {""}) > 1:
            told.say("mended-text", "The lines end in several ways.", "Nothing needs to be done if the rows are right.")

    def release(self) -> None:
        """Let go of the file without closing it."""
        self._text.detach()
