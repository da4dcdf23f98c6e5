"""Recalculating a workbook in LibreOffice, after planting wrong values beside every formula: a recalculation that does not happen is seen."""

import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

PLANTED = 987_654_321
_BESIDE_A_FORMULA = re.compile(rb"(</f>)<v>[^<]*</v>")
_CELL_TYPE = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="(?:str|b|e)">(<f>)')
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True)
class Sheets:
    """The cells of a workbook, by sheet."""

    rows: dict[str, list[list[Any]]]

    def cell(self, sheet: str, address: str) -> object:
        letters = address.rstrip("0123456789")
        column = 0
        for one in letters:
            column = column * 26 + ord(one) - ord("A") + 1
        return self.rows[sheet][int(address[len(letters) :]) - 1][column - 1]


def planted(content: bytes) -> bytes:
    """Put a wrong number beside every formula."""

    def wrong(text: bytes) -> bytes:
        return _BESIDE_A_FORMULA.sub(rb"\1<v>%d</v>" % PLANTED, _CELL_TYPE.sub(rb"\1>\2", text))

    return _each_sheet(content, wrong)


def with_values(content: bytes, values: dict[str, Fraction], sheet: str) -> bytes:
    """Type numbers into cells of a sheet, as a person would."""

    def typed(text: bytes) -> bytes:
        for address, value in values.items():
            pattern = re.compile(rf'(<c r="{address}"[^>]*><v>)[^<]*(</v>)'.encode())
            text, count = pattern.subn(rf"\g<1>{float(value)!r}\g<2>".encode(), text)
            assert count == 1, address
        return text

    return _each_sheet(content, typed, only=sheet)


def recalculated(content: bytes) -> Sheets:
    """Let LibreOffice work a workbook out again and give its cells."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        user = here / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        (here / "in.xlsx").write_bytes(planted(content))
        arguments = [f"-env:UserInstallation={(here / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
        made = subprocess.run(  # noqa: S603  a program that the test needs
            ["soffice", *arguments, "--outdir", str(here / "out"), str(here / "in.xlsx")],  # noqa: S607  wherever it is installed
            check=False,
            capture_output=True,
            timeout=600,
        )
        out = here / "out" / "in.xlsx"
        assert out.exists(), made.stderr.decode(errors="replace")
        return sheets_of(out.read_bytes())


def sheets_of(content: bytes) -> Sheets:
    """Read every sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return Sheets({name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names})


def _each_sheet(content: bytes, change: Callable[[bytes], bytes], only: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        path = _path_of(old, only) if only else ""
        for item in old.infolist():
            text = old.read(item)
            is_sheet = item.filename.startswith("xl/worksheets/sheet")
            new.writestr(item, change(text) if is_sheet and path in {"", item.filename} else text)
    return out.getvalue()


def _path_of(book: zipfile.ZipFile, sheet: str) -> str:
    names = re.findall(r'<sheet name="([^"]*)" sheetId="\d+" r:id="rId(\d+)"', book.read("xl/workbook.xml").decode())
    return f"xl/worksheets/sheet{dict(names)[sheet]}.xml"
