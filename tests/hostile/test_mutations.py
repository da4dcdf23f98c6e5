"""Whatever the bytes: a formula or findings, facts or findings, and never another exception."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.checks import check_allocation, check_formula
from perpupil.allocation.explain import explain
from perpupil.allocation.run import run
from perpupil.cli.run import lines_as_csv, result_as_data
from perpupil.facts.facts import Facts, read_facts
from perpupil.facts.headcount import Headcount, read_headcount
from perpupil.facts.table import read_csv
from perpupil.findings import has_errors
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from tests.hostile.world import SOUND, TODAY, within, work
from tests.project import ROOT

FOLDERS = sorted(path.parent for path in (ROOT / "formulas").glob("*/formula.toml"))
ROWS = 12
PIECES = [
    *"[]{}()=,.\"'#_-+*/<>\\\n\t \0é٣\N{MATHEMATICAL DOUBLE-STRUCK DIGIT ONE}", '"""', "'''", "[[", "]]", "==", "1e", "e9", "nan", "inf", "true", "0x", "9" * 50, "\r\n",
    "not ", " and ", "if(", "total(", "share(", "prior(", "tier(", "round(", "known(", ", by=", ".quantity", "= -1", "1979-05-27", "\u202e",
]  # fmt: skip


def changes() -> st.SearchStrategy[list[tuple[float, str, int]]]:
    """Where in a text (as a part of it), what is put there, and how many characters it replaces."""
    where = st.floats(0, 1, exclude_max=True)
    return st.lists(
        st.tuples(where, st.sampled_from(PIECES) | st.text(max_size=3), st.integers(0, 6)), min_size=1, max_size=4
    )


def mutated(text: str, made: list[tuple[float, str, int]]) -> str:
    for where, piece, length in made:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + length :]
    return text


def facts_of(folder: Path, formula: Formula) -> tuple[Facts | None, Headcount | None]:
    lines = (folder / "facts.csv").read_bytes().splitlines(keepends=True)[: ROWS + 1]
    facts, _ = read_facts(read_csv(b"".join(lines), "facts.csv")[0], formula.binding)
    beside = folder / "headcount.csv"
    return facts, read_headcount(read_csv(beside.read_bytes(), "headcount.csv")[0])[0] if beside.exists() else None


def work_through(allocation: Allocation) -> None:
    """Ask everything that a command can ask of a result."""
    check_allocation(allocation)
    result_as_data(allocation)
    lines_as_csv(allocation)
    for one in explain(allocation, allocation.units[0]):
        assert sum(part.amount for part in one.parts) * 100 == one.amount_cents


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@given(made=changes())
def test_a_mutated_formula_is_read_and_run_or_told_off(folder: Path, made: list[tuple[float, str, int]]) -> None:
    text = mutated((folder / "formula.toml").read_text(encoding="utf-8"), made)
    with within(20):
        formula, told = read_formula(text.encode("utf-8", "surrogatepass"))
        assert (formula is None) == has_errors(told)
        if formula is not None:
            check_formula(formula, TODAY)
            facts, headcount = facts_of(folder, formula)
            allocation, _ = run(formula, facts, headcount) if facts is not None else (None, ())
            if allocation is not None:
                work_through(allocation)


@given(st.binary(max_size=400))
def test_random_bytes_are_no_formula(content: bytes) -> None:
    with within(5):
        formula, told = read_formula(content)
    assert formula is None
    assert has_errors(told)


@given(
    st.lists(st.sampled_from([*PIECES, "a", "1", "line", "step", "value", " = ", "[line.a]\n"]), max_size=60).map(
        "".join
    )
)
def test_pieces_of_the_language_in_any_order_are_read_or_told_off(text: str) -> None:
    with within(5):
        formula, told = read_formula(text.encode())
    assert (formula is None) == has_errors(told)


@pytest.mark.parametrize("name", ["facts.csv", "headcount.csv"])
@given(made=changes())
def test_a_mutated_table_is_read_and_worked_or_told_off(name: str, made: list[tuple[float, str, int]]) -> None:
    text = mutated((SOUND / name).read_text(encoding="utf-8"), made)
    with within(5):
        allocation, told = work({name: text.encode("utf-8", "surrogatepass")})
        assert allocation is not None or has_errors(told)
        if allocation is not None:
            work_through(allocation)


@pytest.mark.parametrize("name", ["facts.csv", "headcount.csv"])
@given(content=st.binary(max_size=400) | st.text('",\n\r\0 a1', max_size=80).map(str.encode))
def test_random_bytes_are_no_table(name: str, content: bytes) -> None:
    with within(5):
        allocation, told = work({name: content})
    assert allocation is None
    assert has_errors(told)


CELLS = st.sampled_from(
    ["", "0", "-1", "1e30", "1e-30", "0.005", "9" * 40, "-" + "9" * 40, "1e31", "x", '"a\nb"', "NA", "٣", " 7 "]
)


@settings(max_examples=100)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=3, max_size=3))
def test_any_numbers_in_the_facts_are_worked_or_told_off(cells: list[list[str]]) -> None:
    """Columns: students counted, classrooms they are divided by, and last year's allocation as a floor."""
    formula = b"""
language = 1
title = "Maple Unified"
[facts]
unit = "school"
[step.size]
value = "if(known(rooms), if(rooms > 0, n / rooms, n), 0)"
round = 2
[line.base]
value = "max(0, n * 4_028.47) + size * 3 / 7"
[line.soft_landing]
kind = "hold_harmless"
floor = "last / 3"
until = 2030-06-30
why = "A soft landing."
[pool.schools]
amount = "round(total(base) * 0.97, 2)"
method = "scale_down"
"""
    rows = "".join(f"{number},{','.join(row)}\n" for number, row in enumerate(cells))
    with within(5):
        allocation, told = work(
            {"formula.toml": formula, "facts.csv": f"school,n,rooms,last\n{rows}".encode()}, has_headcount=False
        )
        assert allocation is not None or has_errors(told)
        if allocation is not None:
            work_through(allocation)
