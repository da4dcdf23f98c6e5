"""Executes the notebooks of the documentation: to compare what they print, or to write it into them.

``python -m tests.notebook.executing`` writes what every notebook prints now into it, without times and without paths of a machine.
"""

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests import project
from tests.docs.pages import numbered_seals

NOTEBOOKS = project.files("*.ipynb", project.ROOT / "docs")

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_SECONDS = 300


def read(path: Path) -> Any:  # noqa: ANN401  nbformat says nothing of its types
    """Read a notebook as it is stored."""
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def executed(path: Path) -> Any:  # noqa: ANN401  as above
    """Run a notebook from the folder that it lies in; give it with what it prints now."""
    notebook = read(path)
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=_SECONDS,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # a kernel hands what is printed over in as many pieces as it finds time for
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    notebook.metadata = METADATA
    for number, cell in enumerate(notebook.cells, 1):
        cell.id, cell.metadata = f"cell-{number}", {}
    return notebook


def printed(notebook: Any) -> list[str]:  # noqa: ANN401  as above
    """Give every output of a notebook as text: what is printed, and each form of what is shown; seals by which are the same."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            forms = output.get("data", {"text": output.get("text", "")})
            found += [f"{form}: {''.join(content)}" for form, content in sorted(forms.items())]
    return numbered_seals(found)


def write(path: Path) -> None:
    """Write what a notebook prints now into it."""
    nbformat.write(executed(path), path)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    for each in NOTEBOOKS:
        write(each)
