"""Data flows one way: imports point down, and only the top rooms touch the machine."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests import project

PURE = (
    "limits",
    "exact",
    "money",
    "findings",
    "seal",
    "facts",
    "formula",
    "allocation",
    "projection",
    "equity",
    "grants",
    "pots",
)
DOORS = {"open", "input", "print", "eval", "exec", "compile", "__import__"}


def test_the_import_contracts_hold() -> None:
    # In a process of its own: the checker sets up logging anew, which would silence every logger of this one.
    checker = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    checked = subprocess.run(checker, cwd=project.ROOT, capture_output=True, text=True, check=False)  # noqa: S603  the checker of this environment
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("title", PURE)
def test_a_room_of_the_domain_opens_no_door(title: str) -> None:
    modules = project.room(title)
    assert modules, f"there is no room {title}"
    assert [
        f"{project.name(path)}:{node.lineno} {node.func.id}"
        for path in modules
        for node in ast.walk(project.tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOORS
    ] == []


@pytest.mark.parametrize("title", PURE)
def test_a_room_of_the_domain_reads_no_clock(title: str) -> None:
    assert [
        f"{project.name(path)}:{node.lineno} {node.attr}"
        for path in project.room(title)
        for node in ast.walk(project.tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
    ] == []
