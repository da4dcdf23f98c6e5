"""The reference says what the declarations say, and every example in it is so."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from perpupil.cli.reference import HEADER, anchor, earlier_years, main, pages, source_of, table
from perpupil.findings import MEANINGS
from perpupil.formula.components import COMPONENTS, Component
from perpupil.formula.functions import FUNCTIONS, Function
from perpupil.formula.keys import SECTIONS, Key
from perpupil.formula.reading import read_formula
from perpupil.money import plain
from tests import project
from tests.docs import engine

REFERENCE = project.ROOT / "docs" / "reference"
PAGES = pages()
LINES = "".join(f"[line.{name}]\nvalue = 1\n" for name in ("base", "low_income", "foundation"))
HOSTS = {
    "[parameters.NAME]": ("parameters.tried", "[parameters.tried]\n{}\n"),
    "[[parameters.NAME.was]]": (
        "parameters.tried.was.0",
        "[parameters.tried]\nvalue = 1\n[[parameters.tried.was]]\n{}\n",
    ),
    "[counts.NAME]": ("counts.tried", "[counts.tried]\n{}\n"),
    "[step.NAME]": ("step.tried", "[step.tried]\n{}\n"),
    "[line.NAME]": ("line.tried", "[line.tried]\n{}\n"),
    "[pool.NAME]": ("pool.tried", "[pool.tried]\n{}\n"),
    "[[expect]]": ("expect.0", "[[expect]]\n{}\n"),
}
DECLARED = [(section, key) for section, keys in SECTIONS.items() for key in keys if key.example]
OF_COMPONENTS = [(one.kind, key) for one in COMPONENTS.values() for key in one.keys]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_on_disk_is_the_generated_one(name: str) -> None:
    assert project.text(REFERENCE / name) == PAGES[name], "run `make docs`"


def test_the_command_writes_every_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "reference")]) == 0
    written = {path.name: project.text(path) for path in (tmp_path / "reference").iterdir()}
    assert written == PAGES
    assert capsys.readouterr().out.count("\n") == len(PAGES)


@pytest.mark.parametrize(("section", "keys"), SECTIONS.items())
def test_every_key_has_a_row(section: str, keys: tuple[Key, ...]) -> None:
    part = _section(PAGES["keys.md"], section)
    assert [key.name for key in keys if f"| `{key.name}` |" not in part] == []


@pytest.mark.parametrize(("kind", "key"), OF_COMPONENTS, ids=str)
def test_every_key_of_a_component_has_a_row(kind: str, key: Key) -> None:
    assert f"| `{key.name}` |" in _section(PAGES["components.md"], kind)


def test_every_key_of_a_component_has_an_example() -> None:
    assert [f"{kind}.{key.name}" for kind, key in OF_COMPONENTS if not key.example] == []


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS.keys())
def test_every_function_is_described(function: Function) -> None:
    part = _section(PAGES["functions.md"], function.name)
    wanted = (function.call, function.example.expression, *function.option_names)
    assert [word for word in wanted if f"`{word}`" not in part] == []


@pytest.mark.parametrize("component", COMPONENTS.values(), ids=COMPONENTS.keys())
def test_every_component_is_described(component: Component) -> None:
    part = " ".join(_section(PAGES["components.md"], component.kind).split())
    said = (component.title, component.meaning, *component.stands_for.split("; "))
    assert [words for words in said if words not in part] == []
    source = source_of(component)[1]
    assert source.split(" ")[0] in part


def test_a_source_is_what_the_module_names() -> None:
    sources = {kind: source_of(component)[1] for kind, component in COMPONENTS.items()}
    assert sources["proration"].startswith("England's school budget share")
    assert sources["staffing"].startswith("Albemarle County")
    assert sources["cap"] == ""


@pytest.mark.parametrize("code", MEANINGS)
def test_every_finding_is_described(code: str) -> None:
    part = _section(PAGES["findings.md"], code, level=3)
    assert part == f"*{MEANINGS[code].severity}.* {MEANINGS[code].why}"


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS.keys())
def test_the_example_of_a_function_is_so(function: Function) -> None:
    worked = function.example
    earlier = ", ".join(f'{name} = ["{held}"]' for name, held in earlier_years(worked).items())
    top = f"prior = {{ {earlier} }}" if earlier else ""
    found = engine.values(worked.expression, worked.facts, top)
    assert found == [Fraction(result) for result in worked.result]


@pytest.mark.parametrize("component", COMPONENTS.values(), ids=COMPONENTS.keys())
def test_the_example_of_a_component_is_so(component: Component) -> None:
    example = component.example
    facts = example.facts or {"any": ("0",) * len(example.amounts)}
    allocation, findings = engine.allocate(HEADER + example.formula, facts, example.headcount)
    assert allocation is not None, findings
    last = list(allocation.formula.lines)[-1]
    found = tuple(plain(cents) for cents in allocation.lines_cents[last].tolist())
    assert (found, findings) == (example.amounts, ())


@pytest.mark.parametrize(("section", "key"), DECLARED, ids=str)
def test_the_example_of_a_key_is_read(section: str, key: Key) -> None:
    assert _about(*_host(section, key.name, key.example)) == []


@pytest.mark.parametrize(("kind", "key"), OF_COMPONENTS, ids=str)
def test_the_example_of_a_key_of_a_component_is_read(kind: str, key: Key) -> None:
    text = f'{HEADER}{LINES}[line.tried]\nkind = "{kind}"\n{key.example}\n'
    assert _about(f"line.tried.{key.name}", text) == []


@pytest.mark.parametrize("section", SECTIONS)
def test_a_planted_key_is_refused(section: str) -> None:
    assert _about(*_host(section, "planted", "planted = 1")) != []


def test_a_planted_value_is_refused() -> None:
    assert _about(*_host("[line.NAME]", "round", "round = true")) != []


def test_a_bar_in_a_cell_is_escaped() -> None:
    assert table(["a"], [["x | y"]]) == "| a |\n| --- |\n| x \\| y |"


def _section(page: str, heading: str, level: int = 2) -> str:
    """Give what stands under a heading."""
    pattern = rf"^{'#' * level} {re.escape(heading)}\n\n(.*?)(?=\n\n#{{2,}} |\n\Z)"
    found = re.search(pattern, page, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section {heading}, #{anchor(heading)}"
    return found[1] if level == 2 else " ".join(found[1].split())


def _host(section: str, key: str, example: str) -> tuple[str, str]:
    """Write a formula with one key in one section; give the key's path and the text."""
    top = ["language = 1", 'title = "Tried"']
    facts = ['unit = "unit"']
    if section == "the file":
        top = [line for line in top if not line.startswith(f"{key} ")] + [example]
        path, host = key, ""
    elif section == "[facts]":
        facts = [line for line in facts if not line.startswith(f"{key} ")] + [example]
        path, host = f"facts.{key}", ""
    else:
        parent, host = HOSTS[section]
        path, host = f"{parent}.{key}", host.format(example)
    return path, "\n".join([*top, "[facts]", *facts, LINES, host])


def _about(path: str, formula: str) -> list[str]:
    """Give what the reader finds about one key."""
    findings = read_formula(formula.encode())[1]
    return [
        f"{one.code}: {one.what}" for one in findings if one.where.path == path or one.where.path.startswith(f"{path}.")
    ]
