"""A large district beside a small one: each in a process of its own, so that its peak of memory is its own; their runs take turns."""

from __future__ import annotations

import multiprocessing
import resource
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from district import headcount_of, make_district
from engines import PerPupil
from timing import STEP, WEIGHT, Times, met, timed

_STATUS = Path("/proc/self/status")
_TARGET = 75.0


@dataclass(frozen=True)
class Size:
    """What a process says of its district."""

    schools: int
    rows: int
    profiles: int
    students: int
    loaded_mib: int
    """Peak of memory when the district was made and loaded, before any run."""


@dataclass(frozen=True)
class Share:
    """How many definitions of a formula needed Python integers."""

    in_python: int
    definitions: int


class Process:
    """A process that holds a district and runs PerPupil on it when asked."""

    def __init__(self, schools: int) -> None:
        """Start the process and let it make its district."""
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, schools), daemon=True)
        self._process.start()
        self.size: Size = self._connection.recv()

    def first_run(self) -> float:
        """Run once from nothing; milliseconds."""
        return float(self._ask("first_run"))

    def what_if(self, weight: int) -> float:
        """Run with another weight; milliseconds."""
        return float(self._ask("what_if", weight))

    def share(self) -> Share:
        """Say how many definitions the last run worked out in Python integers."""
        share: Share = self._ask("share")
        return share

    def peak_mib(self) -> int:
        """Say the most memory that the process ever had."""
        return int(self._ask("peak"))

    def close(self) -> None:
        """End the process."""
        self._connection.send(None)
        self._process.join()

    def _ask(self, *question: object) -> Any:  # noqa: ANN401  each question has its own answer
        self._connection.send(question)
        return self._connection.recv()


def _serve(connection: Connection, schools: int) -> None:
    """Make a district and answer questions about it."""
    district = make_district(schools)
    headcount = headcount_of(district)
    engine = PerPupil(district, headcount)
    rows, students = len(district.school), int(district.students.sum())
    del district
    connection.send(Size(schools, rows, len(headcount.profiles), students, _peak_mib()))
    allocation = engine.first_run()
    while (question := connection.recv()) is not None:
        match question:
            case ("first_run",):
                elapsed, allocation = timed(engine.first_run)
                connection.send(elapsed)
            case ("what_if", weight):
                elapsed, allocation = timed(partial(engine.what_if, weight))
                connection.send(elapsed)
            case ("share",):
                connection.send(Share(allocation.steps_in_python, len(allocation.formula.definitions)))
            case _:
                connection.send(_peak_mib())


def _peak_mib() -> int:
    """Give this process's peak of memory; `getrusage` alone would count what the parent had when it started this process."""
    if _STATUS.exists():
        fields = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
        return int(fields["VmHWM"].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def grow(small: int, large: int, first_runs: int, what_ifs: int) -> None:
    """Measure PerPupil on a large district beside a small one."""
    processes = [Process(small), Process(large)]
    first, again = [Times(), Times()], [Times(), Times()]
    for _ in range(first_runs):
        for process, times in zip(processes, first, strict=True):
            times.all.append(process.first_run())
    for process in processes:
        process.what_if(WEIGHT)
    for number in range(what_ifs):
        for process, times in zip(processes, again, strict=True):
            times.all.append(process.what_if(WEIGHT + STEP * (1 + number)))
    print(
        f"\n{'schools':>10}{'rows':>14}{'profiles':>10}{'first run':>24}{'what-if':>20}{'loaded MiB':>12}{'peak MiB':>10}  steps in Python integers"
    )
    for process, run, what_if in zip(processes, first, again, strict=True):
        size, share = process.size, process.share()
        part = f"{share.in_python} of {share.definitions} ({share.in_python / share.definitions:.1%})"
        print(
            f"{size.schools:>10,}{size.rows:>14,}{size.profiles:>10,}{run!s:>24}{what_if!s:>20}{size.loaded_mib:>12,}{process.peak_mib():>10,}  {part}"
        )
        process.close()
    verdicts = [met(times[1].least / times[0].least <= _TARGET) for times in (first, again)]
    print(
        f"{large / small:.1f} times the schools: first run {first[1].over(first[0])}, what-if {again[1].over(again[0])};"
        f" target at most {_TARGET:g}x: {verdicts[0]}, {verdicts[1]}"
    )
