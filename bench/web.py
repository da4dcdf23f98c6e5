"""Measure the web application at the scale of New York: every page, then many people at once on SQLite and on PostgreSQL.

    .venv/bin/python bench/web.py build/calder-falls/district [--schools 1600] [--users 200] [--seconds 40] [--pages | --load]

The server and whoever asks share the cores of this machine; read CPU time beside wall clock. No time is asserted: what is missed is printed as missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from web_district import SCHOOLS, grow

REPEATS = 20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the web application.")
    parser.add_argument("demo", type=Path, help="the demo district's folder, as make run makes it")
    parser.add_argument("--schools", type=int, default=SCHOOLS, help="schools of the district that is measured")
    parser.add_argument("--users", type=int, default=200, help="people who are signed in at once")
    parser.add_argument("--seconds", type=int, default=60, help="how long they go on, on each database")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="how often each page is asked for")
    parser.add_argument("--place", type=Path, help="a district that was made large before, to leave the making out")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--pages", action="store_true", help="only the pages")
    only.add_argument("--load", action="store_true", help="only the people at once")
    given = parser.parse_args()
    names = ("django", "granian", "numpy", "psycopg")
    print(
        f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in names)}, {os.cpu_count()} processors"
    )
    with tempfile.TemporaryDirectory(prefix="perpupil_web_") as folder:
        place = given.place or _made(given.demo, Path(folder) / "district", given.schools)
        if not given.load:
            _pages(_copied(place, Path(folder) / "pages"), given.repeats)
        if not given.pages:
            from web_load import measure_load  # noqa: PLC0415  only where it is asked for

            measure_load(place, Path(folder), given.users, given.seconds)


def _made(demo: Path, place: Path, schools: int) -> Path:
    begun = time.perf_counter()
    grow(demo, place, schools)
    print(f"Made a district of {schools:,} schools in {time.perf_counter() - begun:,.0f} s.", flush=True)
    return place


def _copied(place: Path, there: Path) -> Path:
    shutil.copytree(place, there, ignore=shutil.ignore_patterns("web"))
    (there / "web").mkdir(mode=0o700)
    return there


def _pages(district: Path, repeats: int) -> None:
    from web_pages import measure_pages  # noqa: PLC0415  Django is set up first
    from web_people import TODAY, settle_in  # noqa: PLC0415
    from web_places import places  # noqa: PLC0415

    from perpupil.web.serving import Served, prepare  # noqa: PLC0415

    prepare(Served(district, today=TODAY))
    from perpupil.web import figures, warming  # noqa: PLC0415

    for name, wall, cpu in warming.warm():
        print(f"worked out at the start: {name:<24}{wall:>7.1f} s, CPU {cpu:>6.1f} s", flush=True)
    in_force = figures.now()
    allocation = in_force.allocation
    if allocation is None:
        sys.exit(in_force.why)
    print(f"{len(allocation.units):,} schools, {len(allocation.lines_cents)} lines, ${allocation.total_cents // 100:,}")
    people = settle_in(allocation.units)
    measure_pages(people, places(district, people["budget_director"][0], allocation.units), repeats)


if __name__ == "__main__":
    main()
