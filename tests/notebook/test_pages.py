"""Every Python example of the documentation answers what the page says, and every name has one."""

import re
from pathlib import Path

import pytest

import perpupil
from tests import project
from tests.docs.pages import numbered_seals
from tests.notebook import examples

REFERENCE = project.ROOT / "docs" / "reference" / "python.md"


@pytest.mark.parametrize("page", examples.PAGES, ids=project.name)
def test_every_example_answers_what_the_page_says(page: Path) -> None:
    told = examples.conversation(project.text(page))
    said, answered = (numbered_seals([f">>> {one[0]}{one[at]}" for one in told]) for at in (1, 2))
    assert answered == said, "if the page is still right, run python -m tests.notebook.examples"


def test_the_reference_has_every_function_with_an_example() -> None:
    text = project.text(REFERENCE)
    asked = "".join(source for source, _, _ in examples.conversation(text))
    for name in perpupil.__all__:
        assert f"`{name}" in text or f"### {name}" in text, name
        if name.islower():
            assert re.search(rf"^### `{name}\(", text, re.MULTILINE), name
            assert f"perpupil.{name}(" in asked, name


def test_the_pages_that_an_analyst_reads_have_examples() -> None:
    names = {project.name(page) for page in examples.PAGES}
    assert names >= {"README.md", "docs/reference/python.md", "docs/how-to/use-from-python.md"}


def test_an_answer_that_changed_is_found() -> None:
    text = "```python\n>>> 6 * 7\n41\n>>> for n in range(2):\n...     print(n)\n>>> 1 / 0\n```\n"
    assert examples.rewritten(text) == (
        "```python\n>>> 6 * 7\n42\n>>> for n in range(2):\n...     print(n)\n0\n1\n"
        ">>> 1 / 0\nTraceback (most recent call last):\nZeroDivisionError: division by zero\n```\n"
    )
