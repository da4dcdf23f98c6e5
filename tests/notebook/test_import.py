"""Importing costs nothing, and what a type checker sees is what there is."""

import ast
import importlib
import subprocess
import sys

import pytest

import perpupil
from tests import project

HEAVY = {"numpy", "nanoarrow", "pandas", "polars", "duckdb", "rich", "perpupil.notebook", "perpupil.formula", "decimal"}


def loaded_after(code: str) -> set[str]:
    """The modules of interest that some code has loaded in a process of its own."""
    report = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True, cwd=project.ROOT)  # noqa: S603  our own interpreter
    return set(done.stdout.split())


def test_importing_loads_nothing_heavy() -> None:
    assert loaded_after("import perpupil; dir(perpupil); perpupil.__version__; perpupil.__all__") & HEAVY == set()


def test_a_run_loads_no_library_of_frames_and_no_screen() -> None:
    code = "import perpupil\nprint(repr(perpupil.run('formulas/small_district_student_based')) and '')"
    assert loaded_after(code) & {"pandas", "polars", "duckdb", "rich", "IPython"} == set()


def test_every_name_is_there_and_listed() -> None:
    for name in perpupil.__all__:
        assert getattr(perpupil, name).__name__ == name
        assert getattr(perpupil, name).__doc__
    assert set(perpupil.__all__) <= set(dir(perpupil))
    with pytest.raises(AttributeError, match="has no attribute 'ran'"):
        perpupil.ran  # type: ignore[attr-defined]  # noqa: B018  asking is the point


def test_type_checkers_see_what_there_is() -> None:
    stub = ast.parse(project.text(project.SOURCE / "__init__.pyi"))
    seen = {
        alias.name: node.module for node in ast.walk(stub) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert sorted(seen) == sorted(perpupil.__all__)
    for name, module in seen.items():
        assert getattr(importlib.import_module(str(module)), name) is getattr(perpupil, name)
    assert (project.SOURCE / "py.typed").exists()
    (listed,) = (ast.literal_eval(node.value) for node in stub.body if isinstance(node, ast.Assign))
    assert listed == perpupil.__all__


def test_nothing_is_made_before_it_is_asked_for() -> None:
    result = perpupil.run(project.ROOT / "formulas" / "small_district_student_based")
    made = set(vars(result))
    assert made & {"lines", "totals", "wide", "steps", "seals", "formula"} == set()
    assert "cells" not in vars(result.lines)
    assert result.lines is result.lines
