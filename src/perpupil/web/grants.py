"""The grants of the year, and the proposals of schools: those made here stand before those of the files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from perpupil.documents.grants import grants_page
from perpupil.documents.page import Page
from perpupil.exact.numerals import write_number
from perpupil.findings import Finding
from perpupil.grants.devolution import Devolution, SchoolShare
from perpupil.grants.grant_year import GrantYear
from perpupil.grants.proposals.asking import read_proposals
from perpupil.grants.proposals.records import CostLine, Proposal
from perpupil.grants.proposals.review import Review
from perpupil.grants.proposals.states import State
from perpupil.money import CENTS
from perpupil.web import figures
from perpupil.web.once import once
from perpupil.web.refusals import told
from perpupil.web.store import proposals as kept
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.fingerprints import fingerprint_all
from perpupil.workspace.grants import GRANTS, SPENDING, proposal_files, read_grant_year

LINE_WORDS = ("what", "kind", "for_whom", "vendor", "paid_before")
LINE_NUMBERS = ("amount", "fte")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Share:
    """What a school has of one grant."""

    made: Devolution
    row: SchoolShare


@dataclass(frozen=True, slots=True)
class Known:
    """The grants as somebody sees them; the drafts of other schools are not among the proposals."""

    year: GrantYear | None
    findings: tuple[Finding, ...]
    why: str = ""
    """Where there are none: the reason."""
    drafts_of: str = ""
    """The school whose drafts are shown."""

    def shares(self, unit: str) -> tuple[Share, ...]:
        """Give what a school has of each grant."""
        made = self.year.devolutions.values() if self.year is not None else ()
        return tuple(Share(one, row) for one in made if (row := one.school(unit)) is not None)

    def reviews(self, unit: str = "") -> tuple[Review, ...]:
        """Give the proposals, of one school where it is named; those that wait for a decision first."""
        found = self.year.reviews if self.year is not None else ()
        seen = (one for one in found if one.proposal.state is not State.DRAFT or one.proposal.school == self.drafts_of)
        own = [one for one in seen if not unit or one.proposal.school == unit]
        return tuple(sorted(own, key=lambda one: (one.proposal.state is not State.SUBMITTED, one.proposal.name)))

    def review(self, unit: str, name: str) -> Review | None:
        """Give a proposal of a school; None where there is none of the name."""
        return next((one for one in self.reviews(unit) if one.proposal.name == name), None)


def now(drafts_of: str = "") -> Known:
    """Give the grants.

    Args:
        drafts_of: The school whose drafts whoever asks may see.

    """
    return replace(_known(*_asked(drafts_of)), drafts_of=drafts_of)


def page(drafts_of: str = "") -> Page | None:
    """Give the page of all grants; None where there are none."""
    return _page(*_asked(drafts_of))


def _asked(drafts_of: str) -> tuple[Path, str, tuple[tuple[str, str], ...]]:
    """Give what the grants are kept by: the folder, its files, and the proposals that were made here."""
    here = tuple(
        (one.subject, as_text(one.subject, one.unit, one.content))
        for one in kept.proposals()
        if one.unit == drafts_of or _state(one.content) is not State.DRAFT
    )
    district = Path(settings.DISTRICT)
    paths = [district / GRANTS, district / SPENDING, *proposal_files(district)]
    return district, f"{figures.mark()} {fingerprint_all(paths)}", here


@once(most=2)
def _page(district: Path, mark: str, here: tuple[tuple[str, str], ...]) -> Page | None:
    year = _known(district, mark, here).year
    return grants_page(year) if year is not None else None


@once(most=16)
def _known(district: Path, mark: str, here: tuple[tuple[str, str], ...]) -> Known:  # noqa: ARG001  the mark is what is kept by
    if not (district / GRANTS).is_file():
        return Known(None, ())
    read = [read_proposals(text.encode(), name) for name, text in here]
    try:
        year, findings = read_grant_year(district, tuple(one for found, _ in read for one in found or ()))
    except NoSuchFile as error:
        return Known(None, (), told(error))
    why = "; ".join(one.what for one in findings) if year is None else ""
    return Known(year, (*findings, *(one for _, told in read for one in told)), why)


def _state(content: Mapping[str, Any]) -> State:
    return State(content["history"][-1]["to"]) if content["history"] else State.DRAFT


def as_text(name: str, unit: str, content: Mapping[str, Any]) -> str:
    """Write a proposal as its file would have it, so that one set of rules reads both.

    >>> print(as_text("a", "0010", {"title": "x", "grant": "g", "purpose": "", "evidence": "", "lines": [], "history": []}).splitlines()[1])
    [proposal."a"]
    """
    at = f"proposal.{_quoted(name)}"
    written = ["proposals = 1", f"[{at}]", f"school = {_quoted(unit)}"]
    written += [f"{key} = {_quoted(content[key])}" for key in ("title", "grant", "purpose", "evidence")]
    for line in content["lines"]:
        written.append(f"[[{at}.line]]")
        written += [f"{key} = {_quoted(line[key])}" for key in LINE_WORDS if line.get(key)]
        written += [f"{key} = {_number(line[key])}" for key in LINE_NUMBERS if line.get(key)]
    for move in content["history"]:
        written += [f"[[{at}.history]]", f"on = {move['on']}"]
        written += [f"{key} = {_quoted(move[key])}" for key in ("to", "by", "reason")]
    return "\n".join(written) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(_CONTROLS.sub(" ", text), ensure_ascii=False)


def _number(text: str) -> str:
    """Give a number as it was written; what is none is quoted, so that the rules say so."""
    plain = text.replace(",", "").removeprefix("$")
    return plain if _NUMBER.fullmatch(plain) else _quoted(text)


def as_content(one: Proposal) -> dict[str, Any]:
    """Give a proposal of a file as a decision keeps it."""
    history = [
        {"to": str(each.to), "on": each.on.isoformat(), "by": each.by, "reason": each.reason} for each in one.history
    ]
    words = {"title": one.title, "grant": one.grant, "purpose": one.purpose, "evidence": one.evidence, "people": ""}
    return {**words, "lines": [_as_line(each) for each in one.lines], "history": history}


def _as_line(one: CostLine) -> dict[str, str]:
    dollars, cents = divmod(one.amount_cents, CENTS)
    return {
        "what": one.what,
        "kind": str(one.kind),
        "for_whom": str(one.for_whom),
        "vendor": one.vendor,
        "paid_before": str(one.paid_before),
        "amount": f"{dollars}.{cents:02d}" if cents else str(dollars),
        "fte": write_number(one.fte) if one.fte is not None else "",
    }


def forget() -> None:
    """Forget what was worked out."""
    _known.cache_clear()
    _page.cache_clear()
