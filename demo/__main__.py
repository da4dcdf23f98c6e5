"""`python -m demo FOLDER`: write the demo district, or with `--messy` its messy twin."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from demo.district import SEED, TODAY
from demo.files import clean
from demo.messy import messy


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(prog="python -m demo", description="Write the demo district as files.")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--messy", action="store_true", help="the same district with every planted fault")
    parser.add_argument("--seed", type=int, default=SEED, help="who the people are; no total depends on it")
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY, help="the day of the export: 2027-01-19")
    given = parser.parse_args()
    files = (messy if given.messy else clean)(given.seed, given.today)
    write(given.folder, files)
    print(f"Wrote {len(files)} files to {given.folder}.")


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files below a folder, in folders of their own where their names say so."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
