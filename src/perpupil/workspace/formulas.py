"""Texts of formulas that are kept, each under its seal, and the one that is put in the place of another.

A kept text is never changed and never removed. What points to it is written after it, so that nothing ever points to what is not there.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from perpupil.allocation.allocation import Allocation
from perpupil.findings import Finding, has_errors
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from perpupil.seal import seal
from perpupil.workspace.district import FORMULAS, alone, settle
from perpupil.workspace.district_money import fill_pools, work
from perpupil.workspace.files import FORMULA, NoSuchFile, find_files, read, write
from perpupil.workspace.in_force import with_facts_in_force
from perpupil.workspace.together import sync

_SEAL = re.compile(r"[0-9a-f]{64}")


class Altered(NoSuchFile):
    """A file is not what was kept or shown; the sentence says which. It is left as it is."""


def seal_of(text: bytes) -> str:
    """Give the seal of a formula's text; of bytes that are no text, their hash."""
    try:
        return seal(text.decode())
    except UnicodeDecodeError:
        return sha256(text).hexdigest()


def keep(district: Path, text: bytes) -> str:
    """Keep a formula's text under its seal, which is given; one that is there stays as it is.

    Raises:
        Altered: A file of that name holds something else.
        Busy: Another process is at work in the folder.
        NoSuchFile: The folder cannot be written.

    """
    with alone(district):
        return _keep(district, text)


def _keep(district: Path, text: bytes) -> str:
    """Keep a text while the lock is held."""
    sealed = seal_of(text)
    place = district / FORMULAS / f"{sealed}.toml"
    if place.is_file():
        read_kept(district, sealed)
        return sealed
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        write(place, text)
        sync(place.parent)
        sync(district)
    except OSError as error:
        message = f"{place} cannot be written: {error.strerror}."
        raise NoSuchFile(message) from None
    return sealed


def kept(district: Path) -> tuple[str, ...]:
    """Give the seals under which texts are kept."""
    names = (one.stem for one in (district / FORMULAS).glob("*.toml"))
    return tuple(sorted(name for name in names if _SEAL.fullmatch(name)))


def read_kept(district: Path, sealed: str) -> bytes:
    """Read a kept text.

    Raises:
        Altered: The file holds something else than what was kept.
        NoSuchFile: There is none.

    """
    if not _SEAL.fullmatch(sealed):
        message = "There is no such formula."
        raise NoSuchFile(message)
    place = district / FORMULAS / f"{sealed}.toml"
    if not place.is_file():
        message = f"{FORMULAS}/{place.name} is not there."
        raise NoSuchFile(message)
    text = read(place)
    if seal_of(text) != sealed:
        message = f"{FORMULAS}/{place.name} was changed after it was kept. It is left as it is."
        raise Altered(message)
    return text


def in_place(district: Path) -> str:
    """Give the seal of the text that stands as the district's formula; blank where there is none."""
    settle(district)
    return seal_of(read(district / FORMULA)) if (district / FORMULA).is_file() else ""


def put_in_place(district: Path, sealed: str, instead_of: str) -> bool:
    """Let a kept text stand as the district's formula; False where it does already. What stood there is kept first.

    Args:
        district: The folder.
        sealed: The seal of the text.
        instead_of: The seal of the text that is to make room; another one is left as it is.

    Raises:
        Altered: Another text than that stands there, or the kept one was changed.
        Busy: Another process is at work in the folder.
        NoSuchFile: The text is not kept, or the folder cannot be written.

    """
    with alone(district):
        text = read_kept(district, sealed)
        place = district / FORMULA
        there = read(place) if place.is_file() else None
        now = seal_of(there) if there is not None else ""
        if now == sealed:
            return False
        if now != instead_of:
            message = f"{FORMULA} is not the text that was to be replaced. It is left as it is."
            raise Altered(message)
        if there is not None:
            _keep(district, there)
        write(place, text)
        sync(district)
        return True


def work_on_facts_in_force(
    district: Path, text: bytes, label: str
) -> tuple[Formula | None, Allocation | None, tuple[Finding, ...]]:
    """Read a text, and work it on the facts that count for the district's formula; it is not kept.

    Returns:
        The formula, None where the text is broken; what it gives, None where it cannot be worked; and what was found.

    """
    formula, findings = read_formula(text, label)
    if formula is None or has_errors(findings):
        return None, None, tuple(findings)
    try:
        files = with_facts_in_force(find_files(district))
    except NoSuchFile:
        return formula, None, tuple(findings)
    if files.facts is None:
        return formula, None, tuple(findings)
    funded, told = fill_pools(formula, files)
    findings = (*findings, *told)
    if funded is None:
        return formula, None, findings
    allocation, told = work(funded, files)
    return formula, allocation, (*findings, *told)
