"""The page of the guide: every sentence follows from the settings, or stands in them."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.documents.guide.answers import answers
from perpupil.documents.guide.given import Given
from perpupil.documents.guide.scope import excluded, included
from perpupil.documents.guide.story import story
from perpupil.documents.guide.terms import agreed, calendar, grants, services, signatures
from perpupil.documents.page import Block, Heading, Note, Page, Paragraph
from perpupil.documents.pots.words import missing_text
from perpupil.formula.figures import capital


def guide_page(given: Given) -> Page:
    """Write the guide of a district, or of one of its schools."""
    register = given.register
    whose = f"{given.name(given.school)} ({given.school}), {register.title}" if given.school else register.title
    blocks: list[Block] = [Paragraph(register.purpose, is_lead=True)]
    blocks += [Paragraph(register.definition)] if register.definition else []
    blocks += _missing(given)
    for section in (included, excluded, agreed, story, services, grants, calendar, answers, signatures):
        blocks += section(given)
    blocks += [Heading("What it rests on"), Paragraph(_sources(given))]
    return Page(f"Guide to budget autonomy, FY{register.year}: {whose}", tuple(blocks))


def _missing(given: Given) -> Iterator[Block]:
    """Say what the guide cannot tell because nobody has written it down."""
    told = [missing_text(given.known)] if given.known.missing else []
    told += ["There is no calendar in the folder."] if given.calendar is None else []
    if told:
        yield Note(" ".join(told))


def _sources(given: Given) -> str:
    """Name what was decided where."""
    known, register = given.known, given.register
    sources = {"autonomy": register.source}
    if known.allocation is not None:
        sources["formula"] = known.allocation.formula.title
    if known.catalogue is not None:
        sources["services"] = known.catalogue.source
    if known.grants is not None:
        sources["grants"] = known.grants.grants.source
    if given.calendar is not None:
        sources["calendar"] = given.calendar.source
    return " ".join(f"{capital(what)}: {source}." for what, source in sources.items() if source)
