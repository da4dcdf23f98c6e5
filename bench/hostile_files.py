"""How soon hostile files of full size are refused, and how much memory that takes beyond the process at rest.

Each file is read by a process that has started and loaded its readers already, so that its start is apart; the start is measured too.
Run it with `.venv/bin/python bench/hostile_files.py`.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = """
import sys, time
from perpupil.intake import door
from perpupil.intake.formats import delimited, workbook, oneroster, parquet
def peak():
    return next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) // 1024
rest = peak()
began = time.perf_counter()
with open(sys.argv[1], 'rb') as file:
    reading = door.read_file(file, sys.argv[2], address=sys.argv[1])
print(round(time.perf_counter() - began, 3), peak() - rest, ' '.join(sorted({one.code for one in reading.findings})) or f'{len(reading.tables[0]):,} rows')
"""


def full_grown(folder: Path) -> dict[str, Path]:
    """Write every hostile file at the size that the limits call for."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.intake.hostile import HOSTILE, changed, sheet_of, workbook  # noqa: PLC0415

    files = {}
    for name, (make, _) in HOSTILE.items():
        files[name] = folder / name.replace(" ", "_")
        files[name].write_bytes(make())
    files["1 GB single line.csv"] = folder / "line.csv"
    with files["1 GB single line.csv"].open("wb") as file:
        file.write(b"school,students\n")
        file.truncate(1_000_000_000)  # a hole: it takes no room, and reads as zeros
    files["400 MB single line.csv"] = folder / "line400.csv"
    with files["400 MB single line.csv"].open("wb") as file:
        file.write(b"school,students\n" + b"x" * 400_000_000)
    files["100 million real cells.xlsx"] = folder / "cells.xlsx"
    row = "<row>" + "<c><v>1</v></c>" * 1_000 + "</row>"
    files["100 million real cells.xlsx"].write_bytes(sheet_of(row * 100_000))
    files["19 million real cells.xlsx"] = folder / "cells19.xlsx"
    files["19 million real cells.xlsx"].write_bytes(sheet_of(("<row>" + "<c><v>1</v></c>" * 1_000 + "</row>") * 19_000))
    noise = io.BytesIO()
    for at in range(9_000_000):
        noise.write(b"<c><v>%d</v></c>" % (at * 2_654_435_761 % 2**31))
        if not at % 900:
            noise.write(b"</row><row>")
    files["9 million cells of noise.xlsx"] = folder / "noise.xlsx"
    content = b"<worksheet><sheetData><row>" + noise.getvalue() + b"</row></sheetData></worksheet>"
    files["9 million cells of noise.xlsx"].write_bytes(changed(workbook(), {"xl/worksheets/sheet1.xml": content}))
    return files


def main() -> None:
    """Print a line a file."""
    with tempfile.TemporaryDirectory() as folder:
        files = full_grown(Path(folder))
        print(f"{'file':34} {'packed MB':>10} {'seconds':>8} {'MB above rest':>14}  said")
        for name, path in files.items():
            command = [sys.executable, "-c", PROGRAM, str(path), name]
            told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
            seconds, above, said = (told.stdout.strip() or f"- - ended with {told.returncode}").split(" ", 2)
            print(f"{name:34} {path.stat().st_size / 1e6:10.1f} {seconds:>8} {above:>14}  {said}")
        from perpupil.workspace.sandbox import read_path  # noqa: PLC0415

        small = Path(folder) / "schools.csv"
        small.write_bytes(b"school,students\n0010,400\n")
        starts = []
        for _ in range(10):
            began = time.perf_counter()
            read_path(small)
            starts.append(time.perf_counter() - began)
        print(
            f"\nA small file in a process of its own: {min(starts):.3f} s at best, {sorted(starts)[5]:.3f} s usually."
        )


if __name__ == "__main__":
    main()
