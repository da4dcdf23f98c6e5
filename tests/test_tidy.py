"""The house stays small and plainly named."""

import ast
import re

from tests import project

SOURCES = project.files("*.py", project.SOURCE)
TESTS = project.files("*.py", project.ROOT / "tests")
LINES_MAX = 500
FUNCTION_LINES_MAX = 70
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "core", "common", "base", "misc"}


def test_every_module_is_short() -> None:
    lengths = {project.name(path): len(project.text(path).splitlines()) for path in SOURCES}
    assert {path: length for path, length in lengths.items() if length >= LINES_MAX} == {}


def test_every_function_is_short() -> None:
    long = [
        f"{project.name(path)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(project.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 >= FUNCTION_LINES_MAX
    ]
    assert long == []


def test_every_name_of_a_room_says_something() -> None:
    parts = {part for path in SOURCES for part in path.relative_to(project.SOURCE).with_suffix("").parts}
    assert parts & EMPTY_NAMES == set()


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert [project.name(path) for path in SOURCES if later.search(project.text(path))] == []


def test_no_test_is_skipped() -> None:
    skip = re.compile(r"\b(mark\.(skip|xfail)|pytest\.(skip|xfail|importorskip))")
    assert [project.name(path) for path in TESTS if skip.search(project.text(path))] == []
