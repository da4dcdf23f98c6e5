"""Measure the allocation engine: against others at the scale of New York, and against itself at the scale of the United States.

    .venv/bin/python bench/allocate.py [--schools 1600] [--big 100000] [--quick]

Everything is measured in one run, the engines taking turns; read the ratios, not the milliseconds. Every line of every school that a rival gives must
be PerPupil's to the cent, or the run stops. No time is asserted: a target that is missed is printed as missed.
"""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version


def main() -> None:
    """Measure and print."""
    from against_others import compare  # noqa: PLC0415  the processes of scale.py read this file too, and should not load the rivals
    from comparing import measure_comparing  # noqa: PLC0415  as above
    from importing import measure_importing  # noqa: PLC0415  as above
    from scale import grow  # noqa: PLC0415  as above
    from workbook import measure_workbook  # noqa: PLC0415  as above

    parser = argparse.ArgumentParser(description="Measure the allocation engine.")
    parser.add_argument(
        "--schools", type=int, default=1_600, help="schools of the district that the engines are compared on"
    )
    parser.add_argument("--big", type=int, default=100_000, help="schools of the large district")
    parser.add_argument(
        "--quick", action="store_true", help="few repeats, and a large district of at most 5,000 schools"
    )
    given = parser.parse_args()
    first_runs, what_ifs = (3, 5) if given.quick else (7, 25)
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "duckdb", "pandas"))
    print(f"Python {platform.python_version()}, {versions}, {os.cpu_count()} processors")
    compare(given.schools, first_runs, what_ifs)
    measure_comparing(given.schools, max(first_runs // 2, 1))
    measure_workbook(given.schools, max(first_runs // 3, 1))
    measure_importing(first_runs)
    grow(
        given.schools,
        min(given.big, 5_000) if given.quick else given.big,
        max(first_runs // 2, 1),
        max(what_ifs // 5, 2),
    )


if __name__ == "__main__":
    main()
