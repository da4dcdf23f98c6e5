"""PerPupil against the same formula by hand in NumPy, DuckDB and pandas, on one district."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from district import District, headcount_of, headcount_rows, make_district
from engines import Engine, PerPupil, WithReading
from prototype import Array
from rival_duckdb import DuckDB
from rival_pandas import Pandas
from rival_prototype import Prototype
from rules import HOLD_HARMLESS_LINE, NAMES, RULES
from timing import STEP, WEIGHT, Times, met, timed

from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import read_csv

_ROWS_MAXIMUM = 20_000_000
_TARGETS = {Prototype.name: 0.5, DuckDB.name: 5.0, Pandas.name: 10.0}
"""What the what-if is to be: each engine's time as a multiple of PerPupil's, at least."""


def compare(schools: int, first_runs: int, what_ifs: int) -> None:
    """Measure the engines against each other on one district."""
    district = make_district(schools)
    _introduce(district)
    perpupil = PerPupil(district)
    engines: list[Engine] = [perpupil, WithReading(perpupil), Prototype(district), DuckDB(district), Pandas(district)]
    first = _measure(engines, [lambda engine: engine.first_run()] * first_runs)
    weights = [WEIGHT + STEP * (1 + number) for number in range(what_ifs)]
    one_reading = [engine for engine in engines if not isinstance(engine, WithReading)]
    again = _measure(one_reading, [partial(_what_if, weight) for weight in weights])
    _print_comparison(engines, first, again)
    _tell_of_prototype(one_reading[0], one_reading[1], weights[-1])


def _what_if(weight: int, engine: Engine) -> object:
    """Let an engine work with another weight."""
    return engine.what_if(weight)


def _introduce(district: District) -> None:
    """Say what the district is, and that a file of it is read to the same headcount."""
    content = "\n".join(headcount_rows(district)).encode()

    def read() -> Headcount | None:
        table, _ = read_csv(content, "headcount.csv", _ROWS_MAXIMUM)
        return read_headcount(table)[0]

    elapsed, got = timed(read)
    want = headcount_of(district)
    if got is None or _described(got) != _described(want):
        raise SystemExit("The headcount reads otherwise from a file.")
    rows, students = len(district.school), int(district.students.sum())
    print(
        f"\n{district.schools:,} schools, {students:,} students, {rows:,} rows of headcount, {len(want.profiles):,} profiles, {len(NAMES)} lines, one pool"
    )
    print(
        f"Not measured below: reading the headcount from a file of {len(content) / 1e6:.1f} MB takes {elapsed:,.0f} ms."
    )


def _described(headcount: Headcount) -> list[tuple[object, int]]:
    """Give every row's profile and students, in the order of rows."""
    profiles = [headcount.profiles[row] for row in headcount.profile_of_row.tolist()]
    return list(zip(profiles, headcount.measures["students"].numerators.tolist(), strict=True))


def _measure(engines: Sequence[Engine], rounds: Sequence[Callable[[Engine], object]]) -> dict[str, Times]:
    """Let the engines take turns, and compare what they give in every round; the first round also warms them up and is not counted."""
    times = {engine.name: Times() for engine in engines}
    for number, work in enumerate([rounds[0], *rounds]):
        want: Array | None = None
        for engine in engines:
            elapsed, result = timed(partial(work, engine))
            if number:
                times[engine.name].all.append(elapsed)
            lines = engine.lines(result)
            want = lines if want is None else want
            _require_same(engine, lines, want)
    return times


def _require_same(engine: Engine, lines: Array, want: Array) -> None:
    """Stop when an engine gives other amounts than PerPupil; of the prototype only the totals must agree."""
    if isinstance(engine, Prototype):
        lines, want = lines.sum(0), want.sum(0)
    if not np.array_equal(lines, want):
        raise SystemExit(f"{engine.name} gives other amounts than PerPupil in {int((lines != want).sum()):,} places.")


def _print_comparison(engines: Sequence[Engine], first: dict[str, Times], again: dict[str, Times]) -> None:
    """Print the table of engines."""
    ours = PerPupil.name
    print("\nMilliseconds: least (median). Ratio: the engine's time as a multiple of PerPupil's.\n")
    print(f"{'engine':32}{'first run':>18}{'ratio':>18}{'what-if':>18}{'ratio':>18}  target of the what-if")
    for name in (engine.name for engine in engines):
        row = f"{name:32}{first[name]!s:>18}{first[name].over(first[ours]):>18}"
        if name in again:
            row += f"{again[name]!s:>18}{again[name].over(again[ours]):>18}"
        if name in _TARGETS:
            row += f"  at least {_TARGETS[name]:g}x: {met(again[name].least / again[ours].least >= _TARGETS[name])}"
        print(row)
    print(
        "\nEvery line of every school is the same to the cent in PerPupil, DuckDB and pandas, and every school's total in all four, in every round."
    )


def _tell_of_prototype(perpupil: Engine, prototype: Engine, weight: int) -> None:
    """Say in how many places the prototype's lines differ, and why."""
    ours, theirs = perpupil.lines(perpupil.what_if(weight)), prototype.lines(prototype.what_if(weight))
    differs = (ours != theirs)[: len(RULES)]
    held = ours[HOLD_HARMLESS_LINE] > 0
    apart = int(abs(ours - theirs)[:HOLD_HARMLESS_LINE, ~held].max(initial=0))
    print(
        f"The prototype's lines differ in {int(differs.sum()):,} of {differs.size:,} places: {int(differs[:, held].sum()):,} at the {int(held.sum()):,} schools"
        f" held harmless, where it spreads\nthe top-up over the lines, and {int(differs[:, ~held].sum()):,} at the others, by at most {apart} cent,"
        " where it divides the school's rounded total and PerPupil multiplies by one factor."
    )
