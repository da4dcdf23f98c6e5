"""Data flows one way: imports point down, and only the top rooms touch the machine."""

import ast

import pytest
from importlinter.cli import lint_imports

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


def test_the_import_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(project.ROOT / "pyproject.toml"), no_cache=True)
    assert not broken, capsys.readouterr().out


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
