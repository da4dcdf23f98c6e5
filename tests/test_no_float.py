"""Money is exact: no room that holds or divides it uses a float.

Two marks let a line through, each saying why:
``# exact: Fraction`` divides fractions; ``# estimate:`` is a guess that integers then correct.
"""

import ast

import pytest

from tests import project

ROOMS = (
    "limits",
    "exact",
    "money",
    "seal",
    "facts",
    "formula",
    "allocation",
    "budget",
    "calendar",
    "projection",
    "services",
    "grants",
    "equity/schools",
    "equity/stages",
)
INTEGER_MATHS = {"comb", "factorial", "gcd", "isqrt", "lcm", "perm"}
NUMPY_FLOATS = {
    *("float16", "float32", "float64", "half", "single", "double", "longdouble"),
    *("divide", "true_divide", "mean", "average", "linspace"),
}


def faults(tree: ast.Module, text: str) -> list[str]:
    lines = text.splitlines()
    return [
        f"{line}: {fault}"
        for node in ast.walk(tree)
        for line, fault in _fault(node)
        if not _is_marked(lines, node, fault)
    ]


def _fault(node: ast.AST) -> list[tuple[int, str]]:
    match node:
        case ast.Constant(value=float() | complex() as value):
            return [(node.lineno, f"the float {value}")]
        case ast.Name(id="float" | "complex"):
            return [(node.lineno, node.id)]
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return [(node.lineno, "true division")]
        case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=attr) if attr in NUMPY_FLOATS:
            return [(node.lineno, f"numpy {attr}")]
        case ast.Attribute(value=ast.Name(id="math"), attr=attr) if attr not in INTEGER_MATHS:
            return [(node.lineno, f"math.{attr}")]
        case ast.Import(names=names):
            modules = {alias.name for alias in names} & {"cmath", "statistics"}
            return [(node.lineno, f"import {module}") for module in sorted(modules)]
        case ast.ImportFrom(module="math", names=names):
            taken = {alias.name for alias in names} - INTEGER_MATHS
            return [(node.lineno, f"math.{each}") for each in sorted(taken)]
        case ast.ImportFrom(module="cmath" | "statistics"):
            return [(node.lineno, f"import {node.module}")]
    return []


def _is_marked(lines: list[str], node: ast.AST, fault: str) -> bool:
    match node:
        case ast.BinOp(left=left, right=right):
            first, last = left.end_lineno or left.lineno, right.lineno
        case ast.stmt() | ast.expr():
            first, last = node.lineno, node.lineno
        case _:
            return False
    near = " ".join(lines[first - 1 : last])
    return "# estimate: " in near or (fault == "true division" and "# exact: Fraction" in near)


@pytest.mark.parametrize("title", ROOMS)
def test_no_room_of_money_uses_a_float(title: str) -> None:
    modules = project.room(title)
    assert modules, f"there is no room {title}"
    assert [
        f"{project.name(path)}:{fault}" for path in modules for fault in faults(project.tree(path), project.text(path))
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "x = 0.5",
        "x = 1e6",
        "x = 1j",
        "x = float(y)",
        "x = y.astype(float)",
        "x = a / b",
        "x /= b",
        "x = np.float64(y)",
        "x = np.true_divide(a, b)",
        "x = math.floor(y)",
        "import statistics",
        "from math import floor",
        "from statistics import mean",
        "x = 0.5  # exact: Fraction",
    ],
)
def test_a_planted_float_is_found(line: str) -> None:
    assert len(faults(ast.parse(line), line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "x = a // b",
        "from math import gcd, lcm",
        "import math\nx = math.lcm(2, 3)",
        "x = a / b  # exact: Fraction",
        "x = (\n    a\n    / b  # exact: Fraction\n)",
        "x = np.true_divide(a, b)  # estimate: off by one at most",
    ],
)
def test_exact_work_and_marked_lines_pass(line: str) -> None:
    assert faults(ast.parse(line), line) == []
