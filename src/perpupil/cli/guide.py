"""`perpupil autonomy guide`: the reference document of a district or a school, its editions, and what changed in it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse

if TYPE_CHECKING:
    from perpupil.documents.guide.editions import Edition
    from perpupil.documents.guide.given import Given
    from perpupil.documents.page import Page

GUIDE = "guide"


def write_guide(given: Namespace) -> int:
    """Write the guide as it was asked for."""
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.documents.data import as_data
    from perpupil.findings import has_errors
    from perpupil.workspace.guides import read_given

    folder: Path = given.guided
    forms = forms_of(given.out)
    made, findings = read_given(folder, given.school, given.today)
    if made is not None:
        _require_school(given.school, made)
        pages = _pages(given, folder, made)
        write_page(pages.written, forms)
        if given.json:
            print_json(as_data(pages.written) | {"problems": findings_as_data(findings)})
        else:
            if pages.kept:
                print(pages.kept)
            if forms:
                print(f"Written to {', '.join(map(str, forms))}")
            if pages.shown is not None and not forms:
                print_page(pages.shown)
    elif given.json:
        print_json({"problems": findings_as_data(findings)})
    errors = [one for one in findings if has_errors([one])]
    print_findings(errors)
    return FOUND if made is None or errors else FINE


def _require_school(school: str, made: Given) -> None:
    schools = made.register.schools
    if school and school not in schools:
        message = f"There is no school {school!r} in autonomy.toml; name one by its id, such as {min(schools)}."
        raise Misuse(message)


class _Pages(NamedTuple):
    """What is written to files, what is shown where there are none, and what is to be said of keeping it."""

    written: Page
    shown: Page | None
    kept: str


def _pages(given: Namespace, folder: Path, made: Given) -> _Pages:
    """Write the guide; with what changed, and kept, if that was asked for."""
    from perpupil.documents.guide.editions import changes_page, with_changes
    from perpupil.documents.guide.page import guide_page
    from perpupil.workspace.guides import last_edition

    page = guide_page(made)
    last = last_edition(folder, given.school) if given.keep or given.changes else None
    kept = _keep(given, folder, made, page, last) if given.keep else ""
    if given.changes:
        return _Pages(with_changes(page, last), changes_page(page, last), kept)
    return _Pages(page, None if kept else page, kept)


def _keep(given: Namespace, folder: Path, made: Given, page: Page, last: Edition | None) -> str:
    """Keep an edition, unless nothing has changed since the last one; say which."""
    from perpupil.documents.guide.editions import next_edition
    from perpupil.workspace.guides import keep_edition, settings_seal

    edition = next_edition(page, given.school, given.today, settings_seal(folder, made.known), last)
    if last is not None and (last.settings, last.page) == (edition.settings, edition.page):
        return f"Nothing has changed: edition {last.number} stands."
    return f"Kept as edition {edition.number} in {keep_edition(folder, edition, page)}"
