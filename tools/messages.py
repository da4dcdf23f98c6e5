"""Gather every text of the pages into the Spanish catalog, and compile it.

    python tools/messages.py    write the catalogs; say what waits for its translation

What is translated stays; what no page says any more goes out. A text is one of a template, of a call of gettext, or of a declaration: a
role, a right, an action, a data set, what is wrong with an answer.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation.template import templatize

WEB = Path(__file__).parents[1] / "src/perpupil/web"
CATALOG = WEB / "locale/es/LC_MESSAGES/django.po"
PLURALS = "nplurals=2; plural=(n != 1);"
_STRING = r"""(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(rf"\bn?gettext\(\s*({_STRING})\s*(?:,\s*({_STRING}))?|\b_\(\s*({_STRING})\s*\)")
_ONE, _MANY = {"gettext", "gettext_lazy", "gettext_noop", "_"}, {"ngettext", "ngettext_lazy"}
Text = tuple[str, str]
"""A text, and its plural; blank where it has none."""


def texts() -> dict[Text, str]:
    """Give every text of the pages, with the file that says it first."""
    found: dict[Text, str] = {}
    for path in sorted(WEB.rglob("*.html")):
        if "vendor" not in path.parts:
            _add(found, of_template(path.read_text(encoding="utf-8")), path)
    for path in sorted(WEB.rglob("*.py")):
        _add(found, of_module(path.read_text(encoding="utf-8")), path)
    _add(found, declared(), WEB / "access/rights.py")
    _add(found, data_sets(), WEB / "office/data.py")
    return found


def of_template(source: str) -> Iterator[Text]:
    """Give the texts of a template."""
    for match in _IN_TEMPLATE.finditer(templatize(source)):
        one, many = match[1] or match[3], match[2]
        yield ast.literal_eval(one), ast.literal_eval(many) if many else ""


def of_module(source: str) -> Iterator[Text]:
    """Give the texts that a module hands to gettext, and those that say what is wrong with an answer."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        said = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in _ONE and said:
            yield said[0], ""
        elif name in _MANY and len(said) > 1:
            yield said[0], said[1]
        elif name == "Wrong":
            yield from ((str(one.value), "") for one in node.args[1:] if isinstance(one, ast.Constant) and one.value)
        elif name == "Action":
            yield from ((str(one.value), "") for one in node.args[3:4] if isinstance(one, ast.Constant))


def declared() -> Iterator[Text]:
    """Give the words of roles and rights."""
    from perpupil.web.access.rights import Right, Role  # noqa: PLC0415  it is read where it is asked for

    yield from ((one.words, "") for one in (*Role, *Right))


def data_sets() -> Iterator[Text]:
    """Give the names of the data sets, as pages write them."""
    from perpupil.intake.schemas import SCHEMAS  # noqa: PLC0415  it is read where it is asked for

    yield from ((name.replace("_", " "), "") for name in SCHEMAS)


def _add(found: dict[Text, str], said: Iterable[Text], path: Path) -> None:
    for text in said:
        if text[0].strip():
            found.setdefault(text, path.relative_to(WEB).as_posix())


def gathered(earlier: polib.POFile) -> polib.POFile:
    """Give the catalog of today's texts, with the translations of the earlier one."""
    catalog = polib.POFile(wrapwidth=140)
    catalog.metadata = {
        "Language": "es",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    known = {(one.msgid, one.msgid_plural): one for one in earlier}
    for (one, many), path in sorted(texts().items(), key=lambda item: (item[1], item[0])):
        before = known.get((one, many))
        flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", one) else []
        entry = polib.POEntry(msgid=one, occurrences=[(path, "")], flags=flags)
        if many:
            entry.msgid_plural = many
            entry.msgstr_plural = dict(before.msgstr_plural) if before is not None else {0: "", 1: ""}
        else:
            entry.msgstr = before.msgstr if before is not None else ""
        catalog.append(entry)
    return catalog


def main() -> int:
    """Write the catalogs."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    catalog = gathered(polib.pofile(str(CATALOG)) if CATALOG.is_file() else polib.POFile())
    catalog.save(str(CATALOG))
    catalog.save_as_mofile(str(CATALOG.with_suffix(".mo")))
    waiting = catalog.untranslated_entries()
    print(f"{len(catalog)} texts; {len(waiting)} wait for their translation.")
    for one in waiting:
        print(f"  {one.msgid}")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
