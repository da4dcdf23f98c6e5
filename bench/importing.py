"""Measure how long importing takes: PerPupil, what a first run of it loads, and the libraries that analysts know.

    .venv/bin/python bench/importing.py [--repeats 9]

Each import is a process of its own. No time is asserted: a target that is missed is printed as missed.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time

from timing import met

TARGET_MILLISECONDS = 300

STATEMENTS = {
    "import perpupil": "import perpupil",
    "perpupil.run is there": "import perpupil; perpupil.run",
    "numpy": "import numpy",
    "polars": "import polars",
    "duckdb": "import duckdb",
    "pandas": "import pandas",
}


def milliseconds(statement: str) -> float:
    """Give how long a process of Python takes that does one thing."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)  # noqa: S603  our own interpreter and statements
    return (time.perf_counter() - start) * 1e3


def measure_importing(repeats: int) -> None:
    """Measure and print; the processes take turns, so that whatever else the machine does falls on all of them."""
    there = {
        what: code for what, code in STATEMENTS.items() if " " in what or importlib.util.find_spec(what) is not None
    }
    statements = {"": "pass", **there}
    for code in statements.values():
        milliseconds(code)
    found: dict[str, list[float]] = {what: [] for what in statements}
    for _ in range(repeats):
        for what, code in statements.items():
            found[what].append(milliseconds(code))
    bare = min(found.pop(""))
    print(f"\nImporting, least of {repeats}; Python alone starts in {bare:,.0f} ms, which is taken off")
    for what, times in found.items():
        print(f"  {what:<24} {min(times) - bare:>9,.1f} ms")
    took = min(found["import perpupil"]) - bare
    print(f"  target: import perpupil in less than {TARGET_MILLISECONDS} ms: {met(took < TARGET_MILLISECONDS)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure how long importing takes.")
    parser.add_argument("--repeats", type=int, default=9, help="how often each is imported")
    measure_importing(parser.parse_args().repeats)
