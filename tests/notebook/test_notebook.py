"""The notebooks of the documentation print what they hold, on any machine."""

import json
from pathlib import Path

import pytest

from tests import project
from tests.notebook import executing

JERSEY = project.ROOT / "docs" / "tutorial" / "reproduce_new_jersey.ipynb"


@pytest.mark.parametrize("path", executing.NOTEBOOKS, ids=project.name)
def test_a_notebook_prints_what_it_holds(path: Path) -> None:
    stored = executing.read(path)
    assert executing.printed(executing.executed(path)) == executing.printed(stored), (
        "if the notebook is still right, run python -m tests.notebook.executing"
    )


@pytest.mark.parametrize("path", executing.NOTEBOOKS, ids=project.name)
def test_a_notebook_holds_no_time_no_place_and_no_trace_of_who_ran_it(path: Path) -> None:
    notebook = json.loads(project.text(path))
    assert notebook["metadata"] == executing.METADATA
    for number, cell in enumerate(notebook["cells"], 1):
        assert (cell["id"], cell["metadata"]) == (f"cell-{number}", {})
        assert "output_type" not in cell or cell["output_type"] != "error"
    assert str(project.ROOT) not in project.text(path)


def test_a_published_state_is_reproduced_and_one_rule_changed_in_ten_lines() -> None:
    first = next(cell for cell in executing.read(JERSEY).cells if cell.cell_type == "code")
    lines = [line for line in first.source.splitlines() if line.strip()]
    assert len(lines) <= 10
    assert "reproduce" in first.source
    assert "with_step" in first.source
    assert "compare" in first.source


def test_an_output_that_changed_is_found(tmp_path: Path) -> None:
    code: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "one",
        "metadata": {},
        "outputs": [],
        "source": "for part in (6, 7):\n    print(part, flush=True)",
    }
    path = tmp_path / "small.ipynb"
    path.write_text(json.dumps({"cells": [code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    executing.write(path)
    stored = executing.read(path)
    assert executing.printed(stored)[0] == "text: 6\n7\n"
    assert executing.printed(executing.executed(path)) == executing.printed(stored)
    stored.cells[0].outputs[0].text = "6\n8\n"
    assert executing.printed(executing.executed(path)) != executing.printed(stored)
