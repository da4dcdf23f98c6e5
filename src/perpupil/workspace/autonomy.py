"""The register of autonomies of a folder."""

from __future__ import annotations

from pathlib import Path

from perpupil.budget.autonomy.reading import read_register
from perpupil.budget.autonomy.records import FILE_NAME, Register
from perpupil.findings import Finding
from perpupil.workspace.files import NoSuchFile, read


def read_autonomy(folder: Path) -> tuple[Register | None, tuple[Finding, ...]]:
    """Read autonomy.toml of a folder.

    Raises:
        NoSuchFile: It is not there or cannot be read.

    """
    path = folder / FILE_NAME
    if not path.is_file():
        message = f"There is no {FILE_NAME} in {folder}: it says who decides what at each school."
        raise NoSuchFile(message)
    return read_register(read(path), str(path))
