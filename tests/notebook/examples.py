"""Plays the Python examples of the pages: what stands behind ``>>>`` is run, in one conversation a page, at the top of the project.

``python -m tests.notebook.examples`` writes what the examples print now into every page.
"""

import contextlib
import doctest
import io
import re
import traceback

from tests import project
from tests.docs.pages import tidy

_BLOCK = re.compile(r"^```python\n(?P<body>>>> .*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [page for page in project.files("*.md") if _BLOCK.search(project.text(page))]


def conversation(text: str) -> list[tuple[str, str, str]]:
    """Give every example of a page: what is asked, what the page says, what is answered now."""
    known: dict[str, object] = {"__name__": "page"}
    return [
        (one.source, one.want, _answer(one.source, known))
        for block in _BLOCK.finditer(text)
        for one in _examples(block)
    ]


def rewritten(text: str) -> str:
    """Give a page with what its examples print now."""
    answers = iter(conversation(text))

    def told(block: re.Match[str]) -> str:
        asked = [next(answers) for _ in _examples(block)]
        return "```python\n" + "".join(_asked(source) + answer for source, _, answer in asked) + "```"

    return _BLOCK.sub(told, text)


def _examples(block: re.Match[str]) -> list[doctest.Example]:
    return doctest.DocTestParser().get_examples(block["body"])


def _asked(source: str) -> str:
    first, *rest = source.splitlines()
    return "".join(f"{mark} {line}".rstrip() + "\n" for mark, line in [(">>>", first), *(("...", one) for one in rest)])


def _answer(source: str, known: dict[str, object]) -> str:
    """Run one example as a person would at the prompt; an empty line of the answer is marked, as doctest wants it."""
    printed = io.StringIO()
    with contextlib.chdir(project.ROOT), contextlib.redirect_stdout(printed):
        try:
            exec(compile(source, "page", "single"), known)  # noqa: S102  our own page
        except Exception as error:  # noqa: BLE001  whatever the example shows
            printed.write("Traceback (most recent call last):\n")
            printed.writelines(traceback.format_exception_only(error))
    return "".join(f"{line or '<BLANKLINE>'}\n" for line in tidy(printed.getvalue()).splitlines())


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(rewritten(project.text(page)), encoding="utf-8")
