"""The formula in force, its drafts and the versions before, as pages show them; kept as long as what they rest on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from graphlib import CycleError
from pathlib import Path

from django.conf import settings

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.memory import Memory
from perpupil.allocation.run import run_again
from perpupil.allocation.world import World
from perpupil.comparison.causes import under_names_of
from perpupil.comparison.difference import Difference, difference
from perpupil.documents.description import describe
from perpupil.documents.page import Block, Heading, Note, Page
from perpupil.findings import Finding, has_errors
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from perpupil.web import figures
from perpupil.workspace.district import EXAMPLE
from perpupil.workspace.files import FORMULA, NoSuchFile, read
from perpupil.workspace.formulas import in_place, kept, read_kept, work_on_facts_in_force

KINDS_TOLD = {"New", "Gone"}
SHOWN_OPEN = 5
"""The sections of a description that are in sight; the others open."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A text that is kept."""

    sealed: str
    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules about drafts look at."""

    in_place: str
    """The seal of what stands as the district's formula."""
    year: int
    """The district's fiscal year."""
    kept: Callable[[str], Kept | None]
    """Give a text by its seal; None where it is not there, or not what was kept."""
    works: Callable[[str], bool]
    """Whether a kept text can be worked on the data in force."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A formula's text, read and worked on the data in force."""

    formula: Formula | None
    allocation: Allocation | None
    findings: tuple[Finding, ...]
    page: Page | None
    """It in words."""

    @property
    def is_example(self) -> bool:
        """Whether an amount of it is still the example with which a district's folder begins."""
        return self.formula is not None and any(one.source == EXAMPLE for one in self.formula.parameters.values())

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """Give what must be mended before it can be worked."""
        return tuple(one for one in self.findings if has_errors([one]))

    @property
    def sections(self) -> tuple[tuple[str, tuple[Block, ...]], ...]:
        """Give the description in words by its headings; what stands before the first has none."""
        found: list[tuple[str, list[Block]]] = [("", [])]
        for block in self.page.blocks if self.page is not None else ():
            if isinstance(block, Heading) and block.level == 2:  # noqa: PLR2004  the level below the title
                found.append((block.text, []))
            else:
                found[-1][1].append(block)
        return tuple((title, tuple(blocks)) for title, blocks in found if blocks)

    @property
    def open_sections(self) -> tuple[tuple[str, tuple[Block, ...]], ...]:
        """Give those that are in sight."""
        return self.sections[:SHOWN_OPEN]

    @property
    def closed_sections(self) -> tuple[tuple[str, tuple[Block, ...]], ...]:
        """Give those that open."""
        return self.sections[SHOWN_OPEN:]

    @property
    def total_cents(self) -> int | None:
        """What it gives in all."""
        return self.allocation.total_cents if self.allocation is not None else None

    @property
    def pool_cents(self) -> int | None:
        """What there is to give; without a pool nothing is said."""
        return self.allocation.pool_cents if self.allocation is not None else None

    @property
    def left_cents(self) -> int | None:
        """What of the pool no line gives."""
        if self.allocation is None or self.pool_cents is None:
            return None
        return self.pool_cents - self.allocation.total_cents


def _district() -> Path:
    return Path(settings.DISTRICT)


def look_at(_subject: str) -> Told:
    """Give what the rules about drafts look at."""
    return Told(in_place(_district()), figures.now().year, kept_as, can_be_worked)


def kept_as(sealed: str) -> Kept | None:
    """Give a kept text by its seal; None where it is not there, cannot be read, or was changed."""
    try:
        text = read_kept(_district(), sealed)
    except NoSuchFile:
        return None
    title, year, is_whole = _named(text)
    return Kept(sealed, title, year) if is_whole else None


@lru_cache(maxsize=256)
def _named(text: bytes) -> tuple[str, int | None, bool]:
    formula, findings = read_formula(text, FORMULA)
    if formula is None:
        return "", None, False
    return formula.title, formula.year, not has_errors(findings)


def all_kept() -> tuple[Kept, ...]:
    """Give every text that is kept and can be read."""
    found = (kept_as(sealed) for sealed in kept(_district()))
    return tuple(one for one in found if one is not None)


def text_in_place() -> bytes:
    """Give the text of the formula that stands in the district's folder.

    Raises:
        NoSuchFile: There is none.

    """
    return read(_district() / FORMULA)


def text_of(sealed: str) -> bytes:
    """Give a kept text.

    Raises:
        Altered: It was changed.
        NoSuchFile: There is none.

    """
    return read_kept(_district(), sealed)


def worked(text: bytes) -> Worked:
    """Read a text and work it on the data in force."""
    return _worked(_district(), figures.mark(), text)


@lru_cache(maxsize=16)
def _worked(district: Path, mark: str, text: bytes) -> Worked:  # noqa: ARG001  the mark is what is kept by
    formula, allocation, findings = work_on_facts_in_force(district, text, FORMULA)
    if formula is not None and allocation is None:
        allocation = _under_names_in_force(formula)
    page, told = describe(formula, allocation=allocation) if formula is not None else (None, ())
    return Worked(formula, allocation, (*findings, *told), page)


def _under_names_in_force(formula: Formula) -> Allocation | None:
    """Work a formula that calls the data's columns otherwise on the data as the formula in force names them."""
    lent = figures.now().allocation
    if lent is None:
        return None
    facts, there = under_names_of(lent.world.facts, lent.formula, formula), lent.world
    world = World(facts, there.headcount, there.priors, there.absent)
    try:
        bound = replace(formula, binding=world.facts.binding, expectations=())
        return run_again(bound, Memory(world))[0]
    except (CycleError, KeyError):
        return None


def can_be_worked(sealed: str) -> bool:
    """Whether a kept text can be worked on the data in force as it stands."""
    try:
        found = worked(text_of(sealed))
    except NoSuchFile:
        return False
    return found.allocation is not None and not found.wrong


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a text says otherwise."""

    kind: str
    """New, gone or changed."""
    words: str
    effect: str
    """Who gains and who loses by it alone; blank where that is not known."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a text says otherwise than another."""

    changes: tuple[Change, ...]
    together: str
    """What all of it does together; blank where that is not known."""
    total_cents: int | None
    interplay_cents: int | None


def changed(before: bytes, after: bytes) -> Changed | None:
    """Say what a text says otherwise than another, in words and in dollars; None where one of them cannot be read."""
    return _changed(_district(), figures.mark(), before, after)


@lru_cache(maxsize=16)
def _changed(district: Path, mark: str, before: bytes, after: bytes) -> Changed | None:
    first, second = _worked(district, mark, before), _worked(district, mark, after)
    if first.formula is None or second.formula is None:
        return None
    world = first.allocation.world if first.allocation is not None else None
    return _in_words(difference(first.formula, second.formula, world))


def _in_words(found: Difference) -> Changed:
    """Say a difference, change by change."""
    noun, currency = found.after.noun, found.after.currency
    rows = []
    for one in found.changes:
        kind, _, rest = one.revision.words().rstrip(".").partition(": ")
        told = (kind, rest) if kind in KINDS_TOLD else ("Changed", one.revision.words().rstrip("."))
        rows.append(Change(*told, one.effect.words(noun, currency) if one.effect is not None else ""))
    together = found.together
    return Changed(
        tuple(rows),
        together.words(noun, currency) if together is not None else "",
        together.total_cents if together is not None else None,
        found.interplay_cents if together is not None and len(rows) > 1 else None,
    )


def on_paper(page: Page, status: str) -> Page:
    """Give a description that says how far it is before anything else."""
    return Page(page.title, (Note(status), *page.blocks), page.language)
