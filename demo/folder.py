"""The demo district's own folder, made as a district makes it: `perpupil new`, `perpupil import`, then its formula and what it decided."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from demo.district import COUNT_DATE, SEED, TODAY, YEAR
from demo.files import clean
from perpupil.cli.main import main

DISTRICT, FILES = "district", "files"
IMPORTED = (
    "schools", "students", "student_programs", "school_counts", "positions", "prices", "services", "pool", "accounts",
    "ledger", "school_facts",
)  # fmt: skip
DECIDED = (
    "steady_state.toml", "services.toml", "choices.csv", "grants.toml", "schools.csv", "proposals.toml", "grant_spending.csv",
    "autonomy.toml", "calendar.toml", "calendar.csv",
)  # fmt: skip
"""What stands beside the formula, where the demo writes it."""
_ACCOUNTS = """
[accounts]
picture = "{fund}.{function}.{object}.{location}.{project}"
sign = "debit_credit"
rows = "transactions"
"""


def make_folder(place: Path) -> Path:
    """Write the demo's files and bring them into a folder of their own; give that folder.

    Raises:
        RuntimeError: A command found something wrong with the demo's files.

    """
    files, district = place / FILES, place / DISTRICT
    files.mkdir(parents=True)
    for name, content in clean(SEED, TODAY).items():
        (files / name).write_bytes(content)
    _perpupil(
        "new", str(district), "--year", str(YEAR), "--count-date", COUNT_DATE.isoformat(), "--district", "Calder Falls"
    )
    settings = district / "perpupil.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + _ACCOUNTS, encoding="utf-8")
    _perpupil("import", "--district", str(district), *(str(files / f"{name}.csv") for name in IMPORTED))
    formula = (files / "formula.toml").read_text(encoding="utf-8").replace('column = "school",', 'column = "schoolId",')
    (district / "formula.toml").write_text(formula, encoding="utf-8")
    for name in DECIDED:
        if (files / name).is_file():
            (district / name).write_bytes((files / name).read_bytes())
    return district


def _perpupil(*arguments: str) -> None:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        code = main(arguments)
    if code != 0:
        message = f"perpupil {arguments[0]} ended with {code}"
        raise RuntimeError(message)


if __name__ == "__main__":
    print(f"Made {make_folder(Path(sys.argv[1]))}.")
