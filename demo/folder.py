"""The demo district's own folder, made as a district makes it.

A year ago `perpupil new`, `perpupil import` and a formula; then `perpupil roll-over`, this year's files, this year's formula, and what was decided.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from demo.district import SEED, TODAY, YEAR
from demo.files import clean, table
from demo.last_year import last_years_files
from demo.past import past_year_rows
from perpupil.cli.main import main

DISTRICT, FILES, LAST_YEAR = "district", "files", "fy2026"
IMPORTED = (
    "schools", "students", "student_programs", "school_counts", "positions", "prices", "services", "pool", "accounts",
    "ledger", "school_facts",
    "past_years",
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
    _write(files, {**clean(SEED, TODAY), "past_years.csv": table(past_year_rows())})
    _write(files / LAST_YEAR, last_years_files())
    _begin_last_year(files / LAST_YEAR, district)
    _perpupil("roll-over", str(YEAR), "--district", str(district))
    _import(files, district, IMPORTED)
    formula = (files / "formula.toml").read_text(encoding="utf-8").replace('column = "school",', 'column = "schoolId",')
    (district / "formula.toml").write_text(formula, encoding="utf-8")
    for name in DECIDED:
        if (files / name).is_file():
            (district / name).write_bytes((files / name).read_bytes())
    return district


def _begin_last_year(files: Path, district: Path) -> None:
    """Do what the district did a year ago."""
    named = ("--year", str(YEAR - 1), "--count-date", f"{YEAR - 2}-10-01", "--district", "Calder Falls")
    _perpupil("new", str(district), *named)
    settings = district / "perpupil.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + _ACCOUNTS, encoding="utf-8")
    _import(files, district, [path.stem for path in sorted(files.glob("*.csv"))])
    (district / "formula.toml").write_bytes((files / "formula.toml").read_bytes())


def _import(files: Path, district: Path, names: Iterable[str]) -> None:
    _perpupil("import", "--district", str(district), *(str(files / f"{name}.csv") for name in names))


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _perpupil(*arguments: str) -> None:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        code = main(arguments)
    if code != 0:
        message = f"perpupil {arguments[0]} ended with {code}"
        raise RuntimeError(message)


if __name__ == "__main__":
    print(f"Made {make_folder(Path(sys.argv[1]))}.")
